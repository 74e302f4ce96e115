"""Search: what somebody typed, in any inflection; straight to the place whose very name it is, else what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.finding import Found, find, near_words
from publisher.folding import folded
from publisher.model import Area, AreaKind
from publisher.web.finished import Finished
from publisher.web.pages.indicators import entry
from publisher.web.pages.view import View, page, redirect
from publisher.words import stem, telling

PATHS = {
    "municipality": "/kommun/", "county": "/lan/", "indicator": "/nyckeltal/", "dataset": "/data/",
}  # fmt: skip
#: What has one page, whatever its key.
ALONE = {"nation": "/riket"}
#: Words that lead to a page of the service itself: path, its name as the menus have it, words in any language.
PAGES = (
    ("/jamfor", "Compare", "jämför jämförelse jämföra kommun kommuner karta kartor mot map maps compare comparison"),
    ("/goda-exempel", "Good examples", "goda exempel förebild förebilder lära bäst good examples best learn"),
    ("/data", "Data", "ladda ner hämta data dataset datamängder öppna csv excel filer download open files"),
    ("/metod", "Method", "metod metoder beräkning räknas signifikans median kvalitet method methodology computed"),
    ("/andringar", "What has changed", "ändringar rättelser revidering revideringar utgåvor nytt changes corrections "
     "revisions editions news"),
    ("/om", "About", "om oss kontakt vilka är ni licens licence license about contact"),
    ("/tillganglighet", "Accessibility", "tillgänglighet tillgänglighetsredogörelse skärmläsare accessibility"),
    ("/schema", "API", "api gränssnitt utvecklare json openapi developer developers"),
    ("/explore/", "Explore the database", "sql databas utforska datasette database explore query"),
)  # fmt: skip
#: Pages without a language in their address.
PLAIN = ("/schema", "/explore/")
#: A name of a place in a question has so many words, at most.
PLACE = 3
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
    place, rest = placed(view, asked)
    found = find(view.reader.connection, rest, view.language, limit=MOST) if asked else []
    named = [one for one in found if one.named]
    if len(named) == 1 and place is None:
        return redirect(view.href(path_of(named[0].kind, named[0].key)))
    sections = grouped(view, found, place)
    if pages := service_pages(view, rest):
        sections.insert(0, (view.say("Pages"), pages))
    near = near_words(view.reader.connection, asked, view.language) if asked and not sections else []
    return view.page(
        "search.html",
        title=view.say("Search: %(asked)s", asked=asked) if asked else view.say("Search"),
        robots=False,
        asked=asked,
        sections=sections,
        guessed=bool(found) and not any(one.exact for one in found),
        near=[(word, view.href("/sok", q=word)) for word in near],
    )


def placed(view: View, asked: str) -> tuple[Area | None, str]:
    """A place that is named among other words, and those words: "fibre in a town"."""
    words = asked.split()[:12]
    for length in range(min(PLACE, len(words) - 1), 0, -1):
        for start in range(len(words) - length + 1):
            name = " ".join(words[start : start + length]).strip("?.,!:;")
            rest = " ".join((*words[:start], *words[start + length :]))
            if telling(name, view.language) != telling(asked, view.language) and len(folded(name)) > 2:
                area = view.book.find(name)
                if area is not None and not folded(name).isdigit():
                    return area, rest
    return None, asked


def service_pages(view: View, asked: str) -> list[Hit]:
    """Pages of the service itself that every telling word of a question leads to."""
    found = []
    wanted = {stem(word, view.language) for word in telling(asked, view.language)}
    for path, name, words in PAGES:
        known = {stem(word, view.language) for word in folded(words).split()}
        if wanted and wanted <= known and path not in view.book.closed:
            found.append(Hit(view.say(name), view.plain(path) if path in PLAIN else view.href(path)))
    return found


def grouped(view: View, found: Sequence[Found], place: Area | None) -> list[tuple[str, list[Hit]]]:
    """What was found by what it is, the group of the best first: heading and lines.

    Args:
        place: that the question names; indicators with figures per municipality lead to theirs of it.
    """
    groups: dict[str, list[Hit]] = {}
    for one in found:
        groups.setdefault(_heading(view, one), []).append(_hit(view, one, place))
    if place is not None:
        hit = Hit(view.words.text(place.label), view.href(area_path(place)), _county(view, place))
        heading = _heading(view, Found(kind=place.kind.value, key=place.code, title=hit.title, exact=True))
        rest = [other for other in groups.pop(heading, []) if other.href != hit.href]
        local = view.say("Figures per municipality")
        first = next(iter(groups), None)
        groups = {**({local: groups[local]} if first == local else {}), heading: [hit, *rest], **groups}
    return list(groups.items())


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
