"""Arriving: what the sources brought, made into a package's next tables and held against those that stand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from publisher import gate, observations, reasons, table_revisions
from publisher.errors import Problem, Refused, Severity
from publisher.fetch.applicable import settle
from publisher.fetch.gathered import gathered
from publisher.fetch.jobs import Job, Order, cache_of
from publisher.fetch.withheld import withhold
from publisher.gate import acceptance, held
from publisher.model import LANGUAGES, Source, Text, all_of, complete, demanded, localised, spoken
from publisher.package import Packages, checking, writing
from publisher.sources import Fetched, SourceContext
from publisher.tables import dtypes
from publisher.tables.observed import Observed

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

#: So many keys that come twice are written out, the rest are counted.
_KEYS_NAMED = 5


def bring(job: Job, order: Order) -> None:
    """Read the sources, and make the package's next tables of what they brought."""
    cache = cache_of(order.settings, job.name) / order.today
    for stale in cache.parent.glob("*"):
        if stale != cache:
            shutil.rmtree(stale, ignore_errors=True)  # answers of another day
    cache.mkdir(parents=True, exist_ok=True)
    context = SourceContext(
        dataset=job.name,
        file=job.one.file,
        vocabulary=order.words,
        publisher=order.catalog.publisher,
        indicators=[str(i) for i in job.one.values.get("indicators") or ()],
        frequency=str(job.one.values.get("frequency") or ""),
        input=order.settings.input,
        folder=order.settings.packages / job.name,
        kolada_url=order.settings.kolada_url,
        pxweb_url=order.settings.pxweb_url,
        published=frozenset(job.standing["observations"]["indicator"]) if "observations" in job.standing else (),
        standing=_keys(job.standing.get("observations")) if _later(job.one.values.get("source")) else (),
        today=order.today,
        cache=cache,
        languages=order.catalog.languages,
        since=job.before.modified if job.before else None,
        progress=order.progress,
    )
    values, told = job.one.values, order.catalog.languages  # texts are given in those, and read in all there may be
    if set(told) != set(LANGUAGES):
        if untold := list(_untold(values.get("source"), told, "source", job.one.file)):
            raise Refused(untold)
        values = spoken(dict(values), all_of(told))
    job.fetched = fetched = order.bring(values, context)
    if rules := job.one.values.get("disclosure"):
        withheld = withhold(fetched.by_rows(), rules, order.words, job.one.file)
        if withheld:
            fault = f"{withheld} values were withheld, as 'disclosure' says; their status is 'suppressed'."
            job.problems.append(_note(job.one.file, "disclosure", fault, "withheld"))
    job.problems += fetched.problems
    order.progress(f"{job.name}: comparing", 0, None)
    sources, renamed = merged_sources(_old_sources(job), fetched.sources)
    if fetched.count or "observations" in job.standing:
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
            job.one.file, job.before, job.day(order), _old_sources(job) if old is not None else [], fetched.sources
        )
    _sources_and_notes(job, order, sources, fetched)
    job.problems += structure(job, order)


def _untold(value: Any, told: Sequence[str], place: str, file: str) -> Iterator[Problem]:
    """Texts of a source that lack the language of a site that is told in one of the program's."""
    if isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _untold(inner, told, f"{place} {number}", file)
    elif isinstance(value, Mapping) and value and set(value) <= set(all_of(told)) and demanded(told):
        for code in told:
            if not str(value.get(code) or "").strip(" …"):
                fault = f"there is no text in '{code}'."
                remedy = f"Write '{code}: …'."
                yield Problem(file=file, column=place, fault=fault, remedy=remedy, rule="missing-language")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _untold(inner, told, f"{place}.{name}", file)


def _note(file: str, place: str, fault: str, rule: str) -> Problem:
    remedy = "Nothing need be done if it is meant."
    return Problem(file=file, column=place, fault=fault, remedy=remedy, rule=rule, severity=Severity.NOTE)


