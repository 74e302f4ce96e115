"""A report of a grant on its way from the form to the page, in the project's own catalogue, and how it is told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from in_process import Api
from openpyxl import load_workbook
from typer.testing import CliRunner
from worlds import PROJECT, settings_of

from publisher.cli import app
from publisher.grants import told
from publisher.grants.form import SHEET

ANSWERS = {
    "recipient": "0160 Täby", "received": "2019-02-15", "requisitioned": 1000000, "paid": 1000000, "used": 900000,
    "unused": 100000, "own_contribution": 50000, "total_cost": 950000, "used_until": "2018-12-20",
    "use:valfardsteknik": 900000,
}  # fmt: skip
LATE = "accepted:\n- {rule: report-late, subject: 2018/0160, reason: {sv: Kom efter sista dag., en: Came too late.}}\n"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """The project's own register and grants, with its vocabulary and its catalog.yaml."""
    shutil.copytree(PROJECT / "vocab", tmp_path / "vocab")
    (tmp_path / "datapackages").mkdir()
    shutil.copy(PROJECT / "datapackages/catalog.yaml", tmp_path / "datapackages")
    for name in ("kommunregister", "stimulansmedel"):
        shutil.copytree(PROJECT / "datapackages" / name, tmp_path / "datapackages" / name)
    return tmp_path


def run(world: Path, verb: str, *arguments: str) -> tuple[int, str]:
    """A verb of the command line in a world: exit code and everything said."""
    folders = [f"--{name}" for name in ("packages", "vocab", "build")]
    paths = [str(world / name) for name in ("datapackages", "vocab", "build")]
    options = [word for pair in zip(folders, paths, strict=True) for word in pair]
    if verb == "report-form" or arguments[:1] == ("form",):
        options = options[:4]
    result = CliRunner().invoke(app, [verb, *arguments, *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def report(world: Path) -> None:
    """The form of 2018, filled in for Täby."""
    path = world / "datapackages/stimulansmedel/reports/taby.xlsx"
    path.parent.mkdir()
    assert run(world, "report-form", "2018", str(path))[0] == 0
    book = load_workbook(path)
    for row in book[SHEET].iter_rows(min_col=1, max_col=4):
        if row[3].value in ANSWERS:
            row[1].value = ANSWERS[row[3].value]
    book.save(path)


def test_a_report_goes_from_the_form_to_the_page_and_is_told_with_its_verdicts(world: Path) -> None:
    report(world)
    code, said = run(world, "fetch", "stimulansmedel", "--date", "2026-12-31")
    assert code == 1
    assert 'subject: "2018/0160", reason:' in said
    declaration = world / "datapackages/stimulansmedel/dataset.yaml"
    declaration.write_text(declaration.read_text(encoding="utf-8") + LATE, encoding="utf-8")
    code, said = run(world, "fetch", "stimulansmedel", "--date", "2026-12-31")
    assert code == 0, said
    line = "Täby 2018: report of 2019-02-15; condition 2018-redovisning: not met (late); condition 2018-tak: met"
    assert f"  {line}\n" in said
    assert "grant_assessments 2 changed; grant_proposals 1 changed; grant_reports 1 new; grant_uses 1 new\n" in said
    changes = (declaration.parent / "CHANGES.md").read_text(encoding="utf-8")
    assert f"{line}." in changes
    assert "Täby 2018: redovisning 2019-02-15; villkor 2018-redovisning: inte uppfyllt (för sent); villkor" in changes
    decision = ("--decision", "repay", "--amount", "100000", "--decided", "2019-05-02", "--body", "Myndigheten")
    reasons = ("--reason", "Allt användes inte.", "--reason-en", "Not all was used.", "--condition", "2018-redovisning")
    code, said = run(world, "grants", "decide", "2018", "Täby", *decision, *reasons)
    assert code == 0, said
    code, said = run(world, "fetch", "stimulansmedel", "--date", "2026-12-31")
    assert code == 0 and "Täby 2018: decision 2019-05-02: repayment of SEK\u00a0100,000\n" in said
    code, said = run(world, "check")
    assert code == 0, said
    assert "acceptance-fits-nothing" not in said
    code, said = run(world, "build")
    assert code == 0, said
    from publisher.web import create_service

    page = Api(create_service(settings_of(world), log=False)).ask("/stimulansmedel/2018").text
    assert "Inte uppfyllt (för sent)" in page
    assert "Återbetalning, 100\u00a0000\u00a0kr" in page
    assert "vad som då ska betalas tillbaka är inte publicerat: Användningen ska redovisas senast den 11" in page
    assert "Ett eller flera villkor går inte att bedöma" not in page.partition("Täby")[2].partition("</tr>")[0]


def test_a_source_whose_publisher_nobody_describes_is_told_by_fetch_and_by_check(world: Path) -> None:
    catalog = world / "datapackages/catalog.yaml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace("\n  founordost:\n", "\n  annan:\n"), encoding="utf-8")
    for arguments in (["check"], ["fetch", "stimulansmedel"]):
        code, said = run(world, *arguments)
        assert code == 1
        assert "the publisher 'founordost' of the source" in said
        assert "is not in agents: of catalog.yaml. Describe it there" in said


def test_an_indicator_whose_publisher_nobody_describes_is_told_by_fetch_and_by_check(world: Path) -> None:
    catalog = world / "datapackages/catalog.yaml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace("\n  scb:\n", "\n  scbb:\n"), encoding="utf-8")
    for arguments in (["check"], ["fetch", "kommunregister"]):
        code, said = run(world, *arguments)
        assert code == 1
        assert "vocab/indicators.ttl: dcterms:creator: 'scb', the publisher of " in said
        assert "is not in agents: of catalog.yaml. Meant 'scbb'?" in said


NAMES = {"0160": {"sv": "Täby", "en": "Täby"}}


def _tables(verdict: str = "cannot-be-judged", **tables: Any) -> dict[str, Any]:
    judged = {"programme": "2018", "recipient": "0160", "condition": "tak", "verdict": verdict, "late": False}
    return {"grant_assessments": [judged], **tables}


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (_tables(), _tables("met"), "condition tak: met"),
        (_tables("met"), _tables("not-met"), "condition tak: not met"),
        (
            _tables(grant_reports=[{"programme": "2018", "recipient": "0160", "received": "2019-02-01", "used": 1}]),
            _tables(grant_reports=[{"programme": "2018", "recipient": "0160", "received": "2019-02-01", "used": 2}]),
            "changed report of 2019-02-01",
        ),
        (
            _tables("met", grant_reports=[{"programme": "2018", "recipient": "0160", "received": "2019-02-01"}]),
            _tables(),
            "report removed; condition tak: cannot be judged",
        ),
        (
            _tables(),
            _tables(grant_decisions=[{"programme": "2018", "recipient": "0160", "decided": "2020-01-01", "amount": 5}]),
            "decision 2020-01-01: repayment of SEK\u00a05",
        ),
    ],
)
def test_what_changed_is_told_by_recipient(before: Any, after: Any, line: str) -> None:
    assert [f"Täby 2018: {line}"] == [text["en"] for text in told(before, after, NAMES)]
    assert [] == told(after, after, NAMES)


def test_many_recipients_are_counted_after_the_first_ten() -> None:
    after = {
        "grant_reports": [{"programme": "2018", "recipient": f"{n:04}", "received": "2019-02-01"} for n in range(14)]
    }
    lines = told({}, after, NAMES)
    assert 11 == len(lines)
    assert {"sv": "och 4 mottagare till", "en": "and 4 more recipients"} == lines[-1]
