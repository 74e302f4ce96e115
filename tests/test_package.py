"""A folder ⇄ a dataset: nothing is lost in datapackage.json, and a folder is replaced whole or not at all."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from worlds import PROJECT, fetch_again, some

from publisher import edition, observations, package, vocabulary
from publisher.errors import NotThere, Problem, PublisherError, Refused
from publisher.model import Column, Contact, Dataset
from publisher.package import checking, folder, reading, writing
from publisher.package.descriptor import dataset_to_descriptor, descriptor_to_dataset, opened, to_json
from publisher.package.files import unreadable
from publisher.settings import Settings

DATASETS = package.names(PROJECT / "datapackages")


def files(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# ---- the committed packages


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_survives_its_descriptor(name: str) -> None:
    catalog = package.load_catalog(PROJECT / "datapackages")
    dataset = next(d for d in catalog.datasets if d.name == name)
    descriptor = json.loads(to_json(dataset_to_descriptor(dataset, catalog)))
    assert dataset == descriptor_to_dataset(descriptor)
    assert [] == opened(descriptor, PROJECT / "datapackages" / name)[1]


def test_a_dataset_with_one_of_everything_survives_its_descriptor() -> None:
    catalog = package.load_catalog(PROJECT / "datapackages")
    dataset = replace(
        catalog.datasets[0],
        contact=Contact(name={"sv": "Vi", "en": "We"}, email="vi@exempel.se", url="https://exempel.se/"),
        temporal=("2011", "2024"),
        next_release="2027-06-03",
        series="e-halsa-i-kommunerna",
        accepted=[{"rule": "jump", "subject": "*", "reason_sv": "Rätt.", "reason_en": "Right."}],
        demonstration=True,
    )
    assert dataset == descriptor_to_dataset(json.loads(to_json(dataset_to_descriptor(dataset, catalog))))


@pytest.mark.parametrize("name", DATASETS)
def test_a_committed_package_has_what_version_2_asks_for(name: str) -> None:
    descriptor = json.loads((PROJECT / "datapackages" / name / "datapackage.json").read_bytes())
    assert "https://datapackage.org/profiles/2.0/datapackage.json" == descriptor["$schema"]
    people = [*descriptor["contributors"], *descriptor["licenses"], *descriptor.get("sources", [])]
    assert all(one["path"].startswith(("http://", "https://")) for one in people if "path" in one)
    for resource in some(descriptor["resources"]):
        data = (PROJECT / "datapackages" / name / resource["path"]).read_bytes()
        assert len(data) == resource["bytes"]
        assert f"sha256:{folder.sha256(data)}" == resource["hash"]
        assert all(field["title"] and field["description"] for field in some(resource["schema"]["fields"]))
        assert [""] == resource["schema"]["missingValues"]


@pytest.mark.parametrize("name", DATASETS)
def test_a_committed_package_is_written_for_older_readers_too(name: str) -> None:
    """R's frictionless reads no table without ``profile``; SQL writers stop at an empty cell that has a pattern."""
    descriptor = json.loads((PROJECT / "datapackages" / name / "datapackage.json").read_bytes())
    assert "tabular-data-package" == descriptor["profile"]
    for resource in some(descriptor["resources"]):
        assert ("table", "tabular-data-resource") == (resource["type"], resource["profile"])
        for field in resource["schema"]["fields"]:
            stated = field.get("constraints", {})
            assert stated.get("required") or "pattern" not in stated, field["name"]


def test_a_pattern_of_a_column_that_may_be_empty_is_kept_for_ourselves() -> None:
    catalog = package.load_catalog(PROJECT / "datapackages")
    columns = [
        Column(name="note", type="string", title={"sv": "n", "en": "n"}, description={}, pattern="[a-z]+", enum=[])
    ]
    table = replace(catalog.datasets[0].tables[0], columns=columns, primary_key=[], foreign_keys=[])
    dataset = replace(catalog.datasets[0], tables=[table])
    descriptor = json.loads(to_json(dataset_to_descriptor(dataset, catalog)))
    assert ["[a-z]+"] == [field["ehalsa:pattern"] for field in descriptor["resources"][0]["schema"]["fields"]]
    assert dataset == descriptor_to_dataset(descriptor)


def test_the_committed_packages_have_no_problem() -> None:
    words = vocabulary.load(PROJECT / "vocab")
    found = package.problems(PROJECT / "datapackages", words)
    assert [] == [str(problem) for problem in found if problem.severity != "note"]


