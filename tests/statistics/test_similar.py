"""Likeness: the standardised distance agrees with SciPy, and every answer comes with its reasons."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from statistics_world import codes, people, vocabulary

from publisher.statistics.figures import figures
from publisher.statistics.similar import distance, explained, group_name, nearest, nearest_of_all, similar
from publisher.statistics.traits import NUMERIC, WEIGHTS, Trait, Traits, ordered, standardise, traits, weights_from

positive = st.floats(1, 1e6, allow_nan=False)


def traits_of(numbers, kinds=None) -> Traits:
    return Traits(
        numbers=numbers,
        standardised=standardise(numbers),
        codes={area: {Trait.KIND: kind} for area, kind in (kinds or {}).items()},
        names={},
        part_of={},
        period="2022",
    )


@given(st.lists(st.tuples(positive, positive, st.floats(-30, 30)), min_size=3, max_size=15, unique=True))
def test_the_distance_is_scipys_standardised_euclidean_on_logarithms(rows):
    names = codes(len(rows))
    found = traits_of({name: dict(zip(NUMERIC, row, strict=True)) for name, row in zip(names, rows, strict=True)})
    table = np.array([[math.log(size), math.log(density), growth] for size, density, growth in rows])
    spread = table.var(axis=0)
    if (spread < 1e-9).any():
        return
    weights = np.array([WEIGHTS[trait] for trait in NUMERIC])
    expected = cdist(table, table, "seuclidean", V=spread / (weights / weights.sum()))
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            assert distance(found, one, other) == pytest.approx(expected[i, j], abs=1e-7)


def test_groups_that_share_a_letter_are_half_as_unlike_as_those_that_do_not():
    numbers = {name: {} for name in "abc"}
    found = traits_of(numbers, {"a": "skr2023-A1", "b": "skr2023-A2", "c": "skr2023-C8"})
    of_kind = {Trait.KIND: 1.0}
    assert distance(found, "a", "a", of_kind) == 0
    assert distance(found, "a", "b", of_kind) == 1
    assert distance(found, "a", "c", of_kind) == pytest.approx(math.sqrt(2))


def test_nobody_is_alike_by_names_alone_where_numbers_weigh():
    found = traits_of({"a": {}, "b": {}, "c": {Trait.POPULATION: 10}}, {"a": "skr2023-A1", "b": "skr2023-A1"})
    assert distance(found, "a", "b") is None
    assert nearest(found, "a") == similar(found, "a") == []
    assert nearest_of_all(found) == {"a": [], "b": [], "c": []}
    assert [area for area, _ in nearest(found, "a", {Trait.KIND: 1.0})] == ["b"]


def test_the_same_question_always_has_the_same_answer():
    names = codes(20)
    words = vocabulary([], names)
    one = traits(words, figures(people(names)))
    two = traits(words, figures(list(people(names))[::-1]))
    assert similar(one, "0105") == similar(two, "0105")
    assert "0105" not in [area for area, _ in nearest(one, "0105", count=30)]


def test_ties_are_broken_by_code():
    found = traits_of({name: {Trait.POPULATION: size} for name, size in zip("abcd", (10, 100, 100, 1000), strict=True)})
    assert [area for area, _ in nearest(found, "a")] == ["b", "c", "d"]


def test_weights_change_who_is_similar():
    numbers = {
        "a": {Trait.POPULATION: 1000, Trait.DENSITY: 1},
        "b": {Trait.POPULATION: 1000, Trait.DENSITY: 900},
        "c": {Trait.POPULATION: 90000, Trait.DENSITY: 1},
    }
    found = traits_of(numbers)
    assert nearest(found, "a", {Trait.POPULATION: 1})[0][0] == "b"
    assert nearest(found, "a", {Trait.DENSITY: 1})[0][0] == "c"
    assert nearest(found, "a", {}) == []


def test_weights_are_written_in_an_address():
    weights = weights_from("befolkning:3,lage:0")
    assert (weights[Trait.POPULATION], weights[Trait.PLACE], weights[Trait.DENSITY]) == (3, 0, WEIGHTS[Trait.DENSITY])
    assert weights_from("") == WEIGHTS
    for wrong in ("skatt:1", "befolkning:-1", "befolkning:11", "befolkning:nan", "befolkning", "befolkning:x"):
        with pytest.raises(ValueError):
            weights_from(wrong)


def test_the_reasons_are_told_for_and_against():
    numbers = {
        "a": {Trait.POPULATION: 20000, Trait.DENSITY: 30, Trait.GROWTH: 2},
        "b": {Trait.POPULATION: 21000, Trait.DENSITY: 4.2, Trait.GROWTH: -8},
        "c": {Trait.POPULATION: 300000, Trait.DENSITY: 60, Trait.GROWTH: 15},
    }
    found = explained(traits_of(numbers, {"a": "skr2023-C6", "b": "skr2023-C6"}), "a", "b")
    assert found.reasons[0]["sv"] == "ungefär lika många invånare (21\u00a0000 mot 20\u00a0000)"
    assert found.reasons[0]["en"] == "about as many inhabitants (21,000 against 20,000)"
    assert any("glesare befolkad (4,2 mot 30,0 invånare per km²)" in reason["sv"] for reason in found.against)
    assert any("weaker population growth (−8% against +2% in ten years)" in reason["en"] for reason in found.against)
    assert any(reason["sv"].startswith("samma kommungrupp") for reason in found.reasons)


def test_a_group_is_named_without_code_and_year():
    assert group_name("C6 Lågpendlingskommun nära större stad (SKR 2023)") == "Lågpendlingskommun nära större stad"


def test_traits_that_are_not_weighed_are_not_told():
    assert ordered({Trait.PLACE: 1.0, Trait.POPULATION: 0.0, Trait.DENSITY: 2.0, Trait.GROWTH: 1.0}) == [
        Trait.DENSITY, Trait.GROWTH, Trait.PLACE,
    ]  # fmt: skip
