"""The report form: a workbook per programme that a recipient fills in, written and read back.

Column A says what is asked, B takes the answer, C explains, and D (hidden) holds the key that
reading goes by, so that rows may be moved but not lost. Amounts are whole kronor in plain digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from publisher.errors import Problem, Severity, SourceError
from publisher.model import AreaKind
from publisher.vocabulary import Vocabulary
from publisher.vocabulary.turtle import nearest

SHEET = "Redovisning"
HELP_SHEET = "Så fyller du i"
LISTS_SHEET = "Listor"

#: Fields of the report: key, question, explanation, kind.
FIELDS = (
    ("recipient", "Mottagare", "Välj i listan.", "recipient"),
    ("received", "Redovisningen inkom", "Datum. Fylls i av den som tar emot.", "date"),
    ("requisitioned", "Rekvirerat belopp", "Hela kronor, bara siffror.", "money"),
    ("paid", "Utbetalt belopp", "Hela kronor, bara siffror.", "money"),
    ("used", "Använt av de utbetalda medlen", "Hela kronor, bara siffror.", "money"),
    ("own_contribution", "Eget bidrag", "Mottagarens egna pengar. Hela kronor.", "money"),
    ("total_cost", "Total kostnad", "Använda medel och eget bidrag tillsammans. Hela kronor.", "money"),
    ("unused", "Ej använt belopp", "Utbetalt minus använt. Hela kronor.", "money"),
    ("used_until", "Sista dag då medel använts", "Datum.", "date"),
)
#: Kinds of recipients to the kinds of areas that stand for them in the list.
RECIPIENTS = {
    "municipality": AreaKind.MUNICIPALITY,
    "regional-association": AreaKind.COUNTY,
    "municipality-and-county-council": AreaKind.MUNICIPALITY,
}


@dataclass(frozen=True, kw_only=True)
class Form:
    """What the form of one programme asks.

    Attributes:
        programme: id.
        recipients: area code to name, those who may report.
        purposes: code to label, each with a row for the amount used.
        questions: condition id to its text, each answered yes or no.
        granted: kronor granted, by recipient, where known exactly; the ceiling where only that is known.
        report_by: last day for reports.
        kinds: of areas that may report.
    """

    programme: str
    title: str
    recipients: Mapping[str, str]
    purposes: Mapping[str, str]
    questions: Mapping[str, str]
    granted: Mapping[str, int]
    report_by: str | None
    vocabulary_areas: Mapping[str, str]
    kinds: Sequence[str]

    @classmethod
    def of(
        cls, programme: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, Any]]], vocabulary: Vocabulary
    ) -> Form:
        """The form of a programme, from the rows of ``grant_*``."""

        def own(table: str) -> list[Mapping[str, Any]]:
            return [row for row in tables[table] if row["programme"] == programme["id"]]

        kinds = {RECIPIENTS.get(row["recipient_kind"]) for row in own("grant_tranches")}
        deadlines = [row["report_by"] for row in own("grant_tranches") if row.get("report_by")]
        deadlines += [c["until"] for c in own("grant_conditions") if c["rule"] == "received-by" and c.get("until")]
        return cls(
            programme=programme["id"],
            title=programme["title_sv"],
            recipients={
                code: area.label["sv"] for code, area in sorted(vocabulary.areas.items()) if area.kind in kinds
            },
            purposes={row["purpose"]: row["label_sv"] for row in own("grant_purposes")},
            questions={row["id"]: row["text_sv"] for row in own("grant_conditions") if row["rule"] == "yes"},
            granted={
                row["recipient"]: int(row["amount"])
                for row in sorted(
                    own("grant_amounts"), key=lambda amount: amount["kind"]
                )  # granted goes before ceiling
                if row["recipient"] not in (None, vocabulary.nation)
                and row["kind"] in ("ceiling", "granted")
                and row["qualifier"] == "exact"
                and row["amount"] is not None
            },
            report_by=min(deadlines, default=None),
            vocabulary_areas={code: area.label["sv"] for code, area in vocabulary.areas.items()},
            kinds=sorted(kind for kind in kinds if kind),
        )


def write_form(form: Form, path: Path) -> None:
    """Write the empty workbook of a programme (``.xlsx``), with lists to choose from and explanations."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    bold, fill = Font(bold=True), PatternFill("solid", fgColor="EEF3F7")
    sheet["A1"], sheet["A1"].font = f"Redovisning: {form.title}", Font(bold=True, size=14)
    sheet["A2"], sheet["B2"], sheet["D2"] = "Program", form.programme, "programme"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 52, 26
    sheet.column_dimensions["C"].width, sheet.column_dimensions["D"].hidden = 60, True
    lists = book.create_sheet(LISTS_SHEET)
    lists.sheet_state = "hidden"
    for row, (code, name) in enumerate(form.recipients.items(), start=1):
        lists.cell(row, 1, f"{code} {name}")
    choose = DataValidation(
        type="list", formula1=f"{LISTS_SHEET}!$A$1:$A${max(len(form.recipients), 1)}", allow_blank=True
    )
    whole = DataValidation(
        type="whole",
        operator="greaterThanOrEqual",
        formula1="0",
        allow_blank=True,
        showErrorMessage=True,
        error="Hela kronor, bara siffror.",
    )
    yes_no = DataValidation(type="list", formula1='"Ja,Nej"', allow_blank=True)
    for validation in (choose, whole, yes_no):
        sheet.add_data_validation(validation)
    row = 4

    def ask(key: str, question: str, explanation: str, kind: str) -> None:
        nonlocal row
        sheet.cell(row, 1, question)
        answer = sheet.cell(row, 2)
        answer.fill = fill
        sheet.cell(row, 3, explanation)
        sheet.cell(row, 4, key)
        if kind == "recipient":
            choose.add(answer)
            answer.number_format = "@"
        elif kind == "money":
            whole.add(answer)
            answer.number_format = "#,##0"
        elif kind == "date":
            answer.number_format = "yyyy-mm-dd"
        elif kind == "yes":
            yes_no.add(answer)
        row += 1

    for key, question, explanation, kind in FIELDS:
        ask(key, question, explanation, kind)
    row += 1
    sheet.cell(row, 1, "Använt per ändamål").font = bold
    row += 1
    for purpose, label in form.purposes.items():
        ask(f"use:{purpose}", label, "Hela kronor. Summan ska vara lika med använt belopp.", "money")
    row += 1
    if form.questions:
        sheet.cell(row, 1, "Villkor").font = bold
        row += 1
    for condition, text in form.questions.items():
        ask(f"answer:{condition}", text, "Ja eller Nej.", "yes")
    guide = book.create_sheet(HELP_SHEET)
    guide.column_dimensions["A"].width = 110
    for number, text in enumerate(
        (
            f"Redovisning av {form.title}",
            "1. Fyll i de färgade rutorna på bladet Redovisning. Ta inte bort rader.",
            "2. Belopp skrivs i hela kronor med bara siffror: 1132368, inte 1,1 mnkr eller 1 132 368 kr.",
            "3. En tom ruta betyder att uppgiften saknas. Noll betyder noll kronor.",
            "4. Använt och ej använt ska tillsammans bli utbetalt belopp; ändamålen ska tillsammans bli använt belopp.",
            f"5. Skicka in senast {form.report_by}." if form.report_by else "5. Sista dag framgår av beslutet.",
        ),
        start=1,
    ):
        guide.cell(number, 1, text)
    book.save(path)


