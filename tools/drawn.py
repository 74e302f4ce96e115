"""Drawn: sentences of the analyses drawn by lot, each recounted from the packages by other means than made it.

A sentence is known again by its phrase; its names and numbers are then counted anew by :mod:`tools.recounted`, and the
English one must have the same numbers. To draw twenty of each level::

    python -m tools.drawn --seed 7
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

import pandas as pd

from publisher.model import AreaKind, Direction
from publisher.phrases import phrases
from publisher.statistics.rules import RULES
from publisher.statistics.words import bracketed, in_sentence
from tools.compared import Compared

_PHRASES = phrases("statistics")
SMALL = ("ingen", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


class Differs(Exception):
    """What is said is not what is counted."""


@dataclass(frozen=True)
class Said:
    """One sentence, known again."""

    area: str
    section: str
    heading: str
    key: str
    gaps: Mapping[str, str]
    text: str


def same(what: str, said: object, counted: object) -> None:
    """Raise: Differs."""
    if said != counted:
        raise Differs(f"{what}: said {said!r}, counted {counted!r}")


def whole(text: str) -> int:
    """A whole number in letters or figures."""
    text = text.replace("\u00a0", "").replace("−", "-").strip().lower()
    return SMALL.index(text) if text in SMALL else int(text)


def share(count: float, n: float) -> str:
    """A share as sentences have it: no decimals, more than none and less than all."""
    value = 100 * count / n
    if 0 < value <= 0.5:
        return "mindre än 1 %"
    return "mer än 99 %" if 99.5 <= value < 100 else f"{value:,.0f} %"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def median(values: pd.Series) -> str:
    """As sentences have it."""
    found = float(values.median())
    return f"{found:.0f}" if found.is_integer() else f"{found:.1f}".replace(".", ",")


@lru_cache
def pattern(key: str) -> re.Pattern[str]:
    """A phrase as a pattern; a gap that comes twice is the same."""
    found, seen = "", set[str]()
    for literal, name, *_ in Formatter().parse(_PHRASES[key]["sv"]):
        found += re.escape(literal)
        if name:
            found += f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
            seen.add(name)
    return re.compile(found, re.DOTALL)


Check = Callable[["Counting", Said], None]
#: Key of a phrase to how it is recounted.
CHECKS: dict[str, Check] = {}


def of(*keys: str) -> Callable[[Check], Check]:
    def kept(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(keys, check))
        return check

    return kept


class Counting(Compared):
    """What is counted, with the names that sentences have."""

    @lru_cache  # noqa: B019  one is made a run
    def labels(self) -> list[tuple[str, str]]:
        """Label in a sentence to question, the longest first."""
        found = []
        for id in self.values:
            label = self.words.indicators[id].label["sv"]
            found += [(in_sentence(bracketed(label)), id), (label, id)]
        return sorted(found, key=lambda pair: -len(pair[0]))

    def listed(self, text: str) -> list[tuple[str, str]]:
        """Questions named in a list, each with the note in its brackets."""
        found, text = [], plain(text)
        for label, id in self.labels():
            if label.endswith(")"):
                ends = re.escape(label[:-1]) + r"(?:, (?P<note>[^)]*))?\)"
            else:
                ends = re.escape(label) + r"(?: \((?P<note>[^)]*)\))?(?![\w(])"
            for one in re.finditer(rf"(?<![\w]){ends}", text, re.IGNORECASE):
                found.append((one.start(), id, one["note"] or ""))
                text = text[: one.start()] + "§" * len(one[0]) + text[one.end() :]
        return [(id, note) for _, id, note in sorted(found)]

    def id(self, label: str) -> str:
        found = self.listed(label)
        if len(found) != 1:
            raise Differs(f"no single question is called {label!r}")
        return found[0][0]

    def code(self, name: str) -> str:
        found = [code for code, area in self.words.areas.items() if area.label["sv"] == name]
        return min(found, key=len) if found else ""

    def step(self, id: str, value: float) -> str:
        return next(str(step.label["sv"]) for step in self.indicator(id).steps if step.code == value)

    def top(self, id: str) -> pd.Series:
        return self.borne(id) == self.ends(id)[1]

    def beside(self, area: str) -> dict[str, tuple[bool, int, int]]:
        """Question to whether a municipality has it, and how many of how many of its like do: those of one scale."""
        names: dict[str, list[str]] = {}
        for id in self.questions:
            if self.indicator(id).direction is Direction.HIGHER:
                names.setdefault(self.step(id, self.ends(id)[1]), []).append(id)
        ids = max(names.values(), key=len)
        last, found = max(self.latest[id] for id in ids), {}
        for id in ids:
            has = self.top(id)
            peers = has[has.index.isin(self.peers(area))]
            if self.latest[id] == last and area in has.index and len(peers) >= RULES.small_group:
                found[id] = bool(has[area]), int(peers.sum()), len(peers)
        return found

    def in_theme(self, heading: str, text: str) -> set[str]:
        """Questions of a theme named by the short names that its sentences have."""
        found, text = set[str](), f", {plain(text)},".replace(" och ", ", ").lower()
        for id in self.themes[heading]:
            head, _, rest = self.words.indicators[id].label["sv"].partition(", ")
            names = {head.lower(), rest.lower(), in_sentence(bracketed(f"{head}, {rest}")).lower()} - {""}
            if any(f", {name.replace(' och ', ', ')}," in text for name in names):
                found.add(id)
        return found


# ---- municipalities


@of("brief.alike", "brief.untested")
def _alike(c: Counting, s: Said) -> None:
    same("compared and standing out", (whole(s.gaps.get("tested", "0")), 0), c.standing_out(s.area))


@of("brief.silent")
def _silent(c: Counting, s: Said) -> None:
    same("answered", [id for id in c.questions if s.area in c.now(id).index], [])
    same("asked", whole(s.gaps["count"]), len(c.questions))


@of("brief.middle")
def _middle(c: Counting, s: Said) -> None:
    same("within", (whole(s.gaps["count"]), whole(s.gaps["of"])), c.middle_half(s.area))


@of("brief.same", "brief.rare", "brief.rare.too", "brief.lacks", "brief.lacks.too")
def _beside(c: Counting, s: Said) -> None:
    beside = c.beside(s.area)
    kind = s.key.split(".")[1]

    def told(has: bool, count: int, n: int) -> bool:
        most = 3 * count >= 2 * n
        return (has and most, has and 3 * count <= n, not has and most)[("same", "rare", "lacks").index(kind)]

    known = {id: (count / n, count, n) for id, (has, count, n) in beside.items() if told(has, count, n)}
    named = c.listed(s.gaps["list"])
    for id, note in named:
        if id not in known:
            raise Differs(f"{id} is not such a question: {beside.get(id)}")
        _, count, n = known[id]
        own = f", här ”{c.step(id, c.now(id)[s.area])}”" if kind == "lacks" else ""
        same(id, note, f"{count} av {n}{own}")
    far = min if kind == "rare" else max
    same("the first", known[named[0][0]][0], far(value for value, *_ in known.values()))


@of("brief.lacks.none")
def _has_all(c: Counting, s: Said) -> None:
    same("lacks", [id for id, (has, k, n) in c.beside(s.area).items() if not has and 3 * k >= 2 * n], [])


@of("brief.resembles")
def _resembles(c: Counting, s: Said) -> None:
    answers = pd.DataFrame({id: c.borne(id) for id in c.questions})
    own = answers.loc[s.area].dropna()
    others = answers.loc[[p for p in c.peers(s.area) if p in answers.index], own.index].dropna()
    alike = (others == own).sum(axis=1)
    same("compared", (whole(s.gaps["peers"]), whole(s.gaps["of"])), (len(alike), len(own)))
    same("alike", whole(s.gaps["same"]), int(alike.max()))
    names = {c.words.areas[code].label["sv"] for code in alike.index[alike == alike.max()]}
    same("who", {name for name in names if name in s.gaps["list"]}, names)


@of("theme.some", "theme.all", "theme.none", "theme.same", "theme.step")
def _theme(c: Counting, s: Said) -> None:
    own = {id: c.now(id)[s.area] for id in c.themes[s.heading] if s.area in c.now(id).index}
    high = {id for id, value in own.items() if value == c.ends(id)[1]}
    if s.key != "theme.step":
        same("answered", whole(s.gaps["answered"]), len(own))
    if s.key == "theme.none":
        same("highest", len(high), 0)
    elif s.key == "theme.some":
        same("highest", (whole(s.gaps["own"]), c.in_theme(s.heading, s.gaps["list"])), (len(high), high))
    elif s.key == "theme.all":
        same("highest", c.in_theme(s.heading, s.gaps["list"]), set(own) & high)
    else:
        those = {id for id, value in own.items() if c.step(id, value) == s.gaps["step"]}
        same("so answered", c.in_theme(s.heading, s.gaps["list"]), those - (high if s.key == "theme.step" else set()))


@of("theme.others")
def _others(c: Counting, s: Said) -> None:
    counts = pd.DataFrame({id: c.now(id) == c.ends(id)[1] for id in c.themes[s.heading]}).dropna().sum(axis=1)
    elsewhere = c.elsewhere[c.themes[s.heading][0]]
    peers = counts[counts.index.isin([p for p in c.peers(s.area) if p not in elsewhere])]
    same("like", (whole(s.gaps["peers"]), s.gaps["median"]), (len(peers), median(peers)))
    same("all", (whole(s.gaps["n"]), s.gaps["nation"]), (len(counts), median(counts)))


@of("theme.ends")
def _most(c: Counting, s: Said) -> None:
    counts = pd.DataFrame({id: c.now(id) == c.ends(id)[1] for id in c.themes[s.heading]}).dropna().sum(axis=1)
    if c.words.areas[s.area].kind is AreaKind.COUNTY:
        counts = counts[[c.county[code] == s.area for code in counts.index]]
    same("ends", (whole(s.gaps["most"]), whole(s.gaps["least"])), (int(counts.max()), int(counts.min())))
    for gap, end in (("top", counts.max()), ("bottom", counts.min())):
        names = {c.words.areas[code].label["sv"] for code in counts.index[counts == end]}
        listed = set(s.gaps[gap].replace(" och ", ", ").split(", "))
        same(gap, listed, names if len(names) <= 5 else {f"{len(names)} kommuner"})


@of("numbers.ranked", "numbers.band", "numbers.band.one")
def _ranked(c: Counting, s: Said) -> None:
    id = c.id(s.gaps["label"])
    values = c.now(id)
    width = 2 * RULES.margins["percent"] + 1e-9
    own = values[s.area]
    further, close = int((values > own + width).sum()), int((abs(values - own) <= width).sum()) - 1
    same("of", whole(s.gaps["n"]), len(values))
    if s.key == "numbers.ranked":
        same("place", whole(s.gaps["place"]), further + 1)
        return
    same("place", (whole(s.gaps["low"]), whole(s.gaps["high"])), (further + 1, further + 1 + close))
    same("close", whole(s.gaps.get("close", "1")), close)


@of("answers.one")
def _answer(c: Counting, s: Said) -> None:
    id = c.id(s.gaps["label"])
    values, own = c.now(id), c.now(id)[s.area]
    same("answer", s.gaps["step"], c.step(id, own))
    count = int((values == own).sum())
    told = (whole(s.gaps["count"]), whole(s.gaps["n"]), plain(s.gaps["share"]))
    same("others", told, (count, len(values), share(count, len(values))))


@of("change.own")
def _changed(c: Counting, s: Said) -> None:
    up, down, known = map(int, c.net.loc[s.area])
    same("moves", tuple(whole(s.gaps[g]) for g in ("up", "down", "n", "held")), (up, down, known, known - up - down))
    net = c.net.up - c.net.down
    same("net", (whole(s.gaps["net"]), whole(s.gaps["m"])), (up - down, len(net)))
    same("median", s.gaps["median"].replace("−", "-"), median(net))


@of("change.up", "change.down")
def _which(c: Counting, s: Said) -> None:
    ways = {Direction.HIGHER: 1, Direction.LOWER: -1}
    way = 1 if s.key == "change.up" else -1
    moved = {
        id
        for id, table in c.moves.items()
        if s.area in table.index and (d := ways.get(c.indicator(id).direction))
        if d * way * (table.new[s.area] - table.old[s.area]) > 0
    }
    named = {id for id, _ in c.listed(s.gaps["list"])}
    same("moved", named <= moved and (named == moved or "andra" in s.gaps["list"]), True)


# ---- counties


@of("brief.county.apart", "brief.county.only", "brief.county.alike")
def _apart(c: Counting, s: Said) -> None:
    stand, only, tested = c.contrasts("county", s.area)
    same("compared", whole(s.gaps["tested"]), tested)
    chosen = {"apart": stand, "only": only, "alike": []}[s.key.rpartition(".")[2]]
    same("stand", len(stand), whole(s.gaps["stand"]) if "stand" in s.gaps else 0)
    if s.key.endswith("alike"):
        same("alone", only, [])
    by_id = {one["id"]: one for one in chosen}
    for id, note in c.listed(s.gaps.get("list", "")):
        count, n, other, of_n, _ = by_id[id]["high"]
        step = c.step(id, c.ends(id)[1])
        same(id, note, f"{count} av {n} svarade ”{step}”, mot {share(other, of_n)} i övriga landet")


@of("brief.county.most", "brief.county.least")
def _ends(c: Counting, s: Said) -> None:
    inside = [code for code in c.places if c.county[code] == s.area]
    contested = [i for ids in c.themes.values() if any(c.indicator(i).direction is not Direction.HIGHER for i in ids)
                 for i in ids]  # fmt: skip
    shares = {}
    for id in set(c.large) - set(contested):
        has = c.top(id)
        here = has[has.index.isin(inside)]
        if len(here) >= RULES.fewest_spread:
            shares[id] = int(here.sum()), len(here)
    end = (max if s.key.endswith("most") else min)(k / n for k, n in shares.values())
    same("all of them", dict(c.listed(s.gaps["list"])),
         {id: f"{k} av {n}" for id, (k, n) in shares.items() if k / n == end})  # fmt: skip


@of("county.theme")
def _county(c: Counting, s: Said) -> None:
    counts = pd.DataFrame({id: c.now(id) == c.ends(id)[1] for id in c.themes[s.heading]}).dropna().sum(axis=1)
    inside = counts[[c.county[code] == s.area for code in counts.index]]
    same("county", (s.gaps["median"], whole(s.gaps["n"])), (median(inside), len(inside)))
    same("nation", (s.gaps["nation"], whole(s.gaps["m"])), (median(counts), len(counts)))


@of("county.change")
def _county_changed(c: Counting, s: Said) -> None:
    net = c.net[[c.county[code] == s.area for code in c.net.index]]
    same("answers", tuple(whole(s.gaps[g]) for g in ("up", "down", "n")), tuple(map(int, net.sum())))


@of("county.risers", "county.fallers")
def _movers(c: Counting, s: Said) -> None:
    named = re.findall(r"([^,()]+?) \((\d+) framåt, (\d+) tillbaka\)", s.gaps["list"].replace(" och ", ", "))
    for name, up, down in named:
        same(name, (int(up), int(down)), tuple(map(int, c.net.loc[c.code(name.strip(" ,")), ["up", "down"]])))
    same("named", bool(named), True)


@of("lesson.item")
def _lesson(c: Counting, s: Said) -> None:
    id = c.id(s.gaps["label"])
    low, high = c.ends(id)
    inside = [code for code in c.places if c.county[code] == s.area]
    moves, now = c.moves[id], c.borne(id)
    held = moves.index[(moves.old == high) & (moves.new == high)]
    for gap, codes in (("holders", held), ("lowest", now.index[now == low])):
        names = {c.words.areas[code].label["sv"] for code in codes if code in inside}
        head, _, rest = s.gaps[gap].partition(" och ")
        told = set(head.split(", ")) | ({rest} if "andra" not in rest and rest else set())
        extra = whole(rest.split()[0]) if "andra" in rest else 0
        same(gap, (told <= names, len(told) + extra), (True, len(names)))


# ---- the nation


@of("brief.nation.most", "brief.nation.least", "nation.theme")
def _nation(c: Counting, s: Said) -> None:
    higher = [ids for ids in c.themes.values() if {c.indicator(id).direction for id in ids} == {Direction.HIGHER}]
    ids = [id for ids in higher if len(ids) >= 4 for id in ids]
    if s.key == "nation.theme":
        ids = c.themes[s.heading]
    shares = {id: (int((c.now(id) == c.ends(id)[1]).sum()), len(c.now(id))) for id in ids}
    if s.key == "nation.theme":
        for way, gap in ((max, "most"), (min, "least")):
            id = way(shares, key=lambda one: (shares[one][0] / shares[one][1], one))
            count, n = shares[id]
            told = (whole(s.gaps[f"{gap}_count"]), whole(s.gaps[f"{gap}_n"]), plain(s.gaps[f"{gap}_share"]))
            same(gap, told, (count, n, share(count, n)))
            same(gap, c.in_theme(s.heading, s.gaps[gap]), {id})
        return
    named = c.listed(s.gaps["list"])
    way = max if s.key.endswith("most") else min
    same("the end", named[0][0] in shares and way(k / n for k, n in shares.values()) in
         [shares[id][0] / shares[id][1] for id, _ in named], True)  # fmt: skip
    for id, note in named:
        count, n = shares[id]
        step = c.step(id, c.ends(id)[1])
        same(id, note, f"{count} av {n} kommuner, {share(count, n)}, svarade ”{step}” {c.latest[id]}")


@of(
    "brief.nation.spread",
    "brief.nation.still",
    "spread.up",
    "spread.rest",
    "spread.pace",
    "spread.firm",
    "spread.loose",
)
def _spread(c: Counting, s: Said) -> None:
    found = c.spreads
    before, lost, gained, n = (sum(one[k] for one in found.values()) for k in ("before", "lost", "gained", "n"))
    stand = {id for id, one in found.items() if one["stands"]}
    if s.key == "spread.rest":
        same("rest", (whole(s.gaps["count"]), whole(s.gaps["of"])), (len(found) - len(stand), len(found)))
    elif s.key == "spread.pace":
        told = tuple(whole(s.gaps[g]) for g in ("without", "gained", "before", "lost"))
        same("pace", told, (n - before, gained, before, lost))
        same("shares", (plain(s.gaps["gained_share"]), plain(s.gaps["lost_share"])),
             (share(gained, n - before), share(lost, before)))  # fmt: skip
    elif s.key in {"spread.firm", "spread.loose"}:
        for id, note in c.listed(s.gaps["list"]):
            one = found[id]
            same(id, note, f"{one['lost']} av {one['before']} lämnade det")
            same(id, one["lost"] / one["before"] > lost / before, s.key == "spread.loose")
    else:
        rising = {id for id in stand if found[id]["gained"] > found[id]["lost"]}
        named = c.listed(s.gaps.get("list", ""))
        same("rising", {id for id, _ in named}, rising)
        if s.key.startswith("brief."):
            same("lower", plain(s.gaps["share"]), share(lost, before))
            same("of", (whole(s.gaps.get("stand", "0")), whole(s.gaps["of"])), (len(rising), len(found)))
            return
        for id, note in named:
            one = found[id]
            same(id, note, f"{one['gained']} nådde det och {one['lost']} lämnade det: {one['before']} blev "
                 f"{one['after']} av {one['n']}")  # fmt: skip


@of("nation.change")
def _nation_changed(c: Counting, s: Said) -> None:
    ways = {Direction.HIGHER: 1, Direction.LOWER: -1}
    signs = pd.concat([
        (table.new - table.old) * ways[c.indicator(id).direction]
        for id, table in c.moves.items() if c.indicator(id).direction in ways
    ])  # fmt: skip
    told = tuple(whole(s.gaps[g]) for g in ("n", "held", "up", "down"))
    same("answers", told, (len(signs), int((signs == 0).sum()), int((signs > 0).sum()), int((signs < 0).sum())))


@of("size.what", "brief.nation.size", "size.only", "size.rest")
def _sizes(c: Counting, s: Said) -> None:
    stand, only, tested = c.sized
    if s.key in {"size.only", "size.rest"}:
        named = {id for id, _ in c.listed(s.gaps["list"])}
        same("those", named == only if s.key == "size.only" else named < set(stand), True)
        return
    same("stand", (whole(s.gaps["stand"]), whole(s.gaps["tested"])), (len(stand), tested))
    if s.key == "brief.nation.size":
        counts = stand[c.id(s.gaps["label"])]["counts"]
        ends = [share(high, n) for n, high, _ in (counts[0], counts[-1])]
        same("ends", [plain(s.gaps["low"]), plain(s.gaps["high"])], ends)


@of("size.item", "size.item.above")
def _size(c: Counting, s: Said) -> None:
    counts = c.sized[0][c.id(s.gaps["label"])]["counts"]
    text = plain(s.text).replace(" och ", ", ")
    told = re.findall(r"([^,:()]*? %) \((\d+) av (\d+)\)", text)
    same("shares", [(a.strip(), int(k), int(n)) for a, k, n in told], [(share(k, n), k, n) for n, k, _ in counts])
    if s.key.endswith("above"):
        above = text.rpartition(": ")[2].rstrip(").").split(", ")
        same("with lower", above, [share(a, n) for n, _, a in counts])


@of("pattern.what")
def _patterns(c: Counting, s: Said) -> None:
    same("compared", whole(s.gaps["tested"]) in {c.contrasts(kind)[2] for kind in ("size", "kind", "county")}, True)


@of("pattern.group")
def _group(c: Counting, s: Said) -> None:
    found = [one for kind in ("size", "kind", "county") for one in c.contrasts(kind)[0]]
    mine = {
        one["id"]: one for one in found if c.words.areas[one["group"]].label["sv"].lower() == s.gaps["name"].lower()
    }
    same("questions", {id for id, _ in c.listed(s.gaps["list"])}, set(mine))
    for one in mine.values():
        count, n, other, of_n, _ = one["high"]
        told = f"{share(count, n)} ({count} av {n}) mot {share(other, of_n)} ({other} av {of_n}) i övriga"
        same(one["id"], told in plain(s.gaps["list"]), True)
        k, n, o, m, _ = one["above"]
        if len(c.indicator(one["id"]).steps) > 2:
            same(one["id"], f"inräknat {share(k, n)} mot {share(o, m)}" in plain(s.gaps["list"]), True)


@of("together.what", "together.stand", "together.item")
def _together(c: Counting, s: Said) -> None:
    pairs, tested, n = c.pairs
    if s.key == "together.what":
        same("pairs", (whole(s.gaps["pairs"]), whole(s.gaps["n"])), (tested, n))
    elif s.key == "together.stand":
        same("stand", whole(s.gaps["stand"]), len(pairs))
    else:
        one, other = c.id(s.gaps["one"]), c.id(s.gaps["other"])
        told = {gap: whole(s.gaps[gap]) for gap in ("both", "with_one", "only", "without")}
        same(f"{one} and {other}", told, pairs.get((one, other)))


@of("nation.answered")
def _answered(c: Counting, s: Said) -> None:
    id = next(ids[0] for name, ids in c.themes.items() if s.gaps["theme"] in in_sentence(bracketed(name)))
    n, asked = len(c.now(id)), len(c.places)
    told = (whole(s.gaps["n"]), whole(s.gaps["asked"]), plain(s.gaps["share"]))
    same("answered", told, (n, asked, share(n, asked)))


#: Where sentences of a kind stand, by the first word of their key; others anywhere.
SECTIONS = {
    "size": {"size"}, "pattern": {"size", "groups", "counties"}, "together": {"together"}, "spread": {"change"},
    "lesson": {"learn"}, "brief": {"brief"}, "theme": {"theme"}, "answers": {"answers"}, "numbers": {"numbers"},
    "change": {"change"},
}  # fmt: skip


def known(area: str, section: str, heading: str, text: str) -> Iterator[Said]:
    """The sentences of a paragraph that a check knows, each tried where a sentence may begin and end."""
    keys = [key for key in CHECKS if section in SECTIONS.get(key.partition(".")[0], {section})]
    keys = [key for key in keys if not (key.startswith("size.item") and " mot " in text)]  # a group, not a question
    ends = [one.end() for one in re.finditer(r"[.:](?= |$)", text)]
    starts, at = [0, *(end + 1 for end in ends)], 0
    while at < len(text):
        best: Said | None = None
        for end in (end for end in ends if end > at):
            for key in keys:
                found = pattern(key).fullmatch(text, at, end)
                if found and (best is None or len(_PHRASES[key]["sv"]) > len(_PHRASES[best.key]["sv"])):
                    best = Said(area, section, heading, key, found.groupdict(), text[at:end])
            if best is not None and best.key not in {"pattern.group", "size.item"}:
                break
        if best is not None:
            yield best
            at += len(best.text) + 1
        else:
            at = next((start for start in starts if start > at), len(text))


def numbers(text: str) -> Counter[str]:
    """The numbers of a text, however a language writes them."""
    text = re.sub(r"(?<!\d)(\d{1,3}) (?=\d{3}\b)", r"\1", text)
    text = re.sub(r"(?<=\d)[\u00a0,.](?=\d)", "", text)
    return Counter(re.findall(r"\d+", text))


def main(arguments: list[str] | None = None) -> int:
    """Draw, recount, print; 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tools.drawn", description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20, help="sentences of each level; 0: all")
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--packages", type=Path, default=Path("datapackages"))
    parser.add_argument("--vocab", type=Path, default=Path("vocab"))
    asked = parser.parse_args(arguments)
    counting = Counting(asked.packages, asked.vocab)
    path = next((asked.build / "current").glob("*.db"))
    rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute(
        "SELECT area, section, heading_sv, text_sv, text_en FROM analyses ORDER BY area, position"
    )
    levels: dict[str, list[Said]] = {"municipality": [], "county": [], "nation": []}
    wrong, heading, draw = 0, "", random.Random(asked.seed)  # noqa: S311  a lot, no secret
    few = draw.sample(counting.places, min(asked.count * 2 or len(counting.places), len(counting.places)))
    looked = {*few, *(code for code, one in counting.words.areas.items() if one.kind is not AreaKind.MUNICIPALITY)}
    for area, section, head, text, english in rows:
        if area not in looked:
            continue
        heading = head or heading
        if numbers(text) != numbers(english) and not re.search(r"\b(en|ett|två|ingen|one|two|none)\b", text + english):
            wrong += 1
            print(f"DIFFERS {area}: the English has other numbers: {text} | {english}")
        kind = counting.words.areas[area].kind.value
        alone = [code for code in counting.places if counting.county[code] == area]
        area = alone[0] if section == "brief" and len(alone) == 1 else area  # what is said of its one municipality
        levels[kind] += known(area, section, heading, text)
    for level, found in levels.items():
        chosen = draw.sample(found, min(asked.count or len(found), len(found)))
        print(f"{level}: {len(chosen)} of {len(found)} sentences of {len({s.key for s in found})} phrases")
        for said in chosen:
            try:
                CHECKS[said.key](counting, said)
                if asked.count:
                    print(f"  as counted: {said.area} {said.key}: {plain(said.text)}")
            except (Differs, KeyError, IndexError, ValueError, StopIteration) as fault:
                wrong += 1
                print(f"  DIFFERS {said.area} {said.key}: {fault!r}: {plain(said.text)}")
    print(f"{wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
