"""Fetch: a source brought in, held against what was published, and written as a package's next version.

Everything is drafted in memory, for every dataset asked for, before the first byte is written; with one unaccepted
problem anywhere nothing is written at all.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher import changes, gate, observations, table_revisions, vocabulary
from publisher.declarations import Declaration
from publisher.errors import NotThere, Problem, Refused, Severity
from publisher.gate import acceptance, declared, held
from publisher.model import OBSERVATION_COLUMNS, Catalog, Dataset, RevisionKind, Source, Text, Version
from publisher.package import checking, folder, reading, writing
from publisher.settings import Settings
from publisher.sources import Fetched, Progress, SourceContext, fetch_dataset
from publisher.sources.context import silent
from publisher.vocabulary import Vocabulary
from publisher.withheld import withhold

if TYPE_CHECKING:
    import pandas as pd

#: Reads the sources of a dataset: :func:`publisher.sources.fetch_dataset`, or a test's own.
Bring = Callable[[Mapping[str, Any], SourceContext], Fetched]
#: Asks the publisher why values changed: dataset and counts by kind to a reason, or ``{}``.
Ask = Callable[[str, Mapping[str, int]], Text]

#: Rules whose acceptance makes a version major.
MAJOR = frozenset({"columns-changed", "licence-changed", "unit-changed"})

NEW_IN_SOURCE: Text = {"sv": "Nytt i källan.", "en": "New in the source."}
NO_REASON: Text = {"sv": "Källan anger inget skäl.", "en": "The source gives no reason."}
REWORDED: Text = {"sv": "Beskrivningen är ändrad.", "en": "The description has changed."}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a fetch came to for one dataset."""

    name: str
    version: str
    #: Version before; None: the first publication.
    before: str | None
    #: False: nothing was new, and no byte was changed.
    changed: bool
    #: Revisions of each kind.
    counts: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    #: Values that changed though neither source nor publisher says why.
    unexplained: int = 0
    notes: Sequence[Problem] = ()


@dataclass(frozen=True, kw_only=True)
class _Order:
    """What is asked of a fetch, the same for every dataset."""

    settings: Settings
    words: Vocabulary
    catalog: Catalog
    today: str
    reason: Text
    accept: frozenset[str]
    ask: Ask
    progress: Progress
    bring: Bring


@dataclass(kw_only=True)
class _Job:
    """One dataset on its way."""

    one: Declaration
    name: str
    before: Dataset | None = None
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    standing: dict[str, pd.DataFrame] = field(default_factory=dict)
    fetched: Fetched | None = None
    problems: list[Problem] = field(default_factory=list)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    revisions: pd.DataFrame | None = None
    draft: writing.Draft | None = None
    outcome: Outcome | None = None
    #: Tables as bytes, once they are final.
    written: dict[str, bytes] = field(default_factory=dict)


