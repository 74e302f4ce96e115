"""Versions of an indicator's definition, and what its values are counted in under each: kind, unit, steps, limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from publisher.model import Comparability, Concept, DefinitionVersion, Period, Scale, Step, ValueKind
from publisher.vocabulary.turtle import Node

Concepts = Mapping[str, Mapping[str, Concept]]
_Thing = TypeVar("_Thing")

#: What may be said of a version.
PROPERTIES = (
    "dcterms:isVersionOf", "dcat:version", "dcat:startDate", "dcat:endDate", "skos:changeNote", "term:comparability",
    "term:reason", "dcterms:source", "term:scale", "term:unit", "term:valueKind", "term:minimum", "term:maximum",
)  # fmt: skip
_STEPPED = (ValueKind.BOOLEAN, ValueKind.CONDITIONAL, ValueKind.ORDINAL)
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


def one_of(kinds: type[_Thing], code: str, otherwise: _Thing) -> _Thing:
    """The member of an enumeration; a code that is not one has been noted as a problem already."""
    try:
        return kinds(code)  # type: ignore[call-arg]
    except ValueError:
        return otherwise


def scale_of(node: Node, known: Concepts, before: Scale | None = None) -> Scale:
    """What values are counted in, as an indicator says it, or a version that has another than the one before it.

    A version that names another scale need not say that it is ordinal, counted in steps; what it counts in another
    unit has none of the limits that were.
    """
    scheme = (node.one("term:scale", required=False) or "").removeprefix("id/scheme/")
    said = {name: node.one(name, required=False) for name in ("term:valueKind", "term:unit")}
    if before is not None and scheme:
        still = scheme == _YES_NO and before.value_kind is ValueKind.CONDITIONAL
        kind = before.value_kind if still else ValueKind.BOOLEAN if scheme == _YES_NO else ValueKind.ORDINAL
        unit = _UNIT_OF_KIND[kind]
    elif before is not None:
        kind, unit = before.value_kind, before.unit
    else:
        kind, unit = ValueKind.COUNT, ""
    if before is None or said["term:valueKind"]:
        named = node.refer("term:valueKind", "id/concept/value-kind.", known.get("value-kind", {})) or ""
        kind = one_of(ValueKind, named, ValueKind.COUNT)
    if before is None or said["term:unit"]:
        unit = node.refer("term:unit", "id/concept/unit.", known.get("unit", {})) or ""
    kept = before is not None and bool(before.steps) and not scheme and kind in _STEPPED
    steps = tuple(before.steps) if before is not None and kept else _steps(node, kind, known)
    minimum, maximum = node.number("term:minimum"), node.number("term:maximum")
    if steps:
        minimum, maximum = float(steps[0].code), float(steps[-1].code)
    elif before is not None and (before.value_kind, before.unit) == (kind, unit):
        minimum = before.minimum if minimum is None else minimum
        maximum = before.maximum if maximum is None else maximum
    found = Scale(value_kind=kind, unit=unit, steps=steps, minimum=minimum, maximum=maximum)
    _limits(node, found)
    return found


def _steps(node: Node, kind: ValueKind, known: Concepts) -> tuple[Step, ...]:
    stepped = kind in _STEPPED
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


def _limits(node: Node, scale: Scale) -> None:
    """Unit, minimum and maximum must fit the value kind."""
    kind, wanted = scale.value_kind, _UNIT_OF_KIND.get(scale.value_kind)
    if wanted and scale.unit and not scale.unit.startswith(wanted):
        node.fault("term:unit", f"is {kind} but counts in '{scale.unit}'.", f"Use unit.{wanted}.", "unit-of-kind")
    if kind is ValueKind.AMOUNT and scale.unit and not _CURRENCY.match(scale.unit):
        fault = f"is {kind} but counts in '{scale.unit}'."
        node.fault("term:unit", fault, "Use the code of its currency: unit.sek, unit.eur.", "unit-of-kind")
    if not wanted and scale.unit.startswith(("percent", "step", "yes-no")):
        node.fault("term:valueKind", f"is {kind} but counts in '{scale.unit}'.", "Change one of them.", "unit-of-kind")
    if wanted == "percent" and (scale.minimum, scale.maximum) != (0, 100):
        node.fault("term:maximum", "is a share without the limits 0 and 100.", "Write both.", "limits-of-kind")
    if scale.minimum is None:
        node.missing("term:minimum")


def versions(node: Node, nodes: Sequence[Node], known: Concepts, scale: Scale) -> tuple[DefinitionVersion, ...]:
    """The versions of an indicator, the oldest first, each with its scale where any has one of its own.

    A number is part of an address and stays: one that is put between two others takes the next that is free.
    """
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
            comparability=one_of(Comparability, verdict or "", Comparability.NONE),
            reason=version.text("term:reason", required=not first),
            source=version.one("dcterms:source", required=not first),
        )
        found.append((int(number) if number.isdigit() else 0, version, made))
    found.sort(key=lambda triple: (triple[2].begins, triple[0]))
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
        if (place == 1) != (written == 1) or written > len(found):
            fault = f"is number {written}, the {place}. of {len(found)} in time."
            remedy = (
                f"Number the oldest 1 and the others 2–{len(found)}, in any order." if len(found) > 1 else "Write 1."
            )
            version.fault("dcat:version", fault, remedy, "version-number")
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
    if not any(version.many(name) for _, version, _ in found for name in PROPERTIES[-5:]):
        return tuple(made for _, _, made in found)
    scaled = []
    for place, (_, version, made) in enumerate(found):
        now = scale_of(version, known, scale) if any(map(version.many, PROPERTIES[-5:])) else scale
        if place and now.counted != scale.counted and made.comparability is not Comparability.NONE:
            version.fault(
                "term:comparability", "counts otherwise than the version before it, and is said to be comparable.",
                "Write concept:comparability.none.", "scale-comparability",
            )  # fmt: skip
        scale = now
        scaled.append(replace(made, scale=scale))
    return tuple(scaled)


def _first(period: str) -> str:
    return Period.parse(period).start


def _last(period: str) -> str:
    return Period.parse(period).end
