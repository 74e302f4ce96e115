"""Conditions say what the texts say, proposals stay within what was paid, forms lose nothing."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from worlds import some

from publisher.errors import Problem, Severity
from publisher.grants import Assessment, Facts, Verdict, assess, judge, propose
from publisher.grants import source as grants
from publisher.grants.form import SHEET, write_form
from publisher.sources.context import Fetched, SourceContext
from publisher.translation import learn
from publisher.vocabulary import Vocabulary, load

PROJECT = Path(__file__).parents[1]
DATASET = PROJECT / "datapackages" / "stimulansmedel"
TODAY = "2026-11-21"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load(PROJECT / "vocab")


def context(vocabulary: Vocabulary, folder: Path) -> SourceContext:
    return SourceContext(
        dataset="stimulansmedel",
        file="datapackages/stimulansmedel/dataset.yaml",
        folder=folder,
        vocabulary=vocabulary,
        today=TODAY,
    )


def fetch(vocabulary: Vocabulary, folder: Path) -> Fetched:
    return grants.fetch(
        {"kind": "grants", "file": "grants.yaml", "reports": "reports/*.xlsx"}, context(vocabulary, folder)
    )


def faults(fetched: Fetched) -> list[Problem]:
    """What is wrong; that no report has come yet is only told."""
    return [problem for problem in fetched.problems if problem.rule != "no-reports"]


def condition(rule: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": "c",
        "programme": "p",
        "text_sv": "Villkoret.",
        "text_en": "The condition.",
        "repay": "all",
        "compared_with": None,
        "threshold": None,
        "until": None,
        "rule": rule,
        "evidence": "used",
        **fields,
    }


def report(**fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("received", "requisitioned", "paid", "used", "own_contribution", "total_cost", "unused", "used_until")
    )
    return empty | fields


SHARE = condition("at-least-share", evidence="own_contribution", compared_with="paid", threshold=0.5)
NO_SHARE = SHARE | {"threshold": None}
REPORTING = condition("received-by", evidence="received", until="2019-02-11")
USE = condition("used-by", until="2013-12-31", repay="unused")
BASIC = condition("yes", evidence="answer", repay="unknown")
CEILING = condition("at-most", evidence="requisitioned", compared_with="ceiling")


@pytest.mark.parametrize(
    ("rule", "facts", "verdict", "late"),
    [
        # 2013: co-financing with a published share, use within the period
        (SHARE, Facts(report=report(paid=100, own_contribution=50), today=TODAY), Verdict.MET, False),
        (SHARE, Facts(report=report(paid=100, own_contribution=49), today=TODAY), Verdict.NOT_MET, False),
        (SHARE, Facts(report=report(paid=100), today=TODAY), Verdict.CANNOT_BE_JUDGED, False),
        (NO_SHARE, Facts(report=report(paid=1, own_contribution=1), today=TODAY), Verdict.CANNOT_BE_JUDGED, False),
        (USE, Facts(report=report(paid=100, used=100, used_until="2013-12-01"), today=TODAY), Verdict.MET, False),
        (USE, Facts(report=report(paid=100, used=90), today=TODAY), Verdict.NOT_MET, False),
        (USE, Facts(report=report(paid=100, used=100, used_until="2014-01-15"), today=TODAY), Verdict.NOT_MET, False),
        (USE, Facts(report=report(paid=100, used=100), today=TODAY), Verdict.CANNOT_BE_JUDGED, False),
        # 2014: basic requirements answered by the recipient
        (BASIC, Facts(report=report(), answers={"c": "yes"}, today=TODAY), Verdict.MET, False),
        (BASIC, Facts(report=report(), answers={"c": "no"}, today=TODAY), Verdict.NOT_MET, False),
        (BASIC, Facts(report=report(), today=TODAY), Verdict.CANNOT_BE_JUDGED, False),
        # 2018: the ceiling, and the report in time, late, absent where all reports are kept, absent where they are not
        (CEILING, Facts(report=report(requisitioned=10), amounts={"ceiling": 10}, today=TODAY), Verdict.MET, False),
        (CEILING, Facts(report=report(requisitioned=11), amounts={"ceiling": 10}, today=TODAY), Verdict.NOT_MET, False),
        (CEILING, Facts(report=None, amounts={"ceiling": 10}, today=TODAY), Verdict.CANNOT_BE_JUDGED, False),
        (REPORTING, Facts(report=report(received="2019-02-11"), today=TODAY), Verdict.MET, False),
        (REPORTING, Facts(report=report(received="2019-02-12"), today=TODAY), Verdict.NOT_MET, True),
        (REPORTING, Facts(report=None, reports_complete=True, today=TODAY), Verdict.NOT_MET, True),
        (REPORTING, Facts(report=None, reports_complete=True, today="2019-02-01"), Verdict.CANNOT_BE_JUDGED, False),
        (REPORTING, Facts(report=None, today=TODAY), Verdict.CANNOT_BE_JUDGED, False),
    ],
)  # fmt: skip
def test_a_condition_is_judged_as_its_text_says(rule: Any, facts: Facts, verdict: Verdict, late: bool) -> None:
    found = assess(rule, facts)
    assert (verdict, late) == (found.verdict, found.late)
    assert bool(found.lacking) == (verdict is Verdict.CANNOT_BE_JUDGED)


def test_what_is_lacking_is_named() -> None:
    found = assess(NO_SHARE, Facts(report=report(paid=1), today=TODAY))
    assert "Saknas: eget bidrag; villkorets gräns, som inte är publicerad." == found.lacking["sv"]


amounts = st.none() | st.integers(0, 1000)
days = st.none() | st.sampled_from(["2013-11-01", "2013-12-31", "2014-03-01", "2019-02-11", "2019-03-01"])
reports = st.fixed_dictionaries(
    {
        "received": days, "used_until": days, "requisitioned": amounts, "paid": amounts, "used": amounts,
        "own_contribution": amounts, "total_cost": amounts, "unused": amounts,
    }
)  # fmt: skip
rules = st.sampled_from([SHARE, REPORTING, USE, BASIC, CEILING])


@given(rule=rules, known=reports, more=reports, answer=st.sampled_from([None, "yes", "no"]), ceiling=amounts)
def test_more_evidence_never_turns_met_into_cannot_be_judged(
    rule: Any, known: dict[str, Any], more: dict[str, Any], answer: str | None, ceiling: int | None
) -> None:
    answers = {"c": answer} if answer else {}
    published = {} if ceiling is None else {"ceiling": ceiling}
    before = assess(rule, Facts(report=known, answers=answers, amounts=published, today=TODAY))
    fuller = {key: value if value is not None else more[key] for key, value in known.items()}
    after = assess(
        rule, Facts(report=fuller, answers={"c": "yes"} | answers, amounts={"ceiling": 500} | published, today=TODAY)
    )
    assert not (before.verdict is Verdict.MET and after.verdict is Verdict.CANNOT_BE_JUDGED)


@given(known=reports, answer=st.sampled_from([None, "yes", "no"]))
def test_a_proposed_repayment_never_exceeds_what_was_paid(known: dict[str, Any], answer: str | None) -> None:
    conditions = [c | {"id": str(n)} for n, c in enumerate([SHARE, REPORTING, USE, BASIC, CEILING])]
    facts = Facts(report=known, answers={"3": answer} if answer else {}, amounts={"ceiling": 400}, today=TODAY)
    found: list[Assessment] = [assess(c, facts) for c in conditions]
    proposal = propose(conditions, found, facts)
    if facts.paid is None:
        assert proposal.at_least == 0 or facts.amount("unused") is not None
    else:
        assert proposal.at_least <= facts.paid
        assert proposal.amount is None or proposal.amount <= facts.paid


def test_the_whole_is_repaid_once_however_many_conditions_fail() -> None:
    conditions = [SHARE | {"id": "a"}, REPORTING | {"id": "b"}]
    facts = Facts(report=report(paid=100, own_contribution=0, received="2020-01-01"), today=TODAY)
    assert 100 == propose(conditions, [assess(c, facts) for c in conditions], facts).amount


@pytest.mark.parametrize(
    ("rule", "facts", "words"),
    [
        (
            REPORTING | {"repay": "unknown"},
            {"paid": 100, "received": "2020-01-01"},
            "is then to be repaid is not published",
        ),
        (REPORTING | {"repay": "all"}, {"received": "2020-01-01"}, "the amount to be repaid is not known"),
        (REPORTING | {"repay": "all"}, {"paid": 100}, "One or more conditions cannot be judged"),
        (
            CEILING,
            {"paid": 100, "requisitioned": 90, "unused": 40},
            "SEK\u00a040 was not used, and no condition that is published says",
        ),
        (
            CEILING,
            {"paid": 100, "requisitioned": 90, "used": 75},
            "SEK\u00a025 was not used, and no condition that is published says",
        ),
    ],
    ids=["no published consequence", "no amount", "not judged", "unused", "not all used"],
)
def test_an_open_repayment_says_why_it_is_open(rule: dict[str, Any], facts: dict[str, Any], words: str) -> None:
    known = Facts(report=report(**facts), today=TODAY)
    proposal = propose([rule], [assess(rule, known)], known)
    assert proposal.amount is None
    assert words in proposal.grounds["en"]


def test_a_language_that_a_site_brings_is_told_with_its_own_names_of_amounts() -> None:
    learn({"fi": 'msgid "the amount requisitioned"\nmsgstr "vaadittu määrä"\n'})
    known = Facts(report=report(requisitioned=5), amounts={"ceiling": 9}, today=TODAY)
    assert assess(CEILING, known).grounds["fi"].startswith("Vaadittu määrä is ")


def test_the_published_programmes_are_complete_and_sum(vocabulary: Vocabulary) -> None:
    fetched = fetch(vocabulary, DATASET)
    assert [] == faults(fetched)
    programmes = {row["id"]: row for row in fetched.tables["grant_programmes"]}
    assert {"2013", "2014", "2018", "2021"} <= set(programmes)
    known = {source.id for source in fetched.sources}
    for table, rows in some(fetched.tables.items()):
        for row in rows:
            assert "source" not in row or row["source"] in known, (table, row)
    for row in some(fetched.tables["grant_purposes"]):
        for indicator in (row["indicators"] or "").split():
            assert indicator in vocabulary.indicators, indicator


@pytest.mark.shared
def test_every_published_amount_is_there_and_no_other(vocabulary: Vocabulary, shared: Path) -> None:
    with (shared / "data/socialstyrelsen/grants.csv").open(encoding="utf-8") as file:
        published = sorted((row["year"], int(row["amount"])) for row in csv.DictReader(file))
    tables = fetch(vocabulary, DATASET).tables
    years = {row["id"]: row["year"] for row in tables["grant_programmes"]}
    ours = sorted((years[row["programme"]], row["amount"]) for row in tables["grant_amounts"])
    later = [("2025", 100_000_000)]  # from the messages after 2022, which the file does not have
    assert sorted(published + later) == ours


def filled(tmp_path: Path, vocabulary: Vocabulary, name: str = "a.xlsx", **answers: Any) -> Path:
    """A folder with the declaration of 2018 and one report in it."""
    folder = tmp_path / "stimulansmedel"
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    (folder / "grants.yaml").write_bytes((DATASET / "grants.yaml").read_bytes())
    path = folder / "reports" / name
    programme = answers.pop("programme", "2018")
    write_form(grants.forms(DATASET / "grants.yaml", vocabulary)[programme], path)
    book = load_workbook(path)
    sheet = book[SHEET]
    given = {
        "recipient": "0162 Danderyd",
        "received": "2019-02-01",
        "requisitioned": 1132368,
        "paid": 1132368,
        "used": 1000000,
        "unused": 132368,
        "own_contribution": 250000,
        "total_cost": 1250000,
        "used_until": "2018-12-20",
        "use:valfardsteknik": 1000000,
    } | {key.replace("__", ":"): value for key, value in answers.items()}
    for row in sheet.iter_rows(min_col=1, max_col=4):
        if row[3].value in given:
            row[1].value = given[row[3].value]
    book.save(path)
    return folder


def test_a_form_filled_in_and_read_back_loses_nothing(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fetched = fetch(vocabulary, filled(tmp_path, vocabulary))
    assert [] == faults(fetched)
    (row,) = fetched.tables["grant_reports"]
    expected = {
        "programme": "2018", "recipient": "0162", "received": "2019-02-01", "requisitioned": 1132368, "paid": 1132368,
        "used": 1000000, "unused": 132368, "own_contribution": 250000, "total_cost": 1250000,
        "used_until": "2018-12-20", "source": "redovisning-2018-0162", "source_place": "a.xlsx: Redovisning",
    }  # fmt: skip
    assert expected == row
    assert [{"programme": "2018", "recipient": "0162", "purpose": "valfardsteknik", "amount": 1000000}] == (
        fetched.tables["grant_uses"]
    )
    verdicts = {
        row["condition"]: row["verdict"] for row in fetched.tables["grant_assessments"] if row["recipient"] == "0162"
    }
    assert {"2018-tak": "met", "2018-redovisning": "met"} == verdicts


def test_an_answered_condition_comes_back(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = filled(
        tmp_path, vocabulary, programme="2014", recipient="05 Östergötlands län", answer__2014_grundkrav="Ja",
        **{"answer:2014-grundkrav": "Ja"},
    )  # fmt: skip
    fetched = fetch(vocabulary, folder)
    assert [{"programme": "2014", "recipient": "05", "condition": "2014-grundkrav", "answer": "yes"}] == (
        fetched.tables["grant_answers"]
    )


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"own_contribution": 1300000}, "own-contribution-above-total"),
        ({"used": 1200000}, "used-above-paid"),
        ({"requisitioned": 1132369}, "requisitioned-above-granted"),
        ({"programme": "2014"}, "unknown-recipient"),
        ({"recipient": "9999 Ankeborg"}, "unknown-recipient"),
        ({"paid": "1 132 368 kr"}, "amount-not-kronor"),
        ({"paid": "1,1 mnkr"}, "amount-not-kronor"),
        ({"used": -5}, "amount-negative"),
        ({"received": "11 februari"}, "not-a-date"),
        ({"unused": 5}, "sum-differs"),
        ({"use:valfardsteknik": 7}, "sum-differs"),
    ],
)
def test_a_bad_report_is_refused_with_its_cell_and_nothing_of_it_is_taken_in(
    tmp_path: Path, vocabulary: Vocabulary, answers: dict[str, Any], rule: str
) -> None:
    fetched = fetch(vocabulary, filled(tmp_path, vocabulary, **answers))
    errors = [problem for problem in fetched.problems if problem.severity is Severity.ERROR]
    assert rule in {problem.rule for problem in errors}
    for problem in some(errors):
        assert "a.xlsx: Redovisning" == problem.file
        assert problem.column is not None and problem.column.startswith("B") and problem.remedy
    assert [] == fetched.tables["grant_reports"] == fetched.tables["grant_uses"]


def test_a_report_of_another_programme_than_ours_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = filled(tmp_path, vocabulary)
    book = load_workbook(folder / "reports/a.xlsx")
    book[SHEET]["B2"] = "1999"
    book.save(folder / "reports/a.xlsx")
    assert {"unknown-programme"} == {problem.rule for problem in fetch(vocabulary, folder).problems}


def test_two_reports_of_one_recipient_are_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    filled(tmp_path, vocabulary)
    fetched = fetch(vocabulary, filled(tmp_path, vocabulary, name="b.xlsx"))
    (problem,) = fetched.problems
    assert ("report-twice", "b.xlsx") == (problem.rule, problem.file)
    assert "a.xlsx" in problem.fault


def test_a_late_report_is_taken_in_with_a_warning(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fetched = fetch(vocabulary, filled(tmp_path, vocabulary, received="2019-03-01"))
    (problem,) = fetched.problems
    assert (Severity.WARNING, "report-late", "2018/0162") == (problem.severity, problem.rule, problem.subject)
    late = [row for row in fetched.tables["grant_assessments"] if row["late"]]
    assert ["2018-redovisning"] == [row["condition"] for row in late]


def test_a_condition_without_evidence_is_pointed_out(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = filled(tmp_path, vocabulary, programme="2014", recipient="05 Östergötlands län")
    rules = {problem.rule for problem in fetch(vocabulary, folder).problems}
    assert "condition-without-evidence" in rules


def test_parts_that_do_not_sum_are_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = tmp_path / "stimulansmedel"
    folder.mkdir()
    text = (DATASET / "grants.yaml").read_text(encoding="utf-8").replace("amount: 70000000", "amount: 60000000")
    (folder / "grants.yaml").write_text(text, encoding="utf-8")
    (problem,) = faults(fetch(vocabulary, folder))
    assert "sum-differs" == problem.rule and "80000000" in problem.fault


@pytest.mark.parametrize(("amount", "rule"), [('"1,1 mnkr"', "amount-not-kronor"), ("-5", "amount-negative")])
def test_an_amount_that_is_none_is_named_with_its_line(
    tmp_path: Path, vocabulary: Vocabulary, amount: str, rule: str
) -> None:
    folder = tmp_path / "stimulansmedel"
    folder.mkdir()
    text = (DATASET / "grants.yaml").read_text(encoding="utf-8")
    (folder / "grants.yaml").write_text(text.replace("amount: 948698", f"amount: {amount}"), encoding="utf-8")
    (problem,) = faults(fetch(vocabulary, folder))
    line = next(n for n, words in enumerate(text.splitlines(), start=1) if "948698" in words)
    assert (rule, line) == (problem.rule, problem.row)


def test_nothing_is_judged_for_a_programme_without_conditions() -> None:
    programme = {"id": "x", "reports_complete": False, "repay_to": None}
    assert ([], []) == judge({"grant_programmes": [programme]}, TODAY, "XX")


def test_nothing_of_the_demonstration_is_among_the_real_data() -> None:
    real = PROJECT / "datapackages"
    for path in some(real.rglob("*.csv")):
        text = path.read_text(encoding="utf-8")
        assert "demonstration" not in text.casefold() and "påhittad" not in text, path
