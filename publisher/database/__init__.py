"""The database of an edition: packages and vocabulary as one SQLite file, the border to sqlite-utils.

Tables are in ``schema.sql``, views are the site's (``datasette_config/views.sql``). The same input gives the
same bytes: rows are sorted, each table is filled in one go, and no clock is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.database import sums
from publisher.database.figures import FIGURES, Figures, cells, insert, rests_on, write_figures
from publisher.database.kept import check_types, described, fill, new, passed, script, unindexed
from publisher.database.search import write_search
from publisher.errors import Problem, Refused
from publisher.model import LANGUAGES, AreaKind, Catalog, Text
from publisher.parts import Parts
from publisher.tables import dtypes
from publisher.tables.observed import AVAILABLE, Observed, in_view, revisions_sql
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

#: Dataset name to table name (``observations``, ``revisions``, ``notes``) to its rows.
Frames = Mapping[str, Mapping[str, "pd.DataFrame"]]

#: Fills tables of its own, once those of ``schema.sql`` are full: statistics, grants.
Writer = Callable[[sqlite3.Connection, Catalog, Vocabulary, Frames], None]

#: Words of a text are found whatever their accents; å, ä and ö are found as a and o too.
TOKENIZER = "unicode61 remove_diacritics 2"


def write_database(
    path: Path,
    catalog: Catalog,
    vocabulary: Vocabulary,
    frames: Frames,
    more: Sequence[Writer] = (),
    views: str = "",
    stored: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    parts: Parts | None = None,
    words: str = "",
) -> None:
    """Write the database of an edition to ``path``, which must not exist.

    Args:
        path: where to.
        catalog: datasets with versions, sources and quality.
        vocabulary: indicators, areas, code lists.
        frames: the packages' tables, read.
        more: writers of further tables, in order.
        views: SQL of the site that makes its views, in its own words.
        stored: views that are kept as tables: ``key``, the columns that tell their rows apart, and ``facets``, the
            columns that are counted, which get an index each.
        parts: where tables are kept for as long as nothing that they are made of changes; None: nowhere.
        words: digest of the vocabulary.

    Raises:
        Refused: a row points at something that is not there (foreign keys); a view cannot be made or kept.
    """
    parts, connection = parts or Parts(None), new(path)
    try:
        connection.executescript(_schema(vocabulary))
        known = {d.name: d for d in catalog.datasets}
        rested = {d.name: rests_on(d, words) for d in catalog.datasets}
        connection.execute("BEGIN")
        _write_code_lists(connection, vocabulary, catalog)
        _write_datasets(connection, vocabulary, catalog, frames)
        _write_areas(connection, vocabulary)
        with unindexed(connection, FIGURES):
            for name, tables in sorted(frames.items()):
                make = partial(write_figures, dataset=name, tables=tables, vocabulary=vocabulary)
                fill(connection, FIGURES, parts, "figures", rested.get(name, [name, words]), make)
                if name in known and "observations" in tables:
                    sums.of_package(known[name], tables, parts)  # while its table is at hand
        _write_indicators(connection, vocabulary, catalog)
        connection.execute(f"INSERT INTO availability {AVAILABLE} ORDER BY 1, 2, 3, 4, 5")
        for writer in more:
            writer(connection, catalog, vocabulary, frames)
        write_search(connection, catalog, vocabulary, parts)
        if len(catalog.languages) == 1:
            _tell_in(connection, catalog.languages[0])
        connection.execute("COMMIT")
        _finish(connection, vocabulary, views, stored or {})
        check_types(connection)
        _check_foreign_keys(connection)
    finally:
        connection.close()


def _schema(vocabulary: Vocabulary) -> str:
    observations = Observed.of(vocabulary.tables).sql() + revisions_sql(vocabulary.tables["revisions"].columns)
    return script("database/schema.sql", vocabulary.languages) + observations


def figures_of(
    catalog: Catalog, vocabulary: Vocabulary, packages: Path, words: str
) -> Iterator[tuple[object, Figures]]:
    """The parts ``figures`` that :func:`write_database` will ask for, each with its inputs and what makes it.

    Args:
        packages: folder of the packages.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_schema(vocabulary))
        sql = described(connection, FIGURES)
    for dataset in catalog.datasets:
        files = {
            t.name: (packages / dataset.name / t.path, dtypes(t.columns)) for t in dataset.tables if t.name in FIGURES
        }
        yield [sql, rests_on(dataset, words)], Figures(dataset.name, files, vocabulary, sql)


def _tell_in(connection: sqlite3.Connection, language: str) -> None:
    """Give every text the words of the one language that the site is told in, in the columns of others too."""
    columns = connection.execute(
        "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
    ).fetchall()
    for table, column in columns:
        own = f"{column[:-3]}_{language}"
        if column[-3:-2] == "_" and column[-2:] in LANGUAGES and own != column and (table, own) in columns:
            connection.execute(f'UPDATE "{table}" SET "{column}" = "{own}" WHERE "{column}" IS NOT "{own}"')  # noqa: S608


