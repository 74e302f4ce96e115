"""A municipality at one look: every number of some, drawn by lot, worked out from the data files alone."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from html import unescape
from pathlib import Path
from statistics import median

import pytest
from litestar.testing import TestClient

PACKAGES = Path(__file__).parents[2] / "datapackages"
#: The lot: change it and four others are drawn. Stockholm, Gotland (a county of its own) and one with much missing too.
LOT = random.Random(20261129)


def read() -> dict[tuple[str, str], dict[str, dict[str, str]]]:
    """Indicator and period to the municipalities' rows, sexes and services together."""
    found: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for path in sorted(PACKAGES.glob("*/observations.csv")):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            if len(row["area"]) == 4 and (row["sex"], row["service_area"]) == ("T", "_T"):
                found.setdefault((row["indicator"], row["period"]), {})[row["area"]] = row
    return found


ROWS = read()
CODES = sorted({area for rows in ROWS.values() for area in rows})
DRAWN = ["0180", "0980", "1783", *LOT.sample(CODES, 4)]


def values(indicator: str, period: str) -> dict[str, float]:
    return {area: float(row["value"]) for area, row in ROWS.get((indicator, period), {}).items() if row["value"]}


def cells_of(page: str) -> dict[str, list[str]]:
    """Indicator to the texts of its row."""
    table = page[page.index('<table class="strip">') : page.index("</table>", page.index('<table class="strip">'))]
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", table):
        id = re.search(r'href="[^"]*/lage/\d+/([^"?]+)', row)
        assert id is not None
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        found[id[1]] = [
            " ".join(unescape(re.sub(r"<[^>]*>", " ", cell)).replace("\u00a0", " ").split()) for cell in cells
        ]
    return found


def number(text: str) -> tuple[float, float]:
    """A number as it is written, and half a unit of its last decimal."""
    found = re.search(r"[−\d][\d ]*(?:,\d+)?", text)
    assert found is not None, text
    plain = found[0].strip().replace(" ", "").replace(",", ".").replace("−", "-")
    return float(plain), 0.5 * 10 ** -len(plain.partition(".")[2]) + 1e-9


def near(text: str, value: float) -> bool:
    told, half = number(text)
    return abs(told - value) <= half


