"""Pruned editions, as they are written down in ``build/pruned.json``: they stand no more, and are not made again.

A JSON object, id of an edition to the fields of :class:`Pruned`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from publisher.errors import PublisherError

FILE = "pruned.json"


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """An edition that was taken away by rule."""

    published: str  #: ISO date of its data
    on: str  #: ISO date on which it was taken away
    instead: str  #: id of the edition that stands for its day
    digest: str = ""  #: of its inputs, as its manifest had it


def read(build: Path) -> Mapping[str, Pruned]:
    """Id to what is written down of it; {} where nothing was pruned.

    Raises:
        PublisherError: the file cannot be read as what it is.
    """
    try:
        return msgspec.json.decode((build / FILE).read_bytes(), type=dict[str, Pruned])
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError as error:
        raise PublisherError(
            f"{build / FILE}: it cannot be read ({error}). Put it back from a backup; the ids in it must not be given "
            "to other editions."
        ) from None


def write(build: Path, known: Mapping[str, Pruned]) -> None:
    """Write down what was pruned, whole or not at all."""
    new = build / f"{FILE}.new"
    new.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(known.items()))), indent=1) + b"\n")
    new.replace(build / FILE)
