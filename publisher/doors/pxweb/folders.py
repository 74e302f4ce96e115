"""Folders: subjects with their tables, as older clients of PxWebApi 2 walk down to a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from publisher.doors.inquiry import Inquirer
from publisher.doors.knocking import listed, near, refused
from publisher.doors.pxweb.describing import brief, link
from publisher.doors.pxweb.table import table_of
from publisher.model import localised
from publisher.phrases import tell
from publisher.web.api.naming import names


def folder(inquirer: Inquirer, id: str) -> dict[str, Any]:
    """What a folder holds: the root the subjects, a subject or a dataset its tables.

    Args:
        id: code of a subject or name of a dataset; '' for the root.

    Raises:
        ProblemError: 404 with the nearest.
    """
    vocabulary, told = inquirer.reader.vocabulary, inquirer.told
    there = names(inquirer.reader).available
    tables = [table_of(inquirer, one.id) for one in vocabulary.indicators.values() if one.id in there]
    known = vocabulary.concepts.get("subject", {})
    subjects = sorted(
        {one.indicator.subject for one in tables}, key=lambda code: (known[code].order if code in known else 0, code)
    )
    labels = {code: localised(known[code].label, told) if code in known else code for code in subjects}
    if not id:
        catalog = inquirer.reader.catalog
        inner = [_folder(inquirer, code, labels[code]) for code in subjects]
        return _sent(inquirer, None, localised(catalog.title, told), inner)
    datasets = {one.dataset.name: localised(one.dataset.title, told) for one in tables}
    if id not in labels and id not in datasets:
        found, said = near(id, [*labels, *datasets])
        words = tell("there is no such folder.{meant} There are {there}.", meant=said, there=listed(subjects))
        raise refused(id[:80], words, 404, "Non-existent folder", nearest=found)
    inside = [one for one in tables if one.indicator.subject == id]
    inside = inside or [one for one in tables if one.dataset.name == id]
    return _sent(inquirer, id, labels.get(id) or datasets[id], [brief(inquirer, one) for one in inside])


def _folder(inquirer: Inquirer, code: str, label: str) -> dict[str, Any]:
    links = [link(inquirer, "self", f"/navigation/{quote(code, safe='')}")]
    return {"type": "FolderInformation", "id": code, "label": label, "description": label, "sortCode": code,
            "tags": [], "links": links}  # fmt: skip


def _sent(inquirer: Inquirer, id: str | None, label: str, contents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    place = f"/navigation/{quote(id, safe='')}" if id else "/navigation"
    return {"language": inquirer.told, "id": id, "label": label, "description": label, "tags": [],
            "folderContents": list(contents), "links": [link(inquirer, "self", place)]}  # fmt: skip
