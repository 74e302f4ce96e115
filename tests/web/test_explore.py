"""Datasette behind our mount: whole downloads, bounds on what a question costs, and whose fault a fault is."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from shutil import copytree
from urllib.parse import quote

import pytest
from in_process import Api

from publisher import edition
from publisher.errors import Refused
from publisher.formulas import guarded
from publisher.reader import database as database_of
from publisher.settings import Settings
from publisher.web import create_service
from publisher.web.explore import AT_ONCE, PARAMETERS, bounds, explorer, whole

#: Addresses that the fuzz asks; more by hand.
ADDRESSES = int(os.environ.get("EXPLORER_ADDRESSES", "300"))


@pytest.fixture
def database(built_edition: Settings) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(database_of(built_edition.build / "current"))
    yield connection
    connection.close()


def rows(api: Api, path: str) -> list[list[str]]:
    answer = api.ask(f"/explore/ehalsa{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.text)))


def sql(text: str) -> str:
    return f".csv?sql={quote(text)}"


# --- facets


def test_facets_of_everything_are_those_that_counting_every_row_gives(api: Api, database: sqlite3.Connection) -> None:
    def facets(question: str) -> dict[str, dict[str, int]]:
        answer = api.ask(f"/explore/ehalsa/observations.json?_size=0&_facet_size=max&{question}").json()
        found = answer["facet_results"].values()
        return {one["name"]: {str(row["value"]): row["count"] for row in one["results"]} for one in found}

    def counted(column: str, condition: str = "1") -> dict[str, int]:
        sql = f"SELECT {column}, count(*) FROM observations WHERE {condition} AND {column} IS NOT NULL GROUP BY 1"
        return dict(database.execute(sql))

    columns = ("indicator", "area", "period", "sex", "unit", "service_area", "dataset", "status")
    asked = "&".join(f"_facet={column}" for column in columns)
    found = facets(asked)
    assert found == {column: counted(column) for column in columns}
    some = facets(f"area__exact=0114&{asked}")
    assert list(some) == list(found)  # in the order asked for
    assert {name: found for name, found in some.items() if found} == {
        column: found for column in columns if (found := counted(column, "area = '0114'"))
    }


# --- whole downloads


def test_the_csv_of_a_selection_has_every_row_of_it(
    api: Api, database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    (count,) = database.execute("SELECT count(*) FROM observations").fetchone()

    async def narrowed() -> None:
        async with explorer.opened(api.service.app.state.shelf) as held:  # type: ignore[attr-defined]
            monkeypatch.setattr(held.datasette, "max_returned_rows", 5)

    asyncio.run(narrowed())
    assert count > 5
    for path in ("/observations.csv", "/observations.csv?_size=max&_labels=on", "/varden.csv?_stream=on"):
        assert len(rows(api, path)) == 1 + count
    assert len(rows(api, sql("select * from observations"))) == 1 + count
    (some,) = database.execute("SELECT count(*) FROM observations WHERE area = '0180'").fetchone()
    assert 5 < some < count
    assert len(rows(api, "/observations.csv?area__exact=0180&_sort=value")) == 1 + some


def test_a_number_of_rows_that_is_asked_for_is_given(api: Api) -> None:
    whole_of_it = rows(api, "/observations.csv")
    assert rows(api, "/observations.csv?_size=3") == whole_of_it[:4]
    assert rows(api, "/observations.csv?_size=0") == whole_of_it[:1]
    assert rows(api, "/observations.csv?_header=off&_size=2") == whole_of_it[1:3]
    assert rows(api, "/nyckeltal.csv?_next=2") == [rows(api, "/nyckeltal.csv")[0], *rows(api, "/nyckeltal.csv")[3:]]


def test_names_stand_beside_codes_where_they_are_asked_for(api: Api, database: sqlite3.Connection) -> None:
    found = rows(api, "/observations.csv?_labels=on&_size=9")
    places = {name: place for place, name in enumerate(found[0])}
    assert places["area_label"] == places["area"] + 1
    labels = dict(database.execute("SELECT code, label_sv FROM areas").fetchall())
    assert all(row[places["area_label"]] == labels[row[places["area"]]] for row in found[1:])
    assert "area_label" in rows(api, "/observations.csv?_label=area&_size=1")[0]


def test_cells_come_as_the_database_has_them(api: Api) -> None:
    found = rows(api, sql("select 1.50 as a, 2 as b, null as c, x'00ff' as d, 'å,\"' as e, :missing as f"))
    assert found == [["a", "b", "c", "d", "e", "f"], ["1.5", "2", "", "00ff", 'å,"', ""]]


def test_a_text_that_a_spreadsheet_would_run_is_guarded_and_a_number_never(api: Api) -> None:
    values = "select '=1+1' as a, '@x' as b, '-1+2' as c, -1 as d, '-1.5' as e, 'a=1' as f, '+46' as g"
    assert rows(api, sql(values))[1] == ["'=1+1", "'@x", "'-1+2", "-1", "-1.5", "a=1", "+46"]
    assert rows(api, sql(values) + "&_stored=1")[1] == ["=1+1", "@x", "-1+2", "-1", "-1.5", "a=1", "+46"]
    assert rows(api, sql('select 1 as "=1+1"'))[0] == ["'=1+1"]
    assert [guarded(cell) for cell in ("\t=1", "\r=1", "", None, -2.5, "-")] == ["'\t=1", "'\r=1", "", None, -2.5, "'-"]


def test_what_is_too_much_is_refused_and_not_cut(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "LARGEST", 1_000_000)
    monkeypatch.setattr(whole, "SECONDS", 1)
    endless = "with recursive t(x) as (select 1 union all select x + 1 from t) select x from t"
    for question in (endless, f"{endless} where x < 0", "select hex(zeroblob(9000)) from observations, areas"):
        answer = api.ask(f"/explore/ehalsa{sql(question)}")
        assert answer.status_code == 400 and answer.json()["detail"]


def test_csv_without_a_question_says_what_is_missing(api: Api) -> None:
    assert "?sql=" in api.problem("/explore/ehalsa.csv", 400)["detail"]
    assert api.problem("/explore/ehalsa/nothing.csv", 404)
    assert api.problem("/explore/ehalsa/areas.csv?_size=many", 400)


# --- bounds


@pytest.mark.parametrize(
    "question",
    ["select hex(zeroblob(60000000))", "select replace(hex(zeroblob(400000)), '0', 'abcdef')",
     "select group_concat(hex(zeroblob(4000))) from observations, areas", "select printf('%.*c', 999999999, 'x')",
     "select hex(zeroblob(400000)) from observations", "select randomblob(999000) from observations",
     "select 'a' like '" + "%a" * 900 + "'", "select " + "(" * 300 + "1" + ")" * 300,
     "select " + "+".join(["1"] * 300), " union all ".join(["select 1"] * 60),
     "select " + ", ".join(["1"] * 300)],
)  # fmt: skip
def test_a_question_that_makes_too_much_is_refused_in_words(api: Api, question: str) -> None:
    for path in (f"/explore/ehalsa.json?sql={quote(question)}", f"/explore/ehalsa?sql={quote(question)}"):
        answer = api.ask(path)
        assert answer.status_code == 400
        assert len(answer.content) < 20_000


def test_what_was_too_long_is_said_with_the_bound(api: Api) -> None:
    told = api.ask("/explore/ehalsa.json?sql=" + quote("select hex(zeroblob(60000000))")).json()["error"]
    assert str(bounds.LONGEST_VALUE) in told and "substr" in told
    told = api.ask("/explore/ehalsa.json?sql=" + quote("select hex(zeroblob(400000)) from observations")).json()[
        "error"
    ]
    assert str(bounds.LARGEST_ANSWER) in told


@pytest.mark.parametrize("part", ["--\n", " --\n ", "/**/ ", "/* */--\n\n", "/*", "/**", "\n \n"])
def test_sql_of_any_make_is_looked_through_in_time_that_grows_as_its_length(api: Api, part: str) -> None:
    from datasette.utils import InvalidSql, to_css_class, validate_sql_select

    api.ask("/explore/")

    def took(length: int) -> float:
        started = time.process_time()
        with contextlib.suppress(InvalidSql):
            validate_sql_select((part * length)[:length] + "x")
        bounds.PATTERNS["_multi_line_comment_re"].sub("", (part * length)[:length])
        to_css_class("a" * length + "!")
        return time.process_time() - started

    assert took(32_000) < 8 * max(took(8_000), 0.02)


def test_questions_may_begin_with_comments_and_explain(api: Api) -> None:
    for text in (
        "-- a\nselect 1",
        "/* a */ select 1",
        " /* a **/\n-- b\nexplain query plan select 1",
        "WITH a AS (select 1) select * from a",
    ):
        assert api.ask(f"/explore/ehalsa.json?sql={quote(text)}").status_code == 200, text
    for text in ("delete from areas", "/* select 1", "explain delete from areas", "selects 1", "pragma user_version"):
        assert api.ask(f"/explore/ehalsa.json?sql={quote(text)}").status_code == 400, text


def test_a_full_house_says_when_to_come_back(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer, "under_way", AT_ONCE)
    answer = api.ask("/explore/ehalsa")
    assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0


# --- whose fault


@pytest.mark.parametrize(
    ("path", "status"),
    [("ehalsa/areas?_sort=nothing", 400), ("ehalsa/areas?_sort=code&_sort_desc=code", 400), ("ehalsa/areas/0180/1",
    404),
     ("ehalsa/observations/1,2", 404), ("ehalsa/areas?_size=-1", 400), ("ehalsa/areas?_size=x", 400),
     ("ehalsa/nyckeltal?_next=x", 400),
     ("ehalsa/observations?_next=x&_sort=value", 400), ("ehalsa/areas?_facet=nothing", 400),
     ("ehalsa/areas?_facet_array=nothing", 400), ("ehalsa/areas?_timelimit=x", 400), ("ehalsa/areas?_col=nothing",
     400),
     ("ehalsa/areas?_where=%00", 400), ("ehalsa?sql=select%20%00", 400), ("nothing", 404), ("ehalsa/nothing", 404),
     ("ehalsa?sql=select+?", 400), ("ehalsa.json?_shape=nothing", 400),
     ("ehalsa/areas?" + "&".join(["a=1"] * (PARAMETERS + 1)), 400)],
)  # fmt: skip
def test_what_the_asker_wrote_wrong_is_no_fault_of_ours(api: Api, path: str, status: int) -> None:
    assert api.ask(f"/explore/{path}").status_code in (status, 400)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X"])
def test_only_asking_is_possible(api: Api, method: str) -> None:
    answer = api.ask("/explore/ehalsa/areas", method)
    assert answer.status_code == 405 and "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "path", ["ehalsa%0dx", "ehalsa/a%2Fb", "%2f%2fexample.org%2f..", "ehalsa%C3%A5", "ehalsa/varden/", "ehalsa/a%FF"]
)
def test_a_redirect_of_datasette_stays_under_its_mount(api: Api, path: str) -> None:
    answer = api.ask(f"/explore/{path}")
    assert answer.status_code < 500
    assert answer.headers.get("location", "/explore/").startswith("/explore/")


PIECES = [
    "", "0", "-1", "1", "9" * 30, "1e400", "nan", "max", "x", "å", "%00", "%0a", "%0d%0a", "%ff", "%F0%9F%98%80",
    "'", '"', "`", "[", "]",
    "%", "~", "~41", "$null", "$null,1", ",", ",,", ".", "..", "/", "//", "a,b", "{}", "[]", "%7B", "select",
    "code", "area", "value",
    "0180", "N0056", "2022", "T", "rowid", "on", "off", "none", "null", "1)", "(1", ";", "--", "/*", "%3Cscript%3E",
]  # fmt: skip
PLACES = [
    "ehalsa", "ehalsa/areas", "ehalsa/observations", "ehalsa/varden", "ehalsa/kommuner", "ehalsa/nyckeltal",
    "ehalsa/notes",
    "ehalsa/search", "ehalsa/kommunens-varden", "ehalsa/revisions", "ehalsa/search_trigrams", "ehalsa/memberships",
    "", "-/databases",
    "-/metadata", "-/settings", "-/plugins", "-/versions", "-/threads", "-/permissions", "-/allow-debug",
    "-/messages", "-/logout",
    "-/auth-token", "-/actor", "_memory", "ehalsa/areas/0180", "ehalsa/observations/1", "-/patterns",
    "ehalsa/-/query",
]  # fmt: skip
NAMES = [
    "_sort", "_sort_desc", "_sort_by_desc", "_size", "_next", "_facet", "_facet_array", "_facet_date",
    "_facet_size", "_nofacet", "_nocount",
    "_nosuggest", "_where", "_search", "_search_label_sv", "_searchmode", "_through", "_col", "_nocol", "_labels",
    "_label", "_shape",
    "_json", "_json_infinity", "_nl", "_stream", "_dl", "_header", "_trace", "_ttl", "_timelimit", "_extra",
    "_show_hidden", "_hide_sql",
    "_filter_column", "_filter_op", "_filter_value", "_filter_column_1", "_blob_column", "_blob_hash", "sql",
    "kommun", "ord",
    "code", "area__exact", "area__gt", "area__in", "area__contains", "area__like", "area__glob",
    "value__arraycontains", "area__date",
    "value__isnull", "nothing__exact", "__exact", "area__", "area__nothing", "_x__exact", "",
]  # fmt: skip
SQL = [
    "select 1", "select", "select * from areas", "select x'00'", "select '%00'", "select :a, :b", "select ?",
    "select * from nothing",
    "select 1;select 2", "select cast(x'ff' as text)", "select 1e999", "select -9e999",
    "with a as (select 1) select * from a",
    "select abs(-9223372036854775808)", "select json('x')", "select 1 as a, 2 as a", "select 1 as ''",
    "select null", "select zeroblob(9)",
    "select load_extension('x')", "explain select 1", "select * from pragma_table_info('areas')",
    "select match('a','b')",
    "select * from search_trigrams where folded match '\"'", "pragma user_version", "select 1 limit -1",
    "select '' as \"%0a\"",
]  # fmt: skip


def addresses(count: int, seed: int) -> Iterator[str]:
    """Addresses of Datasette as nobody who means well would write them; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        place = chance.choice(PLACES)
        if chance.random() < 0.25:
            place += "/" + ",".join(chance.choice(PIECES) for _ in range(chance.randint(1, 4)))
        if chance.random() < 0.1:
            place = place.replace("a", "%61").replace("e", chance.choice(PIECES))
        place += chance.choice(["", "", "", ".json", ".csv", ".jsono", ".blob", ".db", ".xml", "/"])
        query = []
        for _ in range(chance.choice([0, 1, 1, 2, 3, 5])):
            name = chance.choice(NAMES)
            value = quote(chance.choice(SQL), safe="%") if name == "sql" else chance.choice(PIECES)
            query.append(f"{name}={value}" if chance.random() < 0.95 else name)
        yield f"/explore/{place}?{'&'.join(query)}".rstrip("?").replace(" ", "+")