@pytest.mark.parametrize("code", DRAWN)
def test_every_number_of_a_strip_is_what_the_data_files_say(code: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    like = [one["area"] for one in pages.get(f"/api/v1/municipalities/{code}/similar?limit=7").json()["data"]]
    county = [area for area in CODES if area[:2] == code[:2]]
    rows = cells_of(pages.get(f"/kommun/{code}").text)
    assert len(rows) > 40
    for indicator, cells in rows.items():
        own, groups, said = cells[1], cells[3:-1], cells[-1]
        latest = max(period for id, period in ROWS if id == indicator and values(id, period))
        known, about = values(indicator, latest), pages.get(f"/api/v1/indicators/{indicator}").json()["data"]
        steps = {float(step["code"]): step["label"] for step in about.get("steps") or []}
        if latest != "2022":
            assert latest in own, (indicator, own)
        if code not in known:
            assert not re.search(r"\d", own.replace(latest, "")), (indicator, own)
        elif steps:
            assert own.removesuffix(f" {latest}") == steps[known[code]], (indicator, own)
        else:
            assert near(own, known[code]), (indicator, own)
        everybody = [like, county, CODES] if len(county) > 1 else [like, CODES]
        assert len(groups) == len(everybody)
        for group, text in zip(everybody, groups, strict=True):
            inside = [known[area] for area in group if area in known]
            if text == "–":
                assert not inside or about["value_kind"] in {"count", "amount"} or len(inside) < 4, (indicator, group)
            elif steps:
                top = Counter(inside)[max(steps)]
                share = f"{100 * top / len(inside):.0f} %".replace("0 %", "0 %")
                few = "mindre än 1 %" if 0 < 100 * top / len(inside) < 0.5 else share
                assert text in {f"{top} av {len(inside)}", few}, (indicator, text)
            else:
                assert near(text, median(inside)), (indicator, text)
        moved = re.match(r"(Högre|Lägre) än då (.*?) ?(\d{4})$", said)
        if moved:
            before = values(indicator, moved[3])[code]
            apart = known[code] - before
            assert (apart > 0) == (moved[1] == "Högre") and abs(apart) >= (1 if steps else 0.9), (indicator, said)
            assert moved[2].strip() == steps[before] if steps else near(moved[2], before), (indicator, said)
        if (same := re.match(r"Som då.* (\d{4})$", said)) and steps:
            assert values(indicator, same[1])[code] == known[code], (indicator, said)


@pytest.mark.parametrize("code", ["01", "17", "14"])
def test_a_county_s_table_has_every_municipality_s_value_in_its_column(code: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    page = pages.get(f"/lan/{code}").text
    table = page[page.index('<table class="matrix">') : page.index("</table>", page.index('<table class="matrix">'))]
    columns = re.findall(r'<th scope="col"><a href="/kommun/(\d+)"', table)
    assert sorted(columns) == [area for area in CODES if area[:2] == code]
    legend = page[page.index('id="remsa"') : page.index('<table class="matrix">')]
    rows = re.findall(r'<tr><th scope="row"><a href="/nyckeltal/([^"]+)">.*?</tr>', table)
    assert len(rows) > 40
    for id, row in zip(rows, re.findall(r'<tr><th scope="row">.*?</tr>', table), strict=True):
        latest = max(period for one, period in ROWS if one == id and values(one, period))
        known, about = values(id, latest), pages.get(f"/api/v1/indicators/{id}").json()["data"]
        steps = {float(step["code"]): step["label"] for step in about.get("steps") or []}
        cells = re.findall(r'<td class="q-([\w-]+)">([^<]*)</td>', row)
        assert len(cells) == len(columns) and about["value_kind"] not in {"count", "amount"}
        for area, (mark, words) in zip(columns, cells, strict=True):
            text = unescape(words).replace("\u00a0", " ")
            if area not in known:
                assert mark in {"missing", "not-asked", "not-applicable"} and not re.search(r"\d", text), (id, area)
            else:
                assert text == steps[known[area]] if steps else near(text, known[area]), (id, area, text)
    assert legend.count('class="swatch"') >= 5


@pytest.mark.parametrize(
    ("page", "file"),
    [("/lan/17", "/lan/17/matris.svg"), ("/jamfor?kommun=0180,1785,1784", "/jamfor/matris.svg?kommun=0180,1785,1784")],
)
def test_municipalities_at_one_look_are_had_as_a_file_with_the_same_cells(
    page: str,
    file: str,
    pages: TestClient,  # type: ignore[type-arg]
) -> None:
    shown, drawn = pages.get(page).text, pages.get(file)
    table = shown[
        shown.index('<table class="matrix">') : shown.index("</table>", shown.index('<table class="matrix">'))
    ]
    names = re.findall(r'<th scope="col"><a href="/kommun/[^>]*>([^<]+)', table)
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', table)
    told = [
        f"{name}: {cell}"
        for row in rows
        for name, cell in zip(names, re.findall(r'<td class="q-[^>]*>([^<]*)', row), strict=True)
    ]
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert re.findall(r"<g [^>]*><title>([^<]*)", drawn.text) == told
    assert (
        f'href="{file.partition("?")[0]}' in shown and f'href="{file.partition("?")[0].replace("svg", "png")}' in shown
    )


def test_a_county_of_one_municipality_has_no_table_of_them(pages: TestClient) -> None:  # type: ignore[type-arg]
    assert 'class="matrix"' not in pages.get("/lan/09").text
    refused = pages.get("/lan/09/matris.svg")
    assert refused.status_code == 404 and (remedy := re.search(r"/kommun/\d+/remsa.svg", refused.text))
    assert pages.get(remedy[0]).status_code == 200
    moved = pages.get("/lan/varmland/matris.png", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, "/lan/17/matris.png")


def test_it_is_a_table_that_can_be_heard(pages: TestClient) -> None:  # type: ignore[type-arg]
    page = pages.get("/kommun/1785").text
    table = page[page.index('<table class="strip">') : page.index("</table>", page.index('<table class="strip">'))]
    assert re.search(r"<caption>Säffle: värdet på varje nyckeltal, och vad andra har</caption>", table)
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', table)
    assert heads == ["Nyckeltal", "Säffle", "På en skala", "Liknande", "Län", "Alla", "Sedan sist"]
    for row in re.findall(r'<tr><th scope="row">.*?</tr>', table):
        assert len(re.findall(r"<t[hd]\b", row)) == len(heads)
    assert table.count('scope="rowgroup"') == table.count("<tbody>") > 8
    assert not re.search(r'<svg class="track"(?![^>]*aria-label="[^"]{20})', table)


def test_it_is_had_as_a_file_and_in_a_frame_with_the_same_rows(pages: TestClient) -> None:  # type: ignore[type-arg]
    page, file = pages.get("/kommun/1785").text, pages.get("/kommun/1785/remsa.svg")
    assert file.headers["content-type"] == "image/svg+xml"
    frame = pages.get("/inbaddad/kommun/1785")
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    assert cells_of(frame.text) == cells_of(page)
    drawn = " ".join(re.findall(r"<text[^>]*>([^<]+)", file.text)).replace("\u00a0", " ")
    for cells in cells_of(page).values():
        assert all(text in drawn for text in cells[3:-1])
    assert file.text.count('class="own"') == page.count('class="own" cx')  # the legend's too
    assert 'src="http://pages.test/inbaddad/kommun/1785"' in unescape(page)


@pytest.mark.parametrize("path", ["/kommun/{}/remsa.svg", "/inbaddad/kommun/{}", "/en/inbaddad/kommun/{}"])
def test_a_name_in_its_address_leads_to_the_code_and_none_is_not_there(path: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    answer = pages.get(path.format("saffle"), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, path.format("1785"))
    assert pages.get(path.format("9999")).status_code == 404


def test_no_municipality_s_answers_are_said_to_be_lacking_with_how_the_nation_stood(pages: TestClient) -> None:  # type: ignore[type-arg]
    text = unescape(pages.get("/kommun/1785").text).replace("\u00a0", " ")
    lacking = re.sub(r"<[^>]*>", " ", text[text.index("Siffror per kommun finns inte") :].partition("</table>")[0])
    for subject in ("Digitala trygghetslarm", "E-tjänster", "Nationell patientöversikt"):
        assert subject in lacking
    assert "14 % 2014, 27 % 2015, 48 % 2016" in lacking
    published = int(pages.get("/api/v1/editions").json()["data"][0]["published"][:4])
    assert f"De senaste kommunsiffrorna här är från 2022, {published - 2022} år före utgåvan" in text


def test_the_page_is_light_and_without_script_and_goes_nowhere_else(pages: TestClient) -> None:  # type: ignore[type-arg]
    import gzip

    for code in DRAWN:
        text = pages.get(f"/kommun/{code}").text
        assert len(gzip.compress(text.encode())) < 50_000
        assert re.findall(r"<script\b[^>]*>", text) == re.findall(r'<script src="/static/[^>]*>', text)
        text = re.sub(r"<code>.*?</code>", "", text, flags=re.DOTALL)  # what others paste into their pages
        assert not re.search(r'(?:src|<link[^>]*stylesheet[^>]*href)="https?:', text)


@pytest.mark.parametrize("code", ["1785", "0180"])
def test_rows_can_be_narrowed_without_a_script(code: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    every = cells_of(pages.get(f"/kommun/{code}").text)
    changed = cells_of(pages.get(f"/kommun/{code}?visa=andrat").text)
    assert changed == {id: cells for id, cells in every.items() if re.match(r"(Högre|Lägre) än då", cells[-1])}
    lacking = cells_of(pages.get(f"/kommun/{code}?visa=saknas").text)
    assert lacking.keys() == {
        id for id, cells in every.items() if re.match("Saknas|Ej tillämpligt|Ej tillfråg", cells[1])
    }
    one = cells_of(pages.get(f"/kommun/{code}?amne=bredband").text)
    assert one and set(one) < set(every)


def test_further_are_told_of_only_where_most_of_the_similar_are(pages: TestClient) -> None:  # type: ignore[type-arg]
    like = [one["area"] for one in pages.get("/api/v1/municipalities/1785/similar?limit=7").json()["data"]]
    shown = cells_of(pages.get("/kommun/1785?visa=efter").text)
    assert shown
    for id in shown:
        latest = max(period for one, period in ROWS if one == id and values(id, period))
        known = values(id, latest)
        inside = [known[area] for area in like if area in known]
        assert 2 * sum(value > known["1785"] for value in inside) > len(inside) >= 4
