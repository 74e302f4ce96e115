"""Describing: what the service is (its manifest), and a thing as a card or as its own page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from litestar.response import Redirect

from publisher import __version__
from publisher.doors.inquiry import Inquirer
from publisher.doors.reconcile.matching import MOST
from publisher.doors.reconcile.things import TYPES, Thing, about, thing_of, type_name, type_of, typed
from publisher.model import Area, Text, localised
from publisher.phrases import tell
from publisher.web.api import asking

#: A card may stand in a frame of whoever asks, and runs nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *"
WIDTH, HEIGHT = 400, 140

_PERIOD: Text = tell("Period")
_PERIOD_HELP: Text = tell("One period, 2022, or latest: the last of each area. The column id/period says which.")
_SEX: Text = tell("Sex")


def manifest(inquirer: Inquirer, place: str) -> dict[str, Any]:
    """What the service is and where its parts are.

    Args:
        place: the language in the address; '' for the site's first.
    """
    reader, base = inquirer.reader, inquirer.reader.edition.base_url
    service = f"{base}/reconcile{f'/{place}' if place else ''}"
    told = inquirer.told

    def part(path: str) -> dict[str, str]:
        return {"service_url": service, "service_path": path}

    def suggested(kind: str) -> dict[str, str]:
        flyout = {"flyout_service_url": service, "flyout_service_path": f"/flyout/{kind}?id=${{id}}"}
        return {**part(f"/suggest/{kind}"), **flyout}

    sexes = reader.vocabulary.concepts.get("sex", {})
    choices = [
        {"value": code, "name": localised(one.label, told)} for code, one in sexes.items() if code in ("T", "F", "M")
    ]
    settings: list[dict[str, Any]] = [
        {"name": "period", "label": localised(_PERIOD, told), "type": "text", "default": "latest",
         "help_text": localised(_PERIOD_HELP, told)},
    ]  # fmt: skip
    if choices:
        settings.append({"name": "sex", "label": localised(_SEX, told), "type": "select", "default": "T",
                         "choices": choices})  # fmt: skip
    return {
        "versions": ["0.2"],
        "name": localised(reader.catalog.title, told),
        "identifierSpace": f"{base}/id/",
        "schemaSpace": f"{base}/id/term/",
        "documentation": f"{base}/schema",
        "serviceVersion": __version__,
        "defaultTypes": [typed(inquirer, code) for code in TYPES],
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            "entity": suggested("entity"),
            "type": suggested("type"),
            "property": suggested("property"),
        },
        "extend": {"propose_properties": part("/properties"), "property_settings": settings},
        "batchSize": min(MOST, 100),
    }


async def view(inquirer: Inquirer, form: Mapping[str, str], place: str) -> Redirect:
    """The page of a thing.

    Raises:
        ProblemError: 404 or 410.
    """
    return Redirect(address(inquirer, thing_of(inquirer.reader, form.get("id", "")[:200])), status_code=303)


def address(inquirer: Inquirer, thing: Thing) -> str:
    """Where a thing is described."""
    kind, key = ("area", thing.code) if isinstance(thing, Area) else ("indicator", thing.id)
    return f"{inquirer.reader.edition.base_url}/id/{kind}/{key}"


async def flyout(inquirer: Inquirer, form: Mapping[str, str], place: str) -> dict[str, str]:
    """A few words on a thing, to stand beside a suggestion.

    Raises:
        ProblemError: 404 or 410.
    """
    id = form.get("id", "")[:200]
    thing = thing_of(inquirer.reader, id)
    return beside(id, localised(thing.label, inquirer.told), about(inquirer, thing))


async def flyout_type(inquirer: Inquirer, form: Mapping[str, str], place: str) -> dict[str, str]:
    """The same of a type.

    Raises:
        ProblemError: 404.
    """
    id = form.get("id", "")[:200]
    if id not in TYPES:
        raise asking.unknown_code("type", id, TYPES)
    return beside(id, type_name(inquirer, id), "")


def beside(id: str, name: str, words: str) -> dict[str, str]:
    """A name and a line about it, as a flyout has them."""
    more = f"<p>{escape(words)}</p>" if words else ""
    return {"id": id, "html": f"<p><strong>{escape(name)}</strong></p>{more}"}


async def preview(inquirer: Inquirer, form: Mapping[str, str], place: str) -> str:
    """A card: what a thing is called, what it is, where more is.

    Raises:
        ProblemError: 404 or 410.
    """
    thing = thing_of(inquirer.reader, form.get("id", "")[:200])
    name, link = localised(thing.label, inquirer.told), address(inquirer, thing)
    definition = localised(thing.definition, inquirer.told)
    more = f"<p>{escape(definition[:240])}</p>" if definition else ""
    return (
        f'<!doctype html><html lang="{escape(inquirer.told)}"><head><meta charset="utf-8">'
        f"<title>{escape(name)}</title>"
        "<style>body{font:14px/1.4 sans-serif;margin:8px}h1{font-size:16px;margin:0}p{margin:4px 0}</style></head>"
        f'<body><h1><a href="{escape(link)}" target="_blank" rel="noopener">{escape(name)}</a></h1>'
        f"<p>{escape(type_name(inquirer, type_of(thing)))} · {escape(about(inquirer, thing))}</p>{more}</body></html>"
    )
