"""Figures: each observation held against the vocabulary, alone: codes, value kind, range, value and status."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from publisher.errors import Severity
from publisher.gate.findings import Findings
from publisher.model import KEY_COLUMNS, AreaKind, Indicator, Period, ValueKind
from publisher.vocabulary import Vocabulary, rescaling

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Mask = np.ndarray[Any, np.dtype[np.bool_]]

#: Kinds whose values are whole numbers.
WHOLE = {ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL, ValueKind.COUNT, ValueKind.AMOUNT}
#: Kinds whose values are codes of named steps.
STEPS = {ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL}
#: What a kind allows when the indicator names no limits of its own.
LIMITS: Mapping[ValueKind, tuple[float | None, float | None]] = {
    ValueKind.BOOLEAN: (0, 1),
    ValueKind.CONDITIONAL: (0, 1),
    ValueKind.PERCENT: (0, 100),
    ValueKind.MULTIPLE_CHOICE: (0, 100),
    ValueKind.COUNT: (0, None),
    ValueKind.RATIO: (0, None),
}
#: Rounding allowed at a limit: published percentages reach 100.00000001.
ROUNDING = 1e-6
#: Percentage points that a percentage may differ from its numerator and denominator: one, as when it is rounded.
AGREES = 1.0
#: Positive values of which one is expected to be above 1 percent.
ENOUGH = 10


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the figures of one package may refer to."""

    vocabulary: Vocabulary
    #: Indicators its dataset.yaml names.
    indicators: Collection[str]
    area_kinds: Collection[AreaKind] = ()
    notes: Collection[str] = ()
    #: Keys of the agents of catalog.yaml; None: they are not known here, and not asked for.
    agents: Collection[str] | None = None
    #: ``expectations`` of its dataset.yaml.
    expectations: Mapping[str, Any] = field(default_factory=dict)


def subject(frame: pd.DataFrame, position: int, columns: tuple[str, ...] = KEY_COLUMNS[:3]) -> str:
    """What a problem of a row is about, as acceptances name it: ``ID/AREA/2022``."""
    return "/".join(str(frame[column].iloc[position]) for column in columns)


def examine(frame: pd.DataFrame, context: Context, findings: Findings) -> None:
    """Everything that can be wrong with an observation by itself.

    Args:
        frame: observations as :func:`publisher.gate.cells.read_cells` gives them (text as categories).
        context: what may be referred to.
        findings: problems are added here.
    """
    _codes(frame, context, findings)
    _periods(frame, findings)
    _statuses(frame, context, findings)
    _values(frame, context, findings)
    percent = [
        str(code)
        for code in frame["indicator"].cat.categories
        if (one := context.vocabulary.indicators.get(str(code))) and one.value_kind is ValueKind.PERCENT
    ]
    _ratios(frame, percent, findings)
    _parts_of_one(frame, percent, findings)


def _unknown(
    frame: pd.DataFrame, column: str, known: Collection[str], findings: Findings, rule: str, where: str
) -> None:
    """Codes that are not in a code list; those that lost a zero or are nearly right are helped."""

    def remedy(code: str) -> str:
        if code.isdigit() and (padded := code.zfill(4 if len(code) == 3 else 2)) in known:
            return f"Write {padded}: the code has lost its first zero. Codes are text."
        near = get_close_matches(code, known, 1, 0.7)
        return f"Meant '{near[0]}'?" if near else f"Correct it, or add it to {where}."

    lost = [code for code in map(str, frame[column].cat.categories) if code and code not in known]
    findings.texts(frame[column], lost, rule, lambda code: f"'{code}' is not in {where}.", remedy, column=column)


def _codes(frame: pd.DataFrame, context: Context, findings: Findings) -> None:
    words = context.vocabulary
    _unknown(frame, "indicator", words.indicators, findings, "unknown-indicator", "vocab/indicators.ttl")
    _unknown(frame, "area", words.areas, findings, "unknown-area", "vocab/areas.ttl")
    _unknown(frame, "status", words.statuses, findings, "unknown-status", "vocab/terms.ttl")
    areas = words.concepts.get("service-area", {})
    _unknown(frame, "service_area", areas, findings, "unknown-service-area", "vocab/terms.ttl")
    codes = [str(code) for code in frame["indicator"].cat.categories]
    findings.texts(
        frame["indicator"],
        [code for code in codes if code in words.indicators and code not in context.indicators],
        "indicator-not-declared",
        lambda code: f"'{code}' is not among the indicators of dataset.yaml.",
        "Add it under indicators:, or leave it to the dataset it belongs to.",
        column="indicator",
    )
    findings.texts(
        frame["note"],
        [cell for cell in map(str, frame["note"].cat.categories) if set(cell.split()) - set(context.notes)],
        "unknown-note",
        lambda cell: f"'{cell}' names a note that is not in notes.csv.",
        "Write the note under notes: in dataset.yaml.",
        column="note",
    )
    if context.area_kinds:
        kinds = {code: area.kind for code, area in words.areas.items()}
        findings.texts(
            frame["area"],
            [c for c in map(str, frame["area"].cat.categories) if c in kinds and kinds[c] not in context.area_kinds],
            "area-kind",
            lambda code: f"'{code}' is a {kinds[code].value}, which is not among area_kinds of dataset.yaml.",
            f"Declared: {', '.join(sorted(kind.value for kind in context.area_kinds))}.",
            column="area",
        )


