"""Lessons: who in a county can ask whom, by what its own municipalities have answered twice in a row."""

from __future__ import annotations

from publisher.model import Direction
from publisher.statistics.analysis.patterns import scale
from publisher.statistics.analysis.telling import Ground, Paragraph, listing, paragraph
from publisher.statistics.wording import say

#: Questions told at most, and municipalities named on either side before the rest are counted.
_TOLD, _NAMED = 5, 4


def lessons(ground: Ground, members: tuple[str, ...]) -> list[Paragraph | None]:
    """Questions on which some municipalities of a county gave the highest answer twice in a row and others the lowest.

    Those come first on which most can ask and be asked; it is a list of names, not of merits.
    """
    land, found = ground.land, []
    for id in land.questions:
        if land.indicator(id).direction is not Direction.HIGHER or not ground.held.moves[id]:
            continue
        moves, answers, ends = ground.held.moves[id], land.borne(id), scale(land, id)
        held = [
            code
            for code in members
            if code in answers
            and (move := moves.get(code))
            and move.verdict.allowed
            and move.old == move.new == answers[code] == ends.highest
        ]
        lowest = [code for code in members if answers.get(code) == ends.lowest]
        if held and lowest:
            span = next((move.earlier, move.later) for code in held if (move := moves[code]))
            found.append((-min(len(held), len(lowest)), -len(held), id, held, lowest, span))
    if len(members) < 2 or not any(ground.held.moves.values()):
        return []
    heading = say("heading.learn.county")
    if not found:
        return [paragraph("learn", heading, say("lesson.none"))]
    found.sort()
    spans = [span for *_, span in found]
    earlier, later = max(spans, key=lambda span: (spans.count(span), span))
    told = [one for one in found if one[-1] == (earlier, later)][:_TOLD]
    return [
        paragraph("learn", heading, say("lesson.what", earlier=earlier, later=later)),
        *(
            paragraph(
                "learn",
                {},
                say(
                    "lesson.item",
                    label=land.indicator(id).label,
                    holders=listing(map(land.name, held), _NAMED),
                    lowest=listing(map(land.name, lowest), _NAMED),
                    step=land.step(id, scale(land, id).lowest),
                ),
            )
            for _, _, id, held, lowest, _ in told
        ),
    ]
