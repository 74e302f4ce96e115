"""``/api/v1/areas`` and ``/api/v1/municipalities``: areas, groups and what has happened to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from litestar import Response
from msgspec import UNSET, Meta, UnsetType

from publisher import model
from publisher.model import Area, AreaKind, Text
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.uris import Uris
from publisher.web import examples
from publisher.web.api import asking, shapes
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Noun, field, listed, single
from publisher.web.api.naming import datasets_with
from publisher.web.api.operation import AREAS, SINGLE
from publisher.web.api.parameters import AS_OF, GROUP, KIND, OUTLINES, PAGING
from publisher.web.api.shapes import Code, Said

Kind = Annotated[str, Meta(description="nation, county, municipality or group.")]
Groups = Annotated[list[str], Meta(description="Groups it belongs to today.")]


class Known:
    """An area, the groups it belongs to and its members; its own attributes are read through."""

    def __init__(
        self, asked: Asked, one: model.Area, belongs: Mapping[str, Sequence[str]], members: Sequence[str] | None = None
    ):
        self.asked, self.one = asked, one
        self.groups, self.members = sorted(belongs.get(one.code, ())), UNSET if members is None else list(members)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.one, name)

    def changes(self) -> list[shapes.AreaChange]:
        """What happened to it, as it is sent."""
        return [
            shapes.AreaChange(
                date=change.date,
                description=self.asked.say(change.description),
                comparability=str(change.comparability),
                related=list(change.related),
                source=change.source,
            )
            for change in self.one.changes
        ]


AREA = Noun(
    "Area",
    "A municipality, county, the nation or a group.",
    field("code", tell("code"), Code, required=True),
    field("label", tell("name"), Said),
    field("official_name", tell("official name"), cell=lambda known: known.one.official_name or None),
    field("kind", tell("kind"), Kind, lambda known: known.one.kind.value, required=True),
    field("group_type", tell("kind of group"), str | None),
    field("county", tell("county"), str | None),
    field("groups", tell("groups"), Groups, more=tell("Separated by spaces."),
          cell=lambda known: " ".join(known.groups) or None),
    field("members", type=list[str] | UnsetType),
    field("definition", type=Said),
    field("former_codes", tell("former codes"), list[str], cell=lambda known: " ".join(known.one.former_codes) or None),
    field("changes", type=list[shapes.AreaChange], get=Known.changes),
    field("wikidata", tell("Wikidata"), str | None),
    field("nuts", tell("NUTS"), str | None),
    field("url", get=lambda known: Uris(known.asked.reader.edition.base_url).id("area", known.one.code)),
)  # fmt: skip


@answers("areas", "/api/v1/areas", "words", tell("Municipalities, counties, the nation and groups"), AREA.struct,
         (KIND, GROUP, AS_OF, OUTLINES, *PAGING), AREAS)  # fmt: skip
async def areas(asked: Asked) -> Response[Any]:
    """Municipalities, counties, the nation and groups."""
    kinds = set(asked.many("kind"))
    return await _list(asked, tell("Areas"), kinds)


@answers("municipalities", "/api/v1/municipalities", "words", tell("The municipalities"), AREA.struct,
         (GROUP, AS_OF, OUTLINES, *PAGING), AREAS)  # fmt: skip
async def municipalities(asked: Asked) -> Response[Any]:
    """The municipalities, all or those of a group."""
    return await _list(asked, tell("Municipalities"), {str(AreaKind.MUNICIPALITY)})


@answers("area", "/api/v1/areas/{code}", "words", tell("One area with its history"), AREA.struct, (AS_OF,), SINGLE,
         many=False, within={"code": (examples.AREA, tell("Code or name of the area."))})  # fmt: skip
async def area(asked: Asked, code: str) -> Response[Any]:
    """One area; of a county or group its municipalities too."""
    one = asking.area(asked.reader, code)
    if one.code != code:
        return asked.elsewhere(code=one.code)
    members = asking.members(asked.reader, code)[1] if one.kind is not AreaKind.MUNICIPALITY else None
    return await single(
        asked,
        one.label,
        AREA.sent(asked, Known(asked, one, groups(asked.reader), members)),
        datasets=datasets_with(asked.reader, "areas"),
    )


async def _list(asked: Asked, title: Text, kinds: set[str]) -> Response[Any]:
    chosen: Sequence[Area] = list(asked.reader.vocabulary.areas.values())
    if asked.many("group"):
        within = {code for name in asked.many("group") for code in asking.members(asked.reader, name)[1]}
        chosen = [one for one in chosen if one.code in within]
    if kinds:
        chosen = [one for one in chosen if one.kind.value in kinds]
    order = list(AreaKind)
    belongs = groups(asked.reader)
    words = tell("Only municipalities belong to a group.")
    return await listed(
        asked,
        title,
        [Known(asked, one, belongs) for one in sorted(chosen, key=lambda one: (order.index(one.kind), one.code))],
        AREA,
        left_out=[] if chosen else [{"code": "nothing-matches", "reason": asked.say(words)}],
        datasets=datasets_with(asked.reader, "areas"),
    )


_GROUPS: dict[str, Mapping[str, Sequence[str]]] = {}


def groups(reader: Reader) -> Mapping[str, Sequence[str]]:
    """Groups that each municipality belongs to today, those of similar municipalities apart."""
    key = str(reader.folder)
    if key not in _GROUPS:
        found: dict[str, list[str]] = defaultdict(list)
        alike = {division.code for division in reader.vocabulary.divisions("similar")}
        for membership in reader.vocabulary.memberships:
            group = reader.vocabulary.areas.get(membership.group)
            similar = group is not None and group.group_type in alike
            if membership.valid_to is None and not similar:
                found[membership.area].append(membership.group)
        _GROUPS.clear()
        _GROUPS[key] = found
    return _GROUPS[key]


ROUTES = [areas, area, municipalities]
