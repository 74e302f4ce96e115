"""Series: figures held against each other: earlier periods, parts and totals, how many areas there are.

Everything here is suspicious but possible, so it is a warning a publisher may accept in writing. One warning an
indicator and period (or pair of periods), with examples, so that an acceptance is one line that a person can stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from publisher.errors import Severity
from publisher.gate.figures import STEPS, Context
from publisher.gate.findings import Findings
from publisher.model import SEX_TOTAL, AreaKind, Indicator, ValueKind
from publisher.statistics.comparability import definition_verdict

if TYPE_CHECKING:
    import pandas as pd

#: Rounding that parts and totals may differ by: half a unit of the last digit published, for shares in whole percent.
ROUNDING = 0.51
#: A share that moves this many percentage points more than the median area in one step is a jump.
JUMP_POINTS = 60.0
#: A number that grows or shrinks this many times more than the median area is a jump …
JUMP_TIMES = 8.0
#: … when it is at least this large before or after.
JUMP_LEAST = 50.0
#: A count of at least this many that falls to 0 …
FALL_LEAST = 10
#: … while at most this share of the areas do is suspicious.
FALL_SHARE = 0.25
#: Share of the areas that move the whole scale in one direction: the coding may have been turned round.
SCALE_SHARE = 0.5
#: Share of the expected areas that must have a row (a value or the reason why there is none).
COVERAGE = 0.5
#: Fewest areas that say anything of how areas move together.
FEW = 10

_EXAMPLES = 5


def examine(frame: pd.DataFrame, context: Context, findings: Findings) -> None:
    """Jumps, totals and coverage of a package's observations.

    Args:
        frame: observations with text as categories, keys unique.
        context: what may be referred to.
        findings: warnings are added here.
    """
    import pandas as pd

    table = frame[["indicator", "area", "period", "sex", "service_area", "value", "status", "n"]].copy()
    for column in ("indicator", "area", "period", "sex", "service_area", "status"):
        table[column] = table[column].astype("str")
    table["position"] = range(len(table))
    table["kind"] = pd.Series(
        table["area"].map({code: area.kind.value for code, area in context.vocabulary.areas.items()}), dtype="object"
    )
    for name, rows in table.groupby("indicator", sort=True):
        indicator = context.vocabulary.indicators.get(str(name))
        if indicator is None:
            continue
        _jumps(rows, indicator, context, findings)
        _sexes(rows, indicator, findings)
        _groups(rows, indicator, context, findings)
        _coverage(rows, indicator, context, findings)


def _warn(
    findings: Findings, rows: pd.DataFrame, rule: str, subject: str, fault: str, remedy: str, column: str = "value"
) -> None:
    findings.at(
        int(rows["position"].iloc[0]),
        rule,
        fault,
        f"{remedy} If it is right, accept it under accepted: in dataset.yaml (rule {rule}, subject {subject}).",
        column=column,
        subject=subject,
        severity=Severity.WARNING,
    )


def _examples(rows: pd.DataFrame, context: Context, before: str = "before", after: str = "value") -> str:
    areas = context.vocabulary.areas
    told = [
        f"{areas[a].label.get('sv', a) if a in areas else a} {b:g} → {v:g}"
        for a, b, v in zip(rows["area"], rows[before], rows[after], strict=True)
    ][:_EXAMPLES]
    return ", ".join(told) + (f" and {len(rows) - _EXAMPLES} more" if len(rows) > _EXAMPLES else "")


def _steps(rows: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Each pair of periods in a row, with the rows of the later and the value ``before``."""
    filled = rows[rows["value"].notna()]
    key = ["area", "sex", "service_area"]
    for kind, same in filled.groupby("kind"):
        periods = sorted(same["period"].unique())
        for earlier, later in pairwise(periods):
            if kind is None or len(earlier) != len(later):
                continue
            old = same[same["period"] == earlier].set_index(key)["value"].rename("before")
            yield earlier, later, same[same["period"] == later].join(old, on=key, how="inner")


