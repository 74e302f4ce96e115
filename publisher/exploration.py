"""An edition's Datasette configuration directory: people's files of ``datasette_config/`` with the vocabulary's words.

``explore/`` in the edition's folder is whole: ``datasette build/current/explore`` serves it without us.
https://docs.datasette.io/en/stable/settings.html#configuration-directory-mode
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

from publisher import declarations
from publisher.errors import Problem, Refused
from publisher.model import Catalog, Text, localised
from publisher.parts import Facts
from publisher.phrases import tell
from publisher.reader import database
from publisher.rooms import ROOMS
from publisher.settings import Settings
from publisher.tables.observed import Observed, in_view
from publisher.translation import translations
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary

#: Datasette's settings where a site has none of its own (``datasette_config/settings.json``).
SETTINGS: Mapping[str, object] = {
    "allow_csv_stream": False, "allow_download": True, "default_facet_size": 30, "default_page_size": 50,
    "facet_suggest_time_limit_ms": 50, "facet_time_limit_ms": 500, "max_csv_mb": 20, "max_returned_rows": 2000,
    "num_sql_threads": 1, "sql_time_limit_ms": 1500, "suggest_facets": False,
}  # fmt: skip

#: What is shown of a table where a site says nothing of it: facets that are counted without reading every row.
SHOWN: Mapping[str, Mapping[str, object]] = {"observations": {"facets": ["period", "sex", "dataset"]}}

#: Files of the pages that templates of the explorer may wear: ``urls.path('static/site.css')``.
DRESS = ("site.css", "icon.svg")

#: Pages that the explorer's head leads to, where a site has none of its own.
MENU = (("nyckeltal", "Indicators"), ("jamfor", "Compare"), ("data", "Data"))

#: What a parameter of a ready question may name, by any of its names.
KINDS = ("municipality", "county", "area")


def write_configuration(folder: Path, settings: Settings, vocabulary: Vocabulary, catalog: Catalog) -> None:
    """Write ``explore/`` of the edition in ``folder``, whose database stands already.

    Raises:
        Refused: ``tables.yaml`` or ``questions.yaml`` names a table, column or property that is not there.
    """
    source, target = settings.datasette_config, folder / "explore"
    target.mkdir()
    for name in ("templates", "static", "plugins"):
        if (source / name).is_dir():
            leave = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(source / name, target / name, copy_function=shutil.copyfile, ignore=leave)
    (target / "static").mkdir(exist_ok=True)
    for name in DRESS:
        (target / "static" / name).write_bytes(files("publisher").joinpath("web", "static", name).read_bytes())
    place_of = database(folder)
    (target / place_of.name).symlink_to(f"../{place_of.name}")
    own = source / "settings.json"
    written = json.loads(own.read_text(encoding="utf-8")) if own.is_file() else dict(SETTINGS)
    place = urlsplit(settings.base_url)
    written |= {"base_url": f"{place.path}/explore/", "force_https_urls": place.scheme == "https"}
    _write(target / "settings.json", written)
    connection = sqlite3.connect(place_of)
    try:
        told = metadata(source, catalog, table_columns(connection), vocabulary)
        check_questions(connection, told["databases"][catalog.key]["queries"])
        add_terms(told, connection, catalog, Uris(settings.base_url))
        counts = {
            name: {"count": connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]}  # noqa: S608
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        }
    finally:
        connection.close()
    empty = [room.path.strip("/") for room in ROOMS.values() if not counts.get(room.table, {}).get("count")]
    (target / "templates").mkdir(exist_ok=True)
    nation = vocabulary.areas.get(vocabulary.nation)
    words = {"closed": empty, "named": dict(catalog.title), "nation": dict(nation.label) if nation else {}}
    known = "".join(f"{{% set {name} = {json.dumps(value)} %}}\n" for name, value in words.items())
    (target / "templates" / "_rooms.html").write_text(known, encoding="utf-8")
    (target / "templates" / "_head.html").write_text(_template("_head.html"), encoding="utf-8")
    if not (target / "templates" / "base.html").exists():
        _dressed(target, catalog)
    _write(target / "metadata.json", told)
    _write(target / "inspect-data.json", {catalog.key: _inspected(place_of, counts)})


def _dressed(target: Path, catalog: Catalog) -> None:
    """Datasette in the site's name, language and colours, where the site has no ``templates/base.html`` of its own."""
    language = catalog.languages[0]
    say = translations(language).gettext
    told = {
        "language": language,
        "name": localised(catalog.title, language),
        "menu": [(path, say(name)) for path, name in MENU],
        "explore": say("Explore the database"),
    }
    (target / "templates" / "base.html").write_text(
        "".join(f"{{%- set {name} = {json.dumps(value)} -%}}\n" for name, value in told.items())
        + _template("base.html"),
        encoding="utf-8",
    )


