"""Conditions of a request: repeated headers made one, what ``If-…`` asks, and which bytes a ``Range`` names.

https://www.rfc-editor.org/rfc/rfc9110#section-13 and #section-14
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

Headers = Sequence[tuple[bytes, bytes]]

#: Ranges of one request that are answered; who asks for more gets the whole.
MOST_RANGES = 20

_RANGES = re.compile(r"bytes\s*=(.*)", re.IGNORECASE | re.ASCII)
_RANGE = re.compile(r"(\d{0,18})-(\d{0,18})", re.ASCII)
_TAG = re.compile(rb'(?:W/)?"[^"]*"')


def joined(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The headers of a request, each name once: lines of one name are one list (RFC 9110, 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + (b"; " if name == b"cookie" else b", ") + value if name in found else value
    return list(found.items())


def judged(asked: Mapping[bytes, bytes], tag: bytes, modified: bytes) -> int:
    """What the conditions of a GET or HEAD make of an answer with status 200, in the order of RFC 9110, 13.2.2.

    Args:
        asked: the request's headers, names in small letters, each once.
        tag: the answer's ``ETag``, or b''.
        modified: the answer's ``Last-Modified``, or b''.

    Returns:
        200: send it; 304: the client has it; 412: it is not what the client said it must be.
    """
    if (wanted := asked.get(b"if-match")) is not None:
        if not named(wanted, tag, weakly=False):
            return 412
    elif (unless := asked.get(b"if-unmodified-since")) is not None and newer(modified, unless) is True:
        return 412
    if (known := asked.get(b"if-none-match")) is not None:
        return 304 if named(known, tag) else 200
    if (since := asked.get(b"if-modified-since")) is not None and newer(modified, since) is False:
        return 304
    return 200


def named(asked: bytes, tag: bytes, weakly: bool = True) -> bool:
    """Whether a list of entity tags, or ``*``, names a tag (RFC 9110, 8.8.3.2)."""
    if asked.strip() == b"*":
        return True
    if not tag or (tag.startswith(b"W/") and not weakly):
        return False
    if not weakly:
        return tag in _TAG.findall(asked)
    bare = tag.removeprefix(b"W/")
    return any(one.removeprefix(b"W/") == bare for one in _TAG.findall(asked))


def newer(modified: bytes, since: bytes) -> bool | None:
    """Whether something changed after a moment; None when one of the two is no time."""
    changed, then = moment(modified), moment(since)
    return None if changed is None or then is None else changed > then


def moment(written: bytes) -> datetime | None:
    """A time as HTTP writes it; None when it is none."""
    if len(written) > 60:
        return None
    try:
        found = email.utils.parsedate_to_datetime(written.decode("ascii"))
    except (ValueError, OverflowError, UnicodeDecodeError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def http_date(day: str) -> str:
    """An ISO date as HTTP writes times: midnight of that day, UTC."""
    return email.utils.format_datetime(datetime.fromisoformat(day).replace(tzinfo=UTC), usegmt=True)


def ranges(asked: str, size: int) -> list[tuple[int, int]] | None:
    """The bytes a ``Range`` names: first and last of each, in the order asked for (RFC 9110, 14.1.2).

    Args:
        asked: the header.
        size: bytes of the whole.

    Returns:
        None when the header is to be looked away from: another unit, not readable, too many or overlapping ranges;
        an empty list when it can be read and nothing of it is within the file (416).
    """
    match = _RANGES.fullmatch(asked.strip())
    if match is None:
        return None
    written = [text.strip() for text in match[1].split(",")]
    if len(written) > MOST_RANGES:
        return None
    found = []
    for text in filter(None, written):
        one = _RANGE.fullmatch(text)
        if one is None or text == "-":
            return None
        if not one[1]:
            first, last = max(size - int(one[2]), 0), size - 1
        else:
            first, last = int(one[1]), min(int(one[2]) if one[2] else size - 1, size - 1)
            if one[2] and int(one[2]) < first:
                return None
        if first <= last:
            found.append((first, last))
    if not any(written):
        return None
    in_order = sorted(found)
    if any(second[0] <= first[1] for first, second in pairwise(in_order)):
        return None
    return found
