"""PxWebApi 2, the interface of SCB's and other agencies' statistics databases.

Three calls (https://www.scb.se/en/services/open-data-api/pxwebapi/): ``/config`` says how much may be asked at
a time and how often, ``/tables/{id}/metadata`` which codes there are, ``/tables/{id}/data`` gives values as
JSON-stat 2. A large selection is asked in portions that fit ``maxDataCells``::

    source:
      kind: pxweb
      url: https://statistikdatabasen.scb.se/api/v2
      table: TAB6471
      title: Folkmängden per månad
      publisher: scb
      select: {Region: "*", Kon: ["1", "2"], Alder: [tot], ContentsCode: "*", Tid: last 12}
      area: Region
      period: Tid
      sex: {dimension: Kon, codes: {"1": M, "2": F}}
      indicator: {dimension: ContentsCode, codes: {"000007SF": befolkning}}
      marks: {"..": unknown-reason, ".": not-applicable}

``select`` names codes, ``"*"`` for all, a pattern such as ``"01*"``, or ``last N``. A dimension that is not
selected must be one the table can do without (``elimination``). Codes of another list of the table's than the
first, ages in tens for instance, are named one by one under ``select`` and their list under ``codelists``
(``{Alder: agg_Ålder10års}``). ``indicator``, ``sex`` and ``service_area`` are
a fixed code or a dimension with its codes; every dimension with more than one selected code must be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from hashlib import sha256
from math import prod
from typing import Any
from urllib.parse import quote

from publisher.errors import Refused, SourceError
from publisher.model import KEY_COLUMNS, SEX_TOTAL, TOTAL, Source
from publisher.sources.api import Api
from publisher.sources.codes import period_code, slug
from publisher.sources.context import Fetched, ObservationRow, SourceContext
from publisher.sources.faults import Faults, listing, nearest
from publisher.sources.jsonstat import Cube, read_cube
from publisher.sources.shapes import BOTH_LANGUAGES, TEXT, by_name, either, many, record

#: A GET longer than this is sent as POST (characters).
LONGEST_ADDRESS = 1800

_DIMENSION = either(TEXT, record({"dimension": TEXT, "codes": by_name(TEXT)}, needed=("dimension",)))
_SHAPE = record(
    {
        "kind": TEXT, "url": TEXT, "table": TEXT, "title": TEXT, "publisher": TEXT, "language": TEXT,
        "select": by_name(many(TEXT)), "codelists": by_name(TEXT), "area": _DIMENSION, "period": _DIMENSION,
        "sex": _DIMENSION, "indicator": _DIMENSION, "service_area": _DIMENSION, "marks": by_name(TEXT),
        "note": BOTH_LANGUAGES,
    },
    needed=("url", "table", "title", "publisher", "select", "area", "period", "indicator"),
)  # fmt: skip
_KEYS = ("indicator", "area", "period", "sex", "service_area")

#: Codes by dimension, in the order of the table.
Selection = dict[str, list[str]]


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Ask a statistics database for a table.

    Returns:
        A row a cell, one source for the table, problems of single cells.

    Raises:
        Refused: the declaration is wrong, or names dimensions or codes that the table does not have.
        SourceError: no answer, or not what PxWebApi 2 promises.
    """
    faults = Faults(context.file)
    _SHAPE.check(declaration, "source", faults)
    if problems := faults.problems():
        raise Refused(problems)
    with Api(home=str(declaration["url"]), base=context.pxweb_url, cache=context.cache) as api:
        return _fetch(declaration, context, api, faults)


def _fetch(declaration: Mapping[str, Any], context: SourceContext, api: Api, faults: Faults) -> Fetched:
    table = str(declaration["table"])
    most = _limits(api)
    language = str(declaration.get("language", "sv"))
    where = f"{api.home}/tables/{quote(table)}/metadata?lang={language}"
    metadata = api.get(where)
    dimensions = read_cube({**metadata, "value": {}} if isinstance(metadata, dict) else metadata, where).dimensions
    lists = {str(name): str(code) for name, code in (declaration.get("codelists") or {}).items()}
    selection = _selection(declaration["select"], dimensions, metadata, lists, faults)
    columns = _columns(declaration, selection, faults)
    if problems := faults.problems():
        raise Refused(problems)
    portions = list(portioned(selection, most))
    reading = _Reading(declaration, columns, context, slug(f"{declaration['publisher']} {table}"))
    checksum = sha256()
    for done, portion in enumerate(portions):
        context.progress(f"{table} {declaration['title']}", done, len(portions))
        cube = ask(api, table, language, portion, lists)
        checksum.update(repr((cube.dimensions, cube.values, cube.statuses)).encode())
        reading.take(cube)
    context.progress(f"{table} {declaration['title']}", len(portions), len(portions))
    source = Source(
        id=reading.source,
        title=str(declaration["title"]),
        publisher=str(declaration["publisher"]),
        url=f"{api.home}/tables/{quote(table)}?lang={language}",
        retrieved=context.today,
        sha256=checksum.hexdigest(),
        note=declaration.get("note") or {},
    )
    return Fetched(observations=list(reading.rows.values()), sources=[source], problems=reading.faults.problems())


