"""Guards: what may not be done with the figures of an answer, why, and what may be asked instead.

None has a threshold of its own: each says in words what the model, the API or the statistics hold already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.doors.mcp.telling import Row, Teller
from publisher.model import SEX_TOTAL, TOTAL, Direction, Indicator, ValueKind
from publisher.statistics.comparability import segments
from publisher.statistics.figures import Series
from publisher.statistics.rules import RULES
from publisher.statistics.thin import thin
from publisher.web.api.naming import names
from publisher.web.api.standing import STEPS, Key
from publisher.web.book import book_of
from publisher.web.wording import Wording

#: Values that are shares or ratios: their mean is nobody's.
SHARES = frozenset({ValueKind.PERCENT, ValueKind.RATIO, ValueKind.MULTIPLE_CHOICE})
#: Areas named in a sentence before the rest are counted.
NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Something that is refused, or that must be heeded.

    Attributes:
        code: its key in :data:`publisher.doors.mcp.wording.SAID`, or the API's own code.
        of: what is refused: ``rank``, ``change``, ``difference``; '' when it is a caution.
        why: a sentence.
        instead: what may be asked or said instead.
    """

    code: str
    why: str
    instead: str
    of: str = ""

    def sent(self) -> dict[str, str]:
        """As it stands in an answer."""
        return {"code": self.code, **({"of": self.of} if self.of else {}), "why": self.why, "instead": self.instead}


def guard(teller: Teller, key: str, of: str = "", code: str = "", **values: object) -> Guard:
    """A guard by the key of its sentences."""
    return Guard(code=code or key, of=of, why=teller.say(key, **values), instead=teller.say(f"{key}.instead", **values))


def of_indicator(teller: Teller, id: str) -> Sequence[Guard]:
    """What holds for every value of an indicator, by what kind of value it is and whom it is asked."""

    def make() -> tuple[Guard, ...]:
        return tuple(found for one in teller.indicator(id).scales for found in _of_scale(teller, one))

    return book_of(teller.reader).computed.once(("guards", teller.language, id), make)


def _of_scale(teller: Teller, one: Indicator) -> list[Guard]:
    found = []
    if one.value_kind in STEPS:
        found.append(guard(teller, "steps"))
    if one.asked_if is not None:
        found.append(guard(teller, "asked-of-some", gate=teller.named(one.asked_if)))
    if one.value_kind is ValueKind.MULTIPLE_CHOICE:
        found.append(guard(teller, "multiple-choice"))
    if one.value_kind in SHARES:
        found.append(guard(teller, "shares"))
    if one.sampled:
        found.append(guard(teller, "sample"))
    if one.direction in (Direction.NEITHER, Direction.CONTESTED):
        found.append(guard(teller, "no-direction"))
    if one.retired:
        found.append(guard(teller, "retired", period=teller.period(one.retired)))
    if surveys := [teller.words.text(survey.label) for survey in book_of(teller.reader).later_surveys(one)]:
        found.append(guard(teller, "later-surveys", surveys=teller.words.listing(surveys)))
    return found


def of_rows(teller: Teller, rows: Sequence[Row], latest: bool) -> list[Guard]:
    """What holds for these observations: what is missing, on how few they rest, whether they are of one period."""
    found = []
    if absent := [row for row in rows if row["value"] is None]:
        reasons = Counter(teller.words.status(row["status"] or "unknown-reason") for row in absent)
        listed = teller.words.listing([f"{reason}: {count}" for reason, count in reasons.most_common()])
        found.append(guard(teller, "missing.some", missing=len(absent), count=len(rows), reasons=listed))
    few = list(dict.fromkeys(_thin(teller, rows)))
    if few:
        found.append(guard(teller, "small", areas=_named(teller.words, map(teller.area, few)), bound=RULES.thin))
    periods = sorted({row["period"] for row in rows})
    if latest and len(periods) > 1:
        said = teller.words.listing([teller.period(period) for period in periods])
        found.append(guard(teller, "years-differ", periods=said, last=periods[-1]))
    return found


def of_last(teller: Teller, rows: Sequence[Row]) -> list[Guard]:
    """Which areas' latest values are older than the last of their indicator."""
    held, behind = names(teller.reader).available, dict[tuple[str, str], list[str]]()
    for row in rows:
        there = held.get(row["indicator"])
        if there is not None and row["period"] < max(there.periods):
            behind.setdefault((row["indicator"], row["period"]), []).append(row["area"])
    return [
        guard(
            teller,
            "not-the-last",
            areas=_named(teller.words, map(teller.area, dict.fromkeys(areas))),
            period=teller.period(period),
            indicator=teller.named(id),
            last=teller.period(max(held[id].periods)),
        )
        for (id, period), areas in behind.items()
    ]


