"""An edition's Datasette configuration directory: ``datasette_config/``, the vocabulary's words, the database."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from publisher.model import Catalog
from publisher.reader import DATABASE
from publisher.settings import Settings
from publisher.vocabulary import Vocabulary


def write_configuration(folder: Path, settings: Settings, vocabulary: Vocabulary, catalog: Catalog) -> None:
    """Write ``explore/`` of the edition in ``folder``, whose database stands already."""
    target = folder / "explore"
    target.mkdir()
    for name in ("templates", "static", "plugins"):
        if (settings.datasette_config / name).is_dir():
            shutil.copytree(
                settings.datasette_config / name,
                target / name,
                copy_function=shutil.copyfile,
                ignore=shutil.ignore_patterns("__pycache__", ".*"),
            )
    (target / DATABASE).symlink_to(f"../{DATABASE}")
    written = json.loads((settings.datasette_config / "settings.json").read_text(encoding="utf-8"))
    written["base_url"] = f"{urlsplit(settings.base_url).path}/explore/"
    _write(target / "settings.json", written)
    _write(
        target / "metadata.json",
        yaml.safe_load((settings.datasette_config / "metadata.yaml").read_text(encoding="utf-8")),
    )
    _write(target / "inspect-data.json", {Path(DATABASE).stem: inspect(folder / DATABASE)})


def inspect(database: Path) -> dict[str, Any]:
    """What ``datasette inspect`` writes: hash, size and the number of rows of each table."""
    import hashlib

    connection = sqlite3.connect(database)
    try:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        count = "SELECT count(*) FROM \"{}\""
        counts = {name: {"count": connection.execute(count.format(name)).fetchone()[0]} for name in tables}
    finally:
        connection.close()
    with database.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"hash": digest, "size": database.stat().st_size, "file": database.name, "tables": counts}


def _write(path: Path, thing: object) -> None:
    path.write_text(json.dumps(thing, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
