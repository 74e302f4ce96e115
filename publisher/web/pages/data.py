"""The datasets: what there is to download, on what terms, from where, and what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from jinja2.utils import htmlsafe_json_dumps

from publisher.model import Dataset, Distribution, Quality
from publisher.phrases import tell
from publisher.rdf.schemaorg import dataset_jsonld
from publisher.web.finished import Finished
from publisher.web.pages import quality
from publisher.web.pages.view import Crumb, View, page
from publisher.web.problems import withdrawn

#: Formats in the order most people want them.
ORDER = (
    "sqlite",
    "xlsx",
    "csv",
    "json",
    "json-stat",
    "parquet",
    "geojson",
    "geoparquet",
    "sdmx-csv",
    "sdmx-ml",
    "sdmx-structure",
    "zip",
    "csvw",
    "turtle",
    "n-triples",
)


@page("/data")
def datasets(view: View) -> Finished:
    """Every dataset."""
    return view.page(
        "datasets.html",
        title=view.say("Open data"),
        description=view.own("data", view.say("Datasets to download, query and harvest.")),
        datasets=sorted(view.book.datasets.values(), key=lambda d: view.words.text(d.title).casefold()),
        everything=view.reader.catalog.whole,
        rows={
            d.name: sum(table.rows for table in d.tables if table.name == "observations")
            for d in view.book.datasets.values()
        },
    )


@page("/data/{name:str}")
def dataset(view: View) -> Finished:
    """One dataset."""
    found = asked_for(view)
    words, catalog = view.words, view.reader.catalog
    uris = view.uris
    block = dataset_jsonld(found, catalog, view.reader.vocabulary, uris, view.language)
    indicators = [
        view.reader.vocabulary.indicators[id] for id in found.indicators if id in view.reader.vocabulary.indicators
    ]
    return view.page(
        "dataset.html",
        title=words.text(found.title),
        feed={"datamangd": found.name} if found.name in view.book.datasets else {},
        description=words.text(found.description),
        crumbs=[Crumb(view.say("Open data"), view.href("/data"))],
        sources=[words.text(catalog.agents[key].name) for key in found.creators if key in catalog.agents],
        dataset=found,
        creators=[catalog.agents[key] for key in found.creators if key in catalog.agents],
        licence=catalog.licences[found.licence],
        indicators=sorted((i for i in indicators if i.id in view.book.kinds_of), key=lambda i: i.id),
        whole=sorted((d for d in found.distributions if of_whole(d)), key=whole_order),
        files=[d for d in found.distributions if not of_whole(d)],
        coverage=coverage(view, found.quality),
        quality=quality.of_dataset(view, found),
        size=lambda count: size(view, count),
        jsonld=htmlsafe_json_dumps(block, ensure_ascii=False),
        accepted=[
            (
                entry.get("rule", ""),
                entry.get("subject", ""),
                entry.get(f"reason_{view.language}") or entry.get("reason", ""),
            )
            for entry in found.accepted
        ],
        revisions=view.reader.connection.execute("SELECT count(*) FROM revisions WHERE dataset = ?", [found.name]).get,
    )


def asked_for(view: View) -> Dataset:
    """The dataset that the address names."""
    name = view.parameters["name"]
    found = {d.name: d for d in view.reader.catalog.described}.get(name)
    if found is None:
        if (gone := view.reader.catalog.withdrawn.get(name)) is not None:
            raise withdrawn(gone, view.base)
        known = ", ".join(sorted(view.book.datasets))
        raise view.not_found(
            tell("There is no dataset “{name}” in this edition. There are: {known}.", name=name[:60], known=known)
        )
    return found


def of_whole(distribution: Distribution) -> bool:
    """True for files that hold the whole dataset, False for single tables."""
    return distribution.key.startswith(("download-", "cube-", "datapackage"))


def whole_order(distribution: Distribution) -> tuple[int, str]:
    """Where a format stands in the list."""
    name = distribution.key.split("-", 1)[1]
    return (ORDER.index(name) if name in ORDER else len(ORDER), distribution.key)


def size(view: View, count: int | None) -> str:
    """Bytes in words: ``704 kB``."""
    if count is None:
        return ""
    if count < 1000:
        return f"{view.words.number(count)} byte"
    if count < 1_000_000:
        return f"{view.words.number(count / 1000)} kB"
    return f"{view.words.number(count / 1_000_000, 1)} MB"


def coverage(view: View, cells: Sequence[Quality]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """How many areas have a value: indicator, its address, and period with count."""
    indicators = view.reader.vocabulary.indicators
    found = []
    for id, rows in groupby(sorted(cells, key=lambda q: (q.indicator, q.period)), key=lambda q: q.indicator):
        if id not in indicators:
            continue
        told = [
            (
                view.words.period(q.period),
                view.say(
                    "%(n)s of %(all)s",
                    n=view.words.number(q.areas_with_value),
                    all=view.words.number(q.areas_expected),
                ),
            )
            for q in rows
        ]
        found.append((view.words.text(indicators[id].label), view.href(f"/nyckeltal/{id}"), told))
    return found


@page("/data/{name:str}/{file:str}")
def citation_file(view: View) -> Finished:
    """The citation of a dataset for reference managers: ``citering.bib``, ``citering.ris``."""
    found = asked_for(view)
    authors = [view.words.text(view.reader.catalog.agents[key].name) for key in found.creators]
    name, _, form = view.parameters["file"].partition(".")
    if name != "citering":
        raise view.not_found(tell("There is no such file. There are: citering.bib, citering.ris."))
    return view.citation_file(form, f"{view.words.text(found.title)}, {found.version}", authors, f"/data/{found.name}")
