"""Zipped and gzipped tables: the one file meant is read, anything else is told with what lies in the file."""

from __future__ import annotations

import gzip
import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from publisher.errors import SourceError
from publisher.sources import packed, table
from publisher.sources.packed import unfold

TEXT = "\ufeffKod;Kommun;Antal\r\n0117;Österåker;12\r\n".encode()
DECLARED = {
    "kind": "table", "title": "Provtabell", "publisher": "scb", "header": ["Kod", "Kommun"],
    "area": {"column": "Kod"}, "period": "2022", "values": {"Antal": "antal"},
}  # fmt: skip


def zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.fixture
def read(context, tmp_path: Path):
    def fetch(name: str, content: bytes, **declared):
        (tmp_path / name).write_bytes(content)
        return table.fetch(DECLARED | {"file": name} | declared, context())

    return fetch


def the_value(fetched) -> float:
    assert [] == fetched.problems
    [row] = fetched.observations
    return row["value"]


def test_the_only_file_of_a_zip_file_is_read_with_its_mark_and_named_in_messages(read):
    assert 12 == the_value(read("elever.zip", zipped({"elever": TEXT}), format="csv"))
    [problem] = read("elever.zip", zipped({"elever": TEXT.replace(b"12", b"x")}), format="csv").problems
    assert "elever.zip: elever: row 2, column 'Antal': 'x' is neither" in str(problem)


def test_the_form_is_that_of_the_file_within(read):
    content = zipped({"mapp/elever.csv": TEXT, "__MACOSX/._elever.csv": b"x", "mapp/.DS_Store": b"x"})
    fetched = read("elever.zip", content)
    assert 12 == the_value(fetched)
    assert sha256(content).hexdigest() == fetched.sources[0].sha256
    held = io.BytesIO()
    parquet.write_table(pa.table({"Kod": ["0117"], "Kommun": ["Österåker"], "Antal": [12.0]}), held)
    assert 12 == the_value(read("elever.zip", zipped({"elever.parquet": held.getvalue()})))


def test_a_gzipped_file_is_read(read):
    assert 12 == the_value(read("elever.csv.gz", gzip.compress(TEXT)))
    assert 12 == the_value(read("elever.csv", gzip.compress(TEXT)))


def test_several_files_need_the_one_that_is_meant_and_the_remedy_works(read):
    content = zipped({"elever_2021.csv": TEXT.replace(b"12", b"11"), "elever_2022.csv": TEXT})
    with pytest.raises(SourceError) as error:
        read("elever.zip", content)
    assert "the zip file holds 2 files: elever_2021.csv, elever_2022.csv." in str(error.value)
    assert "Write 'member: \"elever_2021.csv\"' in the declaration" in str(error.value)
    assert 11 == the_value(read("elever.zip", content, member="elever_2021.csv"))
    assert 12 == the_value(read("elever.zip", content, member="*_2022.CSV"))
    with pytest.raises(SourceError, match=r"2 files of the zip file are '\*.csv'"):
        read("elever.zip", content, member="*.csv")
    with pytest.raises(SourceError, match=r"no file of the zip file is 'lärare.csv'. It holds: elever_2021.csv"):
        read("elever.zip", content, member="lärare.csv")


WRONG = {
    "cut": (lambda: zipped({"a": TEXT * 99})[:-40], "a.zip: not a whole zip file"),
    "spoiled": (
        lambda: zipped({"a": TEXT * 99}).replace(zipped({"a": TEXT * 99})[40:60], bytes(20)),
        "not a whole zip file",
    ),
    "empty": (lambda: zipped({}), "the zip file holds no file"),
    "something else": (lambda: TEXT, "a.zip: this is not a zip file"),
    "an empty file within": (lambda: zipped({"a": b"\xef\xbb\xbf"}), "the file is empty"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_zip_file_that_cannot_be_read_is_told(read, name: str):
    content, words = WRONG[name]
    with pytest.raises(SourceError, match=words):
        read("a.zip", content(), format="csv")


def test_a_locked_file_is_told():
    content = bytearray(zipped({"a": TEXT}))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):  # the bit that says so stands in both heads of the file
        content[content.index(sign) + (6 if sign == b"PK\x03\x04" else 8)] |= 1
    with pytest.raises(SourceError, match=r"locked with a password. Unpack it"):
        unfold(bytes(content), "a.zip")


def test_a_cut_gzip_file_is_told(read):
    with pytest.raises(SourceError, match="not a whole gzip file"):
        read("a.csv.gz", gzip.compress(TEXT * 99)[:-30])


@pytest.mark.parametrize("pack", [lambda content: zipped({"a": content}), gzip.compress])
def test_what_unfolds_without_end_is_not_read(monkeypatch, pack):
    monkeypatch.setattr(packed, "LARGEST_UNFOLDED", 1000)
    with pytest.raises(SourceError, match="unfolds to more than 1000 bytes"):
        unfold(pack(bytes(100_000)), "a")


def test_a_member_of_a_file_that_is_not_packed_is_told(read):
    with pytest.raises(SourceError, match=r"the file is not packed, so nothing in it is 'b.csv'. Remove 'member'."):
        read("a.csv", TEXT, member="b.csv")


def test_columns_of_a_parquet_file_are_declared_by_name(context, tmp_path: Path):
    held = io.BytesIO()
    parquet.write_table(pa.table({"Kommun": ["Österåker"], "ANTAL": [12.0], "Kod": ["0117"]}), held)
    (tmp_path / "elever.pq").write_bytes(held.getvalue())
    declared = {key: value for key, value in DECLARED.items() if key != "header"}
    for named in (
        {"file": "elever.pq", "format": "parquet"},
        {"file": "elever.pq", "format": "parquet", "header": ["Kod"]},
    ):
        assert 12 == the_value(table.fetch(declared | named, context()))