def _no_schema(file: str, name: str) -> Problem:
    fault = f"the source brought a table '{name}', which has no schema."
    remedy = f"Write vocab/{name}.schema.yaml."
    return Problem(file=file, fault=fault, remedy=remedy, rule="unknown-table")


def _observations(job: Job, order: Order, fetched: Fetched, renamed: Mapping[str, str]) -> None:
    """Hold the new observations against the old, and keep what stands."""
    import pandas as pd

    file = job.one.file
    columns = Observed.of(order.words.tables).columns
    names = [column.name for column in columns]
    parts = [observations.frame(part, names, dtypes(columns)) for part in fetched.columns]
    if fetched.observations or not parts:
        rows = pd.DataFrame(fetched.observations, columns=names)
        figures = [column.name for column in columns if column.type in ("number", "integer")]
        job.problems += _not_numbers(rows, figures, file)
        for column in figures:
            rows[column] = pd.to_numeric(rows[column], errors="coerce")
        parts.append(observations.frame(rows, names, dtypes(columns)))
    new = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    if renamed:
        new["source"] = new["source"].replace(dict(renamed))
    if twice := _twice(new, file):
        job.problems += twice
        new = new.drop_duplicates(observations.KEY)
    contradictions, new = held.contradicted(file, new, order.words)
    job.problems += contradictions
    new, notes, reasons = settle(new, order.words)
    fetched.notes = {**fetched.notes, **notes}
    fetched.reasons = {**fetched.reasons, **reasons}
    old = job.standing.get("observations")
    if old is None:
        job.frames["observations"] = observations.canonical(new)
        job.frames["revisions"] = writing.table_frame(order.words.tables["revisions"], [])
        return
    new = _with_what_stands(job, fetched, old, new)
    if not fetched.partial:
        job.problems += held.vanished(file, old, new)
    job.problems += held.begun(file, old, new, order.words)
    job.problems += held.rescaled(file, old, new, order.words)
    tolerance = observations.tolerances(order.words.indicators.values())
    current, revisions = observations.revise(old, new, tolerance, fetched.partial)
    job.frames["observations"] = current
    job.frames["revisions"] = job.standing["revisions"]
    job.revisions = revisions
    if (fetched.adding or fetched.partial) and order.settings.input and not order.reasons.general:
        job.problems += _unexplained(job, order, fetched, revisions)


def _later(source: object) -> bool:
    """Whether a declaration has a source that adds to or states anew what others say."""
    listed = source if isinstance(source, list) else [source]
    return any(isinstance(one, Mapping) and ("adds" in one or "restated" in one) for one in listed)


def _keys(table: pd.DataFrame | None) -> set[tuple[str, ...]]:
    return set() if table is None else set(map(tuple, table[observations.KEY].to_numpy().tolist()))


