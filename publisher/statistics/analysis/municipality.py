"""The analysis of one municipality."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from publisher.model import Text, ValueKind
from publisher.phrases import each
from publisher.statistics.analysis.brief import of_municipality
from publisher.statistics.analysis.telling import (
    LEAST_QUESTIONS,
    Ground,
    Paragraph,
    by_step,
    by_subject,
    contested,
    counts,
    kept,
    large,
    listing,
    median,
    paragraph,
    subject_heading,
)
from publisher.statistics.examples import Example, to_ask
from publisher.statistics.landscape import Landscape, Theme
from publisher.statistics.leads import Tier
from publisher.statistics.seen import Seen, directed, spans_told
from publisher.statistics.similar import group_name
from publisher.statistics.traits import Trait, labels
from publisher.statistics.trend import Move, among
from publisher.statistics.wording import say
from publisher.statistics.words import in_sentence, none_or, number, per_language, percent, short

#: How many similar municipalities, examples and changes are named.
_NAMED, _ASKED, _LISTED = 3, 3, 6


def municipality(ground: Ground, area: str) -> list[Paragraph]:
    """What the figures say of a municipality, in reading order."""
    land = ground.land
    return kept(
        [
            *of_municipality(ground, area),
            _position(land, area),
            *(_theme(ground, area, theme) for theme in large(land)),
            _answers(ground, area),
            *_numbers(ground, area),
            _change(ground, area),
            _unusual(ground, area),
            _learn(ground, area),
            _limits(ground, area),
        ]
    )


def _position(land: Landscape, area: str) -> Paragraph | None:
    name, traits = land.name(area), land.traits
    people = traits.numbers[area].get(Trait.POPULATION)
    county = traits.codes[area].get(Trait.PLACE)
    kind = traits.codes[area].get(Trait.KIND)
    sentences: list[Text] = []
    if county and people and traits.period:
        sentences.append(
            say(
                "position.people",
                name=name,
                population=per_language(number, people, 0),
                period=traits.period,
                county=land.name(county),
            )
        )
    elif county:
        sentences.append(say("position.place", name=name, county=land.name(county)))
    if kind:
        division = {lang: in_sentence(text) for lang, text in labels(land.vocabulary)[Trait.KIND].items()}
        group = each(lambda language: group_name(traits.name(kind, language)))
        sentences.append(say("position.kind", kind=group, division=division))
    if near := land.peers[area][:_NAMED]:
        known = [trait for trait in Trait if trait in traits.numbers[area] or trait in traits.codes[area]]
        by = listing(say(f"trait.{trait}") for trait in known)
        sentences.append(say("position.similar", name=name, by=by, similar=listing(map(land.name, near))))
    return paragraph("position", say("heading.municipality"), *sentences)


def _theme(ground: Ground, area: str, theme: Theme) -> Paragraph | None:
    return ground.told("theme", theme.indicators, partial(_of_theme, theme=theme), area)


def _of_theme(ground: Ground, area: str, theme: Theme) -> Paragraph | None:
    """A theme: what has the highest answer, what has which other, what has none; and the others."""
    land, held = ground.land, ground.held
    own, answered = held.reached[theme.key][area]
    size, period, name = len(theme.indicators), land.period(theme), land.name(area)
    if not answered:
        return paragraph("theme", theme.label, say("theme.silent", name=name, size=size, period=period))
    labels, answers = ground.short[theme.key], by_step(land, area, theme.indicators)
    reached = [id for id in theme.indicators if land.value(id, area) == land.top(id)]
    same = len(answers) == 1 and not own
    key = "theme.same" if same else "theme.none" if not own else "theme.all" if own == answered else "theme.some"
    sentences = [
        say(
            key,
            name=name,
            period=period,
            step=answers[0][0] if same else land.top_name(theme),
            own=own,
            answered=answered,
            list=listing(
                labels[id] for id in (theme.indicators if same else reached) if land.value(id, area) is not None
            ),
        )
    ]
    for step, given in answers:
        others = [id for id in given if id not in reached]
        if others and not same:
            sentences.append(say("theme.step", step=step, list=listing(labels[id] for id in others)))
    unasked = [id for id in theme.indicators if area in land.response(id, land.latest[id]).not_asked]
    silent = [id for id in theme.indicators if land.value(id, area) is None and id not in unasked]
    if unasked:
        sentences.append(say("theme.unasked", list=listing(labels[id] for id in unasked)))
    if silent:
        key = "theme.unanswered.one" if len(silent) == 1 else "theme.unanswered.many"
        sentences.append(say(key, count=len(silent), list=listing(labels[id] for id in silent)))
    elsewhere = land.elsewhere[theme.indicators[0]]
    peers = counts(held, theme, (code for code in land.peers[area] if code not in elsewhere))
    if (
        area not in elsewhere and len(peers) >= land.rules.small_group and answered == size
    ):  # like is compared with like
        sentences.append(
            say(
                "theme.others",
                peers=len(peers),
                median=median(peers),
                n=len(ground.nation[theme.key]),
                nation=median(ground.nation[theme.key]),
            )
        )
    if contested(land, theme):
        sentences.append(say("theme.contested"))
    if area in elsewhere:
        sentences.append(land.responsibility(area))
    return paragraph("theme", theme.label, *sentences)


def _answers(ground: Ground, area: str) -> Paragraph | None:
    """Answers outside the large themes, and counts of persons."""
    land = ground.land
    small = [id for theme in land.themes if len(theme.indicators) < LEAST_QUESTIONS for id in theme.indicators]
    counts = [id for id in land.latest if land.indicator(id).value_kind is ValueKind.COUNT]
    return ground.told("answers", [*small, *counts], partial(_of_answers, small=small, counts=counts), area)


def _of_answers(ground: Ground, area: str, small: Sequence[str], counts: Sequence[str]) -> Paragraph | None:
    land, sentences = ground.land, []
    for id in small:
        value, answers = land.value(id, area), land.answers(id)
        if value is None:
            continue
        count = ground.held.tallies[id][value]
        sentences.append(
            say(
                "answers.one",
                label=land.indicator(id).label,
                name=land.name(area),
                step=land.step(id, value),
                period=land.latest[id],
                count=count,
                n=len(answers),
                share=per_language(percent, 100 * count / len(answers)),
            )
        )
    for id in counts:
        value = land.value(id, area)
        if value is not None:
            shown = land.quantity(id, value)
            sentences.append(say("answers.count", label=land.indicator(id).label, value=shown, period=land.latest[id]))
    return paragraph("answers", say("heading.answers"), *sentences)


def _numbers(ground: Ground, area: str) -> list[Paragraph | None]:
    """The percentages and the samples of each subject, under its name."""
    land = ground.land
    sampled = [id for id in land.latest if land.indicator(id).sampled and land.value(id, area) is not None]
    told = [id for ids in ground.numbers.values() for id in ids]
    return [_subject(ground, area, subject) for subject in by_subject(land, [*told, *sampled])]


def _subject(ground: Ground, area: str, subject: str) -> Paragraph | None:
    return ground.told("subject", ground.subjects[subject], partial(_of_subject, subject=subject), area)


def _of_subject(ground: Ground, area: str, subject: str) -> Paragraph | None:
    land, held = ground.land, ground.held
    sentences = []
    told = ground.numbers.get(subject, ())
    for id in told:
        value = land.value(id, area)
        if value is None:
            continue
        sentences.append(_standing(ground, area, id, value))
    for id in told[-1:]:  # one change is enough: the other moves with it
        move = held.moves[id].get(area)
        position = among(move, [held.moves[id][other] for other in land.peers[area]]) if move else None
        if move is None or position is None or move.old is None or move.new is None:
            continue
        sentences.append(
            say(
                "numbers.held" if move.move is Move.HELD else "numbers.change",
                label=land.indicator(id).label,
                old=land.quantity(id, move.old),
                new=land.quantity(id, move.new),
                earlier=move.earlier,
                later=move.later,
            )
        )
        if position.n >= land.rules.fewest_spread:
            sides = ("smaller", "larger", "alike")
            told_of = {side: per_language(none_or, getattr(position, side)) for side in sides}
            sentences.append(say("numbers.among", n=position.n, **told_of))
        sentences.append(move.verdict.reason)
    sampled = {
        id: value
        for id in land.latest
        if land.indicator(id).sampled
        and land.indicator(id).subject == subject
        and (value := land.value(id, area)) is not None
    }
    for id, value in sampled.items():
        shown = land.quantity(id, value)
        sentences.append(say("answers.count", label=land.indicator(id).label, value=shown, period=land.latest[id]))
    if sampled:
        sentences.append(say("numbers.sample"))
    return paragraph("numbers", subject_heading(land, subject), *sentences)


def _standing(ground: Ground, area: str, id: str, value: float) -> Text:
    """A number, its place, and how many lie too close to be told apart."""
    land, ranked = ground.land, ground.ranking(id)
    standing = ranked.standings.get(area)
    shown = {
        "label": land.indicator(id).label,
        "value": land.quantity(id, value),
        "period": land.latest[id],
        "n": ranked.n,
        "median": ground.median(id),
        "name": land.name(area),
    }
    if standing is None:
        return say("answers.count", **shown)
    close = standing.band_high - standing.band_low
    if not close:
        return say("numbers.ranked", place=standing.rank_low, **shown)
    key = "numbers.band.one" if close == 1 else "numbers.band"
    return say(key, low=standing.band_low, high=standing.band_high, close=close, **shown)


def _change(ground: Ground, area: str) -> Paragraph | None:
    return ground.told("change", sorted(ground.land.asked), _of_change, area)


def _of_change(ground: Ground, area: str) -> Paragraph | None:
    land, held = ground.land, ground.held
    if held.periods is None:
        return None
    earlier, later = held.periods
    name, heading = land.name(area), say("heading.change")
    if area not in held.net:
        return paragraph("change", heading, say("change.none", name=name, earlier=earlier, later=later))
    up, down, known = held.net[area]
    moved = {
        move: [land.label(id) for id in held.moves if directed(land, id) and _moved(held, id, area) is move]
        for move in (Move.UP, Move.DOWN)
    }
    return paragraph(
        "change",
        heading,
        say(
            "change.own",
            earlier=earlier,
            later=later,
            name=name,
            up=per_language(none_or, up),
            n=known,
            down=per_language(none_or, down),
            held=known - up - down,
            net=short(up - down),
            m=len(held.differences),
            median=median(held.differences),
        ),
        spans_told(held),
        say("change.up", list=listing(moved[Move.UP], _LISTED)) if up else {},
        say("change.down", list=listing(moved[Move.DOWN], _LISTED)) if down else {},
        say("change.caution") if up or down else {},
    )


def _moved(held: Seen, id: str, area: str) -> Move | None:
    move = held.moves[id].get(area)
    return move.move if move else None


def _unusual(ground: Ground, area: str) -> Paragraph | None:
    told = [lead.sentence for lead in ground.leads[area] if lead.tier is not Tier.CHANCE][:_ASKED]
    none = "unusual.none" if ground.land.peers[area] else "brief.untested"
    return paragraph("unusual", say("heading.unusual"), *(told or [say(none, name=ground.land.name(area))]))


def _learn(ground: Ground, area: str) -> Paragraph | None:
    """Up to three examples, each from another municipality; None where the site tells none."""
    if ground.examples is None:
        return None
    return ground.told("learn", sorted({one.indicator for one in ground.examples}), _of_examples, area)


def _of_examples(ground: Ground, area: str) -> Paragraph | None:
    land = ground.land
    chosen: dict[str, Example] = {}
    found = to_ask(land, area, ground.examples or (), most=50)
    for example in found:
        if len(chosen) < _ASKED and example.indicator not in {kept.indicator for kept in chosen.values()}:
            chosen.setdefault(example.area, example)
    heading, name = say("heading.learn"), land.name(area)
    if not chosen:
        return paragraph("learn", heading, say("learn.none", peers=len(land.peers[area]), name=name))
    names = listing(map(land.name, chosen))
    cut = len({example.area for example in found}) > len(chosen)
    key = "learn.like.some" if cut else "learn.like.one" if len(chosen) == 1 else "learn.like"
    return paragraph("learn", heading, say(key, names=names, name=name), *(e.text for e in chosen.values()))


def _limits(ground: Ground, area: str) -> Paragraph | None:
    land = ground.land
    missing = [id for id in land.latest if land.stepped(id) and area in land.response(id, land.latest[id]).missing]
    sentences: list[Text] = []
    if missing:
        key = "limits.missing.one" if len(missing) == 1 else "limits.missing.many"
        named = listing([land.label(id) for id in missing[:_NAMED]])
        sentences.append(say(key, count=len(missing), list=named))
    for id, said in ground.broken.items():
        sentences += said if land.value(id, area) is not None else []
    sentences += [land.responsibility(area), say("limits.own-answers") if land.questions else {}, say("limits.why")]
    return paragraph("limits", say("heading.limits"), *sentences)
