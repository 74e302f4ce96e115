"""Rows: observations as columns of whole numbers, so that all of them can be looked at together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.errors import Severity
from publisher.gate.figures import Context
from publisher.gate.findings import Findings
from publisher.model import AreaKind, Indicator, ValueKind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, np.dtype[Any]]

#: Kinds whose values are shares in percent.
SHARES = {ValueKind.PERCENT, ValueKind.MULTIPLE_CHOICE}
#: Kinds whose values may be summed.
SUMMED = {ValueKind.COUNT, ValueKind.AMOUNT}


@dataclass
class Rows:
    """Observations as columns of whole numbers: the place of each code in its sorted list."""

    context: Context
    lists: Mapping[str, list[str]]
    codes: Mapping[str, Array]
    value: Array
    n: Array
    #: Kind of each row's area, as its place in AreaKind; -1: the area is not known.
    area_kind: Array
    #: The indicator of each entry of ``lists["indicator"]``; None: not known.
    indicators: list[Indicator | None]

    @classmethod
    def of(cls, frame: pd.DataFrame, context: Context) -> Rows:
        import numpy as np

        lists, codes = {}, {}
        for name in ("indicator", "area", "period", "sex", "service_area"):
            lists[name], codes[name] = sorted_codes(frame[name])
        kinds = list(AreaKind)
        areas = context.vocabulary.areas
        of_area = np.array([kinds.index(areas[c].kind) if c in areas else -1 for c in lists["area"]] or [-1])
        return cls(
            context=context,
            lists=lists,
            codes=codes,
            value=frame["value"].to_numpy("float64"),
            n=frame["n"].astype("float64").to_numpy(),
            area_kind=of_area[codes["area"]] if len(frame) else np.empty(0, "int64"),
            indicators=[context.vocabulary.indicators.get(code) for code in lists["indicator"]],
        )

    def rows_of(self, *kinds: ValueKind) -> Array:
        """Which rows are of an indicator of one of these value kinds."""
        import numpy as np

        wanted = np.array([i is not None and i.value_kind in kinds for i in self.indicators] or [False])
        found: Array = wanted[self.codes["indicator"]]
        return found

    def together(self, *names: str) -> Array:
        """One whole number a row, equal where all the named columns are equal and ordered as they are."""
        import numpy as np

        whole = np.zeros(len(self.value), "int64")
        for name in names:
            whole = whole * (len(self.lists[name]) + 1) + self.codes[name]
        return whole

    def text(self, name: str, position: int) -> str:
        """A row's code."""
        return self.lists[name][int(self.codes[name][position])]

    def label(self, position: int) -> str:
        """The name of a row's area."""
        code = self.text("area", position)
        area = self.context.vocabulary.areas.get(code)
        return area.label.get("sv", code) if area else code


def sorted_codes(series: pd.Series[Any]) -> tuple[list[str], Array]:
    """The codes of a column in order, and each row's place among them."""
    import numpy as np

    if series.dtype == "category":
        places, texts = series.cat.codes.to_numpy("int64"), [str(c) for c in series.cat.categories]
    else:
        found, uniques = series.factorize()
        places, texts = found.astype("int64"), [str(c) for c in uniques]
    order = np.argsort(np.array(texts, dtype=object), kind="stable") if texts else np.empty(0, "int64")
    rank = np.empty(len(texts), "int64")
    rank[order] = np.arange(len(texts))
    return [texts[i] for i in order], rank[places] if len(texts) else places


def warn(
    findings: Findings, position: int, rule: str, subject: str, fault: str, remedy: str, column: str = "value"
) -> None:
    findings.at(
        int(position),
        rule,
        fault,
        remedy,
        column=column,
        subject=subject,
        severity=Severity.WARNING,
    )