def fetch(
    settings: Settings,
    names: Sequence[str] = (),
    *,
    today: str,
    reason: Text | None = None,
    accept: Sequence[str] = (),
    descriptions: bool = False,
    ask: Ask = lambda name, counts: {},
    progress: Progress = silent,
    checkpoint: folder.Checkpoint = folder.unwatched,
    bring: Bring = fetch_dataset,
) -> list[Outcome]:
    """Bring in the sources of datasets and write the packages' next versions.

    Args:
        settings: where packages, vocabulary and input are.
        names: datasets; none: all of them.
        today: ISO date the result is recorded on.
        reason: the publisher's reason for what changed and for what is accepted.
        accept: rules of :data:`publisher.gate.HELD` that are accepted this time; takes a reason.
        descriptions: ask no source; rewrite what dataset.yaml, catalog.yaml and vocab/ describe.
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
    with _locked(settings.build):
        folder.recover(packages)
        chosen = sorted(set(names)) or reading.names(packages)
        every = reading.names(packages)
        if unknown := [name for name in chosen if name not in every]:
            raise NotThere(f"There is no dataset '{unknown[0]}'. There are: {', '.join(every)}.")
        words = vocabulary.load(settings.vocab)
        catalog_declared, declarations = _declarations(packages, every, chosen, words)
        order = _Order(
            settings=settings,
            words=words,
            catalog=reading.to_catalog(catalog_declared.values),
            today=today,
            reason=reason or {},
            accept=frozenset(accept),
            ask=ask,
            progress=progress,
            bring=bring,
        )
        _check_acceptances(order)
        jobs = [_job(packages, name, declarations[name]) for name in chosen]
        for job in jobs:
            if descriptions:
                job.frames = dict(job.standing)
                job.problems += _structure(job, order)
            else:
                _bring(job, order)
        _examine(jobs, packages, order)
        for job in jobs:
            _version(job, order)
        for job in jobs:
            if job.draft is not None:
                progress(f"{job.name}: writing", 0, None)
                writing.write_package(packages, job.draft, checkpoint)
        if (ids := writing.registry(packages, _published(packages, every))) is not None:
            checkpoint("before ids.csv")
            folder.write_file(packages / checking.REGISTRY, ids)
            checkpoint("after ids.csv")
        for job in jobs:
            shutil.rmtree(_cache(settings, job.name), ignore_errors=True)
        return [job.outcome for job in jobs if job.outcome is not None]


@contextmanager
def _locked(build: Path) -> Iterator[None]:
    """One fetch at a time; a second one waits."""
    build.mkdir(parents=True, exist_ok=True)
    with (build / "fetch.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _cache(settings: Settings, name: str) -> Path:
    """Where finished answers of an interrupted fetch wait."""
    return settings.build / "fetch" / name


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
    if problems:
        raise Refused(problems)
    return catalog, declarations


def _check_acceptances(order: _Order) -> None:
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
    if order.accept and not order.reason:
        problems.append(
            Problem(
                file="--accept",
                fault="nothing says why it is accepted.",
                remedy="Add --reason '…' (and --reason-en '…'); it is published with the data.",
                rule="missing-field",
            )
        )
    if problems:
        raise Refused(problems)


def _job(packages: Path, name: str, one: Declaration) -> _Job:
    """A dataset with what stands of it.

    Raises:
        Refused: the package is not as the last fetch wrote it.
    """
    job, home = _Job(one=one, name=name), packages / name
    if (home / reading.DESCRIPTOR).is_file():
        job.before = reading.load_dataset(home)
        data, problems = checking.standing(home, job.before)
        if problems:
            raise Refused(problems)
        job.units = reading.read_descriptor(home).get("ehalsa:dataset", {}).get("units", {})
        job.standing = {t.name: observations.read_csv(data[t.name], reading.dtypes(t)) for t in job.before.tables}
    return job


def _bring(job: _Job, order: _Order) -> None:
    """Read the sources, and make the package's next tables of what they brought."""
    cache = _cache(order.settings, job.name) / order.today
    for stale in cache.parent.glob("*"):
        if stale != cache:
            shutil.rmtree(stale, ignore_errors=True)  # answers of another day
    cache.mkdir(parents=True, exist_ok=True)
    context = SourceContext(
        dataset=job.name,
        file=job.one.file,
        vocabulary=order.words,
        indicators=[str(i) for i in job.one.values.get("indicators") or ()],
        input=order.settings.input,
        folder=order.settings.packages / job.name,
        kolada_url=order.settings.kolada_url,
        pxweb_url=order.settings.pxweb_url,
        today=order.today,
        cache=cache,
        since=job.before.modified if job.before else None,
        progress=order.progress,
        accepted=job.one.values.get("accepted") or (),
    )
    job.fetched = fetched = order.bring(job.one.values, context)
    if rules := job.one.values.get("disclosure"):
        withhold(fetched.observations, rules, order.words, job.one.file)
    job.problems += fetched.problems
    order.progress(f"{job.name}: comparing", 0, None)
    sources, renamed = merged_sources(_old_sources(job), fetched.sources)
    if len(fetched.observations) or "observations" in job.standing:
        _observations(job, order, fetched, renamed)
    for name, rows in sorted(fetched.tables.items()):
        if name not in order.words.tables:
            job.problems.append(_no_schema(job.one.file, name))
            continue
        job.frames[name] = writing.table_frame(order.words.tables[name], rows)
    if table_revisions.watched(job.frames):
        empty = writing.table_frame(order.words.tables[table_revisions.NAME], [])
        job.frames[table_revisions.NAME] = job.standing.get(table_revisions.NAME, empty)
    if job.before is not None:
        old = job.standing.get("sources")
        job.problems += held.older(
            job.one.file, job.before, order.today, _old_sources(job) if old is not None else [], fetched.sources
        )
    _sources_and_notes(job, order, sources, fetched)
    job.problems += _structure(job, order)


