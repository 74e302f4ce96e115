"""Columns: cells made text a column at a time, each different one once; of some rows, or of a whole table in codes.

What a format writes of rows is joined of pieces: a text that stands in every row, or a column of texts. A table in
codes is one number a cell and the list of the cells that occur, so that it weighs little and words cost nothing a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise, repeat
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from publisher.known import Known

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

#: Whole numbers, one a row.
Codes: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
#: A text for each row of a chunk, as its chunk has them.
Column = Any
#: A column, or what stands in every row.
Piece = Any
#: Text of the cells of a row in one or several columns.
Make = Callable[..., str]

#: Rows made text at a time: of rows, some 100 kB and a few milliseconds; of a table some 10 MB.
ROWS, BATCH = 500, 5_000
#: Rows that are made codes at a time: as many as a processor has at hand.
READ = 4_000


@dataclass(frozen=True)
class Wrapped:
    """A :data:`Make` of one cell that is asked of most texts together: all it does with them is put something around.

    Attributes:
        make: asked for every other cell.
        before, after: what it puts around a text.
        other: the pattern that texts have in them of which that is not so.
    """

    make: Make
    before: str
    after: str
    other: str

    def __call__(self, cell: Any) -> str:
        return self.make(cell)

    def all(self, cells: pa.Array[Any]) -> pa.Array[Any]:
        """What is made of texts and None."""
        import pyarrow as pa
        import pyarrow.compute as pc

        around = pc.binary_join_element_wise(self.before, cells, self.after, "")
        apart = pc.fill_null(pc.match_substring_regex(cells, self.other), True)
        if not pc.any(apart).as_py():
            return around
        return pc.replace_with_mask(
            around, apart, pa.array(map(self.make, cells.filter(apart).to_pylist()), pa.string())
        )


class Chunk(Protocol):
    """Some rows in succession."""

    @property
    def count(self) -> int:
        """How many."""

    def told(self, make: Make, *places: int) -> Column:
        """What ``make`` makes of the cells in some columns; it is asked once for what comes again and again."""

    def numbers(self, first: int) -> Column:
        """The rows' numbers, of which the first is given."""

    def marked(self, start: str, at: Column, texts: Column) -> Column:
        """Each text with ``start`` and its own of ``at`` before it; '' stays ''."""

    def joined(self, *pieces: Piece) -> bytes:
        """All rows, each joined of the same pieces; at least one is a column."""


def chunks(rows: Iterable[Sequence[Any]], size: int = ROWS) -> Iterator[Chunk]:
    """Rows some at a time."""
    rows, known = iter(rows), dict[Any, Known[Any, str]]()
    while chunk := list(islice(rows, size)):
        yield _Rows(len(chunk), list(zip(*chunk, strict=True)), known)


@dataclass(frozen=True)
class _Rows:
    count: int
    columns: Sequence[Sequence[Any]]
    known: dict[Any, Known[Any, str]]

    def told(self, make: Make, *places: int) -> Column:
        if (known := self.known.get((make, places))) is None:
            several = len(places) > 1
            known = self.known[make, places] = Known(lambda cells: make(*cells)) if several else Known(make)
        if len(places) > 1:
            return [known[cells] for cells in zip(*(self.columns[place] for place in places), strict=True)]
        # 1 and 1.0 are one to what is known, and are written otherwise
        return [known[cell] if cell.__class__ is str else make(cell) for cell in self.columns[places[0]]]

    def numbers(self, first: int) -> Column:
        return list(map(str, range(first, first + self.count)))

    def marked(self, start: str, at: Column, texts: Column) -> Column:
        return [f"{start}{mark}{text}" if text else "" for mark, text in zip(at, texts, strict=True)]

    def joined(self, *pieces: Piece) -> bytes:
        each = [repeat(piece) if isinstance(piece, str) else piece for piece in pieces]
        return "".join(chain.from_iterable(zip(*each, strict=False))).encode()


