"""Fetch: what a source says becomes the next version, or nothing changes at all."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_package import files
from worlds import copy_small_world

from publisher import package, vocabulary
from publisher.errors import NotThere, Problem, Refused, Severity, SourceError
from publisher.fetch import Outcome, fetch, merged_sources
from publisher.model import Comparability, DefinitionVersion, Source, Text
from publisher.observations import KEY
from publisher.package import folder
from publisher.settings import Settings
from publisher.sources import Fetched, SourceContext

AREAS = ("0114", "0180", "0331", "1785")
WHY: Text = {"sv": "Rättat.", "en": "Corrected."}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> vocabulary.Vocabulary:
    return vocabulary.load(copy_small_world(tmp_path_factory.mktemp("words")).vocab)


@pytest.fixture
def world(tmp_path: Path, words: vocabulary.Vocabulary, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The small world with one dataset, ``bredband``, of which nothing is fetched."""
    monkeypatch.setattr(vocabulary, "load", lambda folder, told=(): words)
    settings = copy_small_world(tmp_path)
    (settings.packages / "digitala-las" / "dataset.yaml").unlink()
    declare(settings, source={"kind": "table"}, expectations=None)
    return settings


def declare(settings: Settings, name: str = "bredband", **changes: Any) -> None:
    """Edit a dataset.yaml; None takes a field away."""
    path = settings.packages / name / "dataset.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
    path.write_text(yaml.safe_dump({k: v for k, v in values.items() if v is not None}, allow_unicode=True))


def rows(
    *values: float | None, indicator: str = "N07900", period: str = "2022", areas: Sequence[str] = AREAS, **more: Any
) -> list[dict[str, Any]]:
    return [
        {
            "indicator": indicator, "area": area, "period": period, "sex": "T", "service_area": "_T", "value": value,
            "status": None if value is not None else "not-answered", "source": "s", "source_place": f"row {n}",
        } | more
        for n, (area, value) in enumerate(zip(areas, values, strict=False), 2)
    ]  # fmt: skip


def source(id: str = "s", sha256: str = "a" * 64, retrieved: str = "2024-01-01", **more: Any) -> Source:
    return Source(
        id=id, title="PTS", publisher="pts", url="https://www.pts.se/", retrieved=retrieved, sha256=sha256, **more
    )


def bring(
    settings: Settings, *observations: Sequence[dict[str, Any]], day: str = "2024-01-01", **options: Any
) -> Outcome:
    """Fetch ``bredband`` from rows instead of a source."""
    brought = options.pop("fetched", {})
    sources = options.pop("sources", [source()])

    def bringer(dataset: Mapping[str, Any], context: SourceContext) -> Fetched:
        return Fetched(observations=[dict(row) for some in observations for row in some], sources=sources, **brought)

    [outcome] = fetch(settings, ["bredband"], today=day, bring=bringer, **options)
    return outcome


def refused(settings: Settings, *observations: Sequence[dict[str, Any]], **options: Any) -> list[Problem]:
    """The problems a fetch is refused with; nothing has changed by it."""
    before = files(settings.packages)
    with pytest.raises(Refused) as refusal:
        bring(settings, *observations, **options)
    assert before == files(settings.packages)
    return list(refusal.value.problems)


def acceptances(said: str) -> list[tuple[str, str]]:
    """The entries that messages say to write under ``accepted:``, each with its file."""
    return re.findall(r"write '(- \{rule: [^']*\})' under 'accepted:' in (\S+?\.yaml)[.,]", said)


def accept_as_told(settings: Settings, problems: Sequence[Problem]) -> None:
    """Write what each problem says to write, where it says."""
    told = [found for problem in problems for found in acceptances(problem.remedy)]
    assert len(problems) == len(told)
    assert {"datapackages/bredband/dataset.yaml"} == {file for _, file in told}
    declare(settings, accepted=[yaml.safe_load(entry)[0] for entry, _ in told])


def table(settings: Settings, name: str) -> list[dict[str, Any]]:
    return package.read_table(settings.packages / "bredband", name).to_dict("records")


# ---- versions and revisions


