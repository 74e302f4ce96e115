"""Jumps: values held against the period before, and against how the other areas moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.gate.factors import factors
from publisher.gate.figures import STEPS
from publisher.gate.findings import Findings
from publisher.gate.rows import SHARES, SUMMED, Rows, warn
from publisher.model import AreaKind, Indicator
from publisher.statistics.comparability import definition_verdict

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

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
#: Fewest areas that say anything of how areas move together.
FEW = 10

_EXAMPLES = 5


@dataclass
class _Pairs:
    """Values and the values of the same area in the period before that the indicator has for that kind of area."""

    rows: Rows
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


def _pairs(rows: Rows) -> _Pairs:
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


def jumps(rows: Rows, findings: Findings) -> None:
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
    _rescaled(pairs.chosen(shares), False, findings)
    _rescaled(pairs.chosen(~stepped & ~shares), True, findings)


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
    codes = [step.code for step in indicator.scales[-1].steps] if indicator else []
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


def _rescaled(pairs: _Pairs, tens: bool, findings: Findings) -> None:
    """Values that are a hundredth or a thousand times what they were, area by area: another unit, not another world."""
    import numpy as np

    rows = pairs.rows
    breakdown = rows.codes["sex"] * (len(rows.lists["service_area"]) + 1) + rows.codes["service_area"]
    apart = pairs.step * (int(breakdown.max(initial=0)) + 1) + breakdown[pairs.later]
    for factor in factors(np.unique(apart, return_inverse=True)[1], pairs.before, pairs.value, tens):
        mask = np.zeros(len(pairs.later), bool)
        mask[factor.moved] = True
        some = pairs.chosen(mask)
        _told(
            some,
            findings,
            "unit-in-doubt",
            lambda a, b, factor=factor, some=some: f"from {a} to {b} {factor}: {_examples(some)}.",
            "Look whether the unit has changed (percent written as parts of one, thousands as ones); if so, write the "
            "factor under scale in the source.",
        )


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
    warn(findings, position, rule, subject, fault(earlier, later), remedy)


def _examples(pairs: _Pairs) -> str:
    order = sorted(range(len(pairs.later)), key=lambda i: int(pairs.later[i]))
    told = [f"{pairs.rows.label(int(pairs.later[i]))} {pairs.before[i]:g} → {pairs.value[i]:g}" for i in order]
    more = len(told) - _EXAMPLES
    return ", ".join(told[:_EXAMPLES]) + (f" and {more} more" if more > 0 else "")
