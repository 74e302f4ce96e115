"""What those who run the service, and the robots that visit it, ask for."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from importlib.resources import files
from urllib.parse import urlsplit

from litestar import Response, get
from litestar.datastructures import State
from prometheus_client import CONTENT_TYPE_LATEST

from publisher.deployment import NOBODY
from publisher.errors import NoEdition, NotThere
from publisher.model import AreaKind, Text, localised
from publisher.reader import Reader
from publisher.rooms import DOORS
from publisher.uris import Uris
from publisher.web.book import book_of
from publisher.web.examples import INDICATOR, filled
from publisher.web.languages import IN_SITEMAP, prefix
from publisher.web.metrics import exposition
from publisher.web.proof import a_row
from publisher.web.shelf import Shelf

logger = logging.getLogger("publisher.web")

#: Beginnings of addresses without number, which robots are to leave alone; none of them is in the sitemap.
ENDLESS = (
    "/explore/", "/sparql", "/lage/", "/en/lage/", "/varde/", "/en/varde/", "/jamfor", "/en/jamfor",
    "/api/v1/observations",
)  # fmt: skip

#: Pages that are there whatever the data, and that robots may read.
PAGES = (
    "", "nyckeltal", "riket", "goda-exempel", "stimulansmedel", "data", "andringar", "kalender", "metod",
    "tillganglighet", "integritet", "om",
)  # fmt: skip


@get("/health", sync_to_thread=False, include_in_schema=False)
def health() -> dict[str, str]:
    """The process is alive."""
    return {"status": "alive"}


@get("/ready", sync_to_thread=False, include_in_schema=False)
def ready(state: State) -> Response[dict[str, str]]:
    """An edition is loaded and its database can be read: 200, else 503."""
    shelf: Shelf = state.shelf
    headers = {"Cache-Control": "no-store"}
    try:
        reader = shelf.current()
        try:
            a_row(reader)
        except NoEdition:
            shelf.doubt()
            raise
    except NoEdition as error:
        logger.warning("not ready", extra={"fields": {"reason": str(error)}})
        reason = str(error).replace(f"{shelf.build.resolve()}/", "").replace(f"{shelf.build}/", "")
        return Response(
            {"status": "not ready", "reason": reason}, status_code=503, headers=headers | {"Retry-After": "10"}
        )
    return Response({"status": "ready", "edition": reader.edition.id}, headers=headers)


@get("/metrics", sync_to_thread=False, include_in_schema=False)
def metrics(state: State) -> Response[bytes]:
    """What Prometheus asks for."""
    return Response(exposition(state.shelf), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


@get("/robots.txt", sync_to_thread=False, include_in_schema=False)
def robots(state: State) -> Response[str]:
    """Robots may read everything but what has no end, and of that what ``/llms.txt`` names."""
    shelf: Shelf = state.shelf
    base = shelf.current().edition.base_url
    if shelf.current().edition.draft:
        return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")
    root = urlsplit(base).path.rstrip("/")
    lines = (
        "User-agent: *",
        f"Allow: {root}{example(shelf.current())}",  # first: some take the first rule that fits
        *(f"Disallow: {root}{path}" for path in ENDLESS),
        f"Sitemap: {base}/sitemap.xml",
    )
    return Response("\n".join(lines) + "\n", media_type="text/plain")  # wildcards are not understood by all


def addresses(reader: Reader) -> list[str]:
    """Paths of all pages, in the first language, without the leading slash."""
    found = [path for path in (*PAGES, *sorted(IN_SITEMAP)) if f"/{path}" not in book_of(reader).closed]
    found += ["rapporterat"] * bool(reader.reported)
    found += [f"nyckeltal/{id}" for id in sorted(reader.vocabulary.indicators)]
    for area in sorted(reader.vocabulary.areas.values(), key=lambda a: a.code):
        if area.kind is AreaKind.MUNICIPALITY:
            found.append(f"kommun/{area.code}")
        elif area.kind is AreaKind.COUNTY:
            found.append(f"lan/{area.code}")
    return found


@get("/sitemap.xml", sync_to_thread=False, include_in_schema=False)
def sitemap(state: State) -> Response[str]:
    """Every page in every language (https://www.sitemaps.org/protocol.html)."""
    shelf: Shelf = state.shelf
    reader = shelf.current()
    base, day, codes = reader.edition.base_url, reader.edition.published, reader.catalog.languages
    urls = []
    for path in addresses(reader):
        places = {
            code: f"{base}{before}/{path}" if not before else f"{base}{before}/{path}".rstrip("/")
            for code in codes
            for before in (prefix(code, codes),)
        }
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{place}"/>' for code, place in places.items()
        )
        others = others if len(codes) > 1 else ""
        urls += [f"<url><loc>{place}</loc><lastmod>{day}</lastmod>{others}</url>" for place in places.values()]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(urls)
        + "\n</urlset>\n"
    )
    return Response(text, media_type="application/xml")


