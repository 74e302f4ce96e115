"""What is known after the municipalities' latest answers: told beside them in both languages, joined to nothing."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import pytest
from litestar.testing import TestClient
from worlds import PROJECT

from publisher.model import Concept
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.web.book import Book

HTML = {"Accept": "text/html"}
NIGHT, DAY = "digital-tillsyn-natt-funktionsnedsattning", "digital-tillsyn-dag-funktionsnedsattning"


def words(pages: TestClient, path: str) -> str:  # type: ignore[type-arg]
    text = re.sub(r"<[^>]+>", " ", pages.get(path, headers=HTML).text)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


SWEDISH = (
    "De senaste kommunsiffrorna här är från 2022",
    "43 % 2022, 27 % 2023",
    "20 % 2022, 13 % 2023",
    "inte hämtade",
)
ENGLISH = (
    "figures of municipalities here are from 2022",
    "43% 2022, 27% 2023",
    "20% 2022, 13% 2023",
    "have not been fetched",
)


@pytest.mark.parametrize(("path", "told"), [("/nyckeltal/U21350", SWEDISH), ("/en/nyckeltal/U21350", ENGLISH)])
def test_an_indicator_with_a_later_survey_says_so_and_what_the_nation_did(
    pages: TestClient,  # type: ignore[type-arg]
    path: str,
    told: tuple[str, ...],
) -> None:
    text = words(pages, path)
    assert [] == [one for one in told if one not in text]


@pytest.mark.parametrize("path", ["", "kommun/0180", "lan/17", "riket", "nyckeltal/N07900", "jamfor", "goda-exempel"])
def test_a_page_of_municipalities_figures_says_how_old_they_are(pages: TestClient, path: str) -> None:  # type: ignore[type-arg]
    published = int(pages.get("/api/v1/editions").json()["data"][0]["published"][:4])
    assert f"De senaste kommunsiffrorna här är från 2022, {published - 2022} år före utgåvan" in words(
        pages, f"/{path}"
    )


def test_every_municipal_indicator_that_the_survey_asked_says_that_a_later_one_exists(pages: TestClient) -> None:  # type: ignore[type-arg]
    held = pages.get("/api/v1/indicators", params={"limit": 1000, "lang": "sv"}).json()["data"]
    later = [i for i in held if i["later_surveys"] and "municipality" in i["area_kinds"]]
    assert len(later) > 30
    for one in (later[0], later[len(later) // 2], later[-1]):
        text = words(pages, f"/nyckeltal/{one['id']}")
        assert "Senare undersökningar finns" in text, one["id"]
        assert one["later_surveys"][0]["label"] in text, one["id"]


def test_a_figure_in_words_is_shown_as_words(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = words(pages, "/nyckeltal/U21357")
    assert "2023: Angivet bara i ord" in text and "Källan skriver att det är var tredje kommun" in text


def test_sources_that_contradict_each_other_are_both_shown(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = words(pages, "/nyckeltal/U07345")
    assert "2022: 41 %" in text and "39,0 procent av 282 svar" in text and "är inte förklarat" in text


@pytest.mark.parametrize(
    ("id", "day"), [("U21350", "den 1 juli 2025"), ("U21340", "den 1 mars 2024"), ("U23340", None), ("U07345", None)]
)
def test_a_page_says_from_which_day_a_first_fetch_is_held_back(pages: TestClient, id: str, day: str | None) -> None:  # type: ignore[type-arg]
    text = words(pages, f"/nyckeltal/{id}")
    assert "Svaren per kommun därifrån är inte hämtade." in text
    assert ("hålls tillbaka" in text) is (day is not None)
    assert day is None or f"De första svaren efter {day} hålls tillbaka" in text


def test_an_indicator_without_a_later_survey_says_nothing(pages: TestClient) -> None:  # type: ignore[type-arg]
    assert "Senare undersökningar" not in words(pages, "/nyckeltal/N07900")


def test_the_nations_figures_are_in_no_series_of_the_municipal_indicator(pages: TestClient) -> None:  # type: ignore[type-arg]
    one = pages.get("/api/v1/indicators/U21350", params={"lang": "sv"}).json()["data"]
    assert {NIGHT, DAY} <= set(one["national_figures"]) and max(one["periods"]) == "2022"
    assert ["valfardsteknik-2023", "valfardsteknik-2024"] == [survey["code"] for survey in one["later_surveys"]]
    asked = {"indicator": f"{NIGHT},{DAY}", "lang": "sv"}
    rows = pages.get("/api/v1/observations", params=asked).json()["data"]
    exactness = {NIGHT: "rounded", DAY: "second-hand"}
    values = {(NIGHT, "2022"): 43, (NIGHT, "2023"): 27, (DAY, "2022"): 20, (DAY, "2023"): 13}
    assert values == {(row["indicator"], row["period"]): row["value"] for row in rows}
    assert all(row["status"] == exactness[row["indicator"]] for row in rows)


def test_versions_that_stand_ready_say_that_they_have_no_values_yet(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = words(pages, "/nyckeltal/U21340")
    assert "1 (–29 februari 2024): som beskrivs ovan" in text
    assert "2 (1 mars 2024–30 juni 2025)" in text and "3 (1 juli 2025–)" in text
    assert "1 juli 2025–)" in text and 2 <= text.count(
        "Inga värden här än."
    )  # the quality of the indicator tells it too


def test_the_tasks_of_agencies_are_those_of_the_editions_day(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = words(pages, "/om")
    assert "Sedan den 1 juni 2026 ligger terminologi" in text  # the edition is of November 2026
    assert "de uppgifter som DIGG hade" not in text


def test_the_pages_of_areas_and_the_start_say_that_later_surveys_exist(pages: TestClient) -> None:  # type: ignore[type-arg]
    swedish = (
        "Senare undersökningar finns: Socialstyrelsens uppföljning 2023 och Socialstyrelsens uppföljning 2024. "
        "Svaren per kommun därifrån är inte hämtade."
    )
    english = "There are later surveys: Socialstyrelsen's follow-up of 2023 and Socialstyrelsen's follow-up of 2024. "
    english += "Their answers per municipality have not been fetched."
    for path in ("/kommun/1785", "/lan/17", "/riket", "/"):
        assert swedish in words(pages, path), path
        assert english in words(pages, f"/en{path}".rstrip("/")).replace("&#39;", "'"), path


def test_a_world_without_later_surveys_says_nothing_of_them(small_pages: TestClient) -> None:  # type: ignore[type-arg]
    assert "Senare undersökningar" not in words(small_pages, "/kommun/1785")


@pytest.mark.parametrize(("answers_of", "told"), [("2021", []), ("2022", []), ("2023", ["s"]), (None, ["s"])])
def test_a_survey_whose_answers_are_here_is_no_later_one(
    built_edition: Settings, answers_of: str | None, told: list[str]
) -> None:
    reader = Reader.open(built_edition.build / "current")
    survey = Concept(code="s", scheme="survey", label={"sv": "Enkät", "en": "Survey"}, period=answers_of)
    vocabulary = replace(reader.vocabulary, concepts={**reader.vocabulary.concepts, "survey": {"s": survey}})
    asked = replace(vocabulary.indicators["U21349"], later_surveys=("s", "unknown"))
    book = Book(replace(reader, vocabulary=vocabulary))
    assert book.latest("U21349") == "2022"
    assert [one.code for one in book.later_surveys(asked)] == told


def test_the_shares_that_stand_beside_the_nations_figures_are_those_of_the_answers() -> None:
    """What a note says of "the municipalities' own answers of 2022": on trial or broadly, of all who answered."""
    with (PROJECT / "datapackages/valfardsteknik/observations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == "2022" and len(row["area"]) == 4]
    with (PROJECT / "datapackages/ehalsa-riket/notes.csv").open(encoding="utf-8", newline="") as file:
        notes = {row["id"]: row["note_en"] for row in csv.DictReader(file)}
    answers = {
        id: {row["area"]: float(row["value"]) for row in rows if row["indicator"] == id and row["value"]}
        for id in ("U21350", "U21357", "U21341", "U21340", "U07345", "U07358")
    }
    both = {area: max(answers["U07345"].get(area, 0), answers["U07358"].get(area, 0)) for area in answers["U07345"]}
    told = (
        ("natt-43-27", answers["U21350"]), ("inkop-var-tredje", answers["U21357"]), ("gps-62", answers["U21341"]),
        ("natt-78", answers["U21340"]), ("fordelare-41", answers["U07345"]), ("fordelare-41", answers["U07358"]),
        ("fordelare-41", both),
    )  # fmt: skip
    for note, of in told:
        share = 100 * sum(value > 0 for value in of.values()) / len(of)
        assert f"{share:.1f} per cent" in notes[note], (note, share)
    assert f"of {len(answers['U21350'])} answers" in notes["natt-43-27"]
    assert f"of {len(both)} answers" in notes["fordelare-41"]


@pytest.mark.parametrize(
    ("day", "told", "not_told"),
    [
        ("2026-05-31", "Äger Sveriges dataportal", "1 juni 2026"),
        ("2026-06-01", "terminologi", "uppgifter som DIGG hade"),
        ("2027-01-01", "de uppgifter som DIGG hade", "Äger Sveriges dataportal"),
    ],
)
def test_what_agencies_do_is_told_as_of_the_editions_day(day: str, told: str, not_told: str) -> None:
    from publisher import package

    agents = package.load_catalog(PROJECT / "datapackages").agents.values()
    text = " ".join(agent.at(day).role["sv"] for agent in agents)
    assert told in text and not_told not in text
