"""What is known of the quality of an indicator's figures: counts and days, read off an edition, nothing judged.

The components are those of the Swedish law on official statistics (2001:99, 3 a §) and of Regulation (EC) 223/2009,
article 12: relevance, accuracy, timeliness and punctuality, accessibility and clarity, comparability and coherence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from publisher.connection import mappings
from publisher.model import Comparability, Indicator, Period
from publisher.reader import Reader

#: The headings of a declaration, in order.
HEADINGS = ("relevance", "accuracy", "timeliness", "accessibility", "comparability")


@dataclass(frozen=True, kw_only=True)
class Declared:
    """The quality of one indicator's figures, in figures."""

    indicator: Indicator
    dataset: str
    first: str  #: first and last period with an observation
    last: str
    periods: int
    observations: int
    values: int  #: observations that have one
    margins: int  #: values with the margin that their source gives
    bases: int  #: values of which it is known of how many they are
    #: period, areas expected, with a value, missing, suppressed: of each period in which areas are expected, in order
    coverage: Sequence[tuple[str, int, int, int, int]]
    revised: int  #: values that have been replaced since the dataset was first issued
    withdrawn: int  #: values that have been withdrawn or turned out to be missing since
    largest: float | None  #: the largest replacement, in the unit of the figure; None: none of a number by a number
    since: str  #: ISO date of the dataset's first issue
    retrieved: str | None  #: ISO date on which the latest of the sources of its latest period was retrieved
    lag: int | None  #: days from the end of the latest period until then; None: not known, or retrieved before its end
    age: int  #: days from the end of the latest period until the edition was published

    @property
    def verdicts(self) -> Mapping[Comparability, int]:
        """How many changes of its definition have each verdict on the figures before and after."""
        changes = self.indicator.in_order[1:]
        return {one: sum(change.comparability is one for change in changes) for one in Comparability}


def declared(reader: Reader, ids: Sequence[str] = ()) -> list[Declared]:
    """What is known of indicators, by id; of none that has no observation.

    Args:
        ids: of indicators; none: every indicator.
    """
    names = {column for _, column, *_ in reader.connection.execute("PRAGMA table_info(observations)")}
    margins = "count(margin)" if "margin" in names else "0"
    held = _by_indicator(
        reader,
        f"""SELECT indicator, dataset, min(period) AS first, max(period) AS last, count(DISTINCT period) AS periods,
          count(*) AS observations, count(value) AS "values", {margins} AS margins,
          sum(value IS NOT NULL AND (denominator IS NOT NULL OR n IS NOT NULL)) AS bases FROM observations""",  # noqa: S608
        ids,
        "GROUP BY indicator",
    )
    coverage = _by_indicator(
        reader,
        "SELECT indicator, period, areas_expected, areas_with_value, areas_missing, areas_suppressed FROM coverage",
        ids,
        "ORDER BY period",
    )
    revised = _by_indicator(
        reader,
        """SELECT indicator, count(CASE WHEN kind = 'revised' AND new_value IS NOT NULL THEN 1 END) AS revised,
          count(CASE WHEN kind = 'withdrawn' OR (kind = 'revised' AND old_value IS NOT NULL AND new_value IS NULL)
            THEN 1 END) AS withdrawn,
          max(CASE WHEN kind = 'revised' THEN abs(new_value - old_value) END) AS largest FROM revisions""",
        ids,
        "GROUP BY indicator",
    )
    drawn = _by_indicator(
        reader,
        """SELECT DISTINCT o.indicator, o.source FROM observations o JOIN
          (SELECT indicator AS id, max(period) AS last FROM observations GROUP BY indicator) l
          ON l.id = o.indicator AND l.last = o.period""",
        ids,
        "",
        "o.indicator",
    )
    datasets = {dataset.name: dataset for dataset in reader.catalog.datasets}
    found = []
    for id, (row, *_) in sorted(held.items()):
        indicator, dataset = reader.vocabulary.indicators.get(id), datasets.get(row["dataset"])
        if indicator is None or dataset is None:
            continue
        used = {one["source"] for one in drawn.get(id, ())}
        retrieved = max((source.retrieved for source in dataset.sources if source.id in used), default=None)
        ended = date.fromisoformat(Period.parse(row["last"]).end)
        lag = (date.fromisoformat(retrieved[:10]) - ended).days if retrieved else -1
        changed = next(iter(revised.get(id, ())), {})
        found.append(
            Declared(
                **{name: row[name] for name in ("dataset", "first", "last", "periods", "observations", "values")},
                **{name: row[name] for name in ("margins", "bases")},
                indicator=indicator,
                coverage=[tuple(list(one.values())[1:]) for one in coverage.get(id, ())],
                revised=changed.get("revised", 0),
                withdrawn=changed.get("withdrawn", 0),
                largest=changed.get("largest"),
                since=dataset.issued,
                retrieved=retrieved,
                lag=lag if lag >= 0 else None,
                age=max(0, (date.fromisoformat(reader.edition.published[:10]) - ended).days),
            )
        )
    return found


def _by_indicator(
    reader: Reader, sql: str, ids: Sequence[str], after: str, column: str = "indicator"
) -> dict[str, list[dict[str, Any]]]:
    where = f"WHERE {column} IN ({', '.join('?' * len(ids))})" if ids else ""
    found: dict[str, list[dict[str, Any]]] = {}
    rows: Iterator[dict[str, Any]] = mappings(reader.connection.execute(f"{sql} {where} {after}", tuple(ids)))
    for row in rows:
        found.setdefault(row["indicator"], []).append(row)
    return found