def _no_schema(file: str, name: str) -> Problem:
    return Problem(
        file=file,
        fault=f"the source brought a table '{name}', which has no schema.",
        remedy=f"Write vocab/{name}.schema.yaml.",
        rule="unknown-table",
    )


def _observations(job: _Job, order: _Order, fetched: Fetched, renamed: Mapping[str, str]) -> None:
    """Hold the new observations against the old, and keep what stands."""
    import pandas as pd

    file = job.one.file
    rows = pd.DataFrame(fetched.observations, columns=list(OBSERVATION_COLUMNS))
    job.problems += _not_numbers(rows, file)
    for column in ("value", "n", "numerator", "denominator"):
        rows[column] = pd.to_numeric(rows[column], errors="coerce")
    new = observations.frame(rows)
    new["source"] = new["source"].replace(dict(renamed))
    job.problems += _twice(new, file)
    new = new.drop_duplicates(observations.KEY)
    contradictions, new = held.contradicted(file, new, order.words)
    job.problems += contradictions
    old = job.standing.get("observations")
    if old is None:
        job.frames["observations"] = observations.canonical(new)
        job.frames["revisions"] = observations.frame([], observations.REVISION_COLUMNS)
        return
    if not fetched.partial:
        job.problems += held.vanished(file, old, new)
    job.problems += held.rescaled(file, old, new, order.words)
    tolerance = observations.tolerances(order.words.indicators.values())
    current, revisions = observations.revise(old, new, tolerance, fetched.partial)
    job.frames["observations"] = current
    job.frames["revisions"] = job.standing["revisions"]
    job.revisions = revisions


def _not_numbers(rows: pd.DataFrame, file: str) -> list[Problem]:
    """Cells of a source's rows that should be numbers and are not."""
    import numpy as np
    import pandas as pd

    found = []
    for column in ("value", "n", "numerator", "denominator"):
        given = rows[column]
        made = pd.to_numeric(given, errors="coerce")
        bad = given.notna() & (made.isna() | np.isinf(made.astype("float64")))
        for position in np.flatnonzero(bad.to_numpy())[:20]:
            row = rows.iloc[position]
            found.append(
                Problem(
                    file=str(row["source"] or file),
                    column=column,
                    fault=f"{row['source_place']}: {row[column]!r} is not a number.",
                    remedy="Correct it at the source, or the declaration that reads it.",
                    rule="wrong-type",
                    subject=f"{row['indicator']}/{row['area']}/{row['period']}",
                )
            )
    return found


def _twice(new: pd.DataFrame, file: str) -> list[Problem]:
    """Keys that the source has more than once."""
    again = new[new.duplicated(observations.KEY, keep=False)]
    found = []
    for key, rows in list(again.groupby(observations.KEY, sort=True))[:20]:
        places = ", ".join(str(place) for place in rows["source_place"])
        found.append(
            Problem(
                file=str(rows["source"].iloc[0] or file),
                fault=f"{' '.join(map(str, key))} stands {len(rows)} times ({places}).",
                remedy="Keep one of them at the source, or add the breakdown that tells them apart.",
                rule="duplicate-key",
                subject="/".join(map(str, key[:3])),
            )
        )
    return found


