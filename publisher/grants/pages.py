"""Pages of the stimulus grants: programmes, where the money went, conditions, reports, and the indicators beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from publisher.grants import Programme, kronor, programmes
from publisher.grants.programme import history
from publisher.model import AreaKind, Indicator
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.statistics.comparability import segments
from publisher.web.charts import Lines
from publisher.web.finished import Finished
from publisher.web.pages.published import sparkline, told_of_all
from publisher.web.pages.view import Crumb, View, page

Row = dict[str, Any]

#: What codes of the tables ``grant_*`` are called; English is the key in the catalogue of messages.
WORDS = {
    "ceiling": "At most",
    "granted": "Granted",
    "requisitioned": "Requisitioned",
    "paid": "Paid",
    "used": "Used",
    "own-contribution": "Own contribution",
    "unused": "Not used",
    "to-repay": "To be repaid",
    "repaid": "Repaid",
    "about": "about %s",
    "nearly": "nearly %s",
    "over": "just over %s",
    "basic-requirement": "Basic requirement",
    "requisition": "Requisition",
    "reporting": "Reporting",
    "co-financing": "Co-financing",
    "use": "Use of the money",
    "survey": "Answering the follow-up",
    "met": "Met",
    "not-met": "Not met",
    "cannot-be-judged": "Cannot be judged",
    "regional-association": "Regional associations",
    "municipality": "Municipalities",
    "agency": "An agency",
    "organisation": "An organisation",
    "municipality-and-county-council": "Municipalities and county councils",
    "approved": "Approved",
    "repay": "Repayment",
}


class Money:
    """Words and figures of grants in the language of a page."""

    def __init__(self, view: View):
        self.view = view

    def code(self, code: str | None) -> str:
        """A code in words."""
        return self.view.say(WORDS[code]) if code in WORDS else (code or "")

    def amount(self, row: Row | None) -> str:
        """An amount as it is known: ``nästan 150 000 000 kr``."""
        if row is None:
            return self.view.say("not published")
        text = kronor(row["amount"], self.view.language)
        return text if row["qualifier"] == "exact" else self.code(row["qualifier"]) % text

    def whole(self, amount: int | None) -> str:
        """Kronor that are exact, or that they are not known."""
        return self.view.say("not known") if amount is None else kronor(amount, self.view.language)

    def said(self, row: Row, name: str) -> str:
        """A text of a row in the page's language."""
        return str(row[f"{name}_{self.view.language}"] or "")

    def agent(self, key: str | None) -> str:
        """The name behind a key; the key itself when the catalogue does not know it."""
        agent = self.view.reader.catalog.agents.get(key or "")
        return self.view.words.text(agent.name) if agent else (key or "")

    def recipient(self, row: Row) -> tuple[str, str]:
        """Name and address of a recipient; the address is '' where there is no page."""
        area = self.view.reader.vocabulary.areas.get(row["recipient"] or "")
        if area is None:
            return row.get("recipient_name") or "", ""
        path = {AreaKind.COUNTY: "/lan/", AreaKind.MUNICIPALITY: "/kommun/"}.get(area.kind)
        name = self.view.words.text(area.label)
        return name, self.view.href(path + area.code) if path else ""

    def day(self, date: str | None) -> str:
        """A day, month or year as it is written; '' when it is not known."""
        return self.view.words.date(date) if date and len(date) == 10 else (date or "")


def dataset_of(view: View) -> str:
    """Name of the dataset that the programmes are in; '' when none has any."""
    held = view.reader.catalog.datasets
    return next((d.name for d in held if any(table.name == "grant_programmes" for table in d.tables)), "")


@page("/stimulansmedel")
def grants(view: View) -> Finished:
    """Every programme, where the money went, and what is not published."""
    found = programmes(view.reader.connection, view.reader.catalog)
    return view.page(
        "grants.html",
        dataset=dataset_of(view),
        title=view.say("Stimulus grants"),
        description=view.own(
            "grants-about",
            view.say("What municipalities were given, on which conditions, and what is known of the use."),
        ),
        sources=publishers(view, found),
        money=Money(view),
        own=[programme for programme in found if programme.row["scope"] != "neighbouring"],
        neighbouring=[programme for programme in found if programme.row["scope"] == "neighbouring"],
        source_of={source["id"]: source for programme in found for source in programme.sources},
        charts=[chart for chart in charts_of(view, found) if chart.target],
    )


@page("/stimulansmedel/{id:str}")
def grant(view: View) -> Finished:
    """One programme."""
    there = {programme.id: programme for programme in programmes(view.reader.connection, view.reader.catalog)}
    asked = view.parameters["id"]
    if asked not in there:
        names = ", ".join(there)
        raise view.not_found(
            tell("There is no programme “{asked}”. There are: {names}.", asked=asked[:40], names=names)
        )
    programme = there[asked]
    money = Money(view)
    known = view.reader.vocabulary.indicators
    found = [(purpose, beside(view, programme, purpose)) for purpose in programme.purposes]
    return view.page(
        "grant.html",
        dataset=dataset_of(view),
        title=money.said(programme.row, "title"),
        description=money.said(programme.row, "note"),
        crumbs=[Crumb(view.say("Stimulus grants"), view.href("/stimulansmedel"))],
        sources=publishers(view, [programme]),
        money=money,
        programme=programme,
        beside=found,
        none_before=any(b.runs for _, values in found for b in values)
        and not any(b.known_before for _, values in found for b in values),
        charts=charts_of(view, [programme]),
        bearing=lambda row: [
            (view.words.text(known[id].label), view.href(f"/nyckeltal/{id}"))
            for id in (row["indicators"] or "").split()
            if id in known and id in view.book.kinds_of
        ],
        judged=judged(programme),
        waiting=[row for row in programme.proposals if not spoken_of(programme, row["recipient"])],
        history=history(view.reader.connection, view.reader.catalog, programme.id),
        source_of={source["id"]: source for source in programme.sources},
    )


