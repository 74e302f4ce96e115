"""Run by the readers' own Python: ``python read_croissant.py ADDRESS`` prints the record sets that mlcroissant finds.

With the number of records in each and the areas they name, as a line of JSON.
"""

from __future__ import annotations

import json
import sys

import mlcroissant

dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
found = {}
for records in dataset.metadata.record_sets:
    rows = list(dataset.records(record_set=records.id))
    areas = {str(row[f"{records.id}/area"]) for row in rows if f"{records.id}/area" in row}
    found[records.id] = {"rows": len(rows), "areas": sorted(areas)}
print(json.dumps(found))
