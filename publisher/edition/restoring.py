"""Restoring: editions put back from a copy of a build folder, when every one of them is whole."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

from publisher import pruned, releases
from publisher.edition import ids, locked, make_current, refuse_draft
from publisher.errors import NotThere, PublisherError
from publisher.settings import Settings
from publisher.web.proof import OWN_WORD

#: Where copies lie until all are made, beside the editions.
STAGE = "restoring"


def restore(settings: Settings, copy: Path, say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Put back the editions of a copy of a build folder that do not stand here, and its current one where none is.

    Args:
        copy: the copied folder.
        say: told what has to be waited for.

    Returns:
        Ids of the editions put back, oldest first.

    Raises:
        NotThere: the folder is no copy of a build folder.
        PublisherError: an edition in it is not whole, or another of the same id stands here; nothing was changed.
    """
    found = ids(copy)
    if not found:
        raise NotThere(
            f"{copy}: there is no edition in it. Name a copy of a whole build folder, which holds editions/."
        )
    build = settings.build
    build.mkdir(parents=True, exist_ok=True)
    refuse_draft(build)
    with locked(settings, say):
        half = sorted(p.name for p in (copy / "editions").iterdir() if p.name not in found)
        faults = [f"{copy / 'editions' / name}: it has no manifest.json" for name in half]
        faults += [fault for id in found if (fault := _fault(copy / "editions" / id))]
        standing = set(ids(build))
        for id in found:
            if id in standing and _manifest(build / "editions" / id) != _manifest(copy / "editions" / id):
                faults.append(f"{copy / 'editions' / id}: another edition stands under this id in {build}")
        gone = pruned.read(copy)
        if faults:
            raise PublisherError(
                f"{'; '.join(faults)}. Copy the backup again, whole, or name an empty folder with --build, and run it "
                "again."
            )
        stage = build / STAGE
        shutil.rmtree(stage, ignore_errors=True)  # left by one that was killed
        new = [id for id in found if id not in standing]
        try:
            for id in new:
                say(f"Copying edition {id} …")
                shutil.copytree(copy / "editions" / id, stage / id)
            (build / "editions").mkdir(exist_ok=True)
            for id in new:
                (stage / id).rename(build / "editions" / id)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        if gone:
            pruned.write(build, {**gone, **pruned.read(build)})
        if not (build / releases.CURRENT).exists():
            make_current(build, _current_of(copy, found))
            waits = copy / releases.NEXT  # or its time has come, and nobody could write it down before the copy
            if waits.is_symlink() and (name := Path(os.readlink(waits)).name) in found:
                releases.point(build, releases.NEXT, name)
        return new


def _current_of(copy: Path, found: list[str]) -> str:
    """The edition that was current; some ways of copying lose the link: then the newest that may be served."""
    link = copy / releases.CURRENT
    if link.is_symlink() and (name := Path(os.readlink(link)).name) in found:
        return name
    told = {id: releases.described(copy / "editions" / id) for id in found}
    fit = [id for id, one in told.items() if one and not one.reconstructed and releases.due(one.release)]
    return (fit or found)[-1]


def _manifest(folder: Path) -> bytes:
    return (folder / "manifest.json").read_bytes()


def _fault(folder: Path) -> str:
    """What is wrong with an edition's folder, held against its manifest; '' when it is whole."""
    try:
        listed = {one["path"]: one["sha256"] for one in msgspec.json.decode(_manifest(folder))["files"]}
    except (OSError, msgspec.MsgspecError, KeyError, TypeError):
        return f"{folder}: its manifest.json cannot be read"
    listed.pop(OWN_WORD, None)
    wrong = [path for path, digest in listed.items() if _sha256(folder / path) != digest]
    if wrong or releases.described(folder) is None:
        wrong = wrong or [OWN_WORD]
        return f"{folder}: {len(wrong)} of {len(listed)} files are missing or other than they were, first {wrong[0]}"
    return ""


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
