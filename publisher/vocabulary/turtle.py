"""Turtle as nodes: what the files of ``vocab/`` say about each subject, every fault noted, none raised.

The files hold relative IRIs (``<../id/area/CODE>``), so that they can be published as they stand; see
``docs/decisions.md``. Inside this program a thing of ours is called by its path, ``id/area/CODE``.
Turtle: https://www.w3.org/TR/turtle/ .
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.errors import Problem
from publisher.model import LANGUAGES, Period, Text, all_of, complete, demanded

if TYPE_CHECKING:
    import pyoxigraph

#: Stands in for the base URL while reading; nothing that leaves this module holds it.
_BASE = "http://vocabulary.invalid/"

#: Prefixes that problems are told in, and that the readers of nodes write properties with.
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "term": f"{_BASE}id/term/",
}


@lru_cache(maxsize=4096)
def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@lru_cache(maxsize=4096)
def _short(iri: str) -> str:
    """``skos:notation``, ``indicator:ID`` or the IRI in angle brackets: as a reader of the file knows it."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    parts = iri.removeprefix(_BASE).split("/")
    return f"{parts[1]}:{parts[2]}" if iri.startswith(_BASE) and len(parts) == 3 else f"<{iri}>"


def nearest(word: str, known: Collection[str], many: int = 3) -> str:
    """The known words likest to ``word``, or all of them if they are few: ``Known: a, b.``"""
    likest = difflib.get_close_matches(word, known, n=many, cutoff=0.5)
    if likest:
        return f"Nearest known: {', '.join(likest)}."
    shown = sorted(known)[:12]
    return f"Known: {', '.join(shown)}{' …' if len(known) > len(shown) else ''}." if shown else "None is known."


#: By whose languages a site's are known: those that more than a tenth of them are in. Any less is a slip.
_LABEL = _expand("skos:prefLabel")


