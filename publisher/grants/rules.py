"""Conditions of stimulus grants as rules over reported facts, and the repayment that follows from them.

Rows here are plain mappings with the columns of ``vocab/grant_*.schema.yaml``; amounts are whole
kronor. Nothing here decides anything: a verdict is what a rule says of the facts at hand, a
proposal is what the programme's terms give, and a decision is a person's entry.

A condition is judged on facts alone: what is not known makes it "cannot be judged", never "not met",
unless the publisher keeps every report of the programme (``reports_complete``), so that an absent
report after the last day means that none came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from publisher.model import Text, localised
from publisher.phrases import alike, each, filled, joined, tell

#: A row of one of the tables ``grant_*``.
Row = Mapping[str, Any]


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not-met"
    CANNOT_BE_JUDGED = "cannot-be-judged"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one recipient in one programme.

    Attributes:
        report: the recipient's row of ``grant_reports``; None when there is none here.
        answers: condition id to ``yes`` or ``no``.
        amounts: kind (``ceiling``, ``granted`` …) to kronor, published exact amounts only.
        reports_complete: every received report of the programme is here.
        today: ISO date on which the question is asked.
    """

    report: Row | None
    answers: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[str, int] = field(default_factory=dict)
    reports_complete: bool = False
    today: str

    def amount(self, kind: str) -> int | None:
        """An amount of a kind, from the report first, then from what was published."""
        column = kind.replace("-", "_")
        if self.report is not None and self.report.get(column) is not None:
            return int(self.report[column])
        return self.amounts.get(kind)

    @property
    def paid(self) -> int | None:
        """What the recipient got: paid, else requisitioned, else granted. A ceiling was never paid."""
        return next((a for kind in ("paid", "requisitioned", "granted") if (a := self.amount(kind)) is not None), None)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One condition tested for one recipient."""

    condition: str
    verdict: Verdict
    late: bool = False
    grounds: Text
    lacking: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The repayment a programme's terms give. Never more than was paid.

    Attributes:
        amount: kronor; None while it cannot be determined.
        at_least: kronor that follow already from what is known.
    """

    amount: int | None
    at_least: int
    grounds: Text


def kronor(amount: float, language: str) -> str:
    """An amount for reading: ``1 132 368 kr``, ``SEK 1,132,368``."""
    text = f"{int(amount):,}"
    return text.replace(",", "\u00a0") + "\u00a0kr" if language == "sv" else f"SEK\u00a0{text}"


FACTS: Mapping[str, Text] = {
    "received": tell("the day the report was received"),
    "requisitioned": tell("the amount requisitioned"),
    "paid": tell("the amount paid"),
    "used": tell("the amount used"),
    "own_contribution": tell("the recipient's own contribution"),
    "total_cost": tell("the total cost"),
    "unused": tell("the amount not used"),
    "used_until": tell("the last day on which money was used"),
    "ceiling": tell("the ceiling"),
    "granted": tell("the amount granted"),
    "answer": tell("the recipient's answer"),
    "report": tell("a report"),
    "threshold": tell("the threshold, which is not published"),
    "until": tell("the last day, which is not published"),
}


def _fact(name: str) -> Text:
    return FACTS.get(name) or FACTS.get(name.replace("-", "_")) or alike(name)


def _unknown(condition: str, lacking: Sequence[str]) -> Assessment:
    return Assessment(
        condition=condition,
        verdict=Verdict.CANNOT_BE_JUDGED,
        grounds=tell("There is nothing to judge by."),
        lacking=tell("Lacking: {facts}.", facts=joined(*map(_fact, lacking), between="; ")),
    )


def assess(condition: Row, facts: Facts) -> Assessment:
    """Test one condition.

    Args:
        condition: a row of ``grant_conditions``.
        facts: what is known of the recipient.

    Returns:
        The verdict with the facts it rests on, or with what is lacking.
    """
    match condition["rule"]:
        case "received-by":
            return _received_by(condition, facts)
        case "yes":
            return _answered_yes(condition, facts)
        case "used-by":
            return _used_by(condition, facts)
        case _:
            return _amount_against(condition, facts)


def _received_by(condition: Row, facts: Facts) -> Assessment:
    id, until = condition["id"], condition.get("until")
    received = facts.report.get("received") if facts.report is not None else None
    if facts.report is None and facts.reports_complete and until and facts.today > until:
        return Assessment(
            condition=id,
            verdict=Verdict.NOT_MET,
            late=True,
            grounds=tell("No report has been received. The last day was {until}.", until=until),
        )
    if received is None or until is None:
        return _unknown(id, [name for name, fact in (("received", received), ("until", until)) if fact is None])
    late = received > until
    return Assessment(
        condition=id,
        verdict=Verdict.NOT_MET if late else Verdict.MET,
        late=late,
        grounds=tell(
            "The report was received on {received}; the last day was {until}.", received=received, until=until
        ),
    )


