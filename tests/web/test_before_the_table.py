"""An edition that was built before a table of the grants was: its grants are told without it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from worlds import some

from publisher.connection import open_database
from publisher.grants.programme import programmes
from publisher.reader import Reader
from publisher.settings import Settings


def test_grants_are_told_of_an_edition_that_lacks_a_table_of_them(real_settings: Settings, tmp_path: Path) -> None:
    reader = Reader.open(real_settings.build / "current")
    older = tmp_path / "older.db"
    shutil.copyfile(reader.database, older)
    connection = sqlite3.connect(older)
    connection.execute("DROP TABLE grant_conclusions")
    connection.commit()
    connection.close()
    found = some(programmes(open_database(older), reader.catalog))
    assert [one.id for one in found] == [one.id for one in programmes(reader.connection, reader.catalog)]
