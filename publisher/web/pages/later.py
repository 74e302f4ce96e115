"""How old the municipalities' latest answers are, and what is known after them: later surveys, national figures.

The figures are indicators of their own (``term:nationalFigure``), never joined to the municipal one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.model import TOTAL, AreaKind, Comparability, Concept, Indicator, Period
from publisher.web.pages.published import said
from publisher.web.pages.view import View


@dataclass(frozen=True)
class NationalFigure:
    """The nation's figure on the same thing."""

    label: str
    href: str
    figures: Sequence[tuple[str, str, str]]  #: period, value, breakdown
    know: Sequence[str]  #: how exact it is, what the source says of it, how its question differs
    moved: str  #: the numbers of all periods in a row; "" with fewer than two


@dataclass(frozen=True)
class Later:
    """What a visitor is told after the latest answers of the municipalities."""

    nation: str  #: what the nation is called
    held: str  #: day from which a first fetch is held back, because the definition has a version ready; "": none
    surveys: Sequence[Concept]
    national: Sequence[NationalFigure]


def later(view: View, indicator: Indicator) -> Later | None:
    """Later surveys and national figures; None when the vocabulary names none, or no municipality has a value."""
    latest = view.book.latest(indicator.id)
    surveys = view.book.later_surveys(indicator)
    national = [figure for id in indicator.national_figures if (figure := _figure(view, id)) is not None]
    if latest is None or not (surveys or national):
        return None
    nation = view.words.text(view.reader.vocabulary.areas[view.book.groups.nation].label)
    return Later(
        nation=nation,
        held=next((view.words.period(start) for start in starts(indicator) if start > Period.parse(latest).end), ""),
        surveys=surveys,
        national=national,
    )


def surveys(view: View) -> str:
    """That later surveys exist whose answers per municipality are not here, and which; "" when there are none."""
    book = view.book
    named = {
        survey.code: survey
        for one in book.measured(AreaKind.MUNICIPALITY)
        for survey in book.later_surveys(one)
        if survey.period is None or survey.period > book.newest
    }
    if not named:
        return ""
    labels = [view.words.text(one.label) for one in sorted(named.values(), key=lambda one: one.order)]
    unfetched = view.say("Their answers per municipality have not been fetched.")
    return f"{view.say('There are later surveys:')} {view.words.listing(labels)}. {unfetched}"


def newest(view: View) -> str:
    """How old municipalities' latest figures are, and which later surveys are not in the edition; "" without any."""
    if all(map(view.reader.vocabulary.background, view.book.measured(AreaKind.MUNICIPALITY))):
        return ""
    return f"{age(view, view.book.newest)} {surveys(view)}".strip()


def age(view: View, period: str) -> str:
    """How old figures of a period are beside the edition that shows them."""
    latest, when = view.words.period(period), view.words.date(view.reader.edition.published)
    years = int(view.reader.edition.published[:4]) - int(period[:4])
    if years < 1:
        return view.say(
            "The latest figures of municipalities here are from %(latest)s. This edition was published on %(when)s.",
            latest=latest,
            when=when,
        )
    return view.count(
        "The latest figures of municipalities here are from %(latest)s, %(n)s year before this edition, published on "
        "%(when)s.",
        "The latest figures of municipalities here are from %(latest)s, %(n)s years before this edition, published on "
        "%(when)s.",
        years,
        latest=latest,
        when=when,
    )


def starts(indicator: Indicator) -> list[str]:
    """The days on which versions that are not comparable in full with the one before begin, in order."""
    return [
        Period.parse(version.valid_from).start
        for version in indicator.in_order
        if version.valid_from and version.comparability is not Comparability.FULL
    ]


def _figure(view: View, id: str) -> NationalFigure | None:
    one, words = view.reader.vocabulary.indicators[id], view.words
    rows = sorted(view.book.rows(id), key=lambda row: (row.service_area, row.period))
    if not rows:
        return None
    told = [(row, *said(view, one, row)) for row in rows]
    figures = [
        (
            words.period(row.period),
            value,
            "" if row.service_area == TOTAL else words.concept("service-area", row.service_area),
        )
        for row, value, _ in told
    ]
    know = dict.fromkeys([*(note for _, _, notes in told for note in notes), words.text(one.note)])
    numbers = [
        f"{words.figure(one.at(row.period), row.value)} {words.period(row.period)}"
        for row in rows
        if row.value is not None
    ]
    return NationalFigure(
        label=words.text(one.label),
        href=view.href(f"/nyckeltal/{id}"),
        figures=figures,
        know=[text for text in know if text],
        moved=", ".join(numbers) if len(numbers) > 1 else "",
    )
