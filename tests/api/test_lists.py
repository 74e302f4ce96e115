"""Indicators, areas, changes and editions."""

from __future__ import annotations

import csv
import io

import pytest
from in_process import Api

from publisher.web.api import indicators


def test_an_indicator_tells_definition_versions_and_what_is_published(api: Api) -> None:
    one = api.json("indicators/N07900")["data"]
    assert set(one) == set(indicators.INDICATOR.struct.__struct_fields__)
    assert (one["id"], one["unit"], one["value_kind"], one["direction"]) == ("N07900", "percent", "percent", "higher")
    assert [(v["number"], v["comparability"]) for v in one["versions"]] == [("1", "full"), ("2", "none")]
    assert (one["periods"], one["sexes"], one["area_kinds"]) == (["2021", "2022"], ["T"], ["municipality"])
    assert one["observations"] == 8


def test_indicators_in_both_languages(api: Api) -> None:
    assert api.json("indicators/N07900?lang=all")["data"]["label"] == {
        "sv": "Tillgång till bredband",
        "en": "Access to broadband",
    }
    assert api.json("indicators/N07900", Accept_Language="en")["data"]["label"] == "Access to broadband"


def test_indicators_by_subject_and_dataset(api: Api) -> None:
    assert {one["id"] for one in api.json("indicators?dataset=bredband")["data"]} == {"N07900", "N00563"}
    both = api.json("indicators?dataset=bredband&subject=trygghetslarm")
    assert both["data"] == []
    assert both["meta"]["left_out"][0]["code"] == "nothing-matches"


def test_a_name_or_another_spelling_leads_to_the_id(api: Api) -> None:
    answer = api.ask("/api/v1/indicators/u21349?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (308, "/api/v1/indicators/U21349?lang=en")
    answer = api.ask("/api/v1/areas/Säffle")
    assert (answer.status_code, answer.headers["location"]) == (308, "/api/v1/areas/1785")


def test_an_area_tells_its_history_and_groups(api: Api) -> None:
    one = api.json("areas/0331")["data"]
    assert (one["code"], one["kind"], one["county"], one["former_codes"]) == ("0331", "municipality", "03", ["1917"])
    assert "skr2023-C6" in one["groups"]
    assert api.json("areas/01")["data"]["members"] == ["0114", "0180"]


def test_areas_by_kind_and_group(api: Api) -> None:
    assert [one["code"] for one in api.json("areas?kind=nation,county")["data"]] == ["00", "01", "03", "17"]
    assert [one["code"] for one in api.json("municipalities?group=01")["data"]] == ["0114", "0180"]
    assert api.json("areas?kind=county&group=01")["meta"]["left_out"]


def test_lists_come_as_tables_too(api: Api) -> None:
    rows = list(csv.DictReader(io.StringIO(api.ask("/api/v1/municipalities?format=csv&lang=all").text)))
    assert [row["code"] for row in rows] == ["0114", "0180", "0331", "1785"]
    assert rows[3]["label_sv"] == rows[3]["label_en"] == "Säffle"
    for key in ("xlsx", "parquet", "csvw"):
        assert api.ask(f"/api/v1/indicators?format={key}").status_code == 200


def test_lists_have_pages(api: Api) -> None:
    first = api.json("municipalities?limit=3")
    assert (len(first["data"]), first["meta"]["count"]) == (3, 4)
    second = api.json(first["links"]["next"].partition("/api/v1/")[2])
    assert [one["code"] for one in second["data"]] == ["1785"]
    assert second["links"]["first"].endswith("municipalities?as_of=2024-01-30&limit=3")


def test_changes_tell_old_new_day_and_reason(api: Api) -> None:
    answer = api.json("changes")
    (one,) = [line for line in answer["data"] if line["area"] == "0114"]
    assert (one["recorded"], one["kind"], one["old_value"], one["new_value"]) == ("2024-01-30", "revised", 1, 2)
    assert one["reason"] == "Rättade svar."
    assert api.json("changes", Accept_Language="en")["data"][0]["reason"] == "Corrected answers."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("since=2024-01-30", True),
        ("since=2024-01-31", False),
        ("indicator=U21349&area=0114", True),
        ("dataset=bredband", False),
        ("kind=added", False),
        ("as_of=2023-06-01", False),
    ],
)
def test_changes_are_filtered_and_none_is_explained(api: Api, query: str, found: bool) -> None:
    answer = api.json(f"changes?{query}")
    assert bool(answer["data"]) == found
    assert bool(answer["meta"]["left_out"]) != found


def test_editions_tell_versions_and_checksum(api: Api) -> None:
    (one,) = api.json("editions")["data"]
    assert (one["id"], one["published"], one["current"]) == ("2024-01-30", "2024-01-30", True)
    assert set(one["datasets"]) == {"bredband", "digitala-las"}
    assert len(one["checksum"]) == 64


def test_comparing_puts_municipalities_side_by_side(api: Api) -> None:
    answer = api.json("compare?municipality=0180,Säffle&indicator=U21349,N07900")
    assert [(one["indicator"], one["period"]) for one in answer["data"]] == [("U21349", "2022"), ("N07900", "2022")]
    locks, broadband = answer["data"]
    assert [(f["area"], f["value"]) for f in locks["figures"]] == [("0180", 2), ("1785", 2)]
    assert broadband["figures"][1]["value"] is None
    assert broadband["figures"][1]["status"] == "not-answered"
    before = broadband["figures"][0]["before"]
    assert (before["earlier"], before["old"], before["comparability"], before["difference"]) == (
        "2021",
        99,
        "none",
        None,
    )
    assert before["reason"]
    assert {group["area"] for group in locks["groups"]} >= {"00"}


def test_a_ranking_has_tie_groups_or_a_reason(api: Api) -> None:
    answer = api.json("rankings/U21349")
    assert [(group["value"], group["count"], group["areas"]) for group in answer["data"]] == [
        (2, 3, ["0114", "0180", "1785"])
    ]
    assert answer["meta"]["ranked"] is False
    assert answer["meta"]["refusal"]["reason"]
    meta = answer["meta"]
    assert ["0331"] == list(meta["missing"])
    assert (3, [], []) == (meta["n"], meta["undecided"], meta["not_asked"])


def test_a_profile_has_the_latest_value_of_every_indicator(api: Api) -> None:
    answer = api.json("municipalities/0114/profile")
    assert [(one["indicator"], one["period"], one["value"]) for one in answer["data"]] == [
        ("N00563", "2022", 81.2),
        ("N07900", "2022", 88.25),
        ("U20341", "2022", 0),
        ("U21349", "2022", 2),
    ]
    assert [line["indicator"] for line in api.json("municipalities/1785/profile")["meta"]["left_out"]] == ["N00563"]


def test_similar_municipalities_come_with_weights(api: Api) -> None:
    meta = api.json("municipalities/0180/similar?weights=lage:3,kommungrupp:1")["meta"]
    assert meta["weights"]["lage"] == 3
    assert api.problem("municipalities/0180/similar?weights=vikt:1", 404)["allowed"]


def test_comparisons_hold_for_whole_editions(api: Api) -> None:
    assert api.problem("rankings/U21349?as_of=2023-12-31", 404)["allowed"] == ["2024-01-30"]
    assert api.json("rankings/U21349?as_of=2024-01-30")["data"]
