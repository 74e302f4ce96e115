"""``vocab/`` as Python: indicators, areas, groups, statuses, code lists and table schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.errors import Problem, Refused
from publisher.model import (
    LANGUAGES,
    Area,
    AreaKind,
    Concept,
    Indicator,
    Membership,
    Period,
    Status,
    Table,
    Text,
    all_of,
)
from publisher.parts import Parts, digest
from publisher.translation import learn, slips
from publisher.vocabulary import definitions, ids, places, schemas, turtle

if TYPE_CHECKING:
    import pyoxigraph

    from publisher.uris import Uris


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What our words mean."""

    indicators: Mapping[str, Indicator]
    areas: Mapping[str, Area]
    memberships: Sequence[Membership]
    statuses: Mapping[str, Status]
    #: scheme (``unit``, ``sex``, ``service-area``, ``subject`` …) to code to concept
    concepts: Mapping[str, Mapping[str, Concept]]
    #: table schemas by name: ``observations``, ``revisions``, ``sources``, ``notes`` …
    tables: Mapping[str, Table] = field(default_factory=dict)
    #: languages that texts are given in: the program's, and any other that the site uses
    languages: Sequence[str] = LANGUAGES
    #: catalogues of the program's own texts that the site brings, language to text of ``texts/<language>.po``
    catalogues: Mapping[str, str] = field(default_factory=dict)
    lacking: Sequence[tuple[str, str, str]] = ()  #: texts that a language lacks: file, language, which text

    def __post_init__(self) -> None:
        learn(self.catalogues)

    def told(self, text: Text) -> tuple[str, ...]:
        """A text in each of :attr:`languages`, '' where there is none."""
        return tuple(text.get(code, "") for code in self.languages)

    def told_or_none(self, text: Text) -> tuple[str | None, ...]:
        """A text in each of :attr:`languages`, None where there is none."""
        return tuple(text.get(code) or None for code in self.languages)

    def completed(self, by: Vocabulary) -> Vocabulary:
        """What editions of 0.1 had in the program and not in their vocabulary, as a later vocabulary has it."""
        if any(indicator.measures or indicator.sampled for indicator in self.indicators.values()):
            return self
        terms = ("sampled", "todays_borders", "published_as", "count_of", "measures")
        return replace(
            self,
            indicators={
                id: replace(known, **{term: getattr(by.indicators[id], term) for term in terms})
                if id in by.indicators
                else known
                for id, known in self.indicators.items()
            },
            concepts={**by.concepts, **self.concepts, "subject": by.concepts.get("subject", {})},
        )

    @property
    def nation(self) -> str:
        """Code of the one area of the kind nation; '' in a vocabulary made by hand that has none."""
        return next((area.code for area in self.areas.values() if area.kind is AreaKind.NATION), "")

    def divisions(self, *kinds: str) -> list[Concept]:
        """Ways to group the municipalities, in the vocabulary's order.

        Args:
            kinds: those of these kinds alone, kind after kind: ``size``, from the smallest to the largest; ``kind``,
                today's by what the municipalities are like; ``earlier``; ``similar``, to each those most like it.
        """
        every = list(self.concepts.get("division", {}).values())
        return [one for kind in kinds for one in every if kind in one.broader] if kinds else every

    def division(self, kind: str) -> str | None:
        """The first division of a kind; None when there is none."""
        return next((one.code for one in self.divisions(kind)), None)

    @property
    def dividing(self) -> frozenset[str]:
        """Divisions that every municipality has one place in, today or once."""
        return frozenset(one.code for one in self.divisions("size", "kind", "earlier"))

    def background(self, indicator: Indicator) -> bool:
        """Whether an indicator only describes areas or surveys: its subject is a background."""
        subject = self.concepts.get("subject", {}).get(indicator.subject)
        return subject is not None and subject.background

    def measuring(self, trait: str) -> str | None:
        """The indicator that measures something of every area: ``population``, ``density``, ``land-area``."""
        return next((i.id for i in self.indicators.values() if i.measures == trait), None)

    def members(self, group: str, year: str | None = None) -> tuple[str, ...]:
        """Codes of the municipalities of a group or county, of the nation all of them.

        Args:
            group: code of a group, county or the nation.
            year: membership in that year; None: today's.

        Returns:
            Municipality codes in order; empty when the group is unknown.
        """
        found = {
            m.area
            for m in self._of_group.get(group, ())
            if (
                m.valid_to is None
                if year is None
                else (m.valid_from is None or m.valid_from <= year) and (m.valid_to is None or year <= m.valid_to)
            )
        }
        return tuple(sorted(found))

    @cached_property
    def groups_of(self) -> Mapping[str, Sequence[str]]:
        """Area to the groups that it is in now."""
        found: dict[str, list[str]] = {}
        for one in self.memberships:
            if one.valid_to is None:
                found.setdefault(one.area, []).append(one.group)
        return found

    @cached_property
    def _of_group(self) -> Mapping[str, Sequence[Membership]]:
        found: dict[str, list[Membership]] = {}
        for one in self.memberships:
            found.setdefault(one.group, []).append(one)
        return found


