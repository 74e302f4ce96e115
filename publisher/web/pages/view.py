"""A page being made: which edition, which language, how it links, and how its template is filled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from litestar import Request, Response, route
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup

from publisher.deployment import NOBODY
from publisher.errors import NotThere
from publisher.model import LANGUAGES, Area, AreaKind, Catalog, Dataset, Edition, Text
from publisher.phrases import joined, tell
from publisher.reader import Reader
from publisher.reported import about
from publisher.rooms import ROOMS
from publisher.settings import Settings
from publisher.statistics.traits import Trait
from publisher.translation import Translations, native_name, translations
from publisher.uris import Uris
from publisher.web import citing
from publisher.web.book import book_of
from publisher.web.charts import patterns
from publisher.web.finished import Finished
from publisher.web.languages import IN_SITEMAP, everywhere, of_path, path_in, prefix, without
from publisher.web.pages.filling import environment
from publisher.web.problems import KNOWN, ProblemError
from publisher.web.shelf import Shelf, is_edition_or_day
from publisher.web.wording import Wording

HTML = "text/html; charset=utf-8"
#: Every parameter that is ours, but for those every page takes: ``utgava``, its edition, ``lista``, municipalities of
#: one's own, and ``citering``, its citation instead of itself. The rest of a query (``utm_source``) is nobody's: shared
#: links carry such.
PARAMETERS = frozenset(
    {"amne", "ar", "datamangd", "grupp", "karta", "kommun", "lagg", "lan", "nyckeltal", "omrade", "ordning", "page",
     "q", "query", "sedan", "sida", "slag", "vikter", "visa", *(f"vikt-{trait}" for trait in Trait)}
)  # fmt: skip
#: Parameters that narrow the list of reported figures, and what of a report each is.
REPORTED = {"datamangd": "datasets", "nyckeltal": "indicators", "kommun": "areas", "omrade": "areas"}
#: Municipalities in a list of one's own, and beside each other.
LISTED = 10
#: Characters of a query string that a page will look at.
LONGEST_QUERY = 2000

#: Nothing but our own host; no script or style within the page.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY + "; frame-ancestors 'none'",
    "Cache-Control": "public, max-age=60",
}


#: A path of which nothing has to be written otherwise: nearly all.
_PLAIN = re.compile(r"[A-Za-z0-9/._~-]+").fullmatch


@cache
def asset(name: str) -> str:
    """The path of a static file with the fingerprint of its content, so that it may be kept for ever."""
    content = files("publisher.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"


@dataclass(frozen=True)
class Crumb:
    label: str
    href: str


class View:
    """One request for a page.

    Attributes:
        language: code of a language of the site.
        book: the edition the page is made from.
        frozen: True when the address names an edition (``?utgava=``).
        newest: the current edition.
        path: the page's path without language, ``/kommun/1785``.
        query: its parameters, ``utgava`` left out.
    """

    def __init__(self, request: Request[Any, Any, Any], language: str | None = None, edition: bool = True):
        """Args:
        language: another than that of the path.
        edition: False: look away from ``?utgava=``.
        """
        self.settings: Settings = request.app.state.settings
        self.shelf: Shelf = request.app.state.shelf
        self.newest: Edition = self.shelf.current().edition
        self.newest_catalog: Catalog = self.shelf.current().catalog
        path = path_in(request.scope).rstrip("/") or "/"
        self.languages = self.newest_catalog.languages
        self.language = language or of_path(path) or self.languages[0]
        self.path = without(path)
        self.parameters: Mapping[str, Any] = request.path_params
        self.query = request.query_params
        asked = self.query.get("utgava") if edition else None
        self.frozen = asked is not None
        self.reader = self.shelf.current() if asked is None else self._edition(asked)
        self.book = book_of(self.reader)
        #: what observations can be had in; layers of a map where the site has borders
        self.formats = [
            form
            for form in request.app.state.formats.values()
            if form.about is None and not (form.layer and self.reader.outlines is None)
        ]
        names = dict.fromkeys(name.strip() for name in self.query.get("lista", "").split(",") if name.strip())
        found = {name: self.book.find(name, AreaKind.MUNICIPALITY) for name in list(names)[: 2 * LISTED]}
        #: municipalities of a list of one's own, which stays in every address of a page, and what is none of them
        self.listed: Sequence[Area] = list({area.code: area for area in found.values() if area}.values())[:LISTED]
        self.unlisted = [name[:60] for name, area in found.items() if area not in self.listed]
        self.base: str = self.newest.base_url  #: where everything is now, earlier editions too
        self.uris = Uris(self.base)
        self.root = urlsplit(self.base).path.rstrip("/")

    def _edition(self, id: str) -> Reader:
        known = self.shelf.ids()
        if id not in known:
            newest = known[-6:]
            detail = tell("There is no edition “{id}”. There are: {newest}.", id=id[:40], newest=", ".join(newest))
            raise ProblemError(404 if is_edition_or_day(id) else 400, detail)
        return self.shelf.edition(id)

    # -- words ----------------------------------------------------------------------------------

    @cached_property
    def words(self) -> Wording:
        key = ("words", self.language)
        return self.book.computed.once(key, lambda: Wording(self.language, self.reader.vocabulary, self.book.decimals))

    @cached_property
    def texts(self) -> Translations:
        return translations(self.language)

    def say(self, message: str, **values: object) -> str:
        """A message of the catalogue in this language, its places filled."""
        text = self.texts.gettext(message)
        return text % values if values else text

    def stored(self, row: Mapping[str, str | None], name: str) -> str:
        """A text of a row that has it in a column a language, ``text_sv`` and ``text_en``."""
        own = f"{name}_{self.language}"
        if own in row.keys():  # noqa: SIM118  of sqlite3.Row
            return row[own] or ""
        return self.words.text({code: row[f"{name}_{code}"] or "" for code in LANGUAGES})

    def own(self, place: str, otherwise: str, **values: object) -> str:
        """The site's own sentence for a place (``texts`` of ``catalog.yaml``), else what is said without one."""
        given = self.newest_catalog.texts.get(place)
        if given is None:
            return otherwise
        text = self.words.text(given)
        return text % values if values else text

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """A message with a number: ``%(n)s`` is the number as it is written."""
        return self.texts.ngettext(one, many, n) % {"n": self.words.number(n), **values}

    @property
    def nation(self) -> str:
        """The name of the nation."""
        vocabulary = self.reader.vocabulary
        return self.words.text(vocabulary.areas[vocabulary.nation].label) if vocabulary.nation else ""

    @property
    def named(self) -> Markup:
        """An option for each municipality's name, for fields where one is written."""

        def make() -> Markup:
            return Markup("").join(
                Markup('<option value="{}"></option>').format(self.words.text(area.label))
                for area in self.book.municipalities
            )

        return self.book.computed.once(("names", self.language), make)

    # -- addresses ------------------------------------------------------------------------------

    def href(self, path: str, *, language: str | None = None, **query: object) -> str:
        """The address of one of our pages in this language; it stays in the edition that this page shows, and keeps
        the list of one's own."""
        language = language or self.language
        for key, value in self.kept.items():
            query.setdefault(key, value)
        given = {key: value for key, value in query.items() if value not in (None, "")}
        before = prefix(language, self.languages)
        where = self.root + (before + path if path != "/" or not before else before)
        plain = where if _PLAIN(where) else quote(where or "/", safe="/.-_~")
        return plain + ("?" + urlencode(given, safe=",:") if given else "")

    @cached_property
    def kept(self) -> Mapping[str, str]:
        """What every address of a page keeps of this one's: its edition where it names one, the list of one's own."""
        kept = {"utgava": self.reader.edition.id} if self.frozen else {}
        return kept | ({"lista": ",".join(area.code for area in self.listed)} if self.listed else {})

    def with_or_without(self, code: str) -> str:
        """The list of one's own with one municipality more, or without it where it is in the list already."""
        codes = [area.code for area in self.listed]
        return ",".join([one for one in codes if one != code] if code in codes else [*codes, code])

    def plain(self, path: str, **query: object) -> str:
        """The address of something that has no language: a file, the API; of the edition that this page shows."""
        if self.frozen and path.startswith("/api/"):
            query["as_of"] = self.reader.edition.id
        elif self.frozen and path.startswith(("/downloads/", "/datapackages/")):
            query["utgava"] = self.reader.edition.id
        given = {key: value for key, value in query.items() if value not in (None, "")}
        return f"{self.root}{path}" + ("?" + urlencode(given, safe=",:") if given else "")

    def asset(self, name: str, absolute: bool = False) -> str:
        """The path of a static file; its public address for pages of others."""
        return f"{self.base if absolute else self.root}{asset(name)}"

    @property
    def state(self) -> dict[str, str]:
        """The page's own parameters that were given, in the order of the address; edition and citation left out."""
        # Not query.dict(): Litestar makes it from a set, in another order in every process.
        return {key: str(value) for key, value in self.query.items() if key in PARAMETERS and str(value).strip()}

    def absolute(self, path: str, language: str | None = None, **query: object) -> str:
        """The public address of a page."""
        before = prefix(language or self.language, self.languages)
        given = {key: value for key, value in query.items() if value not in (None, "")}
        where = before + path if path != "/" or not before else before
        return self.base + quote(where, safe="/.-_~") + ("?" + urlencode(given, safe=",:") if given else "")

    @property
    def live(self) -> str:
        """The public address that always shows the newest figures."""
        return self.absolute(self.path, **self.state)

    @property
    def fixed(self) -> str:
        """The public address that always shows this edition."""
        return self.absolute(self.path, **self.state, utgava=self.reader.edition.id)

    def other_languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of this page in each other language of the site."""
        return [
            (code, native_name(code), self.href(self.path, language=code, **self.state))
            for code in self.languages
            if code != self.language
        ]

    # -- answers --------------------------------------------------------------------------------

    def page(
        self,
        template: str,
        *,
        title: str,
        description: str = "",
        crumbs: Iterable[Crumb] = (),
        sources: Iterable[str] = (),
        status: int = 200,
        robots: bool = True,
        headers: Mapping[str, str] | None = None,
        **content: object,
    ) -> Finished:
        """Fill a template.

        Args:
            template: name of the template, ``municipality.html``.
            title: of the page, without the site's name.
            description: a sentence for search engines and shared links.
            crumbs: the way here from the start page.
            sources: names of those behind the figures, for the citation.
            robots: False for pages without end, which robots need neither keep nor follow further; so is every page
                that has been narrowed or shows an earlier edition.
        """
        sources = list(dict.fromkeys(sources))
        if status == 200 and (form := self.query.get("citering")) is not None:
            return self.citation_file(form, title, sources)
        text = (
            environment(self.language)
            .get_template(template)
            .render(
                view=self,
                words=self.words,
                href=self.href,
                plain=self.plain,
                title=title,
                description=description,
                crumbs=list(crumbs),
                cite=self.citation(title, sources),
                catalog=self.reader.catalog,
                edition=self.reader.edition,
                patterns=patterns(),
                robots=robots and not self.kept and not self.state,
                **content,
            )
        )
        return Finished(text.encode(), HTML, {**HEADERS, "Content-Language": self.language, **(headers or {})}, status)

    def citation(self, title: str, sources: list[str]) -> str:
        """How to cite the page as it stands in its edition."""
        edition, catalog = self.reader.edition, self.reader.catalog
        publisher = self.words.text(catalog.agents[catalog.publisher].name)
        who = self.words.listing(sources)
        credit = self.say("Based on figures from %(who)s.", who=who) + " " if sources else ""
        message = (
            self.texts.gettext("%(publisher)s (%(year)s). %(title)s. %(site)s, edition %(edition)s. %(address)s")
            if title
            else self.texts.gettext("%(publisher)s (%(year)s). %(site)s, edition %(edition)s. %(address)s")
        )
        return message % dict(
            publisher=publisher,
            year=edition.published[:4],
            title=title,
            site=self.words.text(catalog.title),
            edition=edition.id,
            address=credit + self.fixed,
        )

    def wrong(self, what: str, dataset: Dataset | str | None = None) -> str:
        """Where to say that a figure here is wrong: a letter to the contact with edition and address filled in.

        Args:
            what: the figure, or the title of the page.
            dataset: or its name; whose contact is written to, if it has one of its own.
        """
        catalog, edition = self.reader.catalog, self.reader.edition
        of = self.book.datasets.get(dataset) if isinstance(dataset, str) else dataset
        contact = (of.contact if of else None) or self.newest_catalog.contact
        if not contact.email or contact.email.endswith(NOBODY):
            url = contact.url or "/om"
            return self.href(url) if url.startswith("/") else self.uris.resolve(url)
        lines = (
            self.say("What is wrong, and where does the right figure stand?"),
            "",
            "",
            what,
            self.say("Edition %(id)s", id=edition.id),
            self.fixed,
        )
        letter = {
            "subject": f"{self.words.text(catalog.title)}: {self.say('This figure is wrong')}",
            "body": "\r\n".join(lines),
        }
        return f"mailto:{quote(contact.email, safe='@')}?{urlencode(letter, quote_via=quote, safe='')}"

    def reported(self, concerning: Mapping[str, str]) -> tuple[int, str]:
        """How many figures have been reported, and the page that lists them: of an indicator, an area or a dataset.

        Args:
            concerning: parameters of the page's feed; those that the list has not are left out.
        """
        given = {name: value for name, value in concerning.items() if name in REPORTED}
        names = {REPORTED[name]: [value] for name, value in given.items()}
        return len(about(self.reader.reported, **names)), self.href("/rapporterat", **given)

    def citation_file(self, form: str, title: str, sources: list[str], path: str = "") -> Finished:
        """The citation for reference managers: ``bib`` or ``ris``.

        Args:
            path: of the page to cite, when it is another than this.

        Raises:
            ProblemError: 400, there is no such form.
        """
        if form not in citing.FORMS:
            detail = tell(
                "There is no citation as “{form}”. There are: {forms}.", form=form[:20], forms=", ".join(citing.FORMS)
            )
            raise ProblemError(400, detail, parameter="citering", allowed=list(citing.FORMS))
        edition, catalog = self.reader.edition, self.reader.catalog
        cited = citing.Cited(
            title=title,
            publisher=self.words.text(catalog.agents[catalog.publisher].name),
            site=self.words.text(catalog.title),
            site_key=catalog.key,
            published=edition.published,
            edition=edition.id,
            address=self.absolute(path, utgava=edition.id) if path else self.fixed,
            language=self.language,
            note=self.say("Based on figures from %(who)s.", who=self.words.listing(sources)) if sources else "",
        )
        kind, write = citing.FORMS[form]
        name = f'attachment; filename="{cited.key}.{form}"'
        return Finished(
            write(cited).encode(), kind, {"Cache-Control": HEADERS["Cache-Control"], "Content-Disposition": name}
        )

    def not_found(self, detail: Text) -> ProblemError:
        return ProblemError(404, detail)

    def place(
        self, kind: AreaKind, path: str, what: Text, otherwise: Callable[[str], Area | None] = lambda code: None
    ) -> Area:
        """The area whose code, or name, stands in the address.

        Args:
            path: what stands before it, ``/kommun/``.
            what: is looked for: "no municipality".
            otherwise: an area by what is no name of one.

        Raises:
            Moved: it stands there by another name than its code.
            ProblemError: 404 with the nearest.
        """
        asked = self.parameters["code"]
        area = self.book.find(asked, kind) or otherwise(asked)
        if area is None:
            raise self.no_area(asked, kind, what)
        if asked != area.code:
            raise Moved(self.href(self.path.replace(f"{path}{asked}", f"{path}{area.code}", 1), **self.state))
        return area

    def no_area(self, asked: str, kind: AreaKind, what: Text) -> ProblemError:
        """404 of a place that an address names, with the nearest of a kind.

        Args:
            what: was looked for: "no municipality".
        """
        near = [self.words.text(one.label) for one in self.book.names.near(asked, kind)]
        found = tell("There is {what} “{asked}”.", what=what, asked=asked[:40])
        said = tell("Did you mean {near}?", near=self.say(" or ").join(near)) if near else {}
        return self.not_found(joined(found, said))


class Moved(Exception):
    """What an address names has another one, for good."""

    def __init__(self, address: str):
        super().__init__(address)
        self.address = address


def redirect(address: str, status: int = 303) -> Finished:
    """Send the reader on: 301 where the name has changed for good, 303 to the canonical form of a question."""
    return Finished(b"", HTML, {"Location": address}, status)


def page(
    *paths: str, listed: bool = False
) -> Callable[[Callable[[View], Finished | Awaitable[Finished]]], HTTPRouteHandler]:
    """Make a function of a view the page at these paths, in the site's first language there, in others under theirs.

    Args:
        listed: its address stands in the sitemap, whatever the data.
    """
    IN_SITEMAP.update(path.strip("/") for path in paths if listed)

    def wrap(function: Callable[[View], Finished | Awaitable[Finished]]) -> HTTPRouteHandler:
        room = next((one for one in ROOMS.values() if paths[0].startswith(one.path)), None)

        @route(
            everywhere(*paths),
            http_method=["GET", "HEAD"],
            include_in_schema=False,
            name=f"page:{function.__module__}.{function.__name__}",
        )
        async def handler(request: Request[Any, Any, Any]) -> Response[bytes]:
            question = request.scope["query_string"].decode("latin-1")
            if len(question) > LONGEST_QUERY:
                raise ProblemError(414, KNOWN[414][1])
            if elsewhere := to_language(request) or to_standing_edition(request):
                return elsewhere.response()
            view = View(request)
            if room is not None and not view.book.answers(room.table):
                raise ProblemError(404, KNOWN[404][1])
            try:
                found = function(view)
                return (await found if isinstance(found, Awaitable) else found).response()
            except Moved as moved:
                return redirect(moved.address, 301).response()

        return handler

    return wrap


def to_language(request: Request[Any, Any, Any]) -> Finished | None:
    """A path under the site's first language, or under one that it has not, leads to the plain path."""
    code, catalog = of_path(path_in(request.scope)), request.app.state.shelf.current().catalog
    if code is None or code in catalog.languages[1:]:
        return None
    question = request.scope["query_string"].decode("latin-1")
    root = urlsplit(request.app.state.shelf.current().edition.base_url).path.rstrip("/")
    where = root + quote(without(path_in(request.scope)), safe="/.-_~")
    return redirect(where + (f"?{question}" if question else ""), 301)


def to_standing_edition(request: Request[Any, Any, Any]) -> Finished | None:
    """``?utgava=`` with a day, or an edition that is here no longer, leads to the edition that was current that day."""
    shelf: Shelf = request.app.state.shelf
    asked = request.query_params.get("utgava")
    if asked is None or asked in shelf.ids():
        return None
    try:
        found = shelf.at(asked).edition.id
    except NotThere:
        return None  # the page says that there is no such edition
    given = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    query = [(key, found if key == "utgava" else value) for key, value in given]
    root = urlsplit(shelf.current().edition.base_url).path.rstrip("/")
    return redirect(root + quote(path_in(request.scope), safe="/.-_~") + "?" + urlencode(query, safe=",:"))
