"""Run by a Python of the clients: ``python read_csvw_as_rdf.py CSV DESCRIPTION …`` prints what csvwlib makes of each.

A line of JSON each: how many rows became triples about an area, and which areas they name.
"""

from __future__ import annotations

import json
import sys

from csvwlib import CSVWConverter

for table, description in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    graph = CSVWConverter.to_rdf(csv_url=table, metadata_url=description, mode="minimal", format=None)
    named = [(s, o) for s, p, o in graph if str(p).rpartition("/")[2].rpartition("#")[2] in ("area", "refArea")]
    areas = sorted({str(o).rpartition("/")[2] for _, o in named})
    print(json.dumps({"table": table, "rows": len({s for s, _ in named}), "areas": areas}))