def _finish(
    connection: sqlite3.Connection,
    vocabulary: Vocabulary,
    views: str,
    stored: Mapping[str, Mapping[str, Sequence[str]]],
) -> None:
    """Full-text search, views and statistics for the query planner."""
    import sqlite_utils

    def said(name: str) -> list[str]:
        return [f"{name}_{code}" for code in vocabulary.languages]

    database = sqlite_utils.Database(connection)
    with database.atomic():
        database.table("indicators").enable_fts(
            [*said("label"), "official_name", *said("definition")], tokenize=TOKENIZER
        )
        database.table("areas").enable_fts([*said("label"), "official_name"], tokenize=TOKENIZER)
        database.table("datasets").enable_fts([*said("title"), *said("description")], tokenize=TOKENIZER)
    connection.execute(
        "CREATE VIRTUAL TABLE search_trigrams "
        "USING fts5(folded, content='search_near', content_rowid='id', tokenize='trigram')"
    )
    connection.execute("INSERT INTO search_trigrams (search_trigrams) VALUES ('rebuild')")
    more = "".join(f"\n  o.{one.name} AS {in_view(one)}," for one in Observed.of(vocabulary.tables).optional)
    try:
        connection.executescript(views.replace("{more}", more))
    except sqlite3.Error as error:
        remedy = "Correct the SQL: statements CREATE VIEW … AS SELECT …;, of tables in docs/packages.md."
        fault = f"the views cannot be made: {error}."
        raise Refused(
            [Problem(file="datasette_config/views.sql", fault=fault, remedy=remedy, rule="unknown-table")]
        ) from None
    for name, told in stored.items():
        _keep(connection, name, told["key"], told.get("facets", ()))
    connection.execute("ANALYZE")


def _keep(connection: sqlite3.Connection, name: str, key: Sequence[str], facets: Sequence[str]) -> None:
    """Keep a view as a table of the same name and columns, its rows in the order of its key.

    A view of many joins is counted in a fifth of a second for 76,000 rows, and again for every facet; with an index,
    which only a table can have, in some milliseconds. A column has a type where it is one of a table, and so checked.
    """
    columns = connection.execute("SELECT name, type FROM pragma_table_info(?)", [name]).fetchall()
    told = ", ".join([*(f'"{column}" {type}' for column, type in columns), f"PRIMARY KEY ({_quoted(key)})"])
    try:
        connection.execute(f'CREATE TABLE "{name} kept" ({told})')
        connection.execute(f'INSERT INTO "{name} kept" SELECT * FROM "{name}" ORDER BY {_quoted(key)}')  # noqa: S608
        connection.execute(f'DROP VIEW "{name}"')
        passed(connection, [name])
        connection.execute(f'ALTER TABLE "{name} kept" RENAME TO "{name}"')
        for facet in facets:
            connection.execute(f'CREATE INDEX "{name}_by_{facet}" ON "{name}" ({_quoted([facet])})')
    except sqlite3.Error as error:
        raise Refused(
            [
                Problem(
                    file="datasette_config/tables.yaml",
                    fault=f"the view '{name}' cannot be kept as a table: {error}.",
                    remedy="Under key, name columns of the view that together tell every two rows apart; under facets, "
                    "columns of it. Without key it stays a view.",
                    rule="unknown-table",
                )
            ]
        ) from None


def _quoted(names: Sequence[str]) -> str:
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def _check_foreign_keys(connection: sqlite3.Connection) -> None:
    broken = connection.execute(
        'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2'
    ).fetchall()
    if broken:
        raise Refused(
            Problem(
                file="datapackages",
                fault=f"{count} rows of table '{table}' name something that is not in '{parent}'.",
                remedy="Run 'publisher check': it names each row.",
                rule="foreign-key",
                subject=table,
            )
            for table, parent, count in broken
        )


def _write_code_lists(connection: sqlite3.Connection, vocabulary: Vocabulary, catalog: Catalog) -> None:
    def scheme(name: str) -> list[tuple[int, str, Text, Text]]:
        return sorted((c.order, c.code, c.label, c.symbol) for c in vocabulary.concepts.get(name, {}).values())

    insert(
        connection, "subjects", [(code, *vocabulary.told(label), order) for order, code, label, _ in scheme("subject")]
    )
    insert(
        connection,
        "units",
        [(code, *vocabulary.told(label), *vocabulary.told(symbol)) for _, code, label, symbol in scheme("unit")],
    )
    insert(connection, "sexes", [(code, *vocabulary.told(label)) for _, code, label, _ in scheme("sex")])
    insert(
        connection, "service_areas", [(code, *vocabulary.told(label)) for _, code, label, _ in scheme("service-area")]
    )
    insert(
        connection,
        "statuses",
        [
            (s.code, *vocabulary.told(s.label), *vocabulary.told(s.definition), int(s.missing), s.sdmx)
            for s in sorted(vocabulary.statuses.values(), key=lambda s: s.code)
        ],
    )
    insert(
        connection,
        "agents",
        [
            (key, *vocabulary.told(agent.name), *vocabulary.told(agent.role), agent.homepage)
            for key, agent in sorted(catalog.agents.items())
        ],
    )


