"""``/api/v1/areas`` and ``/api/v1/municipalities``: areas, groups and what has happened to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from msgspec import UNSET

from publisher.download import Cells
from publisher.model import Area, AreaKind, Column, Text
from publisher.reader import Reader
from publisher.tables import column
from publisher.uris import Uris
from publisher.web.api import asking, shapes
from publisher.web.api.answering import AnyRequest, Asked, ask
from publisher.web.api.listing import FORMATS, SINGLE, listed, single, text_cells, text_columns
from publisher.web.api.naming import datasets_with
from publisher.web.api.parameters import AS_OF, GROUP, KIND, PAGING

PATH = "/api/v1/areas"
PARAMETERS = (KIND, GROUP, AS_OF, *PAGING)
MUNICIPALITIES_PATH = "/api/v1/municipalities"
MUNICIPALITIES_PARAMETERS = (GROUP, AS_OF, *PAGING)
ONE_PATH = "/api/v1/areas/{code}"
ONE_PARAMETERS = (AS_OF,)


@get(PATH, name="api-areas")
async def areas(request: AnyRequest) -> Response[bytes] | Stream:
    """Municipalities, counties, the nation and groups."""
    asked = ask(request, PATH, PARAMETERS, FORMATS)
    kinds = set(asked.many("kind"))
    return await _list(asked, {"sv": "Områden", "en": "Areas"}, kinds)


@get(MUNICIPALITIES_PATH, name="api-municipalities")
async def municipalities(request: AnyRequest) -> Response[bytes] | Stream:
    """The municipalities, all or those of a group."""
    asked = ask(request, MUNICIPALITIES_PATH, MUNICIPALITIES_PARAMETERS, FORMATS)
    return await _list(asked, {"sv": "Kommuner", "en": "Municipalities"}, {str(AreaKind.MUNICIPALITY)})


@get("/api/v1/areas/{code:str}", name="api-area")
async def area(request: AnyRequest, code: FromPath[str]) -> Response[bytes] | Stream | Redirect:
    """One area; of a county or group its municipalities too."""
    asked = ask(request, f"/api/v1/areas/{code}", ONE_PARAMETERS, SINGLE)
    one = asking.area(asked.reader, code)
    if one.code != code:
        return Redirect(asked.elsewhere(f"/api/v1/areas/{one.code}"), status_code=308)
    members = asking.members(asked.reader, code)[1] if one.kind is not AreaKind.MUNICIPALITY else None
    return await single(
        asked,
        one.label,
        shape(asked, one, groups(asked.reader), members),
        datasets=datasets_with(asked.reader, "areas"),
    )


async def _list(asked: Asked, title: Text, kinds: set[str]) -> Response[bytes] | Stream:
    chosen: Sequence[Area] = list(asked.reader.vocabulary.areas.values())
    if asked.many("group"):
        within = {code for name in asked.many("group") for code in asking.members(asked.reader, name)[1]}
        chosen = [one for one in chosen if one.code in within]
    if kinds:
        chosen = [one for one in chosen if one.kind.value in kinds]
    order = list(AreaKind)
    belongs = groups(asked.reader)
    words = {"sv": "Kommuner är de enda områden som hör till en grupp.", "en": "Only municipalities belong to a group."}
    return await listed(
        asked,
        title,
        sorted(chosen, key=lambda one: (order.index(one.kind), one.code)),
        _columns(asked.language),
        lambda one: _cells(asked, one, belongs),
        lambda one: shape(asked, one, belongs),
        left_out=[] if chosen else [{"code": "nothing-matches", "reason": asked.say(words)}],
        datasets=datasets_with(asked.reader, "areas"),
    )


_GROUPS: dict[str, Mapping[str, Sequence[str]]] = {}


def groups(reader: Reader) -> Mapping[str, Sequence[str]]:
    """Groups that each municipality belongs to today, those of similar municipalities apart."""
    key = str(reader.folder)
    if key not in _GROUPS:
        found: dict[str, list[str]] = defaultdict(list)
        for membership in reader.vocabulary.memberships:
            group = reader.vocabulary.areas.get(membership.group)
            similar = group is not None and (group.group_type or "").startswith("liknande")
            if membership.valid_to is None and not similar:
                found[membership.area].append(membership.group)
        _GROUPS.clear()
        _GROUPS[key] = found
    return _GROUPS[key]


def _columns(language: str) -> list[Column]:
    return [
        column("code", "string", "kod", "code", required=True),
        *text_columns(language, "label", "namn", "name"),
        column("official_name", "string", "officiellt namn", "official name"),
        column("kind", "string", "slag", "kind", required=True),
        column("group_type", "string", "gruppindelning", "kind of group"),
        column("county", "string", "län", "county"),
        column("groups", "string", "grupper", "groups", "Åtskilda av mellanslag.", "Separated by spaces."),
        column("former_codes", "string", "tidigare koder", "former codes"),
        column("wikidata", "string", "Wikidata", "Wikidata"),
        column("nuts", "string", "NUTS", "NUTS"),
    ]


def _cells(asked: Asked, one: Area, belongs: Mapping[str, Sequence[str]]) -> Cells:
    return [
        one.code,
        *text_cells(asked.language, one.label),
        one.official_name or None,
        one.kind.value,
        one.group_type,
        one.county,
        " ".join(sorted(belongs.get(one.code, ()))) or None,
        " ".join(one.former_codes) or None,
        one.wikidata,
        one.nuts,
    ]


def shape(
    asked: Asked, one: Area, belongs: Mapping[str, Sequence[str]], members: Sequence[str] | None = None
) -> shapes.Area:
    """An area as it is sent."""
    say = asked.say
    return shapes.Area(
        code=one.code,
        label=say(one.label),
        official_name=one.official_name,
        kind=one.kind.value,
        group_type=one.group_type,
        county=one.county,
        groups=sorted(belongs.get(one.code, ())),
        members=UNSET if members is None else list(members),
        definition=say(one.definition),
        former_codes=list(one.former_codes),
        changes=[
            shapes.AreaChange(
                date=change.date,
                description=say(change.description),
                comparability=str(change.comparability),
                related=list(change.related),
                source=change.source,
            )
            for change in one.changes
        ],
        wikidata=one.wikidata,
        nuts=one.nuts,
        url=Uris(asked.reader.edition.base_url).id("area", one.code),
    )


ROUTES = [areas, area, municipalities]
