"""Every municipality in order of an indicator: place, value, value before; and who has no value, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from publisher.model import SEX_TOTAL, TOTAL, Area, Direction, Indicator
from publisher.statistics.comparability import comparable_before
from publisher.statistics.figures import NO_ROW
from publisher.web.pages import question
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.view import View
from publisher.web.wording import alphabetical

#: A note on at most so many values is told with each of them, others once for all.
RARE = 10
#: Orders that can be asked for.
ORDERS = ("varde", "namn", "lan")


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


@dataclass(frozen=True)
class RankingTable:
    """Every municipality with place, value and earlier value."""

    rows: Sequence[RankedRow]
    order: str
    earlier: str  #: the period of the earlier value, as written; '' when there is none
    refusal: str
    margin: str
    unranked: bool  #: sorted by value though nothing is ranked


def ranking_table(view: View, indicator: Indicator, spread: Distribution, here: Sequence[Area]) -> RankingTable:
    """The municipalities in the order asked for: ``?ordning=varde``, ``namn`` or ``lan``.

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
            )
        )
    usual = "varde" if ranking.ranked else "namn"
    order = question.one_of(view, "ordning", ORDERS, usual)
    if order == "lan":
        rows.sort(key=lambda row: (row.county, alphabetical(row.name)))
    elif order == "varde":
        rows.sort(key=lambda row: (row.missing, position.get(row.code, 0), alphabetical(row.name)))
    return RankingTable(
        rows=rows,
        order=order,
        earlier=words.period(earlier) if earlier and before else "",
        refusal=words.text(ranking.refusal.reason) if ranking.refusal else "",
        margin=words.text(ranking.margin) if ranking.margin else "",
        unranked=not ranking.ranked and order == "varde",
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
