"""The stories source: municipalities' own good examples, in ``stories.yaml`` and in the files that they sent.

A story is a mapping with the fields of ``vocab/stories.schema.yaml``; texts are mappings of language
to text, lists (indicators, links) are lists. The file may be empty: then so is the table. A file that a municipality
sent is one story, laid in ``received/`` as it came; ``publisher check`` says what is wrong before it is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher import declarations
from publisher.declarations import Declaration
from publisher.errors import Problem, Refused
from publisher.examples.form import LISTS, PLAIN, TEXTS
from publisher.model import LANGUAGES, AreaKind, Source
from publisher.rooms import ROOMS
from publisher.sources.context import Fetched, SourceContext
from publisher.sources.faults import Faults
from publisher.sources.shapes import PAIRS, SCALAR, TEXT, Shape, record
from publisher.vocabulary import Vocabulary

#: Files of the dataset's folder that were sent, and their folder.
RECEIVED = ROOMS["examples"].received
SENT = RECEIVED.partition("/")[0]
#: Id in sources.csv of what was sent in.
SOURCE = "berattelser"
_SHAPE = record({"kind": TEXT, "file": TEXT, "url": TEXT})
_FIELDS = (
    dict.fromkeys(PLAIN, SCALAR)
    | dict.fromkeys(LISTS, Shape("a list of text", lambda v: isinstance(v, list) and all(TEXT.fits(one) for one in v)))
    | dict.fromkeys(TEXTS, record(dict.fromkeys(LANGUAGES, SCALAR)))
)


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Read the stories.

    Args:
        declaration: ``file``, in the dataset's own folder; by default ``stories.yaml``.

    Raises:
        Refused: the declaration has words that are not known; there is no such file, it is not YAML, or it is
            not a list of stories.
    """
    faults = Faults(context.file)
    _SHAPE.check(declaration, "source", faults)
    if problems := faults.problems():
        raise Refused(problems)
    path = context.folder / str(declaration.get("file", "stories.yaml"))
    known = declarations.read(path, f"datapackages/{context.dataset}/{path.name}")
    stories = known.values.get("stories") or []
    if problems := _shape_faults(stories, known.file):
        raise Refused(problems)
    fetched = Fetched(tables={"stories": []})
    for number, story in enumerate(stories):
        fetched.problems += _faults(story, ("stories", number), known, context.vocabulary)
        fetched.tables["stories"].append(_row(story))
    sent = sorted(context.folder.glob(RECEIVED))
    for one in sent:
        story, problems = _received(one, f"datapackages/{context.dataset}/{SENT}/{one.name}", context.vocabulary)
        if problems:
            raise Refused(problems)
        fetched.tables["stories"].append(_row(story))
        stories = [*stories, story]
    if stories:
        fetched.sources.append(
            Source(
                id=SOURCE,
                title="Kommunernas egna berättelser",
                publisher=context.publisher,
                url=str(declaration.get("url", "")),
                retrieved=context.today,
                sha256=sha256(b"".join(one.read_bytes() for one in (path, *sent))).hexdigest(),
            )
        )
    return fetched


def received(packages: Path, vocabulary: Vocabulary) -> list[Problem]:
    """What is wrong with the files that municipalities sent, each before it is fetched."""
    found: list[Problem] = []
    for path in sorted(packages.glob(f"*/{RECEIVED}")):
        found += _received(path, f"{packages.name}/{path.parent.parent.name}/{SENT}/{path.name}", vocabulary)[1]
    return found


def _received(path: Path, name: str, vocabulary: Vocabulary) -> tuple[Mapping[str, Any], list[Problem]]:
    """The story in a file, and everything that is wrong with it."""
    try:
        known = declarations.read(path, name)
    except Refused as refusal:
        return {}, list(refusal.problems)
    story, faults = known.values, Faults(name)
    for field, value in story.items():
        if value is not None and field in _FIELDS:
            _FIELDS[field].check(value, field, faults)
    problems = faults.problems() or [*_faults(story, (), known, vocabulary), *_lacking(story, known, vocabulary)]
    return story, problems


def _lacking(story: Mapping[str, Any], known: Declaration, vocabulary: Vocabulary) -> Iterable[Problem]:
    """Fields that must be filled in and are not, and a municipality that is none."""
    table = vocabulary.tables.get("stories")
    required = {one.name for one in table.columns if one.required} - {"source"} if table else set()
    row = _row(story)
    for name in PLAIN + LISTS + TEXTS:
        wanted = name if name in (*PLAIN, *LISTS) else f"{name}_{LANGUAGES[0]}"
        if wanted in required and not row[wanted]:
            yield known.problem(
                (name,),
                f"'{name}' is not filled in.",
                "Write it, or ask the municipality that sent the file.",
                "story-incomplete",
            )
    area = vocabulary.areas.get(str(story.get("area")))
    if story.get("area") and (area is None or area.kind is not AreaKind.MUNICIPALITY):
        one = next((some.code for some in vocabulary.areas.values() if some.kind is AreaKind.MUNICIPALITY), "…")
        yield known.problem(
            ("area",),
            f"'{story['area']}' is no municipality's code.",
            f'Write the code in quotation marks, as "{one}"; all are in vocab/areas.ttl.',
            "unknown-area",
        )


def _shape_faults(stories: Any, file: str) -> list[Problem]:
    """Whatever is no story, and fields that are not what their columns hold."""
    faults = Faults(file)
    Shape("a list", lambda value: isinstance(value, list)).check(stories, "stories", faults)
    for number, story in enumerate(stories if isinstance(stories, list) else ()):
        place = f"stories.{number}"
        PAIRS.check(story, place, faults)
        for name, value in story.items() if PAIRS.fits(story) else ():
            if value is not None and name in _FIELDS:
                _FIELDS[name].check(value, f"{place}.{name}", faults)
    return faults.problems()


def _row(story: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {name: story.get(name) for name in PLAIN}
    row |= {name: " ".join(map(str, story.get(name) or ())) or None for name in LISTS}
    for name in TEXTS:
        text = story.get(name) or {}
        row |= {f"{name}_{language}": str(text.get(language) or "").strip() or None for language in LANGUAGES}
    return row | {"source": SOURCE}


def _faults(
    story: Mapping[str, Any], place: tuple[str | int, ...], known: Declaration, vocabulary: Vocabulary
) -> Iterable[Problem]:
    """Fields that are not read, and indicators that are not in the vocabulary; the schema sees to the rest."""
    fields = (*PLAIN, *LISTS, *TEXTS)
    for name in story:
        if name not in fields:
            yield known.problem(
                (*place, name), f"'{name}' is not a field of a story.", f"Known: {', '.join(fields)}.", "unknown-field"
            )
    for id in story.get("indicators") or ():
        if id not in vocabulary.indicators:
            yield known.problem(
                (*place, "indicators"),
                f"indicator '{id}' is not in vocab/indicators.ttl.",
                "Write the id of an indicator there.",
                "unknown-indicator",
            )
