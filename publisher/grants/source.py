"""The grants source: what is known of stimulus grants, and the reports that recipients sent in.

``grants.yaml`` beside ``dataset.yaml`` holds programmes with their tranches, purposes, conditions,
amounts, gaps and decisions; workbooks made by :mod:`publisher.grants.form` hold the reports.
Both become the tables ``grant_*`` of the package, with every condition tested for every recipient
that is known (:mod:`publisher.grants`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher import declarations
from publisher.declarations import Declaration
from publisher.errors import Problem, Refused, Severity, SourceError
from publisher.grants import judge
from publisher.grants.form import Form, read_form
from publisher.model import Source, Table
from publisher.sources.context import Fetched, SourceContext
from publisher.sources.faults import Faults
from publisher.sources.shapes import PAIRS, TEXT, Shape, by_name, record
from publisher.sources.table import matching
from publisher.vocabulary import Vocabulary

#: Lists of a programme in grants.yaml to the table they become.
PARTS = {
    "tranches": "grant_tranches",
    "purposes": "grant_purposes",
    "conditions": "grant_conditions",
    "amounts": "grant_amounts",
    "gaps": "grant_gaps",
}
TABLES = (
    "grant_programmes", *PARTS.values(), "grant_reports", "grant_answers", "grant_uses", "grant_assessments",
    "grant_proposals", "grant_decisions",
)  # fmt: skip
_SHAPE = record({"kind": TEXT, "file": TEXT, "reports": TEXT, "recipient": TEXT})
_ENTRIES = Shape(
    "a list of 'word: value' pairs", lambda value: isinstance(value, list) and all(PAIRS.fits(entry) for entry in value)
)


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Read the grants declaration and the reports.

    Args:
        declaration: ``file`` and ``reports``, a pattern of workbooks, both in the dataset's own folder, where
            the reports stay as the evidence they are; ``recipient``, the agent that reports come from.

    Raises:
        Refused: the declaration has words that are not known; ``grants.yaml`` is not there, is not YAML, says a
            thing twice or is not of lists of entries.
        SourceError: a workbook cannot be opened or is not one of our forms.
    """
    faults = Faults(context.file)
    _SHAPE.check(declaration, "source", faults)
    if problems := faults.problems():
        raise Refused(problems)
    path = context.folder / str(declaration.get("file", "grants.yaml"))
    known = declarations.read(path, f"datapackages/{context.dataset}/{path.name}")
    if problems := _shape_faults(known):
        raise Refused(problems)
    fetched = Fetched(tables={name: [] for name in TABLES})
    fetched.sources += _sources(known, context)
    reader = _Rows(known, context.vocabulary)
    fetched.tables |= reader.tables
    fetched.problems += reader.problems
    workbooks = _workbooks(declaration, context)
    if not workbooks and (pattern := declaration.get("reports")):
        fault = f"there is no report yet: no file is '{pattern}'."
        fetched.problems.append(
            Problem(
                file=context.file, column="source.reports", fault=fault, rule="no-reports", severity=Severity.NOTE,
                remedy="Nothing need be done until one comes.",
            )
        )  # fmt: skip
    agent = str(declaration.get("recipient") or context.publisher)
    for workbook in workbooks:
        _take_report(read_form(workbook, reader.forms()), workbook, agent, fetched, context)
    fetched.problems += _sums(fetched.tables, known.file)
    if not any(problem.severity is Severity.ERROR for problem in fetched.problems):
        assessments, proposals = judge(fetched.tables, context.today, context.vocabulary.nation)
        fetched.tables["grant_assessments"], fetched.tables["grant_proposals"] = assessments, proposals
    return fetched


def _shape_faults(known: Declaration) -> list[Problem]:
    """Whatever of grants.yaml is not entries under their names."""
    faults = Faults(known.file)
    for name, value in known.values.items():
        if name == "sources" and value is not None:
            by_name(PAIRS).check(value, name, faults)
        elif name in ("programmes", "decisions") and value is not None:
            _ENTRIES.check(value, name, faults)
            for entry in value if name == "programmes" and not faults.count else ():
                for part in PARTS:
                    if entry.get(part) is not None:
                        _ENTRIES.check(entry[part], f"{name}.{part}", faults)
    return faults.problems()


def _sources(known: Declaration, context: SourceContext) -> Iterable[Source]:
    for id, source in (known.values.get("sources") or {}).items():
        yield Source(
            id=id,
            title=source.get("title", ""),
            publisher=source.get("publisher", ""),
            url=source.get("url", ""),
            retrieved=str(source.get("retrieved", context.today)),
            sha256="",
            note=source.get("note") or {},
        )


def _workbooks(declaration: Mapping[str, Any], context: SourceContext) -> list[Path]:
    pattern = declaration.get("reports")
    try:
        return sorted(matching(context.folder, str(pattern))) if pattern else []
    except (ValueError, OSError, NotImplementedError, IndexError) as error:
        remedy = 'Write it as "reports/*.xlsx", below the folder of the dataset.'
        raise SourceError(
            f"{context.file}: source.reports: '{pattern}' is no name of files ({error}). {remedy}"
        ) from error