def _old_sources(job: _Job) -> list[Source]:
    return list(job.before.sources) if job.before else []


def merged_sources(old: Sequence[Source], new: Sequence[Source]) -> tuple[list[Source], dict[str, str]]:
    """Old and new sources side by side: a source that has changed gets an id of its own.

    Returns:
        All sources, and the ids that new ones were given: ``{"kolada-U21349": "kolada-U21349-2026-11-21"}``.
    """
    known = {source.id: source for source in old}
    renamed = {}
    for source in new:
        id_, number = source.id, 1
        while (standing := known.get(id_)) is not None and standing.sha256 != source.sha256:
            id_ = f"{source.id}-{source.retrieved}" + (f".{number}" if number > 1 else "")
            number += 1
        if id_ != source.id:
            renamed[source.id] = id_
        retrieved = known[id_].retrieved if id_ in known else source.retrieved
        known[id_] = replace(source, id=id_, retrieved=retrieved)
    return list(known.values()), renamed


def _sources_and_notes(job: _Job, order: _Order, sources: Sequence[Source], fetched: Fetched) -> None:
    """``sources.csv`` and ``notes.csv``: what rows refer to, now or in a revision; neither ever loses one."""
    used = {"source": set[str](), "note": set[str]()}
    for name, prefix in (("observations", ""), ("revisions", "old_")):
        if name in job.frames:
            for what, ids in used.items():
                for cell in job.frames[name][f"{prefix}{what}"].unique():
                    ids.update(str(cell).split() if what == "note" else [str(cell)])
    if job.revisions is not None:
        used["source"] |= set(job.revisions["old_source"])
        used["note"] |= {note for cell in job.revisions["old_note"].unique() for note in str(cell).split()}
    if fetched.tables:
        used["source"] |= {source.id for source in sources}
    known = {source.id: source for source in sources}
    rows = [
        {
            "id": s.id,
            "title": s.title,
            "publisher": s.publisher,
            "url": s.url,
            "retrieved": s.retrieved,
            "sha256": s.sha256,
            "note_sv": s.note.get("sv", "").strip(),
            "note_en": s.note.get("en", "").strip(),
        }
        for s in known.values()
        if s.id in used["source"]
    ]
    job.frames["sources"] = writing.table_frame(order.words.tables["sources"], rows)
    texts: dict[str, Text] = {}
    if "notes" in job.standing:
        texts |= {n["id"]: {"sv": n["note_sv"], "en": n["note_en"]} for n in job.standing["notes"].to_dict("records")}
    texts |= {str(k): v for k, v in (job.one.values.get("notes") or {}).items()} | fetched.notes
    notes = [
        {"id": note, "note_sv": text.get("sv", "").strip(), "note_en": text.get("en", "").strip()}
        for note, text in texts.items()
        if note in used["note"]
    ]
    job.frames["notes"] = writing.table_frame(order.words.tables["notes"], notes)


def _structure(job: _Job, order: _Order) -> list[Problem]:
    """Columns, licence and units held against the version before."""
    if job.before is None:
        return []
    indicators = [str(i) for i in job.one.values.get("indicators") or ()]
    tables = [order.words.tables[name] for name in job.frames if name in order.words.tables]
    return [
        *held.restructured(job.one.file, job.before, str(job.one.values["licence"]), tables),
        *held.redefined(job.one.file, job.units, writing.units(order.words, indicators)),
    ]


