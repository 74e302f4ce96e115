"""Ranks, group values and earlier values of an edition, read as they were computed at build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any

from publisher.connection import mappings
from publisher.download import short
from publisher.model import Area, Indicator, Observation, Text, ValueKind
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.statistics.aggregates import METHODS, Method
from publisher.statistics.bounds import margin
from publisher.statistics.ranking import UNCERTAIN, Ranking
from publisher.statistics.trend import Move
from publisher.statistics.trend import moved as moved_by
from publisher.web.api import shapes
from publisher.web.api.answering import Asked
from publisher.web.api.listing import Field, field
from publisher.web.api.shapes import Said
from publisher.web.book import book_of

#: Kinds of values whose differences mean nothing.
STEPS = frozenset({ValueKind.BOOLEAN, ValueKind.CONDITIONAL, ValueKind.ORDINAL})

#: Areas up to which theirs are read of the database; of more the whole ranking is made once, and kept.
FEW = 40
RANK_COLUMNS = "rank_low, rank_high, band_low, band_high, worst, tied, further, ranked"
RANK_NAMES = RANK_COLUMNS.split(", ")
GROUP_COLUMNS = "method, value, low, high, first_quartile, third_quartile, minimum, maximum, n, asked, membership"

#: Indicator and period.
Key = tuple[str, str]
#: :class:`~publisher.web.api.shapes.Rank` as a mapping.
Place = Mapping[str, int]


def pairs(keys: Sequence[Key]) -> tuple[str, list[object]]:
    """``(indicator, period)`` of some keys as a condition and its values."""
    condition = f"(indicator, period) IN (VALUES {', '.join(['(?, ?)'] * len(keys))})"
    return condition, [part for key in keys for part in key]


def ranks(reader: Reader, keys: Sequence[Key], areas: Sequence[str]) -> dict[tuple[str, str, str], shapes.Rank]:
    """Ranks of areas by indicator, period and area; none where nothing is ranked."""
    found = places(reader, keys, areas)
    return {(*key, area): shapes.Rank(**rank) for key, placed in found.items() for area, rank in placed.items()}


def places(reader: Reader, keys: Sequence[Key], areas: Sequence[str]) -> Mapping[Key, Mapping[str, Place]]:
    """The same as mappings, by area: of many areas those that tie share one."""
    if not keys or not areas:
        return {}
    wanted = frozenset(areas)
    if len(wanted) > FEW:
        every, book = reader.vocabulary.indicators, book_of(reader)
        return {(id, period): _placed(book.ranking(every[id], period), wanted) for id, period in keys}
    found: dict[Key, dict[str, Place]] = defaultdict(dict)
    condition, values = pairs(keys)
    sql = (
        f"SELECT indicator, period, area, {RANK_COLUMNS} FROM rankings WHERE {condition} "  # noqa: S608
        f"AND area IN ({', '.join('?' * len(wanted))})"
    )
    for row in reader.connection.execute(sql, [*values, *sorted(wanted)]):
        found[row[:2]][row[2]] = dict(zip(RANK_NAMES, row[3:], strict=True))
    return found


def _placed(whole: Ranking, wanted: Collection[str]) -> dict[str, Place]:
    """Where some of the areas of a ranking stand."""
    found, made = dict[str, Place](), dict[tuple[int, int, int], Place]()
    for area, one in whole.standings.items():
        if area not in wanted:
            continue
        shared = (one.rank_low, one.band_low, one.band_high)
        place = made.get(shared)
        if place is None:
            told = {name: getattr(one, name) for name in RANK_NAMES if name != "ranked"}
            place = made[shared] = {**told, "ranked": whole.n}
        found[area] = place
    return found


def refusals(reader: Reader, say: Callable[[Text], Said], keys: Sequence[Key]) -> dict[Key, shapes.Refusal]:
    """Why indicators are not ranked, by indicator and period.

    Args:
        say: a text in the language asked for.
    """
    if not keys:
        return {}
    condition, values = pairs(keys)
    found = {}
    rows = reader.connection.execute(f"SELECT * FROM ranking_refusals WHERE {condition}", values)  # noqa: S608
    for row in mappings(rows):
        reason = {name.removeprefix("reason_"): text for name, text in row.items() if name.startswith("reason_")}
        found[row["indicator"], row["period"]] = shapes.Refusal(code=row["code"], reason=say(reason))
    return found


def group_values(asked: Asked, keys: Sequence[Key], groups: Sequence[str]) -> dict[Key, list[shapes.GroupValue]]:
    """What groups say together, by indicator and period; groups in the order given.

    What the nation says is part of every municipality's profile, so what has been read is kept with the edition.
    """
    kept = book_of(asked.reader).computed
    wanted = [(area, *key) for area in groups for key in keys]
    held = {one: kept.get(("group value", asked.language, *one)) for one in wanted}
    if missing := [one for one, value in held.items() if value is None]:
        new = _group_values(asked, sorted({one[1:] for one in missing}), sorted({one[0] for one in missing}))
        held |= {one: kept.put(("group value", asked.language, *one), new.get(one, NOTHING)) for one in missing}
    found: dict[Key, list[shapes.GroupValue]] = defaultdict(list)
    for (_, *key), value in held.items():
        if isinstance(value, shapes.GroupValue):
            found[key[0], key[1]].append(value)
    return found


#: Kept where a group says nothing together.
NOTHING = "nothing"


def _group_values(
    asked: Asked, keys: Sequence[Key], groups: Sequence[str]
) -> dict[tuple[str, str, str], shapes.GroupValue]:
    """What groups say together, by group, indicator and period, as the database has it."""
    vocabulary = asked.reader.vocabulary
    sql = (
        f"WITH k (indicator, period) AS (VALUES {', '.join(['(?, ?)'] * len(keys))}) "  # noqa: S608
        f"SELECT a.area, a.indicator, a.period, a.step, a.count, {GROUP_COLUMNS} FROM k CROSS JOIN aggregates a "
        f"ON a.indicator = k.indicator AND a.period = k.period AND a.area IN ({', '.join('?' * len(groups))})"
    )
    wholes: dict[tuple[str, str, str], shapes.GroupValue] = {}
    shares: dict[tuple[str, str, str], list[shapes.Share]] = defaultdict(list)
    published = {
        (area, indicator, period): value
        for indicator, period, area, value in asked.reader.connection.execute(
            f"SELECT indicator, period, area, published FROM published_beside WHERE {pairs(keys)[0]} "  # noqa: S608
            f"AND area IN ({', '.join('?' * len(groups))})",
            [*pairs(keys)[1], *groups],
        )
    }
    steps = {
        (id, period, step.code): asked.say(step.label)
        for id, period in keys
        for step in vocabulary.indicators[id].at(period).steps
    }
    names = {area: asked.say(vocabulary.areas[area].label) for area in groups}
    for area, indicator, period, step, count, *rest in asked.reader.connection.execute(
        sql, [*(part for key in keys for part in key), *groups]
    ):
        key = area, indicator, period
        row: dict[str, Any] = {
            name: short(cell) if isinstance(cell, float) else cell
            for name, cell in zip(GROUP_COLUMNS.split(", "), rest, strict=True)
        }
        if step != -1:
            label, share = steps.get((indicator, period, step), ""), row["value"]
            shares[key].append(
                shapes.Share(code=step, label=label, share=share, count=count, low=row["low"], high=row["high"])
            )
            continue
        if vocabulary.indicators[indicator].sampled:
            row["asked"] = None
        note, beside = asked.say(METHODS[Method(row["method"])]), short(published.get(key))
        wholes[key] = shapes.GroupValue(area=area, label=names[area], note=note, published=beside, shares=[], **row)
    for key, parts in shares.items():
        wholes[key].shares = sorted(parts, key=lambda share: share.code)
    return wholes


def step_label(indicator: Indicator, value: float | None) -> Text | None:
    """The name of the step a value stands for."""
    return next((step.label for step in indicator.steps if step.code == value), None)


def figured(asked: Asked, indicator: Indicator, row: Observation | None) -> dict[str, Any]:
    """What is told of a figure, by the names that shapes have for it; of one that is not there, no more."""
    label = step_label(indicator, row.value if row else None)
    told: dict[str, Any] = {
        name: short(getattr(row, name)) if row else None for name in ("value", "numerator", "denominator", "margin")
    }
    said = asked.say(label) if label else None
    return {**told, "value_label": said, "n": row.n if row else None, "status": row.status if row else "unknown-reason"}


def movement(
    asked: Asked,
    indicator: Indicator,
    area: Area,
    period: str,
    series: Mapping[str, Observation],
    refusal: shapes.Refusal | None,
) -> shapes.Movement | None:
    """A figure against the one before it in a series of period to row; None when it is the first.

    Args:
        refusal: why the period is not ranked: what is uncertain by an unknown amount has not moved for certain.
    """
    earlier = max((p for p in series if p < period), default=None)
    if earlier is None:
        return None
    old, new, then = series[earlier], series.get(period), indicator.at(earlier)
    uncertain = refusal is not None and refusal.code in UNCERTAIN
    width, book = 0.0, book_of(asked.reader)
    if indicator.value_kind not in STEPS:
        for row in (old, new):
            if row is not None and row.value is not None:
                width += margin(indicator, row, book.rounding(indicator.id, row.period))
    said = book.verdict(indicator, area, earlier, period)
    move, difference = moved_by(indicator, old.value, new.value if new is not None else None, said, width)
    label = step_label(then, old.value)
    known = move not in {Move.UNKNOWN, Move.BROKEN}
    return shapes.Movement(
        earlier=earlier,
        old=short(old.value),
        old_label=asked.say(label) if label else None,
        comparability=str(said.comparability),
        reason=asked.say(said.reason) if said.causes and said.reason else "",
        difference=None if difference is None else short(round(difference, 12)),
        move="uncertain" if uncertain and known else str(move),
        margin=None if uncertain or difference is None else short(round(width, 12)),
    )


def groups_of(reader: Reader, areas: Sequence[str]) -> list[str]:
    """The nation, and the counties and groups by kind that municipalities lie in, in that order."""
    kind = next((one.column for one in reader.vocabulary.divisions("kind")), None) or "NULL"
    places = ", ".join("?" * len(areas))
    found = reader.connection.execute(
        f"SELECT county, {kind} FROM areas WHERE code IN ({places})",  # noqa: S608
        list(areas),
    ).fetchall()
    counties = sorted({str(county) for county, _ in found if county})
    kinds = sorted({str(kind) for _, kind in found if kind})
    return [reader.vocabulary.nation, *counties, *kinds]


def figure_fields(of: str, indicator: str) -> list[Field]:
    """What a plain table tells of a figure: a row has it under ``of``, and its indicator under ``indicator``."""
    asked = attrgetter(indicator, f"{of}.value")
    return [
        field("value", tell("value"), float | None, f"{of}.value"),
        field("value_label", tell("value in words"), Said, lambda row: step_label(*asked(row))),
        field("status", tell("status"), str | None, f"{of}.status"),
        field("n", tell("number of answers"), int | None, f"{of}.n"),
        field("numerator", tell("numerator"), float | None, f"{of}.numerator"),
        field("denominator", tell("denominator"), float | None, f"{of}.denominator"),
        field("margin", tell("margin of error"), float | None, f"{of}.margin"),
    ]


def _if_any(of: str, name: str) -> Callable[[Any], Any]:
    """Reads off what a row may have under ``of``."""
    read = attrgetter(of)
    return lambda row: getattr(read(row), name, None)


def placed(of: str, *names: str) -> list[Field]:
    """What a plain table tells of a rank, which a row may have under ``of``."""
    titles = {
        "rank_low": tell("best rank"),
        "rank_high": tell("worst rank"),
        "band_low": tell("best rank with margin"),
        "band_high": tell("worst rank with margin"),
        "ranked": tell("number with a value"),
    }
    return [field(name, titles[name], int | None, _if_any(of, name)) for name in names]


def moved(of: str) -> list[Field]:
    """What a plain table tells of the figure before, which a row may have under ``of``."""
    return [
        field("earlier", tell("earlier period"), str | None, _if_any(of, "earlier")),
        field("old_value", tell("old value"), float | None, _if_any(of, "old")),
        field("comparability", tell("comparability"), str | None, _if_any(of, "comparability")),
        field("move", tell("move"), str | None, _if_any(of, "move")),
    ]
