"""Every operation of the API on one page, with the errors it may answer: what the description describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher import rooms
from publisher.model import Text
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
    {"sv": "Nyckeltalets id eller hela namn.", "en": "Id or whole name of the indicator."},
)
_AREA = (examples.AREA, {"sv": "Områdets kod eller namn.", "en": "Code or name of the area."})
_MUNICIPALITY = (examples.AREA, {"sv": "Kommunens kod eller namn.", "en": "Code or name of the municipality."})

OPERATIONS: Sequence[Operation] = (
    Operation(
        path=observations.PATH, name="observations", tag="data", thing=shapes.Observation,
        parameters=observations.PARAMETERS, formats=observations.FORMATS,
        summary={"sv": "Värden: alla urval, alla format", "en": "Values: any selection, any format"},
    ),
    Operation(
        path=indicators.PATH, name="indicators", tag="words", thing=indicators.INDICATOR.struct,
        parameters=indicators.PARAMETERS,
        summary={"sv": "Nyckeltal med definitioner", "en": "Indicators with definitions"},
    ),
    Operation(
        path=indicators.ONE_PATH, name="indicator", tag="words", thing=indicators.INDICATOR.struct, many=False,
        parameters=indicators.ONE_PARAMETERS, formats=listing.SINGLE, within={"id": _INDICATOR},
        summary={"sv": "Ett nyckeltal", "en": "One indicator"},
    ),
    Operation(
        path=areas.PATH, name="areas", tag="words", thing=areas.AREA.struct, parameters=areas.PARAMETERS,
        formats=listing.AREAS,
        summary={"sv": "Kommuner, län, riket och grupper", "en": "Municipalities, counties, the nation and groups"},
    ),
    Operation(
        path=areas.ONE_PATH, name="area", tag="words", thing=areas.AREA.struct, many=False,
        parameters=areas.ONE_PARAMETERS, formats=listing.SINGLE, within={"code": _AREA},
        summary={"sv": "Ett område med sin historia", "en": "One area with its history"},
    ),
    Operation(
        path=areas.MUNICIPALITIES_PATH, name="municipalities", tag="words", thing=areas.AREA.struct,
        parameters=areas.MUNICIPALITIES_PARAMETERS, formats=listing.AREAS,
        summary={"sv": "Kommunerna", "en": "The municipalities"},
    ),
    Operation(
        path=comparing.PATH, name="compare", tag="comparisons", thing=shapes.Comparison,
        parameters=comparing.PARAMETERS,
        summary={"sv": "Kommuner sida vid sida", "en": "Municipalities side by side"},
    ),
    Operation(
        path=profiles.PROFILE_PATH, name="profile", tag="comparisons", thing=shapes.Profile,
        parameters=profiles.PROFILE_PARAMETERS, within={"code": _MUNICIPALITY},
        summary={"sv": "En kommuns värden bland de andras", "en": "A municipality's values among the others"},
    ),
    Operation(
        path=profiles.SIMILAR_PATH, name="similar", tag="comparisons", thing=profiles.SIMILAR.struct,
        parameters=profiles.SIMILAR_PARAMETERS, within={"code": _MUNICIPALITY},
        summary={"sv": "Liknande kommuner med skäl", "en": "Similar municipalities with reasons"},
    ),
    Operation(
        path=rankings.ONE_PATH, name="ranking", tag="comparisons", thing=shapes.TieGroup,
        parameters=rankings.PARAMETERS, within={"indicator": _INDICATOR},
        summary={"sv": "Rangordning i grupper av lika", "en": "Ranking in groups of ties"},
    ),
    Operation(
        path=changes.PATH, name="changes", tag="history", thing=changes.CHANGED.struct, parameters=changes.PARAMETERS,
        summary={"sv": "Ändrade värden, nyast först", "en": "Changed values, newest first"},
    ),
    Operation(
        path=changes.ONCE_PATH, name="changesOnce", tag="history", thing=changes.ONCE.struct,
        parameters=changes.PARAMETERS,
        summary={"sv": "Varje ändring en gång, rättelser först", "en": "Each change once, revisions first"},
    ),
    Operation(
        path=quality.PATH, name="quality", tag="words", thing=quality.QUALITY.struct,
        parameters=quality.PARAMETERS,
        summary={"sv": "Siffrornas kvalitet per nyckeltal", "en": "The quality of the figures by indicator"},
    ),
    Operation(
        path=reported.PATH, name="reported", tag="history", thing=reported.REPORTED.struct,
        parameters=reported.PARAMETERS,
        summary={"sv": "Rapporterade siffror och utfall", "en": "Reported figures and outcomes"},
    ),
    Operation(
        path=changes.EDITIONS_PATH, name="editions", tag="history", thing=changes.EDITION.struct,
        parameters=changes.EDITIONS_PARAMETERS, summary={"sv": "Utgåvor", "en": "Editions"},
    ),
    *(operation for room in rooms.parts("api") for operation in room.OPERATIONS),
)  # fmt: skip

TAGS: Mapping[str, Text] = {
    "data": {"sv": "Värden", "en": "Values"},
    "words": {"sv": "Nyckeltal och områden", "en": "Indicators and areas"},
    "comparisons": {"sv": "Jämförelser", "en": "Comparisons"},
    "history": {"sv": "Ändringar och utgåvor", "en": "Changes and editions"},
    **{room.TAG: room.TITLE for room in rooms.parts("api")},
}

#: What the whole API is.
ABOUT: Text = {
    "sv": "Öppna data. Ingen nyckel, inget tak. Svaren är `data`, `links` och `meta`; "
    "`meta` säger utgåva, antal, varningar och varför något saknas. Format väljs med `format=` eller Accept, språk "
    "med `lang=` eller Accept-Language. Ett saknat värde är null med en status som säger varför, aldrig 0. JSON ges i "
    "sidor om högst 10 000 rader (`links.next`); CSV, Excel och Parquet har inget tak.",
    "en": "Open data. No key, no cap. Answers are `data`, `links` and `meta`; "
    "`meta` says edition, count, cautions and why anything is left out. Choose the format with `format=` or Accept, "
    "the language with `lang=` or Accept-Language. A missing value is null with a status that says why, never 0. JSON "
    "comes in pages of at most 10,000 rows (`links.next`); CSV, Excel and Parquet have no cap.",
}

#: Statuses beside 200, what they mean, an example of ``detail``.
ERRORS: Mapping[int, tuple[Text, Text]] = {
    400: ({"sv": "En parameter går inte att förstå", "en": "A parameter cannot be understood"},
          {"sv": "period: 2022..2015 går baklänges. Skriv 2015..2022.",
           "en": "period: 2022..2015 runs backwards. Write 2015..2022."}),
    404: ({"sv": "Något som nämns finns inte", "en": "Something named does not exist"},
          {"sv": f"Området '{examples.NAME}x' finns inte. Närmast: {examples.AREA} ({examples.NAME}).",
           "en": f"There is no area '{examples.NAME}x'. Nearest: {examples.AREA} ({examples.NAME})."}),
    405: ({"sv": "Annan metod än GET eller HEAD", "en": "Another method than GET or HEAD"},
          {"sv": "Allt här kan bara läsas: använd GET eller HEAD.",
           "en": "Everything here is read-only: use GET or HEAD."}),
    406: ({"sv": "Accept kan inte uppfyllas", "en": "Accept cannot be met"},
          {"sv": "Accept: image/png kan inte uppfyllas.", "en": "Accept: image/png cannot be met."}),
    410: ({"sv": "Indraget", "en": "Withdrawn"},
          {"sv": f"Koden x används inte längre. Nu: {examples.AREA} {examples.NAME}.",
           "en": f"The code x is no longer in use. Now: {examples.AREA} {examples.NAME}."}),
    414: ({"sv": "Adressen är för lång", "en": "The address is too long"},
          {"sv": "Högst 32768 byte läses.", "en": "At most 32768 bytes are read."}),
    422: ({"sv": "För mycket på en gång", "en": "Too much at once"},
          {"sv": "area: högst 320 värden i en fråga.", "en": "area: at most 320 values in a request."}),
    503: ({"sv": "Ingen utgåva är laddad", "en": "No edition is loaded"},
          {"sv": "Försök igen om en stund.", "en": "Try again in a moment."}),
}  # fmt: skip