def _limits(api: Api) -> int:
    """Most cells a call may ask for; the time between calls is kept by ``api`` from now on."""
    config = api.get(f"{api.home}/config")
    try:
        most, calls, window = (config[name] for name in ("maxDataCells", "maxCallsPerTimeWindow", "timeWindow"))
        api.interval = float(window) / float(calls)
        return int(most)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise SourceError(
            f"{api.home}/config: 'maxDataCells', 'maxCallsPerTimeWindow' and 'timeWindow' are expected ({error}). "
            "Check that the address is that of PxWebApi 2."
        ) from error


def ask(api: Api, table: str, language: str, selection: Selection, lists: Mapping[str, str]) -> Cube:
    """One call for data; a long selection is sent as POST.

    Raises:
        SourceError: no answer, or the cube holds other cells than were asked for.
    """
    address = f"{api.home}/tables/{quote(table)}/data?lang={language}&outputFormat=json-stat2"
    chosen = "".join(f"&valueCodes[{quote(name)}]={quote(','.join(codes))}" for name, codes in selection.items())
    chosen += "".join(f"&codelist[{quote(name)}]={quote(code)}" for name, code in lists.items())
    if len(address) + len(chosen) <= LONGEST_ADDRESS:
        answer = api.get(address + chosen)
    else:
        wanted = [
            {"variableCode": name, "valueCodes": codes} | ({"codelist": lists[name]} if name in lists else {})
            for name, codes in selection.items()
        ]
        answer = api.get(address, body={"selection": wanted})
    cube = read_cube(answer, address)
    for name, codes in selection.items():
        if sorted(came := cube.dimensions.get(name, {})) != sorted(codes):
            raise SourceError(
                f"{address}: dimension '{name}' came with {len(came)} codes, {len(codes)} were asked for. "
                "Fetch again; if it stays, tell the agency."
            )
    return cube


def portioned(selection: Selection, most: int) -> Iterator[Selection]:
    """The selection in parts of at most ``most`` cells, split along its longest dimension."""
    if prod(len(codes) for codes in selection.values()) <= most:
        yield selection
        return
    name = max(selection, key=lambda name: len(selection[name]))
    codes = selection[name]
    if len(codes) < 2:
        raise SourceError(f"The server allows {most} cells a call, too few for this selection.")
    middle = (len(codes) + 1) // 2
    yield from portioned(selection | {name: codes[:middle]}, most)
    yield from portioned(selection | {name: codes[middle:]}, most)


def _selection(
    declared: Mapping[str, Any],
    dimensions: Mapping[str, Mapping[str, str]],
    metadata: Any,
    lists: Mapping[str, str],
    faults: Faults,
) -> Selection:
    """The codes that ``select`` means, in the order of the table."""
    for name in declared:
        if name not in dimensions:
            remedy = f"Dimensions: {listing(list(dimensions))}."
            faults.add("unknown-dimension", f"the table has no dimension '{name}'.", remedy, column="source.select")
    found: Selection = {}
    for name, codes in dimensions.items():
        if name in lists and isinstance(declared.get(name), list):
            found[name] = [str(code) for code in declared[name]]
        elif name in declared:
            found[name] = _chosen(declared[name], list(codes), name, faults)
        elif not ((metadata["dimension"][name].get("extension") or {}).get("elimination")):
            remedy = f"Choose among its codes: {listing(list(codes))}."
            faults.add("unknown-dimension", f"'{name}' must be selected.", remedy, column="source.select")
    return found


def _chosen(declared: Any, codes: Sequence[str], name: str, faults: Faults) -> list[str]:
    if isinstance(declared, str) and declared.startswith("last ") and declared[5:].isdigit():
        return list(codes[-int(declared[5:]) :])
    found: list[str] = []
    for pattern in declared if isinstance(declared, list) else [declared]:
        hits = [code for code in codes if code == str(pattern) or fnmatchcase(code, str(pattern))]
        if not hits:
            remedy = f"{nearest(str(pattern), codes)}Codes: {listing(codes)}."
            faults.add("unknown-code", f"'{name}' has no code '{pattern}'.", remedy, column=f"source.select.{name}")
        found += [code for code in hits if code not in found]
    return found


