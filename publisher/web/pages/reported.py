"""The page of reported figures: what readers said is wrong, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model import AreaKind
from publisher.reported import Report, about
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.view import View, page
from publisher.web.problems import KNOWN, ProblemError

#: Reports on the page; the API gives all.
MOST = 200


@dataclass(frozen=True)
class Told:
    """A report in words."""

    status: str
    date: str
    what: str  #: indicator, else dataset
    href: str  #: its page; "" where it has none any more
    where: str  #: area and period; "" where it names none
    said: str
    became: str


@page("/rapporterat")
def reported(view: View) -> Finished:
    """All of them or, by ``?datamangd=``, ``?nyckeltal=``, ``?kommun=`` and ``?omrade=``, some; the newest first."""
    every = view.reader.reported
    if not every:
        raise ProblemError(404, KNOWN[404][1])
    dataset = question.one_of(view, "datamangd", view.book.datasets)
    indicator = question.indicator(view, "nyckeltal", view.reader.vocabulary.indicators)
    areas = question.area(view, "kommun", AreaKind.MUNICIPALITY), question.area(view, "omrade", None)
    codes = [area.code for area in areas if area is not None]
    found = about(every, [dataset] if dataset else (), [indicator.id] if indicator else (), codes)
    given = {
        "dataset": dataset,
        "indicator": indicator.id if indicator else "",
        "area": ",".join(codes),
        "lang": view.language,
    }
    return view.page(
        "reported.html",
        title=view.say("Reported figures"),
        description=view.say("What readers have said is wrong, and what became of it."),
        found=[told(view, one) for one in found[:MOST]],
        total=len(found),
        narrowed=len(found) < len(every),
        api=given,
    )


def told(view: View, one: Report) -> Told:
    """A report in words."""
    words, vocabulary = view.words, view.reader.vocabulary
    dataset, indicator = view.book.datasets.get(one.dataset), vocabulary.indicators.get(one.indicator or "")
    area = vocabulary.areas.get(one.area or "")
    what, href = one.indicator or one.dataset, ""
    if indicator is not None:
        what, href = words.text(indicator.label), view.href(f"/nyckeltal/{indicator.id}")
        if area is not None and area.kind is AreaKind.MUNICIPALITY:
            href = view.href(f"/lage/{area.code}/{indicator.id}")
    elif dataset is not None:
        what, href = words.text(dataset.title), view.href(f"/data/{dataset.name}")
    place = words.text(area.label) if area else one.area or ""
    return Told(
        status={
            "open": view.say("Being looked into"),
            "corrected": view.say("Corrected"),
            "stands": view.say("The figure stands"),
        }[one.status],
        date=words.date(one.date),
        what=what,
        href=href,
        where=", ".join(part for part in (place, words.period(one.period) if one.period else "") if part),
        said=words.text(one.said),
        became=words.text(one.became),
    )
