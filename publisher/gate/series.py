"""Series: figures held against each other: earlier periods, parts and totals, how many areas there are.

Everything here is suspicious but possible, so it is a warning a publisher may accept in writing. One warning an
indicator and period, with examples, so that an acceptance is one line that a person can stand for. All rows are
looked at together, as columns of whole numbers; only what is found is put into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.errors import Severity
from publisher.gate.figures import STEPS, Context
from publisher.gate.findings import Findings
from publisher.model import SEX_TOTAL, AreaKind, Indicator, ValueKind
from publisher.statistics.comparability import definition_verdict

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, np.dtype[Any]]

#: Rounding that parts and totals may differ by: half a unit of the last digit published, for shares in whole percent.
ROUNDING = 0.51
#: A share that moves this many percentage points more than the median area in one step is a jump.
JUMP_POINTS = 60.0
#: A number that grows or shrinks this many times more than the median area is a jump …
JUMP_TIMES = 8.0
#: … when, for counts and amounts, it is at least this large before or after.
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
#: Kinds whose values are shares in percent.
SHARES = {ValueKind.PERCENT, ValueKind.MULTIPLE_CHOICE}
#: Kinds whose values may be summed.
SUMMED = {ValueKind.COUNT, ValueKind.AMOUNT}

_EXAMPLES = 5


@dataclass
class _Rows:
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
    def of(cls, frame: pd.DataFrame, context: Context) -> _Rows:
        import numpy as np

        lists, codes = {}, {}
        for name in ("indicator", "area", "period", "sex", "service_area"):
            lists[name], codes[name] = _sorted_codes(frame[name])
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


def _sorted_codes(series: pd.Series[Any]) -> tuple[list[str], Array]:
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


def examine(frame: pd.DataFrame, context: Context, findings: Findings) -> None:
    """Jumps, totals and coverage of a package's observations.

    Args:
        frame: observations, keys unique, codes known.
        context: what may be referred to.
        findings: warnings are added here.
    """
    if not len(frame):
        return
    rows = _Rows.of(frame, context)
    _jumps(rows, findings)
    _sexes(rows, findings)
    _groups(rows, findings)
    _coverage(rows, findings)


def _warn(
    findings: Findings, position: int, rule: str, subject: str, fault: str, remedy: str, column: str = "value"
) -> None:
    findings.at(
        int(position),
        rule,
        fault,
        f"{remedy} If it is right, accept it under accepted: in dataset.yaml (rule {rule}, subject {subject}).",
        column=column,
        subject=subject,
        severity=Severity.WARNING,
    )


@dataclass
class _Pairs:
    """Values and the values of the same area in the period before that the indicator has for that kind of area."""

    rows: _Rows
    #: Position of each later value among all rows, and of the earlier one.
    later: Array
    earlier: Array
    before: Array
    value: Array
    #: Indicator, kind of area and later period as one number: values that are held against each other.
    step: Array

    def chosen(self, mask: Array) -> _Pairs:
        """Those pairs that a mask marks."""
        return _Pairs(
            self.rows, self.later[mask], self.earlier[mask], self.before[mask], self.value[mask], self.step[mask]
        )


def _pairs(rows: _Rows) -> _Pairs:
    import numpy as np

    filled = np.flatnonzero(~np.isnan(rows.value) & (rows.area_kind >= 0))
    period = rows.codes["period"][filled]
    series = rows.codes["indicator"][filled] * len(AreaKind) + rows.area_kind[filled]
    # the place of a period among those that an indicator has for a kind of area
    steps, place = np.unique(series * (len(rows.lists["period"]) + 1) + period, return_inverse=True)
    key = rows.together("indicator", "area", "sex", "service_area")[filled]
    order = np.lexsort((place, key))
    key, place, filled = key[order], place[order], filled[order]
    next_to = np.flatnonzero((key[1:] == key[:-1]) & (place[1:] == place[:-1] + 1))
    widths = np.array([len(code) for code in rows.lists["period"]] or [0])[rows.codes["period"]]
    earlier, later = filled[next_to], filled[next_to + 1]
    alike = widths[earlier] == widths[later]  # a year is not held against a quarter
    earlier, later, step = earlier[alike], later[alike], place[next_to + 1][alike]
    return _Pairs(rows, later, earlier, rows.value[earlier], rows.value[later], steps[step])


def _jumps(rows: _Rows, findings: Findings) -> None:
    import numpy as np

    pairs = _pairs(rows)
    if not len(pairs.later):
        return
    allowed = np.ones(len(pairs.later), bool)
    _, first, step = np.unique(pairs.step, return_index=True, return_inverse=True)
    for number, position in enumerate(first):
        indicator = rows.indicators[rows.codes["indicator"][pairs.later[position]]]
        between = (rows.text("period", pairs.earlier[position]), rows.text("period", pairs.later[position]))
        if indicator is None or (len(indicator.versions) > 1 and not definition_verdict(indicator, *between).allowed):
            allowed[step == number] = False
    pairs = pairs.chosen(allowed)
    stepped = rows.rows_of(*STEPS)[pairs.later]
    shares = rows.rows_of(*SHARES)[pairs.later]
    _turned(pairs.chosen(stepped), findings)
    _moved(pairs.chosen(shares), findings)
    _multiplied(pairs.chosen(~stepped & ~shares), findings)


def _groupwise(step: Array, values: Array, how: str) -> Array:
    """A statistic of the values of each row's group, a row."""
    import pandas as pd

    found: Array = pd.Series(values).groupby(step).transform(how).to_numpy()
    return found


