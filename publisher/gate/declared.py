"""What people write, ``dataset.yaml`` and ``catalog.yaml``: every field there, of the right shape, and known."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from publisher import releases
from publisher.declarations import Declaration, Place
from publisher.errors import Problem, Severity
from publisher.gate import identifiers
from publisher.model import LANGUAGES, AreaKind, Period, demanded
from publisher.rooms import DOORS, ROOMS
from publisher.uris import BAG, WHOLE
from publisher.vocabulary import Vocabulary

#: Data themes of the EU (http://publications.europa.eu/resource/authority/data-theme).
THEMES = (
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN", "OP_DATPRO",
)  # fmt: skip
#: Frequencies of the EU (http://publications.europa.eu/resource/authority/frequency) that fit statistics.
FREQUENCIES = (
    "ANNUAL", "ANNUAL_2", "BIENNIAL", "TRIENNIAL", "QUADRENNIAL", "QUINQUENNIAL", "DECENNIAL", "QUARTERLY", "MONTHLY",
    "WEEKLY", "DAILY", "IRREG", "NEVER", "UNKNOWN", "NOT_PLANNED", "AS_NEEDED",
)  # fmt: skip

#: Fields of dataset.yaml; True: it must be there.
DATASET_FIELDS: Mapping[str, bool] = {
    "id": True, "title": True, "description": True, "keywords": True, "themes": True, "creators": True,
    "publisher": False, "contact": False, "licence": True, "rights": True, "frequency": True, "series": False,
    "area_kinds": False, "indicators": False, "source": True, "notes": False, "attach": False, "expectations": False,
    "accepted": False, "temporal": False, "next_release": False, "release": False,
    "demonstration": False, "disclosure": False, "doi": False,
}  # fmt: skip
#: Fields of ``expectations``.
EXPECTATIONS = ("municipalities", "counties", "groups", "coverage")
#: Fields of catalog.yaml; True: it must be there.
CATALOG_FIELDS: Mapping[str, bool] = {
    "title": True, "description": True, "publisher": True, "contact": True, "licence": True, "agents": True,
    "licences": True, "homepage": False, "series": False, "issued": False, "withdrawn": False, "key": False,
    "country": False, "languages": False, "examples": False, "texts": False,
    "rooms": False, "doors": False,
}  # fmt: skip
_AGENT = {"name": True, "role": False, "iri": False, "type": False, "identifier": False, "homepage": False,
          "dated": False, "stand_in": False, "ror": False, "orcid": False}  # fmt: skip
_DATED = {"since": True, "source": True, "name": False, "role": False, "homepage": False}
_LICENCE = {"title": True, "url": False, "text": False, "credit": False}
_CONTACT = {"name": True, "email": False, "url": False}
_EXAMPLES = {"indicator": False, "areas": False, "searches": False}
#: Places that a site may have a sentence of its own for.
TEXTS = (
    "start",
    "municipality",
    "area",
    "indicators",
    "data",
    "grants",
    "grants-about",
    "api",
    "llms-title",
    "llms-about",
    "llms-rules",
)
_LANGUAGE = re.compile("[a-z]{2}")
#: Beginnings of our own addresses that are as short as a code of a language.
TAKEN = ("/id", "/om")
_KEY = re.compile(r"[a-z][a-z0-9-]*")
_SERIES = {"title": True, "description": True}
_WITHDRAWAL = {"date": True, "reason": True, "replaced_by": False}
_ACCEPTED = {"rule": True, "subject": False, "reason": True}

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass
class Asking:
    """Asks a declaration for its fields and remembers what was wrong."""

    declared: Declaration
    languages: Sequence[str] = LANGUAGES  #: that texts are to be given in
    problems: list[Problem] = field(default_factory=list)

    @property
    def both(self) -> str:
        """Remedy for a text that lacks a language."""
        wanted = ", ".join(f"{language}: …" for language in self.languages)
        where = {1: "it", 2: "both languages"}.get(len(self.languages), "at least one language")
        return f"Give it in {where}: {{{wanted}}}."

    def fault(self, place: Place, rule: str, fault: str, remedy: str, severity: Severity = Severity.ERROR) -> None:
        column = ".".join(map(str, place)) or None
        self.problems.append(self.declared.problem(place, fault, remedy, rule, column=column, severity=severity))

    def fields(self, value: Any, place: Place, known: Mapping[str, bool]) -> dict[str, Any]:
        """A mapping with known fields only, the needed ones among them."""
        if not isinstance(value, dict):
            self.fault(place, "wrong-shape", "fields are expected here.", f"Write {', '.join(known)}, one a line.")
            return {}
        for name in value:
            if name not in known:
                near = get_close_matches(str(name), known, 1)
                remedy = f"Meant '{near[0]}'?" if near else f"Known: {', '.join(known)}."
                self.fault((*place, name), "unknown-field", f"'{name}' is not read.", remedy)
        for name, needed in known.items():
            if needed and value.get(name) in (None, "", [], {}):
                self.fault((*place, name), "missing-field", f"'{name}' is missing.", "Add it.")
        return value

    def text(self, holder: Mapping[str, Any], place: Place, name: str) -> None:
        value = holder.get(name)
        if value is None:
            return
        if not isinstance(value, dict):
            self.fault((*place, name), "wrong-shape", f"'{name}' is not by language.", self.both)
            return
        given = [code for code in self.languages if isinstance(value.get(code), str) and value[code].strip()]
        for language in self.languages:
            if language not in given and (demanded(self.languages) or not given):
                self.fault(
                    (*place, name),
                    "missing-language",
                    f"'{name}' is missing in '{language}'.",
                    self.both,
                )
        for language in sorted(set(map(str, value)) - set(self.languages)):
            self.fault(
                (*place, name, language),
                "unknown-field",
                f"'{language}' is not a language here.",
                f"Use {' and '.join(self.languages)}.",
            )

    def codes(self, holder: Mapping[str, Any], name: str, known: Any, rule: str, where: str) -> list[str]:
        """A list of codes that must be known; one code alone counts as a list.

        Args:
            known: the codes; anything but a collection (a fault told elsewhere): any code will do.
        """
        value = holder.get(name)
        if value is None or not isinstance(known, Collection):
            return []
        values = value if isinstance(value, list) else [value]
        for position, code in enumerate(values):
            place = (name, position) if isinstance(value, list) else (name,)
            if str(code) not in known:
                near = get_close_matches(str(code), list(known), 1, 0.6)
                remedy = f"Meant '{near[0]}'?" if near else f"Known: {', '.join(sorted(known)[:30])}."
                self.fault(place, rule, f"'{code}' is not in {where}.", remedy)
            elif values.index(code) < position:
                self.fault(place, "key-twice", f"'{code}' stands here twice.", "Keep one.")
        return [str(code) for code in values]

    def code(
        self, holder: Mapping[str, str], place: Place, name: str, known: Collection[str], rule: str, where: str
    ) -> None:
        """One code, where it is given, that must be known."""
        if (code := holder.get(name)) is not None and code not in known:
            near = get_close_matches(code, list(known), 1, 0.6)
            remedy = f"Meant '{near[0]}'?" if near else f"Known: {', '.join(sorted(known)[:30])}."
            self.fault((*place, name), rule, f"'{code}' is not in {where}.", remedy)

    @staticmethod
    def is_day(value: object) -> bool:
        """Whether a value is a day of the calendar."""
        try:
            return Period.parse(str(value)).kind == "day"
        except ValueError:
            return False

    def day(self, holder: Mapping[str, Any], name: str) -> None:
        value = holder.get(name)
        if value is None:
            return
        if not self.is_day(value):
            self.fault((name,), "wrong-shape", f"'{value}' is not a day.", "Write it as 2026-11-21.")

    def moment(self, holder: Mapping[str, Any], name: str) -> None:
        if (value := holder.get(name)) is None:
            return
        try:
            releases.moment(str(value))
        except ValueError as error:
            remedy = "Write it with its distance from UTC, as 2026-12-01T08:00+01:00."
            self.fault((name,), "wrong-shape", str(error), remedy)


def languages_of(catalog: Mapping[str, Any]) -> Sequence[str]:
    """The languages that catalog.yaml says the site is told in; all there are when it says none, or none we have."""
    given = catalog.get("languages")
    return (
        [str(code) for code in given if _LANGUAGE.fullmatch(str(code))] or LANGUAGES
        if isinstance(given, list)
        else LANGUAGES
    )


def dataset_problems(
    declared: Declaration, catalog: Mapping[str, Any], vocabulary: Vocabulary, rules: Collection[str]
) -> list[Problem]:
    """Everything wrong with a ``dataset.yaml`` by itself.

    Args:
        declared: the file.
        catalog: what catalog.yaml says, for agents, licences and series; empty: it is at fault, and nothing is
            held against it.
        vocabulary: for indicators.
        rules: names of rules that may be accepted.
    """
    reader = Asking(declared, languages_of(catalog))
    values = reader.fields(declared.values, (), DATASET_FIELDS)
    for name in ("title", "description", "rights"):
        reader.text(values, (), name)
    if declared.file.split("/")[-2:-1] == [WHOLE]:
        fault = f"'{WHOLE}' is the name of the dataset that holds all others, which the program makes."
        reader.fault((), "id-used-twice", fault, "Give the folder another name.")
    if declared.file.split("/")[-2:-1] and f"{declared.file.split('/')[-2]}.zip".endswith(BAG):
        fault = (
            f"a folder's name may not end in '{BAG.removesuffix('.zip')}': so are the bags of other datasets called."
        )
        reader.fault((), "id-used-twice", fault, "Give the folder another name.")
    if (id_ := values.get("id")) is not None and not (isinstance(id_, str) and UUID.fullmatch(id_)):
        reader.fault(
            ("id",),
            "bad-id",
            f"'{id_}' is not a lowercase UUID.",
            "Make one: python -c 'import uuid; print(uuid.uuid4())'",
        )
    keywords = values.get("keywords")
    if keywords is not None:
        if not isinstance(keywords, dict):
            reader.fault(("keywords",), "wrong-shape", "keywords are not by language.", "Write {sv: […], en: […]}.")
        else:
            for language in reader.languages:
                lacks = not isinstance(keywords.get(language), list) or not keywords[language]
                if lacks and (demanded(reader.languages) or not any(keywords.get(c) for c in reader.languages)):
                    reader.fault(
                        ("keywords",), "missing-language", f"there are no keywords in '{language}'.", reader.both
                    )
    agents = catalog.get("agents")
    reader.codes(values, "themes", THEMES, "unknown-theme", "the EU's list of data themes")
    reader.codes(values, "creators", agents, "unknown-agent", "agents: of catalog.yaml")
    reader.codes(values, "publisher", agents, "unknown-agent", "agents: of catalog.yaml")
    reader.codes(values, "licence", catalog.get("licences"), "unknown-licence", "licences: of catalog.yaml")
    reader.codes(values, "frequency", FREQUENCIES, "unknown-frequency", "the EU's list of frequencies")
    reader.codes(values, "area_kinds", [kind.value for kind in AreaKind], "unknown-area-kind", "the kinds of area")
    reader.codes(
        values,
        "series",
        (catalog.get("series") or {}) if catalog else None,
        "unknown-series",
        "series: of catalog.yaml",
    )
    reader.codes(values, "indicators", vocabulary.indicators, "unknown-indicator", "vocab/indicators.ttl")
    reader.day(values, "next_release")
    reader.moment(values, "release")
    identifiers.look(reader, values, (), "doi")
    _contact(reader, values)
    _notes(reader, values)
    _accepted(reader, values, rules)
    expectations = values.get("expectations")
    if expectations is not None:
        for name, value in reader.fields(expectations, ("expectations",), dict.fromkeys(EXPECTATIONS, False)).items():
            if name in EXPECTATIONS and not (isinstance(value, int | float) and value >= 0):
                reader.fault(
                    ("expectations", name), "wrong-shape", f"'{value}' is not a number.", "Write a number, 0 or more."
                )
    temporal = values.get("temporal")
    if temporal is not None and not (
        isinstance(temporal, list)
        and len(temporal) == 2
        and all(re.fullmatch(r"\d{4}(-.+)?", str(p)) for p in temporal)
    ):
        reader.fault(
            ("temporal",), "wrong-shape", "temporal is not a first and last period.", "Write ['2011', '2024']."
        )
    if not isinstance(values.get("demonstration", False), bool):
        reader.fault(("demonstration",), "wrong-shape", "demonstration is not true or false.", "Write true or false.")
    return reader.problems


def publishers(
    vocabulary: Vocabulary, agents: Collection[str], indicators: Collection[str] | None = None
) -> list[Problem]:
    """Indicators whose publisher is no agent of catalog.yaml; ``indicators``: the ones that matter, None: all."""
    wrong: dict[str, list[str]] = {}
    for indicator in vocabulary.indicators.values():
        if indicator.publisher not in agents and (indicators is None or indicator.id in indicators):
            wrong.setdefault(indicator.publisher, []).append(indicator.id)
    return [
        Problem(
            file="vocab/indicators.ttl",
            column="dcterms:creator",
            fault=f"'{agent}', the publisher of {', '.join(ids[:5])}{' and others' if len(ids) > 5 else ''}, is not in "
            "agents: of catalog.yaml.",
            remedy=f"Meant '{near[0]}'?"
            if (near := get_close_matches(agent, list(agents), 1))
            else "Describe it there.",
            rule="unknown-agent",
            subject=agent,
        )
        for agent, ids in sorted(wrong.items())
    ]


def _contact(reader: Asking, values: Mapping[str, Any]) -> None:
    if values.get("contact") is not None:
        contact = reader.fields(values["contact"], ("contact",), _CONTACT)
        reader.text(contact, ("contact",), "name")
        email = contact.get("email")
        if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(email)):
            reader.fault(("contact", "email"), "wrong-shape", f"'{email}' is not an e-mail address.", "Correct it.")


def _notes(reader: Asking, values: Mapping[str, Any]) -> None:
    notes = values.get("notes")
    if notes is None:
        return
    if not isinstance(notes, dict):
        reader.fault(("notes",), "wrong-shape", "notes are not by id.", "Write note-id: {sv: …, en: …}, one a line.")
        return
    for name in notes:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", str(name)):
            reader.fault(("notes", name), "wrong-shape", f"'{name}' is not an id.", "Use a–z, 0–9 and hyphen.")
        reader.text(notes, ("notes",), name)


def _accepted(reader: Asking, values: Mapping[str, Any], rules: Collection[str]) -> None:
    accepted = values.get("accepted")
    if accepted is None:
        return
    if not isinstance(accepted, list):
        reader.fault(
            ("accepted",), "wrong-shape", "accepted is not a list.", "Write - {rule: …, subject: …, reason: …}."
        )
        return
    for position, entry in enumerate(accepted):
        place = ("accepted", position)
        entry = reader.fields(entry, place, _ACCEPTED)
        reader.text(entry, place, "reason")
        rule = entry.get("rule")
        if rule is not None and rule not in rules:
            near = get_close_matches(str(rule), list(rules), 1)
            remedy = f"Meant '{near[0]}'?" if near else f"These can be: {', '.join(sorted(rules))}."
            reader.fault((*place, "rule"), "unknown-rule", f"'{rule}' is not a rule that can be accepted.", remedy)


def catalog_problems(declared: Declaration) -> list[Problem]:
    """Everything wrong with ``catalog.yaml``."""
    reader = Asking(declared, languages_of(declared.values))
    values = reader.fields(declared.values, (), CATALOG_FIELDS)
    for name in ("title", "description"):
        reader.text(values, (), name)
    for name, known in (("agents", _AGENT), ("licences", _LICENCE), ("series", _SERIES), ("withdrawn", _WITHDRAWAL)):
        entries = values.get(name)
        if entries is None:
            continue
        if not isinstance(entries, dict):
            reader.fault((name,), "wrong-shape", f"{name} are not by key.", "Write key: {…}, one a line.")
            continue
        for key, entry in entries.items():
            place = (name, key)
            entry = reader.fields(entry, place, known)
            if known is _AGENT:
                _dated(reader, entry, place)
                identifiers.look(reader, entry, place, "ror", "orcid")
            for text in ("name", "title", "role", "text", "credit", "description", "reason"):
                if text in known:
                    reader.text(entry, place, text)
            for address in ("iri", "homepage", "url"):
                if entry.get(address) is not None and not ADDRESS.fullmatch(str(entry[address])):
                    reader.fault(
                        (*place, address), "bad-address", f"'{entry[address]}' is not an address.", "Write https://…"
                    )
    key, country = values.get("key"), values.get("country")
    if key is not None and not _KEY.fullmatch(str(key)):
        reader.fault(("key",), "wrong-shape", f"'{key}' is no key.", "Write small letters, digits and hyphens.")
    if country is not None and not re.fullmatch("[A-Z]{3}", str(country)):
        remedy = "Write three letters, SWE."
        reader.fault(("country",), "wrong-shape", f"'{country}' is not a code of the EU's list of countries.", remedy)
    told = values.get("languages") or LANGUAGES
    for position, code in enumerate(told if isinstance(told, list | tuple) else [told]):
        if not isinstance(told, list | tuple) or not _LANGUAGE.fullmatch(str(code)) or f"/{code}" in TAKEN:
            remedy = "Write codes of two letters, [fi, sv, en], quoted where YAML reads another thing: 'no'."
            reader.fault(("languages", position), "unknown-language", f"'{code}' is no language here.", remedy)
    reader.codes(values, "rooms", ROOMS, "unknown-room", "the rooms that a site may have")
    reader.codes(values, "doors", DOORS, "unknown-door", "the doors that a site may have")
    reader.fields(values.get("examples") or {}, ("examples",), _EXAMPLES)
    told = reader.fields(values.get("texts") or {}, ("texts",), dict.fromkeys(TEXTS, False))
    for name in told:
        reader.text(told, ("texts",), name)
    reader.codes(values, "publisher", values.get("agents") or {}, "unknown-agent", "agents:")
    reader.codes(values, "licence", values.get("licences") or {}, "unknown-licence", "licences:")
    _contact(reader, values)
    return reader.problems


def _dated(reader: Asking, agent: Mapping[str, Any], place: Place) -> None:
    """New names and tasks of an agent, each with its day and where that is known from."""
    listed = agent.get("dated") or []
    if not isinstance(listed, list):
        reader.fault((*place, "dated"), "wrong-shape", "dated is not a list.", "Write - {since: 2026-06-01, …}.")
        return
    for position, one in enumerate(listed):
        here = (*place, "dated", position)
        one = reader.fields(one, here, _DATED)
        for text in ("name", "role"):
            reader.text(one, here, text)
        if "since" in one and not reader.is_day(one["since"]):
            reader.fault((*here, "since"), "wrong-shape", f"'{one['since']}' is not a day.", "Write it as 2026-11-21.")
        for address in ("source", "homepage"):
            if one.get(address) is not None and not ADDRESS.fullmatch(str(one[address])):
                reader.fault((*here, address), "bad-address", f"'{one[address]}' is not an address.", "Write https://…")


def together(declarations: Mapping[str, Declaration]) -> list[Problem]:
    """What is wrong only when all ``dataset.yaml`` are seen together: an id or an indicator in two of them."""
    problems = []
    ids: dict[str, str] = {}
    indicators: dict[str, str] = {}
    for name, declared in sorted(declarations.items()):
        id_ = declared.values.get("id")
        if isinstance(id_, str):
            if id_ in ids:
                problems.append(
                    declared.problem(
                        ("id",),
                        f"the id is that of '{ids[id_]}' too.",
                        "Give the newer dataset an id of its own.",
                        "id-used-twice",
                        subject=id_,
                    )
                )
            ids.setdefault(id_, name)
        listed = declared.values.get("indicators")
        for position, indicator in enumerate(listed if isinstance(listed, list) else []):
            if indicators.get(str(indicator), name) != name:
                problems.append(
                    declared.problem(
                        ("indicators", position),
                        f"'{indicator}' belongs to '{indicators[str(indicator)]}' already.",
                        "An indicator belongs to one dataset: remove it from the other.",
                        "indicator-in-two-datasets",
                        column="indicators",
                        subject=str(indicator),
                    )
                )
            indicators.setdefault(str(indicator), name)
    return problems
