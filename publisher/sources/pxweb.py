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
      marks: {"-": 0, "..": unknown-reason, ".": not-applicable}

``select`` names codes, ``"*"`` for all, a pattern such as ``"01*"``, or ``last N``. A dimension that is not
selected must be one the table can do without (``elimination``). Codes of another list of the table's than the
first, ages in tens for instance, are named one by one under ``select`` and their list under ``codelists``
(``{Alder: agg_Ålder10års}``). ``indicator``, ``sex`` and ``service_area`` are
a fixed code or a dimension with its codes; every dimension with more than one selected code must be used.
A mark means a status or a number (``"-": 0``; the server writes null beside every mark); ``scale`` multiplies values.

Two codes of the table may be one of ours, as an area's former code and its present one. Where both have a cell, the one
that is not applicable gives way; of two others none is chosen, and the fetch is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from math import prod
from typing import Any
from urllib.parse import quote

from publisher.errors import Refused, SourceError
from publisher.model import SEX_TOTAL, TOTAL, Source
from publisher.sources.api import Api
from publisher.sources.codes import slug
from publisher.sources.context import Fetched, Progress, SourceContext
from publisher.sources.cube_rows import KEYS, CubeRows, read_marks
from publisher.sources.faults import Faults, listing, nearest
from publisher.sources.jsonstat import Cube, read_cube
from publisher.sources.numbers import Reading
from publisher.sources.periods import period_code
from publisher.sources.scale import SCALE, check_scale, scaled
from publisher.sources.shapes import BY_LANGUAGE, NUMBER, TEXT, by_name, either, many, record
from publisher.sources.words import RESTATED
from publisher.wildcard import like

#: A GET longer than this is sent as POST (characters).
LONGEST_ADDRESS = 1800
#: More cells than this are not asked for.
MOST_CELLS = 10_000_000
#: A server that wants a longer time between two calls is not asked (seconds).
LONGEST_INTERVAL = 60.0

_DIMENSION = either(TEXT, record({"dimension": TEXT, "codes": by_name(TEXT)}, needed=("dimension",)))
_SHAPE = record(
    {
        "kind": TEXT, "url": TEXT, "table": TEXT, "title": TEXT, "publisher": TEXT, "language": TEXT,
        "select": by_name(many(TEXT)), "codelists": by_name(TEXT), "area": _DIMENSION, "period": _DIMENSION,
        "sex": _DIMENSION, "indicator": _DIMENSION, "service_area": _DIMENSION,
        "marks": by_name(either(TEXT, NUMBER)), "scale": SCALE, "note": BY_LANGUAGE, "restated": many(RESTATED),
    },
    needed=("url", "table", "title", "publisher", "select", "area", "period", "indicator"),
)  # fmt: skip

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
    faults = Faults(context.file, context.read_in)
    _SHAPE.check(declaration, "source", faults)
    if not faults.count:
        check_scale(declaration.get("scale"), context.indicators, faults)
    marks = read_marks({} if faults.count else declaration.get("marks") or {}, context, faults)
    if problems := faults.problems():
        raise Refused(problems)
    home = str(declaration["url"])
    with Api(home=home, base=context.pxweb_url, cache=context.cache, progress=context.progress) as api:
        return _fetch(declaration, context, api, marks, faults)


def _fetch(
    declaration: Mapping[str, Any],
    context: SourceContext,
    api: Api,
    marks: Mapping[str, Reading | None],
    faults: Faults,
) -> Fetched:
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
    if (cells := prod(len(codes) for codes in selection.values())) > MOST_CELLS:
        raise SourceError(f"{where}: {cells} cells are selected, at most {MOST_CELLS} are read. Select fewer codes.")
    reading = CubeRows(declaration, columns, context, marks, slug(f"{declaration['publisher']} {table}"))
    checksum = sha256()
    for cube in _whole(api, table, language, list(portioned(selection, most)), lists, context.progress):
        checksum.update(repr((cube.dimensions, cube.values, cube.statuses)).encode())
        reading.take(cube)
    source = Source(
        id=reading.source,
        title=str(declaration["title"]),
        publisher=str(declaration["publisher"]),
        url=f"{api.home}/tables/{quote(table)}?lang={language}",
        retrieved=context.today,
        sha256=checksum.hexdigest(),
        note=declaration.get("note") or {},
    )
    rows = [*reading.rows.values(), *reading.twice]
    scaled(rows, declaration.get("scale"))
    return Fetched(observations=rows, sources=[source], problems=reading.finish())