def _template(name: str) -> str:
    """A template that the program brings."""
    return files("publisher").joinpath("web", "explore", name).read_text(encoding="utf-8")


def table_columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table and view that people see, and its columns."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%_fts%' AND name NOT LIKE 'search_%' ORDER BY name"
    ).fetchall()
    pragma = "SELECT name FROM pragma_table_info(?) ORDER BY cid"
    return {name: [column for (column,) in connection.execute(pragma, [name])] for (name,) in names}


def kept(source: Path) -> dict[str, Mapping[str, list[str]]]:
    """Views that ``tables.yaml`` gives a ``key``: the database keeps each as a table, with an index for each facet.

    Raises:
        Refused: a key or facets that are no list of columns.
    """
    told = [declarations.read(path).values.get("tables") or {} for path in sorted(source.glob("tables*.yaml"))]
    found = {name: table for tables in told for name, table in tables.items() if "key" in (table or {})}
    if faults := [
        _fault("tables.yaml", f"'{word}' of view '{name}' is no list of columns.", f"Write {word}: [column, column].")
        for name, table in found.items()
        for word in ("key", "facets")
        if not isinstance(listed := table.get(word, []), list) or not all(isinstance(one, str) for one in listed)
    ]:
        raise Refused(faults)
    return found


def check_questions(connection: sqlite3.Connection, questions: Mapping[str, Any]) -> None:
    """Prepare every question's SQL, and hold what its answer names against the columns that it has.

    Raises:
        Refused: a question names something that is not in the database, or is not SQL.
    """
    faults = []
    for name, question in questions.items():
        values = dict.fromkeys(re.findall(r":(\w+)", question["sql"]), "")
        try:
            asked = connection.execute(f"SELECT * FROM ({question['sql']}) LIMIT 0", values)  # noqa: S608
        except sqlite3.Error as error:
            faults.append(_fault("questions.yaml", f"the question '{name}' cannot be asked: {error}."))
        else:
            faults += _unanswerable(name, question, [column for column, *_ in asked.description])
        for parameter, kind in question.get("names", {}).items():
            if parameter not in values or kind not in KINDS:
                fault = f"the question '{name}' has no parameter '{parameter}' that names {kind}."
                remedy = f"Under names, write a parameter of its SQL and one of {', '.join(KINDS)}."
                faults.append(_fault("questions.yaml", fault, remedy))
    if faults:
        raise Refused(faults)


def _unanswerable(name: str, question: Mapping[str, Any], columns: Collection[str]) -> Iterator[Problem]:
    """What a question's ``answer`` and ``bar`` name that its answer has not."""
    told = question.get("answer") or {}
    for text in told.values() if isinstance(told, dict) else [told]:
        try:
            named = {place for _, place, _, _ in Formatter().parse(text) if place is not None}
        except (ValueError, TypeError) as error:
            yield _fault("questions.yaml", f"the answer of '{name}' cannot be filled in: {error}.", "Write {{ for a {.")
            continue
        for place in sorted(named - {*columns, "rows"}):
            remedy = f"Write one of {', '.join(columns)}, or rows."
            yield _fault("questions.yaml", f"the answer of '{name}' names '{place}', which is no column of it.", remedy)
    if (bar := question.get("bar")) and bar not in columns:
        fault = f"the question '{name}' has no column '{bar}' to draw as bars."
        yield _fault("questions.yaml", fault, f"Write one of {', '.join(columns)}.")


#: Tables of words, places and registers, which no source has made.
OWN = frozenset(
    {"subjects", "units", "sexes", "service_areas", "statuses", "agents", "datasets", "areas", "area_changes",
     "memberships", "search"}
)  # fmt: skip


