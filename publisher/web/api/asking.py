"""A question to the API, understood: names become codes, periods become bounds, all against one edition."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date

from publisher.errors import NotThere
from publisher.finding import find
from publisher.folding import folded
from publisher.model import Area, AreaKind, Indicator, Text
from publisher.phrases import alike, joined, tell
from publisher.reader import Reader
from publisher.web.api.naming import names, typed
from publisher.web.api.parameters import AS_OF
from publisher.web.api.query import refuse
from publisher.web.book import book_of
from publisher.web.problems import ProblemError, meant, refuse_pruned
from publisher.web.shelf import Shelf


def edition(shelf: Shelf, as_of: str | None) -> tuple[Reader, str | None]:
    """The edition to read and, where no edition stands for the day asked for, the date to read the current one as of.

    Raises:
        ProblemError: 400 when it is neither date nor id, 404 when there is no such edition.
    """
    current = shelf.current()
    if as_of is None or as_of == current.edition.id:
        return current, None
    if as_of in shelf.ids():
        return shelf.edition(as_of), None
    if "." in as_of:  # else it is a day
        refuse_pruned(shelf.build, as_of, current.edition.base_url)
    try:
        day = date.fromisoformat(as_of).isoformat()
    except ValueError:
        if as_of[:10].count("-") == 2 and as_of[10:11] == ".":
            known = shelf.ids()
            detail = tell(
                "There is no edition '{as_of}'. There are: {known}. See /api/v1/editions.",
                as_of=as_of[:40],
                known=", ".join(known),
            )
            raise ProblemError(404, detail, parameter="as_of", allowed=known) from None
        raise refuse(AS_OF, tell("Write a day (2024-01-30) or the id of an edition.")) from None
    try:
        return shelf.at(day), None
    except NotThere:
        return current, day


def indicator(reader: Reader, name: str) -> Indicator:
    """The indicator of an id, a former id or a whole name.

    Raises:
        ProblemError: 404 with the nearest, 410 with what replaced it.
    """
    held = names(reader)
    wanted = typed(name)
    id = held.former_indicators.get(wanted)
    found = [id] if id else held.indicators.get(wanted, ())
    if len(found) > 1:
        raise ambiguous("indicator", name, found)
    if not found:
        check_gone(reader, "indicator", tell("The indicator"), name)
        raise unknown_indicator(reader, name)
    one = reader.vocabulary.indicators[found[0]]
    if one.retired and one.replaced_by and one.id not in held.available:
        raise _gone(tell("The indicator"), one.id, one.replaced_by)
    return one


def check_gone(reader: Reader, kind: str, word: Text, id: str) -> None:
    """Refuse an id that was once published and stands for nothing now.

    Raises:
        ProblemError: 410 with what replaced it.
    """
    replaced = book_of(reader).gone.get(f"{kind}/{id}")
    if replaced is not None:
        raise _gone(word, id, replaced)


def _gone(word: Text, id: str, replaced: Sequence[str]) -> ProblemError:
    listed = ", ".join(replaced)
    instead = tell(" Replaced by: {listed}.", listed=listed) if listed else ""
    detail = tell("{word} {id} is withdrawn.{instead} See /en/andringar.", word=word, id=id, instead=instead)
    return ProblemError(410, detail, replaced_by=list(replaced))


def unknown_indicator(reader: Reader, name: str) -> ProblemError:
    """404 with the nearest indicators."""
    ids = list(reader.vocabulary.indicators)
    near = difflib.get_close_matches(name.upper(), ids, n=3, cutoff=0.6)
    near += [f.key for f in find(reader.connection, name, "sv", ("indicator",), 3) if f.key not in near]
    labels = {id: reader.vocabulary.indicators[id].label for id in near[:5]}
    return _unknown("indicator", tell("indicator"), name, labels, "/api/v1/indicators")


def area(reader: Reader, name: str) -> Area:
    """The area of a code or name.

    Raises:
        ProblemError: 404 with the nearest, 410 with the code that took over, 400 when the name means several.
    """
    held = names(reader)
    found = held.areas.get(typed(name)) or held.folded_areas.get(folded(name), ())
    if len(found) > 1:
        kinds = [reader.vocabulary.areas[code] for code in found]
        best = [a.code for a in kinds if a.kind is not AreaKind.GROUP]
        if len(best) == 1:
            found = best
    if len(found) > 1:
        raise ambiguous("area", name, found)
    if not found:
        found = [one.code for one in book_of(reader).names.find(name)]
    if not found:
        if name in held.former_areas:
            raise gone_area(reader, name, held.former_areas[name])
        raise unknown_area(reader, name)
    return reader.vocabulary.areas[found[0]]


def gone_area(reader: Reader, code: str, now: Sequence[str]) -> ProblemError:
    """410 for a code no longer in use."""
    said = joined(*(joined(alike(c), reader.vocabulary.areas[c].label) for c in now), between=", ")
    detail = tell("The code {code} is no longer in use. Now: {said}.", code=code, said=said)
    return ProblemError(410, detail, replaced_by=list(now))


def unknown_area(reader: Reader, name: str) -> ProblemError:
    """404 with the nearest areas."""
    near = [area.code for area in book_of(reader).names.near(name)]
    if not near:
        groups = names(reader).folded_areas
        close = difflib.get_close_matches(folded(name), groups, n=4, cutoff=0.7)
        near = [code for other in close for code in groups[other]]
    if not near:  # a group by its own sign alone: what follows the last hyphen of its code
        parts = ((code, code.rpartition("-")) for code in reader.vocabulary.areas)
        near = [code for code, (_, dash, sign) in parts if dash and folded(sign) == folded(name)][:4]
    labels = {code: reader.vocabulary.areas[code].label for code in dict.fromkeys(near)}
    return _unknown("area", tell("area"), name, labels, "/api/v1/areas")


def _unknown(kind: str, word: Text, name: str, near: Mapping[str, Text], listed: str) -> ProblemError:
    name = name[:80]
    said = joined(*(tell("{key} ({label})", key=key, label=label) for key, label in near.items()), between=", ")
    nearest = tell(" Nearest: {near}.", near=said) if near else ""
    detail = tell(
        "There is no {word} '{name}'.{nearest} All are at {listed}.",
        word=word,
        name=name,
        nearest=nearest,
        listed=listed,
    )
    return ProblemError(404, detail, parameter=kind, nearest=list(near))


def unknown_code(parameter: str, code: str, known: Sequence[str]) -> ProblemError:
    """404 for a code of a short list, naming the list."""
    code = code[:80]
    near = difflib.get_close_matches(code, known, n=2, cutoff=0.6)
    said = meant(near[:1])
    detail = tell(
        "{parameter}: there is no '{code}'.{said} There are: {known}.",
        parameter=parameter,
        code=code,
        said=said,
        known=", ".join(known),
    )
    return ProblemError(404, detail, parameter=parameter, allowed=list(known), nearest=near)


def ambiguous(kind: str, name: str, found: Sequence[str]) -> ProblemError:
    """400 when a name means several things."""
    detail = tell("{kind}: '{name}' may be {found}. Write the code.", kind=kind, name=name[:80], found=", ".join(found))
    return ProblemError(400, detail, parameter=kind, allowed=list(found))


def members(reader: Reader, name: str) -> tuple[Area, tuple[str, ...]]:
    """A group and its municipalities: today's, of a group that has ended those of its last year.

    Raises:
        ProblemError: 400 when the area is no group.
    """
    group = area(reader, name)
    found = reader.vocabulary.members(group.code)
    if not found:
        ends = [m.valid_to for m in reader.vocabulary.memberships if m.group == group.code and m.valid_to]
        found = reader.vocabulary.members(group.code, max(ends)) if ends else ()
    if not found:
        detail = tell("group: {code} is no county or group. Write area={code} for the area itself.", code=group.code)
        raise ProblemError(400, detail, parameter="group")
    return group, found
