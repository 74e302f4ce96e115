"""Fetch: a source brought in, held against what was published, and written as a package's next version.

Everything is drafted in memory, for every dataset asked for, before the first byte is written; with one unaccepted
problem anywhere nothing is written at all. ``jobs`` says what is asked and what comes of it, ``arriving`` reads the
sources and holds them against what stands, ``numbering`` makes versions and revisions of the difference.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from publisher import gate, reasons, releases, vocabulary
from publisher.declarations import Declaration
from publisher.errors import NotThere, Problem, Refused
from publisher.fetch.arriving import bring as bring_in
from publisher.fetch.arriving import examine, merged_sources, structure
from publisher.fetch.jobs import Ask, Bring, Job, Order, Outcome, cache_of, job_of
from publisher.fetch.numbering import altered, number
from publisher.gate import declared
from publisher.model import Dataset, Text
from publisher.package import checking, files, folder, reading, writing
from publisher.settings import Settings
from publisher.sources import Progress, fetch_dataset
from publisher.sources.context import silent
from publisher.vocabulary import Vocabulary

__all__ = ["Ask", "Bring", "Outcome", "fetch", "merged_sources"]


def fetch(
    settings: Settings,
    names: Sequence[str] = (),
    *,
    today: str,
    now: datetime | None = None,
    reason: Text | Sequence[str] = (),
    accept: Sequence[str] = (),
    descriptions: bool = False,
    fresh: bool = False,
    ask: Ask = lambda name, counts, languages: {},
    progress: Progress = silent,
    checkpoint: folder.Checkpoint = folder.unwatched,
    bring: Bring = fetch_dataset,
) -> list[Outcome]:
    """Bring in the sources of datasets and write the packages' next versions.

    Args:
        settings: where packages, vocabulary and input are.
        names: datasets; none: all of them.
        today: ISO date the result is recorded on; what has a release time, on the day of that.
        now: the time that release times are held to; None: the beginning of ``today``.
        reason: the publisher's reason for what changed and is accepted, by language, or as the command line was given
            it (:mod:`publisher.reasons`).
        accept: rules of :data:`publisher.gate.HELD` that are accepted this time; takes a reason.
        descriptions: ask no source; rewrite what dataset.yaml, catalog.yaml and vocab/ describe.
        fresh: answers of a fetch begun earlier today are asked for anew.
        ask: called when values changed and nobody has said why.
        progress: told how far long work has come.
        checkpoint: called between the steps of writing.
        bring: reads the sources of a dataset.

    Returns:
        What came of each dataset, in the order of their names.

    Raises:
        Refused: problems were found; nothing was changed.
        SourceError: a source could not be read; nothing was changed.
        NotThere: a name is no dataset.
    """
    packages = settings.packages
    waiting = f"another fetch is at work in {settings.build}; waiting until it is done"
    with folder.alone(settings.build / "fetch.lock", lambda: progress(waiting, 0, None)):
        with _writing(packages, progress):
            folder.recover(packages)
        chosen = sorted(set(names)) or reading.names(packages)
        every = reading.names(packages)
        if unknown := [name for name in chosen if name not in every]:
            raise NotThere(f"There is no dataset '{unknown[0]}'. There are: {', '.join(every)}.")
        others = tuple(f"{packages.name}/{name}/" for name in every if name not in chosen)
        if damaged := [problem for problem in files.unreadable(settings) if not problem.file.startswith(others)]:
            raise Refused(damaged)
        words = vocabulary.load(settings.vocab, reading.told_in(packages))
        catalog_declared, declarations = _declarations(packages, every, chosen, words)
        catalog = reading.to_catalog(catalog_declared.values)
        if said := reasons.problems(reason, catalog.languages, words.indicators):
            raise Refused(said)
        order = Order(
            settings=settings,
            words=words,
            catalog=catalog,
            today=today,
            reasons=reasons.told(reason, catalog.languages, words.indicators),
            accept=frozenset(accept),
            now=now,
            ask=ask,
            progress=progress,
            bring=bring,
        )
        _check_acceptances(order)
        jobs = [job_of(packages, name, declarations[name]) for name in chosen]
        for job in jobs:
            if descriptions:
                job.frames = {name: writing.retold(name, frame, words) for name, frame in job.standing.items()}
                job.problems += structure(job, order)
            else:
                if fresh:
                    shutil.rmtree(cache_of(settings, job.name), ignore_errors=True)
                bring_in(job, order)
        examine(jobs, packages, order)
        for job in jobs:
            number(job, order)
        if reasons_idle := reasons.idle(order.reasons, {pair for job in jobs for pair in altered(job)}):
            raise Refused(reasons_idle)
        if late := [problem for job in jobs for problem in _late(job, order)]:
            raise Refused(late)
        _write(packages, jobs, every, progress, checkpoint)
        for job in jobs:
            shutil.rmtree(cache_of(settings, job.name), ignore_errors=True)
        return [job.outcome for job in jobs if job.outcome is not None]


def _write(
    packages: Path, jobs: Sequence[Job], every: Sequence[str], progress: Progress, checkpoint: folder.Checkpoint
) -> None:
    """Write every draft beside its package, and only when all are on disk put them in place."""
    drafts = {job.name: job.draft for job in jobs if job.draft is not None}
    ids = writing.registry(packages, _published(packages, every, {name: d.dataset for name, d in drafts.items()}))
    changes = {}
    try:
        for name, draft in drafts.items():
            progress(f"{name}: writing", 0, None)
            if writing.stage_package(packages, draft, checkpoint):
                changes[name] = folder.Change.of(draft.files, draft.removed)
        if ids is not None:
            folder.stage_file(packages / checking.REGISTRY, ids)
    except BaseException:
        folder.sweep(packages)
        raise
    if changes or ids is not None:
        with _writing(packages, progress):
            folder.commit(packages, changes, [] if ids is None else [checking.REGISTRY], checkpoint)


def _writing(packages: Path, progress: Progress) -> AbstractContextManager[None]:
    """The folder of packages held, once no build reads it."""
    waiting = f"somebody reads {packages}; waiting until that is done"
    return folder.held(packages, lambda: progress(waiting, 0, None), writes=True)


def _declarations(
    packages: Path, every: Sequence[str], chosen: Sequence[str], words: Vocabulary
) -> tuple[Declaration, dict[str, Declaration]]:
    """catalog.yaml and every dataset.yaml.

    Raises:
        Refused: with every fault of those that matter here.
    """
    catalog = reading.read_catalog_declaration(packages)
    problems = declared.catalog_problems(catalog)
    declarations = {}
    for name in every:
        try:
            declarations[name] = reading.read_declaration(packages, name)
        except Refused as refusal:
            problems += refusal.problems
    for name in chosen:
        if name in declarations:
            problems += declared.dataset_problems(declarations[name], catalog.values, words, gate.ACCEPTABLE)
    problems += declared.together(declarations)
    if isinstance(agents := catalog.values.get("agents"), dict):
        listed = [one.values.get("indicators") for one in declarations.values()]
        used = {str(id) for ids in listed if isinstance(ids, list) for id in ids}
        problems += declared.publishers(words, agents, used)
    if problems:
        raise Refused(problems)
    return catalog, declarations


def _late(job: Job, order: Order) -> Iterator[Problem]:
    """A new version whose release time is past: it would be public at once, which nobody has asked for."""
    release = job.one.values.get("release")
    at = order.now or datetime.fromisoformat(f"{order.today}T00:00:00+00:00")
    if job.draft is not None and release and releases.due(str(release), at):
        yield job.one.problem(
            ("release",),
            f"{release} is past, and this would be version {job.draft.dataset.version}.",
            "Give a time to come, or take the line away to publish at once.",
            "release-past",
        )


def _check_acceptances(order: Order) -> None:
    """``--accept`` takes rules that hold a fetch back, and a reason.

    Raises:
        Refused: otherwise.
    """
    problems = [
        Problem(
            file="--accept",
            fault=f"'{rule}' is not a rule that a fetch can be held back by.",
            remedy=f"Known: {', '.join(gate.HELD)}. Warnings are accepted in dataset.yaml.",
            rule="unknown-rule",
        )
        for rule in sorted(order.accept - set(gate.HELD))
    ]
    if order.accept and not order.reasons:
        fault = "nothing says why it is accepted."
        remedy = f"Add {reasons.options(order.catalog.languages)}; it is published with the data."
        problems.append(Problem(file="--accept", fault=fault, remedy=remedy, rule="missing-field"))
    if problems:
        raise Refused(problems)


def _published(packages: Path, every: Sequence[str], drafted: Mapping[str, Dataset]) -> list[Dataset]:
    """Every dataset that is published once the drafts are in place."""
    standing = [n for n in every if n not in drafted and (packages / n / reading.DESCRIPTOR).is_file()]
    return [*drafted.values(), *(reading.load_dataset(packages / n) for n in standing)]
