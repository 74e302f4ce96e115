"""Letters as people type them: Säffle, säffle, SAFFLE and Saffle are one name."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Lower case, without accents, runs of anything but letters and digits as one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split())
