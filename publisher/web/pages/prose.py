"""Pages of running text: about, accessibility, method. The texts are Markdown in both languages."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from publisher.folding import folded
from publisher.model import LANGUAGES
from publisher.outlines import BOUNDARIES
from publisher.translation import translations
from publisher.web.finished import Finished
from publisher.web.languages import without
from publisher.web.maps import drawing
from publisher.web.pages.view import View, page


def _slug(heading: str) -> str:
    """What a part of a text is linked to by: ``Att använda uppgifterna`` → ``att-anvanda-uppgifterna``."""
    return folded(re.sub(r"<[^>]*>", "", heading)).replace(" ", "-")


@lru_cache(64)
def rendered(name: str, language: str, site: Path) -> Markup:
    """A text of the site as HTML, without its title; the program's own where the site has none in that language."""
    from markdown_it import MarkdownIt  # here: it weighs on a server that may never need it

    own = site / "texts" / f"{name}.{language}.md"
    places = [files("publisher.web").joinpath("texts", f"{name}.{code}.md") for code in (language, LANGUAGES[-1])]
    source = next(place for place in (own, *places) if place.is_file()).read_text(encoding="utf-8")
    source = re.sub(r"\A# .*\n", "", source)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(source)
    html = re.sub(r"<h2>(.*?)</h2>", lambda head: f'<h2 id="{_slug(head[1])}">{head[1]}</h2>', html)
    label = translations(language).gettext("Table")
    html = html.replace("<table>", f'<div class="scroll" role="group" tabindex="0" aria-label="{label}"><table>')
    return Markup(html.replace("</table>", "</table></div>"))  # noqa: S704


def linked(view: View, html: Markup) -> Markup:
    """The text with its links to our own pages under the service's path and in the edition that is read."""

    def moved(found: re.Match[str]) -> str:
        path = found[1]
        if path.startswith(("/explore", "/schema", "/api", "/.well-known")):
            return f'href="{view.root}{path}"'
        return f'href="{view.href(without(path))}"'

    return Markup(re.sub(r'href="(/[^"#?]*)"', moved, html))  # noqa: S704


def text_page(view: View, name: str, title: str, template: str = "prose.html") -> Finished:
    catalog = view.reader.catalog
    return view.page(
        template,
        title=title,
        description=title,
        text=linked(view, rendered(name, view.language, view.reader.site)),
        agents=[agent for key, agent in catalog.agents.items() if key != catalog.publisher],
        publisher=catalog.agents[catalog.publisher],
        borders=drawing(view.reader.site / BOUNDARIES),
    )


@page("/om")
def about(view: View) -> Finished:
    """What this is, and who is behind what."""
    return text_page(view, "om", view.say("About"), "about.html")


@page("/tillganglighet")
def accessibility(view: View) -> Finished:
    """The accessibility statement."""
    return text_page(view, "tillganglighet", view.say("Accessibility"))


@page("/integritet")
def privacy(view: View) -> Finished:
    """Cookies, logs, personal data; whom to tell of a security hole; how addresses change."""
    return text_page(view, "integritet", view.say("Privacy and security"))


@page("/metod")
def method(view: View) -> Finished:
    """How figures are combined, ranked and compared."""
    return text_page(view, "method", view.say("Method"))
