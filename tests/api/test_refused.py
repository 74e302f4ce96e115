"""What is refused a rank is refused everywhere, and what cannot be told apart is not given as a difference."""

from __future__ import annotations

import csv
import io

import pytest
from in_process import Api


def test_groups_of_what_is_not_ranked_say_so_and_stand_in_order_of_code(api: Api) -> None:
    answer = api.json("rankings/U20341")  # contested
    assert answer["meta"]["ranked"] is False
    assert all(group["refused"] and group["rank_low"] is None for group in answer["data"])
    first = [group["areas"][0] for group in answer["data"]]
    assert first == sorted(first)
    text = api.ask("/api/v1/rankings/U20341?format=csv").text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["area"] for row in rows] == sorted(row["area"] for row in rows)
    assert {row["refusal"] for row in rows} == {"direction-contested"}


@pytest.mark.parametrize(
    "path", ["compare?municipality=0114,0180&indicator=U21349", "compare?municipality=0114,0180", "rankings/U21349"]
)
def test_several_periods_at_once_are_refused_with_a_remedy_that_works(path: str, api: Api) -> None:
    joint = "&" if "?" in path else "?"
    problem = api.problem(f"{path}{joint}period=2021..2022", 400)
    assert "2022" in problem["detail"] and "latest" in problem["detail"]
    assert api.json(f"{path}{joint}period=2022")["data"]
    remedy = problem["detail"].split("/api/v1/")[1].split(". ")[0]
    assert {row["period"] for row in api.json(remedy)["data"]} <= {"2021", "2022"}


def test_a_difference_carries_the_verdict_and_how_far_apart_it_must_be(api: Api) -> None:
    found = api.json("compare?municipality=0114,0180&indicator=U21349,N07900,N00563")["data"]
    steps, broken, _ = ([figure["before"] for figure in one["figures"]] for one in found)
    assert [before["move"] for before in steps] == ["up", "held"]
    assert all(before["margin"] is None and before["difference"] is None for before in steps)
    assert all(before["move"] == "broken" and before["difference"] is None for before in broken)


def test_a_median_of_municipalities_is_said_to_be_one_and_not_given_of_a_few(api: Api) -> None:
    one = api.json("compare?municipality=0114&indicator=N07900")["data"][0]
    assert all("edian" in group["note"] for group in one["groups"])
    assert {group["area"]: group["value"] for group in one["groups"] if group["n"] < 4} != {}
    assert all(group["value"] is None and group["minimum"] is None for group in one["groups"] if group["n"] < 4)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("compare?municipality=0114&indicator=U21349&period=2021&earlier=2019", 404, "nothing of U21349 is published"),
        ("compare?municipality=0114&indicator=U21349&earlier=2013", 404, "earlier: nothing of U21349 is published"),
        ("compare?municipality=0114&indicator=U21349&earlier=2022", 400, "Earlier ones: 2021."),
    ],
)
def test_what_is_not_there_is_never_listed_as_a_dash(path: str, status: int, said: str, api: Api) -> None:
    problem = api.problem(f"{path}{'&' if '?' in path else '?'}lang=en", status)
    assert said in problem["detail"] and "–" not in problem["detail"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("kommun", "area"), ("year", "period"), ("kpi", "indicator"), ("gender", "sex"), ("per_page", "limit")],
)
def test_what_others_call_a_parameter_is_asked_after(written: str, meant: str, api: Api) -> None:
    problem = api.problem(f"observations?{written}=1&lang=en", 400)
    assert problem["nearest"] == [meant] and f"Did you mean {meant}?" in problem["detail"]
    assert api.problem(f"compare?municipality=0114&{written}2=1", 400)["parameter"] == f"{written}2"
