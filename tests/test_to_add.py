"""“To add X go to Y” in docs/house.md, done: each row of that table in a copy of the program and a small site.

Each change is made of files written and lines put into files, where the table says; then the site is fetched, checked,
built and asked, and each of them shows. None touches more than two files of the program and the site, a page three.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from worlds import PROJECT

PREFIXES = "".join(
    f"@prefix {name}: <../id/{name}/> .\n"
    for name in ("agent", "area", "concept", "indicator", "scheme", "term", "version")
) + (
    "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
)
INDICATOR = """
indicator:{id} a skos:Concept, term:Indicator ;
    skos:inScheme scheme:indicator ; skos:broader concept:subject.waste ; skos:notation "{id}" ;
    skos:prefLabel "{label}"@en ; skos:definition "{label}, invented."@en ; term:officialName "{label}"@en ;
    term:unit concept:unit.percent ; term:valueKind concept:value-kind.percent ; term:minimum 0 ; term:maximum 100 ;
    term:direction concept:direction.neither ; term:directionSource "No source says."@en ;
    term:respondent "The municipality."@en ; term:serviceArea concept:service-area._T ;
    dcterms:creator agent:us ; dcterms:source <https://example.org/> ; dcterms:hasVersion version:{id}.1 .
version:{id}.1 a term:DefinitionVersion ;
    dcterms:isVersionOf indicator:{id} ; dcat:version "1" ; term:comparability concept:comparability.full .
"""
DATASET = """id: "5f6f6dd2-5d0c-4f2e-8d8c-0f5d2f6a1e{number}"
title: {{en: {title}}}
description: {{en: "{title}, invented."}}
keywords: {{en: [waste]}}
themes: [ENVI]
creators: [us]
licence: cc0
rights: {{en: "Source: the agency that runs this service."}}
frequency: ANNUAL
area_kinds: [municipality]
indicators: [{id}]
source: {source}
"""
KIND = '''"""Level: one value for every municipality."""

from collections.abc import Mapping
from typing import Any

from publisher.model import SEX_TOTAL, TOTAL, AreaKind, Source
from publisher.sources.context import Fetched, SourceContext


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """One value for every municipality."""
    areas = [area.code for area in context.vocabulary.areas.values() if area.kind is AreaKind.MUNICIPALITY]
    rows = [
        {
            "indicator": context.indicators[0], "area": area, "period": "2024", "sex": SEX_TOTAL,
            "service_area": TOTAL, "value": float(declaration["value"]), "status": None, "source": "level",
        }
        for area in areas
    ]
    source = Source(id="level", title="Level", publisher="us", url="https://example.org/", retrieved=context.today,
                    sha256="", note={})
    return Fetched(observations=rows, sources=[source])
'''
FORMAT = '''"""TSV: columns apart by tabs."""

from collections.abc import Iterator

from publisher.download import Download


def write(download: Download) -> Iterator[bytes]:
    """The rows, header first."""
    for row in ([column.name for column in download.columns], *download.rows()):
        yield ("\\t".join("" if cell is None else str(cell) for cell in row) + "\\n").encode()
'''
CHART = '''"""A count: how many municipalities have a value."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from publisher.web.charts.chart import Key


@dataclass(frozen=True)
class Count:
    """So many."""

    n: int
    title: str = "How many have a value"
    description: str = ""
    keys: Sequence[Key] = ()
    header: Sequence[str] = ("n",)

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return [[str(self.n)]]

    def inline(self) -> Markup:
        return Markup("<p>{} have one</p>").format(self.n)

    def drawing(self, width: int) -> tuple[str, int]:
        return f'<text y="20">{self.n} have one</text>', 30
'''
COMPARISON = '''"""Apart: how far the highest lies from the lowest."""


def apart(values: list[float]) -> float:
    """The highest less the lowest."""
    return max(values) - min(values)
'''
PAGE = '''"""The page on how far apart the municipalities are."""

