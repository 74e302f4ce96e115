"""Totals: women and men held against all, and groups that divide the country against the nation."""

from __future__ import annotations

from publisher.gate.figures import STEPS, Context
from publisher.gate.findings import Findings
from publisher.gate.rows import SHARES, SUMMED, Rows, warn
from publisher.model import SEX_TOTAL, AreaKind

#: Rounding that parts and totals may differ by: half a unit of the last digit published, for shares in whole percent.
ROUNDING = 0.51


def sexes(rows: Rows, findings: Findings) -> None:
    """Women and men held against all: a sum for counts, in between for everything else."""
    import numpy as np

    if not {"F", "M", SEX_TOTAL} <= set(rows.lists["sex"]):
        return
    keys, place = np.unique(rows.together("indicator", "period", "area", "service_area"), return_inverse=True)
    at = {}
    for sex in (SEX_TOTAL, "F", "M"):
        positions = np.flatnonzero((rows.codes["sex"] == rows.lists["sex"].index(sex)) & ~np.isnan(rows.value))
        at[sex] = np.full(len(keys), -1)
        at[sex][place[positions]] = positions
    whole = (at[SEX_TOTAL] >= 0) & (at["F"] >= 0) & (at["M"] >= 0)
    position = at[SEX_TOTAL][whole]
    total, women, men = (rows.value[at[sex][whole]] for sex in (SEX_TOTAL, "F", "M"))
    summed, stepped = rows.rows_of(*SUMMED)[position], rows.rows_of(*STEPS)[position]
    slack = np.where(rows.rows_of(*SHARES)[position], ROUNDING, 1e-6)
    outside = (total < np.minimum(women, men) - slack) | (total > np.maximum(women, men) + slack)
    wrong = np.where(summed, np.abs(total - women - men) > ROUNDING, outside & ~stepped)
    group = rows.together("indicator", "period")[position]
    for number in np.unique(group[wrong]):
        mine = np.flatnonzero(wrong & (group == number))
        first = mine[0]
        word = "women and men do not sum to all" if summed[first] else "all lies outside women and men"
        subject = f"{rows.text('indicator', position[first])}/{rows.text('period', position[first])}"
        warn(
            findings,
            position[first],
            "parts-and-total",
            subject,
            f"{word} for {len(mine)} areas: {rows.label(position[first])} has {total[first]:g}, women "
            f"{women[first]:g}, men {men[first]:g}.",
            "Compare with the source.",
        )


def groups_and_nation(rows: Rows, findings: Findings) -> None:
    """Groups that divide the country held against the nation: n of the answers, and sums where sums are allowed."""
    import numpy as np

    cell = rows.together("indicator", "period", "sex", "service_area")
    nation = rows.area_kind == list(AreaKind).index(AreaKind.NATION)
    summed = rows.rows_of(*SUMMED)
    for column, numbers in (("n", rows.n), ("value", np.where(summed, rows.value, np.nan))):
        totals = np.flatnonzero(nation & ~np.isnan(numbers))
        inside = np.isin(cell, cell[totals]) & ~nation
        for group_type, members in _divisions(rows.context).items():
            belongs = np.array([code in members for code in rows.lists["area"]] or [False])[rows.codes["area"]]
            parts = np.flatnonzero(inside & belongs)
            cells, place = np.unique(cell[parts], return_inverse=True)
            count = np.bincount(place, minlength=len(cells))
            sums = np.bincount(place, weights=numbers[parts], minlength=len(cells))  # NaN when one is missing
            by_cell = dict(zip(cells.tolist(), zip(count.tolist(), sums.tolist(), strict=True), strict=True))
            for position in totals.tolist():
                number, total = by_cell.get(int(cell[position]), (0, np.nan))
                if number != len(members) or not abs(numbers[position] - total) > ROUNDING:
                    continue
                indicator, period, sex, area = (
                    rows.text(name, position) for name in ("indicator", "period", "sex", "service_area")
                )
                breakdown = "" if (sex, area) == (SEX_TOTAL, "_T") else f"/{sex}/{area}"
                warn(
                    findings,
                    position,
                    "parts-and-total",
                    f"{indicator}/{period}{breakdown}",
                    f"{column} of the {number} areas of {group_type} sums to {total:g} in {period}, the nation's is "
                    f"{numbers[position]:g}.",
                    "Compare with the source.",
                    column,
                )


def _divisions(context: Context) -> dict[str, set[str]]:
    """Ways to divide the whole country: counties, municipalities, groups by size or kind."""
    divisions: dict[str, set[str]] = {}
    dividing = context.vocabulary.dividing
    for area in context.vocabulary.areas.values():
        if area.kind is AreaKind.GROUP and area.group_type in dividing:
            divisions.setdefault(str(area.group_type), set()).add(area.code)
        elif area.kind in (AreaKind.COUNTY, AreaKind.MUNICIPALITY):
            divisions.setdefault(area.kind.value, set()).add(area.code)
    return divisions
