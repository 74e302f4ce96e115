"""Nodes of ``vocab/`` as areas, what happened to them, and who belongs to which group when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from publisher.model import Area, AreaChange, AreaKind, Comparability, Membership, Period, all_of, complete, localised
from publisher.phrases import tell
from publisher.vocabulary.turtle import Graph, Node

_AREA = (
    "skos:inScheme", "skos:notation", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "skos:definition",
    "skos:note", "skos:broader",
    "skos:exactMatch", "skos:closeMatch", "term:areaKind", "term:officialName", "term:groupType", "term:county",
    "term:nuts", "term:formerCode", "term:member", "term:notResponsibleFor",
    "term:responsibilityReason", "term:responsibilitySource", "dcat:startDate", "dcat:endDate", "dcterms:source",
    "dcterms:creator", "dcterms:identifier",
)  # fmt: skip
_CHANGE = (
    "term:changed", "dcterms:date", "dcterms:description", "term:comparability", "term:reason", "term:related",
    "term:relatedCode", "dcterms:source",
)  # fmt: skip
_NATION = "id/concept/area-kind.nation"
#: Code of all municipalities together, where a vocabulary has no nation.
ALL = "ALL"
_MEMBERSHIP = ("term:group", "term:memberArea", "dcat:startDate", "dcat:endDate", "dcterms:source")
_WIKIDATA = ("http://www.wikidata.org/entity/", "https://www.wikidata.org/entity/")


def areas(graph: Graph) -> Mapping[str, Area]:
    """Areas by code, with what happened to each, oldest first."""
    nodes = {node.key: node for node in graph.nodes("term:Area")}
    changes = _changes(graph, nodes)
    kinds = {f"id/concept/area-kind.{kind}": kind for kind in AreaKind}
    found = {}
    for code, node in nodes.items():
        node.only(*_AREA)
        kind = kinds.get(node.one("term:areaKind") or "")
        if kind is None:
            node.fault("term:areaKind", "is of no known kind.", f"Write one of {', '.join(kinds)}.", "unknown-term")
        if node.one("skos:notation") not in (code, None):
            node.fault("skos:notation", "has another notation than its IRI.", f'Write "{code}".', "notation")
        matches = [iri for iri in node.many("skos:exactMatch") if iri.startswith(_WIKIDATA)]
        found[code] = Area(
            code=code,
            kind=kind or AreaKind.GROUP,
            label=node.text("skos:prefLabel"),
            official_name=node.one("term:officialName", required=False) or "",
            other_names=(*node.many("skos:altLabel"), *node.many("skos:hiddenLabel"), *node.many("dcterms:identifier")),
            group_type=node.one("term:groupType", required=kind is AreaKind.GROUP),
            county=node.refer("term:county", "id/area/", nodes, required=kind is AreaKind.MUNICIPALITY),
            wikidata=matches[0] if matches else None,
            nuts=node.one("term:nuts", required=False),
            former_codes=node.many("term:formerCode"),
            changes=tuple(sorted(changes.get(code, ()), key=lambda change: change.date)),
            definition=node.text("skos:definition", required=False),
            **_elsewhere(node),
        )
    for code in [code for code, area in found.items() if area.kind is AreaKind.NATION][1:]:
        nodes[code].fault("term:areaKind", "is another nation.", "Keep one area of the kind nation.", "doubled-nation")
    kinds_found = {area.kind for area in found.values()}
    if AreaKind.MUNICIPALITY in kinds_found and AreaKind.NATION not in kinds_found:
        label = tell("All municipalities")
        told = complete({code: localised(label, code) for code in graph.languages}, all_of(graph.languages))
        found[ALL] = Area(code=ALL, kind=AreaKind.NATION, label=told)
    return found


def _elsewhere(node: Node) -> dict[str, Any]:
    """The tasks that others have in the area, which must say who has them and where that stands."""
    tasks = tuple(path.removeprefix("id/concept/task.") for path in node.many("term:notResponsibleFor"))
    return {
        "not_responsible": tasks,
        "responsibility": node.text("term:responsibilityReason", required=bool(tasks)),
        "responsibility_source": node.one("term:responsibilitySource", required=bool(tasks)),
    }


def _changes(graph: Graph, known: Collection[str]) -> Mapping[str, list[AreaChange]]:
    found: dict[str, list[AreaChange]] = {}
    verdicts = {f"id/concept/comparability.{verdict}": verdict for verdict in Comparability}
    for node in graph.nodes("term:AreaChange"):
        node.only(*_CHANGE)
        verdict = verdicts.get(node.one("term:comparability") or "")
        if verdict is None:
            node.fault(
                "term:comparability", "has no known verdict.", f"Write one of {', '.join(verdicts)}.", "unknown-term"
            )
        changed = node.refers("term:changed", "id/area/", known)
        if not changed:
            node.missing("term:changed")
        change = AreaChange(
            date=node.day("dcterms:date") or "",
            description=node.text("dcterms:description"),
            comparability=verdict or Comparability.NONE,
            related=tuple(sorted({*node.refers("term:related", "id/area/", known), *node.many("term:relatedCode")})),
            source=node.one("dcterms:source", required=False),
        )
        for code in changed:
            found.setdefault(code, []).append(change)
    return found


def memberships(graph: Graph) -> tuple[Membership, ...]:
    """Who belongs to which group when.

    A county with no members written has the municipalities that lie in it, the nation with none all of them.
    """
    nodes = {node.key: node for node in graph.nodes("term:Area")}
    found = set()
    for code, node in nodes.items():
        since, until = _span(node)
        found |= {
            Membership(group=code, area=area, valid_from=since, valid_to=until)
            for area in node.refers("term:member", "id/area/", nodes)
        }
    for node in graph.nodes("term:Membership"):
        node.only(*_MEMBERSHIP)
        group = node.refer("term:group", "id/area/", nodes)
        area = node.refer("term:memberArea", "id/area/", nodes)
        since, until = _span(node)
        if group and area:
            found.add(Membership(group=group, area=area, valid_from=since, valid_to=until))
    written = {membership.group for membership in found}
    nation = next((code for code, node in nodes.items() if node.one("term:areaKind") == _NATION), ALL)
    for code, node in nodes.items():
        county = next((path.removeprefix("id/area/") for path in node.many("term:county")), None)
        if county and county not in written:
            found.add(Membership(group=county, area=code))
        if county and nation and nation not in written:
            found.add(Membership(group=nation, area=code))
    return tuple(sorted(found, key=lambda m: (m.group, m.area, m.valid_from or "")))


def _span(node: Node) -> tuple[str | None, str | None]:
    since, until = node.since("dcat:startDate"), node.until("dcat:endDate")
    if since and until and Period.parse(until).end < Period.parse(since).start:
        node.fault("dcat:endDate", "ends before it begins.", "Swap the days.", "bad-value")
    return since and since[:4], until and until[:4]
