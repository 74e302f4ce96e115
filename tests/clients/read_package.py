"""Run by a Python of the clients: ``python read_package.py READER EDITION NAME AREA PERIOD`` prints what it gives.

One line of JSON: how many observations, one of them as the reader has it, and the keys it knows. Of a description that
has no rows, the type of each column.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

COLUMNS = ("area", "period", "sex", "value", "status")
_, reader, edition, name, area, period = sys.argv
package = f"{edition}/datapackages/{name}/datapackage.json"
table = f"{edition}/datapackages/{name}/observations.csv"
parquet = f"{edition}/downloads/observations.parquet"
database = f"{edition}/downloads/ehalsa.db"


def tell(rows: Iterable[Mapping[str, Any]], keys: str = "") -> None:
    """Print the first row of the area and period asked for, however the reader writes their codes."""
    listed = [row for row in rows if row.get("dataset", name) == name]

    def code(cell: Any) -> str:
        return str(int(cell)) if isinstance(cell, int | float) else str(cell)

    wanted = next(r for r in listed if code(r["area"]).zfill(len(area)) == area and code(r["period"])[:4] == period)
    shown = {column: None if wanted[column] != wanted[column] else wanted[column] for column in COLUMNS}
    print(json.dumps({"rows": len(listed), "row": shown, "keys": keys}, default=float))


def frictionless() -> None:
    import frictionless as library

    opened = library.Package(package)
    resource = opened.get_resource("observations")
    assert opened.validate().valid
    keys = [*resource.schema.primary_key, *(key["reference"]["resource"] for key in resource.schema.foreign_keys)]
    tell([row.to_dict() for row in resource.read_rows()], " ".join(keys))


def frictionless_sql() -> None:
    import sqlite3

    import frictionless as library

    with tempfile.TemporaryDirectory() as folder:
        library.Package(package).publish(f"sqlite:///{folder}/written.db")
        _sqlite(sqlite3.connect(f"{folder}/written.db"))


def datapackage() -> None:
    from datapackage import Package

    opened = Package(package)
    assert opened.valid, opened.errors
    resource = opened.get_resource("observations")
    assert resource.check_relations()
    keys = [*resource.schema.primary_key, *(key["reference"]["resource"] for key in resource.schema.foreign_keys)]
    tell(resource.read(keyed=True), " ".join(keys))


def dplib() -> None:
    """A model of the description alone; it reads no rows."""
    from dplib.models import Package

    opened = Package.from_path(package)
    resource = next(one for one in opened.resources if one.name == "observations")
    types = {field.name: field.type for field in resource.schema.fields if field.name in COLUMNS}
    keys = [*resource.schema.primaryKey, *(key.reference.resource for key in resource.schema.foreignKeys)]
    print(json.dumps({"rows": None, "row": types, "keys": " ".join(keys)}))


def frictionless_ckan_mapper() -> None:
    """The dataset a CKAN would be given; its resources keep their schema."""
    from frictionless_ckan_mapper import frictionless_to_ckan

    made = frictionless_to_ckan.package(json.loads(Path(package).read_bytes()))
    _ckan(made)


def ckan_datapackage_tools() -> None:
    from ckan_datapackage_tools import converter
    from datapackage import Package

    _ckan(converter.datapackage_to_dataset(Package(package)))


def _ckan(made: Mapping[str, Any]) -> None:
    described = json.loads(Path(package).read_bytes())
    assert [made["name"], made["title"]] == [described["name"], described["title"]]
    assert len(made["resources"]) == len(described["resources"])
    schema = made["resources"][0].get("schema") or {}
    fields = (json.loads(schema) if isinstance(schema, str) else schema).get("fields", [])
    types = {field["name"]: field["type"] for field in fields if field["name"] in COLUMNS}
    print(json.dumps({"rows": None, "row": types, "keys": ""}))


def datapackage_to_datasette() -> None:
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(sys.executable).with_name("datapackage-to-datasette"))
        subprocess.run([program, f"{folder}/made.db", package, f"{folder}/metadata.json"], check=True, text=True)
        made = json.loads((Path(folder) / "metadata.json").read_bytes())["databases"]
        assert {json.loads(Path(package).read_bytes())["title"]} == {one["title"] for one in made.values()}
        _sqlite(sqlite3.connect(f"{folder}/made.db"))


def _sqlite(connection: Any) -> None:
    import sqlite3

    connection.row_factory = sqlite3.Row
    keys = [row["name"] for row in connection.execute("PRAGMA table_info(observations)") if row["pk"]]
    keys += [row["table"] for row in connection.execute("PRAGMA foreign_key_list(observations)")]
    tell([dict(row) for row in connection.execute("SELECT * FROM observations")], " ".join(keys))


def pandas() -> None:
    import pandas as library

    tell(library.read_csv(table).to_dict("records"))


def pandas_parquet() -> None:
    import pandas as library

    tell(library.read_parquet(parquet).to_dict("records"))


def polars() -> None:
    import polars as library

    tell(library.read_csv(table, infer_schema_length=None).to_dicts())


def polars_parquet() -> None:
    import polars as library

    tell(library.read_parquet(parquet).to_dicts())


def pyarrow() -> None:
    from pyarrow import csv

    tell(csv.read_csv(table).to_pylist())


def pyarrow_parquet() -> None:
    import pyarrow.parquet as library

    tell(library.read_table(parquet).to_pylist())


def duckdb() -> None:
    import duckdb as library

    tell(_dicts(library.sql(f"SELECT * FROM '{table}'")))


def duckdb_parquet() -> None:
    import duckdb as library

    tell(_dicts(library.sql(f"SELECT * FROM '{parquet}'")))


def _dicts(relation: Any) -> list[dict[str, Any]]:
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def csvkit() -> None:
    """Its guess of each column's type, as it hands it on in JSON."""
    program = str(Path(sys.executable).with_name("csvjson"))
    tell(json.loads(subprocess.run([program, table], capture_output=True, check=True, text=True).stdout))


