"""What has changed: editions, versions of datasets, and every revised value with its old and new figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.connection import mappings
from publisher.model import LANGUAGES, AreaKind, RevisionKind, localised
from publisher.reader import order
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.view import View, page

#: Revisions on one page.
PAGE = 100


@page("/andringar")
def changes(view: View) -> Finished:
    """Editions, versions, revisions.

    ``?datamangd=``, ``?nyckeltal=``, ``?kommun=`` and ``?sedan=`` (a day) narrow, ``?sida=`` turns pages.
    """
    narrowed = narrowing(view)
    total = count(view, narrowed)
    pages = max(1, -(-total // PAGE))
    number = question.number(view, "sida", pages)
    return view.page(
        "changes.html",
        title=view.say("What has changed"),
        description=view.say("Editions, new versions of datasets and every revised value with its old and new figure."),
        editions=editions(view),
        versions=versions(view),
        summaries=summaries(view),
        revisions=revisions(view, narrowed, number),
        cells=cells(view, narrowed) if number == 1 else [],
        total=total,
        number=number,
        pages=pages,
        narrowed=narrowed,
        robots=not narrowed and number == 1,
    )


def narrowing(view: View) -> dict[str, str]:
    """Columns of the revisions that the address restricts: to what."""
    found = {}
    if dataset := question.one_of(view, "datamangd", view.book.datasets):
        found["dataset"] = dataset
    if indicator := question.indicator(view, "nyckeltal", view.reader.vocabulary.indicators):
        found["indicator"] = indicator.id
    if area := question.area(view, "kommun", AreaKind.MUNICIPALITY):
        found["area"] = area.code
    if since := question.day(view, "sedan"):
        found["recorded"] = since
    return found


def editions(view: View) -> list[tuple[str, str, str]]:
    """Editions that stand, newest first, on the page of an edition those up to it: id, date, summary."""
    last = order(view.reader.edition.id)
    return [
        (one.id, view.words.date(one.published), localised(one.summary, view.language))
        for one in reversed(view.shelf.editions())
        if not view.frozen or order(one.id) <= last
    ][:50]


def versions(view: View) -> list[tuple[str, str, str, str, str]]:
    """Versions of datasets, newest first: date, dataset's title, its name, number, notes."""
    found = [
        (version.date, view.words.text(dataset.title), dataset.name, version.number, view.words.text(version.notes))
        for dataset in view.book.datasets.values()
        for version in dataset.versions
    ]
    return sorted(found, key=lambda entry: entry[0], reverse=True)[:100]  # of one day, as the datasets have them


def summaries(view: View) -> list[tuple[str, str, str]]:
    """How many values changed in each version of each dataset: date, dataset's title, counts in words."""
    kinds = kind_words(view)
    rows: Iterable[Any] = view.reader.connection.execute(
        "SELECT recorded, dataset, kind, count(*) FROM revisions GROUP BY 1, 2, 3 ORDER BY recorded DESC, dataset, kind"
    )
    found: dict[tuple[str, str], list[str]] = {}
    for recorded, dataset, kind, number in rows:
        found.setdefault((recorded, dataset), []).append(f"{view.words.number(number)} {kinds[kind].lower()}")
    return [
        (recorded, view.words.text(view.book.datasets[dataset].title), view.words.listing(parts))
        for (recorded, dataset), parts in found.items()
    ]


def kind_words(view: View) -> dict[str, str]:
    """What each kind of revision is called."""
    return {
        RevisionKind.ADDED: view.say("Added"),
        RevisionKind.REVISED: view.say("Revised"),
        RevisionKind.WITHDRAWN: view.say("Withdrawn"),
        RevisionKind.RESTORED: view.say("Restored"),
        RevisionKind.AMENDED: view.say("Amended"),
    }


@dataclass(frozen=True)
class Cell:
    """A changed cell of a table that holds no observations."""

    recorded: str
    dataset: str
    table: str
    key: str
    column: str
    kind: str
    old: str
    new: str
    reason: str
    language: str = ""  #: of old and new, where the column says another than the page's: ``note_sv``