def test_the_first_publication_is_version_1_and_logs_no_revisions(world: Settings) -> None:
    outcome = bring(world, rows(10, 20, 30, None))
    assert ("1.0.0", None, True, 4) == (outcome.version, outcome.before, outcome.changed, outcome.rows)
    assert [] == table(world, "revisions")
    assert ["s"] == [row["id"] for row in table(world, "sources")]
    assert "Första publiceringen: 4 rader." in (world.packages / "bredband" / "CHANGES.md").read_text()


def test_nothing_new_changes_no_byte_whatever_the_day(world: Settings) -> None:
    bring(world, rows(10, 20))
    before = files(world.packages)
    outcome = bring(world, rows(10, 20), day="2024-02-02", sources=[source(retrieved="2024-02-02")])
    assert not outcome.changed
    assert before == files(world.packages)


def test_noise_in_a_changed_file_changes_no_byte(world: Settings) -> None:
    bring(world, rows(33.3333333))
    before = files(world.packages)
    bring(world, rows(33.33333331), sources=[source(sha256="b" * 64)])
    assert before == files(world.packages)


@pytest.mark.parametrize(
    ("later", "version", "counts"),
    [
        (rows(10, 20, 30), "1.1.0", {"added": 1}),
        (rows(10, 21), "1.0.1", {"revised": 1}),
        (rows(10, 20, status="estimated"), "1.0.1", {"revised": 2}),
        (rows(10, 21, 30), "1.1.0", {"added": 1, "revised": 1}),
        (rows(10, 20, n=5), "1.0.1", {"amended": 2}),
    ],
)
def test_the_version_follows_from_the_difference(
    world: Settings, later: list[dict[str, Any]], version: str, counts: dict[str, int]
) -> None:
    bring(world, rows(10, 20))
    outcome = bring(world, later, day="2024-02-02", reason=WHY)
    assert (version, counts) == (outcome.version, outcome.counts)
    assert version == package.load_dataset(world.packages / "bredband").version


def test_a_revision_says_what_was_what_is_when_and_why(world: Settings) -> None:
    bring(world, rows(10, 20))
    bring(world, rows(10, 21), day="2024-02-02", reason=WHY, sources=[source(sha256="b" * 64, retrieved="2024-02-02")])
    [revision] = table(world, "revisions")
    assert ("2024-02-02", "1.0.1", "revised", 20.0, 21.0) == tuple(
        revision[name] for name in ("recorded", "version", "kind", "old_value", "new_value")
    )
    assert ("s", "row 3", "Rättat.", "Corrected.") == tuple(
        revision[name] for name in ("old_source", "old_source_place", "reason_sv", "reason_en")
    )
    assert ["s", "s-2024-02-02"] == [row["source"] for row in table(world, "observations")]
    assert ["2024-01-01", "2024-02-02"] == [row["retrieved"] for row in table(world, "sources")]


def test_the_source_s_own_reason_goes_before_the_publisher_s(world: Settings) -> None:
    bring(world, rows(10, 20))
    key = tuple(rows(10)[0][column] for column in KEY)
    told = {"reasons": {key: {"sv": "Källans skäl.", "en": "The source's reason."}}}
    bring(world, rows(11, 21), reason=WHY, fetched=told)
    assert ["Källans skäl.", "Rättat."] == [row["reason_sv"] for row in table(world, "revisions")]


def test_a_revision_that_nobody_explains_says_so_and_the_publisher_was_asked(world: Settings) -> None:
    asked: list[Any] = []

    def ask(name: str, counts: Mapping[str, int], languages: Sequence[str]) -> Text:
        asked.append((name, dict(counts)))
        return {}

    bring(world, rows(10, 20))
    outcome = bring(world, rows(10, 21), ask=ask)
    assert [("bredband", {"revised": 1})] == asked
    assert 1 == outcome.unexplained
    assert ["Källan anger inget skäl."] == [row["reason_sv"] for row in table(world, "revisions")]


def test_revisions_are_only_ever_added(world: Settings) -> None:
    bring(world, rows(10, 20))
    bring(world, rows(10, 21), day="2024-02-02", reason=WHY)
    first = (world.packages / "bredband" / "revisions.csv").read_bytes()
    bring(world, rows(12, 21), day="2024-03-03", reason=WHY)
    second = (world.packages / "bredband" / "revisions.csv").read_bytes()
    assert second.startswith(first)
    assert len(second) > len(first)


