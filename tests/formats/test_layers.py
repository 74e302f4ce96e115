"""A layer of a map holds its table's rows, and outlines where they lie, of the time that the values are of."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import pyarrow.parquet
import pytest
from worlds import some

from publisher import vocabulary
from publisher.download import Download
from publisher.formats import FORMATS
from publisher.model import AreaKind
from publisher.outlines import BOUNDARIES, TILES, Borders, Drawn, Outlines, Place, unprojected
from publisher.vocabulary import Vocabulary
from tools.boundaries import sweref99tm

VOCAB = Path(__file__).parents[2] / "vocab"
#: Two squares of 10 km beside one another, and a lake in the first.
BORDERS = Borders(
    credit={"sv": "Gränser: påhittade."},
    paths={"0114": "M0 0l10 0 0 10-10 0zm2 2l0 3 3 0 0-3z", "0180": "M10 0l10 0 0 10-10 0z"},
    place=Place(unit=1000, west=600_000, north=6_600_000),
    since="2003-01-01",
)


def collection(download: Download) -> dict[str, object]:
    return json.loads(b"".join(FORMATS["geojson"].write(download)))  # type: ignore[no-any-return]


def turned(ring: Sequence[Sequence[float]]) -> float:
    """Above 0 when a ring goes counterclockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary.load(VOCAB)


@pytest.fixture(scope="module")
def sweden(words: Vocabulary) -> Outlines:
    found = Outlines.read(VOCAB / BOUNDARIES, words.areas, words.members)
    assert found is not None
    return found


@pytest.mark.parametrize(("longitude", "latitude"), [(11.0, 58.0), (18.07, 59.33), (24.1, 65.9), (15.0, 62.0)])
def test_degrees_come_back_from_the_projection(longitude: float, latitude: float) -> None:
    found = unprojected(*sweref99tm(longitude, latitude), Place(unit=1, west=0, north=0))
    assert found == (pytest.approx(longitude, abs=1e-6), pytest.approx(latitude, abs=1e-6))


def test_outlines_lie_where_their_municipalities_do(sweden: Outlines) -> None:
    for code, longitude, latitude in (("0180", 18.07, 59.33), ("2480", 20.26, 63.83), ("1280", 13.00, 55.60)):
        west, south, east, north = sweden.box(code) or (0, 0, 0, 0)
        assert west < longitude < east
        assert south < latitude < north


def test_outlines_that_were_kept_are_those_that_are_worked_out(words: Vocabulary, sweden: Outlines) -> None:
    again = Outlines.read(VOCAB / BOUNDARIES, words.areas, words.members)
    assert again is not None
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(sweden.drawn()), type=Drawn)
    again.keep(kept)
    assert again.drawn() == sweden.drawn() and again.of("0180") is dict(kept)["0180",]


def test_rings_are_closed_and_turn_as_rfc_7946_says(sweden: Outlines) -> None:
    for code in some(sorted(sweden.areas)):
        for outer, *holes in sweden.of(code):
            assert turned([*outer, outer[0]]) > 0
            assert all(turned([*hole, hole[0]]) < 0 for hole in holes)
            assert len(set(outer)) == len(outer) > 2


def test_a_county_is_joined_of_its_municipalities_without_their_common_borders(
    a_download: Callable[..., Download],
) -> None:
    outlines = Outlines(BORDERS, a_download().outlines.areas, lambda group, year: ["0114", "0180"])  # type: ignore[union-attr]
    [(outer, lake)] = outlines.of("00")
    assert len(outer) == 6
    assert turned([*lake, lake[0]]) < 0
    west, east = outlines.box("0114"), outlines.box("0180")
    assert west
    assert east
    assert outlines.box("00") == (west[0], east[1], east[2], west[3])


def test_borders_are_those_of_the_year_or_it_is_said(sweden: Outlines) -> None:
    assert sweden.parts("03", "2006") != sweden.parts("03", "2007")  # Heby came to Uppsala County
    assert "Knivsta" in sweden.differ("0380", "2002")["en"]
    assert sweden.differ("0380", "2003") == {}
    assert sweden.differ("2023", "2002") == {}  # another name alone


