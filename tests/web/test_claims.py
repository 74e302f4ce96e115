"""What the pages say of the committed figures: of whom, on how many, and nothing that misleads."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path
from statistics import median

import pytest
from litestar.testing import TestClient

from benchmarks.claims import KINDS, words

PACKAGES = Path(__file__).parents[2] / "datapackages"
READ = [
    "/", "/riket", "/lan/01", "/lan/09", "/lan/13", "/lan/17", "/kommun/0126", "/kommun/0180", "/kommun/0980",
    "/kommun/1785", "/nyckeltal/N00563", "/nyckeltal/N07900", "/nyckeltal/N07920", "/nyckeltal/U07348",
    "/nyckeltal/U07354", "/nyckeltal/U07355", "/nyckeltal/U21359", "/nyckeltal/U30341",
    "/nyckeltal/npo-samtliga-vardenheter-konsument", "/stimulansmedel/2013", "/stimulansmedel/2014", "/tillganglighet",
]  # fmt: skip

Rows = dict[tuple[str, str, str], dict[str, str]]


@pytest.fixture(scope="module")
def figures() -> Rows:
    """Indicator, area and period to the row of the committed packages, sexes together."""
    found = {}
    for path in PACKAGES.glob("*/observations.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            if row["sex"] == "T" and row["service_area"] == "_T":
                found[row["indicator"], row["area"], row["period"]] = row
    return found


def municipal(figures: Rows, indicator: str, period: str) -> dict[str, dict[str, str]]:
    return {area: row for (id, area, p), row in figures.items() if (id, p) == (indicator, period) and len(area) == 4}


def said(pages: TestClient, address: str) -> str:  # type: ignore[type-arg]
    answer = pages.get(address)
    assert answer.status_code == 200, address
    return words(answer.text)


@pytest.mark.parametrize("address", [*READ, *("/en" + path if path != "/" else "/en" for path in READ)])
def test_no_kind_of_misleading_statement_is_said(address: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    text = said(pages, address)
    found = {
        kind.name: hit[0] for kind in KINDS if re.search(kind.where, address) and (hit := re.search(kind.pattern, text))
    }
    assert found == {}


@pytest.mark.parametrize("indicator", ["N07900", "N90004", "N90006"])
def test_a_countys_median_stands_beside_what_the_source_gives(
    indicator: str,
    figures: Rows,
    pages: TestClient,  # type: ignore[type-arg]
) -> None:
    period = max(p for id, area, p in figures if id == indicator and len(area) == 4)
    inside = [
        float(r["value"]) for a, r in municipal(figures, indicator, period).items() if a[:2] == "17" and r["value"]
    ]
    row = next(
        r
        for r in pages.get("/lan/17").text.split("<li>")
        if f"/nyckeltal/{indicator}?" in r or (f'/nyckeltal/{indicator}"' in r and 'class="value"' in r)
    )
    text = words(row)
    county, nation = (figures[indicator, area, period]["value"] for area in ("17", "00"))
    for number in (median(inside), float(county), float(nation)):
        assert any(f"{number:.{places}f}".replace(".", ",") in text for places in (0, 1, 2, 3)), (number, text)
    assert "Hela riket" not in text


def test_a_conditional_question_counts_those_it_was_put_to(figures: Rows, pages: TestClient) -> None:  # type: ignore[type-arg]
    for indicator, gate in (("U07354", "U07345"), ("U07355", "U07358")):
        answers = municipal(figures, gate, "2022")
        asked = {area for area, row in answers.items() if row["value"] not in ("", "0")}
        rows = municipal(figures, indicator, "2022")
        answered = {area for area, row in rows.items() if row["value"]}
        assert answered == asked
        assert {row["status"] for area, row in rows.items() if answers[area]["value"] == "0"} == {"not-applicable"}
        text = said(pages, f"/nyckeltal/{indicator}")
        assert f"{len(answered)} av de {len(asked)} tillfrågade kommunerna svarade" in text
        data = pages.get(f"/api/v1/rankings/{indicator}").json()["meta"]
        assert (data["n"], data["asked"]) == (len(answered), len(asked))
        undecided = {area for area, row in answers.items() if not row["value"]}
        assert set(data["missing"]) == undecided and len(data["undecided"]) == len(undecided)


def test_home_health_care_is_not_asked_of_those_that_do_not_run_it(figures: Rows, pages: TestClient) -> None:  # type: ignore[type-arg]
    for indicator in ("U07348", "U07356"):
        rows = municipal(figures, indicator, "2022")
        assert {row["status"] for area, row in rows.items() if area[:2] == "01"} == {"not-applicable"}
        others = [row for area, row in rows.items() if area[:2] != "01"]
        meta = pages.get(f"/api/v1/rankings/{indicator}").json()["meta"]
        assert (meta["n"], meta["asked"]) == (sum(bool(row["value"]) for row in others), len(others))
        assert "Ej tillämpligt: 26" in said(pages, f"/nyckeltal/{indicator}")
    revised = list(csv.DictReader((PACKAGES / "valfardsteknik/revisions.csv").open(encoding="utf-8")))
    kept = [row for row in revised if row["indicator"] == "U07348" and row["old_value"] == "0"]
    assert len(kept) == 23 and all("hemsjukvård" in row["reason_sv"] for row in kept)


def test_what_is_not_ranked_starts_in_order_of_name(pages: TestClient) -> None:  # type: ignore[type-arg]
    for indicator in ("N00563", "N07920", "N90002"):
        text = pages.get(f"/nyckeltal/{indicator}").text
        table = text[text.index('id="kommuntabell"') :]
        names = [unescape(name) for name in re.findall(r'<th scope="row"><a href="/kommun/\d+">([^<]+)', table)]
        assert names[:3] == ["Ale", "Alingsås", "Alvesta"] and names[-1] == "Övertorneå"
        sorted_ = words(pages.get(f"/nyckeltal/{indicator}?ordning=varde").text)
        assert "Det är ingen rangordning" in sorted_


def test_a_refused_rank_is_no_higher_than_and_no_further_than(pages: TestClient) -> None:  # type: ignore[type-arg]
    for address in ("/kommun/1785", "/kommun/0180"):
        for card in pages.get(address).text.split("<li>"):
            text = words(card)
            if "Ingen rangordning" in text:
                assert not re.search(r"Högre än|Lägre än|Längre än|Mindre långt än|Mellan plats|Plats \d", text), text


def test_samples_are_never_said_to_be_told_apart(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = words(pages.get("/jamfor?kommun=1785,1766,1784&nyckeltal=N00563").text)
    assert "kan vara slump" in text and "Går inte att skilja åt" not in text
    data = pages.get("/api/v1/compare?municipality=1785,1766,1784&indicator=N00563").json()["data"][0]
    assert len(data["not_told_apart"]) == len([f for f in data["figures"] if f["value"] is not None]) * 0 + 3
    moves = {figure["before"]["move"] for figure in data["figures"] if figure["before"] and figure["value"] is not None}
    assert moves <= {"uncertain", "unknown"} and "uncertain" in moves


def test_every_mark_of_the_strip_is_in_its_legend_and_no_other(pages: TestClient) -> None:  # type: ignore[type-arg]
    marks = r'class="(?:own|was|alike|county|all|moved|key|key none)" [^>]*'
    for code in ("1785", "0114", "0180", "0980", "1980"):
        text = pages.get(f"/kommun/{code}").text
        part = text[text.index('id="remsa"') : text.index('id="sticker-ut"')]
        legend, _, table = part.partition("<table")
        signs = [set(re.findall(r'<svg class="sign".*?>(.*?)</svg>', table)),
                 set(re.findall(r'<g transform="translate\(4 0\)">(.*?)</g>', legend))]  # fmt: skip
        assert signs[0] == signs[1] and len(signs[0]) > 4
        groups = [{hit.split('"')[1] for hit in re.findall(marks, some)} for some in (table, legend)]
        assert groups[0] == groups[1]


def test_missing_looks_like_no_step(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = pages.get("/kommun/1785").text
    turned = {name: re.search(rf'id="p{name}"[^>]*rotate\((-?\d+)\)', text)[1] for name in "bm"}  # type: ignore[index]
    assert abs(int(turned["b"]) - int(turned["m"])) % 90 != 0


def test_a_group_says_on_how_many_it_rests(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = said(pages, "/kommun/1785")
    assert "Bara 2 av de 7 liknande kommunerna har ett värde" in text
    for n, of in re.findall(r"Liknande kommuner \((\d+) av (\d+) har ett värde\)", text):
        assert 4 <= int(n) <= int(of) == 7


def test_the_percentage_printed_is_counted(pages: TestClient) -> None:  # type: ignore[type-arg]
    found = 0
    for code in ("1785", "0126", "0180", "1283", "1480"):
        for count, n, share in re.findall(
            r"Minst lika långt ut ligger (\d+) av de (\d+) jämförda; med [^ ]+ inräknad är det (?:mindre än )?(\d+) ?%",
            said(pages, f"/kommun/{code}"),
        ):
            found += 1
            assert abs(100 * (int(count) + 1) / (int(n) + 1) - int(share)) <= 0.5 or share == "1"
    assert found


def test_the_start_page_counts_what_a_municipality_has(figures: Rows, pages: TestClient) -> None:  # type: ignore[type-arg]
    background = {"befolkning", "befolkningstathet", "landareal"}
    known = {id for id, area, _ in figures if len(area) == 4 and figures[id, area, _]["value"]} - background
    text = said(pages, "/")
    assert f"upp till {len(known)} nyckeltal" in text
    assert "är från 2022" in text


def test_three_counts_of_the_development_of_the_like(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = said(pages, "/kommun/1785")
    n, counts = re.search(
        r"Bland (\d+) liknande kommuner var utvecklingen starkare i (.*?) från kommunens", text
    ).groups()  # type: ignore[union-attr]
    larger, smaller, alike = (
        0 if word == "ingen" else int(word) for word in re.findall(r"\bi (\d+|ingen)\b", "i " + counts)
    )
    assert larger + smaller + alike == int(n)


def test_what_was_not_understood_is_said(pages: TestClient) -> None:  # type: ignore[type-arg]
    for address in ("/goda-exempel?nyckeltal=U99999", "/goda-exempel?lan=99", "/nyckeltal/U21349?grupp=xyz"):
        answer = pages.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 400, address
        assert f"”{address.rpartition('=')[2]}”" in words(answer.text)
    assert "gick inte att förstå" not in said(pages, "/goda-exempel?lan=17")


def test_no_raw_code_of_a_payer_reaches_a_reader(pages: TestClient) -> None:  # type: ignore[type-arg]
    known = {"skl", "socialstyrelsen", "kammarkollegiet", "regeringen"}
    keys = {row[name] for table, name in (("grant_tranches", "channel"), ("grant_programmes", "repay_to"))
            for row in csv.DictReader((PACKAGES / "stimulansmedel" / f"{table}.csv").open(encoding="utf-8"))
            if row[name]}  # fmt: skip
    assert keys <= known
    for path in ("/stimulansmedel", "/stimulansmedel/2013", "/stimulansmedel/2014", "/en/stimulansmedel/2013"):
        assert not re.search(r"\b(?:skl|kammarkollegiet|regional-association)\b", said(pages, path))


@pytest.mark.parametrize("address", ["/nyckeltal/U21349", "/en/nyckeltal/U21349", "/en/kommun/1785", "/riket"])
def test_a_sentence_is_followed_by_a_space(address: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    assert re.findall(r"[^>]*[.!?]</(?:strong|em|span)>\w[^<]{0,20}", pages.get(address).text) == []


def test_of_a_sample_of_residents_nobody_says_how_many_municipalities_were_asked(pages: TestClient) -> None:  # type: ignore[type-arg]
    ranked = pages.get("/api/v1/rankings/N00563").json()["meta"]
    assert (ranked["asked"], ranked["n"] > 0) == (None, True)
    compared = pages.get("/api/v1/compare?municipality=1785,1766&indicator=N00563,U21349&period=2022").json()["data"]
    asked = {one["indicator"]: {group["asked"] for group in one["groups"]} for one in compared}
    assert asked["N00563"] == {None}
    assert asked["U21349"] and None not in asked["U21349"]