def csvkit_as_it_stands() -> None:
    program = str(Path(sys.executable).with_name("csvjson"))
    told = subprocess.run([program, "--no-inference", table], capture_output=True, check=True, text=True).stdout
    tell(json.loads(told))


def sqlite_utils() -> None:
    _inserted()


def sqlite_utils_no_types() -> None:
    _inserted("--no-detect-types")


def _inserted(*options: str) -> None:
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(sys.executable).with_name("sqlite-utils"))
        command = [program, "insert", f"{folder}/made.db", "observations", table, "--csv", *options]
        subprocess.run(command, check=True, capture_output=True)
        _sqlite(sqlite3.connect(f"{folder}/made.db"))


def sqlite3_database() -> None:
    import sqlite3

    connection = sqlite3.connect(f"file:{database}?immutable=1", uri=True)
    _sqlite(connection)


def openpyxl() -> None:
    """The first sheet below the line that has the names of columns."""
    from openpyxl import load_workbook

    data = io.BytesIO(Path(f"{edition}/downloads/{name}.xlsx").read_bytes())
    rows = list(load_workbook(data, read_only=True).worksheets[0].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if "indicator" in row)
    tell([dict(zip(rows[head], row, strict=False)) for row in rows[head + 1 :]])


def _layer(frame: Any) -> None:
    tell(frame.rename(columns={"code": "area"}).astype(object).to_dict("records"))


def geopandas_geojson() -> None:
    """The layer of the indicator that the readings are of, within the zip."""
    import geopandas as library

    _layer(library.read_file(f"/vsizip/{edition}/downloads/{name}.geojson.zip/N90002-{period}.geojson"))


def geopandas_parquet() -> None:
    import geopandas as library

    found = library.read_parquet(f"{edition}/downloads/{name}.geo.parquet")
    assert found.geometry.dropna().is_valid.all()
    _layer(found)


def _sdmx(frame: Any) -> None:
    names = {"REF_AREA": "area", "TIME_PERIOD": "period", "SEX": "sex", "OBS_VALUE": "value", "value": "value"}
    plain = frame.rename(columns=names | {"STATUS": "status"}).astype(object)
    plain["status"] = plain.get("status")  # a component that no row has is no column
    tell(plain.where(plain.notna(), None).replace({"status": {"": None}}).to_dict("records"))


def sdmx1() -> None:
    import sdmx as library

    structure = library.read_sdmx(f"{edition}/downloads/{name}.sdmx-structure.xml").structure["OBSERVATIONS"]
    found = library.read_sdmx(f"{edition}/downloads/{name}.sdmx.xml", structure=structure)
    _sdmx(library.to_pandas(found, attributes="o").reset_index())


def pysdmx() -> None:
    _pysdmx("sdmx.xml")


def pysdmx_csv() -> None:
    _pysdmx("sdmx.csv")


def _pysdmx(end: str) -> None:
    from pysdmx.io import get_datasets

    structure = f"{edition}/downloads/{name}.sdmx-structure.xml"
    _sdmx(get_datasets(f"{edition}/downloads/{name}.{end}", structure, validate=False)[0].data)


READERS: dict[str, Callable[[], None]] = {
    name: function for name, function in list(globals().items()) if callable(function) and not name.startswith("_")
}
READERS[reader]()
