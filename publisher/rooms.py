"""Rooms and doors: what a site may have or lack, each opened by its name in ``catalog.yaml``.

A room stands in a folder of its own, whose modules are its parts: ``source``, ``pages``, ``api`` and so on. The rest of
the house asks for a part by its name and knows no room. Without its line a room shows nowhere: its datasets are no part
of an edition, and its addresses answer 404. With its line and without data nothing leads there.

A door is a protocol of others in which the same answers are given, a folder of ``publisher/doors/`` that is loaded when
somebody first knocks: a site has those that it names under ``doors:``, and of the others no address.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Room:
    """One room.

    Attributes:
        name: its word under ``rooms:``, and the folder of the program that it stands in.
        kind: kind of source that its datasets are fetched from.
        table: table of an edition whose rows show that there is something.
        tables: what names of the tables of its packages begin with.
        path: path of its page in the site's first language.
        parts: its modules that the rest of the house asks for: ``pages`` with ``ROUTES``, and ``beside_area`` and
            ``page_of`` where it has them; ``api`` with ``ROUTES``, ``TAG`` and ``TITLE``; and others.
        units: codes of units that its tables have, whether a site's terms know them or not.
        received: files within a dataset's folder that were sent in, which its part ``source`` judges; '' for none.
    """

    name: str
    kind: str
    table: str
    tables: str
    path: str
    parts: Collection[str]
    units: Collection[str] = ()
    received: str = ""

    @property
    def folder(self) -> Path:
        """Where it stands: its modules, ``tables`` (schemas) and ``example`` (a small site that shows it), if any."""
        return Path(__file__).with_name(self.name)

    def part(self, name: str) -> Any:
        """A module of the room, loaded when it is asked for."""
        return import_module(f"publisher.{self.name}.{name}")


#: Every room by name.
ROOMS: Mapping[str, Room] = {
    room.name: room
    for room in (
        Room(
            name="examples", kind="stories", table="examples", tables="stories", path="/goda-exempel",
            parts=("source", "pages"), received="received/*.yaml",
        ),
        Room(
            name="grants", kind="grants", table="grant_programmes", tables="grant_", path="/stimulansmedel",
            parts=("source", "telling", "linkeddata", "api", "pages", "sought"), units=("sek",),
        ),
    )
}  # fmt: skip


def parts(name: str) -> list[Any]:
    """The modules of this name of every room that has one."""
    return [room.part(name) for room in ROOMS.values() if name in room.parts]


def given(part: str, name: str) -> list[Any]:
    """What the rooms that have something of this name in a part of theirs have there; it is theirs to give or not."""
    return [getattr(module, name) for module in parts(part) if hasattr(module, name)]


def shut(table: str, opened: Collection[str]) -> bool:
    """Whether a table is one of a room that is not open."""
    return any(table.startswith(room.tables) and room.name not in opened for room in ROOMS.values())


def closed(declared: Mapping[str, Any], opened: Collection[str]) -> str:
    """The room that a dataset belongs to and that is not open; '' when it may be published.

    Args:
        declared: what its ``dataset.yaml`` says.
        opened: names of the rooms that ``catalog.yaml`` opens.
    """
    sources = declared.get("source")
    kinds = [one.get("kind") for one in (sources if isinstance(sources, list) else [sources]) if isinstance(one, dict)]
    return next((room.name for room in ROOMS.values() if room.kind in kinds and room.name not in opened), "")


@dataclass(frozen=True, kw_only=True)
class Door:
    """One door.

    Attributes:
        name: its word under ``doors:``, and the folder of ``publisher/doors/`` that it stands in.
        path: what its addresses begin with.
        about: who it is for, in English: its line in ``/llms.txt``.
        start: what follows the path where one begins; None: it is asked by POST alone, and no link leads to it.
    """

    name: str
    path: str
    about: str
    start: str | None = ""

    def load(self) -> Any:
        """Its module, loaded when somebody first knocks: ``application(app)`` makes an ASGI application of it."""
        return import_module(f"publisher.doors.{self.name}")


#: Every door by name.
DOORS: Mapping[str, Door] = {
    door.name: door
    for door in (
        Door(name="mcp", path="/mcp", about="MCP for assistants: tools that refuse unsound comparisons", start=None),
        Door(name="reconcile", path="/reconcile", about="Reconciliation 0.2: names to codes and columns of values"),
        Door(name="pxweb", path="/pxweb/api/v2", about="PxWebApi 2: a table an indicator", start="/tables"),
        Door(name="kolada", path="/kolada/v3", about="Version 3 of Kolada's API: a copy, see Copy-Of", start="/kpi"),
    )
}
