"""Good examples, found by rule: who started like others and has come further since, and what to ask them."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from publisher.examples.form import form as empty
from publisher.model import Area, AreaKind
from publisher.phrases import tell
from publisher.web.finished import Finished
from publisher.web.pages import question
from publisher.web.pages.later import newest
from publisher.web.pages.published import told_of_all
from publisher.web.pages.view import View, page
from publisher.web.wording import alphabetical

#: Examples of one indicator that are shown before the reader asks for that indicator alone: those to ask first.
FIRST = 5
#: Between two sentences.
BETWEEN = r"(?<=[.!?]) (?=[A-ZÅÄÖ])"


@page("/goda-exempel")
def examples(view: View) -> Finished:
    """Examples by indicator; ``?nyckeltal=`` shows all of one, ``?lan=`` a county's, ``?kommun=`` a municipality's."""
    names = view.reader.vocabulary.areas
    indicators = view.reader.vocabulary.indicators
    rows = view.book.select("examples", "SELECT * FROM examples ORDER BY indicator, kind, area")
    rows.sort(key=lambda row: (row["indicator"], row.get("ask") or 99))
    rows = [row for row in rows if row["indicator"] in view.book.kinds_of and row["area"] in names]
    offered = sorted({row["indicator"] for row in rows})
    wanted = question.indicator(view, "nyckeltal", indicators)
    chosen = wanted.id if wanted else ""
    county = question.area(view, "lan", AreaKind.COUNTY)
    municipality = question.area(view, "kommun", AreaKind.MUNICIPALITY)
    if chosen:
        rows = [row for row in rows if row["indicator"] == chosen]
    if county is not None:
        rows = [row for row in rows if names[row["area"]].county == county.code]
    if municipality is not None:
        rows = [row for row in rows if row["area"] == municipality.code]
    sections = []
    for id, found in groupby(rows, key=lambda row: row["indicator"]):
        entries = [
            {
                "name": view.words.text(names[row["area"]].label),
                "href": view.href(f"/kommun/{row['area']}"),
                "text": view.stored(row, "text"),
                "caveat": view.stored(row, "caveat"),
                "without": row.get(f"without_{view.language}") or "",
            }
            for row in found
        ]
        shown = entries if chosen or county else entries[:FIRST]
        parted = [re.split(BETWEEN, str(entry["caveat"])) for entry in shown]
        every = told_of_all(parted)
        for entry, caveats in zip(shown, parted, strict=True):
            entry["caveat"] = " ".join(one for one in caveats if one not in every)
        sections.append(
            {
                "id": id,
                "label": view.words.text(indicators[id].label),
                "href": view.href(f"/nyckeltal/{id}"),
                "entries": shown,
                "caveat": " ".join(every),
                "more": len(entries) - len(shown),
            }
        )
    sections.sort(key=lambda section: alphabetical(str(section["label"])))
    return view.page(
        "examples.html",
        title=view.say("Good examples"),
        description=view.say("Municipalities that started like others and have come further since, found by rule."),
        newest=newest(view),
        sections=sections,
        chosen=chosen,
        stories=[
            one for one in stories(view, chosen, county) if municipality is None or one["area"] == municipality.code
        ],
        told="stories" in view.reader.vocabulary.tables,
        county=county,
        municipality=municipality,
        offered=sorted(
            ((id, view.words.text(indicators[id].label)) for id in offered), key=lambda entry: alphabetical(entry[1])
        ),
    )


@page("/goda-exempel/formular.yaml")
def form(view: View) -> Finished:
    """The form of a story, filled with what its fields are for and which indicators there are."""
    if "stories" not in view.reader.vocabulary.tables:
        raise view.not_found(tell("This site takes no stories. The examples are at /goda-exempel."))
    one = view.newest_catalog.contact
    asked = [indicator for indicator in view.book.measured(AreaKind.MUNICIPALITY) if not indicator.retired]
    background = view.reader.vocabulary.background
    text = empty(
        view.reader.vocabulary, [i for i in asked if not background(i)], one.email or one.url or "", view.language
    )
    headers = {
        "Cache-Control": "public, max-age=60",
        "Content-Language": view.language,
        "Content-Disposition": 'attachment; filename="exempel.yaml"',
    }
    return Finished(text.encode(), "application/yaml", headers)


def stories(view: View, chosen: str, county: Area | None) -> list[dict[str, Any]]:
    """What municipalities have told themselves, newest first; none until somebody has sent one in."""
    vocabulary, language = view.reader.vocabulary, view.language
    found = []
    for row in view.book.select("stories", "SELECT * FROM stories ORDER BY year DESC, id"):
        area = vocabulary.areas.get(row["area"])
        about = [vocabulary.indicators[id] for id in str(row["indicators"]).split() if id in vocabulary.indicators]
        if area is None or (chosen and chosen not in {i.id for i in about}) or (county and area.county != county.code):
            continue
        own = {key: value for key, value in row.items() if key.endswith(f"_{language}") and value}
        texts = {key.removesuffix(f"_{language}"): value for key, value in own.items()}
        found.append({**row, **texts, "name": view.words.text(area.label), "about": about})
    return found


def beside_area(view: View, area: str) -> dict[str, object]:
    """What the page of a municipality tells of examples beside its analysis: nothing."""
    return {}


ROUTES = [examples, form]
