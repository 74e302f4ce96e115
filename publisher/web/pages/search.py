"""Search: what somebody typed, in any inflection; straight to the place whose very name it is, else what is near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml

from publisher.finding import Found, find, near_words
from publisher.folding import folded
from publisher.model import Area, AreaKind
from publisher.web.finished import Finished
from publisher.web.pages.indicators import entry
from publisher.web.pages.view import View, page, redirect
from publisher.words import SILENT, stem, telling

PATHS = {
    "municipality": "/kommun/", "county": "/lan/", "indicator": "/nyckeltal/", "dataset": "/data/",
}  # fmt: skip
#: What has one page, whatever its key.
ALONE = {"nation": "/riket"}
COMPARE = "/jamfor"
#: Words that lead to a page of the service itself: path, its name as the menus have it, words in any language.
PAGES: Sequence[Mapping[str, str]] = yaml.safe_load(
    files("publisher.web.pages").joinpath("search.yaml").read_text(encoding="utf-8")
)
#: Pages without a language in their address.
PLAIN = ("/schema", "/explore/")
#: So great a share of what a question tells leads to such a page.
MOSTLY = 0.6
#: A name of a place in a question has so many words, at most.
PLACE = 3
#: Figures of a place that is named come before it when they are among so many of the best.
FEW = 3
#: So many things are shown.
MOST = 40


@dataclass(frozen=True)
class Hit:
    """A line of the results."""

    title: str
    href: str
    about: str = ""
    mark: str = ""  #: which figures there are, of when


def path_of(kind: str, key: str) -> str:
    """The path of the page of something found; that of a page is its key."""
    if kind == "page":
        return key
    return ALONE.get(kind) or PATHS[kind] + key


def area_path(area: Area) -> str:
    """The path of an area's page."""
    return path_of(area.kind.value, area.code)


@page("/sok")
def search(view: View) -> Finished:
    """Places, grants, indicators and datasets by name or words."""
    asked = " ".join(view.query.get("q", "").split())[:200]
    area = view.book.find(asked) if asked else None
    if area is not None:
        return redirect(view.href(area_path(area)))
    places, rest = placed(view, asked)
    tells = set(telling(rest, view.language)) - SILENT.get(view.language, frozenset())
    found = find(view.reader.connection, rest, view.language, limit=MOST) if tells or not places else []
    named = [one for one in found if one.named]
    if len(named) == 1 and not places:
        return redirect(view.href(path_of(named[0].kind, named[0].key)))
    sections = grouped(view, found, places)
    if pages := service_pages(view, rest, places):
        sections.insert(0, (view.say("Pages"), pages))
    guessed = bool(found) and not any(one.exact for one in found)
    near = near_words(view.reader.connection, asked, view.language) if asked and (guessed or not sections) else []
    return view.page(
        "search.html",
        title=view.say("Search: %(asked)s", asked=asked) if asked else view.say("Search"),
        robots=False,
        asked=asked,
        sections=sections,
        guessed=guessed,
        near=[(word, view.href("/sok", q=word)) for word in near],
    )


def placed(view: View, asked: str) -> tuple[list[Area], str]:
    """Places that are named among other words, and what is left: "fibre in a town", "compare a town with another"."""
    words = asked.split()[:12]
    silent = SILENT.get(view.language, frozenset())
    places: list[Area] = []
    length, start = PLACE, 0
    while length:
        if start + length > len(words):
            length, start = length - 1, 0
            continue
        name = " ".join(words[start : start + length]).strip("?.,!:;")
        spoken = folded(name)
        # "vara": a town, and a word that says nothing
        said = len(spoken) > 2 and not spoken.isdigit() and (spoken not in silent or (start and name[0].isupper()))
        area = view.book.find(name) if said else None
        if area is None:
            start += 1
        else:
            places.append(area)
            del words[start : start + length]
    return places, " ".join(words)


def service_pages(view: View, asked: str, places: Sequence[Area]) -> list[Hit]:
    """Pages of the service itself that most telling words of a question lead to; several places are compared."""
    found = []
    codes = [place.code for place in places if place.kind is AreaKind.MUNICIPALITY]
    wanted = {stem(word, view.language) for word in telling(asked, view.language)}
    wanted -= {stem(word, view.language) for word in SILENT.get(view.language, ())}
    for one in PAGES:
        path, name = one["path"], view.say(one["name"])
        known = {stem(word, view.language) for word in folded(f"{one['words']} {name}").split()}
        several = path == COMPARE and len(codes) > 1
        if (several or wanted) and len(wanted & known) >= MOSTLY * len(wanted) and path not in view.book.closed:
            address = view.href(path, kommun=",".join(codes)) if several else view.href(path)
            found.append(Hit(name, view.plain(path) if path in PLAIN else address))
    return found


def grouped(view: View, found: Sequence[Found], places: Sequence[Area]) -> list[tuple[str, list[Hit]]]:
    """What was found by what it is, the group of the best first: heading and lines.

    Args:
        places: that the question names; indicators with figures per municipality lead to those of the first.
    """
    groups: dict[str, list[Hit]] = {}
    for one in found:
        groups.setdefault(_heading(view, one), []).append(_hit(view, one, places[0] if places else None))
    named: dict[str, list[Hit]] = {}
    for place in places:
        hit = Hit(view.words.text(place.label), view.href(area_path(place)), _county(view, place))
        heading = _heading(view, Found(kind=place.kind.value, key=place.code, title=hit.title, exact=True))
        named.setdefault(heading, []).append(hit)
    for heading, hits in named.items():
        shown = {hit.href for hit in hits}
        named[heading] = [*hits, *(other for other in groups.pop(heading, []) if other.href not in shown)]
    local = view.say("Figures per municipality")
    near = places and any(_heading(view, one) == local for one in found[:FEW])
    first = {local: groups[local]} if near else {}
    return list({**first, **named, **groups}.items())


def _heading(view: View, found: Found) -> str:
    if found.kind == "indicator":
        kinds = view.book.kinds_of.get(found.key, frozenset())
        if AreaKind.MUNICIPALITY in kinds:
            return view.say("Figures per municipality")
        if AreaKind.COUNTY in kinds:
            return view.say("Figures per county")
        return view.say("Figures of the whole country") if kinds else view.say("Without figures here")
    return {
        "municipality": view.say("Municipalities"),
        "county": view.say("Counties"),
        "nation": view.nation,
        "page": view.say("Pages"),
    }.get(found.kind, view.say("Datasets"))


def _hit(view: View, found: Found, place: Area | None) -> Hit:
    vocabulary = view.reader.vocabulary
    address = path_of(found.kind, found.key)
    if found.kind == "indicator":
        known = vocabulary.indicators[found.key]
        told = entry(view, known)
        mark = ", ".join(part for part in (told["level"], told["span"], told["retired"]) if part)
        local = (
            place is not None and place.kind is AreaKind.MUNICIPALITY and bool(view.book.history(found.key, place.code))
        )
        title = f"{found.title}: {view.words.text(place.label)}" if local and place else found.title
        href = view.href(address, kommun=place.code) if local and place else view.href(address)
        return Hit(title, href, view.words.text(known.definition), mark)
    about = _county(view, vocabulary.areas[found.key]) if found.kind == AreaKind.MUNICIPALITY else ""
    return Hit(found.title, view.href(address), about)


def _county(view: View, area: Area) -> str:
    county = view.reader.vocabulary.areas.get(area.county or "")
    return view.words.text(county.label) if county else ""