def cells(view: View, narrowed: Mapping[str, str]) -> Sequence[Cell]:
    """What changed in other tables than observations, newest first; nothing on a page narrowed to some observations."""
    if not narrowed.keys() <= {"dataset", "recorded"}:
        return []
    where, values = _where(narrowed)
    rows = view.book.select(
        "table_revisions",
        f'SELECT * FROM table_revisions{where} ORDER BY recorded DESC, dataset, "table", key, column LIMIT {PAGE}',  # noqa: S608
        values,
    )
    kinds = kind_words(view)
    return [
        Cell(
            recorded=view.words.date(row["recorded"]),
            dataset=view.words.text(view.book.datasets[row["dataset"]].title),
            table=row["table"],
            key=row["key"].replace("|", ", "),
            column="" if row["column"] == "*" else row["column"],
            kind=kinds[row["kind"]],
            old=row["old"] or "–",
            new=row["new"] or "–",
            reason=view.stored(row, "reason"),
            language=next((o for o in LANGUAGES if o != view.language and row["column"].endswith(f"_{o}")), ""),
        )
        for row in rows
    ]


def _where(narrowed: Mapping[str, str]) -> tuple[str, list[str]]:
    conditions = " AND ".join(  # columns are ours, values are bound
        f"{column} {'>=' if column == 'recorded' else '='} ?" for column in narrowed
    )
    return (f" WHERE {conditions}" if conditions else "", list(narrowed.values()))


def count(view: View, narrowed: Mapping[str, str]) -> int:
    where, values = _where(narrowed)
    return int(view.reader.connection.execute(f"SELECT count(*) FROM revisions{where}", values).get)  # noqa: S608


@dataclass(frozen=True)
class Revised:
    """A changed value as the page shows it."""

    recorded: str
    kind: str
    indicator: str
    indicator_href: str
    area: str
    area_href: str
    period: str
    old: str
    new: str
    reason: str


def revisions(view: View, narrowed: Mapping[str, str], number: int) -> Sequence[Revised]:
    """One page of revisions, newest first."""
    where, values = _where(narrowed)
    cursor = view.reader.connection.execute(
        f"SELECT * FROM revisions{where} ORDER BY recorded DESC, dataset, indicator, area, period, sex"  # noqa: S608
        " LIMIT ? OFFSET ?",
        [*values, PAGE, PAGE * (number - 1)],
    )
    return [revised(view, row) for row in mappings(cursor)]


def revised(view: View, row: Mapping[str, Any]) -> Revised:
    """A row of the table ``revisions`` in words."""
    words, vocabulary = view.words, view.reader.vocabulary
    indicator = vocabulary.indicators.get(row["indicator"])
    indicator = indicator and indicator.at(row["period"])
    area = vocabulary.areas.get(row["area"])

    def figure(value: float | None, status: str | None) -> str:
        if value is None:
            return words.status(status) if status else "–"
        return words.figure(indicator, value) if indicator else words.shortest(value)

    paths = {AreaKind.MUNICIPALITY: "/kommun/", AreaKind.COUNTY: "/lan/"}
    path = paths.get(area.kind) if area else None
    period = words.period(row["period"])
    if row["sex"] != "T":
        period += f", {words.concept('sex', row['sex']).lower()}"
    if row["service_area"] != "_T":
        period += f", {words.concept('service-area', row['service_area']).lower()}"
    return Revised(
        recorded=words.date(row["recorded"]),
        kind=kind_words(view)[row["kind"]],
        indicator=words.text(indicator.label) if indicator else row["indicator"],
        indicator_href=view.href(f"/nyckeltal/{row['indicator']}") if row["indicator"] in view.book.kinds_of else "",
        area=words.text(area.label) if area else row["area"],
        area_href=view.href(f"{path}{area.code}") if area and path else "",
        period=period,
        old=figure(row["old_value"], row["old_status"]),
        new=figure(row["new_value"], row["new_status"]),
        reason=view.stored(row, "reason"),
    )
