"""The form that a municipality tells its own example in: the fields of a story, and the file to fill in.

What serves pages reads this; what reads the files that come back is :mod:`publisher.examples.source`.
"""

from __future__ import annotations

from collections.abc import Iterable

from publisher.model import LANGUAGES, Indicator, localised
from publisher.vocabulary import Vocabulary

#: Fields that are texts in both languages, a column each.
TEXTS = ("title", "situation", "action", "introduction", "result", "users", "staff", "obstacles")
#: Fields that are lists, written with spaces between.
LISTS = ("indicators", "links")
PLAIN = ("id", "area", "year", "step", "cost", "contact", "email", "reviewed")


def form(vocabulary: Vocabulary, indicators: Iterable[Indicator], address: str, language: str) -> str:
    """The form that a municipality fills in: every field with what it is for, in YAML.

    Args:
        indicators: those that a story may be about.
        address: where the filled-in file is sent.
        language: of descriptions.
    """
    table = vocabulary.tables["stories"]
    told = {one.name: localised(one.description, language) for one in table.columns}
    lines = [f"# {localised(table.title, language)} · {address}", "#"]
    lines += [f"#   {one.id}  {localised(one.label, language)}" for one in indicators]
    for name in (*PLAIN, *LISTS, *TEXTS):
        text = name in TEXTS
        lines += ["", f"# {told.get(f'{name}_{LANGUAGES[0]}' if text else name, '')}"]
        if text:
            lines += [f"{name}:", *(f'  {code}: ""' for code in LANGUAGES)]
        else:
            lines.append(f"{name}: {'[]' if name in LISTS else ''}".rstrip())
    return "\n".join(lines) + "\n"
