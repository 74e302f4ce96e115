"""Observed: the columns of observations, as they lie in a package, stand in the database and leave the house.

They are those of ``vocab/observations.schema.yaml``, in its order. Every package has those of
:data:`publisher.model.OBSERVATION_COLUMNS`. A column beyond them is optional: a package in which no row has anything in
it goes without, and one written before the column was thought of is read as one that has nothing there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import msgspec

from publisher.folding import folded
from publisher.model import KEY_COLUMNS, LANGUAGES, OBSERVATION_COLUMNS, Column, Table, all_of
from publisher.phrases import tell
from publisher.tables import column, json_schema, kind, per_language

#: Names in words, each after the column of its code; a value's is stored with it, the others are looked up.
LABELS: Mapping[str, Column] = {
    "indicator": column("indicator_label", tell("name of the indicator")),
    "area": column("area_label", tell("name of the area")),
    "value": column("value_label", tell("value in words"), tell("Name of the step, for yes/no and scales of steps.")),
    "status": column("status_label", tell("status in words")),
}
STORED_LABEL = LABELS["value"].name
#: What a row does not say in its package, because its indicator and its folder do; before the source.
CONTEXT = (
    column("unit", tell("unit"), tell("Code, see the codebook."), required=True),
    column("dataset", tell("dataset"), tell("The dataset the value belongs to."), required=True),
)
EDITION = column("edition", tell("edition"), tell("The edition the value was taken from."), required=True)
#: Names of all that is no column of a package.
ADDED = frozenset(one.name for one in (*LABELS.values(), *CONTEXT, EDITION))

#: Columns that say where a value came from, not what it is.
ORIGIN = ("source", "source_place")
#: Tables of the database whose codes a column holds.
CODES = {"indicator": "indicators (id)", "area": "areas (code)", "sex": "sexes (code)",
         "service_area": "service_areas (code)", "status": "statuses (code)", "unit": "units (code)",
         "dataset": "datasets (name)"}  # fmt: skip
#: Texts that are NULL rather than '' where there is none.
NULLABLE = ("status", STORED_LABEL)


def optional(name: str) -> bool:
    """Whether a package may go without a column of observations."""
    return name not in OBSERVATION_COLUMNS and name not in ADDED


def nullable(name: str) -> bool:
    """Whether a column's text is NULL rather than '' where there is none."""
    return name in NULLABLE or name.startswith(f"{STORED_LABEL}_")


def in_view(one: Column) -> str:
    """What an optional column is called in the view for people who ask in Swedish."""
    return folded(one.title.get("sv", one.name)).replace(" ", "_")


