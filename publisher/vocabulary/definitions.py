"""Nodes of ``vocab/`` as code lists, statuses and indicators, each indicator with its versions.

SKOS: https://www.w3.org/TR/skos-reference/ . Our own terms are declared in ``vocab/terms.ttl``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from publisher.model import Concept, Direction, Indicator, Period, Status, ValueKind
from publisher.vocabulary import versions as versions_
from publisher.vocabulary.turtle import Graph, Node
from publisher.vocabulary.versions import Concepts

_CONCEPT = (
    "skos:inScheme", "skos:notation", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "skos:definition",
    "skos:note", "skos:broader", "skos:topConceptOf", "skos:exactMatch", "skos:closeMatch", "skos:relatedMatch",
    "skos:broadMatch", "term:symbol", "term:inName",
    "term:order", "term:background", "term:column", "term:answersOf", "dcterms:source",
)  # fmt: skip
_STATUS = (*_CONCEPT, "term:missing", "term:sdmxStatus")
_INDICATOR = (
    "skos:inScheme", "skos:notation", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "skos:definition",
    "skos:note", "skos:broader", "skos:closeMatch", "skos:relatedMatch", "skos:related", "term:officialName",
    "term:question", "term:unit", "term:valueKind", "term:scale", "term:minimum", "term:maximum", "term:direction",
    "term:directionSource", "term:target", "term:targetBy",
    "term:respondent", "term:serviceArea", "term:askedIf", "term:base", "term:taskOf",
    "term:retired", "term:formerId", "term:nationalFigure", "term:laterSurvey", "term:sampled", "term:todaysBorders",
    "term:publishedAs", "term:countOf", "term:measures", "dcterms:creator", "dcterms:source", "dcterms:isReplacedBy",
    "dcterms:hasVersion",
)  # fmt: skip


def concepts(graph: Graph) -> Concepts:
    """Every code list by scheme and code; codes in the order the list gives them."""
    schemes = {node.path: node for node in graph.nodes("skos:ConceptScheme")}
    for node in schemes.values():
        node.only("skos:prefLabel", "skos:definition", "skos:hasTopConcept", "dcterms:source")
        node.text("skos:prefLabel")
        node.text("skos:definition")
    found: dict[str, dict[str, Concept]] = {}
    for node in graph.nodes("skos:Concept"):
        if not node.path.startswith("id/concept/"):
            continue
        scheme, dot, code = node.key.partition(".")
        if not dot or f"id/scheme/{scheme}" not in node.many("skos:inScheme"):
            node.fault(
                "skos:inScheme", f"is not in scheme:{scheme}, which its IRI names.",
                f"Add skos:inScheme scheme:{scheme}.", "wrong-scheme",
            )  # fmt: skip
        for path in node.many("skos:inScheme"):
            if path not in schemes:
                node.fault("skos:inScheme", f"is in {path}, which is not declared.", "Declare it.", "unknown-term")
        found.setdefault(scheme, {})[code] = _concept(node, scheme, code)
    return {
        scheme: dict(sorted(codes.items(), key=lambda item: (item[1].order, item[0])))
        for scheme, codes in sorted(found.items())
    }


def _concept(node: Node, scheme: str, code: str) -> Concept:
    node.only(*_CONCEPT)
    _notation(node, code)
    order = node.number("term:order")
    return Concept(
        code=code,
        scheme=scheme,
        label=node.text("skos:prefLabel"),
        definition=node.text("skos:definition", required=not scheme.startswith("scale-")),
        symbol=node.text("term:symbol", required=False),
        in_name=node.true("term:inName"),
        order=int(order or 0),
        exact_match=node.many("skos:exactMatch"),
        source=next(iter(node.many("dcterms:source")), None),
        background=node.true("term:background"),
        other_names=node.other_names(),
        broader=tuple(path.partition(".")[2] for path in node.many("skos:broader")),
        period=_period(node),
        column=_column(node),
    )


def _period(node: Node) -> str | None:
    """The period that a survey's answers are of."""
    told = node.one("term:answersOf", required=False)
    if told is not None:
        try:
            Period.parse(told)
        except ValueError:
            node.fault("term:answersOf", f"is '{told}', no period.", 'Write "2023".', "bad-value")
            return None
    return told


def _column(node: Node) -> str | None:
    """The name of a column, which goes into SQL as it is."""
    name = node.one("term:column", required=False)
    if name is not None and not re.fullmatch("[a-z][a-z_]*", name):
        node.fault("term:column", f"names the column '{name}'.", "Write small letters and _.", "bad-value")
        return None
    return name


def _notation(node: Node, code: str) -> None:
    """The code a reader sees must be the one the IRI is made of."""
    notation = node.one("skos:notation")
    if notation is not None and notation != code:
        node.fault("skos:notation", f"has the notation '{notation}'.", f'Write "{code}", as in its IRI.', "notation")


