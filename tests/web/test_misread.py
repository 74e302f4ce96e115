"""What a hurried reader could take from a page or a ready question is recounted from the committed packages."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from litestar.testing import TestClient
from reading import Reader
from worlds import PROJECT, some

from publisher.model import Comparability
from publisher.package import read_table
from publisher.settings import Settings
from publisher.vocabulary import load

ROWS = "SELECT * FROM observations WHERE indicator = ? AND period = ?"


@pytest.fixture(scope="module")
def database(real_settings: Settings) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(real_settings.build / "current" / "ehalsa.db")
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def ask(database: sqlite3.Connection, name: str, **values: str) -> list[Mapping[str, Any]]:
    questions = yaml.safe_load((PROJECT / "datasette_config" / "questions.yaml").read_text(encoding="utf-8"))
    return some(database.execute(questions[name]["sql"], values).fetchall())


def test_missing_values_are_counted_in_areas_and_municipalities_by_themselves(database: sqlite3.Connection) -> None:
    words = {row["code"]: row["label_sv"] for row in database.execute("SELECT code, label_sv FROM statuses")}
    for row in ask(database, "varden-som-saknas"):
        rows = database.execute(ROWS, [row["nyckeltal_id"], row["period"]]).fetchall()
        missing = {one["area"] for one in rows if one["status"] and words[one["status"]] == row["orsak"]}
        towns = {area for area in missing if len(area) == 4 and area.isdigit()}
        assert (row["antal_kommuner"], row["antal_andra_omraden"]) == (len(towns), len(missing - towns))


@pytest.mark.parametrize("towns", [("Gotland", "Östersund"), ("Sävsjö", "Ydre"), ("Habo", "Håbo"), ("Solna", "Nacka")])
def test_what_cannot_be_told_apart_is_not_told_apart(towns: tuple[str, str], database: sqlite3.Connection) -> None:
    refused = {row[0]: row[1] for row in database.execute("SELECT indicator, code FROM ranking_refusals")}
    for row in ask(database, "jamfor-tva-kommuner", kommun_1=towns[0], kommun_2=towns[1]):
        if isinstance(row["kommun_1"], str):
            said = "ja"
        elif row["nyckeltal_id"] in refused:
            said = "inte prövat"
        else:
            said = "ja" if abs(row["kommun_1"] - row["kommun_2"]) > 1 else "nej"
        assert row["gar_att_skilja"].startswith(said), dict(row)


def test_samples_are_not_sorted_by_how_much_the_sexes_differ(database: sqlite3.Connection) -> None:
    rows = ask(database, "skillnader-mellan-konen", omrade="")
    assert [(row["nyckeltal"]) for row in rows] == sorted(row["nyckeltal"] for row in rows)
    apart = [abs(row["kvinnor"] - row["man"]) for row in rows]
    assert apart != sorted(apart, reverse=True) and len(rows) > 200


def test_the_same_is_said_of_those_alone_that_have_a_value(pages: TestClient) -> None:  # type: ignore[type-arg]
    """2021 Ekerö and Sigtuna answered alike on U23340; Österåker gave no answer."""
    both, three = (
        Reader(pages.get(f"/jamfor?kommun={codes}&nyckeltal=U23340&ar=2021").text).text
        for codes in ("0125,0191", "0125,0117,0191")
    )
    assert "Samma svar." in both and "Samma svar." not in three


def test_no_break_is_called_small_where_figures_move_more_than_in_the_years_around_it() -> None:
    """A change of definition that says that a small change may come of it must see none but small ones."""
    table = read_table(PROJECT / "datapackages" / "bredband", "observations")
    seen = 0
    for indicator in load(PROJECT / "vocab").indicators.values():
        own = table[(table["indicator"] == indicator.id) & (table["area"].str.len() == 4) & table["value"].notna()]
        values = {(area, int(year)): value for area, year, value in own[["area", "period", "value"]].values.tolist()}

        def moved(year: int, values: Mapping[tuple[str, int], float] = values) -> float | None:
            changes = [v - values[a, y - 1] for (a, y), v in values.items() if y == year and (a, y - 1) in values]
            return statistics.median(changes) if changes else None

        for version in indicator.versions:
            if version.comparability is not Comparability.CAUTION or not version.valid_from:
                continue
            change = moved(int(version.valid_from))
            around = [m for by in (-1, 1) if (m := moved(int(version.valid_from) + by)) is not None]
            if change is not None and around and change > 1.5 * max(around):
                seen += 1
                assert "liten" not in version.reason["sv"] and "small" not in version.reason["en"], indicator.id
    assert seen
