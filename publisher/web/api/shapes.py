"""What the API answers with: the shapes that are sent, and that OpenAPI describes.

Names and explanations are text in the language asked for; with ``lang=all`` they are objects with
``sv`` and ``en`` (:data:`Said`).
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from publisher.web import examples

#: A text in one language, or in both.
Said = str | dict[str, str]

Code = Annotated[str, Meta(description="Code; text, so that leading zeros stay.", examples=[examples.AREA])]
Day = Annotated[str, Meta(description="ISO 8601 date.", examples=["2024-01-30"])]
Period = Annotated[str, Meta(description="2022, 2022-Q1, 2022-03 or 2022-03-31.", examples=["2022"])]
IndicatorId = Annotated[str, Meta(description="The source's own id, else our slug.", examples=[examples.INDICATOR])]
Value = Annotated[float | None, Meta(description="Null when missing; status says why.", examples=[2])]
Margin = Annotated[float | None, Meta(description="Half the width of the source's interval, where it gives one.")]
StatusCode = Annotated[str | None, Meta(description="Null when all is well.", examples=["not-answered"])]


class Observation(msgspec.Struct, kw_only=True):
    """One value, or the reason why there is none."""  # its fields: publisher.tables.observed.Observed.described


class Step(msgspec.Struct, kw_only=True):
    """A named step of a scale."""

    code: int
    label: Said


class DefinitionVersion(msgspec.Struct, kw_only=True):
    """One version of a definition."""

    number: str
    valid_from: str | None
    valid_to: str | None
    change: Said
    comparability: Annotated[str, Meta(description="With the version before: full, caution or none.")]
    reason: Said
    source: str | None
    unit: Annotated[str | None, Meta(description="Of an indicator whose scale has changed; null: as it is above.")]
    value_kind: str | None
    steps: list[Step] | None
    minimum: float | None
    maximum: float | None


class Survey(msgspec.Struct, kw_only=True):
    """A survey that is told of, and whose answers per municipality are not here."""

    code: str
    label: Said
    told: Said
    source: str | None


class AreaChange(msgspec.Struct, kw_only=True):
    """Something that happened to an area."""

    date: Day
    description: Said
    comparability: str
    related: list[str]
    source: str | None


class TieGroup(msgspec.Struct, kw_only=True):
    """Municipalities with the same value."""

    value: float
    value_label: Said | None
    count: int
    refused: Annotated[bool, Meta(description="Nothing is ranked; groups then stand in order of code.")]
    rank_low: Annotated[int | None, Meta(description="Best rank of the group; null when nothing is ranked.")]
    rank_high: Annotated[int | None, Meta(description="Worst rank of the group.")]
    band_low: Annotated[int | None, Meta(description="Best rank when values too close to be told apart tie too.")]
    band_high: Annotated[int | None, Meta(description="Worst rank when values too close to be told apart tie too.")]
    further: Annotated[int | None, Meta(description="How many have come further.")]
    share_further: Annotated[float | None, Meta(description="The same in percent of those with a value.")]
    areas: list[str]


class Rank(msgspec.Struct, kw_only=True):
    """Where a municipality stands among those with a value: an interval, as ties and margins allow."""

    rank_low: int
    rank_high: int
    band_low: Annotated[int, Meta(description="Best rank when values too close to be told apart tie too.")]
    band_high: Annotated[int, Meta(description="Worst rank when values too close to be told apart tie too.")]
    worst: Annotated[int, Meta(description="Worst rank if all that are missing stood before it.")]
    tied: Annotated[int, Meta(description="How many have this value, itself included.")]
    further: Annotated[int, Meta(description="How many have come further.")]
    ranked: Annotated[int, Meta(description="How many have a value.")]


class Refusal(msgspec.Struct, kw_only=True):
    """Why there is no rank."""

    code: str
    reason: Said


class Share(msgspec.Struct, kw_only=True):
    """Municipalities on one step."""

    code: int
    label: Said
    share: Annotated[float | None, Meta(description="Percent of those that answered.")]
    count: int | None
    low: Annotated[float | None, Meta(description="Percent, had none of the missing been here.")]
    high: Annotated[float | None, Meta(description="Percent, had all the missing been here.")]


class GroupValue(msgspec.Struct, kw_only=True):
    """What the municipalities of a county, a group or the nation say together."""

    area: Code
    label: Said
    method: Annotated[str, Meta(description="shares, ratio-of-sums, median or sum; never a mean of steps or shares.")]
    note: Annotated[Said, Meta(description="What the method is: a median of municipalities is no value of the area.")]
    value: Annotated[
        float | None,
        Meta(description="Percent on the highest step; else ratio, median (of four or more) or sum of municipalities."),
    ]
    published: Annotated[float | None, Meta(description="The source's own value for the area, where it gives one.")]
    low: float | None
    high: float | None
    first_quartile: float | None
    third_quartile: float | None
    minimum: float | None
    maximum: float | None
    n: Annotated[int, Meta(description="How many answered.")]
    asked: Annotated[
        int | None,
        Meta(
            description="How many were asked; those it does not apply to are not among them. "
            "null where residents are sampled: which municipalities took part is not known."
        ),
    ]
    membership: Annotated[str, Meta(description="Members of the period, or today's.")]
    shares: list[Share]


class Movement(msgspec.Struct, kw_only=True):
    """A figure against an earlier one, behind the comparability guard."""

    earlier: Period
    old: float | None
    old_label: Said | None
    comparability: Annotated[str, Meta(description="full, caution or none; with none nothing is computed across.")]
    reason: Said
    difference: Annotated[float | None, Meta(description="New less old; null for steps and where none may be drawn.")]
    move: Annotated[
        str,
        Meta(
            description="up or down (further or less far), more or less (where neither is better), held (too close to "
            "be told apart), uncertain (by an unknown amount: the difference may be chance), unknown (a value is "
            "missing) or broken (may not be compared)."
        ),
    ]
    margin: Annotated[
        float | None, Meta(description="How far apart the two must lie to be told apart; null where nobody knows.")
    ]


class Figure(msgspec.Struct, kw_only=True):
    """A municipality's value of an indicator, with its rank and what it was before."""

    area: Code
    label: Said
    value: Value
    value_label: Said | None
    status: StatusCode
    n: int | None
    numerator: float | None
    denominator: float | None
    margin: Margin
    rank: Rank | None
    before: Movement | None


