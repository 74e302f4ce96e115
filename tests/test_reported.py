"""Figures that readers say are wrong: whom to tell, and what became of each, from a file that people edit."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from in_process import Api
from worlds import copy_small_world, fetch_again, settings_of, world_of_its_own

from publisher import edition, package, vocabulary
from publisher.errors import Refused
from publisher.settings import Settings
from publisher.web import create_service

CORRECTED = {
    "date": "2024-02-01", "dataset": "bredband", "indicator": "N07900", "area": "0180", "period": "2022",
    "said": {"sv": "Siffran <b>är för låg.", "en": "The figure is too low."},
    "status": "corrected", "became": {"sv": "Den är rättad.", "en": "It has been corrected."},
}  # fmt: skip
OPEN = {
    "date": "2024-02-03", "dataset": "digitala-las",
    "said": {"sv": "Frågan är en annan.", "en": "The question is another."}, "status": "open",
}  # fmt: skip


def write(settings: Settings, text: object) -> None:
    said = text if isinstance(text, str) else yaml.safe_dump({"reported": text}, allow_unicode=True, sort_keys=False)
    (settings.packages / "reported.yaml").write_text(said, encoding="utf-8")


def served(settings: Settings) -> Api:
    edition.build(settings)
    return Api(create_service(settings, log=False))


def letter(page: str) -> tuple[str, str, str]:
    """To whom, subject and body of the letter that a page offers."""
    found = urlsplit(unescape(re.findall(r'href="(mailto:[^"]+)"', page)[0]))
    said = parse_qs(found.query)
    return found.path, said["subject"][0], said["body"][0]


@pytest.fixture(scope="module")
def kept(fetched_world: Path, built_edition: Settings, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """A site with two reports; ask it, change nothing."""
    world = settings_of(world_of_its_own(fetched_world, built_edition, tmp_path_factory.mktemp("reported") / "world"))
    write(world, [CORRECTED, OPEN])
    return served(world)


def test_reports_stand_on_their_page_the_newest_first_and_where_they_concern_something(kept: Api) -> None:
    page = kept.ask("/rapporterat").text
    assert page.index("Frågan är en annan.") < page.index("Siffran &lt;b&gt;är för låg.") < page.index("Den är rättad.")
    assert "Ses över" in page and "Rättad" in page and "<b>är" not in page
    assert "The figure is too low." in kept.ask("/en/rapporterat").text
    for path, link in (
        ("/nyckeltal/N07900", "/rapporterat?nyckeltal=N07900"), ("/kommun/0180", "/rapporterat?kommun=0180"),
        ("/data/digitala-las", "/rapporterat?datamangd=digitala-las"),
    ):  # fmt: skip
        assert link in kept.ask(path).text
        narrowed = kept.ask(link)
        assert narrowed.status_code == 200 and narrowed.text.count("small-head") == 1
    assert "/rapporterat" not in kept.ask("/nyckeltal/N00563").text
    assert "/rapporterat</loc>" in kept.ask("/sitemap.xml").text
    assert kept.ask("/rapporterat?nyckeltal=N0790").status_code == 400


def test_the_api_lists_them_in_its_formats_and_narrows(kept: Api) -> None:
    every = kept.json("reported?lang=en")["data"]
    assert [(one["status"], one["area"], one["became"]) for one in every] == [
        ("open", None, None), ("corrected", "0180", "It has been corrected."),
    ]  # fmt: skip
    assert [one["date"] for one in kept.json("reported?area=Stockholm")["data"]] == ["2024-02-01"]
    table = kept.ask("/api/v1/reported?format=csv&lang=all").text.splitlines()
    assert table[0].split(",")[:6] == ["date", "dataset", "indicator", "area", "period", "status"] and len(table) == 3
    assert kept.json("reported?indicator=N00563")["meta"]["left_out"][0]["code"] == "no-reports"


def test_a_site_without_the_file_has_no_page_and_no_link(api: Api) -> None:
    assert api.ask("/rapporterat").status_code == 404
    assert api.json("reported")["data"] == []
    for path in ("/", "/nyckeltal/N07900", "/kommun/0180", "/sitemap.xml"):
        assert "/rapporterat" not in api.ask(path).text


def test_a_report_makes_a_new_edition(small_world: Settings) -> None:
    first = edition.build(small_world)
    write(small_world, [OPEN])
    second = edition.build(small_world)
    assert second != first
    assert edition.build(small_world) == second


def test_every_page_says_whom_to_write_to_with_address_and_edition(tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    site, own = settings.packages / "catalog.yaml", settings.packages / "bredband" / "dataset.yaml"
    site.write_text(site.read_text(encoding="utf-8").replace("data@example.invalid", "siffror@kommun.test"))
    with own.open("a", encoding="utf-8") as file:
        file.write("contact: {name: {sv: Vi, en: We}, email: 'bredband?cc=x@kommun.test'}\n")
    fetch_again(settings, "2023-03-28")
    api = served(settings)
    for path in (
        "/kommun/0180", "/lan/01", "/riket", "/nyckeltal/N07900", "/jamfor?kommun=0180,1785", "/data/bredband",
    ):  # fmt: skip
        to, subject, body = letter(api.ask(path).text)
        mine = "bredband" in path or "N07900" in path
        assert to == ("bredband%3Fcc%3Dx@kommun.test" if mine else "siffror@kommun.test")
        assert subject.endswith("Den här siffran är fel")
        place = urlsplit(body.splitlines()[-1])
        assert place.path == path.partition("?")[0] and parse_qs(place.query)["utgava"]
    page = api.ask("/en/nyckeltal/N07900?kommun=0180").text
    assert "This figure is wrong" in page
    assert re.search(r"Access to broadband.*2022: Stockholm \d", letter(page)[2])


def test_who_names_nobody_to_write_to_has_no_letter(api: Api) -> None:
    page = api.ask("/kommun/0180").text
    assert "mailto:" not in page and "En siffra här är fel" in page


def test_several_municipalities_are_marked_in_an_indicator(api: Api) -> None:
    page = api.ask("/nyckeltal/N07900?kommun=0180,1785").text
    assert page.count('<tr class="here">') == 2
    assert "/jamfor?kommun=0180,1785" in page and "fordelning.svg?kommun=0180,1785" in page
    assert api.ask("/nyckeltal/N07900?kommun=0180&kommun=1785").text.count('<tr class="here">') == 2
    assert api.ask("/nyckeltal/N07900?kommun=0180,9999").status_code == 400


def changed(**words: object) -> list[dict[str, object]]:
    return [{name: word for name, word in {**CORRECTED, **words}.items() if word is not None}]


@pytest.mark.parametrize(
    ("text", "rule", "row", "remedy"),
    [
        (changed(date="2024-02-31"), "wrong-shape", 2, "2026-11-21"),
        (changed(date=None), "missing-field", 2, "Add it."),
        (changed(dataset="bredban"), "unknown-reference", 3, "Meant 'bredband'?"),
        (changed(indicator="U21349"), "unknown-indicator", 4, "Known: N00563, N07900."),
        (changed(area="0181"), "unknown-area", 5, "Meant '0180'?"),
        (changed(period="2022-13"), "bad-period", 6, "2022-Q1"),
        (changed(said={"sv": "Fel."}), "missing-language", 7, "en: …"),
        (changed(said="Fel."), "wrong-shape", 7, "sv: …"),
        (changed(status="correct"), "unknown-status", 10, "Meant 'corrected'?"),
        (changed(became=None), "missing-field", 2, "status: open"),
        (changed(who="A reader"), "unknown-field", 14, "Known: date"),
        ("reported: {date: 2024-02-01}\n", "wrong-shape", 1, "- {date:"),
        ("reports: []\n", "unknown-field", 1, "Meant 'reported'?"),
        ("reported:\n- said: [\n", "yaml-unreadable", None, "quotes"),
        ("reported:\n- wrong\n", "wrong-shape", 2, "date, dataset"),
    ],
)
def test_each_wrong_word_has_place_and_remedy(
    small_world: Settings, text: object, rule: str, row: int | None, remedy: str
) -> None:
    write(small_world, text)
    words = vocabulary.load(small_world.vocab)
    found = [p for p in package.problems(small_world.packages, words) if p.file == "datapackages/reported.yaml"]
    mine = [p for p in found if p.rule == rule]
    assert mine and remedy in mine[0].remedy
    assert row is None or mine[0].row == row
    with pytest.raises(Refused):
        edition.build(small_world)


def test_a_right_file_has_no_fault_and_neither_has_an_empty_list(small_world: Settings) -> None:
    words = vocabulary.load(small_world.vocab)
    before = package.problems(small_world.packages, words)
    for text in ([CORRECTED, OPEN], []):
        write(small_world, text)
        assert package.problems(small_world.packages, words) == before
    (small_world.packages / "reported.yaml").unlink()
    Path(small_world.packages / "reported.yaml").mkdir()
    assert any("reported.yaml" in p.file for p in package.problems(small_world.packages, words))
