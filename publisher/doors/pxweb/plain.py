"""Plain forms of the cells: PxWeb's JSON of before JSON-stat (``json-px``), and a table of HTML that runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import product
from typing import TYPE_CHECKING, Any

from publisher.doors.inquiry import Inquirer
from publisher.doors.pxweb.describing import Places, source, updated

if TYPE_CHECKING:
    from publisher.doors.pxweb.writing import Cells

#: The table may stand in a frame, and runs nothing.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"
TYPES = {"period": "t", "indicator": "c"}


def as_json_px(inquirer: Inquirer, cells: Cells) -> dict[str, Any]:
    """A row a key of all dimensions but the contents, its values as text; what is missing is PxWeb's mark."""
    contents = cells.table.of("indicator")
    keyed = [one for one in cells.dimensions if one.column != "indicator"]
    # of the contents there is one: the cells stand in the order of the other dimensions, wherever it stands
    return {
        "columns": [
            {
                "code": cells.table.id if one is contents else one.code,
                "text": contents.labels[cells.table.id] if one is contents else one.label,
                "type": TYPES.get(one.column, "d"),
            }
            for one in [*keyed, contents]
        ],
        "comments": [],
        "data": [
            {"key": list(key), "values": [cells.mark(at) if (value := cells.values[at]) is None else str(value)]}
            for at, key in enumerate(product(*(one.labels for one in keyed)))
        ],
        "metadata": [
            {
                "updated": updated(cells.table),
                "label": cells.table.label,
                "source": source(inquirer, cells.table),
                "infofile": cells.table.id,
            }
        ],
    }


def as_html(
    inquirer: Inquirer,
    cells: Cells,
    places: Places,
    names: Sequence[str],
    shown: Callable[[str, str], str],
    title: bool,
) -> str:
    """A table: a row for each of the stub, a column for each of the heading.

    Args:
        names: of the dimensions of the stub.
        shown: a code of a dimension, as it is asked to be shown.
        title: whether the table's name stands above it.
    """

    def heads(scope: str, texts: Iterable[str]) -> str:
        return "".join(f'<th scope="{scope}">{escape(text)}</th>' for text in texts)

    def said(dimensions: Sequence[str], codes: Sequence[str]) -> list[str]:
        return [shown(dimension, code) for dimension, code in zip(dimensions, codes, strict=True)]

    lines = [f'<!doctype html><html lang="{escape(inquirer.told)}"><meta charset="utf-8"><table>']
    if title:
        lines.append(f"<caption>{escape(cells.table.label)}</caption>")
    for number, (codes, row) in enumerate(cells.grid(places)):
        if not number:
            above = [" ".join(said(places[1], head)) or cells.table.label for _, head in row]
            lines.append(f"<tr>{heads('col', [*names, *above])}</tr>")
        values = "".join(
            f"<td>{escape(cells.mark(at) if (value := cells.values[at]) is None else str(value))}</td>" for at, _ in row
        )
        lines.append(f"<tr>{heads('row', said(places[0], codes))}{values}</tr>")
    return "\n".join([*lines, "</table></html>"])
