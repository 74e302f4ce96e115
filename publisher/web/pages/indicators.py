"""The list of indicators."""

from __future__ import annotations

from publisher.model import AreaKind, Indicator
from publisher.web.finished import Finished
from publisher.web.pages.counterparts import named
from publisher.web.pages.themes import themes
from publisher.web.pages.view import View, page


@page("/nyckeltal")
def indicators(view: View) -> Finished:
    """Every indicator with figures, under its subject."""
    known = view.reader.vocabulary.indicators
    without = sorted((i for i in known.values() if i.id not in view.book.kinds_of), key=lambda i: i.id)
    found = themes(view, [*view.book.indicators, *without])
    return view.page(
        "indicators.html",
        title=view.say("Indicators"),
        description=view.own("indicators", view.say("All indicators, with definitions and who answers.")),
        themes=[(theme.label, [entry(view, indicator) for indicator in theme.indicators]) for theme in found],
        total=len(known),
        elsewhere=bool(named(view)),
    )


def entry(view: View, indicator: Indicator) -> dict[str, str]:
    """An indicator as the list shows it."""
    words = view.words
    kinds = view.book.kinds_of.get(indicator.id, frozenset())
    order = (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION, AreaKind.GROUP)
    kind = next((k for k in order if k in kinds), None)
    level = {
        AreaKind.MUNICIPALITY: view.say("municipalities"),
        AreaKind.COUNTY: view.say("counties"),
        AreaKind.NATION: view.nation,
        AreaKind.GROUP: view.say("groups"),
        None: view.say("no figures here"),
    }[kind]
    return {
        "label": words.short(indicator),
        "href": view.href(f"/nyckeltal/{indicator.id}"),
        "definition": words.text(indicator.definition),
        "level": level,
        "span": words.span(view.book.spans.get(indicator.id, ())),
        "retired": view.say("ended") if indicator.retired else "",
    }
