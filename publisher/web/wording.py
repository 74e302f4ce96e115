"""Numbers, dates, values and lists as people write them, in Swedish, English and, by CLDR, any other language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from publisher.model import LANGUAGES, Indicator, Text, ValueKind, localised, parsed
from publisher.statistics.words import narrowed
from publisher.translation import Translations, locale, translations
from publisher.vocabulary import Vocabulary

#: No-break space: between thousands, and between a number and its unit.
NBSP = "\u00a0"
MINUS = "\u2212"


#: Units with more letters than this are left out on axes.
LONGEST_UNIT = 6

#: A subject with at least so many indicators within one service area is told by service area.
OWN_THEME = 3

#: The Swedish alphabet ends in å, ä, ö; other accents sort with their letter.
_ALPHABET = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


def alphabetical(text: str) -> str:
    """A sort key by the Swedish alphabet."""
    return text.casefold().translate(_ALPHABET)


def sentence(text: str) -> str:
    """The text with a capital first letter; the rest as it is."""
    return text[:1].upper() + text[1:]


def _tails(label: str) -> list[str]:
    """What stands after each comma of a label, the longest first."""
    parts = narrowed(label)
    return [", ".join(parts[place:]) for place in range(1, len(parts))]


@dataclass(frozen=True)
class Wording:
    """How one language writes what a vocabulary holds."""

    language: str
    vocabulary: Vocabulary
    #: indicator to the decimals of all its values, so that a column is written in one way; else by the value
    decimals: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def texts(self) -> Translations:
        return translations(self.language)

    def text(self, text: Text) -> str:
        return localised(text, self.language)

    def number(self, value: float, decimals: int = 0) -> str:
        """1 234,5 in Swedish, 1,234.5 in English; a real minus sign."""
        plain = f"{abs(value):,.{decimals}f}"
        sign = MINUS if value < 0 and plain.strip("0,.") else ""
        if self.language not in LANGUAGES:
            signs = locale(self.language).number_symbols["latn"]
            return sign + plain.translate({ord(","): signs["group"], ord("."): signs["decimal"]})
        if self.language == "sv":
            plain = plain.replace(",", NBSP).replace(".", ",")
        return sign + plain

    def shortest(self, value: float, decimals: int = 1) -> str:
        """A number with at most so many decimals, and none when it is whole."""
        return self.number(value, 0 if float(value).is_integer() else decimals)

    def percent(self, value: float, decimals: int = 0) -> str:
        """``54 %`` in Swedish, ``54%`` in English."""
        return self.number(value, decimals) + (NBSP + "%" if self._spaced else "%")

    @cached_property
    def _spaced(self) -> bool:
        """Whether a space stands before the sign of per cent."""
        return bool(locale(self.language).percent_formats[None].suffix[0] == f"{NBSP}%")

    def share(self, part: float, whole: float) -> str:
        """Part of a whole in whole per cent; never 0 % for some nor 100 % for not quite all."""
        if not whole:
            return ""
        share = 100 * part / whole
        if 0 < share < 0.5:
            return self.texts.gettext("less than %s") % self.percent(1)
        if 99.5 <= share < 100:
            return self.texts.gettext("more than %s") % self.percent(99)
        return self.percent(share)

    def date(self, iso: str) -> str:
        """``21 november 2026``."""
        if self.language not in LANGUAGES:
            from babel.dates import format_date

            return format_date(date.fromisoformat(iso[:10]), "long", locale(self.language))
        year, month, day = iso[:10].split("-")
        return f"{int(day)}{NBSP}{self.month(int(month), 'format')} {year}"

    def moment(self, iso: str) -> str:
        """``1 december 2026, 08:00 (UTC+01:00)``."""
        zone = iso[16:].lstrip(":0123456789").replace("Z", "")
        return f"{self.date(iso)}, {iso[11:16]}{NBSP}(UTC{zone})"

    def month(self, number: int, use: str = "stand-alone") -> str:
        """The name of a month by itself (``stand-alone``) or within a date (``format``)."""
        return str(locale(self.language).months[use]["wide"][number])

    def period(self, code: str) -> str:
        """A period code as people say it: 2022, kvartal 1 2022, mars 2022, 31 mars 2022."""
        kind = parsed(code).kind
        if kind == "quarter":
            return f"{self.texts.gettext('quarter')} {code[6:]} {code[:4]}"
        if kind == "month":
            return f"{self.month(int(code[5:7]))} {code[:4]}"
        return self.date(code) if kind == "day" else code

    def span(self, periods: Sequence[str]) -> str:
        """First and last of the periods: ``2021–2022``."""
        if not periods:
            return ""
        first, last = min(periods), max(periods)
        return self.period(first) if first == last else f"{self.period(first)}–{self.period(last)}"

    def listing(self, words: Sequence[str]) -> str:
        """``a, b och c``."""
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self.texts.gettext('and')} {words[-1]}"

    def unit(self, code: str) -> str:
        """What stands after a number: ``%``, ``Mbit/s``; '' where the indicator's name says it."""
        concept = self.vocabulary.concepts.get("unit", {}).get(code)
        if concept is None:
            return code
        if concept.in_name:
            return ""
        return self.text(concept.symbol) or self.text(concept.label)

    def concept(self, scheme: str, code: str) -> str:
        """Label of a concept; the code itself when the scheme does not know it."""
        concept = self.vocabulary.concepts.get(scheme, {}).get(code)
        return code if concept is None else self.text(concept.label)

    def step(self, indicator: Indicator, value: float) -> str:
        """The step of an ordinal or yes/no indicator in words; '' when it has no such step."""
        return next((self.text(step.label) for step in indicator.steps if step.code == value), "")

    def figure(self, indicator: Indicator, value: float, margin: float | None = None) -> str:
        """A value as the page writes it, with its unit or as its step, and with the margin that its source gives."""
        if margin is not None:
            return f"{self.figure(indicator, value)}{NBSP}±{NBSP}{self.shortest(margin)}"
        if indicator.steps:
            return self.step(indicator, value) or self.shortest(value)
        if indicator.unit.startswith("percent"):
            return self.percent(value, self._places(indicator, value, 1))
        if indicator.value_kind in (ValueKind.COUNT, ValueKind.AMOUNT):
            number = self.shortest(value)
        elif indicator.id in self.decimals:
            number = self.number(value, self._places(indicator, value, 1))
        else:
            number = self.shortest(value, 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3)
        unit = self.unit(indicator.unit)
        if value == 1 and indicator.unit == "persons":
            unit = self.texts.gettext("person")
        return f"{number}{NBSP}{unit}" if unit else number

    def _places(self, indicator: Indicator, value: float, otherwise: int) -> int:
        """Decimals of a value: those of all the indicator's; a median between whole ones keeps its half."""
        whole = float(value).is_integer()
        return self.decimals.get(indicator.id, 0) or (0 if whole else otherwise)

    def bare(self, indicator: Indicator, value: float) -> str:
        """A value without its unit, where that is a word and stands nearby; with the sign of per cent."""
        unit = "" if indicator.steps or indicator.unit.startswith("percent") else self.unit(indicator.unit)
        return self.figure(indicator, value).removesuffix(f"{NBSP}{unit}" if unit else "")

    def range(self, indicator: Indicator, low: float, high: float) -> tuple[str, str]:
        """Two values as the ends of a range: with as many decimals each, and the unit once where it is a word."""
        return self.bare(indicator, low), self.figure(indicator, high)

    def short(self, indicator: Indicator) -> str:
        """The label under a heading that names the subject, and the service area where the subject is parted by it."""
        return self._short.get(indicator.id) or self.text(indicator.label)

    @cached_property
    def _short(self) -> Mapping[str, str]:
        by_subject: dict[str, list[Indicator]] = {}
        for indicator in self.vocabulary.indicators.values():
            by_subject.setdefault(indicator.subject, []).append(indicator)
        found = {}
        for members in by_subject.values():
            services = Counter(indicator.service_area for indicator in members)
            parts = {i.id: narrowed(self.text(i.label)) for i in members}
            heads = Counter(", ".join(head) for *head, _ in parts.values())
            parted = len(services) > 1 and max(services.values()) >= OWN_THEME
            tails = Counter((i.service_area, tail) for i in members for tail in _tails(self.text(i.label)))
            for i in members:
                *known, tail = parts[i.id]
                head = ", ".join(known)
                if parted:
                    label, named = self.text(i.label), self.concept("service-area", i.service_area).casefold()
                    for said in _tails(label):  # the longest first: what the heading says, or nearly all under it say
                        alike = 1 < services[i.service_area] < 2 * tails[i.service_area, said]
                        if said.casefold() == named or alike:
                            found[i.id] = label.removesuffix(f", {said}")
                            break
                elif head and len(members) < 2 * heads[head] and heads[head] > 1:
                    found[i.id] = sentence(tail)
        return found

    def brief(self, indicator: Indicator, value: float) -> str:
        """A value in a table whose row names it: with its unit when that is short."""
        stepped = indicator.steps or indicator.unit.startswith("percent")
        short = stepped or len(self.unit(indicator.unit)) <= LONGEST_UNIT
        return self.figure(indicator, value) if short else self.bare(indicator, value)

    def tick(self, indicator: Indicator, value: float) -> str:
        """A value on an axis: with its unit when that is short, without decimals where it is whole."""
        text = self.figure(indicator, value)
        if float(value).is_integer() and not indicator.steps and self.decimals.get(indicator.id):
            text = text.replace(self.number(value, self.decimals[indicator.id]), self.number(value, 0), 1)
        unit = "" if indicator.unit.startswith("percent") or indicator.steps else self.unit(indicator.unit)
        return text if len(unit) <= LONGEST_UNIT else self.shortest(value, 2)

    def status(self, code: str) -> str:
        status = self.vocabulary.statuses.get(code)
        return code if status is None else self.text(status.label)

    def status_definition(self, code: str) -> str:
        status = self.vocabulary.statuses.get(code)
        return "" if status is None else self.text(status.definition)
