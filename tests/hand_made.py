"""A catalogue and vocabulary made by hand, with one of everything the RDF border has to say."""

from __future__ import annotations

from dataclasses import replace

from publisher.model import (
    Agent,
    Area,
    AreaKind,
    Catalog,
    Column,
    Comparability,
    Concept,
    Contact,
    Dataset,
    DefinitionVersion,
    Direction,
    Distribution,
    Indicator,
    Licence,
    Quality,
    Series,
    Source,
    Status,
    Step,
    Table,
    ValueKind,
    Version,
)
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary

URIS = Uris("https://data.example.se")


def both(sv: str, en: str) -> dict[str, str]:
    return {"sv": sv, "en": en}


def indicator(id: str = "U1", **more: object) -> Indicator:
    fields: dict[str, object] = {
        "id": id,
        "label": both("Trygghetslarm", "Safety alarms"),
        "official_name": "Trygghetslarm, andel (%)",
        "definition": both("Andel digitala larm.", "Share of digital alarms."),
        "question": {},
        "unit": "percent",
        "value_kind": ValueKind.PERCENT,
        "direction": Direction.HIGHER,
        "direction_source": both("Källan.", "The source."),
        "respondent": both("Kommuner", "Municipalities"),
        "service_area": "aldreomsorg",
        "subject": "trygghet",
        "publisher": "myndigheten",
        "versions": (
            DefinitionVersion(
                number="1", valid_from=None, valid_to=None, change={}, comparability=Comparability.FULL, reason={},
                source=None,
            ),
        ),
    }  # fmt: skip
    return Indicator(**(fields | more))  # type: ignore[arg-type]


def vocabulary() -> Vocabulary:
    scale = (Step(code=0, label=both("Nej", "No")), Step(code=1, label=both("Ja", "Yes")))
    return Vocabulary(
        indicators={
            "U1": indicator(),
            "U2": indicator("U2", unit="step", value_kind=ValueKind.ORDINAL, steps=scale),
        },
        areas={
            "00": Area(code="00", kind=AreaKind.NATION, label=both("Riket", "Sweden")),
            "0114": Area(code="0114", kind=AreaKind.MUNICIPALITY, label=both("Upplands Väsby", "Upplands Väsby")),
            "0180": Area(code="0180", kind=AreaKind.MUNICIPALITY, label=both("Stockholm", "Stockholm")),
        },
        memberships=(),
        statuses={
            "not-answered": Status(
                code="not-answered", label=both("Svar saknas", "Not answered"), definition=both("-", "-"),
                missing=True, sdmx="O",
            ),
            "estimated": Status(
                code="estimated", label=both("Uppskattat", "Estimated"), definition=both("-", "-"),
                missing=False, sdmx="E",
            ),
        },
        concepts={"unit": {"percent": Concept(code="percent", scheme="unit", label=both("Procent", "Per cent"))}},
        tables={"observations": observations_table()},
    )  # fmt: skip


def observations_table() -> Table:
    columns = tuple(
        Column(
            name=name,
            type="number" if name == "value" else "string",
            title=both(name, name),
            description=both("-", "-"),
        )
        for name in (
            "indicator", "area", "period", "sex", "service_area", "value", "status", "n", "numerator", "denominator",
            "source", "source_place", "note",
        )
    )  # fmt: skip
    return Table(
        name="observations", path="observations.csv", title=both("Observationer", "Observations"),
        description=both("En rad per värde.", "One row per value."), columns=columns,
        primary_key=("indicator", "area", "period", "sex", "service_area"), rows=3, bytes=300, sha256="a" * 64,
    )  # fmt: skip


def distribution(key: str = "observations-csv", **more: object) -> Distribution:
    fields: dict[str, object] = {
        "key": key,
        "title": both("Observationer som CSV", "Observations as CSV"),
        "description": both("En rad per värde, UTF-8.", "One row per value, UTF-8."),
        "path": "datapackages/larm/observations.csv",
        "format": "CSV",
        "media_type": "text/csv",
        "bytes": 300,
        "sha256": "a" * 64,
        "conforms_to": "observations",
    }
    return Distribution(**(fields | more))  # type: ignore[arg-type]


