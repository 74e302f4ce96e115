#!/usr/bin/env bash
# DuckDB 2.0.1, pyarrow 26.0.1, polars 2.1.0 (Python 3.11).
#
# The median of an even number of values lies half-way between the two in the middle: of 1.2 and 1.3 it is 1.25. DuckDB's
# median() and quantile_cont() of a DECIMAL are of the column's own type, and what does not fit in its decimals is cut off:
# 1.2, towards zero for negative numbers too. Of the same column avg() is DOUBLE and right, and so is the median of a
# DOUBLE, of whole numbers, and of the same Parquet file in pyarrow and polars. One who writes numbers as decimals in order
# to lose nothing, or just types 1.2 into a query (a literal is a DECIMAL), loses half a step in every second median.
# Right: median(value::DOUBLE).
#
# Seen, of two values in a Parquet file:
#   1.2 and 1.3, DECIMAL:   median 1.2, quantile_cont 1.2, avg 1.25
#   -1.2 and -1.3, DECIMAL: median -1.2, quantile_cont -1.2, avg -1.25
#   1 and 2, DECIMAL(3,0):  median 1, quantile_cont 1, avg 1.5
#   1.2 and 1.3, as DOUBLE: median 1.25
#   1 and 2, INTEGER:       median 1.5
#   pyarrow, polars of the first file: 1.25, 1.25
# Exits with 1 when any of this is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q duckdb==2.0.1 pyarrow==26.0.1 polars==2.1.0
cat > "$work/ask.py" <<'PY'
import sys
from decimal import Decimal

import duckdb
import polars
import pyarrow
import pyarrow.compute
import pyarrow.parquet


def written(name: str, kind: pyarrow.DataType, *values: str) -> str:
    path = f"{sys.argv[1]}/{name}.parquet"
    column = pyarrow.array([Decimal(value) for value in values]).cast(kind)
    pyarrow.parquet.write_table(pyarrow.table({"value": column}), path)
    return path


def asked(path: str, *columns: str) -> str:
    row = duckdb.sql(f"SELECT {', '.join(columns)} FROM '{path}'").fetchall()[0]
    names = [column.split("(")[0] for column in columns]
    return ", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True))


three = ("median(value)", "quantile_cont(value, 0.5)", "avg(value)")
tenths = written("tenths", pyarrow.decimal128(3, 1), "1.2", "1.3")
below = written("below", pyarrow.decimal128(3, 1), "-1.2", "-1.3")
whole = written("whole", pyarrow.decimal128(3, 0), "1", "2")
integers = written("integers", pyarrow.int32(), "1", "2")
arrow = pyarrow.compute.quantile(pyarrow.parquet.read_table(tenths)["value"], 0.5)[0].as_py()
found = {
    "1.2 and 1.3, DECIMAL:": asked(tenths, *three),
    "-1.2 and -1.3, DECIMAL:": asked(below, *three),
    "1 and 2, DECIMAL(3,0):": asked(whole, *three),
    "1.2 and 1.3, as DOUBLE:": asked(tenths, "median(value::DOUBLE)"),
    "1 and 2, INTEGER:": asked(integers, "median(value)"),
    "pyarrow, polars of the first file:": f"{arrow}, {polars.read_parquet(tenths)['value'].median()}",
}
for name, answer in found.items():
    print(f"{name:<23} {answer}")
wanted = [
    "median 1.2, quantile_cont 1.2, avg 1.25",
    "median -1.2, quantile_cont -1.2, avg -1.25",
    "median 1, quantile_cont 1, avg 1.5",
    "median 1.25",
    "median 1.5",
    "1.25, 1.25",
]
raise SystemExit(0 if list(found.values()) == wanted else 1)
PY
"$work/venv/bin/python" "$work/ask.py" "$work"
