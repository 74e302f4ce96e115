"""Files: whether what stands on disk can be read at all, looked at before anything is made of it.

One file that was lost, cut or overwritten makes many others look wrong; it is named first, and alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from publisher import declarations
from publisher.errors import Problem, Refused, Severity, trouble
from publisher.package.folder import ORDER
from publisher.settings import Settings

#: Files that are text and never empty.
TEXT = (".yaml", ".json", ".csv", ".ttl", ".md")
#: Files that every vocabulary has; and one of indicators.
VOCABULARY = ("terms.ttl", "areas.ttl")
OF_INDICATORS = ("indicators.ttl", "cube.ttl")
_BACK = "Take it back from version control"


def unreadable(settings: Settings) -> list[Problem]:
    """Every file of packages, vocabulary and the explorer's configuration that cannot be read as what its name says."""
    if (settings.packages / ORDER).exists():
        fault = "a fetch was ended while it put packages in place; some are as before it, some as after."
        remedy = "Run 'publisher build' or 'publisher fetch', which bring that to its end first."
        return [_problem(f"{settings.packages.name}/{ORDER}", fault, remedy, "half-published")]
    found = []
    for home in (settings.packages, settings.vocab, settings.datasette_config):
        if home.is_dir():
            found += [problem for path in _paths(home) if (problem := _look(path, home)) is not None]
    measured = any(settings.packages.glob("[!.]*/observations.csv"))
    found += [
        _problem(f"{settings.vocab.name}/{name}", "there is no such file.", f"{_BACK}.", "file-missing")
        for name in (*VOCABULARY, *(OF_INDICATORS if measured else ()))
        if settings.vocab.is_dir() and not (settings.vocab / name).exists() and not (settings.vocab / name).is_symlink()
    ]
    return found


def strays(packages: Path) -> list[Problem]:
    """Notes on what lies among the packages and is read by nobody, and on what may have been cut."""
    found = []
    for path in sorted(packages.iterdir()):
        if path.is_dir() and not path.name.startswith(".") and not (path / "dataset.yaml").exists():
            fault, remedy = "the folder has no dataset.yaml, so nothing in it is read.", "Remove it, or write the file."
            found.append(_problem(f"{packages.name}/{path.name}", fault, remedy, "not-read", Severity.NOTE))
    for path in sorted([*packages.glob("*.yaml"), *packages.glob("[!.]*/*.yaml")]):
        if path.is_file() and not path.read_bytes().endswith(b"\n"):
            fault, remedy = (
                "the last line has no end; the file may have been cut.",
                "Look at its end, and end the line.",
            )
            found.append(_problem(_name(path, packages), fault, remedy, "not-read", Severity.NOTE))
    return found


def _paths(home: Path) -> Iterator[Path]:
    """Everything under a folder that is read: nothing hidden, nothing within a folder that stands for a file."""
    for path in sorted(home.iterdir()):
        if path.name.startswith((".", "__")):
            continue
        yield path
        if path.is_dir() and path.suffix not in TEXT and not path.is_symlink():
            yield from _paths(path)


def _name(path: Path, home: Path) -> str:
    return f"{home.name}/{path.relative_to(home).as_posix()}"


def _look(path: Path, home: Path) -> Problem | None:
    """What is wrong with one file."""
    name = _name(path, home)
    try:
        path.stat()
        if path.suffix not in TEXT:
            return None
        if path.is_dir():
            return _problem(
                name, "a folder stands where a file is expected.", f"Move it away. {_BACK}.", "file-unreadable"
            )
        data = path.read_bytes()
    except OSError as error:
        why = (trouble(error) or str(error)).removeprefix(f"{error.filename}: ").partition(". ")[0]
        return _problem(name, f"it cannot be read: {why}.", f"Remove it. {_BACK}.", "file-unreadable")
    if not data.strip():
        return _problem(name, "the file is empty.", f"{_BACK}.", "file-empty")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        fault = f"byte {error.start} is not UTF-8; the file is damaged, or in cp1252 (Windows) or ISO 8859-1."
        return _problem(name, fault, f"{_BACK}, or save it with the encoding UTF-8.", "not-utf8", row=row)
    if path.suffix == ".json":
        try:
            json.loads(data)
        except (ValueError, RecursionError) as error:
            why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            return _problem(name, f"the file cannot be read: {why}.", f"{_BACK}.", "bad-descriptor")
    if path.suffix == ".yaml" and path.name != "dataset.yaml" and "schema" not in path.name:
        try:
            declarations.read(path, name)
        except Refused as refusal:
            return refusal.problems[0]
    return None


def _problem(
    file: str, fault: str, remedy: str, rule: str, severity: Severity = Severity.ERROR, row: int | None = None
) -> Problem:
    return Problem(file=file, row=row, fault=fault, remedy=remedy, rule=rule, severity=severity)