def _with_what_stands(job: Job, fetched: Fetched, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The new rows, and those that stand and were not brought again: from a source that adds, or of what has ended."""
    import pandas as pd

    if not fetched.adding and not fetched.ended:
        return new
    titles = {source.id: source.title for source in _old_sources(job)}
    origin = old["source"].map(titles)
    if fetched.absent:
        stands = _keys(old[origin.isin(fetched.absent)])
        new = new[[key not in stands for key in map(tuple, new[observations.KEY].to_numpy().tolist())]]
    brought = _keys(new)
    left = old[origin.isin(fetched.adding) | old["indicator"].isin(fetched.ended)]
    left = left[[key not in brought for key in map(tuple, left[observations.KEY].to_numpy().tolist())]]
    return pd.concat(observations.alike(new, left), ignore_index=True)


def _unexplained(job: Job, order: Order, fetched: Fetched, revisions: pd.DataFrame) -> list[Problem]:
    """Values that stand and that a file which adds has otherwise: each indicator and period needs its reason."""
    one_file = order.settings.input is not None and order.settings.input.is_file()
    ids = {source.id for source in fetched.sources if one_file or source.title in fetched.adding}
    brought = {tuple(row[c] for c in observations.KEY) for row in fetched.by_rows() if row["source"] in ids}
    changed = revisions[revisions["kind"].isin(["revised", "restored"])]
    found = []
    for (indicator, period), rows in changed.groupby(["indicator", "period"], sort=True):
        keys = [key for key in map(tuple, rows[observations.KEY].to_numpy().tolist()) if key in brought]
        bare = [key for key in keys if key not in fetched.reasons and not order.reasons.why(key[0], key[2])]
        if bare:
            languages = order.catalog.languages
            entry = f'- {{indicator: {indicator}, period: "{period}", reason: {reasons.block(languages)}}}'
            once = f"--reason '{indicator}/{period}: …'" + "".join(
                f" --reason '{indicator}/{period} {code}: …'" for code in languages[1:]
            )
            found.append(
                Problem(
                    file=job.one.file,
                    column="source",
                    fault=f"{len(bare)} published values of {indicator} for {period} are otherwise in the file "
                    f"({', '.join(key[1] for key in bare[:5])}{' …' * (len(bare) > 5)}): that is a revision.",
                    remedy=f"Write '{entry}' under 'restated' in the source, or add {once}.",
                    rule="revision-without-reason",
                    subject=f"{indicator}/{period}",
                )
            )
    return found


def _not_numbers(rows: pd.DataFrame, figures: Sequence[str], file: str) -> list[Problem]:
    """Cells of a source's rows that should be numbers and are not."""
    import numpy as np
    import pandas as pd

    found = []
    for column in figures:
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
    """Keys that come more than once, from one source or from several: none of the rows is ever chosen."""
    again = new[new.duplicated(observations.KEY, keep=False)]
    found = []
    for name, rows in again.groupby("indicator", sort=True):
        keys = list(rows.groupby(observations.KEY, sort=True))
        told = [
            f"{' '.join(map(str, key))} stands {len(some)} times ({_places_of(some)})"
            for key, some in keys[:_KEYS_NAMED]
        ]
        more = f" and {len(keys) - len(told)} more keys of {name}" if len(keys) > len(told) else ""
        found.append(
            Problem(
                file=str(rows["source"].iloc[0] or file),
                fault=f"{'; '.join(told)}{more}.",
                remedy="Keep one of them at the source or in the declaration (an area's former code beside its present "
                "one, a period in two files), or add the breakdown that tells them apart.",
                rule="duplicate-key",
                subject="/".join(map(str, keys[0][0][:3])) if len(keys) == 1 else str(name),
            )
        )
    return found


def _places_of(rows: pd.DataFrame) -> str:
    """Where rows stand; with their source when they are of several: ``old 1917 2022, new 0331 2022``."""
    several = rows["source"].nunique() > 1
    return ", ".join(f"{row.source} {row.source_place}" if several else row.source_place for row in rows.itertuples())


def _old_sources(job: Job) -> list[Source]:
    return list(job.before.sources) if job.before else []


def merged_sources(old: Sequence[Source], new: Sequence[Source]) -> tuple[list[Source], dict[str, str]]:
    """Old and new sources side by side: a source that has changed gets an id of its own.

    Returns:
        All sources, and the ids that new ones were given: ``{"report": "report-2026-11-21"}``.
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


def _sources_and_notes(job: Job, order: Order, sources: Sequence[Source], fetched: Fetched) -> None:
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

    def noted(text: Text) -> dict[str, str]:
        whole = complete({code: words for code, words in text.items() if words}, order.words.languages)
        return {f"note_{code}": whole.get(code, "").strip() for code in order.words.languages}

    rows = [
        {
            "id": s.id,
            "title": s.title,
            "publisher": s.publisher,
            "url": s.url,
            "retrieved": s.retrieved,
            "sha256": s.sha256,
            **noted(s.note),
        }
        for s in known.values()
        if s.id in used["source"]
    ]
    job.frames["sources"] = writing.table_frame(order.words.tables["sources"], rows)
    texts: dict[str, Text] = {}
    if "notes" in job.standing:
        texts |= {
            n["id"]: {code: n.get(f"note_{code}", "") for code in order.words.languages}
            for n in job.standing["notes"].to_dict("records")
        }
    declared = {str(k): v for k, v in (job.one.values.get("notes") or {}).items()}
    if idle := [note for note in declared if note not in used["note"]]:
        fault = f"no value has the note{'s' if len(idle) > 1 else ''} {', '.join(idle)}, now or before: not published."
        job.problems.append(_note(job.one.file, "notes", fault, "note-not-used"))
    texts |= declared | fetched.notes
    notes = [{"id": note, **noted(text)} for note, text in texts.items() if note in used["note"]]
    job.frames["notes"] = writing.table_frame(order.words.tables["notes"], notes)


def structure(job: Job, order: Order) -> list[Problem]:
    """Columns, licence and units held against the version before."""
    if job.before is None:
        return []
    indicators = [str(i) for i in job.one.values.get("indicators") or ()]
    tables = [
        writing.specialised(name, (), order.words, frame)
        for name, frame in job.frames.items()
        if name in order.words.tables
    ]
    return [
        *held.restructured(job.one.file, job.before, str(job.one.values["licence"]), tables),
        *held.redefined(job.one.file, job.units, writing.units(order.words, indicators)),
    ]


def examine(jobs: Sequence[Job], packages: Path, order: Order) -> None:
    """The gate over every next version, all of them together.

    Raises:
        Refused: errors, warnings nobody has accepted, or what is held back; every one is listed.
    """
    known = Packages(packages).tables_of_all(order.words)
    for job in jobs:
        known |= {f"{job.name}/{name}": frame for name, frame in job.frames.items()}
    refused: list[Problem] = []
    for job in jobs:
        order.progress(f"{job.name}: checking", 0, None)
        indicators = [str(i) for i in job.one.values.get("indicators") or ()]
        tables = {}
        for name, frame in job.frames.items():
            table = writing.specialised(name, indicators, order.words, frame)
            job.written[name] = observations.csv_bytes(writing.packaged(name, frame))
            tables[name] = (table, job.written[name], f"{packages.name}/{job.name}/{table.path}")
        places = {}
        if job.fetched is not None and "observations" in job.frames:
            places["observations"] = _places(job, f"{packages.name}/{job.name}/observations.csv")
        context = checking.context(job.one, order.words, order.catalog)
        _, findings = gate.table_problems(tables, context, known, places)
        problems = job.problems + [problem for one in findings for problem in one.problems]
        languages = order.catalog.languages
        weighed = acceptance.weigh(dict.fromkeys(problems), job.one, languages, partial=job.fetched is None)
        said = order.reasons.general or next(iter(order.reasons.of.values()), {})
        why = f"Accepted now: {localised(said, 'en')}"
        job.problems = [
            replace(problem, severity=Severity.NOTE, remedy=why)
            if problem.severity is Severity.WARNING and problem.rule in order.accept
            else problem
            for problem in gathered(
                weighed, job.one.file, languages, order.settings.build / "findings" / f"{job.name}.csv"
            )
        ]
        refused += [problem for problem in job.problems if problem.severity is not Severity.NOTE]
    if refused:
        raise Refused(refused)


def _places(job: Job, file: str) -> gate.Findings:
    """Findings that name a row by its place in the source it came from."""
    frame = job.frames["observations"]
    titles = {row["id"]: row["title"] for row in job.frames["sources"].to_dict("records")}

    def spot(position: int) -> gate.Spot:
        row = frame.iloc[position]
        return gate.Spot(file=titles.get(row["source"], row["source"]), place=str(row["source_place"]))

    return gate.Findings(file=file, spot=spot)
