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
    indicators,
    listing,
    observations,
    profiles,
    quality,
    rankings,
    reported,
    shapes,
)
from publisher.web.api.operation import Operation

_INDICATOR = (
    examples.INDICATOR,
    tell("Id or whole name of the indicator."),
)
_AREA = (examples.AREA, tell("Code or name of the area."))
_MUNICIPALITY = (examples.AREA, tell("Code or name of the municipality."))

OPERATIONS: Sequence[Operation] = (
    Operation(
        path=observations.PATH, name="observations", tag="data", thing=shapes.Observation,
        parameters=observations.PARAMETERS, formats=observations.FORMATS,
        summary=tell("Values: any selection, any format"),
    ),
    Operation(
        path=indicators.PATH, name="indicators", tag="words", thing=indicators.INDICATOR.struct,
        parameters=indicators.PARAMETERS,
        summary=tell("Indicators with definitions"),
    ),
    Operation(
        path=indicators.ONE_PATH, name="indicator", tag="words", thing=indicators.INDICATOR.struct, many=False,
        parameters=indicators.ONE_PARAMETERS, formats=listing.SINGLE, within={"id": _INDICATOR},
        summary=tell("One indicator"),
    ),
    Operation(
        path=areas.PATH, name="areas", tag="words", thing=areas.AREA.struct, parameters=areas.PARAMETERS,
        formats=listing.AREAS,
        summary=tell("Municipalities, counties, the nation and groups"),
    ),
    Operation(
        path=areas.ONE_PATH, name="area", tag="words", thing=areas.AREA.struct, many=False,
        parameters=areas.ONE_PARAMETERS, formats=listing.SINGLE, within={"code": _AREA},
        summary=tell("One area with its history"),
    ),
    Operation(
        path=areas.MUNICIPALITIES_PATH, name="municipalities", tag="words", thing=areas.AREA.struct,
        parameters=areas.MUNICIPALITIES_PARAMETERS, formats=listing.AREAS,
        summary=tell("The municipalities"),
    ),
    Operation(
        path=comparing.PATH, name="compare", tag="comparisons", thing=shapes.Comparison,
        parameters=comparing.PARAMETERS,
        summary=tell("Municipalities side by side"),
    ),
    Operation(
        path=profiles.PROFILE_PATH, name="profile", tag="comparisons", thing=shapes.Profile,
        parameters=profiles.PROFILE_PARAMETERS, within={"code": _MUNICIPALITY},
        summary=tell("A municipality's values among the others"),
    ),
    Operation(
        path=profiles.SIMILAR_PATH, name="similar", tag="comparisons", thing=profiles.SIMILAR.struct,
        parameters=profiles.SIMILAR_PARAMETERS, within={"code": _MUNICIPALITY},
        summary=tell("Similar municipalities with reasons"),
    ),
    Operation(
        path=rankings.ONE_PATH, name="ranking", tag="comparisons", thing=shapes.TieGroup,
        parameters=rankings.PARAMETERS, within={"indicator": _INDICATOR},
        summary=tell("Ranking in groups of ties"),
    ),
    Operation(
        path=changes.PATH, name="changes", tag="history", thing=changes.CHANGED.struct, parameters=changes.PARAMETERS,
        summary=tell("Changed values, newest first"),
    ),
    Operation(
        path=changes.ONCE_PATH, name="changesOnce", tag="history", thing=changes.ONCE.struct,
        parameters=changes.PARAMETERS,
        summary=tell("Each change once, revisions first"),
    ),
    Operation(
        path=quality.PATH, name="quality", tag="words", thing=quality.QUALITY.struct,
        parameters=quality.PARAMETERS,
        summary=tell("The quality of the figures by indicator"),
    ),
    Operation(
        path=reported.PATH, name="reported", tag="history", thing=reported.REPORTED.struct,
        parameters=reported.PARAMETERS,
        summary=tell("Reported figures and outcomes"),
    ),
    Operation(
        path=changes.EDITIONS_PATH, name="editions", tag="history", thing=changes.EDITION.struct,
        parameters=changes.EDITIONS_PARAMETERS, summary=tell("Editions"),
    ),
    *(operation for room in rooms.parts("api") for operation in room.OPERATIONS),
)  # fmt: skip

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
    400: (tell("A parameter cannot be understood"),
          tell("period: 2022..2015 runs backwards. Write 2015..2022.")),
    404: (tell("Something named does not exist"),
          tell("There is no area '{name}x'. Nearest: {area} ({name}).", name=examples.NAME, area=examples.AREA)),
    405: (tell("Another method than GET or HEAD"),
          tell("Everything here is read-only: use GET or HEAD.")),
    406: (tell("Accept cannot be met"),
          tell("Accept: image/png cannot be met.")),
    410: (tell("Withdrawn", "problem"),
          tell("The code x is no longer in use. Now: {area} {name}.", area=examples.AREA, name=examples.NAME)),
    414: (tell("The address is too long"),
          tell("At most 32768 bytes are read.")),
    422: (tell("Too much at once"),
          tell("area: at most 320 values in a request.")),
    503: (tell("It cannot be answered just now"),
          tell("Try again in a moment.")),
}  # fmt: skip
