"""A municipality fills in the form and sends it: what is wrong is told by file and line, else it is fetched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from litestar.testing import TestClient

from publisher import vocabulary
from publisher.examples.source import fetch, received
from publisher.sources.context import SourceContext
from publisher.vocabulary import Vocabulary

PROJECT = Path(__file__).parents[2]
FILLED = {
    "id": "las-i-eksund", "area": '"0180"', "year": '"2022"', "indicators": "[U21349]", "contact": "Hemtjänsten",
    "email": "hemtjanst@kommun.example", "reviewed": '"2026-11-01"',
}  # fmt: skip
TOLD = {
    "title": "Lås utan nyckel",
    "situation": "Nycklar tog tid.",
    "action": "Vi bytte lås.",
    "result": "En timme om dagen.",
}


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary.load(PROJECT / "vocab")


def filled(form: str, **other: str) -> str:
    for name, value in {**FILLED, **other}.items():
        form, done = re.subn(rf"(?m)^{name}:.*$", f"{name}: {value}", form)
        assert done == 1, name
    for name, text in TOLD.items():
        form = form.replace(f'{name}:\n  sv: ""', f'{name}:\n  sv: "{text}"')
    return form


@pytest.fixture(scope="module")
def form(pages: TestClient) -> str:  # type: ignore[type-arg]
    answer = pages.get("/goda-exempel/formular.yaml")
    assert answer.status_code == 200 and "exempel.yaml" in answer.headers["content-disposition"]
    return answer.text


def sent(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "datapackages" / "goda-exempel"
    (folder / "received").mkdir(parents=True)
    (folder / "stories.yaml").write_text("stories: []\n", encoding="utf-8")
    (folder / "received" / "eksund.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_form_that_is_filled_in_becomes_a_story(tmp_path: Path, form: str, words: Vocabulary) -> None:
    folder = sent(tmp_path, filled(form))
    assert received(folder.parent, words) == []
    context = SourceContext(
        dataset="goda-exempel", file="dataset.yaml", vocabulary=words, folder=folder, today="2026-11-29"
    )
    [row] = fetch({"kind": "stories"}, context).tables["stories"]
    assert (row["area"], row["title_sv"], row["indicators"], row["title_en"]) == (
        "0180",
        "Lås utan nyckel",
        "U21349",
        None,
    )


def test_an_empty_form_lacks_every_field_that_must_be_there(tmp_path: Path, form: str, words: Vocabulary) -> None:
    found = received(sent(tmp_path, form).parent, words)
    assert {problem.column for problem in found} >= {*FILLED, *TOLD} - {"email"}
    assert all(problem.file == "datapackages/goda-exempel/received/eksund.yaml" and problem.row for problem in found)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"area": '"9999"'}, "no municipality's code"),
        ({"indicators": "[U99999]"}, "U99999"),
        ({"indicators": "U21349"}, "list"),
        ({"contact": "x\nphone: 08"}, "not a field"),
        ({"year": "[2022"}, "YAML"),
    ],
)
def test_what_is_wrong_is_told_at_once(
    tmp_path: Path, form: str, words: Vocabulary, change: dict[str, str], told: str
) -> None:
    found = received(sent(tmp_path, filled(form, **change)).parent, words)
    assert any(told in f"{problem.fault} {problem.remedy}" for problem in found), found


def test_the_page_invites_and_leads_to_the_form(pages: TestClient) -> None:  # type: ignore[type-arg]
    page = pages.get("/goda-exempel").text
    assert 'href="/goda-exempel/formular.yaml"' in page and "Har din kommun något att berätta?" in page
    assert pages.get("/en/goda-exempel/formular.yaml").text != pages.get("/goda-exempel/formular.yaml").text
