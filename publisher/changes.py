"""Changes: what a difference makes of a package's version, and how it is told to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from publisher.model import LANGUAGES, SEX_TOTAL, Dataset, RevisionKind, Text, localised
from publisher.observations import number_text
from publisher.phrases import alike, each, joined, tell
from publisher.statistics.wording import say
from publisher.statistics.words import listed, number
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

#: Indicators, examples and reasons told one by one in CHANGES.md; revisions.csv has them all.
SHOWN = 30
EXAMPLES = 5

_VERBS: Mapping[str, Text] = {
    RevisionKind.ADDED: tell("added"),
    RevisionKind.REVISED: tell("revised"),
    RevisionKind.WITHDRAWN: tell("withdrawn"),
    RevisionKind.RESTORED: tell("restored"),
    RevisionKind.AMENDED: tell("amended"),
}


def next_version(number: str, *, major: bool = False, minor: bool = False) -> str:
    """The version after ``number``: a major, minor or patch step."""
    a, b, c = (int(part) for part in number.split("."))
    if major:
        return f"{a + 1}.0.0"
    return f"{a}.{b + 1}.0" if minor else f"{a}.{b}.{c + 1}"


def kinds(revisions: pd.DataFrame) -> dict[str, int]:
    """How many revisions there are of each kind that occurs, in the order of :class:`RevisionKind`."""
    counts = revisions["kind"].astype("str").value_counts().to_dict()
    return {str(kind): int(counts[kind.value]) for kind in RevisionKind if counts.get(kind.value)}


def summary(counts: Mapping[str, int]) -> Text:
    """One sentence on how many values were added, revised, withdrawn …; ``{}`` when none was."""
    if not counts:
        return {}
    return tell("Values: {listed}.", listed=each(partial(_counted, counts)))


def _counted(counts: Mapping[str, int], language: str) -> str:
    return listed(_numbers(counts, language), language)


def _numbers(counts: Mapping[str, int], language: str) -> list[str]:
    return [f"{number(n, 0, language)} {localised(_VERBS[kind], language)}" for kind, n in counts.items()]


def tables(altered: Iterable[tuple[str, str, str, str, str, str]]) -> Text:
    """How many rows of each table were added, changed and removed; ``{}`` when none was.

    Args:
        altered: as :func:`publisher.table_revisions.changes` gives them.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for table, key, _, kind, _, _ in altered:
        found.setdefault(table, {}).setdefault(kind, set()).add(key)
    told = [
        joined(alike(table), joined(*(_rows(kind, len(keys)) for kind, keys in kinds.items()), between=", "))
        for table, kinds in found.items()
    ]
    return tell("Rows of tables: {list}.", list=joined(*told, between="; ")) if told else {}


def _rows(kind: str, count: int) -> Text:
    return say(f"rows.{kind}.{'one' if count == 1 else 'many'}", count=count)


def first(rows: int, tables: Sequence[str]) -> Text:
    """The sentence of a first publication."""
    if rows:
        return tell("First publication: {rows} rows.", rows=each(partial(number, rows, 0)))
    return tell("First publication: {listed}.", listed=each(partial(listed, tables)))


#: What ``CHANGES.md`` begins with in a language, and in both.
_HEADS = {
    "sv": "# Ändringar i {sv}\n\n"
    "Skrivs av programmet; `revisions.csv` har varje värde, `dataset.yaml` vad människor beslutar.",
    "en": "# Changes in {en}\n\n"
    "Written by the program; `revisions.csv` holds every value, `dataset.yaml` what people decide.",
    "": "# Ändringar i {sv}\n\nChanges in {en}. Swedish first, then English. "
    "Written by the program; `revisions.csv` holds every value, `dataset.yaml` what people decide.",
}


def changes_text(
    dataset: Dataset, revisions: pd.DataFrame | None, vocabulary: Vocabulary, languages: Sequence[str] = LANGUAGES
) -> str:
    """``CHANGES.md``: every version, newest first, in each language of the site.

    Args:
        dataset: for title, versions and accepted warnings.
        revisions: the package's ``revisions.csv``; None when it has no observations.
        vocabulary: for the names of indicators and areas.
    """
    told = [code for code in LANGUAGES if code in languages] or LANGUAGES[-1:]
    head = _HEADS[told[0] if len(told) == 1 else ""]
    lines = [head.format(**{code: localised(dataset.title, code) for code in LANGUAGES}), ""]
    for version in dataset.versions:
        lines += [f"## {version.number} · {version.date}", ""]
        mine = revisions[(revisions["version"] == version.number).to_numpy()] if revisions is not None else None
        for language in told:
            lines += [localised(version.notes, language), ""]
            if mine is not None and len(mine):
                lines += [*_details(mine, vocabulary, language), ""]
    return "\n".join(lines).rstrip() + "\n"


def _details(revisions: pd.DataFrame, vocabulary: Vocabulary, language: str) -> Iterator[str]:
    text = revisions.assign(indicator=revisions["indicator"].astype("str"), kind=revisions["kind"].astype("str"))
    per_indicator = text.groupby("indicator", sort=True)
    for order, (name, rows) in enumerate(per_indicator):
        if order == SHOWN:
            left = per_indicator.ngroups - SHOWN
            yield f"- {localised(tell('{left} more indicators', left=left), language)}"
            break
        indicator = vocabulary.indicators.get(str(name))
        label = f"{name} {localised(indicator.label, language)}" if indicator else str(name)
        counts = _numbers(kinds(rows), language)
        periods = sorted(rows["period"].astype("str").unique())
        span = periods[0] if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"
        yield f"- {label}, {span}: {', '.join(counts)}"
    altered = text[text["kind"].isin([RevisionKind.REVISED.value, RevisionKind.RESTORED.value])].head(EXAMPLES)
    if len(altered):
        yield ""
        yield localised(tell("Examples:"), language)
        yield ""
    for row in altered.itertuples():
        area = vocabulary.areas.get(str(row.area))
        place = localised(area.label, language) if area else str(row.area)
        sexes = vocabulary.concepts.get("sex", {})
        sex = (
            ""
            if row.sex == SEX_TOTAL
            else f", {localised(sexes[row.sex].label, language) if row.sex in sexes else row.sex}"
        )
        before = _shown(row.old_value, row.old_status, vocabulary, language)
        after = _shown(row.new_value, row.new_status, vocabulary, language)
        yield f"- {row.indicator} {place} {row.period}{sex}: {before} → {after}"
    reasons = text[f"reason_{language}"].astype("str").value_counts(sort=False)
    reasons = reasons[reasons.index != ""].sort_values(ascending=False, kind="stable")
    if len(reasons):
        yield ""
        yield localised(tell("Reasons:"), language)
        yield ""
    for reason, count in list(reasons.items())[:EXAMPLES]:
        yield f"- {reason} ({number(int(count), 0, language)})"


def _shown(value: float, status: str, vocabulary: Vocabulary, language: str) -> str:
    """A value as a person reads it, or the reason why there is none."""
    known = vocabulary.statuses.get(str(status))
    label = localised(known.label, language) if known else str(status)
    if value != value:
        return label or "–"
    text = number_text(value)
    text = text.replace(".", ",") if language == "sv" else text
    return f"{text} ({label})" if label else text
