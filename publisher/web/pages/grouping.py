"""One indicator by group: counties, kinds of municipality, sizes."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.model import Area, AreaKind, Indicator
from publisher.statistics.words import in_sentence
from publisher.web.charts import Bars, Key, Range, Ranges
from publisher.web.pages.distribution import Distribution
from publisher.web.pages.view import View

#: What the address calls the division into counties.
COUNTIES = "lan"


def divisions(view: View) -> dict[str, str]:
    """Divisions that this edition knows: code in the address to label."""
    words, vocabulary = view.words, view.reader.vocabulary
    labels = {one.code: words.text(one.label) for one in vocabulary.divisions() if one.code in vocabulary.dividing}
    return {code: label for code, label in (labels | {COUNTIES: view.say("County")}).items() if groups(view, code)}


def groups(view: View, division: str) -> Sequence[Area]:
    """The groups of a division in order of code."""
    areas = view.reader.vocabulary.areas.values()
    if division == COUNTIES:
        return view.book.counties
    return sorted((a for a in areas if a.kind is AreaKind.GROUP and a.group_type == division), key=lambda a: a.code)


def grouped(view: View, indicator: Indicator, period: str, division: str) -> Bars | Ranges | None:
    """The distribution within each group of a division; None when no group has enough values."""
    words = view.words
    found = [(group, Distribution(view, indicator, period, group.code)) for group in groups(view, division)]
    found = [(group, distribution) for group, distribution in found if distribution.whole.value is not None]
    if not found:
        return None
    title = view.say(
        "%(indicator)s by %(division)s, %(period)s",
        indicator=words.text(indicator.label),
        division=in_sentence(divisions(view)[division]),
        period=words.period(period),
    )

    def n(distribution: Distribution) -> str:
        return view.say("n = %(n)s", n=words.number(distribution.whole.n))

    def href(group: Area) -> str:
        return view.href(f"/lan/{group.code}") if group.kind is AreaKind.COUNTY else ""

    stepped = all(distribution.stepped for _, distribution in found)
    first = found[0][1]
    few = view.say("Groups with few answers move much by a single one.")
    description = " ".join([view.say("Each municipality counts the same."), few])
    if stepped:
        return Bars(
            title=title,
            description=description,
            keys=first.keys(counts=False),
            bars=[
                d.bar(
                    label=words.text(g.label),
                    href=href(g),
                    note=f"{words.share(d.whole.parts[-1].count, d.whole.n)} ({n(d)})",
                )
                for g, d in found
            ],
            header=[
                view.say("Group"),
                *(words.text(part.label) for part in first.whole.parts),
                view.say("Answered"),
                view.say("Asked"),
            ],
            rows=[
                [
                    words.text(g.label),
                    *(f"{words.number(p.count)} ({words.share(p.count, d.whole.n)})" for p in d.whole.parts),
                    words.number(d.whole.n),
                    words.number(d.whole.asked),
                ]
                for g, d in found
            ],
        )
    ranges, rows = [], []
    for group, distribution in found:
        whole = distribution.whole
        if whole.value is None:
            continue
        middle = distribution.figure(whole.value)
        ranges.append(
            Range(
                label=words.text(group.label),
                low=whole.first_quartile,
                middle=whole.value,
                high=whole.third_quartile,
                note=f"{middle} ({n(distribution)})",
                href=href(group),
                words=f"{words.text(group.label)}: {distribution.words()}",
            )
        )
        quartiles = [whole.first_quartile, whole.third_quartile]
        rows.append(
            [
                words.text(group.label),
                middle,
                *("–" if q is None else distribution.figure(q) for q in quartiles),
                words.number(whole.n),
            ]
        )
    if not ranges:
        return None
    label = words.text(first.whole.note)
    return Ranges(
        title=title,
        description=f"{label} {few}" if whole_is_even(found) else label,
        keys=[
            Key(fill="d", label=view.say("Median") if first.whole.first_quartile is not None else view.say("Value")),
            *([Key(fill="reach", label=view.say("The middle half"))] if first.whole.first_quartile is not None else []),
        ],
        ranges=ranges,
        text=lambda value: words.tick(indicator, value),
        header=[
            view.say("Group"),
            view.say("Value"),
            view.say("A quarter have at most"),
            view.say("A quarter have at least"),
            view.say("Municipalities"),
        ],
        rows=rows,
    )


def whole_is_even(found: Sequence[tuple[Area, Distribution]]) -> bool:
    """True when every municipality counts the same in each group's figure."""
    return all(distribution.whole.first_quartile is not None for _, distribution in found)
