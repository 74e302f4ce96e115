"""Run by the readers' own Python: ``python read_csvw.py ADDRESS …`` prints what csvw makes of each described table.

A line of JSON each.
"""

from __future__ import annotations

import json
import sys

import csvw

for place in sys.argv[1:]:
    document = csvw.CSVW(place)
    rows = list(document.tables[0].iterdicts())
    print(
        json.dumps(
            {
                "place": place,
                "valid": bool(document.is_valid),
                "url": str(document.tables[0].url),
                "rows": len(rows),
                "first": rows[0],
                "areas": sorted({row["area"] for row in rows if "area" in row}),
            },
            default=str,
        )
    )
