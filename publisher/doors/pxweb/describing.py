"""Describing: the service, its tables, their dimensions, sets of areas and default selections, as PxWeb says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from publisher import __version__
from publisher.doors.inquiry import Inquirer
from publisher.doors.knocking import refused
from publisher.doors.pxweb.selecting import MOST_CELLS, Chosen, default, placed
from publisher.doors.pxweb.selecting import Asked as Written
from publisher.doors.pxweb.table import Codelist, Dimension, Table, codelists, table_of
from publisher.download import citation
from publisher.finding import find
from publisher.model import Text, ValueKind, localised
from publisher.phrases import tell
from publisher.translation import locale
from publisher.web.api.explaining import cautions
from publisher.web.api.naming import names
from publisher.web.api.selecting import Wanted
from publisher.web.api.spans import periods
from publisher.web.book import book_of

#: Tables of a page unless asked otherwise, and at most.
PAGE, MOST = 20, 10_000
#: What the API has no bound for, and every client wants one of: so many calls in so many seconds.
CALLS, WINDOW = 1000, 10
FORMATS = ("json-stat2", "csv", "xlsx", "parquet", "px", "json-px", "html")
#: Codes of the dimensions in the stub and in the heading.
Places = tuple[Sequence[str], Sequence[str]]
#: Kinds of value that may be summed over areas.
SUMMED = frozenset({ValueKind.COUNT, ValueKind.AMOUNT})
#: Marks of a cell without a value: it cannot have one; it has none.
NONE_POSSIBLE, NONE_KNOWN = ".", ".."

_MARKS: Text = tell(
    "{none_possible} means that there can be no figure, {none_known} that there is none; the reason stands in "
    "extension.status. A missing value is never 0.",
    none_possible=NONE_POSSIBLE,
    none_known=NONE_KNOWN,
)


def base(inquirer: Inquirer) -> str:
    """Address of the door."""
    return f"{inquirer.reader.edition.base_url}/pxweb/api/v2"


def link(inquirer: Inquirer, rel: str, path: str, **query: object) -> dict[str, str]:
    """A link of PxWeb's."""
    asked = urlencode({"lang": inquirer.told, **query})
    return {"rel": rel, "hreflang": inquirer.told, "href": f"{base(inquirer)}{path}?{asked}"}


def config(inquirer: Inquirer) -> dict[str, Any]:
    """What the service is and how much it gives at once."""
    reader = inquirer.reader
    catalog = reader.catalog
    terms = {one.licence: catalog.licences[one.licence].url for one in catalog.datasets}
    said = citation(catalog, catalog.title, reader.edition, reader.edition.base_url)
    return {
        "apiVersion": "2.2.0",
        "appVersion": __version__,
        "languages": [{"id": code, "label": str(locale(code).display_name).capitalize()} for code in catalog.languages],
        "defaultLanguage": catalog.languages[0],
        "maxDataCells": MOST_CELLS,
        "maxCallsPerTimeWindow": CALLS,
        "timeWindow": WINDOW,
        "license": " ".join(dict.fromkeys(terms.values())),
        "sourceReferences": [{"language": code, "text": localised(said, code)} for code in catalog.languages],
        "defaultDataFormat": FORMATS[0],
        "dataFormats": list(FORMATS),
        "features": [{"id": "CORS", "params": [{"key": "enabled", "value": "True"}]}],
    }


