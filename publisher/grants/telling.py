"""Telling: what a fetch of reports changed, recipient by recipient: the report that came, verdicts, decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from publisher.grants.rules import Row, kronor
from publisher.model import LANGUAGES, Text

#: Rows by table name, before and after.
Tables = Mapping[str, Sequence[Row]]
#: Recipients told one by one; the rest are counted.
SHOWN = 10

_VERDICTS: Mapping[str, Text] = {
    "met": {"sv": "uppfyllt", "en": "met"},
    "not-met": {"sv": "inte uppfyllt", "en": "not met"},
    "cannot-be-judged": {"sv": "går inte att bedöma", "en": "cannot be judged"},
}
_LATE: Text = {"sv": " (för sent)", "en": " (late)"}


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
        {
            language: f"{names.get(recipient, {}).get(language, recipient)} {programme}: "
            + "; ".join(text[language] for text in found[programme, recipient])
            for language in LANGUAGES
        }
        for programme, recipient in sorted(found)
    ]
    if (more := len(lines) - SHOWN) > 0:
        lines[SHOWN:] = [{"sv": f"och {more} mottagare till", "en": f"and {more} more recipients"}]
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
        return {"sv": "redovisningen är borttagen", "en": "report removed"}
    word = (
        {"sv": "redovisning", "en": "report"} if old is None else {"sv": "ändrad redovisning", "en": "changed report"}
    )
    return {"sv": f"{word['sv']} {new['received']}".rstrip(), "en": f"{word['en']} of {new['received'] or 'no day'}"}


def _verdict(old: Row | None, new: Row | None) -> Text:
    if new is None or (old is not None and all(old[column] == new[column] for column in ("verdict", "late"))):
        return {}
    words, late = _VERDICTS[new["verdict"]], new["late"].lower() == "true"
    what = {"sv": "villkor", "en": "condition"}
    return {
        language: f"{what[language]} {new['condition']}: {words[language]}{_LATE[language] if late else ''}"
        for language in LANGUAGES
    }


def _decision(old: Row | None, new: Row | None) -> Text:
    if new is None:
        return {"sv": "beslutet är borttaget", "en": "decision removed"}
    repaid = _repaid(new)
    if old is not None and all(old.get(name) == text for name, text in new.items() if not name.startswith("repaid")):
        return repaid or {"sv": "återbetalningen är borttagen", "en": "repayment removed"}
    word = {"sv": "beslut", "en": "decision"} if old is None else {"sv": "ändrat beslut", "en": "changed decision"}
    what = {"sv": "godkänd redovisning", "en": "report approved"}
    if new.get("decision") != "approved":
        what = {
            "sv": f"återbetalning av {kronor(float(new['amount']), 'sv')}",
            "en": f"repayment of {kronor(float(new['amount']), 'en')}",
        }
    return {
        language: f"{word[language]} {new.get('decided', '')}: {what[language]}"
        + (f"; {repaid[language]}" if repaid else "")
        for language in LANGUAGES
    }


def _repaid(row: Row) -> Text:
    if not row.get("repaid"):
        return {}
    amount, day = float(row["repaid"]), row.get("repaid_on", "")
    return {
        "sv": f"återbetalat {kronor(amount, 'sv')} {day}".rstrip(),
        "en": f"repaid {kronor(amount, 'en')} {day}".rstrip(),
    }


#: Tables whose changes are told, and in which words.
TOLD: Mapping[str, Callable[[Row | None, Row | None], Text]] = {
    "grant_reports": _report, "grant_assessments": _verdict, "grant_decisions": _decision,
}  # fmt: skip
