"""The nouns of the house: frozen dataclasses that know neither files, RDF nor the web.

Names come from DCAT, SKOS, SDMX/Data Cube and Table Schema. Texts for people are mappings of
language to text (:data:`Text`), never a bare string that might be in any.
Codes are always text: ``"0114"`` is a municipality, 114 is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

#: Language code (``sv``, ``en``, ``fi``) to text.
Text = Mapping[str, str]

#: Languages that the program's own texts are written in. A site may be told in others too (``languages`` of its
#: catalogue): what the program says is then looked up in :data:`PHRASES` by its English.
LANGUAGES = ("sv", "en")
#: What further languages say for the program's English texts; every language of a catalogue has its entry.
PHRASES: dict[str, Mapping[str, str]] = {}


def written(language: str) -> str:
    """The language that the program writes its sentences in for readers of a language: itself, else English."""
    return language if language in LANGUAGES else LANGUAGES[-1]


def demanded(languages: Sequence[str]) -> bool:
    """Whether a text must be given in every one of a site's languages: where the program is written in them all.

    In any other site what a language lacks falls back, and the check lists it.
    """
    return set(languages) <= set(LANGUAGES)


def all_of(languages: Sequence[str]) -> tuple[str, ...]:
    """The program's languages and the others named: those a text may be kept in."""
    return (*LANGUAGES, *(code for code in languages if code not in LANGUAGES))


def complete(text: Text, languages: Sequence[str]) -> dict[str, str]:
    """A text in all of the languages: what it lacks is in the one that it is first given in. An empty one stays so."""
    return {code: text.get(code) or next(iter(text.values())) for code in languages} if text else {}


#: Breakdown code for "all together" (SDMX ``_T``); sex uses ``T`` as the contract promises.
TOTAL = "_T"
SEX_TOTAL = "T"


def localised(text: Text, language: str) -> str:
    """The text in ``language``, else in what there is, else ''.

    What there is for a language that the program is not written in: what its catalogue has for the English, else the
    English.
    """
    if found := text.get(language):
        return found
    if language not in LANGUAGES and language not in text and (english := text.get(LANGUAGES[-1])):
        return PHRASES.get(language, {}).get(english, english)
    return text.get(LANGUAGES[0]) or next(iter(text.values()), "")


def spoken(value: Any, languages: Sequence[str]) -> Any:
    """A value of JSON or YAML whose texts are given in the languages named, and in no other.

    A text lacks a language that a site is not told in, and one that has been told so far may not be translated yet:
    then it is in the first language that it has. What is no text stays as it is.
    """
    if isinstance(value, dict):
        if set(value) == set(languages):
            return value
        known = {*LANGUAGES, *languages, *PHRASES}
        if value and value.keys() <= known and all(isinstance(text, str) for text in value.values()):
            return {code: localised(value, code) for code in languages}
        return {key: spoken(inner, languages) for key, inner in value.items()}
    return [spoken(inner, languages) for inner in value] if isinstance(value, list) else value


class ValueKind(StrEnum):
    """What a figure is, and so which arithmetic is allowed on it."""

    BOOLEAN = "boolean"  #: 1 yes, 0 no, per municipality
    ORDINAL = "ordinal"  #: code of a named step; never averaged
    PERCENT = "percent"  #: 0–100; never averaged without its denominator
    COUNT = "count"  #: whole number, 0 or more; may be summed
    RATIO = "ratio"  #: a number per something (Mbit/s, per inhabitant, per km²)
    AMOUNT = "amount"  #: whole units of the currency
    MULTIPLE_CHOICE = "multiple-choice"  #: percent per alternative; alternatives do not sum to 100
    CONDITIONAL = "conditional"  #: boolean asked only of some; its denominator is those asked