def add_terms(told: dict[str, Any], connection: sqlite3.Connection, catalog: Catalog, uris: Uris) -> None:
    """Say with every table, view and ready question on what terms what it shows may be used, and who it comes from.

    ``license`` and ``source`` are Datasette's own words for it, texts; ``terms`` has a row for each dataset drawn on:
    ``title``, ``licence``, ``licence_url``, ``rights``, and ``title_en`` … where there is English. Of SQL of one's own,
    the terms of all are said.
    """
    own, columns = told["databases"][catalog.key], table_columns(connection)
    every = [dataset.name for dataset in catalog.datasets]
    of_table = cache(lambda table: _of_table(connection, table, columns[table], catalog))

    def drawn_on(sql: str) -> set[str]:
        return {name for table in _read(connection, sql) & columns.keys() for name in of_table(table)}

    for name, table in own["tables"].items():
        table |= _terms(drawn_on(f'SELECT * FROM "{name}"'), catalog, uris)  # noqa: S608
    for question in own["queries"].values():
        question |= _terms(drawn_on(question["sql"]), catalog, uris)
    for place in (told, own):
        place |= _terms(every, catalog, uris)
    told.setdefault("license_url", uris.file("data"))  # the terms differ; there they all stand


def _in_english(title: Text, licence: Text, rights: Text) -> dict[str, str]:
    """What the explorer says in English; nothing where the site is not told in it."""
    texts = {"title_en": title.get("en"), "licence_en": licence.get("en"), "rights_en": rights.get("en")}
    return {name: text for name, text in texts.items() if text}


def _terms(names: Collection[str], catalog: Catalog, uris: Uris) -> dict[str, Any]:
    """The terms of datasets; of the catalogue where there are none."""
    told_in = catalog.languages[0]
    drawn = [dataset for dataset in catalog.datasets if dataset.name in names]
    keys = list(dict.fromkeys(dataset.licence for dataset in drawn)) or [catalog.licence]
    told: dict[str, Any] = {
        "license": "; ".join(catalog.licences[key].title[told_in] for key in keys),
        "terms": [
            {
                "title": dataset.title[told_in],
                "licence": catalog.licences[dataset.licence].title[told_in],
                "licence_url": uris.licence(catalog.licences[dataset.licence]),
                "rights": dataset.rights.get(told_in, ""),
                **_in_english(dataset.title, catalog.licences[dataset.licence].title, dataset.rights),
            }
            for dataset in drawn
        ],
    }
    if len(keys) == 1:
        told["license_url"] = uris.licence(catalog.licences[keys[0]])
    creators = dict.fromkeys(key for dataset in drawn for key in dataset.creators if key in catalog.agents)
    if creators:
        told["source"] = "; ".join(catalog.agents[key].name[told_in] for key in creators)
    return told