class Comparison(msgspec.Struct, kw_only=True):
    """One indicator, side by side."""

    indicator: IndicatorId
    label: Said
    unit: str
    value_kind: str
    direction: str
    period: Period | None
    figures: list[Figure]
    groups: list[GroupValue]
    refusal: Annotated[Refusal | None, Meta(description="Why nothing is ranked.")]
    not_told_apart: Annotated[list[list[str]], Meta(description="Pairs that differ by less than their margins.")]
    margin: Annotated[Said, Meta(description="What keeps differing values from being told apart.")]


class Profile(msgspec.Struct, kw_only=True):
    """A municipality's latest value of an indicator in its distribution."""

    indicator: IndicatorId
    label: Said
    subject: str
    unit: str
    value_kind: str
    direction: str
    period: Period
    value: Value
    value_label: Said | None
    status: StatusCode
    n: int | None
    numerator: float | None
    denominator: float | None
    margin: Margin
    rank: Rank | None
    refusal: Refusal | None
    before: Movement | None
    groups: list[GroupValue]


class LeftOut(msgspec.Struct, kw_only=True):
    """Why something asked for is not among the rows."""

    code: Annotated[str, Meta(description="no-row, period, sex, no-observations …", examples=["no-row"])]
    reason: Said
    indicator: str | msgspec.UnsetType = msgspec.UNSET
    area: str | msgspec.UnsetType = msgspec.UNSET
    allowed: list[str] | msgspec.UnsetType = msgspec.UNSET


class Break(msgspec.Struct, kw_only=True):
    """Where figures may not, or only with care, be compared with earlier ones."""

    indicator: str | None
    area: str | None
    since: str
    comparability: Annotated[str, Meta(description="caution or none.")]
    reason: Said
    sources: list[str]


class About(msgspec.Struct, kw_only=True):
    """What explains an answer (``meta``)."""

    title: Said
    edition: str
    published: Day
    newer_edition: Annotated[
        str | msgspec.UnsetType | None, Meta(description="The current edition, when the answer is of an earlier one.")
    ] = msgspec.UNSET
    language: str
    count: Annotated[int | msgspec.UnsetType, Meta(description="Rows in all.")] = msgspec.UNSET
    returned: Annotated[int | msgspec.UnsetType, Meta(description="Rows of this page.")] = msgspec.UNSET
    limit: int | msgspec.UnsetType = msgspec.UNSET
    offset: int | msgspec.UnsetType = msgspec.UNSET
    as_of: str | msgspec.UnsetType | None = msgspec.UNSET
    left_out: list[LeftOut] | msgspec.UnsetType = msgspec.UNSET
    breaks: list[Break] | msgspec.UnsetType = msgspec.UNSET
    cautions: list[Said]
    citation: Said
    licences: Annotated[
        list[dict[str, Any]], Meta(description="Terms of all that the answer draws on: title and url of each.")
    ]
    rights: list[Said]
    sources: list[dict[str, str]]
    areas: Annotated[dict[str, Any], Meta(description="Names of the areas that occur, by code.")]
    codebook: Annotated[
        dict[str, Any],
        Meta(description="Columns, indicators, steps, statuses, units: by kind a list of code, label, definition …"),
    ]


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What went wrong and what to do about it (RFC 9457)."""

    type: str
    title: Annotated[str, Meta(description="What is wrong, in a few words.")]
    status: int
    detail: Annotated[str, Meta(description="What is wrong in this request, and the next step.")]
    instance: str
    parameter: str | None = None
    allowed: list[str] | None = None
    nearest: list[str] | None = None
    replaced_by: list[str] | None = None
    bound: int | None = None
