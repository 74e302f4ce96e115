"""Declarations: the YAML files people write (``dataset.yaml``, ``catalog.yaml``, ``*.schema.yaml``), with line numbers.

YAML 1.1 reads an unquoted ``0126`` as the number 86, ``no`` as false and ``2022-03-01`` as a date. Here such
words stay the text they are (https://yaml.org/spec/1.2.2/#103-core-schema comes closest), a key written
twice is a fault instead of a silent loss, and letters are composed (NFC), however the keyboard gave them.
A few hundred bytes with references (``*name``) can stand for gigabytes or for themselves: what a file says when
they are written out has a bound, as its depth and size have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from publisher.errors import Problem, Refused

#: A declaration is at most so long (bytes), says at most so many things, references written out, and is so deep.
LARGEST, MOST, DEEPEST = 5_000_000, 200_000, 50

#: Path of keys and positions into a declaration: ``("accepted", 0, "rule")``.
Place = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What a file says and on which line it says it."""

    #: The file in the words of the reader, relative to the project: ``datapackages/NAME/dataset.yaml``.
    file: str
    values: Mapping[str, Any]
    #: Line (from 1) of every key and list entry.
    lines: Mapping[Place, int] = field(default_factory=dict)

    def line(self, *place: str | int) -> int | None:
        """The line of a place, or of the nearest place around it."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return None

    def problem(self, place: Place, fault: str, remedy: str, rule: str, **more: Any) -> Problem:
        """A fault of what stands at a place, with its line; its column is the last of the place unless told."""
        at: dict[str, Any] = {"row": self.line(*place), "column": str(place[-1]) if place else None}
        return Problem(file=self.file, fault=fault, remedy=remedy, rule=rule, **{**at, **more})


_LONE = re.compile("[\ud800-\udfff]")


class _Loader(yaml.SafeLoader):
    """YAML 1.2's core schema without octal numbers: text that looks like a code stays text."""


class _Fast(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # PyYAML may be built without libyaml
    """The same by libyaml, ten times as fast; what it cannot read the other reads, and says why."""


for _class in (_Loader, _Fast):
    _class.yaml_implicit_resolvers = {}
    for _tag, _pattern, _first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
        ("float", r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)([eE][-+]?[0-9]+)?", "-+0123456789"),
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", "\0", ""]),
        ("merge", r"<<", "<"),
    ):
        _class.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), list(_first))


