"""The list of indicators."""

from __future__ import annotations

from collections import Counter

from publisher.model import AreaKind, Indicator
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.counterparts import named
from publisher.web.pages.themes import themes
from publisher.web.pages.view import View, page

#: Indicators that stand on one page with their definitions; of more, a subject's at a time.
MOST = 250


@page("/nyckeltal")
def indicators(view: View) -> Finished:
    """Every indicator with figures, under its subject; of very many the subjects, and those of one (``?amne=``)."""
    known = view.reader.vocabulary.indicators
    without = sorted((i for i in known.values() if i.id not in view.book.kinds_of), key=lambda i: i.id)
    many = len(known) > MOST
    found = themes(view, view.book.indicators if many else [*view.book.indicators, *without])
    subjects = {theme.subject: view.words.concept("subject", theme.subject) for theme in found}
    subject = question.one_of(view, "amne", subjects) if many else ""
    shown = [theme for theme in found if subject in ("", theme.subject)] if subject or not many else []
    counts = Counter(one.subject for theme in found for one in theme.indicators)
    return view.page(
        "indicators.html",
        title=view.say("Indicators"),
        description=view.own("indicators", view.say("All indicators, with definitions and who answers.")),
        themes=[(theme.label, [entry(view, indicator) for indicator in theme.indicators]) for theme in shown],
        total=len(known),
        subject=subject,
        subjects=[(code, label, counts[code]) for code, label in subjects.items()] if many else [],
        without=len(without) if many else 0,
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
