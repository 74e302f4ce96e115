"""What happens seldom, asked of the API: quarters in ranges, a day with two revisions, an ended group, places, margins.

The answers are held against what the sources said (``tests/cases.py``), by pandas, SciPy and Python's calendar.
"""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import cases
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_process import Api
from scipy import stats

from publisher.reader import Reader, Selection
from publisher.settings import Settings as World

ALL = [*cases.QUARTERS]
#: Many questions of one server, which no question changes.
asked_often = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def span(period: str) -> tuple[date, date]:
    """The first and the last day of a year, quarter, month or day."""
    year, _, rest = period.partition("-")
    if not rest:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if rest.startswith("Q"):
        first = 3 * int(rest[1:]) - 2
        return date(int(year), first, 1), date(int(year), first + 2, monthrange(int(year), first + 2)[1])
    return date(int(year), int(rest), 1), date(int(year), int(rest), monthrange(int(year), int(rest))[1])


def table(api: Api, path: str) -> list[dict[str, str]]:
    """A list as CSV has it."""
    answer = api.ask(f"/api/v1/{path}{'&' if '?' in path else '?'}format=csv")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def text(value: object) -> str:
    """A value as a cell of CSV has it."""
    return "" if value is None else str(value)


@asked_often
@given(
    first=st.sampled_from(["", "2021", "2022", "2023", *ALL]),
    last=st.sampled_from(["", "2021", "2022", "2023", *ALL]),
    area=st.sampled_from(["", "&area=0114", "&dataset=kvartal&sex=T"]),
)
def test_a_range_holds_every_period_that_lies_wholly_within_it(seldom: Api, first: str, last: str, area: str) -> None:
    expected = [
        period
        for period in ALL
        if (not first or span(first)[0] <= span(period)[0]) and (not last or span(period)[1] <= span(last)[1])
    ]
    path = f"observations?indicator=KVARTAL&period={first}..{last}{area}"
    if not first and not last:
        assert seldom.problem(path, 400)["parameter"] == "period"
    elif first and last and span(last)[1] < span(first)[0]:
        assert "backwards" in seldom.problem(path, 400, Accept_Language="en")["detail"]
    elif not expected:
        assert seldom.problem(path, 404)["allowed"] == ALL
    else:
        rows = seldom.json(path)["data"]
        assert sorted({row["period"] for row in rows}) == expected
        assert len(rows) == len(expected) * (1 if "area" in area else 6)


@pytest.mark.parametrize(
    ("first", "last"), [("2022", "2022"), (None, "2022-Q2"), ("2022-Q2", None), ("2022-Q2", "2022-Q2")]
)
def test_a_reader_asked_for_first_and_last_gives_what_lies_between(
    cases_edition: World, first: str | None, last: str | None
) -> None:
    reader = Reader.open(cases_edition.build / "current")
    asked = Selection(indicators=["KVARTAL"], areas=["0114"], first_period=first, last_period=last)
    found = [row.period for row in reader.observations(asked)]
    start, end = span(first or "2000")[0], span(last or "2100")[1]
    assert found == [period for period in ALL if start <= span(period)[0] and span(period)[1] <= end]
    assert reader.count(asked) == len(found) > 0


def test_ranges_and_single_periods_go_together(seldom: Api) -> None:
    rows = seldom.json("observations?indicator=KVARTAL&area=0114&period=2021-Q4,2022-Q2..2022-Q3,2023..")["data"]
    assert [row["period"] for row in rows] == ["2021-Q4", "2022-Q2", "2023-Q1"]
    assert seldom.problem("observations?indicator=KVARTAL&period=2019..2020", 404)["allowed"] == ALL
    assert seldom.json("observations?indicator=KVARTAL&period=2022-Q3,2022-Q4&area=0114")["meta"]["count"] == 1
    for wrong in ("2022-Q5", "latest,2022", "22", "2022-Q1..2022-13"):
        assert seldom.problem(f"observations?indicator=KVARTAL&period={wrong}", 400)["parameter"] == "period"


def test_the_latest_is_the_latest_quarter_of_each_place(seldom: Api) -> None:
    rows = seldom.json("observations?indicator=KVARTAL,ANDEL&period=latest")["data"]
    assert {(row["indicator"], row["period"]) for row in rows} == {("KVARTAL", "2023-Q1"), ("ANDEL", "2022")}
    assert len(rows) == 6 + 14


