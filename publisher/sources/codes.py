"""Codes: the names and codes of a file made into ours, or a message that says why not.

Municipalities are text of four digits. A code that lost its zero is restored only where the
declaration says so; a name is taken only when it is exactly an official or a short name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from publisher.model import Area, AreaKind
from publisher.sources.faults import Faults, nearest
from publisher.sources.grid import clean, fold
from publisher.vocabulary import Vocabulary


def slug(text: str) -> str:
    """Text as part of an address: ``Egen uppvärmning`` becomes ``egen-uppvarmning``."""
    plain = clean(text).casefold().translate(str.maketrans("åäöéèüáàæø", "aaoeeuaaao"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def indicator_id(text: str, known: Sequence[str]) -> str | None:
    """The id among those known that a text is, letter case aside, or that it becomes as part of an address."""
    ids = _ids(tuple(known))
    return ids.get(fold(text)) or ids.get(slug(text))


@lru_cache(maxsize=8)
def _ids(known: tuple[str, ...]) -> Mapping[str, str]:
    return {fold(id): id for id in known}


@dataclass(kw_only=True)
class AreaCodes:
    """Finds the code of an area by what a file calls it; letter case does not count.

    Args:
        vocabulary: the areas there are.
        how: ``code``, ``name`` or ``either``.
        aliases: what this file alone calls an area, to its code: ``{"The whole country": "00"}``.
        restore_zeros: give codes back a zero that a spreadsheet took: 114 is 0114, and 114.0 too.
        leave_out_others: rows of anything that is no area of ours are left out, and named; a code or a name of
            ours that is only spoiled is a fault all the same.
        kinds: kinds of areas that may be meant; empty: municipality, county and nation.
    """

    vocabulary: Vocabulary
    faults: Faults
    how: str = "code"
    aliases: Mapping[str, str] = field(default_factory=dict)
    restore_zeros: bool = False
    leave_out_others: bool = False
    kinds: Sequence[AreaKind] = ()
    left_out: dict[str, int] = field(default_factory=dict)  #: what was left out, as the file calls it, to how often
    _lost: str = ""
    _beside: str = ""

    def __post_init__(self) -> None:
        kinds = self.kinds or (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION)
        self._areas = {code: area for code, area in self.vocabulary.areas.items() if area.kind in kinds}
        self._names: dict[str, dict[str, Area]] = {}
        for area in self._areas.values():
            for name in filter(None, (area.label["sv"], area.official_name, *area.other_names)):
                self._names.setdefault(fold(name), {})[area.code] = area
        self._known: dict[str, str | None] = {}
        self._aliases: dict[str, str] = {}
        for name, code in self.aliases.items():
            if code not in self.vocabulary.areas:
                fault = f"'{name}' is said to be '{code}', which is not an area."
                self.faults.add("unknown-area", fault, self._spelt(code), column="area.aliases", subject=code)
            self._aliases[fold(str(name))] = code

    def find(self, text: str, row: int, column: str) -> str | None:
        """The code of an area; None when there is none, and a fault was noted or the row is left out."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        code = self._known[text]
        if code is None:
            self._complain(text, row, column)
        return code

    def fixed(self, code: str) -> str | None:
        """A code that a declaration states; None when it is none, and a fault was noted."""
        if code in self.vocabulary.areas:
            return code
        self.faults.add("unknown-area", f"'{code}' is not the code of an area.", self._spelt(code), column="area")
        return None

    def _look_up(self, text: str) -> str | None:
        if (alias := self._aliases.get(fold(text))) is not None:
            return alias
        if self.how in ("code", "either"):
            if text in self._areas:
                return text
            if self.restore_zeros and (padded := _padded(text)) in self._areas:
                return padded
        if self.how in ("name", "either") and len(found := self._names.get(fold(text), {})) == 1:
            return next(iter(found))
        return None

    def _complain(self, text: str, row: int, column: str) -> None:
        alike = self._names.get(fold(text), {})
        if text == "" and not self.leave_out_others:
            self.faults.add(
                "unknown-area", "no area is named.",
                f"Fill the cell; if the cell above says which area it is, write 'fill_down: [{_quoted(column)}]'; "
                f"or leave the row out with 'skip: {{{_quoted(column)}: [\"\"]}}'.",
                row=row, column=column, subject=text,
            )  # fmt: skip
        elif self.how != "name" and (padded := _padded(text)) in self._areas:
            self._lost = self._lost or f"'{text}' for '{padded}' ({self._areas[padded].label['sv']})"
            fault = f"codes have lost their first zero: {self._lost}."
            if re.search("[.,]", text):
                fault = f"codes were taken for numbers: {self._lost}."
            remedy = "Correct the file, or write 'zeros: restore' under 'area' in the declaration."
            self.faults.add("lost-zero", fault, remedy, row=row, column=column)
        elif len(alike) > 1 and self.how != "code":
            codes = " or ".join(alike)
            remedy = "Write the one that is meant under 'aliases', or 'kinds', under 'area' in the declaration."
            self.faults.add("ambiguous-area", f"'{text}' may be {codes}.", remedy, row=row, column=column, subject=text)
        elif self.how != "name" and (code := self._within(text)):
            self._beside = self._beside or f"'{text}' is {code} with more beside it"
            remedy = (
                "Take the code out with 'pattern: \"[0-9]+\"' under 'area' in the declaration, or correct the file."
            )
            self.faults.add("unknown-area", f"{self._beside}.", remedy, row=row, column=column)
        elif meant := self._meant(text):
            what = "the code" if self.how == "code" else "the name"
            fault = f"'{text}' is not {what} of an area."
            self.faults.add("unknown-area", fault, meant, row=row, column=column, subject=text)
        elif self.leave_out_others:
            self.left_out[text] = self.left_out.get(text, 0) + 1
        else:
            what = "the code" if self.how == "code" else "the name"
            fault = f"'{text}' is not {what} of an area."
            remedy = (
                f"{self._near(text)}Correct it in the file; if it is an area, write 'aliases: {{{_quoted(text)}: …}}' "
                "with its code under 'area' in the declaration; if not, leave the row out with "
                f"'skip: {{{_quoted(column)}: [{_quoted(text)}]}}'."
            )
            self.faults.add("unknown-area", fault, remedy, row=row, column=column, subject=text)

    def _within(self, text: str) -> str:
        """The code that stands in a text with the area's name or with signs beside it; "" when none does.

        ``0114 Upplands Väsby``, ``Upplands Väsby (0114)``, ``="0114"``.
        """
        if (found := re.fullmatch(r"(\D*)(\d{2}|\d{4})(\D*)", text)) is None or found[2] not in self._areas:
            return ""
        beside = found[1] + found[3]
        name = fold(beside.strip("".join(sign for sign in set(beside) if not sign.isalnum())))
        return found[2] if text != found[2] and (not name or found[2] in self._names.get(name, {})) else ""

    def _meant(self, text: str) -> str:
        """What to do about a text that means one area of ours in other words; "" when it means none."""
        for area in self._areas.values():
            if text in area.former_codes:
                return (
                    f"It is a former code of {area.label['sv']}, now {area.code}: use that, or write "
                    f"'aliases: {{{_quoted(text)}: \"{area.code}\"}}' under 'area' in the declaration."
                )
        if text in self._areas or fold(text) in self._names:
            is_, how = ("a code", "code") if text in self._areas else ("a name", "name")
            return (
                f"It is {is_}: write 'as: {how}' under 'area' in the declaration, or 'as: either' under 'area' if the "
                "column holds both."
            )
        plain = re.sub(r"(s?\s+(kommun|stad|region)|\s+stad)$", "", fold(text))
        for name in (plain, plain.removesuffix("s")):
            if len(found := self._names.get(name, {})) == 1:
                [area] = found.values()
                return (
                    f"Is it {area.label['sv']} ({area.code})? Write the official name or the code in the file, or "
                    f"'aliases: {{{_quoted(text)}: \"{area.code}\"}}' under 'area' in the declaration."
                )
        return ""

    def _near(self, text: str) -> str:
        known = [area.label["sv"] for area in self._areas.values()] if self.how != "code" else []
        return nearest(text, known + (list(self._areas) if self.how != "name" else []))

    def _spelt(self, code: str) -> str:
        meant = _padded(code) if _padded(code) in self.vocabulary.areas else ""
        near = f"Meant '{meant}'? " if meant else nearest(code, list(self.vocabulary.areas))
        return f"{near}Correct it in the declaration."


def _padded(text: str) -> str:
    """A code with what a spreadsheet took from it or gave to it: 114 and 114.0 are 0114, 1480.0 is 1480, 1 is 01."""
    found = re.fullmatch(r"(\d{1,4})([.,]0+)?", text)
    if found is None or (found[2] is None and len(text) in (2, 4)):
        return ""
    return found[1] if len(found[1]) in (2, 4) else f"0{found[1]}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