def read_form(path: Path, forms: Mapping[str, Form]) -> tuple[dict[str, list[dict[str, Any]]], list[Problem]]:
    """Read a filled-in workbook.

    Args:
        path: the workbook.
        forms: the form of every known programme, by id.

    Returns:
        Rows of ``grant_reports`` (one), ``grant_answers`` and ``grant_uses``, and every problem with its cell.

    Raises:
        SourceError: the file is no workbook, or has no sheet of ours.
    """
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET)
    except (CalamineError, OSError) as error:
        raise SourceError(
            f"{path.name}: this is not a report form with a sheet '{SHEET}' ({error}). "
            "Fill in the workbook that 'publisher report-form' makes."
        ) from None
    return _Report(path.name, sheet.to_python(skip_empty_area=False), forms).read()


def recipient_of(value: Any, form: Form) -> tuple[str, tuple[str, str] | None]:
    """The code of a recipient given by code, name or both, and what is wrong with it and what to do, if anything is."""
    text = str(value or "").strip()
    code = text.split(" ", 1)[0]
    if code in form.recipients:
        return code, None
    named = [known for known, name in form.recipients.items() if text and name.casefold() == text.casefold()]
    if len(named) == 1:
        return named[0], None
    if not text:
        return "", ("there is no recipient.", "Write its code or name.")
    if code in form.vocabulary_areas:
        kinds = " or ".join(form.kinds)
        fault = f"'{text}' is not a recipient in the programme {form.programme}: a {kinds} is expected."
        return code, (fault, "Choose one from the list of the form.")
    names = [f"{known} {name}" for known, name in form.recipients.items()]
    words = [word for name in names for word in (name, *name.split(" ", 1))]
    return code, (f"'{text}' is not a recipient.", nearest(text, words))


