"""The grants source: what is known of stimulus grants, and the reports that recipients sent in.

``grants.yaml`` beside ``dataset.yaml`` holds programmes with their tranches, purposes, conditions,
amounts, conclusions and gaps; workbooks made by :mod:`publisher.grants.form` hold the reports, files of
:mod:`publisher.grants.decisions` the decisions.
Both become the tables ``grant_*`` of the package, with every condition tested for every recipient
that is known (:mod:`publisher.grants`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher import declarations
from publisher.declarations import Declaration
from publisher.errors import Problem, Refused, Severity, SourceError
from publisher.grants import decisions, judge
from publisher.grants.decisions import Entry
from publisher.grants.form import Form, read_form
from publisher.model import LANGUAGES, Source, Table
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
    "conclusions": "grant_conclusions",
    "gaps": "grant_gaps",
}
TABLES = (
    "grant_programmes", *PARTS.values(), "grant_reports", "grant_answers", "grant_uses", "grant_assessments",
    "grant_proposals", "grant_decisions",
)  # fmt: skip
#: Files of decisions where the declaration does not say.
DECISIONS = "decisions/*"
_SHAPE = record(dict.fromkeys(("kind", "file", "reports", "recipient", "decisions"), TEXT))
_ENTRIES = Shape(
    "a list of 'word: value' pairs", lambda value: isinstance(value, list) and all(PAIRS.fits(entry) for entry in value)
)


def fetch(declaration: Mapping[str, Any], context: SourceContext, entered: Sequence[Entry] = ()) -> Fetched:
    """Read the grants declaration, the reports and the decisions.

    Args:
        declaration: ``file``, ``reports`` (a pattern of workbooks) and ``decisions`` (one of files), all in the
            dataset's own folder, where they stay as the evidence they are; ``recipient``, the agent that reports
            come from.
        entered: decisions that have no file yet, or take the place of the file of that name.

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
    workbooks = _matching(declaration.get("reports"), "reports", context)
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
    _take_decisions(known, reader, declaration, context, entered, fetched)
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


def _matching(pattern: object, word: str, context: SourceContext) -> list[Path]:
    """The files of the dataset's own folder that a pattern names; none without one."""
    try:
        return sorted(matching(context.folder, str(pattern))) if pattern else []
    except (ValueError, OSError, NotImplementedError, IndexError) as error:
        remedy = f'Write it as "{word}/*.xlsx", below the folder of the dataset.'
        raise SourceError(
            f"{context.file}: source.{word}: '{pattern}' is no name of files ({error}). {remedy}"
        ) from error


def _take_decisions(
    known: Declaration,
    reader: _Rows,
    declaration: Mapping[str, Any],
    context: SourceContext,
    entered: Sequence[Entry],
    fetched: Fetched,
) -> None:
    """Take in the decisions of grants.yaml, of the files beside it, and those that are being entered."""
    entries = list(decisions.declared(known))
    own: dict[str, bytes] = {}
    for path in _matching(declaration.get("decisions", DECISIONS), "decisions", context):
        name = f"datapackages/{context.dataset}/{path.relative_to(context.folder).as_posix()}"
        if name not in {one.file for one in entered} and not path.name.startswith((".", "~$")):
            read = decisions.read(path, name)
            own |= dict.fromkeys((one.source for one in read), path.read_bytes())
            entries += read
    rows, problems = decisions.checked(
        [*entries, *entered],
        fetched.tables,
        reader.forms(),
        today=context.today,
        languages=LANGUAGES,
        reports_read=not any(problem.severity is Severity.ERROR for problem in fetched.problems),
    )
    fetched.problems += problems
    fetched.tables["grant_decisions"] = rows
    names = {code: area.label["sv"] for code, area in context.vocabulary.areas.items()}
    fetched.sources += [
        Source(
            id=row["source"],
            title=f"Beslut {row['programme']}, {names.get(row['recipient'], row['recipient'])}",
            publisher=context.publisher,
            url="",
            retrieved=context.today,
            sha256=sha256(own[row["source"]]).hexdigest(),
        )
        for row in rows
        if row["source"] in own
    ]


class _Rows:
    """The rows of grants.yaml, spread over their tables, with what is wrong in their shape."""

    def __init__(self, known: Declaration, vocabulary: Vocabulary):
        self.known, self.vocabulary = known, vocabulary
        self.problems: list[Problem] = []
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in ("grant_programmes", *PARTS.values())}
        for position, programme in enumerate(known.values.get("programmes") or []):
            place = ("programmes", position)
            own = {key: value for key, value in programme.items() if key not in PARTS}
            self.tables["grant_programmes"].append(self._row("grant_programmes", own, place))
            for part, table in PARTS.items():
                for number, entry in enumerate(programme.get(part) or []):
                    row = {"programme": programme.get("id"), **entry}
                    self.tables[table].append(self._row(table, row, (*place, part, number)))

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
                sound = columns[key].type != "integer" or self._is_amount(place, key, value)
                row[key] = value if sound else None
        return row

    def _is_amount(self, place: declarations.Place, key: str, value: object) -> bool:
        if value is None:
            return True
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
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0

    def _problem(self, place: declarations.Place, key: str, fault: str, remedy: str, rule: str) -> None:
        self.problems.append(self.known.problem((*place, key), fault, remedy, rule))

    def forms(self) -> dict[str, Form]:
        """The form of every programme, by its id."""
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
            fault = f"the parts of '{id}' sum to {total}, the whole is {whole['amount']}."
            remedy = "Correct the amounts, or take away 'part_of' where a row is not a part."
            problems.append(
                Problem(file=file, column="amount", subject=id, fault=fault, remedy=remedy, rule="sum-differs")
            )
    for row in amounts.values():
        if row.get("part_of") and row["part_of"] not in amounts:
            fault = f"'{row['part_of']}' is no amount."
            remedy = "Name the id of an amount of the same programme."
            problems.append(
                Problem(
                    file=file, column="part_of", subject=row["id"], fault=fault, remedy=remedy, rule="unknown-amount"
                )
            )
    return problems


def forms(file: Path, vocabulary: Vocabulary) -> dict[str, Form]:
    """The report form of every programme of a grants.yaml, by id.

    Raises:
        Refused: the file is not there or cannot be read.
    """
    return _Rows(declarations.read(file), vocabulary).forms()