def _turned(pairs: _Pairs, findings: Findings) -> None:
    """More than half of the areas moved the whole scale in one direction."""
    import numpy as np

    rows = pairs.rows
    spans = [_span(i) for i in rows.indicators]
    full = np.array(spans or [0])[rows.codes["indicator"][pairs.later]]
    size = _groupwise(pairs.step, np.ones(len(pairs.step)), "sum")
    for sign, word in ((1, "up"), (-1, "down")):
        whole = ((pairs.value - pairs.before) * sign == full) & (full > 0)
        share = _groupwise(pairs.step, whole.astype("float64"), "mean")
        for group in _each_step(pairs.chosen((share > SCALE_SHARE) & (size >= FEW))):
            of_all = float(share[pairs.step == group.step[0]][0])
            _told(
                group,
                findings,
                "scale-turned",
                lambda a, b, of_all=of_all, word=word: (
                    f"{of_all:.0%} of the areas moved the whole scale {word} from {a} to {b}."
                ),
                "Look whether the steps are coded in the same order as before.",
            )


def _span(indicator: Indicator | None) -> int:
    codes = [step.code for step in indicator.steps] if indicator else []
    return max(codes) - min(codes) if codes else 0


def _moved(pairs: _Pairs, findings: Findings) -> None:
    """Shares that moved far more points than the median area."""
    import numpy as np

    change = pairs.value - pairs.before
    far = np.abs(change - _groupwise(pairs.step, change, "median")) > JUMP_POINTS
    _jumped(pairs, far, findings)


def _multiplied(pairs: _Pairs, findings: Findings) -> None:
    """Numbers that fell to 0 while others did not, or grew or shrank many times more than the median area."""
    import numpy as np

    rows, before, value = pairs.rows, pairs.before, pairs.value
    fell = (before >= FALL_LEAST) & (value == 0)
    size = _groupwise(pairs.step, np.ones(len(pairs.step)), "sum")
    few = fell & ((size < FEW) | (_groupwise(pairs.step, fell.astype("float64"), "mean") <= FALL_SHARE))
    for group in _each_step(pairs.chosen(few)):
        _told(
            group,
            findings,
            "fell-to-zero",
            lambda a, b, group=group: f"from {a} to {b} the number fell to 0 while others did not: {_examples(group)}.",
            "Look whether nothing was reported; then it is missing, not 0.",
        )
    usable = (before > 0) & (value > 0)
    times = np.full(len(value), np.nan)
    times[usable] = np.log(value[usable] / before[usable])
    middle = np.nan_to_num(_groupwise(pairs.step, times, "median"))
    summed = rows.rows_of(*SUMMED)[pairs.later]
    far = usable & (np.abs(np.nan_to_num(times) - middle) > np.log(JUMP_TIMES))
    _jumped(pairs, far & (~summed | (np.maximum(before, value) >= JUMP_LEAST)), findings)


