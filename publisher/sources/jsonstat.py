"""JSON-stat 2.0 (https://json-stat.org/full/): a cube as statistics agencies give it, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from publisher.errors import SourceError


@dataclass(frozen=True, kw_only=True)
class Cube:
    """A dataset of JSON-stat: dimensions with their codes, values in row-major order."""

    label: str
    dimensions: Mapping[str, Mapping[str, str]]  #: dimension to its codes, in order, and their labels
    values: Sequence[Any] | Mapping[str, Any]
    statuses: Sequence[Any] | Mapping[str, Any] | str
    updated: str

    @property
    def size(self) -> int:
        return prod(len(codes) for codes in self.dimensions.values())

    def cells(self) -> Iterator[tuple[dict[str, str], Any, str]]:
        """Every cell: code by dimension, value or None, status or ""."""
        names = list(self.dimensions)
        for index, codes in enumerate(product(*self.dimensions.values())):
            yield dict(zip(names, codes, strict=True)), _at(self.values, index), str(_at(self.statuses, index) or "")


def _at(cells: Sequence[Any] | Mapping[str, Any] | str, index: int) -> Any:
    """The cell of an array, of a sparse object keyed by index, or of one value that holds for all."""
    if isinstance(cells, str):
        return cells
    if isinstance(cells, Mapping):
        return cells.get(str(index))
    return cells[index] if index < len(cells) else None


def read_cube(answer: Any, where: str) -> Cube:
    """A decoded JSON-stat answer as a cube.

    Args:
        answer: what ``json.loads`` gave.
        where: address or file, for messages.

    Raises:
        SourceError: it is not a dataset of JSON-stat 2.0, or its sizes do not fit together.
    """
    if not isinstance(answer, Mapping) or answer.get("class") != "dataset" or answer.get("version") != "2.0":
        fields = answer if isinstance(answer, Mapping) else {}
        raise SourceError(
            f"{where}: the answer is not a dataset of JSON-stat 2.0 (class {fields.get('class')!r}, version "
            f"{fields.get('version')!r}). Ask for outputFormat=json-stat2."
        )
    try:
        names, sizes, values = list(answer["id"]), list(answer["size"]), answer["value"]
        dimensions = {name: _codes(answer["dimension"][name]["category"]) for name in names}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SourceError(f"{where}: the JSON-stat lacks {error}. Tell the agency.") from error
    if len(names) != len(dimensions):
        raise SourceError(f"{where}: a dimension stands twice in 'id': {', '.join(map(str, names))}. Tell the agency.")
    for (name, codes), size in zip(dimensions.items(), sizes, strict=False):
        if len(codes) != size:
            raise SourceError(f"{where}: dimension '{name}' has {len(codes)} codes, its size is {size}. Fetch again.")
    count = prod(len(codes) for codes in dimensions.values())
    if len(sizes) != len(dimensions):
        raise SourceError(f"{where}: {len(sizes)} sizes came for {len(dimensions)} dimensions. Fetch again.")
    statuses = answer.get("status") or {}
    for what, cells in (("values", values), ("statuses", statuses)):
        if isinstance(cells, Mapping):
            if (stray := next((place for place in cells if not _is_cell(place, count)), None)) is not None:
                raise SourceError(
                    f"{where}: one of the {what} is for cell {stray!r:.40}, there are {count}. Fetch again."
                )
        elif isinstance(cells, list):
            if len(cells) != count:
                raise SourceError(
                    f"{where}: {len(cells)} {what} came for {count} cells; the answer may have been cut. Fetch again."
                )
        elif what == "values" or not isinstance(cells, str):
            raise SourceError(f"{where}: the {what} are neither a list nor an object. Tell the agency.")
    return Cube(
        label=str(answer.get("label", "")),
        dimensions=dimensions,
        values=values,
        statuses=statuses,
        updated=str(answer.get("updated", "")),
    )


def _is_cell(place: str, count: int) -> bool:
    """Whether a key of a sparse object is the number of a cell, as it is looked up: ``7``, not ``07``."""
    return place.isascii() and place.isdecimal() and len(place) < 10 and str(int(place)) == place and int(place) < count


def _codes(category: Mapping[str, Any]) -> dict[str, str]:
    """Codes of a dimension in order, with labels; ``index`` is an object, an array, or absent for one category.

    Raises:
        ValueError: a code stands twice, or the places are not 0, 1, 2 …; cells would then be told of other codes.
    """
    labels = category.get("label") or {}
    index = category.get("index", list(labels))
    codes = sorted(index, key=lambda code: index[code]) if isinstance(index, Mapping) else list(index)
    if isinstance(index, Mapping) and [index[code] for code in codes] != list(range(len(codes))):
        raise ValueError("a place for every code: 0, 1, 2 …")
    if len(set(codes)) < len(codes):
        raise ValueError("codes that stand once")
    return {str(code): str(labels.get(code, code)) for code in codes}