def _read(connection: sqlite3.Connection, sql: str) -> set[str]:
    """Names of the tables and views that a question reads."""
    read: set[str] = set()

    def seen(action: int, table: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and table:
            read.add(table)
        return sqlite3.SQLITE_OK

    connection.set_authorizer(seen)
    try:
        connection.execute(f"EXPLAIN {sql}", dict.fromkeys(re.findall(r":(\w+)", sql), "")).close()
    finally:
        connection.set_authorizer(None)
    return read


def _of_table(connection: sqlite3.Connection, table: str, columns: list[str], catalog: Catalog) -> set[str]:
    """Names of the datasets that a table comes from: it says so, is a table of theirs, or is computed from figures."""
    if "dataset" in columns:
        return {name for (name,) in connection.execute(f'SELECT DISTINCT dataset FROM "{table}"')}  # noqa: S608
    if named := {dataset.name for dataset in catalog.datasets if any(one.name == table for one in dataset.tables)}:
        return named
    if table in OWN:
        return set()
    if "indicator" in columns:
        ids = f'SELECT indicator FROM "{table}"'  # noqa: S608
        sql = f"SELECT DISTINCT dataset FROM availability WHERE indicator IN ({ids})"  # noqa: S608
        if found := {name for (name,) in connection.execute(sql)}:
            return found
    return {name for (name,) in connection.execute("SELECT DISTINCT dataset FROM availability")}


def metadata(
    source: Path, catalog: Catalog, columns: Mapping[str, list[str]], vocabulary: Vocabulary
) -> dict[str, Any]:
    """``metadata.json``: titles, descriptions of every table and column, facets, questions."""
    said = source / "metadata.yaml"
    whole: dict[str, Any] = (
        dict(declarations.read(said).values) if said.is_file() else {"title": catalog.title[catalog.languages[0]]}
    )
    common: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    for path in sorted(source.glob("tables*.yaml")):
        part = declarations.read(path).values
        common |= part.get("common", {})
        tables |= part.get("tables", {})
    if unknown := sorted(set(tables) - set(columns) - {room.table for room in ROOMS.values()}):
        raise Refused(
            [_fault("tables.yaml", f"there is no table or view '{name}' in the database.") for name in unknown]
        )
    own = whole.setdefault("databases", {}).setdefault(catalog.key, {})
    own["tables"] = {
        name: _table(name, names, tables.get(name, {}), common, vocabulary) for name, names in columns.items()
    }
    own["queries"] = {
        name: {
            "sql": question["sql"].strip(),
            "title": _titled(question, catalog.languages),
            "description": _described(question, None, vocabulary.languages),
            "hide_sql": True,
            "example": question.get("example", {}),
            "names": question.get("names", {}),
            "answer": question.get("answer", {}),
            "bar": question.get("bar"),
        }
        for path in sorted(source.glob("questions*.yaml"))
        for name, question in declarations.read(path).values.items()
        if set(question.get("needs", ())) <= set(columns)
    }
    return whole


def _table(
    name: str, names: list[str], told: Mapping[str, Any], common: Mapping[str, Any], vocabulary: Vocabulary
) -> dict[str, Any]:
    """What Datasette is told of a table: its title, its columns, how to show it."""
    schema, first = vocabulary.tables.get(name), vocabulary.languages[0]
    more = {in_view(column): column for column in Observed.of(vocabulary.tables).optional}
    fields = {column.name: column for column in schema.columns} if schema else more
    titles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    for column in names:
        own = told.get("columns", {}).get(column)
        if own is None and (field := fields.get(column)) is not None:
            titles[column] = localised(field.title, first) or column
            unit = vocabulary.concepts.get("unit", {}).get(field.unit or "")
            called = localised(unit.label, first) if unit else field.unit
            descriptions[column] = _described(field.description, called, vocabulary.languages)
        elif (own := own or common.get(column)) is not None:
            titles[column] = own["title"]
            descriptions[column] = _described(own, own.get("unit"), vocabulary.languages)
    if unknown := sorted(set(told.get("columns", {})) - set(names)):
        raise Refused([_fault("tables.yaml", f"table '{name}' has no column '{column}'.") for column in unknown])
    title: Text = schema.title if schema else {}
    description: Text = schema.description if schema else {}
    about = {
        "title": told.get("title") or localised(title, first) or name,
        "description": _described(
            told if told.keys() & {*vocabulary.languages} else description, None, vocabulary.languages
        ),
        "columns": descriptions,
        "column_titles": titles,
    }
    shown = {**SHOWN.get(name, {}), **told}
    return about | {
        key: shown[key] for key in ("label_column", "facets", "sort", "sort_desc", "hidden") if key in shown
    }


def _titled(question: Mapping[str, Any], languages: Sequence[str]) -> str:
    """The title of a ready question, a text or one a language: that in the first language of the site."""
    title = question.get("title", "")
    return localised(title, languages[0]) if isinstance(title, Mapping) else str(title)


def _described(text: Mapping[str, Any], unit: str | None, languages: Sequence[str]) -> str:
    """A description in each language it is given in, with its unit in the first."""
    found = dict.fromkeys(" ".join(str(text.get(code) or "").split()) for code in languages)
    first, *others = [words for words in found if words] or [""]
    if unit:
        first += f" {localised(tell('Unit', 'column'), languages[0])}: {unit}."
    return " / ".join([first, *others])


def _inspected(database: Path, counts: Mapping[str, Any]) -> dict[str, Any]:
    """What ``datasette inspect`` writes; with it the database is immutable and its rows need no counting."""
    facts = Facts.of(database)
    return {"hash": facts.sha256, "size": facts.bytes, "file": database.name, "tables": counts}


def _fault(file: str, fault: str, remedy: str = "Correct the name, or take it out.") -> Problem:
    return Problem(file=f"datasette_config/{file}", fault=fault, remedy=remedy, rule="unknown-table")


def _write(path: Path, thing: object) -> None:
    path.write_text(json.dumps(thing, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
