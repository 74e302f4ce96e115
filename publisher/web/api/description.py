"""The API described in OpenAPI 3.1, from the same parameters and shapes that answer; nothing is said twice.

``/schema/openapi.json`` is for programs, ``/schema`` the same for people, without scripts.
https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jinja2
import msgspec
from litestar import Response, get

from publisher.download import Format
from publisher.model import LANGUAGES, Text, localised
from publisher.reader import Reader
from publisher.web.api import (
    areas,
    changes,
    comparing,
    grants,
    indicators,
    listing,
    observations,
    profiles,
    rankings,
    shapes,
)
from publisher.web.api.answering import AnyRequest, with_common
from publisher.web.api.naming import names
from publisher.web.api.query import PAGE, Parameter
from publisher.web.problems import MEDIA_TYPE, ProblemError
from publisher.web.problems import language as preferred

#: Version of the API: the number of its path, then additions.
VERSION = "1.0.0"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One path and what it answers."""

    path: str
    name: str  #: operationId
    tag: str
    summary: Text
    thing: type  #: what stands under ``data``, or each of it
    many: bool = True
    parameters: Sequence[Parameter] = ()
    formats: Sequence[str] = listing.FORMATS
    within: Mapping[str, tuple[str, Text]] = field(default_factory=dict)  #: path parameter to example and text


_INDICATOR = ("U21349", {"sv": "Nyckeltalets id eller hela namn.", "en": "Id or whole name of the indicator."})
_AREA = ("0180", {"sv": "Områdets kod eller namn.", "en": "Code or name of the area."})
_MUNICIPALITY = ("0180", {"sv": "Kommunens kod eller namn.", "en": "Code or name of the municipality."})

OPERATIONS: Sequence[Operation] = (
    Operation(
        path=observations.PATH, name="observations", tag="data", thing=shapes.Observation,
        parameters=observations.PARAMETERS, formats=observations.FORMATS,
        summary={"sv": "Värden: alla urval, alla format", "en": "Values: any selection, any format"},
    ),
    Operation(
        path=indicators.PATH, name="indicators", tag="words", thing=shapes.Indicator, parameters=indicators.PARAMETERS,
        summary={"sv": "Nyckeltal med definitioner", "en": "Indicators with definitions"},
    ),
    Operation(
        path=indicators.ONE_PATH, name="indicator", tag="words", thing=shapes.Indicator, many=False,
        parameters=indicators.ONE_PARAMETERS, formats=listing.SINGLE, within={"id": _INDICATOR},
        summary={"sv": "Ett nyckeltal", "en": "One indicator"},
    ),
    Operation(
        path=areas.PATH, name="areas", tag="words", thing=shapes.Area, parameters=areas.PARAMETERS,
        summary={"sv": "Kommuner, län, riket och grupper", "en": "Municipalities, counties, the nation and groups"},
    ),
    Operation(
        path=areas.ONE_PATH, name="area", tag="words", thing=shapes.Area, many=False,
        parameters=areas.ONE_PARAMETERS, formats=listing.SINGLE, within={"code": _AREA},
        summary={"sv": "Ett område med sin historia", "en": "One area with its history"},
    ),
    Operation(
        path=areas.MUNICIPALITIES_PATH, name="municipalities", tag="words", thing=shapes.Area,
        parameters=areas.MUNICIPALITIES_PARAMETERS, summary={"sv": "Kommunerna", "en": "The municipalities"},
    ),
    Operation(
        path=comparing.PATH, name="compare", tag="comparisons", thing=shapes.Comparison,
        parameters=comparing.PARAMETERS,
        summary={"sv": "Kommuner sida vid sida", "en": "Municipalities side by side"},
    ),
    Operation(
        path=profiles.PROFILE_PATH, name="profile", tag="comparisons", thing=shapes.Profile,
        parameters=profiles.PROFILE_PARAMETERS, within={"code": _MUNICIPALITY},
        summary={"sv": "En kommuns värden bland de andras", "en": "A municipality's values among the others"},
    ),
    Operation(
        path=profiles.SIMILAR_PATH, name="similar", tag="comparisons", thing=shapes.Similar,
        parameters=profiles.SIMILAR_PARAMETERS, within={"code": _MUNICIPALITY},
        summary={"sv": "Liknande kommuner med skäl", "en": "Similar municipalities with reasons"},
    ),
    Operation(
        path=rankings.ONE_PATH, name="ranking", tag="comparisons", thing=shapes.TieGroup,
        parameters=rankings.PARAMETERS, within={"indicator": _INDICATOR},
        summary={"sv": "Rangordning i grupper av lika", "en": "Ranking in groups of ties"},
    ),
    Operation(
        path=changes.PATH, name="changes", tag="history", thing=shapes.Change, parameters=changes.PARAMETERS,
        summary={"sv": "Ändrade värden, nyast först", "en": "Changed values, newest first"},
    ),
    Operation(
        path=changes.EDITIONS_PATH, name="editions", tag="history", thing=shapes.Edition,
        parameters=changes.EDITIONS_PARAMETERS, summary={"sv": "Utgåvor", "en": "Editions"},
    ),
    Operation(
        path=grants.PATH, name="grants", tag="grants", thing=grants.Grant, parameters=grants.PARAMETERS,
        summary={"sv": "Stimulansmedel", "en": "Stimulus grants"},
    ),
    Operation(
        path=grants.ONE_PATH, name="grant", tag="grants", thing=grants.GrantInFull, many=False,
        parameters=grants.ONE_PARAMETERS, formats=listing.SINGLE,
        within={"id": ("2018", {"sv": "Programmets id.", "en": "Id of the programme."})},
        summary={
            "sv": "Ett program med villkor, belopp, bedömningar och beslut",
            "en": "One programme with conditions, amounts, verdicts and decisions",
        },
    ),
)  # fmt: skip

