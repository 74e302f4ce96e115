"""Every refusal of the gate in its words and with its place, held against a copy that somebody has read and approved;
and its limits, at them and just beyond.

``APPROVE=1 python -m pytest tests/test_gate_told.py`` writes the copy anew: read the difference before it is committed.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import test_gate as world
from test_gate import BREAK, COUNTRY, INDICATORS, both, declaration, row, tables, text, with_value, words, years

from publisher import gate, observations
from publisher.declarations import Declaration
from publisher.errors import Problem
from publisher.gate import acceptance, coverage, declared, held, keys, noted
from publisher.gate.findings import Spot
from publisher.model import OBSERVATION_COLUMNS, Area, AreaKind, Column, Source, ValueKind
from publisher.vocabulary import Vocabulary

__all__ = ["tables", "words"]  # fixtures

APPROVED = Path(__file__).parent / "specimens" / "gate.txt"
CATALOG: dict[str, Any] = {
    "title": both("t"), "description": both("d"), "publisher": "p", "licence": "l",
    "contact": {"name": both("n"), "email": "a@b.se"}, "agents": {"p": {"name": both("p")}},
    "licences": {"l": {"title": both("l"), "url": "https://example.org/"}},
    "series": {"s": {"title": both("s"), "description": both("s")}},
}  # fmt: skip


def line(problem: Problem) -> str:
    """A problem with everything it says."""
    place = f"{problem.file}:{problem.row}:{problem.column} {problem.subject}"
    return f"{problem.severity} {problem.rule} {place} | {problem.fault} | {problem.remedy}"


def broken_tables() -> Iterator[tuple[str, bytes | list[dict[str, Any]]]]:
    """Files as they should not be."""
    sound = text([row(), row(area="0115")])
    yield "nothing", b"  \n"
    yield "another encoding", sound + "0114,Ö".encode("cp1252")
    yield "a byte order mark", b"\xef\xbb\xbf" + sound
    yield "a column too few and one unknown", sound.replace(b"indicator,area", b"area,aera", 1)
    yield "columns in another order", sound.replace(b"indicator,area", b"area,indicator", 1)
    yield "a column nobody knows", sound.replace(b"indicator", b"zzzzzzzzz", 1)
    yield "rows of other lengths", sound + b"ORD,0116\n\n" + text([row(area="0117")]).split(b"\n", 1)[1]
    yield "many rows of other lengths", sound + b"ORD,0116\n" * 23
    yield "a quotation mark that is not closed", sound + b'ORD,0116,2022,T,_T,1,,,,,"s'
    for name, more in {
        "no step": {"value": 3},
        "no whole number": {"indicator": "CNT", "value": 1.5},
        "too small": {"indicator": "CNT", "value": -1},
        "too large": {"indicator": "PCT", "value": 101},
        "a value and none": {"status": "suppressed"},
        "no value and no reason": {"value": None, "status": ""},
        "an unknown status": {"value": None, "status": "not-answerd"},
        "an indicator of nobody": {"indicator": "QQQQQ"},
        "an indicator nearly right": {"indicator": "ORDD"},
        "a county that lost its zero": {"area": "0"},
        "a municipality that lost its zero": {"area": "114"},
        "an unknown service": {"service_area": "nowhere"},
        "an unknown sex": {"sex": "K"},
        "no day": {"period": "2022-02-30"},
        "no source": {"source": ""},
        "an unknown source": {"source": "elsewhere"},
        "an unknown note": {"note": "unheard of"},
        "a number with a comma": {"indicator": "PCT", "value": '"1,5"'},
        "a number with blanks": {"indicator": "CNT", "value": "1 000"},
        "no number": {"indicator": "CNT", "value": "many"},
        "a number without end": {"indicator": "RAT", "value": "1e999"},
        "half an answer": {"n": "1.5"},
        "fewer than no answers": {"n": -1},
        "a part over its whole": {"indicator": "PCT", "numerator": 5, "denominator": 3},
        "a whole under nothing": {"indicator": "PCT", "numerator": -5, "denominator": -3},
    }.items():
        yield name, [row(area="0115"), row(area="0116", period="2021") | more]
    yield "a key three times", [row(), row(area="0115"), row(), row()]
    yield "one wrong code in many rows", [row(area="0999", period=str(year)) for year in range(2000, 2005)]
    yield "one wrong code in two rows", [row(area="0999", period=str(year)) for year in (2020, 2021)]
    yield "many wrong codes", [row(area=f"{number:04}") for number in range(9000, 9023)]
    yield "many wrong values", [row(value=7, period=str(year)) for year in range(1950, 1972)]
    yield "a share that jumps", with_value(years("PCT", 20, 30), 95)
    yield "a count that falls to 0", with_value(years("CNT", 100, 110), 0)
    yield "counts that explode", with_value(with_value(years("CNT", 100, 110), 9000), 8000, "0121")
    yield "a scale turned up", years("ORD", 0, 2)
    yield "a scale turned down", years("ORD", 2, 0)
    yield "men and women", [row("CNT", value=v, sex=s) for s, v in (("T", 10), ("F", 4), ("M", 5))]
    yield (
        "men and women outside",
        [row("PCT", area, value=v, sex=s) for area in ("0114", "0115") for s, v in (("T", 70), ("F", 40), ("M", 60))],
    )
    yield "groups and nation", [
        row("CNT", area, value, n=n, sex=sex)
        for sex in "TF" for area, value, n in (("00", 90, 288), ("storlek-1", 50, 90), ("storlek-2", 60, 197))
    ]  # fmt: skip
    yield "few municipalities", [row(area=area) for area in COUNTRY[:9]]
    yield (
        "a share and what it is made of",
        [row("PCT", value=50, numerator=10, denominator=100), row("PCT", "0115", 50)],
    )
    yield "shares that may be parts of one", [row("PCT", area, f"0.{at + 10}") for at, area in enumerate(COUNTRY[:10])]
    yield "another unit", world.mixed("RAT", 0.001)
    yield "another unit for two areas", [one for one in world.mixed("RAT", 1e6) if one["area"] < "0116"]
    yield "a wrong sex and a wrong service in the same row", [row(sex="kvinnor", service_area="aldre"), row()]
    yield "numbers that are marks", [row("CNT", value=mark) for mark in ("-", "..", "x", "NA")][:1] + [
        row("CNT", area, mark) for area, mark in zip(COUNTRY[1:], ("..", "x", "1_000", "+5", "5.", ".5"), strict=False)
    ]  # fmt: skip


def declarations() -> Iterator[tuple[str, dict[str, Any]]]:
    """What people write in dataset.yaml, each with a fault."""
    for name, change in {
        "a field nearly right": {"titel": both("t")},
        "a field nobody knows": {"qqqqqq": 1},
        "no title": {"title": None},
        "a title in one language": {"title": {"sv": "t", "en": " "}},
        "a title as text": {"title": "t"},
        "a third language": {"title": both("t") | {"no": "t", "fi": "t"}},
        "an id in capitals": {"id": world.SOUND["id"].upper()},
        "an id that is a number": {"id": 7},
        "keywords in a list": {"keywords": ["n"]},
        "keywords that are none": {"keywords": {"sv": ["n"], "en": []}},
        "a theme nearly right": {"themes": ["HEALTH", "TECH", "TECH"]},
        "a theme alone": {"themes": "zzz"},
        "nobody": {"creators": ["nobody"], "publisher": "p2"},
        "another licence": {"licence": "gpl"},
        "another frequency": {"frequency": "YEARLY"},
        "another kind of area": {"area_kinds": ["village", "municipality"]},
        "no such series": {"series": "x"},
        "indicators twice and unknown": {"indicators": ["ORD", "ORDD", "ORD"]},
        "no day": {"next_release": "2026-13-01"},
        "a year for a day": {"next_release": "2026"},
        "no address": {"contact": {"name": both("n"), "email": "a b@c"}},
        "a contact without a name": {"contact": {"email": "a@b.se", "telephone": 1}},
        "notes in a list": {"notes": ["n"]},
        "a note without English": {"notes": {"Not1": {"sv": "n"}, "bra": both("n")}},
        "accepted as text": {"accepted": "jump"},
        "accepted without a reason": {"accepted": [{"rule": "jump"}, "jump", {"rule": "jumpp", "reason": both("x")}]},
        "accepted what cannot be": {"accepted": [{"rule": "zzzzz", "reason": both("x")}]},
        "expectations of words": {
            "expectations": {"municipalities": "all", "counties": -1, "villages": 3, "groups": 0}
        },
        "one period": {"temporal": "2011"},
        "three periods": {"temporal": ["2011", "2012", "2013"]},
        "periods that are none": {"temporal": ["2011", "later"]},
        "half a demonstration": {"demonstration": "no"},
    }.items():
        yield name, world.SOUND | change


def catalogs() -> Iterator[tuple[str, dict[str, Any]]]:
    """What people write in catalog.yaml, each with a fault."""
    sound = copy.deepcopy(CATALOG)
    for name, change in {
        "sound": {},
        "a field nobody knows": {"qqqqqq": 1, "homepage": "https://example.org/"},
        "no title": {"title": {"sv": "t"}, "description": None},
        "agents in a list": {"agents": ["p"]},
        "an agent without a name": {"agents": {"p": {"role": "x", "homepage": "example.org"}}},
        "a licence without a title": {"licences": {"l": {"url": "ftp://x", "text": {"sv": "x"}}}},
        "a series without words": {"series": {"s": {"title": both("s")}}},
        "withdrawn without a day": {"withdrawn": {"dataset/x": {"reason": {"sv": "x"}}}},
        "nobody publishes": {"publisher": "q", "licence": "m"},
        "a contact without an address": {"contact": {"name": {"en": "n"}, "email": "x"}},
    }.items():
        yield name, sound | change


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return observations.frame(list(rows))


def source(**more: Any) -> Source:
    fields = {"id": "s", "title": "S", "publisher": "p", "url": "u", "retrieved": "2023-01-01", "sha256": "a" * 64}
    return Source(**fields | more)


def hand_made(**more: Any) -> Any:
    import hand_made

    return hand_made.dataset(**more)


def held_back(words: Vocabulary) -> Iterator[tuple[str, list[Problem]]]:
    """What a fetch brings, held against what was published."""
    before = hand_made(modified="2023-05-01")
    new = [source(retrieved="2022-12-31", sha256="b" * 64), source(id="t")]
    yield "an older day", held.older("f", before, "2023-04-30", [source()], new)
    yield "the same day", held.older("f", before, "2023-05-01", [source()], [source(retrieved="2022-12-31")])
    yield "a newer source", held.older("f", before, "2023-05-02", [source()], [source(sha256="b" * 64)])
    year = {y: [row("CNT", area, 5, period=y) for area in COUNTRY[:10]] for y in ("2020", "2021", "2022")}
    old = frame(*year["2020"], *year["2021"], *year["2022"], row("PCT", "0114", 5))
    yield "an indicator gone", held.vanished("f", old, frame(*year["2020"], *year["2021"], *year["2022"]))
    yield "a period gone", held.vanished("f", old, frame(*year["2020"], *year["2022"], row("PCT", "0114", 5)))
    yield "periods gone", held.vanished("f", old, frame(*year["2022"], row("PCT", "0114", 5)))
    for kept in (5, 6):
        rest = frame(*year["2020"], *year["2021"], *year["2022"][:kept], row("PCT", "0114", 5))
        yield f"{kept} of 10 left", held.vanished("f", old, rest)
    stood = frame(row("NEW", "0114", 5, period="2020"), row("NEW", "0114", None, period="2022"), row("PCT", "0114", 5))
    years_ = [row("NEW", area, 5, period=period) for area in COUNTRY[:2] for period in ("2021", "2022", "2023")]
    old_, new_ = INDICATORS["NEW"].versions
    told = replace(INDICATORS["NEW"], versions=(old_, replace(new_, reason=both("Skäl."), change=both("Ändrad."))))
    known = replace(words, indicators={**INDICATORS, "NEW": told})
    yield "first values of a new definition", held.begun("f", stood, frame(*years_, row("CNT", "0114", 5)), known)
    yield "more values of the old one", held.begun("f", stood, frame(*years_[:1], row("PCT", "0114", 5)), known)
    was, now = {"CNT": ["persons", "count"], "PCT": ["percent", "percent"]}, {"CNT": ["sek", "amount"], "X": ["a", "b"]}
    yield "another unit", held.redefined("f", was, now)
    table = before.tables[0]
    other = replace(table, columns=[*table.columns[1:], Column(name="x", type="string", title={}, description={})])
    yield "other columns", held.restructured("f", before, "villkor", [other])
    yield "columns turned round", held.restructured("f", before, "cc0", [replace(table, columns=table.columns[::-1])])
    yield "no table", held.restructured("f", before, "cc0", [])
    yield "the same table", held.restructured("f", before, "cc0", [table])
    rows = [row("CNT", area, 5, status="suppressed", n=3) for area in COUNTRY[:3]]
    yield "values that contradict", held.contradicted("f", frame(*rows, row("CNT", "0120", 5)), words)[0]


def everything(words: Vocabulary) -> Iterator[str]:
    for name, data in broken_tables():
        yield f"# {name}"
        for problem in world.problems(words, data if isinstance(data, bytes) else text(data), municipalities=20.0):
            if problem.rule != "coverage" or name == "few municipalities":
                yield line(problem)
    for name, values in declarations():
        yield f"# dataset.yaml: {name}"
        yield from map(line, declared.dataset_problems(declaration(**values), world.CATALOG, words, gate.ACCEPTABLE))
    for name, values in catalogs():
        yield f"# catalog.yaml: {name}"
        yield from map(line, declared.catalog_problems(declaration(**values)))
    yield "# two datasets with one id and one indicator"
    twice = {"b": declaration(**world.SOUND), "a": declaration(**world.SOUND | {"indicators": ["PCT", "ORD"]})}
    yield from map(line, declared.together(twice))
    for name, found in held_back(words):
        yield f"# held back: {name}"
        yield from map(line, found)


def test_every_refusal_says_what_was_approved(words: Vocabulary) -> None:
    told = "\n".join(everything(words)) + "\n"
    if os.environ.get("APPROVE"):
        APPROVED.write_text(told, encoding="utf-8")
    approved = APPROVED.read_text(encoding="utf-8").splitlines()
    again = "APPROVE=1 python -m pytest tests/test_gate_told.py"
    assert approved == told.splitlines(), f"if every difference is right, write it down: {again}"


def some(value: float, moved: float, many: int, id: str = "CNT", of: int = 20) -> list[dict[str, Any]]:
    """Two years: so many of the areas moved, the others stood."""
    return [
        one
        for at, area in enumerate(COUNTRY[:of])
        for one in (row(id, area, value, period="2021"), row(id, area, moved if at < many else value))
    ]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (lambda: some(10, 0, 1), "fell-to-zero"),
        (lambda: some(9, 0, 1), None),
        (lambda: some(100, 0, 5), "fell-to-zero"),  # a quarter of the areas, and no more
        (lambda: some(100, 0, 6), None),
        (lambda: some(100, 0, 9, of=9), "fell-to-zero"),  # too few to say that all fall together
        (lambda: some(100, 0, 10, of=10), None),
        (lambda: some(20, 80, 1, "PCT"), None),
        (lambda: some(20, 80.5, 1, "PCT"), "jump"),
        (lambda: some(90, 29.5, 1, "PCT"), "jump"),
        (lambda: some(90, 30, 1, "PCT"), None),
        (lambda: some(6, 49, 1), None),
        (lambda: some(6, 50, 1), "jump"),
        (lambda: some(50, 6, 1), "jump"),
        (lambda: some(49, 6, 1), None),
        (lambda: some(2, 17, 1, "RAT"), "jump"),
        (lambda: some(2, 15, 1, "RAT"), None),
        (lambda: some(0, 2, 10, "ORD"), None),
        (lambda: some(0, 2, 11, "ORD"), "scale-turned"),
        (lambda: some(2, 0, 11, "ORD"), "scale-turned"),
        (lambda: some(0, 2, 10, "ORD", of=10), "scale-turned"),
        (lambda: some(0, 2, 9, "ORD", of=9), None),
        (lambda: some(0, 1, 20, "ORD"), None),
        (lambda: [row("PCT", value=v, sex=s) for s, v in (("T", 60.5), ("F", 40), ("M", 60))], None),
        (lambda: [row("PCT", value=v, sex=s) for s, v in (("T", 60.6), ("F", 40), ("M", 60))], "parts-and-total"),
        (lambda: [row("PCT", value=v, sex=s) for s, v in (("T", 39.5), ("F", 40), ("M", 60))], None),
        (lambda: [row("PCT", value=v, sex=s) for s, v in (("T", 39.4), ("F", 40), ("M", 60))], "parts-and-total"),
        (lambda: [row("RAT", value=v, sex=s) for s, v in (("T", 60.1), ("F", 40), ("M", 60))], "parts-and-total"),
        (lambda: [row("ORD", value=v, sex=s) for s, v in (("T", 2), ("F", 0), ("M", 1))], None),
        (lambda: [row("CNT", value=v, sex=s) for s, v in (("T", 10), ("F", 4))], None),
    ],
)  # fmt: skip
def test_a_limit_is_where_it_is_said_to_be(
    words: Vocabulary, rows: Callable[[], list[dict[str, Any]]], rule: str | None
) -> None:
    found = {problem.rule for problem in world.problems(words, text(rows()))} - {"unit-in-doubt"}
    assert found == ({rule} if rule else set())


def test_a_period_is_held_against_the_one_before_it_of_its_own_kind(words: Vocabulary) -> None:
    def told(*periods: str) -> list[str]:
        rows = [row("PCT", area, 20, period=period) for area in COUNTRY for period in periods]
        return [p.subject or "" for p in world.problems(words, text(with_value(rows, 95, period=periods[-1])))]

    assert told("2020", "2021", "2022") == ["PCT/2022"]
    assert told("2021-Q4", "2022-Q1") == ["PCT/2022-Q1"]
    assert told("2021", "2022-Q1") == []


def test_a_unit_is_in_doubt_when_nearly_all_values_changed_by_one_factor(words: Vocabulary) -> None:
    def told(factor: float, many: int = 20, others: int = 0, id: str = "RAT") -> list[str]:
        areas = [f"{number:04}" for number in range(1000, 1000 + many + others)]
        old = frame(*(row(id, area, 10 + at) for at, area in enumerate(areas)))
        new = frame(*(row(id, a, (10 + at) * (factor if at < many else 1.9 + at)) for at, a in enumerate(areas)))
        return [problem.subject or "" for problem in held.rescaled("f", old, new, words)]

    assert told(1.3) == ["RAT"]
    assert told(1 / 1.3) == ["RAT"]
    assert told(1.19) == []
    assert told(1.3, many=19) == []
    assert told(1.3, many=27, others=3) == ["RAT"]
    assert told(1.3, many=26, others=4) == []
    assert told(2, id="ORD") == []


def test_what_contradicts_is_published_with_its_status_alone(words: Vocabulary) -> None:
    new = frame(row("CNT", "0114", 5, status="suppressed", n=3, numerator=1, denominator=2), row("CNT", "0115", 6, n=4))
    [found], kept = held.contradicted("f", new, words)
    assert found.subject == "CNT"
    assert kept[["value", "n", "numerator", "denominator"]].iloc[0].isna().all()
    assert (kept["value"].iloc[1], kept["n"].iloc[1], kept["status"].iloc[0]) == (6, 4, "suppressed")
    assert held.contradicted("f", new[1:], words)[0] == []


def test_keys_of_text_and_of_categories_are_told_apart_alike() -> None:
    rows = pd.DataFrame([("a", "b"), ("ab", ""), ("a", "b"), ("", "ab"), ("b", "a")], columns=["x", "y"])
    for table in (rows, rows.astype("category")):
        found = keys.key_codes(table, ["x", "y"]).tolist()
        assert [found.index(code) for code in found] == [0, 1, 0, 3, 4]
    wide = pd.DataFrame({str(n): pd.Series(range(3000)).sample(frac=1, random_state=n).array for n in range(8)})
    doubled = pd.concat([wide, wide[:1]], ignore_index=True)
    found = keys.key_codes(doubled, list(doubled.columns)).tolist()
    assert len(set(found)) == 3000 and found[0] == found[3000]


def test_acceptances_for_other_times_are_left_in_peace() -> None:
    listed = [{"rule": "unit-changed", "reason": both("x")}, {"rule": "jump", "reason": {"sv": "Rätt."}}]
    told = declaration(accepted=listed)
    assert [p.column for p in acceptance.weigh([], told)] == ["accepted.1"]
    assert acceptance.weigh([], told, partial=True) == []
    [found] = acceptance.weigh([world.warning()], told)
    assert found.remedy == "Accepted in dataset.yaml: Rätt."


def test_a_problem_stands_where_its_source_has_the_row() -> None:
    findings = gate.Findings(file="o.csv", spot=lambda position: Spot(file="Källa", row=position + 5, place="Blad1!C7"))
    findings.rows([2], "jump", lambda position: f"fault {position}.", "Remedy.", column="value")
    [found] = findings.problems
    assert (found.file, found.row, found.column, found.fault) == ("Källa", 7, "value", "Blad1!C7: fault 2.")


def test_a_table_with_a_head_alone_is_an_empty_table(words: Vocabulary) -> None:
    findings = gate.Findings(file="o.csv")
    frame = gate.read_cells(text([]), words.tables["observations"], findings)
    assert findings.problems == []
    assert (len(frame), list(frame.columns)) == (0, list(OBSERVATION_COLUMNS))
    assert str(frame["area"].dtype) == "category" and str(frame["value"].dtype) == "float64"
    assert world.problems(words, text([])) == []


def test_a_range_is_exact_to_a_millionth_of_its_end(words: Vocabulary) -> None:
    for value, good in ((-0.9e-6, True), (-1.5e-6, False)):
        assert ([] == world.problems(words, text([row("RAT", value=value)]))) == good
    for value, good in ((100.00009, True), (100.00015, False)):
        assert ([] == world.problems(words, text([row("PCT", value=value)]))) == good


def test_publishers_that_nobody_describes_are_told_with_what_they_publish(words: Vocabulary) -> None:
    told = declared.publishers(words, {"pp", "q"})
    assert [(p.subject, p.rule, p.remedy) for p in told] == [("p", "unknown-agent", "Meant 'pp'?")]
    assert "'p', the publisher of ORD, PCT, CNT, RAT, NEW, is" in told[0].fault
    other = replace(words, indicators={**INDICATORS, "X": replace(INDICATORS["ORD"], id="X", publisher="a")})
    assert [p.subject for p in declared.publishers(other, set())] == ["a", "p"]
    assert [p.subject for p in declared.publishers(other, set(), {"X"})] == ["a"]
    assert declared.publishers(words, {"p"}) == []


def test_ranges_of_the_vocabulary_hold_to_the_last_digit(words: Vocabulary) -> None:
    bounded = replace(INDICATORS["RAT"], minimum=10, maximum=200)
    known = replace(words, indicators={**INDICATORS, "RAT": bounded})
    for value, good in ((10, True), (200, True), (9.9, False), (200.1, False), (199.9, True)):
        rules = [p.rule for p in world.problems(known, text([row("RAT", value=value)]))]
        assert rules == ([] if good else ["out-of-range"])


def test_areas_of_a_kind_that_is_not_declared_and_indicators_of_others_are_told(words: Vocabulary) -> None:
    context = gate.Context(vocabulary=words, indicators={"PCT"}, area_kinds=[AreaKind.MUNICIPALITY])
    rows = text([row("PCT", "00", 5), row("ORD", "0114", 1), row("PCT", "0115", 5)])
    given = {"observations": (replace(words.tables["observations"], foreign_keys=()), rows, "o.csv")}
    _, [found] = gate.table_problems(given, context, {})
    assert [(p.rule, p.row, p.subject) for p in found.problems] == [
        ("indicator-not-declared", 3, "ORD"), ("area-kind", 2, "00"),
    ]  # fmt: skip


def test_a_note_is_held_against_the_values_it_hangs_on(words: Vocabulary) -> None:
    lines = "id,note_sv,note_en\nkod,Svaren kodas 0 och 1.,Answers.\n"
    rows = text([row(value=1, note="kod"), row(area="0115", value=2, note="kod")])
    given = {
        "observations": (replace(words.tables["observations"], foreign_keys=()), rows, "o.csv"),
        "notes": (words.tables["notes"], lines.encode(), "n.csv"),
    }
    context = gate.Context(vocabulary=words, indicators=set(INDICATORS), area_kinds=list(AreaKind))
    frames, found = gate.table_problems(given, context, {})
    assert [(p.rule, p.row, p.subject) for f in found for p in f.problems] == [("note-contradicts-value", 3, "ORD/kod")]
    assert set(frames) == {"observations", "notes"}


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("Svaren kodas 0, 1 och 2.", None),
        ("Svaren har två steg.", "Svaren har två steg"),
        ("Läs mer. Svaren har tre steg.", None),
        ("Frågan är ny. Svaren har fyra steg.", "Svaren har fyra steg"),
        ("Det finns inget värde.", "Det finns inget värde"),
        ("Värdet är osäkert.", None),
    ],
)
def test_what_a_note_can_be_caught_at(words: Vocabulary, note: str, told: str | None) -> None:
    findings = gate.Findings(file="o.csv")
    rows = observations.frame([row(value=1, note="n"), row(area="0115", value=2, note="n other")])
    noted.examine(rows, {"n": {"sv": note}, "other": both("Annat.")}, words, findings)
    assert [p.row for p in findings.problems] == ([2, 3] if told else [])
    assert all(f"says '{told}'" in problem.fault for problem in findings.problems)


def test_quality_is_of_municipalities_else_counties_else_groups_else_the_nation(words: Vocabulary) -> None:
    county = Area(code="01", kind=AreaKind.COUNTY, label=both("Län"))
    known = replace(words, areas={**words.areas, "01": county})
    context = gate.Context(vocabulary=known, indicators=set(INDICATORS), expectations={"municipalities": 25})

    def told(*rows: dict[str, Any]) -> list[tuple[object, ...]]:
        return [tuple(one.values()) for one in coverage.quality(frame(*rows), context)]

    assert coverage.quality(frame(), context) == []
    mixed = [row("PCT", "0114", 1), row("PCT", "0114", None, sex="F"), row("PCT", "00", 1), row("PCT", "01", 1)]
    assert told(*mixed) == [("PCT", "2022", 25, 1, 24, 0)]
    assert told(row("PCT", "01", 1), row("PCT", "00", 1)) == [("PCT", "2022", 1, 1, 0, 0)]
    groups = [row("CNT", "storlek-1", None, status="suppressed"), row("CNT", "00", 1), row("CNT", "storlek-2", 3)]
    assert told(*groups) == [("CNT", "2022", 2, 1, 0, 1)]
    assert told(row("CNT", "00", None)) == [("CNT", "2022", 1, 0, 1, 0)]
    assert [one[:2] for one in told(row("PCT", "0114", 1, period="2021"), row("CNT", "0114", 1))] == [
        ("CNT", "2022"), ("PCT", "2021"),
    ]  # fmt: skip


def test_no_jump_is_told_over_a_definition_that_may_not_be_compared(words: Vocabulary) -> None:
    rows = with_value(years("NEW", 20, 30), 95)
    careful = replace(
        INDICATORS["NEW"], versions=(INDICATORS["NEW"].versions[0], replace(BREAK, comparability="caution"))
    )
    known = replace(words, indicators={**INDICATORS, "NEW": careful})
    assert [p.rule for p in world.problems(words, text(rows))] == []
    assert [p.rule for p in world.problems(known, text(rows))] == ["jump"]
    assert ValueKind.PERCENT is careful.value_kind


@pytest.mark.parametrize(
    ("dated", "rule"),
    [
        ([{"since": "2026-06-01", "source": "https://example.org/", "role": both("r")}], None),
        ("2026", "wrong-shape"),
        ([{"since": "juni 2026", "source": "https://example.org/"}], "wrong-shape"),
        ([{"since": "2026-06-01"}], "missing-field"),
        ([{"since": "2026-06-01", "source": "regeringen"}], "bad-address"),
        ([{"since": "2026-06-01", "source": "https://example.org/", "name": {"sv": "N"}}], "missing-language"),
        ([{"since": "2026-06-01", "source": "https://example.org/", "namn": both("n")}], "unknown-field"),
    ],
)
def test_a_new_name_of_an_agent_has_a_day_and_a_source(dated: Any, rule: str | None) -> None:
    agents = {"p": {"name": both("p"), "dated": dated}}
    found = declared.catalog_problems(declaration(**CATALOG | {"agents": agents}))
    assert [rule] * bool(rule) == [problem.rule for problem in found]


NEEDED = {
    "id", "title", "description", "keywords", "themes", "creators", "licence", "rights", "frequency", "source",
}  # fmt: skip


def test_a_dataset_needs_these_fields_and_no_others(words: Vocabulary) -> None:
    def rules(values: dict[str, Any]) -> list[tuple[str, str | None]]:
        found = declared.dataset_problems(declaration(**values), world.CATALOG, words, gate.ACCEPTABLE)
        return [(problem.rule, problem.column) for problem in found]

    least = {name: value for name, value in world.SOUND.items() if name in NEEDED}
    assert set(least) == NEEDED
    assert rules(least) == []
    for name in NEEDED:
        for nothing in (None, "", [], {}):
            assert ("missing-field", name) in rules(least | {name: nothing})
        assert rules({key: value for key, value in least.items() if key != name}) == [("missing-field", name)]


@pytest.mark.parametrize(
    ("place", "needed"),
    [
        ((), {"title", "description", "publisher", "contact", "licence", "agents", "licences"}),
        (("contact",), {"name"}),
        (("agents", "p"), {"name"}),
        (("licences", "l"), {"title"}),
        (("series", "s"), {"title", "description"}),
        (("withdrawn", "dataset/x"), {"date", "reason"}),
        (("agents", "p", "dated", 0), {"since", "source"}),
    ],
)
def test_a_catalogue_and_what_it_lists_need_these_fields_and_no_others(
    place: tuple[str | int, ...], needed: set[str]
) -> None:
    dated = [{"since": "2026-06-01", "source": "https://example.org/", "role": both("r")}]
    for name in ["", *sorted(needed)]:
        least = copy.deepcopy(CATALOG) | {"withdrawn": {"dataset/x": {"date": "2026-01-01", "reason": both("x")}}}
        least["contact"] = {"name": both("n")}
        least["agents"]["p"] = (
            {"name": both("p"), "dated": copy.deepcopy(dated)} if "dated" in place else {"name": both("p")}
        )
        least["licences"]["l"] = {"title": both("l")}
        held_: Any = least
        for step in place:
            held_ = held_[step]
        if name:
            held_[name] = None
        found = declared.catalog_problems(declaration(**copy.deepcopy(least)))
        told = [p.column for p in found if p.rule == "missing-field"]
        assert told == ([".".join(map(str, (*place, name)))] if name else [])
        assert name or found == []


def test_no_dataset_has_the_name_of_the_one_that_holds_all(words: Vocabulary) -> None:
    def rules(file: str) -> list[str]:
        told = Declaration(file=file, values=world.SOUND)
        return [p.rule for p in declared.dataset_problems(told, world.CATALOG, words, gate.ACCEPTABLE)]

    assert rules(f"datapackages/{declared.WHOLE}/dataset.yaml") == ["id-used-twice"]
    assert rules(f"{declared.WHOLE}/dataset.yaml") == ["id-used-twice"]
    for other in (f"{declared.WHOLE}/bredband/dataset.yaml", f"bredband/{declared.WHOLE}", "dataset.yaml"):
        assert rules(other) == []
