"""Tools that compare: municipalities side by side and over time, and how many have each value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.doors.inquiry import Inquirer, part
from publisher.doors.mcp.answers import FIGURE, Answer, grouped, page, paged
from publisher.doors.mcp.guards import Guard, guard, of_change, of_pairs, of_rank, of_rows
from publisher.doors.mcp.telling import Row, Teller, teller_of
from publisher.model import SEX_TOTAL, TOTAL
from publisher.web.api import asking

#: Tie groups of an answer unless asked otherwise.
GROUPS = 20


async def compare(inquirer: Inquirer, asked: Mapping[str, str]) -> dict[str, Any]:
    """Municipalities side by side by one or a few indicators, each with its place and what it was before."""
    teller = teller_of(inquirer.reader, inquirer.told)
    said = await inquirer.ask("compare", asked)
    data, guards, say = [], [], []
    for one in said["data"]:
        id, period = one["indicator"], one["period"]
        figures = []
        for figure in one["figures"]:
            row = {**figure, "indicator": id, "period": period, "sex": SEX_TOTAL, "service_area": TOTAL}
            figures.append(_figure(teller, row, asked))
            if figure["before"] is not None:
                guards += of_change(teller, id, figure["area"], period, figure["before"], "earlier" in asked)
            elif "earlier" in asked:
                told = {"earlier": teller.period(asked["earlier"]), "period": teller.period(period)}
                say.append(teller.say("change.unknown", area=teller.area(figure["area"]), **told))
        guards += of_rank(teller, id, period, one["refusal"], True)
        guards += of_pairs(teller, id, period, one["not_told_apart"])
        rows = [
            {**f, "indicator": id, "period": period, "sex": SEX_TOTAL, "service_area": TOTAL} for f in one["figures"]
        ]
        guards += of_rows(teller, rows, False)
        data.append(
            {
                "indicator": id,
                "label": one["label"],
                "unit": one["unit"],
                "period": period,
                "definition_version": teller.version(id, period),
                "figures": figures,
                "groups": [{**grouped(group), "say": teller.whole(id, period, group)} for group in one["groups"]],
            }
        )
    ids = [one["indicator"] for one in said["data"]]
    if len(ids) > 1:
        guards.append(guard(teller, "several-indicators"))
    return Answer(teller=teller, data=data, meta=said["meta"], indicators=ids, guards=guards, say=say).sent()


def _figure(teller: Teller, row: Row, asked: Mapping[str, str]) -> dict[str, Any]:
    """A figure with its sentence: what it is, its place, and what it was."""
    before = row["before"]
    say = [teller.figure(row), teller.place(row["rank"])]
    if before is not None:
        say.append(teller.change(row["indicator"], row["area"], row["period"], row["value"], before))
    kept = {name: row[name] for name in ("area", "label", *FIGURE)}
    return {**kept, "tie_group": row["rank"], "before": before, "say": " ".join(filter(None, say))}


async def ranking(inquirer: Inquirer, asked: Mapping[str, str]) -> dict[str, Any]:
    """Tie groups, the best first where there are ranks; else why there are none, and how many have each value."""
    teller = teller_of(inquirer.reader, inquirer.told)
    one = asking.indicator(teller.reader, asked["indicator"])
    rest = {name: text for name, text in asked.items() if name == "period"}
    said = await inquirer.ask(f"rankings/{part(one.id)}", rest)
    meta, period = said["meta"], said["meta"]["period"]
    limit, offset = page(asked, GROUPS)
    shown = said["data"][offset : offset + limit]
    data = [
        {
            **{
                name: group[name]
                for name in ("value", "value_label", "count", "rank_low", "rank_high", "band_low", "band_high")
            },
            "areas": {code: teller.area(code) for code in group["areas"]},
            "say": _tied(teller, one.id, period, group, meta["n"]),
        }
        for group in shown
    ]
    guards: list[Guard] = of_rank(teller, one.id, period, meta["refusal"], True)
    if meta["ranked"] and any(group["band_low"] != group["band_high"] for group in shown):
        guards.append(guard(teller, "ties"))
    missing = len(meta["missing"])
    if missing:
        reasons = teller.words.listing(sorted({teller.words.status(code) for code in meta["missing"].values()}))
        guards.append(guard(teller, "missing.some", missing=missing, count=missing + meta["n"], reasons=reasons))
    more = {
        **{name: meta[name] for name in ("period", "ranked", "n", "asked", "margin")},
        "definition_version": teller.version(one.id, period),
        "missing": {
            code: {"area_label": teller.area(code), "status": status} for code, status in meta["missing"].items()
        },
        "not_asked": len(meta["not_asked"]),
        "count": len(said["data"]),
    }
    say = [*paged(teller, len(said["data"]), len(shown), offset), *([meta["margin"]] if meta["margin"] else [])]
    return Answer(teller=teller, data=data, meta=meta, indicators=[one.id], guards=guards, say=say, more=more).sent()


def _tied(teller: Teller, id: str, period: str, group: Row, ranked: int) -> str:
    """How many have a value, and which places they share."""
    told = {
        "period": teller.period(period),
        "label": teller.label(id),
        "count": group["count"],
        "ranked": ranked,
        "figure": f"“{group['value_label']}”" if group["value_label"] else teller.value(id, period, group["value"]),
        "low": group["rank_low"],
        "high": group["rank_high"],
    }
    if group["rank_low"] is None:
        return teller.say("group.unranked", **told)
    if (group["band_low"], group["band_high"]) != (group["rank_low"], group["rank_high"]):
        band = {"low": group["band_low"], "high": group["band_high"], "ranked": ranked}
        return f"{teller.say('group.unranked', **told)} {teller.say('place.band', **band)}"
    if group["count"] == 1 and group["rank_low"] == group["rank_high"]:
        return teller.say("group.one", area=teller.area(group["areas"][0]), **told)
    return teller.say("group.tied", **told)
