"""A municipality's page: its strip, what stands out, every indicator in words, its like, its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from publisher import rooms
from publisher.model import Area, AreaKind, Direction, Indicator, localised
from publisher.phrases import tell
from publisher.statistics.rules import RULES
from publisher.statistics.similar import Neighbour
from publisher.statistics.strip import Held, Since
from publisher.web.charts import Strip
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.chartfile import chart_file, named_kind
from publisher.web.pages.chosen import Chosen, choose
from publisher.web.pages.embed import framed
from publisher.web.pages.later import newest
from publisher.web.pages.standing import Standing
from publisher.web.pages.strip import strip
from publisher.web.pages.themes import measured, themes
from publisher.web.pages.view import Crumb, View, page


@page("/kommun/{code:str}")
def municipality(view: View) -> Finished:
    """One municipality; a name in the address leads to its code."""
    area = asked_for(view)
    neighbours = view.book.similar(area.code)
    peers = [neighbour.area for neighbour in neighbours]
    name = view.words.text(area.label)
    chosen = choose(view, area.code, measured(view, AreaKind.MUNICIPALITY), listed=True)
    found = sections(view, standings_of(view, area, peers, chosen))
    filters, shown = narrowed(view, found, chosen)
    county = view.reader.vocabulary.areas[area.county or view.reader.vocabulary.nation]
    return view.page(
        "municipality.html",
        title=name,
        feed={"kommun": area.code},
        description=view.own(
            "municipality",
            view.say("%(name)s compared with similar municipalities.", name=name),
            name=name,
        ),
        crumbs=[Crumb(view.words.text(county.label), view.href(f"/lan/{county.code}"))],
        sources=sources_of(view, [standing.indicator for _, standings in found for standing in standings]),
        area=area,
        name=name,
        county=county,
        facts=facts(view, area),
        leads=leads(view, area),
        newest=newest(view),
        strip=strip(view, name, shown, whole=not filters.chosen and not chosen.how),
        choice=chosen,
        filters=filters,
        told=told(view, area),
        sections=shown,
        neighbours=[described(view, neighbour) for neighbour in neighbours],
        official=official_peers(view, area),
        peers=peers,
        **{name: one for tell in rooms.given("pages", "beside_area") for name, one in tell(view, area.code).items()},
    )


@dataclass(frozen=True)
class Filters:
    """What the rows of the page may be narrowed to, and what they are."""

    subjects: Mapping[str, str]  #: code to label
    kinds: Mapping[str, str]
    chosen: Mapping[str, str]  #: parameter to value


def narrowed(
    view: View, found: Sequence[tuple[str, list[Standing]]], of: Chosen
) -> tuple[Filters, Sequence[tuple[str, list[Standing]]]]:
    """The rows that ``?amne=`` (a subject) and ``?visa=`` ask for; all without."""
    rows = [standing for _, standings in found for standing in standings]
    here = {one.indicator.subject for one in rows}
    subjects = {code: label for code, label in of.subjects.items() if of.how or code in here}
    kinds = {
        "andrat": view.say("changed since last time"),
        "efter": view.say("most similar municipalities are further"),
        "saknas": view.say("without a value"),
    }
    subject = question.one_of(view, "amne", subjects)
    kind = question.one_of(view, "visa", kinds)
    fits = [
        (label, [one for one in standings if subject in ("", one.indicator.subject) and (not kind or KINDS[kind](one))])
        for label, standings in found
    ]
    chosen = {name: value for name, value in (("amne", subject), ("visa", kind)) if value}
    return Filters(subjects, kinds, chosen), [(label, standings) for label, standings in fits if standings]


def behind(standing: Standing) -> bool:
    """Whether more than half of the similar municipalities that have a value have a higher step; never of few."""
    row = standing.row
    if row.value is None or not row.indicator.steps or row.indicator.direction is not Direction.HIGHER:
        return False
    return len(row.peers) >= RULES.fewest_spread and 2 * sum(one > row.value for one in row.peers) > len(row.peers)


#: Which rows each value of ``?visa=`` keeps.
KINDS: Mapping[str, Callable[[Standing], bool]] = {
    "andrat": lambda one: one.row.since in (Since.UP, Since.DOWN),
    "efter": behind,
    "saknas": lambda one: one.row.held is not Held.VALUE,
}


def asked_for(view: View) -> Area:
    """The municipality that the address names; a former code leads to it too."""
    return view.place(AreaKind.MUNICIPALITY, "/kommun/", tell("no municipality"), partial(successor, view))


@page("/kommun/{code:str}/remsa.svg", "/kommun/{code:str}/remsa.png")
async def strip_file(view: View) -> Finished:
    """The strip as a file of its own."""
    area = asked_for(view)
    chart, sources = strip_of(view, area)
    return await chart_file(view, chart, named_kind(view.path)[1], view.words.listing(sources))


@page("/inbaddad/kommun/{code:str}")
def strip_embedded(view: View) -> Finished:
    """The strip to be framed by other sites; ``?utgava=`` freezes it."""
    area = asked_for(view)
    chart, sources = strip_of(view, area)
    return framed(view, chart, sources, view.href(f"/kommun/{area.code}"))


def strip_of(view: View, area: Area) -> tuple[Strip, list[str]]:
    """The strip of a municipality, and who is behind its figures."""
    peers = [neighbour.area for neighbour in view.book.similar(area.code)]
    chosen = choose(view, area.code, measured(view, AreaKind.MUNICIPALITY), listed=True)
    found = sections(view, standings_of(view, area, peers, chosen))
    chart = strip(view, view.words.text(area.label), found)
    if chart is None:
        raise view.not_found(tell("There are no figures on the municipality."))
    return chart, sources_of(view, [standing.indicator for _, standings in found for standing in standings])


def successor(view: View, code: str) -> Area | None:
    """The municipality that once had this code."""
    return next((area for area in view.book.municipalities if code in area.former_codes), None)


def standings_of(view: View, area: Area, peers: Sequence[str], chosen: Chosen) -> list[Standing]:
    """Where the municipality stands on each chosen indicator that concerns it."""
    alone = area.county is None or len(view.book.groups.members(area.county)[0]) < 2
    county = "" if alone or area.county is None else area.county
    found = (Standing(view, area, one, period, peers, county) for one, period in chosen.indicators)
    return [standing for standing in found if standing.concerns]


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
    vocabulary = view.reader.vocabulary
    groups = [vocabulary.areas[code] for code in vocabulary.groups_of.get(area.code, ()) if code in vocabulary.areas]
    for division in vocabulary.divisions("kind", "size"):
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
