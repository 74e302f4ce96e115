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
from typing import Any

from publisher.model import Text

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
    "received": {"sv": "dagen redovisningen kom in", "en": "the day the report was received"},
    "requisitioned": {"sv": "rekvirerat belopp", "en": "the amount requisitioned"},
    "paid": {"sv": "utbetalt belopp", "en": "the amount paid"},
    "used": {"sv": "använt belopp", "en": "the amount used"},
    "own_contribution": {"sv": "eget bidrag", "en": "the recipient's own contribution"},
    "total_cost": {"sv": "total kostnad", "en": "the total cost"},
    "unused": {"sv": "ej använt belopp", "en": "the amount not used"},
    "used_until": {"sv": "sista dag då medel använts", "en": "the last day on which money was used"},
    "ceiling": {"sv": "högsta belopp", "en": "the ceiling"},
    "granted": {"sv": "beviljat belopp", "en": "the amount granted"},
    "answer": {"sv": "mottagarens svar", "en": "the recipient's answer"},
    "report": {"sv": "redovisning", "en": "a report"},
    "threshold": {"sv": "villkorets gräns, som inte är publicerad", "en": "the threshold, which is not published"},
    "until": {"sv": "villkorets sista dag, som inte är publicerad", "en": "the last day, which is not published"},
}


def _fact(name: str) -> Text:
    return FACTS.get(name) or FACTS.get(name.replace("-", "_")) or {"sv": name, "en": name}


def _unknown(condition: str, lacking: Sequence[str]) -> Assessment:
    return Assessment(
        condition=condition,
        verdict=Verdict.CANNOT_BE_JUDGED,
        grounds={"sv": "Underlag saknas.", "en": "There is nothing to judge by."},
        lacking={
            "sv": "Saknas: " + "; ".join(_fact(name)["sv"] for name in lacking) + ".",
            "en": "Lacking: " + "; ".join(_fact(name)["en"] for name in lacking) + ".",
        },
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
            grounds={
                "sv": f"Ingen redovisning har kommit in. Sista dag var {until}.",
                "en": f"No report has been received. The last day was {until}.",
            },
        )
    if received is None or until is None:
        return _unknown(id, [name for name, fact in (("received", received), ("until", until)) if fact is None])
    late = received > until
    return Assessment(
        condition=id,
        verdict=Verdict.NOT_MET if late else Verdict.MET,
        late=late,
        grounds={
            "sv": f"Redovisningen kom in {received}; sista dag var {until}.",
            "en": f"The report was received on {received}; the last day was {until}.",
        },
    )


def _answered_yes(condition: Row, facts: Facts) -> Assessment:
    answer = facts.answers.get(condition["id"])
    if answer is None:
        return _unknown(condition["id"], ["answer"])
    yes = answer == "yes"
    return Assessment(
        condition=condition["id"],
        verdict=Verdict.MET if yes else Verdict.NOT_MET,
        grounds={
            "sv": f"Mottagaren svarade {'ja' if yes else 'nej'}.",
            "en": f"The recipient answered {'yes' if yes else 'no'}.",
        },
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
            grounds={
                "sv": f"Medel användes till och med {used_until}, efter sista dag {until}.",
                "en": f"Money was used until {used_until}, after the last day {until}.",
            },
        )
    if left is not None and left > 0:
        return Assessment(
            condition=id,
            verdict=Verdict.NOT_MET,
            grounds={
                "sv": f"{kronor(left, 'sv')} användes inte.",
                "en": f"{kronor(left, 'en')} was not used.",
            },
        )
    if left is None or (until is not None and used_until is None):
        missing = [name for name, fact in (("used", left), ("used_until", used_until)) if fact is None]
        return _unknown(id, missing)
    return Assessment(
        condition=id,
        verdict=Verdict.MET,
        grounds={"sv": "Alla medel användes i tid.", "en": "All the money was used in time."},
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
    words = {"at-most": ("högst", "at most"), "at-least": ("minst", "at least")}[rule.removesuffix("-share")]
    names = _fact(condition["evidence"])
    return Assessment(
        condition=id,
        verdict=Verdict.MET if met else Verdict.NOT_MET,
        grounds={
            "sv": f"{names['sv'].capitalize()} är {kronor(evidence, 'sv')}; "
            f"villkoret är {words[0]} {kronor(limit or 0, 'sv')}.",
            "en": f"{names['en'].capitalize()} is {kronor(evidence, 'en')}; "
            f"the condition is {words[1]} {kronor(limit or 0, 'en')}.",
        },
    )


#: Why a repayment cannot be determined.
_OPEN: Mapping[str, Text] = {
    "judged": {
        "sv": "Ett eller flera villkor går inte att bedöma med det som är publicerat.",
        "en": "One or more conditions cannot be judged from what is published.",
    },
    "consequence": {
        "sv": "Villkoret är inte uppfyllt, men vad som då ska betalas tillbaka är inte publicerat: {text}.",
        "en": "The condition is not met, but what is then to be repaid is not published: {text}.",
    },
    "sum": {
        "sv": "Villkoret är inte uppfyllt, men beloppet att betala tillbaka är inte känt: {text}.",
        "en": "The condition is not met, but the amount to be repaid is not known: {text}.",
    },
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
    at_least, grounds_sv, grounds_en = 0, list[str](), list[str]()
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
            lacking[condition["id"]] = {
                language: _OPEN[why][language].format(text=condition[f"text_{language}"].rstrip("."))
                for language in ("sv", "en")
            }
            continue
        at_least = max(at_least, claim)
        grounds_sv.append(f"{condition['text_sv'].rstrip('.')}: {verdicts[condition['id']].grounds['sv']}")
        grounds_en.append(f"{condition['text_en'].rstrip('.')}: {verdicts[condition['id']].grounds['en']}")
    if paid is not None:
        at_least = min(at_least, paid)
    settled = not lacking or (paid is not None and at_least == paid and paid > 0)
    if not settled:
        grounds_sv += [text["sv"] for text in lacking.values()]
        grounds_en += [text["en"] for text in lacking.values()]
    elif not grounds_sv:
        grounds_sv, grounds_en = (
            ["Ingen grund för återbetalning har framkommit."],
            ["No ground for repayment has been found."],
        )
    return Proposal(
        amount=at_least if settled else None,
        at_least=at_least,
        grounds={"sv": " ".join(grounds_sv), "en": " ".join(grounds_en)},
    )


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