def test_every_earlier_version_is_given_back(world: Settings) -> None:
    states = []
    for day, values in (("2024-01-01", (10, 20)), ("2024-02-02", (10, 21, 30)), ("2024-03-03", (None, 21, 30))):
        bring(world, rows(*values), day=day, reason=WHY)
        states.append((day, (world.packages / "bredband" / "observations.csv").read_bytes()))
    for day, state in states:
        assert state == package.at(world.packages / "bredband", day)


def test_a_changed_text_alone_is_a_patch(world: Settings) -> None:
    bring(world, rows(10))
    declare(world, title={"sv": "Bredband!", "en": "Broadband!"})
    [outcome] = fetch(world, ["bredband"], today="2024-02-02", descriptions=True)
    assert ("1.0.1", {}) == (outcome.version, outcome.counts)
    [again] = fetch(world, ["bredband"], today="2024-03-03", descriptions=True)
    assert not again.changed


def test_a_source_whose_words_were_corrected_keeps_its_day(world: Settings) -> None:
    old, new = source(retrieved="2024-01-01"), source(retrieved="2024-02-02", note={"sv": "n", "en": "n"})
    assert ([replace(new, retrieved="2024-01-01")], {}) == merged_sources([old], [new])


def test_a_source_that_changed_twice_in_a_day_has_three_ids() -> None:
    one, two, three = (source(sha256=letter * 64) for letter in "abc")
    known, _ = merged_sources([one], [two])
    known, renamed = merged_sources(known, [three])
    assert ["s", "s-2024-01-01", "s-2024-01-01.2"] == [each.id for each in known]
    assert {"s": "s-2024-01-01.2"} == renamed


# ---- refused


def test_all_problems_of_all_rows_are_told_at_once(world: Settings) -> None:
    bad = [
        *rows(10, 200),
        *rows(5, areas=["0999"]),
        *rows(5, areas=["114"]),
        *rows(5, areas=["0331"], status="surprised"),
    ]
    found = refused(world, bad)
    assert {"out-of-range", "unknown-area", "unknown-status"} <= {problem.rule for problem in found}
    assert {"PTS"} == {problem.file for problem in found if problem.rule == "out-of-range"}
    assert ["row 3: 200 is outside the range of the indicator."] == [
        problem.fault for problem in found if problem.rule == "out-of-range"
    ]


def test_a_key_that_comes_twice_names_both_places(world: Settings) -> None:
    [found] = [p for p in refused(world, rows(10, 20), rows(11)) if p.rule == "duplicate-key"]
    assert "N07900 0114 2022 T _T stands 2 times (row 2, row 2)." == found.fault


def test_many_keys_that_come_twice_are_told_once_with_their_number_and_the_sources_they_come_from(
    world: Settings,
) -> None:
    codes = [code for code, area in vocabulary.load(world.vocab).areas.items() if area.kind == "municipality"]
    several = [source(), source("ny")]
    periods = ("2021", "2022")
    one = [row for period in periods for row in rows(*[10] * len(codes), areas=codes, period=period)]
    other = [row | {"source": "ny"} for row in one]
    [found] = [p for p in refused(world, one, other, sources=several) if p.rule == "duplicate-key"]
    assert found.fault.startswith("N07900 0114 2021 T _T stands 2 times (s row 2, ny row 2); N07900 0114 2022")
    assert found.fault.endswith(f" and {2 * len(codes) - 5} more keys of N07900.")


def test_text_where_a_number_should_be_is_told(world: Settings) -> None:
    [found] = [p for p in refused(world, rows("1,5")) if p.rule == "wrong-type"]  # type: ignore[arg-type]
    assert "row 2: '1,5' is not a number." == found.fault


def test_a_source_s_own_error_stops_everything(world: Settings) -> None:
    problem = Problem(file="f", fault="f", remedy="r", rule="unknown-mark")
    assert [problem] == refused(world, rows(10), fetched={"problems": [problem]})


