"""Disclosure: small counts of people are withheld, and with them whatever would give them away.

Primary suppression withholds counts above zero and below a threshold. Complementary suppression
withholds more until no withheld count can be worked out from totals, and none is boxed in by a
remainder smaller than the threshold. Figures derived from a withheld one are withheld too. The
terms are those of Hundepool et al. (2012), *Statistical Disclosure Control*, chapter 4.

Nothing here decides that a threshold is needed: a dataset says so in its ``dataset.yaml``::

    disclosure:
      - indicators: [ID]
        threshold: 5          # counts 1–4 are withheld
        derived: {andel: [ID]}   # figures made from others

Today's figures come from sources that have published them already; no dataset asks for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Generic, TypeVar

from publisher.model import Observation
from publisher.statistics.figures import Groups

Key = TypeVar("Key", bound=Hashable)

#: Status of a withheld figure, in ``terms.ttl``.
SUPPRESSED = "suppressed"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is withheld."""

    indicators: Sequence[str]
    threshold: float  #: counts above 0 and below this are withheld
    #: derived indicator to those it is made from
    derived: Mapping[str, Sequence[str]] = field(default_factory=dict)


def rules_from(declared: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Rules as declared in a ``dataset.yaml``.

    Raises:
        ValueError: a rule lacks its indicators or its threshold, or the threshold is not above 1.
    """
    found = []
    for number, entry in enumerate(declared, 1):
        indicators, threshold = entry.get("indicators"), entry.get("threshold")
        if not indicators or isinstance(indicators, str):
            raise ValueError(f"disclosure rule {number}: 'indicators' must be a list of indicators.")
        if not isinstance(threshold, int | float) or isinstance(threshold, bool) or threshold <= 1:
            raise ValueError(f"disclosure rule {number}: 'threshold' must be a number above 1, as in threshold: 5.")
        derived = {str(name): list(map(str, inputs)) for name, inputs in dict(entry.get("derived", {})).items()}
        found.append(Rule(indicators=[str(i) for i in indicators], threshold=threshold, derived=derived))
    return found


@dataclass(frozen=True)
class Total(Generic[Key]):
    """A published total and the parts that add up to it."""

    total: Key
    parts: Sequence[Key]


def withheld(values: Mapping[Key, float], totals: Sequence[Total[Key]], threshold: float) -> set[Key]:
    """Which of a table's counts must be withheld.

    Args:
        values: every count that is known, totals included.
        totals: what adds up to what; a total that is not among ``values`` gives nothing away.
        threshold: counts above 0 and below this are withheld.

    Returns:
        Keys to withhold; the same whatever the order of the input.
    """
    hidden = {key for key, value in values.items() if 0 < value < threshold}
    relations = [
        (total.total, list(total.parts))
        for total in totals
        if total.total in values and any(part in values for part in total.parts)
    ]
    while (weak := _weakest(values, relations, hidden, threshold)) is not None:
        hidden.add(weak)
    return hidden


def _weakest(
    values: Mapping[Key, float], relations: Sequence[tuple[Key, Sequence[Key]]], hidden: set[Key], threshold: float
) -> Key | None:
    """The next count to withhold; None when all that is withheld is safe."""
    for total, parts in relations:
        gone = [part for part in parts if part in hidden]
        if not gone or total in hidden or any(part not in values for part in parts):
            continue  # a part that nobody knows hides the others as well as a withheld one does
        if len(gone) == 1 or sum(values[part] for part in gone) < threshold:
            return _companion(values, total, parts, hidden)
    solvable = _derivable(values, relations, hidden)
    if not solvable:
        return None
    for total, parts in relations:
        if solvable & {total, *parts}:
            candidate = _companion(values, total, parts, hidden)
            if candidate not in hidden:
                return candidate
    return None


def _companion(values: Mapping[Key, float], total: Key, parts: Sequence[Key], hidden: set[Key]) -> Key:
    """What to withhold beside: the smallest part above zero still shown, a zero if there is none, else the total."""
    open_parts = [(values[part] == 0, values[part], str(part), part) for part in parts if part in values]
    shown = sorted(entry[:3] for entry in open_parts if entry[3] not in hidden)
    by_name = {entry[2]: entry[3] for entry in open_parts}
    return by_name[shown[0][2]] if shown else total


def _derivable(
    values: Mapping[Key, float], relations: Sequence[tuple[Key, Sequence[Key]]], hidden: set[Key]
) -> set[Key]:
    """Withheld counts that the totals together give away: rows with one unknown left after elimination."""
    unknowns = sorted(
        {key for total, parts in relations for key in (total, *parts) if key in hidden or key not in values}, key=str
    )
    place = {key: i for i, key in enumerate(unknowns)}
    rows: list[list[Fraction]] = []
    for total, parts in relations:
        row = [Fraction(0)] * len(unknowns)
        for part in parts:
            if part in place:
                row[place[part]] += 1
        if total in place:
            row[place[total]] -= 1
        if any(row):
            rows.append(row)
    pivot = 0
    for column in range(len(unknowns)):
        chosen = next((i for i in range(pivot, len(rows)) if rows[i][column]), None)
        if chosen is None:
            continue
        rows[pivot], rows[chosen] = rows[chosen], rows[pivot]
        lead = rows[pivot][column]
        rows[pivot] = [entry / lead for entry in rows[pivot]]
        for i, row in enumerate(rows):
            if i != pivot and row[column]:
                factor = row[column]
                rows[i] = [entry - factor * base for entry, base in zip(row, rows[pivot], strict=True)]
        pivot += 1
    alone = (used[0] for row in rows if len(used := [i for i, entry in enumerate(row) if entry]) == 1)
    return {unknowns[i] for i in alone} & hidden


def disclose(
    cells: Iterable[Observation], rules: Sequence[Rule], groups: Groups, counties: Iterable[str]
) -> list[Observation]:
    """Figures with what must be withheld replaced by the status ``suppressed``.

    Totals that are heeded: the nation over its municipalities, each county over its own, the nation
    over its counties, and both sexes over women and men.

    Args:
        cells: all figures of a dataset.
        rules: what the dataset withholds.
        groups: who belongs where.
        counties: codes of the counties.
    """
    kept = list(cells)
    county_codes = sorted(counties)
    for rule in rules:
        hidden: set[tuple[str, str, str, str, str]] = set()
        values = {
            (c.indicator, c.period, c.area, c.sex, c.service_area): c.value
            for c in kept
            if c.indicator in rule.indicators and c.value is not None
        }
        for group in sorted({(key[0], key[1], key[4]) for key in values}):
            table = {key: value for key, value in values.items() if (key[0], key[1], key[4]) == group}
            hidden |= withheld(table, _totals(group, table, groups, county_codes), rule.threshold)
        places = {(period, area, sex, service) for _, period, area, sex, service in hidden}
        kept = [
            _without(c)
            if (c.indicator, c.period, c.area, c.sex, c.service_area) in hidden
            or (c.indicator in rule.derived and _made_of(c, rule, hidden, places))
            else c
            for c in kept
        ]
    return kept


def _totals(
    group: tuple[str, str, str],
    table: Mapping[tuple[str, str, str, str, str], float],
    groups: Groups,
    counties: Sequence[str],
) -> list[Total[tuple[str, str, str, str, str]]]:
    indicator, period, service = group

    def key(area: str, sex: str) -> tuple[str, str, str, str, str]:
        return indicator, period, area, sex, service

    found = []
    for sex in ("T", "F", "M"):
        for area in (groups.nation, *counties):
            members, _ = groups.members(area, period[:4])
            found.append(Total(key(area, sex), [key(member, sex) for member in members]))
        found.append(Total(key(groups.nation, sex), [key(county, sex) for county in counties]))
    for area in sorted({key[2] for key in table}):
        found.append(Total(key(area, "T"), [key(area, "F"), key(area, "M")]))
    return [total for total in found if total.parts]


def _made_of(
    cell: Observation, rule: Rule, hidden: set[tuple[str, str, str, str, str]], places: set[tuple[str, str, str, str]]
) -> bool:
    place = (cell.period, cell.area, cell.sex, cell.service_area)
    return place in places and any((made_from, *place) in hidden for made_from in rule.derived[cell.indicator])


def _without(cell: Observation) -> Observation:
    return cell._replace(value=None, status=SUPPRESSED, n=None, numerator=None, denominator=None)
