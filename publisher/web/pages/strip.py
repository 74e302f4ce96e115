"""A municipality's strip in words: what each row says of it, its like, its county and the nation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from publisher.model import AreaKind, ValueKind
from publisher.statistics.aggregates import Aggregate, Method
from publisher.statistics.strip import Held, Row, Since
from publisher.statistics.trend import STEPPED
from publisher.web.charts import Key, Lacking, Strip, StripLine
from publisher.web.pages.standing import FEW, Standing
from publisher.web.pages.view import View


def strip(
    view: View, name: str, sections: Sequence[tuple[str, Sequence[Standing]]], whole: bool = True
) -> Strip | None:
    """The strip of a municipality; None when nothing is known of it.

    Args:
        name: of the municipality.
        sections: its standings under their themes.
        whole: False: only some of its rows, and so nothing of what there are no figures of.
    """
    standings = [standing for _, found in sections for standing in found]
    if not standings:
        return None
    newest = view.words.period(view.book.newest)
    groups = group_heads(view, standings)
    return Strip(
        title=view.say("%(name)s at one look", name=name),
        description=view.say(
            "Of others: for steps how many stand on the highest one, for numbers the median."
            " From %(year)s where no year stands.",
            year=newest,
        ),
        caption=view.say("%(name)s, its value on each indicator and what others have", name=name),
        columns=[
            view.say("Indicator"), name, view.say("On one scale"), *groups.values(), view.say("Since last time"),
        ],
        keys=keys(view, name, standings, groups),
        lines=[
            line(view, theme, standing, groups)
            for theme, found in sections
            for standing in found
        ],
        lacking=lacking(view) if whole else [],
        lacking_head=view.say("No figures of municipalities"),
    )  # fmt: skip


def group_heads(view: View, standings: Sequence[Standing]) -> dict[str, str]:
    """The groups that the municipality is held against, to their heads."""
    rows = [standing.row for standing in standings]
    heads = {"alike": view.say("Similar"), "county": view.say("County"), "nation": view.say("All")}
    return {key: head for key, head in heads.items() if any(getattr(row, key) is not None for row in rows)}


def line(view: View, theme: str, standing: Standing, groups: Iterable[str]) -> StripLine:
    """A row with its words."""
    row = standing.row
    told, words = since(view, standing)
    return StripLine(
        row=row,
        theme=theme,
        label=standing.short,
        href=standing.href,
        figure=standing.figure,
        at=standing.at,
        when="" if row.period == view.book.newest else view.words.period(row.period),
        sign="" if row.held is Held.VALUE else row.held.value,
        beside=[together(view, row, getattr(row, group), share=group == "nation") for group in groups],
        change=told,
        change_words=words,
        words=standing.distribution.words() if row.scale else why_alone(view, row),
    )


def why_alone(view: View, row: Row) -> str:
    """Why a row is held against nobody."""
    if row.indicator.value_kind not in STEPPED and row.nation.method is Method.SUM:
        return view.say("A number follows the size of the place.")
    return view.say("Too few have a value.")


def together(view: View, row: Row, whole: Aggregate | None, *, share: bool) -> str:
    """What a group says: how many stand on the highest step, in percent where they are many, or the median."""
    if whole is None or row.scale is None or not whole.n:
        return "–"
    words = view.words
    if whole.method is Method.SHARES:
        top = whole.parts[-1].count
        if share:
            return words.share(top, whole.n)
        return view.say("%(n)s of %(of)s", n=words.number(top), of=words.number(whole.n))
    return "–" if whole.value is None else words.bare(row.indicator, whole.value)


def since(view: View, standing: Standing) -> tuple[str, str]:
    """What stands beside the mark of the change, and the mark in words."""
    row, words = standing.row, view.words
    change = row.change
    signs = since_signs(view)
    if change is None or row.since in {Since.APART, Since.FIRST}:
        return "", signs[row.since]
    earlier = words.period(change.earlier)
    if change.old is None or row.since is Since.SAME:
        return earlier, signs[row.since]
    return f"{words.bare(row.indicator, change.old)} {earlier}", signs[row.since]


def since_signs(view: View) -> dict[str, str]:
    """Every mark of a change in words."""
    return {
        Since.UP: view.say("Higher than then"),
        Since.DOWN: view.say("Lower than then"),
        Since.SAME: view.say("As then, or closer than can be told apart"),
        Since.UNSAID: view.say("What it was then; whether now is more or less is not told"),
        Since.NO_VALUE: view.say("A value is missing now or then"),
        Since.APART: view.say("Not comparable"),
        Since.FIRST: view.say("No earlier time"),
    }


def held_words(view: View) -> dict[str, str]:
    """Every mark of a value that is not there in words."""
    return {
        Held.MISSING: view.say("Missing"),
        Held.NOT_ASKED: view.say("Not asked"),
        Held.NOT_APPLICABLE: view.say("Not applicable"),
    }


def keys(view: View, name: str, standings: Sequence[Standing], groups: dict[str, str]) -> list[Key]:
    """The marks that are drawn, each once."""
    rows = [standing.row for standing in standings]
    found = [Key("own", name)]
    if any(row.since in {Since.UP, Since.DOWN} for row in rows):
        found.append(Key("was", view.say("Last comparable time")))
    found += [
        Key(fill, label)
        for fill, key, label in (
            ("alike", "alike", view.say("Similar municipalities, a dot each")),
            ("county", "county", view.say("The county: share of its municipalities, or their median")),
            ("all", "nation", view.say("All municipalities: share, or the middle half")),
        )
        if key in groups
    ]
    found += [Key(kind, label) for kind, label in held_words(view).items() if any(row.held is kind for row in rows)]
    drawn = {row.since for row in rows} | {Since.APART for row in rows if row.scale is None}
    return found + [Key(kind, label) for kind, label in since_signs(view).items() if kind in drawn]


def lacking(view: View) -> list[Lacking]:
    """Subjects that the nation has figures of and the municipalities have none, with how the nation stood."""
    found = view.book.computed.once(("lacking", view.language), lambda: _lacking(view))
    return [Lacking(label=label, href=view.href(f"/nyckeltal/{id}"), text=text) for label, id, text in found]


def _lacking(view: View) -> list[tuple[str, str, str]]:
    """The same without addresses, which keep a reader's list: name, id of the indicator, words."""
    words, book, nation = view.words, view.book, view.book.groups.nation
    subjects = view.reader.vocabulary.concepts.get("subject", {})
    by_subject: dict[str, list[tuple[bool, int, str, str]]] = {}
    municipal = set()
    for one in book.indicators:
        if one.subject not in subjects or subjects[one.subject].background:
            continue
        latest = book.latest(one.id)
        if latest and book.aggregate(one, latest).n >= FEW * len(book.municipalities):
            municipal.add(one.subject)
        elif nation and AreaKind.NATION in book.kinds_of[one.id]:
            cells = [cell for cell in book.history(one.id, nation).values() if cell.value is not None]
            figures = ", ".join(
                f"{words.figure(one.at(cell.period), cell.value)} {words.period(cell.period)}"
                for cell in cells
                if cell.value is not None
            )
            if figures:
                told = f"{words.text(one.label)}: {figures}."
                share = one.value_kind is ValueKind.PERCENT
                by_subject.setdefault(one.subject, []).append((not share, -len(cells), one.id, told))
    found = []
    for code, rows in by_subject.items():
        if code in municipal:
            continue
        *_, id, text = min(rows)
        found.append((words.concept("subject", code), id, view.say("How the nation stood: %(figures)s", figures=text)))
    return found
