"""Citations for reference managers: BibTeX (https://ctan.org/pkg/bibtex) and RIS (https://refman.com/)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from publisher.translation import locale


@dataclass(frozen=True, kw_only=True)
class Cited:
    """Something to cite, as it stands in an edition."""

    title: str
    publisher: str
    site: str  #: name of the service
    published: str  #: ISO date of the edition
    edition: str  #: id of the edition, or a dataset's version
    address: str  #: the address that always gives this edition
    language: str  #: ``sv`` or ``en``
    site_key: str  #: what the citation's key begins with
    note: str = ""  #: who is behind the figures

    @property
    def key(self) -> str:
        """A name of letters, digits and hyphens, one for each address: ``KEY-kommun-1785-2024-01-30``."""
        parts = urlsplit(self.address)
        asked = re.sub(r"&?utgava=[^&]*", "", parts.query)
        plain = re.sub(r"[^a-z0-9]+", "-", f"{parts.path} {asked}".lower()).strip("-")
        return "-".join(part for part in (self.site_key, plain[:80].strip("-"), self.edition) if part)


#: Signs that mean something to TeX, and how they are written when they shall mean nothing.
_TEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}  # fmt: skip


def bibtex(cited: Cited) -> str:
    """The citation as an entry of BibTeX, UTF-8; braces keep the capitals of titles and names."""

    def plain(text: str) -> str:
        return "".join(_TEX.get(sign, sign) for sign in text)

    fields = {
        "author": f"{{{plain(cited.publisher)}}}",
        "title": f"{{{plain(cited.title or cited.site)}}}",
        "year": cited.published[:4],
        "month": str(int(cited.published[5:7])),
        "howpublished": plain(cited.site),
        "edition": cited.edition,
        "url": cited.address,
        "language": (locale(cited.language).get_language_name("en") or "english").lower(),
        "note": plain(cited.note),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@misc{{{cited.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(cited: Cited) -> str:
    """The citation in the RIS format, UTF-8, lines ending in CR LF."""
    fields = (
        ("TY", "DATA"),
        ("TI", cited.title or cited.site),
        ("AU", cited.publisher),
        ("PB", cited.publisher),
        ("T2", cited.site),
        ("PY", cited.published[:4]),
        ("DA", cited.published.replace("-", "/")),
        ("ET", cited.edition),
        ("LA", cited.language),
        ("N1", cited.note),
        ("UR", cited.address),
    )
    lines = [f"{tag}  - {' '.join(text.split())}" for tag, text in fields if text]
    return "\r\n".join([*lines, "ER  - "]) + "\r\n"


#: End of a file's name to media type and writer.
FORMS: Mapping[str, tuple[str, Callable[[Cited], str]]] = {
    "bib": ("application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", ris),
}