def _columns(
    declaration: Mapping[str, Any], selection: Selection, faults: Faults
) -> dict[str, tuple[str | None, Mapping[str, str] | str | None]]:
    """Key column to (dimension or None, codes or the fixed code)."""
    columns: dict[str, tuple[str | None, Mapping[str, str] | str | None]] = {}
    for key in _KEYS:
        declared = declaration.get(key, {"sex": SEX_TOTAL, "service_area": TOTAL}.get(key, ""))
        if isinstance(declared, Mapping):
            dimension, codes = str(declared.get("dimension")), declared.get("codes") or {}
            for code in selection.get(dimension, ()):
                if codes and code not in {str(known) for known in codes}:
                    fault = f"code '{code}' of '{dimension}' is selected but has no code of ours."
                    faults.add("unknown-code", fault, "Write it under 'codes'.", column=f"source.{key}")
            columns[key] = (dimension, {str(theirs): str(ours) for theirs, ours in codes.items()})
        elif key in ("area", "period"):
            columns[key] = (str(declared), None)
        else:
            columns[key] = (None, str(declared))
        if (named := columns[key][0]) is not None and named not in selection:
            remedy = f"Selected dimensions: {listing(list(selection))}."
            faults.add("unknown-dimension", f"'{named}' is not selected.", remedy, column=f"source.{key}")
    used = {dimension for dimension, _ in columns.values()}
    for name, codes in selection.items():
        if len(codes) > 1 and name not in used:
            fault = f"{len(codes)} codes of '{name}' are selected, but no column tells them apart."
            faults.add("unused-dimension", fault, "Select one of them, or name the dimension.", column="source.select")
    return columns


class _Reading:
    """Cells becoming rows."""

    def __init__(
        self,
        declaration: Mapping[str, Any],
        columns: Mapping[str, tuple[str | None, Mapping[str, str] | str | None]],
        context: SourceContext,
        source: str,
    ):
        self.columns, self.context, self.source = columns, context, source
        self.marks = {str(sign): str(status) for sign, status in (declaration.get("marks") or {}).items()}
        self.faults = Faults(f"{declaration['publisher']} {declaration['table']}")
        self.rows: dict[tuple[str, ...], ObservationRow] = {}

    def take(self, cube: Cube) -> None:
        """Take over the cells of one answer."""
        for codes, value, sign in cube.cells():
            row = {key: self._code(key, codes) for key in _KEYS}
            if None in row.values():
                continue
            status = self._status(value, sign)
            key = tuple(str(row[column]) for column in KEY_COLUMNS)
            self.rows[key] = row | {
                "value": None if value is None else float(value), "status": status,
                "n": None, "numerator": None, "denominator": None,
                "source": self.source, "source_place": " ".join(codes.values()), "note": "",
            }  # fmt: skip

    def _code(self, key: str, codes: Mapping[str, str]) -> str | None:
        dimension, ours = self.columns[key]
        if dimension is None:
            return str(ours)
        theirs = codes[dimension]
        code = ours.get(theirs, theirs) if isinstance(ours, Mapping) else theirs
        if key == "area" and code not in self.context.vocabulary.areas:
            remedy = "Leave it out under 'select', or give it a code of ours under 'area'."
            self.faults.add("unknown-area", f"'{code}' is not an area.", remedy, subject=code, column=dimension)
            return None
        if key == "period":
            period = period_code(code)
            if period is None:
                remedy = "Leave it out under 'select', or give it a code of ours under 'period'."
                self.faults.add("unknown-period", f"'{code}' is not a period.", remedy, column=dimension)
            return period
        return code

    def _status(self, value: Any, sign: str) -> str | None:
        if not sign:
            return "unknown-reason" if value is None else None
        status = self.marks.get(sign)
        if status is None or status not in self.context.vocabulary.statuses:
            known = listing(list(self.context.vocabulary.statuses), 20)
            remedy = f"Write its meaning under 'marks' in the source. Statuses: {known}."
            self.faults.add("unknown-mark", f"the status '{sign}' is not known.", remedy, subject=sign)
            return None
        if self.context.vocabulary.statuses[status].missing is (value is not None):
            remedy = "Correct 'marks' in the source, or ask the agency."
            beside = "no value" if value is None else "a value"
            fault = f"'{sign}' is said to mean '{status}', but stands beside {beside}."
            self.faults.add("wrong-status", fault, remedy, subject=sign)
        return status
