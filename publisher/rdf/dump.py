"""A package's observations as RDF files, a million in seconds: columns become terms, terms are joined to lines.

No triple is ever an object of its own: a text that occurs often is made a term once, and whole columns
are joined by Arrow. :mod:`publisher.cube` says what an observation says.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from csv import reader as csv_rows
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import quote

from publisher import packed
from publisher.cube import JOINED_BY, Component, Cube, Term, literal, number
from publisher.known import Known
from publisher.model import KEY_COLUMNS

#: How hard N-Triples are compressed: as lines are alike, 3 takes the time of 1 for files a sixth smaller.
LEVEL = 3
#: Rows made into text at a time; bounds memory at some 10 MB.
BATCH = 2_000


class Words:
    """Lines of N-Triples by subject, and which of them belong to what some things are told in."""

    #: An indicator's scale is told with its steps, which point at it.
    STEPS = b"/id/scheme/scale-"

    def __init__(self, lines: bytes):
        self._said: dict[bytes, list[bytes]] = {}
        self._steps: dict[bytes, list[bytes]] = {}
        for line in lines.splitlines(keepends=True):
            subject = line.partition(b" ")[0]
            self._said.setdefault(subject, []).append(line)
            if self.STEPS in line and self.STEPS in (thing := _thing(line)):
                self._steps.setdefault(thing, []).append(subject)

    def about(self, iris: Iterable[str]) -> bytes:
        """The lines about some things and about all that they lead to, sorted; a cube with them stands alone."""
        todo = [f"<{iri}>".encode() for iri in iris]
        seen = set(todo)
        while todo:
            subject = todo.pop()
            for thing in (*map(_thing, self._said.get(subject, ())), *self._steps.get(subject, ())):
                if thing in self._said and thing not in seen:
                    seen.add(thing)
                    todo.append(thing)
        return b"".join(sorted(line for subject in seen for line in self._said.get(subject, ())))


def _thing(line: bytes) -> bytes:
    """The object of a triple."""
    return line.split(b" ", 2)[2].removesuffix(b" .\n")


class Written(NamedTuple):
    """What was written of a package's observations."""

    observations: int
    lines: int  #: of text; in N-Triples a triple each
    properties: Sequence[str]  #: as they stand in the text


def write(cube: Cube, source: Path, target: Path, told: bytes = b"", packs: bool = False) -> Written:
    """Write all observations of a package.

    Args:
        cube: dataset and syntax.
        source: ``observations.csv``.
        target: file to write; compressed, always to the same bytes, when it ends in ``.gz``.
        told: N-Triples written before them, which Turtle takes as they are.
        packs: whether text may be packed (:mod:`publisher.packed`).

    Returns:
        What was written of them.
    """
    from pyarrow import csv

    with source.open(encoding="utf-8", newline="") as file:
        there = set(next(csv_rows(file), ()))  # a package may go without an optional column
    components = [_once(one) for one in cube.components if there.issuperset(one.columns)]
    names = sorted({name for component in components for name in component.columns} | set(KEY_COLUMNS))
    reader = csv.open_csv(
        source,
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, "string"), include_columns=names, strings_can_be_null=False
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True),
    )
    count = lines = 0
    properties = {predicate for predicate, _ in cube.head}
    with _opened(target, packs) as out:
        if cube.syntax.prefixes:
            out.writelines(
                f"@prefix {name}: <{iri}> .\n".encode() for name, iri in sorted(cube.syntax.prefixes.items())
            )
        out.write(told)
        for chunk in reader:
            for start in range(0, chunk.num_rows, BATCH):
                part = chunk.slice(start, BATCH)
                written = bytes(_lines(cube, components, part, properties))
                out.write(written)
                count, lines = count + part.num_rows, lines + written.count(b"\n")
    return Written(count, lines, sorted(properties) if count else [])


