"""An edition: what is public at one time, composed whole in a folder of its own and then moved into place.

``build/editions/<id>/`` never changes once it stands; ``build/current`` is a link to one of them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from publisher import __version__, memory, packed, pruned, releases
from publisher.edition.workers import ALONE, Workers
from publisher.errors import NotThere, Problem, PublisherError, Refused
from publisher.model import EDITION_FORMAT, Catalog, Edition, Text, localised
from publisher.parts import TOOLS, Facts, Parts, link, program
from publisher.phrases import each, tell
from publisher.reader import order
from publisher.releases import current
from publisher.rooms import shut
from publisher.settings import Settings
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    from publisher.database import Frames
    from publisher.edition.composition import Part, Work

#: Folder of a build folder with the parts of editions.
PARTS_KEPT = "parts"


#: File beside the packages that names editions to keep; no input of an edition.
CITED = "cited.txt"


def build(settings: Settings, workers: Workers = ALONE, say: Callable[[str], None] = lambda text: None) -> Path:
    """Build the edition of the packages as they are and make it current, or let it wait for its release time.

    Args:
        workers: who makes parts beside this process.
        say: told when another build has to be waited for, and when an edition that waited no longer does.

    Returns:
        The edition's folder; that of an edition that stands already when no input has changed.

    Raises:
        Refused: the packages or the vocabulary have problems; nothing was changed.
        PublisherError: an input was changed meanwhile; nothing was changed.
    """
    memory.prepare()
    memory.seldom()
    refuse_draft(settings.build)
    with locked(settings, say):
        shutil.rmtree(settings.build / releases.FIRST, ignore_errors=True)  # nobody reads it since an edition stands
        inputs = read_inputs(settings)
        if (standing := find(settings.build, digest(inputs))) is not None:
            _place(settings.build, standing.name, say)
            return standing
        from publisher import package, vocabulary
        from publisher.errors import Severity

        if damaged := package.unreadable(settings):
            raise Refused(damaged)
        packages, kept = package.Packages(settings.packages), Parts(settings.build / PARTS_KEPT, say)
        words = vocabulary.load(settings.vocab, package.told_in(settings.packages), kept)
        found = package.problems(packages, words, parts=kept)
        if problems := [p for p in found if p.severity is not Severity.NOTE]:  # warnings too, until they are accepted
            raise Refused(problems)
        catalog = packages.catalog
        _together(catalog)
        frames = {d.name: packages[d.name].tables() for d in catalog.datasets}
        folder = write(
            settings,
            words,
            catalog,
            frames,
            inputs,
            workers=workers,
            kept=kept,
            proven=lambda: unchanged(inputs, settings),
        )
        kept.sweep()
        _place(settings.build, folder.name, say)
        return folder


def write(
    settings: Settings,
    vocabulary: Vocabulary,
    catalog: Catalog,
    frames: Frames,
    inputs: Mapping[str, str],
    *,
    workers: Workers = ALONE,
    parts: tuple[Part, ...] | None = None,
    kept: Parts | None = None,
    reconstructed: bool = False,
    draft: Path | None = None,
    proven: Callable[[], None] = lambda: None,
) -> Path:
    """Write an edition whole in a temporary folder and move it into place.

    Args:
        proven: called once everything is written; what it raises stops the edition.
        kept: what was made before of the same, and where it is kept; None: in the build folder.
        reconstructed: it is made afterwards, of packages put back to an earlier day.
        draft: build folder of a draft; None: it is no draft.

    Returns:
        The edition's folder.
    """
    from publisher.edition.composition import PARTS, READABLE, Work

    home = draft or settings.build
    making = home / "making"
    shutil.rmtree(making, ignore_errors=True)  # left by a build that was killed
    edition = replace(_edition(settings, catalog, reconstructed), draft=draft is not None)
    folder = making / edition.id
    work = Work(
        folder=folder,
        edition=edition,
        vocabulary=replace(
            vocabulary, tables={name: one for name, one in vocabulary.tables.items() if not shut(name, catalog.rooms)}
        ),
        catalog=replace(
            catalog,
            datasets=sorted(catalog.datasets, key=lambda d: d.name),
            agents={key: agent.at(edition.published) for key, agent in catalog.agents.items()},
        ),
        frames=frames,
        settings=settings,
        workers=workers,
        kept=kept or Parts(settings.build / PARTS_KEPT),
    )
    editions = home / "editions"
    try:
        folder.mkdir(parents=True)
        for part in parts or PARTS:
            part(work)
            memory.give_back()
            if part is READABLE and not (edition.draft or reconstructed) and releases.due(edition.release):
                _show(work)
        write_manifest(folder, inputs)
        proven()
        _sync(folder)
        editions.mkdir(exist_ok=True)
        folder.rename(editions / edition.id)
    except BaseException:
        for left in (making, settings.build / releases.FIRST):
            shutil.rmtree(left, ignore_errors=True)  # or it would keep a full disk full
        raise
    _sync_folder(editions)
    making.rmdir()
    return editions / edition.id


def _show(work: Work) -> None:
    """Lay out what pages read, which is made by now, for who waits for the first edition; see :mod:`.first`."""
    from publisher.edition.composition import descriptions

    build = work.settings.build
    if releases.standing(build).exists():
        return
    new = build / f"{releases.FIRST}.new"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(work.folder, new, symlinks=True, copy_function=link)
    descriptions(replace(work, folder=new, edition=replace(work.edition, unfinished=True)))
    write_manifest(new, {})
    new.rename(build / releases.FIRST)


def refuse_draft(build: Path) -> None:
    """Refuse to do with a draft what is done with editions.

    Raises:
        PublisherError: the build folder is that of a draft.
    """
    found = releases.described(releases.standing(build))
    if found is not None and found.draft:
        raise PublisherError(
            f"{build} holds a draft, which is only looked at. Give --build {build.parent}, which holds the editions."
        )


def unchanged(inputs: Mapping[str, str], settings: Settings, but: Sequence[str] = ()) -> None:
    """Refuse an edition whose inputs are no longer what they were when they were read.

    Args:
        but: inputs that are looked away from.

    Raises:
        PublisherError: a fetch or a person has changed one.
    """
    now = read_inputs(settings)
    every = (inputs.keys() | now.keys()) - set(but)
    changed = sorted(path for path in every if inputs.get(path) != now.get(path))
    if changed:
        raise PublisherError(
            f"{changed[0]} was changed while the edition was built ({len(changed)} files in all). Run 'publisher "
            "build' again once nobody writes there."
        )


def _together(catalog: Catalog) -> None:
    """Refuse datasets that wait for different times.

    Raises:
        Refused: an edition is released whole.
    """
    found = releases.pending(catalog.datasets)
    if len({releases.moment(release) for release in found.values()}) > 1:
        listed = ", ".join(f"{name} for {release}" for name, release in sorted(found.items()))
        name = max(found, key=lambda name: releases.moment(found[name]))
        raise Refused(
            [
                Problem(
                    file=f"datapackages/{name}/dataset.yaml",
                    column="release",
                    fault=f"datasets wait for different times ({listed}), and an edition is released whole.",
                    remedy="Give them one time and fetch them with --descriptions, or fetch the later one when the "
                    "earlier is out.",
                    rule="releases-differ",
                )
            ]
        )


def _place(build: Path, id: str, say: Callable[[str], None]) -> None:
    """Make an edition current, or let it wait when its release time has not come; another that waited is gone."""
    made = releases.described(build / "editions" / id)
    waits = made is not None and not releases.due(made.release)
    gone = releases.withdraw(build, but=id)
    if waits:
        releases.point(build, releases.NEXT, id)
    else:
        make_current(build, id)
    if gone is not None and gone != id:
        say(f"Edition {gone} no longer waits: it was built before this one.")


def rollback(settings: Settings, id: str | None = None, say: Callable[[str], None] = lambda text: None) -> Edition:
    """Make an earlier edition current again. One that waits for its time no longer does.

    Args:
        id: of the edition; None: the one before the current.

    Raises:
        NotThere: there is no such edition, or none before.
        PublisherError: it cannot be served.
    """
    from publisher.web.proof import proved

    build = settings.build
    refuse_draft(build)
    with locked(settings, say):
        now = current(build).name
        releases.settle(build)
        known = [one for one in ids(build) if not _afterwards(build, one)]
        if id is None:
            id = max((one for one in known if order(one) < order(now)), key=order, default=None)
            if id is None:
                raise NotThere(f"{build}: no edition before {now} can be served. {_to_be_had(known, now)}")
        elif id not in known:
            raise NotThere(f"{build}: there is no edition '{id}' that can be served. {_to_be_had(known, now)}")
        edition = proved(build / "editions" / id).edition
        if (gone := releases.withdraw(build)) is not None:
            say(f"Edition {gone} no longer waits; 'publisher build' makes it again.")
        make_current(build, id)
        return edition


def _afterwards(build: Path, id: str) -> bool:
    """Whether an edition cannot be served as the current one: it was put together afterwards, waits, or is damaged."""
    found = releases.described(build / "editions" / id)
    return found is None or found.reconstructed or not releases.due(found.release) or found.format != EDITION_FORMAT


def _to_be_had(known: Sequence[str], now: str) -> str:
    others = ", ".join(one for one in known if one != now)
    if others:
        return f"There are: {others}."
    return "Put the packages back as they were then (git checkout), and run 'publisher build'."


def _edition(settings: Settings, catalog: Catalog, reconstructed: bool) -> Edition:
    """Id and date of the next edition: the day of the newest package, with a number when that day has one already."""
    published = max((d.modified for d in catalog.datasets), default=catalog.modified or "1970-01-01")
    taken = {*ids(settings.build), *pruned.read(settings.build)}  # the id of what was pruned is not given again
    id, number = published, 1
    while id in taken:
        number += 1
        id = f"{published}.{number}"
    return Edition(
        id=id,
        published=published,
        base_url=settings.base_url,
        datasets={d.name: d.version for d in sorted(catalog.datasets, key=lambda d: d.name)},
        previous=(previous := _previous(ids(settings.build, public=True), catalog, id)),
        release=releases.last(catalog.datasets),
        summary=_summary(settings, catalog, previous),
        reconstructed=reconstructed,
    )


def _previous(taken: Sequence[str], catalog: Catalog, id: str) -> str | None:
    """The edition before: the last that stands, or the last earlier day of a version, which will be reconstructed."""
    days = {v.date for dataset in catalog.datasets for v in dataset.versions if v.date < order(id)[0]}
    return max((i for i in {*taken, *days} if order(i) < order(id)), key=order, default=None)


def _versions_before(settings: Settings, catalog: Catalog, previous: str) -> Mapping[str, str]:
    """Dataset name to its version in the edition before, or at the end of that day when it does not stand."""
    file = settings.build / "editions" / previous / "edition.json"
    if file.is_file():
        return msgspec.json.decode(file.read_bytes(), type=Edition).datasets
    day = order(previous)[0]
    then = {d.name: [v.number for v in d.versions if v.date <= day] for d in catalog.datasets}
    return {name: numbers[0] for name, numbers in then.items() if numbers}


def _summary(settings: Settings, catalog: Catalog, previous: str | None) -> Text:
    """What is new since the edition before, in the words of the versions: those of several datasets once, and last."""
    if previous is None:
        count = len(catalog.datasets)
        return tell("The first edition, of {count} datasets.", count=count)
    before = _versions_before(settings, catalog, previous)
    changed = [d for d in sorted(catalog.datasets, key=lambda d: d.name) if before.get(d.name) != d.version]
    gone = sorted(set(before) - {d.name for d in catalog.datasets})
    same = tell("The same data in new form.")
    left = tell("Removed")

    def write(code: str) -> str:
        told: dict[str, list[str]] = {}
        for one in changed:
            names = told.setdefault(localised(one.versions[0].notes, code), [])
            names.append(f"{localised(one.title, code)} {one.version}")
        in_order = sorted(told.items(), key=lambda one: len(one[1]))
        sentences = [f"{', '.join(names)}: {notes}" for notes, names in in_order]
        sentences += [f"{localised(left, code)}: {name}." for name in gone]
        return " ".join(sentences) or localised(same, code)

    return each(write)


def ids(build: Path, public: bool = False) -> list[str]:
    """Ids of the editions that stand, oldest first.

    Args:
        public: without one that waits for its release time.
    """
    folder = build / "editions"
    if not folder.is_dir():
        return []
    waits = releases.waiting(build) if public else None
    found = (p.name for p in folder.iterdir() if (p / "manifest.json").is_file())
    return sorted((id for id in found if waits is None or id != waits.id), key=order)


def find(build: Path, inputs: str) -> Path | None:
    """The newest edition made of the inputs with this digest."""
    for id in reversed(ids(build)):
        folder = build / "editions" / id
        try:
            found = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=dict[str, Any])
        except (OSError, msgspec.DecodeError):
            continue  # damaged: whatever it held is built again, beside it
        if found.get("digest") == inputs:
            return folder
    return None


def make_current(build: Path, id: str) -> None:
    """Let ``current`` lead to an edition."""
    releases.point(build, releases.CURRENT, id)


def read_inputs(settings: Settings) -> dict[str, str]:
    """What an edition is a function of: SHA-256 of each input file, of the program, and the base URL."""
    inputs = {"base_url": settings.base_url, "program": f"{__version__} {program()}"}
    for label, folder in (
        ("vocab", settings.vocab),
        ("datapackages", settings.packages),
        ("datasette_config", settings.datasette_config),
    ):
        for path in _files(folder):
            if path == settings.packages / CITED:
                continue
            inputs[f"{label}/{path.relative_to(folder).as_posix()}"] = _sha256(path)
    return inputs


def digest(inputs: Mapping[str, str]) -> str:
    """One SHA-256 for all inputs."""
    return hashlib.sha256(msgspec.json.encode(dict(inputs), order="sorted")).hexdigest()


def write_manifest(folder: Path, inputs: Mapping[str, str]) -> None:
    """``manifest.json``: every file with bytes and SHA-256, every input, the versions of the tools.

    Of a packed file (:mod:`publisher.packed`) those of the text, too, under ``text``.
    """
    manifest = {
        "digest": digest(inputs),
        "files": [_listed(path, folder) for path in _files(folder)],
        "inputs": dict(sorted(inputs.items())),
        "tools": {name: metadata.version(name) for name in TOOLS},
    }
    (folder / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def _listed(path: Path, folder: Path) -> dict[str, object]:
    facts = Facts.of(path)
    listed: dict[str, object] = {"path": path.relative_to(folder).as_posix(), **_told(facts)}
    is_packed = path.suffix == packed.END and path.relative_to(folder).parts[0] in packed.FOLDERS
    return listed | {"text": _told(packed.text_of(path))} if is_packed else listed


def _told(facts: Facts) -> dict[str, object]:
    return {"bytes": facts.bytes, "sha256": facts.sha256}


def _files(folder: Path) -> list[Path]:
    """Regular files under a folder, in the order of their paths; nothing hidden, nothing compiled."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Bring every file and folder under ``folder`` to the disk before it is moved into place."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            _sync_folder(path)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(settings: Settings, say: Callable[[str], None] = lambda text: None) -> Iterator[None]:
    """One build at a time in a build folder, and none while packages are put in place; a second one says so, and waits.

    What a killed fetch had begun to put in place is brought to its end first.
    """
    from publisher.package import folder

    build, packages = settings.build, settings.packages

    def busy() -> None:
        say(f"A fetch writes to {packages}; waiting until it is done.")

    with folder.alone(build / "lock", lambda: say(f"Another build is at work in {build}; waiting until it is done.")):
        if (packages / folder.ORDER).exists():
            with folder.held(packages, busy, writes=True):
                folder.finish(packages)
        with folder.held(packages, busy):
            yield
