"""The tool that profiles an area: a municipality among the others, and what those of a county or the nation say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.doors.inquiry import Inquirer, part
from publisher.doors.mcp.answers import FIGURE, Answer, grouped, page, paged
from publisher.doors.mcp.guards import guard, of_change, of_rank, of_rows
from publisher.doors.mcp.telling import Row, Teller, teller_of
from publisher.model import SEX_TOTAL, TOTAL, Area, AreaKind
from publisher.web.api import asking
from publisher.web.book import book_of

#: Indicators of an answer unless asked otherwise.
SHOWN = 25


async def profile(inquirer: Inquirer, asked: Mapping[str, str]) -> dict[str, Any]:
    """The latest of every indicator, or of those asked for, and what the edition says of the area in words."""
    teller = teller_of(inquirer.reader, inquirer.told)
    area = asking.area(teller.reader, asked["area"])
    names = [name.strip() for name in asked.get("indicator", "").split(",") if name.strip()]
    wanted = [asking.indicator(teller.reader, name).id for name in names]
    limit, offset = page(asked, SHOWN)
    rows: list[Any] = []
    chosen: list[str] = []

    def shown_of(every: list[Any]) -> list[Any]:
        """Those of the rows that are shown."""
        rows.extend(every)
        some = [row for row in every if not wanted or row.indicator in wanted]
        if area.kind is not AreaKind.MUNICIPALITY:
            some = [row for row in some if any(group.area == area.code for group in row.groups)]
        chosen.extend(row.indicator for row in some)
        return some[offset : offset + limit]

    if area.kind is AreaKind.MUNICIPALITY:
        said = await inquirer.ask(f"municipalities/{part(area.code)}/profile", {}, shown_of)
    else:
        member = asking.members(teller.reader, area.code)[1][0]
        only = {"indicator": ",".join(wanted)} if wanted else {}
        said = await inquirer.ask("compare", {"municipality": member, **only}, shown_of)
    shown = said["data"]
    told = _municipality if area.kind is AreaKind.MUNICIPALITY else _group_of
    answer = Answer(teller=teller, data=[told(teller, area, row) for row in shown], meta=said["meta"])
    answer.indicators = [row["indicator"] for row in shown]
    answer.say = paged(teller, len(chosen), len(shown), offset)
    if not rows or (not chosen and not wanted):
        answer.say.append(teller.say("whole.ask", area=teller.area(area.code), code=area.code))
    if area.kind is AreaKind.MUNICIPALITY:
        for row in shown:
            answer.guards += of_rank(teller, row["indicator"], row["period"], row["refusal"], False)
            if row["before"] is not None:
                answer.guards += of_change(teller, row["indicator"], area.code, row["period"], row["before"], False)
        flat = [{**row, "area": area.code, "sex": SEX_TOTAL, "service_area": TOTAL} for row in shown]
        answer.guards += of_rows(teller, flat, True)
    elif any(row["method"] in ("median", "shares") for row in answer.data):
        answer.guards.append(guard(teller, "unweighted"))
    answer.more = {
        "area": area.code,
        "area_label": teller.area(area.code),
        "kind": area.kind.value,
        "count": len(chosen),
        **({} if wanted or offset else {"analysis": _analysis(teller, area)}),
    }
    if wanted:
        left = [one for one in said["meta"]["left_out"] if one.get("indicator") in wanted]
        answer.meta = {**answer.meta, "left_out": left}
    missing = [id for id in wanted if id not in chosen]
    if missing and area.kind is not AreaKind.MUNICIPALITY:
        own = await inquirer.ask(
            "observations", {"indicator": ",".join(missing), "area": area.code, "period": "latest"}
        )
        answer.data += [{**row, "say": teller.figure(row)} for row in own["data"]]
        answer.indicators = [*answer.indicators, *missing]
        answer.meta = {**answer.meta, "left_out": [*answer.meta.get("left_out", []), *own["meta"]["left_out"]]}
    return answer.sent()


def _municipality(teller: Teller, area: Area, row: Row) -> dict[str, Any]:
    """An indicator's latest value of a municipality, what all municipalities say, and what it was before."""
    id, period = row["indicator"], row["period"]
    flat = {**row, "area": area.code, "sex": SEX_TOTAL, "service_area": TOTAL}
    say = [teller.figure(flat), teller.place(row["rank"])]
    if row["before"] is not None:
        say.append(teller.change(id, area.code, period, row["value"], row["before"]))
    nation = next((group for group in row["groups"] if group["area"] == teller.reader.vocabulary.nation), None)
    kept = ("indicator", "label", "unit", "period", *FIGURE)
    return {
        **{name: row[name] for name in kept},
        "definition_version": teller.version(id, period),
        "tie_group": row["rank"],
        "nation": None if nation is None else teller.whole(id, period, nation),
        "say": " ".join(filter(None, say)),
    }


def _group_of(teller: Teller, area: Area, row: Row) -> dict[str, Any]:
    """What the municipalities of an area say together of an indicator."""
    group = next(group for group in row["groups"] if group["area"] == area.code)
    return {
        "indicator": row["indicator"],
        "unit": row["unit"],
        "period": row["period"],
        "definition_version": teller.version(row["indicator"], row["period"]),
        **grouped(group),
        "say": teller.whole(row["indicator"], row["period"], group),
    }


def _analysis(teller: Teller, area: Area) -> list[dict[str, str]]:
    """What the edition says of the area, paragraph by paragraph: the words of its page."""
    rows = book_of(teller.reader).analysis(area.code)
    code = teller.language if rows and f"text_{teller.language}" in rows[0] else "en"
    return [{"heading": row[f"heading_{code}"], "text": row[f"text_{code}"]} for row in rows]