@dataclass(frozen=True)
class Coded:
    """A table in codes.

    Attributes:
        codes: of each column, a place in its values for each row.
        values: of each column the cells that occur, in Arrow, None among them; some may occur in no row.
    """

    codes: Sequence[Codes]
    values: Sequence[pa.Array[Any]]

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]], types: Sequence[str]) -> Coded:
        """The table of some rows.

        Args:
            types: names of the functions of pyarrow that make the columns' types.
        """
        import pyarrow as pa

        rows, of = iter(rows), [getattr(pa, type)() for type in types]
        found: list[list[pa.Array[Any]]] = [[] for _ in types]
        while chunk := list(islice(rows, READ)):
            for cells, type, parts in zip(zip(*chunk, strict=True), of, found, strict=True):
                parts.append(pa.array(cells, type).dictionary_encode())
        return cls.coded(
            [pa.chunked_array(parts, pa.dictionary(pa.int32(), t)) for parts, t in zip(found, of, strict=True)]
        )

    @classmethod
    def coded(cls, columns: Iterable[pa.ChunkedArray[Any]]) -> Coded:
        """The table of columns of Arrow, dictionaries or not."""
        import numpy as np
        import pyarrow as pa

        codes, values = [], []
        for column in columns:
            whole = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            parts = (whole.unify_dictionaries() if whole.num_chunks > 1 else whole).chunks
            known = parts[0].dictionary if parts else pa.array([], whole.type.value_type)
            none = len(known)
            codes.append(np.concatenate([np.empty(0, "int32"), *(_filled(part.indices, none) for part in parts)]))
            values.append(pa.concat_arrays([known, pa.nulls(1, known.type)]))
        return cls(codes, values)

    def __len__(self) -> int:
        return len(self.codes[0])

    def cells(self, place: int) -> list[Any]:
        """The cells that a column's codes stand for; a whole number without decimals."""
        return [_shortest(cell) if cell.__class__ is float else cell for cell in self.values[place].to_pylist()]

    def column(self, *places: int) -> tuple[Codes, list[tuple[Any, ...]]]:
        """Codes of what stands together in some columns, and what that is: the cells of each."""
        import numpy as np

        first, *more = places
        codes, found = self.codes[first], [(cell,) for cell in self.cells(first)]
        for place in more:
            cells = self.cells(place)
            both, codes = np.unique(codes.astype("int64") * len(cells) + self.codes[place], return_inverse=True)
            found = [(*found[code // len(cells)], cells[code % len(cells)]) for code in both.tolist()]
        return codes, found

    def mapped(self, make: Callable[..., object], *places: int, type: str = "string") -> tuple[Codes, pa.Array[Any]]:
        """Codes and values of a further column: what ``make`` makes of the cells of each row in some columns."""
        import pyarrow as pa

        if isinstance(make, Wrapped) and self.values[places[0]].type == pa.string():
            return self.codes[places[0]], make.all(self.values[places[0]])
        if len(places) > 1:
            codes, found = self.column(*places)
            made = [make(*cells) for cells in found]
        else:
            codes, made = self.codes[places[0]], list(map(make, self.cells(places[0])))
        return codes, pa.array(made, getattr(pa, type)())

    def there(self, place: int) -> Codes:
        """Of each row, whether a column has anything: neither None nor ''."""
        import numpy as np

        return np.array([cell not in (None, "") for cell in self.cells(place)], bool)[self.codes[place]]

    def order(self, places: Sequence[int]) -> Codes:
        """The rows in the order of some columns of texts."""
        import numpy as np

        keys = []
        for place in reversed(places):
            cells = self.cells(place)
            rank = np.zeros(len(cells), "int32")
            rank[sorted(range(len(cells)), key=lambda code: cells[code] or "")] = range(len(cells))
            keys.append(rank[self.codes[place]])
        return np.lexsort(keys)

    def taken(self, rows: Codes | slice) -> Coded:
        """Some rows, in their order or another."""
        return Coded([codes[rows] for codes in self.codes], self.values)

    def groups(self, schema: pa.Schema, size: int) -> Iterator[pa.Table]:
        """The rows some at a time, as Arrow has them without codes."""
        import pyarrow as pa

        for first in range(0, len(self), size):
            part = self.taken(slice(first, first + size))
            cells = [values.take(pa.array(codes)) for codes, values in zip(part.codes, part.values, strict=True)]
            yield pa.Table.from_arrays(cells, schema=schema)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows one by one."""
        every = [self.cells(place) for place in range(len(self.values))]
        for first in range(0, len(self), READ):
            part = self.taken(slice(first, first + READ)).codes
            cells = [map(known.__getitem__, codes.tolist()) for known, codes in zip(every, part, strict=True)]
            yield from zip(*cells, strict=True)

    def chunks(self, size: int = BATCH) -> Iterator[Chunk]:
        """The rows some at a time."""
        return self.parts(range(0, len(self), size))

    def parts(self, starts: Sequence[int]) -> Iterator[Chunk]:
        """The rows by chunks that begin at some of them, the first among these."""
        known: dict[Any, tuple[Codes, pa.Array[Any]]] = {}
        for first, stop in pairwise([*starts, len(self)]):
            yield _Part(stop - first, self, first, known)


@dataclass(frozen=True)
class _Part:
    count: int
    table: Coded
    first: int
    known: dict[Any, tuple[Codes, Any]]

    def told(self, make: Make, *places: int) -> Column:
        import pyarrow as pa

        if (make, places) not in self.known:
            self.known[make, places] = self.table.mapped(make, *places)
        codes, texts = self.known[make, places]
        return texts.take(pa.array(codes[self.first : self.first + self.count]))

    def numbers(self, first: int) -> Column:
        import numpy as np

        return digits(np.arange(first, first + self.count))

    def marked(self, start: str, at: Column, texts: Column) -> Column:
        import pyarrow.compute as pc

        none = pc.equal(texts, "")
        if not pc.any(none).as_py():
            return (start, at, texts)
        if pc.all(none).as_py():
            return ""
        return pc.if_else(none, "", pc.binary_join_element_wise(start, at, texts, ""))

    def joined(self, *pieces: Piece) -> bytes:
        import pyarrow.compute as pc

        each = chain.from_iterable(piece if isinstance(piece, tuple) else (piece,) for piece in pieces)
        text = pc.binary_join_element_wise(*each, "")
        return bytes(memoryview(text.buffers()[2])[: pc.sum(pc.binary_length(text)).as_py() or 0])


def digits(numbers: Codes) -> Column:
    """Whole numbers as a column of a chunk of a table in codes."""
    import pyarrow as pa

    return pa.array(numbers).cast(pa.string())


def _filled(codes: pa.Array[Any], none: int) -> Codes:
    found: Codes = codes.fill_null(none).to_numpy(zero_copy_only=False).astype("int32", copy=False)
    return found


def _shortest(cell: float) -> float:
    """47 for 47.0, as the database gives numbers."""
    return int(cell) if cell.is_integer() and abs(cell) < 1 << 63 else cell
