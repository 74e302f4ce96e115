"""A municipality's page: what it is, what stands out, every indicator in its distribution, its like, its files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from publisher import rooms
from publisher.model import Area, AreaKind, Indicator, localised
from publisher.statistics.similar import Neighbour
from publisher.web.charts import Key
from publisher.web.charts.chart import MISSING, edge, fill_of, paint
from publisher.web.finished import Finished
from publisher.web.pages.later import surveys
from publisher.web.pages.standing import Standing
from publisher.web.pages.themes import measured, themes
from publisher.web.pages.view import Crumb, View, markup, page, redirect


@page("/kommun/{code:str}")
def municipality(view: View) -> Finished:
    """One municipality; a name in the address leads to its code."""
    asked = view.parameters["code"]
    area = view.book.find(asked, AreaKind.MUNICIPALITY) or successor(view, asked)
    if area is None:
        near = [view.words.text(one.label) for one in view.book.names.near(asked, AreaKind.MUNICIPALITY)]
        raise view.not_found(
            {
                "sv": f"Det finns ingen kommun ”{asked[:40]}”."
                + (f" Menade du {' eller '.join(near)}?" if near else ""),
                "en": f"There is no municipality “{asked[:40]}”."
                + (f" Did you mean {' or '.join(near)}?" if near else ""),
            }
        )
    if asked != area.code:
        return redirect(view.href(f"/kommun/{area.code}", **view.state), 301)
    neighbours = view.book.similar(area.code)
    peers = [neighbour.area for neighbour in neighbours]
    standings = [
        standing
        for indicator, period in measured(view, AreaKind.MUNICIPALITY)
        if (standing := Standing(view, area, indicator, period, peers)).concerns
    ]
    name = view.words.text(area.label)
    county = view.reader.vocabulary.areas[area.county or view.reader.vocabulary.nation]
    return view.page(
        "municipality.html",
        title=name,
        description=view.own(
            "municipality",
            view.say("%(name)s compared with similar municipalities.", name=name),
            name=name,
        ),
        crumbs=[Crumb(view.words.text(county.label), view.href(f"/lan/{county.code}"))],
        sources=sources_of(view, [standing.indicator for standing in standings]),
        area=area,
        name=name,
        county=county,
        facts=facts(view, area),
        leads=leads(view, area),
        newest=newest(view),
        glances=glances(view, sections(view, standings)),
        legends=legends,
        told=told(view, area),
        sections=sections(view, standings),
        neighbours=[described(view, neighbour) for neighbour in neighbours],
        official=official_peers(view, area),
        peers=peers,
        **{name: thing for room in rooms.parts("pages") for name, thing in room.beside_area(view, area.code).items()},
    )


def successor(view: View, code: str) -> Area | None:
    """The municipality that once had this code."""
    return next((area for area in view.book.municipalities if code in area.former_codes), None)


def sections(view: View, standings: Sequence[Standing]) -> list[tuple[str, list[Standing]]]:
    """Standings under their themes; what only describes the municipality stands in its facts."""
    by_id = {standing.indicator.id: standing for standing in standings}
    return [
        (theme.label, [by_id[indicator.id] for indicator in theme.indicators])
        for theme in themes(view, [standing.indicator for standing in standings])
        if not theme.background
    ]


def leads(view: View, area: Area) -> dict[str, list[dict[str, str]]]:
    """What is unusual here: facts and what stands out, and apart from them what only looks so."""
    found: dict[str, list[dict[str, str]]] = {"out": [], "chance": []}
    for lead in view.book.leads(area.code):
        texts = {name: view.stored(lead, name) for name in ("sentence", "grounds", "caveat")}
        found["chance" if lead["tier"] == "chance" else "out"].append(texts)
    return found


def told(view: View, area: Area) -> Mapping[str, list[dict[str, str]]]:
    """The generated analysis by section: ``position``, ``theme``, ``change``, ``learn`` …; heading and text."""
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in view.book.analysis(area.code):
        texts = {name: view.stored(row, name) for name in ("heading", "text")}
        found[row["section"]].append(texts)
    return found


@dataclass(frozen=True)
class Glance:
    """Questions of a theme that share a scale and a period, at a glance."""

    label: str
    older: bool  #: the theme has newer answers, to other questions
    drawing: Markup
    keys: Sequence[Key]


def glances(view: View, found: Sequence[tuple[str, list[Standing]]]) -> list[Glance]:
    """Each question's latest answer in themes of several: a drawing for each period and scale, the newest first.

    Periods are never counted together. A question that is no longer asked is left out when its theme has newer ones.
    """
    rows = []
    for label, standings in found:
        stepped = [s for s in standings if s.distribution.stepped]
        newest = max((s.period for s in stepped), default="")
        alive = [s for s in stepped if s.period == newest or not s.indicator.retired]
        if len(alive) < 2:
            continue
        alike: dict[tuple[str, tuple[str, ...]], list[Standing]] = {}
        for s in alive:
            scale = tuple(view.words.text(step.label) for step in s.indicator.steps)
            alike.setdefault((s.period, scale), []).append(s)
        for (period, _), group in sorted(alike.items(), key=lambda one: (one[0][0], len(one[1])), reverse=True):
            name = f"{label}: {group[0].short}" if len(group) == 1 else label
            drawing, keys = squares(view, group)
            rows.append(Glance(f"{name}, {view.words.period(period)}", period != newest, drawing, keys))
    return rows


def squares(view: View, standings: Sequence[Standing]) -> tuple[Markup, list[Key]]:
    """A square for each answer, the highest step first and what is missing last, and every mark with its count."""
    words = view.words
    ordered = sorted(standings, key=lambda s: (s.value is None, -(s.value or 0.0), s.short))
    parts = standings[0].indicator.steps
    shapes = []
    for index, standing in enumerate(ordered):
        place = next((i for i, step in enumerate(parts) if step.code == standing.value), None)
        fill = MISSING if place is None else fill_of(place, len(parts))
        title = escape(f"{standing.short}: {standing.figure}")
        shapes.append(
            f'<g transform="translate({index * 22} 0)"><rect width="18" height="18" {paint(fill)}>'
            f"<title>{title}</title></rect>{edge(fill, 18, 18)}</g>"
        )
    keys = [
        Key(fill_of(i, len(parts)), words.text(step.label), words.number(sum(s.value == step.code for s in standings)))
        for i, step in reversed(list(enumerate(parts)))
    ]
    for name, count in Counter(s.figure for s in standings if s.value is None).items():
        keys.append(Key(MISSING, name, words.number(count)))
    text = words.listing([f"{key.label} {key.note}" for key in keys if key.note != "0"])
    width = len(standings) * 22
    return (
        markup(
            f'<svg class="squares" viewBox="0 0 {width} 18" width="{width}" height="18" role="img"'
            f' aria-label="{escape(text)}">{"".join(shapes)}</svg>'
        ),
        keys,
    )


def newest(view: View) -> str:
    """How old the latest figures are, that the edition is newer, and which later surveys are not in it."""
    old = view.say(
        "The latest figures here are from %(latest)s. This edition was published on %(when)s.",
        latest=view.words.period(view.book.newest),
        when=view.words.date(view.reader.edition.published),
    )
    return f"{old} {surveys(view)}".strip()


def legends(rows: Sequence[Any]) -> list[list[Key]]:
    """A legend for each scale that is drawn among the rows, once; rows are standings or an area's indicators."""
    found: dict[tuple[str, ...], list[Key]] = {}
    for row in rows:
        spread = getattr(row, "distribution", None) or row.here
        if spread.stepped:
            keys = spread.keys(counts=False)
            found.setdefault(tuple(key.label for key in keys), keys)
    return list(found.values())


