"""What of an edition is a copy of Kolada's: its sources there, its indicators, until which period and day."""

from __future__ import annotations

import json
from dataclasses import dataclass

from publisher.kolada import HOME
from publisher.model import Indicator
from publisher.reader import Reader
from publisher.web.shelf import made_of


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What is copied.

    Attributes:
        indicators: Kolada's, in order of id, each with the values that came from there.
        sources: dataset and id of the sources.
        until: the last period of a value; '' when there is none.
        read: the first and the last day that any was read.
        licences: keys of the terms.
    """

    indicators: dict[str, Indicator]
    sources: frozenset[tuple[str, str]]
    until: str
    read: tuple[str, str]
    licences: tuple[str, ...]


def copied(reader: Reader) -> Copied:
    """What of an edition is copied from Kolada; gathered on first use."""
    return made_of(reader, _gather)


_SOURCES = """
  SELECT indicator, dataset, source, max(CASE WHEN value IS NULL THEN '' ELSE period END)
  FROM observations WHERE dataset = ? AND source IN (SELECT value FROM json_each(?)) GROUP BY 1, 2, 3
"""


def _gather(reader: Reader) -> Copied:
    found: dict[str, Indicator] = {}
    keys, days, licences, until = set(), set(), dict[str, None](), ""
    for dataset in reader.catalog.datasets:
        theirs = {one.id: one for one in dataset.sources if one.url.startswith(f"{HOME}/")}
        if not theirs:
            continue
        for indicator, name, source, last in reader.connection.execute(
            _SOURCES, (dataset.name, json.dumps(sorted(theirs)))
        ):
            found[indicator] = reader.vocabulary.indicators[indicator]
            keys.add((name, source))
            days.add(theirs[source].retrieved)
            until = max(until, last)
            licences[dataset.licence] = None
    return Copied(
        indicators=dict(sorted(found.items())),
        sources=frozenset(keys),
        until=until,
        read=(min(days, default=""), max(days, default="")),
        licences=tuple(licences),
    )


def copy_of(reader: Reader, day: str | None = None) -> str:
    """The header that says of what the answers are a copy, until which period, and when it was read.

    Args:
        day: that the edition is read as of; None: as it stands.
    """
    what = copied(reader)
    if not what.sources:
        return f"{HOME}; empty"
    days = "/".join(dict.fromkeys(what.read))
    then = f'; as_of="{day}"' if day else ""
    return f'{HOME}; until="{what.until}"; read="{days}"; edition="{reader.edition.id}"{then}'
