"""Listing: indicators, municipalities and groups as Kolada lists them. What only Kolada knows of them is null."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from publisher.doors.knocking import listed, near, refused
from publisher.doors.kolada.copied import copied
from publisher.folding import folded
from publisher.kolada import HOME, code_of
from publisher.model import Area, AreaKind, Indicator, localised
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.web.api.naming import names
from publisher.web.problems import ProblemError

#: What the door is a copy of, as messages name it.
SOURCE = "Kolada"
#: Kolada's id of a group of municipalities.
_GROUP = re.compile(r"G\d+")
#: What an indicator may be narrowed by at Kolada, and is null in a copy.
UNKNOWN = ("operating_area", "publication_date", "prel_publication_date", "perspective", "auspice", "auspices")
TYPES = {AreaKind.MUNICIPALITY: "K", AreaKind.COUNTY: "L", AreaKind.NATION: "L"}

Things = list[dict[str, Any]]


def _told(reader: Reader) -> str:
    return reader.catalog.languages[0]


def kpis(reader: Reader, asked: Mapping[str, str]) -> Things:
    """Kolada's indicators that are here, under Kolada's own names."""
    return [_kpi(reader, one) for one in copied(reader).indicators.values()]


def title_of(reader: Reader, one: Indicator) -> str:
    """What Kolada calls an indicator; where that is not known, what we do."""
    return one.official_name or localised(one.label, _told(reader))


def _kpi(reader: Reader, one: Indicator) -> dict[str, Any]:
    there = names(reader).available[one.id]
    types = {TYPES[AreaKind(kind)] for kind in there.kinds if AreaKind(kind) in TYPES and kind != AreaKind.NATION}
    return {
        "id": one.id,
        "title": title_of(reader, one),
        "description": localised(one.definition, _told(reader)),
        "is_divided_by_gender": len(there.sexes) > 1,
        "municipality_type": types.pop() if len(types) == 1 else "A",
        "auspice": None,
        "operating_area": None,
        "perspective": None,
        "prel_publication_date": None,
        "publication_date": None,
        "publ_period": max(there.periods),
        "has_ou_data": False,
    }


def kpi_groups(reader: Reader, asked: Mapping[str, str]) -> Things:
    """A group of indicators per subject; Kolada's own groups are not here."""
    subjects = reader.vocabulary.concepts.get("subject", {})
    grouped: dict[str, list[Indicator]] = {}
    for one in copied(reader).indicators.values():
        grouped.setdefault(one.subject, []).append(one)
    return [
        {
            "id": code,
            "title": localised(subjects[code].label, _told(reader)) if code in subjects else code,
            "members": [{"member_id": one.id, "member_title": title_of(reader, one)} for one in members],
        }
        for code, members in sorted(grouped.items())
    ]


def municipalities(reader: Reader, asked: Mapping[str, str]) -> Things:
    """Municipalities, regions and the nation."""
    wanted = asked.get("type")
    if wanted is not None and wanted not in ("K", "L"):
        raise refused("type", tell("write K (municipality) or L (region)."), 422)
    found = [
        {"id": code, "title": localised(area.label, _told(reader)), "type": TYPES[area.kind]}
        for area in reader.vocabulary.areas.values()
        if (code := code_of(area)) is not None and wanted in (None, TYPES[area.kind])
    ]
    return sorted(found, key=lambda one: one["id"])


def municipality_groups(reader: Reader, asked: Mapping[str, str]) -> Things:
    """Kolada's own groups that are here, by its ids."""
    found = [
        {
            "id": id,
            "title": localised(area.label, _told(reader)),
            "members": [
                {"member_id": code, "member_title": localised(reader.vocabulary.areas[code].label, _told(reader))}
                for code in reader.vocabulary.members(area.code)
            ],
        }
        for area in reader.vocabulary.areas.values()
        if area.kind is AreaKind.GROUP and (id := group_id(area))
    ]
    return sorted(found, key=lambda one: str(one["id"]))


def group_id(area: Area) -> str:
    """Kolada's id of a group; '' for one that is not its."""
    return next((name for name in area.other_names if _GROUP.fullmatch(name)), "")


def units(reader: Reader, asked: Mapping[str, str]) -> Things:
    """Units of municipalities: none are here."""
    return []


def chosen(
    reader: Reader, name: str, things: Things, ids: Sequence[str] | None, asked: Mapping[str, str]
) -> Things:  # fmt: skip
    """Those of some ids, or whose title has a text in it.

    Raises:
        ProblemError: 404 for an id that is not there, with the nearest.
    """
    if ids is not None and name != "ou":
        known = {one["id"]: one for one in things}
        for id in ids:
            if id not in known:
                raise unknown(name, id, {key: str(one["title"]) for key, one in known.items()})
        things = [known[id] for id in dict.fromkeys(ids)]
    text = asked.get("title", "")[:200].casefold()
    title = folded(text)  # nothing of "%": signs are then looked for as they stand
    return [one for one in things if (title in folded(one["title"]) if title else text in one["title"].casefold())]


def unknown(name: str, id: str, known: Mapping[str, str]) -> ProblemError:
    """404 of an id that is not in this copy."""
    if not known:
        words = tell("nothing of {source}'s is on this site. {source} itself: {home}.", source=SOURCE, home=HOME)
        return refused(name, words, 404, nearest=[])
    found, _ = near(id, list(known))
    if not found:
        by_title = {title.casefold(): key for key, title in known.items()}
        met, _ = near(id, list(known.values()))
        found = [by_title[title.casefold()] for title in met]
    there = ", ".join(f"{one} ({known[one]})" for one in found)
    told = tell(" Nearest: {there}.", there=there) if found else ""
    words = tell(
        "there is no '{id}' in this copy.{meant} There are {there}; see {list}. {source} itself: {home}.",
        id=id[:60],
        meant=told,
        there=listed(list(known), 8),
        list=f"/kolada/v3/{name}",
        source=SOURCE,
        home=HOME,
    )
    return refused(name, words, 404, nearest=found)


def terms(reader: Reader) -> list[str]:
    """Addresses of the terms that the copy is on."""
    return [reader.catalog.licences[key].url for key in copied(reader).licences]
