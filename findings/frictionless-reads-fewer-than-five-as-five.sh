#!/usr/bin/env bash
# frictionless 5.21.0 (Python 3.11).
#
# Table Schema has "bareNumber": false for numbers with something around them: "the physical contents of this field may contain
# leading and/or trailing non-numeric characters", such as "95 %". Whoever sets it for the % of one column of statistics gets
# more: "<5", which offices write for a count too small to be told, is the number 5, and so is "−5" with the minus sign
# U+2212 that Swedish typography (and a browser's toLocaleString("sv")) uses: a fall becomes a rise. Neither is an error, the
# file is valid. With the hyphen, -5 is -5. Without the property each of the three is a type error. A mark is kept apart from
# the numbers only where missingValues has it, each one ("<5", "<10"); a minus sign has no such place.
#
# Seen (cell and what is read):
#   valid: True
#   95 % → 95
#   <5 → 5
#   −5 → 5
#   -5 → -5
#   without bareNumber: errors in 95 %, <5, −5
# Exits with 1 when any of this is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q frictionless==5.21.0
cat > "$work/read.py" <<'PY'
from frictionless import Resource, Schema

CELLS = ["95 %", "<5", "\u22125", "-5"]


def table(**words: object) -> Resource:
    field = {"name": "change", "type": "integer", **words}
    return Resource(data=[["change"], *([cell] for cell in CELLS)], schema=Schema.from_descriptor({"fields": [field]}))


valid = table(bareNumber=False).validate().valid
read = [row["change"] for row in table(bareNumber=False).read_rows()]
errors = table().validate().flatten(["type", "cell"])
print("valid:", valid)
for cell, value in zip(CELLS, read, strict=True):
    print(cell, "→", value)
print("without bareNumber: errors in", ", ".join(cell for _, cell in errors))
wanted = [["type-error", cell] for cell in CELLS[:3]]
raise SystemExit(0 if valid and read == [95, 5, 5, -5] and errors == wanted else 1)
PY
PYTHONIOENCODING=utf-8 "$work/venv/bin/python" "$work/read.py"