def _answered_yes(condition: Row, facts: Facts) -> Assessment:
    answer = facts.answers.get(condition["id"])
    if answer is None:
        return _unknown(condition["id"], ["answer"])
    yes = answer == "yes"
    return Assessment(
        condition=condition["id"],
        verdict=Verdict.MET if yes else Verdict.NOT_MET,
        grounds=tell("The recipient answered yes.") if yes else tell("The recipient answered no."),
    )


def _used_by(condition: Row, facts: Facts) -> Assessment:
    id, until = condition["id"], condition.get("until")
    used_until = facts.report.get("used_until") if facts.report is not None else None
    unused, paid, used = facts.amount("unused"), facts.paid, facts.amount("used")
    left = unused if unused is not None else (paid - used if paid is not None and used is not None else None)
    if used_until is not None and until is not None and used_until > until:
        return Assessment(
            condition=id,
            verdict=Verdict.NOT_MET,
            grounds=tell(
                "Money was used until {used_until}, after the last day {until}.", used_until=used_until, until=until
            ),
        )
    if left is not None and left > 0:
        return Assessment(
            condition=id,
            verdict=Verdict.NOT_MET,
            grounds=tell("{amount} was not used.", amount=each(partial(kronor, left))),
        )
    if left is None or (until is not None and used_until is None):
        missing = [name for name, fact in (("used", left), ("used_until", used_until)) if fact is None]
        return _unknown(id, missing)
    return Assessment(
        condition=id,
        verdict=Verdict.MET,
        grounds=tell("All the money was used in time."),
    )


def _amount_against(condition: Row, facts: Facts) -> Assessment:
    """at-most, at-least and at-least-share: one amount against another or against the threshold."""
    id, rule, threshold = condition["id"], condition["rule"], condition.get("threshold")
    evidence = facts.amount(condition["evidence"])
    against = condition.get("compared_with") or None
    other = facts.amount(against) if against else None
    lacking = [condition["evidence"]] if evidence is None else []
    if against and other is None:
        lacking.append(against)
    if threshold is None and (rule == "at-least-share" or not against):
        lacking.append("threshold")
    if lacking or evidence is None:
        return _unknown(id, lacking)
    limit = {
        "at-most": other if other is not None else threshold,
        "at-least": other if other is not None else threshold,
        "at-least-share": (threshold or 0) * (other or 0),
    }[rule]
    met = evidence <= limit if rule == "at-most" else evidence >= limit  # type: ignore[operator]
    fact = _fact(condition["evidence"])
    said = {
        "what": each(lambda language: localised(fact, language).capitalize()),
        "amount": each(partial(kronor, evidence)),
        "limit": each(partial(kronor, limit or 0)),
    }
    return Assessment(
        condition=id,
        verdict=Verdict.MET if met else Verdict.NOT_MET,
        grounds=tell("{what} is {amount}; the condition is at most {limit}.", **said)
        if rule == "at-most"
        else tell("{what} is {amount}; the condition is at least {limit}.", **said),
    )


#: Why a repayment cannot be determined.
_OPEN: Mapping[str, Text] = {
    "judged": tell("One or more conditions cannot be judged from what is published."),
    "consequence": tell("The condition is not met, but what is then to be repaid is not published: {text}."),
    "sum": tell("The condition is not met, but the amount to be repaid is not known: {text}."),
    "left": tell("{amount} was not used, and no condition that is published says whether it is to be repaid."),
}


