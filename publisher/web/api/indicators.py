"""``/api/v1/indicators``: what is measured, how, since when, and in which versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Response
from msgspec import Meta

from publisher import model
from publisher.download import short
from publisher.phrases import tell
from publisher.uris import Uris
from publisher.web.api import asking, shapes
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Noun, field, listed, single
from publisher.web.api.naming import Available, datasets_of, names
from publisher.web.api.operation import SINGLE
from publisher.web.api.parameters import AS_OF, DATASET, ONE_INDICATOR, PAGING, SUBJECT
from publisher.web.api.selecting import find_dataset
from publisher.web.api.shapes import IndicatorId, Said
from publisher.web.book import book_of

Direction = Annotated[str, Meta(description="higher, lower, neither or contested.")]
Published = Annotated[int, Meta(description="How many observations are published.")]
National = Annotated[
    list[IndicatorId],
    Meta(description="Indicators of the nation's figures on the same thing, often later; not to be joined to it."),
]
Later = Annotated[
    list[shapes.Survey], Meta(description="Surveys whose answers per municipality have not been fetched.")
]


class Known:
    """An indicator and what is published of it; its own attributes are read through."""

    def __init__(self, asked: Asked, one: model.Indicator):
        self.there = names(asked.reader).available.get(one.id, Available(dataset=""))
        self.asked, self.one = asked, one.at(max(self.there.periods, default=None))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.one, name)

    def _steps(self, steps: Sequence[model.Step]) -> list[shapes.Step]:
        return [shapes.Step(code=step.code, label=self.asked.say(step.label)) for step in steps]

    def versions(self) -> list[shapes.DefinitionVersion]:
        """The versions of its definition, as they are sent."""
        say = self.asked.say
        return [
            shapes.DefinitionVersion(
                number=version.number,
                valid_from=version.valid_from,
                valid_to=version.valid_to,
                change=say(version.change),
                comparability=str(version.comparability),
                reason=say(version.reason),
                source=version.source,
                unit=version.scale.unit if version.scale else None,
                value_kind=str(version.scale.value_kind) if version.scale else None,
                steps=self._steps(version.scale.steps) if version.scale else None,
                minimum=short(version.scale.minimum) if version.scale else None,
                maximum=short(version.scale.maximum) if version.scale else None,
            )
            for version in self.one.versions
        ]

    def surveys(self) -> list[shapes.Survey]:
        """Later surveys, as they are sent."""
        say = self.asked.say
        return [
            shapes.Survey(code=one.code, label=say(one.label), told=say(one.definition), source=one.source)
            for one in book_of(self.asked.reader).later_surveys(self.one)
        ]


INDICATOR = Noun(
    "Indicator",
    "What is measured, of whom, how.",
    field("id", tell("id"), IndicatorId, required=True),
    field("label", tell("name"), Said),
    field("official_name", tell("official name")),
    field("definition", tell("definition"), Said),
    field("question", tell("question"), Said),
    field("unit", tell("unit")),
    field("value_kind", tell("kind of value"), get=lambda known: str(known.value_kind)),
    field("steps", type=list[shapes.Step], get=lambda known: known._steps(known.one.steps)),
    field("minimum", type=float | None),
    field("maximum", type=float | None),
    field("direction", tell("direction"), Direction, lambda known: str(known.one.direction)),
    field("direction_source", type=Said),
    field("target", type=float | None),
    field("target_by", type=str | None),
    field("respondent", tell("who answers"), Said),
    field("service_area", tell("service area")),
    field("subject", tell("subject")),
    field("publisher", tell("publisher", "column")),
    field("asked_if", type=str | None),
    field("versions", type=list[shapes.DefinitionVersion], get=Known.versions),
    field("dataset", tell("dataset"), str | None, lambda known: known.there.dataset or None),
    field("first_period", tell("first period"), sent=False, get=lambda known: min(known.there.periods, default=None)),
    field("last_period", tell("last period"), sent=False, get=lambda known: max(known.there.periods, default=None)),
    field("periods", type=list[str], get=lambda known: sorted(known.there.periods)),
    field("sexes", type=list[str], get=lambda known: sorted(known.there.sexes)),
    field("service_areas", type=list[str], get=lambda known: sorted(known.there.service_areas)),
    field("area_kinds", type=list[str], get=lambda known: sorted(known.there.kinds)),
    field("observations", tell("number of observations"), Published, "there.rows"),
    field("retired", tell("retired"), str | None),
    field("note", tell("note"), Said),
    field("source", type=str | None),
    field("close_match", type=list[str]),
    field("related_match", type=list[str]),
    field("replaced_by", type=list[str]),
    field("former_ids", type=list[str]),
    field("national_figures", type=National),
    field("later_surveys", type=Later, get=Known.surveys),
    field("url", get=lambda known: Uris(known.asked.reader.edition.base_url).id("indicator", known.one.id)),
)  # fmt: skip


@answers("indicators", "/api/v1/indicators", "words", tell("Indicators with definitions"), INDICATOR.struct,
         (SUBJECT, DATASET, AS_OF, *PAGING))  # fmt: skip
async def indicators(asked: Asked) -> Response[Any]:
    """Every indicator, or those of a subject or dataset."""
    held = names(asked.reader)
    known = asked.reader.vocabulary.concepts.get("subject", {})
    for code in asked.many("subject"):
        if code not in known:
            raise asking.unknown_code("subject", code, sorted(known))
    datasets = {find_dataset(asked.reader, name).name for name in asked.many("dataset")}
    subjects = set(asked.many("subject"))
    chosen = [
        one
        for one in asked.reader.vocabulary.indicators.values()
        if (not subjects or one.subject in subjects)
        and (not datasets or (one.id in held.available and held.available[one.id].dataset in datasets))
    ]
    left = (
        []
        if chosen
        else [
            {
                "code": "nothing-matches",
                "reason": asked.say(tell("No indicator meets both conditions.")),
            }
        ]
    )
    return await listed(
        asked,
        tell("Indicators"),
        [Known(asked, one) for one in sorted(chosen, key=lambda one: one.id)],
        INDICATOR,
        left_out=left,
        datasets=datasets_of(asked.reader, [one.id for one in chosen]),
    )


@answers("indicator", "/api/v1/indicators/{id}", "words", tell("One indicator"), INDICATOR.struct, (AS_OF,), SINGLE,
         many=False, within={"id": ONE_INDICATOR.within})  # fmt: skip
async def indicator(asked: Asked, id: str) -> Response[Any]:
    """One indicator: definition with versions, kind, direction, what is published."""
    one = asking.indicator(asked.reader, id)
    if one.id != id:
        return asked.elsewhere(id=one.id)
    return await single(
        asked, one.label, INDICATOR.sent(asked, Known(asked, one)), datasets=datasets_of(asked.reader, [one.id])
    )


ROUTES = [indicators, indicator]