def _examine(jobs: Sequence[_Job], packages: Path, order: _Order) -> None:
    """The gate over every next version, all of them together.

    Raises:
        Refused: errors, warnings nobody has accepted, or what is held back; every one is listed.
    """
    known = checking.tables_of_all(packages, order.words)
    for job in jobs:
        known |= {f"{job.name}/{name}": frame for name, frame in job.frames.items()}
    refused: list[Problem] = []
    for job in jobs:
        order.progress(f"{job.name}: checking", 0, None)
        indicators = [str(i) for i in job.one.values.get("indicators") or ()]
        tables = {}
        for name, frame in job.frames.items():
            table = writing.specialised(name, indicators, order.words)
            job.written[name] = observations.csv_bytes(frame)
            tables[name] = (table, job.written[name], f"{packages.name}/{job.name}/{table.path}")
        places = {}
        if job.fetched is not None and "observations" in job.frames:
            places["observations"] = _places(job, f"{packages.name}/{job.name}/observations.csv")
        _, findings = gate.table_problems(tables, checking.context(job.one, order.words), known, places)
        problems = job.problems + [problem for one in findings for problem in one.problems]
        weighed = acceptance.weigh(dict.fromkeys(problems), job.one, partial=job.fetched is None)
        why = f"Accepted now: {order.reason.get('en') or order.reason.get('sv')}"
        job.problems = [
            replace(problem, severity=Severity.NOTE, remedy=why)
            if problem.severity is Severity.WARNING and problem.rule in order.accept
            else problem
            for problem in weighed
        ]
        refused += [problem for problem in job.problems if problem.severity is not Severity.NOTE]
    if refused:
        raise Refused(refused)


def _places(job: _Job, file: str) -> gate.Findings:
    """Findings that name a row by its place in the source it came from."""
    frame = job.frames["observations"]
    titles = {row["id"]: row["title"] for row in job.frames["sources"].to_dict("records")}

    def spot(position: int) -> gate.Spot:
        row = frame.iloc[position]
        return gate.Spot(file=titles.get(row["source"], row["source"]), place=str(row["source_place"]))

    return gate.Findings(file=file, spot=spot)


def _version(job: _Job, order: _Order) -> None:
    """Number the next version, write its revisions, and draft it; no draft when nothing is new."""
    before = job.before
    rows = len(job.frames.get("observations", ()))
    notes = [problem for problem in job.problems if problem.severity is Severity.NOTE]

    def draft(versions: Sequence[Version]) -> writing.Draft:
        return writing.draft(job.name, job.one, order.catalog, order.words, job.frames, versions, before, job.written)

    if before is None:
        said = changes.joined(changes.first(rows, sorted(job.frames)), _accepted_text(job, order), order.reason)
        job.draft = draft([Version(number="1.0.0", date=order.today, notes=said)])
        job.outcome = Outcome(name=job.name, version="1.0.0", before=None, changed=True, rows=rows, notes=notes)
        return
    revised = job.revisions is not None and len(job.revisions) > 0
    if not revised:
        unchanged = draft(before.versions)
        if writing.same(order.settings.packages / job.name, unchanged):
            job.outcome = Outcome(
                name=job.name, version=before.version, before=before.version, changed=False, rows=rows, notes=notes
            )
            return
    accepted = {problem.rule for problem in notes if problem.rule in gate.HELD}
    counts = changes.kinds(job.revisions) if job.revisions is not None and revised else {}
    others = _other_tables(job)
    number = changes.next_version(
        before.version, major=bool(accepted & MAJOR), minor=bool(counts.get(RevisionKind.ADDED)) or others == "grown"
    )
    recorded = max(order.today, before.modified)
    unexplained = 0
    reason = order.reason
    if others == "changed" and not reason:
        reason = order.ask(job.name, counts)
    if others:
        _record_tables(job, order, reason or NO_REASON, recorded, number)
    if job.revisions is not None and revised:
        told = job.fetched.reasons if job.fetched else {}
        unexplained = _without_reason(job.revisions, told)
        if unexplained and not reason:
            reason = order.ask(job.name, counts)
        if reason:
            unexplained = 0
        job.frames["revisions"] = _recorded(job, told, reason, recorded, number)
        del job.written["revisions"]
    said = changes.joined(
        changes.summary(counts),
        REWORDED if not counts and not others else {},
        {"sv": f"Tabeller: {others_text(others)[0]}.", "en": f"Tables: {others_text(others)[1]}."} if others else {},
        _accepted_text(job, order),
        reason,
    )
    job.draft = draft([Version(number=number, date=recorded, notes=said), *before.versions])
    job.outcome = Outcome(
        name=job.name,
        version=number,
        before=before.version,
        changed=True,
        counts=counts,
        rows=rows,
        unexplained=unexplained,
        notes=notes,
    )


