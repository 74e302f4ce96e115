"""Telling: what a fetch of reports changed, recipient by recipient: the report that came, verdicts, decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from publisher.grants.rules import Row, kronor
from publisher.model import Text
from publisher.phrases import alike, each, joined, tell

#: Rows by table name, before and after.
Tables = Mapping[str, Sequence[Row]]
#: Recipients told one by one; the rest are counted.
SHOWN = 10

_VERDICTS: Mapping[str, Text] = {
    "met": tell("met"),
    "not-met": tell("not met"),
    "cannot-be-judged": tell("cannot be judged"),
}


def told(before: Tables, after: Tables, names: Mapping[str, Text]) -> list[Text]:
    """A line for every recipient of whom something has changed, in the order of programmes and area codes.

    Args:
        before: tables ``grant_*`` as they were published.
        after: the same as they are now.
        names: area code to its name.

    Returns:
        ``Täby 2018: report of 2019-02-15; condition 2018-redovisning: not met (late)``, in each language.
    """
    found = changed(before, after)
    lines: list[Text] = [
        tell(
            "{recipient} {programme}: {changes}",
            recipient=names.get(recipient) or recipient,
            programme=programme,
            changes=joined(*found[programme, recipient], between="; "),
        )
        for programme, recipient in sorted(found)
    ]
    if (more := len(lines) - SHOWN) > 0:
        lines[SHOWN:] = [tell("and {more} more recipients", more=more)]
    return lines


def changed(before: Tables, after: Tables) -> dict[tuple[str, str], list[Text]]:
    """What has changed by programme and recipient, a text for the report, for each verdict and for the decision."""
    found: dict[tuple[str, str], list[Text]] = {}
    for table, words in TOLD.items():
        for key, old, new in _changed(before.get(table, ()), after.get(table, ())):
            if text := words(old, new):
                found.setdefault(key, []).append(text)
    return found


def _changed(old: Sequence[Row], new: Sequence[Row]) -> Iterator[tuple[tuple[str, str], Row | None, Row | None]]:
    """Programme and recipient, and the row before and after, of every row that is not the same in both."""

    def by_key(rows: Sequence[Row]) -> dict[tuple[str, str, str], dict[str, Any]]:
        return {
            (str(row["programme"]), str(row["recipient"]), str(row.get("condition") or "")): {
                column: "" if cell is None or cell != cell or str(cell) == "<NA>" else str(cell)
                for column, cell in row.items()
            }
            for row in rows
        }

    before, after = by_key(old), by_key(new)
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield key[:2], before.get(key), after.get(key)


def _report(old: Row | None, new: Row | None) -> Text:
    if new is None:
        return tell("report removed")
    word = tell("report") if old is None else tell("changed report")
    if not new["received"]:
        return tell("{report} of no day", report=word)
    return tell("{report} of {day}", report=word, day=new["received"])


def _verdict(old: Row | None, new: Row | None) -> Text:
    if new is None or (old is not None and all(old[column] == new[column] for column in ("verdict", "late"))):
        return {}
    words, late = _VERDICTS[new["verdict"]], new["late"].lower() == "true"
    said = {"condition": new["condition"], "verdict": words}
    return (
        tell("condition {condition}: {verdict} (late)", **said)
        if late
        else tell("condition {condition}: {verdict}", **said)
    )


def _decision(old: Row | None, new: Row | None) -> Text:
    if new is None:
        return tell("decision removed")
    repaid = _repaid(new)
    if old is not None and all(old.get(name) == text for name, text in new.items() if not name.startswith("repaid")):
        return repaid or tell("repayment removed")
    word = tell("decision") if old is None else tell("changed decision")
    what = tell("report approved")
    if new.get("decision") != "approved":
        what = tell("repayment of {amount}", amount=each(partial(kronor, float(new["amount"]))))
    return joined(
        tell("{decision} {day}: {what}", decision=word, day=new.get("decided", ""), what=what), repaid, between="; "
    )


def _repaid(row: Row) -> Text:
    if not row.get("repaid"):
        return {}
    repaid = tell("repaid {amount}", amount=each(partial(kronor, float(row["repaid"]))))
    return joined(repaid, alike(row.get("repaid_on", "")))


#: Tables whose changes are told, and in which words.
TOLD: Mapping[str, Callable[[Row | None, Row | None], Text]] = {
    "grant_reports": _report, "grant_assessments": _verdict, "grant_decisions": _decision,
}  # fmt: skip
