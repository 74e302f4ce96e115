"""What the address of a page asks for: each parameter read in one way, and a value that is not understood refused.

A parameter that is empty, as forms send what nobody filled in, was not given. One that is not ours (``utm_source``) is
never looked at: links that are shared carry such.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from publisher.finding import find
from publisher.folding import folded
from publisher.model import Area, AreaKind, Indicator, Text
from publisher.phrases import alike, joined, tell
from publisher.statistics.traits import Trait
from publisher.web.pages.view import View
from publisher.web.problems import ProblemError

#: Values told when a parameter may be any of so many.
FEW = 12
#: Areas that can be marked at a time.
MOST_AREAS = 10
#: Values near to what was written that are told.
NEAR = 4
_DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
#: Kinds of areas as the search knows them.
_SOUGHT = {AreaKind.MUNICIPALITY: "municipality", AreaKind.COUNTY: "county", AreaKind.NATION: "nation"}


def word(view: View, name: str) -> str:
    """The value of a parameter, the spaces around it taken off; '' when it was not given.

    Raises:
        ProblemError: 400, it is given several times and differs.
    """
    given = dict.fromkeys(text.strip() for text in view.query.getall(name, []) if text.strip())
    if len(given) > 1:
        raise ProblemError(400, tell("{name}: one value at a time.", name=name), parameter=name)
    return next(iter(given), "")


def one_of(view: View, name: str, allowed: Iterable[str], usual: str = "") -> str:
    """The value of a parameter that must be one of some; ``usual`` when it was not given.

    Raises:
        ProblemError: 400 with what it may be.
    """
    asked, known = word(view, name), list(allowed)
    if asked and asked not in known:
        raise not_understood(view, name, asked, {code: {} for code in known})
    return asked or usual


def number(view: View, name: str, most: int) -> int:
    """A whole number from 1, which it is when it was not given.

    Raises:
        ProblemError: 400 with what it may be.
    """
    asked = word(view, name) or "1"
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7 and 1 <= int(asked) <= most):
        text = tell("{name}: no “{asked}”. Write a whole number 1–{most}.", name=name, asked=asked[:40], most=most)
        raise ProblemError(400, text, parameter=name)
    return int(asked)


def day(view: View, name: str) -> str:
    """A day, month or year, ``2024-01-30``; '' when it was not given.

    Raises:
        ProblemError: 400 with how it is written.
    """
    asked = word(view, name)
    if asked and not (re.fullmatch(_DAY, asked) and _exists(asked)):
        detail = tell("{name}: “{asked}” is no day. Write it as 2024-01-30.", name=name, asked=asked[:40])
        raise ProblemError(400, detail, parameter=name)
    return asked


def _exists(asked: str) -> bool:
    try:
        date.fromisoformat(asked + "-01-01"[len(asked) - 4 :])
    except ValueError:
        return False
    return True


def no_weight(name: str, asked: str) -> ProblemError:
    """400 for ``vikter=`` or ``vikt-…=``: what weighs, and how a weight is written."""
    traits = ", ".join(Trait)
    sought = asked.partition(":")[0]
    return ProblemError(
        400,
        tell(
            "{name}: “{asked}” is no weight. Write a number 0–10, as in vikter=befolkning:2. There are: {traits}.",
            name=name,
            asked=asked[:60],
            traits=traits,
        ),
        parameter=name,
        allowed=list(Trait),
        nearest=difflib.get_close_matches(sought, list(Trait), n=2, cutoff=0.5),
    )


def area(view: View, name: str, kind: AreaKind | None) -> Area | None:
    """The area of a code or name, of a kind or of any that has a page; None when it was not given.

    Raises:
        ProblemError: 400 with the nearest.
    """
    asked = word(view, name)
    return _area(view, name, kind, asked) if asked else None


def areas(view: View, name: str, kind: AreaKind) -> list[Area]:
    """The areas of a list of codes or names between commas, each once in the order given; none when it was not given.

    Raises:
        ProblemError: 400 with the nearest, or with how many may be given.
    """
    given = dict.fromkeys(part.strip() for text in view.query.getall(name, []) for part in text.split(","))
    found = list({area.code: area for one in given if one for area in (_area(view, name, kind, one),)}.values())
    if len(found) > MOST_AREAS:
        detail = tell("{name}: at most {most_areas} at a time.", name=name, most_areas=MOST_AREAS)
        raise ProblemError(400, detail, parameter=name)
    return found


def _area(view: View, name: str, kind: AreaKind | None, asked: str) -> Area:
    if (found := view.book.find(asked, kind)) is None:
        areas = view.reader.vocabulary.areas
        kinds = tuple(_SOUGHT) if kind is None else (kind,)
        sought = tuple(_SOUGHT[one] for one in kinds)
        near = [one.key for one in find(view.reader.connection, asked, view.language, sought, NEAR)]
        labels = {code: one.label for code, one in areas.items() if one.kind in kinds}
        raise not_understood(view, name, asked, labels, near)
    return found


def indicator(view: View, name: str, known: Mapping[str, Indicator]) -> Indicator | None:
    """The indicator of an id in any case, out of some; None when it was not given.

    Raises:
        ProblemError: 400 with the nearest.
    """
    if not (asked := word(view, name)):
        return None
    found = known.get(asked) or known.get(asked.upper()) or known.get(asked.lower())
    if found is None:
        near = [one.key for one in find(view.reader.connection, asked, view.language, ("indicator",), NEAR)]
        raise not_understood(view, name, asked, {id: one.label for id, one in known.items()}, near)
    return found


def not_understood(
    view: View, name: str, asked: str, known: Mapping[str, Text], near: Iterable[str] = ()
) -> ProblemError:
    """400 that names the parameter, what is near to its value and, of few, all it may be.

    Args:
        known: code to label of all it may be.
        near: codes found near already.
    """
    names = {folded(name): code for code, label in known.items() for name in (code, *label.values())}

    def close(cutoff: float) -> list[str]:
        return [names[name] for name in difflib.get_close_matches(folded(asked), names, n=NEAR, cutoff=cutoff)]

    nearest = list(dict.fromkeys(code for code in (*close(0.7), *near, *close(0.3)) if code in known))[:NEAR]
    told = list(known) if len(known) <= FEW else nearest

    text = tell("{name}: no “{asked}” here.", name=name, asked=asked[:60])
    if told:
        listed = joined(
            *(tell("{key} ({label})", key=code, label=known[code]) if known[code] else alike(code) for code in told),
            between=", ",
        )
        few = len(known) <= FEW
        text = joined(
            text, tell("There are: {listed}.", listed=listed) if few else tell("Nearest: {near}.", near=listed)
        )
    problem = ProblemError(400, text, parameter=name, nearest=nearest)
    if len(known) <= FEW:
        problem.extra["allowed"] = list(known)
    return problem
