"""History: editions of earlier days, reconstructed out of the packages' revisions where none stands.

After a fresh clone the build folder holds nothing, and when fetches follow one another without a build between them a
day is left out. The packages know what every earlier day said (:func:`publisher.package.write_state`), so its edition
can be made afterwards. Its values are those that were public; words and definitions are today's, and it says so
(``reconstructed`` in ``edition.json``).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from publisher import edition
from publisher.edition import beside
from publisher.edition.workers import ALONE, Workers
from publisher.model import EDITION_FORMAT, Edition
from publisher.parts import Parts, digest
from publisher.reader import order
from publisher.settings import Settings


def missing(settings: Settings) -> list[str]:
    """Days on which a package got a version and of which no edition stands that can be read; the newest first.

    The day of the newest versions is not among them: its edition is the current one.
    """
    from publisher import package

    catalog = package.load_catalog(settings.packages)
    days = {version.date for dataset in catalog.datasets for version in dataset.versions}
    return sorted(days - readable(settings.build) - {max(days, default="")}, reverse=True)


def readable(build: Path) -> set[str]:
    """Days of the editions that stand and that this program can read."""
    found = set()
    for id in edition.ids(build, public=True):
        one = msgspec.json.decode((build / "editions" / id / "edition.json").read_bytes(), type=Edition)
        if one.format == EDITION_FORMAT:
            found.add(order(id)[0])
    return found


def reconstruct(
    settings: Settings, day: str, workers: Workers = ALONE, say: Callable[[str], None] = lambda text: None
) -> Path:
    """Write the edition of an earlier day; the current one stays current.

    Args:
        day: ISO date, one of :func:`missing`.
        say: told when a part that was kept is damaged.

    Returns:
        The edition's folder.
    """
    from publisher import package, vocabulary
    from publisher.edition.composition import RECONSTRUCTED
    from publisher.edition.packages import before

    with edition.locked(settings):
        state = settings.build / "history"
        shutil.rmtree(state, ignore_errors=True)  # left by a build that was killed
        try:
            packages, kept = package.Packages(settings.packages), Parts(settings.build / edition.PARTS_KEPT, say)
            words = vocabulary.load(settings.vocab, package.told_in(settings.packages))
            told = digest(words)

            def files(name: str, number: str) -> Mapping[str, bytes]:
                return before(packages, name, number, words, told, kept)

            package.write_state(packages, day, state, words, files)
            then = package.Packages(state)
            catalog = then.catalog
            frames = {d.name: then[d.name].tables() for d in catalog.datasets}
            return edition.write(
                replace(settings, packages=state),
                words,
                catalog,
                frames,
                edition.read_inputs(settings) | {"as_of": day},
                workers=workers,
                parts=RECONSTRUCTED,
                kept=kept,
                reconstructed=True,
            )
        finally:
            shutil.rmtree(state, ignore_errors=True)


@contextmanager
def in_background(settings: Settings) -> Iterator[None]:
    """Let another process, of low priority, reconstruct what is missing while this one does something else."""
    if not missing(settings):
        yield
        return
    with beside.building(settings, quiet=True, low=True, stderr=subprocess.DEVNULL):
        yield