DAYS = sorted({day for day, _ in cases.FETCHES})


@pytest.mark.parametrize("shift", [-1, 0, 1])
@pytest.mark.parametrize("day", DAYS)
def test_as_of_a_day_gives_what_stood_at_its_end(seldom: Api, day: str, shift: int) -> None:
    asked = (date.fromisoformat(day) + timedelta(days=shift)).isoformat()
    stood = [figures for published, figures in cases.FETCHES if published <= asked]
    answer = seldom.json(f"observations?indicator=KVARTAL&as_of={asked}")
    if not stood:
        assert answer["data"] == []
        assert [line["code"] for line in answer["meta"]["left_out"]] == ["not-published-then"]
        return
    found = {
        (row["period"], row["area"]): (row["value"], row["numerator"], row["denominator"], row["n"])
        for row in answer["data"]
    }
    withdrawn = {cases.GONE: (None, None, None, None)} if "2023-07-01" <= asked < "2023-08-20" else {}
    assert found == {**cases.KVARTAL, **stood[-1], **withdrawn}
    statuses = {key: row["status"] for row in answer["data"] if (key := (row["period"], row["area"])) == cases.GONE}
    assert statuses == {cases.GONE: "withdrawn" if withdrawn else None}
    assert answer["meta"]["count"] == len(cases.KVARTAL)


def test_two_revisions_of_one_day_are_two_changes_and_a_new_denominator_is_one(seldom: Api) -> None:
    changes = seldom.json("changes?indicator=KVARTAL")["data"]
    told = [(c["recorded"], c["version"], c["kind"], c["period"], c["area"]) for c in changes]
    assert told == [
        ("2023-08-20", "1.0.5", "restored", *cases.GONE),
        ("2023-07-01", "1.0.4", "withdrawn", *cases.GONE),
        ("2023-06-15", "1.0.3", "amended", *cases.DENOMINATOR),
        ("2023-05-02", "1.0.2", "revised", *cases.TWICE),
        ("2023-05-02", "1.0.1", "revised", *cases.TWICE),
    ]
    assert [(c["old_value"], c["new_value"]) for c in changes[-2:]] == [(30, 32.5), (27.5, 30)]
    assert (changes[2]["old_denominator"], changes[2]["old_value"], changes[2]["new_value"]) == (40, 32.5, 32.5)


def test_a_group_that_has_ended_has_the_members_of_its_last_year(seldom: Api) -> None:
    last = max(cases.ENDED.values())
    expected = {area for area, year in cases.ENDED.items() if year == last}
    assert expected < set(cases.ENDED)
    rows = seldom.json("observations?indicator=ANDEL&group=grupp-X&period=2022")["data"]
    assert {row["area"] for row in rows} == expected
    assert seldom.problem("observations?indicator=ANDEL&group=0401", 400)["parameter"] == "group"
    assert len(seldom.json("observations?indicator=ANDEL&group=00&period=2022")["data"]) == 14


def test_of_areas_nearly_so_called_the_nearest_four_are_told_and_of_none_nothing(seldom: Api) -> None:
    near = seldom.problem("observations?area=Ort%200", 404, Accept_Language="en")
    assert len(near["nearest"]) == 4 and set(near["nearest"]) <= set(cases.MORE)
    assert "Nearest: 04" in near["detail"] and "(Ort " in near["detail"]
    for language, word in (("sv", "Närmast"), ("en", "Nearest")):
        far = seldom.problem("observations?area=zzzzzzzzzz", 404, Accept_Language=language)
        assert far["nearest"] == [] and word not in far["detail"]


def frame(figures: cases.Figures) -> pd.DataFrame:
    rows = [(period, area, *rest) for (period, area), rest in figures.items()]
    return pd.DataFrame(rows, columns=["period", "area", "value", "numerator", "denominator", "n"])


