"""What people write in ``reported.yaml``: every field there, of the right shape, about something that is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from publisher.declarations import Declaration
from publisher.errors import Problem
from publisher.gate.declared import Asking
from publisher.model import Period
from publisher.reported import STATUSES
from publisher.vocabulary import Vocabulary

_REPORT = {
    "date": True, "dataset": True, "indicator": False, "area": False, "period": False, "said": True, "status": True,
    "became": False,
}  # fmt: skip


def problems(
    declared: Declaration,
    languages: Sequence[str],
    datasets: Mapping[str, Collection[str]],
    withdrawn: Collection[str],
    vocabulary: Vocabulary,
) -> list[Problem]:
    """Everything wrong with the file.

    Args:
        datasets: name to the ids of its indicators.
        withdrawn: names of datasets that were published and are no more.
        vocabulary: for areas, and the indicators of what is withdrawn.
    """
    reader = Asking(declared, languages)
    values = reader.fields(declared.values, (), {"reported": False})
    listed = values.get("reported") or []
    if not isinstance(listed, list):
        reader.fault(
            ("reported",), "wrong-shape", "reported is not a list.", "Write - {date: 2026-11-21, dataset: …, …}."
        )
        listed = []
    for position, one in enumerate(listed):
        place = ("reported", position)
        one = reader.fields(one, place, _REPORT)
        for name in ("said", "became"):
            reader.text(one, place, name)
        given = {name: str(one[name]) for name in _REPORT if one.get(name) not in (None, "", [], {})}
        if "date" in given and not reader.is_day(one["date"]):
            reader.fault((*place, "date"), "wrong-shape", f"'{one['date']}' is not a day.", "Write it as 2026-11-21.")
        if given.get("status") in STATUSES[1:] and "became" not in given:
            fault = f"the report is '{given['status']}', and nothing says what became of it."
            reader.fault((*place, "became"), "missing-field", fault, f"Add became, or write status: {STATUSES[0]}.")
        reader.code(given, place, "status", STATUSES, "unknown-status", "what may become of a report")
        reader.code(given, place, "dataset", [*datasets, *withdrawn], "unknown-reference", "datapackages/")
        of = datasets.get(given.get("dataset", ""), vocabulary.indicators)
        where = f"indicators: of {given['dataset']}" if given.get("dataset") in datasets else "vocab/"
        reader.code(given, place, "indicator", of, "unknown-indicator", where)
        reader.code(given, place, "area", vocabulary.areas, "unknown-area", "vocab/areas.ttl")
        if "period" in given:
            try:
                Period.parse(given["period"])
            except ValueError:
                fault = f"'{given['period']}' is not a period."
                reader.fault((*place, "period"), "bad-period", fault, "Write it as 2022, 2022-Q1 or 2022-03.")
    return reader.problems