def _opened(target: Path, packs: bool) -> AbstractContextManager[IO[bytes] | packed.Packing]:
    if target.suffix == ".gz":
        return gzip.GzipFile(filename="", fileobj=target.open("wb"), mode="wb", compresslevel=LEVEL, mtime=0)  # type: ignore[return-value]
    return packed.opened(target, packs)


def _lines(cube: Cube, components: Iterable[Component], batch: Any, said: set[str]) -> memoryview:
    """The text of a batch of rows: every component a column of terms, joined with what stands between.

    Args:
        said: the properties that it uses are added here.
    """
    import pyarrow.compute as pc

    if cube.syntax.prefixes:
        start, between, end, stop = "", " ;\n\t", "", " .\n"
    else:
        start, between, end, stop = "", "", " .\n", ""
    subject = _subjects(cube, batch)
    pieces: list[Any] = []
    line: tuple[Any, ...]
    for place, (predicate, thing) in enumerate(cube.head):
        if cube.syntax.prefixes and place:
            pieces.append(f"{between}{predicate} {thing}")
        else:
            pieces += [start, subject, f" {predicate} {thing}{end}"]
    for component in components:
        things = _things(component, batch)
        if things is None:
            continue
        said.add(component.predicate)
        if cube.syntax.prefixes:
            line = (f"{between}{component.predicate} ", things)
        else:
            line = (subject, f" {component.predicate} ", things, end)
        empty = pc.equal(things, "")
        if pc.any(empty).as_py():
            pieces.append(pc.if_else(empty, "", pc.binary_join_element_wise(*line, "")))
        else:
            pieces += line
    text = pc.binary_join_element_wise(*pieces, stop, "")
    return memoryview(text.buffers()[2])[: pc.sum(pc.binary_length(text)).as_py() or 0]


#: What a text is escaped for.
_ESCAPED = r'["\\\n\r]'
_QUOTED: Known[str, str] = Known(lambda text: quote(text, safe=".-_~"))


def _once(component: Component) -> Component:
    """A component whose terms are made once for all batches."""
    if component.term in (None, literal):
        return component
    return replace(component, term=Known(component.term).__getitem__)


def _subjects(cube: Cube, batch: Any) -> Any:
    """The observations' own IRIs."""
    import pyarrow.compute as pc

    keys = [_mapped(batch.column(name), _QUOTED.__getitem__) for name in KEY_COLUMNS]
    joined = pc.binary_join_element_wise(*keys, ".")
    before, _, after = cube.subject("0").rpartition(".0")
    return pc.binary_join_element_wise(f"{before}.", joined, after, "")


def _things(component: Component, batch: Any) -> Any:
    """The objects of one component, '' where there is none; None when no row has any."""
    import pyarrow.compute as pc

    if component.only is not None and component.only.isdisjoint(batch.column("indicator").unique().to_pylist()):
        return None
    columns = [batch.column(name) for name in component.columns]
    column = columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, JOINED_BY)
    if component.term is literal and not pc.any(pc.match_substring_regex(column, _ESCAPED)).as_py():
        none = pc.equal(column, "")
        return None if pc.all(none).as_py() else pc.if_else(none, "", pc.binary_join_element_wise('"', column, '"', ""))
    if component.term is not None:
        things = _mapped(column, component.term)
        return things if pc.any(pc.not_equal(things, "")).as_py() else None
    if not component.absent and not pc.any(pc.not_equal(column, "")).as_py():
        return None
    if pc.any(pc.match_substring_regex(column, "[eE]")).as_py():
        column = _mapped(column, number)
    told = pc.binary_join_element_wise('"', column, f'"^^{component.datatype}', "")
    return pc.if_else(pc.equal(column, ""), component.absent, told)


def _mapped(column: Any, function: Term) -> Any:
    """A column through a function, called once for each text that occurs."""
    import pyarrow as pa

    encoded = column.dictionary_encode()
    terms = pa.array([function(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return terms.take(encoded.indices)
