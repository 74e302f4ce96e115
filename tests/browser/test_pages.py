"""What people do with pages in a browser: with a keyboard, without script, on a telephone, in the dark, on paper."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from kinds import KINDS, NODE, RUN

from benchmarks.sheets import sheets

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core (MPL-2.0), a judge of accessibility: https://github.com/dequelabs/axe-core"""
    place = NODE / "axe-core/axe.min.js"
    if not place.is_file():
        pytest.skip(f"npm install --prefix {NODE.parent} axe-core brings axe")
    return place.read_text(encoding="utf-8")


def sideways(page: Page) -> list[str]:
    """What sticks out of the page to the right, unless it stands in something that scrolls by itself."""
    found: list[str] = page.evaluate("""() => {
        const wide = document.documentElement.clientWidth
        if (document.documentElement.scrollWidth <= wide) return []
        return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > wide + 1)
            .map(one => one.outerHTML.slice(0, 120))
    }""")
    return found


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_and_nothing_sticks_out(visit: Any, axe: str, path: str) -> None:
    with visit(path) as page:
        page.evaluate(axe)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert sideways(page) == []
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                found = page.evaluate(RUN)
                told = [(one["id"], node["html"][:160]) for one in found["violations"] for node in one["nodes"]]
                assert (width, theme, told) == (width, theme, [])


@pytest.mark.parametrize("path", KINDS)
def test_text_twice_as_large_sticks_out_nowhere(visit: Any, path: str) -> None:
    with visit(path) as page:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert sideways(page) == []


@pytest.mark.parametrize("path", ["/kommun/1785", "/lan/17", "/goda-exempel", "/data", "/jamfor?kommun=0180,1785"])
def test_nothing_sticks_out_of_the_narrowest_telephone(visit: Any, path: str) -> None:
    with visit(path) as page:
        page.set_viewport_size({"width": 320, "height": 900})
        assert sideways(page) == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something has the focus, which then must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if focused(page) == name:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"Tab never came to {name}")


def test_a_municipality_is_found_with_the_keyboard_alone(visit: Any) -> None:
    with visit("/") as page:
        field = page.locator("main input[type=search]").first.get_attribute("id")
        tab_to(page, field)
        page.keyboard.type("Säffle")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/kommun/1785"))
        assert page.locator("h1").inner_text() == "Säffle"


def test_the_skip_link_comes_first_and_leads_to_the_content(visit: Any) -> None:
    with visit("/kommun/1785") as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert focused(page) == "main"


def test_municipalities_are_set_side_by_side(visit: Any) -> None:
    with visit("/jamfor?kommun=1785") as page:
        field = page.locator("main form input[name=lagg]").first
        field.fill("Stockholm")
        field.press("Enter")
        page.wait_for_url(re.compile("0180"))
        text = page.locator("main").inner_text()
        assert "Säffle" in text and "Stockholm" in text


def test_a_table_is_put_in_order_by_its_links(visit: Any) -> None:
    with visit("/nyckeltal/U21349") as page:
        page.locator("a[href*='ordning=lan']").first.click()
        page.wait_for_url(re.compile("ordning=lan"))
        counties = page.locator("#kommuntabell tbody td:last-child").all_inner_texts()
        assert len(set(counties)) > 1 and counties == sorted(counties)


@pytest.mark.parametrize("path", ["/kommun/1785", "/kommun/0180", "/kommun/0461", "/kommun/2403", "/en/kommun/0584"])
def test_a_municipality_prints_on_one_sheet(visit_real: Any, path: str) -> None:
    with visit_real(path) as page:
        assert sheets(page) == 1


def test_pages_work_without_script(visit: Any) -> None:
    with visit("/", java_script_enabled=False) as page:
        field = page.locator("main input[type=search]").first
        field.fill("lås")
        field.press("Enter")
        page.wait_for_url(re.compile("/sok"))
        assert "Digitala lås" in page.locator("main").inner_text()
    with visit("/nyckeltal/U21349", java_script_enabled=False) as page:
        assert page.locator("main svg").count() and page.locator("#kommuntabell tbody tr").count() > 2


@pytest.fixture
def elsewhere(live_server: str) -> Iterator[str]:
    """A page of another origin that frames the page it is asked for."""

    class Framing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<!doctype html><title>x</title><iframe src="{live_server}{self.path}"></iframe>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Framing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "framed"), [("/inbaddad/nyckeltal/U21349/karta", True), ("/inbaddad/kommun/1785", True), ("/", False)]
)
def test_only_what_is_made_for_it_can_be_framed_by_others(
    chromium: Any, live_server: str, elsewhere: str, path: str, framed: bool
) -> None:
    page = chromium.new_page()
    page.goto(elsewhere + path, wait_until="load")
    (frame,) = page.frames[1:]
    assert frame.url == (live_server + path if framed else "chrome-error://chromewebdata/")
    page.close()
