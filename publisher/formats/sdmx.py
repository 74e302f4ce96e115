"""SDMX: data as SDMX-CSV 2.0 and SDMX-ML 2.1 (structure-specific, flat), and the structure that both are of.

One structure holds for a whole site: the key of an observation is its dimensions, everything else an attribute.
``OBS_STATUS`` has the code of SDMX's own list that our status is of, ``STATUS`` our own, which says more; what is
missing has no ``OBS_VALUE``. Where in its source a value stands is left out. https://sdmx.org/standards-2/ and https://github.com/sdmx-twg/sdmx-csv
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from publisher.columns import Make
from publisher.download import Cell, Download
from publisher.formats.csv import cell, line, separated
from publisher.model import KEY_COLUMNS, Column, Text, localised
from publisher.tables import kind
from publisher.tables.observed import ADDED, CONTEXT, EDITION

#: Columns that SDMX has a name for; others have their own, in capitals.
NAMES = {
    "area": "REF_AREA",
    "period": "TIME_PERIOD",
    "value": "OBS_VALUE",
    "unit": "UNIT_MEASURE",
    "note": "COMMENT_OBS",
}
DIMENSIONS = (*(name for name in KEY_COLUMNS if name != "period"), "period")
#: Columns whose codes are listed in the structure, and the list.
LISTS = {"indicator": "CL_INDICATOR", "area": "CL_AREA", "sex": "CL_SEX", "service_area": "CL_SERVICE_AREA",
         "unit": "CL_UNIT", "status": "CL_STATUS"}  # fmt: skip
VERSION = "1.0"
#: Codes of SDMX's list of statuses that a vocabulary may name, as that list has them.
STATUS_LIST, STATUS_VERSION, NORMAL = "CL_OBS_STATUS", "2.2", "A"
STATUSES = {
    "A": "Normal value", "B": "Time series break", "D": "Definition differs", "E": "Estimated value",
    "F": "Forecast value", "G": "Experimental value", "I": "Value imputed by a receiving agency",
    "K": "Data included in another category", "L": "Missing value; data exist but were not collected",
    "M": "Missing value; data cannot exist", "N": "Not significant", "O": "Missing value", "P": "Provisional value",
    "Q": "Missing value; suppressed", "U": "Low reliability", "V": "Unvalidated value",
    "W": "Includes data from another category",
}  # fmt: skip
STRUCTURE_TYPE = "application/vnd.sdmx.structure+xml; version=2.1"
DATA_TYPE = "application/vnd.sdmx.structurespecificdata+xml; version=2.1"
CSV_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0"

_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_SPACES = (
    f'xmlns:mes="{_SCHEMAS}/message" xmlns:com="{_SCHEMAS}/common" xmlns:str="{_SCHEMAS}/structure" '
    f'xmlns:ss="{_SCHEMAS}/data/structurespecific" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: What an identifier of SDMX may hold; characters that XML 1.0 cannot.
_OTHER, _ILLEGAL = re.compile(r"[^A-Za-z0-9_@$-]"), re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_XSD = {"number": "Double", "integer": "Integer"}


def code(text: str) -> str:
    """A code of ours as SDMX may have it: what it cannot hold becomes the number of the character."""
    return _OTHER.sub(lambda found: f"_{ord(found[0]):x}", text)


def name(text: str) -> str:
    """An identifier in capitals, which begins with a letter: of an agency, a flow or a component."""
    made = _OTHER.sub("_", text).replace("-", "_").upper()
    return made if made[:1].isalpha() else f"ID_{made}"


def component(column: Column) -> str:
    """What a column is called."""
    return NAMES.get(column.name) or name(column.name)


def agency(download: Download) -> str:
    """Who the structure is of: the site."""
    return name(download.key or "site")


def flow(download: Download) -> str:
    """The dataset that the rows are of, where they are of one."""
    datasets = {one.dataset for one in download.terms if one.dataset}
    return name(datasets.pop()) if len(datasets) == 1 else "OBSERVATIONS"


class Components:
    """The columns of a download in the order of the structure: dimensions, the value, attributes.

    Raises:
        ValueError: it has not the columns of observations.
    """

    def __init__(self, download: Download):
        names = [one.name for one in download.columns]
        if missing := [one for one in (*DIMENSIONS, "value", "status") if one not in names]:
            raise ValueError(f"SDMX wants observations; these columns are not there: {', '.join(missing)}.")
        labels = ADDED - {one.name for one in CONTEXT}
        left = {*DIMENSIONS, "value", "status", EDITION.name, "dataset", "source_place"}
        attributes = [i for i, one in enumerate(names) if one not in left and one not in labels and "_label" not in one]
        self.columns = [download.columns[i] for i in (*map(names.index, DIMENSIONS), names.index("value"))]
        self.attributes = [download.columns[i] for i in (names.index("status"), *attributes)]
        self._places = {name: place for place, name in enumerate(names)}
        self._notes = {(dataset, id): download.text(text) for dataset, id, text in download.notes}
        self._statuses = {one.code: one.sdmx or NORMAL for one in download.statuses}

    @property
    def names(self) -> list[str]:
        """Names of the cells of :meth:`rows`."""
        return [*map(component, self.columns), "OBS_STATUS", *map(component, self.attributes)]

    def told(self, tellers: Sequence[Callable[[Cell], str]]) -> Sequence[tuple[Make, Sequence[int]]]:
        """Of each of :attr:`names`, what makes its cells texts, and the columns that it is made of.

        Args:
            tellers: for each of the names, what gives a cell of it; None where there is nothing.
        """
        columns = [*self.columns, None, *self.attributes]
        return [self._told(one, tell) for one, tell in zip(columns, tellers, strict=True)]

    def _told(self, column: Column | None, tell: Callable[[Cell], str]) -> tuple[Make, Sequence[int]]:
        at = self._places
        if column is None:
            return lambda status: tell(self._statuses.get(status, NORMAL)), [at["status"]]
        if column.name in LISTS:
            return lambda cell: tell(code(cell) or None if isinstance(cell, str) else cell), [at[column.name]]
        if column.name == "note":
            both = [at["note"], *([at["dataset"]] if "dataset" in at else [])]
            return lambda note, dataset="": tell(self._noted(note, dataset)), both
        return lambda cell: tell(None if cell == "" else cell), [at[column.name]]

    def _noted(self, note: str | None, dataset: str) -> str | None:
        return " ".join(self._notes.get((dataset, id), id) for id in note.split()) if note else None


def write_csv(download: Download) -> Iterator[bytes]:
    """SDMX-CSV 2.0: a row an observation, before it what it is of; ``I`` says that it is the whole of it."""
    made = Components(download)
    yield line(["STRUCTURE", "STRUCTURE_ID", "ACTION", *made.names])
    of = line(["dataflow", f"{agency(download)}:{flow(download)}({VERSION})", "I"]).decode().removesuffix("\r\n")
    told = made.told([cell] * len(made.names))
    for chunk in download.chunks():
        yield chunk.joined(of, ",", *separated(chunk.told(make, *places) for make, places in told), "\r\n")


def write_data(download: Download) -> Iterator[bytes]:
    """SDMX-ML 2.1, structure-specific: an element an observation, with all its dimensions."""
    made = Components(download)
    space = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={agency(download)}:{flow(download)}({VERSION})"
    space += ":ObsLevelDim:AllDimensions"
    yield (
        f"{_HEAD}<mes:StructureSpecificData {_SPACES} xmlns:flow={quoteattr(space)}>{_header(download)}"
        f'<mes:Structure structureID="FLOW" namespace={quoteattr(space)} dimensionAtObservation="AllDimensions">'
        f'<com:StructureUsage><Ref agencyID="{agency(download)}" id="{flow(download)}" version="{VERSION}" '
        'class="Dataflow"/></com:StructureUsage></mes:Structure><mes:DataSetAction>Replace</mes:DataSetAction>'
        '</mes:Header><mes:DataSet ss:structureRef="FLOW" xsi:type="flow:DataSetType" '
        'ss:dataScope="DataStructure" ss:action="Replace">\n'
    ).encode()
    told = made.told([_attribute(one) for one in made.names])
    for chunk in download.chunks():
        yield chunk.joined("<Obs", *(chunk.told(make, *places) for make, places in told), "/>\n")
    yield b"</mes:DataSet></mes:StructureSpecificData>\n"


def _attribute(name: str) -> Callable[[Cell], str]:
    """What gives a cell as an attribute of that name; '' where there is nothing."""

    def tell(cell: Cell) -> str:
        if isinstance(cell, str):
            return f" {name}={quoteattr(_ILLEGAL.sub('', cell))}"
        return "" if cell is None else f' {name}="{cell}"'

    return tell


def write_structure(download: Download) -> Iterator[bytes]:
    """SDMX-ML 2.1: the flow, the structure, its concepts, and lists of the codes that may occur."""
    made, whose = Components(download), agency(download)
    listed, of = _lists(download), _ref("OBSERVATIONS", whose, "DataStructure", "datastructure")
    yield f"{_HEAD}<mes:Structure {_SPACES}>{_header(download)}</mes:Header><mes:Structures>".encode()
    yield (
        f'<str:Dataflows><str:Dataflow id="{flow(download)}" agencyID="{whose}" version="{VERSION}" isFinal="true">'
        f"{_told(download, download.title)}<str:Structure>{of}</str:Structure></str:Dataflow>"
        "</str:Dataflows><str:Codelists>\n"
    ).encode()
    for id, codes in listed.items():
        of_sdmx = id == STATUS_LIST
        yield (
            f'<str:Codelist id="{id}" agencyID="{"SDMX" if of_sdmx else whose}" version="{_version(id)}" '
            f'isFinal="true" isPartial="true"><com:Name xml:lang="en">{id}</com:Name>\n'
            + "".join(f'<str:Code id="{one}">{told}</str:Code>\n' for one, told in codes.items())
            + "</str:Codelist>\n"
        ).encode()
    concepts = [*made.columns, *made.attributes]
    yield (
        f'</str:Codelists><str:Concepts><str:ConceptScheme id="CS" agencyID="{whose}" version="{VERSION}" '
        'isFinal="true"><com:Name xml:lang="en">Concepts</com:Name>\n'
        + "".join(
            f'<str:Concept id="{component(one)}">{_told(download, one.title or {"en": one.name}, one.description)}'
            "</str:Concept>\n"
            for one in concepts
        )
        + '<str:Concept id="OBS_STATUS"><com:Name xml:lang="en">Observation status</com:Name></str:Concept>\n'
        "</str:ConceptScheme></str:Concepts><str:DataStructures>"
        f'<str:DataStructure id="OBSERVATIONS" agencyID="{whose}" version="{VERSION}" isFinal="true">'
        '<com:Name xml:lang="en">Observations</com:Name><str:DataStructureComponents>'
        '<str:DimensionList id="DimensionDescriptor">\n'
    ).encode()
    for place, column in enumerate(made.columns[:-1], 1):
        kind_of = "TimeDimension" if column.name == "period" else "Dimension"
        yield (
            f'<str:{kind_of} id="{component(column)}" position="{place}">{_concept(component(column), whose)}'
            f"{_format(column, whose)}</str:{kind_of}>\n"
        ).encode()
    yield (
        '</str:DimensionList><str:AttributeList id="AttributeDescriptor">\n'
        f'<str:Attribute id="OBS_STATUS" assignmentStatus="Mandatory">{_concept("OBS_STATUS", whose)}'
        f"{_enumerated(STATUS_LIST, 'SDMX')}{_OF_VALUE}</str:Attribute>\n"
        + "".join(
            f'<str:Attribute id="{component(one)}" assignmentStatus="Conditional">{_concept(component(one), whose)}'
            f"{_format(one, whose)}{_OF_VALUE}</str:Attribute>\n"
            for one in made.attributes
        )
        + '</str:AttributeList><str:MeasureList id="MeasureDescriptor"><str:PrimaryMeasure id="OBS_VALUE">'
        f"{_concept('OBS_VALUE', whose)}{_format(made.columns[-1], whose)}</str:PrimaryMeasure></str:MeasureList>"
        "</str:DataStructureComponents></str:DataStructure></str:DataStructures></mes:Structures></mes:Structure>\n"
    ).encode()


_OF_VALUE = (
    '<str:AttributeRelationship><str:PrimaryMeasure><Ref id="OBS_VALUE"/></str:PrimaryMeasure>'
    "</str:AttributeRelationship>"
)


def _lists(download: Download) -> Mapping[str, Mapping[str, str]]:
    """List to code to what is told of it, as XML."""

    def of(things: Iterable[tuple[str, Text, Text]]) -> dict[str, str]:
        return {code(id): _told(download, label, about) for id, label, about in things}

    concepts = {
        column: of((one.code, one.label, one.definition) for one in download.concepts.get(column.replace("_", "-"), ()))
        for column in ("sex", "service_area", "unit")
    }
    found = {
        "indicator": of((one.id, one.label, one.definition) for one in download.indicators),
        "area": of((one.code, one.label, {}) for one in download.areas),
        **concepts,
        "status": of((one.code, one.label, one.definition) for one in download.statuses),
    }
    used = {NORMAL, *(one.sdmx for one in download.statuses if one.sdmx)}
    names = {one: _told(download, {"en": STATUSES.get(one, one)}) for one in sorted(used)}
    return {**{LISTS[column]: codes for column, codes in found.items()}, STATUS_LIST: names}


def _header(download: Download) -> str:
    return (
        f"<mes:Header><mes:ID>{code('E' + download.edition)}</mes:ID><mes:Test>false</mes:Test>"
        f'<mes:Prepared>{download.published}T00:00:00Z</mes:Prepared><mes:Sender id="{agency(download)}">'
        f"{_names(download, download.publisher)}</mes:Sender>"
    )


def _names(download: Download, text: Text, tag: str = "com:Name") -> str:
    languages: Sequence[str] = [one for one in download.languages if text.get(one)] or [*text][:1]
    return "".join(
        f'<{tag} xml:lang="{one}">{escape(_ILLEGAL.sub("", localised(text, one)))}</{tag}>' for one in languages
    )


def _told(download: Download, label: Text, about: Text | None = None) -> str:
    more = _names(download, about, "com:Description") if about and about != label else ""
    return _names(download, label) + more


def _ref(id: str, whose: str, kind_of: str, package: str) -> str:
    return f'<Ref id="{id}" agencyID="{whose}" version="{_version(id)}" class="{kind_of}" package="{package}"/>'


def _version(id: str) -> str:
    return STATUS_VERSION if id == STATUS_LIST else VERSION


def _concept(id: str, whose: str) -> str:
    parent = f'maintainableParentID="CS" maintainableParentVersion="{VERSION}" agencyID="{whose}"'
    return (
        f'<str:ConceptIdentity><Ref id="{id}" {parent} class="Concept" package="conceptscheme"/></str:ConceptIdentity>'
    )


def _enumerated(id: str, whose: str) -> str:
    ref = _ref(id, whose, "Codelist", "codelist")
    return f"<str:LocalRepresentation><str:Enumeration>{ref}</str:Enumeration></str:LocalRepresentation>"


def _format(column: Column, whose: str) -> str:
    if column.name in LISTS:
        return _enumerated(LISTS[column.name], whose)
    type = "ObservationalTimePeriod" if column.name == "period" else _XSD.get(kind(column).json, "String")
    return f'<str:LocalRepresentation><str:TextFormat textType="{type}"/></str:LocalRepresentation>'
