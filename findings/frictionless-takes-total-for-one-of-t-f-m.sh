#!/usr/bin/env bash
# frictionless 5.21.0, lxml 6.0.2 (Python 3.11).
#
# Table Schema: the constraint "pattern" is a regular expression of XML Schema, and those always mean the whole value. The codes
# of sex as "T|F|M" are so T, F and M and nothing else, and lxml, which knows XML Schema, says so. frictionless puts ^ before
# and $ after: ^T|F|M$ is "begins with T", "begins with F", or "M". "Total" and "Fel" are valid codes, "Man" is not, so a
# publisher who tries one wrong word sees it refused and believes the rest. The same for months as "0[1-9]|1[0-2]": 013 is
# one. Only the last alternative is held to its end. With brackets, "(T|F|M)", both agree.
#
# Seen (what each takes of T, F, M, Total, Fel, Man):
#   lxml         T|F|M     T F M
#   frictionless T|F|M     T F M Total Fel
#   frictionless (T|F|M)   T F M
# Exits with 1 when any of this is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q frictionless==5.21.0 lxml==6.0.2
cat > "$work/take.py" <<'PY'
from frictionless import Resource, Schema
from lxml import etree

CELLS = ["T", "F", "M", "Total", "Fel", "Man"]
XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="sex"><xs:simpleType>
<xs:restriction base="xs:string"><xs:pattern value="{}"/></xs:restriction></xs:simpleType></xs:element></xs:schema>"""


def by_lxml(pattern: str) -> list[str]:
    schema = etree.XMLSchema(etree.XML(XSD.format(pattern)))
    return [cell for cell in CELLS if schema.validate(etree.XML(f"<sex>{cell}</sex>"))]


def by_frictionless(pattern: str) -> list[str]:
    field = {"name": "sex", "type": "string", "constraints": {"pattern": pattern}}
    table = Resource(data=[["sex"], *([cell] for cell in CELLS)], schema=Schema.from_descriptor({"fields": [field]}))
    refused = [cell for (cell,) in table.validate().flatten(["cell"])]
    return [cell for cell in CELLS if cell not in refused]


found = [by_lxml("T|F|M"), by_frictionless("T|F|M"), by_frictionless("(T|F|M)")]
for name, cells in zip(("lxml         T|F|M  ", "frictionless T|F|M  ", "frictionless (T|F|M)"), found, strict=True):
    print(f"{name}  ", *cells)
codes = ["T", "F", "M"]
raise SystemExit(0 if found == [codes, [*codes, "Total", "Fel"], codes] else 1)
PY
"$work/venv/bin/python" "$work/take.py"
