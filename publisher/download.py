"""A selection on its way out, with everything that explains it.

Knows neither file formats nor the web: :mod:`publisher.formats` writes it, the API and the
edition make it. Every format carries what is here: columns with units, the codebook of the words
used, reasons for missing values, sources, licence, citation, edition and the address it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import msgspec

from publisher.columns import Chunk, Coded, chunks
from publisher.model import (
    LANGUAGES,
    Area,
    Catalog,
    Column,
    Concept,
    Edition,
    Indicator,
    Licence,
    Source,
    Status,
    Text,
    all_of,
    localised,
)
from publisher.outlines import Outlines
from publisher.phrases import tell
from publisher.tables import kind

#: What a cell may hold. Codes are text; None is "nothing here".
Cell = str | int | float | None
Cells = Sequence[Cell]

#: How hard everything is compressed, 1–9: 6 takes three times the time of 1 for files a sixth smaller.
LEVEL = 1

#: Every language at once, as in ``?lang=all``.
ALL = "all"


def in_all(told: Sequence[str]) -> str:
    """What stands for all the languages of a site: ``all`` where they are the program's, else ``all:fi,sv,en``."""
    return ALL if tuple(told) == LANGUAGES else f"{ALL}:{','.join(told)}"


def languages(language: str) -> tuple[str, ...]:
    """The languages that texts are given in; ``all`` :func:`in_all`."""
    if language.startswith(ALL):
        return tuple(language.partition(":")[2].split(",")) if ":" in language else LANGUAGES
    return (language,)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms a part of a table may be used."""

    dataset: str = ""  #: name of the dataset they hold for; '' for what belongs to none
    licence: Licence | None = None
    rights: Text = field(default_factory=dict)  #: what the source says about use and credit


@dataclass(frozen=True, kw_only=True)
class Download:
    """One table and its explanation.

    ``rows`` is called as often as a format needs to see the rows (Excel: twice), so that nothing has to be held in
    memory. Of a whole dataset they stand in ``table``, which is looked at instead.
    """

    title: Text
    url: str  #: the address that gives these bytes again
    key: str = ""  #: of the site
    edition: str  #: edition id
    published: str  #: ISO date of the edition
    publisher: Text  #: who publishes
    citation: Text
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Cells]] = tuple
    table: Coded | None = None
    language: str = LANGUAGES[0]  #: ``sv``, ``en`` or ``all``
    description: Text = field(default_factory=dict)
    indicators: Sequence[Indicator] = ()
    areas: Sequence[Area] = ()
    statuses: Sequence[Status] = ()
    #: scheme (``unit``, ``sex``, ``service-area``) to the concepts of it that may occur
    concepts: Mapping[str, Sequence[Concept]] = field(default_factory=dict)
    sources: Sequence[tuple[str, Source]] = ()  #: dataset name and source
    notes: Sequence[tuple[str, str, Text]] = ()  #: dataset name, note id, text
    terms: Sequence[Terms] = ()  #: of everything the rows draw on
    cautions: Sequence[Text] = ()
    links: Mapping[str, str] = field(default_factory=dict)  #: JSON only: ``self``, ``next`` …
    beside: str | None = None  #: CSVW only: name of the described file, when both lie in one folder
    meta: Mapping[str, object] = field(default_factory=dict)  #: JSON only: count, what is left out …
    data: Any = None  #: JSON only: what stands under ``data`` instead of the rows, when they say less
    guarded: bool = False  #: CSV: texts that a spreadsheet would take for formulas begin with an apostrophe
    bom: bool = False  #: CSV: begin with a byte order mark, as Excel wishes
    decimal: str = "."  #: CSV: decimal sign; a comma makes the separator a semicolon
    outlines: Outlines | None = None  #: layers of a map only

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages texts are given in."""
        return languages(self.language)

    def chunks(self) -> Iterator[Chunk]:
        """The rows some at a time."""
        return chunks(self.rows()) if self.table is None else self.table.chunks()

    def coded(self) -> Coded:
        """The rows as one table in codes."""
        if self.table is not None:
            return self.table
        return Coded.of(self.rows(), [kind(column).arrow for column in self.columns])

    @property
    def licences(self) -> dict[str, Licence]:
        """The licences of all it draws on, by key, each once."""
        return {one.licence.key: one.licence for one in self.terms if one.licence}

    @property
    def rights(self) -> list[Text]:
        """What the sources say about use and credit, each once."""
        return list({localised(one.rights, "sv"): one.rights for one in self.terms if one.rights}.values())

    def text(self, text: Text) -> str:
        """A text in the download's language; the site's first where all were asked for and one must do."""
        return localised(text, self.languages[0])