def _jumps(rows: pd.DataFrame, indicator: Indicator, context: Context, findings: Findings) -> None:
    import numpy as np

    for earlier, later, pairs in _steps(rows):
        if not len(pairs) or not definition_verdict(indicator, earlier, later).allowed:
            continue
        before, value = pairs["before"].to_numpy(), pairs["value"].to_numpy()
        subject = f"{indicator.id}/{later}"
        if indicator.value_kind in STEPS:
            codes = [step.code for step in indicator.steps] or [0, 1]
            full = max(codes) - min(codes)
            for sign, word in ((1, "up"), (-1, "down")):
                share = float(np.mean((value - before) * sign == full)) if full > 0 else 0.0
                if len(pairs) >= FEW and share > SCALE_SHARE:
                    _warn(
                        findings,
                        pairs,
                        "scale-turned",
                        subject,
                        f"{share:.0%} of the areas moved the whole scale {word} from {earlier} to {later}.",
                        "Look whether the steps are coded in the same order as before.",
                    )
            continue
        if indicator.value_kind in (ValueKind.PERCENT, ValueKind.MULTIPLE_CHOICE):
            change = value - before
            jumped = np.abs(change - np.median(change)) > JUMP_POINTS
        else:
            fell = (before >= FALL_LEAST) & (value == 0)
            if fell.any() and (len(pairs) < FEW or fell.mean() <= FALL_SHARE):
                _warn(
                    findings,
                    pairs[fell],
                    "fell-to-zero",
                    subject,
                    f"from {earlier} to {later} the number fell to 0 while others did not: "
                    f"{_examples(pairs[fell], context)}.",
                    "Look whether nothing was reported; then it is missing, not 0.",
                )
            usable = (before > 0) & (value > 0)
            times = np.where(usable, np.log(np.where(usable, value, 1) / np.where(usable, before, 1)), 0.0)
            middle = float(np.median(times[usable])) if usable.any() else 0.0
            least = JUMP_LEAST if indicator.value_kind in (ValueKind.COUNT, ValueKind.AMOUNT) else 0.0
            jumped = usable & (np.abs(times - middle) > np.log(JUMP_TIMES)) & (np.maximum(before, value) >= least)
        if jumped.any():
            _warn(
                findings,
                pairs[jumped],
                "jump",
                subject,
                f"from {earlier} to {later} {int(jumped.sum())} of {len(pairs)} moved far more than the others: "
                f"{_examples(pairs[jumped], context)}.",
                "Compare with the source.",
            )


def _sexes(rows: pd.DataFrame, indicator: Indicator, findings: Findings) -> None:
    """Women and men held against all: a sum for counts, in between for everything else."""
    if set(rows["sex"].unique()) < {"F", "M", SEX_TOTAL}:
        return
    wide = rows.pivot(index=["period", "area", "service_area"], columns="sex", values=["value", "position"]).dropna()
    if not len(wide):
        return
    total, women, men = (wide[("value", code)].astype("float64") for code in (SEX_TOTAL, "F", "M"))
    if indicator.value_kind in (ValueKind.COUNT, ValueKind.AMOUNT):
        off, word = (total - women - men).abs() > ROUNDING, "women and men do not sum to all"
    elif indicator.value_kind in STEPS:
        return
    else:
        least, most = women.where(women < men, men), women.where(women > men, men)
        slack = ROUNDING if indicator.value_kind in (ValueKind.PERCENT, ValueKind.MULTIPLE_CHOICE) else 1e-6
        off, word = (total < least - slack) | (total > most + slack), "the value of all lies outside women's and men's"
    for period, wrong in wide[off].groupby(level="period"):
        first = wrong.iloc[0]
        place = wrong.index[0]
        frame = wrong["position"][[SEX_TOTAL]].rename(columns={SEX_TOTAL: "position"})
        _warn(
            findings,
            frame,
            "parts-and-total",
            f"{indicator.id}/{period}",
            f"{word} for {len(wrong)} areas in {period}: {place[1]} has {first[('value', SEX_TOTAL)]:g}, women "
            f"{first[('value', 'F')]:g}, men {first[('value', 'M')]:g}.",
            "Compare with the source.",
        )