def dataset(name: str = "larm", **more: object) -> Dataset:
    fields: dict[str, object] = {
        "name": name,
        "id": "5a1b6c1e-8f57-4d47-9c0a-0b5a2f6f2025",
        "title": both("Trygghetslarm i kommunerna", "Safety alarms in municipalities"),
        "description": both("Andelen digitala larm i varje kommun.", "The share of digital alarms."),
        "keywords": {"sv": ["trygghetslarm", "kommun"], "en": ["safety alarm", "municipality"]},
        "themes": ("HEAL", "GOVE"),
        "publisher": "projektet",
        "creators": ("myndigheten", "kolada"),
        "licence": "cc0",
        "rights": both("Ange källan.", "Credit the source."),
        "indicators": ("U1", "U2"),
        "area_kinds": (AreaKind.MUNICIPALITY,),
        "temporal": ("2013", "2022"),
        "frequency": "ANNUAL",
        "issued": "2026-01-15",
        "modified": "2026-11-20",
        "next_release": "2027-05-01",
        "versions": (
            Version(number="1.1.0", date="2026-11-20", notes=both("Rättade värden.", "Corrected values.")),
            Version(number="1.0.0", date="2026-01-15", notes=both("Första versionen.", "First version.")),
        ),
        "tables": (observations_table(),),
        "sources": (
            Source(
                id="kolada", title="Kolada", publisher="kolada", url="https://www.kolada.se/", retrieved="2026-11-20",
                sha256="b" * 64, note=both("Hämtat ur API:t.", "Fetched from the API."),
            ),
        ),
        "quality": (
            Quality(
                indicator="U1", period="2022", areas_expected=290, areas_with_value=280, areas_missing=8,
                areas_suppressed=2,
            ),
        ),
        "distributions": (
            distribution(),
            distribution(
                "zip", path="datapackages/larm.zip", format="ZIP", media_type="application/zip",
                conforms_to="data-package",
            ),
        ),
        "series": "e-halsa",
    }  # fmt: skip
    return Dataset(**(fields | more))  # type: ignore[arg-type]


def catalog(*datasets: Dataset, **more: object) -> Catalog:
    return replace(
        Catalog(
            title=both("Nyckeltal om e-hälsa", "E-health indicators"),
            description=both("Öppna data om kommunernas e-hälsa.", "Open data on e-health in municipalities."),
            publisher="projektet",
            key="ehalsa",
            country="SWE",
            contact=Contact(name=both("Öppna data", "Open data"), email="data@example.invalid"),
            licence="cc0",
            agents={
                "projektet": Agent(
                    key="projektet", name=both("Projektet", "The project"), type="NonProfitOrganisation",
                    role=both("Utgivare.", "Publisher."),
                ),
                "myndigheten": Agent(
                    key="myndigheten", name=both("Myndigheten", "The authority"), type="NationalAuthority",
                    role=both("Frågar.", "Asks."), homepage="https://www.example.org/",
                ),
                "kolada": Agent(
                    key="kolada", name=both("Kolada", "Kolada"), type="NonProfitOrganisation",
                    role=both("Samlar.", "Collects."),
                ),
            },
            licences={
                "cc0": Licence(
                    key="cc0", title=both("CC0", "CC0"), url="http://creativecommons.org/publicdomain/zero/1.0/"
                ),
                "villkor": Licence(
                    key="villkor", title=both("Koladas villkor", "Kolada's terms"), url="https://www.kolada.se/om-oss/",
                    text=both("Fri användning om källan anges.", "Free use with credit."),
                    credit=both("Källa: Villkoret", "Källa: Villkoret"),
                ),
            },
            datasets=datasets or (dataset(), dataset("villkorad", licence="villkor", series=None)),
            series={
                "e-halsa": Series(
                    key="e-halsa", title=both("E-hälsa", "E-health"), description=both("Serie.", "Series.")
                )
            },
        ),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