class Direction(StrEnum):
    """Whether more is better. Sourced, never assumed."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"
    CONTESTED = "contested"


class Comparability(StrEnum):
    """Verdict on comparing figures across a change of definition."""

    FULL = "full"
    CAUTION = "caution"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Step:
    """A named step of an ordinal (or yes/no) scale."""

    code: int  #: the value in the data
    label: Text


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What the values of an indicator are counted in."""

    value_kind: ValueKind
    unit: str  #: code in terms.ttl
    steps: Sequence[Step] = ()  #: lowest code first
    minimum: float | None = None
    maximum: float | None = None

    @property
    def counted(self) -> tuple[object, ...]:
        """What must be alike for two values to be held against each other: not the names of steps, nor bounds."""
        return self.value_kind, self.unit, [step.code for step in self.steps]


@dataclass(frozen=True, kw_only=True)
class DefinitionVersion:
    """One version of an indicator's definition, valid for a span of periods."""

    number: str  #: "1", "2" …
    valid_from: str | None  #: first period, ``2022``; None: since the beginning
    valid_to: str | None  #: last period; None: still valid
    change: Text  #: what changed against the version before; {} for the first
    comparability: Comparability  #: with the version before
    reason: Text  #: why that verdict; {} for the first
    source: str | None  #: address of the evidence
    scale: Scale | None = None  #: None: the indicator has one scale in all its versions

    @property
    def begins(self) -> str:
        """ISO date of its first day; "" since the beginning."""
        return parsed(self.valid_from).start if self.valid_from else ""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A nyckeltal: what is measured, of whom, how. Of one whose scale has changed, :meth:`at` gives that of a period.

    ``unit``, ``value_kind``, ``steps``, ``minimum`` and ``maximum`` are those of the first version, unless it says
    otherwise.
    """

    id: str  #: the source's own, else our slug
    label: Text  #: our label; the official name is ``official_name``
    official_name: str  #: as the source spells it, typos and all
    definition: Text  #: in our own words
    question: Text  #: as asked where known, else {}
    unit: str  #: code in terms.ttl: ``step``, ``percent``, ``persons``, ``mbit-per-second`` …
    value_kind: ValueKind
    steps: Sequence[Step] = ()  #: for boolean and ordinal, lowest code first
    minimum: float | None = None
    maximum: float | None = None
    direction: Direction
    direction_source: Text  #: who says so, or what the dispute is
    target: float | None = None  #: a value that somebody has said is to be reached, as ``direction_source`` says
    target_by: str | None = None  #: the period at whose end it is to be reached
    respondent: Text  #: who is asked or measured
    service_area: str  #: code in terms.ttl: ``aldreomsorg``, ``_T`` …
    subject: str  #: code of the subject area it is grouped under in the scheme
    publisher: str  #: key of the agent behind the figures
    asked_if: str | None = None  #: indicator id of the question that gates this one
    base: str | None = None  #: ``all``: a share of every household or inhabitant; None: of whom is not bounded
    task: str | None = None  #: the public task it is about, when some municipalities do not bear it
    sampled: bool = False  #: measured by a sample whose sampling error the source does not give with the value
    todays_borders: bool = False  #: every year is recomputed in today's borders: areas' history does not touch it
    published_as: str | None = None  #: the indicator under which the nation's figure of this one was published
    count_of: str | None = None  #: the indicator that asks whether what this one counts is there
    measures: str | None = None  #: what of an area it measures: ``population``, ``density``, ``land-area``
    versions: Sequence[DefinitionVersion] = ()
    close_match: Sequence[str] = ()  #: IRIs (EuroVoc …)
    related_match: Sequence[str] = ()
    source: str | None = None  #: address where the definition was found
    note: Text = field(default_factory=dict)  #: caveats worth reading beside the figure
    retired: str | None = None  #: last period; None while it lives
    replaced_by: Sequence[str] = ()
    former_ids: Sequence[str] = ()  #: slugs that now redirect here
    other_names: Mapping[str, Sequence[str]] = field(default_factory=dict)  #: synonyms, spoken names, by language
    national_figures: Sequence[str] = ()  #: indicators of the nation's figures on the same thing, never joined to it
    later_surveys: Sequence[str] = ()  #: surveys (code list ``survey``) whose answers per municipality await a fetch

    @cached_property
    def in_order(self) -> Sequence[DefinitionVersion]:
        """The versions of its definition, the oldest first."""
        return sorted(self.versions, key=lambda version: version.begins)

    def version(self, period: str) -> DefinitionVersion | None:
        """The version of the definition that a period's figure was made under.

        A period that lies before the first version counts as the first, one in a gap as the version
        before the gap. None when no versions are recorded.
        """
        return self.in_order[self.place(period)] if self.versions else None

    def place(self, code: str) -> int:
        """Which of the versions :attr:`in_order` a period belongs to."""
        return max(bisect_right(self._begins, parsed(code).end) - 1, 0)

    @cached_property
    def _begins(self) -> Sequence[str]:
        return [version.begins for version in self.in_order]

    @cached_property
    def rescaled(self) -> bool:
        """Whether its versions have scales of their own."""
        return any(version.scale is not None for version in self.versions)

    def at(self, period: str | None) -> Indicator:
        """The indicator with the scale that it had in a period; itself where it has one scale, or no period is given.

        What it gives answers :meth:`at` for every period as the indicator itself does.
        """
        if not self.rescaled or not period:
            return self
        return self._scaled[self.place(period)]

    @cached_property
    def _scaled(self) -> Sequence[Indicator]:
        """The indicator with the scale of each version, the oldest first."""
        scales = [version.scale for version in self.in_order]
        return [self if one is None else replace(self, **{f.name: getattr(one, f.name) for f in fields(one)})
                for one in scales]  # fmt: skip

    @property
    def scales(self) -> Sequence[Indicator]:
        """The indicator with each scale that it has had, the oldest first."""
        return [one for place, one in enumerate(self._scaled)
                if not place or self._scaled[place - 1].scale != one.scale] or [self]  # fmt: skip

    @property
    def scale(self) -> Scale:
        """What its values are counted in, as it stands."""
        return Scale(**{f.name: getattr(self, f.name) for f in fields(Scale)})


@dataclass(frozen=True, kw_only=True)
class Status:
    """Why there is no value, or what to know of the value there is."""

    code: str  #: ``not-answered``, ``suppressed``, ``estimated`` …
    label: Text
    definition: Text
    missing: bool  #: True: an observation with this status has no value
    sdmx: str  #: code of SDMX CL_OBS_STATUS it maps to: A, B, E, M, O, Q …


@dataclass(frozen=True, kw_only=True)
class Concept:
    """An entry of one of our small code lists (unit, sex, service area, subject …)."""

    code: str
    scheme: str  #: ``unit``, ``sex``, ``service-area``, ``subject``, ``direction``, ``value-kind``
    label: Text
    definition: Text = field(default_factory=dict)
    symbol: Text = field(default_factory=dict)  #: what stands after a number: "%", "Mbit/s"
    in_name: bool = False  #: a unit that stands in the names of its indicators, and after no number
    order: int = 0
    exact_match: Sequence[str] = ()
    source: str | None = None  #: address where it is told of
    background: bool = False  #: a subject of what only describes areas and surveys
    other_names: Mapping[str, Sequence[str]] = field(default_factory=dict)  #: synonyms, by language
    broader: Sequence[str] = ()  #: codes of the kinds it is of: ``size``, ``similar`` of a division
    period: str | None = None  #: of a survey: the period that its answers are of
    column: str | None = None  #: of a division: the column of ``areas`` that today's group stands in


class AreaKind(StrEnum):
    NATION = "nation"
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class AreaChange:
    """Something that happened to an area's territory, code or name."""

    date: str  #: ISO date from which it holds
    description: Text
    #: may figures before and after be compared as one series?
    comparability: Comparability
    related: Sequence[str] = ()  #: area codes involved
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Area:
    """A municipality, county, the nation or a group of municipalities."""

    code: str  #: as the country writes it; groups have a slug
    kind: AreaKind
    label: Text  #: short name
    official_name: str = ""  #: the name in full
    other_names: Sequence[str] = ()  #: in any language
    group_type: str | None = None  #: for groups: code of the division
    county: str | None = None  #: code of the county a municipality lies in
    wikidata: str | None = None  #: IRI
    nuts: str | None = None  #: IRI
    former_codes: Sequence[str] = ()
    changes: Sequence[AreaChange] = ()
    definition: Text = field(default_factory=dict)
    not_responsible: Sequence[str] = ()  #: tasks that another body has here; a county's concern its municipalities
    responsibility: Text = field(default_factory=dict)  #: who has them instead
    responsibility_source: str | None = None  #: where that stands


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A municipality belongs to a group (or county) for a span of years."""

    group: str
    area: str
    valid_from: str | None = None  #: first year, inclusive; None: not known / always
    valid_to: str | None = None  #: last year, inclusive; None: still


PERIOD_PATTERN = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4])?"
_PERIOD = re.compile(PERIOD_PATTERN)


@dataclass(frozen=True, kw_only=True)
class Period:
    """The time a value describes: a year, a quarter, a month or a day."""

    code: str  #: ``2022``, ``2022-Q1``, ``2022-03``, ``2022-03-31``
    start: str  #: ISO date, inclusive
    end: str  #: ISO date, inclusive
    kind: str  #: ``year``, ``quarter``, ``month``, ``day``

    @classmethod
    def parse(cls, code: str) -> Period:
        """The period a code stands for.

        Raises:
            ValueError: the code is not ``YYYY``, ``YYYY-Qn``, ``YYYY-MM`` or ``YYYY-MM-DD``.
        """
        from calendar import monthrange
        from datetime import date

        if not _PERIOD.fullmatch(code):
            raise ValueError(f"'{code}' is not a period. Write 2022, 2022-Q1, 2022-03 or 2022-03-31.")
        year, rest = int(code[:4]), code[5:]
        if not rest:
            return cls(code=code, start=f"{code}-01-01", end=f"{code}-12-31", kind="year")
        if rest.startswith("Q"):
            first = 3 * int(rest[1]) - 2
            last_day = monthrange(year, first + 2)[1]
            return cls(
                code=code,
                start=f"{year:04}-{first:02}-01",
                end=f"{year:04}-{first + 2:02}-{last_day:02}",
                kind="quarter",
            )
        if len(rest) == 2:
            return cls(code=code, start=f"{code}-01", end=f"{code}-{monthrange(year, int(rest))[1]:02}", kind="month")
        date.fromisoformat(code)  # refuses 2022-02-30
        return cls(code=code, start=code, end=code, kind="day")


#: The period that a code stands for, as :meth:`Period.parse` gives it: there are few, and they are asked for often.
parsed = lru_cache(maxsize=4096)(Period.parse)


class Observation(NamedTuple):
    """One value, or the reason why there is none. A tuple, since they come by the hundred thousand."""

    indicator: str
    area: str
    period: str  #: code of a :class:`Period`
    sex: str = SEX_TOTAL  #: T, F, M (SDMX)
    service_area: str = TOTAL  #: breakdown by service area, code in terms.ttl
    value: float | None = None
    status: str | None = None  #: code of a :class:`Status`; None when all is well
    n: int | None = None  #: how many answered or were measured
    numerator: float | None = None
    denominator: float | None = None
    margin: float | None = None  #: half the width of the source's interval, in the indicator's unit
    source: str = ""  #: id in the package's sources.csv
    source_place: str = ""  #: row, cell or key within the source
    note: str = ""  #: ids in the package's notes.csv, separated by spaces


#: Columns that every ``observations.csv`` has, in order; the first five are the primary key. A schema may add more.
KEY_COLUMNS = ("indicator", "area", "period", "sex", "service_area")
VALUE_COLUMNS = ("value", "status", "n", "numerator", "denominator", "source", "source_place", "note")
OBSERVATION_COLUMNS = KEY_COLUMNS + VALUE_COLUMNS


class RevisionKind(StrEnum):
    ADDED = "added"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    AMENDED = "amended"  #: value and status stand; n, numerator, denominator or note changed


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where values came from: one row of a package's ``sources.csv``."""

    id: str
    title: str
    publisher: str  #: key of an agent
    url: str  #: public address of the source
    retrieved: str  #: ISO date
    sha256: str  #: of the file or of all answers in order; "" when only a citation is at hand
    note: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AgentSince:
    """What an agent is called or does from a day on; what is not said stays as it was."""

    since: str  #: ISO date
    source: str  #: address of the evidence
    name: Text = field(default_factory=dict)
    role: Text = field(default_factory=dict)
    homepage: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agent:
    """Somebody who publishes, asks, answers for or keeps data."""

    key: str
    name: Text
    role: Text = field(default_factory=dict)  #: what this agent is to us, in words
    iri: str | None = None  #: official IRI; None: ours is minted
    type: str | None = None  #: code of ADMS publisher type: ``NationalAuthority`` …
    identifier: str | None = None  #: organisation number; never invented
    ror: str | None = None  #: ``https://ror.org/…`` of a research organisation
    orcid: str | None = None  #: ``https://orcid.org/…`` of a person
    homepage: str | None = None
    dated: Sequence[AgentSince] = ()  #: new names and tasks, each from a day of its own

    def at(self, day: str) -> Agent:
        """The agent as it is called and what it does on a day (ISO date)."""
        known = self
        for one in sorted(self.dated, key=lambda one: one.since):
            if one.since <= day:
                known = replace(
                    known, name=one.name or known.name, role=one.role or known.role,
                    homepage=one.homepage or known.homepage,
                )  # fmt: skip
        return known


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to write to."""

    name: Text
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Licence:
    """Terms of use."""

    key: str
    title: Text
    url: str  #: the IRI that stands for it: a known licence's, or our own document's
    text: Text = field(default_factory=dict)  #: the terms in our words, when no standard licence was given
    credit: Text = field(
        default_factory=dict
    )  #: the words in which the terms want the source named, if they prescribe any


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table, as Table Schema, CSVW, SQL and Parquet all describe it."""

    name: str
    type: str  #: Table Schema type: string, integer, number, date …
    title: Text
    description: Text
    unit: str | None = None
    rdf_type: str | None = None  #: IRI
    required: bool = False
    pattern: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    enum: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    columns: Sequence[str]
    table: str  #: ``areas``; another package's as ``kommunregister/areas``
    references: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table a package holds: one CSV file and its Table Schema."""

    name: str  #: ``observations``
    path: str  #: ``observations.csv``
    title: Text
    description: Text
    columns: Sequence[Column]
    primary_key: Sequence[str] = ()
    foreign_keys: Sequence[ForeignKey] = ()
    rows: int = 0
    bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """One file or address a dataset can be had from."""

    key: str  #: ``observations-csv``; with the dataset's name the key of its IRI
    title: Text
    description: Text
    path: str  #: relative to the service's base URL: ``datapackages/NAME/1.0.0/observations.csv``
    format: str  #: EU file-type code: CSV, JSON, XLSX, PARQUET, ZIP …
    media_type: str
    bytes: int | None = None
    sha256: str | None = None
    conforms_to: str | None = None  #: key of the table schema
    modified: str | None = None


@dataclass(frozen=True, kw_only=True)
class Version:
    """One published version of a package."""

    number: str  #: ``1.2.0``
    date: str  #: ISO date it was recorded
    notes: Text


@dataclass(frozen=True, kw_only=True)
class Quality:
    """What can be said in figures about one indicator-period of a dataset."""

    indicator: str
    period: str
    areas_expected: int  #: 290 for municipalities
    areas_with_value: int
    areas_missing: int
    areas_suppressed: int


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """What a portal lists: one subject, its tables, its terms, its history."""

    name: str  #: folder name and key of its IRI; never changes
    id: str  #: lowercase UUID; never changes
    title: Text
    description: Text
    keywords: Mapping[str, Sequence[str]]
    themes: Sequence[str]  #: codes of the EU data-theme list: HEAL, GOVE …
    publisher: str  #: key of an agent in catalog.yaml
    creators: Sequence[str]  #: keys of the agents behind the figures
    contact: Contact | None = None
    licence: str  #: key of a licence in catalog.yaml
    rights: Text = field(default_factory=dict)  #: what the source says about use and credit
    indicators: Sequence[str] = ()
    area_kinds: Sequence[AreaKind] = ()
    temporal: tuple[str, str] | None = None  #: first and last period
    frequency: str = "IRREG"  #: code of the EU frequency list
    issued: str  #: ISO date
    modified: str  #: ISO date
    next_release: str | None = None  #: ISO date on which the version after this one is expected
    release: str | None = None  #: moment from which this version is public, ``2026-12-01T08:00+01:00``; None: at once
    versions: Sequence[Version]  #: newest first; the first is the current
    tables: Sequence[Table] = ()
    sources: Sequence[Source] = ()
    quality: Sequence[Quality] = ()
    distributions: Sequence[Distribution] = ()
    series: str | None = None
    landing_page: str = ""
    accepted: Sequence[Mapping[str, str]] = ()  #: warnings accepted in writing: rule, subject, reason
    demonstration: bool = False
    doi: str | None = None  #: ``10.5281/zenodo.1234567``, of all its versions together

    @property
    def version(self) -> str:
        return self.versions[0].number


@dataclass(frozen=True, kw_only=True)
class Series:
    """A collection of datasets that are split by time, space or category."""

    key: str  #: key of its IRI; never changes
    title: Text
    description: Text


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A dataset that was published and is no more: its addresses answer 410 and say this."""

    name: str  #: key of its IRI; never given again
    date: str  #: ISO date from which it is gone
    reason: Text
    replaced_by: Sequence[str] = ()  #: names of the datasets that took its place