class _Report:
    """One filled-in form on its way to rows."""

    def __init__(self, file: str, cells: list[list[Any]], forms: Mapping[str, Form]):
        self.file, self.forms = file, forms
        self.problems: list[Problem] = []
        self.values: dict[str, tuple[int, Any]] = {}
        for number, cell_row in enumerate(cells, start=1):
            key = cell_row[3] if len(cell_row) > 3 else None
            if isinstance(key, str) and key:
                self.values[key] = (number, cell_row[1] if len(cell_row) > 1 else "")

    def problem(
        self, key: str, fault: str, remedy: str, rule: str, severity: Severity = Severity.ERROR, subject: str = ""
    ) -> None:
        number = self.values.get(key, (None, None))[0]
        self.problems.append(
            Problem(
                file=f"{self.file}: {SHEET}",
                row=number,
                column=f"B{number}" if number else None,
                fault=fault,
                remedy=remedy,
                rule=rule,
                severity=severity,
                subject=subject or None,
            )
        )

    def read(self) -> tuple[dict[str, list[dict[str, Any]]], list[Problem]]:
        tables: dict[str, list[dict[str, Any]]] = {"grant_reports": [], "grant_answers": [], "grant_uses": []}
        programme = str(self.values.get("programme", (None, ""))[1]).removesuffix(".0")
        form = self.forms.get(programme)
        if form is None:
            self.problem(
                "programme",
                f"'{programme}' is no programme.",
                f"Use the form of one of: {', '.join(self.forms)}.",
                "unknown-programme",
            )
            return tables, self.problems
        report: dict[str, Any] = {"programme": programme, "recipient": self._recipient(form)}
        for key, _, _, kind in FIELDS[1:]:
            report[key] = self._date(key) if kind == "date" else self._money(key)
        report |= {"source": "", "source_place": f"{self.file}: {SHEET}"}
        own = {"programme": programme, "recipient": report["recipient"]}
        for purpose in form.purposes:
            if (amount := self._money(f"use:{purpose}")) is not None:
                tables["grant_uses"].append({**own, "purpose": purpose, "amount": amount})
        for condition in form.questions:
            if (answer := self._yes(f"answer:{condition}", form.questions[condition])) is not None:
                tables["grant_answers"].append({**own, "condition": condition, "answer": answer})
        self._check(report, tables["grant_uses"], form)
        tables["grant_reports"].append(report)
        return tables, self.problems

    def _cell(self, key: str) -> Any:
        if key not in self.values:
            fault = f"the row of '{key}' is gone from the form."
            remedy = "Copy the answers into a fresh form."
            self.problems.append(
                Problem(file=f"{self.file}: {SHEET}", fault=fault, remedy=remedy, rule="form-row-missing")
            )
            return ""
        return self.values[key][1]

    def _recipient(self, form: Form) -> str:
        code, wrong = recipient_of(self._cell("recipient"), form)
        if wrong is not None:
            self.problem("recipient", *wrong, "unknown-recipient")
        return code

    def _money(self, key: str) -> int | None:
        value = self._cell(key)
        if value == "" or value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or float(value) != int(value):
            self.problem(
                key,
                f"'{value}' is not an amount in whole kronor.",
                "Write digits only, without kr, mnkr, spaces or decimals: 1132368.",
                "amount-not-kronor",
            )
            return None
        if value < 0:
            self.problem(
                key,
                f"{int(value)} is a negative amount.",
                "Write what is to be repaid as 'Ej använt belopp'.",
                "amount-negative",
            )
            return None
        return int(value)

    def _date(self, key: str) -> str | None:
        value = self._cell(key)
        if value == "" or value is None:
            return None
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        try:
            return date.fromisoformat(str(value).strip()).isoformat()
        except ValueError:
            self.problem(key, f"'{value}' is not a date.", "Write it as 2019-02-11.", "not-a-date")
            return None

    def _yes(self, key: str, text: str) -> str | None:
        value = str(self._cell(key)).strip().casefold()
        if value in ("ja", "nej"):
            return "yes" if value == "ja" else "no"
        if value:
            self.problem(key, f"'{value}' is neither Ja nor Nej.", "Choose Ja or Nej.", "not-yes-or-no")
        else:
            self.problem(
                key,
                f"the condition has no evidence: {text}",
                "Answer Ja or Nej; left empty it cannot be judged.",
                "condition-without-evidence",
                Severity.WARNING,
                key.removeprefix("answer:"),
            )
        return None

    def _check(self, report: Mapping[str, Any], uses: list[dict[str, Any]], form: Form) -> None:
        """What must hold between the numbers of one report."""

        def above(less: str, more: str, words: str, rule: str) -> None:
            if report[less] is not None and report[more] is not None and report[less] > report[more]:
                self.problem(less, f"{report[less]} is more than {words}, {report[more]}.", "Correct either.", rule)

        above("own_contribution", "total_cost", "the total cost", "own-contribution-above-total")
        above("used", "paid", "what was paid", "used-above-paid")
        above("paid", "requisitioned", "what was requisitioned", "paid-above-requisitioned")
        granted = form.granted.get(report["recipient"])
        for key in ("requisitioned", "paid", "used"):
            if granted is not None and report[key] is not None and report[key] > granted:
                self.problem(
                    key,
                    f"{report[key]} is more than the recipient was granted, {granted}.",
                    "Correct the amount, or the grant in grants.yaml.",
                    f"{key}-above-granted",
                )
        self._sums(report, ("used", "unused"), "paid")
        self._sums(report, ("used", "own_contribution"), "total_cost")
        if uses and report["used"] is not None and sum(row["amount"] for row in uses) != report["used"]:
            self.problem(
                "used",
                f"the purposes sum to {sum(row['amount'] for row in uses)}, the amount used is {report['used']}.",
                "Correct the purposes or the amount.",
                "sum-differs",
            )
        if form.report_by and report["received"] and report["received"] > form.report_by:
            self.problem(
                "received",
                f"the report was received {report['received']}, after the last day {form.report_by}.",
                "Once accepted it is taken in and marked as late.",
                "report-late",
                Severity.WARNING,
                f"{report['programme']}/{report['recipient']}",
            )

    def _sums(self, report: Mapping[str, Any], parts: tuple[str, str], whole: str) -> None:
        """Two fields that must sum to a third, where all three are filled in."""
        first, second, total = report[parts[0]], report[parts[1]], report[whole]
        if first is None or second is None or total is None or first + second == total:
            return
        questions = {key: question.casefold() for key, question, _, _ in FIELDS}
        self.problem(
            whole,
            f"'{questions[parts[0]]}' {first} and '{questions[parts[1]]}' {second} sum to {first + second}, "
            f"but '{questions[whole]}' is {total}.",
            "Correct one of the three.",
            "sum-differs",
        )
