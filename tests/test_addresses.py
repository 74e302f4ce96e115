"""The addresses of the service: all on one page of the code, those that were promised, none in another's way."""

from __future__ import annotations

import re

import publisher.web
from publisher.settings import Settings
from publisher.web import create_app

MOUNTS = ("/datapackages", "/downloads", "/explore", "/vocab")


def registered() -> set[str]:
    return {re.sub(r":\w+}", "}", route.path) for route in create_app(Settings()).routes}


def told() -> set[str]:
    return {a.removesuffix("/…") for a in re.findall(r"``(/[^`]*)``", publisher.web.__doc__ or "")} - {"/en"}


def test_the_one_page_tells_every_address() -> None:
    # where a site puts its second language first, the other has the prefix
    swedish = {path for path in registered() if not re.match(r"/(en|sv)(/|$)", path)}
    assert {p for p in swedish if not p.startswith("/catalog/report.")} == told()


def test_every_page_has_its_english_twin() -> None:
    doc = (publisher.web.__doc__ or "").partition("\napi")[0]
    pages = {a for a in re.findall(r"``(/[^`]*)``", doc)} - {"/en/…", "/feed.atom", "/static/{name}"}
    assert {("/en" + page).removesuffix("/") for page in pages} <= registered()


def test_no_address_begins_with_the_letters_of_a_mount() -> None:
    # A mount matches by prefix of the text: /data would swallow /datapackages.
    swallowed = [(mount, path) for mount in MOUNTS for path in registered() if path != mount and path.startswith(mount)]
    assert swallowed == []
