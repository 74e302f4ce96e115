"""Warming: what the first readers would otherwise wait for, made in the background when a server starts."""

from __future__ import annotations

import logging
from threading import Thread

from publisher.errors import NotThere
from publisher.model import LANGUAGES, AreaKind
from publisher.web.book import Book, book_of
from publisher.web.maps import drawing
from publisher.web.pages.view import environment
from publisher.web.shelf import Shelf

logger = logging.getLogger("publisher.web")


def warm(shelf: Shelf) -> None:
    """Compile the templates and lay out the current edition; nothing when there is none yet."""
    try:
        book = book_of(shelf.current())
    except NotThere:
        return
    for language in LANGUAGES:
        jinja = environment(language)
        for name in jinja.list_templates(extensions=["html"]):
            jinja.get_template(name)
    drawing()
    lay_out(book)
    logger.info("warmed", extra={"fields": {"edition": book.reader.edition.id}})


def lay_out(book: Book) -> None:
    """Read and compute what every comparison needs."""
    for indicator in book.measured(AreaKind.MUNICIPALITY):
        period = book.latest(indicator.id)
        if period is not None:
            book.aggregate(indicator, period)
            book.ranking(indicator, period)
    if book.municipalities:
        book.similar(book.municipalities[0].code)


def in_background(shelf: Shelf) -> None:
    """Warm in a thread of its own, which a server that stops need not wait for."""
    Thread(target=warm, args=(shelf,), name="warm", daemon=True).start()
