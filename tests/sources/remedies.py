"""Remedies: the lines of a declaration that a message says to write, taken out of it and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import yaml

_BEGIN = re.compile(r"'(?=[a-z_]+: )")


def remedies(message: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every line a message quotes, as the word it belongs under ("" for the source itself) and what it says."""
    for begin in _BEGIN.finditer(message):
        for end in re.finditer("'", message[begin.end() :]):
            line = message[begin.end() : begin.end() + end.start()]
            try:
                said = yaml.safe_load("{" + line + "}")
            except yaml.YAMLError:
                continue
            below = re.match(r"[^']*? under '(\w+)'", message[begin.end() + end.end() :])
            yield (below[1] if below else ""), said
            break


def applied(declared: Mapping[str, Any], message: str, number: int = 0) -> dict[str, Any]:
    """A declaration with one of the lines that a message says to write, the first unless another is asked for."""
    place, said = list(remedies(message))[number]
    changed = deepcopy(dict(declared))
    into = changed if place in ("", "source") else changed.setdefault(place, {})
    for word, value in said.items():
        if isinstance(value, dict) and isinstance(into.get(word), dict):
            into[word] = into[word] | value
        else:
            into[word] = value
    return changed
