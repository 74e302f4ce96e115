"""A single value with an address of its own: what it says, how it came, what it was before, how to cite it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher import revisions
from publisher.model import SEX_TOTAL, TOTAL, Area, AreaKind, Indicator, Source
from publisher.phrases import tell
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.changes import revised
from publisher.web.pages.indicator import asked_for, publisher_of
from publisher.web.pages.published import said
from publisher.web.pages.standing import Standing
from publisher.web.pages.view import Crumb, View, page, redirect
from publisher.web.problems import ProblemError

#: Pages of areas by their kind.
PATHS = {AreaKind.MUNICIPALITY: "/kommun/{}", AreaKind.COUNTY: "/lan/{}", AreaKind.NATION: "/riket"}
#: Revisions of one value that are told.
MOST = 50


@dataclass(frozen=True)
class Beside:
    """The same of another period."""

    period: str
    figure: str
    href: str
    verdict: str  #: whether the two may be compared, in words; '' for the value itself


@page("/varde/{id:str}/{area:str}", "/varde/{id:str}/{area:str}/{period:str}")
def value(view: View) -> Finished:
    """A value: ``/varde/INDICATOR/AREA/PERIOD``; without a period the latest."""
    given = [view.parameters[name] for name in ("area", "period") if name in view.parameters]
    found = asked_for(view, "/varde", *given)
    area, words = area_of(view), view.words
    _of_all(view, found, area)
    history = view.book.history(found.id, area.code)
    if not history:
        detail = tell(
            "There is no value of {found} for {area}. All: /en/nyckeltal/{found}.", found=found.id, area=area.label
        )
        raise view.not_found(detail)
    period = view.parameters.get("period") or max(history)
    if period not in history:
        known = ", ".join(history)
        raise view.not_found(
            tell("There is no value for “{period}”. There are: {known}.", period=period[:40], known=known)
        )  # fmt: skip
    where = f"/varde/{found.id}/{area.code}/{period}"
    if view.path != where:
        return redirect(view.href(where), 303 if "period" not in view.parameters else 301)
    cell, indicator = history[period], found.at(period)
    name, label = words.text(area.label), words.text(indicator.label)
    figure, know = said(view, indicator, cell)
    title = view.say("%(indicator)s, %(period)s", indicator=label, period=words.period(period)) + f": {name}"
    placed = area.kind is AreaKind.MUNICIPALITY and cell.value is not None
    dataset = view.book.dataset_of.get(found.id)
    return view.page(
        "value.html",
        title=f"{title}: {figure}",
        description=f"{title}: {figure}. {words.text(indicator.definition)}",
        feed={"nyckeltal": found.id, "omrade": area.code},
        crumbs=[Crumb(label, view.href(f"/nyckeltal/{found.id}"))],
        sources=[publisher_of(view, found)],
        robots=False,
        figure_at=f"{title} {figure}",
        dataset=dataset,
        indicator=indicator,
        label=label,
        period=period,
        area=area,
        name=name,
        area_href=view.href(PATHS[area.kind].format(area.code)) if area.kind in PATHS else "",
        missing=cell.value is None,
        figure=figure,
        know=know,
        among=Standing(view, area, found, period).among_all if placed else "",
        who=publisher_of(view, found),
        source=source_of(view, found, area, period),
        history=[revised(view, row) for row in revisions_of(view, found, area, period)],
        beside=beside(view, found, area, period),
        iri=view.uris.observation(dataset.name, (found.id, area.code, period, SEX_TOTAL, TOTAL)) if dataset else "",
    )


def _of_all(view: View, indicator: Indicator, area: Area) -> None:
    """Refuse what the address cannot say: a value of women or men, or of one service, which the API has.

    Raises:
        ProblemError: 400 with where it is.
    """
    for name, all_of, column in (("kon", SEX_TOTAL, "sex"), ("verksamhet", TOTAL, "service_area")):
        if (asked := question.word(view, name)) and asked != all_of:
            where = f"/api/v1/observations?indicator={indicator.id}&area={area.code}&{column}="
            detail = tell(
                "{name}: this page shows the value of all, not “{asked}”. Values by part are at {where}",
                name=name,
                asked=asked[:40],
                where=where,
            )
            raise ProblemError(400, detail, parameter=name, allowed=[all_of])


def area_of(view: View) -> Area:
    """The area that the address names, by code or name.

    Raises:
        ProblemError: 404 with the nearest.
    """
    asked = view.parameters["area"]
    found = view.reader.vocabulary.areas.get(asked) or view.book.find(asked)
    if found is None:
        raise view.no_area(asked, AreaKind.MUNICIPALITY, tell("no area"))
    return found


def source_of(view: View, indicator: Indicator, area: Area, period: str) -> Source | None:
    """Where the value was read."""
    dataset = view.book.dataset_of.get(indicator.id)
    key = (area.code, period, SEX_TOTAL, TOTAL)
    rows = view.book.rows(indicator.id)
    id = next((row.source for row in rows if (row.area, row.period, row.sex, row.service_area) == key), None)
    return next((source for source in dataset.sources if source.id == id), None) if dataset else None


def revisions_of(view: View, indicator: Indicator, area: Area, period: str) -> Sequence[dict[str, object]]:
    """What has happened to the value, the latest first."""
    asked = revisions.Selection(indicator=[indicator.id], area=[area.code], period=[period])
    found = revisions.rows(view.reader.connection, asked, MOST)
    whole = [row for row in found if (row["sex"], row["service_area"]) == (SEX_TOTAL, TOTAL)]
    return sorted(whole, key=lambda row: str(row["recorded"]), reverse=True)


def beside(view: View, indicator: Indicator, area: Area, period: str) -> list[Beside]:
    """The value of every period, the latest first, and whether each may be compared with this one."""
    words, told = view.words, []
    for other, cell in reversed([*view.book.history(indicator.id, area.code).items()]):
        verdict = ""
        if other != period:
            earlier, later = sorted((other, period))
            verdict = words.concept("comparability", view.book.verdict(indicator, area, earlier, later).comparability)
        told.append(
            Beside(
                period=words.period(other),
                figure=said(view, indicator, cell)[0],
                href=view.href(f"/varde/{indicator.id}/{area.code}/{other}"),
                verdict=verdict,
            )
        )
    return told
