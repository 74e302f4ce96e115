"""Pruning: editions that nobody needs are taken away by rule, and what was taken away is written down.

An edition stays when it is current or waits for its time, when ``datapackages/cited.txt`` names it, when it is the last
of its day, or when it is among the newest. Versions of packages lie in the packages themselves and are never pruned.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from publisher import pruned, releases
from publisher.edition import CITED, ids, locked, refuse_draft
from publisher.errors import Problem, Refused
from publisher.pruned import Pruned
from publisher.reader import order
from publisher.settings import Settings
from publisher.web.shelf import is_edition_or_day


def prune(
    settings: Settings,
    today: str,
    newest: int = 10,
    dry: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> list[str]:
    """Take away the editions that no rule keeps.

    Args:
        today: ISO date that is written down.
        newest: how many of the newest stay in any case.
        dry: only tell which would go.
        say: told what a person should know of: a citation of what does not stand.

    Returns:
        Ids of what was, or would be, taken away, oldest first.

    Raises:
        Refused: ``cited.txt`` has a line that names no edition; nothing was changed.
        NotThere: nothing has been built.
    """
    build = settings.build
    refuse_draft(build)
    now = releases.current(build).name
    with locked(settings, say):
        standing, gone = ids(build), dict(pruned.read(build))
        cited = read_cited(settings.packages)
        for id in (one for one in cited if one not in standing):
            where = f"was pruned on {gone[id].on}" if id in gone else "does not stand here"
            say(f"{settings.packages.name}/{CITED} names {id}, which {where}.")
        last = {order(id)[0]: id for id in standing}
        waits = releases.waiting(build)
        kept = {
            now,
            *cited,
            *last.values(),
            *standing[max(0, len(standing) - newest) :],
            *([waits.id] if waits else []),
        }
        going = [id for id in standing if id not in kept]
        if dry:
            return going
        for id in going:
            day = order(id)[0]
            gone[id] = Pruned(published=day, on=today, instead=last[day], digest=_digest(build / "editions" / id))
        if going:
            pruned.write(
                build, gone
            )  # before anything goes: a process that is killed leaves too much, never too little
        for id in {*going, *(set(gone) & set(standing))}:
            shutil.rmtree(build / "editions" / id)
        return going


def read_cited(packages: Path) -> Sequence[str]:
    """Ids in ``cited.txt``, one a line; what follows a ``#`` is for people.

    Raises:
        Refused: a line is no id.
    """
    try:
        lines = (packages / CITED).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    found, problems = [], []
    for number, line in enumerate(lines, 1):
        word = line.partition("#")[0].strip()
        if is_edition_or_day(word):
            found.append(word)
        elif word:
            problems.append(
                Problem(
                    file=f"{packages.name}/{CITED}",
                    row=number,
                    fault=f"'{word[:40]}' is not the id of an edition.",
                    remedy="Write an id as pages have it at their foot, 2026-11-21 or 2026-11-21.2, one a line; "
                    "a remark begins with #.",
                    rule="not-an-edition",
                )
            )
    if problems:
        raise Refused(problems)
    return found


def _digest(folder: Path) -> str:
    try:
        return str(msgspec.json.decode((folder / "manifest.json").read_bytes()).get("digest", ""))
    except (OSError, msgspec.MsgspecError):
        return ""
