"""Edges of the API: parts beside wholes, columns that are always filled, long words, short lists, ends of ranges."""

from __future__ import annotations

import io

import cases
import pyarrow.parquet as pq
import pytest
from in_process import Api

from publisher.reader import Reader, Selection
from publisher.settings import Settings as World
from publisher.web.api.query import Parameter, check, unknown_parameter
from publisher.web.problems import ProblemError

VALUES = {(year, area): value for (year, area), (value, *_) in cases.ANTAL.items()}


def test_women_men_and_services_are_no_part_of_what_is_said_of_all(seldom: Api) -> None:
    """Of 2024 there are only women and one service: for everybody the latest year is 2023."""
    [of_all] = [one for one in seldom.json("municipalities/0180/profile")["data"] if one["indicator"] == "ANTAL"]
    assert (of_all["period"], of_all["value"]) == ("2023", VALUES["2023", "0180"])
    [compared] = seldom.json("compare?municipality=0180,0114&indicator=ANTAL")["data"]
    assert compared["period"] == "2023"
    assert {f["area"]: f["value"] for f in compared["figures"]} == {
        area: VALUES["2023", area] for area in ("0180", "0114")
    }
    assert seldom.json("rankings/ANTAL")["meta"]["n"] == 14
    assert seldom.problem("rankings/ANTAL?period=2024", 404)["allowed"] == ["2022", "2023"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sex=F", {("2023", "F", "_T"): 100, ("2024", "F", "_T"): 90}),
        ("sex=M", {("2023", "M", "_T"): 123}),
        ("sex=F,M&period=2023", {("2023", "F", "_T"): 100, ("2023", "M", "_T"): 123}),
        ("service_area=aldreomsorg", {("2024", "T", "aldreomsorg"): 80}),
        ("service_area=_T&sex=F&period=latest", {("2024", "F", "_T"): 90}),
        ("period=2024", {("2024", "F", "_T"): 90, ("2024", "T", "aldreomsorg"): 80}),
        ("period=latest", {("2024", "F", "_T"): 90, ("2024", "T", "aldreomsorg"): 80}),
    ],
)
def test_parts_are_found_by_their_names(seldom: Api, asked: str, found: dict[tuple[str, str, str], float]) -> None:
    rows = seldom.json(f"observations?indicator=ANTAL&area=0180&{asked}")["data"]
    assert {(row["period"], row["sex"], row["service_area"]): row["value"] for row in rows} == found


def test_a_reader_restricts_by_every_part_of_a_key_and_by_dataset(cases_edition: World) -> None:
    reader = Reader.open(cases_edition.build / "current")
    every = [row for row in reader.observations(Selection()) if row.indicator in {"ANTAL", "ANDEL"}]
    assert len({(r.indicator, r.area, r.period, r.sex, r.service_area) for r in every}) == len(every)
    for selection, keep in (
        (Selection(indicators=["ANTAL"]), lambda r: r.indicator == "ANTAL"),
        (Selection(indicators=["ANTAL"], areas=["0180", "0114"]), lambda r: r.indicator == "ANTAL" and r.area < "0200"),
        (Selection(indicators=["ANTAL"], sexes=["F"]), lambda r: r.sex == "F"),
        (Selection(indicators=["ANTAL"], service_areas=["aldreomsorg"]), lambda r: r.service_area == "aldreomsorg"),
        (Selection(datasets=["senare"]), lambda r: r.indicator == "ANTAL"),
        (Selection(datasets=["senare"], periods=["2022", "2024"]), lambda r: r.period != "2023"),
        (Selection(datasets=["senare"], first_period="2023", last_period="2023"),
         lambda r: r.indicator == "ANTAL" and r.period == "2023"),
        (Selection(datasets=["senare"], newest=1, areas=["0180"]), lambda r: r.period == "2024"),
    ):  # fmt: skip
        expected = [row for row in every if keep(row) and (row.indicator == "ANTAL" or not selection.datasets)]
        assert [*reader.observations(selection)] == expected != []
        assert reader.count(selection) == len(expected)


REQUIRED = {
    "compare?municipality=0180&indicator=ANDEL": {"indicator", "period", "area"},
    "rankings/ANDEL": {"area"},
    "municipalities/0180/profile": {"indicator", "period"},
    "municipalities/0180/similar": {"area"},
}


