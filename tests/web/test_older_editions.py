"""Editions made before a term was in the vocabulary are read as if it had been."""

from __future__ import annotations

from dataclasses import replace

from statistics_world import codes, indicator, vocabulary


def test_an_edition_of_a_vocabulary_without_terms_takes_them_from_the_current_one() -> None:
    now = vocabulary([indicator("urval", sampled=True), indicator("antal", count_of="urval")], codes(2))
    plain = {"sampled": False, "count_of": None, "measures": None, "todays_borders": False}
    then = replace(
        now,
        indicators={id: replace(one, **plain) for id, one in now.indicators.items()},
        concepts={"subject": {code: replace(one, background=False) for code, one in now.concepts["subject"].items()}},
    )
    assert then.measuring("population") is None and not then.background(then.indicators["befolkning"])
    assert then.completed(now) == now
    assert now.completed(then) == now
