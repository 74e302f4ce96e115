"""Numbering: the next version's number, its revisions with their reasons, and the words it is told in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from publisher import changes, gate, observations, rooms, table_revisions
from publisher.errors import Severity
from publisher.fetch.jobs import Job, Order, Outcome
from publisher.model import RevisionKind, Text, Version, all_of, complete, localised
from publisher.package import writing
from publisher.phrases import joined, tell
from publisher.tables import dtypes

if TYPE_CHECKING:
    import pandas as pd

#: Rules whose acceptance makes a version major.
MAJOR = frozenset({"columns-changed", "licence-changed", "unit-changed"})


NEW_IN_SOURCE: Text = tell("New in the source.")
NO_REASON: Text = tell("The source gives no reason.")
REWORDED: Text = tell("The description has changed.")


def number(job: Job, order: Order) -> None:
    """Number the next version, write its revisions, and draft it; no draft when nothing is new."""
    before = job.before
    rows = len(job.frames.get("observations", ()))
    notes = [problem for problem in job.problems if problem.severity is Severity.NOTE]

    def draft(versions: Sequence[Version]) -> writing.Draft:
        return writing.draft(job.name, job.one, order.catalog, order.words, job.frames, versions, before, job.written)

    if before is None:
        said = joined(changes.first(rows, sorted(job.frames)), _accepted_text(job, order), order.reasons.general)
        job.draft = draft([Version(number="1.0.0", date=job.day(order), notes=said)])
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
    altered = _altered(job, order) if others else []
    names = {code: area.label for code, area in order.words.areas.items()}
    seen = job.rows(job.standing), job.rows(job.frames)
    told = [line for room in rooms.parts("telling") for line in room.told(*seen, names)]
    numbered = changes.next_version(
        before.version, major=bool(accepted & MAJOR), minor=bool(counts.get(RevisionKind.ADDED)) or others == "grown"
    )
    recorded = max(job.day(order), before.modified)
    unexplained = 0
    reason = order.reasons.general
    if others == "changed" and not reason:
        reason = _asked(job, order, counts)
    if others:
        _record_tables(job, order, altered, reason or NO_REASON, recorded, numbered)
    if job.revisions is not None and revised:
        reasons = dict(job.fetched.reasons) if job.fetched else {}
        for key, kind in _keys(job.revisions):
            own = {(key[0], key[2]), (key[0], "")} & set(order.reasons.of)
            if own and kind != RevisionKind.ADDED.value:
                reasons[key] = order.reasons.why(key[0], key[2])
        unexplained = _without_reason(job.revisions, reasons)
        if unexplained and not reason:
            reason = _asked(job, order, counts)
        if reason:
            unexplained = 0
        job.frames["revisions"] = _recorded(job, order, reasons, reason, recorded, numbered)
        del job.written["revisions"]
    said = joined(
        changes.summary(counts),
        REWORDED if not counts and not others else {},
        changes.tables(altered),
        *({language: f"{text}." for language, text in line.items()} for line in told),
        _accepted_text(job, order),
        reason,
    )
    job.draft = draft([Version(number=numbered, date=recorded, notes=said), *before.versions])
    job.outcome = Outcome(
        name=job.name,
        version=numbered,
        before=before.version,
        changed=True,
        counts=counts,
        rows=rows,
        unexplained=unexplained,
        tables=changes.tables(altered),
        told=told,
        notes=notes,
    )


def altered(job: Job) -> set[tuple[str, str]]:
    """Indicator and period of every value that was there before and has changed."""
    if job.revisions is None:
        return set()
    return {(key[0], key[2]) for key, kind in _keys(job.revisions) if kind != RevisionKind.ADDED.value}


def _keys(revisions: pd.DataFrame) -> list[tuple[tuple[str, ...], str]]:
    """The key and the kind of each revision."""
    keys = map(tuple, revisions[observations.KEY].to_numpy().tolist())
    return list(zip(keys, map(str, revisions["kind"]), strict=True))


def _asked(job: Job, order: Order, counts: Mapping[str, int]) -> Text:
    languages = order.catalog.languages
    return complete(order.ask(job.name, counts, languages), all_of(languages))


def _altered(job: Job, order: Order) -> list[table_revisions.Change]:
    """What changed in tables that are not observations."""
    found: list[table_revisions.Change] = []
    for name in table_revisions.watched(job.frames):
        before = job.standing.get(name, job.frames[name].head(0))  # a table that is new has come row by row
        found += table_revisions.changes(name, order.words.tables[name].primary_key, before, job.frames[name])
    return found


def _record_tables(
    job: Job, order: Order, altered: Sequence[table_revisions.Change], reason: Text, recorded: str, number: str
) -> None:
    """Append what changed in tables that are not observations to ``table_revisions.csv``."""
    rows = job.frames[table_revisions.NAME].to_dict("records") if table_revisions.NAME in job.frames else []
    rows += table_revisions.recorded(altered, recorded, number, reason)
    job.frames[table_revisions.NAME] = writing.table_frame(order.words.tables[table_revisions.NAME], rows)
    job.written.pop(table_revisions.NAME, None)


def _other_tables(job: Job) -> str:
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


def _accepted_text(job: Job, order: Order) -> Text:
    """Which held rules were accepted this time, for the version's notes."""
    rules = sorted({p.rule for p in job.problems if p.rule in gate.HELD and p.severity is Severity.NOTE})
    if not rules:
        return {}
    listed = ", ".join(rules)
    return tell("Accepted by the publisher: {listed}.", listed=listed)


def _without_reason(revisions: pd.DataFrame, told: Mapping[tuple[str, ...], Text]) -> int:
    """How many values changed (not: were added) though the source does not say why."""
    altered = revisions[revisions["kind"] != RevisionKind.ADDED.value]
    if not told:
        return len(altered)
    return sum(tuple(key) not in told for key in altered[observations.KEY].to_numpy().tolist())


def _recorded(
    job: Job, order: Order, told: Mapping[tuple[str, ...], Text], reason: Text, recorded: str, number: str
) -> pd.DataFrame:
    """``revisions.csv`` with the new revisions at its end."""
    import pandas as pd

    new = job.revisions
    assert new is not None
    new = new.copy()
    new["recorded"], new["version"] = recorded, number
    added = (new["kind"] == RevisionKind.ADDED.value).to_numpy()
    for language in order.words.languages:
        why = localised(reason or NO_REASON, language)
        new[f"reason_{language}"] = [localised(NEW_IN_SOURCE, language) if a else why for a in added]
        if told:
            keys = map(tuple, new[observations.KEY].to_numpy().tolist())
            new[f"reason_{language}"] = [
                told[key].get(language) or why if key in told else standing
                for key, standing in zip(keys, new[f"reason_{language}"], strict=True)
            ]
    columns = order.words.tables["revisions"].columns
    new = observations.frame(new, [column.name for column in columns], dtypes(columns))
    standing, new = observations.alike(job.standing["revisions"], new)
    return pd.concat([standing, new], ignore_index=True) if len(standing) else new
