#!/usr/bin/env bash
# DuckDB 2.0.1, polars 2.1.0 (Python 3.11).
#
# A table of areas by years is the usual way to hand out statistics: "area,2020,2021". DuckDB takes the first line for a
# heading only where it cannot be data: years can be values, and "area" can be an area wherever codes are text, as 0114 is for
# its zero and as names are. The heading so becomes a row, and a sum gains 2020 without a word. A table that begins at 1280,
# whose codes become numbers, has its heading, and so has one with a column of T and F: a query that was right for one county
# is wrong for the next. Quotes around the years change nothing. With header=true all is right; polars needs no word.
#
# Seen (columns, and the sum of the second, where the file has 1 and 3):
#   0114 and 0115:    column0 column1, 2024
#   the same, quoted: column0 column1, 2024
#   Ale and Habo:     column0 column1, 2024
#   1280 and 1281:    area 2020, 4
#   header=true:      area 2020, 4
#   polars:           area 2020, 4
# Exits with 1 when any of this is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q duckdb==2.0.1 polars==2.1.0
cat > "$work/read.py" <<'PY'
import sys
from pathlib import Path

import duckdb
import polars

folder = Path(sys.argv[1])


def written(name: str, heading: str, first: str, second: str) -> str:
    path = folder / f"{name}.csv"
    path.write_text(f"{heading}\n{first},1,2\n{second},3,4\n")
    return str(path)


def asked(path: str, words: str = "") -> str:
    table = duckdb.sql(f"SELECT * FROM read_csv('{path}'{words})")
    total = table.aggregate(f'sum("{table.columns[1]}")::INTEGER').fetchall()[0][0]
    return f"{' '.join(table.columns[:2])}, {total}"


zero = written("zero", "area,2020,2021", "0114", "0115")
frame = polars.read_csv(zero)
found = {
    "0114 and 0115:": asked(zero),
    "the same, quoted:": asked(written("quoted", '"area","2020","2021"', '"0114"', '"0115"')),
    "Ale and Habo:": asked(written("names", "area,2020,2021", "Ale", "Habo")),
    "1280 and 1281:": asked(written("south", "area,2020,2021", "1280", "1281")),
    "header=true:": asked(zero, ", header=true"),
    "polars:": f"{' '.join(frame.columns[:2])}, {frame['2020'].sum()}",
}
for name, answer in found.items():
    print(f"{name:<18}{answer}")
wrong, right = "column0 column1, 2024", "area 2020, 4"
raise SystemExit(0 if list(found.values()) == [wrong] * 3 + [right] * 3 else 1)
PY
"$work/venv/bin/python" "$work/read.py" "$work"
