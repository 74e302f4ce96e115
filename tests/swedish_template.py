"""Sweden's template of DCAT-AP-SE read for what it demands: values that fit none of its fields, too few, too many.

The template (``rdforms-bundle.json``) is what the editor and the harvester of dataportal.se are driven by; the library
that reads it there, RDForms, was not to be had from npm on 29 November 2026. Written from the template itself: of each
class, each property it has fields for; a value is of the field's kind of node, datatype, class, pattern and, where the
list is closed, choice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#", "dcat": "http://www.w3.org/ns/dcat#", "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "owl": "http://www.w3.org/2002/07/owl#",
    "odrs": "http://schema.theodi.org/odrs#", "org": "https://www.w3.org/ns/org#", "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#", "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}  # fmt: skip
#: The group of fields of each class.
GROUPS = {
    "dcat:Catalog": "dcat:Catalog", "dcat:Dataset": "dcat:Dataset", "dcat:DatasetSeries": "dcat:DatasetSeries",
    "dcat:Distribution": "dcat:Distribution", "dcat:DataService": "dcat:DataService", "foaf:Agent": "dcat:foaf:Agent",
    "vcard:Organization": "dcat:contactPoint", "vcard:Individual": "dcat:contactPoint",
    "dcterms:LicenseDocument": "dcterms:LicenseDocument", "dcterms:Standard": "dcterms:Standard",
    "foaf:Document": "foaf:Document", "odrs:RightsStatement": "dcat:odrs:RSSA",
}  # fmt: skip

Field = Mapping[str, Any]


class Template:
    """The fields of a bundle."""

    def __init__(self, bundle: Path):
        self.fields = {one["id"]: one for one in json.loads(bundle.read_text(encoding="utf-8"))["templates"]}

    def check(self, graph: Graph) -> list[tuple[str, str, str, str]]:
        """Errors and warnings: ``error`` or ``warning``, the subject, the property, what is wrong."""
        found = []
        for name, group in GROUPS.items():
            for subject in sorted(graph.subjects(RDF.type, iri(name))):
                found += self._subject(subject, self.fields[group]["items"], graph)
        return list(dict.fromkeys(found))

    def _subject(self, subject: Node, items: Sequence[Any], graph: Graph) -> Iterator[tuple[str, str, str, str]]:
        by_property: dict[str, list[Field]] = {}
        for field in self._flat(items):
            if "property" in field:
                by_property.setdefault(field["property"], []).append(field)
        for name, fields in by_property.items():
            values = list(graph.objects(subject, iri(name)))
            fitting = {v: [f for f in fields if self._fits(v, f, graph)] for v in values}
            if name != "rdf:type":
                for value in (v for v, which in fitting.items() if not which):
                    yield "error", str(subject), name, f"no field takes {value.n3()[:80]}"
            count = sum(bool(which) for which in fitting.values())
            bounds = [field.get("cardinality", {}) for field in fields if self._applies(field, subject, graph)]
            if not bounds:
                continue
            if count < max(b.get("min", 0) for b in bounds):
                yield "error", str(subject), name, "is missing"
            if all("max" in b for b in bounds) and count > max(b["max"] for b in bounds):
                yield "error", str(subject), name, f"has {count} values"
            if count < max(b.get("pref", 0) for b in bounds):
                yield "warning", str(subject), name, "is recommended"

    def _applies(self, field: Field, subject: Node, graph: Graph) -> bool:
        """Whether a field is to be filled in: one that depends on another's value is, when that is there."""
        name, wanted = field.get("deps") or ("", "")
        values = {str(value) for value in graph.objects(subject, iri(name))} if name else set()
        return not name or any(re.fullmatch(wanted.replace("*", ".*"), value) for value in values)

    def _flat(self, items: Sequence[Any]) -> Iterator[Field]:
        for item in items:
            field = self._whole(self.fields[item] if isinstance(item, str) else item)
            if field.get("type") == "group" and "property" not in field:
                yield from self._flat(field["items"])
            else:
                yield field

    def _whole(self, field: Field) -> Field:
        """A field with what it takes over from another."""
        return {**self._whole(self.fields[field["extends"]]), **field} if "extends" in field else field

    def _fits(self, value: Node, field: Field, graph: Graph) -> bool:
        kind = field.get("nodetype") or ("RESOURCE" if field.get("type") == "group" else "")
        if kind in ("URI", "RESOURCE") and not isinstance(value, URIRef):
            return False
        if kind.endswith("LITERAL"):
            if not isinstance(value, Literal):
                return False
            if kind == "LANGUAGE_LITERAL" and not value.language:
                return False
            if kind == "ONLY_LITERAL" and (value.language or value.datatype not in (None, iri("xsd:string"))):
                return False
            datatypes = [field["datatype"]] if isinstance(field.get("datatype"), str) else field.get("datatype", [])
            if kind == "DATATYPE_LITERAL" and value.datatype not in map(iri, datatypes):
                return False
        if "strictmatch" in field.get("styles", ()) and str(value) not in {c["value"] for c in field["choices"]}:
            return False
        if "pattern" in field and not re.search(field["pattern"], str(value)):
            return False
        if field.get("automatic") or field.get("type") == "choice":  # a type that the editor itself adds, or looks up
            return True
        return all(
            any((value, iri(name), iri(one)) in graph for one in ([wanted] if isinstance(wanted, str) else wanted))
            for name, wanted in field.get("constraints", {}).items()
        )


def iri(name: str) -> URIRef:
    """The IRI of a name as the template has it, ``dcat:Dataset`` or whole."""
    prefix, _, local = name.partition(":")
    return Namespace(PREFIXES[prefix])[local] if prefix in PREFIXES else URIRef(name)
