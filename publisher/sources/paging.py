"""Paging: an answer of Kolada's that comes in pages, read whole.

Pages are numbers, and what stands on them moves when a value comes or goes at Kolada while they are read: one item is
then met twice, or another never. So an answer of several pages is read twice, page by page, and is taken only when
nothing had moved; otherwise it is begun again once, and then refused.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from publisher.errors import SourceError
from publisher.progress import lasting
from publisher.sources.api import Api
from publisher.sources.faults import listing

#: More pages than this in one answer mean that something is wrong.
_MOST_PAGES = 10_000


class Value(msgspec.Struct, frozen=True):
    """A value of an item, as version 3 promises it."""

    gender: str
    value: Any
    status: str | None = None
    count: int | None = 1
    isdeleted: bool | None = False


class Item(msgspec.Struct, frozen=True):
    """An item of ``values``."""

    kpi: str
    municipality: str
    period: int | str
    values: list[Value]


def whole(api: Api, url: str, progress: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Every item of an answer, however many pages it has; nothing twice and nothing lost between two pages.

    Raises:
        SourceError: an answer without the envelope of version 3, or pages that moved both times they were read.
    """
    for _ in range(2):
        asked: list[str] = []
        pages: list[list[dict[str, Any]]] = []
        fault = _moved(api, url, pages, asked, progress)
        if not fault:
            return (item for page in pages for item in page)
        for address in asked:
            api.forget(address)
        progress(", again: the pages moved")
    raise SourceError(
        f"{url}: the pages moved while they were read, twice in a row: {fault}. Kolada may be publishing just now: "
        "fetch again later; if it stays, tell RKA."
    )


def _moved(
    api: Api, url: str, pages: list[list[dict[str, Any]]], asked: list[str], progress: Callable[[str], None]
) -> str:
    """Read all pages of an answer into ``pages``; what shows that they moved meanwhile, or ""."""
    met: dict[tuple[str, ...], int] = {}
    started = time.monotonic()

    def told(number: int, again: str = "") -> None:
        """Which page it is, of how many where that is known, and how long it will take still."""
        of = -(-counts[0] // len(pages[0])) if counts and pages[0] else 0
        if of < number:
            progress(f", page {number}{again}" if number > 1 or again else "")
            return
        read = number - 1 + (of if again else 0)
        left = (time.monotonic() - started) / max(read, 1) * (2 * of - 1 - read)
        progress(f", page {number} of {of}{again}, about {lasting(left)} left")

    counts: list[int] = []
    following: str | None = url
    while following is not None:
        if following in asked or len(asked) > _MOST_PAGES:
            raise SourceError(f"{url}: the pages go in a ring ('next_url' names {following} again). Tell RKA.")
        asked.append(following)
        told(len(asked))
        page, count, following = _page(api, following)
        pages.append(page)
        counts.append(len(page) if count is None else count)
        for item in (read_item(given, asked[-1]) for given in page):
            for value in item.values:
                key = (item.kpi, item.municipality, str(item.period), value.gender)
                if key in met:
                    return f"{' '.join(key)} stands on page {met[key]} and again on page {len(asked)}"
                met[key] = len(asked)
    items, longest = sum(map(len, pages)), max(counts)
    if any(count > len(page) for count, page in zip(counts, pages, strict=True)):  # 'count' is that of all pages
        if len(set(counts)) > 1:
            return f"the first said there are {counts[0]} items, a later one {counts[-1]}"
        if items != longest:
            return f"they say there are {longest} items, {items} came"
    for number, address in enumerate(asked[:-1], start=1):
        told(number, " once more")
        if sorted(_page(api, address, again=True)[0], key=repr) != sorted(pages[number - 1], key=repr):
            return f"page {number} held other items when it was asked for again"
    return ""


def _page(api: Api, url: str, again: bool = False) -> tuple[list[dict[str, Any]], int | None, str | None]:
    """The items of a page, the ``count`` it gives, the address of the next page.

    Raises:
        SourceError: it is not the envelope of version 3.
    """
    answer = api.get(url, again=again)
    if not isinstance(answer, Mapping) or not isinstance(answer.get("values"), list) or "next_url" not in answer:
        fields = listing(sorted(answer)) if isinstance(answer, Mapping) else type(answer).__name__
        raise SourceError(
            f"{url}: the answer is not the envelope of Kolada's version 3: 'values' and 'next_url' are "
            f"expected, found: {fields or 'nothing'}. Check that the address is version 3 of the API."
        )
    following, count = answer["next_url"], answer.get("count")
    if following is not None and not isinstance(following, str):
        raise SourceError(f"{url}: 'next_url' is {str(following)[:60]!r}, no address. Tell RKA.")
    return answer["values"], count if isinstance(count, int) and not isinstance(count, bool) else None, following


def read_item(given: Any, url: str) -> Item:
    """An item of ``values`` as version 3 promises it.

    Raises:
        SourceError: it is not.
    """
    try:
        return msgspec.convert(given, Item)
    except msgspec.ValidationError as error:
        raise SourceError(
            f"{url}: an item of 'values' is not as version 3 promises (kpi, municipality, period, values with gender, "
            f"status, value): {error}: {json.dumps(given, ensure_ascii=False, default=str)[:200]}. Tell RKA."
        ) from None
