"""Pages of running text: about, accessibility, method. The texts are Markdown in both languages."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from publisher.web.finished import Finished
from publisher.web.pages.view import View, page
from publisher.web.translation import translations


@cache
def rendered(name: str, language: str) -> Markup:
    """A text as HTML, without its title; '' when it has not been written."""
    from markdown_it import MarkdownIt  # here: it weighs on a server that may never need it

    source = files("publisher.web").joinpath("texts", f"{name}.{language}.md").read_text(encoding="utf-8")
    source = re.sub(r"\A# .*\n", "", source)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(source)
    label = translations(language).gettext("Table")
    html = html.replace("<table>", f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>')
    return Markup(html.replace("</table>", "</table></div>"))  # noqa: S704


def linked(view: View, html: Markup) -> Markup:
    """The text with its links to our own pages under the service's path and in the edition that is read."""
    prefix = view.root

    def moved(found: re.Match[str]) -> str:
        path = found[1]
        if view.frozen and not path.startswith(("/explore", "/schema", "/api")):
            return f'href="{prefix}{path}?utgava={view.reader.edition.id}"'
        return f'href="{prefix}{path}"'

    return Markup(re.sub(r'href="(/[^"#?]*)"', moved, html))  # noqa: S704


def text_page(view: View, name: str, title: str, template: str = "prose.html") -> Finished:
    catalog = view.reader.catalog
    return view.page(
        template,
        title=title,
        description=title,
        text=linked(view, rendered(name, view.language)),
        agents=[agent for key, agent in catalog.agents.items() if key != catalog.publisher],
        publisher=catalog.agents[catalog.publisher],
    )


@page("/om")
def about(view: View) -> Finished:
    """What this is, and who is behind what."""
    return text_page(view, "om", view.say("About"), "about.html")


@page("/tillganglighet")
def accessibility(view: View) -> Finished:
    """The accessibility statement."""
    return text_page(view, "tillganglighet", view.say("Accessibility"))


@page("/metod")
def method(view: View) -> Finished:
    """How figures are combined, ranked and compared."""
    return text_page(view, "method", view.say("Method"))
