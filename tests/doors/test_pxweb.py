"""PxWebApi 2: shapes as its OpenAPI document has them, selections as its server reads them, faults in its own form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from doors.sockets import on_a_socket
from jsonschema import Draft7Validator

from publisher.reader import Reader, Selection
from publisher.settings import Settings
from publisher.sources import pxweb
from publisher.sources.context import SourceContext

DOOR = "/pxweb/api/v2"
TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
DAY = {"type": "string", "pattern": r"^(19|20)\d\d-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])T00:00:00Z$"}


def of(required: str, **properties: Any) -> dict[str, Any]:
    """An object with some members, as a schema."""
    return {"type": "object", "required": required.split(), "properties": properties}


def many(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


# The shapes in words of our own.
LINK = of("rel hreflang href", rel=TEXT, hreflang=TEXT, href={"pattern": "^http"})
CONFIG = of(
    "apiVersion appVersion languages defaultLanguage maxDataCells maxCallsPerTimeWindow timeWindow license "
    "defaultDataFormat dataFormats",
    apiVersion={"pattern": r"^2\.\d+\.\d+"}, languages=many(of("id label", id=TEXT, label=TEXT)),
    defaultLanguage=TEXT, maxDataCells={"type": "integer", "minimum": 1},
    maxCallsPerTimeWindow={"type": "integer", "minimum": 1}, timeWindow={"type": "integer", "minimum": 1},
    license=TEXT, sourceReferences=many(of("language text", language=TEXT, text=TEXT)), dataFormats=many(TEXT),
    features=many(of("id", id=TEXT, params=many(of("key value", key=TEXT, value=TEXT)))),
)  # fmt: skip
TABLE = of(
    "type id label updated firstPeriod lastPeriod variableNames links",
    type={"const": "Table"}, id=TEXT, label=TEXT, updated=DAY, firstPeriod=TEXT, lastPeriod=TEXT,
    variableNames=many(TEXT), category={"enum": ["internal", "public", "private", "section"]},
    discontinued={"type": "boolean"}, source=TEXT, subjectCode=TEXT,
    timeUnit={"enum": ["Annual", "Quarterly", "Monthly", "Weekly", "Other"]},
    paths=many(many(of("id label", id=TEXT, label=TEXT))), links=many(LINK),
)  # fmt: skip
COUNT = {"type": "integer", "minimum": 0}
TABLES = of(
    "language tables page", language=TEXT, tables=many(TABLE),
    page=of("pageNumber pageSize totalElements totalPages", pageNumber=COUNT, pageSize=COUNT, totalElements=COUNT,
            totalPages={"type": "integer", "minimum": 1}, links=many(LINK)),
    links=many(LINK),
)  # fmt: skip
CODELIST = of("id label type links", id=TEXT, label=TEXT, type={"enum": ["Valueset", "Aggregation"]}, links=many(LINK))
CODES = {
    "allOf": [CODELIST, of("language languages values", language=TEXT, languages=many(TEXT), values=many(
        of("code label valueMap", code=TEXT, label=TEXT, valueMap=many(TEXT))))]
}  # fmt: skip
SELECTION = of(
    "selection language links", language=TEXT, links=many(LINK),
    selection=many(of("variableCode valueCodes", variableCode=TEXT, valueCodes=many(TEXT))),
    placement=of("heading stub", heading=many(TEXT), stub=many(TEXT)),
)  # fmt: skip
DIMENSION = {
    **of("label category", label=TEXT, extension=of("", elimination={"type": "boolean"}, codeLists=many(CODELIST)),
         category={**of("index label", index={"type": "object", "additionalProperties": COUNT},
                        label={"type": "object", "minProperties": 1, "additionalProperties": TEXT}),
                   "additionalProperties": True}),
    "propertyNames": {"enum": ["label", "note", "category", "extension", "link"]},
}  # fmt: skip
DATASET = {
    **of("version class value id size dimension", version={"const": "2.0"}, **{"class": {"const": "dataset"}},
         label=TEXT, source=TEXT, updated=DAY, note=many(TEXT), id=many(TEXT), size=many(COUNT),
         role={"propertyNames": {"enum": ["time", "geo", "metric"]}, "additionalProperties": many(TEXT)},
         dimension={"type": "object", "additionalProperties": DIMENSION},
         value={"type": "array", "items": {"type": ["number", "null"]}},
         status={"type": "object", "additionalProperties": {"enum": [".", "..", "-"]}},
         extension=of("px", px=of("tableid decimals", decimals=COUNT))),
    "propertyNames": {"enum": ["version", "class", "href", "label", "source", "updated", "link", "note", "role", "id",
                               "size", "dimension", "extension", "value", "status"]},
}  # fmt: skip
PROBLEM = of("type title status detail instance", type=TEXT, title=TEXT, status={"minimum": 400}, detail=TEXT)


@pytest.fixture
def service(pages: Any) -> Any:
    return pages


def valid(said: Any, shape: Mapping[str, Any]) -> Any:
    Draft7Validator.check_schema(shape)
    assert [f"{list(e.path)}: {e.message}"[:200] for e in Draft7Validator(shape).iter_errors(said)] == []
    return said


def get(service: Any, path: str, shape: Mapping[str, Any]) -> Any:
    answer = service.get(DOOR + path)
    assert answer.status_code == 200, answer.text
    return valid(answer.json(), shape)


def data(service: Any, table: str, query: str = "", lang: str = "sv", **chosen: str) -> Any:
    asked = "".join(f"&valueCodes[{name}]={codes}" for name, codes in chosen.items())
    return get(service, f"/tables/{table}/data?lang={lang}{asked}{query}", DATASET)


def codes(said: Any, dimension: str) -> list[str]:
    return list(said["dimension"][dimension]["category"]["index"])


def refused(service: Any, path: str, status: int = 400, language: str = "sv") -> Any:
    answer = service.get(DOOR + path, headers={"Accept-Language": language})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return valid(answer.json(), PROBLEM)


def test_the_service_says_what_it_is_and_how_much_it_gives(service: Any) -> None:
    said = get(service, "/config", CONFIG)
    assert said["defaultLanguage"] == "sv" and said["defaultDataFormat"] in said["dataFormats"]
    assert said["languages"] == [{"id": "sv", "label": "Svenska"}, {"id": "en", "label": "English"}]


def test_tables_are_listed_searched_and_paged(service: Any) -> None:
    first = get(service, "/tables?pageSize=50", TABLES)
    there = first["page"]["totalElements"]
    pages = [
        get(service, f"/tables?pageSize=50&pageNumber={n}", TABLES) for n in range(1, first["page"]["totalPages"] + 1)
    ]
    ids = [table["id"] for page in pages for table in page["tables"]]
    assert len(ids) == len(set(ids)) == there
    assert [link["rel"] for link in first["page"]["links"]] == ["first", "self", "next", "last"]
    found = get(service, "/tables?query=bredband&lang=en", TABLES)
    assert found["language"] == "en" and found["tables"][0]["id"].startswith("N")
    assert get(service, "/tables?query=xyzzyqwpf", TABLES)["tables"] == []
    assert get(service, "/tables?pastDays=1&lang=en", TABLES)["page"]["totalElements"] <= there
    ended = get(service, "/tables?includeDiscontinued=true&pageSize=500", TABLES)["tables"]
    assert {t["id"] for t in ended if not t["discontinued"]} == set(ids) and any(t["discontinued"] for t in ended)
    assert refused(service, "/tables?pageNumber=99", 404)["title"] == "Non-existent page"


def test_a_table_says_its_dimensions_with_codes_in_order(service: Any) -> None:
    get(service, "/tables/N00563", {"allOf": [TABLE, of("language", language=TEXT)]})
    said = get(service, "/tables/N00563/metadata?lang=en&outputFormat=json-stat2&defaultSelection=False", DATASET)
    assert said["id"] == ["Region", "Kon", "ContentsCode", "Tid"] and said["value"] == []
    assert said["role"] == {"geo": ["Region"], "metric": ["ContentsCode"], "time": ["Tid"]}
    for name, size in zip(said["id"], said["size"], strict=True):
        index = said["dimension"][name]["category"]["index"]
        assert list(index.values()) == list(range(size)), "clients read the codes in the order they stand in"
    region = said["dimension"]["Region"]
    assert region["category"]["label"]["0114"] == "Upplands Väsby"
    assert (region["extension"]["elimination"], region["extension"]["eliminationValueCode"]) == (True, "00")
    assert said["dimension"]["Tid"]["extension"]["elimination"] is False
    assert said["extension"]["px"]["aggregallowed"] is False, "shares are never summed"
    [steps] = get(service, "/tables/U21349/metadata", DATASET)["dimension"]["ContentsCode"]["category"]["note"].values()
    assert steps == ["0 = Nej", "1 = Pilot- eller testverksamhet", "2 = Breddinfört"]
    narrow = get(service, "/tables/N00563/metadata?codelist[Region]=vs_county", DATASET)
    assert narrow["size"][0] == 21
    last = get(service, "/tables/N00563/metadata?defaultSelection=true", DATASET)
    assert codes(last, "Tid") == ["2022"]


def test_sets_of_areas_are_code_lists_and_none_is_a_sum(service: Any) -> None:
    extension = get(service, "/tables/N00563/metadata", DATASET)["dimension"]["Region"]["extension"]
    assert (lists := extension["codeLists"]) == extension["codelists"]
    assert {"vs_nation", "vs_county", "vs_municipality", "vs_01"} <= {one["id"] for one in lists}
    assert {one["type"] for one in lists} == {"Valueset"}
    county = get(service, "/codelists/vs_01", CODES)
    assert len(county["values"]) == 26 and county["values"][0]["code"] == "0114"
    within = data(service, "N00563", "&codelist[Region]=vs_01", Region="*", ContentsCode="*", Tid="*")
    assert codes(within, "Region") == [one["code"] for one in county["values"]]
    assert refused(service, "/codelists/vs_municipalty", 404)["nearest"][0] == "vs_municipality"
    assert refused(service, "/tables/N00563/data?codelist[Region]=agg_01")["title"] == "Non-existent codelist"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022", ["2022"]), ("top(2)", ["2021", "2022"]), ("TOP(1,1)", ["2021"]), ("bottom(1)", ["2009"]),
        ("bottom(2, 1)", ["2010", "2011"]), ("range(2010,2012)", ["2010", "2011", "2012"]),
        ("from(2021)", ["2021", "2022"]), ("to(2010)", ["2009", "2010"]), ("from(1950)", None), ("*", None),
        ("*22", ["2022"]), ("200*", ["2009"]), ("20?9", ["2009", "2019"]), ("*1*,2009", None),
        ("2022,2009", ["2009", "2022"]),
        ("range(2009,2010),2022", ["2009", "2010", "2022"]),
    ],
)  # fmt: skip
def test_periods_are_chosen_by_codes_and_expressions_of_time_the_newest_on_top(
    service: Any, written: str, meant: list[str] | None
) -> None:
    said = data(service, "N07900", Region="00", contentscode="n07900", time=written)
    every = [str(year) for year in range(2009, 2023)]
    some = [year for year in every if "1" in year or year == "2009"] if "*1*" in written else every
    assert codes(said, "Tid") == (meant or some)
    assert len(said["value"]) == len(codes(said, "Tid"))


def test_areas_are_chosen_likewise_in_the_tables_order(service: Any) -> None:
    def chosen(written: str) -> list[str]:
        return codes(data(service, "N07900", Region=written, ContentsCode="*", Tid="2022"), "Region")

    assert chosen("top(2)") == ["00", "01"] and chosen("bottom(1)") == ["2584"]
    assert chosen("range(0114,0117)") == ["0114", "0115", "0117"] and chosen("to(01)") == ["00", "01"]
    assert chosen("01") == ["01"] and chosen("01*")[:2] == ["01", "0114"] and chosen("?1?4")[0] == "0114"


def test_what_can_be_eliminated_may_be_left_out_and_the_rest_must_be_chosen(service: Any) -> None:
    whole = data(service, "N00563", Tid="2022", ContentsCode="*")
    assert whole["id"] == ["ContentsCode", "Tid"]
    assert whole["value"] == data(service, "N00563", Region="00", Kon="T", Tid="2022", ContentsCode="*")["value"]
    said = refused(service, "/tables/N00563/data?valuecodes[Region]=*&valuecodes[ContentsCode]=*")
    assert said["title"] == "Missing selection for mandatory variable" and "Tid" in said["detail"]


def test_without_a_selection_the_last_period_of_every_area_comes_as_the_default_says(service: Any) -> None:
    default = get(service, "/tables/N00563/defaultselection", SELECTION)
    said = data(service, "N00563")
    assert [len(one["valueCodes"]) for one in default["selection"]] == [312, 0, 1, 1]
    assert said["id"] == ["Region", "ContentsCode", "Tid"] and codes(said, "Tid") == ["2022"]
    posted = service.post(f"{DOOR}/tables/N00563/data?lang=sv", json={"selection": default["selection"]})
    assert posted.json() == said
    assert service.post(f"{DOOR}/tables/N00563/data?lang=sv").json() == said


def test_a_selection_may_be_posted_as_clients_write_it(service: Any) -> None:
    place = f"{DOOR}/tables/N00563/data?outputFormat=csv&outputFormatParams=UseCodes,SeparatorSemicolon"
    rest = [{"variableCode": "ContentsCode", "valueCodes": ["*"]}, {"variableCode": "Tid", "valueCodes": ["top(1)"]}]
    for name in ("codelist", "codeList"):
        region = {"variableCode": "Region", "valueCodes": ["*"], name: "vs_nation"}
        body = {"selection": [region, *rest, {"variableCode": "Kon", "valueCodes": ["F", "M"]}]}
        body["placement"] = {"heading": ["Kon"], "stub": ["Region", "Tid", "ContentsCode"]}  # type: ignore[assignment]
        lines = service.post(place, json=body).text.splitlines()
        assert lines[0] == '"Region";"Tid";"ContentsCode";"F";"M"'
        assert lines[1].startswith('"00";"2022";"N00563";')


def test_csv_has_a_row_a_region_and_a_column_a_period(service: Any) -> None:
    path = f"{DOOR}/tables/N07900/data?valuecodes[Region]=00,0114&valuecodes[ContentsCode]=*&valuecodes[Tid]=from(2021)"
    answer = service.get(f"{path}&outputFormat=csv&outputFormatParams=UseCodesAndTexts,IncludeTitle&lang=en")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    title, _, head, first, second = answer.text.splitlines()
    assert (title.count('"'), head.count("2021"), head.count("2022")) == (2, 1, 1)
    assert first.startswith('"00 Sweden",') and second.startswith('"0114 Upplands Väsby",')


def test_a_px_file_has_its_keywords_codes_and_cells(service: Any) -> None:
    path = f"{DOOR}/tables/U07356/data?outputFormat=px&valuecodes[Region]=*&valuecodes[ContentsCode]=*"
    text = service.get(f"{path}&valuecodes[Tid]=*").content.decode()
    words = dict(line.split("=", 1) for line in text.split(";\r\n") if "=" in line)
    assert words["MATRIX"] == '"U07356"' and words['CODES("Period")'] == '"2021","2022"'
    rows = text.partition("DATA=\r\n")[2].rstrip(";\r\n").split("\r\n")
    assert len(rows) == 291 and {cell for row in rows for cell in row.split()} == {"0", "1", "2", "3", '"."', '".."'}


@pytest.mark.parametrize(
    ("path", "status", "title", "nearest"),
    [
        ("/tables/U2134", 404, "Non-existent table", "U21349"),
        ("/tables/N00563/data?valuecodes[Regon]=00", 400, "Non-existent variable", "Region"),
        ("/tables/N00563/data?valuecodes[Region]=Säffle&valuecodes[Tid]=*&valuecodes[ContentsCode]=*", 400,
         "Non-existent value", "1785"),
        ("/tables/N00563/data?valuecodes[Region]=0181x&valuecodes[Tid]=*&valuecodes[ContentsCode]=*", 400,
         "Non-existent value", "0181"),
        ("/tables/N00563/data?valuecode[Region]=00", 400, "Non-existent parameter", "valueCodes[…]"),
        ("/tables/N00563/data?valuecodes=00", 400, "Non-existent parameter", "valueCodes[…]"),
        ("/tables/N00563/data?outputFormat=parket", 400, "Unsupported output format", "parquet"),
        ("/tables/N00563/data?outputFormatParams=UseCode", 400, "Illegal output format parameter", "UseCodes"),
        ("/tables/N00563/data?outputFormatParams=UseCodes,UseTexts", 400, "Illegal output format parameter", None),
        ("/tables/N00563/data?valuecodes[Region]=00&valuecodes[Tid]=top(0)&valuecodes[ContentsCode]=*", 400,
         "Illegal selection expression", None),
        ("/tables/N00563/data?valuecodes[Region]=00&valuecodes[Tid]=top(1,99)&valuecodes[ContentsCode]=*", 400,
         "Non-existent value", None),
        ("/tables/N00563/data?valuecodes[Region]=bottom(3,999)&valuecodes[Tid]=*&valuecodes[ContentsCode]=*", 400,
         "Non-existent value", None),
        ("/tables?nonsense=1", 400, "Non-existent parameter", None),
        ("/tables/N00563/data?valuecodes[Region]=00&valuecodes[Tid]=2*2&valuecodes[ContentsCode]=*", 400,
         "Illegal selection expression", None),
        ("/tables/N00563/data?heading=Tid&stub=Tid", 400, "Illegal placement", None),
    ],
)  # fmt: skip
def test_a_fault_is_told_as_pxweb_does_with_what_is_nearest(
    service: Any, path: str, status: int, title: str, nearest: str | None
) -> None:
    said = refused(service, path, status, "en")
    assert said["title"] == title
    assert nearest is None or nearest in said["nearest"]
    assert title != "Non-existent parameter" or "There are lang," in said["detail"]
    assert refused(service, f"{path}{'&' if '?' in path else '?'}lang=sv", status)["detail"] != said["detail"]


def test_too_many_cells_are_refused_with_the_bound(service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher.doors.pxweb import selecting

    monkeypatch.setattr(selecting, "MOST_CELLS", 100)
    said = refused(service, "/tables/N00563/data", 403)
    assert said["title"] == "Too many cells selected" and said["bound"] == 100 and "312" in said["detail"]


def test_a_language_that_there_is_not_gives_the_first_and_says_so(service: Any) -> None:
    assert get(service, "/tables?lang=fi", TABLES)["language"] == "sv"


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b'"x"', b"\xff", b"[" * 9000, b'{"selection": 7}', b'{"selection": [7]}', b'{"selection": [{}]}',
        b'{"selection": [{"variableCode": "Tid", "valueCodes": [1]}]}', b'{"selection": [], "placement": 7}',
        b'{"selection": [{"variableCode": null}]}', b'{"selection": [{"variableCode": "Tid", "valueCodes": "2022"}]}',
        b'{"placement": {"heading": [7]}}',
    ],
)  # fmt: skip
def test_what_is_no_selection_is_refused_with_an_example(service: Any, body: bytes) -> None:
    answer = service.post(f"{DOOR}/tables/N00563/data", content=body)
    assert answer.status_code == 400, answer.text
    assert "selection" in valid(answer.json(), PROBLEM)["detail"]
    assert service.post(f"{DOOR}/tables", content=body).status_code == 405
    assert service.post(f"{DOOR}/tables/N00563/data", content=b"x" * 1_000_001).status_code == 413


def test_our_own_reader_of_statistics_databases_understands_it(service: Any) -> None:
    from publisher.sources.jsonstat import read_cube

    cube = read_cube(json.loads(service.get(f"{DOOR}/tables/U07356/data?lang=en").content), "here")
    found = {cell["Region"]: (value, mark) for cell, value, mark in cube.cells()}
    assert {mark for value, mark in found.values() if value is None} == {".", ".."}
    assert {mark for value, mark in found.values() if value is not None} == {""}


def test_what_our_own_reader_of_statistics_databases_fetches_is_what_stands(
    service: Any, real_settings: Settings
) -> None:
    reader = Reader.open(real_settings.build / "current")
    declared = {
        "kind": "pxweb", "table": "N00563", "title": "x", "publisher": "scb", "area": "Region", "period": "Tid",
        "select": {"Region": "*", "Kon": "*", "ContentsCode": "*", "Tid": "last 2"},
        "sex": {"dimension": "Kon", "codes": {"T": "T", "F": "F", "M": "M"}},
        "indicator": {"dimension": "ContentsCode"}, "marks": {"..": "unknown-reason"},
    }  # fmt: skip
    with on_a_socket(service) as address:
        context = SourceContext(dataset="x", file="x", vocabulary=reader.vocabulary, indicators=["N00563"],
                                today="2026-11-29")  # fmt: skip
        fetched = pxweb.fetch({**declared, "url": f"{address}{DOOR}"}, context)
    assert fetched.problems == []
    key = ("area", "period", "sex", "value", "status")
    came = {tuple(row[name] for name in key) for row in fetched.observations}  # type: ignore[literal-required]
    stands = reader.observations(Selection(indicators=["N00563"]))
    assert came == {tuple(getattr(row, name) for name in key) for row in stands} and len(came) == 1872
