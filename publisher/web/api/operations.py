"""Every operation of the API on one page, with the errors it may answer: what the description describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher import rooms
from publisher.model import Text
from publisher.phrases import tell
from publisher.web import examples
from publisher.web.api import (
    areas,
    changes,
    comparing,
    editions,
    indicators,
    observations,
    profiles,
    quality,
    rankings,
    reported,
)
from publisher.web.api.operation import Operation

#: Every path, in the order in which they are described.
ROUTES = [
    route
    for module in (
        *(observations, indicators, areas, comparing, profiles, rankings, changes, quality, reported, editions),
        *rooms.parts("api"),
    )
    for route in module.ROUTES
]

OPERATIONS: Sequence[Operation] = tuple(route.opt["operation"] for route in ROUTES)

TAGS: Mapping[str, Text] = {
    "data": tell("Values"),
    "words": tell("Indicators and areas"),
    "comparisons": tell("Comparisons"),
    "history": tell("Changes and editions"),
    **{room.TAG: room.TITLE for room in rooms.parts("api")},
}

#: What the whole API is.
ABOUT: Text = tell(
    "Open data. No key, no cap. Answers are `data`, `links` and `meta`; `meta` says edition, count, "
    "cautions and why anything is left out. Choose the format with `format=` or Accept, the language "
    "with `lang=` or Accept-Language. A missing value is null with a status that says why, never 0. "
    "JSON comes in pages of at most 10,000 rows (`links.next`); CSV, Excel and Parquet have no cap."
)

#: Statuses beside 200, what they mean, an example of ``detail``.
ERRORS: Mapping[int, tuple[Text, Text]] = {
    400: (tell("A parameter cannot be understood"), tell("period: 2022..2015 runs backwards. Write 2015..2022.")),
    404: (tell("Something named does not exist"),
          tell("There is no area '{name}x'. Nearest: {area} ({name}).", name=examples.NAME, area=examples.AREA)),
    405: (tell("Another method than GET or HEAD"), tell("Everything here is read-only: use GET or HEAD.")),
    406: (tell("Accept cannot be met"), tell("Accept: image/png cannot be met.")),
    410: (tell("Withdrawn", "problem"),
          tell("The code x is no longer in use. Now: {area} {name}.", area=examples.AREA, name=examples.NAME)),
    414: (tell("The address is too long"), tell("At most 32768 bytes are read.")),
    422: (tell("Too much at once"), tell("area: at most 320 values in a request.")),
    503: (tell("It cannot be answered just now"),
          tell("Try again in a moment.")),
}  # fmt: skip
