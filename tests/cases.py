"""A small world made by hand for what happens seldom, each case once: fetched, and what its sources said when.

Fourteen municipalities. ``KVARTAL`` is published by quarter with numerator and denominator, ``ANDEL`` is a yearly share
that is ranked and whose definition changed with caution, ``ANTAL`` a count in a dataset of the same series that begins
later. The group ``grupp-X`` has ended and had lost a member before. Five publications: the second and third on one day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from worlds import copy_small_world

from publisher.settings import Settings

#: Municipalities that the small world does not have; they lie in county 04.
MORE = [f"04{number:02}" for number in range(1, 11)]
MUNICIPALITIES = ["0114", "0180", "0331", "1785", *MORE]
QUARTERS = ["2021-Q4", "2022-Q1", "2022-Q2", "2022-Q4", "2023-Q1"]
#: The members of the group that has ended: area to its last year there.
ENDED = {"0401": "2015", "0402": "2019", "0403": "2019"}

#: Period and municipality to value, numerator, denominator and number of answers; ``None``: not answered.
Figures = dict[tuple[str, str], tuple[float | None, int | None, int | None, int | None]]

_LAST = [61.2, 61.5, 40.0, None, 40.0, 88.4, 12.25, 73.1, 55.0, 55.4, 55.9, 20.0, 97.5, 33.3]
ANDEL: Figures = {
    **{("2020", code): (20.0 + 3 * at, None, None, 200 + at) for at, code in enumerate(MUNICIPALITIES)},
    **{("2021", code): (24.5 + 3 * at, None, None, 210 + at) for at, code in enumerate(MUNICIPALITIES)},
    **{("2022", code): (value, None, None, 220) for code, value in zip(MUNICIPALITIES, _LAST, strict=True)},
}
ANTAL: Figures = {
    (year, code): (100.0 * at + int(year) - 2000, None, None, None)
    for year in ("2022", "2023")
    for at, code in enumerate(MUNICIPALITIES, 1)
}
#: Rows of ``ANTAL`` besides those of all: period, municipality, sex, service area and value. Women and men sum to all;
#: of 2024 there are women, and all within one service, and nothing of everybody.
PARTS = [
    ("2023", "0180", "Kvinnor", "Alla", 100.0), ("2023", "0180", "Män", "Alla", 123.0),
    ("2024", "0180", "Kvinnor", "Alla", 90.0), ("2024", "0180", "Alla", "Äldre", 80.0),
]  # fmt: skip
KVARTAL: Figures = {
    (quarter, code): (25.0 + 2.5 * (at + number), 10 + at + number, 40, None)
    for number, quarter in enumerate(QUARTERS)
    for at, code in enumerate(MUNICIPALITIES[:6])
}
#: What the source of ``KVARTAL`` said in each fetch, oldest first. Its other sources say the same each time.
TWICE, DENOMINATOR, GONE = ("2022-Q1", "0114"), ("2022-Q2", "0180"), ("2022-Q4", "0331")
FETCHES: list[tuple[str, Figures]] = [
    ("2023-01-10", KVARTAL),
    ("2023-05-02", KVARTAL | {TWICE: (30.0, 12, 40, None)}),
    ("2023-05-02", KVARTAL | {TWICE: (32.5, 13, 40, None)}),
    ("2023-06-15", KVARTAL | {TWICE: (32.5, 13, 40, None), DENOMINATOR: (32.5, 13, 41, None)}),
    ("2023-07-01", {
        key: value
        for key, value in (KVARTAL | {TWICE: (32.5, 13, 40, None), DENOMINATOR: (32.5, 13, 41, None)}).items()
        if key != GONE
    }),
    ("2023-08-20", KVARTAL | {TWICE: (32.5, 13, 40, None), DENOMINATOR: (32.5, 13, 41, None)}),
]  # fmt: skip

_PREFIXES = "".join(
    f"@prefix {name}: <../id/{name}/> .\n"
    for name in ("agent", "area", "change", "concept", "indicator", "membership", "scheme", "term", "version")
) + """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""  # fmt: skip

