"""A site of all of Kolada, or of some of its areas, made of a copy that lies in a folder: catalogue and values.

Names are Kolada's; kind of value and unit are guessed by the rules of :mod:`publisher.vocabulary.proposed` and then
held against the values themselves. Every guess stands as a comment above its block in ``vocab/indicators.ttl``.
"""

from __future__ import annotations

import csv
import math
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from uuid import uuid4

from publisher import vocabulary
from publisher.errors import NotThere, PublisherError
from publisher.model import ValueKind
from publisher.package.folder import made_whole
from publisher.sources.codes import slug
from publisher.vocabulary.proposed import Proposed
from publisher.vocabulary.proposed.blocks import to_turtle
from publisher.vocabulary.proposed.reading import read

if TYPE_CHECKING:
    import pyarrow

#: Rows of a dataset: a larger area becomes several.
MOST = 500_000
#: Columns of the file of values, and of the catalogue.
VALUES, CATALOGUE = ("kpi", "geo", "gender", "year", "value"), ("id", "title", "description", "operating_area")
#: Of the vocabulary that is there, what the site takes along; its own indicators and what leads to them stay.
WORDS = ("areas.ttl", "groups.ttl", "cube.ttl", "terms.ttl", "boundaries.json", "tiles.json")
#: What of a municipality some of its indicators measure, by which others are found to be like it.
MEASURES = {"N01951": "population", "N02993": "land-area"}
#: Unit of an indicator whose name gives none away.
UNSTATED = "i-namnet"
#: Money in thousands or millions: an amount is in whole kronor.
_MANY = re.compile(r"\b(?:t|mn?)kr\b(?!\s*/)")
#: Unit of a percentage that is no share: it goes below 0 or beyond 100.
BEYOND = "procent"


def make(
    folder: Path,
    source: Path,
    vocab: Path,
    only: Sequence[str] = (),
    id: Callable[[], str] = lambda: str(uuid4()),
) -> list[str]:
    """Make the site in a folder, whole or not at all; nothing is fetched yet.

    Args:
        folder: new, or empty.
        source: folder with a CSV file of :data:`CATALOGUE` and a Parquet file of :data:`VALUES`, somewhere in it.
        vocab: a vocabulary with Sweden's areas and the program's terms.
        only: names of operating areas, or what they become in an address; none: all.
        id: gives the id of each dataset.

    Returns:
        What was made and what was left out, in lines.

    Raises:
        NotThere: a file or an operating area is not there.
        PublisherError: there is something in the folder.
        Refused: the catalogue has an id twice, or one that cannot stand in an address.
    """
    from pyarrow import parquet

    if not source.is_dir():
        raise NotThere(f"--from: there is no folder '{source}'. Name the one that the copy of Kolada lies in.")
    catalogue, values = _catalogue(source), _values(source)
    if lost := next((name for name in ("areas.ttl", "terms.ttl") if not (vocab / name).is_file()), None):
        raise NotThere(
            f"{vocab / lost}: there is no such file. Give --vocab a vocabulary with Sweden's areas and terms."
        )
    with catalogue.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"].strip(): row for row in csv.DictReader(file)}
    counts, without = _counted(values)
    of: dict[str, list[str]] = {}
    for kpi in sorted(counts.keys() & rows.keys()):
        of.setdefault(rows[kpi]["operating_area"].strip() or "Övrigt", []).append(kpi)
    chosen = _chosen(of, only)
    with made_whole(folder) as partial:
        (partial / "vocab").mkdir()
        for name in WORDS:
            if (vocab / name).is_file():
                shutil.copyfile(vocab / name, partial / "vocab" / name)
        known = vocabulary.load(partial / "vocab", ["sv"])
        proposed = {one.values["id"]: one for one in read(catalogue, known.concepts, ["sv"], "sv")}
        datasets = {name: kpis for area in chosen for name, kpis in _parts(area, of[area], counts)}
        nameless = len(counts.keys() - rows.keys())
        lines = [f"Left out: {nameless} with values that the catalogue has no name for."] if nameless else []
        lines += [f"Left out: {without} whose rows are all without a value."] if without else []
        made: list[Proposed] = []
        for name, kpis in datasets.items():
            area = next(area for area in chosen if kpis[0] in of[area])
            table = parquet.read_table(values, filters=[("kpi", "in", kpis)])
            _write_values(table, partial / "input" / f"{name}.parquet")
            bounds = _bounds(table)
            made += [_written(proposed[kpi], rows[kpi], slug(area), bounds[kpi]) for kpi in kpis]
            _declare(partial / "datapackages" / name, name, area, kpis, table, id())
            lines.append(f"{name}: {len(kpis)} indicators, {table.num_rows} values.")
        (partial / "datapackages" / "catalog.yaml").write_text(_of_site("catalog.yaml").template, encoding="utf-8")
        readme = _of_site("README.md").substitute(name=next(iter(datasets)))
        (partial / "README.md").write_text(readme, encoding="utf-8")
        (partial / "vocab" / "indicators.ttl").write_text(to_turtle(made, ["sv"]), encoding="utf-8")
        units: dict[str, list[str]] = {}
        for one in made:
            if (unit := one.values["unit"]) not in known.concepts.get("unit", {}):
                units.setdefault(unit, []).append(rows[one.values["id"]]["title"])
        (partial / "vocab" / "kolada.ttl").write_text(_terms(chosen, units), encoding="utf-8")
    guessed = sum(bool(one.guessed.keys() - {"label_sv"}) for one in made)
    return [*lines, f"Guessed of {guessed} of {len(made)} indicators: read '# guessed' in vocab/indicators.ttl."]