def read(path: Path, name: str | None = None) -> Declaration:
    """Read a declaration.

    Args:
        path: the YAML file.
        name: what messages call it; by default the last three parts of its path.

    Raises:
        Refused: there is no such file, it is not UTF-8 or not YAML, or a key stands twice.
    """
    file = name or "/".join(path.parts[-3:])

    def refuse(fault: str, remedy: str, rule: str, row: int | None = None) -> Refused:
        return Refused([Problem(file=file, row=row, fault=fault, remedy=remedy, rule=rule)])

    try:
        content = path.read_bytes()
        if len(content) > LARGEST:
            raise refuse(f"the file is larger than {LARGEST} bytes.", "Divide it.", "too-large")
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except FileNotFoundError:
        raise refuse("there is no such file.", "Write it, or correct the name of the folder.", "file-missing") from None
    except UnicodeDecodeError as error:
        raise refuse(
            f"byte {error.start} is not UTF-8 text.", "Save the file with the encoding UTF-8.", "not-utf8"
        ) from None
    except (OSError, ValueError) as error:
        fault = f"it cannot be read ({getattr(error, 'strerror', error)})."
        raise refuse(fault, "Look what it is, and at its name.", "file-unreadable") from None
    try:
        try:
            values, lines = _parsed(text, file, _Fast)
        except (yaml.YAMLError, RecursionError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            values, lines = _parsed(text, file, _Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise refuse(
            f"this is not YAML: {error.problem}.",
            "Look at the indentation, and put text with ':' or '#', or that begins with another sign, in quotes.",
            "yaml-unreadable",
            line,
        ) from None
    except yaml.YAMLError as error:
        raise refuse(
            f"this is not YAML: {' '.join(str(error).split())}.", "Remove the character.", "yaml-unreadable"
        ) from None
    except RecursionError:
        fault = f"it is nested more than {DEEPEST} deep."
        raise refuse(fault, "Look for brackets that are never closed.", "too-deep") from None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        fault = f"this is not YAML: a value is not what it is said to be ({error})."
        raise refuse(fault, "Put it in quotes, and remove words that begin with '!'.", "yaml-unreadable") from None
    if not isinstance(values, dict):
        raise refuse("the file does not begin with 'name: value' pairs.", "Write one a line.", "wrong-shape", 1)
    return Declaration(file=file, values=values, lines=lines)


def _parsed(text: str, file: str, kind: type[yaml.SafeLoader]) -> tuple[Any, dict[Place, int]]:
    """What a text says and where; Refused for what is YAML and yet wrong."""
    loader = kind(text)
    try:
        node = loader.get_single_node()
        walk = _Walk(file)
        walk.visit(node, ())
        if walk.problems:
            raise Refused(walk.problems)
        return (loader.construct_document(node) if node is not None else {}), walk.lines
    finally:
        loader.dispose()


class _Walk:
    """Every thing a file says, references written out, with its line and what is wrong with it."""

    def __init__(self, file: str):
        self.file = file
        self.lines: dict[Place, int] = {}
        self.problems: list[Problem] = []
        self._said = 0
        self._above: list[yaml.Node] = []

    def visit(self, node: yaml.Node | None, place: Place) -> None:
        """Look at a node and all within; the first thing without bound ends the walk."""
        self._said += 1
        if node is None or (self.problems[-1:] and self.problems[-1].rule.startswith("too-")):
            return
        if any(node is above for above in self._above):
            self._fault(node, place, "refers to itself.", "Write out what is meant.", "too-deep")
        elif len(self._above) >= DEEPEST:
            self._fault(node, place, f"is nested more than {DEEPEST} deep.", "Write it flatter.", "too-deep")
        elif self._said > MOST:
            fault = f"is more than {MOST} values when its references are written out."
            self._fault(node, place, fault, "Refer ('*name') to less, or write out what is meant.", "too-large")
        else:
            self._above.append(node)
            self._within(node, place)
            self._above.pop()

    def _within(self, node: yaml.Node, place: Place) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                here = (*place, str(key.value) if isinstance(key, yaml.ScalarNode) else "?")
                if not isinstance(key, yaml.ScalarNode):
                    self._fault(key, here, "is a name that is no text.", "Put it in quotes.", "yaml-unreadable")
                elif here in self.lines and key.value != "<<":
                    fault = f"'{key.value}' stands here a second time; the first is on line {self.lines[here]}."
                    self._fault(key, here, fault, "Keep one of them.", "key-twice")
                self.lines[here] = key.start_mark.line + 1
                self.visit(value, here)
        elif isinstance(node, yaml.ScalarNode) and _LONE.search(node.value):
            self._fault(node, place, "holds half a letter (\\ud800 … \\udfff).", "Write it out.", "yaml-unreadable")
        elif isinstance(node, yaml.SequenceNode):
            for position, value in enumerate(node.value):
                self.lines[(*place, position)] = value.start_mark.line + 1
                self.visit(value, (*place, position))

    def _fault(self, node: yaml.Node, place: Place, fault: str, remedy: str, rule: str) -> None:
        row, column = node.start_mark.line + 1, ".".join(map(str, place[:4])) or None
        self.problems.append(Problem(file=self.file, row=row, column=column, fault=fault, remedy=remedy, rule=rule))


def words(values: Sequence[object]) -> str:
    """Values as a readable list: ``a, b, c``."""
    return ", ".join(str(value) for value in values)
