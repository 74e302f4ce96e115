"""Three real snapshots of Kolada, fetched in order into a fresh package: counted twice, and given back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import snapshots

from publisher import gate, observations, package, vocabulary
from publisher.fetch import Outcome, fetch
from publisher.settings import Settings

pytestmark = pytest.mark.shared

#: Settings, what each fetch came to, what held each one back.
Story = tuple[Settings, list[Outcome], list[set[str]]]


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    return shared / "data"


@pytest.fixture(scope="module")
def fetched(three_snapshots: tuple[Settings, list[Outcome]]) -> Story:
    """The package after all three, what each fetch came to, and what held each one back."""
    settings, outcomes = three_snapshots
    return settings, outcomes, [{note.rule for note in outcome.notes} & set(gate.HELD) for outcome in outcomes]


def folder(settings: Settings) -> Path:
    return settings.packages / "ogonblick"


def test_contradictions_and_what_vanished_are_held_back(fetched: Story) -> None:
    assert [set(rules) for rules in snapshots.HELD] == fetched[2]


def test_the_332_rows_with_a_status_and_a_value_keep_their_status(fetched: Story, data: Path) -> None:
    raw = pd.read_parquet(snapshots.path(data, snapshots.DAYS[0]))
    assert 332 == ((raw["status"] != "") & raw["value"].notna()).sum()
    held = [note for note in fetched[1][0].notes if note.rule == "value-and-missing-status"]
    assert 332 == sum(int(note.fault.split()[0]) for note in held)


def test_revisions_are_as_many_as_pandas_counts(fetched: Story, data: Path) -> None:
    days = [snapshots.plain(data, day) for day in snapshots.DAYS]
    for old, new, outcome in zip(days[:-1], days[1:], fetched[1][1:], strict=True):
        both = old.join(new, how="outer", suffixes=("_old", "_new"))
        here = both["status_old"].notna() & both["status_new"].notna()
        a, b = both["value_old"], both["value_new"]
        noise = (a - b).abs() <= 1e-6 * a.abs().combine(b.abs(), max)
        same = (noise | (a.isna() & b.isna())) & (both["status_old"] == both["status_new"])
        counted = {
            "added": int(both["status_old"].isna().sum()),
            "revised": int((here & ~same).sum()),
            "withdrawn": int(both["status_new"].isna().sum()),
        }
        assert {kind: number for kind, number in counted.items() if number} == outcome.counts


def test_the_counts_are_those_seen_when_this_was_written(
    fetched: Story,
) -> None:
    assert [("1.0.0", {}), ("1.1.0", {"added": 7540, "revised": 405})] == [
        (outcome.version, outcome.counts) for outcome in fetched[1][:2]
    ]
    assert ("1.2.0", {"added": 5800, "revised": 6, "withdrawn": 22910}) == (
        fetched[1][2].version,
        fetched[1][2].counts,
    )


def test_noise_in_the_seventh_decimal_was_there_and_is_not_counted(fetched: Story, data: Path) -> None:
    old, new = (snapshots.plain(data, day) for day in snapshots.DAYS[1:])
    both = old.join(new, how="inner", suffixes=("_old", "_new"))
    differ = both[both["value_old"] != both["value_new"]].dropna()
    noise = differ[(differ["value_old"] - differ["value_new"]).abs() < 1e-6]
    assert len(noise) > 4_762
    revisions = package.read_table(folder(fetched[0]), "revisions")
    revised = revisions[revisions["kind"] == "revised"].set_index(list(old.index.names)).index
    assert [] == list(noise.index.intersection(revised))


@pytest.mark.parametrize("day", snapshots.DAYS)
def test_as_of_gives_back_each_snapshot(fetched: Story, data: Path, day: str) -> None:
    then = observations.read_csv(package.at(folder(fetched[0]), day), observations.DTYPES)
    then = then[then["status"] != "withdrawn"].set_index(["indicator", "area", "period", "sex"]).sort_index()
    plain = snapshots.plain(data, day)
    assert plain.index.equals(then.index)
    assert (plain["status"] == then["status"]).all()
    apart = (plain["value"] - then["value"]).abs()
    assert ((apart <= 1e-6 * plain["value"].abs()) | (plain["value"].isna() & then["value"].isna())).all()


def test_a_fetch_of_the_same_snapshot_changes_no_byte(
    fetched: Story,
) -> None:
    before = {path: path.read_bytes() for path in folder(fetched[0]).iterdir()}
    [outcome] = fetch(fetched[0], today="2024-02-02")
    assert not outcome.changed
    assert before == {path: path.read_bytes() for path in folder(fetched[0]).iterdir()}


def test_the_package_has_no_problem(fetched: Story) -> None:
    found = package.problems(fetched[0].packages, vocabulary.load(fetched[0].vocab))
    assert [] == [str(problem) for problem in found if problem.severity != "note"]