@dataclass(frozen=True)
class Observed:
    """The columns of observations, as one schema has them."""

    columns: Sequence[Column]
    languages: Sequence[str] = LANGUAGES  #: that the name of a value is kept in

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> Observed:
        """Those of the table schemas of a vocabulary; where there is no ``observations``, those of every package."""
        if (table := tables.get("observations")) is not None:
            return cls(table.columns, all_of(tuple(table.title)))
        types = {"value": "number", "n": "integer", "numerator": "number", "denominator": "number"}
        return cls([Column(name=n, type=types.get(n, "string"), title={}, description={}) for n in OBSERVATION_COLUMNS])

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Names of the columns that are numbers: the value and what is known of it."""
        return tuple(one.name for one in self.columns if one.type in ("number", "integer"))

    @cached_property
    def optional(self) -> tuple[Column, ...]:
        """The columns that a package may go without."""
        return tuple(one for one in self.columns if optional(one.name))

    def _all(self) -> Iterator[Column]:
        for one in self.columns:
            if one.name == ORIGIN[0]:
                yield from CONTEXT
            yield one
            if one.name in LABELS:
                yield LABELS[one.name]
        yield EDITION

    @cached_property
    def stored(self) -> tuple[Column, ...]:
        """Columns of the database's table, in order: the value's name once per language, no other names."""
        return tuple(
            each
            for one in self._all()
            if one.name == STORED_LABEL or one.name in CODES or one.name not in ADDED
            for each in (per_language(one, self.languages) if one.name == STORED_LABEL else (one,))
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of :attr:`stored`."""
        return tuple(one.name for one in self.stored)

    def downloaded(self, languages: Sequence[str], labels: bool = True) -> tuple[Column, ...]:
        """Columns of a download; names in words come once per language.

        Args:
            labels: whether the names of indicator, area and status are among them.
        """
        asked = (*languages, labels)
        if asked not in self._downloaded:  # an answer asks for them three times
            words = {one.name for one in LABELS.values()}
            self._downloaded[asked] = tuple(
                each
                for one in self._all()
                if labels or one.name not in words or one.name == STORED_LABEL
                for each in (per_language(one, languages) if one.name in words else (_shown(one),))
            )
        return self._downloaded[asked]

    @cached_property
    def _downloaded(self) -> dict[tuple[object, ...], tuple[Column, ...]]:
        return {}

    def selected(self, languages: Sequence[str], edition: str) -> list[str]:
        """SQL expressions of :attr:`stored` that give the cells of ``downloaded(languages, labels=False)``.

        Numbers come in their shortest form, 47 for 47.0: in SQL, as every microsecond counts that is spent on a row.

        Args:
            edition: id of an edition: letters, digits, ``.`` and ``-``.
        """
        found = []
        for one in self.stored:
            whole = f"CAST({one.name} AS INTEGER)"
            if one.type == "number":
                found.append(f"CASE WHEN {one.name} = {whole} THEN {whole} ELSE {one.name} END")
            elif not one.name.startswith(STORED_LABEL) or one.name.rpartition("_")[2] in languages:
                found.append(one.name)
        return [*found, f"'{edition.replace(chr(39), '')}'"]

    def sent(self, languages: Sequence[str]) -> type[Any]:
        """The object of JSON that a row is sent as: fields in the order of ``downloaded(languages, labels=False)``."""
        return _struct(tuple(one.name for one in self.downloaded(languages, labels=False)))

    def described(self, language: str) -> dict[str, Any]:
        """JSON Schema of what is sent, with one name of the value or both: what OpenAPI says of a row's fields."""
        ways = (LANGUAGES[:1], self.languages)
        names = {one.name: one for languages in ways for one in self.downloaded(languages, False)}
        return {
            "properties": {name: json_schema(one, language, nullable(one.name)) for name, one in names.items()},
            "required": [name for name in names if not name.startswith(STORED_LABEL) and not optional(name)],
        }

    def sql(self) -> str:
        """``CREATE TABLE observations``, and its index by area."""
        key = ", ".join(PRIMARY)
        lines = ",\n  ".join(sql_column(one) for one in self.stored)
        return (
            f"CREATE TABLE observations (\n  {lines},\n  PRIMARY KEY ({key})\n) WITHOUT ROWID;\n"
            "CREATE INDEX observations_by_area ON observations (area, indicator, period, sex, service_area);\n"
        )

    @cached_property
    def as_of(self) -> str:
        """SELECT of the state of every observation at the end of a day: as the first revision after it found it.

        The day is bound twice. A column that no revision tells of (``unit``) is as it is now.
        """
        kept = {one.name for one in self.columns} - set(KEY_COLUMNS)

        def then(name: str) -> str:
            if name in kept:
                return f"CASE WHEN r.kind IS NULL THEN o.{name} ELSE r.old_{name} END AS {name}"
            if name.startswith(STORED_LABEL):
                label = f"SELECT s.{name.removeprefix('value_')} FROM steps s"  # noqa: S608
                step = "s.indicator = o.indicator AND s.code = r.old_value"
                return f"CASE WHEN r.kind IS NULL THEN o.{name} ELSE ({label} WHERE {step}) END AS {name}"
            return f"o.{name}"

        return f"""
  SELECT {", ".join(map(then, self.names))}
  FROM observations o LEFT JOIN revisions r
    ON {" AND ".join(f"r.{name} = o.{name}" for name in PRIMARY)} AND r.position = (
     SELECT min(position) FROM revisions later
     WHERE {" AND ".join(f"later.{name} = o.{name}" for name in PRIMARY)} AND later.recorded > ?)
  JOIN datasets d ON d.name = o.dataset AND d.issued <= ?
  WHERE r.kind IS NULL OR r.kind <> 'added'
"""  # noqa: S608


#: What there is to ask for, by indicator, period, breakdown and kind of area: rows of the table ``availability``.
AVAILABLE = """
  SELECT o.indicator, o.period, o.sex, o.service_area, a.kind, o.dataset, count(*) AS observations,
    count(o.value) AS with_value, count(CASE WHEN o.value <> round(o.value) THEN 1 END) AS fractions,
    max(abs(o.value)) AS largest
  FROM observations o JOIN areas a ON a.code = o.area GROUP BY 1, 2, 3, 4, 5, 6
"""

#: The key in the order in which the database has its rows: a series is read in one go.
PRIMARY = ("indicator", "period", "area", "sex", "service_area")


def _shown(one: Column) -> Column:
    """A column as it is described in a download: without the constraints of a package's file."""
    return Column(name=one.name, type=one.type, title=one.title, description=one.description, required=one.required)


def sql_column(one: Column) -> str:
    """A column of the database's observations or revisions."""
    code = one.name.removeprefix("old_").removeprefix("new_")
    empty = kind(one).sql != "TEXT" or nullable(one.name) or code != one.name
    target = f" REFERENCES {CODES[code]}" if code in CODES else ""
    return f"{one.name} {kind(one).sql}{'' if empty else ' NOT NULL'}{target}"


def revisions_sql(columns: Iterable[Column]) -> str:
    """``CREATE TABLE revisions`` with the columns of its schema; ``position`` is its place in the package's log."""
    key = ", ".join((*PRIMARY, "recorded", "version"))
    lines = ",\n  ".join([sql_column(CONTEXT[1]), "position INTEGER NOT NULL", *map(sql_column, columns)])
    return (
        f"CREATE TABLE revisions (\n  {lines},\n  PRIMARY KEY ({key})\n) WITHOUT ROWID;\n"
        "CREATE INDEX revisions_by_time ON revisions (recorded);\n"
    )


@cache
def _struct(names: tuple[str, ...]) -> type[Any]:
    return msgspec.defstruct("Observation", names, gc=False)
