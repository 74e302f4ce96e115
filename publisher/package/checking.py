"""Packages checked: every problem of every package, declaration and descriptor at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher import gate, rooms
from publisher.declarations import Declaration
from publisher.errors import NotThere, Problem, Refused, Severity
from publisher.gate import acceptance, declared, reported
from publisher.model import LANGUAGES, AreaKind, Catalog, Dataset
from publisher.observations import KEY
from publisher.package import languages, reading
from publisher.package.descriptor import opened as opened_by_frictionless
from publisher.package.files import strays
from publisher.package.folder import sha256
from publisher.package.opened import Package, Packages, referred_to
from publisher.parts import Parts, digest
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd
    from frictionless import Package as Framed

#: Packages with at most this many rows are also validated cell by cell by frictionless (some 20,000 rows a second).
FRICTIONLESS_ROWS = 2_000

#: Every identifier that was ever published: kind, id, key, since. Written by fetch, only ever longer.
REGISTRY = "ids.csv"
REGISTRY_COLUMNS = ("kind", "id", "key", "since")


def problems(
    folder: Path | Packages, vocabulary: Vocabulary, names: Sequence[str] = (), parts: Parts | None = None
) -> list[Problem]:
    """Everything wrong with the packages: errors, warnings that nobody has accepted, and notes.

    Args:
        folder: ``datapackages/``, or what is opened of it.
        vocabulary: what words mean.
        names: datasets to look at; none: all of them.
        parts: where the verdict on a package is kept, for as long as nothing that it rests on has changed.

    Raises:
        NotThere: a name is no dataset.
    """
    found: list[Problem] = []
    opened = folder if isinstance(folder, Packages) else Packages(folder)
    packages, parts = opened.folder, parts or Parts(None)
    catalog = _declaration(lambda: opened.declaration, found)
    publisher: Catalog | None = None
    if catalog is not None:
        faults = declared.catalog_problems(catalog)
        publisher = reading.to_catalog(catalog.values) if not faults else None
        found += faults or declared.publishers(vocabulary, catalog.values["agents"])
    every = opened.names
    for name in names:
        if name not in every:
            raise NotThere(f"There is no dataset '{name}'. There are: {', '.join(every)}.")
    declarations = {}
    for name in every:
        one = _declaration(lambda name=name: opened[name].declaration, found)
        if one is not None:
            declarations[name] = one
    found += declared.together(declarations)
    verdicts = _Verdicts(opened, vocabulary, parts)
    for name, one in declarations.items():
        if not names or name in names:
            sound = catalog.values if catalog and publisher else {}
            shape = declared.dataset_problems(one, sound, vocabulary, gate.ACCEPTABLE)
            found += shape
            found += verdicts.of(name, one, publisher if not shape else None)
            if publisher is not None and (room := rooms.closed(one.values, publisher.rooms)):
                fault = f"'{name}' is of the room '{room}', which is not open, and is not published."
                rooms_open = ", ".join([*publisher.rooms, room])
                remedy = f"To publish it, write in catalog.yaml: rooms: [{rooms_open}]."
                found.append(
                    one.problem(("source",), fault, remedy, "room-closed", subject=name, severity=Severity.NOTE)
                )
    reports = _declaration(lambda: reading.read_reported_declaration(packages), found)
    if reports is not None:
        listed = {name: ids_of(one) for name, one in declarations.items()}
        gone = publisher.withdrawn if publisher else ()
        told = declared.languages_of(catalog.values if catalog else {})
        found += reported.problems(reports, told, listed, gone, vocabulary)
    if publisher is not None and catalog is not None:
        every_file = [catalog, *declarations.values(), *([reports] if reports else [])]
        found += languages.problems(vocabulary, publisher.languages, every_file)
    found += registry_problems(opened, declarations, vocabulary, catalog.values if catalog else {})
    found += strays(packages)
    return sorted(set(found), key=_order)


#: Faults of a file as a whole: what else is found is mostly their doing, so they are told first.
_ROOTS = frozenset(
    {"file-missing", "file-empty", "file-changed", "file-unreadable", "not-utf8", "bad-descriptor", "wrong-columns"}
)


def _order(problem: Problem) -> tuple[Any, ...]:
    return (
        list(Severity).index(problem.severity),
        problem.rule not in _ROOTS,
        problem.file,
        problem.row or 0,
        problem.rule,
        problem.fault,
    )


def _declaration(read: Any, found: list[Problem]) -> Declaration | None:
    try:
        one: Declaration = read()
    except Refused as refusal:
        found += refusal.problems
        return None
    return one


def _harmless(problems: Sequence[Problem]) -> bool:
    return not any(problem.severity is Severity.ERROR for problem in problems)


class _Verdicts:
    """What is wrong with each package, kept where nothing is."""

    def __init__(self, packages: Packages, vocabulary: Vocabulary, parts: Parts):
        self._packages, self._vocabulary, self._parts = packages, vocabulary, parts

    @cached_property
    def _known(self) -> dict[str, pd.DataFrame]:
        return self._packages.tables_of_all(self._vocabulary)

    @cached_property
    def _common(self) -> list[str]:
        """What every verdict rests on: vocabulary and the tables that others refer to."""
        home = self._packages.folder
        folders = [home / place.partition("/")[0] for place in referred_to(self._vocabulary)]
        tables = [path.read_bytes() for one in folders for path in sorted(one.glob("*.csv"))]
        return [digest(self._vocabulary), *map(sha256, tables)]

    def of(self, name: str, one: Declaration, catalog: Catalog | None) -> list[Problem]:
        def look() -> list[Problem]:
            return package_problems(self._packages[name], name, one, self._vocabulary, self._known, catalog)

        home = self._packages.folder
        if not (home / name / reading.DESCRIPTOR).is_file():
            return look()
        beside = [home / reading.CATALOG, *sorted((home / name).iterdir())]
        files = [path for path in beside if path.is_file()]
        told = [name, home.name, catalog is not None, [(path.name, sha256(path.read_bytes())) for path in files]]
        return self._parts.value("verdicts", [*self._common, *told], look, list[Problem], _harmless)


def ids_of(one: Declaration) -> list[str]:
    """The indicators that a ``dataset.yaml`` lists."""
    listed = one.values.get("indicators")
    return [str(id) for id in listed] if isinstance(listed, list) else []


def context(one: Declaration, vocabulary: Vocabulary, catalog: Catalog | None = None) -> gate.Context:
    """What the tables of a dataset may refer to, as its ``dataset.yaml`` says; agents only with the catalogue."""
    kinds = {kind.value for kind in AreaKind}
    return gate.Context(
        vocabulary=vocabulary,
        indicators={str(i) for i in one.values.get("indicators") or ()},
        area_kinds=[AreaKind(k) for k in one.values.get("area_kinds") or () if k in kinds],
        expectations=one.values.get("expectations") or {},
        agents=None if catalog is None else set(catalog.agents),
    )


def package_problems(
    package: Package,
    name: str,
    one: Declaration,
    vocabulary: Vocabulary,
    known: Mapping[str, pd.DataFrame],
    catalog: Catalog | None = None,
) -> list[Problem]:
    """What is wrong with one package as it stands.

    Args:
        known: tables of all packages by ``package/table``.
        catalog: what catalog.yaml says, when neither it nor dataset.yaml has a fault, so that the descriptor can be
            held against them; None: it is not.
    """
    folder = package.folder
    packages = folder.parent
    label = f"{packages.name}/{name}"
    try:
        descriptor, dataset = package.descriptor, package.dataset
    except NotThere:
        lost = []
        if any(entry.get("id") == name for entry in read_registry(packages)):
            lost = [
                Problem(
                    file=f"{label}/{reading.DESCRIPTOR}",
                    fault=f"there is no such file, but the dataset has been published ({REGISTRY}).",
                    remedy="Take it back from version control, with the tables beside it.",
                    rule="file-missing",
                )
            ]
        fault = "nothing has been fetched yet."
        remedy = f"Run 'publisher fetch {name}'."
        return [*lost, Problem(file=one.file, fault=fault, remedy=remedy, rule="not-fetched", severity=Severity.NOTE)]
    except Refused as refusal:
        return list(refusal.problems)
    data, found = standing(folder, dataset)
    found += [
        Problem(
            file=f"vocab/{table.name}.schema.yaml",
            fault=f"there is no such file, but {label} has the table '{table.name}'.",
            remedy="Take it back from version control.",
            rule="file-missing",
        )
        for table in dataset.tables
        if table.name not in vocabulary.tables
    ]
    whole = not found
    tables = {t.name: (t, data[t.name], f"{label}/{t.path}") for t in dataset.tables if t.name in data}
    frames, findings = gate.table_problems(tables, context(one, vocabulary, catalog), known)
    for one_table in findings:
        found += one_table.problems
    if {"observations", "revisions"} <= set(frames):
        found += revisions_disagree(frames["observations"], frames["revisions"], f"{label}/revisions.csv")
    framed, faults = opened_by_frictionless(descriptor, folder)
    found += [
        Problem(
            file=f"{label}/{reading.DESCRIPTOR}",
            fault=fault,
            remedy=f"Run 'publisher fetch {name}' again; if it stays, the table schema in vocab/ is at fault.",
            rule="bad-descriptor",
        )
        for fault in faults
    ]
    if not found and framed is not None and sum(table.rows for table in dataset.tables) <= FRICTIONLESS_ROWS:
        found += conformance(framed, label)
    if catalog is not None and whole:
        found += stale(package, one, catalog, vocabulary)
    return acceptance.weigh(found, one, catalog.languages if catalog else LANGUAGES, fetched=False)


def standing(folder: Path, dataset: Dataset) -> tuple[dict[str, bytes], list[Problem]]:
    """The files of a package's tables by the table's name, and those that are not as fetch wrote them."""
    data: dict[str, bytes] = {}
    found = []
    for table in dataset.tables:
        fault = None
        try:
            data[table.name] = (folder / table.path).read_bytes()
        except FileNotFoundError:
            fault, rule = "there is no such file, but datapackage.json names it.", "file-missing"
        else:
            if len(data[table.name]) != table.bytes or sha256(data[table.name]) != table.sha256:
                fault, rule = "the file is not the one that fetch wrote: its checksum is another.", "file-changed"
        if fault:
            remedy = "Take it back from version control; figures are corrected at their source."
            found.append(
                Problem(file=f"{folder.parent.name}/{folder.name}/{table.path}", fault=fault, remedy=remedy, rule=rule)
            )
    return data, found


def conformance(package: Framed, label: str) -> list[Problem]:
    """What frictionless says of a package, cell by cell; patterns, which it would read without a bound, aside."""
    for resource in package.resources:
        resource.custom = {}  # copied with every column at every turn, and looked at by nothing here
        for field in resource.schema.fields:
            field.constraints.pop("pattern", None)
            field.title, field.description, field.custom = None, None, {}
    report = package.validate()
    return [
        Problem(
            file=f"{label}/{task.place}",
            row=getattr(error, "row_number", None),
            column=getattr(error, "field_name", None),
            fault=f"frictionless: {error.message}",
            remedy="Correct the source and fetch again.",
            rule="bad-descriptor",
        )
        for task in report.tasks
        for error in task.errors
    ]


def revisions_disagree(current: pd.DataFrame, revisions: pd.DataFrame, file: str) -> list[Problem]:
    """Rows whose last revision says something else than the row: somebody edited one of the two files."""
    if not len(revisions):
        return []
    last = revisions.assign(row=range(2, len(revisions) + 2)).drop_duplicates(KEY, keep="last")
    text = {column: "str" for column in KEY}
    both = last.astype(text).merge(
        current[[*KEY, "value", "status"]].astype(text), on=KEY, how="left", indicator="side"
    )
    same_value = (both["new_value"] == both["value"]) | (both["new_value"].isna() & both["value"].isna())
    same_status = both["new_status"].astype("str") == both["status"].astype("str").fillna("")
    wrong = both[~(same_value & same_status) | (both["side"] != "both")]
    return [
        Problem(
            file=file,
            row=int(row.row),
            fault=f"{row.indicator} {row.area} {row.period} was last revised to {row.new_value:g} {row.new_status}, "
            "observations.csv says something else.",
            remedy="Neither file is edited by hand: take both back from version control.",
            rule="revisions-disagree",
            subject=f"{row.indicator}/{row.area}/{row.period}",
        )
        for row in wrong.head(20).itertuples()
    ]


def stale(package: Package, one: Declaration, catalog: Catalog, vocabulary: Vocabulary) -> list[Problem]:
    """Whether the descriptor still says what dataset.yaml, catalog.yaml and vocab/ say."""
    from publisher.package import writing

    try:
        files = writing.redescribed(package, one, catalog, vocabulary)
    except (KeyError, ValueError, OSError):
        return []  # told elsewhere
    packages, name = package.folder.parent, package.folder.name
    lost = [f for f in sorted(files) if not (packages / name / f).is_file()]
    if lost:
        fault = "there is no such file."
        remedy = f"Take it back from version control, or run 'publisher fetch --descriptions {name}'."
        return [Problem(file=f"{packages.name}/{name}/{lost[0]}", fault=fault, remedy=remedy, rule="file-missing")]
    differing = [f for f, data in sorted(files.items()) if (packages / name / f).read_bytes() != data]
    fault = "dataset.yaml, catalog.yaml or vocab/ was edited after this file was written."
    remedy = f"Run 'publisher fetch --descriptions {name}'; it asks no source."
    return [
        Problem(file=f"{packages.name}/{name}/{file}", fault=fault, remedy=remedy, rule="stale-descriptor")
        for file in differing[:1]
    ]


def read_registry(packages: Path) -> list[dict[str, str]]:
    """Every identifier that was ever published; none when nothing was."""
    path = packages / REGISTRY
    if not path.is_file():
        return []
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def _registry_fault(packages: Packages, entries: list[dict[str, str]], declarations: Mapping[str, Declaration]) -> str:
    """What shows that ``ids.csv`` is not as fetch wrote it; "" when nothing does."""
    published: dict[str, set[str]] = {}
    wanted: list[tuple[str, str]] = []
    for name in declarations:
        try:
            dataset = packages[name].dataset
        except (NotThere, Refused):
            continue
        published[name] = {version.date for version in dataset.versions}
        wanted += [("dataset", name), *(("indicator", indicator) for indicator in dataset.indicators)]
    if any(set(entry) != set(REGISTRY_COLUMNS) or None in entry.values() for entry in entries):
        return f"its columns are not {', '.join(REGISTRY_COLUMNS)} on every row."
    known = {(entry["kind"], entry["id"]) for entry in entries}
    if lost := [id_ for kind, id_ in wanted if (kind, id_) not in known]:
        more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
        return f"{', '.join(lost[:5])}{more} were published and are not in it."
    for row, entry in enumerate(entries, 2):
        name = entry["id"] if entry["kind"] == "dataset" else entry["key"]
        if entry["kind"] not in ("dataset", "indicator"):
            return f"row {row}: '{entry['kind']}' is neither dataset nor indicator."
        if name in published and entry["since"] not in published[name]:
            return f"row {row}: {name} had no version on {entry['since']}."
    return ""


def registry_problems(
    opened: Packages, declarations: Mapping[str, Declaration], vocabulary: Vocabulary, catalog: Mapping[str, Any]
) -> list[Problem]:
    """Names that never rot: what was published once is still known, and nothing new has taken its name."""
    packages = opened.folder
    entries = read_registry(packages)
    found = []
    if damage := _registry_fault(opened, entries, declarations):
        found = [
            Problem(
                file=f"{packages.name}/{REGISTRY}",
                fault=damage,
                remedy="Take it back from version control; it keeps names that were published from being lost.",
                rule="wrong-columns" if "columns" in damage else "file-changed",
            )
        ]
        if "columns" in damage:
            return found
    withdrawn = catalog.get("withdrawn") or {}
    former = {former for indicator in vocabulary.indicators.values() for former in indicator.former_ids}
    for row, entry in enumerate(entries, 2):
        kind, id_, key = entry["kind"], entry["id"], entry["key"]
        fault = None
        if kind == "indicator" and id_ not in vocabulary.indicators and id_ not in former:
            fault, rule = (
                f"the indicator '{id_}' was published and is no longer in vocab/indicators.ttl.",
                "id-vanished",
            )
            remedy = "Put it back with term:retired, or name it as term:formerId of the one that replaced it."
        elif kind == "dataset" and id_ in withdrawn and id_ not in declarations:
            continue
        elif kind == "dataset" and id_ not in declarations:
            if (packages / id_ / reading.DECLARATION).exists():
                continue  # it is there and cannot be read, which is told
            fault, rule = f"the dataset '{id_}' was published and has no {id_}/dataset.yaml any more.", "id-vanished"
            remedy = (
                "Put its folder back; a dataset that ends stays, with frequency: NEVER. If it must go, say so in "
                "catalog.yaml, withdrawn: date, reason, replaced_by; its addresses then answer 410."
            )
        elif kind == "dataset" and declarations[id_].values.get("id") not in (key, None):
            fault, rule = f"the dataset '{id_}' was published with the id {key}.", "id-changed"
            remedy = f"Write id: {key} in its dataset.yaml again."
        if fault:
            found.append(
                Problem(file=f"{packages.name}/{REGISTRY}", row=row, fault=fault, remedy=remedy, rule=rule, subject=id_)
            )
    return found
