"""``/api/v1/grants``: programmes of stimulus grants, with conditions, amounts, reports and decisions."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response
from msgspec import Meta

from publisher.grants import Programme, programmes
from publisher.model import Text
from publisher.phrases import tell
from publisher.uris import Uris
from publisher.web.api import asking
from publisher.web.api.answering import Asked, answers
from publisher.web.api.listing import Field, Noun, field, listed, single
from publisher.web.api.naming import datasets_with
from publisher.web.api.operation import SINGLE
from publisher.web.api.parameters import AS_OF, PAGING
from publisher.web.api.shapes import Code, Day, IndicatorId, Said

PATH = "/api/v1/grants"
TAG, TITLE = "grants", tell("Stimulus grants")
#: The table that the dataset of grants has and no other.
TABLE = "grant_programmes"

Kronor = Annotated[int, Meta(description="Whole units of the currency.", examples=[90000000])]
Exactness = Annotated[str, Meta(description="exact, about, nearly (truly lower) or over (truly higher).")]


class Amount(msgspec.Struct, kw_only=True):
    """A published amount. A ceiling is not an amount paid."""

    id: str
    kind: Annotated[
        str,
        Meta(description="ceiling, granted, requisitioned, paid, used, own-contribution, unused, to-repay, repaid."),
    ]
    amount: Kronor
    qualifier: Exactness
    recipient: Code | None
    recipient_name: str
    tranche: str | None
    part_of: str | None
    repaid_to: str | None
    note: Said
    source: str


class Tranche(msgspec.Struct, kw_only=True):
    """A part of the money and the way it took."""

    id: str
    label: Said
    channel: str
    recipient_kind: str
    requisition_by: Day | None
    report_by: Day | None
    source: str


class Purpose(msgspec.Struct, kw_only=True):
    """What the money may be used for."""

    purpose: str
    label: Said
    indicators: Annotated[list[IndicatorId], Meta(description="Indicators that bear on the purpose.")]
    source: str


class Condition(msgspec.Struct, kw_only=True):
    """A condition as a rule."""

    id: str
    kind: str
    text: Said
    rule: str
    evidence: str
    compared_with: str | None
    threshold: Annotated[float | None, Meta(description="Null where it is not published.")]
    until: Day | None
    repay: str
    source: str


class Assessment(msgspec.Struct, kw_only=True):
    """A condition tested for a recipient by rule: not a decision."""

    recipient: Code
    condition: str
    verdict: Annotated[str, Meta(description="met, not-met or cannot-be-judged.")]
    late: bool
    grounds: Said
    lacking: Said


class ProposedRepayment(msgspec.Struct, kw_only=True):
    """The repayment the terms give: a proposal, the decision being a person's."""

    recipient: Code
    amount: Annotated[int | None, Meta(description="Whole kronor; null while it cannot be determined.")]
    at_least: Kronor
    repay_to: str | None
    grounds: Said


class Report(msgspec.Struct, kw_only=True):
    """What a recipient reported."""

    recipient: Code
    received: Day | None
    requisitioned: int | None
    paid: int | None
    used: int | None
    own_contribution: int | None
    total_cost: int | None
    unused: int | None
    used_until: Day | None
    uses: dict[str, int]
    answers: dict[str, str]
    source: str
    source_place: str | None


class Decision(msgspec.Struct, kw_only=True):
    """A decision, entered by a person."""

    recipient: Code
    decided: Day
    body: str
    decision: str
    amount: Kronor
    conditions: Annotated[list[str], Meta(description="Conditions that it is about.")]
    grounds: Said
    repaid: Annotated[int | None, Meta(description="What has been repaid; null: not known.")]
    repaid_on: Day | None
    source: str


class Conclusion(msgspec.Struct, kw_only=True):
    """What somebody who followed the programme up concluded, and what the figures here can show of it."""

    id: str
    by: Annotated[str, Meta(description="Whose it is: a key of an agent of the catalogue.")]
    text: Annotated[Said, Meta(description="The conclusion, retold.")]
    shown: Annotated[Said, Meta(description="What the figures here can and cannot show of it.")]
    indicators: list[IndicatorId]
    source: str


class Gap(msgspec.Struct, kw_only=True):
    """What should exist but is not published where we could read, and where it should be found."""

    id: str
    what: Said
    where: Said
    source: str


class GrantSource(msgspec.Struct, kw_only=True):
    """Where facts came from."""

    id: str
    title: str
    publisher: str
    url: str
    retrieved: str
    note: Said


class Grant(msgspec.Struct, kw_only=True):
    """A programme of stimulus grants."""

    id: str
    title: Said
    official_title: str
    year: str
    scope: Annotated[str, Meta(description="The site's own topic, or neighbouring: a nearby grant.")]
    giver: str
    agreement: str | None
    agreement_parties: str | None
    decided: str | None
    repay_to: str | None
    repay_by: Day | None
    reports_complete: Annotated[bool, Meta(description="Whether an absent report means that none was received.")]
    note: Said
    source: str
    total: Amount | None
    url: str


class GrantInFull(Grant, kw_only=True):
    """A programme with all its parts."""

    tranches: list[Tranche]
    purposes: list[Purpose]
    conditions: list[Condition]
    amounts: list[Amount]
    reports: list[Report]
    assessments: list[Assessment]
    proposed_repayments: list[ProposedRepayment]
    decisions: list[Decision]
    conclusions: list[Conclusion]
    gaps: list[Gap]
    sources: list[GrantSource]


