"""A world whose one package is fed with three real snapshots of Kolada, as fetched on three days."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from worlds import PROJECT, SPECIMENS

from publisher.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from publisher.fetch import Outcome

DAYS = ("2023-03-28", "2023-09-12", "2024-01-30")
STATUSES = {"Missing": "not-answered", "Privacy": "suppressed", "Not applicable": "not-applicable"}
KPIS = [
    "N00943", "N00945", "N02904", "N07907", "N07914", "N09805", "N09811", "N09890",
    "N11050", "N11051", "N11052", "N11821", "N15030", "N15428", "N15813", "N15816",
    "N17461", "N17538", "N17625", "N17813", "U07417", "U07452", "U09800", "U09808",
]  # fmt: skip

_INDICATOR = """
indicator:{id} a skos:Concept, term:Indicator ;
    skos:inScheme scheme:indicator ; skos:broader concept:subject.valfardsteknik ; skos:notation "{id}" ;
    skos:prefLabel "Prov {id}"@sv, "Test {id}"@en ; term:officialName "Prov {id}"@sv ;
    skos:definition "Ett nyckeltal för prov."@sv, "An indicator for tests."@en ;
    term:unit concept:unit.persons ; term:valueKind concept:value-kind.ratio ; term:minimum 0 ;
    term:direction concept:direction.neither ; term:directionSource "Ingen."@sv, "None."@en ;
    term:respondent "Kommunen."@sv, "The municipality."@en ; term:serviceArea concept:service-area._T ;
    dcterms:creator agent:rka ; dcterms:source <https://api.kolada.se/v3/kpi/{id}> ;
    dcterms:hasVersion version:{id}.1 .
version:{id}.1 a term:DefinitionVersion ;
    dcterms:isVersionOf indicator:{id} ; dcat:version "1" ; term:comparability concept:comparability.full .
"""


def make(target: Path) -> Settings:
    """The world under ``target``, nothing fetched; ``input/`` is where a snapshot is put."""
    vocab, packages = target / "vocab", target / "datapackages"
    vocab.mkdir(parents=True)
    for path in (PROJECT / "vocab").iterdir():
        if path.name in ("terms.ttl", "areas.ttl", "groups.ttl", "cube.ttl") or path.name.endswith(".schema.yaml"):
            shutil.copy(path, vocab)
    small = (SPECIMENS / "small_world" / "vocab" / "indicators.ttl").read_text(encoding="utf-8")
    prefixes = [line for line in small.splitlines() if line.startswith("@prefix")]
    text = "\n".join(prefixes) + "".join(_INDICATOR.format(id=kpi) for kpi in KPIS)
    (vocab / "indicators.ttl").write_text(text, encoding="utf-8")
    folder = packages / "ogonblick"
    folder.mkdir(parents=True)
    shutil.copy(SPECIMENS / "small_world" / "datapackages" / "catalog.yaml", packages)
    (folder / "dataset.yaml").write_text(yaml.safe_dump(declaration(), allow_unicode=True), encoding="utf-8")
    (target / "input").mkdir()
    return Settings(packages=packages, vocab=vocab, build=target / "build", input=target / "input", quiet=True)


def declaration() -> dict[str, object]:
    """The package's ``dataset.yaml``."""
    return {
        "id": "3f0b6f7a-5d7e-4c9c-8a58-0f8f9a0c1d22",
        "title": {"sv": "Ögonblicksbilder", "en": "Snapshots"},
        "description": {"sv": "För prov.", "en": "For tests."},
        "keywords": {"sv": ["prov"], "en": ["test"]},
        "themes": ["GOVE"],
        "creators": ["rka"],
        "licence": "kolada-villkor",
        "rights": {"sv": "Källa: Kolada", "en": "Source: Kolada"},
        "frequency": "ANNUAL",
        "area_kinds": ["municipality"],
        "indicators": list(KPIS),
        "source": {
            "kind": "table",
            "file": "snapshot.parquet",
            "title": "Kolada",
            "publisher": "rka",
            "url": "https://www.kolada.se/",
            "header": ["kpi", "municipality_id", "year"],
            "indicator": {"column": "kpi", "codes": {kpi: kpi for kpi in KPIS}},
            "area": {"column": "municipality_id"},
            "period": {"column": "year"},
            "sex": {"column": "gender", "codes": {"T": "T", "K": "F", "M": "M"}},
            "status": {"column": "status", "codes": {**STATUSES, "": ""}},
            "values": {"value": {}},
            "marks": {"": "unknown-reason"},
        },
        "expectations": {"municipalities": 290},
        "accepted": [
            {"rule": rule, "reason": {"sv": "Står så i källan.", "en": "Stands so in the source."}}
            for rule in ("jump", "fell-to-zero", "parts-and-total")
        ],
    }


def path(shared: Path, day: str) -> Path:
    """The file of a day's snapshot."""
    return shared / "kolada" / "snapshots" / f"{day}_KOLADA_data_raw.parquet"


def put(settings: Settings, shared: Path, day: str) -> None:
    """Make a day's snapshot the source."""
    assert settings.input is not None
    shutil.copy(path(shared, day), settings.input / "snapshot.parquet")


def plain(shared: Path, day: str) -> pd.DataFrame:
    """A snapshot as pandas alone reads it, keyed, with our codes: value (none where a status says so) and status."""
    import pandas as pd

    raw = pd.read_parquet(path(shared, day))
    status = raw["status"].map(STATUSES).fillna("")
    status = status.mask((status == "") & raw["value"].isna(), "unknown-reason")
    frame = pd.DataFrame(
        {
            "indicator": raw["kpi"],
            "area": raw["municipality_id"],
            "period": raw["year"].astype("str"),
            "sex": raw["gender"].replace({"K": "F"}),
            "value": raw["value"].mask(status != ""),
            "status": status,
        }
    )
    return frame.set_index(["indicator", "area", "period", "sex"]).sort_index()


#: What holds each snapshot back: 332 rows with a status and a value; periods and an indicator that are gone.
HELD = (["value-and-missing-status"], [], ["indicator-vanished", "period-vanished"])
WHY = {"sv": "Prov.", "en": "Test."}


def fetch_all(target: Path, data: Path) -> tuple[Settings, list[Outcome]]:
    """The world with all three fetched in order; the first is held back before it is accepted."""
    from publisher.errors import Refused
    from publisher.fetch import fetch

    settings = make(target)
    outcomes = []
    for day, accept in zip(DAYS, HELD, strict=True):
        put(settings, data, day)
        if day == DAYS[0]:
            try:
                fetch(settings, today=day)
            except Refused:
                assert not (settings.packages / "ogonblick" / "observations.csv").exists()
            else:
                raise AssertionError("rows with a status and a value were not held back")
        [outcome] = fetch(settings, today=day, accept=accept, reason=WHY if accept else ())
        outcomes.append(outcome)
    return settings, outcomes
