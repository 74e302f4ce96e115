"""Run by a Python of the clients: ``python read_ranges.py READER ADDRESS INDICATOR AREA`` prints what it gives.

A line of JSON: how many values the indicator has, and the periods of the area.
"""

from __future__ import annotations

import json
import sys

_, reader, address, indicator, area = sys.argv


def polars() -> list[tuple[str, str]]:
    import polars as library

    found = library.scan_parquet(address).filter(library.col("indicator") == indicator).select("area", "period")
    return found.collect().rows()


def pyarrow() -> list[tuple[str, str]]:
    import fsspec
    import pyarrow.parquet

    with fsspec.open(address, block_size=65536) as file:
        table = pyarrow.parquet.read_table(
            file, columns=["area", "period"], filters=[("indicator", "==", indicator)], pre_buffer=False
        )
    return [(row["area"], row["period"]) for row in table.to_pylist()]


def duckdb() -> list[tuple[str, str]]:
    import duckdb as library
    from duckdb_extensions import import_extension

    connection = library.connect()
    import_extension("httpfs", con=connection)
    connection.execute("LOAD httpfs")
    asked = "SELECT area, period FROM read_parquet(?) WHERE indicator = ?"
    return connection.execute(asked, [address, indicator]).fetchall()


rows = {"polars": polars, "pyarrow": pyarrow, "duckdb": duckdb}[reader]()
print(json.dumps({"rows": len(rows), "periods": sorted(period for code, period in rows if code == area)}))
