"""Writing: the cells of a selection as JSON-stat 2, as PxWeb's CSV and as PX; the API's own Excel and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import msgspec
from litestar import Response

from publisher import formats
from publisher.doors.inquiry import Inquirer
from publisher.doors.knocking import near, refused
from publisher.doors.pxweb import describing
from publisher.doors.pxweb.describing import FORMATS, NONE_KNOWN, NONE_POSSIBLE, Places
from publisher.doors.pxweb.plain import POLICY, as_html, as_json_px
from publisher.doors.pxweb.selecting import Chosen, split
from publisher.doors.pxweb.table import Table
from publisher.formulas import guarded
from publisher.model import KEY_COLUMNS, localised
from publisher.phrases import tell
from publisher.reader import Selection
from publisher.statistics.figures import NOT_ASKED
from publisher.web.api.query import MOST_VALUES

#: Formats that are the API's own, with codebook, statuses and terms.
THE_APIS: Mapping[str, str] = {key: formats.FORMATS[key].sent_as for key in ("xlsx", "parquet")}
TEXTS = ("UseTexts", "UseCodes", "UseCodesAndTexts")
SEPARATORS = {"SeparatorTab": "\t", "SeparatorSpace": " ", "SeparatorSemicolon": ";"}
PARAMS = (*TEXTS, "IncludeTitle", *SEPARATORS)


def form_of(text: str) -> str:
    """A format; the default when none is asked for.

    Raises:
        ProblemError: 400 naming those there are.
    """
    form = text.casefold() or FORMATS[0]
    if form not in FORMATS:
        found, said = near(text, FORMATS)
        words = tell(
            "there is no '{text}'.{meant} There are {there}.", text=text[:40], meant=said, there=", ".join(FORMATS)
        )
        raise refused("outputFormat", words, title="Unsupported output format", nearest=found, allowed=list(FORMATS))
    return form


def params_of(text: str) -> list[str]:
    """What is asked of a format.

    Raises:
        ProblemError: 400 for one that there is not, or for two that cannot both hold.
    """
    known = {one.casefold(): one for one in PARAMS}
    params = []
    for one in split(text):
        if one.casefold() not in known:
            found, said = near(one, PARAMS)
            words = tell(
                "there is no '{text}'.{meant} There are {there}.", text=one[:40], meant=said, there=", ".join(PARAMS)
            )
            raise refused("outputFormatParams", words, title="Illegal output format parameter", nearest=found)
        params.append(known[one.casefold()])
    for group in (TEXTS, tuple(SEPARATORS)):
        if len({*group} & {*params}) > 1:
            words = tell("choose one of {there}.", there=", ".join(group))
            raise refused("outputFormatParams", words, title="Illegal output format parameter")
    return params


class Cells:
    """The cells of a selection, row by row of its dimensions: values, and the status of those that have one."""

    def __init__(self, inquirer: Inquirer, table: Table, found: Chosen):
        self.table = table.narrowed(found)
        self.dimensions = [one for one in self.table.dimensions if one.code in found]
        out = {one.column: one.eliminated or "" for one in self.table.dimensions if one.code not in found}
        fixed = {**self.table.fixed, **out}
        self.strides: dict[str, int] = {}  #: cells from one code of a dimension to the next
        stride = 1
        for one in reversed(self.dimensions):
            self.strides[one.code] = stride
            stride *= len(one.labels)
        self.values: list[float | int | None] = [None] * stride
        self.statuses: dict[int, str] = {}
        places = {
            one.column: {code: at * self.strides[one.code] for at, code in enumerate(one.labels)}
            for one in self.dimensions
        }
        chosen = {column: [fixed[column]] if column in fixed else list(places[column]) for column in KEY_COLUMNS}
        every = len(chosen["area"]) == len(table.of("area").labels)
        selection = Selection(
            indicators=[table.id],
            areas=() if every else chosen["area"],
            periods=chosen["period"],
            sexes=chosen["sex"],
            service_areas=chosen["service_area"],
        )
        at = [(place, places[column]) for place, column in enumerate(KEY_COLUMNS) if column in places]
        for row in inquirer.reader.observations(selection):
            cell = 0
            for place, codes in at:
                cell += codes[row[place]]  # type: ignore[index]
            value = row.value
            self.values[cell] = int(value) if value is not None and value == int(value) else value
            if row.status is not None:
                self.statuses[cell] = row.status

    def mark(self, cell: int) -> str:
        """What stands in a cell without a value."""
        return NONE_POSSIBLE if self.statuses.get(cell) in NOT_ASKED else NONE_KNOWN

    def marks(self) -> dict[str, str]:
        """Cell to what stands there instead of a value."""
        return {str(cell): self.mark(cell) for cell, value in enumerate(self.values) if value is None}

    def grid(self, places: Places) -> Iterator[tuple[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]]:
        """Rows of the stub, each with its cells, and each cell with its codes in the heading."""
        labels = {one.code: list(one.labels) for one in self.dimensions}

        def spread(codes: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
            chosen = product(*(range(len(labels[code])) for code in codes))
            return [
                (
                    sum(at * self.strides[code] for at, code in zip(places, codes, strict=True)),
                    tuple(labels[code][at] for at, code in zip(places, codes, strict=True)),
                )
                for places in chosen
            ]

        heading = spread(places[1])
        for start, codes in spread(places[0]):
            yield codes, [(start + offset, head) for offset, head in heading]


def written(
    inquirer: Inquirer, table: Table, found: Chosen, places: Places, form: str, params: Sequence[str]
) -> Response[bytes]:
    """The cells of a selection in a format."""
    cells = Cells(inquirer, table, found)
    if form == "csv":
        return Response(as_csv(cells, places, params).encode(), media_type="text/csv")
    if form == "json-px":
        return Response(msgspec.json.encode(as_json_px(inquirer, cells)), media_type="application/json")
    if form == "html":
        shown = shower(cells, params)
        names = names_of(cells, places, params)
        page = as_html(inquirer, cells, places, names, shown, "IncludeTitle" in params)
        return Response(page.encode(), media_type="text/html", headers={"Content-Security-Policy": POLICY})
    if form == "px":
        name = f'attachment; filename="{table.id}.px"'
        return Response(as_px(inquirer, cells, places).encode(), media_type="application/octet-stream",
                        headers={"Content-Disposition": name})  # fmt: skip
    return Response(msgspec.json.encode(as_stat(inquirer, cells, places)), media_type="application/json")


def as_stat(inquirer: Inquirer, cells: Cells, places: Places) -> dict[str, Any]:
    """JSON-stat 2; the reason of each missing value, and what is to be known of others, stands in ``extension``."""
    whole = describing.dataset(inquirer, cells.table, cells.dimensions, places)
    whole["value"] = cells.values
    if marks := cells.marks():
        whole["status"] = marks
    if cells.statuses:
        known = inquirer.reader.vocabulary.statuses
        whole["extension"]["status"] = {str(cell): status for cell, status in cells.statuses.items()}
        whole["extension"]["status_label"] = {
            status: localised(known[status].label, inquirer.told)
            for status in sorted({*cells.statuses.values()})
            if status in known
        }
    return whole


def shower(cells: Cells, params: Sequence[str]) -> Callable[[str, str], str]:
    """How a code of a dimension is shown: by its name, by itself, or both."""
    labels = {one.code: one.labels for one in cells.dimensions}
    way = next((one for one in params if one in TEXTS), TEXTS[0])

    def shown(dimension: str, code: str) -> str:
        text = labels[dimension][code]
        return {"UseCodes": code, "UseTexts": text}.get(way, code if code == text else f"{code} {text}")

    return shown


def names_of(cells: Cells, places: Places, params: Sequence[str]) -> list[str]:
    """What the dimensions of the stub are called."""
    labels = {one.code: one.label for one in cells.dimensions}
    return [code if "UseCodes" in params else labels[code] for code in places[0]]


def as_csv(cells: Cells, places: Places, params: Sequence[str]) -> str:
    """CSV as PxWeb has it: a row for each row of the stub, a column for each of the heading."""
    plain = shower(cells, params)

    def shown(dimension: str, code: str) -> str:
        return str(guarded(plain(dimension, code)))

    buffer = io.StringIO(newline="")
    separator = next((SEPARATORS[one] for one in params if one in SEPARATORS), ",")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    if "IncludeTitle" in params:
        writer.writerow([guarded(cells.table.label)])
        writer.writerow([])
    first = True
    for codes, row in cells.grid(places):
        if first:
            heads = [" ".join(shown(d, c) for d, c in zip(places[1], head, strict=True)) for _, head in row]
            writer.writerow([*names_of(cells, places, params), *(head or cells.table.label for head in heads)])
            first = False
        stub = [shown(d, c) for d, c in zip(places[0], codes, strict=True)]
        writer.writerow([*stub, *(cells.mark(at) if (v := cells.values[at]) is None else v for at, _ in row)])
    return buffer.getvalue()


def as_px(inquirer: Inquirer, cells: Cells, places: Places) -> str:
    """A PX file, as PC-Axis and its readers take it: keywords, then the cells row by row of the stub."""
    table, reader = cells.table, inquirer.reader
    by_code = {one.code: one for one in cells.dimensions}
    contents = by_code[table.of("indicator").code]
    about = describing.dataset(inquirer, table, cells.dimensions, places)
    unit = about["dimension"][contents.code]["category"]["unit"][table.id]

    def quoted(*texts: str) -> str:
        return ",".join('"' + text.replace('"', "'").replace("\n", " ") + '"' for text in texts)

    def labels(codes: Sequence[str]) -> str:
        return quoted(*(by_code[code].label for code in codes))

    lines = [
        'CHARSET="ANSI"', 'AXIS-VERSION="2013"', 'CODEPAGE="utf-8"', f"LANGUAGE={quoted(inquirer.told)}",
        f'CREATION-DATE="{reader.edition.published.replace("-", "")} 00:00"',
        f"DECIMALS={unit['decimals']}", f"SHOWDECIMALS={unit['decimals']}", f"MATRIX={quoted(table.id)}",
        f"SUBJECT-CODE={quoted(table.indicator.subject)}", f"SUBJECT-AREA={quoted(table.indicator.subject)}",
        f"TITLE={quoted(table.label)}", f"CONTENTS={quoted(table.label)}", f"UNITS={quoted(unit['base'])}",
    ]  # fmt: skip
    lines += [f"{keyword}={labels(codes)}" for keyword, codes in (("STUB", places[0]), ("HEADING", places[1])) if codes]
    lines.append(f"CONTVARIABLE={quoted(contents.label)}")
    lines += [f"VALUES({quoted(one.label)})={quoted(*one.labels.values())}" for one in cells.dimensions]
    lines += [f"CODES({quoted(one.label)})={quoted(*one.labels)}" for one in cells.dimensions]
    lines += [f"VARIABLECODE({quoted(one.label)})={quoted(one.code)}" for one in cells.dimensions]
    named = quoted(contents.labels[table.id])
    lines += [
        f"UNITS({named})={quoted(unit['base'])}",
        f'LAST-UPDATED({named})="{about["updated"][:10].replace("-", "")} 00:00"',
    ]
    lines += [f"SOURCE={quoted(about['source'])}", f"NOTE={quoted('#'.join(about['note']))}"]
    rows = [
        " ".join(f'"{cells.mark(at)}"' if (value := cells.values[at]) is None else str(value) for at, _ in row)
        for _, row in cells.grid(places)
    ]
    return ";\r\n".join(lines) + ";\r\nDATA=\r\n" + "\r\n".join(rows) + ";\r\n"


async def from_api(inquirer: Inquirer, table: Table, found: Chosen, form: str) -> Response[bytes]:
    """The observations of a selection, a row each, as the API writes them in this format."""
    asked = {"indicator": table.id, "format": form}
    for one in table.dimensions:
        codes = found.get(one.code, [one.eliminated or ""])
        if one.column == "indicator" or len(codes) == len(one.labels):
            continue
        if len(codes) > MOST_VALUES:
            words = tell("at most {most_values} values, or *, as {form}.", most_values=MOST_VALUES, form=form)
            raise refused(one.code, words, title="Illegal selection", bound=MOST_VALUES)
        asked[one.column] = ",".join(codes)
    body = await inquirer.fetch("observations", asked)
    name = f'attachment; filename="{table.id}.{form}"'
    return Response(body, media_type=THE_APIS[form], headers={"Content-Disposition": name})
