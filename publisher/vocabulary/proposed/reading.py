"""Files that tell of indicators: Kolada's catalogue, the metadata of a PxWeb table, a table in our own columns."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from publisher.errors import NotThere, Problem, Refused
from publisher.model import ValueKind
from publisher.vocabulary.proposed.guesses import Concepts, folded, guess
from publisher.vocabulary.proposed.nouns import Proposed, columns

#: No catalogue is larger: Kolada's 6,099 indicators are 4 MB.
LARGEST = 50_000_000
#: Signs that an id may have, since it stands in an address.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
#: What a table of PxWeb calls the variable whose values are indicators.
_CONTENTS = "contentscode"
_KOLADA = "https://api.kolada.se/v3/kpi/"
_KNOWN = (
    "These can be read: Kolada's catalogue (JSON of /v3/kpi, or CSV with the columns id and title), the metadata of a "
    "PxWeb table (JSON, version 1 or 2), CSV with the columns"
)


def read(path: Path, known: Concepts, languages: Sequence[str], language: str | None = None) -> list[Proposed]:
    """What a file tells of indicators, in its order.

    Args:
        path: JSON or CSV, UTF-8.
        known: code lists of the site.
        languages: of the site.
        language: that names are in, where the file does not say: Swedish for Kolada, else the site's first.

    Raises:
        NotThere: there is no such file.
        Refused: it is no file of these kinds, or an id in it cannot be one; every fault at once.
    """
    if not path.is_file():
        raise NotThere(f"{path}: there is no such file. Give one that you have saved.")
    if path.stat().st_size > LARGEST:
        raise _refused(path, f"the file is larger than {LARGEST // 1_000_000} MB.", "Save fewer indicators at a time.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(path, "the file is not UTF-8.", "Save it as UTF-8.") from None
    if not text.strip():
        raise _refused(path, "the file is empty.", "Save it again from the source.")
    read_as = _json if text.lstrip()[0] in "{[" else _csv
    try:
        found = list(read_as(path, text, known, languages, language))
    except (AttributeError, TypeError, KeyError, IndexError):
        remedy = "Save the answer as the server gives it."
        raise _refused(path, "the file is not built as such a file is.", remedy) from None
    except csv.Error as error:
        raise _refused(path, f"the file is no CSV: {error}.", "Save it as CSV, UTF-8.") from None
    _judge(path, found)
    return found


def _judge(path: Path, found: Sequence[Proposed]) -> None:
    problems, seen = [], set()
    for one in found:
        id = one.values["id"]
        if not _ID.fullmatch(id):
            problems.append(
                _problem(path, f"the id '{id}' cannot stand in an address.", "Use letters, digits, . _ and -.")
            )
        elif id.lower() in seen:
            problems.append(_problem(path, f"the id '{id}' stands there twice.", "Keep one of them."))
        seen.add(id.lower())
    if problems:
        raise Refused(problems)
    if not found:
        raise _refused(path, "there is no indicator in the file.", f"{_KNOWN} id and official_name.")


def _json(path: Path, text: str, known: Concepts, languages: Sequence[str], language: str | None) -> Iterator[Proposed]:
    try:
        said = json.loads(text)
    except ValueError as error:
        remedy = "Save the answer as the server gives it, without comments or a part left out."
        raise _refused(path, f"the file is not JSON: {error}.", remedy) from None
    except RecursionError:
        raise _refused(path, "the file is nested too deeply.", "Save the answer as the server gives it.") from None
    rows = said.get("values", said.get("results")) if isinstance(said, dict) else said
    if isinstance(said, dict) and isinstance(said.get("variables"), list):
        yield from _pxweb_1(path, said, known, language or str(said.get("language") or languages[0]))
    elif isinstance(said, dict) and isinstance(said.get("dimension"), dict):
        yield from _pxweb_2(path, said, known, language, languages)
    elif isinstance(rows, list) and all(isinstance(row, dict) and {"id", "title"} <= row.keys() for row in rows):
        yield from (_kolada(row, known, language or "sv", languages) for row in rows)
    else:
        raise _refused(path, "the file is JSON, but none that tells of indicators.", f"{_KNOWN} id and official_name.")


def _kolada(row: Mapping[str, Any], known: Concepts, language: str, languages: Sequence[str]) -> Proposed:
    """An indicator of Kolada's catalogue: id and title as they stand. https://www.kolada.se/om-oss/api/"""
    id, title = str(row["id"]).strip(), " ".join(str(row["title"]).split())
    one = _named(id, title, language, languages)
    one.values["source"] = _KOLADA + id
    one.told = " ".join(str(row.get("description") or "").split())
    guess(one, known)
    area = folded(str(row.get("operating_area") or ""))
    for scheme, column in (("subject", "subject"), ("service-area", "service_area")):
        for code, concept in known.get(scheme, {}).items():
            if area and area in {folded(text) for text in concept.label.values()}:
                one.guess(column, code, f"the source's area is “{row.get('operating_area')}”")
    one.guess("service_area", "_T", "the name is not known to be of one service area")
    return one


