"""That what is written has room: no word cut or broken, no half-empty comparison, no value out of sight."""

from __future__ import annotations

from typing import Any

import pytest

#: Cells whose words need more room than they have, when no word may be broken.
CRAMPED = """() => {
    document.body.style.overflowWrap = 'normal'
    document.body.style.hyphens = 'manual'
    return [...document.querySelectorAll('.strip :is(th, td)')].filter(one => one.scrollWidth > one.clientWidth + 1)
        .filter(one => !one.closest('thead') && !one.classList.contains('drawn')).map(one => one.textContent)
}"""


@pytest.mark.parametrize("path", ["/kommun/0180", "/kommun/2418", "/kommun/1785", "/en/kommun/2480"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_word_of_a_strip_is_broken(visit_real: Any, path: str, width: int) -> None:
    with visit_real(path, width) as page:
        assert page.evaluate(CRAMPED) == []


@pytest.mark.parametrize("path", ["/kommun/0180", "/kommun/2418", "/kommun/1785", "/en/kommun/2480"])
def test_no_word_of_a_strip_is_cut_on_paper(visit_real: Any, path: str) -> None:
    with visit_real(path, 710) as page:  # the width of A4 between the margins
        page.emulate_media(media="print")
        assert page.evaluate(CRAMPED) == []


#: Words that go over two lines, though nothing in them divides them.
BROKEN = """of => [...document.querySelectorAll(of)].flatMap(one => {
    const text = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = []
    for (let node = text.nextNode(); node; node = text.nextNode())
        for (const word of node.data.matchAll(/[^\\s–-]+/g)) {
            const range = document.createRange()
            range.setStart(node, word.index)
            range.setEnd(node, word.index + word[0].length)
            if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word[0])
        }
    return found
})"""


@pytest.mark.parametrize("path", ["/kommun/0114", "/kommun/1785", "/en/kommun/2506", "/lan/17"])
@pytest.mark.parametrize("width", [320, 360])
def test_no_word_of_the_key_facts_is_broken(visit_real: Any, path: str, width: int) -> None:
    with visit_real(path, width) as page:
        assert page.locator(".facts dd").count()
        assert page.evaluate(BROKEN, ".facts dd") == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("codes", ["0180,1785", "0180,1785,2480,1480", "0180,1785,2480,1480,1280,2418"])
def test_municipalities_at_one_look_take_the_width_of_the_page(visit_real: Any, codes: str) -> None:
    with visit_real(f"/jamfor?kommun={codes}") as page:
        wide = page.evaluate("""() => {
            const [table, all] = ['.matrix', 'main > section'].map(one => document.querySelector(one).offsetWidth)
            return table / all
        }""")
        assert wide > 0.85
        seen = page.evaluate("""() => [...document.querySelectorAll('.matrix td[class]')].filter(one => {
            const range = document.createRange()
            range.selectNodeContents(one)
            return range.getBoundingClientRect().left < one.getBoundingClientRect().right
        }).length / document.querySelectorAll('.matrix td[class]').length""")
        assert seen == (codes.count(",") < 4)  # all words where there are few municipalities, of more none


def test_the_value_of_a_municipality_is_seen_on_a_telephone(visit_real: Any) -> None:
    with visit_real("/nyckeltal/U21349", 360) as page:
        cell = page.locator("#kommuntabell tbody tr").first.locator("td a").first
        box = cell.bounding_box()
        assert box["x"] + box["width"] < 360
        lines = page.evaluate("""() => {
            const range = document.createRange()
            range.selectNodeContents(document.querySelector('#kommuntabell tbody td'))
            return range.getClientRects().length
        }""")
        assert lines == 1  # an interval of places stays on its line


def test_no_column_out_of_sight_makes_rows_of_the_explorer_tall(visit: Any) -> None:
    with visit("/explore/ehalsa/varden") as page:
        tall = page.evaluate("""() => [...document.querySelectorAll('.rows-and-columns tbody tr')]
            .map(one => one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight))""")
        assert tall and max(tall) < 2.5


def test_the_explorer_wears_the_name_and_menu_of_the_site(visit: Any) -> None:
    for language, site, explorer in (("", "/", "/explore/"), ("en", "/en", "/explore/?_lang=en")):
        told = []
        for path in (site, explorer):
            with visit(path) as page:
                head = page.locator("header.site")
                told.append((head.locator(".name").inner_text(), head.locator("li").all_inner_texts()))
        assert told[0] == told[1], language