#: Days that security.txt holds, counted from the newest data: less than a year (RFC 9116, 2.5.5).
HOLDS = 364


@get("/.well-known/security.txt", sync_to_thread=False, include_in_schema=False)
def security(state: State) -> Response[str]:
    """Whom to tell of a security hole (https://www.rfc-editor.org/rfc/rfc9116).

    Raises:
        NotThere: the site names nobody who can be written to.
    """
    shelf: Shelf = state.shelf
    reader = shelf.current()
    base, contact = reader.edition.base_url, reader.catalog.contact
    email = contact.email or ""
    places = [f"mailto:{email}"] if "@" in email and not email.endswith(NOBODY) else []
    places += [Uris(base).resolve(contact.url)] if contact.url else []
    if not places:
        raise NotThere("Nobody to write to has been entered. Write an email or a url under contact: in catalog.yaml.")
    expires = date.fromisoformat(reader.edition.published) + timedelta(HOLDS)
    lines = (
        *(f"Contact: {place}" for place in places),
        f"Expires: {expires}T00:00:00Z",
        f"Preferred-Languages: {', '.join(reader.catalog.languages)}",
        f"Canonical: {base}/.well-known/security.txt",
        f"Policy: {base}/integritet",
    )
    return Response("\n".join(lines) + "\n", media_type="text/plain", headers={"Cache-Control": "public, max-age=300"})


@get("/llms.txt", sync_to_thread=False, include_in_schema=False)
def llms(state: State) -> Response[str]:
    """What a language model should know before it answers from this data (https://llmstxt.org)."""
    shelf: Shelf = state.shelf
    reader = shelf.current()
    base, edition = reader.edition.base_url, reader.edition
    datasets = "\n".join(
        f"- [{_line(d.title)}]({base}/datapackages/{d.name}/datapackage.json): {_line(d.description)}"
        for d in reader.catalog.datasets
    )
    catalog = reader.catalog
    own, doors = catalog.texts, [door for door in DOORS.values() if door.name in catalog.doors]
    text = LLMS.format(
        title=_line(own.get("llms-title", catalog.title)),
        about=_line(own.get("llms-about", catalog.description)),
        rules="".join(f"- {rule}\n" for rule in localised(own.get("llms-rules", {}), "en").splitlines()),
        key=catalog.key,
        base=base,
        edition=edition.id,
        published=edition.published,
        datasets=datasets,
        example=example(reader),
        doors="".join(f"- [{d.name}]({base}{d.path}{d.start}): {d.about}\n" for d in doors if d.start is not None),
        posted="".join(f"- {d.about}: POST to {base}{d.path}\n" for d in doors if d.start is None),
    )
    return Response(text, media_type="text/markdown")


def example(reader: Reader) -> str:
    """Path of observations that there are: of the site's example, else of the first indicator."""
    found = filled(INDICATOR, reader)
    return f"/api/v1/observations?{f'indicator={found}&' if found else ''}period=latest&lang=en"


def _line(text: Text) -> str:
    """A text in English, or what there is, on one line and without brackets: a list item of llms.txt is one link."""
    return " ".join(localised(text, "en").replace("[", "(").replace("]", ")").split())


#: Every item of a list is one line that begins with a link: the reference parser stops at anything else.
LLMS = files("publisher.web").joinpath("texts", "llms.txt").read_text(encoding="utf-8")

ROUTES = [health, ready, metrics, robots, sitemap, security, llms]
