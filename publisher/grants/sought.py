"""What a search finds of grants: the page on them, and each programme."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from publisher.database.search import KIN, OFFICIAL, Thing
from publisher.folding import folded
from publisher.model import Catalog
from publisher.rooms import ROOMS
from publisher.vocabulary import Vocabulary

#: The page comes before its like.
FIRST = 0.2


def sought(connection: sqlite3.Connection, catalog: Catalog, vocabulary: Vocabulary) -> Iterator[Thing]:
    """The page, called as the dataset that has the grants and the subject of that name, and the programmes."""
    room = ROOMS["grants"]
    dataset = next((d for d in catalog.datasets if any(t.name == room.table for t in d.tables)), None)
    if dataset is None:
        return
    names = [word for keywords in dataset.keywords.values() for word in keywords[:2]]
    for subject in vocabulary.concepts.get("subject", {}).values():
        if {folded(label) for label in subject.label.values()} & {folded(name) for name in names}:
            names += subject.other_names
    yield Thing("page", room.path, dataset.title, names, first=FIRST)
    rows = connection.execute(f"SELECT * FROM {room.table} ORDER BY scope, year DESC, id")  # noqa: S608
    columns = [name for name, *_ in rows.description]
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        title = {code: row[f"title_{code}"] for code in vocabulary.languages if row.get(f"title_{code}")}
        said = [(OFFICIAL, row["official_title"] or ""), *((KIN, name) for name in names)]
        yield Thing("page", f"{room.path}/{row['id']}", title, [str(row["year"])], [*said])