def statuses(graph: Graph) -> Mapping[str, Status]:
    """Statuses of a value by code, in the order of their list."""
    found: list[tuple[float, Status]] = []
    for node in graph.nodes("term:Status"):
        node.only(*_STATUS)
        _notation(node, node.key)
        status = Status(
            code=node.key,
            label=node.text("skos:prefLabel"),
            definition=node.text("skos:definition"),
            missing=node.true("term:missing", required=True),
            sdmx=node.one("term:sdmxStatus") or "",
        )
        found.append((node.number("term:order") or 0, status))
    return {status.code: status for _, status in sorted(found, key=lambda pair: (pair[0], pair[1].code))}


def indicators(graph: Graph, known: Concepts) -> Mapping[str, Indicator]:
    """Indicators by id, each with its versions."""
    nodes = {node.key: node for node in graph.nodes("term:Indicator")}
    versions: dict[str, list[Node]] = {}
    for node in graph.nodes("term:DefinitionVersion"):
        node.only(*versions_.PROPERTIES)
        of = node.refer("dcterms:isVersionOf", "id/indicator/", nodes)
        if of is not None:
            versions.setdefault(of, []).append(node)
    found = {id: _indicator(node, known, nodes, versions.get(id, ())) for id, node in nodes.items()}
    _former_ids(nodes, found)
    return found


def _indicator(node: Node, known: Concepts, others: Mapping[str, Node], versions: Sequence[Node]) -> Indicator:
    node.only(*_INDICATOR)
    _notation(node, node.key)

    def code(name: str, scheme: str) -> str:
        return node.refer(name, f"id/concept/{scheme}.", known.get(scheme, {})) or ""

    scale = versions_.scale_of(node, known)
    direction = versions_.one_of(Direction, code("term:direction", "direction"), Direction.CONTESTED)
    creator = node.one("dcterms:creator") or ""
    if creator and not creator.startswith("id/agent/"):
        node.fault("dcterms:creator", f"has the creator {creator}.", "Write agent:KEY.", "bad-value")
    indicator = Indicator(
        id=node.key,
        label=node.text("skos:prefLabel"),
        official_name=node.one("term:officialName", required=False) or "",
        definition=node.text("skos:definition"),
        question=node.text("term:question", required=False),
        unit=scale.unit,
        value_kind=scale.value_kind,
        steps=scale.steps,
        minimum=scale.minimum,
        maximum=scale.maximum,
        direction=direction,
        direction_source=node.text("term:directionSource"),
        target=node.number("term:target"),
        target_by=node.until("term:targetBy"),
        respondent=node.text("term:respondent"),
        service_area=code("term:serviceArea", "service-area"),
        subject=code("skos:broader", "subject"),
        publisher=creator.removeprefix("id/agent/"),
        asked_if=node.refer("term:askedIf", "id/indicator/", others, required=False),
        base=node.refer("term:base", "id/concept/base.", known.get("base", {}), required=False),
        task=node.refer("term:taskOf", "id/concept/task.", known.get("task", {}), required=False),
        sampled=node.true("term:sampled"),
        todays_borders=node.true("term:todaysBorders"),
        published_as=node.refer("term:publishedAs", "id/indicator/", others, required=False),
        count_of=node.refer("term:countOf", "id/indicator/", others, required=False),
        measures=node.refer("term:measures", "id/concept/trait.", known.get("trait", {}), required=False),
        versions=versions_.versions(node, versions, known, scale),
        close_match=_matches(node, "skos:closeMatch", known),
        related_match=_matches(node, "skos:relatedMatch", known)
        + tuple(f"id/indicator/{id}" for id in node.refers("skos:related", "id/indicator/", others)),
        source=node.one("dcterms:source"),
        note=node.text("skos:note", required=False),
        retired=node.until("term:retired"),
        replaced_by=node.refers("dcterms:isReplacedBy", "id/indicator/", others),
        former_ids=node.many("term:formerId"),
        other_names=node.other_names(),
        national_figures=node.refers("term:nationalFigure", "id/indicator/", others),
        later_surveys=node.refers("term:laterSurvey", "id/concept/survey.", known.get("survey", {})),
    )
    if scale.value_kind is ValueKind.CONDITIONAL and indicator.asked_if is None:
        node.fault(
            "term:askedIf", "is conditional without term:askedIf.",
            "A conditional question names the one that gates it.", "asked-if",
        )  # fmt: skip
    return indicator


def _matches(node: Node, name: str, known: Concepts) -> tuple[str, ...]:
    """Absolute IRIs of others, and paths of our own concepts, which must exist."""
    values = node.many(name)
    ours = tuple(value for value in values if value.startswith("id/"))
    codes = {f"{scheme}.{code}" for scheme, by_code in known.items() for code in by_code}
    node._keys(name, "id/concept/", codes, ours)
    return values


def _former_ids(nodes: Mapping[str, Node], indicators: Mapping[str, Indicator]) -> None:
    """A former id leads to one place and is not in use."""
    owner: dict[str, str] = {}
    for indicator in indicators.values():
        for former in indicator.former_ids:
            if former in indicators or owner.setdefault(former, indicator.id) != indicator.id:
                nodes[indicator.id].fault(
                    "term:formerId", f"claims the former id '{former}', which is in use or claimed by another.",
                    "An id is never reused: remove it here or there.", "id-reused",
                )  # fmt: skip
