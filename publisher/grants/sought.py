"""What a search finds of grants: the page on them, and each programme with its amounts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from publisher.database.search import OFFICIAL, SYNONYM, Thing, in_language
from publisher.folding import folded
from publisher.model import Catalog
from publisher.rooms import ROOMS
from publisher.translation import amount_in_words
from publisher.vocabulary import Vocabulary

#: The page comes before the programmes, both before what describes them.
FIRST, PROGRAMME = 0.1, 0.05


def sought(connection: sqlite3.Connection, catalog: Catalog, vocabulary: Vocabulary) -> Iterator[Thing]:
    """The page, called as the dataset that has the grants and the subject of that name, and the programmes."""
    room = ROOMS["grants"]
    dataset = next((d for d in catalog.datasets if any(t.name == room.table for t in d.tables)), None)
    if dataset is None:
        return
    names = {language: list(keywords[:2]) for language, keywords in dataset.keywords.items()}
    for subject in vocabulary.concepts.get("subject", {}).values():
        called = {folded(name) for given in names.values() for name in given}
        if {folded(label) for label in subject.label.values()} & called:
            for language in vocabulary.languages:
                names.setdefault(language, []).extend(in_language(subject.other_names, language))
    yield Thing("page", room.path, dataset.title, [], names, first=FIRST)
    amounts: dict[str, list[int]] = {}
    for programme, amount in connection.execute(f"SELECT programme, amount FROM {room.tables}amounts ORDER BY id"):  # noqa: S608
        amounts.setdefault(programme, []).append(amount)
    rows = connection.execute(f"SELECT * FROM {room.table} ORDER BY scope, year DESC, id")  # noqa: S608
    columns = [name for name, *_ in rows.description]
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        title = {code: row[f"title_{code}"] for code in vocabulary.languages if row.get(f"title_{code}")}
        sums = {
            code: " ".join(amount_in_words(amount, code) for amount in amounts.get(row["id"], ()))
            for code in vocabulary.languages
        }
        said = [(OFFICIAL, row["official_title"] or ""), (SYNONYM, sums)]
        yield Thing("page", f"{room.path}/{row['id']}", title, [str(row["year"])], names, said, PROGRAMME)
