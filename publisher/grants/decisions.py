"""Decisions: what a person decided of a recipient's report, from YAML or a workbook, held against what it rests on.

``decisions/`` of a dataset has files of two kinds: ``2018-0160.yaml``, as :mod:`publisher.grants.deciding` writes it,
and workbooks with a sheet :data:`SHEET`, a row a decision. Amounts are whole kronor.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from publisher import declarations
from publisher.errors import Problem, SourceError
from publisher.grants.form import Form, recipient_of
from publisher.grants.rules import Row, facts_of
from publisher.sources.shapes import RULE, TEXT
from publisher.vocabulary.turtle import nearest

SHEET = "Beslut"
#: Words of a decision in the order of a file; ``grounds`` is a text in each language of the table.
WORDS = (
    "programme", "recipient", "decided", "body", "decision", "amount", "conditions", "grounds", "repaid", "repaid_on",
    "source",
)  # fmt: skip
KINDS = ("approved", "repay")
#: Columns of the workbook: word, heading, width; the words stand in a hidden row, and reading goes by them.
COLUMNS = (
    ("recipient", "Mottagare", 22), ("judged", "Bedömning enligt reglerna", 50),
    ("proposed", "Förslag enligt villkoren", 30),
    ("decision", "Beslut", 16), ("amount", "Att återbetala, kronor", 14), ("decided", "Beslutsdag", 12),
    ("body", "Beslutande", 22), ("conditions", "Villkor som brister", 24), ("grounds_sv", "Skäl på svenska", 40),
    ("grounds_en", "Skäl på engelska", 40), ("repaid", "Återbetalat, kronor", 14), ("repaid_on", "Återbetalt den", 12),
)  # fmt: skip
#: What the workbook calls a kind of decision.
CALLED = {"godkänd": "approved", "återbetalning": "repay"}
#: Columns that the program fills in; what stands there is not read.
TOLD = ("judged", "proposed")
#: Rows of the sheet: words, headings, and the first decision.
_KEYS, _HEADINGS, _FIRST = 3, 4, 5
#: Words that take texts, and nothing else.
_TEXTS = ("body", "decision", "conditions", "grounds", "source")
_AMOUNTS, _DAYS = ("amount", "repaid"), ("decided", "repaid_on")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A decision as somebody wrote it.

    Attributes:
        values: by :data:`WORDS`; ``grounds`` as language to text.
        file: what the reader of a message opens.
        place: a word's row in the file and what to call the place.
        source: id of a source of its own that it is to have; '' when it names one.
    """

    values: Mapping[str, Any]
    file: str
    place: Callable[[str], tuple[int | None, str]]
    source: str = ""

    @property
    def id(self) -> str:
        return "-".join(str(self.values.get(word) or "").split(" ")[0] for word in ("programme", "recipient"))


def declared(known: declarations.Declaration) -> Iterator[Entry]:
    """The decisions that grants.yaml itself has under ``decisions``."""
    for number, values in enumerate(known.values.get("decisions") or []):

        def place(word: str, number: int = number) -> tuple[int | None, str]:
            return known.line("decisions", number, word), word

        yield Entry(values=values, file=known.file, place=place)


def read(path: Path, name: str) -> list[Entry]:
    """The decisions of one file of ``decisions/``.

    Args:
        path: ``.yaml`` or a workbook.
        name: what messages call it.

    Raises:
        Refused: it is no YAML.
        SourceError: it is a file of another kind, or a workbook without the sheet.
    """
    if path.suffix in (".yaml", ".yml"):
        known = declarations.read(path, name)
        return [written(dict(known.values), name, lambda word: (known.line(word), word))]
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        remedy = "Fill in the workbook that 'publisher grants form' makes, or move the file away."
        raise SourceError(f"{name}: this is not a workbook with a sheet '{SHEET}' ({error}). {remedy}") from None
    words = [str(cell) for cell in sheet[_KEYS - 1]] if len(sheet) >= _KEYS else []
    if not {word for word, *_ in COLUMNS} - {*TOLD} <= set(words):
        raise SourceError(f"{name}: row {_KEYS} has lost its words. Copy the decisions into a fresh workbook.")
    programme = str(sheet[1][1]).removesuffix(".0")
    return [
        _row(programme, dict(zip(words, row, strict=False)), words, number, name)
        for number, row in enumerate(sheet[_FIRST - 1 :], _FIRST)
        if any(
            cell not in ("", None)
            for word, cell in zip(words, row, strict=False)
            if word not in (*TOLD, "recipient", "conditions")
        )
    ]