_INDICATOR = """
indicator:{id} a skos:Concept, term:Indicator ;
    skos:inScheme scheme:indicator ; skos:broader concept:subject.bredband ; skos:notation "{id}" ;
    skos:prefLabel "{label}"@sv, "{label} in English"@en ; term:officialName "{label} officiellt"@sv ;
    skos:definition "Vad {label} mäter."@sv, "What {label} measures."@en ;
    term:unit concept:unit.{unit} ; term:valueKind concept:value-kind.{kind} ; term:minimum 0 ;{most}
    term:direction concept:direction.{direction} ; term:directionSource "Sagt."@sv, "Said."@en ;
    term:respondent "Alla."@sv, "All."@en ; term:serviceArea concept:service-area._T ; dcterms:creator agent:pts ;
    dcterms:source <https://example.org/{id}> ; dcterms:hasVersion version:{id}.1{second} .
version:{id}.1 a term:DefinitionVersion ;
    dcterms:isVersionOf indicator:{id} ; dcat:version "1" ;{end} term:comparability concept:comparability.full .
"""
_CHANGED = """
version:ANDEL.2 a term:DefinitionVersion ;
    dcterms:isVersionOf indicator:ANDEL ; dcat:version "2" ; dcat:startDate "2022-01-01"^^xsd:date ;
    skos:changeNote "Frågan ställs om."@sv, "The question is put anew."@en ;
    term:reason "Läs skillnaden med försiktighet."@sv, "Read the difference with caution."@en ;
    dcterms:source <https://example.org/ANDEL> ; term:comparability concept:comparability.caution .
"""
_DATASET = """id: "{uuid}"
title: {{sv: {name}, en: {name} in English}}
description: {{sv: Om {name}., en: On {name}.}}
keywords: {{sv: [{name}], en: [{name}]}}
themes: [TECH]
creators: [pts]
licence: cc0
rights: {{sv: "Källa: PTS.", en: "Source: PTS."}}
frequency: {frequency}
area_kinds: [municipality]
indicators: [{ids}]
series: serien
source:
"""
_SOURCE = """  - kind: table
    file: {file}
    delimiter: ","
    decimal: "."
    title: {id}
    publisher: pts
    url: https://www.pts.se/{id}
    header: [kommun, period]
    area: {{column: kommun}}
    period: {{column: period}}
    sex: {{column: kön, codes: {{Alla: T, Kvinnor: F, Män: M}}}}
    service_area: {{column: verksamhet, codes: {{Alla: _T, Äldre: aldreomsorg}}}}
    n: {{column: svar}}
    numerator: {{column: del}}
    denominator: {{column: helhet}}
    values: {{värde: {id}}}
    marks: {{"-": not-answered}}
"""


