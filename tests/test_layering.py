"""The drawing of the house holds: imports go downward only, and serving needs neither pandas nor frictionless."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1] / "publisher"

NOUNS = {"model", "errors"}
COMPOSERS = {"__main__", "cli", "edition", "fetch", "serve", "web"}
#: Borders to the outside; modules of one border know each other, those of different borders do not.
BORDERS = {
    "package": "package", "sources": "sources", "formats": "formats", "catalog": "rdf", "quality": "rdf",
    "database": "sqlite", "exploration": "datasette",
    "web.pages": "pages", "web.api": "api", "web.describe": "pages", "web.downloads": "downloads",
    "web.explore": "explore", "web.operations": "operations",
}  # fmt: skip
#: Libraries that one place alone may know.
GUARDED = {
    "frictionless": {"package", "gate"}, "datasette": {"web.explore"}, "sqlite_utils": {"database"},
    "uvicorn": {"serve"}, "apsw": {"connection"}, "httpx": {"sources", "quality", "cli", "edition"},
    "rdflib": {"catalog", "rdf", "quality", "vocabulary", "edition"},
}  # fmt: skip


def room(module: str) -> str:
    """The room a module stands in: its first name, of web's doors the first two."""
    parts = module.split(".")
    return ".".join(parts[:2]) if ".".join(parts[:2]) in BORDERS or (parts[0] == "web" and parts[1:]) else parts[0]


def imports() -> Iterator[tuple[str, str]]:
    """Every import: the importing module, and what it imports by full name."""
    for path in sorted(HOUSE.rglob("*.py")):
        module = ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from ((module, f"{node.module}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from ((module, alias.name) for alias in node.names)


def allowed(module: str, imported: str) -> bool:
    importer, other = room(module), room(imported)
    if importer == other or importer in COMPOSERS:
        return True
    if importer in NOUNS:
        return other in NOUNS
    if other in COMPOSERS:
        return False
    return other not in BORDERS or BORDERS.get(importer) == BORDERS[other]


def test_imports_go_downward_only() -> None:
    upward = [
        f"{module} imports {name}"
        for module, name in imports()
        if name.startswith("publisher.") and not allowed(module, name.removeprefix("publisher."))
    ]
    assert upward == []


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
    assert not {"pandas", "frictionless", "sqlite_utils", "pyshacl", "pyarrow"} & set(loaded)
