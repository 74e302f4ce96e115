"""The stories source: municipalities' own good examples, written by the publisher in ``stories.yaml``.

A story is a mapping with the fields of ``vocab/stories.schema.yaml``; texts are mappings of language
to text, lists (indicators, links) are lists. The file may be empty: then so is the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from publisher import declarations
from publisher.declarations import Declaration
from publisher.errors import Problem, Refused
from publisher.model import LANGUAGES, Source
from publisher.sources.context import Fetched, SourceContext
from publisher.sources.faults import Faults
from publisher.sources.shapes import PAIRS, SCALAR, TEXT, Shape, record

#: Fields that are texts in both languages, a column each.
TEXTS = ("title", "situation", "action", "introduction", "result", "users", "staff", "obstacles")
#: Fields that are lists, written with spaces between.
LISTS = ("indicators", "links")
PLAIN = ("id", "area", "year", "step", "cost", "contact", "email", "reviewed")

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
        fetched.problems += _faults(story, number, known, context)
        fetched.tables["stories"].append(_row(story))
    if stories:
        fetched.sources.append(
            Source(
                id=SOURCE,
                title="Kommunernas egna berättelser",
                publisher=context.publisher,
                url=str(declaration.get("url", "")),
                retrieved=context.today,
                sha256=sha256(path.read_bytes()).hexdigest(),
            )
        )
    return fetched


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


def _faults(story: Mapping[str, Any], number: int, known: Declaration, context: SourceContext) -> Iterable[Problem]:
    """Fields that are not read, and indicators that are not in the vocabulary; the schema sees to the rest."""
    fields = (*PLAIN, *LISTS, *TEXTS)
    for name in story:
        if name not in fields:
            yield Problem(
                file=known.file,
                row=known.line("stories", number, name),
                column=name,
                fault=f"'{name}' is not a field of a story.",
                remedy=f"Known: {', '.join(fields)}.",
                rule="unknown-field",
            )
    for id in story.get("indicators") or ():
        if id not in context.vocabulary.indicators:
            yield Problem(
                file=known.file,
                row=known.line("stories", number, "indicators"),
                column="indicators",
                fault=f"indicator '{id}' is not in vocab/indicators.ttl.",
                remedy="Write the id of an indicator there.",
                rule="unknown-indicator",
            )
