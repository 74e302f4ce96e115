"""Every municipality in order of an indicator: place, value, value before; and who has no value, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.model import SEX_TOTAL, TOTAL, Area, Direction, Indicator
from publisher.statistics.bounds import margin
from publisher.statistics.comparability import comparable_before
from publisher.statistics.figures import NO_ROW, Series
from publisher.statistics.ranking import Ranking
from publisher.statistics.strip import Since, since
from publisher.statistics.trend import change
from publisher.web.charts.chart import sign
from publisher.web.pages import question
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.strip import since_signs
from publisher.web.pages.view import View
from publisher.web.wording import alphabetical

#: A note on at most so many values is told with each of them, others once for all.
RARE = 10
#: Orders that can be asked for.
ORDERS = ("varde", "forandring", "namn", "lan")


@dataclass(frozen=True)
class Moved:
    """What a value did since the earlier period."""

    place: tuple[int, float]  #: the furthest up first: what is told higher, the same, lower; what is not known last
    mark: str  #: name of its sign
    words: str
    text: str  #: by how much, for numbers


@dataclass(frozen=True)
class RankedRow:
    """A municipality in the ranking table."""

    place: str
    code: str
    name: str
    county: str
    figure: str
    at: str  #: address of the value; "" where nothing is known of it
    earlier: str
    missing: bool
    here: bool
    change: Moved | None = None  #: where it is sorted by change


@dataclass(frozen=True)
class RankingTable:
    """Every municipality with place, value and earlier value."""

    rows: Sequence[RankedRow]
    order: str
    orders: Sequence[tuple[str, str]]  #: those that there are, in words
    earlier: str  #: the period of the earlier value, as written; '' when there is none
    refusal: str
    margin: str
    unranked: bool  #: sorted by value though nothing is ranked


def ranking_table(view: View, indicator: Indicator, spread: Distribution, here: Sequence[Area]) -> RankingTable:
    """The municipalities in the order asked for: ``?ordning=varde``, ``forandring``, ``namn`` or ``lan``.

    By value where they are ranked, else by name; who sorts by value all the same is told that it is no ranking.
    """
    book, words = view.book, view.words
    indicator, ranking = spread.indicator, book.ranking(indicator, spread.period)
    earlier = comparable_before(indicator, spread.period, book.periods(indicator.id))
    before = book.series(indicator.id, earlier) if earlier else {}
    noted = rare_notes(view, indicator, spread.period)
    lower_first = indicator.direction is Direction.LOWER
    by_value = sorted(ranking.groups, key=lambda group: group.value, reverse=not lower_first)
    position = {area: index for index, group in enumerate(by_value) for area in group.areas}
    usual = "varde" if ranking.ranked else "namn"
    names = {"varde": view.say("value"), "forandring": view.say("change"), "namn": view.say("name"),
             "lan": view.say("county")}  # fmt: skip
    offered = [(code, names[code]) for code in ORDERS if code != "forandring" or (before and ranking.ranked)]
    order = question.one_of(view, "ordning", [code for code, _ in offered], usual)
    signs = since_signs(view)
    rows = []
    for area in book.municipalities:
        cell = spread.cells.get(area.code)
        value = cell.value if cell else None
        standing = ranking.standings.get(area.code)
        place = ""
        if standing:
            low, high = standing.band_low, standing.band_high
            place = words.number(low) if low == high else f"{words.number(low)}–{words.number(high)}"
        old = before.get(area.code)
        was = ""
        if old is not None:
            was = (
                words.figure(indicator, old.value, old.margin)
                if old.value is not None
                else words.status(old.status or "unknown-reason")
            )
        status = (cell.status if cell else None) or "unknown-reason"
        figure = words.figure(indicator, value, cell and cell.margin) if value is not None else words.status(status)
        if value is not None and cell is not None and cell.status:
            figure += f" ({words.status(cell.status)})"
        if area.code in noted:
            figure += f". {noted[area.code]}"
        county = view.reader.vocabulary.areas.get(area.county or "")
        rows.append(
            RankedRow(
                place=place,
                code=area.code,
                name=words.text(area.label),
                county=words.text(county.label) if county else "",
                figure=figure,
                at=view.href(f"/varde/{indicator.id}/{area.code}/{spread.period}") if cell else "",
                earlier=was,
                missing=value is None,
                here=area in here,
                change=moved(view, spread, ranking, area, (earlier, before), signs)
                if earlier and order == "forandring"
                else None,
            )
        )
    if order == "forandring":
        rows.sort(key=lambda row: (row.change.place if row.change else (9, 0.0), alphabetical(row.name)))
    elif order == "lan":
        rows.sort(key=lambda row: (row.county, alphabetical(row.name)))
    elif order == "varde":
        rows.sort(key=lambda row: (row.missing, position.get(row.code, 0), alphabetical(row.name)))
    return RankingTable(
        rows=rows,
        order=order,
        orders=offered,
        earlier=words.period(earlier) if earlier and before else "",
        refusal=words.text(ranking.refusal.reason) if ranking.refusal else "",
        margin=words.text(ranking.margin) if ranking.margin else "",
        unranked=not ranking.ranked and order == "varde",
    )


def moved(
    view: View, spread: Distribution, ranking: Ranking, area: Area, before: tuple[str, Series], signs: Mapping[str, str]
) -> Moved:
    """What a municipality's value did; by less than the margins it stands as it was."""
    book, one = view.book, spread.indicator
    width = 0.0
    for period, series in (before, (spread.period, spread.cells)):
        cell = series.get(area.code)
        if cell is not None and cell.value is not None and not one.steps:
            width += margin(one, cell, book.rounding(one.id, period))
    found = change(one, area, area.code, before, (spread.period, spread.cells), width=width)
    did = since(one, found, ranking, True)
    by = found.difference if found.difference is not None and did in (Since.UP, Since.DOWN) else 0.0
    went = (found.new or 0.0) - (found.old or 0.0)
    lower_first = -1 if one.direction is Direction.LOWER else 1
    place = (1, 0.0) if did is Since.SAME else (1 - lower_first * (1 if went > 0 else -1), -lower_first * went)
    text = view.words.bare(one, by).rstrip("%\N{NO-BREAK SPACE}") if by else ""
    return Moved(
        place=place if did in (Since.UP, Since.DOWN, Since.SAME) else (9, 0.0),
        mark=sign(did),
        words=signs[did],
        text=f"+{text}" if by > 0 else text,
    )


def missing_names(view: View, spread: Distribution) -> list[tuple[str, str, list[Area]]]:
    """Reason for missing, its meaning and the municipalities it concerns."""
    by_status: dict[str, list[Area]] = {}
    for area in view.book.municipalities:
        cell = spread.cells.get(area.code)
        if cell is None or cell.value is None:
            by_status.setdefault((cell.status if cell else None) or NO_ROW, []).append(area)
    return [
        (view.words.status(status), view.words.status_definition(status), found)
        for status, found in sorted(by_status.items())
    ]


def rare_notes(view: View, indicator: Indicator, period: str) -> dict[str, str]:
    """Area to what is noted about its value and hardly any other's of the period."""
    noted = {
        area: notes
        for (area, p, sex, service), notes in view.book.notes(indicator.id).items()
        if (p, sex, service) == (period, SEX_TOTAL, TOTAL)
    }
    counts = Counter(view.words.text(note) for notes in noted.values() for note in notes)
    texts = {
        area: " ".join(text for note in notes if counts[text := view.words.text(note)] <= RARE)
        for area, notes in noted.items()
    }
    return {area: text for area, text in texts.items() if text}