@pytest.mark.parametrize(
    ("seed", "many"), [(1, ADDRESSES // 4), *(pytest.param(n, ADDRESSES, marks=pytest.mark.whole) for n in (1, 2))]
)
def test_no_address_of_datasette_is_a_fault_of_ours(api: Api, seed: int, many: int) -> None:
    for address in addresses(many, seed):
        answer = api.ask(address)
        assert answer.status_code < 500, f"{answer.status_code} {address}"
        if 300 <= answer.status_code < 304:
            assert answer.headers["location"].startswith(("/explore", "http://127.0.0.1:8000/explore")), address


# --- terms


def test_every_table_says_the_terms_of_what_is_in_it(api: Api, database: sqlite3.Connection) -> None:
    told = api.ask("/explore/-/metadata.json").json()["databases"]["ehalsa"]
    licences = dict(database.execute("SELECT title_sv, licence FROM datasets").fetchall())
    for name in ("observations", "varden", "rankings", "aggregates", "leads"):
        assert {one["title"] for one in told["tables"][name]["terms"]} == set(licences)
    assert told["tables"]["units"]["terms"] == []
    assert {one["title"] for one in told["queries"]["kommunens-varden"]["terms"]} == set(licences)
    page = api.ask("/explore/ehalsa/observations").text
    for one in told["tables"]["observations"]["terms"]:
        assert one["licence"] in page and one["licence_url"] in page and one["title"] in page


def test_answers_name_their_licences_in_their_head_also_csv_and_sql(api: Api) -> None:
    told = api.ask("/explore/-/metadata.json").json()["databases"]["ehalsa"]["tables"]["observations"]["terms"]
    urls = {f'<{one["licence_url"]}>; rel="license"' for one in told}
    for path in ("/observations", "/observations.json", "/observations.csv", ".json?sql=select+1", ".csv?sql=select+1"):
        links = api.ask(f"/explore/ehalsa{path}").headers.get_list("link", split_commas=True)
        assert urls <= {link.strip() for link in links}


def test_the_page_says_before_the_click_what_a_download_holds(api: Api) -> None:
    page = api.ask("/explore/ehalsa/areas").text
    assert "alla" in page[page.index("Hämta det här urvalet") :][:400]
    assert "en sida i taget" in page
    many = "with recursive t(x) as (select 1 union all select x + 1 from t limit 3000) select x from t"
    page = api.ask(f"/explore/ehalsa?sql={quote(many)}").text
    assert "alla rader" in page and "de första 2\u00a0000 rader" in page


# --- names of areas in the ready questions


@pytest.mark.parametrize(
    "name",
    ["Upplands Väsby", "Upplands-Väsby kommun", "UPPLANDS VASBY", "0114", " upplands väsby i Stockholms län ", "Väsby"],
)
def test_a_ready_question_knows_a_municipality_by_any_of_its_names(name: str, api: Api) -> None:
    def answer(asked: str) -> object:
        told = api.ask(f"/explore/ehalsa/kommunens-varden.json?_shape=array&kommun={quote(asked)}")
        return told.status_code, told.json()

    if name == "Väsby":  # nobody's name
        status, problem = answer(name)  # type: ignore[misc]
        assert (status, problem["nearest"], problem["parameter"]) == (404, ["0114"], "kommun")
        assert "Närmast: Upplands Väsby (0114)" in problem["detail"]
        return
    assert answer(name) == answer("Upplands Väsby")
    assert answer(name)[1]  # type: ignore[index]


def test_a_county_the_nation_and_a_group_are_known_where_any_area_may_be_asked_for(api: Api) -> None:
    question = "/explore/ehalsa/kommunens-varden.json?_shape=array&kommun="
    for name in ("Riket", "Sweden", "Värmland County", "skr2023-C6"):
        assert api.ask(question + quote(name)).status_code == 200, name
    county = "/explore/ehalsa/digitala-las.json?_shape=array&lan="
    whole = api.ask(county).json()
    assert {row["lan"] for row in whole} > {"Stockholms län"}
    for name in ("Stockholm", "Stockholms län", "stockholm county", "01"):
        found = api.ask(county + quote(name)).json()
        assert found and {row["lan"] for row in found} == {"Stockholms län"}, name
    assert api.ask(county + quote("Säffle")).status_code == 404


def test_the_form_the_csv_and_the_other_parameters_keep_what_was_asked(api: Api) -> None:
    page = api.ask("/explore/ehalsa/jamfor-tva-kommuner?kommun_1=stockholms+kommun&kommun_2=1785", accept="text/html")
    assert page.status_code == 200
    assert 'value="Stockholm"' in page.text and 'value="Säffle"' in page.text
    found = rows(api, "/vad-stod-det-den-dagen.csv?datum=2023-06-30&nyckeltal=U21349&kommun=STOCKHOLMS+KOMMUN&_size=9")
    assert found == rows(api, "/vad-stod-det-den-dagen.csv?datum=2023-06-30&nyckeltal=U21349&kommun=Stockholm&_size=9")
    assert len(found) > 1
    answer = api.ask("/explore/ehalsa/jamfor-tva-kommuner?kommun_1=Sthlm&kommun_2=1785", accept="text/html")
    assert answer.status_code == 404 and "Sthlm" in answer.text


def test_a_question_that_names_an_area_by_a_parameter_it_lacks_is_refused(small_world: Settings) -> None:
    folder = copytree(small_world.datasette_config, small_world.build.parent / "config")
    file = folder / "questions.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("{lan: county}", "{lan: county, ort: city}"))
    with pytest.raises(Refused, match="'digitala-las' has no parameter 'ort' that names city"):
        edition.build(replace(small_world, datasette_config=folder))


# --- one house, and plugins


def main_part(api: Api, path: str) -> str:
    page = api.ask(f"/explore/{path}").text
    return page[page.index("<main") : page.index("</main>")]


def test_the_explorer_wears_what_the_pages_wear_and_speaks_one_language(api: Api) -> None:
    for lang, own, other, menu in (
        ("", "Färdiga frågor", "Questions ready to ask", "/nyckeltal"),
        ("?_lang=en", "Questions ready to ask", "Färdiga frågor", "/en/nyckeltal"),
    ):
        page = api.ask(f"/explore/{lang}").text
        assert own in page and other not in page and f'href="{menu}"' in page
        assert f'<html lang="{"en" if lang else "sv"}">' in page
    style = api.ask("/explore/static/site.css")
    assert style.status_code == 200 and "--serif" in style.text
    english = main_part(api, "?_lang=en")
    terms = english.partition("</details>")[0]
    assert "Kolada&#39;s terms" in terms and "Source: Kolada." in terms
    assert "Koladas villkor" not in terms and "Källa" not in terms
    assert "<title>Start – Explore the figures</title>" in api.ask("/explore/?_lang=en").text
    links = [link.partition('"')[0] for link in english.split('href="/explore/ehalsa')[1:]]
    assert links and all("_lang=en" in link for link in links if not link.startswith(".db"))
    assert "Where " not in main_part(api, "ehalsa/areas?kind=county")
    assert "2 rows" in main_part(api, "ehalsa/sexes?_lang=en&code__in=T,F")


def test_a_ready_question_begins_with_its_answer(api: Api, database: sqlite3.Connection) -> None:
    told = api.ask("/explore/-/metadata.json").json()["databases"]["ehalsa"]["queries"]
    assert all({"sv", "en"} <= set(one["answer"]) for one in told.values())
    sql = "SELECT count(*) FROM varden WHERE nyckeltal_id = 'U21349' AND period = '2022' AND omradestyp = 'kommun'"
    (count,) = database.execute(f"{sql} AND varde = 2").fetchone()
    swedish = f"Antal kommuner som breddinfört digitala lås 2022: {count}."
    for lang, begins in (("", swedish), ("?_lang=en", f"in 2022: {count}.")):
        part = main_part(api, f"ehalsa/digitala-las{lang}")
        assert begins in part
        assert part.index('class="lede answer"') < part.index("<table") < part.index("<form")
    bars = main_part(api, "ehalsa/skillnader-mellan-kommungrupper")
    assert 'width="100' in bars and 'class="in-cell"' in bars


def test_a_column_that_is_empty_in_every_row_stretches_none(api: Api, database: sqlite3.Connection) -> None:
    part = main_part(api, "ehalsa/varden?nyckeltal_id=U21349&period=2022&omrade=S%C3%A4ffle")
    heads = {head.partition('"')[0] for head in part.split('data-column="')[1:]}
    row = database.execute(
        "SELECT * FROM varden WHERE nyckeltal_id = 'U21349' AND period = '2022' AND omrade = 'Säffle'"
    )
    names = [name for name, *_ in row.description]
    cells = dict(zip(names, row.fetchone(), strict=True))
    assert {"antal_svar", "taljare"} & {name for name, cell in cells.items() if cell in (None, "")}
    assert heads - {"Link"} == {name for name, cell in cells.items() if cell not in (None, "")}
    assert "<code>taljare</code>" in part


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("answer: {sv: 'Svaret är {nothing}.'}", "nothing"),
        ("answer: {sv: 'Svaret är {kommun'}", "cannot be filled in"),
        ("bar: nothing", "nothing"),
    ],
)
def test_an_answer_that_names_what_is_not_there_is_refused(small_world: Settings, words: str, named: str) -> None:
    folder = copytree(small_world.datasette_config, small_world.build.parent / "config")
    question = f"q:\n  title: Q\n  sv: Fråga\n  {words}\n  sql: SELECT label_sv AS kommun FROM areas\n"
    (folder / "questions.yaml").write_text(question, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        edition.build(replace(small_world, datasette_config=folder))
    (problem,) = refused.value.problems
    assert named in problem.fault and problem.remedy and problem.file == "datasette_config/questions.yaml"


PLUGIN = """
from datasette import Response, hookimpl

@hookimpl
def prepare_connection(conn):
    conn.create_function("twice", 1, lambda value: 2 * value)

@hookimpl
def register_routes():
    return [(r"^/-/mine$", lambda request: Response.text("mine"))]

@hookimpl
def extra_css_urls():
    return ["/static/mine.css"]

@hookimpl
def extra_template_vars():
    return {"mine": True}
"""


@pytest.fixture
def as_before() -> Iterator[None]:
    """Datasette keeps plugins for the whole process."""
    from datasette.plugins import pm

    before = set(pm.get_plugins())
    yield
    for plugin in set(pm.get_plugins()) - before:
        pm.unregister(plugin)


@pytest.mark.usefixtures("as_before")
def test_plugins_that_an_operator_adds_work(small_world: Settings) -> None:
    folder = copytree(small_world.datasette_config, small_world.build.parent / "config")
    (folder / "plugins" / "mine.py").write_text(PLUGIN)
    settings = replace(small_world, datasette_config=folder)
    edition.build(settings)
    own = Api(create_service(settings, log=False))
    assert own.ask("/explore/ehalsa.json?sql=select+twice(21)+as+n&_shape=array").json() == [{"n": 42}]
    assert own.ask("/explore/-/mine").text == "mine"
    assert 'href="/explore/static/mine.css"' in own.ask("/explore/").text
