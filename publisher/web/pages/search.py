"""Search: what somebody typed, forgiving of spelling; straight to the place when it is plain which one."""

from __future__ import annotations

from publisher.finding import Found, find
from publisher.model import Area, AreaKind
from publisher.web.finished import Finished
from publisher.web.pages.view import View, page, redirect

PATHS = {"municipality": "/kommun/", "county": "/lan/", "indicator": "/nyckeltal/", "dataset": "/data/"}


def path_of(kind: str, key: str) -> str:
    """The path of the page of something found."""
    return "/riket" if kind == "nation" else PATHS[kind] + key


def area_path(area: Area) -> str:
    """The path of an area's page."""
    return path_of(area.kind.value, area.code)


@page("/sok")
def search(view: View) -> Finished:
    """Municipalities, counties, indicators and datasets by name or words."""
    asked = " ".join(view.query.get("q", "").split())[:200]
    area = view.book.find(asked) if asked else None
    if area is not None:
        return redirect(view.href(area_path(area)))
    found = find(view.reader.connection, asked, view.language, limit=60) if asked else []
    if len(found) == 1 and found[0].exact:
        return redirect(view.href(path_of(found[0].kind, found[0].key)))
    title = view.say("Search: %(asked)s", asked=asked) if asked else view.say("Search")
    return view.page(
        "search.html",
        title=title,
        robots=False,
        asked=asked,
        found=found,
        sections=sections(view, found),
        guessed=bool(found) and not any(f.exact for f in found),
    )


def sections(view: View, found: list[Found]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What was found by kind: heading, then title, address and what to know."""
    headings = {
        "municipality": view.say("Municipalities"),
        "county": view.say("Counties"),
        "nation": view.nation,
        "indicator": view.say("Indicators"),
        "dataset": view.say("Datasets"),
    }
    result = []
    for kind, heading in headings.items():
        rows = [
            (f.title, view.href(path_of(f.kind, f.key)), _about(view, f))
            for f in found
            if f.kind == kind and _has_page(view, f)
        ]
        if rows:
            result.append((heading, rows))
    return result


def _has_page(view: View, found: Found) -> bool:
    return found.kind != "indicator" or found.key in view.book.kinds_of


def _about(view: View, found: Found) -> str:
    vocabulary = view.reader.vocabulary
    if found.kind == AreaKind.MUNICIPALITY:
        county = vocabulary.areas.get(vocabulary.areas[found.key].county or "")
        return view.words.text(county.label) if county else ""
    if found.kind == "indicator":
        return view.words.text(vocabulary.indicators[found.key].definition)
    return ""
