"""The program knows no country, topic, indicator or group: its words must not stand in ``publisher/``."""

from __future__ import annotations

import ast
import re

import pytest
from worlds import PROJECT, some

from publisher import package, vocabulary

#: What may speak of a country or of somebody's database, and why.
ALLOWED = (
    "sources/",  # kinds of source named after a foreign protocol, and how its files are spelled
    "grants/",  # a national procedure, in a room that a site opens: its words, but no code of the site's
    "settings.py", "fetch/arriving.py",  # the address of a source's API
    "kolada.py", "doors/kolada/", "doors/pxweb/", "rooms.py", "web/__init__.py",  # doors named after a foreign protocol
    "new/kolada", "cli/inputs.py",  # whose catalogue and which table's metadata are read
    "licences.py",  # the name that the program is installed by
    "vocabulary/proposed/",  # whose catalogue and which table's metadata are read
    "rdf/authority.py", "model.py:country", "gate/declared.py",  # a code of the EU's list, as an example
)  # fmt: skip
WORDS = (
    r"e-hälsa|e-halsa|e-health|ehalsa|välfärdsteknik|welfare technology|bredband|broadband|Kolada|\bSKR\b|\bSKL\b|"
    r"Socialstyrelsen|\bSCB\b|\bDIGG\b|Sweden|Sverige|\bSWE\b|skr20\d\d|\bstorlek-|\bliknande-|"
    r"\b[UN]\d{5}\b|\b0180\b|[\"']00[\"']"
)


def test_no_word_of_a_site_stands_in_the_program() -> None:
    areas = vocabulary.load(PROJECT / "vocab").areas.values()
    places = {a.label["sv"] for a in areas if a.kind in ("municipality", "county") and len(a.label["sv"]) > 3} - {
        "Mark"
    }
    known = re.compile(rf"(?i:{WORDS})|\b(?:{'|'.join(map(re.escape, places))})\b")
    found = []
    for path in some(sorted((PROJECT / "publisher").rglob("*.*"))):
        name = path.relative_to(PROJECT / "publisher").as_posix()
        if "__pycache__" in path.parts or path.suffix == ".png" or name.startswith(ALLOWED):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{name}:{number}: {word}" for word in known.findall(line)]
    assert [line for line in found if not line.startswith("model.py") or "SWE" not in line] == []


#: Where codes are those of a source's protocol, of the EU's lists, or words of addresses (``vikt-befolkning``).
FOREIGN = ("kolada.py", "sources/kolada.py", "sources/pxweb.py", "rdf/authority.py", "statistics/traits.py")


def literals(text: str) -> list[tuple[int, str]]:
    """Line and text of every string that a module works with; docstrings explain, and are left out."""
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def codes_of_site() -> set[str]:
    """Codes that the vocabulary and the catalogue of the first site give: places, divisions, groups, agents, series."""
    words = vocabulary.load(PROJECT / "vocab")
    catalog = package.load_catalog(PROJECT / "datapackages")
    areas = {code for area in words.areas.values() for code in (area.code, *area.former_codes) if len(code) > 2}
    areas.add(words.nation)  # a county's two digits are any number
    divisions = {area.group_type for area in words.areas.values() if area.group_type}
    return areas | divisions | set(words.indicators) | set(catalog.agents) | set(catalog.series) | {catalog.key}


def codes_in(text: str, codes: set[str]) -> list[str]:
    """Codes that stand whole as a string of a module."""
    return [f"{line}: {one}" for line, one in literals(text) if one in codes]


def test_no_code_of_the_site_stands_in_the_program() -> None:
    codes = codes_of_site()
    assert {"00", "0180", "skr2023", "storlek", "scb", "ehalsa"} <= codes
    found = {}
    for path in some(sorted((PROJECT / "publisher").rglob("*.py"))):
        name = path.relative_to(PROJECT / "publisher").as_posix()
        if name not in FOREIGN and (there := codes_in(path.read_text(encoding="utf-8"), codes)):
            found[name] = there
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        'if row["recipient"] in ("00", None): pass',
        "x = row['recipient'] != '00'",
        'key = "socialstyrelsen"',
        'd = "skr2017"',
    ],
)
def test_a_code_of_the_site_is_seen_wherever_it_stands(line: str) -> None:
    assert codes_in(line, codes_of_site())
    assert not codes_in(f'def f():\n    """{line.replace(chr(34), "")}"""', codes_of_site())