TAGS: Mapping[str, Text] = {
    "data": {"sv": "Värden", "en": "Values"},
    "words": {"sv": "Nyckeltal och områden", "en": "Indicators and areas"},
    "comparisons": {"sv": "Jämförelser", "en": "Comparisons"},
    "history": {"sv": "Ändringar och utgåvor", "en": "Changes and editions"},
    "grants": {"sv": "Stimulansmedel", "en": "Stimulus grants"},
}

_ABOUT: Text = {
    "sv": "Öppna data om e-hälsa i Sveriges kommuner. Ingen nyckel, inget tak. Svaren är `data`, `links` och `meta`; "
    "`meta` säger utgåva, antal, varningar och varför något saknas. Format väljs med `format=` eller Accept, språk "
    "med `lang=` eller Accept-Language. Ett saknat värde är null med en status som säger varför, aldrig 0. JSON ges i "
    "sidor om högst 10 000 rader (`links.next`); CSV, Excel och Parquet har inget tak.",
    "en": "Open data on e-health in Sweden's municipalities. No key, no cap. Answers are `data`, `links` and `meta`; "
    "`meta` says edition, count, cautions and why anything is left out. Choose the format with `format=` or Accept, "
    "the language with `lang=` or Accept-Language. A missing value is null with a status that says why, never 0. JSON "
    "comes in pages of at most 10,000 rows (`links.next`); CSV, Excel and Parquet have no cap.",
}

#: Statuses beside 200, what they mean, an example of ``detail``.
ERRORS: Mapping[int, tuple[Text, Text]] = {
    400: ({"sv": "En parameter går inte att förstå", "en": "A parameter cannot be understood"},
          {"sv": "period: 2022..2015 går baklänges. Skriv 2015..2022.",
           "en": "period: 2022..2015 runs backwards. Write 2015..2022."}),
    404: ({"sv": "Något som nämns finns inte", "en": "Something named does not exist"},
          {"sv": "Området 'Stokholm' finns inte. Närmast: 0180 (Stockholm).",
           "en": "There is no area 'Stokholm'. Nearest: 0180 (Stockholm)."}),
    405: ({"sv": "Annan metod än GET eller HEAD", "en": "Another method than GET or HEAD"},
          {"sv": "Allt här kan bara läsas: använd GET eller HEAD.",
           "en": "Everything here is read-only: use GET or HEAD."}),
    406: ({"sv": "Accept kan inte uppfyllas", "en": "Accept cannot be met"},
          {"sv": "Accept: image/png kan inte uppfyllas.", "en": "Accept: image/png cannot be met."}),
    410: ({"sv": "Indraget", "en": "Withdrawn"},
          {"sv": "Koden 1917 används inte längre. Nu: 0331 Heby.",
           "en": "The code 1917 is no longer in use. Now: 0331 Heby."}),
    414: ({"sv": "Adressen är för lång", "en": "The address is too long"},
          {"sv": "Högst 32768 byte läses.", "en": "At most 32768 bytes are read."}),
    422: ({"sv": "För mycket på en gång", "en": "Too much at once"},
          {"sv": "area: högst 320 värden i en fråga.", "en": "area: at most 320 values in a request."}),
    503: ({"sv": "Ingen utgåva är laddad", "en": "No edition is loaded"},
          {"sv": "Försök igen om en stund.", "en": "Try again in a moment."}),
}  # fmt: skip

