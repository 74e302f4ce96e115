"""Which of many indicators a page tells in full: those of a subject, of one's own list, else the most unusual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from publisher.model import SEX_TOTAL, TOTAL, Indicator
from publisher.web.pages import question
from publisher.web.pages.choice import pieces
from publisher.web.pages.view import View

#: Indicators that a page of an area tells in full; with more of them it chooses.
MOST = 80
#: Indicators whose figures for the area itself, as sources published them, are told in full beside those.
SERIES = 160
#: How many it then begins with.
UNUSUAL = 30
#: Values of areas, in widths of the middle half of all municipalities from their median: of pairs of an indicator and
#: a period, and of areas, both in JSON. Each is looked up, where all that is known of an area would be read otherwise.
_PLACED = """
  SELECT o.indicator, (o.value - a.value) / (a.third_quartile - a.first_quartile)
  FROM json_each(?) pair CROSS JOIN json_each(?) one
  CROSS JOIN observations o ON o.indicator = pair.value ->> 0 AND o.period = pair.value ->> 1 AND o.area = one.value
    AND o.sex = ? AND o.service_area = ?
  CROSS JOIN aggregates a ON a.indicator = o.indicator AND a.period = o.period AND a.area = ? AND a.step = -1
  WHERE o.value IS NOT NULL AND a.method = 'median' AND a.third_quartile > a.first_quartile
"""

Measured = Sequence[tuple[Indicator, str]]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a page tells of all that is measured."""

    indicators: Measured
    of: int  #: how many there are
    subjects: Mapping[str, str] = field(default_factory=dict)  #: of all of them: code to label
    beside: int = 0  #: of those told, how many only describe an area
    subject: str = ""  #: the one asked for
    how: str = ""  #: ``list``, ``subject`` or ``unusual``; '' when nothing is left out

    @property
    def most(self) -> int:
        """With how many more indicators a page chooses."""
        return MOST

    @property
    def series(self) -> int:
        """With how many more published series a page chooses among them."""
        return SERIES

    @property
    def shown(self) -> int:
        """How many are told."""
        return len(self.indicators) - self.beside


def choose(view: View, area: str, found: Measured, listed: bool = False, more: Sequence[Indicator] = ()) -> Chosen:
    """The indicators of a page, all of them up to :data:`MOST`.

    Args:
        area: whose values are unusual or not.
        found: all that is measured, each with its latest period.
        listed: ``?nyckeltal=`` is one's own list.
        more: what else the page tells of, whose subjects may be asked for too; with more than :data:`SERIES` also
            where nothing is left out of what is measured.

    Raises:
        ProblemError: 400, ``amne`` or ``nyckeltal`` names what is not there.
    """
    known = [(one, period) for one, period in found if not view.reader.vocabulary.background(one)]
    beside = [(one, period) for one, period in found if view.reader.vocabulary.background(one)]
    subjects = {one.subject: view.words.concept("subject", one.subject) for one in (*(one for one, _ in known), *more)}
    if len(known) <= MOST:
        subject = question.one_of(view, "amne", subjects) if len(more) > SERIES else ""
        return Chosen(indicators=found, of=len(known), subjects=subjects, subject=subject)
    if listed and (asked := pieces(view.query.getall("nyckeltal", []))):
        by_id = {one.id.casefold(): (one, period) for one, period in known}
        for id in asked[:MOST]:
            if id.casefold() not in by_id:
                raise question.not_understood(view, "nyckeltal", id, {one.id: one.label for one, _ in known})
        own = [by_id[id] for id in dict.fromkeys(id.casefold() for id in asked[:MOST])]
        return Chosen(indicators=[*own, *beside], of=len(known), subjects=subjects, beside=len(beside), how="list")
    subject = question.one_of(view, "amne", subjects)
    mine = [(one, period) for one, period in known if subject in ("", one.subject)]
    most = MOST if subject else UNUSUAL
    if len(mine) > most:
        far = {id: max(map(abs, places)) for id, places in placed(view, mine, [area]).items()}
        latest = max(period[:4] for _, period in mine)
        first = sorted(
            mine,
            key=lambda one: (int(one[1][:4]) < int(latest) - 2, -far.get(one[0].id, 0.0), one[0].id),
        )
        kept = {one.id for one, _ in first[:most]}
        mine = [(one, period) for one, period in mine if one.id in kept]
    how = "subject" if subject else "unusual"
    return Chosen(
        indicators=[*mine, *beside], of=len(known), subjects=subjects, beside=len(beside), how=how, subject=subject
    )


def farthest_apart(view: View, areas: Sequence[str], found: Measured) -> Measured:
    """Of more than :data:`MOST` indicators the :data:`UNUSUAL` on which some areas lie farthest apart, else all.

    One area alone: on which it lies farthest from the median.
    """
    if len(found) <= MOST:
        return found
    at = placed(view, found, areas)
    alone = len(areas) == 1
    apart = {id: abs(places[0]) if alone else max(places) - min(places) for id, places in at.items()}
    first = set(sorted((one.id for one, _ in found), key=lambda id: (-apart.get(id, 0.0), id))[:UNUSUAL])
    return [(one, period) for one, period in found if one.id in first]


def placed(view: View, found: Measured, areas: Sequence[str]) -> Mapping[str, Sequence[float]]:
    """Indicator to where areas lie in its period: widths of the middle half of all municipalities from their median."""
    pairs, codes = (msgspec.json.encode(one).decode() for one in ([(i.id, period) for i, period in found], areas))
    places: dict[str, list[float]] = {}
    bound = [pairs, codes, SEX_TOTAL, TOTAL, view.book.groups.nation]
    for id, place in view.reader.connection.execute(_PLACED, bound):
        places.setdefault(id, []).append(place)
    return places
