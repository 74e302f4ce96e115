"""Pages as a strict reader sees them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: Elements without an end tag.
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: Words that only a program in trouble writes.
TROUBLE = re.compile(
    r"\bNone\b(?! or fewer| of )|\bnan\b|\binf\b|\bundefined\b|%\(|\{\{|\{%|&lt;(?:svg|rect|a )|Markup\("
)


class Reader(HTMLParser):
    """Collects text, links and ids, and every fault of nesting."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.labelled: set[str] = set()
        self.empty_tables = 0
        self._rows = 0
        self.language = ""
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]
        self.faults += [f"id {id} stands twice" for id in {i for i in self.ids if self.ids.count(i) > 1}]
        self.faults += [f"nothing has the id {id}" for id in self.labelled - set(self.ids)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"] or "")
        for name in ("aria-labelledby", "for", "list", "data-filter"):
            if found.get(name):
                self.labelled |= set(str(found[name]).split())
        if tag in {"a", "link", "form", "script"}:
            self.links += [link for name in ("href", "action", "src") if (link := found.get(name)) is not None]
        if tag == "html":
            self.language = found.get("lang") or ""
        if "style" in found or any(name.startswith("on") for name in names):
            self.faults.append(f"<{tag}> has a style or a script of its own")
        if tag == "table":
            self._rows = 0
        elif tag == "tr":
            self._rows += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._rows < 2:
            self.empty_tables += 1
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> where <{self.open[-1] if self.open else 'nothing'}> is open")
            if tag in self.open:
                while self.open and self.open.pop() != tag:
                    pass
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())