@dataclass(frozen=True)
class Format:
    """How a table is written, and what the result is called."""

    key: str  #: as in ``?format=``
    media_type: str  #: IANA media type, without parameters: what a catalogue says
    extension: str  #: without dot
    file_type: str  #: code of the EU file-type list
    title: Text
    write: Callable[[Download], Iterator[bytes]]
    _: KW_ONLY
    content_type: str = ""  #: what the API sends, when it is more exact than ``media_type``
    accepts: tuple[str, ...] = ()  #: other media types in ``Accept`` that mean this format
    observations_only: bool = False  #: only tables with the columns of observations
    inline: bool = False  #: shown by a browser rather than saved
    about: str | None = None  #: key of the format whose file this one describes; the download's ``url`` is that file's
    layer: bool = False  #: has the outlines of areas: a download has them, or there is no such file
    most: int = 0  #: rows beyond which it is refused; 0: none
    #: where a dataset's file is a zip of several: their names and what each is
    each: Callable[[Download], Iterator[tuple[str, bytes]]] | None = None

    @property
    def sent_as(self) -> str:
        """``Content-Type`` of an answer of the API."""
        return self.content_type or self.media_type


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a codebook."""

    #: ``column``, ``indicator``, ``step``, ``version``, ``status``, ``unit``, ``sex``, ``service-area`` or ``note``
    kind: str
    of: str  #: what it belongs to: the indicator of a step (and its version, where its scale has changed), …
    code: str
    label: Text
    definition: Text
    unit: str = ""
    type: str = ""  #: type of a column, value kind of an indicator


def codebook(download: Download) -> Iterator[Entry]:
    """Everything a reader must know to read the rows, in a fixed order."""
    for column in download.columns:
        yield Entry(
            kind="column",
            of="",
            code=column.name,
            label=column.title,
            definition=column.description,
            unit=column.unit or "",
            type=column.type,
        )
    for indicator in download.indicators:
        yield Entry(
            kind="indicator",
            of="",
            code=indicator.id,
            label=indicator.label,
            definition=indicator.definition,
            unit=indicator.unit,
            type=str(indicator.value_kind),
        )
        for step in () if indicator.rescaled else indicator.steps:
            yield Entry(kind="step", of=indicator.id, code=str(step.code), label=step.label, definition={})
        for version in indicator.versions:
            for step in version.scale.steps if version.scale else ():
                of = f"{indicator.id}, version {version.number}"
                yield Entry(kind="step", of=of, code=str(step.code), label=step.label, definition={})
            if version.change:
                yield Entry(
                    kind="version",
                    of=indicator.id,
                    code=version.number,
                    label=version.change,
                    definition=version.reason,
                    type=f"{version.comparability}: {version.valid_from or ''}..{version.valid_to or ''}",
                )
    for status in download.statuses:
        yield Entry(
            kind="status",
            of="",
            code=status.code,
            label=status.label,
            definition=status.definition,
            type="missing" if status.missing else "value",
        )
    for scheme, concepts in download.concepts.items():
        for concept in concepts:
            yield Entry(kind=scheme, of="", code=concept.code, label=concept.label, definition=concept.definition)
    for dataset, id, text in download.notes:
        yield Entry(kind="note", of=dataset, code=id, label=text, definition={})


def short(value: float | None) -> float | None:
    """The number as it is written shortest: 47.0 is 47; None stays None."""
    return int(value) if value is not None and value.is_integer() else value


def citation(catalog: Catalog, title: Text, edition: Edition, url: str) -> Text:
    """How to refer to a table: publisher, year, title, edition, address.

    Terms may ask that whoever processes values names themselves, not the source, as the source of
    the result; the origin of the figures stands in the list of sources.
    """
    publisher = catalog.agents[catalog.publisher].name
    words = tell("Edition")
    return {
        code: f"{localised(publisher, code)} ({edition.published[:4]}). {localised(title, code)}. "
        f"{localised(words, code)} {edition.id}. {url}"
        for code in all_of(catalog.languages)
    }