@pytest.mark.parametrize(("id", "period"), [("ANDEL", "2020"), ("ANDEL", "2021"), ("ANDEL", "2022"), ("ANTAL", "2023")])
def test_places_in_comparisons_profiles_and_rankings_are_scipys(seldom: Api, id: str, period: str) -> None:
    figures, sign = (cases.ANDEL, -1) if id == "ANDEL" else (cases.ANTAL, 1)
    known = frame(figures).query("period == @period").dropna(subset="value").set_index("area").value
    low, high = (
        dict(zip(known.index, stats.rankdata(sign * known, way).astype(int), strict=True)) for way in ("min", "max")
    )
    answer = seldom.json(f"rankings/{id}?period={period}")
    places = {
        area: (g["rank_low"], g["rank_high"], g["value"], g["count"]) for g in answer["data"] for area in g["areas"]
    }
    assert places == {area: (low[area], high[area], known[area], (known == known[area]).sum()) for area in known.index}
    assert [g["rank_low"] for g in answer["data"]] == sorted(g["rank_low"] for g in answer["data"])
    missing = set(cases.MUNICIPALITIES) - set(known.index)
    assert (answer["meta"]["n"], answer["meta"]["asked"], set(answer["meta"]["missing"])) == (len(known), 14, missing)
    for group in answer["data"]:
        better = int((sign * known < sign * group["value"]).sum())
        assert (group["further"], group["share_further"]) == (better, pytest.approx(100 * better / len(known)))
    rows = table(seldom, f"rankings/{id}?period={period}")
    columns = ("value", "rank_low", "rank_high", "band_low", "band_high", "tied")
    bands = {area: (g["band_low"], g["band_high"]) for g in answer["data"] for area in g["areas"]}
    assert {row["area"]: tuple(float(row[name]) for name in columns) for row in rows} == {
        area: (value, first, last, *bands[area], tied) for area, (first, last, value, tied) in places.items()
    }
    assert {row["area"]: row["area_label"] for row in rows}["0401"] == "Ort 1"
    compared = seldom.json(f"compare?municipality={','.join(cases.MUNICIPALITIES)}&indicator={id}&period={period}")
    (one,) = compared["data"]
    ranks = {f["area"]: f["rank"] for f in one["figures"]}
    assert {area for area, rank in ranks.items() if rank is None} == missing
    for area, (first, last, _, tied) in places.items():
        rank = ranks[area]
        assert (rank["rank_low"], rank["rank_high"], rank["tied"], rank["ranked"]) == (first, last, tied, len(known))
        assert (rank["band_low"], rank["band_high"]) == bands[area]
        assert rank["band_low"] <= first <= last <= rank["band_high"]
        assert rank["worst"] == rank["band_high"] + len(missing)
        assert rank["further"] == first - 1


def test_values_closer_than_the_margin_are_not_told_apart(seldom: Api) -> None:
    asked = ["0114", "0180", "0405", "0406", "0407", "1785"]
    (one,) = seldom.json(f"compare?municipality={','.join(asked)}&indicator=ANDEL")["data"]
    known = {area: cases.ANDEL["2022", area][0] for area in asked}
    close = [
        [a, b]
        for at, a in enumerate(asked)
        for b in asked[at + 1 :]
        if known[a] is not None and known[b] is not None and abs(known[a] - known[b]) <= 1
    ]
    assert len(close) == 4
    assert sorted(one["not_told_apart"]) == sorted(close)
    assert "1" in one["margin"]
    (count,) = seldom.json("compare?municipality=0114,0180&indicator=ANTAL")["data"]
    assert count["not_told_apart"] == []


def before(id: str, area: str, period: str) -> dict[str, Any] | None:
    """What stands before a figure, from what the sources said."""
    figures = {"ANDEL": cases.ANDEL, "ANTAL": cases.ANTAL, "KVARTAL": cases.FETCHES[-1][1]}[id]
    earlier = [p for p, a in figures if a == area and span(p)[0] < span(period)[0]]
    if not earlier:
        return None
    old, new = figures[max(earlier), area][0], figures[period, area][0]
    broken = area == "0405" and max(earlier) < "2021" <= period
    caution = id == "ANDEL" and max(earlier) < "2022" <= period
    differs = None if broken or old is None or new is None else pytest.approx(new - old)
    verdict = "none" if broken else "caution" if caution else "full"
    return {"earlier": max(earlier), "old": old, "difference": differs, "comparability": verdict}


