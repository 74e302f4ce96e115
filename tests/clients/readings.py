"""Who reads the published files, and what comes of it: the table in ``docs/dialects.md``, held by a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: The dataset, area and period that every reader is asked for, and its rows.
NAME, INDICATOR, AREA, PERIOD, ROWS = "bredbandskollen", "N90002", "0114", "2021", 3744
#: The row as it was published.
WHOLE: Mapping[str, object] = {"area": AREA, "period": PERIOD, "sex": "T", "value": 161.7, "status": None}
#: The same where no types are guessed: all is text, and an empty cell is an empty text.
TEXT = dict(WHOLE) | {"value": "161.7", "status": ""}
TYPES = {"area": "string", "period": "string", "sex": "string", "value": "number", "status": "string"}
PRIMARY = "indicator area period sex service_area"
BOTH = f"{PRIMARY} sources"

PACKAGE, CSV, PARQUET = "datapackage.json", "observations.csv", "observations.parquet"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one reader gives of :data:`NAME`."""

    reader: str
    version: str
    opens: str
    #: environment of ``.ci/clients``: ``packages`` and ``older`` (Python), ``node``, ``r``; then the name in its script
    program: tuple[str, str]
    row: Mapping[str, object]
    rows: int | None = ROWS
    keys: str = ""
    remark: str = ""


def changed(**cells: object) -> dict[str, object]:
    """The row with cells that a reader has made something else of."""
    return dict(WHOLE) | cells


