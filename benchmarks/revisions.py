"""What comparing, recording and going back cost, against what pandas needs to read and merge the same two files."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.processes import table
from publisher import observations, package

#: As many rows as Kolada's snapshots of 23 indicators.
ROWS = 138_000
#: Share of the rows that differ between the two files: measured noise, revised, gone, new.
NOISE, REVISED, GONE, NEW = 0.03, 0.002, 0.01, 0.04


def two_files(folder: Path) -> tuple[Path, Path]:
    """Two tables of observations, the later one with noise, revisions, rows gone and rows new."""
    random = np.random.default_rng(1)
    areas, years, sexes = [f"{114 + n:04}" for n in range(290)], range(2006, 2023), ["T", "F", "M"]
    keys = [(a, str(y), s) for y in years for s in sexes for a in areas]
    count = -(-ROWS // len(keys))
    rows = [(f"N{10000 + n}", *key) for n in range(count) for key in keys][:ROWS]
    frame = pd.DataFrame(rows, columns=["indicator", "area", "period", "sex"]).assign(service_area="_T")
    frame = frame.assign(value=np.round(random.random(len(frame)) * 100, 6), status="", source="kolada")
    frame = observations.frame(frame.assign(source_place=frame["area"] + " " + frame["period"]))
    later = frame.copy()
    draw = random.random(len(later))
    later["value"] = later["value"].where(draw > NOISE, later["value"] * (1 + 1e-8))
    later["value"] = later["value"].where(draw < 1 - REVISED, later["value"] + 1)
    later = later[random.random(len(later)) > GONE]
    new = later.sample(frac=NEW, random_state=1).assign(period="2023").drop_duplicates(observations.KEY)
    paths = folder / "old.csv", folder / "new.csv"
    observations.write(frame, paths[0])
    observations.write(pd.concat([later, new]), paths[1])
    return paths


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _interleaved(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Median seconds of each, run in turns."""
    runs: list[list[float]] = [[] for _ in works]
    for work in works:
        work()  # once for the caches
    for _ in range(rounds):
        for times, work in zip(runs, works, strict=True):
            times.append(_timed(work))
    return [statistics.median(times) for times in runs]


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old, new = two_files(folder)

        def plain() -> Any:
            text = {"dtype": str, "keep_default_na": False}
            return pd.read_csv(old, **text).merge(pd.read_csv(new, **text), on=observations.KEY, how="outer")

        def ours() -> None:
            current, found = observations.revise(observations.read(old), observations.read(new), {})
            log = found.assign(recorded="2024-01-30", version="1.1.0", reason_sv="Prov.", reason_en="Test.")
            log = observations.frame(log, observations.REVISION_COLUMNS)
            (folder / "observations.csv").write_bytes(observations.csv_bytes(current))
            (folder / "revisions.csv").write_bytes(observations.csv_bytes(log))

        one, two = _interleaved(options.rounds, plain, ours)
        rows: list[tuple[object, ...]] = [
            (f"{ROWS:,} rows: pandas reads and merges", f"{one:.2f}", "1.0"),
            ("  compared and recorded, files written", f"{two:.2f}", f"{two / one:.1f}"),
        ]

        def now() -> None:
            observations.read(folder / "observations.csv")

        def then() -> None:
            current = observations.read(folder / "observations.csv")
            observations.as_of(current, observations.read(folder / "revisions.csv"), "2024-01-29")

        one, two = _interleaved(options.rounds, now, then)
        rows.append(("  the table as it is, read", f"{one:.2f}", "1.0"))
        rows.append(("  as it was before", f"{two:.2f}", f"{two / one:.1f}"))
    packages = Path("datapackages")
    current = package.load_catalog(packages)
    folders = [packages / d.name for d in current.datasets if any(t.name == "observations" for t in d.tables)]
    day = max(d.modified for d in current.datasets)
    one, two = _interleaved(
        options.rounds,
        lambda: [observations.read(folder / "observations.csv") for folder in folders],
        lambda: [
            observations.as_of(
                observations.read(folder / "observations.csv"), observations.read(folder / "revisions.csv"), day
            )
            for folder in folders
        ],
    )
    rows.append((f"the {len(folders)} committed packages, read", f"{one:.2f}", "1.0"))
    rows.append((f"  as of {day}", f"{two:.2f}", f"{two / one:.1f}"))
    table(("", "seconds", "times"), rows)
