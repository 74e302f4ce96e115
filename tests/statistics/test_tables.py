"""Everything an edition stores, on real data: the rows fit their tables and agree with an independent count."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files

import pandas as pd
import pytest
from statistics_world import cells, codes, indicator, people, real_cells, vocabulary

from publisher import vocabulary as words
from publisher.model import Comparability, ValueKind
from publisher.statistics.tables import tables

NOTHING = re.compile(r"\bNone\b(?! or fewer)|\bnan\b|\{|\}|  | ,|\.\.")

#: Ten municipalities, of every size and from every part of the country.
TEN = ["0180", "1480", "1280", "0380", "1785", "2425", "0382", "1231", "0980", "2584"]


def ddl() -> str:
    return files("publisher").joinpath("statistics", "statistics.sql").read_text(encoding="utf-8")


def filled(found) -> sqlite3.Connection:
    """A database of the statistics' tables alone."""
    database = sqlite3.connect(":memory:")
    database.executescript(ddl())
    for name, rows in found.items():
        if rows:
            database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return database


def small():
    names = codes(24)
    indicators = [
        *(indicator(f"u{n}") for n in range(5)),
        indicator("b", ValueKind.PERCENT, breaks={"2020": Comparability.NONE}),
    ]
    rows = list(people(names))
    for year in ("2021", "2022"):
        for n in range(5):
            rows += cells(f"u{n}", year, {c: float((place * (n + 1) + int(year)) % 3) for place, c in enumerate(names)})
    for year in range(2018, 2023):
        rows += cells("b", str(year), {c: 40.0 + place + year - 2018 for place, c in enumerate(names)})
    return vocabulary(indicators, names), rows


def test_the_rows_fit_their_tables_and_the_order_of_the_observations_is_irrelevant():
    known, rows = small()
    found = tables(known, rows)
    assert found == tables(known, rows[::-1])
    assert set(found) == set(re.findall(r"CREATE TABLE (\w+)", ddl()))
    database = filled(found)
    for name, stored in found.items():
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
        assert all(len(row) == len(columns) for row in stored)
        assert database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] == len(stored)


def test_no_stored_movement_crosses_a_break():
    known, rows = small()
    crossing = [r for r in tables(known, rows)["movements"] if r[0] == "b" and r[2] < "2020" <= r[3]]
    assert crossing == []


def test_an_edition_without_figures_has_empty_tables():
    found = tables(vocabulary([indicator()], codes(3)), [])
    assert found["rankings"] == found["aggregates"] == found["movements"] == found["examples"] == []


@pytest.fixture(scope="module")
def real(request):
    """The project's vocabulary, the specimens' figures, all tables and a database of them."""
    shared = request.getfixturevalue("shared")
    known = words.load(shared.parent / request.config.rootpath.name / "vocab")
    found = tables(known, real_cells(shared, known.indicators))
    return shared, known, found, filled(found)


def raw(shared, id: str) -> pd.DataFrame:
    path = shared / f"data/kolada/ehealth_raw/ddf--datapoints--{id.lower()}--by--geo--year.csv"
    frame = pd.read_csv(path, dtype={"geo": str})
    return frame.rename(columns={id.lower(): "value"}).query("geo >= '0100'").dropna()


@pytest.mark.shared
def test_every_municipality_county_and_the_nation_has_an_analysis_without_a_hole(real):
    _, known, found, _ = real
    told = {row[0] for row in found["analyses"]}
    kinds = {"municipality", "county", "nation"}
    assert told == {area.code for area in known.areas.values() if area.kind.value in kinds}
    for row in found["analyses"]:
        assert bool(row[3]) == bool(row[4]), row  # a paragraph that goes on from the one before has no heading
        for text in filter(None, row[3:5]):
            assert not NOTHING.search(text), row
        for text in row[5:]:
            assert text and not NOTHING.search(text), row
            assert text[0].isupper() or text[0].isdigit(), row
        assert row[5].endswith((".", ":")) and row[6].endswith((".", ":")), row
    for row in found["leads"]:
        assert not NOTHING.search(" ".join(map(str, row[8:]))), row


@pytest.mark.shared
def test_stored_shares_and_ranks_agree_with_pandas(real):
    shared, _, _, database = real
    for id, period, step in (("U21349", 2022, 2), ("U07353", 2021, 1), ("U23340", 2021, 1), ("U07356", 2022, 3)):
        values = raw(shared, id).query("year == @period").value
        share, count, n = database.execute(
            "SELECT value, count, n FROM aggregates WHERE indicator = ? AND period = ? AND area = '00' AND step = ?",
            (id, str(period), step),
        ).fetchone()
        assert (count, n) == ((values == step).sum(), len(values))
        assert share == pytest.approx(100 * (values == step).mean())
    coverage = raw(shared, "N07918").query("year == 2022").set_index("geo").value
    ranks = coverage.rank(method="min", ascending=False).astype(int)
    ranked = database.execute("SELECT area, rank_low FROM rankings WHERE indicator = 'N07918' AND period = '2022'")
    assert dict(ranked) == ranks.to_dict()
    quartiles = database.execute(
        "SELECT first_quartile, value, third_quartile FROM aggregates "
        "WHERE indicator = 'N07918' AND period = '2022' AND area = '00' AND step = -1"
    ).fetchone()
    assert quartiles == pytest.approx(tuple(coverage.quantile([0.25, 0.5, 0.75])))


