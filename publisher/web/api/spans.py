"""``period=``: codes, ranges or the latest, and whether anything is published for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publisher.phrases import tell
from publisher.web.api.parameters import PERIOD
from publisher.web.api.query import PERIOD_CODE, refuse
from publisher.web.problems import ProblemError


@dataclass(frozen=True, kw_only=True)
class Periods:
    """Which periods are asked for: some codes, some ranges, or the latest; nothing: all."""

    codes: tuple[str, ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()  #: first and last, each '' when open
    latest: bool = False

    def holds(self, period: str) -> bool:
        """Whether a period lies within; always, when all or the latest are asked for."""
        if not self.codes and not self.ranges:
            return True
        return period in self.codes or any(
            first <= period and (not last or period <= f"{last}\uffff") for first, last in self.ranges
        )

    def __str__(self) -> str:
        return ", ".join((*self.codes, *(f"{first}..{last}" for first, last in self.ranges)))


def periods(values: Sequence[str]) -> Periods:
    """``period=`` understood.

    Raises:
        ProblemError: 400 when a period is no period, a range runs backwards or latest stands in a list.
    """
    if "latest" in values:
        if len(values) > 1:
            raise refuse(PERIOD, tell("latest cannot stand in a list."))
        return Periods(latest=True)
    ranges = []
    for text in values:
        if ".." not in text:
            _check_period(text)
            continue
        first, _, last = text.partition("..")
        for code in filter(None, (first, last)):
            _check_period(code)
        if not first and not last:
            raise refuse(PERIOD, tell("'..' has neither beginning nor end."))
        if last and first > f"{last}\uffff":
            raise refuse(PERIOD, tell("{first}..{last} runs backwards. Write {last}..{first}.", first=first, last=last))
        ranges.append((first, last))
    return Periods(codes=tuple(text for text in values if ".." not in text), ranges=tuple(ranges))


def _check_period(code: str) -> None:
    if not PERIOD_CODE.fullmatch(code):
        raise refuse(PERIOD, tell("'{code}' is no period. Write 2022, 2015..2022 or latest.", code=code[:40]))


def check_periods(asked: Periods, available: Iterable[str], what: Sequence[str], name: str = "period") -> None:
    """Refuse periods of which nothing at all is published.

    Args:
        available: periods that have observations of what is asked for.
        what: ids of the indicators asked for; empty: all.
        name: of the parameter that asks.

    Raises:
        ProblemError: 404 naming the periods there are.
    """
    there = sorted(set(available))
    if not there or any(asked.holds(period) for period in there):
        return
    wanted = str(asked)
    of = tell(" of {what}", what=", ".join(what[:5])) if what else ""
    detail = tell(
        "{name}: nothing{of} is published for {wanted}. There are: {there}.",
        name=name,
        of=of,
        wanted=wanted,
        there=", ".join(there),
    )
    raise ProblemError(404, detail, parameter=name, allowed=there)