def written(values: Mapping[str, Any], file: str, place: Callable[[str], tuple[int | None, str]]) -> Entry:
    """A decision that has a file, and so a source, of its own."""
    entry = Entry(values=values, file=file, place=place)
    return Entry(values=values, file=file, place=place, source=f"beslut-{entry.id}")


def _row(programme: str, cells: Mapping[str, Any], words: Sequence[str], row: int, name: str) -> Entry:
    def letter(word: str) -> tuple[int, str]:
        word = word if word in words else f"{word}_sv" if f"{word}_sv" in words else "recipient"
        return row, f"{chr(ord('A') + words.index(word))}{row}"

    given = {word: cell for word, cell in cells.items() if cell not in ("", None) and word not in TOLD}
    values = {word: cell for word, cell in given.items() if not word.startswith("grounds_")}
    values["programme"] = programme
    values["grounds"] = {
        word.partition("_")[2]: str(cell) for word, cell in given.items() if word.startswith("grounds_")
    }
    if kind := str(values.get("decision") or ""):
        values["decision"] = CALLED.get(kind.casefold(), kind)
    return written(values, f"{name}: {SHEET}", letter)


def checked(
    entries: Sequence[Entry],
    tables: Mapping[str, Sequence[Row]],
    forms: Mapping[str, Form],
    *,
    today: str,
    languages: Collection[str],
    reports_read: bool = True,
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Decisions as rows of ``grant_decisions``, and everything that is wrong with them.

    Args:
        tables: rows of ``grant_*`` by name, reports and amounts among them.
        forms: the form of every programme, by id: its recipients and last day.
        languages: those that the reasons are to be given in.
        reports_read: False: a report was refused, so that its absence means nothing.
    """
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    first: dict[tuple[str, str], str] = {}
    for entry in entries:
        one = _Decision(entry, tables, forms, today, languages, problems, reports_read)
        row = one.read()
        key = (row["programme"], row["recipient"])
        if key in first:
            remedy = "Keep the one that holds, and take the other away: the history keeps what was published before."
            fault = f"a second decision of {one.name} in {key[0]}; the first is in {first[key]}."
            one.fault("recipient", fault, remedy, "decision-twice")
        first.setdefault(key, entry.file)
        rows.append(row)
    return rows, problems


class _Decision:
    """One entry on its way to a row."""

    def __init__(
        self, entry: Entry, tables: Mapping[str, Sequence[Row]], forms: Mapping[str, Form], today: str,
        languages: Collection[str], problems: list[Problem], reports_read: bool,
    ):  # fmt: skip
        self.entry, self.tables, self.forms, self.today = entry, tables, forms, today
        self.languages, self.problems, self.reports_read = languages, problems, reports_read
        self.name = str(entry.values.get("recipient") or "")

    def fault(self, word: str, fault: str, remedy: str, rule: str) -> None:
        row, column = self.entry.place(word)
        self.problems.append(
            Problem(file=self.entry.file, row=row, column=column, fault=fault, remedy=remedy, rule=rule)
        )

    def read(self) -> dict[str, Any]:
        self.given = given = {word: value for word, value in self.entry.values.items() if self._sound(word, value)}
        for word in given:
            if word not in WORDS:
                self.fault(word, f"'{word}' is no word of a decision.", nearest(str(word), WORDS), "unknown-property")
        row: dict[str, Any] = {word: given.get(word) for word in WORDS if word != "grounds"}
        row |= {"programme": str(given.get("programme") or ""), "source": given.get("source") or self.entry.source}
        for word in ("decided", "body", "decision", "amount"):
            if self.entry.values.get(word) in (None, ""):
                self.fault(word, f"the decision has no '{word}'.", "Write it.", "decision-incomplete")
        if given.get("decision") and given["decision"] not in KINDS:
            self.fault(
                "decision",
                f"'{given['decision']}' is no decision.",
                nearest(str(given["decision"]), KINDS),
                "unknown-decision",
            )
        row |= {word: self._amount(word) for word in _AMOUNTS} | {word: self._day(word) for word in _DAYS}
        row |= self._grounds()
        form = self.forms.get(row["programme"])
        if form is None:
            self.fault(
                "programme",
                f"'{row['programme']}' is no programme.",
                nearest(row["programme"], list(self.forms)),
                "unknown-programme",
            )
            return row
        row["recipient"], wrong = recipient_of(given.get("recipient"), form)
        self.name = form.recipients.get(row["recipient"], self.name)
        row["conditions"] = self._conditions(row["programme"])
        if wrong is not None:
            self.fault("recipient", *wrong, "unknown-recipient")
        else:
            self._against_report(row, form)
        self._between(row)
        return row

    def _sound(self, word: str, value: Any) -> bool:
        """Whether a value is of texts, where its word takes texts; what is not is told and not looked at further."""
        if word not in _TEXTS:
            return True
        inner = word == "grounds" and isinstance(value, Mapping)
        parts = value.values() if inner else value if word == "conditions" and isinstance(value, list) else [value]
        odd = [one for one in parts if one not in (None, "") and not TEXT.fits(one)]
        if odd:
            self.fault(word, f"{repr(odd[0])[:60]} is not {TEXT.words}.", f"Write {TEXT.words}.", RULE)
        return not odd

    def _amount(self, word: str) -> int | None:
        value = self.given.get(word)
        if value in (None, ""):
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < 0:
            self.fault(
                word, f"'{value}' is not an amount in whole kronor.", "Write digits only: 50000.", "amount-not-kronor"
            )
            return None
        return int(value)

    def _day(self, word: str) -> str | None:
        value = self.given.get(word)
        if value in (None, ""):
            return None
        try:
            day = (
                value.isoformat()[:10]
                if isinstance(value, date | datetime)
                else date.fromisoformat(str(value)).isoformat()
            )
        except ValueError:
            self.fault(word, f"'{value}' is not a day.", "Write it as 2026-05-12.", "not-a-date")
            return None
        if day > self.today:
            self.fault(word, f"{day} is a day to come; today is {self.today}.", "Correct it, or wait.", "date-to-come")
        return day

    def _grounds(self) -> dict[str, str | None]:
        given = self.given.get("grounds") or {}
        texts = given if isinstance(given, Mapping) else {next(iter(self.languages)): str(given)}
        said = {code: str(texts.get(code) or "").strip() for code in self.languages}
        lacking = [code for code, text in said.items() if not text]
        if lacking:
            fault = f"there is no reason in {' or '.join(repr(code) for code in lacking)}."
            self.fault("grounds", fault, "Write the reason in each language: it is published.", "missing-language")
        return {f"grounds_{code}": text or None for code, text in said.items()}

    def _conditions(self, programme: str) -> str | None:
        given = self.given.get("conditions") or []
        named = [str(one) for one in given] if isinstance(given, list) else str(given).replace(",", " ").split()
        known = [c["id"] for c in self.tables["grant_conditions"] if c["programme"] == programme]
        for one in named:
            if one not in known:
                remedy = nearest(one, known) if known else "The programme has none: leave it out."
                self.fault(
                    "conditions", f"'{one}' is no condition of the programme {programme}.", remedy, "unknown-condition"
                )
        return " ".join(named) or None

    def _against_report(self, row: Mapping[str, Any], form: Form) -> None:
        """What a decision must not contradict: the report it rests on, and the money that was given."""
        programme = next(p for p in self.tables["grant_programmes"] if p["id"] == row["programme"])
        facts = facts_of(programme, row["recipient"], self.tables, self.today)
        none_came = facts.reports_complete and form.report_by is not None and self.today > form.report_by
        if facts.report is None and not none_came and self.reports_read:
            remedy = (
                "Put the report in reports/; if none came by the last day, write 'reports_complete: true' of the "
                "programme in grants.yaml."
            )
            self.fault(
                "recipient",
                f"{self.name} has no report in {row['programme']} that the decision can rest on.",
                remedy,
                "decision-without-report",
            )
        received = facts.report and facts.report.get("received")
        if received and row["decided"] and row["decided"] < received:
            self.fault(
                "decided",
                f"{row['decided']} is before the report, which was received {received}.",
                "Correct either.",
                "decided-before-report",
            )
        limit = facts.paid if facts.paid is not None else facts.amount("ceiling")
        if limit is not None and row["amount"] is not None and row["amount"] > limit:
            self.fault(
                "amount",
                f"{row['amount']} is more than {self.name} was given, {limit}.",
                "Correct the amount, or the grant in grants.yaml.",
                "repayment-above-granted",
            )

    def _between(self, row: Mapping[str, Any]) -> None:
        """What must hold within a decision."""
        amount, repaid = row["amount"], row["repaid"]
        if row["decision"] == "approved" and amount:
            self.fault(
                "amount",
                f"the report is approved, yet {amount} is to be repaid.",
                "Write 0, or the decision 'repay'.",
                "approved-with-repayment",
            )
        if row["decision"] == "repay" and amount == 0:
            self.fault(
                "amount",
                "a repayment of 0 is none.",
                "Write the amount, or the decision 'approved'.",
                "repayment-of-nothing",
            )
        if repaid == 0:
            self.fault(
                "repaid",
                "a repayment of 0 is none.",
                "Write what was repaid, or leave 'repaid' and 'repaid_on' out until something has been.",
                "repayment-of-nothing",
            )
        if repaid is not None and amount is not None and repaid > amount:
            self.fault(
                "repaid",
                f"{repaid} was repaid, more than the {amount} decided.",
                "Correct either.",
                "repaid-above-decided",
            )
        if (repaid is None) != (row["repaid_on"] is None):
            word = "repaid" if repaid is None else "repaid_on"
            self.fault(
                word, "a repayment takes both its amount and its day.", f"Write '{word}' too.", "repayment-incomplete"
            )
        if row["repaid_on"] and row["decided"] and row["repaid_on"] < row["decided"]:
            self.fault(
                "repaid_on",
                f"{row['repaid_on']} is before the decision of {row['decided']}.",
                "Correct either.",
                "repaid-before-decided",
            )


def write_form(form: Form, tables: Mapping[str, Sequence[Row]], path: Path) -> None:
    """Write the workbook in which the decisions of a programme are filled in, a row for each recipient that waits.

    Verdicts and proposed repayment stand beside what is to be filled in; who has a decision is left out.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    own = {
        name: [row for row in rows if row["programme"] == form.programme]
        for name, rows in tables.items()
        if name != "grant_programmes"
    }
    decided = {row["recipient"] for row in own["grant_decisions"]}
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"], sheet["A1"].font = f"Beslut: {form.title}", Font(bold=True, size=14)
    sheet["A2"], sheet["B2"] = "Program", form.programme
    sheet["C2"] = (
        "Fyll i de färgade rutorna. En rad utan beslut läses inte. Belopp i hela kronor, dagar som 2026-05-12."
    )
    sheet.row_dimensions[_KEYS].hidden = True
    kinds = DataValidation(type="list", formula1='"Godkänd,Återbetalning"', allow_blank=True)
    sheet.add_data_validation(kinds)
    waiting = [row for row in own["grant_proposals"] if row["recipient"] not in decided]
    for number, (word, heading, width) in enumerate(COLUMNS, 1):
        sheet.cell(_KEYS, number, word)
        sheet.cell(_HEADINGS, number, heading).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = width
    verdicts = {"met": "uppfyllt", "not-met": "inte uppfyllt", "cannot-be-judged": "går inte att bedöma"}
    for at, proposal in enumerate(waiting, _FIRST):
        judged = [a for a in own["grant_assessments"] if a["recipient"] == proposal["recipient"]]
        amount = "kan inte bestämmas" if proposal["amount"] is None else f"{proposal['amount']} kr"
        filled = {
            "recipient": f"{proposal['recipient']} {form.vocabulary_areas.get(proposal['recipient'], '')}".strip(),
            "judged": "; ".join(f"{a['condition']}: {verdicts[a['verdict']]}" for a in judged),
            "proposed": f"{amount}. {proposal['grounds_sv']}",
            "conditions": " ".join(a["condition"] for a in judged if a["verdict"] == "not-met"),
        }
        for number, (word, *_) in enumerate(COLUMNS, 1):
            cell = sheet.cell(at, number, filled.get(word))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if word not in (*TOLD, "recipient"):
                cell.fill = PatternFill("solid", fgColor="EEF3F7")
            if word == "decision":
                kinds.add(cell)
            elif word in _DAYS:
                cell.number_format = "yyyy-mm-dd"
    book.save(path)
