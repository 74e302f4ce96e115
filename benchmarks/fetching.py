"""What a fetch costs: tables of made-up values read, judged and written, from Parquet and from CSV.

``python -m benchmarks fetch --observations N``: a site of indicators made as ``publisher new --from`` makes one of
Kolada, then processor seconds (user and system) and the peak memory of ``publisher fetch``.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as text
from pyarrow import parquet

from benchmarks.build import cost
from benchmarks.processes import table
from publisher import vocabulary
from publisher.model import AreaKind
from publisher.new import kolada

#: Years of each indicator, and rows of a dataset at most.
YEARS, MOST = 17, 500_000


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        for form in ("parquet", "csv"):
            site = Path(place) / form
            count = _site(Path(place), site, options.observations, form)
            command = ["fetch", "--quiet", "--input", "input"]
            seconds, memory = cost(site, command)
            rows.append((form, f"{count:,}", f"{seconds:.1f}", f"{1e6 * seconds / count:.1f}", f"{memory:.0f}"))
    table(("from", "values", "processor s", "s a million", "peak MB"), rows)


def _site(place: Path, site: Path, observations: int, form: str) -> int:
    """Make a site whose values lie in files of a form; how many there are."""
    areas = vocabulary.load(Path("vocab")).areas.values()
    codes = sorted(one.code for one in areas if one.kind is AreaKind.MUNICIPALITY)
    ids = [f"N{10_000 + number}" for number in range(max(1, round(observations / len(codes) / YEARS)))]
    copy, random = place / "copy", np.random.default_rng(1)
    copy.mkdir(exist_ok=True)
    with (copy / "catalogue.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(kolada.CATALOGUE)
        writer.writerows((id, f"Mått {id}, andel (%)", "Andel.", f"Område {n * len(codes) * YEARS // MOST}")
                         for n, id in enumerate(ids))  # fmt: skip
    shape = (len(ids), len(codes), YEARS)
    level = 30 + 30 * random.random(shape[:2])[:, :, None] + random.random(shape)  # steady: nothing to ask a person
    years = range(2024 - YEARS, 2024)
    values = pa.table(
        {
            "kpi": np.repeat(ids, shape[1] * YEARS),
            "geo": np.tile(np.repeat(codes, YEARS), len(ids)),
            "gender": ["T"] * level.size,
            "year": np.tile(years, len(ids) * shape[1]),
            "value": level.round(2).ravel(),
        }
    )
    parquet.write_table(values, copy / "values.parquet")
    kolada.make(site, copy, Path("vocab"))
    if form == "csv":
        for path in sorted((site / "input").glob("*.parquet")):
            text.write_csv(parquet.read_table(path), path.with_suffix(".csv"))
            path.unlink()
        for path in site.glob("datapackages/*/dataset.yaml"):
            told = path.read_text(encoding="utf-8")
            path.write_text(
                told.replace(".parquet\n", '.csv\n  delimiter: ","\n  decimal: "."\n  header: [kpi, geo]\n'),
                encoding="utf-8",
            )
    return values.num_rows