def _write_datasets(connection: sqlite3.Connection, vocabulary: Vocabulary, catalog: Catalog, frames: Frames) -> None:
    datasets = sorted(catalog.datasets, key=lambda d: d.name)
    insert(
        connection,
        "datasets",
        [
            (
                d.name,
                *vocabulary.told(d.title),
                *vocabulary.told(d.description),
                d.version,
                d.issued,
                d.modified,
                d.licence,
                *vocabulary.told(d.rights),
            )
            for d in datasets
        ],
    )
    for d in datasets:
        insert(
            connection, "dataset_versions", [(d.name, v.number, v.date, *vocabulary.told(v.notes)) for v in d.versions]
        )
        insert(
            connection,
            "sources",
            [
                (d.name, s.id, s.title, s.publisher, s.url, s.retrieved, s.sha256, *vocabulary.told(s.note))
                for s in sorted(d.sources, key=lambda s: s.id)
            ],
        )
        notes = frames.get(d.name, {}).get("notes")
        if notes is not None:
            texts = [cells(notes, f"note_{code}") for code in vocabulary.languages]
            rows = zip(cells(notes, "id"), *texts, strict=True)
            insert(connection, "notes", [(d.name, id, *(said or "" for said in told)) for id, *told in sorted(rows)])
        insert(
            connection,
            "coverage",
            [
                (
                    d.name,
                    q.indicator,
                    q.period,
                    q.areas_expected,
                    q.areas_with_value,
                    q.areas_missing,
                    q.areas_suppressed,
                )
                for q in sorted(d.quality, key=lambda q: (q.indicator, q.period))
            ],
        )


def _write_areas(connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    today: dict[tuple[str, str], str] = {}
    for m in vocabulary.memberships:
        group = vocabulary.areas.get(m.group)
        if group is not None and group.group_type and m.valid_to is None:
            today[m.area, group.group_type] = m.group
    order = {kind: i for i, kind in enumerate(AreaKind)}
    areas = sorted(vocabulary.areas.values(), key=lambda a: (order[a.kind], a.code))
    divided = [one for one in vocabulary.divisions("kind", "size") if one.column]
    for division in divided:
        connection.execute(f"ALTER TABLE areas ADD COLUMN {division.column} TEXT REFERENCES areas (code)")
    insert(
        connection,
        "areas",
        [
            (
                a.code,
                a.kind.value,
                *vocabulary.told(a.label),
                a.official_name,
                a.group_type,
                a.county,
                a.wikidata,
                a.nuts,
                *(today.get((a.code, division.code)) for division in divided),
            )
            for a in areas
        ],
    )
    insert(
        connection,
        "area_changes",
        [
            (a.code, change.date, i, *vocabulary.told(change.description), change.comparability.value, change.source)
            for a in areas
            for i, change in enumerate(a.changes, start=1)
        ],
    )
    insert(
        connection,
        "memberships",
        sorted((m.group, m.area, m.valid_from or "", m.valid_to or "") for m in vocabulary.memberships),
    )


def _write_indicators(connection: sqlite3.Connection, vocabulary: Vocabulary, catalog: Catalog) -> None:
    dataset_of = {id: d.name for d in catalog.datasets for id in d.indicators}
    spans = connection.execute("SELECT indicator, min(period), max(period) FROM observations GROUP BY 1")
    periods: dict[str, tuple[str, str]] = {id: (first, last) for id, first, last in spans}
    every = sorted(vocabulary.indicators.values(), key=lambda i: i.id)
    indicators = [i.at(periods[i.id][1]) if i.id in periods else i for i in every]
    insert(
        connection,
        "indicators",
        [
            (
                i.id,
                *vocabulary.told(i.label),
                i.official_name,
                *vocabulary.told(i.definition),
                *vocabulary.told_or_none(i.question),
                i.unit,
                i.value_kind.value,
                i.direction.value,
                *vocabulary.told(i.respondent),
                i.service_area,
                i.subject,
                i.publisher,
                dataset_of.get(i.id),
                *periods.get(i.id, (None, None)),
                i.retired,
                *vocabulary.told_or_none(i.note),
            )
            for i in indicators
        ],
    )
    insert(connection, "steps", [(i.id, s.code, *vocabulary.told(s.label)) for i in indicators for s in i.steps])
    insert(
        connection,
        "earlier_steps",
        [
            (i.id, v.number, s.code, *vocabulary.told(s.label))
            for i in indicators
            for v in i.versions
            if v.scale is not None and v.scale != i.scale
            for s in v.scale.steps
        ],
    )
    insert(
        connection,
        "definition_versions",
        [
            (
                i.id,
                v.number,
                v.valid_from,
                v.valid_to,
                v.comparability.value,
                *vocabulary.told(v.change),
                *vocabulary.told(v.reason),
                v.source,
            )
            for i in indicators
            for v in i.versions
        ],
    )
