"""Declarations: the YAML files people write (``dataset.yaml``, ``catalog.yaml``, ``*.schema.yaml``), with line numbers.

YAML 1.1 reads an unquoted ``0126`` as the number 86, ``no`` as false and ``2022-03-01`` as a date. Here such
words stay the text they are (https://yaml.org/spec/1.2.2/#103-core-schema comes closest), and a key written
twice is a fault instead of a silent loss.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from publisher.errors import Problem, Refused

#: Path of keys and positions into a declaration: ``("accepted", 0, "rule")``.
Place = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What a file says and on which line it says it."""

    #: The file in the words of the reader, relative to the project: ``datapackages/bredband/dataset.yaml``.
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


class _Loader(yaml.SafeLoader):
    """YAML 1.2's core schema without octal numbers: text that looks like a code stays text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)([eE][-+]?[0-9]+)?", "-+0123456789"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", "~nN\0"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(f"(?:{_pattern})$"), list(_first))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("$"), [""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"<<$"), ["<"])


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
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise refuse("there is no such file.", "Write it, or correct the name of the folder.", "file-missing") from None
    except UnicodeDecodeError as error:
        raise refuse(
            f"byte {error.start} is not UTF-8 text.", "Save the file with the encoding UTF-8.", "not-utf8"
        ) from None
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        twice: list[Problem] = []
        _walk(node, (), lines, twice, file)
        if twice:
            raise Refused(twice)
        values = loader.construct_document(node) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise refuse(
            f"this is not YAML: {error.problem}.",
            "Look at the indentation, and put text with ':' or '#' in quotes.",
            "yaml-unreadable",
            line,
        ) from None
    except yaml.YAMLError as error:
        raise refuse(f"this is not YAML: {error}.", "Remove the character.", "yaml-unreadable") from None
    finally:
        loader.dispose()
    if not isinstance(values, dict):
        raise refuse("the file does not begin with 'name: value' pairs.", "Write one a line.", "wrong-shape", 1)
    return Declaration(file=file, values=values, lines=lines)


def _walk(node: yaml.Node | None, place: Place, lines: dict[Place, int], twice: list[Problem], file: str) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            if here in lines and key.value != "<<":
                twice.append(
                    Problem(
                        file=file,
                        row=key.start_mark.line + 1,
                        column=".".join(map(str, here)),
                        fault=f"'{key.value}' stands here a second time; the first is on line {lines[here]}.",
                        remedy="Keep one of them.",
                        rule="key-twice",
                    )
                )
            lines[here] = key.start_mark.line + 1
            _walk(value, here, lines, twice, file)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines[(*place, position)] = value.start_mark.line + 1
            _walk(value, (*place, position), lines, twice, file)


def words(values: Sequence[object]) -> str:
    """Values as a readable list: ``a, b, c``."""
    return ", ".join(str(value) for value in values)
