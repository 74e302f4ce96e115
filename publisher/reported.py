"""Reported figures: what readers said is wrong, and what became of each; people write them in ``reported.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from publisher.model import Text

#: The file among the packages, and what an edition keeps of it among the files of the site.
FILE, KEPT = "reported.yaml", "reported.json"
#: What may have become of a report.
STATUSES = ("open", "corrected", "stands")


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report. What it does not name, it is about all of."""

    date: str  #: ISO date on which it was said
    dataset: str  #: name
    indicator: str | None = None  #: id
    area: str | None = None  #: code
    period: str | None = None
    said: Text
    status: str  #: one of :data:`STATUSES`
    became: Text = field(default_factory=dict)  #: what became of it; {}: nothing yet


def about(
    reports: Sequence[Report],
    datasets: Sequence[str] = (),
    indicators: Sequence[str] = (),
    areas: Sequence[str] = (),
) -> list[Report]:
    """Those that name one of each; an empty sequence means no restriction."""
    return [
        one
        for one in reports
        if (not datasets or one.dataset in datasets)
        and (not indicators or one.indicator in indicators)
        and (not areas or one.area in areas)
    ]
