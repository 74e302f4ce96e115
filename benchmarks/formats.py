"""Writing and reading back the largest dataset in every format; openpyxl's write-only mode beside our workbook."""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable

from benchmarks.processes import table
from publisher.extract import dataset_download
from publisher.formats import FORMATS
from publisher.reader import Reader, Selection, observations_sql


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    reader = Reader.open((options.build / "current").resolve())
    name, count = reader.connection.execute(
        "SELECT dataset, sum(observations) FROM availability GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
    ).fetchone()
    dataset = next(d for d in reader.catalog.datasets if d.name == name)
    columns = reader.observed.selected(["sv"], reader.edition.id)
    held = reader.connection.execute(*observations_sql(reader.observed, Selection(datasets=[name]), columns)).fetchall()
    download = dataset_download(
        dataset, lambda: held, catalog=reader.catalog, vocabulary=reader.vocabulary, edition=reader.edition,
        url="https://data.example.se/", language="sv",
    )  # fmt: skip
    rows = []
    for key, form in FORMATS.items():
        seconds, size = _timed(lambda form=form: sum(map(len, form.write(download))))  # type: ignore[misc]
        rows.append((key, f"{size:,}", f"{seconds:.2f}", f"{1e6 * seconds / count:.1f}"))
    seconds, size = _timed(lambda: _openpyxl(download.columns, download.rows()))
    rows.append(("openpyxl, write-only", f"{size:,}", f"{seconds:.2f}", f"{1e6 * seconds / count:.1f}"))
    print(f"{name}: {count:,} observations")
    table(("", "bytes", "processor s", "µs a row"), rows)


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    begun = time.process_time()
    size = work()
    return time.process_time() - begun, size


def _openpyxl(columns: object, rows: object) -> int:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("data")
    for row in rows:  # type: ignore[attr-defined]
        sheet.append(row)
    whole = io.BytesIO()
    book.save(whole)
    return len(whole.getvalue())
