"""What the gate costs at a million rows, against frictionless on the same schema."""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.processes import table
from publisher import gate, observations, vocabulary
from publisher.gate import figures, series
from publisher.model import ValueKind
from publisher.package.descriptor import table_to_schema

ROWS = 1_044_000
#: frictionless is measured on so many rows and counted up.
SAMPLE = 20_880


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    words = vocabulary.load(Path("vocab"))
    percent = [i.id for i in words.indicators.values() if i.value_kind is ValueKind.PERCENT]
    ids = [f"N{10000 + n}" for n in range(100)]
    like = words.indicators[percent[0]]
    words = replace(words, indicators={id: replace(like, id=id, versions=()) for id in ids})
    areas = sorted(code for code in words.areas if len(code) == 4 and code.isdigit())
    random = np.random.default_rng(1)
    keys = [(i, a, str(y), s) for i in ids for a in areas for y in range(2011, 2023) for s in "FMT"]
    frame = pd.DataFrame(keys[:ROWS], columns=["indicator", "area", "period", "sex"]).assign(service_area="_T")
    level = np.repeat(random.random(len(frame) // 3 + 1) * 30 + 30, 3)[: len(frame)]
    frame = observations.frame(frame.assign(value=np.round(level, 4), source="s"))
    data = observations.csv_bytes(frame)
    schema = words.tables["observations"]
    context = gate.Context(vocabulary=words, indicators=set(ids), expectations={"municipalities": 290})
    rows: list[tuple[object, ...]] = []
    begun = time.perf_counter()
    findings = gate.Findings(file="observations.csv")
    cells = gate.read_cells(data, replace(schema, foreign_keys=()), findings)
    assert cells is not None
    read = time.perf_counter()
    figures.examine(cells, context, findings)
    single = time.perf_counter()
    series.examine(cells, context, findings)
    done = time.perf_counter()
    rows.append((f"{len(frame):,} rows read and held against the schema", f"{read - begun:.2f}"))
    rows.append(("  each figure against the vocabulary", f"{single - read:.2f}"))
    rows.append(("  figures against each other", f"{done - single:.2f}"))
    rows.append(("  problems found", len(findings.problems)))
    whole = single - begun
    slow = _frictionless(data, table_to_schema(replace(schema, foreign_keys=())))
    rows.append((f"frictionless, counted up from {SAMPLE:,} rows", f"{slow:.0f}"))
    rows.append(("  times ours", f"{slow / whole:.0f}"))
    table(("", "seconds"), rows)


def _frictionless(data: bytes, schema: dict[str, object]) -> float:
    from frictionless import Resource

    with tempfile.TemporaryDirectory() as folder:
        lines = data.split(b"\n", SAMPLE + 1)
        (Path(folder) / "o.csv").write_bytes(b"\n".join(lines[: SAMPLE + 1]) + b"\n")
        descriptor = {"name": "o", "path": "o.csv", "encoding": "utf-8", "schema": schema}
        begun = time.perf_counter()
        report = Resource.from_descriptor(descriptor, basepath=folder).validate()
        assert report.valid, report.flatten(["rowNumber", "message"])[:3]
        return (time.perf_counter() - begun) * ROWS / SAMPLE
