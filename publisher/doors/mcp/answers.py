"""An answer to an assistant: figures, what may be printed of them, what may not be done, and where they are from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from publisher.doors.mcp.guards import Guard, of_indicator
from publisher.doors.mcp.telling import Teller
from publisher.web.api.parameters import LIMIT, OFFSET
from publisher.web.api.query import check

#: What the API tells of a figure.
FIGURE = ("value", "value_label", "status", "n", "numerator", "denominator", "margin")


@dataclass(kw_only=True)
class Answer:
    """What a tool answers.

    Attributes:
        data: the rows or things, each with ``say``, a sentence that may be printed as it stands.
        meta: that of the API's answer.
        indicators: ids of those it tells of.
        guards: what is refused, and what must be heeded.
        say: sentences on the whole.
        more: further members.
    """

    teller: Teller
    data: Any
    meta: Mapping[str, Any]
    indicators: Sequence[str] = ()
    guards: list[Guard] = field(default_factory=list)
    say: list[str] = field(default_factory=list)
    more: Mapping[str, Any] = field(default_factory=dict)

    def sent(self) -> dict[str, Any]:
        """The answer as it is sent, the verdict first."""
        ids = list(dict.fromkeys(self.indicators))
        every = [*self.guards, *(one for id in ids for one in of_indicator(self.teller, id))]
        known = list({(one.code, one.of, one.why): one for one in every}.values())
        refused, heeded = [one for one in known if one.of], [one for one in known if not one.of]
        sent: dict[str, Any] = {"verdict": "refused" if refused else "care" if heeded else "sound"}
        if refused:
            sent["refused"] = [one.sent() for one in refused]
        if heeded:
            sent["heed"] = [one.sent() for one in heeded]
        sent["say"] = [*(f"{one.why} {one.instead}" for one in refused), *self.say]
        sent |= {"data": self.data, **self.more}
        if ids:
            sent["indicators"] = {id: self.teller.defined(id) for id in ids}
        if left := self.meta.get("left_out"):
            sent["left_out"] = left
        sent |= {name: self.meta[name] for name in ("edition", "citation", "licences", "rights")}
        return sent


def grouped(group: Mapping[str, Any]) -> dict[str, Any]:
    """What a group says together, without what only a drawing of a distribution needs."""
    names = ("area", "label", "method", "note", "value", "published", "low", "high", "n", "asked", "shares")
    return {name: group[name] for name in names}


def page(asked: Mapping[str, str], limit: int) -> tuple[int, int]:
    """How many are shown, and how many are skipped, as the API reads them.

    Args:
        limit: unless asked otherwise.

    Raises:
        ProblemError: 400.
    """
    given = [asked.get("limit", str(limit)), asked.get("offset", "0")]
    for parameter, text in zip((LIMIT, OFFSET), given, strict=True):
        check(parameter, [text])
    return int(given[0]), int(given[1])


def paged(teller: Teller, count: int, returned: int, offset: int) -> list[str]:
    """That there is more than is shown, and how to get it."""
    if offset and offset >= count:
        return [teller.say("past", count=count, offset=offset)]
    if offset + returned >= count:
        return []
    return [teller.say("more", returned=returned, count=count, offset=offset + returned)]


def without(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """A row less some of its members."""
    left = frozenset(names)
    return {name: value for name, value in row.items() if name not in left}
