#!/usr/bin/env bash
# DuckDB 2.0.1 (Python 3.11).
#
# Statistics often code sex as T (total), F and M, as the RDF code list sdmx-code:sex does. Of a CSV file DuckDB keeps the code
# 0114 as text, but a column in which it has met T and F alone becomes BOOLEAN, whatever the other columns are: women are
# false, men cannot be asked for, and a copy of the table says true and false where the file said T and F. Where the first M
# stands beyond the rows that types are guessed from (20,480), the same file is refused. With a third letter early on, or with
# types={'sex': 'VARCHAR'}, all is text.
#
# Seen:
#   two letters: BOOLEAN, copied as 0114,true and 0114,false
#   asked for M: ConversionException
#   M in row 30001: ConversionException
#   M in row 3: VARCHAR
# Exits with 1 when any of this is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q duckdb==2.0.1
cat > "$work/read.py" <<'PY'
import sys
from pathlib import Path

import duckdb

folder = Path(sys.argv[1])


def written(name: str, codes: list[str]) -> str:
    path = folder / name
    path.write_text("area,sex,value\n" + "".join(f"0114,{code},{place}\n" for place, code in enumerate(codes)))
    return str(path)


def kind(path: str) -> str:
    return duckdb.sql(f"SELECT typeof(sex) FROM '{path}' LIMIT 1").fetchall()[0][0]


def stops(query: str) -> str:
    try:
        return str(duckdb.sql(query).fetchall())
    except duckdb.Error as error:
        return type(error).__name__


two = written("two.csv", ["T", "F"])
copy = folder / "copy.csv"
duckdb.sql(f"COPY (SELECT area, sex FROM '{two}') TO '{copy}'")
copied = copy.read_text().split()[1:]
asked = stops(f"SELECT * FROM '{two}' WHERE sex = 'M'")
late = stops(f"SELECT DISTINCT sex FROM '{written('late.csv', ['T'] * 30_000 + ['M'])}'")
early = kind(written("early.csv", ["T", "F", "M"]))
print(f"two letters: {kind(two)}, copied as {' and '.join(copied)}")
print("asked for M:", asked)
print("M in row 30001:", late)
print("M in row 3:", early)
found = (kind(two), copied, asked, late, early)
wanted = ("BOOLEAN", ["0114,true", "0114,false"], "ConversionException", "ConversionException", "VARCHAR")
raise SystemExit(0 if found == wanted else 1)
PY
"$work/venv/bin/python" "$work/read.py" "$work"