def make(folder: Path) -> Settings:
    """The world under a folder, fetched as often as its sources spoke; nothing built.

    Returns:
        settings that point there.
    """
    from publisher.fetch import fetch

    settings = copy_small_world(folder)
    vocab = folder / "vocab"
    with (vocab / "areas.ttl").open("a", encoding="utf-8") as file:
        file.write(_PREFIXES + _areas())
    with (vocab / "indicators.ttl").open("a", encoding="utf-8") as file:
        file.write(_PREFIXES + _indicators())
    packages = folder / "datapackages"
    with (packages / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write("series:\n  serien: {title: {sv: Serien, en: The series}, description: {sv: En., en: One.}}\n")
    for name, uuid, frequency, ids in (
        ("arligt", "1d4b2f0e-7f54-4b0b-9a55-0d2c7a2f1b01", "ANNUAL", ["ANDEL"]),
        ("senare", "2d4b2f0e-7f54-4b0b-9a55-0d2c7a2f1b02", "ANNUAL", ["ANTAL"]),
        ("kvartal", "3d4b2f0e-7f54-4b0b-9a55-0d2c7a2f1b03", "QUARTERLY", ["KVARTAL"]),
    ):
        (packages / name).mkdir()
        told = _DATASET.format(name=name, uuid=uuid, frequency=frequency, ids=", ".join(ids))
        told += "".join(_SOURCE.format(file=f"{id}.csv", id=id) for id in ids)
        (packages / name / "dataset.yaml").write_text(told, encoding="utf-8")
    for number, (day, quarterly) in enumerate(FETCHES):
        said = folder / "input" / f"said-{number}"
        said.mkdir()
        for old in (folder / "input" / "2023-03-28").iterdir():
            (said / old.name).write_bytes(old.read_bytes())
        for id, figures in (("ANDEL", ANDEL), ("ANTAL", ANTAL), ("KVARTAL", quarterly)):
            (said / f"{id}.csv").write_text(_csv(figures, PARTS if id == "ANTAL" else ()), encoding="utf-8")
        names = ["kvartal"] if number else []
        fetch(replace(settings, input=said), names, today=day, reason={"sv": "Rättat.", "en": "Corrected."})
    return settings


def _csv(figures: Figures, parts: Iterable[tuple[str, str, str, str, float]]) -> str:
    lines = ["kommun,period,kön,verksamhet,värde,del,helhet,svar"]
    for (period, area), (value, *rest) in figures.items():
        told = ("" if one is None else str(one) for one in rest)
        lines.append(",".join((area, period, "Alla", "Alla", "-" if value is None else str(value), *told)))
    lines += [f"{area},{period},{sex},{service},{value},,," for period, area, sex, service, value in parts]
    return "\n".join(lines) + "\n"


def _areas() -> str:
    area = (
        'area:{code} a skos:Concept, term:Area ; skos:inScheme scheme:area ; skos:notation "{code}" ; '
        'skos:prefLabel "{label}"@sv, "{label}"@en ; term:areaKind concept:area-kind.{kind}{more} .\n'
    )
    lines = [area.format(code="04", label="Södermanlands län", kind="county", more="")]
    for number, code in enumerate(MORE, 1):
        county = ' ; term:officialName "Ort kommun" ; term:county area:04'.replace("Ort", f"Ort {number}")
        lines.append(area.format(code=code, label=f"Ort {number}", kind="municipality", more=county))
    lines.append(area.format(code="grupp-X", label="Grupp X", kind="group", more=' ; term:groupType "grupp"'))
    for code, year in ENDED.items():
        lines.append(
            f"membership:x.{code} a term:Membership ; term:group area:grupp-X ; term:memberArea area:{code} ; "
            f'dcat:startDate "2011-01-01"^^xsd:date ; dcat:endDate "{year}-12-31"^^xsd:date .\n'
        )
    lines.append(
        'change:0405-2021 a term:AreaChange ; term:changed area:0405 ; dcterms:date "2021-01-01"^^xsd:date ; '
        'dcterms:description "Ort 5 delades."@sv, "Ort 5 was split."@en ; '
        "term:comparability concept:comparability.none ; dcterms:source <https://example.org/delning> .\n"
    )
    return "".join(lines)


def _indicators() -> str:
    told = []
    for id, unit, kind, direction in (
        ("ANDEL", "percent", "percent", "higher"),
        ("ANTAL", "persons", "count", "lower"),
        ("KVARTAL", "percent", "percent", "higher"),
    ):
        changed = id == "ANDEL"
        told.append(
            _INDICATOR.format(
                id=id,
                label=id.capitalize(),
                unit=unit,
                kind=kind,
                direction=direction,
                most=" term:maximum 100 ;" if kind == "percent" else "",
                second=", version:ANDEL.2" if changed else "",
                end=' dcat:endDate "2021-12-31"^^xsd:date ;' if changed else "",
            )
        )
    return "".join(told) + _CHANGED
