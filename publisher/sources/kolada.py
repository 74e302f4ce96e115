"""Kolada, RKA's database of Swedish municipal indicators, API version 3.

Address ``https://api.kolada.se/v3`` (described at ``/v3/docs``). An answer is an envelope ``values``,
``next_url``, ``previous_url``, ``count``; at most 25 ids stand in a part of the path. An item of data is
``{kpi, municipality, period, values: [{gender, count, status, value, isdeleted?}]}``.

::

    source: {kind: kolada, years: 2009..2022}

``indicators`` are the dataset's unless ``kpis`` names others; ``statuses`` adds meanings of the API's
``status`` texts; ``areas`` gives codes of ours to groups of Kolada's (``{G123: skr2023-A1}``). With
``changes_only: true`` the API is asked only for what changed since the package's last version (``from_date``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from publisher.errors import Problem, Refused, Severity
from publisher.kolada import HOME, MOST_IDS, PAGE, SEX, STATUSES, code_of
from publisher.model import TOTAL, Source
from publisher.sources.api import Api
from publisher.sources.context import Fetched, ObservationRow, SourceContext
from publisher.sources.faults import Faults, listing
from publisher.sources.paging import read_item, whole
from publisher.sources.scale import SCALE, check_scale, scaled
from publisher.sources.shapes import BY_LANGUAGE, FLAG, TEXT, by_name, many, record
from publisher.sources.words import RESTATED

#: A copy that the API was once read from: its last year, and what is written of a source that is read from it.
_ARCHIVED = record({"last": TEXT, "note": BY_LANGUAGE}, needed=("last", "note"))
_SHAPE = record(
    {
        "kind": TEXT, "url": TEXT, "kpis": many(TEXT), "years": TEXT, "statuses": by_name(TEXT), "areas": by_name(TEXT),
        "publisher": TEXT, "note": BY_LANGUAGE, "restated": many(RESTATED), "archived": _ARCHIVED,
        "changes_only": FLAG, "scale": SCALE,
    },
    needed=("years",),
)  # fmt: skip


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Ask Kolada for the indicators of a dataset.

    Returns:
        A row a value, a source an indicator (its checksum is over the indicator's values in order, so it
        changes only when they do), and problems: an unknown status, gender or area, no values at all. A value
        beside a status that says there is none is handed on as it came: the gate holds it.

    Raises:
        Refused: the declaration is wrong.
        SourceError: no answer, not the envelope that version 3 promises, or pages that moved while they were read;
            the message names the address.
    """
    kpis, years = _declared(declaration, context)
    reading = _Reading(declaration, context)
    home, since = str(declaration.get("url", HOME)), reading.since
    calls = [(some, span) for some in _portions(kpis, MOST_IDS) for span in _portions(years, MOST_IDS)]
    with Api(home=home, base=context.kolada_url, cache=context.cache, progress=context.progress) as api:
        for done, (some, span) in enumerate(calls):
            what = f"Kolada {some[0]}–{some[-1]}"
            url = f"{api.home}/data/kpi/{','.join(some)}/year/{','.join(span)}?per_page={PAGE}"
            if since:
                url += f"&from_date={since}"

            def page(number: str, what: str = what, done: int = done) -> None:
                context.progress(f"{what}{number}", done, len(calls))

            for item in whole(api, url, page):
                reading.take(item, url)
    context.progress("Kolada", len(calls), len(calls))
    scaled(reading.rows, declaration.get("scale"))
    return reading.finish(kpis, years, home)


