"""Values as Kolada gives them: an item for each indicator, municipality and year, with a value for each gender."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from publisher.doors.knocking import refused
from publisher.doors.kolada.copied import copied
from publisher.doors.kolada.listing import group_id, title_of, unknown
from publisher.kolada import SEX, STATUSES, code_of
from publisher.model import AreaKind, Observation, localised
from publisher.phrases import tell
from publisher.reader import Reader, Selection
from publisher.web.api.naming import names
from publisher.web.shelf import made_of

GENDER = {ours: theirs for theirs, ours in SEX.items()}
#: Our statuses as Kolada's: what it has no word for is "", as a reason that was not given.
STATUS = {ours: theirs for theirs, ours in STATUSES.items()}
WITHDRAWN = "withdrawn"
_YEAR = re.compile(r"\d{4}")

_CHANGED = """
  SELECT DISTINCT r.indicator, r.area, r.period FROM revisions r
  WHERE r.recorded >= ? AND r.indicator IN (SELECT value FROM json_each(?))
"""


def items(reader: Reader, day: str | None, asked: Mapping[str, Sequence[str]], since: str) -> list[dict[str, Any]]:
    """Items in order of indicator, municipality and year.

    Args:
        day: to read the edition as of; None: as it stands.
        asked: ids by ``kpi``, ``municipality`` and ``year``.
        since: only what was published or revised that day or later; '' for all.

    Raises:
        ProblemError: 404 or 422.
    """
    if not any(asked.values()):
        words = tell(
            "write at least one of kpi, municipality and year, for example /data/kpi/{example}.",
            example=next(iter(copied(reader).indicators), "N00000"),
        )
        raise refused("data", words, 422)
    what = copied(reader)
    for id in asked.get("kpi", ()):
        if id not in what.indicators:
            raise unknown("kpi", id, {key: title_of(reader, one) for key, one in what.indicators.items()})
    areas = _areas(reader, asked.get("municipality", ()))
    for year in asked.get("year", ()):
        if not _YEAR.fullmatch(year):
            raise refused("year", tell("'{year}' is no year. Write for example 2022.", year=year[:40]), 422)
    kpis = list(dict.fromkeys(asked.get("kpi", ()))) or list(what.indicators)
    changed = _changed(reader, since, kpis) if since else None
    selection = Selection(indicators=kpis, areas=list(areas), periods=list(asked.get("year", ())), as_of=day)
    theirs = {code: id for id, code in made_of(reader, _codes).items()}
    there = names(reader).available
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in reader.observations(selection):
        area = theirs.get(row.area)
        if area is None or (there[row.indicator].dataset, row.source) not in what.sources:
            continue  # a source has its id within its dataset
        if changed is not None and not changed(row):
            continue
        key = (row.indicator, area, row.period)
        item = found.get(key)
        if item is None:
            period = int(row.period) if _YEAR.fullmatch(row.period) else row.period
            item = found[key] = {"kpi": row.indicator, "period": period, "municipality": area, "values": []}
        item["values"].append(_value(row))
    for item in found.values():
        item["values"].sort(key=lambda one: one["gender"])
    return [found[key] for key in sorted(found)]


def _value(row: Observation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "gender": GENDER.get(row.sex, row.sex),
        "count": 1 if row.n is None else row.n,
        "status": "" if row.value is not None else STATUS.get(row.status or "", ""),
        "value": row.value,
    }
    if row.status == WITHDRAWN:
        said["isdeleted"] = True
    return said


def _codes(reader: Reader) -> dict[str, str]:
    """Kolada's ids of areas to our codes."""
    found = {}
    for area in reader.vocabulary.areas.values():
        id = group_id(area) if area.kind is AreaKind.GROUP else code_of(area)
        if id:
            found[id] = area.code
    return found


def _areas(reader: Reader, ids: Sequence[str]) -> list[str]:
    """Our codes of Kolada's ids.

    Raises:
        ProblemError: 404 with the nearest.
    """
    codes = made_of(reader, _codes) if ids else {}
    for id in ids:
        if id not in codes:
            areas = reader.vocabulary.areas
            known = {key: localised(areas[code].label, reader.catalog.languages[0]) for key, code in codes.items()}
            raise unknown("municipality", id, {key: name for key, name in known.items() if not key.startswith("G")})
    return [codes[id] for id in ids]


def _changed(reader: Reader, since: str, kpis: Sequence[str]) -> Callable[[Observation], bool]:
    """Whether an observation was published or revised on a day or later.

    Raises:
        ProblemError: 422 for what is no day.
    """
    try:
        day = date.fromisoformat(since).isoformat()
    except ValueError:
        words = tell("'{since}' is no day. Write for example 2024-01-30.", since=since[:40])
        raise refused("from_date", words, 422) from None
    issued = {dataset.name for dataset in reader.catalog.datasets if dataset.issued >= day}
    new = {id for dataset in reader.catalog.datasets if dataset.name in issued for id in dataset.indicators}
    rows = set(reader.connection.execute(_CHANGED, (day, json.dumps(list(kpis)))))
    return lambda row: row.indicator in new or (row.indicator, row.area, row.period) in rows
