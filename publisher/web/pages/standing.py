"""Where one municipality stands on one indicator: its value, among all, among its like, since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from publisher.model import SEX_TOTAL, TOTAL, Area, AreaKind, Indicator, Observation
from publisher.statistics.aggregates import aggregate
from publisher.statistics.bounds import margin
from publisher.statistics.comparability import comparable_before
from publisher.statistics.ranking import Ranking
from publisher.statistics.rules import RULES
from publisher.statistics.strip import Row, Since, held, scale, since
from publisher.statistics.trend import Change, Move, change
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.view import View

#: A source that has values of a smaller share of the municipalities than this is no survey of them all.
FEW = 0.1
#: Figures more years than this behind the newest are told to be old.
OLD = 2


@dataclass(frozen=True)
class Standing:
    """One row of a municipality's page.

    Args:
        view: the page it is for.
        area: the municipality.
        indicator: what is measured.
        period: the latest period for which any municipality has a value.
        peers: codes of similar municipalities.
        county: code of the county that it is held against; "": none, or one of this municipality alone.
    """

    view: View
    area: Area
    indicator: Indicator
    period: str
    peers: Sequence[str] = ()
    county: str = ""

    @cached_property
    def row(self) -> Row:
        """The facts of it, as strip, sentences and drawings are made of them."""
        book, one, spread = self.view.book, self.indicator, self.distribution
        gate = book.gate(one, self.period)
        known, status = held(spread.cells, self.area.code, gate)
        earlier = book.periods(one.id, AreaKind.MUNICIPALITY)[0] != self.period
        alike = aggregate(one, self.period, spread.cells, self.peers, gate) if self.peers else None
        return Row(
            indicator=one,
            period=self.period,
            cell=self.cell,
            held=known,
            status=status,
            nation=spread.whole,
            county=book.aggregate(one, self.period, self.county) if self.county else None,
            alike=alike,
            peers=[cell.value for code in self.peers if (cell := spread.cells.get(code)) and cell.value is not None],
            change=self.change,
            since=since(one, self.change, self.ranking, earlier),
            scale=scale(one, spread.whole, spread.values),
        )

    def __post_init__(self) -> None:
        object.__setattr__(self, "indicator", self.indicator.at(self.period))

    @cached_property
    def distribution(self) -> Distribution:
        return Distribution(self.view, self.indicator, self.period)

    @cached_property
    def cell(self) -> Observation | None:
        return self.distribution.cells.get(self.area.code)

    @property
    def concerns(self) -> bool:
        """False when the source has nothing on this municipality and on hardly any other."""
        return self.cell is not None or self.distribution.whole.n >= FEW * len(self.view.book.municipalities)

    @property
    def value(self) -> float | None:
        return self.cell.value if self.cell else None

    @property
    def label(self) -> str:
        return self.view.words.text(self.indicator.label)

    @property
    def short(self) -> str:
        """The label under a heading that names the service area."""
        return self.view.words.short(self.indicator)

    @property
    def href(self) -> str:
        return self.view.href(f"/lage/{self.area.code}/{self.indicator.id}")

    @property
    def at(self) -> str:
        """The address of the value; '' where nothing is known of it."""
        path = f"/varde/{self.indicator.id}/{self.area.code}/{self.period}"
        return self.view.href(path) if self.cell is not None else ""

    @property
    def figure(self) -> str:
        """The value in words, or why there is none."""
        words = self.view.words
        if self.value is not None:
            return words.figure(self.indicator, self.value, self.cell and self.cell.margin)
        return words.status((self.cell.status if self.cell else None) or "unknown-reason")

    @property
    def old(self) -> bool:
        """Whether nothing newer than some years before the newest municipal figures is known of the indicator."""
        return int(self.period[:4]) < int(self.view.book.newest[:4]) - OLD

    @property
    def status(self) -> str:
        """What to know of a value there is: estimated, provisional …; '' when all is well."""
        if self.cell is None or self.cell.value is None or not self.cell.status:
            return ""
        return self.view.words.status(self.cell.status)

    @property
    def notes(self) -> list[str]:
        """What is noted about this very value."""
        key = (self.area.code, self.period, SEX_TOTAL, TOTAL)
        return [self.view.words.text(note) for note in self.view.book.notes(self.indicator.id).get(key, ())]

    @property
    def reason(self) -> str:
        """Why there is no value, at length; '' when there is one."""
        if self.value is not None:
            return ""
        return self.view.words.status_definition((self.cell.status if self.cell else None) or "unknown-reason")

    @property
    def among_all(self) -> str:
        """A sentence that places the value among all municipalities."""
        view, whole = self.view, self.distribution.whole
        if self.value is None or not whole.n:
            return self.distribution.answered + "."
        number = view.words.number
        ranking = self.ranking
        standing = ranking.standings.get(self.area.code)
        if whole.n < RULES.fewest_spread:
            return self.distribution.answered + "."
        if self.distribution.stepped:
            same = next((part.count for part in whole.parts if part.code == self.value), 0)
            if standing is not None and standing.further:
                return view.say(
                    "Same answer as %(same)s of %(n)s; %(further)s (%(share)s) have come further.",
                    same=number(same),
                    n=number(whole.n),
                    further=number(standing.further),
                    share=view.words.share(standing.further, whole.n),
                )
            return view.say(
                "Same answer as %(same)s of %(n)s (%(share)s).",
                same=number(same),
                n=number(whole.n),
                share=view.words.share(same, whole.n),
            )
        if standing is not None:
            if standing.band_low == standing.band_high:
                return view.say("Place %(place)s of %(n)s.", place=number(standing.band_low), n=number(ranking.n))
            return view.say(
                "Between place %(low)s and %(high)s of %(n)s; the others in between cannot be told apart from it.",
                low=number(standing.band_low),
                high=number(standing.band_high),
                n=number(ranking.n),
            )
        return self.distribution.answered + "."  # a refused rank is not told as "higher than so many" either

    @property
    def among_peers(self) -> str:
        """What similar municipalities say, counted, never averaged; how many they are is said, too few say nothing."""
        view, distribution = self.view, self.distribution
        found = [distribution.cells[code].value for code in self.peers if code in distribution.cells]
        known = sorted(value for value in found if value is not None)
        among = {"n": view.words.number(len(known)), "of": view.words.number(len(self.peers))}
        if not known:
            return ""
        if len(known) < RULES.fewest_spread:
            return view.say("Only %(n)s of the %(of)s similar municipalities have a value.", **among)
        if distribution.stepped:
            counts = Counter(known)
            parts = [
                f"{view.words.number(counts[part.code])} {view.words.text(part.label).lower()}"
                for part in reversed(distribution.whole.parts)
                if counts.get(part.code)
            ]
            return view.say(
                "Similar municipalities (%(n)s of %(of)s have a value): %(parts)s.",
                parts=view.words.listing(parts),
                **among,
            )
        low, high = view.words.range(self.indicator, known[0], known[-1])
        return view.say(
            "Similar municipalities (%(n)s of %(of)s have a value): %(low)s to %(high)s.", low=low, high=high, **among
        )

    @cached_property
    def change(self) -> Change | None:
        """What has happened since the nearest earlier period that may be compared."""
        book = self.view.book
        periods = book.periods(self.indicator.id, AreaKind.MUNICIPALITY)
        earlier = comparable_before(self.indicator, self.period, periods, self.area)
        if earlier is None:
            return None
        ends = [(period, book.series(self.indicator.id, period)) for period in (earlier, self.period)]
        width = 0.0
        for period, series in ends:
            cell = series.get(self.area.code)
            if cell is not None and cell.value is not None and not self.indicator.steps:
                width += margin(self.indicator, cell, book.rounding(self.indicator.id, period))
        return change(self.indicator, self.area, self.area.code, ends[0], ends[1], width=width)

    @property
    def since(self) -> str:
        """The change in words; '' when there is nothing to compare with."""
        view, found = self.view, self.change
        if found is None or found.old is None or found.new is None or self.row.since is Since.APART:
            return ""
        earlier = view.words.period(found.earlier)
        old = view.words.figure(self.indicator, found.old)
        if self.row.since is Since.UNSAID:  # what is not ranked is not told as higher or further than before either
            said = view.say("%(earlier)s: %(old)s.", earlier=earlier, old=old)
            return f"{said} {self.unsure}".strip()
        if self.row.since is Since.SAME:
            if found.difference is None or found.difference == 0:
                return view.say("Unchanged since %(earlier)s.", earlier=earlier)
            return view.say("About the same as %(earlier)s (%(old)s).", earlier=earlier, old=old)
        if not self.distribution.stepped:
            if self.row.since is Since.UP:
                return view.say("Higher than %(earlier)s: then %(old)s.", earlier=earlier, old=old)
            return view.say("Lower than %(earlier)s: then %(old)s.", earlier=earlier, old=old)
        if found.move is Move.UP:
            return view.say("Further than %(earlier)s: then %(old)s.", earlier=earlier, old=old)
        return view.say("Less far than %(earlier)s: then %(old)s.", earlier=earlier, old=old)

    @property
    def ranking(self) -> Ranking:
        return self.view.book.ranking(self.indicator, self.period)

    @property
    def unranked(self) -> str:
        """Why the value has no place among the others; '' when it has one, or when there is no value."""
        refusal = self.ranking.refusal
        return self.view.words.text(refusal.reason) if refusal is not None and self.value is not None else ""

    @property
    def unsure(self) -> str:
        """That the values are uncertain by an unknown amount; '' when they are not."""
        return self.view.words.text(self.ranking.margin) if self.ranking.uncertain else ""

    @property
    def refusal(self) -> str:
        """Why an earlier period is not compared with; '' when it is, or when there is none."""
        view = self.view
        periods = view.book.periods(self.indicator.id, AreaKind.MUNICIPALITY)
        if self.change is not None or self.period == periods[0]:
            return ""
        return view.say(
            "Earlier years cannot be compared: the definition changed.",
        )