def _whole(
    api: Api,
    table: str,
    language: str,
    portions: Sequence[Selection],
    lists: Mapping[str, str],
    progress: Progress,
) -> list[Cube]:
    """Every portion of a selection, all of one state of the table.

    Raises:
        SourceError: as :func:`ask`, or the table was updated meanwhile both times it was read.
    """
    for _ in range(2):
        cubes = []
        for done, portion in enumerate(portions):
            progress(table, done, len(portions))
            cubes.append(ask(api, table, language, portion, lists))
        progress(table, len(portions), len(portions))
        if len(states := sorted({cube.updated for cube in cubes})) < 2:
            return cubes
        for portion in portions:
            api.forget(*_question(api, table, language, portion, lists))
    raise SourceError(
        f"{api.home}/tables/{quote(table)}: the table was updated while it was read, twice in a row "
        f"({', '.join(states)}). Fetch again later."
    )


def _limits(api: Api) -> int:
    """Most cells a call may ask for; the time between calls is kept by ``api`` from now on."""
    config = api.get(f"{api.home}/config")
    try:
        most, calls, window = (config[name] for name in ("maxDataCells", "maxCallsPerTimeWindow", "timeWindow"))
        interval, most = float(window) / float(calls), int(most)
        if not (0 <= interval <= LONGEST_INTERVAL and most > 0):
            raise ValueError(f"{most} cells a call, {interval:g} seconds between calls")
        api.interval = interval
        return most
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
    address, body = _question(api, table, language, selection, lists)
    cube = read_cube(api.get(address, body=body), address)
    for name, codes in selection.items():
        if sorted(came := cube.dimensions.get(name, {})) != sorted(codes):
            raise SourceError(
                f"{address}: dimension '{name}' came with {len(came)} codes, {len(codes)} were asked for. "
                "Fetch again; if it stays, tell the agency."
            )
    return cube


def _question(
    api: Api, table: str, language: str, selection: Selection, lists: Mapping[str, str]
) -> tuple[str, dict[str, Any] | None]:
    """Address and body of a call for data; no body: GET."""
    address = f"{api.home}/tables/{quote(table)}/data?lang={language}&outputFormat=json-stat2"
    chosen = "".join(f"&valueCodes[{quote(name)}]={quote(','.join(codes))}" for name, codes in selection.items())
    chosen += "".join(f"&codelist[{quote(name)}]={quote(code)}" for name, code in lists.items())
    if len(address) + len(chosen) <= LONGEST_ADDRESS:
        return address + chosen, None
    wanted = [
        {"variableCode": name, "valueCodes": codes} | ({"codelist": lists[name]} if name in lists else {})
        for name, codes in selection.items()
    ]
    return address, {"selection": wanted}


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
        elif not _can_be_left_out(metadata["dimension"][name]):
            remedy = f"Choose among its codes: {listing(list(codes))}."
            faults.add("unknown-dimension", f"'{name}' must be selected.", remedy, column="source.select")
    return found


def _can_be_left_out(dimension: Mapping[str, Any]) -> bool:
    extension = dimension.get("extension")
    return isinstance(extension, Mapping) and extension.get("elimination") is True


def _chosen(declared: Any, codes: Sequence[str], name: str, faults: Faults) -> list[str]:
    if isinstance(declared, str) and declared.startswith("last ") and declared[5:].isdigit() and int(declared[5:]):
        if all(map(period_code, codes)):
            codes = sorted(codes, key=lambda code: period_code(code) or "")  # some tables have the newest first
        return list(codes[-int(declared[5:]) :])
    found: list[str] = []
    for pattern in declared if isinstance(declared, list) else [declared]:
        hits = [code for code in codes if like(code, str(pattern))]
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
    for key in KEYS:
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
