"""A new year that has only some of the questions: nothing told in short vanishes, and years stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from litestar.testing import TestClient
from reading import Reader
from worlds import copy_small_world

from publisher import edition
from publisher.fetch import fetch
from publisher.web import create_app

ELDERLY, DISABLED = "aldre-ordinart-boende", "funktionsnedsattning-ordinart-boende"
#: Name, service area, answers of Stockholm in 2022 and in 2023: 0, 1 and 2 on one scale, "ja" and "nej" on another.
QUESTIONS = {
    "X01": ("Lampor", ELDERLY, "2", "1"), "X02": ("Mattor", ELDERLY, "1", ""), "X03": ("Dörrar", ELDERLY, "2", ""),
    "X04": ("Spisar", ELDERLY, "0", ""), "X05": ("Knappar", DISABLED, "1", ""), "X06": ("Klockor", DISABLED, "2", ""),
    "X07": ("Sängar", DISABLED, "", "ja"),
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """The small world with seven more questions, of which two have answers for 2023."""
    settings = copy_small_world(tmp_path_factory.mktemp("new-year"))
    vocabulary = settings.vocab / "indicators.ttl"
    text = vocabulary.read_text(encoding="utf-8")
    scales = {id: re.findall(rf"indicator:{id} a .*?comparability\.full \.\n", text, re.DOTALL)[0]
              for id in ("U21349", "U20341")}  # fmt: skip
    for id, (name, service, *answers) in QUESTIONS.items():
        of = "U20341" if "ja" in answers else "U21349"
        block = scales[of].replace(of, id)
        block = re.sub(r'skos:prefLabel "[^"]*"@sv, "[^"]*"@en', f'skos:prefLabel "{name}"@sv, "{name} (en)"@en', block)
        block = re.sub(r"service-area\.[a-z-]+", f"service-area.{service}", block)
        text += "\n" + block.replace("subject.automatisering", "subject.valfardsteknik")
    vocabulary.write_text(text, encoding="utf-8")
    place = settings.packages / "digitala-las" / "dataset.yaml"
    declared = yaml.safe_load(place.read_text(encoding="utf-8"))
    declared["indicators"] = ["U21349", "U20341", *QUESTIONS]
    declared["source"]["values"] = {id: id for id in declared["indicators"]}
    del declared["notes"], declared["attach"]
    declared["source"]["marks"] |= {"": "leave-out"}
    place.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    rows = [",".join(["kommun", "år", *declared["indicators"]])]
    for area in ("0114", "0180", "0331", "1785"):
        for year, which in (("2022", 2), ("2023", 3)):
            given = [{"ja": "1"}.get(answers[which], answers[which]) for answers in QUESTIONS.values()]
            rows.append(",".join([area, year, "2" if year == "2022" else "", "1" if year == "2022" else "", *given]))
    assert settings.input is not None
    Path(settings.input / "digitala-las.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    fetch(settings, today="2024-01-30")
    edition.build(settings)
    with TestClient(create_app(settings), base_url=settings.base_url, raise_server_exceptions=True) as found:
        yield found


def strip(client: TestClient, address: str) -> dict[str, list[tuple[str, str]]]:  # type: ignore[type-arg]
    """The strip: each heading to the names of its rows and the values with their years."""
    found: dict[str, list[tuple[str, str]]] = {}
    table = re.search(r'<table class="strip">.*?</table>', client.get(address).text, re.DOTALL)
    assert table
    for body in table[0].split("<tbody>")[1:]:
        head, *rows = (re.sub(r"<[^>]*>", " ", row) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL))
        cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)[:2] for row in re.findall(r"<tr>.*?</tr>", body)]
        texts = [tuple(" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row) for row in cells]
        assert len(rows) >= len(texts)
        found[head.strip()] = [(name, value) for name, value in texts]
    return found


def test_the_strip_keeps_each_question_s_latest_answer_and_says_the_older_year(town: TestClient) -> None:  # type: ignore[type-arg]
    found = strip(town, "/kommun/0180")
    assert sorted(found["Välfärdsteknik: äldre i ordinärt boende"])[1:] == [
        ("Dörrar", "Breddinfört 2022"),
        ("Lampor", "Pilot- eller testverksamhet"),  # of 2023, the newest: no year
        ("Mattor", "Pilot- eller testverksamhet 2022"),
        ("Spisar", "Nej 2022"),
    ]
    assert sorted(found["Välfärdsteknik: personer med funktionsnedsättning i ordinärt boende"]) == [
        ("Klockor", "Breddinfört 2022"),
        ("Knappar", "Pilot- eller testverksamhet 2022"),
        ("Sängar", "Ja"),
    ]
    assert "Från 2023 där inget år står." in town.get("/kommun/0180").text


def test_the_strip_is_the_same_in_english(town: TestClient) -> None:  # type: ignore[type-arg]
    values = [value for rows in strip(town, "/en/kommun/0180").values() for _, value in rows]
    assert {"Broadly introduced 2022", "Pilot or test", "Pilot or test 2022", "No 2022", "Yes"} <= set(values)


@pytest.mark.parametrize(
    ("address", "heading"),
    [("/", "Välfärdsteknik: äldre i ordinärt boende, 2022–2023"), ("/en", "Welfare technology: older people in ")],
)
def test_the_start_page_draws_every_question_and_dates_the_older(
    town: TestClient,
    address: str,
    heading: str,  # type: ignore[type-arg]
) -> None:
    text = town.get(address).text
    figure = re.search(rf"<h3>{heading}.*?</ul>", text, re.DOTALL)
    assert figure
    labels = [re.sub(r"<[^>]*>", "", label).replace(" (en)", "")
              for label in re.findall(r'<span class="bar-label">(.*?)</span>', figure[0])]  # fmt: skip
    assert sorted(labels)[1:] == ["Dörrar (2022)", "Lampor", "Mattor (2022)", "Spisar (2022)"]


def test_the_analysis_counts_all_questions_and_says_from_which_years(town: TestClient) -> None:  # type: ignore[type-arg]
    text = Reader(town.get("/kommun/0180").text).text
    assert "2022–2023 (senaste svaret på varje fråga: 1 från 2023 och 4 från 2022) gav" in text
    text = Reader(town.get("/en/kommun/0180").text).text
    assert "2022–2023 (the latest answer to each question: 1 from 2023 and 4 from 2022)" in text
