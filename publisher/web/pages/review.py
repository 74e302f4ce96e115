"""The reviewer's page of a draft: what would change, what the gate says, what was accepted, what pages would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, route

from publisher import review
from publisher.errors import NotThere
from publisher.model import AreaKind
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.changes import kind_words
from publisher.web.pages.view import View, page
from publisher.web.problems import KNOWN, ProblemError

#: Sentences on one page, and values of a dataset told in it; all that are kept are in the JSON.
PAGE, VALUES = 60, 100


@dataclass(frozen=True)
class Told:
    """A value that would be told otherwise, in words."""

    kind: str
    indicator: str
    area: str
    area_href: str
    period: str
    old: str
    new: str


def of(view: View) -> review.Review:
    """The review of the draft that is served.

    Raises:
        ProblemError: 404, it is no draft, or its review is not made yet.
    """
    draft = view.shelf.current().edition
    found = review.read(view.shelf.build, draft.id) if draft.draft else None
    if found is None:
        raise ProblemError(404, KNOWN[404][1])
    return found


@page("/granskning")
def reviewed(view: View) -> Finished:
    """``?sida=`` turns the pages of the sentences."""
    found = of(view)
    pages = found.pages.get(view.language, review.Pages(asked=0, of=0, differ=0))
    last = max(1, -(-len(pages.sentences) // PAGE))
    number = question.number(view, "sida", last)
    severities = {"error": view.say("Error"), "warning": view.say("Warning"), "note": view.say("Note")}
    return view.page(
        "review.html",
        title=view.say("What would change"),
        review=found,
        told={one.name: [told(view, value) for value in one.values[:VALUES]] for one in found.datasets},
        most=VALUES,
        kinds=kind_words(view),
        severities=severities,
        said=lambda code: view.words.status(code) if code else view.say("a value"),
        pages=pages,
        sentences=pages.sentences[PAGE * (number - 1) : PAGE * number],
        number=number,
        last=last,
        robots=False,
    )


def told(view: View, value: review.Value) -> Told:
    """A changed value in words."""
    words, vocabulary = view.words, view.reader.vocabulary
    indicator, area = vocabulary.indicators.get(value.indicator), vocabulary.areas.get(value.area)

    def figure(number: float | None, status: str | None) -> str:
        if number is None:
            return words.status(status) if status else "–"
        return words.figure(indicator.at(value.period), number) if indicator else words.shortest(number)

    period = words.period(value.period)
    if value.sex != "T":
        period += f", {words.concept('sex', value.sex).lower()}"
    if value.service_area != "_T":
        period += f", {words.concept('service-area', value.service_area).lower()}"
    municipality = area is not None and area.kind is AreaKind.MUNICIPALITY
    return Told(
        kind=kind_words(view)[value.kind],
        indicator=words.text(indicator.label) if indicator else value.indicator,
        area=words.text(area.label) if area else value.area,
        area_href=view.href(f"/kommun/{value.area}") if municipality else "",
        period=period,
        old=figure(value.old_value, value.old_status),
        new=figure(value.new_value, value.new_status),
    )


@route(["/granskning.json", "/granskning.md"], http_method=["GET", "HEAD"], sync_to_thread=False,
       include_in_schema=False)  # fmt: skip
def as_data(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The whole review as JSON, or in Markdown for a pull request.

    Raises:
        NotThere: no draft is served here.
    """
    shelf = request.app.state.shelf
    draft = shelf.current().edition
    found = review.read(shelf.build, draft.id) if draft.draft else None
    if found is None:
        raise NotThere("No draft is served here.")
    if request.scope["path"].endswith(".json"):
        return Response(review.to_json(found), media_type="application/json")
    return Response(review.to_text(found).encode(), media_type="text/markdown; charset=utf-8")
