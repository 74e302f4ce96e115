"""The gate: every rule says where, what and what to do; and it agrees with frictionless on the same rows."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statistics_world import divisions
from worlds import PROJECT

from publisher import gate, observations
from publisher.declarations import Declaration
from publisher.errors import Problem, Severity
from publisher.gate import acceptance, coverage, declared
from publisher.model import (
    OBSERVATION_COLUMNS,
    Area,
    AreaKind,
    Comparability,
    Concept,
    DefinitionVersion,
    Direction,
    Indicator,
    Status,
    Step,
    Table,
    ValueKind,
)
from publisher.package.descriptor import table_to_schema
from publisher.vocabulary import Vocabulary

COUNTRY = [f"{number:04}" for number in range(114, 134)]


def both(text: str) -> dict[str, str]:
    return {"sv": text, "en": text}


def indicator(id: str, kind: ValueKind, *steps: int, **more: Any) -> Indicator:
    fields: dict[str, Any] = {
        "label": both(id), "official_name": id, "definition": both(id), "question": {}, "unit": "step",
        "direction": Direction.NEITHER, "direction_source": {}, "respondent": {}, "service_area": "_T",
        "subject": "x", "publisher": "p",
    }  # fmt: skip
    return Indicator(id=id, value_kind=kind, steps=[Step(code=c, label=both(str(c))) for c in steps], **fields | more)


BREAK = DefinitionVersion(
    number="2", valid_from="2022", valid_to=None, change={}, comparability=Comparability.NONE, reason={}, source=None
)
INDICATORS = {
    i.id: i
    for i in (
        indicator("ORD", ValueKind.ORDINAL, 0, 1, 2),
        indicator("PCT", ValueKind.PERCENT),
        indicator("CNT", ValueKind.COUNT),
        indicator("RAT", ValueKind.RATIO),
        indicator("NEW", ValueKind.PERCENT, versions=(replace(BREAK, number="1", valid_from=None), BREAK)),
    )
}
AREAS = {
    **{code: Area(code=code, kind=AreaKind.MUNICIPALITY, label=both(code)) for code in COUNTRY},
    "00": Area(code="00", kind=AreaKind.NATION, label=both("Riket")),
    "storlek-1": Area(code="storlek-1", kind=AreaKind.GROUP, label=both("Små"), group_type="storlek"),
    "storlek-2": Area(code="storlek-2", kind=AreaKind.GROUP, label=both("Stora"), group_type="storlek"),
}
STATUSES = {
    code: Status(code=code, label=both(code), definition=both(code), missing=missing, sdmx="M")
    for code, missing in (("not-answered", True), ("suppressed", True), ("withdrawn", True), ("estimated", False))
}


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    from publisher.vocabulary import schemas

    return schemas.read(PROJECT / "vocab", ())[0]


@pytest.fixture(scope="module")
def words(tables: dict[str, Table]) -> Vocabulary:
    concept = Concept(code="_T", scheme="service-area", label=both("Alla"))
    return Vocabulary(
        indicators=INDICATORS, areas=AREAS, memberships=(), statuses=STATUSES, tables=tables,
        concepts={"service-area": {"_T": concept}, "division": divisions()},
    )  # fmt: skip


def row(indicator: str = "ORD", area: str = "0114", value: float | str | None = 1, **more: Any) -> dict[str, Any]:
    fields = {"indicator": indicator, "area": area, "period": "2022", "sex": "T", "service_area": "_T", "source": "s"}
    return fields | {"value": value, "status": "" if value not in (None, "") else "not-answered"} | more


def text(rows: Sequence[dict[str, Any]]) -> bytes:
    """Rows as CSV exactly as they are, however wrong."""
    lines = [",".join(OBSERVATION_COLUMNS)]
    for one in rows:
        cells = (one.get(column) for column in OBSERVATION_COLUMNS)
        lines.append(",".join("" if cell is None else str(cell) for cell in cells))
    return ("\n".join(lines) + "\n").encode()


def problems(words: Vocabulary, data: bytes, **expectations: Any) -> list[Problem]:
    context = gate.Context(
        vocabulary=words, indicators=set(INDICATORS), area_kinds=list(AreaKind), expectations=expectations
    )
    sources = (
        words.tables["sources"],
        b"id,title,publisher,url,retrieved,sha256,note_sv,note_en\ns,S,p,,,,,\n",
        "s.csv",
    )
    _, found = gate.table_problems(
        {"observations": (words.tables["observations"], data, "o.csv"), "sources": sources}, context, {}
    )
    return [problem for one in found for problem in one.problems]


def rules(words: Vocabulary, *rows: dict[str, Any], **expectations: Any) -> list[str]:
    return [problem.rule for problem in problems(words, text(rows), **expectations)]


def test_sound_rows_pass(words: Vocabulary) -> None:
    assert [] == rules(words, row(), row("PCT", value=100.0), row("CNT", value=None), row("RAT", value=2.5))


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (row(value=3), "not-a-step"),
        (row(value=1.5), "not-a-step"),
        (row("CNT", value=1.5), "not-whole"),
        (row("CNT", value=-1), "out-of-range"),
        (row("PCT", value=100.1), "out-of-range"),
        (row(value=1, status="suppressed"), "value-and-missing-status"),
        (row(value=None, status=""), "value-without-reason"),
        (row(value=None, status="estimated"), "value-without-reason"),
        (row(status="surprised", value=None), "unknown-status"),
        (row(indicator="ORDD"), "unknown-indicator"),
        (row(area="0999"), "unknown-area"),
        (row(area="114"), "pattern"),
        (row(service_area="nowhere"), "unknown-service-area"),
        (row(sex="K"), "not-in-list"),
        (row(period="2022-13"), "pattern"),
        (row(period="2022-02-30"), "bad-period"),
        (row(source="elsewhere"), "unknown-reference"),
        (row(source=""), "required"),
        (row(note="unheard-of"), "unknown-note"),
        (row(value="1,5".replace(",", ";")), "wrong-type"),
        (row(value="NaN"), "wrong-type"),
        (row(n="1.5"), "wrong-type"),
        (row(n=-1), "out-of-range"),
        (row("PCT", numerator=5, denominator=3), "part-over-whole"),
        (row("PCT", value=50, numerator=10, denominator=100), "percent-differs"),
        (row("PCT", value=0.5, numerator=10, denominator=20), "percent-differs"),
    ],
)
def test_a_broken_row_is_told_by_rule(words: Vocabulary, broken: dict[str, Any], rule: str) -> None:
    assert rule in rules(words, row(area="0115"), broken)


@pytest.mark.parametrize(("value", "of"), [(33, (1, 3)), (50.4, (1, 2)), (7, (0, 0)), (0, (0, 9)), (None, (1, 2))])
def test_a_percentage_may_be_rounded_from_its_parts(
    words: Vocabulary, value: float | None, of: tuple[int, int]
) -> None:
    assert [] == rules(words, row("PCT", value=value, numerator=of[0], denominator=of[1]))
    assert [] == rules(words, row("RAT", value=4, numerator=2, denominator=100))


def test_percentages_that_may_be_parts_of_one_are_told_once(words: Vocabulary) -> None:
    shares = [row("PCT", area, f"0.{number + 10}") for number, area in enumerate(sorted(COUNTRY)[:10])]
    [found] = problems(words, text([*shares, row("RAT", value=0.4)]))
    assert ("parts-of-one", "PCT", Severity.WARNING, 2) == (found.rule, found.subject, found.severity, found.row)
    assert "if so, write 'scale: 100' in the source" in found.remedy
    assert [] == rules(words, *shares[:9], row("PCT", "00", 12))
    assert [] == rules(words, *shares[:9])
    assert [] == rules(words, *(one | {"value": value} for value in (0, 1) for one in shares if value))


def test_a_message_names_file_row_column_fault_and_remedy(words: Vocabulary) -> None:
    [found] = problems(words, text([row(area="0115"), row(value=3)]))
    assert ("o.csv", 3, "value", "ORD/0114/2022", Severity.ERROR) == (
        found.file, found.row, found.column, found.subject, found.severity,
    )  # fmt: skip
    assert "3 is not a step of the scale." == found.fault
    assert "The steps of ORD are: 0 0, 1 1, 2 2." == found.remedy


def test_a_code_that_lost_its_zero_is_given_back_its_zero(words: Vocabulary) -> None:
    remedies = [p.remedy for p in problems(words, text([row(area="114")])) if p.rule == "unknown-area"]
    assert ["Write 0114: the code has lost its first zero. Codes are text."] == remedies


def test_a_decimal_comma_is_given_a_point(words: Vocabulary) -> None:
    data = text([row("PCT", value=1.5)]).replace(b"1.5", b'"1,5"')
    assert "Write 1.5 with a decimal point." in [problem.remedy for problem in problems(words, data)]


def test_a_key_that_stands_twice_names_the_first_row(words: Vocabulary) -> None:
    [found] = problems(words, text([row(), row(area="0115"), row()]))
    assert ("duplicate-key", 4) == (found.rule, found.row)
    assert "stands already on row 2" in found.fault


def test_one_unknown_code_in_many_rows_is_one_problem(words: Vocabulary) -> None:
    rows = [row(area="0999", period=str(year)) for year in range(1950, 2020)]
    [found] = problems(words, text(rows))
    assert "69 more rows have it" in found.fault


def test_many_wrong_values_are_counted_after_the_first_twenty(words: Vocabulary) -> None:
    rows = [row(value=None, status=None, period=str(year)) for year in range(1950, 2020)]
    found = problems(words, text(rows))
    assert 21 == len(found)
    assert "50 more rows" in found[-1].fault


def test_many_values_off_the_scale_are_one_problem(words: Vocabulary) -> None:
    [found] = problems(words, text([row(value=7, period=str(year)) for year in range(1950, 2020)]))
    assert "70 values of ORD for 1950–2019 are not steps of its scale (7)" in found.fault


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "file-empty"),
        (b"\n\n", "file-empty"),
        (text([row()]).replace(b"ORD", "ÅÄÖ".encode("cp1252")), "not-utf8"),
        (b"\xef\xbb\xbf" + text([row()]), "byte-order-mark"),
        (text([row()]).replace(b"indicator,area", b"area,indicator", 1), "wrong-columns"),
        (text([row()]).replace(b"period", b"year", 1), "wrong-columns"),
        (text([row(), row(area="0115")])[:-12], "ragged-row"),
        (text([row()]) + b'ORD,0115,2022,T,_T,1,,,,,"s', "not-csv"),
        (text([row()]) + b"\n", "ragged-row"),
    ],
)
def test_a_file_that_is_no_table_is_told(words: Vocabulary, data: bytes, rule: str) -> None:
    assert rule in [problem.rule for problem in problems(words, data)]


def test_a_header_of_another_spelling_is_recognised(words: Vocabulary) -> None:
    [found] = problems(words, text([row()]).replace(b"indicator", b"indicatr", 1))[:1]
    assert "meant 'indicator'?" in found.fault


def years(indicator: str, before: float, after: float, first: str = "2021", last: str = "2022") -> list[dict[str, Any]]:
    return [
        one
        for area in COUNTRY
        for one in (row(indicator, area, before, period=first), row(indicator, area, after, period=last))
    ]


def with_value(
    rows: list[dict[str, Any]], value: float, area: str = "0120", period: str = "2022"
) -> list[dict[str, Any]]:
    return [one | {"value": value} if (one["area"], one["period"]) == (area, period) else one for one in rows]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (with_value(years("PCT", 20, 30), 95), "jump"),
        (years("PCT", 10, 90), None),
        (with_value(years("PCT", 20, 30), 60), None),
        (with_value(years("CNT", 100, 110), 0), "fell-to-zero"),
        (years("CNT", 100, 0), None),
        (with_value(years("CNT", 5, 6), 0), None),
        (with_value(years("CNT", 100, 110), 9000), "jump"),
        (with_value(years("CNT", 1, 2), 40), None),
        (years("ORD", 0, 2), "scale-turned"),
        (with_value(years("ORD", 0, 0), 2), None),
        (with_value(years("NEW", 20, 30), 95), None),
    ],
    ids=[
        "one share jumps", "all shares move", "a share moves some", "one count falls to 0", "all counts fall to 0",
        "a small count falls to 0", "one count explodes", "a small count grows", "a scale is turned round",
        "one step up", "over a change of definition",
    ],
)  # fmt: skip
def test_an_implausible_change_is_a_warning(words: Vocabulary, rows: list[dict[str, Any]], rule: str | None) -> None:
    found = problems(words, text(rows))
    assert ([rule] if rule else []) == [problem.rule for problem in found]
    assert all(problem.severity is Severity.WARNING for problem in found)


def mixed(indicator: str, *factors: float, sex: str = "T") -> list[dict[str, Any]]:
    """Two years in every area of the country: the later times the factors in turn, and somewhat other besides."""
    return [
        row(indicator, area, round(value, 6), period=period, sex=sex)
        for n, area in enumerate(COUNTRY)
        for period, value in (
            ("2021", 40.0 + n),
            ("2022", (40.0 + n) * factors[n % len(factors)] * (0.8, 1.0, 1.3)[n % 3]),
        )
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (mixed("PCT", 0.01), "about a hundredth of what they were"),
        (mixed("PCT", 0.01, 1), "10 of 20 values are about a hundredth of what they were"),
        (mixed("PCT", 1) + mixed("PCT", 0.01, sex="F"), "20 of 20 values are about a hundredth of what they were"),
        (mixed("PCT", 1) + mixed("RAT", 0.001), "20 of 20 values are about a thousandth"),
        (mixed("RAT", 1000), "about a thousand times what they were"),
        (mixed("RAT", 0.1), "about a tenth of what they were"),
        (mixed("RAT", 1e-6), "about a millionth of what they were"),
        (mixed("PCT", 0.01)[:2], "1 of 1 values are about a hundredth"),
    ],
)
def test_a_new_period_in_another_unit_is_a_warning(words: Vocabulary, rows: list[dict[str, Any]], said: str) -> None:
    [found] = [problem for problem in problems(words, text(rows)) if problem.rule == "unit-in-doubt"]
    assert said in found.fault
    assert found.fault.startswith("from 2021 to 2022 ")
    assert ": 0114 40 → " in found.fault
    assert "write the factor under scale in the source" in found.remedy
    assert found.subject in ("PCT/2022", "RAT/2022")


@pytest.mark.parametrize(
    "rows",
    [
        mixed("PCT", 2.0),
        mixed("PCT", 1 / 9),
        mixed("RAT", 6.0, 1.0),
        mixed("RAT", 0.1, 1.0),
        mixed("RAT", 30.0),
        mixed("PCT", 0.01, 1, 1, 1, 1, 1),
        mixed("RAT", 0.1)[:6],
        mixed("NEW", 0.01),
        [one | {"value": 0} if one["period"] == "2022" else one for one in mixed("RAT", 1)],
    ],
    ids=["doubled", "a share falls far", "half grow", "half are a tenth", "thirty times", "two areas", "three a tenth",
         "over a change of definition", "all are nothing"],
)  # fmt: skip
def test_real_growth_is_no_other_unit(words: Vocabulary, rows: list[dict[str, Any]]) -> None:
    assert "unit-in-doubt" not in [problem.rule for problem in problems(words, text(rows))]


def test_a_warning_names_what_to_accept(words: Vocabulary) -> None:
    [found] = problems(words, text(with_value(years("CNT", 100, 110), 0)))
    assert "CNT/2022" == found.subject
    assert "0120 100 → 0" in found.fault
    [told] = acceptance.weigh([found], declaration())
    assert 'write \'- {rule: fell-to-zero, subject: "CNT/2022", reason: ' in told.remedy


def test_women_and_men_are_held_against_all(words: Vocabulary) -> None:
    def sexes(indicator: str, all: float, women: float, men: float) -> list[dict[str, Any]]:
        return [row(indicator, value=v, sex=s) for s, v in (("T", all), ("F", women), ("M", men))]

    assert [] == rules(words, *sexes("CNT", 10, 4, 6), *sexes("PCT", 50, 40, 60))
    assert ["parts-and-total"] == rules(words, *sexes("CNT", 10, 4, 5))
    assert ["parts-and-total"] == rules(words, *sexes("PCT", 70, 40, 60))


def test_groups_that_divide_the_country_are_held_against_the_nation(words: Vocabulary) -> None:
    def groups(nation: int, *parts: int) -> list[dict[str, Any]]:
        areas = ["00", "storlek-1", "storlek-2"]
        return [row("PCT", area, 50, n=n) for area, n in zip(areas, (nation, *parts), strict=False)]

    assert [] == rules(words, *groups(288, 90, 198))
    assert [] == rules(words, *groups(288, 90))
    assert ["parts-and-total"] == rules(words, *groups(288, 90, 197))


def test_fewer_municipalities_than_expected_is_a_warning(words: Vocabulary) -> None:
    rows = [row(area=area) for area in COUNTRY[:9]]
    assert ["coverage"] == rules(words, *rows, municipalities=20)
    assert [] == rules(words, *rows, municipalities=20, coverage=0.4)
    assert [] == rules(words, *rows)


def test_quality_counts_every_area_once(words: Vocabulary) -> None:
    rows = [row(area="0114"), row(area="0115", value=None, status="suppressed"), row(area="0116", value=None)]
    frame = observations.frame(rows)
    context = gate.Context(vocabulary=words, indicators=set(INDICATORS))
    [found] = coverage.quality(frame, context)
    assert (20, 1, 18, 1) == tuple(
        found[name] for name in ("areas_expected", "areas_with_value", "areas_missing", "areas_suppressed")
    )
    rows.append(row(area="0117", value=None, status="not-applicable"))  # the question was not put there
    [found] = coverage.quality(observations.frame(rows), context)
    assert (19, 17) == (found["areas_expected"], found["areas_missing"])


def declaration(**values: Any) -> Declaration:
    return Declaration(file="dataset.yaml", values=values)


def warning(rule: str = "jump", subject: str = "PCT/2022") -> Problem:
    return Problem(file="o", fault="f", remedy="r", rule=rule, subject=subject, severity=Severity.WARNING)


@pytest.mark.parametrize(
    ("subject", "covered"),
    [("PCT/2022", True), ("PCT/*", True), (None, True), ("CNT/*", False), ("PCT/202?", False), ("PCT/[0-9]*", False)],
)
def test_an_acceptance_covers_its_subject(subject: str | None, covered: bool) -> None:
    entry = {"rule": "jump", "reason": {"sv": "Rätt.", "en": "Right."}} | ({"subject": subject} if subject else {})
    found = acceptance.weigh([warning()], declaration(accepted=[entry]))
    assert covered == (found[0].severity is Severity.NOTE)
    assert covered == ("Right." in found[0].remedy)


def test_an_error_cannot_be_accepted() -> None:
    error = replace(warning(), severity=Severity.ERROR)
    [found, *_] = acceptance.weigh([error], declaration(accepted=[{"rule": "jump", "reason": both("x")}]))
    assert Severity.ERROR is found.severity


def test_an_acceptance_of_what_only_a_fetch_can_find_is_needed_though_a_check_finds_nothing() -> None:
    one = declaration(accepted=[{"rule": "report-late", "reason": both("x")}])
    assert [] == acceptance.weigh([], one, fetched=False)
    assert ["acceptance-fits-nothing"] == [p.rule for p in acceptance.weigh([], one)]


def test_an_acceptance_that_fits_nothing_is_noted() -> None:
    found = acceptance.weigh([], declaration(accepted=[{"rule": "jump", "reason": both("x")}]))
    assert ["acceptance-fits-nothing"] == [problem.rule for problem in found]


SOUND: dict[str, Any] = {
    "id": "0b5f7a52-0d4e-4f0a-8a7c-3f6f4d1f7c22", "title": both("t"), "description": both("d"),
    "keywords": {"sv": ["n"], "en": ["k"]}, "themes": ["HEAL"], "creators": ["p"], "licence": "l", "rights": both("r"),
    "frequency": "ANNUAL", "indicators": ["ORD"], "source": {"kind": "table"},
}  # fmt: skip
CATALOG = {"agents": {"p": {}}, "licences": {"l": {}}, "series": {"s": {}}}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"titel": both("t")}, "unknown-field"),
        ({"title": None}, "missing-field"),
        ({"title": {"sv": "t"}}, "missing-language"),
        ({"title": "t"}, "wrong-shape"),
        ({"title": both("t") | {"no": "t"}}, "unknown-field"),
        ({"id": "1"}, "bad-id"),
        ({"themes": ["HEALTH"]}, "unknown-theme"),
        ({"creators": ["nobody"]}, "unknown-agent"),
        ({"licence": "gpl"}, "unknown-licence"),
        ({"frequency": "YEARLY"}, "unknown-frequency"),
        ({"indicators": ["XYZ"]}, "unknown-indicator"),
        ({"indicators": ["ORD", "ORD"]}, "key-twice"),
        ({"area_kinds": ["village"]}, "unknown-area-kind"),
        ({"series": "x"}, "unknown-series"),
        ({"accepted": [{"rule": "not-a-step", "reason": both("x")}]}, "unknown-rule"),
        ({"accepted": [{"rule": "jump"}]}, "missing-field"),
        ({"expectations": {"municipalities": "all"}}, "wrong-shape"),
        ({"next_release": "soon"}, "wrong-shape"),
        ({"keywords": {"sv": ["n"]}}, "missing-language"),
        ({"temporal": "2011"}, "wrong-shape"),
    ],
)
def test_a_declaration_with_a_fault_is_told(words: Vocabulary, change: dict[str, Any], rule: str) -> None:
    found = declared.dataset_problems(declaration(**SOUND | change), CATALOG, words, gate.ACCEPTABLE)
    assert [rule] == [problem.rule for problem in found]


def test_a_sound_declaration_passes(words: Vocabulary) -> None:
    assert [] == declared.dataset_problems(declaration(**SOUND), CATALOG, words, gate.ACCEPTABLE)


def test_an_indicator_or_id_in_two_datasets_is_told() -> None:
    found = declared.together({"a": declaration(**SOUND), "b": declaration(**SOUND)})
    assert ["id-used-twice", "indicator-in-two-datasets"] == [problem.rule for problem in found]


def test_every_rule_the_gate_can_name_is_documented() -> None:
    page = (PROJECT / "docs" / "packages.md").read_text(encoding="utf-8")
    rules = {**gate.ERRORS, **gate.WARNINGS, **gate.HELD, **gate.NOTES}
    assert [] == [rule for rule in rules if f"`{rule}`" not in page]


def test_every_rule_used_in_the_gate_is_in_its_list() -> None:
    import re

    known = {**gate.ERRORS, **gate.WARNINGS, **gate.HELD, **gate.NOTES}
    places = [*(PROJECT / "publisher" / "gate").glob("*.py"), *(PROJECT / "publisher" / "package").glob("*.py")]
    named = {
        name for path in places for name in re.findall(r'rule="([a-z-]+)"', Path(path).read_text(encoding="utf-8"))
    }
    assert set() == named - set(known)


GOOD = [row(area=area, value=1, n=5) for area in COUNTRY[:6]]
#: What a cell may be changed into: things both validators know the answer to.
CELLS: dict[str, list[str]] = {
    "indicator": ["ORD", "", "-bad", "Å"],
    "area": ["0114", "0115", "", "114", "00", "storlek-1", "018O"],
    "period": ["2022", "2021", "", "22", "2022-13", "2022-Q4", "2022-03-31"],
    "sex": ["T", "F", "M", "", "K", "t"],
    "service_area": ["_T", "", "_X", "ifo"],
    "value": ["1", "", "1.5", "-3", "1e3", "x", "1,5", "..", "--1", "1.2.3"],
    "status": ["", "estimated", "Estimated", "not answered"],
    "n": ["", "0", "7", "-1", "1.5", "x"],
    "numerator": ["", "2", "x"],
    "denominator": ["", "3.25", "x"],
    "source": ["s", "", "t"],
    "source_place": ["", "row 2"],
    "note": ["", "a", "a b", "A", " a"],
}
MUTATIONS = st.lists(
    st.sampled_from(sorted(CELLS)).flatmap(
        lambda column: st.tuples(st.integers(0, len(GOOD) - 1), st.just(column), st.sampled_from(CELLS[column]))
    ),
    min_size=1,
    max_size=3,
)


@given(MUTATIONS)
def test_the_gate_and_frictionless_agree_on_mutated_rows(
    tables: dict[str, Table], tmp_path_factory: pytest.TempPathFactory, mutations: list[tuple[int, str, str]]
) -> None:
    from frictionless import Resource

    rows = copy.deepcopy(GOOD)
    for position, column, cell in mutations:
        rows[position][column] = cell if "," not in cell else f'"{cell}"'
    # what frictionless is not told, for the sake of its writers of SQL: the pattern of a cell that may be empty
    always = [one for one in tables["observations"].columns if one.name in OBSERVATION_COLUMNS]
    columns_ = [one if one.required else replace(one, pattern=None) for one in always]
    table = replace(tables["observations"], foreign_keys=(), columns=columns_)
    data = text(rows)
    findings = gate.Findings(file="o.csv")
    gate.read_cells(data, table, findings)
    folder = tmp_path_factory.getbasetemp()
    (folder / "o.csv").write_bytes(data)
    schema = table_to_schema(table)
    for field in schema["fields"]:
        if "ehalsa:pattern" in field:  # written apart for the sake of other readers
            field.setdefault("constraints", {})["pattern"] = field["ehalsa:pattern"]
    report = Resource.from_descriptor(
        {"name": "o", "path": "o.csv", "format": "csv", "encoding": "utf-8", "schema": schema},
        basepath=str(folder),
    ).validate()
    theirs = [error for task in report.tasks for error in task.errors]
    ours = [problem for problem in findings.problems if problem.rule != "duplicate-key"]
    columns = {error.field_name for error in theirs if error.type != "primary-key"}
    assert columns == {problem.column for problem in ours}
    assert bool(theirs) == bool(findings.problems)
    if theirs:
        assert min(error.row_number for error in theirs) == min(problem.row or 0 for problem in findings.problems)