def _groups(rows: pd.DataFrame, indicator: Indicator, context: Context, findings: Findings) -> None:
    """Groups that divide the country held against the nation: n of the answers, and sums where sums are allowed."""
    nation = {a.code for a in context.vocabulary.areas.values() if a.kind is AreaKind.NATION}
    groups: dict[str, set[str]] = {}
    for area in context.vocabulary.areas.values():
        if area.kind is AreaKind.GROUP and area.group_type in {"storlek", "skr2017", "skr2023"}:
            groups.setdefault(str(area.group_type), set()).add(area.code)
        elif area.kind is AreaKind.COUNTY:
            groups.setdefault("county", set()).add(area.code)
        elif area.kind is AreaKind.MUNICIPALITY:
            groups.setdefault("municipality", set()).add(area.code)
    summed = indicator.value_kind in (ValueKind.COUNT, ValueKind.AMOUNT)
    columns = ["n", "value"] if summed else ["n"]
    for (period, sex, service_area), same in rows.groupby(["period", "sex", "service_area"]):
        total = same[same["area"].isin(nation)]
        if not len(total):
            continue
        for group_type, members in groups.items():
            parts = same[same["area"].isin(members)]
            if len(parts) != len(members):
                continue
            for column in columns:
                if parts[column].isna().any() or total[column].isna().any():
                    continue
                said, summed_to = float(total[column].iloc[0]), float(parts[column].astype("float64").sum())
                if abs(said - summed_to) > ROUNDING:
                    breakdown = "" if (sex, service_area) == (SEX_TOTAL, "_T") else f"/{sex}/{service_area}"
                    _warn(
                        findings,
                        total,
                        "parts-and-total",
                        f"{indicator.id}/{period}{breakdown}",
                        f"{column} of the {len(members)} areas of {group_type} sums to {summed_to:g} in {period}, "
                        f"the nation's is {said:g}.",
                        "Compare with the source.",
                        column,
                    )


def _coverage(rows: pd.DataFrame, indicator: Indicator, context: Context, findings: Findings) -> None:
    expected = expected_areas(context).get(AreaKind.MUNICIPALITY)
    if not expected:
        return
    least = float(context.expectations.get("coverage", COVERAGE)) * expected
    municipal = rows[rows["kind"] == AreaKind.MUNICIPALITY.value]
    for period, same in municipal.groupby("period"):
        found = same["area"].nunique()
        if found < least:
            _warn(
                findings,
                same,
                "coverage",
                f"{indicator.id}/{period}",
                f"only {found} of {expected} municipalities are there in {period}.",
                "Look whether the source was cut off.",
                "area",
            )


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

    Counted over municipalities where the indicator has any in that period, else over the kind of area there is most of.
    An area counts once, by its total (sex ``T``, all service areas) or, without one, by any of its rows.
    """
    statuses = frame["status"].astype("str")
    table = frame[["indicator", "period", "area"]].astype("str")
    table["kind"] = table["area"].map({c: a.kind.value for c, a in context.vocabulary.areas.items()}).fillna("")
    table["filled"] = frame["value"].notna().to_numpy()
    table["suppressed"] = (statuses == "suppressed").to_numpy()
    kinds = [kind.value for kind in (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.GROUP, AreaKind.NATION)]
    totals = {kind.value: number for kind, number in expected_areas(context).items()}
    known: dict[str, int] = {AreaKind.NATION.value: 1}
    for area in context.vocabulary.areas.values():
        if area.kind in (AreaKind.MUNICIPALITY, AreaKind.COUNTY):
            known[area.kind.value] = known.get(area.kind.value, 0) + 1
    per_area = table.groupby(["indicator", "period", "kind", "area"], sort=True)[["filled", "suppressed"]].any()
    counts = per_area.assign(suppressed=per_area["suppressed"] & ~per_area["filled"], areas=1)
    counts = counts.groupby(level=["indicator", "period", "kind"]).sum()
    found = []
    for (indicator, period), same in counts.groupby(level=["indicator", "period"]):
        by_kind = same.droplevel(["indicator", "period"])
        kind = next((k for k in kinds if k in by_kind.index), None)
        if kind is None:
            continue
        row = by_kind.loc[kind]
        with_value, suppressed = int(row["filled"]), int(row["suppressed"])
        expected = max(totals.get(kind, known.get(kind, int(row["areas"]))), with_value + suppressed)
        found.append(
            {
                "indicator": str(indicator),
                "period": str(period),
                "areas_expected": expected,
                "areas_with_value": with_value,
                "areas_missing": expected - with_value - suppressed,
                "areas_suppressed": suppressed,
            }
        )
    return found
