"""The release calendar: days that are promised and hours that are set, as a page, as iCalendar and in the catalogue."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from icalendar import Calendar
from in_process import Api
from worlds import settings_of

from publisher.model import LANGUAGES
from publisher.web import create_service
from publisher.web.wording import Wording


@pytest.fixture(scope="module")
def api(waiting_world: Path) -> Api:
    return Api(create_service(settings_of(waiting_world), log=False))


def lines(api: Api, path: str) -> list[str]:
    """The items of the calendar's lists."""
    main = api.ask(path).text.partition("<main")[2].partition("</main>")[0]
    return [
        " ".join(unescape(re.sub(r"<[^>]*>", "", item)).split()) for item in re.findall(r"<li>(.*?)</li>", main, re.S)
    ]


def test_what_waits_is_told_with_its_hour_and_nothing_of_what_is_in_it(api: Api) -> None:
    told = lines(api, "/en/kalender")
    [hour] = [line for line in told if "2099" in line]
    assert hour.startswith("1 December 2099, 08:00 (UTC+01:00): ")
    assert hour.endswith("The hour is set: not before it.")
    assert "1.0.1" not in api.ask("/en/kalender").text
    assert not any("2098" in line for line in told)  # the day that was promised gives way to the hour


def test_a_promised_day_that_passes_is_seen_to_have_passed(api: Api) -> None:
    assert any(
        line.startswith("1 juni 2023: ") and line.endswith("Dagen har passerat, och inget nytt har kommit.")
        for line in lines(api, "/kalender")
    )


def test_what_has_come_is_told_and_corrections_are_not(api: Api) -> None:
    assert any(re.match(r"28 March 2023: .* 1\.0\.0\. ", line) for line in lines(api, "/en/kalender"))


def test_the_page_of_a_dataset_names_the_day(api: Api) -> None:
    assert "1 juni 2098" in api.ask("/data/digitala-las").text.replace("\u00a0", " ")


def test_the_page_is_never_kept_and_an_earlier_edition_tells_what_it_knew(api: Api) -> None:
    assert api.ask("/kalender").headers["cache-control"] == "no-cache"
    assert not any("2099" in line for line in lines(api, "/kalender?utgava=2023-03-28"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_calendars_of_others_read_it(api: Api, language: str) -> None:
    answer = api.ask(f"/kalender.ics?lang={language}")
    assert answer.headers["content-type"].partition(";")[0] == "text/calendar"
    assert answer.content == api.ask(f"/kalender.ics?lang={language}").content
    assert max(map(len, answer.content.split(b"\r\n"))) <= 75  # RFC 5545, 3.1
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len({str(one["UID"]) for one in events}) == len(events)
    starts = {str(one["UID"]).partition("@")[0]: (one.decoded("DTSTART"), str(one["STATUS"])) for one in events}
    assert starts["digitala-las-1.0.1"] == (datetime(2099, 12, 1, 7, tzinfo=UTC), "CONFIRMED")
    assert starts["bredband-next"] == (date(2023, 6, 1), "TENTATIVE")
    assert starts["digitala-las-1.0.0"] == (date(2023, 3, 28), "CONFIRMED")


def test_a_language_that_the_site_has_not_is_refused_by_name(api: Api) -> None:
    answer = api.ask("/kalender.ics?lang=xx")
    assert (answer.status_code, answer.json()["allowed"]) == (400, ["sv", "en"])


def test_the_catalogue_names_the_day_and_its_shapes_hold(api: Api) -> None:
    found = api.ask("/catalog.nt").text
    day = '/id/term/nextRelease> "2098-06-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert [line for line in found.splitlines() if "/id/dataset/digitala-las>" in line and day in line]
    assert "accrualPeriodicity" in found
    report = json.loads(api.ask("/catalog/report.json").content)
    assert not [entry for one in report["datasets"] for entry in one.get("violations", [])]


def test_a_moment_is_written_with_its_zone(api: Api, waiting_world: Path) -> None:
    vocabulary = api.service.app.state.shelf.current().vocabulary  # type: ignore[attr-defined]
    wording = Wording("en", vocabulary, {})
    assert wording.moment("2026-12-01T08:00+01:00").replace("\u00a0", " ") == "1 December 2026, 08:00 (UTC+01:00)"
    assert wording.moment("2026-12-01T08:00:30Z").replace("\u00a0", " ") == "1 December 2026, 08:00 (UTC)"