def _declared(declaration: Mapping[str, Any], context: SourceContext) -> tuple[list[str], list[str]]:
    """Indicators and years of a declaration.

    Raises:
        Refused: with every fault of it.
    """
    faults = Faults(context.file, context.read_in)
    _SHAPE.check(declaration, "source", faults)
    if problems := faults.problems():
        raise Refused(problems)
    named = declaration.get("kpis", context.indicators)
    kpis = list(dict.fromkeys(str(kpi) for kpi in ([named] if isinstance(named, str | int) else named)))
    check_scale(declaration.get("scale"), context.indicators, faults)
    if not kpis:
        faults.add("declaration", "no indicators are named.", "Write them under 'indicators'.", column="indicators")
    for kpi in kpis:
        if not (kpi[:1] in "NU" and kpi[1:].isdigit()):
            faults.add(
                "declaration", f"'{kpi}' is not an id of Kolada's.", "Ids look like U21349.", column="indicators"
            )
    years = _years(str(declaration.get("years", "")), context.today)
    if not years:
        fault = f"'{declaration.get('years')}' are not years."
        remedy = "Write 'years: 2009..' (to this year), 'years: 2009..2022' or 'years: 2022'."
        faults.add("declaration", fault, remedy, column="source.years")
    last = str((declaration.get("archived") or {}).get("last", "2000"))
    if not (last.isdigit() and len(last) == 4):
        faults.add("declaration", f"'{last}' is not a year.", "Write 'last: 2022'.", column="source.archived.last")
    for text, status in (declaration.get("statuses") or {}).items():
        if str(status) not in context.vocabulary.statuses:
            fault = f"'{text}' is said to mean '{status}', which is not a status."
            known = listing(list(context.vocabulary.statuses), 20)
            faults.add("unknown-status", fault, f"Known: {known}.", column="source.statuses")
    if problems := faults.problems():
        raise Refused(problems)
    return kpis, years


def _years(text: str, today: str) -> list[str]:
    """The years that are meant: ``2009..2022``, ``2022``, or ``2009..``, which goes on to the year of ``today``."""
    first, open_, last = text.partition("..")
    last = last or (max(first, today[:4]) if open_ else first)
    if not (first.isdigit() and last.isdigit() and len(first) == len(last) == 4 and first <= last):
        return []
    return [str(year) for year in range(int(first), int(last) + 1)]


def _portions(whole: Sequence[str], most: int) -> list[Sequence[str]]:
    return [whole[start : start + most] for start in range(0, len(whole), most)]


def area_codes(context: SourceContext, groups: Mapping[str, str]) -> dict[str, str]:
    """Kolada's codes of areas to ours: the nation ``0000``, a region ``0001``, groups as declared."""
    codes = {str(theirs): str(ours) for theirs, ours in groups.items()}
    codes |= {theirs: code for code, area in context.vocabulary.areas.items() if (theirs := code_of(area))}
    return codes


def since_of(declaration: Mapping[str, Any], context: SourceContext) -> str | None:
    """The day to ask for changes from; None: ask for everything."""
    return context.since if declaration.get("changes_only") is True else None