def _jumped(pairs: _Pairs, far: Array, findings: Findings) -> None:
    for group in _each_step(pairs.chosen(far)):
        size = int((pairs.step == group.step[0]).sum())
        _told(
            group,
            findings,
            "jump",
            lambda a, b, group=group, size=size: (
                f"from {a} to {b} {len(group.later)} of {size} moved far more than the others: {_examples(group)}."
            ),
            "Compare with the source.",
        )


def _each_step(pairs: _Pairs) -> list[_Pairs]:
    """Pairs apart by indicator, kind of area and period, each group in the order of the table."""
    import numpy as np

    return [pairs.chosen(pairs.step == step) for step in np.unique(pairs.step)]


def _told(pairs: _Pairs, findings: Findings, rule: str, fault: Any, remedy: str) -> None:
    """One warning for a group of pairs."""
    rows, position = pairs.rows, int(pairs.later.min())
    place = int(pairs.later.argmin())
    earlier, later = rows.text("period", pairs.earlier[place]), rows.text("period", position)
    subject = f"{rows.text('indicator', position)}/{later}"
    _warn(findings, position, rule, subject, fault(earlier, later), remedy)


def _examples(pairs: _Pairs) -> str:
    order = sorted(range(len(pairs.later)), key=lambda i: int(pairs.later[i]))
    told = [f"{pairs.rows.label(int(pairs.later[i]))} {pairs.before[i]:g} → {pairs.value[i]:g}" for i in order]
    more = len(told) - _EXAMPLES
    return ", ".join(told[:_EXAMPLES]) + (f" and {more} more" if more > 0 else "")


def _sexes(rows: _Rows, findings: Findings) -> None:
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
        _warn(
            findings,
            position[first],
            "parts-and-total",
            subject,
            f"{word} for {len(mine)} areas: {rows.label(position[first])} has {total[first]:g}, women "
            f"{women[first]:g}, men {men[first]:g}.",
            "Compare with the source.",
        )


def _groups(rows: _Rows, findings: Findings) -> None:
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
                _warn(
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
    """Ways to divide the whole country: counties, municipalities, size groups, groups of SKR."""
    divisions: dict[str, set[str]] = {}
    for area in context.vocabulary.areas.values():
        if area.kind is AreaKind.GROUP and area.group_type in {"storlek", "skr2017", "skr2023"}:
            divisions.setdefault(str(area.group_type), set()).add(area.code)
        elif area.kind in (AreaKind.COUNTY, AreaKind.MUNICIPALITY):
            divisions.setdefault(area.kind.value, set()).add(area.code)
    return divisions


def _coverage(rows: _Rows, findings: Findings) -> None:
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
        _warn(
            findings,
            position,
            "coverage",
            f"{rows.text('indicator', position)}/{period}",
            f"only {count[number]} of {expected} municipalities are there in {period}.",
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

    Counted over municipalities where the indicator has any in that period, else over counties, groups or the nation.
    An area counts once: with a value if any of its rows has one, else suppressed if any is, else missing.
    """
    import numpy as np

    if not len(frame):
        return []
    rows = _Rows.of(frame, context)
    suppressed = (frame["status"].astype("str") == "suppressed").to_numpy()
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
    of_area = place[mine][first]
    counts = [
        np.bincount(of_area, weights=weights, minlength=len(groups)).astype(int)
        for weights in (np.ones(len(of_area)), filled, hidden)
    ]
    known = {kind: sum(area.kind is kind for area in context.vocabulary.areas.values()) for kind in AreaKind}
    stated = expected_areas(context)
    found = []
    for number, whole in enumerate(groups.tolist()):
        if best[number] == len(kinds):
            continue
        kind = kinds[best[number]]
        areas, with_value, without = (int(count[number]) for count in counts)
        usual = areas if kind is AreaKind.GROUP else known[kind]
        expected = max(stated.get(kind, usual), with_value + without)
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
