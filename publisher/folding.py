"""Letters as people type them: Åby, åby, ABY and Aby are one name."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Lower case, without accents, runs of anything but letters and digits as one space."""
    # Marks go before letters are taken apart too: a long run of them would be sorted, by the square of its length.
    plain = unicodedata.normalize("NFKD", _without_marks(text.casefold()))
    return " ".join("".join(c if c.isalnum() else " " for c in _without_marks(plain)).split())


def written(text: str) -> str:
    """The same with accents kept: what tells Aby from Åby."""
    plain = unicodedata.normalize("NFC", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def _without_marks(text: str) -> str:
    return "".join(c for c in text if not unicodedata.combining(c))