@dataclass
class Graph:
    """All that the files say: values by subject and property, and the faults met so far."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    #: languages that any text is given in: every text is to be given in all of them
    languages: Sequence[str] = LANGUAGES
    #: what a language lacks, where that is no fault: file, language, which text
    lacking: list[tuple[str, str, str]] = field(default_factory=list)
    _values: dict[str, dict[str, list[pyoxigraph.NamedNode | pyoxigraph.Literal]]] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)
    _typed: dict[str, set[str]] = field(default_factory=dict)

    def nodes(self, kind: str) -> list[Node]:
        """The subjects of a class, by IRI.

        Args:
            kind: the class, ``term:Indicator`` or ``skos:Concept``.
        """
        return [Node(self, subject) for subject in sorted(self._typed.get(_expand(kind), ()))]

    def fault(self, file: str, fault: str, remedy: str, rule: str, row: int | None = None) -> None:
        """Note a fault of a whole file."""
        self.problems.append(Problem(file=f"{self.folder.name}/{file}", fault=fault, remedy=remedy, rule=rule, row=row))


@dataclass(frozen=True)
class Node:
    """A subject and what is said about it; asking for what is not there notes a problem."""

    graph: Graph
    iri: str

    @property
    def name(self) -> str:
        """The subject as its file writes it, ``indicator:ID``."""
        return _short(self.iri)

    @property
    def path(self) -> str:
        """The subject's path under the base URL, ``id/indicator/ID``."""
        return self.iri.removeprefix(_BASE)

    @property
    def key(self) -> str:
        """Last part of the path, ``ID``."""
        return self.iri.rsplit("/", 1)[-1]

    def fault(self, column: str | None, fault: str, remedy: str, rule: str) -> None:
        """Note a fault of this subject, with the line where its block begins."""
        file = self.graph._files[self.iri]
        row = None
        for number, line in enumerate((self.graph.folder / file).read_text(encoding="utf-8").splitlines(), 1):
            if re.match(rf"(\w*:|<\.\./id/[a-z]+/){re.escape(self.key)}>?\s", line):
                row = number
                break
        self.graph.problems.append(
            Problem(
                file=f"{self.graph.folder.name}/{file}", fault=f"{self.name} {fault}", remedy=remedy, rule=rule,
                row=row, column=column, subject=self.name,
            )
        )  # fmt: skip

    def only(self, *allowed: str) -> None:
        """Refuse properties that this kind of subject does not have: a misspelling must not vanish."""
        for predicate in self.graph._values[self.iri]:
            if _short(predicate) not in allowed and _short(predicate) != "rdf:type":
                self.fault(
                    _short(predicate), f"has the property {_short(predicate)}, which nothing reads.",
                    nearest(_short(predicate), allowed), "unknown-property",
                )  # fmt: skip

    def _all(self, name: str) -> list[pyoxigraph.NamedNode | pyoxigraph.Literal]:
        return self.graph._values[self.iri].get(_expand(name), [])

    def missing(self, name: str, what: str = "") -> None:
        self.fault(name, f"has no {name}{what}.", f"Add {name} to its block.", "missing-property")

    def many(self, name: str) -> tuple[str, ...]:
        """All values as text, sorted; IRIs of ours as paths (``id/concept/unit.percent``)."""
        return tuple(sorted(value.value.removeprefix(_BASE) for value in self._all(name)))

    def other_names(self) -> Mapping[str, tuple[str, ...]]:
        """Synonyms and hidden names by language, sorted; "" for those without one."""
        found: dict[str, list[str]] = {}
        for value in (*self._all("skos:altLabel"), *self._all("skos:hiddenLabel")):
            found.setdefault(getattr(value, "language", None) or "", []).append(value.value)
        return {language: tuple(sorted(names)) for language, names in sorted(found.items())}

    def one(self, name: str, required: bool = True) -> str | None:
        """The single value as text; IRIs of ours as paths."""
        values = self.many(name)
        if len(values) > 1:
            self.fault(name, f"has {len(values)} values of {name}.", "Keep one.", "doubled-value")
        if not values and required:
            self.missing(name)
        if values and "…" in values[0]:
            self.fault(name, f"has {name} {values[0]}.", "Write what stands for …, or leave it out.", "bad-value")
        return values[0] if values else None

    def text(self, name: str, required: bool = True) -> Text:
        """Text by language; all of the vocabulary's or none. What it has no text in at all is told in its first."""
        found: dict[str, str] = {}
        for value in self._all(name):
            language = getattr(value, "language", None)
            if language not in all_of(self.graph.languages):
                self.fault(
                    name, f"has a {name} without @sv or @en: \"{value.value[:40]}\".",
                    'Write "…"@sv or "…"@en.', "missing-language",
                )  # fmt: skip
            elif language in found:
                self.fault(name, f"has two {name} in '{language}'.", "Keep one a language.", "doubled-value")
            elif not value.value.strip(" …"):
                self.fault(name, f"has an empty {name} in '{language}'.", "Write it or leave it out.", "bad-value")
            else:
                found[language] = value.value
        lacking = [language for language in self.graph.languages if language not in found]
        if found and lacking and not demanded(self.graph.languages):
            file = f"{self.graph.folder.name}/{self.graph._files[self.iri]}"
            self.graph.lacking += [(file, language, f"{self.name} {name}") for language in lacking]
        elif found and lacking:
            self.fault(
                name, f"has {name} in {', '.join(found)} but not in {', '.join(lacking)}.",
                f'Add {name} "…"@{lacking[0]}.', "missing-language",
            )  # fmt: skip
        elif required and lacking:
            self.missing(name, f" in {' and '.join(lacking)}")
        return complete(found, all_of(self.graph.languages))

    def number(self, name: str, required: bool = False) -> float | None:
        """A number, or None."""
        value = self.one(name, required)
        try:
            return None if value is None else float(value)
        except ValueError:
            self.fault(name, f"has {name} '{value}', which is not a number.", "Write a number, 0.", "bad-value")
            return None

    def true(self, name: str, required: bool = False) -> bool:
        """Whether the property says ``true``; False when there is none."""
        value = self.one(name, required)
        if value not in (None, "true", "false"):
            self.fault(name, f"has {name} '{value}'.", "Write true or false, without quotes.", "bad-value")
        return value == "true"

    def day(self, name: str) -> str | None:
        """A day, or the first of a period; None for nothing."""
        value = self.one(name, required=False)
        try:
            return value and Period.parse(value).start
        except ValueError:
            self.fault(name, f"has {name} '{value}', which is not a day.", 'Write "2022-01-31"^^xsd:date.', "bad-value")
            return None

    def since(self, name: str) -> str | None:
        """The period that a first day begins, or None: the year of a 1 January, else the day itself."""
        value = self.day(name)
        return value and value.removesuffix("-01-01")

    def until(self, name: str) -> str | None:
        """The period that a last day ends, or None: the year of a 31 December, else the day itself."""
        value = self.day(name)
        return value and Period.parse(self.one(name) or "").end.removesuffix("-12-31")

    def refer(self, name: str, to: str, known: Collection[str], required: bool = True) -> str | None:
        """The key of the thing of ours that the property points at.

        Args:
            to: what the paths begin with, ``id/concept/unit.`` or ``id/area/``.
            known: keys that exist.
        """
        value = self.one(name, required)
        keys = self._keys(name, to, known, () if value is None else (value,))
        return keys[0] if keys else None

    def refers(self, name: str, to: str, known: Collection[str]) -> tuple[str, ...]:
        """The keys of all things of ours that the property points at, sorted."""
        return self._keys(name, to, known, self.many(name))

    def _keys(self, name: str, to: str, known: Collection[str], values: Collection[str]) -> tuple[str, ...]:
        keys = []
        for value in values:
            key = value.removeprefix(to)
            if key == value or key not in known:
                shown = _short(_BASE + value) if value.startswith("id/") else value
                self.fault(
                    name, f"has {name} {shown}, which is not known.",
                    nearest(key.removeprefix("id/").rsplit("/", 1)[-1], known), "unknown-term",
                )  # fmt: skip
            else:
                keys.append(key)
        return tuple(keys)


