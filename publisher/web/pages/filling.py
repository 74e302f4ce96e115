"""The templates of pages, in each language, compiled once."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from functools import cache
from importlib import metadata
from importlib.resources import files
from pickle import UnpicklingError

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from publisher.translation import Translations, translations
from publisher.web.wording import sentence

_HEADING = re.compile(r'<h2[^>]* id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


class Compiled(jinja2.FileSystemBytecodeCache):
    """Templates as Python runs them, kept beside them as it keeps its own modules: where that can be, and is wanted.

    Without, each process of a server and of the tests spends more on compiling them than on all else at its start.
    """

    def __init__(self) -> None:
        folder = files("publisher.web").joinpath("templates", "__pycache__")
        super().__init__(str(folder), f"%s.jinja2-{metadata.version('jinja2')}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """What is kept of the same source, if anything is and is whole."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, TypeError, ValueError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it; a program that can only be read compiles its templates each time it starts."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                os.makedirs(self.directory, exist_ok=True)
                super().dump_bytecode(bucket)


def environment(language: str) -> jinja2.Environment:
    """Templates in one language. An undefined name is an error, never an empty place in a page."""
    return _environment(translations(language))


@cache
def _environment(texts: Translations) -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.PackageLoader("publisher.web", "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Compiled(),
    )
    found.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]
    found.filters["sentence"] = sentence
    found.filters["headings"] = headings
    return found


def headings(body: str) -> list[tuple[str, str]]:
    """Id and text of each part of a page that is filled: its contents list."""
    return [(id, Markup(text).striptags()) for id, text in _HEADING.findall(body)]  # noqa: S704
