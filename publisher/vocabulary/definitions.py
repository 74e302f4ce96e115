"""Nodes of ``vocab/`` as code lists, statuses and indicators, each indicator with its versions.

SKOS: https://www.w3.org/TR/skos-reference/ . Our own terms are declared in ``vocab/terms.ttl``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from publisher.model import (
    Comparability,
    Concept,
    DefinitionVersion,
    Direction,
    Indicator,
    Period,
    Status,
    Step,
    ValueKind,
)  # fmt: skip
from publisher.vocabulary.turtle import Graph, Node

Concepts = Mapping[str, Mapping[str, Concept]]
_Thing = TypeVar("_Thing")

_CONCEPT = (
    "skos:inScheme", "skos:notation", "skos:prefLabel", "skos:altLabel", "skos:definition", "skos:note", "skos:broader",
    "skos:topConceptOf", "skos:exactMatch", "skos:closeMatch", "skos:relatedMatch", "skos:broadMatch", "term:symbol",
    "term:order", "term:background", "term:column", "dcterms:source",
)  # fmt: skip
_STATUS = (*_CONCEPT, "term:missing", "term:sdmxStatus")
_INDICATOR = (
    "skos:inScheme", "skos:notation", "skos:prefLabel", "skos:definition", "skos:note", "skos:broader",
    "skos:closeMatch", "skos:relatedMatch", "skos:related", "term:officialName", "term:question", "term:unit",
    "term:valueKind", "term:scale", "term:minimum", "term:maximum", "term:direction", "term:directionSource",
    "term:respondent", "term:serviceArea", "term:askedIf", "term:base", "term:taskOf", "term:retired",
    "term:formerId", "term:nationalFigure", "term:laterSurvey", "term:sampled", "term:todaysBorders",
    "term:publishedAs", "term:countOf", "term:measures", "dcterms:creator", "dcterms:source",
    "dcterms:isReplacedBy", "dcterms:hasVersion",
)  # fmt: skip
_VERSION = (
    "dcterms:isVersionOf", "dcat:version", "dcat:startDate", "dcat:endDate", "skos:changeNote", "term:comparability",
    "term:reason", "dcterms:source",
)  # fmt: skip
#: The scale a yes/no answer is written in.
_YES_NO = "scale-ja-nej"
#: Units of amounts: a currency's code of ISO 4217 in small letters, ``eur``, ``sek-per-inhabitant``.
_CURRENCY = re.compile("[a-z]{3}(-|$)")
#: What the unit of a value kind begins with, where it must.
_UNIT_OF_KIND = {
    ValueKind.BOOLEAN: "yes-no",
    ValueKind.CONDITIONAL: "yes-no",
    ValueKind.ORDINAL: "step",
    ValueKind.PERCENT: "percent",
    ValueKind.MULTIPLE_CHOICE: "percent",
}


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
        order=int(order or 0),
        exact_match=node.many("skos:exactMatch"),
        source=next(iter(node.many("dcterms:source")), None),
        background=node.true("term:background"),
        broader=tuple(path.partition(".")[2] for path in node.many("skos:broader")),
        column=_column(node),
    )


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
        node.only(*_VERSION)
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

    kind = _one_of(ValueKind, code("term:valueKind", "value-kind"), ValueKind.COUNT)
    direction = _one_of(Direction, code("term:direction", "direction"), Direction.CONTESTED)
    steps = _steps(node, kind, known)
    minimum, maximum = node.number("term:minimum"), node.number("term:maximum")
    if steps:
        minimum, maximum = float(steps[0].code), float(steps[-1].code)
    creator = node.one("dcterms:creator") or ""
    if creator and not creator.startswith("id/agent/"):
        node.fault("dcterms:creator", f"has the creator {creator}.", "Write agent:KEY.", "bad-value")
    indicator = Indicator(
        id=node.key,
        label=node.text("skos:prefLabel"),
        official_name=node.one("term:officialName", required=False) or "",
        definition=node.text("skos:definition"),
        question=node.text("term:question", required=False),
        unit=code("term:unit", "unit"),
        value_kind=kind,
        steps=steps,
        minimum=minimum,
        maximum=maximum,
        direction=direction,
        direction_source=node.text("term:directionSource"),
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
        versions=_versions(node, versions, known),
        close_match=_matches(node, "skos:closeMatch", known),
        related_match=_matches(node, "skos:relatedMatch", known)
        + tuple(f"id/indicator/{id}" for id in node.refers("skos:related", "id/indicator/", others)),
        source=node.one("dcterms:source"),
        note=node.text("skos:note", required=False),
        retired=node.until("term:retired"),
        replaced_by=node.refers("dcterms:isReplacedBy", "id/indicator/", others),
        former_ids=node.many("term:formerId"),
        national_figures=node.refers("term:nationalFigure", "id/indicator/", others),
        later_surveys=node.refers("term:laterSurvey", "id/concept/survey.", known.get("survey", {})),
    )
    _limits(node, indicator)
    return indicator


def _one_of(kinds: type[_Thing], code: str, otherwise: _Thing) -> _Thing:
    """The member of an enumeration; a code that is not one has been noted as a problem already."""
    try:
        return kinds(code)  # type: ignore[call-arg]
    except ValueError:
        return otherwise


def _steps(node: Node, kind: ValueKind, known: Concepts) -> tuple[Step, ...]:
    stepped = kind in (ValueKind.BOOLEAN, ValueKind.CONDITIONAL, ValueKind.ORDINAL)
    scale = node.refer("term:scale", "id/scheme/", known, required=stepped)
    if scale is None:
        return ()
    if not stepped:
        node.fault("term:scale", f"has a scale although it is a {kind}.", "Remove term:scale.", "scale-of-kind")
    if stepped and (kind is not ValueKind.ORDINAL) != (scale == _YES_NO):
        node.fault(
            "term:scale", f"is {kind} but has scheme:{scale}.",
            f"Give yes/no questions scheme:{_YES_NO} and ordinals another scale.", "scale-of-kind",
        )  # fmt: skip
    return tuple(Step(code=int(code), label=concept.label) for code, concept in sorted(known[scale].items()))


def _limits(node: Node, indicator: Indicator) -> None:
    """Unit, minimum and maximum must fit the value kind."""
    kind, wanted = indicator.value_kind, _UNIT_OF_KIND.get(indicator.value_kind)
    if wanted and indicator.unit and not indicator.unit.startswith(wanted):
        node.fault("term:unit", f"is {kind} but counts in '{indicator.unit}'.", f"Use unit.{wanted}.", "unit-of-kind")
    if kind is ValueKind.AMOUNT and indicator.unit and not _CURRENCY.match(indicator.unit):
        fault = f"is {kind} but counts in '{indicator.unit}'."
        node.fault("term:unit", fault, "Use the code of its currency: unit.sek, unit.eur.", "unit-of-kind")
    if not wanted and indicator.unit.startswith(("percent", "step", "yes-no")):
        node.fault(
            "term:valueKind", f"is {kind} but counts in '{indicator.unit}'.", "Change one of them.", "unit-of-kind"
        )
    if wanted == "percent" and (indicator.minimum, indicator.maximum) != (0, 100):
        node.fault("term:maximum", "is a share without the limits 0 and 100.", "Write both.", "limits-of-kind")
    if indicator.minimum is None:
        node.missing("term:minimum")
    if kind is ValueKind.CONDITIONAL and indicator.asked_if is None:
        node.fault(
            "term:askedIf", "is conditional without term:askedIf.",
            "A conditional question names the one that gates it.", "asked-if",
        )  # fmt: skip


def _matches(node: Node, name: str, known: Concepts) -> tuple[str, ...]:
    """Absolute IRIs of others, and paths of our own concepts, which must exist."""
    values = node.many(name)
    ours = tuple(value for value in values if value.startswith("id/"))
    codes = {f"{scheme}.{code}" for scheme, by_code in known.items() for code in by_code}
    node._keys(name, "id/concept/", codes, ours)
    return values


def _versions(node: Node, nodes: Sequence[Node], known: Concepts) -> tuple[DefinitionVersion, ...]:
    found = []
    for version in nodes:
        verdict = version.refer("term:comparability", "id/concept/comparability.", known.get("comparability", {}))
        number = version.one("dcat:version") or ""
        if version.key != f"{node.key}.{number}":
            version.fault("dcat:version", f"has the number '{number}'.", "Write the one in its IRI.", "version-number")
        first = number == "1"
        change = version.text("skos:changeNote", required=not first)
        made = DefinitionVersion(
            number=number,
            valid_from=version.since("dcat:startDate"),
            valid_to=version.until("dcat:endDate"),
            change=change,
            comparability=_one_of(Comparability, verdict or "", Comparability.NONE),
            reason=version.text("term:reason", required=not first),
            source=version.one("dcterms:source", required=not first),
        )
        found.append((int(number) if number.isdigit() else 0, version, made))
    found.sort(key=lambda triple: triple[0])
    listed = {f"id/version/{version.key}" for _, version, _ in found}
    if set(node.many("dcterms:hasVersion")) != listed:
        node.fault(
            "dcterms:hasVersion", "does not name exactly the versions that say they are its.",
            "Let dcterms:hasVersion and dcterms:isVersionOf agree.", "versions-disagree",
        )  # fmt: skip
    if not found:
        node.missing("dcterms:hasVersion")
    for place, (written, version, made) in enumerate(found, 1):
        last = place == len(found)
        if written != place:
            version.fault(
                "dcat:version", f"is number {written} where {place} is next.", "Number them 1, 2 …", "version-number"
            )
        if made.valid_from is None and place > 1:
            version.fault("dcat:startDate", "has no first day.", "Only version 1 may be open backwards.", "version-gap")
        if made.valid_to is None and not last:
            version.fault("dcat:endDate", "has no last day.", "Only the last version may be open.", "version-gap")
        if made.valid_from and made.valid_to and _last(made.valid_to) < _first(made.valid_from):
            version.fault("dcat:endDate", "ends before it begins.", "Swap the days.", "version-order")
        before = found[place - 2][2].valid_to if place > 1 else None
        if before and made.valid_from and _first(made.valid_from) <= _last(before):
            version.fault(
                "dcat:startDate", f"begins in {made.valid_from}, within the version before it (to {before}).",
                "Let one end before the next begins.", "overlapping-versions",
            )  # fmt: skip
    return tuple(made for _, _, made in found)


def _first(period: str) -> str:
    return Period.parse(period).start


def _last(period: str) -> str:
    return Period.parse(period).end


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
