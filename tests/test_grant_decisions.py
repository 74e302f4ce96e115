"""Decisions on grants rest on a report, are refused in one sentence each, and are told from file to page."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from in_process import Api
from openpyxl import load_workbook
from test_grant_reports import run
from test_grants import DATASET, TODAY, fetch, filled
from worlds import PROJECT

from publisher import edition, package, vocabulary
from publisher.errors import NotThere, Problem, Severity
from publisher.grants import decisions, source
from publisher.new import make
from publisher.package import problems
from publisher.settings import Settings
from publisher.sources.context import Fetched
from publisher.vocabulary import Vocabulary
from publisher.web import create_service

DECISION = {
    "programme": "2018", "recipient": "0162", "decided": "2019-05-02", "body": "Myndigheten", "decision": "repay",
    "amount": 132368, "conditions": ["2018-redovisning"],
    "grounds": {"sv": "Allt användes inte.", "en": "Not all was used."},
}  # fmt: skip


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary.load(PROJECT / "vocab")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, words: Vocabulary) -> Fetched:
    """The project's programmes and a report of Danderyd's."""
    return fetch(words, filled(tmp_path_factory.mktemp("reported"), words))


def decided(folder: Path, name: str = "2018-0162.yaml", **changed: Any) -> Path:
    """A dataset's folder with a decision in it."""
    path = folder / "decisions" / name
    path.parent.mkdir(exist_ok=True)
    values = {word: value for word, value in (DECISION | changed).items() if value is not None}
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return folder


def wrong(words: Vocabulary, folder: Path) -> list[Problem]:
    return [problem for problem in fetch(words, folder).problems if problem.severity is Severity.ERROR]


def test_a_decision_becomes_a_row_with_a_source_of_its_own(tmp_path: Path, words: Vocabulary) -> None:
    fetched = fetch(words, decided(filled(tmp_path, words), repaid=132368, repaid_on="2019-06-01"))
    assert [problem for problem in fetched.problems if problem.severity is Severity.ERROR] == []
    (row,) = fetched.tables["grant_decisions"]
    assert ("0162", 132368, "2018-redovisning", "2019-06-01", "beslut-2018-0162") == tuple(
        row[name] for name in ("recipient", "amount", "conditions", "repaid_on", "source")
    )
    assert "beslut-2018-0162" in {one.id for one in fetched.sources}


