"""Noted: a note may not say otherwise than the values it hangs on.

Held against the values are what a note can be caught at: the codes it says the values are written in, how many steps
it says there are, and that there is no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from publisher.gate.findings import Findings
from publisher.model import Text
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

#: ``kodas 0 och 1``, ``coded 0, 1 and 2``.
_CODED = re.compile(r"\b(?:kodas|kodade|kodat|coded)(?: (?:som|as))? (\d(?:(?:, | och | and | eller | or )\d)+)\b")
_COUNT = {"två": 2, "tre": 3, "fyra": 4, "fem": 5, "two": 2, "three": 3, "four": 4, "five": 5}
#: ``har tre steg``: of its own values, not of a sibling's, so only at the beginning of a sentence.
_STEPS = re.compile(
    r"(?:^|[.!?] )(?:värdena|svaren|nyckeltalet|the values|the answers|the indicator)"
    r" (?:har|är|har angetts i|is|are|has|have|come in|ges i) (\w+) (?:steg|steps)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\b(?:en rad \w+ \w+ utan värde|det finns inget värde|värdet saknas|has no value|there is no value"
    r"|a row \w+ the \w+ without a value)\b",
    re.IGNORECASE,
)
#: What of a note can be held against values.
_TELLING = (_CODED, _STEPS, _NOTHING)


def examine(frame: pd.DataFrame, texts: Mapping[str, Text], words: Vocabulary, findings: Findings) -> None:
    """Hold every note against the values of the rows that refer to it.

    Args:
        frame: observations.
        texts: id of a note to its text.
    """
    telling = {id for id, text in texts.items() if any(p.search(t) for t in text.values() for p in _TELLING)}
    notes = frame["note"].astype("category")
    for cell in sorted(str(cell) for cell in notes.cat.categories if telling & set(str(cell).split())):
        rows = frame[notes == cell]
        for note in (note for note in cell.split() if note in telling):
            for indicator, mine in rows.groupby(rows["indicator"].astype("str"), observed=True):
                _contradicted(note, texts.get(note, {}), str(indicator), mine, words, findings)


def _contradicted(
    note: str, text: Text, indicator: str, rows: pd.DataFrame, words: Vocabulary, findings: Findings
) -> None:
    values = rows["value"].astype("float64")
    held = values.dropna()
    known = words.indicators.get(indicator)

    def at(wrong: Callable[[float], bool], fault: str) -> bool:
        first = next((position for position, value in held.items() if wrong(value)), None)
        if first is None:
            return False
        many = sum(map(wrong, held))
        findings.at(
            int(first),
            "note-contradicts-value",
            f"the note '{note}' {fault}, but {held[first]:g} stands here and {many} values of {indicator} in all are "
            "otherwise.",
            "Correct the text under notes:, or where it is attached, in dataset.yaml.",
            column="note",
            subject=f"{indicator}/{note}",
        )
        return True

    for words_ in text.values():
        if coded := _CODED.search(words_):
            codes = {float(number) for number in re.findall(r"\d", coded[1])}
            if at(lambda value, codes=codes: value not in codes, f"says '{coded[0]}'"):  # type: ignore[misc]
                return
        steps = _STEPS.search(words_)
        count = _COUNT.get(steps[1].lower()) if steps else None
        wrong = count and known is not None and known.steps and all(len(one.steps) != count for one in known.scales)
        if steps and wrong and at(lambda value: True, f"says '{steps[0].strip('. ')}'"):
            return
        if (nothing := _NOTHING.search(words_)) and at(lambda value: True, f"says '{nothing[0]}'"):
            return
