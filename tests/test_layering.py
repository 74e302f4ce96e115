"""The drawing of the house holds: imports go downward only, and serving needs neither pandas nor frictionless."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
HOUSE = PROJECT / "publisher"

#: Borders to the outside; modules of one border know each other, those of different borders do not.
BORDERS = {
    "package": "package", "sources": "sources", "formats": "formats", "catalog": "rdf", "quality": "rdf",
    "database": "sqlite", "exploration": "datasette",
    "web.pages": "pages", "web.api": "api", "web.describe": "pages", "web.downloads": "downloads",
    "web.explore": "explore", "web.operations": "operations", "web.doors": "doors",
}  # fmt: skip
#: What any room of a floor above may read over a border: what there is, in plain sight.
REGISTRIES = {"formats"}
#: Libraries that one place alone may know.
GUARDED = {
    "frictionless": {"package", "gate"}, "datasette": {"web.explore"}, "sqlite_utils": {"database"},
    "uvicorn": {"serve"}, "resvg_py": {"raster"}, "apsw": {"connection"}, "Stemmer": {"words"},
    "httpx": {"sources", "quality", "cli", "edition"},
    "rdflib": {"catalog", "rdf", "quality", "vocabulary", "edition"},
}  # fmt: skip


def drawn() -> dict[str, int]:
    """Room to floor, as the table of ``docs/house.md`` draws them: a row a floor, the lowest is 0."""
    rows = re.findall(
        r"^\| [^|]+ \| ((?:`[\w/]+` ?)+)\|", (PROJECT / "docs/house.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return {name.strip("`/"): floor for floor, rooms in enumerate(reversed(rows)) for name in rooms.split()}


FLOORS = drawn()
#: Rooms that put others together: they alone may look over borders.
COMPOSERS = {room for room, floor in FLOORS.items() if floor >= FLOORS["fetch"]}


def floor(module: str) -> int:
    """The floor of a module: that of the first of its names. ``python -m publisher`` is the command."""
    return FLOORS[module.partition(".")[0].replace("__main__", "cli")]


def room(module: str) -> str:
    """The room a module stands in: its first name, of web's doors the first two."""
    parts = module.split(".")
    return ".".join(parts[:2]) if ".".join(parts[:2]) in BORDERS or (parts[0] == "web" and parts[1:]) else parts[0]


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(HOUSE.rglob("*.py")):
        yield ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"), path


@cache
def imports() -> list[tuple[str, str]]:
    """Every import, also inside functions: the importing module, and what it imports by full name."""
    found = []
    for module, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                origin = "." * node.level + (node.module or "")
                found += [(module, f"{origin}.{alias.name}") for alias in node.names]
            elif isinstance(node, ast.Import):
                found += [(module, alias.name) for alias in node.names]
    return found


def own(name: str) -> bool:
    """Whether an import is of the house; ``publisher.__version__`` is of no room."""
    return name.startswith((".", "publisher.")) and name != "publisher.__version__"


def allowed(module: str, imported: str) -> bool:
    """Whether a module may import another: never one of a floor above, and one with a border only from its own side."""
    importer, other = room(module), room(imported)
    if floor(module) < floor(imported):
        return False
    if imported in REGISTRIES and floor(module) > floor(imported):
        return True
    return importer == other or importer in COMPOSERS or other not in BORDERS or BORDERS.get(importer) == BORDERS[other]


def test_every_room_has_one_floor_and_every_floor_its_rooms() -> None:
    rooms = {module.partition(".")[0] for module, _ in modules()} - {"__init__"}
    assert sorted(rooms - {"__main__"}) == sorted(FLOORS), "docs/house.md draws the floors: a row a floor, in its table"


def test_imports_go_downward_only() -> None:
    found = [(module, name.removeprefix("publisher.")) for module, name in imports() if own(name)]
    assert len(found) > 500
    assert [f"{module} imports {name}" for module, name in found if not allowed(module, name)] == []


def test_rooms_of_one_floor_know_each_other_in_no_circle() -> None:
    known: dict[str, set[str]] = {}
    for module, name in imports():
        if own(name) and room(module) != room(name.removeprefix("publisher.")):
            known.setdefault(room(module), set()).add(room(name.removeprefix("publisher.")))
    TopologicalSorter(known).prepare()


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("vocabulary.turtle", "statistics.ranking"),
        ("uris", "reader.Edition"),
        ("folding", "statistics"),
        ("settings", "cube"),
        ("connection", "reader"),
        ("gate", "sparql"),
        ("formats.csv", "reader"),
        ("model", "uris"),
        ("statistics.trend", "gate.jumps"),
        ("changes", "database"),
        ("observations", "package"),
        ("reader", "edition"),
        ("sources.kolada", "fetch"),
        ("web.book", "edition"),
        ("fetch", "cli"),
        ("rdf.dump", "sparql.worker"),
        ("web.pages.start", "web.api.asking"),
        ("package.reading", "rdf.dump"),
        ("sources.table", "formats.csv"),
    ],
)
def test_a_climb_or_a_step_over_a_border_is_refused(module: str, imported: str) -> None:
    assert not allowed(module, imported)


def test_every_floor_is_refused_to_all_below_it() -> None:
    for room_, floor_ in FLOORS.items():
        above = [other for other, its in FLOORS.items() if its > floor_]
        assert [other for other in above if allowed(room_, other)] == []


def test_each_outside_library_is_known_in_one_place() -> None:
    strangers = [
        f"{module} imports {name}"
        for module, name in imports()
        if (owners := GUARDED.get(name.partition(".")[0])) and room(module) not in owners
    ]
    assert strangers == []


def test_serving_imports_neither_pandas_nor_frictionless() -> None:
    code = "import sys, publisher.web; publisher.web.routes(); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"pandas", "frictionless", "sqlite_utils", "pyshacl", "pyarrow", "openpyxl", "publisher.sources"}
    assert not heavy & set(loaded)
