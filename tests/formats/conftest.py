"""A small download with everything that can go wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher.download import Cells, Download, Terms, languages, short
from publisher.extract import labelled
from publisher.model import (
    Area,
    AreaKind,
    Comparability,
    Concept,
    DefinitionVersion,
    Direction,
    Indicator,
    Licence,
    Source,
    Status,
    Step,
    ValueKind,
)
from publisher.outlines import BOUNDARIES, Outlines
from publisher.tables.observed import Observed
from publisher.vocabulary import Vocabulary, schemas


def _same(text: str) -> dict[str, str]:
    return {"sv": text, "en": f"{text} (en)"}


def _indicator(id: str, kind: ValueKind, unit: str, **more: object) -> Indicator:
    return Indicator(
        id=id,
        label=_same(f'Nyckeltal "{id}", med; tecken\noch ny rad'),
        official_name=id,
        definition=_same("Vad & hur <mäts>"),
        question={},
        unit=unit,
        value_kind=kind,
        direction=Direction.HIGHER,
        direction_source={},
        respondent=_same("kommunen"),
        service_area="_T",
        subject="x",
        publisher="projektet",
        **more,  # type: ignore[arg-type]
    )


VOCABULARY = Vocabulary(
    indicators={
        "U1": _indicator(
            "U1",
            ValueKind.ORDINAL,
            "step",
            steps=(Step(code=0, label=_same("Nej")), Step(code=2, label=_same("Breddinfört"))),
        ),
        "N2": _indicator(
            "N2",
            ValueKind.PERCENT,
            "percent",
            versions=(
                DefinitionVersion(
                    number="2",
                    valid_from="2022",
                    valid_to=None,
                    change=_same("Ny fråga"),
                    comparability=Comparability.NONE,
                    reason=_same("Ny fråga."),
                    source=None,
                ),
            ),
        ),
    },
    areas={
        "0114": Area(code="0114", kind=AreaKind.MUNICIPALITY, label=_same("Upplands Väsby")),
        "0180": Area(code="0180", kind=AreaKind.MUNICIPALITY, label=_same("Stockholm")),
        "00": Area(code="00", kind=AreaKind.NATION, label=_same("Riket")),
    },
    memberships=(),
    statuses={
        "not-answered": Status(
            code="not-answered",
            label=_same("ej svar"),
            definition=_same("Tillfrågad men svarade inte."),
            missing=True,
            sdmx="M",
        ),
        "suppressed": Status(
            code="suppressed", label=_same("sekretess"), definition=_same("För få."), missing=True, sdmx="Q"
        ),
        "estimated": Status(
            code="estimated", label=_same("skattat"), definition=_same("Skattat."), missing=False, sdmx="E"
        ),
    },
    concepts={
        "unit": {
            "step": Concept(code="step", scheme="unit", label=_same("steg")),
            "percent": Concept(code="percent", scheme="unit", label=_same("procent"), symbol=_same("%")),
        },
        "sex": {code: Concept(code=code, scheme="sex", label=_same(code)) for code in "TFM"},
        "service-area": {"_T": Concept(code="_T", scheme="service-area", label=_same("alla"))},
    },
)

#: As the database has them: both names of a value, numbers as they are.
ROWS = [
    (
        "N2",
        "00",
        "2021",
        "T",
        "_T",
        47.0,
        None,
        None,
        "estimated",
        None,
        470.0,
        1000.0,
        "percent",
        "d",
        "källa",
        "A1",
        "n1 n2",
    ),
    (
        "N2",
        "0114",
        "2021",
        "F",
        "_T",
        35.714285714285715,
        None,
        None,
        None,
        28,
        10.0,
        28.0,
        "percent",
        "d",
        "källa",
        "rad 3; kolumn B",
        "",
    ),
    (
        "N2",
        "0180",
        "2022",
        "T",
        "_T",
        None,
        None,
        None,
        "suppressed",
        None,
        None,
        None,
        "percent",
        "d",
        "källa",
        "",
        "",
    ),
    ("N2", "0180", "2022", "M", "_T", -0.1, None, None, None, 3, None, None, "percent", "d", "källa", '"citat"', ""),
    ("U1", "0114", "2022", "T", "_T", 0.0, "Nej", "No", None, None, None, None, "step", "d", "källa", "=1+1", ""),
    ("U1", "0180", "2022", "T", "_T", None, None, None, "not-answered", None, None, None, "step", "d", "källa", "", ""),
    (
        "U1",
        "00",
        "2022-Q1",
        "T",
        "_T",
        2.0,
        "Breddinfört",
        "Broadly introduced",
        None,
        287,
        1e15,
        0.1,
        "step",
        "d",
        "källa",
        "",
        "",
    ),
]


#: Of the specimen's two municipalities; the nation is made of both.
OUTLINES = Outlines.read(
    Path(__file__).parents[2] / "vocab" / BOUNDARIES, VOCABULARY.areas, lambda group, year: ["0114", "0180"]
)
OBSERVED = Observed.of(schemas.read(Path(__file__).parents[2] / "vocab", ())[0])


def selected(language: str) -> Iterator[Cells]:
    """The rows as ``OBSERVED.selected`` gives them."""
    names = {"sv": slice(6, 7), "en": slice(7, 8), "all": slice(6, 8)}[language]
    for row in ROWS:
        cells = [short(cell) if isinstance(cell, float) else cell for cell in row]
        margin = 1.5 if cells[5] == 47 else None
        yield [*cells[:6], *cells[names], *cells[8:12], margin, *cells[12:], "2026-11-21"]


def make_download(**changes: object) -> Download:
    language = str(changes.get("language", "sv"))
    values: dict[str, object] = {
        "title": _same("Två nyckeltal"),
        "url": "https://data.example.se/api/v1/observations?indicator=N2,U1",
        "key": "prov",
        "edition": "2026-11-21",
        "published": "2026-11-21",
        "publisher": _same("Projektet"),
        "citation": _same("Projektet (2026). Två nyckeltal. Utgåva 2026-11-21."),
        "columns": OBSERVED.downloaded(languages(language)),
        "rows": lambda: labelled(selected(language), OBSERVED, VOCABULARY, language),
        "language": language,
        "indicators": list(VOCABULARY.indicators.values()),
        "areas": list(VOCABULARY.areas.values()),
        "statuses": list(VOCABULARY.statuses.values()),
        "concepts": {scheme: list(codes.values()) for scheme, codes in VOCABULARY.concepts.items()},
        "sources": [
            (
                "d",
                Source(
                    id="källa",
                    title="En källa",
                    publisher="projektet",
                    url="https://example.se/",
                    retrieved="2026-11-01",
                    sha256="",
                ),
            )
        ],
        "terms": [
            Terms(
                dataset="d",
                licence=Licence(key="cc0", title=_same("CC0"), url="http://creativecommons.org/publicdomain/zero/1.0/"),
                rights=_same("Fri användning."),
            )
        ],
        "cautions": [_same("Definitionen ändrades 2022.")],
        "outlines": OUTLINES,
    }
    return Download(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def a_download() -> Callable[..., Download]:
    """Makes the specimen, some of its fields changed."""
    return make_download


@pytest.fixture
def download() -> Download:
    return make_download()
