"""A new year's workbook, fetched with the vocabulary as it stands: held until somebody has read the question, then
published and joined to nothing before the law."""

from __future__ import annotations

import pytest
import yaml
from in_process import Api
from openpyxl import Workbook
from worlds import PROJECT

from publisher import edition, vocabulary
from publisher.errors import Refused
from publisher.fetch import fetch
from publisher.model import AreaKind, Comparability
from publisher.settings import Settings
from publisher.statistics.comparability import verdict
from publisher.web import create_service

OLDER, DISABLED, WITHOUT = "U21349", "U21350", "U07342"
DECLARED = {
    "id": "1c0d0f2e-4a55-4b7a-8f43-0a4fb1f6f3aa",
    "title": {"sv": "Enkäten", "en": "The survey"},
    "description": {"sv": "Svar per kommun.", "en": "Answers by municipality."},
    "keywords": {"sv": ["enkät"], "en": ["survey"]},
    "themes": ["HEAL"],
    "creators": ["socialstyrelsen"],
    "licence": "kolada-villkor",
    "rights": {"sv": "Källa: Kolada.", "en": "Source: Kolada."},
    "frequency": "ANNUAL",
    "area_kinds": ["municipality"],
    "indicators": [OLDER, DISABLED, WITHOUT],
    "source": {
        "kind": "table", "file": "enkat.xlsx", "title": "Enkäten", "publisher": "socialstyrelsen",
        "url": "https://www.socialstyrelsen.se/", "header": ["Kommun", "År"],
        "area": {"column": "Kommun", "as": "name"},
        "period": {"column": "År"}, "values": {"Lås": OLDER, "Tillsyn": DISABLED, "Gps": WITHOUT},
    },
}  # fmt: skip
REASON = {"sv": "Frågan är läst.", "en": "The question has been read."}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The real vocabulary, one dataset of three of its indicators, and answers of 2021 and 2022 published."""
    folder = tmp_path_factory.mktemp("law")
    (folder / "datapackages" / "enkaten").mkdir(parents=True)
    catalog = (PROJECT / "datapackages" / "catalog.yaml").read_text(encoding="utf-8")
    (folder / "datapackages" / "catalog.yaml").write_text(catalog, encoding="utf-8")
    declared = folder / "datapackages" / "enkaten" / "dataset.yaml"
    declared.write_text(yaml.safe_dump(DECLARED, allow_unicode=True), encoding="utf-8")
    settings = Settings(
        packages=folder / "datapackages",
        vocab=PROJECT / "vocab",
        build=folder / "build",
        input=folder / "input",
        datasette_config=PROJECT / "datasette_config",
        quiet=True,
    )
    (folder / "input").mkdir()
    answers(settings, "2021", "2022")
    fetch(settings, today="2023-03-01", reason={"sv": "Första.", "en": "First."})
    return settings


def answers(settings: Settings, *years: str) -> None:
    """The survey's workbook: every municipality's three answers in each year."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kommun", "År", "Lås", "Tillsyn", "Gps"])
    areas = vocabulary.load(settings.vocab).areas.values()
    for at, area in enumerate(a for a in areas if a.kind is AreaKind.MUNICIPALITY):
        for year in years:
            moved = (at + int(year)) % 5 == 0
            sheet.append([area.label["sv"], year, at % 2 + moved, at % 3, (at + moved) % 3])
    assert settings.input is not None
    book.save(settings.input / "enkat.xlsx")


def observations(settings: Settings) -> bytes:
    return (settings.packages / "enkaten" / "observations.csv").read_bytes()


def refused(settings: Settings, day: str) -> dict[str, str]:
    before = observations(settings)
    with pytest.raises(Refused) as told:
        fetch(settings, today=day, reason=REASON)
    assert observations(settings) == before
    return {str(p.subject): p.fault for p in told.value.problems if p.rule == "new-definition"}


def test_a_workbook_of_2024_and_2025_is_held_by_the_laws_and_then_joined_to_nothing(world: Settings) -> None:
    answers(world, "2021", "2022", "2023")
    fetch(world, today="2024-02-01", reason=REASON)  # before both laws: nothing to ask

    answers(world, "2021", "2022", "2023", "2024")
    assert {f"{OLDER}/2"} == set(refused(world, "2025-02-01"))
    answers(world, "2021", "2022", "2023", "2024", "2025")
    held = refused(world, "2026-02-01")
    assert {f"{OLDER}/2", f"{OLDER}/3", f"{DISABLED}/2"} == set(held)
    assert "welfare technology" in held[f"{OLDER}/2"] and "Social Services Act" in held[f"{DISABLED}/2"]

    fetch(world, today="2026-02-02", reason=REASON, accept=["new-definition"])
    words = vocabulary.load(world.vocab)
    for indicator, apart in ((OLDER, {"2023-2024", "2024-2025"}), (DISABLED, {"2024-2025"}), (WITHOUT, set())):
        found = {
            f"{year}-{year + 1}"
            for year in range(2021, 2025)
            if verdict(words.indicators[indicator], None, str(year), str(year + 1)).comparability is Comparability.NONE
        }
        assert found == apart, indicator


def test_what_was_accepted_is_shown_apart_from_what_was_before(world: Settings) -> None:
    edition.build(world)
    api = Api(create_service(world, log=False))
    for indicator, pairs in ((OLDER, set()), (DISABLED, set()), (WITHOUT, {("2024", "2025")})):
        rows = api.ask(
            f"/explore/ehalsa.json?sql=select+distinct+earlier,later+from+movements+where+indicator='{indicator}'"
        ).json()["rows"]
        assert {tuple(row) for row in rows} == pairs, indicator
    page = api.ask(f"/nyckeltal/{OLDER}", accept="text/html").text
    assert "1 mars 2024" in page and "1 juli 2025" in page
