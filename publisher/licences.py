"""Licences of what is installed: the program and every library that it needs, as their own metadata state them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from publisher.errors import NotThere

#: The name the program is installed under.
PROGRAM = "ehalsa-publisher"
#: What stands where a library's metadata state no licence.
NOT_STATED = "not stated"
#: What a licence text says that no other does, and its name: some state a text alone.
TOLD_BY = {"Permission is hereby granted, free of charge": "MIT"}
#: A stated licence longer than this is its whole text, of which the first line is its name.
LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class Installed:
    """A library as it is installed here."""

    name: str
    version: str
    #: SPDX expression or name, else :data:`NOT_STATED`.
    licence: str
    #: Address of its home, or ''.
    home: str


def installed(program: str = PROGRAM) -> list[Installed]:
    """The program and all that it needs here, directly or not, by name; the program first.

    Raises:
        NotThere: the program is not installed, so that nobody has written down what it needs.
    """
    try:
        found = {canonicalize_name(program): metadata.distribution(program)}
    except metadata.PackageNotFoundError:
        raise NotThere(
            f"{program}: it runs from its source and is not installed, so what it needs is not known. Install it with "
            "the first command of README.md, then ask its own 'publisher'."
        ) from None
    todo: list[tuple[metadata.Distribution, frozenset[str]]] = [(found[canonicalize_name(program)], frozenset({""}))]
    seen = set()
    while todo:
        one, extras = todo.pop()
        for needed in _needs(one, extras):
            asked = (canonicalize_name(needed.name), frozenset(needed.extras) | {""})
            if asked in seen:
                continue
            seen.add(asked)
            try:
                found[asked[0]] = library = metadata.distribution(needed.name)
            except metadata.PackageNotFoundError:
                continue  # removed by hand; 'pip check' tells
            todo.append((library, asked[1]))
    first, *others = found
    return [_described(found[name]) for name in (first, *sorted(others))]


def _needs(one: metadata.Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    """What a library needs on this machine, with what these extras of it need."""
    for text in one.requires or ():
        needed = Requirement(text)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
            yield needed


def _described(one: metadata.Distribution) -> Installed:
    about = one.metadata
    homes = dict(entry.split(", ", 1) for entry in about.get_all("Project-URL") or () if ", " in entry)
    named = {name.casefold(): address for name, address in homes.items()}
    home = _said(about, "Home-page") or next(
        (named[name] for name in ("homepage", "home", "source", "source code", "repository") if name in named),
        next(iter(homes.values()), ""),
    )
    return Installed(name=about["Name"], version=one.version, licence=_licence(one), home=home)


def _said(about: metadata.PackageMetadata, field: str) -> str:
    """A field, or ''. (Once importlib_metadata is imported, asking for one that is not there by its name raises.)"""
    return str((about.get_all(field) or [""])[0])


def _licence(one: metadata.Distribution) -> str:
    """An expression, else names in the classifiers, else how the free text begins, else by the text that is kept."""
    about = one.metadata
    if expression := _said(about, "License-Expression"):
        return expression
    classified = [
        entry.rpartition(" :: ")[2]
        for entry in about.get_all("Classifier") or ()
        if entry.startswith("License :: ") and entry != "License :: OSI Approved"
    ]
    if classified:
        return ", ".join(classified)
    first = _said(about, "License").strip().partition("\n")[0].strip()
    kept = "".join(one.read_text(f"licenses/{name}") or "" for name in about.get_all("License-File") or ())
    return first[:LONGEST_NAME] or next((name for words, name in TOLD_BY.items() if words in kept), NOT_STATED)
