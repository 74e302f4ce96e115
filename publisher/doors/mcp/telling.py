"""Telling: a figure, a place, a change or a group's value as a sentence that may be printed as it stands."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from publisher.doors.mcp.wording import template
from publisher.model import TOTAL, Indicator
from publisher.reader import Reader
from publisher.statistics.rules import RULES
from publisher.web.book import book_of
from publisher.web.wording import Wording

Made = TypeVar("Made")
#: What the API answers with.
Row = Mapping[str, Any]
#: Where area and figure stand in a sentence that holds for many rows.
_AREA, _FIGURE = "\ue000", "\ue001"


@dataclass(frozen=True)
class Teller:
    """Who tells the figures of an edition, in one language."""

    reader: Reader
    language: str

    @cached_property
    def words(self) -> Wording:
        return Wording(self.language, self.reader.vocabulary, book_of(self.reader).decimals)

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        """What has been looked up by the edition's own codes: never by numbers of which there is no end."""
        return {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is said by some codes of the edition, made when it is first asked for."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast(Made, self._kept[key])

    def say(self, key: str, **values: object) -> str:
        """A sentence, its places filled."""
        return self._template(key).format_map(values)

    def _template(self, key: str) -> str:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = template(self.language, key)
        return str(found)

    def indicator(self, id: str, period: str | None = None) -> Indicator:
        """An indicator, with the scale that it had in a period."""
        return self.once((id, period), lambda: self.reader.vocabulary.indicators[id].at(period))

    def label(self, id: str) -> str:
        """The name of an indicator."""
        return self.once(("label", id), lambda: self.words.text(self.indicator(id).label))

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """Code of every area to its name."""
        return {code: self.words.text(area.label) for code, area in self.reader.vocabulary.areas.items()}

    def area(self, code: str) -> str:
        """The name of an area."""
        return self.areas[code]

    def period(self, code: str) -> str:
        """A period as people say it."""
        return self.once(("period", code), lambda: self.words.period(code))

    def named(self, id: str) -> str:
        """The name of an indicator, with its id."""
        return f"{self.label(id)} ({id})"

    def defined(self, id: str) -> Mapping[str, str]:
        """What an indicator is, in brief: the tool ``indicator`` tells the rest."""

        def make() -> dict[str, str]:
            one = self.indicator(id)
            return {
                "label": self.words.text(one.label),
                "definition": self.words.text(one.definition),
                "unit": one.unit,
                "value_kind": str(one.value_kind),
                "direction": str(one.direction),
            }

        return self.once(("defined", id), make)

    def version(self, id: str, period: str) -> str | None:
        """The number of the version of the definition that a figure was made under."""

        def find() -> str | None:
            found = self.indicator(id).version(period)
            return found.number if found else None

        return self.once(("version", id, period), find)

    def value(self, id: str, period: str, value: float | None, margin: float | None = None) -> str:
        """A value in words, with the unit of its period, or that there is none."""
        if value is None:
            return self.say("nothing")
        one = self._kept.get((id, period)) or self.indicator(id, period)
        if not one.steps:
            return self.words.figure(one, value, margin)
        return self.once((id, period, value), lambda: self.words.figure(one, value, margin))

    def figure(self, row: Row) -> str:
        """What an observation says; of a missing one why, and that it is not zero."""
        key = (row["indicator"], row["period"], row["sex"], row["service_area"])
        known: tuple[Indicator, dict[tuple[Any, Any], str]] | None = self._kept.get(key)
        if known is None:
            known = self._kept[key] = (self.indicator(*key[:2]), {})
        one, sentences = known
        value, status = row["value"], row["status"]
        mark = (value if one.steps else value is None, status)
        sentence = sentences.get(mark)
        if sentence is None:  # rows that differ in area alone, or in their number too, say the same of them
            sentence = self._sentence(*key, value is None, status)
            if one.steps and value is not None:
                sentence = sentence.replace(_FIGURE, self.words.figure(one, value))
            sentences[mark] = sentence
        sentence = sentence.replace(_AREA, self.areas[row["area"]])
        if value is None:
            return sentence
        if not one.steps:
            sentence = sentence.replace(_FIGURE, self.words.figure(one, value, row["margin"]))
        if row["numerator"] is not None and row["denominator"] is not None:
            part, whole = (self.words.shortest(row[name]) for name in ("numerator", "denominator"))
            return f"{sentence} {self.say('figure.of', part=part, whole=whole)}"
        if row["n"] is not None:
            return f"{sentence} {self.say('figure.n', n=self.words.number(row['n']))}"
        return sentence

    def _sentence(self, id: str, period: str, sex: str | None, service: str, missing: bool, status: str | None) -> str:
        """What the observations that differ in area and value alone say, with marks where these stand."""
        about = {"area": _AREA, "period": self.period(period), "label": self.label(id)}
        if missing:
            parts = [self.say("missing", status=self.words.status(status or "unknown-reason"), **about)]
        else:
            key = "figure.answer" if self.indicator(id, period).steps else "figure"
            parts = [self.say(key, figure=_FIGURE, **about)]
            if status:
                parts.append(self.say("with-status", status=self.words.status(status)))
        if sex in ("F", "M"):
            parts.append(self.say(f"sex.{sex}"))
        if service != TOTAL:
            parts.append(self.words.concept("service-area", service) + ".")
        return " ".join(parts)

    def place(self, rank: Row | None) -> str:
        """The interval of places of a municipality; '' when there is none."""
        if rank is None:
            return ""
        low, high, tied = rank["band_low"], rank["band_high"], rank["tied"]
        name = "place.band"
        if low == rank["rank_low"] and high == rank["rank_high"]:
            name = "place.tied" if tied > 1 else "place.one" if low == high else name
        told = {"low": low, "high": high, "ranked": rank["ranked"], "others": tied - 1}
        return self._template(name).format_map(told)

    def change(self, id: str, area: str, period: str, new: float | None, before: Row) -> str:
        """What a figure did since an earlier one, or that nothing may be said of it."""
        told = {
            "area": self.area(area),
            "earlier": self.period(before["earlier"]),
            "period": self.period(period),
            "old": self.value(id, before["earlier"], before["old"]),
            "new": self.value(id, period, new),
        }
        move = before["move"]
        if move in ("unknown", "uncertain", "broken"):
            reason = before["reason"] if move == "broken" else ""
            return f"{self.say(f'change.{move}', **told)} {reason}".strip()
        if move == "held":
            sentence = self.say("change.same" if told["old"] == told["new"] else "change.held", **told)
        else:
            sentence = self.say("change.moved", **told)
            if before["difference"] is not None:
                sentence += " " + self.say("change.by", difference=self.difference(id, period, before["difference"]))
        return f"{sentence} {before['reason']}".strip()

    def difference(self, id: str, period: str, difference: float) -> str:
        """A difference with its sign, of shares in percentage points."""
        sign = "+" if difference > 0 else ""
        if self.indicator(id, period).unit.startswith("percent"):
            return self.say("points", number=sign + self.words.shortest(round(difference, 1)))
        return sign + self.value(id, period, difference)

    def whole(self, id: str, period: str, group: Row) -> str:
        """What the municipalities of an area say together, by its method; kept, as the API's value is."""
        key = ("said of a group", self.language, group["area"], id, period)
        return book_of(self.reader).computed.once(key, lambda: self._whole(id, period, group))

    def _whole(self, id: str, period: str, group: Row) -> str:
        method, value, n = group["method"], group["value"], group["n"]
        told = {
            "area": self.area(group["area"]),
            "period": self.period(period),
            "label": self.label(id),
            "n": n,
        }
        parts = []
        top = group["shares"][-1] if group["shares"] else None
        if n == 1:
            parts.append(self.say("whole.one", **told))
        elif method == "shares" and top is not None and n:
            share = self.words.share(top["count"], n)
            parts.append(self.say("whole.shares", count=top["count"], share=share, step=top["label"], **told))
            if group["asked"] and group["asked"] > n:
                parts.append(self.say("whole.silent", missing=group["asked"] - n, asked=group["asked"]))
            if n < RULES.small_group:
                parts.append(self.say("whole.small", points=self.words.number(100 / n), **told))
        elif value is None or method not in ("median", "ratio-of-sums", "sum"):
            parts.append(self.say("whole.none", **told))
        else:
            parts.append(self.say(f"whole.{method}", figure=self.value(id, period, value), **told))
        if group["published"] is not None:
            parts.append(self.say("whole.published", figure=self.value(id, period, group["published"])))
        return " ".join(parts)


def teller_of(reader: Reader, language: str) -> Teller:
    """Who tells the figures of an edition in a language: one for all answers."""
    return book_of(reader).computed.once(("teller", language), lambda: Teller(reader, language))