# ---- reading


def test_the_catalogue_has_every_dataset_with_its_tables(small_world: Settings) -> None:
    catalog = package.load_catalog(small_world.packages)
    assert ["bredband", "digitala-las"] == [dataset.name for dataset in catalog.datasets]
    table = catalog.datasets[1].tables[0]
    data = (small_world.packages / "digitala-las" / table.path).read_bytes()
    assert ("observations", len(data), folder.sha256(data)) == (table.name, table.bytes, table.sha256)
    assert data.count(b"\n") - 1 == table.rows


def test_a_table_that_is_not_there_is_told_with_those_that_are(small_world: Settings) -> None:
    with pytest.raises(NotThere, match="has no table 'values'"):
        package.read_table(small_world.packages / "bredband", "values")


def test_a_package_that_was_never_fetched_is_no_dataset_yet(small_world: Settings) -> None:
    (small_world.packages / "bredband" / "datapackage.json").unlink()
    assert ["digitala-las"] == [dataset.name for dataset in package.load_catalog(small_world.packages).datasets]
    words = vocabulary.load(small_world.vocab)
    assert "not-fetched" in [problem.rule for problem in package.problems(small_world.packages, words)]


def test_an_earlier_version_is_given_back_byte_for_byte(small_world: Settings, tmp_path: Path) -> None:
    from worlds import copy_small_world

    early = copy_small_world(tmp_path / "early")
    fetch_again(early, "2023-03-28")
    first = (early.packages / "digitala-las" / "observations.csv").read_bytes()
    here = small_world.packages / "digitala-las"
    assert first != (here / "observations.csv").read_bytes()
    assert first == package.at(here, "1.0.0") == package.at(here, "2023-03-28") == package.at(here, "2024-01-29")
    assert (here / "observations.csv").read_bytes() == package.at(here, "2024-01-30")
    with pytest.raises(NotThere, match="first published on"):
        package.at(here, "2023-03-27")
    with pytest.raises(NotThere, match="has no version"):
        package.at(here, "9.9.9")


# ---- what the gate says of files on disk


