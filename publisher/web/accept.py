"""What a client accepts: the one reading of ``Accept``, ``Accept-Language`` and ``Accept-Encoding`` and their weights.

https://www.rfc-editor.org/rfc/rfc9110#section-12.5 . A part that cannot be read counts as not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Parts of a header that are looked at.
MOST_PARTS = 60
#: Characters of a header that are looked at.
LONGEST = 4000

#: What stands between two signs, a quoted text taken as one.
_PIECES = {sign: re.compile(rf'(?:[^{sign}"]|"(?:[^"\\]|\\.)*+"?)++') for sign in ",;"}
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+(?:/[!#$%&'*+.^_`|~0-9a-z-]+)?")
_WEIGHT = re.compile(r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}")


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the header."""

    name: str  #: ``text/html``, ``text/*``, ``sv-se``, ``gzip``, ``*``; small letters
    parameters: frozenset[tuple[str, str]]  #: those that are no weight
    weight: float  #: 0–1; 0 is a refusal


@lru_cache(maxsize=512)
def read(header: str) -> tuple[Part, ...]:
    """The parts of a header, in their order."""
    found = []
    for piece in _PIECES[","].findall(header[:LONGEST])[:MOST_PARTS]:
        name, *written = [text.strip() for text in _PIECES[";"].findall(piece)] or [""]
        if (part := _part(name.lower(), written)) is not None:
            found.append(part)
    return tuple(found)


def _part(name: str, written: Sequence[str]) -> Part | None:
    """A part, or None when it cannot be read."""
    if not _NAME.fullmatch(name) or (name.startswith("*/") and name != "*/*"):
        return None
    weight = 1.0
    parameters = set()
    for text in written:
        key, sign, value = (side.strip() for side in text.partition("="))
        if key.lower() != "q":
            parameters.add((key.lower(), value.strip('"').lower()))
        elif not sign or not _WEIGHT.fullmatch(value):
            return None
        else:
            weight = min(float(value), 1.0)
    return Part(name, frozenset(parameters), weight)


def media_type(header: str, offered: Sequence[str | Iterable[str]]) -> int | None:
    """Which of the forms offered to send: the most welcome, the more exactly named among equals, else the earlier.

    Args:
        header: ``Accept``; '' takes anything.
        offered: the media type of each form, or all the names it goes by; the preferred form first.

    Returns:
        Its place among those offered; None when none is welcome (406).
    """
    if not header.strip():
        return 0 if offered else None
    parts = [part for part in read(header) if "/" in part.name]
    best, place = (0.0, -1), None
    for number, names in enumerate(offered):
        known = (names,) if isinstance(names, str) else names
        exactness, weight = max(_welcome(name, parts) for name in known)
        if weight > 0 and (weight, exactness) > best:
            best, place = (weight, exactness), number
    return place


def _welcome(offered: str, parts: Sequence[Part]) -> tuple[int, float]:
    """How exactly a media type is named, and its weight: the most exact range that fits decides (RFC 9110, 12.5.1).

    A range with parameters that we do not send (``text/turtle;charset=x``) is taken for the type, its refusal not.
    """
    name, *written = (text.strip().lower() for text in _PIECES[";"].findall(offered))
    own = {(key, value.strip('"')) for key, _, value in (text.partition("=") for text in written)}
    kind = name.partition("/")[0] + "/*"
    found = [(-1, 0.0)]
    for part in parts:
        if part.name == name:
            if part.parameters <= own:
                found.append((4 + len(part.parameters), part.weight))
            elif part.weight > 0:
                found.append((3, part.weight))
        elif part.name == kind:
            found.append((2, part.weight))
        elif part.name == "*/*":
            found.append((1, part.weight))
    return max(found)


def language(header: str, offered: Sequence[str]) -> str:
    """The language to answer in, the first offered when none is asked for; ``en-GB`` asks for ``en``.

    Args:
        offered: codes of two letters, at least one.
    """
    weights: dict[str, float] = {}
    for part in read(header):
        code = part.name.partition("-")[0]
        weights[code] = max(part.weight, weights.get(code, 0.0))
    others = weights.get("*", 0.0)
    best = max(offered, key=lambda code: weights.get(code, others))
    if weights.get(best, others) > 0:
        return best
    return next((code for code in offered if code not in weights), offered[0])


def encoding(header: str, offered: Sequence[str]) -> str:
    """The encoding of the bytes to send, the preferred of those offered first; '' sends them as they are."""
    weights = {part.name: part.weight for part in read(header)}
    others = weights.get("*", 0.0)
    best = max(offered, key=lambda name: weights.get(name, others))
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else ""
