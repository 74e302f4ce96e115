"""The program's messages, as gettext would extract them: from templates, and from ``say``, ``count`` and ``tell``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import publisher.web
from publisher.rooms import ROOMS
from publisher.translation import CONTEXT
from publisher.web.pages.filling import environment

WEB = Path(publisher.web.__file__).parent
#: Names of functions whose first argument is a message, and of those whose first two are one and many.
SINGLE = {"say", "gettext", "_"}
PLURAL = {"count", "ngettext"}


def in_templates() -> Iterator[tuple[str, str | None, str]]:
    """Message, plural (or None) and where, of every template."""
    jinja = environment("sv")
    for path in sorted((WEB / "templates").glob("*.html")):
        for line, function, message in jinja.extract_translations(path.read_text(encoding="utf-8")):
            where = f"templates/{path.name}:{line}"
            if isinstance(message, tuple):
                texts = [text for text in message if isinstance(text, str)]
                yield texts[0], texts[1] if "ngettext" in function else None, where
            elif message:
                yield message, None, where


def in_python() -> Iterator[tuple[str, str | None, str]]:
    """Message, plural (or None) and where: of every ``tell``, and of the modules of pages, ``WORDS`` too."""
    rooms = [WEB.parent / room.name for room in ROOMS.values()]
    for path in sorted(path for path in WEB.parent.rglob("*.py")):
        of_pages = any(path.is_relative_to(folder) for folder in (WEB, *rooms))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(WEB.parent)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if name == "tell" and isinstance(node.func, ast.Name) and texts:
                    yield CONTEXT.join([*texts[1:], texts[0]]), None, where
                elif not of_pages:
                    continue
                elif name in SINGLE and texts:
                    yield texts[0], None, where
                elif name in PLURAL and len(texts) > 1:
                    yield texts[0], texts[1], where
            elif (
                of_pages
                and isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Dict)
                and any(getattr(target, "id", "") == "WORDS" for target in node.targets)
            ):
                yield from ((v.value, None, where) for v in node.value.values if isinstance(v, ast.Constant))


@cache
def messages() -> dict[str, tuple[str | None, list[str]]]:
    """Message to its plural and the places it is used."""
    found: dict[str, tuple[str | None, list[str]]] = {}
    for message, plural, where in (*in_templates(), *in_python()):
        before = found.get(message, (None, []))
        found[message] = (plural or before[0], [*before[1], where])
    return found
