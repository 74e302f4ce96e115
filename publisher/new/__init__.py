"""A small site of one's own: the folder ``site`` beside this module, copied and fetched, so that it builds at once.

Everything in it is invented and in English; whoever makes a site replaces it piece by piece. A room may have an
``example`` instead: a site that shows it, whose ``steps`` are laid over it and fetched one by one, each on its day.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from publisher import fetch
from publisher.errors import NotThere
from publisher.package.folder import made_whole
from publisher.rooms import ROOMS
from publisher.settings import Settings
from publisher.sources import Progress

#: What is copied, and the id in it that every site gives its dataset anew.
SITE, PLACEHOLDER = Path(__file__).with_name("site"), "b1f0c0de-7a1e-4c1d-9a52-0d6f0a3b7c11"


def make(
    folder: Path,
    today: str,
    progress: Progress = lambda what, done, known: None,
    id: Callable[[], str] | None = None,
    example: str = "",
) -> None:
    """Make a site in a folder, whole or not at all.

    Args:
        folder: new, or empty.
        today: ISO date that its first figures are recorded on.
        id: gives the dataset's id; a random UUID by default.
        example: name of a room whose example it is to be; '' for a site to begin with.

    Raises:
        NotThere: there is no such example.
        PublisherError: there is something in the folder.
    """
    examples = {room.name: room.folder / "example" for room in ROOMS.values() if (room.folder / "example").is_dir()}
    if example and example not in examples:
        raise NotThere(f"There is no example '{example}'. There are: {', '.join(examples)}.")
    with made_whole(folder) as partial:
        _laid(examples.get(example, SITE), partial, leave="steps")
        settings = Settings(packages=partial / "datapackages", vocab=partial / "vocab", build=partial / "build")
        if example:
            for step in sorted((examples[example] / "steps").iterdir()):
                _laid(step, partial)
                fetch.fetch(settings, today=step.name, progress=progress)
            return
        declared = next(partial.glob("datapackages/*/dataset.yaml"))
        text = declared.read_text(encoding="utf-8")
        declared.write_text(text.replace(PLACEHOLDER, id() if id else str(uuid4())), encoding="utf-8")
        fetch.fetch(replace(settings, input=partial / "input"), today=today, progress=progress)


def _laid(source: Path, target: Path, leave: str = "") -> None:
    """A folder's files laid into another."""
    ignore = shutil.ignore_patterns(leave)
    shutil.copytree(source, target, copy_function=shutil.copyfile, dirs_exist_ok=True, ignore=ignore)