@pytest.mark.parametrize(
    ("changed", "rule", "said"),
    [
        ({"recipient": "0160"}, "decision-without-report", "Täby has no report in 2018"),
        ({"conditions": ["2018-redovisnng"]}, "unknown-condition", "Nearest known: 2018-redovisning"),
        ({"amount": 1132369}, "repayment-above-granted", "1132369 is more than Danderyd was given, 1132368"),
        ({"decided": "2019-01-31"}, "decided-before-report", "before the report, which was received 2019-02-01"),
        ({"decided": "2027-01-01"}, "date-to-come", f"a day to come; today is {TODAY}"),
        ({"decided": "2 maj"}, "not-a-date", "Write it as 2026-05-12"),
        ({"grounds": {"sv": "Så."}}, "missing-language", "there is no reason in 'en'"),
        ({"grounds": "Så."}, "missing-language", "there is no reason in 'en'"),
        ({"recipient": "9999"}, "unknown-recipient", "'9999' is not a recipient."),
        ({"recipient": "Danderid"}, "unknown-recipient", "Nearest known: Danderyd"),
        ({"recipient": "01"}, "unknown-recipient", "a municipality is expected"),
        ({"programme": "2028"}, "unknown-programme", "'2028' is no programme. Nearest known"),
        ({"decision": "repaid"}, "unknown-decision", "Nearest known: repay"),
        ({"amount": "50 tkr"}, "amount-not-kronor", "Write digits only"),
        ({"amount": 0}, "repayment-of-nothing", "or the decision 'approved'"),
        ({"decision": "approved"}, "approved-with-repayment", "yet 132368 is to be repaid"),
        ({"repaid": 5}, "repayment-incomplete", "Write 'repaid_on' too"),
        ({"repaid": 0, "repaid_on": "2019-06-01"}, "repayment-of-nothing", "until something has been"),
        ({"repaid": 132369, "repaid_on": "2019-06-01"}, "repaid-above-decided", "more than the 132368 decided"),
        ({"repaid": 5, "repaid_on": "2019-05-01"}, "repaid-before-decided", "before the decision of 2019-05-02"),
        ({"body": None}, "decision-incomplete", "the decision has no 'body'"),
        ({"body": ["Myndigheten"]}, "declaration", "['Myndigheten'] is not text. Write text."),
        ({"source": {"id": "x"}}, "declaration", "{'id': 'x'} is not text."),
        ({"decision": []}, "declaration", "[] is not text."),
        ({"conditions": True}, "declaration", "True is not text."),
        ({"conditions": 5}, "unknown-condition", "'5' is no condition"),
        ({"conditions": [["2018-redovisning"]]}, "declaration", "['2018-redovisning'] is not text."),
        ({"bdy": "x"}, "unknown-property", "Nearest known: body"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_in_a_sentence_with_its_place(
    reported: Fetched, words: Vocabulary, changed: dict[str, Any], rule: str, said: str
) -> None:
    values = {word: value for word, value in (DECISION | changed).items() if value is not None}
    entry = decisions.written(values, "decisions/2018-0162.yaml", lambda word: (7, word))
    forms = source.forms(DATASET / "grants.yaml", words)
    (problem,) = decisions.checked([entry], reported.tables, forms, today=TODAY, languages=("sv", "en"))[1]
    assert (rule, "decisions/2018-0162.yaml", 7) == (problem.rule, problem.file, problem.row)
    assert said in f"{problem.fault} {problem.remedy}"
    assert problem.column in (*decisions.WORDS, "bdy")


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, words: Vocabulary) -> None:
    folder = decided(filled(tmp_path, words), amount=9999999, decided="2019-01-01", grounds={"en": "So."})
    decided(folder, name="b.yaml", recipient="Danderyd")
    told = wrong(words, folder)
    assert {"repayment-above-granted", "decided-before-report", "missing-language", "decision-twice"} == {
        problem.rule for problem in told
    }
    assert [
        "the first is in datapackages/stimulansmedel/decisions/2018-0162.yaml" in p.fault
        for p in told
        if p.rule == "decision-twice"
    ] == [True]


def test_where_every_report_is_kept_one_that_never_came_can_be_decided_on(tmp_path: Path, words: Vocabulary) -> None:
    folder = decided(filled(tmp_path, words), recipient="0160", amount=2184700)
    path = folder / "grants.yaml"
    before, _, after = path.read_text(encoding="utf-8").partition('- id: "2018"')
    path.write_text(
        before + '- id: "2018"' + after.replace("reports_complete: false", "reports_complete: true", 1),
        encoding="utf-8",
    )
    assert wrong(words, folder) == []


def workbook(words: Vocabulary, folder: Path, **filled_in: Any) -> Path:
    """The workbook of 2018 with the decision on Danderyd filled in."""
    forms = source.forms(folder / "grants.yaml", words)
    path = folder / "decisions" / "beslut.xlsx"
    path.parent.mkdir(exist_ok=True)
    decisions.write_form(forms["2018"], fetch(words, folder).tables, path)
    book = load_workbook(path)
    keys, *rows = list(book[decisions.SHEET].iter_rows(min_row=3))
    for row in rows:
        if str(row[0].value).startswith("0162"):
            for key, cell in zip(keys, row, strict=True):
                cell.value = filled_in.get(key.value, cell.value)
    book.save(path)
    return folder


BY_HAND = {
    "decision": "Återbetalning", "amount": 132368, "decided": "2019-05-02", "body": "Myndigheten",
    "grounds_sv": "Allt användes inte.", "grounds_en": "Not all was used.",
}  # fmt: skip


def test_the_workbook_lists_who_waits_with_verdicts_and_is_read_back(tmp_path: Path, words: Vocabulary) -> None:
    folder = workbook(words, filled(tmp_path, words), **BY_HAND)
    rows = list(load_workbook(folder / "decisions/beslut.xlsx")[decisions.SHEET].iter_rows(min_row=5, values_only=True))
    danderyd = next(row for row in rows if row[0] == "0162 Danderyd")
    assert danderyd[1] == "2018-tak: uppfyllt; 2018-redovisning: uppfyllt"
    assert len(rows) == 8
    fetched = fetch(words, folder)
    (row,) = fetched.tables["grant_decisions"]
    assert ("0162", "repay", 132368, "2019-05-02") == tuple(
        row[n] for n in ("recipient", "decision", "amount", "decided")
    )


def test_a_fault_in_the_workbook_has_its_cell(tmp_path: Path, words: Vocabulary) -> None:
    folder = workbook(words, filled(tmp_path, words), **(BY_HAND | {"grounds_en": "", "decision": "Avslag"}))
    told = {problem.rule: problem for problem in wrong(words, folder)}
    assert {"missing-language", "unknown-decision"} == set(told)
    assert "beslut.xlsx: Beslut" in told["missing-language"].file
    assert told["unknown-decision"].column == f"D{told['unknown-decision'].row}"


def test_what_is_no_workbook_of_decisions_is_told(tmp_path: Path, words: Vocabulary) -> None:
    folder = filled(tmp_path, words)
    (folder / "decisions").mkdir()
    (folder / "decisions/notes.txt").write_text("Hej", encoding="utf-8")
    with pytest.raises(source.SourceError, match="'publisher grants form' makes, or move the file away"):
        fetch(words, folder)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "site"
    make(folder, "2026-11-29", example="grants")
    return folder


def test_the_example_is_a_site_where_a_decision_and_a_repayment_are_seen(demonstration: Path) -> None:
    settings = Settings(
        packages=demonstration / "datapackages", vocab=demonstration / "vocab", build=demonstration / "build",
        datasette_config=demonstration / "datasette_config", quiet=True,
    )  # fmt: skip
    assert problems(settings.packages, vocabulary.load(settings.vocab, package.told_in(settings.packages))) == []
    edition.build(settings)
    api = Api(create_service(settings, log=False))
    page = api.ask("/stimulansmedel/demo").text.replace("\u00a0", " ")
    for words in ("Återbetalning, 50 000 kr", "Återbetalat 50 000 kr den 18 juni 2024", "Godkänt", "20 juni 2024"):
        assert words in page
    assert api.ask("/en/kommun/9902").status_code == api.ask("/").status_code == 200
    changes = (settings.packages / "stimulansmedel/CHANGES.md").read_text(encoding="utf-8")
    assert "Provköping (invented) demo: repaid SEK\u00a050,000 2024-06-18." in changes


def test_a_decision_and_a_repayment_are_entered_from_the_command_line(demonstration: Path) -> None:
    arguments = ["demo", "Diktamåla (påhittad)", "--decision", "repay", "--amount", "100001", "--body", "Myndigheten",
                 "--reason", "Ingen redovisning."]  # fmt: skip
    code, said = run(demonstration, "grants", "decide", *arguments)
    assert code == 1
    assert "100001 is more than Diktamåla (påhittad) was given, 100000" in said
    assert "there is no reason in 'en'" in said and "Nothing was changed." in said
    path = demonstration / "datapackages/stimulansmedel/decisions/demo-9904.yaml"
    assert not path.exists()
    arguments[5] = "100000"
    assert run(demonstration, "grants", "repaid", "demo", "9904", "--amount", "1")[0] == 1
    code, said = run(
        demonstration, "grants", "decide", *arguments, "--reason-en", "No report.", "--decided", "2024-05-20"
    )
    assert (code, path.exists()) == (0, True), said
    assert "Next: publisher fetch stimulansmedel" in said
    code, said = run(demonstration, "grants", "decide", *arguments, "--reason-en", "No report.")
    assert code == 1 and "decision-twice" in said
    for amount in ("0", "-1"):
        code, said = run(demonstration, "grants", "repaid", "demo", "9904", "--amount", amount, "--on", "2024-06-01")
        assert code == 1 and "Nothing was changed." in said, said
        assert "repaid_on" not in path.read_text(encoding="utf-8")
    code, said = run(demonstration, "grants", "repaid", "demo", "9904", "--amount", "100000", "--on", "2024-06-01")
    assert code == 0, said
    code, said = run(demonstration, "fetch", "stimulansmedel", "--date", "2026-11-29")
    assert code == 0, said
    assert "Diktamåla (invented) demo: decision 2024-05-20: repayment of SEK\u00a0100,000; repaid" in said


def test_what_the_examples_readme_says_works_word_for_word(
    demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    shutil.copytree(demonstration, site)
    (site / "datapackages/stimulansmedel/decisions/demo-9904.yaml").unlink(missing_ok=True)
    monkeypatch.chdir(site)
    said = (site / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
    verbs = [shlex.split(line, comments=True)[1:] for line in said.splitlines() if line.startswith("    publisher ")]
    assert [words[:2] for words in verbs[1:4]] == [["report-form", "demo"], ["grants", "form"], ["grants", "decide"]]
    for words in verbs[1:4]:
        code, told = run(site, *words)
        assert code == 0, told
    filled = (site / "beslut.xlsx").read_bytes()
    for words in verbs[1:3]:  # a form is never laid over one that may have been filled in
        code, told = run(site, *words)
        assert code == 1 and "Give another name, or move it away." in told
    assert (site / "beslut.xlsx").read_bytes() == filled


def test_an_example_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotThere, match="There are: grants"):
        make(tmp_path / "x", "2026-11-29", example="grant")