def _thin(teller: Teller, rows: Sequence[Row]) -> Iterator[str]:
    """Areas whose share rests on few."""
    book, known = book_of(teller.reader), dict[tuple[str, str, str, str], tuple[Indicator, Series]]()
    for row in rows:
        key = (row["indicator"], row["period"], row["sex"], row["service_area"])
        about = known.get(key)
        if about is None:
            one = teller.indicator(*key[:2])
            about = known[key] = (one, book.series(*key) if one.value_kind in SHARES else {})
        share, series = about
        figure = series.get(row["area"])
        if figure is not None and row["value"] is not None and thin(share, figure):
            yield row["area"]


def _named(words: Wording, labels: Iterable[str]) -> str:
    every = list(labels)
    return words.listing(every if len(every) <= NAMED + 1 else [*every[:NAMED], f"{len(every) - NAMED} …"])


def of_breaks(teller: Teller, breaks: Sequence[Row], asked: bool) -> list[Guard]:
    """Where the series of an answer may not, or only with care, be read across, as the API's ``breaks`` say.

    Args:
        asked: whether several periods were asked for: then a change across a break is refused.
    """
    found = []
    for one in breaks:
        what = teller.named(one["indicator"]) if one["indicator"] else teller.area(one["area"])
        if one["comparability"] != "none":
            found.append(guard(teller, "care", what=what, since=one["since"], reason=one["reason"]))
            continue
        found.append(
            guard(
                teller,
                "broken",
                of="change" if asked else "",
                what=what,
                since=one["since"],
                reason=one["reason"],
                periods=sides(teller, one["indicator"]) if one["indicator"] else f"{one['since'][:4]}..",
            )
        )
    return found


def sides(teller: Teller, indicator: str, area: str = "") -> str:
    """The runs of periods within which an indicator, of an area, may be compared, as ``period`` is written."""
    there = names(teller.reader).available.get(indicator)
    around = teller.reader.vocabulary.areas.get(area)
    runs = segments(teller.indicator(indicator), sorted(there.periods) if there else [], around)
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)


def of_change(teller: Teller, id: str, area: str, period: str, before: Row, asked: bool) -> list[Guard]:
    """Whether a change may be told.

    Args:
        asked: whether the earlier period was asked for by name; else the change is only told beside.
    """
    if before["comparability"] == "full":
        return []
    what = f"{teller.named(id)}, {teller.area(area)}"
    told = {"what": what, "since": _since(teller, id, area, before["earlier"], period), "reason": before["reason"]}
    if before["comparability"] == "none":
        return [guard(teller, "broken", of="change" if asked else "", periods=sides(teller, id, area), **told)]
    return [guard(teller, "care", **told)]


def _since(teller: Teller, id: str, area: str, earlier: str, period: str) -> str:
    """The first of the periods that may be compared with the later of two more freely than the earlier may."""
    book, one, around = book_of(teller.reader), teller.indicator(id), teller.reader.vocabulary.areas[area]
    worst, since = book.verdict(one, around, earlier, period).comparability, period
    for before in reversed([p for p in book.periods(id) if earlier <= p < period]):
        if book.verdict(one, around, before, period).comparability == worst:
            break
        since = before
    return since


def of_rank(teller: Teller, id: str, period: str, refusal: Mapping[str, Any] | None, asked: bool) -> list[Guard]:
    """Why there is no rank; refused where one is asked for."""
    if refusal is None:
        return []

    def make() -> Guard:
        told = {"indicator": teller.named(id), "period": teller.period(period), "reason": refusal["reason"]}
        return guard(teller, "not-ranked", of="rank" if asked else "", code=str(refusal["code"]), **told)

    return [teller.once(("not-ranked", id, period, asked), make)]


def of_pairs(teller: Teller, id: str, period: str, pairs: Sequence[Sequence[str]]) -> list[Guard]:
    """Municipalities that cannot be told apart: no difference between them is told."""
    if not pairs:
        return []
    said = [f"{teller.area(one)} – {teller.area(other)}" for one, other in pairs]
    told = {"indicator": teller.named(id), "period": teller.period(period)}
    return [guard(teller, "not-told-apart", of="difference", pairs=_named(teller.words, said), **told)]


def keys(rows: Sequence[Row]) -> list[Key]:
    """Indicator and period of the rows that may have a rank: those of all sexes and services together."""
    return sorted(
        {(row["indicator"], row["period"]) for row in rows if (row["sex"], row["service_area"]) == (SEX_TOTAL, TOTAL)}
    )
