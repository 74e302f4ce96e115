"""Bad input through the command line: one clear message, exit code 1, packages and edition as they were."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl
import pytest
from replay import Fault, Replay
from specimen import SPECIMENS, World

LOCKS = "input/2024-01-30/digitala-las.csv"
DECLARED = "datapackages/digitala-las/dataset.yaml"


def another_encoding(world: World) -> None:
    path = world.folder / LOCKS
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))


def moved_head(world: World) -> None:
    book = openpyxl.Workbook()
    for row in (["Utskriven 2024-01-30"], ["kommun", "år", "U21349", "U20341"], ["0180", "2022", 2, 1]):
        book.active.append(row)
    book.save(world.folder / "input/2024-01-30/digitala-las.xlsx")
    world.change(DECLARED, "file: digitala-las.csv", "file: digitala-las.xlsx")
    world.change(DECLARED, "header: [kommun, år]", "header: [kommun, år]\n  header_row: 1")


def name_of_a_city(world: World) -> None:
    world.change(DECLARED, "area: {column: kommun}", "area: {column: kommun, as: either}")
    world.change(LOCKS, "0180,2022", "Stockholms stad,2022")


def altered(path: str, old: str, new: str) -> Callable[[World], None]:
    return lambda world: world.change(path, old, new)


def emptied(world: World) -> None:
    (world.folder / LOCKS).write_bytes(b"")


CASES: dict[str, tuple[Callable[[World], None], str]] = {
    "a moved head": (moved_head, "digitala-las.xlsx: Sheet: row 2: the head ('kommun', 'år') stands here"),
    "another encoding": (another_encoding, "digitala-las.csv: row 1: the file is not utf-8. Read as cp1252"),
    "a lost zero": (altered(LOCKS, "0114,2022", "114,2022"), "row 3, column 'kommun': codes have lost their"),
    "an unknown municipality": (altered(LOCKS, "0114,2022", "9999,2022"), "row 3, column 'kommun': '9999' is not"),
    "the name of a city": (name_of_a_city, "'Stockholms stad' is not the name of an area. Is it Stockholm (0180)?"),
    "a duplicate row": (altered(LOCKS, "0114,2022,2,0\n", 2 * "0114,2022,2,0\n"), "U21349 0114 2022 T _T stands twice"),
    "an unknown mark": (altered(LOCKS, "..", "?"), "row 8, column 'U20341': '?' is neither a number nor a known mark."),
    "a value outside its kind": (altered(LOCKS, "0114,2022,2,0", "0114,2022,3,0"), "row 3, column 3: 3 is not a step"),
    "an empty file": (emptied, "digitala-las.csv: the file is empty."),
    "a cut file": (altered(LOCKS, "1785,2022,2,1", "1785,20"), "row 9: the row has 2 cells and the head 4."),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_told_and_changes_nothing(world: World, case: str):
    spoil, words = CASES[case]
    before = world.published()
    spoil(world)
    code, said = world.fetch()
    assert words in " ".join(said.split())
    assert 1 == code
    assert before == world.published()


def test_mixed_decimal_marks_are_told_and_change_nothing(world: World):
    before = world.published()
    world.change("input/2024-01-30/bredband.csv", "0180,2021,99", '0180,2021,"99,1"')
    code, said = world.fetch("bredband")
    assert "bredband.csv: row 4, column 'N07900': decimal comma ('99,1') where the declaration says point" in " ".join(
        said.split()
    )
    assert 1 == code
    assert before == world.published()


def test_a_web_page_with_200_is_told_and_changes_nothing(world: World):
    before = world.published()
    text = (world.folder / DECLARED).read_text(encoding="utf-8")
    start, end = text.index("source:\n"), text.index("notes:\n")
    source = "source: {kind: kolada, years: 2021..2022}\n"
    (world.folder / DECLARED).write_text(text[:start] + source + text[end:], encoding="utf-8")
    with Replay(SPECIMENS, faults=[Fault(kind="html", times=9)]) as server:
        code, said = world.fetch(PUBLISHER_KOLADA_URL=server.kolada_url)
    assert "/v3/data/kpi/U21349,U20341/year/2021,2022" in said.replace("\n", "")
    assert "answered 200 with a web page instead of data" in " ".join(said.split())
    assert 1 == code
    assert before == world.published()


def test_several_faults_are_told_at_once(world: World):
    world.change(LOCKS, "0114,2022,2,0", "0114,2022,x,0")
    world.change(LOCKS, "1785,2022,2,1", "9999,2022,2,1")
    code, said = world.fetch()
    assert 1 == code
    assert "'x' is neither a number nor a known mark" in said
    assert "'9999' is not the code of an area" in said
