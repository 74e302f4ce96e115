"""Charts for other sites: a chart alone in a small page that any site may frame, live or frozen in an edition."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.model import AreaKind
from publisher.web.charts import Chart
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.indicator import asked_for, charts, chosen, no_chart, publisher_of, rests_on
from publisher.web.pages.view import POLICY, View, page


@page("/inbaddad/nyckeltal/{id:str}/{chart:str}")
def embedded(view: View) -> Finished:
    """A chart of an indicator to be framed: ``/inbaddad/nyckeltal/ID/karta``; ``?utgava=`` freezes it."""
    name = view.parameters["chart"]
    found = asked_for(view, "/inbaddad/nyckeltal", name, **view.state)
    spread = chosen(view, found)
    here = question.areas(view, "kommun", AreaKind.MUNICIPALITY)
    drawn = charts(view, found, spread, here) if spread else {}
    chart = drawn.get(name)
    if chart is None:
        raise view.not_found(no_chart(list(drawn)))
    return framed(
        view,
        chart,
        [publisher_of(view, found)],
        view.href(f"/nyckeltal/{found.id}", **view.state),
        rests_on(view, found),
    )


def framed(view: View, chart: Chart, sources: Sequence[str], page: str, notes: Sequence[str] = ()) -> Finished:
    """A chart alone in a page that any site may frame.

    Args:
        sources: those behind the figures.
        page: address of the page that it stands in.
        notes: what the values rest on.
    """
    return view.page(
        "embed.html",
        title=chart.title,
        description=chart.description,
        sources=sources,
        robots=False,
        headers={"Content-Security-Policy": POLICY + "; frame-ancestors *"},
        chart=chart,
        notes=notes,
        source=view.words.listing(sources),
        page=page,
    )
