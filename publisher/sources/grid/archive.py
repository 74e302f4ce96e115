"""Archives: the parts of a workbook that is a zip of XML, unpacked and parsed within bounds.

A part is parsed as it is unpacked and never held whole. Document types and entities are refused: no workbook has
them. So is what unfolds to more than a bound, by what the archive says of itself and by what comes out.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.parsers import expat

from publisher.errors import SourceError

#: The parts that are read may unfold to so many bytes together.
MOST_UNFOLDED = 500_000_000
#: A zip with more parts is not looked into.
MOST_PARTS = 20_000
_CHUNK = 1 << 16

#: Called as an element begins: its name without prefix, its attributes with theirs.
Start = Callable[[str, Mapping[str, str]], object]
End = Callable[[str], object]


class Archive:
    """The parts of a zip.

    Args:
        content: the bytes of the file.
        file: its name, for messages.

    Raises:
        SourceError: damaged, cut, or larger unpacked than :data:`MOST_UNFOLDED`.
    """

    def __init__(self, content: bytes, file: str):
        self.file = file
        self._left = MOST_UNFOLDED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise self._damaged(error) from error
        if len(parts) > MOST_PARTS:
            raise SourceError(
                f"{file}: the workbook has {len(parts)} parts; more than {MOST_PARTS} are not read. "
                "Save only the sheet that is needed as .xlsx."
            )
        self._parts = {info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in parts}

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._parts

    def beside(self, part: str, target: str) -> str:
        """The part that another part points to."""
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")

    def bytes(self, part: str, most: int = 1000) -> bytes:
        """The first bytes of a small part; nothing if it is not there."""
        info = self._parts.get(part.casefold())
        try:
            return b"" if info is None else self._zip.open(info).read(most)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def parse(self, part: str, start: Start, end: End, text: Callable[[str], object]) -> None:
        """Hand the elements of a part to functions; a part that is not there is nothing.

        Raises:
            SourceError: damaged, protected, with a document type, or too large.
        """
        info = self._parts.get(part.casefold())
        if info is None:
            return
        if info.file_size > self._left:
            raise self._too_large(part)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        names: dict[str, str] = {}

        def started(name: str, attributes: dict[str, str]) -> None:
            start(names.get(name) or names.setdefault(name, name.rpartition(":")[2]), attributes)

        def ended(name: str) -> None:
            end(names[name])

        def refuse(*_: object) -> None:
            raise SourceError(
                f"{self.file}: {part}: declares a document type, which no workbook needs and which may point outside. "
                "Open the file in a spreadsheet program and save it as .xlsx."
            )

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = started, ended, text
        parser.StartDoctypeDeclHandler = refuse
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self._too_large(part)
                    parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def _too_large(self, part: str) -> SourceError:
        return SourceError(
            f"{self.file}: {part}: the workbook unfolds to more than {MOST_UNFOLDED} bytes, which are not read. "
            "Save only the sheet that is needed, as .xlsx or CSV."
        )

    def _damaged(self, error: Exception) -> SourceError:
        return SourceError(
            f"{self.file}: not a whole workbook ({error}). It may have been cut on the way, or be protected by a "
            "password: fetch it again, or save it without."
        )


_DAMAGE = (
    expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, LookupError,
)  # fmt: skip
