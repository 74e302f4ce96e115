"""Of every indicator and period each municipality is counted once: with a value, without one and why, or not asked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher import vocabulary
from publisher.model import SEX_TOTAL, TOTAL, AreaKind, Observation
from publisher.statistics.figures import Figures, figures
from publisher.statistics.ranking import ranking
from publisher.vocabulary import Vocabulary

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary.load(PROJECT / "vocab")


@pytest.fixture(scope="module")
def published(words: Vocabulary) -> Figures:
    """Everything the committed packages say of all together."""

    def rows() -> Iterator[Observation]:
        for path in sorted((PROJECT / "datapackages").glob("*/observations.csv")):
            for row in csv.DictReader(path.open(encoding="utf-8")):
                if (row["sex"], row["service_area"]) == (SEX_TOTAL, TOTAL):
                    yield Observation(
                        indicator=row["indicator"], area=row["area"], period=row["period"], sex=SEX_TOTAL,
                        service_area=TOTAL, value=float(row["value"]) if row["value"] else None,
                        status=row["status"] or None, source=row["source"],
                    )  # fmt: skip

    return figures(rows())


def test_values_missing_ones_and_those_not_asked_are_all_the_municipalities(
    words: Vocabulary, published: Figures
) -> None:
    municipalities = {code for code, area in words.areas.items() if area.kind is AreaKind.MUNICIPALITY}
    assert 290 == len(municipalities)
    undecided = {}
    for id, periods in published.periods.items():
        indicator = words.indicators[id]
        for period in periods:
            gate = published.series(indicator.asked_if, period) if indicator.asked_if else None
            found = ranking(indicator, period, published.series(id, period), municipalities, gate)
            valued = [area for group in found.groups for area in group.areas]
            assert municipalities == {*valued, *found.missing, *found.not_asked}, (id, period)
            assert 290 == found.n + len(found.missing) + len(found.not_asked), (id, period)
            assert set(found.undecided) <= set(found.missing)
            undecided[id, period] = len(found.undecided)
    assert 8 == undecided["U07354", "2022"]
