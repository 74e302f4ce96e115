"""What is given away opens in what people have, and what robots are told agrees with what is served."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pyarrow.parquet
import pytest
from in_process import BASE, Api
from llms_txt import parse_llms_file

from publisher.database import kept
from publisher.errors import Refused
from publisher.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"


def within(address: str) -> str:
    """The path and query of an address of ours."""
    assert address.startswith(BASE)
    return address.removeprefix(BASE) or "/"


def answers(api: Api, address: str) -> bool:
    answer = api.ask(within(address), "HEAD")
    return answer.status_code in (200, 303, 308)


@pytest.fixture(scope="module")
def rules(api: Api) -> RobotFileParser:
    rules = RobotFileParser()
    rules.parse(api.ask("/robots.txt").text.splitlines())
    return rules


def sitemap(api: Api) -> list[str]:
    return re.findall(r"<loc>(.*?)</loc>", api.ask("/sitemap.xml").text)


def test_every_page_of_the_sitemap_answers_and_robots_may_read_it(api: Api, rules: RobotFileParser) -> None:
    found = sitemap(api)
    assert len(found) > 20
    assert [address for address in found if not rules.can_fetch("anyone", address)] == []
    for address in found:
        answer = api.ask(within(address), accept="text/html")
        assert answer.status_code == 200, address
        assert '<meta name="robots" content="noindex' not in answer.text, address


def test_llms_txt_is_read_by_its_reference_parser_and_every_link_answers(api: Api, rules: RobotFileParser) -> None:
    text = api.ask("/llms.txt").text
    read = parse_llms_file(text)
    assert {name: len(links) for name, links in read.sections.items()} == {"API": 5, "Data packages": 2, "Metadata": 3}
    links = [link["url"] for section in read.sections.values() for link in section]
    assert [link for link in links if not answers(api, link)] == []
    assert [link for link in links if not rules.can_fetch("anyone", link)] == []
    (observations,) = [link for link in links if "/observations" in link]
    assert api.ask(within(observations)).json()["data"]


def test_every_link_of_the_feed_answers_in_both_languages(api: Api) -> None:
    for query in ("", "?lang=en"):
        feed = ElementTree.fromstring(api.ask(f"/feed.atom{query}").text)
        links = [link.attrib["href"] for link in feed.iter(f"{ATOM}link")]
        told = "".join(content.text or "" for content in feed.iter(f"{ATOM}content"))
        links += [address.replace("&amp;", "&") for address in re.findall(r'href="(.*?)"', told)]
        assert len(links) > 4
        assert [link for link in links if not answers(api, link)] == []


# --- the database


def test_no_table_of_the_database_asks_for_a_newer_sqlite_than_people_have(built_edition: Settings) -> None:
    file = built_edition.build / "current" / "downloads" / "ehalsa.db"
    with sqlite3.connect(file) as connection:
        schema = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    assert len(schema) > 40
    newer = re.compile(r"\)[^)]*\bSTRICT\b|GENERATED ALWAYS|->|\bRETURNING\b|\bUNIXEPOCH\b|\bIIF\b", re.IGNORECASE)
    assert [sql for sql in schema if newer.search(re.sub(r"--.*", "", sql))] == []


def test_a_value_of_another_type_than_its_column_stops_the_build(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "made.db")
    connection.execute("CREATE TABLE figures (code TEXT NOT NULL, n INTEGER, value REAL)")
    connection.executemany("INSERT INTO figures VALUES (?, ?, ?)", [("a", 1, 1), ("b", None, None)])
    kept.check_types(connection)
    connection.executemany("INSERT INTO figures VALUES (?, ?, ?)", [("c", 1.5, "many"), (b"d", 2, 0)])
    with pytest.raises(Refused) as refused:
        kept.check_types(connection)
    assert [problem.fault for problem in refused.value.problems] == [
        "1 values of column 'code' of table 'figures' are not text.",
        "1 values of column 'n' of table 'figures' are not integer.",
        "1 values of column 'value' of table 'figures' are not real.",
    ]


def test_parquet_needs_no_compression_that_readers_lack(built_edition: Settings) -> None:
    for file in (built_edition.build / "current" / "downloads").glob("*.parquet"):
        group = pyarrow.parquet.ParquetFile(file).metadata.row_group(0)
        assert {group.column(i).compression for i in range(group.num_columns)} == {"SNAPPY"}
