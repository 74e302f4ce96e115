"""What is to be compared, as the address says it: municipalities, indicators, year, order, weights."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from publisher.finding import find
from publisher.model import Area, AreaKind, Indicator
from publisher.statistics.traits import WEIGHTS, Trait, weights_from
from publisher.web.pages import question
from publisher.web.pages.view import LISTED, PARAMETERS, View

#: At most so many municipalities beside each other.
MOST = LISTED
#: At most so many indicators in one address.
MOST_INDICATORS = 100
ORDERS = ("skillnad", "amne", "namn")


@dataclass(frozen=True)
class Choice:
    """A comparison that somebody asked for."""

    areas: Sequence[Area]
    indicators: Sequence[Indicator]  #: as asked for; empty: those that are measured of municipalities
    year: str = ""
    order: str = "skillnad"
    map_of: str = ""  #: id of the indicator that the map shows
    weights: Mapping[Trait, float] = field(default_factory=lambda: WEIGHTS)
    unknown: Sequence[tuple[str, Sequence[str]]] = ()  #: what was not understood, and what is near to it
    left_out: Sequence[str] = ()  #: municipalities beyond the tenth

    def state(self, **changes: object) -> dict[str, Any]:
        """The parameters of the address, some of them changed."""
        given: dict[str, Any] = {
            "kommun": ",".join(area.code for area in self.areas),
            "nyckeltal": ",".join(indicator.id for indicator in self.indicators),
            "ar": self.year,
            "ordning": "" if self.order == ORDERS[0] else self.order,
            "karta": self.map_of,
            "vikter": ",".join(
                f"{trait}:{weight:g}" for trait, weight in self.weights.items() if weight != WEIGHTS[trait]
            ),
        }
        return given | changes

    def with_area(self, code: str) -> dict[str, Any]:
        """The address with one municipality more."""
        return self.state(kommun=",".join([*(area.code for area in self.areas), code]))

    def without(self, code: str) -> dict[str, Any]:
        """The address without one municipality."""
        return self.state(kommun=",".join(area.code for area in self.areas if area.code != code))


def pieces(values: Iterable[str]) -> list[str]:
    """The parts of parameters that may be given several times and hold several, separated by commas."""
    return list(dict.fromkeys(part.strip() for value in values for part in value.split(",") if part.strip()))


def choice(view: View) -> tuple[Choice, bool]:
    """What the address asks for, and whether it says so in its canonical form."""
    query = view.query
    names = pieces([*query.getall("kommun", []), *query.getall("lagg", [])]) or [area.code for area in view.listed]
    areas: dict[str, Area] = {}
    unknown: list[tuple[str, Sequence[str]]] = []
    left_out = []
    for name in names:
        area = view.book.find(name, AreaKind.MUNICIPALITY)
        if area is None:
            near = [view.words.text(one.label) for one in view.book.names.near(name, AreaKind.MUNICIPALITY)]
            unknown.append((name[:60], near))
        elif area.code not in areas and len(areas) == MOST:
            left_out.append(view.words.text(area.label))
        else:
            areas[area.code] = area
    measured = {indicator.id: indicator for indicator in view.book.measured(AreaKind.MUNICIPALITY)}
    indicators: dict[str, Indicator] = {}
    for id in pieces(query.getall("nyckeltal", []))[:MOST_INDICATORS]:
        known = measured.get(id) or measured.get(id.upper()) or measured.get(id.lower())
        if known is None:
            titles = [f.title for f in find(view.reader.connection, id, view.language, ("indicator",), 4)]
            unknown.append((id[:60], [*difflib.get_close_matches(id.upper(), measured, n=3), *titles][:4]))
        else:
            indicators[known.id] = known
    periods = sorted({period for id in measured for period in view.book.periods(id)}, reverse=True)
    found = Choice(
        areas=list(areas.values()),
        indicators=list(indicators.values()),
        year=question.one_of(view, "ar", periods),
        order=question.one_of(view, "ordning", ORDERS, ORDERS[0]),
        map_of=shown.id if (shown := question.indicator(view, "karta", measured)) else "",
        weights=weights(view),
        unknown=unknown,
        left_out=left_out,
    )
    asked = {key: query.getall(key, []) for key in query if key in PARAMETERS}
    wanted = {key: [str(value)] for key, value in found.state().items() if value}
    return found, asked == wanted or bool(unknown) or bool(left_out)


def weights(view: View) -> Mapping[Trait, float]:
    """Weights from ``vikter=befolkning:2,lage:0`` or, from the form, one parameter a trait.

    Raises:
        ProblemError: 400 with the usual ones, which show how they are written.
    """
    given = {f"vikt-{trait}": question.word(view, f"vikt-{trait}") for trait in Trait}
    parts = {name: f"{name.removeprefix('vikt-')}:{text}" for name, text in given.items() if text}
    parts["vikter"] = question.word(view, "vikter")
    for name, text in parts.items():
        try:
            weights_from(text.replace(" ", ""))
        except ValueError:
            raise question.no_weight(name, given.get(name, text)) from None
    return weights_from(",".join(parts.values()).replace(" ", ""))
