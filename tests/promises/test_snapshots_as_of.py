"""``as_of`` a snapshot's day gives it back through Datasette's question and through the API, row by row."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import snapshots
import yaml
from in_process import Api
from worlds import PROJECT, composed

from publisher.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

pytestmark = pytest.mark.shared
KEY = ["indicator", "area", "period", "sex"]


@pytest.fixture(scope="module")
def built(three_snapshots: tuple[Settings, list[Any]], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One edition of the package after all three: its database and descriptions."""
    from dataclasses import replace

    from publisher import package, vocabulary
    from publisher.edition import composition

    settings = replace(three_snapshots[0], build=tmp_path_factory.mktemp("as-of"))
    words, catalog = vocabulary.load(settings.vocab), package.load_catalog(settings.packages)
    frames = {
        d.name: {t.name: package.read_table(settings.packages / d.name, t.name) for t in d.tables}
        for d in catalog.datasets
    }
    parts = (lambda work: composition.write_database(work.folder / "ehalsa.db", work.catalog, words, frames),)
    composed(settings, words, catalog, frames, {}, (*parts, composition.descriptions))
    return settings


def assert_same(plain: pd.DataFrame, rows: list[tuple[Any, ...]]) -> None:
    """Every row and status of the snapshot, values within the tolerance, and no row more but withdrawn ones."""
    import pandas as pd

    found = pd.DataFrame(rows, columns=[*KEY, "value", "status"])
    found = found[found["status"] != "withdrawn"].set_index(KEY).sort_index()
    assert plain.index.equals(found.index)
    assert (plain["status"] == found["status"].fillna("")).all()
    value = found["value"].astype("float64")
    apart = (plain["value"] - value).abs()
    assert ((apart <= 1e-6 * plain["value"].abs()) | (plain["value"].isna() & value.isna())).all()


@pytest.mark.parametrize("day", snapshots.DAYS)
def test_the_question_in_datasette_gives_back_each_snapshot(built: Settings, shared: Path, day: str) -> None:
    questions = yaml.safe_load((PROJECT / "datasette_config" / "questions.yaml").read_text(encoding="utf-8"))
    sql = questions["vad-stod-det-den-dagen"]["sql"]
    database = sqlite3.connect(f"{(built.build / 'current' / 'ehalsa.db').resolve().as_uri()}?immutable=1", uri=True)
    codes = dict(database.execute("SELECT label_sv, code FROM areas"))
    sexes = dict(database.execute("SELECT label_sv, code FROM sexes"))
    rows = [
        (kpi, codes[row[0]], row[1], sexes[row[2]], row[3], row[4])
        for kpi in snapshots.KPIS
        for row in database.execute(sql, {"datum": day, "nyckeltal": kpi, "kommun": ""})
    ]
    assert_same(snapshots.plain(shared / "data", day), rows)


@pytest.mark.parametrize("day", snapshots.DAYS)
def test_the_api_gives_back_each_snapshot(built: Settings, shared: Path, day: str) -> None:
    from publisher.web import create_service

    text = Api(create_service(built, log=False)).ask(f"/api/v1/observations?format=csv&as_of={day}").text
    rows = [
        (r["indicator"], r["area"], r["period"], r["sex"], float(r["value"]) if r["value"] else None, r["status"])
        for r in csv.DictReader(io.StringIO(text))
    ]
    assert_same(snapshots.plain(shared / "data", day), rows)