def _row(name: str, title: Text, **more: Any) -> Field:
    return field(name, title, str | None, lambda programme: programme.row[name], **more)


def _total(name: str, key: str, title: Text, type: Any = str | None) -> Field:
    return field(name, title, type, lambda programme: (programme.total or {}).get(key))


PROGRAMME = Noun(
    "Programme",
    "A programme of stimulus grants, with its total.",
    _row("id", tell("id"), required=True),
    field("title", tell("title"), Said, lambda programme: text(programme.row, "title")),
    _row("official_title", tell("official name")),
    _row("year", tell("year")),
    _row("scope", tell("scope")),
    _row("giver", tell("giver")),
    _row("agreement", tell("reference number")),
    _row("decided", tell("decided")),
    _total("total", "amount", tell("amount, SEK"), int | None),
    _total("total_kind", "kind", tell("kind of amount")),
    _total("total_qualifier", "qualifier", tell("exactness")),
    _row("repay_to", tell("repaid to")),
    _row("repay_by", tell("repaid by")),
    field("note", tell("note"), Said, lambda programme: text(programme.row, "note")),
    _row("source", tell("source")),
)


@answers("grants", PATH, TAG, TITLE, Grant, (AS_OF, *PAGING), needs=TABLE)
async def grants(asked: Asked) -> Response[Any]:
    """Every programme with its total."""
    return await listed(
        asked,
        tell("Stimulus grants"),
        programmes(asked.reader.connection, asked.reader.catalog, asked.as_of),
        PROGRAMME,
        lambda programme: Grant(**_summary(asked, programme)),
        datasets=datasets_with(asked.reader, TABLE),
    )


@answers("grant", "/api/v1/grants/{id}", TAG, tell("One programme with conditions, amounts, verdicts and decisions"),
         GrantInFull, (AS_OF,), SINGLE, many=False, needs=TABLE,
         within={"id": ("2018", tell("Id of the programme."))})  # fmt: skip
async def grant(asked: Asked, id: str) -> Response[Any]:
    """One programme: tranches, purposes, conditions, amounts, reports, verdicts, decisions, gaps."""
    known = {
        programme.id: programme for programme in programmes(asked.reader.connection, asked.reader.catalog, asked.as_of)
    }
    if id not in known:
        raise asking.unknown_code("id", id, sorted(known))
    return await single(
        asked, text(known[id].row, "title"), in_full(asked, known[id]), datasets=datasets_with(asked.reader, TABLE)
    )


def text(row: dict[str, Any], name: str) -> Text:
    """The two columns of a text as one; {} when it is empty."""
    return {language: said for language in ("sv", "en") if (said := row[f"{name}_{language}"])}


def _summary(asked: Asked, programme: Programme) -> dict[str, Any]:
    row, total = programme.row, programme.total
    plain = ("id", "official_title", "year", "scope", "giver", "agreement", "agreement_parties", "decided",
             "repay_to", "repay_by", "source")  # fmt: skip
    return {name: row[name] for name in plain} | {
        "title": asked.say(text(row, "title")),
        "reports_complete": bool(row["reports_complete"]),
        "note": asked.say(text(row, "note")),
        "total": _amount(asked, total) if total else None,
        "url": Uris(asked.reader.edition.base_url).id("grant", programme.id),
    }


def _said(asked: Asked, row: dict[str, Any], shape: type[Any], *texts: str) -> Any:
    """A row as a shape: fields of the same name, texts in the language asked for."""
    fields = {name: row[name] for name in shape.__struct_fields__ if name in row}
    return shape(**fields, **{name: asked.say(text(row, name)) for name in texts})


def _amount(asked: Asked, row: dict[str, Any]) -> Amount:
    return _said(asked, row, Amount, "note")  # type: ignore[no-any-return]


def in_full(asked: Asked, programme: Programme) -> GrantInFull:
    """A programme with all its parts, as it is sent."""
    return GrantInFull(
        **_summary(asked, programme),
        tranches=[_said(asked, row, Tranche, "label") for row in programme.tranches],
        purposes=[
            _said(asked, {**row, "indicators": (row["indicators"] or "").split()}, Purpose, "label")
            for row in programme.purposes
        ],
        conditions=[_said(asked, row, Condition, "text") for row in programme.conditions],
        amounts=[_amount(asked, row) for row in programme.amounts],
        reports=[_report(asked, programme, row) for row in programme.reports],
        assessments=[
            _said(asked, {**row, "late": bool(row["late"])}, Assessment, "grounds", "lacking")
            for row in programme.assessments
        ],
        proposed_repayments=[_said(asked, row, ProposedRepayment, "grounds") for row in programme.proposals],
        decisions=[
            _said(asked, {**row, "conditions": (row["conditions"] or "").split()}, Decision, "grounds")
            for row in programme.decisions
        ],
        conclusions=[
            _said(asked, {**row, "indicators": (row["indicators"] or "").split()}, Conclusion, "text", "shown")
            for row in programme.conclusions
        ],
        gaps=[_said(asked, row, Gap, "what", "where") for row in programme.gaps],
        sources=[_said(asked, row, GrantSource, "note") for row in programme.sources],
    )


def _report(asked: Asked, programme: Programme, row: dict[str, Any]) -> Report:
    own = programme.of(row["recipient"])
    more = {
        "uses": {use["purpose"]: use["amount"] for use in own.get("uses", [])},
        "answers": {answer["condition"]: answer["answer"] for answer in own.get("answers", [])},
    }
    return _said(asked, row | more, Report)  # type: ignore[no-any-return]


ROUTES = [grants, grant]
