"""What there is to ask for, as a starting worker reads it: from a table of counts, as if all were counted."""

from __future__ import annotations

from publisher.model import AreaKind
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.tables.observed import AVAILABLE
from publisher.web.book import Book


def told(book: Book) -> list[object]:
    kinds = [(id, kind) for id in book.kinds_of for kind in AreaKind]
    periods = [(book.periods(*one), book.latest(*one)) for one in kinds]
    return [dict(book.kinds_of), dict(book.spans), dict(book.decimals), periods, book.newest]


def test_a_worker_begins_with_counts_that_say_what_all_observations_do(built_edition: Settings) -> None:
    one, other = (Book(Reader.open(built_edition.build / "current")) for _ in range(2))
    one.reader.available = "availability"  # what this edition has
    other.reader.available = f"({AVAILABLE})"  # what an edition of before is asked
    assert told(one) == told(other)
    assert dict(one.kinds_of)
    assert set(one.decimals.values()) == {0, 1}


def test_an_edition_of_before_is_counted(built_edition: Settings) -> None:
    reader = Reader.open(built_edition.build / "current")
    assert reader.available == "availability"
    rows = reader.connection.execute(f"SELECT * FROM ({AVAILABLE}) ORDER BY 1, 2, 3, 4, 5").fetchall()
    assert rows == reader.connection.execute("SELECT * FROM availability ORDER BY 1, 2, 3, 4, 5").fetchall()
    assert any(fractions for *_, fractions, _ in rows)