READINGS: Sequence[Reading] = (
    Reading(reader="frictionless-py", version="5.21.0", opens=PACKAGE, program=("packages", "frictionless"), row=WHOLE,
            keys=BOTH, remark="valid"),
    Reading(reader="frictionless-py, written to SQLite", version="5.21.0", opens=PACKAGE,
            program=("packages", "frictionless_sql"), row=WHOLE, keys=BOTH),
    Reading(reader="datapackage-py", version="1.15.4", opens=PACKAGE, program=("older", "datapackage"), row=WHOLE,
            keys=BOTH, remark="valid by the profile of version 1; foreign keys hold"),
    Reading(reader="datapackage.js", version="1.1.10", opens=PACKAGE, program=("node", "datapackage"), row=WHOLE,
            keys=BOTH, remark="valid by the profile of version 1"),
    Reading(reader="datapackage-to-datasette", version="0.5.0", opens=PACKAGE,
            program=("packages", "datapackage_to_datasette"), row=WHOLE, keys=BOTH),
    Reading(reader="dplib-py", version="1.1.0", opens=PACKAGE, program=("packages", "dplib"), row=TYPES, rows=None,
            keys=BOTH, remark="the description alone"),
    Reading(reader="frictionless-ckan-mapper", version="1.0.9", opens=PACKAGE,
            program=("older", "frictionless_ckan_mapper"), row=TYPES, rows=None, remark="what a CKAN is given"),
    Reading(reader="ckan-datapackage-tools", version="0.1.0", opens=PACKAGE,
            program=("older", "ckan_datapackage_tools"), row=TYPES, rows=None, remark="what a CKAN is given"),
    Reading(reader="pandas", version="3.1.1", opens=CSV, program=("packages", "pandas"),
            row=changed(area=114, period=2021)),
    Reading(reader="polars", version="2.1.0", opens=CSV, program=("packages", "polars"),
            row=changed(area=114, period=2021)),
    Reading(reader="pyarrow", version="26.0.1", opens=CSV, program=("packages", "pyarrow"),
            row=changed(area=114, period=2021)),
    Reading(reader="DuckDB", version="2.0.1", opens=CSV, program=("packages", "duckdb"),
            row=changed(period=2021, sex=True), remark="T and F are taken for true and false"),
    Reading(reader="csvkit", version="2.2.0", opens=CSV, program=("packages", "csvkit"),
            row=changed(area=114, period=2021, sex=True), remark="with `--no-inference` all stays text"),
    Reading(reader="csvkit `--no-inference`", version="2.2.0", opens=CSV, program=("packages", "csvkit_as_it_stands"),
            row=changed(value="161.7")),
    Reading(reader="sqlite-utils", version="4.2.1", opens=CSV, program=("packages", "sqlite_utils"),
            row=changed(area=114, period=2021)),
    Reading(reader="sqlite-utils `--no-detect-types`", version="4.2.1", opens=CSV,
            program=("packages", "sqlite_utils_no_types"), row=TEXT),
    Reading(reader="R, read.csv", version="Debian's", opens=CSV, program=("r", "base"),
            row=changed(area=114, period=2021, sex=True), remark="T is TRUE, F is FALSE"),
    Reading(reader='R, read.csv(colClasses = "character")', version="Debian's", opens=CSV,
            program=("r", "base_as_text"), row=TEXT),
    Reading(reader="R, readr", version="Debian's", opens=CSV, program=("r", "readr"),
            row=changed(period=2021, sex=True), remark="T is TRUE, F is FALSE"),
    Reading(reader="R, data.table", version="Debian's", opens=CSV, program=("r", "data.table"),
            row=changed(area=114, period=2021)),
    Reading(reader="frictionless.js", version="0.13.4", opens=CSV, program=("node", "frictionlessjs"), row=TEXT),
    Reading(reader="openpyxl", version="3.1.5", opens=f"{NAME}.xlsx", program=("packages", "openpyxl"), row=WHOLE),
    Reading(reader="pandas", version="3.1.1", opens=PARQUET, program=("packages", "pandas_parquet"), row=WHOLE),
    Reading(reader="polars", version="2.1.0", opens=PARQUET, program=("packages", "polars_parquet"), row=WHOLE),
    Reading(reader="pyarrow", version="26.0.1", opens=PARQUET, program=("packages", "pyarrow_parquet"), row=WHOLE),
    Reading(reader="DuckDB", version="2.0.1", opens=PARQUET, program=("packages", "duckdb_parquet"),
            row=WHOLE),
    Reading(reader="hyparquet", version="1.33.0", opens=PARQUET, program=("node", "hyparquet"), row=WHOLE),
    Reading(reader="geopandas (GDAL)", version="1.2.0", opens=f"{NAME}.geojson.zip", rows=312,
            program=("maps", "geopandas_geojson"), row=WHOLE, remark="the layer of N90002 and 2021"),
    Reading(reader="geopandas", version="1.2.0", opens=f"{NAME}.geo.parquet", program=("maps", "geopandas_parquet"),
            row=WHOLE, remark="every outline is valid"),
    Reading(reader="sdmx1", version="2.28.0", opens=f"{NAME}.sdmx.xml", program=("sdmx", "sdmx1"), row=WHOLE,
            remark="by the structure"),
    Reading(reader="pysdmx", version="1.21.0", opens=f"{NAME}.sdmx.xml", program=("sdmx", "pysdmx"), row=WHOLE,
            remark="by the structure"),
    Reading(reader="pysdmx", version="1.21.0", opens=f"{NAME}.sdmx.csv", program=("sdmx", "pysdmx_csv"),
            row=changed(area="114"), remark="though the structure has a list of codes: take sdmx.xml"),
    Reading(reader="sqlite3", version="Python's", opens="ehalsa.db", program=("packages", "sqlite3_database"),
            row=WHOLE,
            keys=f"{PRIMARY} datasets units statuses service_areas sexes areas indicators"),
)  # fmt: skip


def table() -> str:
    """The readings as a table in Markdown; cells as JSON writes them."""
    import json

    def cell(value: object) -> str:
        return f"`{json.dumps(value, ensure_ascii=False)}`"

    lines = [
        f"| reader | opens | rows | {' | '.join(WHOLE)} | keys | |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in READINGS:
        keys = "both" if set(one.keys.split()) > set(PRIMARY.split()) else "primary" if one.keys else "none"
        cells = " | ".join(cell(value) if one.rows else str(value) for value in one.row.values())
        name, rows = f"{one.reader} {one.version}", one.rows or "–"
        lines.append(f"| {name} | {one.opens} | {rows} | {cells} | {keys} | {one.remark} |")
    return "\n".join(lines) + "\n"
