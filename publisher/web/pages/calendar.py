"""The release calendar: what is expected, what waits for its hour, and what has come; as a page and as iCalendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response, route

from publisher import releases
from publisher.model import Dataset, Version
from publisher.web.finished import Finished
from publisher.web.pages.feed import in_language
from publisher.web.pages.view import View, page

#: What waits does not come with an edition: an answer is good for no longer than it takes to ask again.
FRESH = {"Cache-Control": "no-cache"}
#: Versions that are told as having come.
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release, to come or past.

    Attributes:
        when: ISO date, or moment with its zone.
        name, title: of the dataset.
        number: of the version; '' when it is not known yet.
        notes: what came with it.
        known: the dataset has a page of its own already.
    """

    when: str
    name: str
    title: str
    number: str = ""
    notes: str = ""
    known: bool = True

    @property
    def day(self) -> str:
        return self.when[:10]

    @property
    def exact(self) -> bool:
        """Whether the hour is told too."""
        return len(self.when) > 10


def to_come(view: View) -> list[Release]:
    """What is announced, the next first: the hour of what waits, else the day that a dataset names."""
    found: dict[str, Release] = {}
    for one in view.book.datasets.values():
        if one.next_release and one.next_release > one.modified:
            found[one.name] = Release(when=one.next_release, name=one.name, title=view.words.text(one.title))
    waits = None if view.frozen else view.shelf.waiting()
    for one in waits.datasets if waits else ():
        before = view.book.datasets.get(one.name)
        if one.release and not releases.due(one.release) and (before is None or before.version != one.version):
            title = view.words.text(one.title)
            found[one.name] = Release(
                when=one.release, name=one.name, title=title, number=one.version, known=before is not None
            )
    return sorted(found.values(), key=lambda one: (one.day, one.when, one.name))


def come(view: View) -> list[Release]:
    """Versions that brought new values, the newest first; corrections are told at /andringar."""
    found = [
        Release(
            when=version.date,
            name=one.name,
            title=view.words.text(one.title),
            number=version.number,
            notes=view.words.text(version.notes),
        )
        for one in view.book.datasets.values()
        for version in _grown(one)
    ]
    return sorted(found, key=lambda one: (one.day, one.name), reverse=True)[:MOST]


def _grown(one: Dataset) -> Iterator[Version]:
    return (version for version in one.versions if version.number.endswith(".0"))


@page("/kalender")
def calendar(view: View) -> Finished:
    coming = to_come(view)
    promised = {one.name for one in coming}
    return view.page(
        "calendar.html",
        title=view.say("Release calendar"),
        description=view.say("When new figures are expected, and when figures have come."),
        coming=coming,
        come=come(view),
        today=releases.now().date().isoformat(),
        rest=[one for one in view.book.datasets.values() if one.name not in promised],
        frequency=lambda code: view.say(WORDS[code]) if code in WORDS else "",
        headers=FRESH,
    )


#: How often, by code of the EU's list of frequencies.
WORDS = {
    "ANNUAL": "every year", "ANNUAL_2": "twice a year", "BIENNIAL": "every second year",
    "TRIENNIAL": "every third year", "QUADRENNIAL": "every fourth year", "QUINQUENNIAL": "every fifth year",
    "DECENNIAL": "every tenth year", "QUARTERLY": "every quarter", "MONTHLY": "every month", "WEEKLY": "every week",
    "DAILY": "every day", "IRREG": "irregularly", "NEVER": "no more", "NOT_PLANNED": "not planned",
    "AS_NEEDED": "as needed",
}  # fmt: skip


@route("/kalender.ics", http_method=["GET", "HEAD"], sync_to_thread=False, include_in_schema=False)
def as_icalendar(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The calendar as iCalendar (RFC 5545), in ``?lang=``, else the site's first language."""
    from icalendar import Calendar, Event  # here: few ask for it

    view = in_language(request)
    host = urlsplit(view.base).hostname or "localhost"
    told = Calendar()
    told.add("prodid", f"-//{host}//{view.reader.catalog.key}//{view.language.upper()}")
    told.add("version", "2.0")
    told.add("method", "PUBLISH")
    told.add("x-wr-calname", f"{view.words.text(view.reader.catalog.title)}: {view.say('Release calendar')}")
    told.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    stamp = datetime.fromisoformat(f"{view.reader.edition.published}T00:00:00+00:00")
    for one in [*to_come(view), *come(view)]:
        event = Event()
        event.add("uid", f"{one.name}-{one.number or 'next'}@{host}")
        event.add("dtstamp", stamp)
        event.add("dtstart", releases.moment(one.when).astimezone(UTC) if one.exact else date.fromisoformat(one.day))
        event.add("summary", f"{one.title} {one.number}".rstrip())
        event.add("status", "CONFIRMED" if one.number else "TENTATIVE")
        event.add("transp", "TRANSPARENT")
        if one.notes:
            event.add("description", one.notes)
        event.add("url", view.absolute(f"/data/{one.name}" if one.known else "/kalender"))
        told.add_component(event)
    return Response(told.to_ical(), media_type="text/calendar", headers=FRESH)