def _periods(frame: pd.DataFrame, findings: Findings) -> None:
    wrong = []
    for code in map(str, frame["period"].cat.categories):
        try:
            Period.parse(code)
        except ValueError:
            wrong.append(code)
    findings.texts(
        frame["period"],
        wrong,
        "bad-period",
        lambda code: f"'{code}' is no day of the calendar.",
        "Write 2022, 2022-Q1, 2022-03 or 2022-03-31.",
        column="period",
    )


def _statuses(frame: pd.DataFrame, context: Context, findings: Findings) -> None:
    import numpy as np

    statuses = context.vocabulary.statuses
    empty = frame["value"].isna().to_numpy()
    status = frame["status"]
    missing = status.isin([code for code, one in statuses.items() if one.missing]).to_numpy()
    findings.rows(
        np.flatnonzero(~empty & missing),
        "value-and-missing-status",
        lambda i: (
            f"there is a value ({frame['value'].iloc[i]:g}) and a status that says there is none ({status.iloc[i]})."
        ),
        "Remove one of them.",
        column="status",
        subject=lambda i: subject(frame, i),
    )
    findings.rows(
        np.flatnonzero(empty & ~missing),
        "value-without-reason",
        lambda i: "there is no value and no reason why.",
        f"Give the reason in status: {', '.join(code for code, one in statuses.items() if one.missing)}.",
        column="status",
        subject=lambda i: subject(frame, i),
    )


def limits(indicator: Indicator) -> tuple[float | None, float | None]:
    """Least and greatest value of an indicator; None: no limit."""
    if indicator.value_kind in STEPS and indicator.steps:
        codes = [step.code for step in indicator.steps]
        return min(codes), max(codes)
    least, most = LIMITS.get(indicator.value_kind, (None, None))
    return (
        indicator.minimum if indicator.minimum is not None else least,
        indicator.maximum if indicator.maximum is not None else most,
    )


def _values(frame: pd.DataFrame, context: Context, findings: Findings) -> None:
    """Kind and range of every value, looked up once an indicator, and once a period where its scale has changed."""
    import numpy as np

    indicators, codes = _by_scale(frame, context.vocabulary.indicators)
    values = frame["value"].to_numpy("float64")
    filled = ~np.isnan(values)

    def lookup(value: Any) -> Any:
        """An array with a value a row, from a function of its indicator."""
        return np.array([value(i) if i is not None else value(None) for i in indicators] or [value(None)])[codes]

    whole = lookup(lambda i: i is not None and i.value_kind in WHOLE).astype(bool)
    stepped = lookup(lambda i: i is not None and i.value_kind in STEPS and bool(i.steps)).astype(bool)
    least = lookup(lambda i: -np.inf if i is None or limits(i)[0] is None else limits(i)[0]).astype("float64")
    most = lookup(lambda i: np.inf if i is None or limits(i)[1] is None else limits(i)[1]).astype("float64")
    fraction = filled & (values != np.round(values))

    def indicator(position: int) -> Indicator:
        found: Indicator | None = indicators[codes[position]]
        assert found is not None, "an unknown indicator has no scale to be off"
        return found

    off = np.zeros(len(frame), bool)
    for code, one in enumerate(indicators):
        if one is not None and one.value_kind in STEPS and one.steps:
            rows = codes == code
            off |= rows & filled & ~np.isin(values, [step.code for step in one.steps])

    def scale(position: int) -> str:
        steps = ", ".join(f"{s.code} {s.label.get('en', '')}" for s in indicator(position).steps)
        return f"The steps of {indicator(position).id} are: {steps}."

    _off_scale(frame, off, codes, "not-a-step", "is not a step of the scale", "are not steps of its scale", scale,
               indicator, context.vocabulary.languages, findings)  # fmt: skip
    findings.rows(
        np.flatnonzero(whole & ~stepped & fraction),
        "not-whole",
        lambda i: f"{values[i]:g} is not a whole number, but {indicator(i).id} is a {indicator(i).value_kind.value}.",
        "Correct the value, or the value kind in vocab/indicators.ttl.",
        column="value",
        subject=lambda i: subject(frame, i),
    )
    slack = ROUNDING * np.maximum(1.0, np.abs(np.where(np.isfinite(most), most, 1.0)))
    beyond = filled & ~stepped & ((values < least - slack) | (values > most + slack))

    def span(position: int) -> str:
        low, high = limits(indicator(position))
        least, most = "-∞" if low is None else f"{low:g}", "∞" if high is None else f"{high:g}"
        return f"{indicator(position).id} runs from {least} to {most}."

    _off_scale(frame, beyond, codes, "out-of-range", "is outside the range of the indicator", "are outside its range",
               span, indicator, context.vocabulary.languages, findings)  # fmt: skip