_JSON_STAT: Mapping[str, object] = {
    "type": "object",
    "description": "https://json-stat.org/full/",
    "required": ["version", "class", "id", "size", "dimension", "value"],
    "properties": {
        "version": {"const": "2.0"},
        "class": {"const": "dataset"},
        "id": {"type": "array", "items": {"type": "string"}},
        "size": {"type": "array", "items": {"type": "integer"}},
        "dimension": {"type": "object"},
        "value": {"type": ["array", "object"]},
        "status": {"type": "object"},
    },
}


def describe(reader: Reader, formats: Mapping[str, Format], language: str) -> dict[str, Any]:
    """The OpenAPI document of an edition."""
    catalog, base = reader.catalog, reader.edition.base_url
    types = dict.fromkeys((*(operation.thing for operation in OPERATIONS), shapes.About, shapes.Problem))
    _, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    contact = catalog.contact
    return {
        "openapi": "3.1.0",
        "info": {
            "title": localised(catalog.title, language),
            "version": VERSION,
            "description": _ABOUT[language],
            "contact": {
                "name": localised(contact.name, language),
                **({"email": contact.email} if contact.email else {}),
                **({"url": contact.url} if contact.url else {}),
            },
            "license": {
                "name": localised(catalog.licences[catalog.licence].title, language),
                "url": catalog.licences[catalog.licence].url,
            },
        },
        "servers": [{"url": base}],
        "tags": [{"name": tag, "description": text[language]} for tag, text in TAGS.items() if _used(tag)],
        "paths": {one.path: {"get": _operation(one, reader, formats, language)} for one in OPERATIONS},
        "components": {
            "schemas": components,
            "responses": {f"Problem{status}": _problem(status, language) for status in ERRORS},
        },
        "externalDocs": {"url": f"{base}/{'en/' if language == 'en' else ''}metod"},
    }


def _used(tag: str) -> bool:
    return any(operation.tag == tag for operation in OPERATIONS)


def _operation(one: Operation, reader: Reader, formats: Mapping[str, Format], language: str) -> dict[str, Any]:
    examples = _examples(reader)
    parameters = []
    for name, (example, text) in one.within.items():
        schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": _PATH_PATTERN}
        parameters.append(
            {"name": name, "in": "path", "required": True, "description": text[language], "schema": schema,
             "example": {"U21349": examples.get("indicator"), "0180": examples.get("area")}.get(example) or example}
        )  # fmt: skip
    for parameter in with_common(one.parameters, one.formats):
        described = parameter.describe(language)
        if parameter.name in examples and "example" in described:
            described["example"] = [examples[parameter.name]] if parameter.many else examples[parameter.name]
        parameters.append(described)
    answer: dict[str, Any] = {
        "description": {"sv": "Svaret.", "en": "The answer."}[language],
        "headers": {
            "ETag": {"schema": {"type": "string"}},
            "Link": {"schema": {"type": "string"}, "description": "license, describedby, next, service-desc"},
        },
        "content": {formats[key].sent_as.partition(";")[0]: {"schema": _schema(key, one)} for key in one.formats},
    }
    responses: dict[str, Any] = {"200": answer}
    if one.within:
        responses["308"] = {"description": {"sv": "Finns på sin kod.", "en": "Is at its code."}[language]}
    responses["304"] = {"description": {"sv": "Oförändrat.", "en": "Not modified."}[language]}
    return {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": one.summary[language],
        "parameters": parameters,
        "responses": responses
        | {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in ERRORS},
    }


_PATH_PATTERN = r"^[A-Za-z0-9ÅÄÖåäö][A-Za-z0-9ÅÄÖåäö -]*$"


