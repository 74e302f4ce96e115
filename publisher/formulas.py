"""Texts that a spreadsheet would run as a formula, and what a CSV gives in their place.

https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import re

#: How a text begins that Excel, LibreOffice and Google's sheets take for a formula.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

_NUMBER = re.compile(r"[+-]?\d++(?:[.,]\d++)?")


def guarded(cell: object) -> object:
    """A cell as it may be opened in a spreadsheet: an apostrophe before a text that would be run.

    Numbers, and texts that are nothing but a number, are left as they are.
    """
    if isinstance(cell, str) and cell.startswith(STARTS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
