"""Recounted: what the analyses say of the answers, counted anew with pandas and SciPy from the packages' own tables.

Nothing of ``publisher.statistics`` is used: the vocabulary gives names, steps, groups and limits (:data:`RULES`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from publisher import vocabulary
from publisher.model import AreaKind, Direction, Period, ValueKind
from publisher.statistics.rules import RULES

STEPPED = {ValueKind.BOOLEAN, ValueKind.ORDINAL, ValueKind.CONDITIONAL}


def screened(chances: Sequence[float], comparisons: int | None = None, method: str = "bh") -> list[bool]:
    """Which stand out at the rate of the rules, those not given being 1."""
    if not len(chances):
        return []
    padded = [*chances, *[1.0] * max(0, (comparisons or 0) - len(chances))]
    return [bool(p <= RULES.lead_rate) for p in stats.false_discovery_control(padded, method=method)[: len(chances)]]


def drawn(count: int, n: int, whole: int, total: int) -> float:
    """How often a draw is as uneven, two-sided (hypergeometric)."""
    of = stats.hypergeom(total, whole, n)
    return float(min(1.0, 2 * min(of.cdf(count), of.sf(count - 1))))


class Recounted:
    """A site's vocabulary and observations, and what is counted of them."""

    def __init__(self, packages: Path, vocab: Path) -> None:
        self.words = vocabulary.load(vocab)
        frames = [
            pd.read_csv(path, dtype=str, keep_default_na=False) for path in sorted(packages.glob("*/observations.csv"))
        ]
        rows = pd.concat(frames, ignore_index=True)
        self.rows = rows[(rows.sex == "T") & (rows.service_area == "_T")].assign(value=lambda f: pd.to_numeric(f.value))
        kinds = {code: area.kind for code, area in self.words.areas.items()}
        self.places = sorted(code for code, kind in kinds.items() if kind is AreaKind.MUNICIPALITY)
        self.county = {code: self.words.areas[code].county or "" for code in self.places}
        held = self.rows[self.rows.area.isin(self.places) & self.rows.value.notna()]
        background = self.words.background
        self.values: dict[str, pd.DataFrame] = {
            str(id): part.pivot(index="area", columns="period", values="value")
            for id, part in held.groupby("indicator")
            if not background(self.words.indicators[str(id)])
        }
        self.latest = {id: frame.columns.max() for id, frame in self.values.items()}

    def indicator(self, id: str) -> Any:
        return self.words.indicators[id].at(self.latest[id])

    def now(self, id: str) -> pd.Series:
        """The latest answers."""
        return self.values[id][self.latest[id]].dropna()

    def ends(self, id: str) -> tuple[int, int]:
        codes = [step.code for step in self.indicator(id).steps] or [0, 1]
        return min(codes), max(codes)

    @cached_property
    def themes(self) -> dict[str, list[str]]:
        """Name of a theme to its questions: a subject, and a service area with three questions at least."""
        asked = [id for id in self.values if self.indicator(id).value_kind in STEPPED]
        table = pd.DataFrame({"id": asked, "subject": [self.indicator(id).subject for id in asked]})
        table["service"] = [self.indicator(id).service_area for id in asked]
        table["period"] = [self.latest[id] for id in asked]
        table["retired"] = [bool(self.indicator(id).retired) for id in asked]
        many = table.groupby(["subject", "service"])["id"].transform("count") >= 3
        table["service"] = table.service.where(many, "")
        subjects, services = self.words.concepts["subject"], self.words.concepts["service-area"]
        found = {}
        for (subject, service), part in table.groupby(["subject", "service"]):
            part = part[~part.retired | (part.period == part.period.max())]
            name = subjects[str(subject)].label["sv"]
            if service:
                label = services[str(service)].label["sv"]
                name = f"{name}, {label[:1].lower()}{label[1:]}"
            found[name] = sorted(part.id)
        return found

    @cached_property
    def questions(self) -> list[str]:
        kinds = (ValueKind.CONDITIONAL,)
        return [id for ids in self.themes.values() for id in ids if self.indicator(id).value_kind not in kinds]

    @cached_property
    def large(self) -> list[str]:
        return [id for ids in self.themes.values() if len(ids) >= 4 for id in ids if id in self.questions]

    @cached_property
    def elsewhere(self) -> dict[str, set[str]]:
        """Question to municipalities whose county has given its theme's task to another."""
        found: dict[str, set[str]] = {}
        for ids in self.themes.values():
            tasks = {self.indicator(id).task for id in ids} - {None}
            not_borne = {c for c, a in self.words.areas.items() if tasks & set(a.not_responsible)}
            for id in ids:
                found[id] = {code for code in self.places if self.county[code] in not_borne or code in not_borne}
        return found

    def borne(self, id: str) -> pd.Series:
        series = self.now(id)
        return series[~series.index.isin(list(self.elsewhere.get(id, ())))]

    # ---- who is like whom

    @cached_property
    def _traits(self) -> tuple[pd.DataFrame, dict[str, str], dict[str, str]]:
        """Standardised numbers of each municipality, its kind, and its county's part of the country."""

        def trait(name: str) -> pd.DataFrame:
            part = self.rows[(self.rows.indicator == self.words.measuring(name)) & self.rows.area.isin(self.places)]
            return part.pivot(index="area", columns="period", values="value")

        people, dense, land = trait("population"), trait("density"), trait("land-area")
        last = people.columns.max()
        density = dense[dense.columns.max()] if len(dense.columns) else people[last] / land[land.columns.max()]
        growth = 100 * (people[last] / people[str(int(last) - 10)] - 1)
        numbers = pd.DataFrame({"size": np.log(people[last]), "density": np.log(density), "growth": growth})
        numbers = numbers.reindex(self.places)
        division = self.words.division("kind")
        kinds = {m.area: m.group for m in self.words.memberships if m.group.startswith(f"{division}-")}
        part_of = {c: (a.nuts or "").rpartition("/")[2][:4] for c, a in self.words.areas.items()}
        return (numbers - numbers.mean()) / numbers.std(ddof=0), kinds, part_of

    @lru_cache  # noqa: B019  one is made a run
    def peers(self, area: str) -> list[str]:
        """The thirty most similar municipalities, by published traits."""
        numbers, kinds, part_of = self._traits
        weights = np.array([2.0, 2.0, 1.0])
        main = {group: group.rpartition("-")[2][0] for group in kinds.values()}
        squares = (numbers - numbers.loc[area]) ** 2
        order = {}
        for other in self.places:
            known = squares.loc[other].to_numpy()
            there = ~np.isnan(known)
            total, weight = float((known * weights)[there].sum()), float(weights[there].sum())
            for mine, theirs, weighs, wider in (
                (kinds.get(area), kinds.get(other), 1.0, main),
                (self.county[area], self.county[other], 0.5, part_of),
            ):
                if mine and theirs:
                    alike = (wider[mine] or mine) == (wider[theirs] or theirs)
                    total += weighs * (0 if mine == theirs else 1 if alike else 2)
                    weight += weighs
            order[other] = round(float(np.sqrt(total / weight)), 9)
        return sorted((code for code in self.places if code != area), key=lambda code: (order[code], code))[
            : RULES.peers
        ]

    # ---- groups

    def members(self, kind: str) -> dict[str, set[str]]:
        """Group or county to the municipalities that were in it when the latest answers were given."""
        if kind == "county":
            codes = sorted(set(self.county.values()))
            return {code: {one for one in self.places if self.county[one] == code} for code in codes}
        division, year = self.words.division(kind), max(self.latest[id] for id in self.questions)
        codes = sorted(code for code, area in self.words.areas.items() if area.group_type == division and division)
        found = {}
        for code in codes:
            of = [m for m in self.words.memberships if m.group == code]
            then = {m.area for m in of if (m.valid_from or "") <= year <= (m.valid_to or "9999")}
            found[code] = then or {m.area for m in of if m.valid_to is None}
        return found

    def contrast(self, id: str, inside: set[str]) -> dict[str, Any]:
        """A group against the others: counts and probabilities with the highest answer alone, and with lower ones."""
        low, high = self.ends(id)
        values = self.borne(id)
        here = values[values.index.isin(list(inside))]
        counted = []
        for yes in (values == high, values > low):
            count, n = int(yes[here.index].sum()), len(here)
            whole, total = int(yes.sum()), len(values)
            counted.append((count, n, whole - count, total - n, drawn(count, n, whole, total)))
        ways = [np.sign(c * m - o * n) for c, n, o, m, _ in counted]
        both = max(c[-1] for c in counted) if ways[0] * ways[1] > 0 else 1.0
        return {"id": id, "high": counted[0], "above": counted[1], "alone": counted[0][-1], "both": both}

    @lru_cache  # noqa: B019  one is made a run
    def contrasts(self, kind: str, county: str = "") -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
        """What stands, what does with the highest answer alone, and how many were compared."""
        groups = {code: m for code, m in self.members(kind).items() if not county or code == county}
        found = []
        for id in self.large if county else self.questions:
            values = self.borne(id)
            for group, inside in groups.items():
                n = values.index.isin(list(inside)).sum()
                if RULES.fewest_spread <= n <= len(values) - RULES.fewest_spread:
                    found.append({"group": group, **self.contrast(id, inside)})
        both, alone = (screened([c[key] for c in found]) for key in ("both", "alone"))
        stand = [c for c, out in zip(found, both, strict=True) if out]
        only = [c for c, out, high in zip(found, both, alone, strict=True) if high and not out]
        return stand, only, len(found)

    @cached_property
    def sized(self) -> tuple[dict[str, dict[str, Any]], set[str], int]:
        """Questions that follow size, those that do with the highest answer alone, and how many were tested."""
        groups, found = list(self.members("size").values()), []
        for id in self.questions:
            low, high = self.ends(id)
            values = self.borne(id)
            place = pd.Series({code: at for at, group in enumerate(groups) for code in group})
            both = pd.DataFrame({"value": values, "place": place}).dropna()
            if both.place.nunique() < len(groups):
                continue
            chances, ways = [], []
            for yes in (both.value == high, both.value > low):
                r = stats.pearsonr(both.place, yes).statistic if 0 < yes.sum() < len(yes) else 0.0
                chances.append(float(stats.chi2.sf((len(yes) - 1) * r**2, 1)))
                ways.append(np.sign(r))
            counts = [
                tuple(map(int, (len(part), (part.value == high).sum(), (part.value > low).sum())))
                for _, part in both.groupby("place")
            ]
            chance = max(chances) if ways[0] * ways[1] > 0 else 1.0
            found.append({"id": id, "both": chance, "alone": chances[0], "counts": counts, "way": ways[0]})
        stand, alone = (screened([one[key] for one in found]) for key in ("both", "alone"))
        out = {one["id"]: one for one, yes in zip(found, stand, strict=True) if yes}
        only = {one["id"] for one, yes, high in zip(found, stand, alone, strict=True) if high and not yes}
        return out, only, len(found)

    # ---- what goes together, and what spreads

    @cached_property
    def pairs(self) -> tuple[dict[tuple[str, str], dict[str, int]], int, int]:
        """Pairs that go together, how many were tested, among how many."""
        ids = sorted(self.large)
        has = pd.DataFrame({id: self.borne(id) == self.ends(id)[1] for id in ids}).dropna().astype(int)
        place = pd.Series(self.county)[has.index]
        total = has.sum(axis=1)
        cuts = sorted(total)[len(total) // 3], sorted(total)[2 * len(total) // 3]
        chances = {}
        for one, other in combinations(ids, 2):
            rest = total - has[one] - has[other]
            strata = place + (rest >= cuts[0]).astype(int).astype(str) + (rest >= cuts[1]).astype(int).astype(str)
            table = pd.DataFrame({"a": has[one], "b": has[other], "ab": has[one] * has[other], "s": strata})
            part = table.groupby("s").agg(a=("a", "sum"), b=("b", "sum"), ab=("ab", "sum"), n=("a", "size"))
            part = part[part.n > 1]
            more = (part.ab - part.a * part.b / part.n).sum()
            variance = (part.a * part.b * (part.n - part.a) * (part.n - part.b) / (part.n**2 * (part.n - 1))).sum()
            z = max(abs(more) - 0.5, 0) / np.sqrt(variance) if variance > 0 else 0.0
            chances[one, other] = min(1.0, float(2 * stats.norm.sf(z)))
        out = screened(list(chances.values()), method="by")
        found = {}
        for (one, other), stands in zip(chances, out, strict=True):
            if stands:
                a, b = has[one] == 1, has[other] == 1
                found[one, other] = {
                    "both": int((a & b).sum()), "with_one": int(a.sum()), "only": int((b & ~a).sum()),
                    "without": int((~a).sum()),
                }  # fmt: skip
        return found, len(chances), len(has)

    @cached_property
    def moves(self) -> dict[str, pd.DataFrame]:
        """Question to old and new answer of those that answered both of the last two comparable times."""
        return {id: table for id in self.questions if (table := self.moved(id)) is not None}

    def moved(self, id: str) -> pd.DataFrame | None:
        """The same of one; None where there are no two times to compare."""
        one, periods = self.indicator(id), list(self.values[id].columns)
        starts = [v.valid_from for v in one.versions if v.valid_from and v.comparability.value == "none"]
        if len(periods) < 2 or any(
            Period.parse(periods[-2]).end < Period.parse(s).start <= Period.parse(periods[-1]).end for s in starts
        ):
            return None
        table = self.values[id][periods[-2:]].dropna()
        table.columns = pd.Index(["old", "new"])
        split = [
            code
            for code in table.index
            for change in self.words.areas[code].changes
            if change.comparability.value == "none" and periods[-2] < change.date[:4] <= periods[-1]
        ]
        return table.drop(index=split)

    @cached_property
    def spreads(self) -> dict[str, dict[str, Any]]:
        found = {}
        for id, table in self.moves.items():
            if self.indicator(id).direction is Direction.HIGHER:
                high = self.ends(id)[1]
                was, now = table.old == high, table.new == high
                gained, lost = int((~was & now).sum()), int((was & ~now).sum())
                up, down = int((table.new > table.old).sum()), int((table.new < table.old).sum())
                tests = [stats.binomtest(a, a + b).pvalue if a + b else 1.0 for a, b in ((gained, lost), (up, down))]
                chance = max(tests) if (gained - lost) * (up - down) > 0 else 1.0
                found[id] = {
                    "n": len(table), "before": int(was.sum()), "after": int(now.sum()), "gained": gained, "lost": lost,
                    "chance": float(chance),
                }  # fmt: skip
        out = screened([one["chance"] for one in found.values()])
        for one, stands in zip(found.values(), out, strict=True):
            one["stands"] = stands
        return found

    @cached_property
    def net(self) -> pd.DataFrame:
        """Of each municipality how many answers moved forward, back, and were comparable: half of them at least."""
        ways = {Direction.HIGHER: 1, Direction.LOWER: -1}
        ids = [id for id in self.moves if self.indicator(id).direction in ways]
        signs = pd.DataFrame({
            id: np.sign(self.moves[id].new - self.moves[id].old) * ways[self.indicator(id).direction] for id in ids
        }).reindex(self.places)  # fmt: skip
        found = pd.DataFrame({"up": (signs > 0).sum(axis=1), "down": (signs < 0).sum(axis=1)})
        found["known"] = signs.notna().sum(axis=1)
        return found[(2 * found.known >= len(ids)) & (found.known > 0)]
