"""Sums: the digest of each indicator's figures in a package, by which it is known what one changed value changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from publisher.model import Catalog, Dataset, Observation
from publisher.parts import Parts, digest
from publisher.tables.observed import ORIGIN

if TYPE_CHECKING:
    import pandas as pd

    from publisher.database import Frames

#: What an observation is compared by: all but where it came from, and notes.
COMPARED = Observation._fields[: Observation._fields.index(ORIGIN[0])]


def of_all(catalog: Catalog, frames: Frames, parts: Parts) -> dict[str, str]:
    """Indicator to the digest of its figures in all packages."""
    found: dict[str, list[str]] = {}
    for dataset in sorted(catalog.datasets, key=lambda d: d.name):
        if "observations" in frames.get(dataset.name, {}):
            for id, sum in of_package(dataset, frames[dataset.name], parts).items():
                found.setdefault(id, []).append(sum)
    return {id: some[0] if len(some) == 1 else digest(some) for id, some in found.items()}


def of_package(dataset: Dataset, tables: Mapping[str, pd.DataFrame], parts: Parts) -> dict[str, str]:
    """Indicator to the digest of its figures in a package, kept for as long as these do not change."""
    told = [dataset.name, [t.sha256 for t in dataset.tables if t.name == "observations"]]
    return parts.value("sums", told, lambda: _sums(tables["observations"]), dict[str, str])


def _sums(frame: pd.DataFrame) -> dict[str, str]:
    columns = [name for name in COMPARED if name in frame]
    return {str(id): _sum(part, columns) for id, part in frame.groupby("indicator")}


def _sum(part: pd.DataFrame, columns: Sequence[str]) -> str:
    found = hashlib.sha256()
    for name in columns:
        cells = part[name]
        if cells.dtype.kind in "fiu":
            told = cells.to_numpy("float64", na_value=float("nan")).tobytes()
        else:
            told = _joined(cells)
        found.update(f"{name} {len(told)} ".encode() + told)
    return found.hexdigest()


def _joined(cells: pd.Series[Any]) -> bytes:
    """Texts with what stands in none between them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pa.array(cells.array, pa.string())
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    joined = pc.binary_join(pa.ListArray.from_arrays([0, len(whole)], whole), "\x1f")
    return bytes(joined[0].as_buffer())