def propose(conditions: Sequence[Row], assessments: Sequence[Assessment], facts: Facts) -> Proposal:
    """The repayment that follows from the assessments by the programme's terms.

    The largest claim among the conditions not met counts, never their sum, and never more than was
    paid. While a condition that may demand money cannot be judged, the amount is open and only
    ``at_least`` is known; unless everything is to be repaid already.

    Args:
        conditions: the programme's rows of ``grant_conditions``.
        assessments: what :func:`assess` said of them, in any order.
    """
    verdicts = {assessment.condition: assessment for assessment in assessments}
    paid, used, unused = facts.paid, facts.amount("used"), facts.amount("unused")
    left = unused if unused is not None else (paid - used if paid is not None and used is not None else None)
    at_least, grounds = 0, list[Text]()
    lacking: dict[str, Text] = {}
    for condition in conditions:
        verdict = verdicts[condition["id"]].verdict
        repay = condition["repay"]
        if verdict is Verdict.MET or repay == "none":
            continue
        claim = paid if repay == "all" else left if repay == "unused" else None
        if verdict is Verdict.CANNOT_BE_JUDGED:
            lacking["judged"] = _OPEN["judged"]
            continue
        if claim is None:
            why = "consequence" if repay == "unknown" else "sum"
            lacking[condition["id"]] = filled(_OPEN[why], {"text": _text(condition)})
            continue
        at_least = max(at_least, claim)
        grounds.append(joined(_text(condition), verdicts[condition["id"]].grounds, between=": "))
    if left is not None and left > 0 and not any(c["rule"] == "used-by" or c["repay"] == "unused" for c in conditions):
        lacking["left"] = filled(_OPEN["left"], {"amount": each(partial(kronor, left))})
    if paid is not None:
        at_least = min(at_least, paid)
    settled = not lacking or (paid is not None and at_least == paid and paid > 0)
    if not settled:
        grounds += lacking.values()
    elif not grounds:
        grounds = [tell("No ground for repayment has been found.")]
    return Proposal(
        amount=at_least if settled else None,
        at_least=at_least,
        grounds=joined(*grounds),
    )


def _text(condition: Row) -> Text:
    """A condition in words, without its full stop."""
    return {name[5:]: text.rstrip(".") for name, text in condition.items() if name.startswith("text_") and text}


def facts_of(programme: Row, recipient: str, tables: Mapping[str, Sequence[Row]], today: str) -> Facts:
    """Gather what the tables know of one recipient in one programme.

    Args:
        programme: a row of ``grant_programmes``.
        recipient: area code.
        tables: rows by table name (``grant_reports``, ``grant_answers``, ``grant_amounts``).
        today: ISO date.
    """

    def own(table: str) -> list[Row]:
        return [
            row
            for row in tables.get(table, ())
            if row["programme"] == programme["id"] and row["recipient"] == recipient
        ]

    return Facts(
        report=next(iter(own("grant_reports")), None),
        answers={row["condition"]: row["answer"] for row in own("grant_answers")},
        amounts={
            row["kind"]: int(row["amount"])
            for row in own("grant_amounts")
            if row["qualifier"] == "exact" and not row.get("part_of") and row["amount"] is not None
        },
        reports_complete=bool(programme["reports_complete"]),
        today=today,
    )


def recipients_of(programme: Row, tables: Mapping[str, Sequence[Row]], nation: str) -> list[str]:
    """Codes of the single recipients of a programme that anything is known of (the nation is none)."""
    return sorted(
        {
            row["recipient"]
            for table in ("grant_amounts", "grant_reports", "grant_answers")
            for row in tables.get(table, ())
            if row["programme"] == programme["id"] and row.get("recipient") and row["recipient"] != nation
        }
    )


def judge(
    tables: Mapping[str, Sequence[Row]], today: str, nation: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of ``grant_assessments`` and ``grant_proposals`` for every recipient that is known.

    Args:
        tables: rows by table name.
        today: ISO date on which the question is asked.
        nation: code of the nation, which is no recipient; "": there is none.
    """
    assessments: list[dict[str, Any]] = []
    proposals: list[dict[str, Any]] = []
    for programme in tables["grant_programmes"]:
        conditions = [c for c in tables.get("grant_conditions", ()) if c["programme"] == programme["id"]]
        if not conditions:
            continue
        for recipient in recipients_of(programme, tables, nation):
            facts = facts_of(programme, recipient, tables, today)
            found = [assess(condition, facts) for condition in conditions]
            assessments += [
                {
                    "programme": programme["id"],
                    "recipient": recipient,
                    "condition": a.condition,
                    "verdict": a.verdict.value,
                    "late": a.late,
                    "grounds_sv": a.grounds["sv"],
                    "grounds_en": a.grounds["en"],
                    "lacking_sv": a.lacking.get("sv"),
                    "lacking_en": a.lacking.get("en"),
                }
                for a in found
            ]
            proposal = propose(conditions, found, facts)
            proposals.append(
                {
                    "programme": programme["id"],
                    "recipient": recipient,
                    "amount": proposal.amount,
                    "at_least": proposal.at_least,
                    "repay_to": programme.get("repay_to"),
                    "grounds_sv": proposal.grounds["sv"],
                    "grounds_en": proposal.grounds["en"],
                }
            )
    return assessments, proposals
