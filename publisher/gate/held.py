"""Held back: what a fetch brought, held against what was published before, so that nothing is published by accident.

Everything here may be right (an indicator does end, a unit does change) and is published once the publisher accepts it
for this fetch, ``--accept RULE --reason …``, or in writing in ``dataset.yaml``. The acceptance is published either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from publisher import observations
from publisher.errors import Problem, Severity
from publisher.gate.factors import factors
from publisher.gate.figures import STEPS
from publisher.gate.rows import SHARES
from publisher.model import KEY_COLUMNS, Comparability, Dataset, Source, Table
from publisher.vocabulary import Vocabulary
from publisher.vocabulary.schemas import told_in

if TYPE_CHECKING:
    import pandas as pd

KEY = list(KEY_COLUMNS)
#: Share of the areas of an indicator and period that may be gone without a question.
VANISHED = 0.5
#: Values that must have changed by one factor, and how many of them, before the unit is in doubt.
SCALED_ROWS = 20
SCALED_SHARE = 0.9
#: The factor must differ from 1 by at least this much.
SCALED_LEAST = 1.2


def held(file: str, rule: str, subject: str, fault: str, remedy: str) -> Problem:
    """A reason to hold a fetch back."""
    return Problem(file=file, fault=fault, remedy=remedy, rule=rule, subject=subject, severity=Severity.WARNING)


def older(file: str, before: Dataset, today: str, old: Iterable[Source], new: Iterable[Source]) -> list[Problem]:
    """A snapshot older than the last one: by the day of the fetch, or by the day a source was retrieved."""
    found = []
    if today < before.modified:
        found.append(
            held(
                file,
                "older-than-last",
                today,
                f"the fetch is dated {today}, but version {before.version} was published on {before.modified}.",
                f"Give a later --date; accepted, it is recorded on {before.modified}.",
            )
        )
    earlier = {source.id: source for source in old}
    for source in new:
        last = earlier.get(source.id)
        if last and last.sha256 != source.sha256 and source.retrieved < last.retrieved:
            found.append(
                held(
                    file,
                    "older-than-last",
                    source.id,
                    f"the source '{source.id}' is of {source.retrieved}, but one of {last.retrieved} is published.",
                    "Fetch the newer one.",
                )
            )
    return found


def vanished(file: str, old: pd.DataFrame, new: pd.DataFrame) -> list[Problem]:
    """Indicators, periods or half of the areas that had values and have none any more."""
    found = []
    filled = old[old["value"].notna()][["indicator", "period", "area"]].drop_duplicates()
    still = new[new["value"].notna()][["indicator", "period", "area"]].drop_duplicates()
    both = filled.merge(still, how="left", indicator="side")
    both["there"] = (both["side"] == "both").to_numpy()
    counts = both.groupby(["indicator", "period"])["there"].agg(["size", "sum"]).reset_index()
    for name, rows in counts.groupby("indicator"):
        had, have = int(rows["size"].sum()), int(rows["sum"].sum())
        gone = rows[rows["sum"] == 0]["period"].tolist()
        if have == 0:
            fault = f"all values of {name} ({had} in {len(rows)} periods) are gone from the source."
            remedy = "Look whether the source was cut off; accepted, its rows stay with the status 'withdrawn'."
            found.append(held(file, "indicator-vanished", str(name), fault, remedy))
            continue
        if gone:
            span = gone[0] if len(gone) == 1 else f"{gone[0]}–{gone[-1]} ({len(gone)} periods)"
            fault = f"all values of {name} for {span} are gone from the source."
            remedy = "Ask for the same periods as before; accepted, the rows stay with the status 'withdrawn'."
            found.append(held(file, "period-vanished", str(name), fault, remedy))
        part = rows[(rows["sum"] > 0) & (rows["sum"] <= rows["size"] * VANISHED)]
        for row in part.itertuples():
            lost = int(row.size) - int(row.sum)
            fault = f"{lost} of {row.size} areas had a value of {name} for {row.period} and have none any more."
            remedy = "Look whether the source was cut off."
            found.append(held(file, "areas-vanished", f"{name}/{row.period}", fault, remedy))
    return found


def begun(file: str, old: pd.DataFrame, new: pd.DataFrame, vocabulary: Vocabulary) -> list[Problem]:
    """First values under a later version of a definition, unless that is comparable in full with the one before.

    Such a version may have been written before anybody saw the question (a law that changes what is asked about): a
    person reads it before its first values are published, and they are never joined to those before a ``none``. One
    that says in what scale it counts has been written by somebody who has.
    """
    found = []
    standing = old[old["value"].notna()].groupby("indicator")["period"].unique()
    came = new[new["value"].notna()].groupby("indicator")["period"].unique()
    for name in sorted(set(standing.index) & set(came.index)):
        indicator = vocabulary.indicators.get(str(name))
        versions = list(indicator.in_order) if indicator else []
        if indicator is None or len(versions) < 2:
            continue
        last = max(map(indicator.place, standing[name]))
        by_version: dict[int, list[str]] = {}
        for period in sorted(came[name]):
            by_version.setdefault(indicator.place(period), []).append(period)
        for place, periods in sorted(by_version.items()):
            version = versions[place]
            if place and version.scale != versions[place - 1].scale:
                continue  # who wrote its scale has read the question
            if place > last and any(v.comparability is not Comparability.FULL for v in versions[last + 1 : place + 1]):
                found.append(
                    held(
                        file,
                        "new-definition",
                        f"{name}/{version.number}",
                        f"the values of {name} for {', '.join(periods)} are the first under version {version.number} "
                        f"of its definition, from {version.valid_from}: {version.change['en']}",
                        "Read how the question was put, and correct the version in vocab/indicators.ttl where it "
                        "says otherwise.",
                    )
                )
    return found


def rescaled(file: str, old: pd.DataFrame, new: pd.DataFrame, vocabulary: Vocabulary) -> list[Problem]:
    """Indicators whose values have all changed by one factor, as when thousands become units, or those of a period."""
    import numpy as np

    pairs = old[[*KEY, "value"]].merge(new[[*KEY, "value"]], on=KEY, suffixes=("_old", "_new"))
    pairs = pairs[(pairs["value_old"] * pairs["value_new"] > 0) & (pairs["value_old"] != pairs["value_new"])]
    found = []
    remedy = "Look whether the source has changed its unit; if so, write the factor under scale in the source."
    for name, rows in pairs.groupby("indicator"):
        indicator = vocabulary.indicators.get(str(name))
        indicator = indicator and indicator.at(max(map(str, rows["period"])))
        if indicator and indicator.value_kind in STEPS:
            continue
        times = (rows["value_new"] / rows["value_old"]).to_numpy()
        middle = float(np.median(times))
        alike = float(np.mean(np.abs(times / middle - 1) < 0.01))
        if len(rows) >= SCALED_ROWS and alike >= SCALED_SHARE and max(middle, 1 / middle) >= SCALED_LEAST:
            fault = f"{alike:.0%} of the values of {name} are {middle:.4g} times what they were."
            found.append(held(file, "unit-changed", str(name), fault, remedy))
            continue
        groups = rows.groupby(["period", "sex", "service_area"], sort=True)
        cells = list(groups.groups)
        before, after = (rows[f"value_{which}"].to_numpy("float64") for which in ("old", "new"))
        tens = indicator is None or indicator.value_kind not in SHARES
        for factor in factors(groups.ngroup().to_numpy(), before, after, tens):
            period, sex, area = map(str, cells[factor.group])
            fault = f"{factor} for {name} {period} {sex} {area}, which was published before."
            found.append(held(file, "unit-changed", f"{name}/{period}", fault, remedy))
    return found


def redefined(file: str, before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> list[Problem]:
    """Indicators whose unit or value kind is another than when they were published."""
    return [
        held(
            file,
            "unit-changed",
            name,
            f"{name} was published with the unit {before[name][0]} ({before[name][1]}), vocab/indicators.ttl now says "
            f"{now[name][0]} ({now[name][1]}).",
            "A changed unit is another indicator, or a new major version.",
        )
        for name in sorted(set(before) & set(now))
        if list(before[name]) != list(now[name])
    ]


def restructured(file: str, before: Dataset, licence: str, tables: Sequence[Table]) -> list[Problem]:
    """Other columns, a table that is gone, another licence: what makes a version major.

    A column that may come, one that few sources fill or of a text in a language that the site has begun to be told
    in, is no other column: who reads the table by name reads on.
    """
    found = []
    now = {table.name: [(column.name, column.type) for column in table.columns] for table in tables}
    for table in before.tables:
        columns = [(column.name, column.type) for column in table.columns]
        there, given = {name for name, _ in columns}, now.get(table.name, ())
        coming = told_in(name for name, _ in given) | {n for n, _ in given if observations.optional(table.name, n)}
        kept = [one for one in given if one[0] in there or one[0] not in coming]
        if table.name not in now:
            fault = f"the table '{table.name}' is no longer there."
        elif columns != kept:
            changed = sorted({name for name, _ in set(columns) ^ set(kept)}) or ["their order"]
            fault = f"the table '{table.name}' has other columns than before: {', '.join(changed)}."
        else:
            continue
        remedy = "Those who read it by name would break; accepted, the version becomes a new major one."
        found.append(held(file, "columns-changed", table.name, fault, remedy))
    if before.licence != licence:
        fault = f"the licence was {before.licence} and is now {licence}."
        remedy = "Accepted, the version becomes a new major one."
        found.append(held(file, "licence-changed", licence, fault, remedy))
    return found


def contradicted(file: str, new: pd.DataFrame, vocabulary: Vocabulary) -> tuple[list[Problem], pd.DataFrame]:
    """Rows with a value and a status that says there is none.

    Returns:
        What to hold back, and the table as it is published once accepted: the status stands, since a value marked as
        suppressed must not slip out; neither the value nor the numbers beside it are published.
    """
    missing = [code for code, status in vocabulary.statuses.items() if status.missing]
    both = (new["value"].notna() & new["status"].isin(missing)).to_numpy()
    if not both.any():
        return [], new
    found = []
    for (name, status), rows in new[both].groupby(["indicator", "status"]):
        first = rows.iloc[0]
        fault = (
            f"{len(rows)} rows of {name} have a value and the status '{status}', which says there is none "
            f"(first: {first['area']} {first['period']} {first['sex']})."
        )
        remedy = "Ask the source which is right; accepted, the status is published and the value is not."
        found.append(held(file, "value-and-missing-status", str(name), fault, remedy))
    kept = new.copy()
    for column in observations.numbers(kept):
        kept[column] = kept[column].mask(both)
    return found, kept