@pytest.mark.parametrize("path", REQUIRED)
def test_columns_that_are_always_filled_say_so_and_no_others(seldom: Api, path: str) -> None:
    answer = seldom.ask(f"/api/v1/{path}{'&' if '?' in path else '?'}format=parquet")
    schema = pq.read_schema(io.BytesIO(answer.content))
    assert {field.name for field in schema if not field.nullable} == REQUIRED[path]


def test_a_number_has_no_name_and_a_step_has_one(seldom: Api) -> None:
    for id, named in (("ANDEL", False), ("U21349", True)):
        for group in seldom.json(f"rankings/{id}?lang=en")["data"]:
            assert (group["value_label"] is not None) == named
        [one] = seldom.json(f"compare?municipality=0180&indicator={id}&lang=en")["data"]
        [figure] = one["figures"]
        assert (figure["value_label"] is not None) == named
    meta = seldom.json("rankings/ANDEL")["meta"]
    assert (meta["ranked"], meta["refusal"], meta["direction"], meta["unit"]) == (True, None, "higher", "percent")
    refused = seldom.json("rankings/U21349")
    assert refused["meta"]["refusal"]["code"] == "too-few" and not refused["meta"]["ranked"]
    for group in refused["data"]:
        assert group["refused"]
        assert {group[name] for name in ("rank_low", "rank_high", "band_low", "band_high", "further")} == {None}


LONG = "z" * 300


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [
        (f"observations?area={LONG}", 404, 80),
        (f"observations?indicator={LONG}", 404, 80),
        (f"observations?dataset={LONG}", 404, 80),
        (f"observations?service_area={LONG}", 404, 80),
        (f"observations?sex={LONG}", 400, 80),
        (f"observations?period={LONG}", 400, 40),
        (f"rankings/ANDEL?period={LONG}", 400, 40),
        (f"observations?{LONG}=1", 400, 80),
        (f"observations?as_of=2023-01-{LONG}", 400, None),
        (f"observations?as_of=2023-01-10.{LONG}", 404, 40),
    ],
)
def test_a_long_word_is_quoted_in_part(seldom: Api, path: str, status: int, kept: int | None) -> None:
    for language in ("sv", "en"):
        detail = seldom.problem(path, status, Accept_Language=language)["detail"]
        runs = [len(run) for run in detail.replace("2023-01-10.", "z" * 11).split("'") if set(run) == {"z"}]
        assert runs == ([kept] if kept else [])


def test_two_nearest_names_of_a_parameter_are_told_and_one_is_suggested() -> None:
    found = unknown_parameter("perioder", ["period", "periods", "perioden", "area"])
    assert found.extra["nearest"] == ["perioden", "period"]
    assert "Menade du perioden? Här finns: period, periods, perioden, area." in found.detail["sv"]
    alone = unknown_parameter("x", [])
    assert alone.detail["en"] == "There is no parameter 'x' here. There are: –."


@pytest.mark.parametrize(
    ("found", "status"), [(["3"], None), (["7"], None), (["2"], 400), (["8"], 400), (["x"], 400), (["3", "4"], 400)]
)
def test_a_number_lies_within_its_bounds(found: list[str], status: int | None) -> None:
    bounded = Parameter(name="n", description={}, schema={"type": "integer", "minimum": 3, "maximum": 7})
    if status is None:
        check(bounded, found)
        return
    with pytest.raises(ProblemError) as refused:
        check(bounded, found)
    assert refused.value.status == status


@pytest.mark.parametrize(("many", "status"), [(3, None), (4, 422)])
def test_a_list_is_no_longer_than_it_may_be(many: int, status: int | None) -> None:
    short = Parameter(name="n", description={}, many=True, most=3)
    if status is None:
        check(short, ["a"] * many)
        return
    with pytest.raises(ProblemError) as refused:
        check(short, ["a"] * many)
    assert refused.value.status == status


def test_areas_are_as_many_as_a_question_may_name_with_the_members_of_groups(seldom: Api) -> None:
    assert len(seldom.json("observations?indicator=ANDEL&period=2022&group=01,04&area=0331")["data"]) == 13
    twice = seldom.json("observations?indicator=ANDEL&period=2022&group=01&area=0180,0114")["data"]
    assert [row["area"] for row in twice] == ["0114", "0180"]
    assert seldom.problem("observations?area=" + ",".join(f"x{n}" for n in range(321)), 422)["parameter"] == "area"


def test_a_name_that_is_of_a_group_and_of_a_place_is_the_place(seldom: Api) -> None:
    assert {r["area"] for r in seldom.json("observations?indicator=ANDEL&period=2022&area=ort 1")["data"]} == {"0401"}
