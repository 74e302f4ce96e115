"""Proposed indicators as blocks of Turtle, as a form to fill in, and what a person must write of them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from publisher.vocabulary.proposed.nouns import TEXTS, Proposed, columns

#: Columns that an indicator must have; texts in every language of the site.
REQUIRED = (
    "id", "label", "definition", "subject", "unit", "value_kind", "minimum", "direction", "direction_source",
    "respondent", "service_area", "publisher", "source",
)  # fmt: skip
#: Column to property, and what its value is a code of; '' for a text, a number or an address.
_PROPERTIES: Mapping[str, tuple[str, str]] = {
    "subject": ("skos:broader", "concept:subject."),
    "label": ("skos:prefLabel", ""),
    "official_name": ("term:officialName", ""),
    "definition": ("skos:definition", ""),
    "question": ("term:question", ""),
    "unit": ("term:unit", "concept:unit."),
    "value_kind": ("term:valueKind", "concept:value-kind."),
    "scale": ("term:scale", "scheme:"),
    "minimum": ("term:minimum", ""),
    "maximum": ("term:maximum", ""),
    "direction": ("term:direction", "concept:direction."),
    "direction_source": ("term:directionSource", ""),
    "respondent": ("term:respondent", ""),
    "service_area": ("term:serviceArea", "concept:service-area."),
    "publisher": ("dcterms:creator", "agent:"),
    "source": ("dcterms:source", ""),
    "note": ("skos:note", ""),
    "asked_if": ("term:askedIf", "indicator:"),
    "measures": ("term:measures", "concept:trait."),
    "retired": ("term:retired", ""),
    "replaced_by": ("dcterms:isReplacedBy", "indicator:"),
}
#: Every prefix a block uses; a file may say them again.
_PREFIXES = """@prefix agent: <../id/agent/> .
@prefix concept: <../id/concept/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix indicator: <../id/indicator/> .
@prefix scheme: <../id/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix term: <../id/term/> .
@prefix version: <../id/version/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
#: Signs that a local name may not hold as they are. https://www.w3.org/TR/turtle/#reserved
_RESERVED = str.maketrans({".": "\\."})


def to_turtle(found: Sequence[Proposed], languages: Sequence[str]) -> str:
    """Blocks for ``vocab/indicators.ttl``, or for a file of their own beside it."""
    return _PREFIXES + "".join("\n" + _block(one, languages) for one in found)


def _block(one: Proposed, languages: Sequence[str]) -> str:
    id = one.values["id"]
    name = _local("indicator", id)
    lines = [f"skos:inScheme scheme:indicator ; skos:notation {_text(id)}"]
    for column, (property, prefix) in _PROPERTIES.items():
        if values := list(_values(one, column, prefix, languages)):
            lines.append(f"{property} {', '.join(values)}")
    lines.append(f"dcterms:hasVersion {_local('version', f'{id}.1')}")
    notes = [f"# guessed: {column} {one.values.get(column, '')}, since {why}" for column, why in one.guessed.items()
             if not column.startswith("label_")]  # fmt: skip
    lacks = missing(one, languages)
    notes += [f"# to write: {', '.join(lacks)}"] if lacks else []
    return "\n".join(
        [
            *(" ".join(note.split()) for note in notes),
            f"{name} a skos:Concept, term:Indicator ;",
            *(f"    {line} ;" for line in lines[:-1]),
            f"    {lines[-1]} .",
            f"{_local('version', f'{id}.1')} a term:DefinitionVersion ;",
            f'    dcterms:isVersionOf {name} ; dcat:version "1" ; term:comparability concept:comparability.full .',
            "",
        ]
    )


def _values(one: Proposed, column: str, prefix: str, languages: Sequence[str]) -> Iterator[str]:
    if column in TEXTS:
        for code in languages:
            if text := one.values.get(f"{column}_{code}"):
                yield f"{_text(text)}@{code}"
        return
    value = one.values.get(column)
    if not value:
        return
    if prefix:
        for code in value.split():
            before, _, after = prefix.partition(":")
            yield f"{before}:{after}{code.translate(_RESERVED)}"
    elif column == "official_name":
        yield f"{_text(value)}@{one.language}"
    elif column == "source":
        yield f"<{value}>"
    elif column == "retired":
        yield f"{_text(value)}^^xsd:date"
    else:
        yield value


def _local(prefix: str, name: str) -> str:
    stem, dot, end = name.rpartition(".")
    return f"{prefix}:{stem.translate(_RESERVED)}{dot}{end}" if dot else f"{prefix}:{name}"


def _text(value: str) -> str:
    return f'"{value.translate(_ESCAPED)}"'


def missing(one: Proposed, languages: Sequence[str]) -> list[str]:
    """Columns that a person must still fill in, for the block to pass the check."""
    wanted = [*REQUIRED]
    if one.values.get("value_kind") in ("boolean", "conditional", "ordinal"):
        wanted[wanted.index("minimum")] = "scale"
    if one.values.get("value_kind") == "conditional":
        wanted.append("asked_if")
    told = [f"{name}_{code}" for name in wanted if name in TEXTS for code in languages]
    return [name for name in (*(n for n in wanted if n not in TEXTS), *told) if not one.values.get(name)]


def unwritten(found: Sequence[Proposed], languages: Sequence[str], units: Mapping[str, object]) -> list[str]:
    """What a person must write, in lines: each column with how many lack it, units that the site does not have."""
    lacks = Counter(name for one in found for name in missing(one, languages))
    guessed = Counter(name for one in found for name in one.guessed if not name.startswith("label_"))
    named = Counter(name for one in found for name in one.guessed if name.startswith("label_"))
    unknown = Counter(unit for one in found if (unit := one.values.get("unit")) and unit not in units)
    lines = [f"To write: {name}, {_of(count, len(found))}." for name, count in lacks.items()]
    lines += [f"To read over: {name} is the official name, {_of(count, len(found))}." for name, count in named.items()]
    lines += [f"To read over: {name}, guessed for {_of(count, len(found))}." for name, count in guessed.items()]
    lines += [f"To describe in terms.ttl: unit.{unit}, {_of(n, len(found))}." for unit, n in unknown.most_common()]
    return lines


def _of(count: int, whole: int) -> str:
    return f"all {whole}" if count == whole else f"{count} of {whole}"


def form(found: Sequence[Proposed], languages: Sequence[str]) -> str:
    """The same as CSV in our own columns, to be filled in and read again; what was guessed and told stands last."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [*columns(languages), "guessed", "told"], lineterminator="\n")
    writer.writeheader()
    for one in found:
        guessed = "; ".join(f"{column}: {why}" for column, why in one.guessed.items())
        writer.writerow({**{k: v for k, v in one.values.items() if k in writer.fieldnames}, "guessed": guessed,
                         "told": one.told})  # fmt: skip
    return out.getvalue()