@pytest.mark.parametrize(
    ("id", "period"),
    [("ANDEL", "2020"), ("ANDEL", "2021"), ("ANDEL", "2022"), ("ANTAL", "2023"), ("KVARTAL", "2022-Q4")],
)
def test_what_was_before_is_the_new_minus_the_old_and_not_over_a_break(seldom: Api, id: str, period: str) -> None:
    areas = cases.MUNICIPALITIES if id != "KVARTAL" else cases.MUNICIPALITIES[:6]
    answer = seldom.json(f"compare?municipality={','.join(areas)}&indicator={id}&period={period}")
    (one,) = answer["data"]
    found = {f["area"]: f["before"] for f in one["figures"]}
    assert list(found) == list(areas)
    for area, movement in found.items():
        expected = before(id, area, period)
        if expected is None:
            assert movement is None
            continue
        assert {name: movement[name] for name in expected} == expected
        assert bool(movement["reason"]) == (expected["comparability"] != "full")
    rows = table(seldom, f"compare?municipality={','.join(areas)}&indicator={id}&period={period}")
    told = {r["area"]: (r["earlier"], r["old_value"], r["comparability"]) for r in rows}
    assert told == {
        area: tuple(text(movement and movement[name]) for name in ("earlier", "old", "comparability"))
        for area, movement in found.items()
    }


def test_a_comparison_is_the_same_as_a_table(seldom: Api) -> None:
    path = "compare?municipality=0180,1785,Ort 1&indicator=ANDEL,KVARTAL,U21349&lang=en"
    answer = seldom.json(path)
    assert answer["meta"]["municipalities"] == {"0180": "Stockholm", "1785": "Säffle", "0401": "Ort 1"}
    rows = iter(table(seldom, path))
    names = ("value", "status", "n", "numerator", "denominator", "value_label")
    for one in answer["data"]:
        for figure in one["figures"]:
            row = next(rows)
            assert (row["indicator"], row["period"], row["area"], row["unit"], row["area_label"]) == (
                one["indicator"], one["period"], figure["area"], one["unit"], figure["label"],
            )  # fmt: skip
            assert row["indicator_label"] == one["label"]
            assert [row[name] for name in names] == [text(figure[name]) for name in names]
            ranks = ("rank_low", "rank_high", "band_low", "band_high", "ranked")
            assert [row[name] for name in ranks] == [text((figure["rank"] or {}).get(name)) for name in ranks]
    assert next(rows, None) is None
    kinds = {one["indicator"]: (one["value_kind"], one["direction"]) for one in answer["data"]}
    assert kinds == {"ANDEL": ("percent", "higher"), "KVARTAL": ("percent", "higher"), "U21349": ("ordinal", "higher")}
    absent = {f["area"]: f["status"] for f in answer["data"][1]["figures"]}
    assert absent == {"0180": None, "1785": None, "0401": None}


def test_all_indicators_of_municipalities_are_compared_when_none_is_named(seldom: Api) -> None:
    answer = seldom.json("compare?municipality=0180&period=2022")
    told = [one["indicator"] for one in answer["data"]]
    left = {line["indicator"]: line["code"] for line in answer["meta"]["left_out"]}
    assert told == ["ANDEL", "ANTAL", "N00563", "N07900", "U20341", "U21349"]
    assert left == {"KVARTAL": "period"}
    assert seldom.problem("compare?municipality=0180&indicator=KVARTAL&period=2022", 404)["allowed"] == ALL
    assert seldom.problem("compare?municipality=04&indicator=ANDEL", 404)["parameter"] == "municipality"
    assert seldom.problem("compare?municipality=0180&indicator=ANDEL&as_of=2023-06-15", 404)["allowed"] == [
        "2023-08-20"
    ]


def groups() -> Iterator[tuple[str, list[str]]]:
    yield "00", cases.MUNICIPALITIES
    yield "01", ["0114", "0180"]
    yield "04", cases.MORE