def read(folder: Path, languages: Sequence[str] = ()) -> Graph:
    """Read every ``*.ttl`` directly in a folder; what cannot be read becomes problems of the graph.

    Args:
        languages: those of the site; by default those that its labels are given in.
    """
    import pyoxigraph

    graph, type_ = Graph(folder), _expand("rdf:type")
    files = sorted(folder.glob("*.ttl"))
    if not files:
        graph.fault(".", "There is no Turtle file in the vocabulary's folder.", "Point --vocab at it.", "no-vocabulary")
    for path in files:
        seen: set[str] = set()
        try:
            for subject, predicate, value in triples(path, f"{_BASE}vocab/{path.name}"):
                if not isinstance(subject, pyoxigraph.NamedNode) or isinstance(value, pyoxigraph.BlankNode):
                    graph.fault(
                        path.name, f"There is a node without a name under {_short(predicate.value)}.",
                        "Give it an IRI: harvesters copy unnamed nodes anew each time.", "unnamed-node",
                    )  # fmt: skip
                    continue
                iri, property = subject.value, predicate.value
                if iri not in seen:
                    seen.add(iri)
                    if iri in graph._files:
                        graph.fault(
                            path.name,
                            f"{_short(iri)} is described here and in {graph._files[iri]}.",
                            "Keep one description in one file.", "doubled-subject",
                        )  # fmt: skip
                    graph._files.setdefault(iri, path.name)
                if property == type_:
                    graph._typed.setdefault(value.value, set()).add(iri)
                graph._values.setdefault(iri, {}).setdefault(property, []).append(value)
        except SyntaxError as error:
            lacks = re.search(r"prefix (\w+): has not been declared", str(error.msg))
            remedy = "Look at the end of the line before, too: a '.' or ';' may be missing."
            if lacks:
                address = PREFIXES.get(lacks[1], f"../id/{lacks[1]}/").replace(_BASE, "../")
                remedy = f"Write '@prefix {lacks[1]}: <{address}> .' above it."
            graph.fault(
                path.name, f"This is not Turtle: {error.msg}.", remedy, "turtle-syntax", row=error.lineno
            )  # fmt: skip
        except (UnicodeDecodeError, ValueError) as error:
            graph.fault(path.name, f"The file cannot be read: {error}.", "Save it as UTF-8.", "turtle-syntax")
    used = {getattr(v, "language", None) for by in graph._values.values() for values in by.values() for v in values}
    labels = Counter(v.language for by in graph._values.values() for v in by.get(_LABEL, ()) if hasattr(v, "language"))
    further = sorted(code for code, n in labels.items() if code and code not in LANGUAGES and 10 * n > labels.total())
    graph.languages = languages or [code for code in LANGUAGES if code in used] + further or LANGUAGES
    return graph


def triples(path: Path, base: str) -> Iterator[tuple[pyoxigraph.NamedNode, ...]]:
    """Subject, predicate and object of every triple of a file, in the file's order.

    Args:
        base: the address the file is published at, which its relative IRIs are resolved against.

    Raises:
        SyntaxError: the file is not Turtle.
    """
    import pyoxigraph

    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE, base_iri=base):
        yield quad.subject, quad.predicate, quad.object
