"""A draft: the edition that the packages would become, made beside the current one and held against it.

It stands in ``build/draft/``, a build folder of its own with links to the editions that are public, so that whatever
serves, serves it as it serves any other. That it is a draft is said in its ``edition.json``: who serves it marks it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from publisher import edition, releases, review
from publisher.edition import difference, sentences
from publisher.edition.proof import standing
from publisher.edition.workers import ALONE, Workers
from publisher.errors import Problem, Refused, Severity
from publisher.model import Catalog, Dataset
from publisher.parts import Parts
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.vocabulary import Vocabulary
from publisher.web.proof import proved

if TYPE_CHECKING:
    from publisher.package import Packages

#: Folder of the draft in the build folder.
HOME = "draft"
#: Rules of the catalogue's gate: a draft passes them, and its review lists what they say.
OF_THE_CATALOGUE = ("score-fell", "catalogue-shrank")
#: What a dataset has that is told of in other places of the review, or follows from the rest.
_TOLD_ELSEWHERE = frozenset(
    {"name", "tables", "sources", "quality", "distributions", "versions", "modified", "landing_page", "accepted"}
)

Say = Callable[[str], None]
Progress = Callable[[str, int, int | None], None]


def build(settings: Settings, workers: Workers = ALONE, pages: int = 50, say: Say = lambda text: None,
          progress: Progress = lambda what, done, known: None) -> tuple[Settings, review.Review]:  # fmt: skip
    """Make a draft of the packages as they are, and its review. The current edition is not touched.

    Args:
        workers: who makes parts beside this process.
        pages: how many pages of a kind are compared sentence by sentence, in each language.
        say: told when another build has to be waited for.
        progress: told how far the comparison of pages has come.

    Returns:
        Settings to serve the draft with, and the review.

    Raises:
        Refused: the packages or the vocabulary have errors. Warnings do not stop a draft: the review lists them.
        PublisherError: the folder is that of a draft, the current edition cannot be read, or an input was changed.
    """
    edition.refuse_draft(settings.build)
    home = settings.build / HOME
    served = replace(settings, build=home)
    home.mkdir(parents=True, exist_ok=True)
    with edition.locked(served, say):
        now = releases.standing(settings.build)
        against = proved(now.resolve()) if now.exists() else None
        inputs = edition.read_inputs(settings) | {"draft of": against.edition.id if against else ""}
        _link(settings.build, home)
        words, packages, problems = _opened(settings, say)
        folder = edition.find(home, edition.digest(inputs))
        if folder is None:
            folder = _made(settings, home, words, packages, inputs, workers)
        releases.point(home, releases.CURRENT, folder.name)
        draft = Reader.open(folder)
        found = review.read(home, draft.edition.id)
        if found is None:
            found = _reviewed(settings.build, served, against, draft, problems, pages, progress)
            review.write(home, found)
        return served, found


def _link(build: Path, home: Path) -> None:
    """Link the public editions into the folder of the draft; links to others go."""
    there = home / "editions"
    there.mkdir(exist_ok=True)
    public = set(edition.ids(build, public=True))
    for path in there.iterdir():
        if path.is_symlink() and path.name not in public:
            path.unlink()
    for id in public:
        if (there / id).is_dir() and not (there / id).is_symlink():
            shutil.rmtree(there / id)  # a draft that has been published since
        if not (there / id).is_symlink():
            (there / id).symlink_to(f"../../editions/{id}")


def _opened(settings: Settings, say: Say) -> tuple[Vocabulary, Packages, list[Problem]]:
    """Words and packages, and what the gate says of them, worst first.

    Raises:
        Refused: there is an error among it.
    """
    from publisher import package, vocabulary

    if damaged := package.unreadable(settings):
        raise Refused(damaged)
    words, packages = vocabulary.load(settings.vocab), package.Packages(settings.packages)
    found = package.problems(packages, words, parts=Parts(settings.build / edition.PARTS_KEPT, say))
    if any(problem.severity is Severity.ERROR for problem in found):
        raise Refused([problem for problem in found if problem.severity is not Severity.NOTE])
    return words, packages, list(Refused(found).problems)


def _made(
    settings: Settings, home: Path, words: Vocabulary, packages: Packages, inputs: Mapping[str, str], workers: Workers
) -> Path:
    """Write the draft, and take away what was drafted before."""
    for path in (home / "editions").iterdir():
        if not path.is_symlink():
            shutil.rmtree(path)
    (home / review.FILE).unlink(missing_ok=True)
    return edition.write(
        replace(settings, accept=OF_THE_CATALOGUE),
        words,
        packages.catalog,
        {d.name: packages[d.name].tables() for d in packages.catalog.datasets},
        inputs,
        workers=workers,
        draft=home,
        proven=lambda: edition.unchanged(inputs, settings, but=("draft of",)),
    )


def _reviewed(
    build: Path, served: Settings, against: Reader | None, draft: Reader, problems: Sequence[Problem], pages: int,
    progress: Progress,
) -> review.Review:  # fmt: skip
    """Hold a draft against the current edition."""
    from publisher.quality import score

    report = standing(served.build)
    if report is not None:
        problems = [*problems, *score.regressions(standing(build), report)]
    changes = difference.between(served.build, against.edition.id, draft.edition.id) if against else []
    words = _vocabulary(against, draft) if against else []
    said = sentences.compare(build, served, against, draft, changes, pages, progress) if against else {}
    return review.Review(
        draft=draft.edition.id,
        current=against.edition.id if against else None,
        release=draft.edition.release if not releases.due(draft.edition.release) else None,
        datasets=list(_datasets(against.catalog if against else None, draft.catalog, changes)),
        words=words[: review.MOST_WORDS],
        words_total=len(words),
        gate=[problem.as_json() for problem in problems],
        pages=said,
    )


def _datasets(
    before: Catalog | None, after: Catalog, changes: Sequence[difference.Change]
) -> Iterator[review.Reviewed]:
    """Each dataset of either, those that differ first."""
    old = {d.name: d for d in before.datasets} if before else {}
    new = {d.name: d for d in after.datasets}
    of: dict[str, list[difference.Change]] = {}
    for change in changes:
        of.setdefault(change.dataset, []).append(change)
    found = [_dataset(name, old.get(name), new.get(name), of.get(name, [])) for name in sorted({*old, *new})]
    yield from sorted(found, key=lambda one: (one.before == one.after and not one.counts, one.name))


def _dataset(
    name: str, old: Dataset | None, new: Dataset | None, changes: Sequence[difference.Change]
) -> review.Reviewed:
    known = {v.number for v in old.versions} if old else set()
    accepted = [dict(entry) for entry in new.accepted] if new else []
    before = [dict(entry) for entry in old.accepted] if old else []
    statuses = Counter((c.old_status, c.new_status) for c in changes if c.old_status != c.new_status)
    told = new or old
    assert told is not None
    return review.Reviewed(
        name=name,
        title=told.title,
        before=old.version if old else None,
        after=new.version if new else None,
        versions=[(v.number, v.date, v.notes) for v in (new.versions if new else ()) if v.number not in known],
        announced=old.next_release if old else None,
        release=new.release if new else None,
        counts=dict(Counter(change.kind for change in changes)),
        statuses=[(was, now, count) for (was, now), count in statuses.most_common(50)],
        values=[
            msgspec.convert({f: getattr(c, f) for f in review.Value.__dataclass_fields__}, review.Value)
            for c in sorted(changes, key=lambda c: c.kind == "added")[: review.MOST_VALUES]
        ],
        words=list(_differences("dataset", name, _plain(old), _plain(new)))[: review.MOST_WORDS],
        accepted=[
            review.Accepted(
                rule=entry["rule"],
                subject=entry.get("subject", "*"),
                reason={key.removeprefix("reason_"): text for key, text in entry.items() if key.startswith("reason_")},
                new=entry not in before,
            )
            for entry in accepted
        ],
    )


def _plain(dataset: Dataset | None) -> dict[str, Any]:
    """What a dataset says of itself."""
    if dataset is None:
        return {}
    return {name: value for name, value in msgspec.to_builtins(dataset).items() if name not in _TOLD_ELSEWHERE}


def _vocabulary(before: Reader, after: Reader) -> list[review.Words]:
    """What indicators and areas are called and defined as."""
    found: list[review.Words] = []
    for what, one, other in (
        ("indicator", before.vocabulary.indicators, after.vocabulary.indicators),
        ("area", before.vocabulary.areas, after.vocabulary.areas),
    ):
        for key in sorted({*one, *other}):
            if one.get(key) != other.get(key):
                old, new = (msgspec.to_builtins(each[key]) if key in each else {} for each in (one, other))
                found += _differences(what, key, old, new)
    return found


def _differences(what: str, name: str, old: Any, new: Any) -> Iterator[review.Words]:
    """Where two descriptions differ, field by field; one that has come or gone is told by its name."""
    if old and new:
        yield from _fields(what, name, "", old, new)
    elif old or new:
        yield review.Words(what=what, name=name, place="", old=name if old else None, new=name if new else None)


def _fields(what: str, name: str, place: str, old: Any, new: Any) -> Iterator[review.Words]:
    old, new = _by_name(old), _by_name(new)
    if isinstance(old or new, dict) and isinstance(old or {}, dict) and isinstance(new or {}, dict):
        for key in sorted({*(old or ()), *(new or ())}):
            yield from _fields(what, name, f"{place}.{key}".lstrip("."), (old or {}).get(key), (new or {}).get(key))
    elif old != new:
        yield review.Words(what=what, name=name, place=place, old=_text(old), new=_text(new))


def _by_name(value: Any) -> Any:
    """A list of descriptions, as versions and steps are, by what each is called; anything else as it is."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for word in ("number", "code", "id", "name"):
            if len(found := {str(one[word]): one for one in value if word in one}) == len(value):
                return found
    return value


def _text(value: Any) -> str | None:
    if value in (None, "", [], {}):
        return None
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= 1000 else text[:1000] + " …"
