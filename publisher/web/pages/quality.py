"""The quality declaration of an indicator or a dataset: what is known under each heading, and what is not.

The headings are those of :mod:`publisher.statistics.declaration`. Nothing is judged, and a gap is said as a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.model import Comparability, Dataset, Indicator, Period
from publisher.statistics.declaration import Declared, declared
from publisher.translation import native_name
from publisher.web.pages.counterparts import counterparts_of
from publisher.web.pages.view import View

#: Headings in order. The key of each ends its address, ``#kvalitet-accuracy``, and that of its dimension in RDF.
WORDS = {
    "relevance": "Relevance",
    "accuracy": "Accuracy",
    "timeliness": "Timeliness and punctuality",
    "accessibility": "Accessibility and clarity",
    "comparability": "Comparability and coherence",
}
DAYS_OF_A_YEAR, DAYS_OF_A_MONTH = 365.25, 30.44


class Told:
    """Sentences; a whole number in one is written as numbers are."""

    def __init__(self, view: View):
        self._view, self._sentences = view, list[str]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def __len__(self) -> int:
        return len(self._sentences)

    def append(self, sentence: str) -> None:
        """One that is put together already."""
        self._sentences.append(sentence)

    def say(self, message: str, **values: object) -> None:
        """A message of the catalogue."""
        number = self._view.words.number
        told = {key: number(value) if isinstance(value, int) else value for key, value in values.items()}
        self.append(self._view.say(message, **told))

    def count(self, one: str, many: str, n: int, **values: object) -> None:
        """A message with a number."""
        self.append(self._view.count(one, many, n, **values))


class Part:
    """A heading and what stands under it."""

    def __init__(self, view: View, key: str, title: str):
        self.key, self.title = key, title
        self.known, self.lacking = Told(view), Told(view)  #: what is known, and what is not


def of_indicator(view: View, indicator: Indicator) -> list[Part]:
    """The declaration of an indicator; none for one that has no observation."""
    found = declared(view.reader, [indicator.id])
    if not found:
        return []
    (one,) = found
    parts = _parts(view)
    dataset = view.book.datasets.get(one.dataset)
    _relevance(view, one, parts["relevance"])
    _accuracy(view, one, parts["accuracy"])
    _timeliness(view, [one], dataset, parts["timeliness"])
    if dataset is not None:
        _accessibility(view, dataset, parts["accessibility"])
    if not indicator.source:
        parts["accessibility"].lacking.say("Where the definition was found is not recorded.")
    _comparability(view, one, parts["comparability"])
    return list(parts.values())


def of_dataset(view: View, dataset: Dataset) -> list[Part]:
    """The declaration of a dataset: of its observations, or of tables of facts where it has none."""
    of = declared(view.reader, dataset.indicators) if dataset.indicators else []
    parts = _parts(view)
    agents = view.reader.catalog.agents
    who = view.words.listing([view.words.text(agents[key].name) for key in dataset.creators if key in agents])
    if not of:
        _of_tables(view, dataset, who, parts)
        return list(parts.values())
    parts["relevance"].known.count("%(n)s indicator from %(who)s.", "%(n)s indicators from %(who)s.", len(of), who=who)
    asked = [one for one in of if one.indicator.steps]
    if unknown := sum(not view.words.text(one.indicator.question) for one in asked):
        parts["relevance"].lacking.say(
            "For %(n)s of %(all)s questions the words as they were put have not been found.", n=unknown, all=len(asked)
        )
    parts["relevance"].lacking.say("What users need of the figures has not been examined.")
    accuracy = parts["accuracy"]
    if expected := sum(cell[1] for one in of for cell in one.coverage):
        given = sum(cell[2] for one in of for cell in one.coverage)
        accuracy.known.say(
            "Over all indicators and periods %(share)s of the areas expected have a value.",
            share=view.words.share(given, expected),
        )
    if sampled := sum(one.indicator.sampled for one in of):
        accuracy.known.say(
            "%(n)s of %(all)s indicators rest on samples whose error the source does not give.", n=sampled, all=len(of)
        )
    accuracy.known.append(_revisions(view, of, ""))
    _accepted(view, dataset, accuracy)
    _timeliness(view, of, dataset, parts["timeliness"])
    _accessibility(view, dataset, parts["accessibility"])
    changed = [one for one in of if sum(one.verdicts.values())]
    if changed:
        broken = sum(bool(one.verdicts[Comparability.NONE]) for one in changed)
        parts["comparability"].known.say(
            "%(n)s of %(all)s indicators have changed definition; %(broken)s of them so "
            "that years cannot be compared across.",
            n=len(changed),
            all=len(of),
            broken=broken,
        )
    else:
        parts["comparability"].known.say("No change of a definition is known.")
    return list(parts.values())


def _of_tables(view: View, dataset: Dataset, who: str, parts: dict[str, Part]) -> None:
    """What is known of tables of facts, which nobody is asked for and no area is expected to have."""
    words = view.words
    tables = len(dataset.tables)
    parts["relevance"].known.count(
        "%(n)s table of facts from %(who)s.", "%(n)s tables of facts from %(who)s.", tables, who=who
    )
    parts["relevance"].lacking.say("What users need of the figures has not been examined.")
    _accepted(view, dataset, parts["accuracy"])
    parts["accuracy"].lacking.say("How many facts there ought to be is not known, so no share can be given.")
    if dataset.temporal:
        parts["timeliness"].known.say("The facts are of %(span)s.", span=words.span(dataset.temporal))
    parts["timeliness"].known.say("The tables were last changed on %(day)s.", day=words.date(dataset.modified))
    _coming(view, dataset, parts["timeliness"])
    _terms(view, dataset, parts["accessibility"])
    parts["comparability"].lacking.say(
        "The tables are facts and no series of measurements: how they compare over time is not known."
    )


def _accepted(view: View, dataset: Dataset, part: Part) -> None:
    if dataset.accepted:
        part.known.count(
            "%(n)s odd thing has been accepted, with its reason.",
            "%(n)s odd things have been accepted, each with its reason.",
            len(dataset.accepted),
        )


def _parts(view: View) -> dict[str, Part]:
    return {key: Part(view, key, view.say(title)) for key, title in WORDS.items()}


def _relevance(view: View, one: Declared, part: Part) -> None:
    if who := view.words.text(one.indicator.respondent):
        part.known.say("Asked or measured: %(who)s.", who=who.rstrip("."))
    if one.indicator.steps and not view.words.text(one.indicator.question):
        part.lacking.say("The question as it was put has not been found.")
    part.lacking.say("What users need of the figures has not been examined.")


def _accuracy(view: View, one: Declared, part: Part) -> None:
    words = view.words
    indicator = one.indicator
    if one.coverage:
        period, expected, given, _, suppressed = one.coverage[-1]
        told = {"given": given, "expected": expected, "share": words.share(given, expected)}
        part.known.say(
            "%(period)s: %(given)s of %(expected)s areas have a value (%(share)s).", period=words.period(period), **told
        )
        if suppressed:
            part.known.count(
                "%(n)s of them is withheld so that nobody is recognised.",
                "%(n)s of them are withheld so that nobody is recognised.",
                suppressed,
            )
        shares = [(given / expected, given, expected) for _, expected, given, *_ in one.coverage if expected]
        if len(shares) > 1 and min(shares) != max(shares):
            low, high = (words.share(given, expected) for _, given, expected in (min(shares), max(shares)))
            part.known.say(
                "Over %(n)s periods the share has been between %(low)s and %(high)s.", n=len(shares), low=low, high=high
            )
    else:
        part.lacking.say("How many ought to have a value is not known, so no share of answers can be given.")
    if one.margins:
        part.known.say("For %(n)s of %(all)s values the source gives a margin.", n=one.margins, all=one.values)
    elif indicator.sampled:
        part.known.say("The figures rest on samples; how far chance may have moved them the source does not give.")
    elif indicator.steps and view.words.text(indicator.question) and one.coverage:
        part.known.say("All municipalities are asked: there is no sampling error.")
    else:
        part.lacking.say("How far the figures may be from the truth is not given.")
    if indicator.unit.startswith("percent"):
        if one.bases:
            part.known.say(
                "Of how many the share is, is known for %(n)s of %(all)s values.", n=one.bases, all=one.values
            )
        else:
            part.lacking.say("Of how many each share is, the source does not give.")
    part.known.append(_revisions(view, [one], _size(view, one)))
    count, _ = view.reported({"nyckeltal": indicator.id})
    if count:
        part.known.count(
            "%(n)s figure has been reported as wrong.", "%(n)s figures have been reported as wrong.", count
        )


def _revisions(view: View, of: Sequence[Declared], size: str) -> str:
    revised, withdrawn = sum(one.revised for one in of), sum(one.withdrawn for one in of)
    values = {
        "day": view.words.date(min(one.since for one in of)),
        "all": view.words.number(sum(one.observations for one in of)),
        "revised": view.words.number(revised),
        "withdrawn": view.words.number(withdrawn),
        "size": size,
    }
    if not revised and not withdrawn:
        return view.say("Of %(all)s observations none has been corrected or withdrawn since %(day)s.", **values)
    if size:
        return view.say(
            "Of %(all)s observations %(revised)s have been corrected, by at most %(size)s, "
            "and %(withdrawn)s withdrawn since %(day)s.",
            **values,
        )
    return view.say(
        "Of %(all)s observations %(revised)s have been corrected and %(withdrawn)s withdrawn since %(day)s.", **values
    )


def _size(view: View, one: Declared) -> str:
    """The largest correction in words; "" when no number was replaced by another."""
    if not one.largest:
        return ""
    if one.indicator.steps:
        return view.count("%(n)s step", "%(n)s steps", round(one.largest))
    if one.indicator.unit.startswith("percent"):
        return view.say("%(n)s percentage points", n=view.words.shortest(one.largest))
    return view.words.figure(one.indicator, one.largest)


def _timeliness(view: View, of: Sequence[Declared], dataset: Dataset | None, part: Part) -> None:
    latest = max(of, key=lambda one: (one.last, one.retrieved or ""))
    period = view.words.period(latest.last)
    if latest.retrieved is None or latest.lag is None:
        part.known.say("The latest figures describe %(period)s.", period=period)
    else:
        day, time = view.words.date(latest.retrieved), lasting(view, latest.lag)
        part.known.say(
            "The latest figures describe %(period)s. They were retrieved on %(day)s, %(time)s after its end.",
            period=period,
            day=day,
            time=time,
        )
    if latest.age:
        part.known.say("When this edition was published they were %(time)s old.", time=lasting(view, latest.age))
    _coming(view, dataset, part)
    part.lacking.say("Whether the source published on the day it had announced is not recorded.")


def _coming(view: View, dataset: Dataset | None, part: Part) -> None:
    if dataset is not None and dataset.next_release and dataset.next_release > view.reader.edition.published[:10]:
        day = view.words.date(dataset.next_release)
        part.known.say("New figures are expected on %(day)s.", day=day)
    else:
        part.lacking.say("No day is set for the next figures.")


def lasting(view: View, days: int) -> str:
    """A span of days as it is spoken of: in years from two on, in months from two on."""
    if days >= 2 * DAYS_OF_A_YEAR:
        return view.count("%(n)s year", "%(n)s years", round(days / DAYS_OF_A_YEAR))
    if days >= 2 * DAYS_OF_A_MONTH:
        return view.count("%(n)s month", "%(n)s months", round(days / DAYS_OF_A_MONTH))
    return view.count("%(n)s day", "%(n)s days", days)


def _accessibility(view: View, dataset: Dataset, part: Part) -> None:
    forms = [view.words.text(form.title) for form in view.formats]
    part.known.say("To be had as %(formats)s, whole or in part.", formats=view.words.listing(forms))
    _terms(view, dataset, part)


def _terms(view: View, dataset: Dataset, part: Part) -> None:
    told = view.words.listing([native_name(code) for code in view.languages])
    part.known.say("Told in: %(languages)s.", languages=told)
    licence = view.reader.catalog.licences[dataset.licence]
    part.known.say("Terms: %(licence)s.", licence=view.words.text(licence.title))


def _comparability(view: View, one: Declared, part: Part) -> None:
    words, indicator = view.words, one.indicator
    part.known.count(
        "Figures of %(n)s period, %(span)s.",
        "Figures of %(n)s periods, %(span)s.",
        one.periods,
        span=words.span((one.first, one.last)),
    )
    changes, ended = indicator.in_order[1:], Period.parse(one.last).end
    for change in changes:
        verdict = words.concept("comparability", change.comparability.value)
        since = words.period(change.valid_from) if change.valid_from else change.number
        told = view.say("The definition changed with %(since)s: %(verdict)s.", since=since, verdict=verdict)
        told = f"{told} {words.text(change.reason)}".rstrip()
        part.known.append(f"{told} {view.say('No values here yet.')}" if change.begins > ended else told)
    if not changes:
        part.known.say("No change of the definition is known.")
    if indicator.todays_borders:
        part.known.say("Every year is computed in today's borders.")
    if national := len(indicator.national_figures):
        part.known.count(
            "%(n)s figure of the nation on the same thing stands beside it, not joined to it.",
            "%(n)s figures of the nation on the same thing stand beside it, not joined to it.",
            national,
        )
    abroad = len(counterparts_of(view, indicator))
    if abroad:
        part.known.count(
            "%(n)s measure elsewhere is told of beside it.", "%(n)s measures elsewhere are told of beside it.", abroad
        )
    else:
        part.lacking.say("No measure elsewhere that it could be held beside is known.")