def test_geojson_is_that_of_rfc_7946_and_holds_the_rows(download: Download) -> None:
    found = collection(download)
    assert "crs" not in found
    assert len(found["bbox"]) == 4  # type: ignore[arg-type]
    features = found["features"]
    names = [column.name for column in download.columns]
    rows = {
        tuple(row[names.index(name)] for name in ("indicator", "area", "period", "sex")): row for row in download.rows()
    }
    assert len(features) == len(rows)  # type: ignore[arg-type]
    for feature in some(features):  # type: ignore[arg-type]
        told = feature["properties"]
        row = rows[told["indicator"], told["code"], told["period"], told["sex"]]
        assert (told["value"], told["status"], told["n"]) == tuple(
            row[names.index(k)] for k in ("value", "status", "n")
        )
        assert feature["geometry"]["type"] == "MultiPolygon"
        for polygon in feature["geometry"]["coordinates"]:
            assert all(ring[0] == ring[-1] for ring in polygon)
    assert features[0]["properties"]["kind"] == "nation"  # type: ignore[index]
    assert {feature["properties"]["code"] for feature in features} == {"00", "0114", "0180"}  # type: ignore[attr-defined]


def test_numbers_with_decimals_are_written_so_and_the_edition_is_no_column(download: Download) -> None:
    text = b"".join(FORMATS["geojson"].write(download))
    assert b'"value":47.0' in text
    assert b'"edition"' not in text.partition(b'"features"')[2]


def test_a_number_that_no_row_has_is_left_out_and_the_value_never(a_download: Callable[..., Download]) -> None:
    row = list(a_download().rows())[5]  # not answered
    told = collection(a_download(rows=lambda: [row]))["features"][0]["properties"]  # type: ignore[index]
    assert told["value"] is None
    assert "n" not in told
    assert told["status"] == "not-answered"


def test_a_note_is_told_in_words(a_download: Callable[..., Download]) -> None:
    download = a_download(notes=[("d", "n1", {"sv": "Ett."}), ("d", "n2", {"sv": "Två."})])
    assert collection(download)["features"][0]["properties"]["note"] == "Ett. Två."  # type: ignore[index]


def test_an_area_that_is_not_drawn_has_no_geometry(a_download: Callable[..., Download]) -> None:
    outlines = Outlines(BORDERS, {}, lambda group, year: [])
    found = collection(a_download(outlines=outlines))["features"]
    assert [f["geometry"] for f in found if f["properties"]["code"] == "00"] == [None, None]  # type: ignore[attr-defined]


def test_geoparquet_says_what_its_geometry_is_and_holds_the_same_outlines(download: Download) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(b"".join(FORMATS["geoparquet"].write(download))))
    geo = json.loads(table.schema.metadata[b"geo"])
    about = geo["columns"][geo["primary_column"]]
    assert geo["version"] == "1.1.0"
    assert (about["encoding"], about["geometry_types"], about["crs"]["id"]["code"]) == (
        "WKB",
        ["MultiPolygon"],
        "CRS84",
    )
    features = collection(download)["features"]
    assert about["bbox"] == collection(download)["bbox"]
    for row, feature in some(list(zip(table.to_pylist(), features, strict=True))):  # type: ignore[arg-type]
        assert row["code"] == feature["properties"]["code"]
        assert row["value"] == feature["properties"]["value"]
        polygons = feature["geometry"]["coordinates"]
        assert struct.unpack_from("<BII", row["geometry"]) == (1, 6, len(polygons))
        (points,) = struct.unpack_from("<I", row["geometry"], 18)
        numbers = struct.unpack_from(f"<{2 * points}d", row["geometry"], 22)
        assert list(zip(numbers[::2], numbers[1::2], strict=True)) == [tuple(p) for p in polygons[0][0]]
    types = {field.name: str(field.type) for field in table.schema}
    assert {types[name] for name in ("code", "name", "period", "status", "note")} == {"string"}
    assert (types["value"], types["n"]) == ("double", "int64")


def test_squares_are_of_one_size_lie_apart_and_cover_the_country(words: Vocabulary, sweden: Outlines) -> None:
    found = Outlines.tiled(VOCAB / BOUNDARIES, VOCAB / TILES, words.areas, words.members)
    assert found is not None
    squares = {code: found.of(code) for code in words.areas if words.areas[code].kind is AreaKind.MUNICIPALITY}
    assert len(squares) == 290
    assert all(len(shape) == 1 and len(shape[0][0]) == 4 for shape in some(list(squares.values())))
    assert len({str(shape) for shape in squares.values()}) == 290
    country, tiled = sweden.box("00"), found.box("00")
    assert country
    assert tiled
    assert abs(country[3] - tiled[3]) < 1
    assert abs(country[1] - tiled[1]) < 1
    assert found.metres > 10_000
