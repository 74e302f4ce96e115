"""The list of indicators."""

from __future__ import annotations

from publisher.model import AreaKind, Indicator
from publisher.web.finished import Finished
from publisher.web.pages.themes import themes
from publisher.web.pages.view import View, page


@page("/nyckeltal")
def indicators(view: View) -> Finished:
    """Every indicator with figures, under its subject."""
    found = themes(view, view.book.indicators)
    return view.page(
        "indicators.html",
        title=view.say("Indicators"),
        description=view.say("All indicators of e-health in the municipalities, with definitions and who answers."),
        themes=[(theme.label, [entry(view, indicator) for indicator in theme.indicators]) for theme in found],
        total=len(view.book.indicators),
    )


def entry(view: View, indicator: Indicator) -> dict[str, str]:
    """An indicator as the list shows it."""
    words = view.words
    kinds = view.book.kinds_of[indicator.id]
    kind = next(
        k for k in (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION, AreaKind.GROUP) if k in kinds
    )
    level = {
        AreaKind.MUNICIPALITY: view.say("municipalities"),
        AreaKind.COUNTY: view.say("counties"),
        AreaKind.NATION: view.say("Sweden"),
        AreaKind.GROUP: view.say("groups"),
    }[kind]
    held = view.book.figures(indicator.id)
    periods = [p for p in held.periods.get(indicator.id, ())]
    return {
        "label": words.short(indicator),
        "href": view.href(f"/nyckeltal/{indicator.id}"),
        "definition": words.text(indicator.definition),
        "level": level,
        "span": words.span(periods),
        "retired": view.say("ended") if indicator.retired else "",
    }