@dataclass(frozen=True, kw_only=True)
class Examples:
    """What the site shows where an example is wanted; None: the first there is."""

    indicator: str | None = None
    areas: Sequence[str] = ()  #: codes of municipalities
    searches: Sequence[str] = ()  #: words to look up


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Who publishes, on what terms, and what."""

    title: Text
    description: Text
    publisher: str
    contact: Contact
    licence: str
    agents: Mapping[str, Agent]
    licences: Mapping[str, Licence]
    homepage: str | None = None
    issued: str = ""
    modified: str = ""
    datasets: Sequence[Dataset] = ()
    series: Mapping[str, Series] = field(default_factory=dict)
    withdrawn: Mapping[str, Withdrawal] = field(default_factory=dict)
    key: str = "data"  #: in the catalogue's IRI, the database's name and the prefix of our own properties
    country: str | None = None  #: code of the EU's list ``country``: ``SWE``
    languages: Sequence[str] = LANGUAGES  #: the first one stands at the addresses without a language
    examples: Examples = field(default_factory=Examples)
    texts: Mapping[str, Text] = field(default_factory=dict)  #: sentences on the topic, by the place they stand at
    rooms: Sequence[str] = ()  #: names of what this site has and others may lack (:mod:`publisher.rooms`)
    doors: Sequence[str] = ()  #: names of the protocols of others that this site answers in (:mod:`publisher.rooms`)
    whole: Dataset | None = None  #: everything in one file; made when an edition is built

    def __post_init__(self) -> None:
        for code in self.languages:
            PHRASES.setdefault(code, {})

    @property
    def described(self) -> Sequence[Dataset]:
        """Every dataset that a portal is told of: the packages, and the whole of them."""
        return [*self.datasets, *([self.whole] if self.whole else [])]

    @property
    def terms(self) -> Catalog:
        """The catalogue without its datasets and days: what it says of agents, licences and languages."""
        return replace(self, datasets=(), whole=None, issued="", modified="")


#: How an edition's database and descriptions are laid out. Raised when a server could not read those made before;
#: days whose editions it cannot read are then reconstructed (:mod:`publisher.edition.history`).
EDITION_FORMAT = 2


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What was public at one time."""

    id: str  #: ``2026-11-21``, a second one the same day ``2026-11-21.2``
    published: str  #: ISO date
    base_url: str
    datasets: Mapping[str, str]  #: dataset name to version
    previous: str | None = None
    summary: Text = field(default_factory=dict)
    #: made afterwards out of the packages' revisions: values as they were public then, words as they are today
    reconstructed: bool = False
    #: moment from which it is public; None: at once
    release: str | None = None
    draft: bool = False  #: made to be looked at, and not published
    unfinished: bool = False  #: what of an edition in the making can be read already; nothing of it is to be cited
    format: int = EDITION_FORMAT
