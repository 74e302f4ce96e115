"""What the address of a page asks for is understood, or refused with what is near; other names are ignored."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient

HTML = {"Accept": "text/html"}

#: Addresses with a value that is not understood, and what the answer must name.
WRONG = (
    ("/nyckeltal/U21349?ar=1899", "2022"),
    ("/nyckeltal/U21349?ar=senaste", "2022"),
    ("/nyckeltal/U21349?grupp=xyz", "skr2023"),
    ("/nyckeltal/U21349?ordning=storst", "varde"),
    ("/nyckeltal/U21349?kommun=Sefle", "Säffle"),
    ("/nyckeltal/U21349?kommun=0199", "0191"),
    ("/nyckeltal/U21349/karta.svg?ar=1899", "2022"),
    ("/nyckeltal/U21349/grupper.svg?grupp=lanet", "lan"),
    ("/inbaddad/nyckeltal/U21349/karta?ar=1899", "2022"),
    ("/inbaddad/nyckeltal/U21349/karta?kommun=Sefle", "1785"),
    ("/goda-exempel?nyckeltal=U99999", "U"),
    ("/goda-exempel?lan=99", "09"),
    ("/goda-exempel?lan=Skone", "12"),
    ("/goda-exempel?kommun=9999", "1499"),
    ("/goda-exempel?kommun=Saffel", "1785"),
    ("/andringar?datamangd=valfardstek", "valfardsteknik"),
    ("/andringar?nyckeltal=U2134", "U21349"),
    ("/andringar?kommun=Stokholm", "0180"),
    ("/andringar?sedan=igar", "2024-01-30"),
    ("/andringar?sedan=2024-02-31", "2024-01-30"),
    ("/andringar?sida=sista", "1"),
    ("/andringar?sida=0", "1"),
    ("/andringar?sida=99999", "1"),
    ("/lan/01?nyckeltal=U99999", "U"),
    ("/riket?nyckeltal=hissar", "U"),
    ("/jamfor?kommun=0180,Stokholm", "Stockholm"),
    ("/jamfor?kommun=0180&nyckeltal=U2134", "U21349"),
    ("/jamfor?kommun=0180&ar=1899", "199"),
    ("/jamfor?kommun=0180&ordning=omvand", "skillnad"),
    ("/jamfor?kommun=0180&karta=U99999", "U"),
    ("/jamfor?kommun=0180&vikter=befolkn:2", "befolkning"),
    ("/jamfor?kommun=0180&vikter=befolkning:11", "0–10"),
    ("/jamfor?kommun=0180&vikt-befolkning=mycket", "0–10"),
    ("/jamfor/U21349.svg?kommun=Stokholm", "kommun"),
    ("/kommun/0180?utgava=senaste", "20"),
    ("/kommun/0180?utgava=2024-13-01", "20"),
    ("/kommun/0180?citering=endnote", "bib"),
    ("/nyckeltal/U21349?ar=2021&ar=2022", "ar"),
)


@pytest.mark.parametrize(("address", "named"), WRONG)
def test_a_value_that_is_not_understood_is_refused_with_what_is_near(
    address: str,
    named: str,
    pages: TestClient,  # type: ignore[type-arg]
) -> None:
    for prefix in ("", "/en"):
        answer = pages.get(prefix + address, headers=HTML)
        assert answer.status_code == 400
        assert named in answer.text
        assert "Traceback" not in answer.text


def test_programs_are_told_the_same_as_data(pages: TestClient) -> None:  # type: ignore[type-arg]
    problem = pages.get("/goda-exempel?nyckeltal=U2134", headers={"Accept": "application/json"}).json()
    assert (problem["status"], problem["parameter"]) == (400, "nyckeltal")
    assert "U21349" in problem["nearest"]
    problem = pages.get("/nyckeltal/U21349?grupp=xyz", headers={"Accept": "application/json"}).json()
    assert {"skr2023", "lan"} <= set(problem["allowed"])


@pytest.mark.parametrize(
    "address",
    ["/nyckeltal/U21349?ar=2022&grupp=lan&ordning=namn&kommun=säffle", "/goda-exempel?lan=17",
     "/goda-exempel?lan=Skåne",
     "/andringar?sedan=2024&sida=1", "/andringar?sedan=2024-01-30&datamangd=valfardsteknik&kommun=Stockholms stad",
     "/lan/01?nyckeltal=u21349", "/jamfor?kommun=0180,1785&nyckeltal=U21349&ar=2022&karta=U21349",
     "/nyckeltal/U21349?ar=&grupp=&kommun=", "/andringar?datamangd=&nyckeltal=&kommun=&sedan=&sida="],
)  # fmt: skip
def test_what_is_understood_is_answered_and_what_a_form_left_empty_was_not_given(
    address: str,
    pages: TestClient,  # type: ignore[type-arg]
) -> None:
    assert pages.get(address, headers=HTML).status_code == 200


def test_the_feed_is_in_the_languages_there_are(pages: TestClient) -> None:  # type: ignore[type-arg]
    assert pages.get("/feed.atom?lang=fi").status_code == 400


@pytest.mark.parametrize("address", ["/catalog?format=docx", "/catalog?page=sista"])
def test_forms_of_descriptions_are_those_there_are(address: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    assert pages.get(address, headers={"Accept": "*/*"}).status_code == 400


TRACKED = "utm_source=brev&fbclid=abc&gclid=1&mc_cid=x"


@pytest.mark.parametrize("path", ["/", "/en/kommun/1785", "/nyckeltal/U21349", "/andringar", "/data", "/metod", "/sok"])
def test_a_parameter_that_is_not_ours_changes_nothing(path: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    plain, tracked = pages.get(path), pages.get(f"{path}?{TRACKED}")
    assert (plain.status_code, tracked.status_code) == (200, 200)
    assert tracked.text == plain.text


def test_a_comparison_is_shared_without_what_tracked_the_reader(pages: TestClient) -> None:  # type: ignore[type-arg]
    answer = pages.get(f"/jamfor?kommun=0180,1785&{TRACKED}", follow_redirects=False)
    assert answer.status_code == 200
    assert "fbclid" not in answer.text


def test_the_api_takes_no_parameter_it_does_not_know(pages: TestClient) -> None:  # type: ignore[type-arg]
    assert pages.get(f"/api/v1/areas?{TRACKED}").status_code == 400


def test_good_examples_can_be_narrowed_to_a_municipality(pages: TestClient) -> None:  # type: ignore[type-arg]
    whole = pages.get("/goda-exempel").text.partition("<main")[2]
    code = re.search(r'href="[^"]*/kommun/(\d{4})"', whole)
    assert code is not None
    page = pages.get(f"/goda-exempel?kommun={code[1]}").text.partition("<main")[2]
    assert {code[1]} == set(re.findall(r'href="[^"]*/kommun/(\d{4})"', page))
