"""From a question to an answer: language, format, headers, whole or streamed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect, Stream

from publisher import __version__
from publisher.download import ALL, Download, Format, in_all, languages
from publisher.model import Text, all_of, demanded, localised
from publisher.outlines import Outlines
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.web.accept import media_type
from publisher.web.api import asking
from publisher.web.api.operation import FORMATS, Operation
from publisher.web.api.parameters import AS_OF, EVERYWHERE, TABULAR, format_parameter
from publisher.web.api.query import Parameter, Values, canonical, read
from publisher.web.book import book_of
from publisher.web.conditions import judged
from publisher.web.gateway import HEAD
from publisher.web.problems import KNOWN, ProblemError
from publisher.web.problems import language as preferred

#: Rows made in the event loop: a few milliseconds. More are made in a thread.
INLINE = 400
#: Rows of an answer that is made whole, with length and entity tag. More are streamed.
WHOLE = 20_000
#: Formats quick enough for the event loop.
QUICK = ("json", "csv", "csvw")

#: In the scope of a question that is put within the process: a list that takes the answer before it is written.
WITHIN = "publisher.within"

AnyRequest = Request[Any, Any, Any]
#: Answers what is asked; what stands in the path comes by name.
Answer = Callable[..., Awaitable[Response[Any]]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question whose parameters, edition, language and format are known."""

    request: AnyRequest
    operation: Operation
    path: str  #: ``/api/v1/observations``
    parameters: Sequence[Parameter]
    values: Values
    reader: Reader
    as_of: str | None  #: ISO date, when the state of an earlier day is asked for
    newer: str | None  #: id of the current edition, when the answer is of an earlier one or day
    language: str  #: ``sv``, ``en`` or ``all``
    format: Format

    @property
    def told(self) -> Sequence[str]:
        """The languages of the answer."""
        return languages(self.language)

    def one(self, name: str, default: str = "") -> str:
        """The only value of a parameter; left out, the default that its description states."""
        if name in self.values:
            return self.values[name][0]
        stated = next(
            (parameter.schema.get("default") for parameter in self.parameters if parameter.name == name), None
        )
        return default if stated is None else str(stated)

    def many(self, name: str) -> list[str]:
        """The values of a list; empty when the parameter is left out."""
        return self.values.get(name, [])

    def url(self, **changes: str) -> str:
        """The absolute address of this question in its one form, some parameters changed."""
        values = self.values | {name: [text] for name, text in changes.items() if text}
        values = {name: found for name, found in values.items() if changes.get(name, found)}
        query = canonical(values, self.parameters)
        return f"{self.reader.edition.base_url}{self.path}{'?' + query if query else ''}"

    @property
    def outlines(self) -> Outlines | None:
        """The outlines of the site's areas, where the format is a layer of a map."""
        if not self.format.layer:
            return None
        return self.reader.tiles if self.one("outlines") == "tiles" else self.reader.outlines

    def data_url(self) -> str:
        """The absolute address of the rows: of this question, or of the CSV that its answer describes."""
        return self.url(format=self.format.about or "")

    def elsewhere(self, **within: str) -> Redirect:
        """On to the same question of another thing, by what stands in the path."""
        path, query = self.operation.path.format(**within), canonical(self.values, self.parameters)
        return Redirect(f"{path}?{query}" if query else path, status_code=308)

    def say(self, text: Text) -> str | dict[str, str]:
        """A text in the language asked for, or in both."""
        if self.language.startswith(ALL):
            return {code: localised(text, code) for code in self.told} if text else {}
        return localised(text, self.language)


def answers(
    name: str,
    path: str,
    tag: str,
    summary: Text,
    thing: type,
    parameters: Sequence[Parameter] = (),
    formats: Sequence[str] = FORMATS,
    **more: Any,
) -> Callable[[Answer], HTTPRouteHandler]:
    """A function of what is asked, and of what stands in the path, as what answers an operation of the API.

    Args:
        more: as :class:`~publisher.web.api.operation.Operation` has it.
    """
    operation = Operation(name, path, tag, summary, thing, parameters, formats, **more)

    def bound(answer: Answer) -> HTTPRouteHandler:
        async def handle(request: AnyRequest) -> Response[Any]:
            return await answer(ask(request, operation), **request.path_params)

        return get(path.replace("}", ":str}"), name=f"api-{name}", operation=operation)(handle)

    return bound


def ask(request: AnyRequest, operation: Operation) -> Asked:
    """Read a request against what an operation takes.

    Raises:
        ProblemError: 400, 404, 406 or 422.
    """
    formats = operation.formats
    every = with_common(operation.parameters, formats)
    told = request.app.state.shelf.current().catalog.languages
    if not demanded(told):
        every = [
            replace(one, schema={**one.schema, "enum": [*told, ALL]}) if one.name == "lang" else one for one in every
        ]
    values = read(request.scope["query_string"], every)
    as_of = values.get(AS_OF.name, [None])[0]
    reader, day = asking.edition(request.app.state.shelf, as_of)
    if operation.needs and not book_of(reader).answers(operation.needs):
        raise ProblemError(404, KNOWN[404][1])
    current = request.app.state.shelf.current().edition.id
    told = request.app.state.shelf.current().catalog.languages
    language = values.get("lang", [""])[0] or preferred(request)
    if language not in (*told, ALL):
        raise ProblemError(
            400,
            dict.fromkeys(all_of(told), f"lang: '{language}'. {', '.join(told)}."),
            parameter="lang",
            allowed=list(told),
        )
    if language == ALL:
        language = told[0] if len(told) == 1 else in_all(told)
    form = choose(request, values, [request.app.state.formats[key] for key in formats])
    if form.layer and values.get("outlines") == ["tiles"] and reader.tiles is None:
        detail = tell("outlines: this site has no squares (vocab/tiles.json). Take outlines=borders.")
        raise ProblemError(404, detail, parameter="outlines", allowed=["borders"])
    if form.layer and reader.outlines is None:
        raise ProblemError(
            406,
            tell(
                "format: {key} wants borders, and this site has none (vocab/boundaries.json). Take csv or "
                "parquet and join the codes of areas to borders of your own.",
                key=form.key,
            ),
            parameter="format",
            allowed=[key for key in formats if not request.app.state.formats[key].layer],
        )
    return Asked(
        request=request,
        operation=operation,
        path=operation.path.format(**request.path_params),
        parameters=every,
        values=values,
        reader=reader,
        as_of=day,
        newer=None if day is None and reader.edition.id == current else current,
        language=language,
        format=form,
    )


