"""Equal: values drawn by lot out of a Parquet file, each held against what API and explorer of a served site say.

The file has a row a value (:data:`COLUMNS`), as a copy of Kolada has; those of indicators that the site has no values
of are left aside. To draw fifty::

    python -m tools.equal values.parquet datapackages http://127.0.0.1:8000 --seed 7
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pyarrow
import pyarrow.compute as pc
from pyarrow import parquet

#: Columns of the file, and what its codes are called here.
COLUMNS = ("kpi", "geo", "gender", "year", "value")
SEXES, AREAS = {"T": "T", "K": "F", "M": "M"}, {"0": "00"}


def drawn(values: Path, packages: Path, count: int, seed: int) -> list[dict[str, object]]:
    """Rows of the file by lot, of indicators that a package has values of."""
    there = set()
    for path in packages.glob("*/observations.csv"):
        with path.open(encoding="utf-8") as file:
            next(file)
            there |= {line.partition(",")[0] for line in file}
    table = parquet.read_table(values, columns=list(COLUMNS))
    kpi = table["kpi"].cast(pyarrow.string())
    table = table.filter(pc.is_in(kpi, pyarrow.array(sorted(there), pyarrow.string())))
    lot = sorted(random.Random(seed).sample(range(table.num_rows), count))  # noqa: S311
    rows: list[dict[str, object]] = table.take(lot).to_pylist()
    return rows


def said(base: str, database: str, row: dict[str, object]) -> dict[str, float | None]:
    """The value of a row by every way it is asked."""
    key = {
        "indicator": str(row["kpi"]),
        "area": AREAS.get(str(row["geo"]), str(row["geo"])),
        "period": str(row["year"]),
        "sex": SEXES[str(row["gender"])],
    }

    def asked(address: str, name: str) -> float | None:
        with urlopen(address, timeout=60) as answer:  # noqa: S310
            rows = json.load(answer)[name]
        return float(rows[0]["value"]) if len(rows) == 1 and rows[0]["value"] is not None else None

    table = urlencode({f"{name}__exact": text for name, text in key.items()} | {"_shape": "objects"})
    return {
        "API": asked(f"{base}/api/v1/observations?{urlencode(key)}", "data"),
        "explorer": asked(f"{base}/explore/{database}/observations.json?{table}", "rows"),
    }


def main() -> int:
    """Print what differs, and how many were equal; 1 when any differs."""
    parser = argparse.ArgumentParser(description="Hold values drawn by lot against a served site.")
    parser.add_argument("values", type=Path, help="the Parquet file")
    parser.add_argument("packages", type=Path, help="datapackages/ of the site")
    parser.add_argument("base", help="where the site is served: http://127.0.0.1:8000")
    parser.add_argument("--database", default="kolada", help="name of the explorer's database (key of catalog.yaml)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=50)
    given = parser.parse_args()
    differ = 0
    for row in drawn(given.values, given.packages, given.count, given.seed):
        wrong = {way: value for way, value in said(given.base, given.database, row).items() if value != row["value"]}
        if wrong:
            differ += 1
            print(f"{row['kpi']} {row['geo']} {row['year']} {row['gender']}: {row['value']} in the file, {wrong}")
    print(f"{given.count} values drawn with seed {given.seed}: {differ} differ.")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
