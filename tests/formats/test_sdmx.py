"""SDMX says of each observation what it is of, and its structure has every code that occurs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from worlds import some

from publisher.download import Download
from publisher.formats import FORMATS
from publisher.formats.sdmx import code, name

SPACES = {
    "str": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure",
    "mes": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message",
}


def written(key: str, download: Download) -> str:
    return b"".join(FORMATS[key].write(download)).decode()


def structure(download: Download) -> ElementTree.Element:
    return ElementTree.fromstring(written("sdmx-structure", download))


def lists(root: ElementTree.Element) -> dict[str, set[str | None]]:
    return {
        str(one.get("id")): {each.get("id") for each in one.iterfind("str:Code", SPACES)}
        for one in root.iterfind(".//str:Codelist", SPACES)
    }


def test_every_component_and_code_of_the_data_is_in_the_structure(download: Download) -> None:
    root = structure(download)
    found = lists(root)
    coded = {"INDICATOR": "CL_INDICATOR", "REF_AREA": "CL_AREA", "SEX": "CL_SEX", "SERVICE_AREA": "CL_SERVICE_AREA",
             "UNIT_MEASURE": "CL_UNIT", "STATUS": "CL_STATUS", "OBS_STATUS": "CL_OBS_STATUS"}  # fmt: skip
    components = {e.get("id") for e in root.iterfind(".//str:DataStructureComponents/*/*", SPACES)}
    rows = list(csv.DictReader(io.StringIO(written("sdmx-csv", download), newline="")))
    assert set(rows[0]) - {"STRUCTURE", "STRUCTURE_ID", "ACTION"} == components
    for row in some(rows):
        assert all(row[one] in found[codes] for one, codes in coded.items() if row[one])


def test_our_statuses_have_the_code_of_sdmx_beside_their_own(download: Download) -> None:
    rows = csv.DictReader(io.StringIO(written("sdmx-csv", download), newline=""))
    told = {(row["STATUS"], row["OBS_STATUS"], row["OBS_VALUE"] != "") for row in rows}
    assert told == {("", "A", True), ("estimated", "E", True), ("suppressed", "Q", False), ("not-answered", "M", False)}


def test_data_and_structure_are_of_one_flow_of_the_site(download: Download) -> None:
    rows = list(csv.DictReader(io.StringIO(written("sdmx-csv", download), newline="")))
    assert {row["STRUCTURE_ID"] for row in rows} == {"PROV:D(1.0)"}
    flow = structure(download).find(".//str:Dataflow", SPACES)
    assert flow is not None
    assert (flow.get("agencyID"), flow.get("id"), flow.get("version")) == ("PROV", "D", "1.0")
    assert 'Dataflow=PROV:D(1.0)"' not in written("sdmx-ml", download)
    assert "Dataflow=PROV:D(1.0):ObsLevelDim:AllDimensions" in written("sdmx-ml", download)


def test_a_file_is_dated_as_its_edition(download: Download) -> None:
    prepared = structure(download).find(".//mes:Prepared", SPACES)
    assert prepared is not None
    assert prepared.text == "2026-11-21T00:00:00Z"


def test_what_xml_or_sdmx_cannot_hold_is_written_otherwise(a_download: Callable[..., Download]) -> None:
    notes = [("d", "n1", {"sv": 'Ett & <två> "tre"\x0b.'}), ("d", "n2", {"sv": "Slut."})]
    root = ElementTree.fromstring(written("sdmx-ml", a_download(notes=notes)))
    assert next(root.iter("Obs")).get("COMMENT_OBS") == 'Ett & <två> "tre". Slut.'
    assert [code("storlek-1"), code("_T"), code("Å b")] == ["storlek-1", "_T", "_c5_20b"]
    assert [name("e-hälsa"), name("2022")] == ["E_H_LSA", "ID_2022"]


def test_a_table_of_something_else_is_no_sdmx(a_download: Callable[..., Download]) -> None:
    with pytest.raises(ValueError, match="SDMX wants observations"):
        written("sdmx-csv", a_download(columns=a_download().columns[:3]))