def with_common(parameters: Sequence[Parameter], formats: Sequence[str]) -> list[Parameter]:
    """A path's own parameters and those every path has."""
    tabular = TABULAR if "csv" in formats else ()
    return [*parameters, *EVERYWHERE, *((format_parameter(formats),) if len(formats) > 1 else ()), *tabular]


def choose(request: AnyRequest, values: Values, formats: Sequence[Format]) -> Format:
    """The format asked for: ``format=``, else the best that ``Accept`` admits.

    Raises:
        ProblemError: 406 when there is none, naming those there are.
    """
    if wanted := values.get("format"):
        return next(form for form in formats if form.key == wanted[0])
    accept = request.headers.get("accept", "")
    best = media_type(accept, [names(form) for form in formats])
    if best is None:
        there = [form.sent_as.partition(";")[0] for form in formats]
        detail = tell(
            "Accept: {accept} cannot be met. There are: {there}. Change Accept or add format= to the address.",
            accept=accept[:100],
            there=", ".join(there),
        )
        raise ProblemError(406, detail, allowed=there)
    return formats[best]


def names(form: Format) -> list[str]:
    """The media types that mean a format in ``Accept``, that which is sent first."""
    sent = form.sent_as.partition(";")[0]
    general = [] if form.content_type and sent != form.media_type else [form.media_type]
    return list(dict.fromkeys([sent, *general, *form.accepts]))


async def answer(asked: Asked, download: Download, rows: int) -> Response[bytes] | Stream:
    """The download in the format asked for.

    Args:
        rows: how many rows it holds, or more than :data:`WHOLE` when there are at least so many.
    """
    if asked.format.most and rows > asked.format.most:
        raise too_large(asked.format)
    download = replace(download, meta={"newer_edition": asked.newer, **download.meta})
    within: Any = asked.request.scope.get(WITHIN)
    if within is not None and asked.format.key == "json":
        within.append(download)
        return Response(b"")
    write = asked.format.write
    headers = head(asked, download)
    kind = asked.format.sent_as
    if rows > WHOLE and asked.format.key != "json":
        scope = asked.request.scope
        spared = HEAD in scope or judged(dict(scope["headers"]), headers["ETag"].encode(), b"") != 200
        return Stream(iter([b""]) if spared else write(download), headers=headers, media_type=kind)
    if rows <= INLINE and asked.format.key in QUICK:
        body = b"".join(write(download))
    else:
        body = await asyncio.to_thread(lambda: b"".join(write(download)))
    return Response(body, headers=headers, media_type=kind)


def too_large(form: Format) -> ProblemError:
    """422 for more rows than a format is written for, with what to do."""
    detail = tell(
        "format: {key} is given for at most {most} rows, and the selection has more. Choose one "
        "indicator and one period (indicator=, period=), or format=geoparquet, which takes them all.",
        key=form.key,
        most=form.most,
    )
    return ProblemError(422, detail, parameter="format", maximum=form.most)


def tag(asked: Asked) -> str:
    """An entity tag without reading the body: an answer is a function of program, edition and question."""
    program = f"{__version__} {asked.reader.folder.name} {asked.newer}"
    question = f"{program} {asked.language} {asked.format.key} {asked.url()}"
    return f'W/"{hashlib.blake2b(question.encode(), digest_size=12).hexdigest()}"'


def head(asked: Asked, download: Download) -> dict[str, str]:
    """Headers of an answer: how long it stands, what describes it, what licence it has, what comes next."""
    waiver = asked.reader.catalog.licence  # holds for our own work: never the whole of what has other terms in it
    licences = [one for key, one in download.licences.items() if key != waiver or len(download.licences) == 1]
    links = [f'<{licence.url}>; rel="license"' for licence in licences]
    if "next" in download.links:
        links.append(f'<{download.links["next"]}>; rel="next"')
    if asked.format.key == "csv":
        links.append(f'<{asked.url(format="csvw")}>; rel="describedby"; type="application/csvm+json"')
    if asked.newer:  # https://www.rfc-editor.org/rfc/rfc5829
        links.append(f'<{asked.url(as_of="")}>; rel="latest-version"')
    links.append(f'<{asked.reader.edition.base_url}/schema/openapi.json>; rel="service-desc"')
    headers = {
        "Cache-Control": "public, max-age=300",
        "Content-Language": ", ".join(asked.told),
        "ETag": tag(asked),
        "Link": ", ".join(links),
        "Vary": "Accept, Accept-Language",
    }
    if not asked.format.inline:
        name = asked.path.rpartition("/")[2]
        headers["Content-Disposition"] = (
            f'attachment; filename="{name}-{asked.reader.edition.id}.{asked.format.extension}"'
        )
    return headers