def _catalogue(source: Path) -> Path:
    for path in sorted(source.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            if set(CATALOGUE) <= {name.strip() for name in file.readline().split(",")}:
                return path
    raise NotThere(
        f"{source}: no CSV file there has the columns {', '.join(CATALOGUE)}. Save Kolada's catalogue there."
    )


def _values(source: Path) -> Path:
    from pyarrow import ArrowInvalid, parquet

    for path in sorted(source.rglob("*.parquet")):
        try:
            if set(VALUES) <= set(parquet.read_schema(path).names):
                return path
        except ArrowInvalid:
            continue
    raise NotThere(f"{source}: no Parquet file there has the columns {', '.join(VALUES)}. Save Kolada's values there.")


def _counted(values: Path) -> tuple[dict[str, int], int]:
    """Indicator to its rows, where one of them has a value, and how many indicators have none."""
    from pyarrow import parquet

    table = parquet.read_table(values, columns=["kpi", "value"])
    table = table.set_column(0, "kpi", table["kpi"].cast("string"))
    counted = table.group_by("kpi").aggregate([([], "count_all"), ("value", "count")]).to_pylist()
    counts = {row["kpi"]: row["count_all"] for row in counted if row["value_count"]}
    return counts, len(counted) - len(counts)


def _chosen(of: Mapping[str, Sequence[str]], only: Sequence[str]) -> list[str]:
    """The operating areas asked for.

    Raises:
        NotThere: one of them has no values; the nearest is named.
    """
    by_slug = {slug(area): area for area in of}
    if lost := next((name for name in only if slug(name) not in by_slug), None):
        near = get_close_matches(slug(lost), by_slug, 1)
        meant = f" Meant {near[0]}?" if near else ""
        raise NotThere(f"--only: there is no operating area '{lost}'.{meant} There are: {', '.join(sorted(by_slug))}.")
    if not of:
        raise PublisherError("No indicator of the catalogue has values. Take catalogue and values of the same day.")
    return sorted({by_slug[slug(name)] for name in only} or of)


def _parts(area: str, kpis: Sequence[str], counts: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
    """The datasets of an area, each of at most :data:`MOST` rows: name and indicators, in order of their ids."""
    parts: list[list[str]] = [[]]
    rows = 0
    for kpi in kpis:
        if parts[-1] and rows + counts[kpi] > MOST:
            parts.append([])
            rows = 0
        parts[-1].append(kpi)
        rows += counts[kpi]
    for number, part in enumerate(parts, 1):
        yield slug(area) + (f"-{number}" if len(parts) > 1 else ""), part


def _write_values(table: pyarrow.Table, path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    types = {"year": pyarrow.int16(), "value": pyarrow.float64()}
    schema = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in VALUES])
    path.parent.mkdir(exist_ok=True)
    plain = table.select(list(VALUES)).cast(schema)
    parquet.write_table(plain.sort_by([(name, "ascending") for name in ("kpi", "geo", "year", "gender")]), path)


def _bounds(table: pyarrow.Table) -> dict[str, tuple[float, float, bool]]:
    """Of each indicator the least and the greatest value, and whether all are whole."""
    import pyarrow.compute as compute

    whole = compute.equal(table["value"], compute.floor(table["value"]))
    found = table.append_column("whole", whole).group_by("kpi").aggregate(
        [("value", "min"), ("value", "max"), ("whole", "all")]
    )  # fmt: skip
    return {row["kpi"]: (row["value_min"], row["value_max"], row["whole_all"]) for row in found.to_pylist()}


def _written(one: Proposed, row: Mapping[str, str], subject: str, bounds: tuple[float, float, bool]) -> Proposed:
    """A proposed indicator with all that its block must have; a guess that its values gainsay is taken back."""
    least, greatest, whole = bounds
    told, guessed = one.values, one.guessed
    if (many := _MANY.search(row["title"])) and told.get("value_kind") == ValueKind.AMOUNT:
        for column in ("value_kind", "unit"):
            told.pop(column), guessed.pop(column)
        why = f"its name says {many[0]}, and its values are taken as they stand, not made into kronor"
        one.guess("value_kind", ValueKind.RATIO, why)
        one.guess("unit", many[0], why)
    if why := _gainsaid(told, least, greatest, whole):
        if told["value_kind"] == ValueKind.COUNT and not told.get("unit", "").startswith("antal-"):
            told["unit"], guessed["unit"] = "count", "its name says number, of what stands there"
        unit = () if told["value_kind"] in (ValueKind.AMOUNT, ValueKind.COUNT) else ("unit",)
        for column in ("value_kind", *unit, "scale", "minimum", "maximum"):
            told.pop(column, None)
            guessed.pop(column, None)
        one.guess("value_kind", ValueKind.RATIO, why)
    if "(%)" in row["title"] and greatest > 1:
        why = f"its name says percent, and its values go from {least:g} to {greatest:g}"
        if "value_kind" not in told and least >= 0 and greatest <= 100:
            for column, value in (("value_kind", ValueKind.PERCENT), ("minimum", "0"), ("maximum", "100")):
                one.guess(column, value, why)
        share = told.get("value_kind") == ValueKind.PERCENT
        one.guess("unit", "percent" if share else BEYOND, why)
    one.guess("value_kind", ValueKind.RATIO, "no rule fits its name")
    one.guess("unit", UNSTATED, "its name gives none away")
    if measures := MEASURES.get(told["id"]):
        one.guess("measures", measures, f"Kolada's {told['id']} is called “{row['title']}”")
    steps = (ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL)
    if told["value_kind"] not in steps:
        floor = 0 if least >= 0 else -(10 ** math.ceil(math.log10(max(-least, 1))))
        one.guess("minimum", str(floor), "no value is below 0" if least >= 0 else f"its least value is {least:g}")
    defined = " ".join(row["description"].split()) or row["title"]
    told |= {
        "subject": subject,
        "definition_sv": defined,
        "direction": "neither",
        "direction_source_sv": "Kolada säger inte åt vilket håll som är bra.",
        "respondent_sv": "Den som definitionen nämner som källa.",
        "publisher": "kolada",
    }
    return one


def _gainsaid(told: Mapping[str, str], least: float, greatest: float, whole: bool) -> str:
    """Why the values are not of the kind that was guessed; '' when they may be."""
    kind = told.get("value_kind")
    said = f"its values go from {least:g} to {greatest:g}"
    if kind == ValueKind.PERCENT and (least < 0 or greatest > 100):
        return f"{said}, so it is no share"
    if kind == ValueKind.PERCENT and not whole and 0 < greatest <= 1:
        return f"{said}, so they may be parts of one"
    if kind in (ValueKind.BOOLEAN, ValueKind.ORDINAL) and (not whole or not told.get("scale")):
        return f"{said}, which are no steps of a known scale"
    if kind == ValueKind.BOOLEAN and (least < 0 or greatest > 1):
        return f"{said}, so it is no yes or no"
    if kind == ValueKind.COUNT and (not whole or least < 0):
        return f"{said}, so it is no number of things"
    if kind == ValueKind.AMOUNT and not whole:
        return "its values are not all whole, so it is no sum in whole units"
    return ""


def _declare(place: Path, name: str, area: str, kpis: Sequence[str], table: pyarrow.Table, id: str) -> None:
    """``dataset.yaml`` of a dataset."""
    import pyarrow.compute as compute

    place.mkdir(parents=True)
    lengths = {len(geo) for geo in compute.unique(table["geo"].cast("string")).to_pylist()}
    kinds = [kind for length, kind in ((4, "municipality"), (2, "county"), (1, "nation")) if length in lengths]
    (place / "dataset.yaml").write_text(
        _of_site("dataset.yaml").substitute(
            id=id,
            name=name,
            area=_quoted(area),
            part="" if name == slug(area) else f" {name.rpartition('-')[2]}",
            kinds=", ".join(kinds),
            listed="".join(f"  - {kpi}\n" for kpi in kpis),
        ),
        encoding="utf-8",
    )


def _of_site(name: str) -> Template:
    """A file that the site has, with its gaps."""
    return Template(files("publisher.new").joinpath("kolada_site", name).read_text(encoding="utf-8"))


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _as_written(unit: str, titles: Iterable[str]) -> str:
    """A unit as the name of an indicator has it: ``kr/inv`` for ``kr-inv``."""
    if unit == UNSTATED:
        return "se nyckeltalets namn"
    for parts in (title.translate({ord("("): ",(", ord(")"): "),"}).split(",") for title in titles):
        for at, end in combinations(range(len(parts) + 1), 2):
            if slug(text := "".join(parts[at:end]).strip()) == unit:
                return text
    return unit


def _terms(areas: Sequence[str], units: Mapping[str, Sequence[str]]) -> str:
    """Subjects, and units that the site's terms lack, each with the names of the indicators that have it."""
    lines = [
        "# Subjects are Kolada's operating areas; units are as the names have them. Write what they mean.",
        "@prefix concept: <../id/concept/> .",
        "@prefix scheme: <../id/scheme/> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix term: <../id/term/> .",
    ]
    for scheme, entries in (
        ("subject", [(slug(area), area, f"Nyckeltal som Kolada räknar till {area}.") for area in areas]),
        (
            "unit",
            [
                (unit, _as_written(unit, titles), "Enheten står sist i nyckeltalets namn.")
                for unit, titles in sorted(units.items())
            ],
        ),
    ):
        for place, (code, label, definition) in enumerate(entries, 100):
            sign = label.removeprefix("antal ")  # "16 svar", not "16 antal svar"
            more = f' ; term:symbol "{_quoted(sign)}"@sv' if sign != label else ""
            more += " ; term:inName true" if code == UNSTATED else ""
            lines.append(
                f"concept:{scheme}.{code.replace('.', chr(92) + '.')} a skos:Concept ; skos:inScheme scheme:{scheme} ; "
                f'skos:notation "{_quoted(code)}" ; term:order {place} ; skos:prefLabel "{_quoted(label)}"@sv ; '
                f'skos:definition "{_quoted(definition)}"@sv{more} .'
            )
    return "\n".join(lines) + "\n"