@pytest.mark.shared
def test_the_prose_of_ten_municipalities_agrees_with_an_independent_count(real):
    """Highest answers in each theme, and moves between 2021 and 2022, recounted from the raw files."""
    shared, known, _, database = real
    themes = {
        "Välfärdsteknik, äldre i ordinärt boende": [f"U2134{n}" for n in (0, 1, 2, 3, 5, 6, 7, 8, 9)],
        "Välfärdsteknik, personer med funktionsnedsättning i ordinärt boende": [
            f"U2135{n}" for n in (0, 1, 2, 3, 5, 6, 7, 8, 9)
        ],
    }
    both = {id: raw(shared, id) for ids in themes.values() for id in ids}
    for area in TEN:
        told = dict(
            database.execute("SELECT heading_sv, text_sv FROM analyses WHERE area = ? AND section = 'theme'", (area,))
        )
        for heading, ids in themes.items():
            answered = [value for id in ids for value in both[id][both[id].year.eq(2022) & both[id].geo.eq(area)].value]
            broad = sum(value == 2 for value in answered)
            text = told[heading]
            if not answered:
                assert "har inget svar" in text
            elif broad == len(answered):
                assert f"svaret ”Breddinfört” på alla {broad} frågor" in text
            elif broad:
                assert f"svaret ”Breddinfört” på {broad} av {len(answered)} frågor" in text
            else:
                assert "inte svaret ”Breddinfört” på någon" in text or "på alla" in text
    better = [id for id, one in known.indicators.items() if one.direction == "higher" and one.value_kind == "ordinal"]
    moved = []
    for id in better:
        try:
            frame = raw(shared, id).pivot(index="geo", columns="year", values="value")
        except FileNotFoundError:
            continue
        if 2021 in frame and 2022 in frame:
            moved.append((frame[2022] - frame[2021]).dropna())
    changes = pd.concat(moved)
    for area in TEN:
        own = changes[changes.index == area]
        text = database.execute(
            "SELECT text_sv FROM analyses WHERE area = ? AND section = 'change'", (area,)
        ).fetchone()[0]
        up, down, held = ((own > 0).sum(), (own < 0).sum(), (own == 0).sum())
        found = re.search(r"på (\w+) av de (\d+) frågor som .*?, tillbaka på (\w+) och stod stilla på (\w+)\.", text)
        said = found and tuple(0 if word == "ingen" else int(word) for word in found.groups())
        assert said == (up, len(own), down, held) or "Det går inte att säga" in text


@pytest.mark.shared
def test_the_prose_of_the_nation_and_two_counties_agrees_with_an_independent_count(real):
    shared, _, _, database = real
    register = pd.read_csv(shared / "data/register/municipalities_290.csv", dtype=str)
    ids = [f"U2134{n}" for n in (0, 1, 2, 3, 5, 6, 7, 8, 9)]
    answers = {id: raw(shared, id).query("year == 2022").set_index("geo").value for id in ids}
    latest = pd.concat(answers, axis=1).dropna()
    counts = (latest == 2).sum(axis=1)

    def told(area: str) -> str:
        asked = "SELECT text_sv FROM analyses WHERE area = ? AND heading_sv = ?"
        return database.execute(asked, (area, "Välfärdsteknik, äldre i ordinärt boende")).fetchone()[0]

    def median(values: pd.Series) -> str:
        return f"{values.median():g}".replace(".", ",")

    shares = (latest == 2).mean()
    nation = told("00")
    for end, share in ((shares.idxmax(), shares.max()), (shares.idxmin(), shares.min())):
        assert f"({round(100 * share)}\u00a0%: {(latest[end] == 2).sum()} av {len(latest)}" in nation
    assert f"Bland de {len(latest)} kommuner som svarade på alla 9 frågorna är medianen {median(counts)}." in nation
    for county in ("17", "14"):
        members = register[register.county_code == county].municipality_code
        inside = counts[counts.index.isin(members)]
        assert f"medianen är {median(inside)} bland de {len(inside)} kommuner" in told(county)
        assert f"och {median(counts)} bland de {len(latest)} i landet" in told(county)
        assert f"({inside.max()} av 9" in told(county)


@pytest.mark.shared
def test_no_stored_movement_of_real_data_crosses_a_none(real):
    _, known, found, _ = real
    for id, _, earlier, later, *_ in found["movements"]:
        for version in known.indicators[id].versions:
            if version.comparability is Comparability.NONE and version.valid_from:
                assert not earlier < version.valid_from <= later, (id, earlier, later)