class _Rows:
    """The rows of grants.yaml, spread over their tables, with what is wrong in their shape."""

    def __init__(self, known: Declaration, vocabulary: Vocabulary):
        self.known, self.vocabulary = known, vocabulary
        self.problems: list[Problem] = []
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in ("grant_programmes", *PARTS.values())}
        self.tables["grant_decisions"] = []
        for position, programme in enumerate(known.values.get("programmes") or []):
            place = ("programmes", position)
            own = {key: value for key, value in programme.items() if key not in PARTS}
            self.tables["grant_programmes"].append(self._row("grant_programmes", own, place))
            for part, table in PARTS.items():
                for number, entry in enumerate(programme.get(part) or []):
                    row = {"programme": programme.get("id"), **entry}
                    self.tables[table].append(self._row(table, row, (*place, part, number)))
        for number, entry in enumerate(known.values.get("decisions") or []):
            self.tables["grant_decisions"].append(self._row("grant_decisions", entry, ("decisions", number)))

    def _row(self, table: str, entry: Mapping[str, Any], place: declarations.Place) -> dict[str, Any]:
        """One entry as a row: texts spread over ``_sv`` and ``_en``, lists joined, unknown keys refused."""
        schema: Table = self.vocabulary.tables[table]
        columns = {column.name: column for column in schema.columns}
        row: dict[str, Any] = dict.fromkeys(columns)
        for key, value in entry.items():
            if isinstance(value, Mapping) and f"{key}_sv" in columns:
                row |= {f"{key}_{language}": text for language, text in value.items() if f"{key}_{language}" in columns}
            elif key not in columns:
                self._problem(
                    place, key, f"'{key}' is no property of {table}.",
                    f"Known: {', '.join(columns)}.", "unknown-property",
                )  # fmt: skip
            elif isinstance(value, list):
                row[key] = " ".join(map(str, value))
            else:
                row[key] = value
                self._check_amount(place, key, value, columns[key].unit == "sek")
        return row

    def _check_amount(self, place: declarations.Place, key: str, value: object, money: bool) -> None:
        if not money or value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int):
            self._problem(
                place, key, f"'{value}' is not an amount in whole kronor.",
                "Write digits only: 1132368.", "amount-not-kronor",
            )  # fmt: skip
        elif value < 0:
            self._problem(
                place, key, f"{value} is a negative amount.",
                "Write what was repaid as an amount of the kind 'repaid'.", "amount-negative",
            )  # fmt: skip

    def _problem(self, place: declarations.Place, key: str, fault: str, remedy: str, rule: str) -> None:
        self.problems.append(
            Problem(
                file=self.known.file,
                row=self.known.line(*place, key),
                column=key,
                fault=fault,
                remedy=remedy,
                rule=rule,
            )
        )

    def forms(self) -> dict[str, Form]:
        """The form of every programme, by programme id."""
        return {
            programme["id"]: Form.of(programme, self.tables, self.vocabulary)
            for programme in self.tables["grant_programmes"]
        }


def _take_report(
    report: tuple[dict[str, list[dict[str, Any]]], list[Problem]],
    workbook: Path,
    recipient: str,
    fetched: Fetched,
    context: SourceContext,
) -> None:
    """Take one workbook in, whole or not at all."""
    tables, problems = report
    fetched.problems += problems
    if any(problem.severity is Severity.ERROR for problem in problems):
        return
    row = tables["grant_reports"][0]
    twin = next(
        (
            other
            for other in fetched.tables["grant_reports"]
            if (other["programme"], other["recipient"]) == (row["programme"], row["recipient"])
        ),
        None,
    )
    if twin is not None:
        fetched.problems.append(
            Problem(
                file=workbook.name,
                fault=f"a second report of {row['recipient']} for the programme {row['programme']}; "
                f"the first is {twin['source_place'].partition(':')[0]}.",
                remedy="Keep the one that counts in the folder and move the other away.",
                rule="report-twice",
                subject=f"{row['programme']}/{row['recipient']}",
            )
        )
        return
    id = f"redovisning-{row['programme']}-{row['recipient']}"
    row["source"] = id
    area = context.vocabulary.areas.get(row["recipient"])
    fetched.sources.append(
        Source(
            id=id,
            title=f"Redovisning {row['programme']}, {area.label['sv'] if area else row['recipient']}",
            publisher=recipient,
            url="",
            retrieved=context.today,
            sha256=sha256(workbook.read_bytes()).hexdigest(),
        )
    )
    for name, rows in tables.items():
        fetched.tables[name] += rows


def _sums(tables: Mapping[str, list[dict[str, Any]]], file: str) -> list[Problem]:
    """Parts that sum to more than their whole, or, when all are exact, to less."""
    amounts = {row["id"]: row for row in tables["grant_amounts"]}
    problems = []
    for id, whole in amounts.items():
        parts = [row for row in amounts.values() if row.get("part_of") == id]
        if not parts or not all(isinstance(row["amount"], int) for row in (whole, *parts)):
            continue
        total = sum(row["amount"] for row in parts)
        exact = all(row["qualifier"] == "exact" for row in (whole, *parts))
        if total > whole["amount"] or (exact and total != whole["amount"]):
            problems.append(
                Problem(
                    file=file,
                    column="amount",
                    subject=id,
                    fault=f"the parts of '{id}' sum to {total}, the whole is {whole['amount']}.",
                    remedy="Correct the amounts, or take away 'part_of' where a row is not a part.",
                    rule="sum-differs",
                )
            )
    for row in amounts.values():
        if row.get("part_of") and row["part_of"] not in amounts:
            problems.append(
                Problem(
                    file=file,
                    column="part_of",
                    subject=row["id"],
                    fault=f"'{row['part_of']}' is no amount.",
                    remedy="Name the id of an amount of the same programme.",
                    rule="unknown-amount",
                )
            )
    return problems


def form(programme: str, file: Path, vocabulary: Vocabulary) -> Form:
    """The report form of a programme.

    Args:
        programme: id of a programme in grants.yaml.
        file: the grants.yaml.

    Raises:
        Refused: the file is not there or cannot be read.
        SourceError: there is no such programme.
    """
    known = declarations.read(file)
    forms = _Rows(known, vocabulary).forms()
    if programme not in forms:
        raise SourceError(f"{known.file}: there is no programme '{programme}'. Known: {', '.join(forms)}.")
    return forms[programme]
