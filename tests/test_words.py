"""The program knows no country, topic, indicator or group: its words must not stand in ``publisher/``."""

from __future__ import annotations

import re

from worlds import PROJECT, some

from publisher import vocabulary

#: What may speak of a country or of somebody's database, and why.
ALLOWED = (
    "sources/",  # kinds of source named after a foreign protocol, and how its files are spelled
    "grants/",  # a national procedure, shown only where there are programmes
    "settings.py", "fetch/arriving.py",  # the address of a source's API
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
        if path.suffix in (".pyc", ".png") or name.startswith(ALLOWED):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{name}:{number}: {word}" for word in known.findall(line)]
    assert [line for line in found if not line.startswith("model.py") or "SWE" not in line] == []
