"""Codes: the names and codes of a file made into ours, or a message that says why not.

Municipalities are text of four digits. A code that lost its zero is restored only where the
declaration says so; a name is taken only when it is exactly an official or a short name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from publisher.model import Area, AreaKind
from publisher.sources.faults import Faults, nearest
from publisher.sources.grid import clean
from publisher.vocabulary import Vocabulary


def slug(text: str) -> str:
    """Text as part of an address: ``Egen uppvärmning`` becomes ``egen-uppvarmning``."""
    plain = clean(text).casefold().translate(str.maketrans("åäöéèüáàæø", "aaoeeuaaao"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(kw_only=True)
class AreaCodes:
    """Finds the code of an area by what a file calls it.

    Args:
        vocabulary: the areas there are.
        how: ``code``, ``name`` or ``either``.
        aliases: what this file alone calls an area, to its code: ``{"Hela riket": "00"}``.
        restore_zeros: give codes back a zero that a spreadsheet took: 114 is 0114.
        leave_out_others: rows of anything that is no area of ours are left out, and counted.
        kinds: kinds of areas that may be meant; empty: municipality, county and nation.
    """

    vocabulary: Vocabulary
    faults: Faults
    how: str = "code"
    aliases: Mapping[str, str] = field(default_factory=dict)
    restore_zeros: bool = False
    leave_out_others: bool = False
    kinds: Sequence[AreaKind] = ()
    left_out: int = 0
    _lost: str = ""

    def __post_init__(self) -> None:
        kinds = self.kinds or (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION)
        self._areas = {code: area for code, area in self.vocabulary.areas.items() if area.kind in kinds}
        self._names: dict[str, list[Area]] = {}
        for area in self._areas.values():
            for name in {area.label["sv"], area.official_name}:
                if name:
                    self._names.setdefault(clean(name), []).append(area)
        self._known: dict[str, str | None] = {}
        for name, code in self.aliases.items():
            if code not in self.vocabulary.areas:
                fault = f"'{name}' is said to be '{code}', which is not an area."
                self.faults.add("unknown-area", fault, self._remedy(code), column="area.aliases", subject=code)
            self._known[clean(str(name))] = code

    def find(self, text: str, row: int, column: str) -> str | None:
        """The code of an area; None when there is none, and a fault was noted or the row is left out."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        code = self._known[text]
        if code is None:
            self._complain(text, row, column)
        return code

    def _look_up(self, text: str) -> str | None:
        if self.how in ("code", "either"):
            if text in self._areas:
                return text
            if self.restore_zeros and (padded := _padded(text)) in self._areas:
                return padded
        if self.how in ("name", "either") and len(found := self._names.get(text, [])) == 1:
            return found[0].code
        return None

    def _complain(self, text: str, row: int, column: str) -> None:
        if self.leave_out_others:
            self.left_out += 1
            return
        alike = self._names.get(text, ())
        if text == "":
            fault, remedy, rule = (
                "no area is named.",
                "Fill the cell, or leave the row out with 'skip'.",
                "unknown-area",
            )
        elif self.how != "name" and (padded := _padded(text)) in self._areas:
            self._lost = self._lost or f"'{text}' for '{padded}' ({self._areas[padded].label['sv']})"
            fault, rule = f"codes have lost their first zero: {self._lost}.", "lost-zero"
            remedy = "Correct the file, or write 'zeros: restore' under 'area' in the declaration."
            self.faults.add(rule, fault, remedy, row=row, column=column)
            return
        elif len(alike) > 1:
            codes = " or ".join(area.code for area in alike)
            fault, rule = f"'{text}' may be {codes}.", "ambiguous-area"
            remedy = "Write the one that is meant under 'aliases', or 'kinds', under 'area' in the declaration."
        else:
            what = "the code" if self.how == "code" else "the name"
            fault, remedy, rule = f"'{text}' is not {what} of an area.", self._remedy(text), "unknown-area"
        self.faults.add(rule, fault, remedy, row=row, column=column, subject=text)

    def _remedy(self, text: str) -> str:
        for area in self._areas.values():
            if text in area.former_codes:
                return f"It is a former code of {area.label['sv']}, now {area.code}: use that, or an alias."
        plain = re.sub(r"(s?\s+(kommun|stad|region)|\s+stad)$", "", text, flags=re.IGNORECASE)
        for name in (plain, plain.removesuffix("s")):
            if len(found := self._names.get(name, [])) == 1:
                area = found[0]
                return (
                    f"Is it {area.label['sv']} ({area.code})? Write the official name or the code in the file, or "
                    f"'aliases: {{\"{text}\": \"{area.code}\"}}' under 'area' in the declaration."
                )
        known = list(self._names) + (list(self._areas) if self.how != "name" else [])
        return (
            f"{nearest(text, known)}Correct it in the file, write it under 'aliases' under 'area' in the "
            "declaration, or leave the row out with 'skip'."
        )


def _padded(text: str) -> str:
    """A code with the zero a spreadsheet took from it: 114 to 0114, 1 to 01."""
    return f"0{text}" if re.fullmatch(r"\d{3}|\d", text) else ""
