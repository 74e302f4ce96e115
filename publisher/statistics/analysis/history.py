"""The follow-up over the years: published national values over the years, split where they may not be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher.model import Comparability, Direction, Indicator, Observation, Period, Text
from publisher.phrases import alike, joined
from publisher.statistics.analysis.telling import Paragraph, listing, paragraph
from publisher.statistics.comparability import definition_verdict, segments
from publisher.statistics.landscape import Landscape
from publisher.statistics.wording import say
from publisher.statistics.words import in_sentence

#: Points of a series told one by one; a longer one is told from its first to its last.
_POINTS = 4


def history(land: Landscape) -> list[Paragraph | None]:
    """Published national figures over the years, a paragraph a subject, split where they may not be compared."""
    subjects = land.vocabulary.concepts.get("subject", {})
    by_subject: dict[str, list[Text]] = {}
    municipal = {id for id in land.latest if land.indicator(id).direction is Direction.NEITHER}
    for indicator in land.vocabulary.indicators.values():
        if land.vocabulary.background(indicator) or indicator.retired or indicator.id in municipal:
            continue
        if said := _series(land, indicator):
            by_subject.setdefault(indicator.subject, []).append(said)
    order = sorted(by_subject, key=lambda code: (subjects[code].order if code in subjects else 99, code))
    heading = say("heading.history")
    paragraphs = [paragraph("history", heading, say("history.sources"))] if order else []
    for code in order:
        label = subjects[code].label if code in subjects else alike(code)
        name = {language: in_sentence(text) for language, text in label.items()}
        title = joined(heading, name, between=": ")
        paragraphs.append(paragraph("history", title, *by_subject[code]))
    return paragraphs


def _series(land: Landscape, indicator: Indicator) -> Text:
    """One indicator's published national series; ``{}`` when there is one year only and no change of definition."""
    known = {
        period: cell
        for period in land.figures.periods.get(indicator.id, ())
        if (cell := land.series(indicator.id, period).get(land.groups.nation)) is not None and cell.value is not None
    }
    if not known:
        return {}
    began = {
        version.valid_from: version
        for version in indicator.versions
        if version.comparability is Comparability.NONE
        and version.valid_from
        and Period.parse(version.valid_from).start <= Period.parse(max(known)).end
    }
    if len(known) < 2 and not began:
        return {}
    first, *later = segments(indicator, known)
    told = [say("history.series", label=indicator.label, values=_points(land, indicator, first, known))]
    told += [say("history.later", values=_points(land, indicator, run, known)) for run in later]
    for start, version in began.items():
        told.append(say("history.break", after=start, change=version.change, reason=version.reason))
    for cause in definition_verdict(indicator, min(known), max(known)).causes:
        if cause.comparability is Comparability.CAUTION:
            told.append(say("history.caution", change=cause.change, reason=cause.reason))
    return joined(*told)


def _points(land: Landscape, indicator: Indicator, run: Sequence[str], known: Mapping[str, Observation]) -> Text:
    values = {period: known[period].value or 0.0 for period in run}
    if len(run) > _POINTS:
        first, last = run[0], run[-1]
        ends = {"old": land.quantity(indicator.id, values[first]), "new": land.quantity(indicator.id, values[last])}
        return say("history.long", first=first, last=last, **ends)
    about = {"approximate", "estimated"}
    return listing(
        say(
            "history.about" if known[period].status in about else "history.value",
            value=land.quantity(indicator.id, values[period]),
            period=period,
        )
        for period in run
    )
