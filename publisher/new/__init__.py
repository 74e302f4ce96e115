"""A small site of one's own: the folder ``site`` beside this module, copied and fetched, so that it builds at once.

Everything in it is invented and in English; whoever makes a site replaces it piece by piece.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from publisher import fetch
from publisher.package.folder import made_whole
from publisher.settings import Settings
from publisher.sources import Progress

#: What is copied, and the id in it that every site gives its dataset anew.
SITE, PLACEHOLDER = Path(__file__).with_name("site"), "b1f0c0de-7a1e-4c1d-9a52-0d6f0a3b7c11"


def make(
    folder: Path, today: str, progress: Progress = lambda what, done, known: None, id: Callable[[], str] | None = None
) -> None:
    """Make a site in a folder, whole or not at all.

    Args:
        folder: new, or empty.
        today: ISO date that its first figures are recorded on.
        id: gives the dataset's id; a random UUID by default.

    Raises:
        PublisherError: there is something in the folder.
    """
    with made_whole(folder) as partial:
        shutil.copytree(SITE, partial, copy_function=shutil.copyfile, dirs_exist_ok=True)
        declared = next(partial.glob("datapackages/*/dataset.yaml"))
        text = declared.read_text(encoding="utf-8")
        declared.write_text(text.replace(PLACEHOLDER, id() if id else str(uuid4())), encoding="utf-8")
        settings = Settings(
            packages=partial / "datapackages", vocab=partial / "vocab", build=partial / "build", input=partial / "input"
        )
        fetch.fetch(settings, today=today, progress=progress)