def test_what_groups_say_together_is_pandas_median_and_quartiles(seldom: Api) -> None:
    (one,) = seldom.json("compare?municipality=0401,0180&indicator=ANDEL")["data"]
    values = frame(cases.ANDEL).query("period == '2022'").set_index("area").value
    found = {group["area"]: group for group in one["groups"]}
    assert list(found) == ["00", "01", "04", "skr2023-A1"]
    for code, members in groups():
        known, group = values[members].dropna(), found[code]
        assert (group["n"], group["asked"], group["method"]) == (len(known), len(members), "median")
        if len(known) < 4:  # of so few no middle and no range is told
            assert {group[name] for name in ("value", "first_quartile", "third_quartile", "minimum", "maximum")} == {
                None
            }
            continue
        assert group["value"] == pytest.approx(known.median())
        quartiles = (group["first_quartile"], group["third_quartile"], group["minimum"], group["maximum"])
        assert quartiles == pytest.approx((known.quantile(0.25), known.quantile(0.75), known.min(), known.max()))
        assert group["low"] <= group["value"] <= group["high"]
    (locks,) = seldom.json("compare?municipality=0180&indicator=U21349&lang=en")["data"]
    (nation, *_) = locks["groups"]
    assert [(s["code"], s["count"], s["share"]) for s in nation["shares"]] == [(0, 0, 0), (1, 3, 75), (2, 1, 25)]
    bounds = [(s["low"], s["high"]) for s in nation["shares"]]  # ten of fourteen may have answered anything
    assert bounds == [pytest.approx((100 * c / 14, 100 * (c + 10) / 14)) for c in (0, 3, 1)]
    assert [s["label"] for s in nation["shares"]] == ["No", "Pilot or test", "Broadly introduced"]
    assert (nation["n"], nation["asked"]) == (4, 14)
    assert locks["groups"] == seldom.json("compare?municipality=0180&indicator=U21349&lang=en")["data"][0]["groups"]


def test_a_ratio_of_sums_is_that_of_the_numerators_and_denominators(seldom: Api) -> None:
    (one,) = seldom.json("compare?municipality=0180&indicator=KVARTAL&period=2022-Q2")["data"]
    told = frame(cases.FETCHES[-1][1]).query("period == '2022-Q2'")
    (nation, *_) = one["groups"]
    assert nation["method"] == "ratio-of-sums"
    assert nation["value"] == pytest.approx(100 * told.numerator.sum() / told.denominator.sum())


@pytest.mark.parametrize("area", ["0405", "1785", "0114"])
def test_a_profile_is_every_latest_figure_with_what_comparisons_say_of_it(seldom: Api, area: str) -> None:
    answer = seldom.json(f"municipalities/{area}/profile")
    assert answer["meta"]["area"] == area
    rows = {row["indicator"]: row for row in table(seldom, f"municipalities/{area}/profile")}
    assert list(rows) == [one["indicator"] for one in answer["data"]] == sorted(rows)
    for one in answer["data"]:
        path = f"compare?municipality={area}&indicator={one['indicator']}&period={one['period']}"
        (compared,) = seldom.json(path)["data"]
        (figure,) = compared["figures"]
        same = ("value", "value_label", "status", "n", "numerator", "denominator", "rank", "before")
        assert {name: one[name] for name in same} == {name: figure[name] for name in same}
        assert (one["groups"], one["refusal"]) == (compared["groups"], compared["refusal"])
        assert {name: one[name] for name in ("label", "unit", "value_kind", "direction")} == {
            name: compared[name] for name in ("label", "unit", "value_kind", "direction")
        }
        row, nation = rows[one["indicator"]], next(g for g in one["groups"] if g["area"] == "00")
        plain = ("period", "value", "value_label", "status", "n", "numerator", "denominator", "unit", "subject")
        assert [row[name] for name in plain] == [text(one[name]) for name in plain]
        assert (row["nation_method"], row["nation_value"]) == (nation["method"], text(nation["value"]))
        assert [row[name] for name in ("rank_low", "rank_high", "ranked")] == [
            text((one["rank"] or {}).get(name)) for name in ("rank_low", "rank_high", "ranked")
        ]
        assert [row[name] for name in ("earlier", "old_value", "comparability")] == [
            text((one["before"] or {}).get(name)) for name in ("earlier", "old", "comparability")
        ]
    there = {one["indicator"] for one in answer["data"]}
    every = {"ANDEL", "ANTAL", "KVARTAL", "N00563", "N07900", "U20341", "U21349"}
    assert {line["indicator"] for line in answer["meta"]["left_out"]} == every - there
    assert all(one["refusal"]["reason"] for one in answer["data"] if not one["rank"] and one["value"] is not None)


