"""Kolada's version 3: its address, codes and bounds, for what reads it and for what answers as it does.

https://api.kolada.se/v3/docs
"""

from __future__ import annotations

from publisher.model import Area, AreaKind

#: Public base address of the API.
HOME = "https://api.kolada.se/v3"
#: Most ids in one part of a path.
MOST_IDS = 25
#: Rows asked for at a time, the most the API gives.
PAGE = 5000

#: Kolada's gender to ours (SDMX): K is kvinnor.
SEX = {"T": "T", "K": "F", "M": "M"}

#: The API's ``status`` of a value to ours; "" with a null value is a reason that was not given.
STATUSES = {
    "": "unknown-reason",
    "Missing": "not-answered",
    "Privacy": "suppressed",
    "Not applicable": "not-applicable",
}


def code_of(area: Area) -> str | None:
    """Kolada's code of an area: the nation is ``0000``, a county's region ``0001``; a group has none of its own."""
    if area.kind is AreaKind.NATION:
        return "0000"
    if area.kind is AreaKind.COUNTY:
        return f"00{area.code}"
    return area.code if area.kind is AreaKind.MUNICIPALITY else None
