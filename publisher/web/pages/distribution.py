"""One indicator at one time across the municipalities: in words, as bars of steps or as a histogram, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from publisher.model import Indicator, Observation
from publisher.statistics.aggregates import Aggregate, Method, limits
from publisher.statistics.rules import RULES
from publisher.web.charts import Bar, Bars, Histogram, Key, Mark
from publisher.web.charts.chart import MISSING, fill_of
from publisher.web.pages.view import View


@dataclass(frozen=True)
class Distribution:
    """How the municipalities of a group are spread.

    Args:
        view: the page it is for.
        indicator: what is measured.
        period: when.
        group: of whom; the nation: all municipalities.
    """

    view: View
    indicator: Indicator
    period: str
    group: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "indicator", self.indicator.at(self.period))

    @cached_property
    def whole(self) -> Aggregate:
        return self.view.book.aggregate(self.indicator, self.period, self.group)

    @property
    def stepped(self) -> bool:
        """True when the values are steps of a scale, False when they are numbers."""
        return self.whole.method is Method.SHARES

    @cached_property
    def cells(self) -> Mapping[str, Observation]:
        return self.view.book.series(self.indicator.id, self.period)

    @cached_property
    def members(self) -> Sequence[str]:
        return self.view.book.groups.members(self.group, self.period[:4])[0]

    @cached_property
    def values(self) -> Sequence[float]:
        """The values of those that have one, lowest first."""

        def make() -> tuple[float, ...]:
            found = (self.cells[code].value for code in self.members if code in self.cells)
            return tuple(sorted(value for value in found if value is not None))

        key = ("values", self.indicator.id, self.period, self.group)
        return self.view.book.computed.once(key, make)

    # -- words ----------------------------------------------------------------------------------

    def figure(self, value: float) -> str:
        return self.view.words.figure(self.indicator, value)

    @cached_property
    def answered(self) -> str:
        """``288 of 290 answered``, for what municipalities are asked; ``290 of 290 have a value`` for what is measured.

        Residents who are sampled are no municipalities that answered; of a question that follows on another, those
        that it was put to are the whole.
        """
        view, whole = self.view, self.whole
        if not self.indicator.question or self.indicator.sampled:
            message = view.say("%(n)s of %(asked)s municipalities have a value")
        elif whole.not_asked or whole.undecided:
            message = view.say("%(n)s of the %(asked)s municipalities asked answered")
        else:
            message = view.say("%(n)s of %(asked)s municipalities answered")
        return message % {"n": view.words.number(whole.n), "asked": view.words.number(whole.asked)}

    def words(self) -> str:
        """The distribution in a sentence."""
        key = ("distribution in words", self.view.language, self.indicator.id, self.period, self.group)
        return self.view.book.computed.once(key, self._words)

    def _words(self) -> str:
        view, whole = self.view, self.whole
        if not whole.n:
            return view.say("No municipality has a value.")
        if self.stepped:
            parts = [
                f"{view.words.text(part.label)} {view.words.number(part.count)}"
                f" ({view.words.share(part.count, whole.n)})"
                for part in whole.parts
            ]
            return f"{view.words.period(self.period)}: {view.words.listing(parts)}. {self.answered}."
        if whole.n < RULES.fewest_spread:
            return f"{view.words.period(self.period)}: {self.answered}."
        low, high = self.values[0], self.values[-1]
        if whole.method is Method.MEDIAN and whole.first_quartile is not None and whole.third_quartile is not None:
            quartiles = whole.first_quartile, whole.third_quartile
            return view.say(
                "%(period)s: from %(low)s to %(high)s; half of the municipalities between %(q1)s and %(q3)s,"
                " median %(median)s. %(answered)s.",
                period=view.words.period(self.period),
                **dict(zip(("low", "high"), view.words.range(self.indicator, low, high), strict=True)),
                **dict(zip(("q1", "q3"), view.words.range(self.indicator, *quartiles), strict=True)),
                median=self.figure(whole.value or 0.0),
                answered=self.answered,
            )
        return view.say(
            "%(period)s: from %(low)s to %(high)s. %(answered)s.",
            period=view.words.period(self.period),
            **dict(zip(("low", "high"), view.words.range(self.indicator, low, high), strict=True)),
            answered=self.answered,
        )

    def missing_keys(self) -> list[Key]:
        """Why values are missing, with counts."""
        view = self.view
        keys = [
            Key(fill=MISSING, label=view.words.status(code), note=view.words.number(count))
            for code, count in self.whole.missing.items()
        ]
        if self.whole.not_asked:
            label = view.say("Not applicable")
            keys.append(Key(fill=MISSING, label=label, note=view.words.number(self.whole.not_asked)))
        if self.whole.undecided:
            label = view.say("Not known whether asked")
            keys.append(Key(fill=MISSING, label=label, note=view.words.number(self.whole.undecided)))
        return keys

    # -- steps ----------------------------------------------------------------------------------

    def keys(self, counts: bool = True) -> list[Key]:
        """The steps of the scale, with how many stand on each."""
        view, whole = self.view, self.whole
        steps = len(whole.parts)
        return [
            Key(
                fill=fill_of(index, steps),
                label=view.words.text(part.label),
                note=f"{view.words.number(part.count)} ({view.words.share(part.count, whole.n)})" if counts else "",
            )
            for index, part in enumerate(whole.parts)
        ]

    def bar(
        self,
        label: str = "",
        here: float | None = None,
        href: str = "",
        note: str = "",
        letters: Mapping[float, str] | None = None,
    ) -> Bar:
        """The shares of the steps as one bar.

        Args:
            here: the value of the place in question.
            letters: places pointed out: value to the letters that stand above its part.
        """
        parts = self.whole.parts
        return Bar(
            label=label,
            parts=[(fill_of(i, len(parts)), part.share or 0.0) for i, part in enumerate(parts)],
            note=note,
            here=next((i for i, part in enumerate(parts) if part.code == here), None),
            href=href,
            words=self.words(),
            letters=[(i, letters[part.code]) for i, part in enumerate(parts) if letters and part.code in letters],
        )

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Header and rows: steps with counts and shares, or what describes the numbers."""
        view, whole = self.view, self.whole
        words = view.words
        if self.stepped:
            header = [view.say("Answer"), view.say("Municipalities"), view.say("Share of those that answered")]
            rows = [
                [words.text(part.label), words.number(part.count), words.share(part.count, whole.n)]
                for part in whole.parts
            ]
        else:
            header = [view.say("Measure"), view.say("Value"), view.say("Municipalities")]
            n = words.number(whole.n)
            points = (
                []
                if whole.n < RULES.fewest_spread
                else [
                    (view.say("Lowest"), self.values[0] if self.values else None),
                    (view.say("A quarter have at most"), whole.first_quartile),
                    (view.say("Median"), whole.value if whole.method is Method.MEDIAN else None),
                    (view.say("A quarter have at least"), whole.third_quartile),
                    (view.say("Highest"), self.values[-1] if self.values else None),
                    (view.say("Ratio of sums"), whole.value if whole.method is Method.RATIO_OF_SUMS else None),
                    (view.say("Sum"), whole.value if whole.method is Method.SUM else None),
                ]
            )
            rows = [[label, self.figure(value), n] for label, value in points if value is not None]
        rows += [
            [
                code,
                *(["–"] if not self.stepped else []),
                words.number(count),
                *(["–"] if self.stepped else []),
            ]
            for code, count in [
                *((words.status(code), count) for code, count in whole.missing.items()),
                *([(view.say("Not applicable"), whole.not_asked)] if whole.not_asked else []),
                *([(view.say("Not known whether asked"), whole.undecided)] if whole.undecided else []),
            ]
        ]
        return header, rows

    def chart(self, marks: Sequence[Mark] = (), title: str = "") -> Bars | Histogram:
        """The distribution as a chart with title, description and table."""
        view = self.view
        header, rows = self.table()
        title = title or view.say(
            "%(indicator)s: how the municipalities are spread, %(period)s",
            indicator=view.words.text(self.indicator.label),
            period=view.words.period(self.period),
        )
        if self.stepped:
            bar = self.bar(label=view.words.period(self.period), note=f"n = {view.words.number(self.whole.n)}")
            return Bars(
                title=title,
                description=self.words(),
                keys=[*self.keys(), *self.missing_keys()],
                bars=[bar],
                header=header,
                rows=rows,
                height=34,
            )
        return self.histogram(marks, title=title, header=header, rows=rows)

    def histogram(
        self,
        marks: Sequence[Mark] = (),
        *,
        small: bool = False,
        title: str = "",
        header: Sequence[str] = (),
        rows: Sequence[Sequence[str]] = (),
    ) -> Histogram:
        whole = self.whole
        quartiles = None
        if whole.n >= RULES.fewest_spread and whole.first_quartile is not None and whole.third_quartile is not None:
            quartiles = (whole.first_quartile, whole.third_quartile)
        keys = [] if small else self.missing_keys()
        if quartiles and not small:
            keys = [
                Key(fill="median", label=self.view.say("Median"), note=self.figure(whole.value or 0.0)),
                Key(fill="middle", label=self.view.say("The middle half"), note="–".join(map(self.figure, quartiles))),
                *keys,
            ]
        return Histogram(
            title=title,
            description=self.words(),
            values=self.values,
            text=lambda value: self.view.words.tick(self.indicator, value),
            median=whole.value if quartiles else None,
            quartiles=quartiles,
            marks=marks,
            keys=keys,
            header=header,
            rows=rows,
            height=30 if small else 110,
            small=small,
            words=self.words(),
            limits=limits(self.indicator),
        )