def test_a_warning_must_be_accepted_in_writing_and_the_acceptance_is_published(world: Settings) -> None:
    problem = Problem(file="f", fault="f", remedy="r", rule="jump", subject="N07900/2022", severity=Severity.WARNING)
    brought = {"problems": [problem]}
    assert ["jump"] == [p.rule for p in refused(world, rows(10), fetched=brought)]
    [held] = refused(world, rows(10), fetched=brought, accept=["period-vanished"], reason=WHY)
    assert held.remedy.startswith("r If it is right, write ")
    declare(world, accepted=[{"rule": "jump", "subject": "N07900/*", "reason": {"sv": "Rätt.", "en": "Right."}}])
    outcome = bring(world, rows(10), fetched=brought)
    assert ["jump"] == [note.rule for note in outcome.notes]
    dataset = package.load_dataset(world.packages / "bredband")
    assert [{"rule": "jump", "subject": "N07900/*", "reason_sv": "Rätt.", "reason_en": "Right."}] == dataset.accepted


def test_a_source_that_cannot_be_read_changes_nothing(world: Settings) -> None:
    bring(world, rows(10))
    before = files(world.packages)

    def broken(dataset: Mapping[str, Any], context: SourceContext) -> Fetched:
        raise SourceError("no answer")

    with pytest.raises(SourceError):
        fetch(world, today="2024-01-01", bring=broken)
    assert before == files(world.packages)


def test_one_refused_dataset_stops_the_others(world: Settings) -> None:
    shutil_copy = world.packages / "bredband" / "dataset.yaml"
    other = world.packages / "annat" / "dataset.yaml"
    other.parent.mkdir()
    other.write_text(shutil_copy.read_text())
    declare(world, "annat", id="1d4b2f0e-7f54-4b0b-9a55-0d2c7a2f1b11", indicators=["U20341"])
    before = files(world.packages)

    def bringer(dataset: Mapping[str, Any], context: SourceContext) -> Fetched:
        good = rows(1, indicator="U20341") if context.dataset == "annat" else rows(1000)
        return Fetched(observations=good, sources=[source()])

    with pytest.raises(Refused):
        fetch(world, today="2024-01-01", bring=bringer)
    assert before == files(world.packages)


def test_an_unknown_dataset_is_told_with_those_there_are(world: Settings) -> None:
    with pytest.raises(NotThere, match="There are: bredband"):
        fetch(world, ["bredbnd"], today="2024-01-01")


@pytest.mark.parametrize("accept", [["jump"], ["unit-changd"]])
def test_only_what_holds_a_fetch_back_is_accepted_on_the_command_line(world: Settings, accept: list[str]) -> None:
    assert ["unknown-rule"] == [problem.rule for problem in refused(world, rows(10), accept=accept, reason=WHY)]


def test_an_acceptance_takes_a_reason(world: Settings) -> None:
    assert ["missing-field"] == [p.rule for p in refused(world, rows(10), accept=["unit-changed"])]


# ---- held back


def held(settings: Settings, rule: str, *observations: Sequence[dict[str, Any]], **options: Any) -> Outcome:
    """A fetch is held back by one rule, and done once it is accepted, in writing or for this fetch alone; the
    acceptance is published."""
    problems = refused(settings, *observations, **options)
    assert {rule} == {problem.rule for problem in problems}
    assert all(f"add --accept {rule} --reason '…' --reason-en '…'" in problem.remedy for problem in problems)
    in_writing = replace(settings, packages=settings.packages.parent / "in-writing" / "datapackages")
    shutil.copytree(settings.packages, in_writing.packages)
    accept_as_told(in_writing, problems)
    assert rule in {note.rule for note in bring(in_writing, *observations, reason=WHY, **options).notes}
    shutil.rmtree(in_writing.packages)
    outcome = bring(settings, *observations, accept=[rule], reason=WHY, **options)
    dataset = package.load_dataset(settings.packages / "bredband")
    assert f"Accepted by the publisher: {rule}. Corrected." in dataset.versions[0].notes["en"]
    return outcome


