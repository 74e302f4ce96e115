"""What a mirror has in place of a server: an index that its search page looks things up in, and its media types.

The index is a script, ``mirror/index.LANGUAGE.js``: a page that is opened from a disk may run a script beside it, but
read no file.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path, PurePosixPath

from publisher.folding import folded
from publisher.model import AreaKind, Text, localised
from publisher.phrases import tell
from publisher.reader import Reader
from publisher.translation import translations
from publisher.web.downloads import BY_NAME, MEDIA_TYPES
from publisher.web.languages import prefix
from publisher.web.pages.search import path_of

#: Folder of a mirror that the search lies in.
FOLDER = "mirror"
KINDS = ("municipality", "county", "nation", "indicator", "dataset")
_HEADINGS = ("Municipalities", "Counties", "", "Indicators", "Datasets")

_NONE: Text = tell("Nothing is called “{q}”, nor anything like it.")
_NEAR: Text = tell("Nothing is called “{q}”. Did you mean one of these?")
_WITHOUT: Text = tell("In this copy a script searches. Without it everything is in the lists:")
#: Pages that lead to everything; the nation's to counties and those to their municipalities.
_LISTS = (("/riket", ""), ("/nyckeltal", "Indicators"), ("/data", "Datasets"))

#: Address of a page to its file in the mirror, or None when it has none.
Place = Callable[[str], str | None]


def write_search(folder: Path, reader: Reader, place: Place) -> None:
    """Put index and script into a mirror, and let its search pages use them."""
    told = reader.catalog.languages
    (folder / FOLDER).mkdir(exist_ok=True)
    script = (resources.files(__package__) / "offline.js").read_text("utf-8")
    (folder / FOLDER / "search.js").write_text(script, encoding="utf-8")
    for language in told:
        page = place(prefix(language, told) + "/sok")
        if page is None:
            continue
        (folder / FOLDER / f"index.{language}.js").write_text(index(reader, language, place), encoding="utf-8")
        root = os.path.relpath(".", PurePosixPath(page).parent) + "/"
        text = (folder / page).read_text(encoding="utf-8")
        added = _without(reader, language, root, place) + _scripts(language, root)
        (folder / page).write_text(text.replace("</main>", f"{added}</main>", 1), encoding="utf-8")


def _scripts(language: str, root: str) -> str:
    return (
        f'<script src="{root}{FOLDER}/index.{language}.js"></script>'
        f'<script src="{root}{FOLDER}/search.js" data-root="{root}"></script>\n'
    )


def _without(reader: Reader, language: str, root: str, place: Place) -> str:
    """What stands in the search page for those who run no script."""
    before, say = prefix(language, reader.catalog.languages), translations(language).gettext
    links = [(place(before + path), say(label) if label else nation(reader, language)) for path, label in _LISTS]
    listed = "".join(f'<li><a href="{root}{file}">{html.escape(label)}</a></li>' for file, label in links if file)
    return f'<noscript><p>{localised(_WITHOUT, language)}</p><ul class="links">{listed}</ul></noscript>\n'


def nation(reader: Reader, language: str) -> str:
    """The nation's name."""
    known = reader.vocabulary.areas.get(reader.vocabulary.nation)
    return localised(known.label, language) if known else ""


def index(reader: Reader, language: str, place: Place) -> str:
    """``window.mirrorIndex``: headings, sentences, and of each thing kind, title, file, folded title, further words."""
    say = translations(language).gettext
    before = prefix(language, reader.catalog.languages)
    entries = []
    for kind, key, title, words in _things(reader, language):
        if (file := place(before + path_of(kind, key))) is not None:
            name = folded(title)
            more = dict.fromkeys(word for word in folded(words).split() if word not in name.split())
            entries.append([KINDS.index(kind), title, file, name, " ".join(more)])
    whole = {
        "headings": [say(heading) if heading else nation(reader, language) for heading in _HEADINGS],
        "none": localised(_NONE, language),
        "near": localised(_NEAR, language),
        "entries": entries,
    }
    return f"window.mirrorIndex={json.dumps(whole, ensure_ascii=False, separators=(',', ':'))}\n"


def _things(reader: Reader, language: str) -> Iterator[tuple[str, str, str, str]]:
    """Kind, key, title and further words of everything that is looked for by name."""
    words = reader.vocabulary
    for kind in (AreaKind.MUNICIPALITY, AreaKind.COUNTY, AreaKind.NATION):
        for area in sorted((a for a in words.areas.values() if a.kind is kind), key=lambda a: a.code):
            names = " ".join((area.code, area.official_name, *area.other_names, *area.former_codes))
            yield kind.value, area.code, localised(area.label, language) or area.code, names
    for one in sorted(words.indicators.values(), key=lambda i: i.id):
        told = " ".join((one.id, one.official_name, localised(one.definition, language)))
        yield "indicator", one.id, localised(one.label, language), told
    for dataset in sorted(reader.catalog.datasets, key=lambda d: d.name):
        told = " ".join((dataset.name, localised(dataset.description, language), *dataset.keywords.get(language, ())))
        yield "dataset", dataset.name, localised(dataset.title, language), told


def media_types(files: Mapping[str, str]) -> str:
    """A table, in Markdown, of the media types that a web server must send.

    Args:
        files: path to media type, as the service sends it.
    """
    by_end: dict[str, dict[str, list[str]]] = {}
    for path, kind in sorted(files.items()):
        end = re.sub(r"^[^.]*", "", PurePosixPath(path).name)
        known = next((name for name in (*BY_NAME, *MEDIA_TYPES) if path.endswith(name)), "." + end.rpartition(".")[2])
        by_end.setdefault(known if end else path, {}).setdefault(kind, []).append(path)
    rows = []
    for end, kinds in sorted(by_end.items()):
        usual = max(kinds, key=lambda kind: len(kinds[kind]))
        rows.append((f"`{end}`" if end.startswith((".", "/")) else f"the file `{end}`", usual))
        rows += [(f"the file `{path}`", kind) for kind, paths in kinds.items() if kind != usual for path in paths]
    return "| files | type |\n|---|---|\n" + "".join(f"| {name} | `{kind}` |\n" for name, kind in rows)


def type_of(path: str) -> str:
    """The media type of a file that is copied, as the service sends it."""
    by_name = next((kind for end, kind in BY_NAME.items() if path.endswith(end)), None)
    return by_name or MEDIA_TYPES.get("." + path.rpartition(".")[2], "application/octet-stream")
