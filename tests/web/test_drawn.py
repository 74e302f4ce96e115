"""Sentences drawn by lot say what the packages' own tables say, counted by other means."""

from __future__ import annotations

import pytest
from worlds import PROJECT

from publisher.settings import Settings
from tools import drawn


@pytest.mark.parametrize("seed", [3])
def test_sentences_drawn_by_lot_are_as_counted(
    seed: int, real_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--build", str(real_settings.build), "--packages", str(PROJECT / "datapackages")]
    wrong = drawn.main([*asked, "--vocab", str(PROJECT / "vocab"), "--seed", str(seed), "--count", "3"])
    told = capsys.readouterr().out
    assert (wrong, told.count("as counted")) == (0, 9), told


def test_a_number_that_is_not_so_is_found() -> None:
    counting = drawn.Counting(PROJECT / "datapackages", PROJECT / "vocab")
    text = "Internet i rummet, särskilt boende för äldre: Säffle svarade ”I några boenden” 2022. Det svaret gav 62 "
    for count, share in (("62", "23"), ("63", "23"), ("62", "24")):
        said = text.replace("62", count) + f"av 267 svarande kommuner ({share}\u00a0%)."
        (one,) = drawn.known("1785", "answers", "Andra svar", said)
        if (count, share) == ("62", "23"):
            drawn.CHECKS[one.key](counting, one)
        else:
            with pytest.raises(drawn.Differs):
                drawn.CHECKS[one.key](counting, one)


def test_that_nothing_differs_is_counted_anew() -> None:
    counting = drawn.Counting(PROJECT / "datapackages", PROJECT / "vocab")
    tested, out = counting.standing_out("1785")
    assert out == 0
    apart = next(code for code in counting.places if counting.standing_out(code)[1])
    for area, number, so in (("1785", tested, True), ("1785", tested + 1, False), (apart, 0, False)):
        number = number or counting.standing_out(area)[0]
        text = "Kommunen skiljer sig inte från liknande kommuner mer än slumpen ger, i något av "
        text += f"{number} jämförda svar och tal."
        (one,) = drawn.known(area, "brief", "Kort sagt", text)
        assert one.key == "brief.alike"
        if so:
            drawn.CHECKS[one.key](counting, one)
        else:
            with pytest.raises(drawn.Differs):
                drawn.CHECKS[one.key](counting, one)