def test_a_snapshot_older_than_the_last_is_held_back_and_never_back_dated(world: Settings) -> None:
    bring(world, rows(10), day="2024-02-02")
    held(world, "older-than-last", rows(11), day="2024-01-01")
    assert ["2024-02-02"] == [row["recorded"] for row in table(world, "revisions")]


def test_a_source_older_than_the_published_one_is_held_back(world: Settings) -> None:
    bring(world, rows(10), sources=[source(retrieved="2024-01-01")])
    held(
        world, "older-than-last", rows(11), day="2024-02-02", sources=[source(sha256="b" * 64, retrieved="2023-12-12")]
    )


LAW = DefinitionVersion(
    number="2", valid_from="2024-03-01", valid_to=None, change={"sv": "Ny lag.", "en": "A new law."},
    comparability=Comparability.NONE, reason={"sv": "Frågan är inte läst.", "en": "The question has not been read."},
    source="https://example.org/lag",
)  # fmt: skip


@pytest.mark.parametrize("comparability", [Comparability.NONE, Comparability.CAUTION])
def test_the_first_values_under_a_version_that_stood_ready_are_held_back(
    world: Settings, words: vocabulary.Vocabulary, monkeypatch: pytest.MonkeyPatch, comparability: Comparability
) -> None:
    one = words.indicators["N07900"]
    first = replace(one.versions[0], number="1", valid_from=None, valid_to="2024-02-29")
    ready = replace(one, versions=(first, replace(LAW, comparability=comparability)))
    changed = replace(words, indicators={**words.indicators, "N07900": ready})
    monkeypatch.setattr(vocabulary, "load", lambda folder, told=(): changed)
    bring(world, rows(10, period="2022"))
    bring(world, rows(10, period="2022"), rows(11, period="2023"))  # still the first version
    held(world, "new-definition", rows(10), rows(11, period="2023"), rows(12, period="2024"))
    later = [rows(10), rows(11, period="2023"), rows(12, period="2024"), rows(13, period="2025")]
    assert "1.3.0" == bring(world, *later).version  # the version has been read: nothing more to ask