def test_similar_municipalities_are_as_many_and_as_near_as_asked(seldom: Api) -> None:
    assert seldom.json("municipalities/0180/similar")["data"] == []  # nothing is known of them but groups and places
    by_names = "municipalities/0180/similar?weights=befolkning:0,tathet:0,tillvaxt:0"
    usual = seldom.json(by_names)
    assert len(usual["data"]) == 7
    distances = [one["distance"] for one in usual["data"]]
    assert distances == sorted(distances)
    assert [one["area"] for one in seldom.json(f"{by_names}&limit=2")["data"]] == [
        one["area"] for one in usual["data"][:2]
    ]
    rows = table(seldom, by_names)
    assert [(row["area"], row["area_label"], float(row["distance"])) for row in rows] == [
        (one["area"], one["label"], one["distance"]) for one in usual["data"]
    ]
    both = table(seldom, f"{by_names}&lang=all")
    english = seldom.json(f"{by_names}&lang=en")["data"]
    for side in ("reasons", "against"):
        assert [row[f"{side}_sv"] for row in both] == ["; ".join(one[side]) for one in usual["data"]]
        assert [row[f"{side}_en"] for row in both] == ["; ".join(one[side]) for one in english]
    assert [row["reasons"] for row in rows] == ["; ".join(one["reasons"]) for one in usual["data"]]
    assert [row["against"] for row in rows] == ["; ".join(one["against"]) for one in usual["data"]]
    none = seldom.json("municipalities/0180/similar?weights=befolkning:0,tathet:0,tillvaxt:0,kommungrupp:0,lage:0")
    assert (none["data"], [line["code"] for line in none["meta"]["left_out"]]) == ([], ["no-weight"])
    assert seldom.problem("municipalities/0180/similar?weights=lage:11", 400)["parameter"] == "weights"
    assert seldom.problem("municipalities/01/similar", 404)["parameter"] == "municipality"
    moved = seldom.ask("/api/v1/municipalities/Säffle/similar?limit=2")
    assert (moved.status_code, moved.headers["location"]) == (308, "/api/v1/municipalities/1785/similar?limit=2")
    assert (
        seldom.ask("/api/v1/municipalities/Säffle/profile").headers["location"] == "/api/v1/municipalities/1785/profile"
    )


TYPES = {
    "band_high": "integer", "band_low": "integer", "distance": "number", "denominator": "number", "n": "integer",
    "margin": "number",
    "nation_published": "number", "nation_value": "number", "numerator": "number", "old_value": "number",
    "rank_high": "integer", "rank_low": "integer", "ranked": "integer", "tied": "integer", "value": "number",
}  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["compare?municipality=0180&indicator=ANDEL", "rankings/ANDEL", "municipalities/0180/profile",
     "municipalities/0180/similar"],
)  # fmt: skip
def test_every_column_of_a_list_has_its_type_and_its_name_in_both_languages(seldom: Api, path: str) -> None:
    join = "&" if "?" in path else "?"
    told = {
        language: seldom.json(f"{path}{join}lang={language}")["meta"]["codebook"]["column"] for language in ("sv", "en")
    }
    (header, *_) = seldom.ask(f"/api/v1/{path}{join}format=csv&lang=sv").text.splitlines()
    for columns in told.values():
        assert [column["code"] for column in columns] == header.split(",")
        assert {column["code"]: column["type"] for column in columns} == {
            column["code"]: TYPES.get(column["code"], "string") for column in columns
        }
    for swedish, english in zip(*told.values(), strict=True):
        assert swedish["label"] and english["label"]
        assert english["label"].isascii()
        assert swedish["label"] != english["label"] or swedish["label"] in {"period", "status"}
    both = seldom.ask(f"/api/v1/{path}{join}format=csv&lang=all").text.splitlines()[0].split(",")
    assert len(set(both)) == len(both)
    assert (
        {name[:-3] for name in both if name.endswith("_en")}
        == {name[:-3] for name in both if name.endswith("_sv")}
        != set()
    )
