"""Tools that ask for things as they are: what is here, what an indicator means, values, and revisions of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publisher.doors.inquiry import Inquirer, part
from publisher.doors.mcp.answers import Answer, page, paged, without
from publisher.doors.mcp.guards import Guard, guard, keys, of_breaks, of_last, of_rank, of_rows, sides
from publisher.doors.mcp.telling import Row, Teller, teller_of
from publisher.download import citation
from publisher.finding import Found, unmet
from publisher.finding import find as found_in
from publisher.model import SEX_TOTAL, TOTAL, AreaKind
from publisher.web.api import asking
from publisher.web.api.naming import names
from publisher.web.api.standing import Key, Place, places, refusals
from publisher.web.book import book_of

#: Rows of an answer, unless asked otherwise; things found.
ROWS, FINDS = "100", 10
#: Municipalities whose places are told beside their values: as many as the API lets one name.
PLACED = 320
#: Columns of observations that say where a row is kept: for those who fetch, not for those who read.
KEPT = frozenset({"dataset", "source", "source_place", "edition", "note"})


async def find(inquirer: Inquirer, asked: Mapping[str, str]) -> dict[str, Any]:
    """Indicators and areas by name or subject, best first."""
    teller = teller_of(inquirer.reader, inquirer.told)
    limit, _ = page(asked, FINDS)
    kinds = ("municipality", "county", "nation", "indicator")
    text = asked["text"]
    met = found_in(teller.reader.connection, text, teller.language, kinds, limit)
    say = []
    if not met:
        say = [teller.say("found.none", text=text[:80])]
    elif not met[0].exact:
        say = [teller.say("found.alike", text=text[:80])]
    elif words := unmet(teller.reader.connection, text, teller.language, met):
        say = [teller.say("found.partly", words=teller.words.listing([f"”{word[:40]}”" for word in words]))]
    catalog, edition = teller.reader.catalog, teller.reader.edition
    meta = {
        "edition": edition.id,
        "citation": teller.words.text(citation(catalog, catalog.title, edition, edition.base_url)),
        "licences": [],
        "rights": [],
    }
    answer = Answer(teller=teller, data=[_met(teller, one) for one in met], meta=meta, say=say)
    return without(answer.sent(), ("licences", "rights"))


def _met(teller: Teller, one: Found) -> dict[str, Any]:
    """Something that was found, with what must be known to ask for it."""
    if one.kind != "indicator":
        return {"kind": one.kind, "area": one.key, "label": one.title, "exact": one.exact}
    there = names(teller.reader).available.get(one.key)
    periods = sorted(there.periods) if there else []
    indicator = teller.indicator(one.key, max(periods, default=None))
    return {
        "kind": "indicator",
        "indicator": one.key,
        "label": one.title,
        "exact": one.exact,
        "value_kind": str(indicator.value_kind),
        "unit": indicator.unit,
        "periods": f"{periods[0]}..{periods[-1]}" if periods else None,
        "area_kinds": sorted(there.kinds) if there else [],
    }


async def indicator(inquirer: Inquirer, asked: Mapping[str, str]) -> dict[str, Any]:
    """What an indicator means, since when, in which versions, and what may not be done with it."""
    teller = teller_of(inquirer.reader, inquirer.told)
    one = asking.indicator(teller.reader, asked["indicator"])
    said = await inquirer.ask(f"indicators/{part(one.id)}", {})
    label, definition = teller.words.text(one.label), teller.words.text(one.definition)
    say = [teller.say("defined", label=label, definition=definition)] if definition else [label]
    if periods := said["data"]["periods"]:
        listed = teller.words.listing([teller.period(period) for period in periods])
        say.append(teller.say("published", periods=listed))
    guards = []
    for version in said["data"]["versions"]:
        if version["comparability"] in ("none", "caution") and version["valid_from"]:
            told = {"what": teller.named(one.id), "since": version["valid_from"]}
            told["reason"] = version["reason"] or version["change"]
            if version["comparability"] == "none":
                guards.append(guard(teller, "broken", periods=sides(teller, one.id), **told))
            else:
                guards.append(guard(teller, "care", **told))
    data = without(said["data"], ("close_match", "related_match", "former_ids", "sexes", "service_areas"))
    return Answer(teller=teller, data=data, meta=said["meta"], indicators=[one.id], guards=guards, say=say).sent()


async def values(inquirer: Inquirer, asked: Mapping[str, str]) -> dict[str, Any]:
    """Values, each with its status, tie group, version and sentence."""
    teller = teller_of(inquirer.reader, inquirer.told)
    said = await inquirer.ask("observations", {"limit": ROWS, **asked})
    rows: list[dict[str, Any]] = said["data"]
    meta = said["meta"]
    period = asked.get("period", "")
    several = "," in period or ".." in period
    guards = [
        *of_breaks(teller, meta["breaks"], several),
        *of_rows(teller, rows, period == "latest"),
        *(of_last(teller, rows) if period == "latest" else ()),
    ]
    standing, unranked = _places(teller, rows)
    areas, known = teller.areas, dict[tuple[str, str, str, str], tuple[str | None, Mapping[str, Place]]]()
    kept = [name for name in KEPT if rows and name in rows[0]]
    said_of: dict[int, str] = {}  # those that tie share a place, and what is said of it
    for row in rows:
        key = (row["indicator"], row["period"], row["sex"], row["service_area"])
        about = known.get(key)
        if about is None:
            whole = key[2:] == (SEX_TOTAL, TOTAL)
            about = known[key] = (teller.version(*key[:2]), standing.get(key[:2], {}) if whole else {})
        area, rank = row["area"], about[1].get(row["area"])
        for name in kept:
            del row[name]
        row["area_label"] = areas[area]
        row["definition_version"] = about[0]
        row["tie_group"] = rank
        if rank is None:
            row["say"] = teller.figure(row)
            continue
        place = said_of.get(id(rank))
        if place is None:
            place = said_of[id(rank)] = teller.place(rank)
        row["say"] = f"{teller.figure(row)} {place}"
    say = paged(teller, meta["count"], meta["returned"], meta["offset"])
    ids = [row["indicator"] for row in rows] or [
        asking.indicator(teller.reader, name.strip()).id for name in asked["indicator"].split(",")
    ]
    say += [one["reason"] for one in meta["left_out"][:10]]
    answer = Answer(
        teller=teller, data=rows, meta=meta, indicators=ids, guards=[*guards, *unranked], say=say,
        more={"count": meta["count"]},
    )  # fmt: skip
    return answer.sent()


def _places(teller: Teller, rows: Sequence[Row]) -> tuple[Mapping[Key, Mapping[str, Place]], list[Guard]]:
    """Places of a few municipalities, and why there are none where nothing is ranked."""
    reader = teller.reader
    municipalities = book_of(reader).codes[AreaKind.MUNICIPALITY]
    areas = sorted({row["area"] for row in rows} & municipalities)
    wanted = keys(rows)
    if not 0 < len(areas) <= PLACED:
        return {}, []
    found = places(reader, wanted, areas)
    why = {
        key: {"code": one.code, "reason": one.reason}
        for key, one in refusals(reader, teller.words.text, wanted).items()
    }
    last = {id: period for id, period in wanted}
    return found, [one for key in last.items() for one in of_rank(teller, *key, why.get(key), False)]


async def changes(inquirer: Inquirer, asked: Mapping[str, str]) -> dict[str, Any]:
    """Revisions of published values, newest first."""
    teller = teller_of(inquirer.reader, inquirer.told)
    said = await inquirer.ask("changes", {"limit": ROWS, **asked})
    meta, data = said["meta"], []
    for row in said["data"]:
        told = {
            "recorded": row["recorded"],
            "indicator": teller.named(row["indicator"]),
            "area": teller.area(row["area"]),
            "period": teller.period(row["period"]),
            "old": _was(teller, row, "old"),
            "new": _was(teller, row, "new"),
            "reason": row["reason"],
        }
        data.append(
            {
                **without(row, ("dataset", "version")),
                "say": teller.say("added" if row["kind"] == "added" else "revised", **told),
            }
        )
    ids = [row["indicator"] for row in said["data"]]
    say = [
        *paged(teller, meta["count"], meta["returned"], meta["offset"]),
        *(one["reason"] for one in meta["left_out"]),
    ]
    guards = [guard(teller, "revisions")]
    answer = Answer(teller=teller, data=data, meta=meta, indicators=ids[:1], guards=guards, say=say,
                    more={"count": meta["count"]})  # fmt: skip
    return answer.sent()


def _was(teller: Teller, row: Row, which: str) -> str:
    """An old or a new value in words, with its status where there is none."""
    value, status = row[f"{which}_value"], row[f"{which}_status"]
    if value is None and status:
        return teller.words.status(status)
    return teller.value(row["indicator"], row["period"], value)
