"""Workers: whoever makes parts beside a build, the parts are those that it would have made alone."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest
import tasks

from publisher.edition.workers import ALONE, Processes, Shared, Task, engaged, packed, unpacked
from publisher.errors import PublisherError
from publisher.parts import Parts
from publisher.vocabulary import Vocabulary

WORDS = Vocabulary(indicators={}, areas={}, memberships=(), statuses={}, concepts={})
SHARED = Shared(vocabulary=WORDS, outlines=None)


def made(kept: Parts, task: Task) -> dict[str, bytes]:
    return kept.contents(task.step, task.inputs, task.make)


def test_nobody_makes_nothing_until_it_is_asked_for(tmp_path: Path) -> None:
    kept, task = Parts(tmp_path / "parts"), Task("texts", ["a"], partial(tasks.write, "a"))
    ALONE.begin([task], kept, SHARED)
    assert not kept.has("texts", ["a"])
    assert made(kept, task) == {"a.txt": b"a"}


def test_who_asks_for_a_part_waits_for_the_process_that_makes_it(tmp_path: Path) -> None:
    kept, task = Parts(tmp_path / "parts"), Task("texts", ["a"], partial(tasks.write, "a"))
    with engaged(2) as workers:
        workers.begin([task], kept, SHARED)
        assert kept.contents("texts", ["a"], lambda folder: pytest.fail("made twice")) == {"a.txt": b"a"}


def test_a_process_that_is_ended_costs_time_and_nothing_else(tmp_path: Path) -> None:
    kept, said = Parts(tmp_path / "parts"), list[str]()
    died = Task("texts", [1], partial(tasks.die_once, str(tmp_path / "mark")))
    others = [Task("texts", [str(number)], partial(tasks.write, str(number))) for number in range(9)]
    with engaged(2, say=said.append) as workers:
        workers.begin([died, *others], kept, SHARED)
        assert made(kept, died) == {"a.txt": b"after all"}
        assert [made(kept, one) for one in others] == [{"a.txt": str(number).encode()} for number in range(9)]
        workers.begin([Task("texts", ["late"], partial(tasks.write, "late"))], kept, SHARED)
    assert said == ["A process that built was ended from outside, for want of memory perhaps; this one goes on alone."]


def test_what_fails_in_a_process_is_made_by_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, task = Parts(tmp_path / "parts"), Task("texts", ["a"], partial(tasks.stumble, "a"))
    workers = Processes(2)
    monkeypatch.setenv("PUBLISHER_ASKS", str(os.getpid()))
    try:
        workers.begin([task], kept, SHARED)
        assert made(kept, task) == {"a.txt": b"a"}
    finally:
        workers.close()


def test_what_tasks_share_is_not_sent_with_each() -> None:
    known = Vocabulary(
        indicators={}, areas={}, memberships=(), statuses={}, concepts={"unit": {}}, catalogues={"fi": "# x\n" * 9999}
    )
    shared = Shared(vocabulary=known, outlines=None)
    sent = packed(partial(tasks.write, known), shared)  # type: ignore[arg-type]
    assert len(sent) < 200
    back = unpacked(sent, shared)
    assert isinstance(back, partial)
    assert back.args[0] is known


@pytest.mark.parametrize(
    ("jobs", "cluster", "store", "said"),
    [
        (1, None, "/tmp", "--parts is where the workers of a cluster meet. Give --cluster too, or leave it out."),
        (2, "local:2", None, "--jobs 2 and --cluster local:2 say who builds in two ways. Give one of them."),
        (1, "nowhere", None, "--cluster nowhere: that is no address of a cluster. Write the scheduler's, "
         "tcp://HOST:8786, or local:2 for two workers of this machine."),
        (1, "local:0", None, "--cluster local:0: that is no address of a cluster."),
        (1, "local:-1", None, "--cluster local:-1: that is no address of a cluster."),
        (1, "http://host:8786", None, "--cluster http://host:8786: that is no address of a cluster."),
        (1, "tcp://host", None, "--cluster tcp://host: that is no address of a cluster."),
        (1, "", None, "--cluster : that is no address of a cluster."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence_with_a_remedy(
    jobs: int, cluster: str | None, store: str | None, said: str, tmp_path: Path
) -> None:
    with pytest.raises(PublisherError) as told, engaged(jobs, cluster, store, tmp_path / "parts"):
        pass
    assert str(told.value).startswith(said)
    assert not (tmp_path / "parts").exists()


def test_without_the_extra_a_cluster_is_refused_and_told_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(PublisherError) as told, engaged(1, "local:2", None, tmp_path / "parts"):
        pass
    assert str(told.value) == (
        "--cluster local:2: the extra for clusters is not installed. Run: pip install -c constraints.txt '.[cluster]', "
        "here and for every worker; or build with --jobs."
    )
    assert not (tmp_path / "parts").exists()