def test_a_version_that_compares_in_full_holds_nothing_back(
    world: Settings, words: vocabulary.Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = words.indicators["N07900"]
    full = replace(LAW, comparability=Comparability.FULL)
    changed = replace(one, versions=(replace(one.versions[0], number="1", valid_to="2024-02-29"), full))
    monkeypatch.setattr(
        vocabulary, "load", lambda folder, told=(): replace(words, indicators={**words.indicators, "N07900": changed})
    )
    bring(world, rows(10))
    assert "1.1.0" == bring(world, rows(10), rows(12, period="2024")).version


def test_an_indicator_that_vanished_is_held_back_and_then_withdrawn(world: Settings) -> None:
    share = rows(50, indicator="N00563")
    bring(world, rows(10, 20), share)
    outcome = held(world, "indicator-vanished", share)
    assert {"withdrawn": 2} == outcome.counts
    assert ["withdrawn", "withdrawn"] == [
        r["status"] for r in table(world, "observations") if r["indicator"] == "N07900"
    ]


def test_a_period_that_vanished_is_held_back(world: Settings) -> None:
    bring(world, rows(10, 20, period="2021"), rows(10, 20))
    held(world, "period-vanished", rows(10, 20))


def test_half_the_municipalities_vanished_is_held_back(world: Settings) -> None:
    bring(world, rows(10, 20, 30, 40))
    held(world, "areas-vanished", rows(10, 20))


def test_half_the_municipalities_without_a_value_is_held_back(world: Settings) -> None:
    bring(world, rows(10, 20, 30, 40))
    held(world, "areas-vanished", rows(10, 20, None, None))


def test_one_municipality_that_vanished_is_withdrawn_and_restored(world: Settings) -> None:
    bring(world, rows(10, 20, 30))
    assert {"withdrawn": 1} == bring(world, rows(10, 20), day="2024-02-02").counts
    assert {"restored": 1} == bring(world, rows(10, 20, 30), day="2024-03-03").counts


def test_a_status_and_a_value_at_once_is_held_back_and_then_only_the_status_is_published(world: Settings) -> None:
    contradiction = rows(10, 20, status="suppressed", n=7)
    held(world, "value-and-missing-status", contradiction)
    assert ["suppressed", "suppressed"] == [row["status"] for row in table(world, "observations")]
    frame = package.read_table(world.packages / "bredband", "observations")
    assert frame[["value", "n", "numerator", "denominator"]].isna().all(axis=None)


def test_a_contradiction_may_be_accepted_in_writing_for_good(world: Settings) -> None:
    entry = {"rule": "value-and-missing-status", "subject": "N07900", "reason": {"sv": "Vet.", "en": "Known."}}
    declare(world, accepted=[entry])
    bring(world, rows(10, status="suppressed"))
    assert ["suppressed"] == [row["status"] for row in table(world, "observations")]


def test_values_that_all_changed_by_one_factor_are_held_back(world: Settings) -> None:
    def many(times: float) -> list[list[dict[str, Any]]]:
        return [rows(*(times * (year - 2000 + n) for n in range(4)), period=str(year)) for year in range(2010, 2018)]

    bring(world, *many(1.0))
    outcome = held(world, "unit-changed", *many(2.0))
    assert "2.0.0" == outcome.version


@pytest.mark.parametrize("times", [0.01, 1000.0])
def test_a_period_that_is_revised_by_a_factor_is_held_back(world: Settings, times: float) -> None:
    def many(last: float) -> list[list[dict[str, Any]]]:
        years = [rows(10.1, 20.2, 30.3, 40.4, period=str(year)) for year in range(2010, 2022)]
        return [*years, rows(*(last * value for value in (11, 20.2, 28, 41)), period="2022")]

    bring(world, *many(1.0))
    found = {p.rule: p.fault for p in refused(world, *many(times)) if p.subject == "N07900/2022"}
    size = "a hundredth of" if times < 1 else "a thousand times"
    assert f"4 of 4 values are about {size} what they were for N07900 2022 T _T" in found["unit-changed"]


def test_a_unit_that_changed_in_the_vocabulary_is_held_back(
    world: Settings, words: vocabulary.Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(world, rows(10))
    other = replace(words.indicators["N07900"], unit="persons")
    changed = replace(words, indicators={**words.indicators, "N07900": other})
    monkeypatch.setattr(vocabulary, "load", lambda folder, told=(): changed)
    assert "2.0.0" == held(world, "unit-changed", rows(10)).version


def test_another_licence_is_held_back_and_makes_a_major_version(world: Settings) -> None:
    bring(world, rows(10))
    declare(world, licence="kolada-villkor")
    assert "2.0.0" == held(world, "licence-changed", rows(10)).version


def test_other_columns_are_held_back_and_make_a_major_version(
    world: Settings, words: vocabulary.Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(world, rows(10))
    sources = words.tables["sources"]
    column = replace(sources.columns[-1], name="remark")
    wider = replace(sources, columns=[*sources.columns, column])
    changed = replace(words, tables={**words.tables, "sources": wider})
    monkeypatch.setattr(vocabulary, "load", lambda folder, told=(): changed)
    assert "2.0.0" == held(world, "columns-changed", rows(10)).version


def test_a_partial_answer_withdraws_nothing(world: Settings) -> None:
    bring(world, rows(10, 20, 30))
    outcome = bring(world, rows(11), fetched={"partial": True}, reason=WHY)
    assert {"revised": 1} == outcome.counts
    assert 3 == outcome.rows


def test_notes_and_further_tables_come_along(world: Settings) -> None:
    declare(world, notes={"tidig": {"sv": "Tidig.", "en": "Early."}, "oanvand": {"sv": "x", "en": "x"}})
    outcome = bring(world, rows(10, note="tidig"))
    [told] = outcome.notes
    assert ("note-not-used", "no value has the note oanvand, now or before: not published.") == (told.rule, told.fault)
    assert ["tidig"] == [row["id"] for row in table(world, "notes")]
    bring(world, rows(10, note=""), day="2024-02-02", reason=WHY)
    assert ["tidig"] == [row["id"] for row in table(world, "notes")], "a note of an earlier version stays"


def test_what_is_withheld_is_told_and_counted(world: Settings) -> None:
    declare(world, disclosure=[{"indicators": ["N07900"], "threshold": 5}])
    whole = [{**row, "numerator": None, "denominator": None} for row in rows(3, 60, 70)]
    [told] = bring(world, whole).notes
    assert ("withheld", "1 values were withheld") == (told.rule, told.fault[:22])


def test_a_changed_cell_of_another_table_is_a_patch_and_a_new_row_a_minor_version(world: Settings) -> None:
    def undated(*values: float) -> dict[str, Any]:
        columns = {"indicator": "N07900", "sex": "T", "service_area": "_T", "status": None, "source": "s"}
        return {"tables": {"undated": [columns | {"area": a, "value": v} for a, v in zip(AREAS, values, strict=False)]}}

    bring(world, rows(10), fetched=undated(1))
    assert "1.0.1" == bring(world, rows(10), fetched=undated(2), day="2024-02-02", reason=WHY).version
    assert "1.1.0" == bring(world, rows(10), fetched=undated(2, 3), day="2024-03-03").version
    log = [
        (row["version"], row["column"], row["kind"], row["old"], row["new"]) for row in table(world, "table_revisions")
    ]
    assert [("1.0.1", "value", "revised", "1", "2"), ("1.1.0", "*", "added", "", "")] == log
    assert not bring(world, rows(10), fetched=undated(2, 3), day="2024-04-04").changed


# ---- killed


@pytest.mark.parametrize("apart", [4, pytest.param(1, marks=pytest.mark.whole)])
def test_a_fetch_killed_anywhere_leaves_the_former_state_or_the_next_and_the_next_run_succeeds(
    world: Settings, apart: int
) -> None:
    bring(world, rows(10, 20))
    (world.packages / "bredband" / "mine.txt").write_text("mine")
    before = files(world.packages)
    steps: list[object] = []

    def step(*told: object) -> None:
        steps.append(told)

    bring(world, rows(10, 21, 30), day="2024-02-02", reason=WHY, progress=step, checkpoint=step)
    after = files(world.packages)
    assert len(steps) > 20
    whole = 0
    killed = {*range(1, len(steps), apart), *range(len(steps) - 3, len(steps) + 1)}
    for number in (*sorted(killed), len(steps) + 1):  # each run is the next after a killed one, and finds what it left
        _put_back(world.packages, before)
        child = os.fork()
        if child == 0:
            _fetch_and_die(world, number)
        _, status = os.waitpid(child, 0)
        seen = {name: data for name, data in files(world.packages).items() if not name.startswith(".")}
        assert (9 if number in killed else 0) == os.waitstatus_to_exitcode(status)
        assert seen in (before, after), number
        whole += number in killed and seen == after
    assert after == files(world.packages)
    assert whole >= 1


def _fetch_and_die(world: Settings, number: int) -> None:
    """Fetch, and end without a word at the n-th step of reading, checking or writing."""
    signal.alarm(60)
    steps = 0

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == number:
            os._exit(9)

    try:
        bring(world, rows(10, 21, 30), day="2024-02-02", reason=WHY, progress=step, checkpoint=step)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _put_back(packages: Path, state: dict[str, bytes]) -> None:
    """The former state again, with whatever hidden folders a killed run left but the order to put them in place."""
    (packages / folder.ORDER).unlink(missing_ok=True)
    for name in set(files(packages)) - set(state):
        if not name.startswith("."):
            (packages / name).unlink()
    for name, data in state.items():
        (packages / name).unlink(missing_ok=True)  # it may be linked to from a hidden folder
        (packages / name).write_bytes(data)


def test_answers_of_another_day_are_not_used_again(world: Settings) -> None:
    old = world.build / "fetch" / "bredband" / "2023-12-31"
    old.mkdir(parents=True)
    seen: list[Any] = []

    def bringer(dataset: Mapping[str, Any], context: SourceContext) -> Fetched:
        seen.append(context.cache)
        return Fetched(observations=rows(10), sources=[source()])

    fetch(world, ["bredband"], today="2024-01-01", bring=bringer)
    assert [world.build / "fetch" / "bredband" / "2024-01-01"] == seen
    assert not (world.build / "fetch" / "bredband").exists()
