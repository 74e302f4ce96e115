"""Next year: a file adds a year to what is published, restates what it says, and withdraws nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from test_package import files
from worlds import copy_small_world

from publisher.errors import Refused, SourceError
from publisher.fetch import Outcome, fetch
from publisher.observations import read
from publisher.settings import Settings

RESTATED = {"indicator": "U21349", "period": "2022", "reason": {"sv": "Rättat svar.", "en": "Corrected answer."}}
WORDS = {"Nej": 0, "Prov": 1, "Infört": 2, "vet ej": "not-answered"}


@pytest.fixture
def world(tmp_path: Path) -> Settings:
    settings = copy_small_world(tmp_path)
    fetch(settings, ["digitala-las"], today="2024-01-01")
    return settings


def workbook(settings: Settings, *rows: tuple[Any, ...], name: str = "svar 2023.xlsx") -> Settings:
    """Settings whose input is one workbook: a cover, a line above a head of two rows, codes without their zero."""
    book = openpyxl.Workbook()
    book.active.title = "Omslag"
    book.active["A1"] = "Svar"
    sheet = book.create_sheet("Svaren")
    head = [("Svaren 2023",), ("Kod", "Läge"), (None, "Digitala lås", "Digitala lås 2022 (reviderat)")]
    for row in [*head, *rows, (None,), ("1) En anmärkning.",)]:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:C2")
    path = settings.packages.parent / name
    book.save(path)
    return replace(settings, input=path)


def declare(settings: Settings, **more: Any) -> None:
    path = settings.packages / "digitala-las" / "dataset.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    first = values["source"] if isinstance(values["source"], dict) else values["source"][0]
    table = {
        "kind": "table", "adds": True, "file": "svar*.xlsx", "title": "Svar", "publisher": "socialstyrelsen",
        "sheet": "Svaren", "header": ["Kod"], "header_rows": 2, "stop": ["1)*"], "period": "2023", "marks": WORDS,
        "area": {"column": "Kod", "zeros": "restore"},
        "values": {
            "Läge Digitala lås": "U21349",
            "Läge Digitala lås 2022 (reviderat)": {"indicator": "U21349", "period": "2022", "marks": {"": "leave-out"}},
        },
    } | more  # fmt: skip
    values["source"] = [first, table]
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


def bring(settings: Settings, day: str = "2024-06-01", **options: Any) -> Outcome:
    [outcome] = fetch(settings, ["digitala-las"], today=day, **options)
    return outcome


def value(settings: Settings, area: str, period: str) -> float:
    table = read(settings.packages / "digitala-las" / "observations.csv")
    wanted = (table["indicator"] == "U21349") & (table["area"] == area) & (table["period"] == period)
    return float(table[wanted]["value"].iloc[0])


def test_a_year_is_added_and_a_value_restated_with_its_reason_while_all_else_stands(world: Settings) -> None:
    declare(world, restated=[RESTATED])
    outcome = bring(workbook(world, (114, "Prov", "Infört"), (180, "Nej", None)))
    assert outcome.counts == {"added": 2, "revised": 1}
    assert (value(world, "0114", "2023"), value(world, "0114", "2022"), value(world, "0180", "2022")) == (1, 2, 2)
    last = read(world.packages / "digitala-las" / "revisions.csv")
    [why] = last[last["kind"] == "revised"][["reason_sv", "reason_en"]].to_numpy().tolist()
    assert why == ["Rättat svar.", "Corrected answer."]


def test_what_was_added_and_restated_stands_when_all_sources_are_read_with_the_file_and_without(
    world: Settings,
) -> None:
    declare(world, restated=[RESTATED])
    one = workbook(world, (114, "Prov", "Infört"), (180, "Nej", None))
    bring(one)
    assert not bring(world, "2024-06-02").changed, "the file is not in the folder: its values stand"
    both = world.packages.parent / "both"
    both.mkdir()
    for path in [one.input, *(world.input or Path()).iterdir()]:
        assert path is not None
        (both / path.name).write_bytes(path.read_bytes())
    assert not bring(replace(world, input=both), "2024-06-03").changed


def test_a_file_that_adds_a_third_year_leaves_the_second_though_it_does_not_mention_it(world: Settings) -> None:
    declare(world)
    bring(workbook(world, (114, "Prov"), (180, "Nej")))
    declare(world, file="later*.xlsx", period="2024", title="Svar 2024")
    outcome = bring(workbook(world, (114, "Infört"), (180, "Nej"), name="later.xlsx"), "2025-06-01")
    assert outcome.counts == {"added": 2}
    assert value(world, "0114", "2023") == 1


def test_published_values_that_are_otherwise_in_the_file_need_a_reason(world: Settings) -> None:
    declare(world)
    one = workbook(world, (114, "Prov", "Infört"), (180, "Nej", None))
    before = files(world.packages)
    with pytest.raises(Refused) as refused:
        bring(one)
    [problem] = [one for one in refused.value.problems if one.rule == "revision-without-reason"]
    assert "1 published values of U21349 for 2022" in problem.fault
    assert "(0114)" in problem.fault
    assert files(world.packages) == before
    assert bring(one, reason={"sv": "Rättat.", "en": "Corrected."}).counts == {"added": 2, "revised": 1}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (RESTATED | {"period": "2023"}, "nothing was published of it that could be replaced"),
        (RESTATED | {"period": "2021"}, "the source has no such value"),
        (RESTATED | {"reason": {"sv": "Rättat."}}, "there is no text in 'en'"),
    ],
)
def test_what_restates_nothing_or_says_why_in_one_language_is_refused(
    world: Settings, entry: dict[str, Any], said: str
) -> None:
    declare(world, restated=[entry])
    before = files(world.packages)
    with pytest.raises(Refused) as refused:
        bring(workbook(world, (114, "Prov", "Infört")))
    assert any(said in str(problem) and "restated" in str(problem) for problem in refused.value.problems)
    assert files(world.packages) == before


def test_a_file_that_fits_no_declaration_gets_one_proposed_that_works_once_questions_are_answered(
    world: Settings,
) -> None:
    one = workbook(world, (114, "Prov", "Infört"), (180, "Nej", None))
    with pytest.raises(SourceError) as refused:
        bring(one)
    message, block = str(refused.value).split("\n", 1)
    assert "'svar 2023.xlsx' fits no declaration (the files declared are 'digitala-las.csv')" in message
    for asked, answer in {
        "which-agent?": "socialstyrelsen", "https://…": "https://a.example/", "which-indicator?": "U21349",
        '"Prov": which-status?': '"Prov": 1', '"Infört": which-status?': '"Infört": 2',
        '"Nej": which-status?': '"Nej": 0', '"…"': "Rättat.",
    }.items():  # fmt: skip
        block = block.replace(asked, answer)
    path = world.packages / "digitala-las" / "dataset.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values["source"] = [values["source"], *yaml.safe_load(block)]
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    assert bring(one).counts == {"added": 2, "revised": 1}


def proposed(settings: Settings, path: Path) -> tuple[str, list[dict[str, Any]]]:
    """What is told of a file that fits no declaration, and the declarations in it."""
    with pytest.raises(SourceError) as refused:
        bring(replace(settings, input=path))
    told = str(refused.value).split("\n", 1)[1]
    answered = told.replace("which-status?", "asked").replace("which-indicator?", "asked")
    return told, yaml.safe_load(answered.split("\n\nValues of", maxsplit=1)[0])


def test_areas_may_be_named_shares_be_texts_and_the_head_be_of_three_rows(world: Settings) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ("Svar per kommun, 2023",), (None,), ("Kommun", "Läge"), (None, "Digitala lås"),
        (None, "2023, andel", "2022 (reviderat)"), ("Riket", "..", None), ("Stockholm", "45,5 %", 1),
        ("Heby", "7,5%", None), ("Upplands Väsby", "12 %", None), (None,), ("* En anmärkning om något.",),
    ]:  # fmt: skip
        sheet.append(row)
    for cells in ("A3:A5", "B3:C3", "B4:C4"):
        sheet.merge_cells(cells)
    book.save(world.packages.parent / "svar.xlsx")
    told, [one] = proposed(world, world.packages.parent / "svar.xlsx")
    assert (one["header_rows"], one["suffix"], one["area"], one["period"], one["stop"]) == (
        3, "%", {"column": "Kommun", "as": "name"}, "2023", ["* En anmärkning om n*"],
    )  # fmt: skip
    assert one["values"] == {
        "Läge Digitala lås 2023, andel": {"indicator": "U21349", "marks": {"..": "asked"}},
        "Läge Digitala lås 2022 (reviderat)": {"indicator": "U21349", "period": "2022", "marks": {"": "leave-out"}},
    }
    assert "7.5, 12, 45.5 is no step of its scale" in told
    assert "term:valueKind concept:value-kind.percent ; term:unit concept:unit.percent" in told


def test_how_a_csv_file_is_written_and_a_column_of_years_are_seen(world: Settings) -> None:
    path = world.packages.parent / "svar.csv"
    lines = ["Område,År,Digitala lås,Övrigt", "0114 Upplands Väsby,2023,1.5,ja", "0180 Stockholm,2023,2.0,nej"]
    path.write_bytes("\n".join([*lines, "Källa: påhittad,,,"]).encode("cp1252"))
    told, [one] = proposed(world, path)
    assert {word: one[word] for word in ("encoding", "delimiter", "decimal", "period", "stop", "area")} == {
        "encoding": "cp1252", "delimiter": ",", "decimal": ".", "period": {"column": "År"},
        "stop": ["Källa: påhittad"], "area": {"column": "Område", "pattern": r"(\d{4}) .*"},
    }  # fmt: skip
    assert "no indicator of the dataset is like it: describe it (docs/how-to-add-an-indicator.md)" in told


def test_every_sheet_of_areas_is_proposed_and_what_stands_below_without_a_code_is_told(world: Settings) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Om"
    for name, rows in (("Lägen 2022", [(114, "Prov"), (180, "Nej")]), ("Lägen 2023", [(180, "Nej"), (331, "Prov")])):
        sheet = book.create_sheet(name)
        for row in [("Kod", "Digitala lås"), *rows, (None, "Riket"), ("1) Not",)]:
            sheet.append(row)
    path = world.packages.parent / "svar.xlsx"
    book.save(path)
    told, both = proposed(world, path)
    assert [(one["sheet"], one["period"], one["stop"]) for one in both] == [
        ("Lägen 2022", "2022", ["Riket"]), ("Lägen 2023", "2023", ["Riket"]),
    ]  # fmt: skip
    assert 'stop: ["Riket"]  # an area, and not read: it has no code here' in told


@pytest.mark.parametrize("name", ["none.xlsx", "letter.txt"])
def test_a_file_that_is_not_there_or_of_the_wrong_kind_is_told_in_a_sentence(world: Settings, name: str) -> None:
    path = world.packages.parent / name
    if name == "letter.txt":
        path.write_text("Hej!\nHär kommer siffrorna.\n", encoding="utf-8")
    before = files(world.packages)
    with pytest.raises(SourceError, match=r"no file or folder|is it the right file"):
        bring(replace(world, input=path))
    assert files(world.packages) == before


def test_many_values_off_the_scale_are_told_once_with_the_remedy(world: Settings) -> None:
    declare(world, marks=WORDS | {"Nej": 7})
    with pytest.raises(Refused) as refused:
        bring(workbook(world, (114, "Nej"), (180, "Nej")))
    [problem] = [one for one in refused.value.problems if one.rule == "not-a-step"]
    assert "2 values of U21349 for 2023 are not steps of its scale (7)" in problem.fault
    assert "write a version of U21349 in vocab/indicators.ttl (docs/next-year.md)" in problem.remedy