def _pxweb_1(path: Path, said: Mapping[str, Any], known: Concepts, language: str) -> Iterator[Proposed]:
    """Metadata of PxWeb 1: ``variables``, each with values and their texts (no units), or with a list of objects."""
    contents = next(
        (v for v in said["variables"] if isinstance(v, dict) and _contents(v.get("code", v.get("id")))), None
    )
    title = str(said.get("title") or said.get("label") or path.stem)
    if contents is None:
        yield _of_table(_slug(title), title, "", known, language, title, guessed=True)
        return
    values, texts = contents.get("values") or [], contents.get("valueTexts") or []
    for place, value in enumerate(values):
        said_of: Mapping[str, Any] = value if isinstance(value, dict) else {"id": value}
        name = (
            said_of.get("text") or said_of.get("label") or (texts[place] if place < len(texts) else said_of.get("id"))
        )
        code, unit = said_of.get("id", said_of.get("code")), said_of.get("unit")
        yield _of_table(str(code), str(name), str(unit or ""), known, language, title)


def _pxweb_2(
    path: Path, said: Mapping[str, Any], known: Concepts, language: str | None, languages: Sequence[str]
) -> Iterator[Proposed]:
    """Metadata of PxWeb 2: JSON-stat 2, in which the contents have labels and units. https://json-stat.org/format/"""
    extension = said.get("extension")
    px = extension.get("px") if isinstance(extension, dict) else None
    spoken = str(language or (px.get("language") if isinstance(px, dict) else None) or languages[0])
    role = said.get("role")
    metrics = role.get("metric") if isinstance(role, dict) else None
    named = [n for n in said["dimension"] if _contents(n) or n in (metrics if isinstance(metrics, list) else ())]
    title = str(said.get("label") or path.stem)
    if not named:
        yield _of_table(_slug(title), title, "", known, spoken, title, guessed=True)
        return
    category = said["dimension"][named[0]].get("category") or {}
    labels, units = category.get("label") or {}, category.get("unit") or {}
    index = category.get("index") or labels
    for code in index if isinstance(index, list) else list(index):
        unit = units.get(code)
        word = str(unit.get("base") or unit.get("label") or "") if isinstance(unit, dict) else ""
        yield _of_table(str(code), str(labels.get(code, code)), word, known, spoken, title)


def _slug(title: str) -> str:
    return folded(title).replace(" ", "-")[:60].strip("-")


def _contents(name: object) -> bool:
    return str(name).lower() == _CONTENTS


def _of_table(
    code: str, name: str, unit: str, known: Concepts, language: str, title: str, *, guessed: bool = False
) -> Proposed:
    one = _named(code, name, language, (language,))
    if guessed:
        one.guessed["id"] = "made of the table's title: it has no variable of contents"
    one.told = title
    guess(one, known, unit)
    one.guess("service_area", "_T", "the table does not say that it is of one service area")
    return one


def _named(id: str, title: str, language: str, languages: Sequence[str]) -> Proposed:
    one = Proposed(values={"id": id, "official_name": title}, language=language)
    if language in languages:
        one.guess(f"label_{language}", title, "the official name, to begin with")
    return one


def _csv(path: Path, text: str, known: Concepts, languages: Sequence[str], language: str | None) -> Iterator[Proposed]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    header = [(name or "").strip() for name in reader.fieldnames or ()]
    if {"id", "title"} <= set(header):
        yield from (_kolada(row, known, language or "sv", languages) for row in reader)
        return
    ours = [*columns(languages), "guessed", "told"]
    strange = [name for name in header if name not in ours]
    if "id" not in header or strange:
        fault = f"the column '{strange[0]}' is not known." if "id" in header else "there is no column 'id'."
        raise _refused(path, fault, f"{_KNOWN} {', '.join(ours[:-2])}.")
    problems = []
    for number, row in enumerate(reader, 2):
        if None in row or None in row.values():
            problems.append(_problem(path, "the row has more or fewer cells than the header.", "Mend it.", number))
            continue
        values = {name: cell.strip() for name, cell in row.items() if cell and cell.strip()}
        if not values:
            continue
        problems += [
            _problem(path, f"'{values[name]}' is no {what}.", remedy, number, name)
            for name, what, remedy in _cells(values)
        ]
        one = Proposed(values={n: v for n, v in values.items() if n not in ("guessed", "told")}, language=languages[0])
        one.language = language or languages[0]
        one.values.setdefault("id", "")
        yield one
    if problems:
        raise Refused(problems)


def _cells(values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Cells that cannot be what their column says: column, what it holds, remedy."""
    for name in ("minimum", "maximum"):
        if name in values and not re.fullmatch(r"-?\d+(\.\d+)?", values[name]):
            yield name, "number", "Write digits with a point, 0.5."
    if "retired" in values and not re.fullmatch(r"\d{4}-\d\d-\d\d", values["retired"]):
        yield "retired", "day", "Write it as 2022-12-31."
    kinds = [kind.value for kind in ValueKind]
    if values.get("value_kind", kinds[0]) not in kinds:
        yield "value_kind", "value kind", f"Write one of {', '.join(kinds)}."
    for name in ("subject", "unit", "scale", "direction", "service_area", "publisher", "asked_if", "measures"):
        if name in values and not _ID.fullmatch(values[name].removeprefix("_") or "-"):
            yield name, "code", "Write the code alone: letters, digits, . _ and -."
    if "source" in values and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", values["source"]):
        yield "source", "address", "Write https://…"


def _problem(path: Path, fault: str, remedy: str, row: int | None = None, column: str | None = None) -> Problem:
    return Problem(file=str(path), row=row, column=column, fault=fault, remedy=remedy, rule="proposal")


def _refused(path: Path, fault: str, remedy: str) -> Refused:
    return Refused([_problem(path, fault, remedy)])
