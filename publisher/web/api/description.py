"""The API described in OpenAPI 3.1, from the same parameters and shapes that answer; nothing is said twice.

``/schema/openapi.json`` is for programs, ``/schema`` the same for people, without scripts.
https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urljoin

import jinja2
import msgspec
from litestar import Response, get

from publisher.download import Format
from publisher.model import Text, localised
from publisher.phrases import alike, tell
from publisher.reader import Reader
from publisher.translation import native_name
from publisher.web.api import shapes
from publisher.web.api.answering import AnyRequest, with_common
from publisher.web.api.naming import names
from publisher.web.api.operation import Operation
from publisher.web.api.operations import ABOUT, ERRORS, OPERATIONS, TAGS
from publisher.web.api.query import PAGE
from publisher.web.book import book_of
from publisher.web.examples import AREA, GROUP, INDICATOR, filled
from publisher.web.languages import prefix
from publisher.web.problems import MEDIA_TYPE, ProblemError, languages
from publisher.web.problems import language as preferred

#: Version of the API: the number of its path, then additions.
VERSION = "1.0.0"


def describe(reader: Reader, formats: Mapping[str, Format], language: str) -> dict[str, Any]:
    """The OpenAPI document of an edition."""
    catalog, base = reader.catalog, reader.edition.base_url
    offered = [one for one in OPERATIONS if not one.needs or one.needs in book_of(reader).held]
    types = dict.fromkeys((*(operation.thing for operation in offered), shapes.About, shapes.Problem))
    _, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    components[shapes.Observation.__name__] |= reader.observed.described(language)
    contact = catalog.contact
    return {
        "openapi": "3.1.0",
        "info": {
            "title": localised(catalog.title, language),
            "version": VERSION,
            "description": localised(reader.catalog.texts.get("api", ABOUT), language),
            "contact": {
                "name": localised(contact.name, language),
                **({"email": contact.email} if contact.email else {}),
                **({"url": urljoin(f"{base}/", contact.url.lstrip("/"))} if contact.url else {}),
            },
            "license": {
                "name": localised(catalog.licences[catalog.licence].title, language),
                "url": catalog.licences[catalog.licence].url,
            },
        },
        "servers": [{"url": base}],
        "tags": [
            {"name": tag, "description": localised(text, language)}
            for tag, text in TAGS.items()
            if any(one.tag == tag for one in offered)
        ],
        "paths": {one.path: {"get": _operation(one, reader, formats, language)} for one in offered},
        "components": {
            "schemas": components,
            "responses": {f"Problem{status}": _problem(status, language) for status in ERRORS},
        },
        "externalDocs": {"url": f"{base}{prefix(language, catalog.languages)}/metod"},
    }


def _operation(one: Operation, reader: Reader, formats: Mapping[str, Format], language: str) -> dict[str, Any]:
    examples = _examples(reader)
    parameters = []
    for name, (example, text) in one.within.items():
        schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": _PATH_PATTERN}
        parameters.append(
            {"name": name, "in": "path", "required": True, "description": localised(text, language), "schema": schema,
             "example": example}
        )  # fmt: skip
    for parameter in with_common(one.parameters, one.formats):
        described = parameter.describe(language)
        if parameter.name == "lang":
            told = reader.catalog.languages
            described["schema"] = {"type": "string", "enum": [*told, *(["all"] if len(told) > 1 else [])]}
            described["example"] = told[0]
        if parameter.name in examples and "example" in described:
            described["example"] = [examples[parameter.name]] if parameter.many else examples[parameter.name]
        parameters.append(described)
    content: dict[str, Any] = {}
    for key in one.formats:  # JSON comes first, and JSON-stat is sent as the same type
        content.setdefault(formats[key].sent_as.partition(";")[0], {"schema": _schema(key, one)})
    answer: dict[str, Any] = {
        "description": localised(tell("The answer."), language),
        "headers": {
            "ETag": {"schema": {"type": "string"}},
            "Link": {"schema": {"type": "string"}, "description": "license, describedby, next, service-desc"},
        },
        "content": content,
    }
    if "json-stat" in one.formats:
        answer["description"] += localised(
            tell(" With format=json-stat it is a dataset as https://json-stat.org/full/ has it."),
            language,
        )
    responses: dict[str, Any] = {"200": answer}
    if one.within:
        responses["308"] = {"description": localised(tell("Is at its code."), language)}
    responses["304"] = {"description": localised(tell("Not modified."), language)}
    return {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": localised(one.summary, language),
        "parameters": parameters,
        "responses": responses
        | {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in ERRORS},
    }


#: Latin letters with any accent, digits, spaces and hyphens.
_PATH_PATTERN = "^[A-Za-z0-9\u00c0-\u017f][A-Za-z0-9\u00c0-\u017f -]*$"


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
        "title": localised(title, language),
        "status": status,
        "detail": localised(detail, language),
        "instance": "/api/v1/observations",
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": localised(title, language), "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}


def _examples(reader: Reader) -> dict[str, str]:
    """Examples that this edition can answer."""
    held = names(reader).available
    found = filled(INDICATOR, reader)
    if found not in held or "municipality" not in held[found].kinds:
        return {}
    municipality, group = filled(AREA, reader), filled(GROUP, reader)
    return {
        "indicator": found,
        "area": municipality,
        "municipality": municipality,
        "period": max(held[found].periods),
        "dataset": held[found].dataset,
        "as_of": reader.edition.published,
        "since": reader.edition.published,
        **({"group": group} if group else {}),
    }


def _language(request: AnyRequest) -> str:
    asked, known = request.query_params.get("lang", ""), languages(request)
    if asked and asked not in known:
        detail = tell("lang: no '{asked}'. Allowed: {known}.", asked=asked[:40], known=", ".join(known))
        raise ProblemError(400, detail, parameter="lang", allowed=list(known))
    return asked or preferred(request)


def _headers(language: str) -> dict[str, str]:
    return {"Cache-Control": "public, max-age=300", "Content-Language": language, "Vary": "Accept-Language"}


@get("/schema/openapi.json", name="openapi")
async def openapi(request: AnyRequest) -> Response[bytes]:
    """The description for programs."""
    language = _language(request)
    reader = request.app.state.shelf.current()
    document = filled(describe(reader, request.app.state.formats, language), reader)
    return Response(msgspec.json.encode(document), media_type="application/json", headers=_headers(language))


@get("/schema", name="schema")
async def schema(request: AnyRequest) -> Response[bytes]:
    """The description for people."""
    language = _language(request)
    reader = request.app.state.shelf.current()
    document = filled(describe(reader, request.app.state.formats, language), reader)
    known = reader.catalog.languages
    words = {key: localised(text, language) for key, text in _WORDS.items()}
    text = _template().render(
        document=document, language=language, words=words, page=PAGE, home=prefix(language, known) or "/",
        others=[(code, _IN.get(code) or native_name(code)) for code in known if code != language],
    )  # fmt: skip
    return Response(text.encode(), media_type="text/html", headers=_headers(language))


@cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("publisher.web", "templates")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "schema.html"
    )


#: The link to the page in a language.
_IN = tell("In English")
_WORDS: Mapping[str, Text] = {
    "api": alike("API"), "home": tell("To the start page"), "parameters": tell("Parameters"),
    "answers": tell("Answers"), "fields": tell("Fields"), "example": tell("Example"), "try": tell("Try"),
    "required": tell("required"), "list": tell("list"), "machine": tell("The same description for programs"),
    "shapes": tell("Parts of the answers"), "name": tell("Name"), "meaning": tell("Meaning"), "kind": tell("Kind"),
    "status": tell("Status"), "skip": tell("To the content"), "contents": tell("Contents"),
}  # fmt: skip


ROUTES = [openapi, schema]
