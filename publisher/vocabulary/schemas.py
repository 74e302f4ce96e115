"""``vocab/*.schema.yaml`` as tables: the Table Schema of each CSV file, texts in Swedish and English.

Table Schema: https://datapackage.org/standard/table-schema/ . Ours differs in that ``title`` and ``description``
are mappings of language to text, that a field may have ``unit`` (a code of ``vocab/terms.ttl``), and that ``like``
stands for the fields of another table (``tables/revisions.schema.yaml``). A site's file for a table that the program
has is laid over the program's: it says what differs, and what comes on top.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from publisher.errors import Problem, Refused
from publisher.model import LANGUAGES, Column, ForeignKey, Table, Text, all_of, complete, demanded
from publisher.patterns import Pattern
from publisher.rooms import ROOMS
from publisher.vocabulary.turtle import nearest

_TABLE_KEYS = ("name", "path", "title", "description", "fields", "primaryKey", "foreignKeys")
_FIELD_KEYS = ("name", "type", "title", "description", "unit", "rdfType", "constraints")
_CONSTRAINTS = ("required", "pattern", "minimum", "maximum", "enum")
#: Field types of Table Schema.
_TYPES = (
    "string", "number", "integer", "boolean", "object", "array", "list", "datetime", "date", "time", "year",
    "yearmonth", "duration", "geopoint", "geojson", "any",
)  # fmt: skip


@dataclass
class _File:
    """One schema file while it is read; its faults go to ``problems``."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    languages: Sequence[str] = LANGUAGES

    def fault(self, place: str, fault: str, remedy: str, rule: str = "schema") -> None:
        self.problems.append(Problem(file=self.name, fault=fault, remedy=remedy, rule=rule, column=place))

    def mapping(self, value: object, place: str, known: Sequence[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.fault(place, "Here a mapping is expected.", f"Write {known[0]}: … and so on.")
            return {}
        for key in value:
            if key not in known:
                self.fault(f"{place}.{key}".lstrip("."), f"'{key}' is not read.", nearest(str(key), known))
        return value

    def text(self, value: object, place: str) -> Text:
        given = value if isinstance(value, dict) else {}
        known, needed = set(all_of(self.languages)), self.languages if demanded(self.languages) else ()
        if not given or not given.keys() <= known or not all(given.get(language) for language in needed):
            wanted = ", ".join(f"{language}: …" for language in self.languages)
            self.fault(place, f"The text must be given in {' and '.join(self.languages)}.", f"Write {{{wanted}}}.")
            return {}
        own = {language: str(given[language]) for language in self.languages if given.get(language)}
        english = {LANGUAGES[-1]: str(given[LANGUAGES[-1]])} if given.get(LANGUAGES[-1]) else {}
        further = dict.fromkeys((code for code in self.languages if code not in LANGUAGES), english.get(LANGUAGES[-1]))
        told = {**{code: text for code, text in further.items() if text}, **own}
        return complete(own or english or given, all_of(self.languages)) | told

    def names(self, value: object, place: str) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            self.fault(place, "Here a list of column names is expected.", "Write [indicator, area].")
            return ()
        return tuple(value)


#: Schemas of the tables that the program itself reads or writes, and those of its rooms.
OWN = (Path(__file__).with_name("tables"), *(room.folder / "tables" for room in ROOMS.values()))


def read(
    folder: Path, units: Collection[str], languages: Sequence[str] = LANGUAGES
) -> tuple[dict[str, Table], list[Problem]]:
    """All table schemas by name, the program's own with what a folder says of them, and every fault in them.

    Args:
        languages: that texts are to be given in; others are not read.
        units: codes a field's ``unit`` may have.
    """
    tables: dict[str, Table] = {}
    contents, problems = written(folder)
    units = {*units, *(unit for room in ROOMS.values() for unit in room.units)}
    for stem, content in contents.items():
        file = _File(f"{folder.name}/{stem}.schema.yaml", problems, languages)
        table = _table(file, stem, content, units, contents)
        if table.name in tables:
            file.fault("name", f"There is another table called '{table.name}'.", "Rename one of them.", "doubled-table")
        tables[table.name] = table
    return tables, problems


def written(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """What every schema file says, by table, and the files that could not be read.

    Returns:
        The program's own, each with what the folder's file of the same name says laid over it: a field of the same name
        (or the same ``like``) by key, a new one after the field before it in the file, else last.
    """
    from publisher import declarations  # PyYAML, which serving does without

    contents: dict[str, Any] = {}
    problems: list[Problem] = []
    for place in (*OWN, folder):
        for path in sorted(place.glob("*.schema.yaml")):
            stem = path.name.removesuffix(".schema.yaml")
            try:
                content = declarations.read(path, f"{folder.name}/{path.name}").values
            except Refused as refused:
                problems += refused.problems
                continue
            contents[stem] = _laid_over(contents[stem], content) if stem in contents else content
    return dict(sorted(contents.items())), problems


def spoken(content: Any, languages: Sequence[str]) -> Any:
    """What a schema file says, its texts in these languages alone; in all that it has where it has none of them."""
    if isinstance(content, list):
        return [spoken(one, languages) for one in content]
    if not isinstance(content, dict):
        return content
    if content and content.keys() <= {*LANGUAGES, *languages}:
        return {code: content[code] for code in languages if code in content} or content
    return {name: spoken(one, languages) for name, one in content.items()}


def _laid_over(base: Mapping[str, Any], given: Any) -> Any:
    if not isinstance(given, dict) or not isinstance(given.get("fields", []), list):
        return given  # told as a fault where the table is read

    def key(field: Any) -> object:
        return (field.get("name"), field.get("like"), field.get("columns")) if isinstance(field, dict) else id(field)

    fields = list(base["fields"])
    at = len(fields)
    met: set[object] = set()
    for said in given.get("fields", []):
        found = next((i for i, one in enumerate(fields) if key(one) == key(said) and key(one) not in met), None)
        met.add(key(said))
        if found is None:
            fields.insert(at, said)
            at += 1
        else:
            fields[found] = {**fields[found], **said}
            at = found + 1
    return {**base, **given, "fields": fields}


def _alike(file: _File, given: Mapping[str, Any], contents: Mapping[str, Any]) -> list[Any]:
    """The fields of another table that ``like`` stands for: its ``key``, or its other ``values``, by other names.

    In ``name``, ``title`` and ``description`` the other field's name and title stand for ``{name}`` and ``{title}``.
    """
    file.mapping(given, "fields.like", ("like", "columns", "name", "title", "description"))
    try:
        other = contents[given["like"]]
        key = other["primaryKey"]
        fields = [one for one in other["fields"] if (one["name"] in key) == (given.get("columns") == "key")]
        return [_renamed(one, given) if "name" in given else one for one in fields]
    except (KeyError, TypeError, AttributeError):
        file.fault(
            "fields.like",
            f"'{given['like']}' is no table with fields and key here.",
            nearest(str(given["like"]), list(contents)),
        )
        return []


def _renamed(field: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    def said(language: str, text: str) -> str:
        title = str(field["title"].get(language, field["name"]))
        return text.replace("{title}", title if text.startswith("{title}") else title[:1].lower() + title[1:])

    texts = {
        what: {language: said(language, text) for language, text in given[what].items()}
        for what in ("title", "description")
    }
    kept = {what: field[what] for what in ("type", "unit", "rdfType") if what in field}
    return {**kept, **texts, "name": given["name"].replace("{name}", field["name"])}


def _table(file: _File, stem: str, content: object, units: Collection[str], contents: Mapping[str, Any]) -> Table:
    given = file.mapping(content, "", _TABLE_KEYS)
    name = str(given.get("name", stem))
    fields = given.get("fields")
    if not isinstance(fields, list) or not fields:
        file.fault("fields", "The table has no fields.", "Write a list of fields, each with name, type, title …")
        fields = []
    fields = [
        each
        for one in fields
        for each in (_alike(file, one, contents) if isinstance(one, dict) and "like" in one else [one])
    ]
    columns = tuple(
        each
        for number, one in enumerate(fields, 1)
        for each in _in_others(_column(file, number, one, units), file.languages)
    )
    names = [column.name for column in columns]
    for doubled in sorted({column for column in names if names.count(column) > 1}):
        file.fault("fields", f"There are two fields called '{doubled}'.", "Rename or remove one.")

    def known(keys: Sequence[str], place: str) -> Sequence[str]:
        for key in keys:
            if key not in names:
                file.fault(place, f"'{key}' is not a field of the table.", nearest(key, names))
        return keys

    return Table(
        name=name,
        path=str(given.get("path", f"{name}.csv")),
        title=file.text(given.get("title"), "title"),
        description=file.text(given.get("description"), "description"),
        columns=columns,
        primary_key=tuple(known(file.names(given.get("primaryKey", []), "primaryKey"), "primaryKey")),
        foreign_keys=tuple(_foreign_key(file, one, known) for one in given.get("foreignKeys") or ()),
    )


def _in_others(column: Column, languages: Sequence[str]) -> Iterator[Column]:
    """A column; after that of a text in the program's last language, ``note_en``, those in a site's other languages."""
    yield column
    stem, _, code = column.name.rpartition("_")
    if stem and code == LANGUAGES[-1]:
        for other in (one for one in languages if one not in LANGUAGES):
            title = {told: text.replace(f"({code})", f"({other})") for told, text in column.title.items()}
            yield replace(column, name=f"{stem}_{other}", title=title, required=False)


def told_in(names: Iterable[str]) -> set[str]:
    """Those of a table's columns that hold a text in a language that a site may have beside the program's."""
    given = set(names)
    parts = {name: name.rpartition("_") for name in given}
    return {
        name
        for name, (stem, _, code) in parts.items()
        if stem and code not in LANGUAGES and f"{stem}_{LANGUAGES[-1]}" in given
    }


def _foreign_key(file: _File, value: object, known: Callable[[Sequence[str], str], Sequence[str]]) -> ForeignKey:
    place = "foreignKeys"
    given = file.mapping(value, place, ("fields", "reference"))
    target = file.mapping(given.get("reference"), f"{place}.reference", ("package", "resource", "fields"))
    resource, package = str(target.get("resource", "")), target.get("package")
    return ForeignKey(
        columns=tuple(known(file.names(given.get("fields"), f"{place}.fields"), place)),
        table=f"{package}/{resource}" if package else resource,
        references=file.names(target.get("fields"), f"{place}.reference.fields"),
    )


def _column(file: _File, number: int, value: object, units: Collection[str]) -> Column:
    given = file.mapping(value, f"fields[{number}]", _FIELD_KEYS)
    name = str(given.get("name") or "")
    place = f"fields.{name or number}"
    if not name:
        file.fault(place, "The field has no name.", "Write name: …")
    type_ = given.get("type", "string")
    if type_ not in _TYPES:
        file.fault(f"{place}.type", f"'{type_}' is not a type of Table Schema.", nearest(str(type_), _TYPES))
    unit = given.get("unit")
    if unit is not None and unit not in units:
        file.fault(f"{place}.unit", f"'{unit}' is not a unit in vocab/terms.ttl.", nearest(str(unit), units))
    rdf_type = given.get("rdfType")
    if rdf_type is not None and not str(rdf_type).startswith(("http://", "https://")):
        file.fault(f"{place}.rdfType", f"'{rdf_type}' is not an absolute IRI.", "Write http://….")
    limits: Mapping[str, Any] = file.mapping(given.get("constraints", {}), f"{place}.constraints", _CONSTRAINTS)
    if not all(isinstance(code, str) for code in limits.get("enum", ())):
        file.fault(
            f"{place}.constraints.enum",
            "A code is not text.",
            'Quote codes: ["01", "no"]; YAML 1.1 reads them otherwise.',
        )
    pattern = limits.get("pattern")
    try:
        Pattern("" if pattern is None else str(pattern))
    except ValueError as error:
        file.fault(f"{place}.constraints.pattern", f"'{str(pattern)[:60]}' is no pattern: {error}.", "Correct it.")
        pattern = None
    return Column(
        name=name,
        type=str(type_),
        title=file.text(given.get("title"), f"{place}.title"),
        description=file.text(given.get("description"), f"{place}.description"),
        unit=unit,
        rdf_type=rdf_type,
        required=bool(limits.get("required", False)),
        pattern=None if pattern is None else str(pattern),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        enum=tuple(str(code) for code in limits.get("enum", ())),
    )
