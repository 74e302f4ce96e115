"""What is kept of some indicators: whichever value changes, the same is told as from nothing, and little is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from statistics_world import cells, codes, indicator, people, vocabulary

from publisher.model import Observation, ValueKind
from publisher.parts import Parts, digest
from publisher.statistics.landscape import landscape
from publisher.statistics.pieces import Pieces
from publisher.statistics.tables import comparisons, rested_on, tables
from publisher.vocabulary import Vocabulary

NAMES = codes(44)


@pytest.fixture(scope="module")
def world() -> tuple[Vocabulary, list[Observation]]:
    """Two themes, a question that decides who is asked another, a count, percentages that rose, and the nation's."""
    conditional, boolean, percent = ValueKind.CONDITIONAL, ValueKind.BOOLEAN, ValueKind.PERCENT
    known = [
        *(indicator(f"q{n}") for n in range(5)),
        *(indicator(f"r{n}", boolean, subject="annat", task="halsa") for n in range(4)),
        indicator("gate", boolean),
        indicator("asked", conditional, asked_if="gate"),
        indicator("persons", ValueKind.COUNT, count_of="gate"),
        indicator("p", percent, published_as="source"),
        indicator("source", percent),
        indicator("sample", percent, sampled=True),
    ]
    rows = list(people(NAMES))
    for year in (2021, 2022):
        for at, one in enumerate(one for one in known if one.steps):
            top = max(step.code for step in one.steps)
            given = {c: float((place * (at + 3) // 4 + year + place // 7) % (top + 1)) for place, c in enumerate(NAMES)}
            rows += cells(one.id, str(year), given)
        rows += cells("persons", str(year), {c: float(place % 4) for place, c in enumerate(NAMES)})
    for year in range(2018, 2023):
        rose = {c: 30.0 + place % 9 + (year - 2018) * (place * 7 % 44) / 10 for place, c in enumerate(NAMES)}
        rows += cells("p", str(year), rose)
        rows += cells("source", str(year), {"00": 35.5, "01": 34.25})
        rows += cells(
            "sample", str(year), {"00": 50.0, "01": 49.0, **{c: 45.0 + place for place, c in enumerate(NAMES[:5])}}
        )
    return vocabulary(known, NAMES), rows


def changed(rows: list[Observation]) -> Iterator[tuple[str, list[Observation]]]:
    """Of every indicator, a value of the latest period changed, one of an earlier, and one gone; and what it was of."""
    for id in dict.fromkeys(row.indicator for row in rows):
        places = [at for at, row in enumerate(rows) if row.indicator == id]
        for at, value in ((places[-7], 1.0), (places[3], 0.0), (places[-2], None)):
            other = rows[at]._replace(value=value if value != rows[at].value else 2.0)
            yield f"{id} {other.area} {other.period}", [*rows[:at], other, *rows[at + 1 :]]


def test_whichever_value_changes_the_same_is_told_as_from_nothing(
    world: tuple[Vocabulary, list[Observation]], tmp_path: Path
) -> None:
    known, rows = world
    kept, first = Parts(tmp_path), tables(known, rows)
    assert digest(tables(known, rows, parts=kept)) == digest(first)
    assert first["examples"]
    assert first["leads"]
    for what, other in changed(rows):
        anew = tables(known, other)
        assert digest(tables(known, other, parts=kept)) == digest(anew), what
        assert digest(anew) != digest(first), what


def test_what_an_indicators_comparisons_rest_on_changes_whenever_they_do(
    world: tuple[Vocabulary, list[Observation]],
) -> None:
    known, rows = world
    land = landscape(known, rows)
    first = {id: (key, comparisons(land, id)) for id, key in rested_on(land).items()}
    for what, other in changed(rows):
        land, same = landscape(known, other), 0
        for id, key in rested_on(land).items():
            if key == first[id][0]:
                same += 1
                assert comparisons(land, id) == first[id][1], what
        assert len(first) - 3 <= same < len(first), what


def test_a_piece_is_made_again_only_where_a_figure_of_it_changed(
    world: tuple[Vocabulary, list[Observation]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, rows = world
    kept, made = Parts(tmp_path), list[str]()
    keep = Parts._keep

    def noted(parts: Parts, home: Path, *rest: object) -> object:
        made.append(home.parent.name)
        return keep(parts, home, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Parts, "_keep", noted)
    tables(known, rows, parts=kept)
    assert {"alone", "theme", "themes", "questions", "counties", "patterns", "peers", "similar"} <= set(made)
    for id, alone, asked in (("p", 1, False), ("gate", 3, True), ("persons", 1, False), ("befolkning", 0, False)):
        made.clear()
        at = max(place for place, row in enumerate(rows) if row.indicator == id and row.period == "2022")
        tables(known, [*rows[:at], rows[at]._replace(note="1"), *rows[at + 1 :]], parts=kept)
        assert (made.count("alone"), "questions" in made, "peers" in made) == (alone, asked, False), id


def test_other_words_and_another_area_are_other_pieces(
    world: tuple[Vocabulary, list[Observation]], tmp_path: Path
) -> None:
    known, rows = world
    kept = Parts(tmp_path)
    tables(known, rows, parts=kept, words="before")
    renamed = replace(
        known, areas={**known.areas, NAMES[3]: replace(known.areas[NAMES[3]], label={"sv": "Nyby", "en": "Nyby"})}
    )
    assert digest(tables(renamed, rows, parts=kept, words="after")) == digest(tables(renamed, rows))


def test_what_is_made_once_is_made_once_also_where_nothing_is_kept(world: tuple[Vocabulary, list[Observation]]) -> None:
    made, pieces = [], Pieces(landscape(*world))
    for _ in range(2):
        pieces.of("count", ["p"], lambda: made.append(1) or 1, int)  # type: ignore[func-returns-value]
    assert made == [1]