def charts_of(view: View, found: Sequence[Programme]) -> list[Lines]:
    """The nation's series, of three periods or more, of indicators that programmes were for, each once."""
    known, nation = view.reader.vocabulary.indicators, view.reader.vocabulary.nation
    ids = [id for programme in found for purpose in programme.purposes for id in (purpose["indicators"] or "").split()]
    charts = []
    for id in dict.fromkeys(id for id in ids if id in known and id in view.book.kinds_of):
        values = {p: cell.value for p, cell in view.book.history(id, nation).items() if cell.value is not None}
        if values and (chart := sparkline(view, known[id], values, height=160)):
            noted: dict[str, list[str]] = {period: [] for period in sorted(values)}
            for (code, period, *_), notes in view.book.notes(id).items():
                if code == nation and period in noted:
                    noted[period] += [view.words.text(note) for note in notes]
            every = told_of_all(list(noted.values()))
            alone = [
                f"{view.words.period(period)}: {' '.join(said)}"
                for period, told in noted.items()
                if (said := dict.fromkeys(one for one in told if one not in every))
            ]
            charts.append(replace(chart, description=" ".join([chart.description, *every, *alone])))
    return charts


def spoken_of(programme: Programme, recipient: str) -> bool:
    """Whether more is known of a recipient than that nothing can be judged."""
    own = programme.of(recipient)
    judged_ = any(row["verdict"] != "cannot-be-judged" for row in own.get("assessments", ()))
    return judged_ or "reports" in own or "decisions" in own


def judged(programme: Programme) -> list[tuple[Row, dict[str, list[Row]]]]:
    """Recipients that something is known of, each as a row that names it, with all its rows."""
    told = [row for part in (programme.proposals, programme.decisions) for row in part]
    one_each = {row["recipient"]: row for row in told if spoken_of(programme, row["recipient"])}
    return [(row, programme.of(code)) for code, row in sorted(one_each.items())]


def publishers(view: View, found: Sequence[Programme]) -> list[str]:
    """Names of those behind the facts, each once."""
    money = Money(view)
    return list(dict.fromkeys(money.agent(source["publisher"]) for p in found for source in p.sources))


@dataclass(frozen=True)
class Beside:
    """An indicator that a purpose was about, with its published national values around the year of the money."""

    indicator: Indicator
    label: str
    href: str
    #: runs that may be compared, oldest first; each value as (period, figure, before or after the money)
    runs: Sequence[Sequence[tuple[str, str, str]]]
    known_before: bool  #: whether any of them lies before the year of the money


def beside(view: View, programme: Programme, purpose: Row, area: str = "") -> list[Beside]:
    """The indicators of a purpose with an area's values. A new run begins where figures may not be compared."""
    vocabulary = view.reader.vocabulary
    area = area or vocabulary.nation
    found = []
    for id in (purpose["indicators"] or "").split():
        indicator = vocabulary.indicators.get(id)
        if indicator is None or id not in view.book.kinds_of:
            continue
        figures = {
            period: view.words.figure(indicator.at(period), cell.value)
            for period, cell in view.book.history(id, area).items()
            if cell.value is not None
        }
        runs = [
            [(view.words.period(p), figures[p], side(view, p, programme.row["year"])) for p in run]
            for run in segments(indicator, figures, vocabulary.areas.get(area))
        ]
        href = view.href(f"/lage/{area}/{id}" if area in view.book.codes[AreaKind.MUNICIPALITY] else f"/nyckeltal/{id}")
        found.append(Beside(indicator=indicator, label=view.words.text(indicator.label), href=href, runs=runs,
                            known_before=any(period[:4] < programme.row["year"] for period in figures)))  # fmt: skip
    return found


def side(view: View, period: str, year: str) -> str:
    """Where a period lies in relation to the year of the money."""
    if period[:4] < year:
        return view.say("before")
    return view.say("the same year") if period[:4] == year else view.say("after")


@dataclass(frozen=True)
class AreaGrant:
    """A programme as it concerns one municipality or county."""

    programme: Programme
    amounts: Sequence[Row]  #: published for the area alone; empty when none is
    assessments: Sequence[Row]
    decisions: Sequence[Row]
    beside: Sequence[Beside]  #: the area's own values of the indicators that the money was for


def grants_of(view: View, area: str) -> list[AreaGrant]:
    """The programmes that went to municipalities, or that single the area out, with its own values beside."""
    found = []
    for programme in programmes(view.reader.connection, view.reader.catalog):
        own = programme.of(area)
        to_all = area in view.book.codes[AreaKind.MUNICIPALITY] and any(
            t["recipient_kind"] == "municipality" for t in programme.tranches
        )
        if not own and not to_all:
            continue
        values = [b for purpose in programme.purposes for b in beside(view, programme, purpose, area) if b.runs]
        found.append(
            AreaGrant(
                programme=programme,
                amounts=own.get("amounts", []),
                assessments=own.get("assessments", []),
                decisions=own.get("decisions", []),
                beside=values,
            )
        )
    return found


def beside_area(view: View, area: str) -> dict[str, object]:
    """What the page of a municipality tells of grants, by the names its template has for it."""
    return {"grants": grants_of(view, area), "money": Money(view)}


def page_of(reader: Reader, kind: str, key: str) -> str:
    """Path of the page that tells people of a thing; '' where it is none of ours."""
    if kind == "grant" and any(one.id == key for one in programmes(reader.connection, reader.catalog)):
        return f"/stimulansmedel/{quote(key, safe='')}"
    return ""


ROUTES = [grants, grant]