class _Reading:
    """Answers being read: items become rows, per indicator."""

    def __init__(self, declaration: Mapping[str, Any], context: SourceContext):
        self.context, self.since = context, since_of(declaration, context)
        said = str(declaration.get("years", ""))
        self.years = _years(said, context.today)
        self.archived: Mapping[str, Any] = declaration.get("archived") or {}
        #: Years up to this one are named in a source's address; later ones when it has values of them.
        self.least = said.partition("..")[2] or (str(self.archived.get("last", "")) if ".." in said else said)
        self.publisher = str(declaration.get("publisher", "rka"))
        self.note = declaration.get("note") or {}
        self.areas = area_codes(context, declaration.get("areas") or {})
        self.statuses = STATUSES | {str(k): str(v) for k, v in (declaration.get("statuses") or {}).items()}
        self.faults = Faults(f"Kolada ({declaration.get('url', HOME)})")
        self.rows: list[ObservationRow] = []
        self.said: dict[str, list[tuple[Any, ...]]] = {}
        self.groups: dict[str, None] = {}  #: groups of Kolada's that have no code of ours

    def take(self, given: Mapping[str, Any], url: str) -> None:
        """Take over an item of ``values``.

        Raises:
            SourceError: it is not as version 3 promises.
        """
        item = read_item(given, url)
        kpi, theirs, year = item.kpi, item.municipality, str(item.period)
        area = self.areas.get(theirs)
        if area is None:
            if theirs.startswith("G"):
                self.groups.setdefault(theirs)
            else:
                remedy = "Give it a code of ours under 'areas' in the source, or tell RKA."
                self.faults.add("unknown-area", f"'{theirs}' is not an area.", remedy, subject=theirs, column="area")
            return
        if year not in self.years:
            remedy = "Write it under 'years' in the source if it is meant, or tell RKA."
            fault = f"{kpi}: the answer holds {year}, which was not asked for."
            self.faults.add("unknown-period", fault, remedy, subject=kpi)
            return
        for value in item.values:
            gender, status, count = value.gender, value.status or "", 1 if value.count is None else value.count
            said = value.value if isinstance(value.value, float | int | str | None) else repr(value.value)
            self.said.setdefault(kpi, []).append((theirs, year, gender, status, said, count, bool(value.isdeleted)))
            if (sex := SEX.get(gender)) is None:
                remedy = f"Known: {listing(list(SEX))}. Tell RKA."
                self.faults.add("unknown-sex", f"{kpi}: '{gender}' is not a gender.", remedy, subject=kpi)
                continue
            place = f"{theirs} {year} {gender}"
            number, reason = self._value(kpi, place, status, value.value, bool(value.isdeleted))
            self.rows.append({
                "indicator": kpi, "area": area, "period": year, "sex": sex, "service_area": TOTAL,
                "value": number, "status": reason, "n": count if count != 1 and number is not None else None,
                "numerator": None, "denominator": None,
                "source": f"kolada-{kpi}", "source_place": place, "note": "",
            })  # fmt: skip

    def _value(self, kpi: str, place: str, status: str, value: Any, deleted: bool) -> tuple[float | None, str | None]:
        if deleted:
            return None, "withdrawn"
        meaning = self.statuses.get(status)
        if meaning is None:
            known = listing(list(self.statuses), 20)
            remedy = f"Write its meaning under 'statuses' in the source. Known: {known}."
            self.faults.add("unknown-status", f"{kpi}: '{status}' is not a known status.", remedy, subject=kpi)
            return None, None
        if value is None:
            return None, meaning
        if isinstance(value, bool) or not isinstance(value, int | float):
            fault = f"{kpi}: {place}: {str(value)[:60]!r} is not a number."
            self.faults.add("not-a-number", fault, "Tell RKA.", subject=kpi)
            return None, None
        return float(value), meaning if status else None

    def _note(self, said: Sequence[tuple[Any, ...]]) -> Mapping[str, str]:
        """What is written of a source: of one read from the archived copy, which has nothing later, what that is."""
        if (
            self.archived
            and self.context.kolada_url
            and max(year for _, year, *_ in said) <= str(self.archived["last"])
        ):
            return dict(self.archived["note"])
        return dict(self.note)

    def finish(self, kpis: Sequence[str], years: Sequence[str], home: str) -> Fetched:
        """What was read, with a source an indicator."""
        sources, ended = [], list[str]()
        for kpi in kpis:
            said = sorted(set(self.said.get(kpi, ())), key=repr)
            indicator = self.context.vocabulary.indicators.get(kpi)
            if not said:
                if indicator and indicator.retired and kpi in self.context.published:
                    ended.append(kpi)
                elif not self.since:
                    self.faults.add(
                        "no-values", f"{kpi}: Kolada has no values of it for {years[0]}–{years[-1]}.",
                        "Correct the id or 'years', or remove the indicator.", subject=kpi,
                    )  # fmt: skip
                continue
            last = max(self.least, *(year for _, year, *_ in said))
            url = f"{home}/data/kpi/{kpi}/year/{','.join(year for year in years if year <= last)}"
            sources.append(
                Source(
                    id=f"kolada-{kpi}",
                    title=f"Kolada, {kpi}" + (f": {indicator.official_name}" if indicator else ""),
                    publisher=self.publisher,
                    url=url + (f"?from_date={self.since}" if self.since else ""),
                    retrieved=self.context.today,
                    sha256=sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest(),
                    note=self._note(said),
                )
            )
        if ended:
            fault = f"Kolada has no values any more of {listing(ended)}, which ended. What was published stands."
            self.faults.add("ended", fault, "Nothing need be done.", severity=Severity.NOTE)
        if self.groups:
            fault = f"{len(self.groups)} groups of Kolada's have no code of ours and were left out: "
            fault += f"{listing(sorted(self.groups))}."
            remedy = "Nothing need be done if they are not meant; else give them codes under 'areas' in the source."
            self.faults.add("groups-left-out", fault, remedy, severity=Severity.NOTE)
        problems: list[Problem] = self.faults.problems()
        return Fetched(
            observations=self.rows, sources=sources, problems=problems, partial=bool(self.since), ended=set(ended)
        )
