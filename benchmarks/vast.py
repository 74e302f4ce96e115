"""One question among 100 million values: the table of observations and its index alone, of an invented country.

``python -m benchmarks vast --values 100000000 --database FILE``: 100,000 areas, as many indicators as that takes, one
year; made in the order of its key by SQL, with the product's own statements, 11 GB and some ten minutes. A file that
stands is asked again. Questions nobody has asked before, by the product's own SQL with the periods spelled out, as the
API does, answered whole: medians of milliseconds. Pages of the file may lie in memory; what was dropped from
there before each question (Linux, ``posix_fadvise``) stands beside.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from pathlib import Path
from statistics import median

import apsw

from benchmarks.processes import table
from publisher import vocabulary
from publisher.reader import Selection, observations_sql
from publisher.tables.observed import Observed

AREAS = 100_000
#: Questions of each kind.
ASKED = 200
#: A row of the key (indicator, period, area, sex, service area), in its order.
_ROWS = """
  WITH RECURSIVE
    i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < :indicators),
    a (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM a WHERE n + 1 < :areas)
  INSERT INTO observations (
    indicator, period, area, sex, service_area, value, unit, dataset, source, source_place, note
  )
  SELECT printf('I%04d', i.n), '2022', printf('%06d', a.n), 'T', '_T', (i.n * 7919 + a.n * 104729) % 100003 / 10.0,
    'count', 'invented', 'invented', '', ''
  FROM i CROSS JOIN a
"""


def main(options: argparse.Namespace) -> None:
    """Make the file where there is none, ask, and print."""
    observed, path = Observed.of(vocabulary.load(Path("vocab")).tables), options.database
    indicators = -(-options.values // AREAS)
    if not path.is_file():
        begun = time.monotonic()
        _make(path, observed, indicators)
        print(f"{indicators * AREAS:,} values, {path.stat().st_size / 1e9:.1f} GB in {time.monotonic() - begun:.0f} s.")
    draw = random.Random(1)

    def some(of: int, sign: str, count: int) -> list[str]:
        return [sign % n for n in draw.sample(range(of), count)]

    kinds = {
        "5 areas, 10 indicators": lambda: Selection(
            indicators=some(indicators, "I%04d", 10), areas=some(AREAS, "%06d", 5), periods=["2022"]
        ),
        "300 areas, an indicator": lambda: Selection(
            indicators=some(indicators, "I%04d", 1), areas=some(AREAS, "%06d", 300), periods=["2022"]
        ),
        "every indicator of an area": lambda: Selection(areas=some(AREAS, "%06d", 1)),
    }
    rows = []
    for name, ask in kinds.items():
        times = []
        for dropped in (False, True):  # all of one kind first: what is dropped is missing in the next question too
            found = [_answered(path, *observations_sql(observed, ask()), dropped=dropped) for _ in range(ASKED)]
            times.append(median(seconds for seconds, _ in found))
        warm, cold = times
        of = found[0][1]
        rows.append((name, str(of), f"{1000 * warm:.1f}", f"{1000 * cold:.1f}"))
    table(("question", "rows", "p50, ms", "p50, dropped from memory, ms"), rows)


def _make(path: Path, observed: Observed, indicators: int) -> None:
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    connection = apsw.Connection(str(new))
    connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF")
    make, index = (part + ";" for part in observed.sql().rstrip().rstrip(";").rsplit(";", 1))
    connection.execute(make)
    connection.execute(_ROWS, {"indicators": indicators, "areas": AREAS})
    connection.execute(f"PRAGMA temp_store_directory = '{new.parent}'")
    connection.execute(index)
    connection.close()
    new.rename(path)


def _answered(path: Path, sql: str, values: list[object], *, dropped: bool) -> tuple[float, int]:
    """Seconds to the last row of an answer, and how many there were."""
    if dropped:
        file = os.open(path, os.O_RDONLY)
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(file)
    connection = apsw.Connection(
        f"{path.resolve().as_uri()}?immutable=1", apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    )
    connection.execute("SELECT 1 FROM sqlite_master").fetchall()
    begun = time.perf_counter()
    rows = len(connection.execute(sql, values).fetchall())
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds, rows
