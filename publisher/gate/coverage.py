"""Coverage: how many of the areas there should be are there, and how many of those have a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from publisher.gate.figures import Context
from publisher.gate.findings import Findings
from publisher.gate.rows import Rows, warn
from publisher.model import AreaKind

if TYPE_CHECKING:
    import pandas as pd

#: Share of the expected areas that must have a row (a value or the reason why there is none).
COVERAGE = 0.5


def coverage(rows: Rows, findings: Findings) -> None:
    """Fewer municipalities than expected."""
    import numpy as np

    expected = expected_areas(rows.context).get(AreaKind.MUNICIPALITY)
    if not expected:
        return
    least = float(rows.context.expectations.get("coverage", COVERAGE)) * expected
    municipal = np.flatnonzero(rows.area_kind == list(AreaKind).index(AreaKind.MUNICIPALITY))
    _, first = np.unique(rows.together("indicator", "period", "area")[municipal], return_index=True)
    group = rows.together("indicator", "period")[municipal[first]]
    _, start, count = np.unique(group, return_index=True, return_counts=True)
    for number in np.flatnonzero(count < least):
        position = municipal[first[start[number]]]
        period = rows.text("period", position)
        warn(
            findings,
            position,
            "coverage",
            f"{rows.text('indicator', position)}/{period}",
            f"only {count[number]} of {expected} municipalities are there in {period}.",
            "Look whether the source was cut off.",
            "area",
        )


#: Statuses that say that nobody expected a value.
UNASKED = frozenset({"not-asked", "not-applicable"})


def expected_areas(context: Context) -> Mapping[AreaKind, int]:
    """How many areas of each kind the package should cover: ``expectations: {municipalities: 290}``."""
    names = {
        "municipalities": AreaKind.MUNICIPALITY,
        "counties": AreaKind.COUNTY,
        "groups": AreaKind.GROUP,
    }
    return {kind: int(context.expectations[name]) for name, kind in names.items() if name in context.expectations}


def quality(frame: pd.DataFrame, context: Context) -> list[dict[str, Any]]:
    """Coverage of every indicator and period, as fields of :class:`publisher.model.Quality`.

    Counted over municipalities where the indicator has any in that period, else over counties, groups or the nation.
    An area counts once: with a value if any of its rows has one, else suppressed if any is, else missing; where all
    it has is that nothing was asked of it, it is not expected either.
    """
    import numpy as np

    if not len(frame):
        return []
    rows = Rows.of(frame, context)
    suppressed = (frame["status"].astype("str") == "suppressed").to_numpy()
    outside = frame["status"].astype("str").isin(UNASKED).to_numpy()
    order = {AreaKind.MUNICIPALITY: 0, AreaKind.COUNTY: 1, AreaKind.GROUP: 2, AreaKind.NATION: 3}
    kinds = list(order)
    rank = np.array([*(order[kind] for kind in AreaKind), len(kinds)])[rows.area_kind]
    group = rows.together("indicator", "period")
    groups, place = np.unique(group, return_inverse=True)
    best = np.full(len(groups), len(kinds))
    np.minimum.at(best, place, rank)
    mine = np.flatnonzero((rank == best[place]) & (rank < len(kinds)))
    _, first, area = np.unique(
        place[mine] * (len(rows.lists["area"]) + 1) + rows.codes["area"][mine], return_index=True, return_inverse=True
    )
    filled = np.bincount(area, weights=~np.isnan(rows.value[mine])) > 0
    hidden = (np.bincount(area, weights=suppressed[mine]) > 0) & ~filled
    unasked = (np.bincount(area, weights=outside[mine]) > 0) & ~filled & ~hidden
    of_area = place[mine][first]
    counts = [
        np.bincount(of_area, weights=weights, minlength=len(groups)).astype(int)
        for weights in (np.ones(len(of_area)), filled, hidden, unasked)
    ]
    known = {kind: sum(area.kind is kind for area in context.vocabulary.areas.values()) for kind in AreaKind}
    stated = expected_areas(context)
    found = []
    for number, whole in enumerate(groups.tolist()):
        if best[number] == len(kinds):
            continue
        kind = kinds[best[number]]
        areas, with_value, without, beside = (int(count[number]) for count in counts)
        usual = areas if kind is AreaKind.GROUP else known[kind]
        expected = max(stated.get(kind, usual) - beside, with_value + without)
        indicator, period = divmod(whole, len(rows.lists["period"]) + 1)
        found.append(
            {
                "indicator": rows.lists["indicator"][indicator],
                "period": rows.lists["period"][period],
                "areas_expected": expected,
                "areas_with_value": with_value,
                "areas_missing": expected - with_value - without,
                "areas_suppressed": without,
            }
        )
    return found