def tables(inquirer: Inquirer, text: str, days: int, ended: bool, number: int, size: int) -> dict[str, Any]:
    """A page of the tables.

    Args:
        text: what is searched for; '' for all.
        days: only those published anew in so many days; 0: all.
        ended: whether indicators that have ended are among them.
        number: of the page, from 1.
        size: tables of a page.

    Raises:
        ProblemError: 404 for a page that there is not.
    """
    reader = inquirer.reader
    there = names(reader).available
    if text:
        ids = [one.key for one in find(reader.connection, text, inquirer.told, ("indicator",), MOST)]
    else:
        ids = [one.id for one in reader.vocabulary.indicators.values()]
    every = [table_of(inquirer, id) for id in ids if id in there]
    since = (date.today() - timedelta(days=days)).isoformat() if days else ""
    kept = [one for one in every if (ended or not one.indicator.retired) and one.dataset.modified >= since]
    pages = max(1, -(-len(kept) // size))
    if number > pages:
        words = tell("there are {pages} pages. Begin at 1.", pages=pages)
        raise refused("pageNumber", words, 404, "Non-existent page", bound=pages)
    asked = {**({"query": text} if text else {}), "pageSize": size}
    around = {"first": 1, "previous": number - 1, "self": number, "next": number + 1, "last": pages}
    return {
        "language": inquirer.told,
        "tables": [brief(inquirer, one) for one in kept[(number - 1) * size : number * size]],
        "page": {
            "pageNumber": number,
            "pageSize": size,
            "totalElements": len(kept),
            "totalPages": pages,
            "links": [
                link(inquirer, rel, "/tables", pageNumber=page, **asked)
                for rel, page in around.items()
                if 1 <= page <= pages
            ],
        },
        "links": [link(inquirer, "self", "/tables", pageNumber=number, **asked)],
    }


def brief(inquirer: Inquirer, table: Table) -> dict[str, Any]:
    """A table as it stands in a list."""
    subject = inquirer.reader.vocabulary.concepts.get("subject", {}).get(table.indicator.subject)
    paths = [{"id": table.dataset.name, "label": localised(table.dataset.title, inquirer.told)}]
    if subject is not None:
        paths.insert(0, {"id": subject.code, "label": localised(subject.label, inquirer.told)})
    return {
        "type": "Table",
        "id": table.id,
        "label": table.label,
        "description": localised(table.indicator.definition, inquirer.told),
        "sortCode": table.id,
        "updated": updated(table),
        "firstPeriod": table.periods[0],
        "lastPeriod": table.periods[-1],
        "category": "public",
        "variableNames": [one.label for one in table.dimensions],
        "discontinued": bool(table.indicator.retired),
        "source": source(inquirer, table),
        "subjectCode": table.indicator.subject,
        "timeUnit": time_unit(table),
        "paths": [paths],
        "links": links(inquirer, table),
    }


def updated(table: Table) -> str:
    """When the table was published anew, as PxWeb writes it: the day is what is known."""
    return f"{table.dataset.modified}T00:00:00Z"


def links(inquirer: Inquirer, table: Table) -> list[dict[str, str]]:
    """Where a table's parts are."""
    place = f"/tables/{quote(table.id, safe='')}"
    rels = {"self": "", "metadata": "/metadata", "data": "/data", "defaultselection": "/defaultselection"}
    others = [code for code in inquirer.reader.catalog.languages if code != inquirer.told]
    return [
        *(link(inquirer, rel, place + rest) for rel, rest in rels.items()),
        *(link(Inquirer(app=inquirer.app, language=code), "alternate", place) for code in others),
    ]


def one(inquirer: Inquirer, table: Table) -> dict[str, Any]:
    """A table by itself."""
    return {"language": inquirer.told, **brief(inquirer, table)}


def time_unit(table: Table) -> str:
    """How long its periods are."""
    lengths = {"Q" if "Q" in code else str(code.count("-")) for code in table.periods}
    return (
        {"0": "Annual", "Q": "Quarterly", "1": "Monthly"}.get(lengths.pop(), "Other") if len(lengths) == 1 else "Other"
    )


def source(inquirer: Inquirer, table: Table) -> str:
    """Who is behind the figures."""
    agents = inquirer.reader.catalog.agents
    keys = table.dataset.creators or [table.dataset.publisher]
    return ", ".join(localised(agents[key].name, inquirer.told) for key in keys if key in agents)


def notes(inquirer: Inquirer, table: Table) -> list[str]:
    """What must be known to read a table: definition, what may not be compared, terms, marks."""
    nothing = Wanted(indicators=[table.indicator], areas=(), members=(), periods=periods([]), sexes=(),
                     service_areas=(), datasets=())  # fmt: skip
    said = [table.indicator.definition, *(text for _, text in cautions(inquirer.reader, nothing, [table.indicator]))]
    return list(filter(None, (localised(text, inquirer.told) for text in [*said, table.dataset.rights, _MARKS])))


def metadata(inquirer: Inquirer, table: Table) -> dict[str, Any]:
    """A table's dimensions as JSON-stat; the list of values is empty."""
    whole = dataset(inquirer, table, table.dimensions, placed(table, default(table), Written()))
    for one in table.dimensions:
        extension = whole["dimension"][one.code]["extension"]
        extension["elimination"] = one.eliminated is not None
        if one.eliminated is not None:
            extension["eliminationValueCode"] = one.eliminated
        # its document calls them codeLists, its server codelists; clients look for either
        extension["codeLists"] = extension["codelists"] = [
            {"id": each.id, "label": each.label, "type": "Valueset",
             "links": [link(inquirer, "metadata", f"/codelists/{quote(each.id, safe='')}")]}
            for each in (codelists(inquirer, table) if one.column == "area" else ())
        ]  # fmt: skip
    place = base(inquirer) + f"/tables/{quote(table.id, safe='')}"
    whole["link"] = {
        "describes": [{"type": "application/json", "href": f"{place}/data?lang={inquirer.told}"}],
        "describedby": [
            {
                "type": "text/html",
                "href": f"{inquirer.reader.edition.base_url}/id/indicator/{quote(table.id, safe='')}",
            }
        ],
    }
    return {**whole, "value": []}


def dataset(
    inquirer: Inquirer, table: Table, dimensions: Sequence[Dimension], places: Places
) -> dict[str, Any]:  # fmt: skip
    """All of a JSON-stat dataset but values and statuses.

    Args:
        dimensions: those of the table, with the codes that are shown.
        places: codes of dimensions in the stub and in the heading.
    """
    reader, told = inquirer.reader, inquirer.told
    noted = notes(inquirer, table)
    roles: dict[str, list[str]] = {}
    for one in dimensions:
        role = {"area": "geo", "period": "time", "indicator": "metric"}.get(one.column)
        if role:
            roles.setdefault(role, []).append(one.code)
    contact = reader.catalog.contact
    who = {"name": localised(contact.name, told), "raw": localised(contact.name, told)}
    if contact.email:
        who |= {"mail": contact.email, "raw": f"{who['name']}, {contact.email}"}
    return {
        "version": "2.0",
        "class": "dataset",
        "href": link(inquirer, "self", f"/tables/{quote(table.id, safe='')}")["href"],
        "label": table.label,
        "source": source(inquirer, table),
        "updated": updated(table),
        "note": noted,
        "role": roles,
        "id": [one.code for one in dimensions],
        "size": [len(one.labels) for one in dimensions],
        "dimension": {one.code: _dimension(inquirer, table, one) for one in dimensions},
        "extension": {
            "noteMandatory": {str(place): True for place in range(len(noted))},
            "px": {
                "tableid": table.id,
                "decimals": book_of(reader).decimals.get(table.id, 0),
                "official-statistics": False,
                "aggregallowed": table.indicator.value_kind in SUMMED,
                "copyright": False,
                "language": told,
                "contents": table.label,
                "heading": list(places[1]),
                "stub": list(places[0]),
                "matrix": table.id,
                "subject-code": table.indicator.subject,
            },
            "firstPeriod": table.periods[0],
            "lastPeriod": table.periods[-1],
            "discontinued": bool(table.indicator.retired),
            "contact": [who],
            "edition": reader.edition.id,
        },
    }


def _dimension(inquirer: Inquirer, table: Table, one: Dimension) -> dict[str, Any]:
    category: dict[str, Any] = {
        "index": {code: place for place, code in enumerate(one.labels)},
        "label": dict(one.labels),
    }
    extension: dict[str, Any] = {"show": "code_value" if one.column == "area" else "value"}
    if one.column == "indicator":
        units = inquirer.reader.vocabulary.concepts.get("unit", {})
        scale = table.indicator.at(table.periods[-1])
        unit = units.get(scale.unit)
        category["unit"] = {
            table.id: {
                "base": localised(unit.label, inquirer.told) if unit else scale.unit,
                "decimals": book_of(inquirer.reader).decimals.get(table.id, 0),
            }
        }
        if scale.steps:
            category["note"] = {
                table.id: [f"{step.code} = {localised(step.label, inquirer.told)}" for step in scale.steps]
            }
        extension["measuringType"] = {table.id: "Other"}
    return {"label": one.label, "category": category, "extension": extension}


def selection(inquirer: Inquirer, table: Table, found: Chosen) -> dict[str, Any]:
    """A selection as PxWeb writes it."""
    stub, heading = placed(table, found, Written())
    return {
        "language": inquirer.told,
        "selection": [
            {"variableCode": one.code, "codelist": None, "valueCodes": list(found.get(one.code, ()))}
            for one in table.dimensions
        ],
        "placement": {"heading": heading, "stub": stub},
        "links": links(inquirer, table),
    }


def codes(inquirer: Inquirer, found: Codelist) -> dict[str, Any]:
    """A set of areas."""
    areas: Mapping[str, Any] = inquirer.reader.vocabulary.areas
    return {
        "id": found.id,
        "label": found.label,
        "language": inquirer.told,
        "languages": list(inquirer.reader.catalog.languages),
        "elimination": False,
        "type": "Valueset",
        "values": [
            {"code": code, "label": localised(areas[code].label, inquirer.told), "valueMap": [code]}
            for code in found.codes
        ],
        "links": [link(inquirer, "self", f"/codelists/{quote(found.id, safe='')}")],
    }
