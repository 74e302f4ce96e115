"""What has changed: each change once, every value of it with its old and new figure, versions, editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from publisher import revisions
from publisher.model import LANGUAGES, AreaKind, RevisionKind, localised
from publisher.reader import order
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.view import View, page

#: Revisions on one page.
PAGE = 100
#: Changes, versions told once; indicators that are named of a change.
MOST, NAMED = 100, 3


@page("/andringar")
def changes(view: View) -> Finished:
    """Each change once, what was public before first; every value of it; versions and editions.

    ``?slag=`` (:class:`RevisionKind`), ``?datamangd=``, ``?nyckeltal=``, ``?kommun=`` or ``?omrade=`` and ``?sedan=``
    (a day) narrow, ``?sida=`` turns pages. Added values are told one by one when they are asked for.
    """
    connection, asked = view.reader.connection, narrowing(view)
    shown = asked if asked.kind else replace(asked, kind=[one for one in revisions.ORDER if one != RevisionKind.ADDED])
    total = revisions.count(connection, shown)
    pages = max(1, -(-total // PAGE))
    every = max(pages, -(-revisions.count(connection, asked) // PAGE))  # addresses of when added values stood there too
    number = min(question.number(view, "sida", every), pages)
    told = [once(view, asked, change) for change in revisions.changes(connection, asked)]
    rows = revisions.rows(connection, shown, PAGE, PAGE * (number - 1))
    return view.page(
        "changes.html",
        title=view.say("What has changed"),
        description=view.say("Editions, new versions of datasets and every revised value with its old and new figure."),
        editions=editions(view),
        versions=versions(view, asked),
        changed=[one for one in told if one.kind != RevisionKind.ADDED][:MOST],
        added=[one for one in told if one.kind == RevisionKind.ADDED][:MOST],
        revisions=[revised(view, row) for row in rows],
        cells=cells(view, asked) if number == 1 else [],
        total=total,
        number=number,
        pages=pages,
        form=form(view, asked),
        narrowed=bool(asked),
        feed=addressed(view, asked),
        api=of_api(asked),
        robots=not asked and number == 1,
    )


def narrowing(view: View) -> revisions.Selection:
    """The revisions that the address asks for.

    Raises:
        ProblemError: 400 with the nearest, a value is not understood.
    """
    kind = question.one_of(view, "slag", [kind.value for kind in revisions.ORDER])
    dataset = question.one_of(view, "datamangd", view.book.datasets)
    indicator = question.indicator(view, "nyckeltal", view.reader.vocabulary.indicators)
    areas = question.area(view, "kommun", AreaKind.MUNICIPALITY), question.area(view, "omrade", None)
    return revisions.Selection(
        kind=[kind] if kind else (),
        dataset=[dataset] if dataset else (),
        indicator=[indicator.id] if indicator else (),
        area=list(dict.fromkeys(area.code for area in areas if area is not None)),
        since=question.day(view, "sedan"),
    )


def addressed(view: View, asked: revisions.Selection) -> dict[str, str]:
    """A selection as parameters of the page and of the feed, in one order."""
    vocabulary = view.reader.vocabulary
    municipality = next((code for code in asked.area if vocabulary.areas[code].kind is AreaKind.MUNICIPALITY), "")
    other = next((code for code in asked.area if code != municipality), "")
    given = {
        "slag": next(iter(asked.kind), ""),
        "datamangd": next(iter(asked.dataset), ""),
        "nyckeltal": next(iter(asked.indicator), ""),
        "kommun": municipality,
        "omrade": other,
        "sedan": asked.since,
    }
    return {name: value for name, value in given.items() if value}


def of_api(asked: revisions.Selection) -> dict[str, str]:
    """A selection as parameters of ``/api/v1/changes``, whose ``since`` is a whole day."""
    since = asked.since + "-01-01"[len(asked.since) - 4 :] if asked.since else ""
    names = ("kind", "dataset", "indicator", "area")
    given = {**{name: ",".join(getattr(asked, name)) for name in names}, "since": since}
    return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Once:
    """A change as the page tells it."""

    kind: str
    word: str  #: its kind in words
    recorded: str
    dataset: str
    dataset_href: str
    version: str
    values: int
    areas: int
    period: str
    reason: str
    indicators: Sequence[tuple[str, str]]  #: label and page, the first few
    more: int  #: indicators besides
    href: str  #: where each value stands


def once(view: View, asked: revisions.Selection, change: revisions.Change) -> Once:
    """A change in words, with where each of its values stands."""
    words, known = view.words, view.reader.vocabulary.indicators
    named = [
        (words.text(known[id].label) if id in known else id,
         view.href(f"/nyckeltal/{id}") if id in view.book.kinds_of else "")
        for id in change.indicators[:NAMED]
    ]  # fmt: skip
    only = change.indicators if len(change.indicators) == 1 else asked.indicator
    there = replace(asked, kind=[change.kind], dataset=[change.dataset], indicator=only, since=change.recorded)
    dataset = view.book.datasets.get(change.dataset)
    first, last = words.period(change.first), words.period(change.last)
    return Once(
        kind=change.kind,
        word=kind_words(view)[change.kind],
        recorded=words.date(change.recorded),
        dataset=words.text(dataset.title) if dataset else change.dataset,
        dataset_href=view.href(f"/data/{change.dataset}"),
        version=change.version,
        values=change.values,
        areas=change.areas,
        period=first if first == last else f"{first}–{last}",
        reason=view.stored(change.row, "reason"),
        indicators=named,
        more=len(change.indicators) - len(named),
        href=view.href("/andringar", **addressed(view, there)) + "#varden",
    )


@dataclass(frozen=True)
class Form:
    """What the filters offer, and what is chosen: value, label."""

    kinds: Sequence[tuple[str, str]]
    datasets: Sequence[tuple[str, str]]
    indicators: Sequence[tuple[str, str]]
    chosen: Mapping[str, str]
    area: str  #: as it was typed


def form(view: View, asked: revisions.Selection) -> Form:
    """The filters: indicators that have a change, and the one that is asked for."""
    known, words = view.reader.vocabulary.indicators, view.words
    ids = {id for (id,) in view.reader.connection.execute("SELECT DISTINCT indicator FROM revisions")}
    labels = {id: words.text(known[id].label) for id in ids | set(asked.indicator) if id in known}
    kinds = kind_words(view)
    return Form(
        kinds=[(kind.value, kinds[kind]) for kind in revisions.ORDER],
        datasets=[(name, words.text(dataset.title)) for name, dataset in view.book.datasets.items()],
        indicators=sorted(labels.items(), key=lambda one: one[1]),
        chosen=addressed(view, asked),
        area=words.text(view.reader.vocabulary.areas[asked.area[-1]].label) if asked.area else "",
    )


def editions(view: View) -> list[tuple[str, str, str]]:
    """Editions that stand, newest first, on the page of an edition those up to it: id, date, summary."""
    last = order(view.reader.edition.id)
    return [
        (one.id, view.words.date(one.published), localised(one.summary, view.language))
        for one in reversed(view.shelf.editions())
        if not view.frozen or order(one.id) <= last
    ][:50]


@dataclass(frozen=True)
class Versions:
    """Versions of datasets of one day and with the same words, which are told once."""

    date: str
    notes: str
    datasets: Sequence[tuple[str, str, str]]  #: title, name, number of the version


def versions(view: View, asked: revisions.Selection) -> list[Versions]:
    """Versions of datasets, newest first; of the one that is asked for."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for dataset in view.book.datasets.values():
        if not asked.dataset or dataset.name in asked.dataset:
            for version in dataset.versions:
                told = found.setdefault((version.date, view.words.text(version.notes)), [])
                told.append((view.words.text(dataset.title), dataset.name, version.number))
    told_once = [Versions(day, notes, datasets) for (day, notes), datasets in found.items() if day >= asked.since]
    return sorted(told_once, key=lambda one: one.date, reverse=True)[:MOST]  # of one day, as the datasets have them


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


def cells(view: View, asked: revisions.Selection) -> Sequence[Cell]:
    """What changed in other tables than observations, newest first; nothing where values of some are asked for."""
    if asked.indicator or asked.area:
        return []
    where, values = asked.where()
    rows = view.book.select(
        "table_revisions",
        f"SELECT * FROM table_revisions{where} ORDER BY kind = 'added', recorded DESC, dataset, \"table\", key, column"  # noqa: S608
        f" LIMIT {PAGE}",
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

    old, new = figure(row["old_value"], row["old_status"]), figure(row["new_value"], row["new_status"])
    if old == new and row["old_status"] != row["new_status"]:  # the figure stands, what is said of it does not
        old, new = (
            f"{text} ({words.status(status)})" if status else text
            for text, status in ((old, row["old_status"]), (new, row["new_status"]))
        )
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
        old=old,
        new=new,
        reason=view.stored(row, "reason"),
    )