def _by_scale(frame: pd.DataFrame, known: Mapping[str, Indicator]) -> tuple[list[Indicator | None], Any]:
    """The indicators of a table, one whose scale has changed once a version, and each row's place among them."""
    import numpy as np

    indicators = [known.get(str(c)) for c in frame["indicator"].cat.categories]
    codes = frame["indicator"].cat.codes.to_numpy("int64").copy()
    for place, one in enumerate(list(indicators)):
        if one is not None and one.rescaled:
            own = np.flatnonzero(codes == place)
            periods = frame["period"].iloc[own].astype("str").to_numpy()
            for period in np.unique(periods):
                if (then := one.at(period)) not in indicators[place + 1 :]:
                    indicators.append(then)
                codes[own[periods == period]] = indicators.index(then, place + 1)
    return indicators, codes


def _off_scale(
    frame: pd.DataFrame,
    off: Any,
    codes: Any,
    rule: str,
    one_is: str,
    many_are: str,
    scale: Callable[[int], str],
    indicator: Callable[[int], Indicator],
    languages: Sequence[str],
    findings: Findings,
) -> None:
    """Values that are off the scale: one by one where they are single, once for all those of an indicator and scale.

    Args:
        off: which rows; ``codes`` the place of each row's indicator; ``scale`` what the scale of a row's is.
        one_is, many_are: what is said of a single value, of several.
    """
    import numpy as np

    values, periods = frame["value"].to_numpy("float64"), frame["period"].astype("str").to_numpy()
    first = {int(rows[0]): rows for code in np.unique(codes[off]) if len(rows := np.flatnonzero(off & (codes == code)))}

    def told(position: int) -> str:
        rows = first[position]
        if len(rows) == 1:
            return f"{values[position]:g} {one_is}."
        wrong = [f"{value:g}" for value in np.unique(values[rows])]
        shown, when = ", ".join(wrong[:10]) + " …" * (len(wrong) > 10), sorted(set(periods[rows]))
        span = when[0] if len(when) == 1 else f"{when[0]}–{when[-1]}"
        return f"{len(rows)} values of {indicator(position).id} for {span} {many_are} ({shown})."

    def remedy(position: int) -> str:
        rows = first[position]
        if len(rows) == 1:
            return scale(position)
        period = min(periods[rows])
        every = values[(codes == codes[position]) & (periods == period) & ~np.isnan(values)].tolist()
        block = rescaling.asked(indicator(position), period, every, languages)
        return f"{scale(position)} Correct them; or, if {block}"

    findings.rows(np.array(sorted(first), int), rule, told, remedy, column="value", subject=lambda i: subject(frame, i))


def _parts_of_one(frame: pd.DataFrame, percent: Collection[str], findings: Findings) -> None:
    """Percentages of which none is above 1, in an indicator that has enough of them to wonder."""
    import numpy as np

    values, indicators = frame["value"].to_numpy("float64"), frame["indicator"]
    for code in percent:
        own = np.flatnonzero((indicators == code).to_numpy() & (values > 0))
        if len(own) >= ENOUGH and values[own].max() <= 1 and values[own].min() < 1:
            findings.at(
                int(own[0]),
                "parts-of-one",
                f"none of the {len(own)} values of {code} is above 1 percent, the greatest is {values[own].max():g}.",
                "Look whether they are parts of one; if so, write 'scale: 100' in the source.",
                column="value",
                subject=code,
                severity=Severity.WARNING,
            )


def _ratios(frame: pd.DataFrame, percent: Collection[str], findings: Findings) -> None:
    """A part is not larger than its whole; a percentage agrees with what it was made of."""
    import numpy as np

    numerator, denominator = frame["numerator"].to_numpy("float64"), frame["denominator"].to_numpy("float64")
    findings.rows(
        np.flatnonzero(denominator < 0),
        "out-of-range",
        lambda i: f"the denominator {denominator[i]:g} is negative.",
        "Correct it.",
        column="denominator",
        subject=lambda i: subject(frame, i),
    )
    findings.rows(
        np.flatnonzero((numerator > denominator) & (denominator >= 0)),
        "part-over-whole",
        lambda i: f"the numerator {numerator[i]:g} is larger than the denominator {denominator[i]:g}.",
        "Correct one of them, unless the indicator is no share.",
        column="numerator",
        subject=lambda i: subject(frame, i),
        severity=Severity.WARNING,
    )
    made = 100 * numerator / np.where((denominator > 0) & (numerator <= denominator), denominator, np.nan)
    values = frame["value"].to_numpy("float64")
    findings.rows(
        np.flatnonzero(frame["indicator"].isin(percent).to_numpy() & (np.abs(values - made) > AGREES)),
        "percent-differs",
        lambda i: f"{values[i]:g} percent, but {numerator[i]:g} of {denominator[i]:g} is {made[i]:.4g} percent.",
        "Correct one of them, unless they are not of the same answers.",
        column="value",
        subject=lambda i: subject(frame, i),
        severity=Severity.WARNING,
    )
