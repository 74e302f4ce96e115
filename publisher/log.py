"""The log: a JSON object a line, whoever speaks: we, a library by ``print``, a warning, a traceback."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Mapping
from typing import TextIO, cast

#: Characters that some readers take for the end of a line and JSON leaves as they are, as JSON escapes them.
_BREAKS = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}

#: Characters of one record's text that are kept.
LONGEST = 20_000


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: a past-tense fact with its figures."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage()[:LONGEST],
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            line |= fields
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)[:LONGEST]
        text = json.dumps(line, ensure_ascii=False, default=str).translate(_BREAKS)
        return text.encode("utf-8", "backslashreplace").decode()


class Said:
    """Stands for ``stdout`` or ``stderr``: what is written there becomes log records, one for each whole writing.

    Args:
        name: name of the logger.
        level: level of the records.
        stream: where it would have gone, for those who ask for its descriptor.
    """

    def __init__(self, name: str, level: int, stream: TextIO):
        self.stream = stream
        self.encoding, self.errors = "utf-8", "backslashreplace"
        self._logger, self._level = logging.getLogger(name), level
        self._begun = threading.local()

    def write(self, text: str) -> int:
        """Keep a text until its line ends; breaks within it stay within its record."""
        begun = getattr(self._begun, "text", "") + text
        if begun.endswith("\n") or len(begun) > LONGEST:
            self._begun.text = ""
            if begun.strip():
                self._logger.log(self._level, "%s", begun.rstrip("\n"))
        else:
            self._begun.text = begun
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        self.write("".join(lines))

    def flush(self) -> None:
        self.stream.flush()

    def fileno(self) -> int:
        return self.stream.fileno()

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True


def configure(quiet: bool) -> None:
    """Log to stderr, a JSON object a line; only what went wrong when ``quiet``. Nothing else is written there.

    What code prints, the warnings of Python and the stories of exceptions that nobody caught are logged too.
    """
    restore()
    logging.raiseExceptions = False  # a log that cannot be written must not be written about
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING if quiet else logging.INFO, force=True)
    logging.captureWarnings(True)
    logging.getLogger("uvicorn.access").disabled = True  # the gateway logs every answer with its size and time
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sys.excepthook = lambda kind, error, trace: logging.getLogger("publisher").critical(
        "ended by an error", exc_info=(kind, error, trace)
    )
    threading.excepthook = _in_thread
    sys.stdout = cast(TextIO, Said("stdout", logging.INFO, sys.stdout))
    sys.stderr = cast(TextIO, Said("stderr", logging.WARNING, sys.stderr))


def _in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        story = (told.exc_type, told.exc_value, told.exc_traceback)
        logging.getLogger("publisher").error("a thread was ended by an error", exc_info=story)


def restore() -> None:
    """Let ``stdout``, ``stderr`` and uncaught exceptions be as they were: after a server has ended."""
    for name in ("stdout", "stderr"):
        if isinstance(stream := getattr(sys, name), Said):
            setattr(sys, name, stream.stream)
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
    logging.captureWarnings(False)