def _schema(key: str, one: Operation) -> Mapping[str, object]:
    if key == "json":
        thing = {"$ref": f"#/components/schemas/{one.thing.__name__}"}
        return {
            "type": "object",
            "required": ["data", "links", "meta"],
            "properties": {
                "data": {"type": "array", "items": thing} if one.many else thing,
                "links": {
                    "type": "object",
                    "required": ["self"],
                    "additionalProperties": {"type": "string", "format": "uri"},
                },
                "meta": {"$ref": "#/components/schemas/About"},
            },
        }
    if key == "json-stat":
        return _JSON_STAT
    return (
        {"type": "string"}
        if key == "csv"
        else {"type": "object"}
        if key == "csvw"
        else {"type": "string", "format": "binary"}
    )


def _problem(status: int, language: str) -> dict[str, Any]:
    title, detail = ERRORS[status]
    example = {
        "type": "about:blank",
        "title": title[language],
        "status": status,
        "detail": detail[language],
        "instance": "/api/v1/observations",
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": title[language], "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}


def _examples(reader: Reader) -> dict[str, str]:
    """Examples that this edition can answer."""
    held = names(reader).available
    found = next((id for id in ("U21349", *sorted(held)) if id in held and "municipality" in held[id].kinds), None)
    if found is None:
        return {}
    areas = [code for code, area in reader.vocabulary.areas.items() if area.kind.value == "municipality"]
    municipality = "0180" if "0180" in areas else areas[0]
    groups = [m.group for m in reader.vocabulary.memberships if m.area == municipality and m.valid_to is None]
    kinds = [group for group in groups if group.startswith("skr2023")] or groups
    return {
        "indicator": found,
        "area": municipality,
        "municipality": municipality,
        "period": max(held[found].periods),
        "dataset": held[found].dataset,
        "as_of": reader.edition.published,
        "since": reader.edition.published,
        **({"group": kinds[0]} if kinds else {}),
    }


def _language(request: AnyRequest) -> str:
    asked = request.query_params.get("lang", "")
    if asked and asked not in LANGUAGES:
        raise ProblemError(
            400,
            {
                "sv": f"lang: '{asked[:40]}' finns inte. Tillåtet: sv, en.",
                "en": f"lang: no '{asked[:40]}'. Allowed: sv, en.",
            },
            parameter="lang",
            allowed=list(LANGUAGES),
        )
    return asked or preferred(request)


def _headers(language: str) -> dict[str, str]:
    return {"Cache-Control": "public, max-age=300", "Content-Language": language, "Vary": "Accept-Language"}


@get("/schema/openapi.json", name="openapi")
async def openapi(request: AnyRequest) -> Response[bytes]:
    """The description for programs."""
    language = _language(request)
    document = describe(request.app.state.shelf.current(), request.app.state.formats, language)
    return Response(msgspec.json.encode(document), media_type="application/json", headers=_headers(language))


@get("/schema", name="schema")
async def schema(request: AnyRequest) -> Response[bytes]:
    """The description for people."""
    language = _language(request)
    reader = request.app.state.shelf.current()
    document = describe(reader, request.app.state.formats, language)
    text = _template().render(document=document, language=language, words=_WORDS[language], page=PAGE)
    return Response(text.encode(), media_type="text/html", headers=_headers(language))


@cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("publisher.web", "templates")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "schema.html"
    )


_WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {"api": "API", "home": "Till startsidan", "home_path": "/", "other": "In English", "other_lang": "en",
           "parameters": "Parametrar", "answers": "Svar", "fields": "Fält", "example": "Exempel", "try": "Prova",
           "required": "måste anges", "list": "lista", "machine": "Samma beskrivning för program",
           "shapes": "Svarens delar", "name": "Namn", "meaning": "Betydelse", "kind": "Slag", "status": "Status",
           "skip": "Till innehållet", "contents": "Innehåll"},
    "en": {"api": "API", "home": "To the start page", "home_path": "/en", "other": "På svenska", "other_lang": "sv",
           "parameters": "Parameters", "answers": "Answers", "fields": "Fields", "example": "Example", "try": "Try",
           "required": "required", "list": "list", "machine": "The same description for programs",
           "shapes": "Parts of the answers", "name": "Name", "meaning": "Meaning", "kind": "Kind", "status": "Status",
           "skip": "To the content", "contents": "Contents"},
}  # fmt: skip


ROUTES = [openapi, schema]