def load(folder: Path, languages: Sequence[str] = (), parts: Parts | None = None) -> Vocabulary:
    """Read ``vocab/``: every ``*.ttl`` and ``*.schema.yaml`` directly in it.

    Args:
        languages: those of the site (:func:`publisher.package.told_in`); by default those its labels are in.
        parts: where it is kept for as long as no file of it changes; None: nowhere.

    Raises:
        Refused: a term is missing, doubled or malformed; every problem is listed.
    """
    files = sorted(path for path in folder.rglob("*") if path.suffix in _READ and path.is_file())
    sums = digest([folder.name, *((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files)])
    make = partial(_read, folder, tuple(languages), sums)
    read = (parts or Parts(None)).value("vocabulary", [languages, sums], make, Vocabulary)
    return replace(read)  # its words are told to the program again


#: Ends of the names of files that are read.
_READ = (".ttl", ".yaml", ".po", ".csv")


@lru_cache(maxsize=1)
def _read(folder: Path, languages: Sequence[str], files: str) -> Vocabulary:
    """What :func:`load` gives, once for as long as the files are the same: a build of several days asks each day."""
    graph = turtle.read(folder, languages)
    concepts = definitions.concepts(graph)
    statuses = definitions.statuses(graph)
    indicators = definitions.indicators(graph, concepts)
    areas, memberships = places.areas(graph), places.memberships(graph)
    tables, faults = schemas.read(folder, concepts.get("unit", {}), graph.languages)
    own, slipped = _catalogues(folder)
    problems = [*graph.problems, *faults, *slipped, *ids.problems(graph)]
    if problems:
        raise Refused(dict.fromkeys(problems))
    return Vocabulary(
        indicators=indicators, areas=areas, memberships=memberships, statuses=statuses, concepts=concepts,
        tables=tables, languages=all_of(graph.languages), catalogues=own, lacking=graph.lacking,
    )  # fmt: skip


def _catalogues(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The catalogues of further languages, language to text of the file, and what is wrong in them."""
    found, problems = {}, []
    for path in sorted((folder / "texts").glob("*.po")):
        name = f"{folder.name}/texts/{path.name}"
        try:
            found[path.stem] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            problems.append(Problem(file=name, fault="is not UTF-8.", remedy="Save it as UTF-8.", rule="not-po"))
            continue
        problems += [
            Problem(file=name, row=slip.row, fault=slip.fault, remedy=slip.remedy, rule="not-po")
            for slip in slips(found[path.stem])
        ]
    return found, problems


def rebased(folder: Path, uris: Uris) -> set[pyoxigraph.Triple]:
    """All triples of the vocabulary with public IRIs.

    A year or quarter that somebody wrote for a day is that day: of two datatypes, a question would miss one.

    Raises:
        SyntaxError: a file is not Turtle (:func:`load` says it in words).
    """
    import pyoxigraph

    date = pyoxigraph.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    first = {turtle.PREFIXES["dcat"] + "startDate", turtle.PREFIXES["dcterms"] + "date"}
    last = {turtle.PREFIXES["dcat"] + "endDate", uris.id("term", "retired")}
    found = set()
    for path in sorted(folder.glob("*.ttl")):
        for subject, predicate, value in turtle.triples(path, uris.file(f"vocab/{path.name}")):
            said: pyoxigraph.NamedNode | pyoxigraph.Literal = value
            if predicate.value in first:
                said = pyoxigraph.Literal(Period.parse(value.value).start, datatype=date)
            elif predicate.value in last:
                said = pyoxigraph.Literal(Period.parse(value.value).end, datatype=date)
            found.add(pyoxigraph.Triple(subject, predicate, said))
    return found