from publisher.web.finished import Finished
from publisher.web.pages.view import View, page


@page("/isar", listed=True)
def isar(view: View) -> Finished:
    """How far apart."""
    return view.page("isar.html", title=view.say("How far apart"), description="", edges=(1, 3))
'''
TEMPLATE = '{% extends "base.html" %}{% block main %}<h1>{{ _("How far apart") }}</h1>{{ edges[1] }}{% endblock %}\n'
ROOM = '''"""The pages of the room."""

from publisher.web.finished import Finished
from publisher.web.pages.view import View, page


@page("/mellan")
def between(view: View) -> Finished:
    """Nothing but its name."""
    return view.page("prose.html", title="Between", description="", text="Between us")


ROUTES = [between]
'''
DOOR = '''"""The door that says how many indicators there are."""


def application(app):
    """Everything below its path."""

    async def answer(scope, receive, send):
        body = str(len(app.state.shelf.current().vocabulary.indicators)).encode() + b" indicators"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": body})

    return answer
'''
#: A new file's text, or what is put in place of what stands in a file; '' stands at its end.
Written = str | list[tuple[str, str]]
#: What is written for a row of the table, by (``program`` or ``site``, path).
Change = Mapping[tuple[str, str], Written]
CHANGES: Mapping[str, Change] = {
    "an indicator": {
        ("site", "vocab/indicators.ttl"): [("", INDICATOR.format(id="glass", label="Glass taken apart"))],
        ("site", "datapackages/recycling/dataset.yaml"): [
            ("indicators: [", "indicators: [glass, "), ("values: {", "values: {glass: glass, "),
        ],
    },
    "a dataset": {
        ("site", "vocab/bins.ttl"): PREFIXES + INDICATOR.format(id="bins", label="Bins at hand"),
        ("site", "datapackages/bins/dataset.yaml"): DATASET.format(
            number=11, title="Bins", id="bins", source="""
  {kind: table, file: bins.csv, delimiter: ",", decimal: ".", title: Bins, publisher: us,
   url: "https://example.org/", header: [municipality, year], area: {column: municipality, as: name},
   period: {column: year}, values: {bins: bins}}""",
        ),
    },
    "a column of observations": {
        ("site", "vocab/observations.schema.yaml"): (
            "fields:\n  - name: margin\n  - name: days\n    type: integer\n    title: {en: Days open}\n"
            "    description: {en: How long it was asked.}\n"
        ),
        ("site", "datapackages/recycling/dataset.yaml"): [("  period: {", "  days: {column: days}\n  period: {")],
    },
    "a kind of source": {
        ("program", "sources/level.py"): KIND,
        ("program", "sources/__init__.py"): [
            ("import added, ", "import level, added, "), ('"kolada": kolada', '"level": level.fetch, "kolada": kolada'),
        ],
    },
    "an output format": {
        ("program", "formats/tsv.py"): FORMAT,
        ("program", "formats/__init__.py"): [
            ("parquet, sdmx, xlsx", "parquet, sdmx, tsv, xlsx"),
            (
                'inline=True, about="csv"),\n',
                'inline=True, about="csv"),\n        Format(key="tsv", extension="tsv", file_type="TSV",\n'
                '               write=tsv.write, media_type="text/tab-separated-values",\n'
                '               title={"sv": "TSV", "en": "TSV"}),\n',
            ),
        ],
    },
    "a chart": {
        ("program", "web/charts/count.py"): CHART,
        ("program", "web/pages/indicator.py"): [
            ("from publisher.web.charts", "from publisher.web.charts.count import Count\nfrom publisher.web.charts"),
            ('    "utveckling": lambda', '    "antal": lambda view, what, spread, here: Count(len(spread.values)),\n'
             '    "utveckling": lambda'),
        ],
    },
    "a comparison": {
        ("program", "statistics/apart_by.py"): COMPARISON,
        ("program", "web/pages/indicator.py"): [
            ("from publisher.web.f", "from publisher.statistics.apart_by import apart\nfrom publisher.web.f"),
            ('Crumb(view.say("Indicators")', 'Crumb(f"Apart {apart(list(spread.values)) if spread else 0}", ""), '
             'Crumb(view.say("Indicators")'),
        ],
    },
    "a room that a site may lack": {
        ("program", "between/pages.py"): ROOM,
        ("program", "rooms.py"): [
            ("    for room in (", '    for room in (Room(name="between", kind="between", table="observations", '
             'tables="between_", path="/mellan", parts=("pages",)),'),
        ],
    },
    "a protocol that the API is asked in": {
        ("program", "doors/echo/__init__.py"): DOOR,
        ("program", "rooms.py"): [
            ("for door in (\n", 'for door in (\n        Door(name="echo", path="/echo", about="Echo"),\n'),
        ],
    },
    "a question in Datasette": {
        ("site", "datasette_config/questions.yaml"): (
            "how-many:\n  title: {en: How many values are there?, fi: Montako arvoa?}\n  en: A count.\n"
            "  sql: SELECT count(*) AS n FROM observations\n"
        ),
    },
    "a division of areas": {
        ("site", "vocab/division.ttl"): PREFIXES
        + 'concept:division.coast a skos:Concept ; skos:inScheme scheme:division ; skos:notation "coast" ;\n'
        '    term:order 9 ; skos:broader concept:division-kind.kind ; skos:prefLabel "By the sea or not"@en ;\n'
        '    skos:definition "Invented."@en .\n'
        + "".join(
            f'area:coast-{code} a skos:Concept, term:Area ; skos:inScheme scheme:area ;\n'
            f'    skos:notation "coast-{code}" ; term:areaKind concept:area-kind.group ; term:groupType "coast" ;\n'
            f'    skos:prefLabel "{label}"@en ;\n'
            f'    skos:definition "Invented."@en ; dcterms:source <https://example.org/> ; term:member {members} .\n'
            for code, label, members in (
                ("1", "By the sea", "area:XA-N1, area:XA-N2, area:XA-N3"),
                ("2", "Inland", "area:XA-S1, area:XA-S2, area:XA-S3"),
            )
        ),
    },
    "a language": {
        ("site", "datapackages/catalog.yaml"): [("languages: [en]", "languages: [en, fi]")],
        ("site", "vocab/texts/fi.po"): 'msgid "Indicators"\nmsgstr "Mittarit"\n',
    },
    "a page": {
        ("program", "web/pages/isar.py"): PAGE,
        ("program", "web/templates/isar.html"): TEMPLATE,
        ("program", "locale/sv/LC_MESSAGES/publisher.po"): [
            ("", '\nmsgid "How far apart"\nmsgstr "Hur långt isär"\n'),
        ],
    },
    "a catalogue property": {
        ("program", "catalog.py"): [
            ("    put(graph, iri, DCTERMS.identifier,",
             '    put(graph, iri, DCTERMS.provenance, page(graph, uris.file("om")))\n'
             "    put(graph, iri, DCTERMS.identifier,"),
        ],
        ("site", "vocab/shapes/own.ttl"): (
            "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
            "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix shape: <#> .\n"
            "shape:own a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property [ sh:path dcterms:provenance ; "
            "sh:minCount 1 ] .\n"
        ),
    },
}  # fmt: skip


def made(root: Path, path: str, what: Written) -> None:
    """Write a file, or change one."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(what, str):
        assert not file.exists()
        file.write_text(what, encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    for old, new in what:
        assert old in text, (path, old)
        text = text.replace(old, new, 1) if old else text + new
    file.write_text(text, encoding="utf-8")


ASK = """
import json, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from in_process import Api
from publisher.settings import Settings
from publisher.web import create_service
site = Path({site!r})
settings = Settings(build=site / "build", packages=site / "datapackages", vocab=site / "vocab")
api = Api(create_service(settings, log=False))
print(json.dumps({{path: (lambda a: [a.status_code, a.text])(api.ask(path)) for path in {paths!r}}}))
"""
#: Row of the table to an address, and what its answer has; further addresses below.
SHOWN: Mapping[str, tuple[str, str]] = {
    "an indicator": ("/nyckeltal/glass", "Glass taken apart"),
    "a dataset": ("/data/bins", "Bins at hand"),
    "a column of observations": ("/api/v1/observations?indicator=recycled&format=csv", "days"),
    "a kind of source": ("/api/v1/observations?indicator=levels&area=XA-N1", '"value":7,'),
    "an output format": ("/api/v1/observations?indicator=recycled&format=tsv", "area\t"),
    "a chart": ("/nyckeltal/recycled", "6 have one"),
    "a comparison": ("/nyckeltal/recycled", "Apart "),
    "a room that a site may lack": ("/mellan", "Between us"),
    "a protocol that the API is asked in": ("/echo", "6 indicators"),
    "a question in Datasette": ("/explore/waste/how-many", "How many values are there?"),
    "a division of areas": ("/api/v1/observations?indicator=recycled&group=coast-1", "XA-N2"),
    "a language": ("/fi/nyckeltal", ">Mittarit<"),
    "a page": ("/isar", "How far apart"),
    "a catalogue property": ("/catalog.ttl", "dcterms:provenance"),
}


#: Where else a change must show, or be told: to people, machines, robots.
ALSO: Mapping[str, Sequence[tuple[str, str]]] = {
    "an indicator": [
        ("/fi/nyckeltal/glass", "Glass taken apart"), ("/id/indicator/glass.ttl", "Glass taken apart"),
        ("/downloads/recycling.csv", "glass,"), ("/kommun/XA-N1", "Glass taken apart"), ("/sok?q=glass", "Glass taken"),
    ],
    "a dataset": [("/catalog.ttl", "Bins, invented."), ("/downloads/bins.csv", "bins,"), ("/data", "Bins")],
    "an output format": [
        ("/catalog.ttl", "media-types/text/tab-separated-values"), ("/schema/openapi.json", '"tsv"'),
        ("/data/recycling", "recycling.tsv"), ("/downloads/recycling.tsv", "recycled\t"),
    ],
    "a page": [("/sitemap.xml", "/isar</loc>"), ("/fi/isar", "How far apart")],
    "a division of areas": [
        ("/nyckeltal/recycled?grupp=coast", "grupp=coast"), ("/api/v1/areas?kind=group", "coast-1"),
    ],
    "a question in Datasette": [("/explore/waste", ">How many values are there?</a>")],
    "a language": [("/fi/", 'lang="fi"')],
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A changed program over a changed site, built; runs Python there."""
    folder = tmp_path_factory.mktemp("add")
    program, site = folder / "program", folder / "site"
    shutil.copytree(PROJECT / "publisher", program / "publisher", ignore=shutil.ignore_patterns("__pycache__"))

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=site if site.exists() else folder, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    python("-m", "publisher", "new", str(site))
    for change in CHANGES.values():
        for (root, path), what in change.items():
            made(program / "publisher" if root == "program" else site, path, what)
    made(
        site,
        "datapackages/levels/dataset.yaml",
        DATASET.format(number=12, title="Levels", id="levels", source="{kind: level, value: 7}"),
    )
    made(site, "datapackages/catalog.yaml", [("", "doors: [echo]\n")])  # as a room is opened
    made(site, "vocab/levels.ttl", PREFIXES + INDICATOR.format(id="levels", label="Levels"))
    rows = (site / "input/recycling.csv").read_text(encoding="utf-8").splitlines()
    more = ["glass,days", *("12,30" for _ in rows[1:])]
    (site / "input/recycling.csv").write_text(
        "\n".join(f"{a},{b}" for a, b in zip(rows, more, strict=True)) + "\n", encoding="utf-8"
    )
    names = sorted({row.split(",")[0] for row in rows[1:]})
    (site / "input/bins.csv").write_text(
        "municipality,year,bins\n" + "".join(f"{n},2024,50\n" for n in names), encoding="utf-8"
    )
    python("-m", "publisher", "fetch", "--input", "input")
    python("-m", "publisher", "check")
    python("-m", "publisher", "build")
    return python


@pytest.fixture(scope="module")
def answers(run: Callable[..., subprocess.CompletedProcess[str]]) -> Mapping[str, tuple[int, str]]:
    site = json.loads(run("-c", "import os, json; print(json.dumps(os.getcwd()))").stdout)
    script = ASK.format(
        tests=str(PROJECT / "tests"), site=site, paths=[path for one in (*SHOWN.values(), *also()) for path in one[:1]]
    )
    found: Mapping[str, tuple[int, str]] = json.loads(run("-c", script).stdout)
    return found


def test_every_row_of_the_table_is_done_here() -> None:
    text = (
        (PROJECT / "docs/house.md").read_text(encoding="utf-8").partition("| to add | go to |")[2].partition("\n\n")[0]
    )
    rows = set(re.findall(r"^\| ([^|-][^|]*?) \|", text, re.MULTILINE)) - {"a site of one's own"}  # test_cli does that
    assert rows == set(CHANGES) == set(SHOWN)


@pytest.mark.parametrize("row", CHANGES)
def test_a_change_touches_two_places_a_page_three(row: str) -> None:
    assert len(CHANGES[row]) <= (3 if row == "a page" else 2)


@pytest.mark.parametrize("row", CHANGES)
def test_the_places_are_those_that_the_table_names(row: str) -> None:
    text = (PROJECT / "docs/house.md").read_text(encoding="utf-8")
    told = next(line for line in text.splitlines() if line.startswith(f"| {row} |"))
    named = re.findall(r"`([\w/<>.-]+)`", told)
    for root, path in CHANGES[row]:
        place = f"publisher/{path}" if root == "program" else path
        if place.startswith(("vocab/shapes/",)):
            place = "vocab/shapes/"
        assert any(
            re.match(re.sub(r"<\w+>", r"[\\w-]+", one) + ("" if one.endswith("/") else "$"), place) for one in named
        ), (place, named)


def also() -> list[tuple[str, str]]:
    return [one for places in ALSO.values() for one in places]


@pytest.mark.parametrize(("path", "has"), also())
def test_it_shows_wherever_its_kind_does(path: str, has: str, answers: Mapping[str, tuple[int, str]]) -> None:
    status, text = answers[path]
    assert (status, has in text) == (200, True), text[:2000]


@pytest.mark.parametrize("row", SHOWN)
def test_what_was_added_shows(row: str, answers: Mapping[str, tuple[int, str]]) -> None:
    path, has = SHOWN[row]
    status, text = answers[path]
    assert status == 200, text[:500]
    assert has in text


def having(package: str, name: str) -> set[str]:
    """Modules of a folder of the program in which a function of a name is written."""
    folder = PROJECT / "publisher" / package
    return {path.stem for path in folder.glob("*.py") if re.search(rf"^def {name}\(", path.read_text(), re.MULTILINE)}


def test_every_module_of_a_kind_is_found_by_its_one_line() -> None:
    """What stands in the folder of a kind and in no line of its registry is code that nobody meets."""
    from publisher.formats import FORMATS
    from publisher.rooms import ROOMS
    from publisher.sources import SOURCES

    written = {form.write.__module__.rpartition(".")[2] for form in FORMATS.values()}
    assert written >= having("formats", "write") != set()
    rooms = {room.kind for room in ROOMS.values()}
    assert having("sources", "fetch") == set(SOURCES) - rooms
    charts = {path.stem for path in (PROJECT / "publisher/web/charts").glob("*.py")} - {"__init__", "chart"}
    pages = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "publisher/web").rglob("*.py"))
    assert [name for name in sorted(charts) if f"charts.{name} import" not in pages] == []