def spoil(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


@pytest.mark.parametrize(
    ("spoiler", "rule"),
    [
        (lambda p: spoil(p / "digitala-las" / "observations.csv", b",2,,", b",1,,"), "file-changed"),
        (lambda p: spoil(p / "digitala-las" / "observations.csv", b",2,,", b",1,,"), "revisions-disagree"),
        (lambda p: (p / "digitala-las" / "notes.csv").unlink(), "file-missing"),
        (lambda p: (p / "digitala-las" / "observations.csv").write_bytes(b""), "file-empty"),
        (lambda p: (p / "digitala-las" / "datapackage.json").write_bytes(b"{"), "bad-descriptor"),
        (lambda p: spoil(p / "digitala-las" / "dataset.yaml", b"Digital locks", b"Digital keys"), "stale-descriptor"),
        (lambda p: spoil(p / "digitala-las" / "dataset.yaml", b"themes", b"thems"), "unknown-field"),
        (lambda p: spoil(p / "digitala-las" / "dataset.yaml", b"5d4b2f0e", b"5d4b2f0f"), "id-changed"),
        (lambda p: spoil(p / "catalog.yaml", b"agents:", b"agents: 1\nother:"), "wrong-shape"),
        (lambda p: spoil(p / "ids.csv", b"U21349", b"U99999"), "id-vanished"),
        (
            lambda p: spoil(p / "bredband" / "dataset.yaml", b"[N07900, ", b"[U20341, N07900, "),
            "indicator-in-two-datasets",
        ),
    ],
)
def test_what_is_wrong_on_disk_is_told(small_world: Settings, spoiler: Callable[[Path], object], rule: str) -> None:
    spoiler(small_world.packages)
    found = package.problems(small_world.packages, vocabulary.load(small_world.vocab))
    assert rule in [problem.rule for problem in found if problem.severity == "error"]


def test_the_small_world_has_no_problem(small_world: Settings) -> None:
    found = package.problems(small_world.packages, vocabulary.load(small_world.vocab))
    assert [] == [str(problem) for problem in found if problem.severity != "note"]


def test_frictionless_has_the_last_word_on_small_packages(small_world: Settings) -> None:
    folder = small_world.packages / "digitala-las"

    def said() -> list[Problem]:
        whole, faults = opened(reading.read_descriptor(folder), folder)
        assert whole is not None and [] == faults
        return checking.conformance(whole, "digitala-las")

    assert [] == said()
    spoil(folder / "observations.csv", b",2,,", b",two,,")
    assert said()


# ---- writing


def drafted(settings: Settings, name: str = "digitala-las", **frames: Any) -> writing.Draft:
    """The package as it stands, with other tables."""
    words = vocabulary.load(settings.vocab)
    before = package.load_dataset(settings.packages / name)
    one = reading.read_declaration(settings.packages, name)
    catalog = reading.to_catalog(reading.read_catalog_declaration(settings.packages).values)
    standing = {table.name: package.read_table(settings.packages / name, table.name) for table in before.tables}
    return writing.draft(name, one, catalog, words, standing | frames, before.versions, before)


def test_a_draft_of_what_stands_is_what_stands(small_world: Settings) -> None:
    before = files(small_world.packages)
    draft = drafted(small_world)
    assert writing.same(small_world.packages / "digitala-las", draft)
    assert not package.write_package(small_world.packages, draft)
    assert before == files(small_world.packages)


def longer(settings: Settings) -> writing.Draft:
    rows = package.read_table(settings.packages / "digitala-las", "observations")
    more = observations.frame([{**rows.iloc[0].to_dict(), "period": "2020"}])
    import pandas as pd

    return drafted(settings, observations=observations.canonical(pd.concat([rows, more], ignore_index=True)))


def test_what_people_write_is_left_alone(small_world: Settings) -> None:
    declared = (small_world.packages / "digitala-las" / "dataset.yaml").read_bytes()
    (small_world.packages / "digitala-las" / "mine").mkdir()
    (small_world.packages / "digitala-las" / "mine" / "notes.txt").write_text("mine")
    assert package.write_package(small_world.packages, longer(small_world))
    assert declared == (small_world.packages / "digitala-las" / "dataset.yaml").read_bytes()
    assert "mine" == (small_world.packages / "digitala-las" / "mine" / "notes.txt").read_text()


def killed_at(number: int, work: Callable[[folder.Checkpoint], object]) -> str | None:
    """Do work in a process of its own that ends without a word at the n-th checkpoint; the checkpoint's name."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        steps = 0

        def checkpoint(step: str) -> None:
            nonlocal steps
            steps += 1
            if steps == number:
                os.write(write, step.encode())
                os._exit(9)

        try:
            work(checkpoint)
        finally:
            os._exit(0)
    os.close(write)
    _, status = os.waitpid(child, 0)
    with os.fdopen(read, "rb") as pipe:
        step = pipe.read().decode()
    assert os.waitstatus_to_exitcode(status) in (0, 9)
    return step or None


def sample(steps: int, apart: int) -> list[int]:
    """Numbers of steps to be killed at: every so manieth, and the last four."""
    return sorted({*range(1, steps, apart), *range(steps - 3, steps + 1)})


KILLED = pytest.mark.parametrize("apart", [3, pytest.param(1, marks=pytest.mark.whole)])


@KILLED
@pytest.mark.parametrize("exchange", [True, False], ids=["folders change places", "file by file"])
def test_a_writer_killed_anywhere_leaves_the_former_package_or_the_next_one(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch, exchange: bool, apart: int
) -> None:
    if not exchange:
        monkeypatch.setattr(folder, "exchange", lambda one, other: False)
    here = small_world.packages / "digitala-las"
    (here / "mine.txt").write_text("mine")
    draft, back = longer(small_world), drafted(small_world)
    before = files(here)
    after = before | draft.files
    steps: list[str] = []
    assert package.write_package(small_world.packages, draft, steps.append)
    assert len(steps) >= 20, steps
    package.write_package(small_world.packages, back)
    for number in sample(len(steps), apart):
        step = killed_at(number, lambda check: package.write_package(small_world.packages, draft, check))
        assert step == steps[number - 1]
        if not exchange:
            package.recover(small_world.packages)  # without an exchange the next run brings the move to its end
        assert files(here) in (before, after), step
        package.recover(small_world.packages)
        assert files(here) in (before, after), step
        package.write_package(small_world.packages, draft)
        assert after == files(here), step
        package.write_package(small_world.packages, back)
        assert before == files(here), step
        assert [] == [path.name for path in small_world.packages.glob(".*")]


def _both(settings: Settings, number: str) -> dict[str, writing.Draft]:
    """Drafts of two packages, both with a number of their own."""
    return {
        name: replace(draft := drafted(settings, name), files=draft.files | {"CHANGES.md": f"{number}\n".encode()})
        for name in ("bredband", "digitala-las")
    }


def _publish(packages: Path, drafts: dict[str, writing.Draft], ids: bytes, checkpoint: folder.Checkpoint) -> None:
    changes = {}
    for name, draft in drafts.items():
        assert writing.stage_package(packages, draft, checkpoint)
        changes[name] = folder.Change.of(draft.files, draft.removed)
    folder.stage_file(packages / "ids.csv", ids)
    folder.commit(packages, changes, ["ids.csv"], checkpoint)


@KILLED
@pytest.mark.parametrize("exchange", [True, False], ids=["folders change places", "file by file"])
def test_a_writer_of_several_packages_killed_anywhere_leaves_all_as_they_were_or_says_it_has_begun_and_is_finished(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch, exchange: bool, apart: int
) -> None:
    if not exchange:
        monkeypatch.setattr(folder, "exchange", lambda one, other: False)
    packages = small_world.packages
    ids = (packages / "ids.csv").read_bytes()
    former, later = _both(small_world, "1"), _both(small_world, "2")
    _publish(packages, former, ids, folder.unwatched)
    before = seen(packages)
    steps: list[str] = []
    _publish(packages, later, ids + b"x", steps.append)
    after = seen(packages)
    begun = 0
    for number in sample(len(steps), apart):
        _publish(packages, former, ids, folder.unwatched)
        assert before == seen(packages)
        step = killed_at(number, lambda check: _publish(packages, later, ids + b"x", check))
        assert step == steps[number - 1]
        if (packages / folder.ORDER).exists():
            assert ["half-published"] == [problem.rule for problem in unreadable(small_world)]
            assert "publisher build" in unreadable(small_world)[0].remedy
            with edition.locked(small_world):
                assert after == seen(packages), step
            begun += 1
        elif step != "done":
            assert before == seen(packages), step
        package.recover(packages)
        assert seen(packages) in (before, after), step
        assert [] == [path.name for path in packages.glob(".*")], step
        if seen(packages) == after:
            continue
        _publish(packages, later, ids + b"x", folder.unwatched)
        assert after == seen(packages), step
    assert begun >= 3, steps


def seen(packages: Path) -> dict[str, bytes]:
    """What readers see of packages: every file that is not hidden, nor under a folder that is."""
    return {
        path.relative_to(packages).as_posix(): path.read_bytes()
        for path in sorted(packages.rglob("*"))
        if path.is_file() and not path.relative_to(packages).parts[0].startswith(".")
    }


def test_an_order_that_is_none_of_ours_is_told(small_world: Settings) -> None:
    (small_world.packages / folder.ORDER).write_text("{")
    with pytest.raises(PublisherError, match="Remove it and run it again"):
        package.recover(small_world.packages)


def test_what_cannot_be_exchanged_is_moved_file_by_file(small_world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "exchange", lambda one, other: False)
    draft = longer(small_world)
    assert package.write_package(small_world.packages, draft)
    assert writing.same(small_world.packages / "digitala-las", draft)
    assert [] == [path.name for path in small_world.packages.glob(".*")]


def test_ids_are_only_ever_added(small_world: Settings) -> None:
    dataset = package.load_dataset(small_world.packages / "digitala-las")
    before = (small_world.packages / "ids.csv").read_bytes()
    assert writing.registry(small_world.packages, [dataset]) is None
    more = writing.registry(small_world.packages, [replace(dataset, indicators=["NEW"])])
    assert more is not None
    assert more.startswith(before)
    assert more.endswith(b"indicator,NEW,digitala-las,2024-01-30\n")


def test_a_catalogue_that_lacks_what_it_must_have_is_refused(small_world: Settings) -> None:
    (small_world.packages / "catalog.yaml").write_text("title: {sv: a, en: b}\n")
    with pytest.raises(Refused, match="lacks something"):
        package.load_catalog(small_world.packages)


def test_the_model_and_the_block_have_the_same_fields() -> None:
    catalog = package.load_catalog(PROJECT / "datapackages")
    block = dataset_to_descriptor(catalog.datasets[0], catalog)["ehalsa:dataset"]
    elsewhere = {"name", "id", "tables", "sources", "distributions", "landing_page"}
    unsaid = {"release", "doi"}  # stand there only where there is one
    assert set(Dataset.__dataclass_fields__) - elsewhere - unsaid == set(block) - unsaid
    assert msgspec.to_builtins(catalog.datasets[0].versions) == block["versions"]
