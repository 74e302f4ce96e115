"""Letters as people type them: Åby, åby, ABY and Aby are one name."""

from __future__ import annotations

import unicodedata

from publisher.known import Known


def folded(text: str) -> str:
    """Lower case, without accents, runs of anything but letters and digits as one space."""
    # Marks go before letters are taken apart too: a long run of them would be sorted, by the square of its length.
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNMARKED))
    return " ".join(plain.translate(_PLAIN).split())


def written(text: str) -> str:
    """The same with accents kept: what tells Aby from Åby."""
    plain = unicodedata.normalize("NFC", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def _unmarked(number: int) -> str:
    """A character by its number; nothing where it is a mark."""
    return "" if unicodedata.combining(chr(number)) else chr(number)


def _plain(number: int) -> str:
    """The same, a space where it is no letter or digit."""
    return _unmarked(number) if chr(number).isalnum() or unicodedata.combining(chr(number)) else " "


_UNMARKED, _PLAIN = Known(_unmarked), Known(_plain)