def _record_tables(job: _Job, order: _Order, reason: Text, recorded: str, number: str) -> None:
    """Append what changed in tables that are not observations to ``table_revisions.csv``."""
    rows = job.frames[table_revisions.NAME].to_dict("records") if table_revisions.NAME in job.frames else []
    for name in table_revisions.watched(job.frames):
        before = job.standing.get(name, job.frames[name].head(0))  # a table that is new has come row by row
        found = table_revisions.changes(name, order.words.tables[name].primary_key, before, job.frames[name])
        rows += table_revisions.recorded(found, recorded, number, reason)
    job.frames[table_revisions.NAME] = writing.table_frame(order.words.tables[table_revisions.NAME], rows)


def others_text(change: str) -> tuple[str, str]:
    """What happened to tables that are not observations, in Swedish and English."""
    return ("nya rader", "new rows") if change == "grown" else ("ändrade", "changed")


def _other_tables(job: _Job) -> str:
    """Whether tables that are not observations have ``grown`` (new keys or tables), ``changed``, or neither ("")."""
    result = ""
    for name, frame in job.frames.items():
        if name in table_revisions.UNWATCHED:
            continue
        old = job.standing.get(name)
        if old is None:
            return "grown"
        if observations.csv_bytes(old) != observations.csv_bytes(frame):
            table = next(t for t in job.before.tables if t.name == name) if job.before else None
            key = [c for c in (table.primary_key if table else ()) if c in frame.columns]
            if key and len(frame[key].merge(old[key], how="left", indicator="s").query("s == 'left_only'")):
                return "grown"
            result = "changed"
    return result


def _accepted_text(job: _Job, order: _Order) -> Text:
    """Which held rules were accepted this time, for the version's notes."""
    rules = sorted({p.rule for p in job.problems if p.rule in gate.HELD and p.severity is Severity.NOTE})
    if not rules:
        return {}
    listed = ", ".join(rules)
    return {"sv": f"Godkänt av utgivaren: {listed}.", "en": f"Accepted by the publisher: {listed}."}


def _without_reason(revisions: pd.DataFrame, told: Mapping[tuple[str, ...], Text]) -> int:
    """How many values changed (not: were added) though the source does not say why."""
    altered = revisions[revisions["kind"] != RevisionKind.ADDED.value]
    if not told:
        return len(altered)
    return sum(tuple(key) not in told for key in altered[observations.KEY].to_numpy().tolist())


def _recorded(
    job: _Job, told: Mapping[tuple[str, ...], Text], reason: Text, recorded: str, number: str
) -> pd.DataFrame:
    """``revisions.csv`` with the new revisions at its end."""
    import pandas as pd

    new = job.revisions
    assert new is not None
    new = new.copy()
    new["recorded"], new["version"] = recorded, number
    added = (new["kind"] == RevisionKind.ADDED.value).to_numpy()
    for language in ("sv", "en"):
        why = (reason or NO_REASON).get(language) or (reason or NO_REASON)["sv"]
        new[f"reason_{language}"] = [NEW_IN_SOURCE[language] if a else why for a in added]
        if told:
            keys = map(tuple, new[observations.KEY].to_numpy().tolist())
            new[f"reason_{language}"] = [
                told[key].get(language) or why if key in told else standing
                for key, standing in zip(keys, new[f"reason_{language}"], strict=True)
            ]
    new = observations.frame(new, observations.REVISION_COLUMNS)
    standing = job.standing["revisions"]
    return pd.concat([standing, new], ignore_index=True) if len(standing) else new


def _published(packages: Path, every: Sequence[str]) -> list[Dataset]:
    return [reading.load_dataset(packages / n) for n in every if (packages / n / reading.DESCRIPTOR).is_file()]
