"""One name, one area, in every door: official, spoken and English names in API, pages, search and ready questions."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from in_process import Api
from worlds import PROJECT, settings_of

from publisher import edition
from publisher.fetch import fetch
from publisher.web import create_service

#: Two that are in the packages, and others that are not: what is held is that each door means the same area.
MUNICIPALITIES = {
    "Stockholms stad": "0180", "City of Stockholm": "0180", "STOCKHOLMS KOMMUN": "0180", "stockholm": "0180",
    "Heby kommun": "0331", "Heby i Västmanland": "0331", "Heby i Uppsala län": "0331", "saffle": "1785",
    "Säffle, Värmland": "1785", "Upplands-Väsby": "0114", "Malmö stad": "1280", "Borås Stad": "1490",
    "Göteborgs Stad": "1480", "Gothenburg": "1480", "Helsingborgs stad": "1283", "Lidingö stad": "0186",
    "Region Gotland": "0980", "Dals-Eds kommun": "1438", "Municipality of Malmö": "1280", "Habo": "0643",
    "Håbo kommun": "0305",
}  # fmt: skip
COUNTIES = {
    "Scania": "12", "Region Skåne": "12", "Västra Götalandsregionen": "14", "Region Stockholm": "01",
    "Stockholms län": "01", "Uppsala County": "03", "Värmland": "17", "Gotlands län": "09",
}  # fmt: skip


@pytest.fixture(scope="module")
def api(fetched_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The small world's packages in a country of all 290 municipalities."""
    folder = tmp_path_factory.mktemp("names") / "world"
    shutil.copytree(fetched_world, folder)
    for name in ("areas.ttl", "groups.ttl"):
        shutil.copy(PROJECT / "vocab" / name, folder / "vocab" / name)
    fetch(settings_of(folder), today="2024-01-30", descriptions=True)
    edition.build(settings_of(folder))
    return Api(create_service(settings_of(folder), log=False))


@pytest.mark.parametrize(("name", "code"), MUNICIPALITIES.items())
def test_a_municipality_is_the_same_in_every_door(name: str, code: str, api: Api) -> None:
    written = quote(name)
    label = api.json(f"areas/{code}")["data"]["label"]
    assert api.ask(f"/api/v1/areas/{written}").headers["location"].endswith(f"/areas/{code}")
    assert api.json(f"observations?area={written}")["data"] == api.json(f"observations?area={code}")["data"]
    page = api.ask(f"/kommun/{written}", accept="text/html")
    assert (page.status_code, page.headers["location"]) == (301, f"/kommun/{code}")
    found = api.ask(f"/sok?q={written}", accept="text/html")
    assert f"/kommun/{code}" in (found.headers.get("location") or found.text)
    compared = api.ask(f"/jamfor?kommun={written}", accept="text/html")
    assert f"kommun={code}" in unquote(compared.headers.get("location") or compared.text)
    asked = api.ask(f"/explore/ehalsa/kommunens-varden.json?_shape=array&kommun={written}").json()
    assert asked == api.ask(f"/explore/ehalsa/kommunens-varden.json?_shape=array&kommun={quote(label)}").json()
    assert bool(asked) == (code in ("0114", "0180", "0331", "1785"))
    form = api.ask(f"/explore/ehalsa/jamfor-tva-kommuner?kommun_1={written}&kommun_2=0180", accept="text/html")
    assert form.status_code == 200 and f'value="{label}"' in form.text


@pytest.mark.parametrize(("name", "code"), COUNTIES.items())
def test_a_county_is_the_same_in_every_door(name: str, code: str, api: Api) -> None:
    written = quote(name)
    label = api.json(f"areas/{code}")["data"]["label"]
    assert api.ask(f"/api/v1/areas/{written}").headers["location"].endswith(f"/areas/{code}")
    page = api.ask(f"/lan/{written}", accept="text/html")
    assert (page.status_code, page.headers["location"]) == (301, f"/lan/{code}")
    found = api.ask(f"/sok?q={written}", accept="text/html")
    assert f"/lan/{code}" in (found.headers.get("location") or found.text)
    county = api.ask(f"/explore/ehalsa/digitala-las?lan={written}", accept="text/html")
    assert county.status_code == 200 and f'value="{label}"' in county.text


@pytest.mark.parametrize(("name", "near"), [("Malmöö", "1280"), ("Stokholm", "0180"), ("Gothenberg", "1480")])
def test_of_a_name_that_is_nobodys_each_door_says_what_is_near(name: str, near: str, api: Api) -> None:
    written, label = quote(name), api.json(f"areas/{near}")["data"]["label"]
    assert near in api.problem(f"areas/{written}", 404)["nearest"]
    assert near in api.problem(f"observations?area={written}", 404)["nearest"]
    assert near in api.problem(f"/explore/ehalsa/kommunens-varden.json?kommun={written}", 404)["nearest"]
    assert (
        near
        in api.problem(f"/explore/ehalsa/jamfor-tva-kommuner.json?kommun_1={written}&kommun_2=0180", 404)["nearest"]
    )
    page = api.ask(f"/kommun/{written}", accept="text/html")
    assert page.status_code == 404 and f"Menade du {label}" in page.text