def facts(view: View, area: Area) -> list[tuple[str, str]]:
    """What the municipality is: inhabitants, density, groups."""
    words, book = view.words, view.book
    found = []
    for trait, label in (("population", view.say("Inhabitants")), ("density", view.say("Per km²"))):
        id = view.reader.vocabulary.measuring(trait)
        period = book.latest(id) if id and id in book.kinds_of else None
        cell = book.series(id, period).get(area.code) if id and period else None
        if period and cell is not None and cell.value is not None:
            found.append((f"{label} {words.period(period)}", words.shortest(cell.value)))
    groups = [
        view.reader.vocabulary.areas[m.group]
        for m in view.reader.vocabulary.memberships
        if m.area == area.code and m.valid_to is None and m.group in view.reader.vocabulary.areas
    ]
    for division in view.reader.vocabulary.divisions("kind", "size"):
        label = words.text(division.label)
        found += [
            (label, words.text(group.label).partition(" (")[0]) for group in groups if group.group_type == division.code
        ]
    return found


def described(view: View, neighbour: Neighbour) -> dict[str, object]:
    """A similar municipality as the template shows it."""
    area = view.reader.vocabulary.areas[neighbour.area]
    return {
        "code": area.code,
        "name": view.words.text(area.label),
        "href": view.href(f"/kommun/{area.code}"),
        "reasons": [localised(reason, view.language) for reason in neighbour.reasons],
        "against": [localised(reason, view.language) for reason in neighbour.against],
    }


def official_peers(view: View, area: Area) -> list[tuple[Area, list[Area]]]:
    """The sources' own groups of similar municipalities, as they are published."""
    vocabulary = view.reader.vocabulary
    similar = {division.code for division in vocabulary.divisions("similar")}
    found = []
    for code, group in vocabulary.areas.items():
        if group.group_type in similar and code.endswith(f"-{area.code}"):
            members = [vocabulary.areas[member] for member in vocabulary.members(code) if member != area.code]
            found.append((group, members))
    return found


def sources_of(view: View, indicators: Sequence[Indicator]) -> list[str]:
    """Names of those behind the figures, each once."""
    agents = view.reader.catalog.agents
    keys = dict.fromkeys(indicator.publisher for indicator in indicators)
    return [view.words.text(agents[key].name) for key in keys if key in agents]
