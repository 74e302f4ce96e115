"""Requests by chance, a few of those that ``python -m benchmarks fuzz`` sends by the thousand."""

from __future__ import annotations

import pytest

from benchmarks.fuzzing import Asker, Found, _compared, _one
from benchmarks.requests import Chance
from publisher.settings import Settings


@pytest.fixture(scope="module")
def chance(built_edition: Settings) -> Chance:
    return Chance((built_edition.build / "current").resolve(), seed=2)


def test_the_same_seed_gives_the_same_requests(built_edition: Settings, chance: Chance) -> None:
    again = Chance(chance.folder, seed=2)
    assert [chance.request(n) for n in range(200)] == [again.request(n) for n in range(200)]
    assert len({chance.request(n).path for n in range(200)}) > 150
    assert chance.request(7) != Chance(chance.folder, seed=3).request(7)


def test_nothing_that_is_asked_by_chance_is_a_fault_of_ours(live_server: str, chance: Chance) -> None:
    asker, found = Asker(live_server), Found()
    for number in range(250):
        if not (asked := chance.request(number)).path.startswith("/explore"):
            _one(asker, asked, found)
    assert found.faults == []
    assert {"200", "404", "400"} <= set(found.statuses)


def test_what_is_kept_wrongly_is_found(live_server: str) -> None:
    found = Found()
    _compared(Asker(live_server), live_server, "/metod", found)
    assert found.faults == []
    _compared(_Poisoned(live_server), live_server, "/metod", found)
    assert 1 == len(found.faults) and found.faults[0].startswith("kept wrongly, 200 for 200")


class _Poisoned(Asker):
    """A server that has kept an empty answer."""

    def ask(self, asked):  # type: ignore[no-untyped-def]
        answer = super().ask(asked)
        return type(answer)(answer.status, answer.headers, b"")
