"""Parquet with the codebook in its schema metadata, written in row groups.

Column metadata: ``title``, ``description``, ``unit``, ``rdf_type``. File metadata: ``title``, ``citation``,
``licence``, ``edition``, ``url``, and as JSON ``codebook``, ``sources``, ``areas``. https://parquet.apache.org/docs/file-format/
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from publisher.download import Cells, Download
from publisher.formats.json import meta
from publisher.model import Column
from publisher.tables import kind

if TYPE_CHECKING:
    import pyarrow

#: Rows per row group: a few megabytes while it is made.
GROUP = 20_000
#: What every reader knows without a library of its own, unlike zstd; the files are a fifth larger for it.
COMPRESSION = "snappy"


def write(download: Download) -> Iterator[bytes]:
    """The file, a row group at a time."""
    schema, rows, table = schema_of(download), iter(download.rows()), download.table
    if table is not None:
        yield from written(schema, table.groups(schema, GROUP))
    else:
        yield from written(schema, (_table(chunk, schema) for chunk in iter(lambda: list(islice(rows, GROUP)), [])))


def written(schema: pyarrow.Schema, groups: Iterable[pyarrow.Table]) -> Iterator[bytes]:
    """A file of row groups of a schema."""
    import pyarrow.parquet

    sink = Sink()
    with pyarrow.parquet.ParquetWriter(sink, schema, compression=COMPRESSION) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=GROUP)  # write_batch keeps a group back
            if taken := sink.taken():
                yield taken
    yield sink.taken()


class Sink(io.RawIOBase):
    """Collects what is written until it is taken; counts all that ever was, as offsets in the file do."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._written += len(part)
        return len(part)

    def tell(self) -> int:
        return self._written

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _table(rows: list[Cells], schema: pyarrow.Schema) -> pyarrow.Table:
    import pyarrow

    columns = [
        pyarrow.array(cells, type=field.type) for cells, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    return pyarrow.Table.from_arrays(columns, schema=schema)


def schema_of(download: Download) -> pyarrow.Schema:
    """The schema of a download's columns, with all that explains them as metadata."""
    import pyarrow

    def described(column: Column) -> dict[str, str]:
        texts = {"title": download.text(column.title), "description": download.text(column.description)}
        return {k: v for k, v in (texts | {"unit": column.unit, "rdf_type": column.rdf_type}).items() if v}

    explained = meta(download)
    encode = msgspec.json.encode
    return pyarrow.schema(
        [
            pyarrow.field(
                column.name,
                getattr(pyarrow, kind(column).arrow)(),
                nullable=not column.required,
                metadata=described(column),
            )
            for column in download.columns
        ],
        metadata={
            "title": download.text(download.title),
            "description": download.text(download.description),
            "citation": download.text(download.citation),
            "licence": " ".join(licence.url for licence in download.licences.values()),
            "edition": download.edition,
            "published": download.published,
            "url": download.url,
            **{key: encode(explained[key]) for key in ("codebook", "sources", "areas", "rights", "cautions")},
        },
    )
