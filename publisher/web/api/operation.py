"""An operation of the API: one path, what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from publisher.model import Text
from publisher.web.api import listing
from publisher.web.api.query import Parameter


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One path and what it answers."""

    path: str
    name: str  #: operationId
    tag: str
    summary: Text
    thing: type  #: what stands under ``data``, or each of it
    many: bool = True
    parameters: Sequence[Parameter] = ()
    formats: Sequence[str] = listing.FORMATS
    #: table of an edition without which there is no such path; "": always there
    needs: str = ""
    within: Mapping[str, tuple[str, Text]] = field(default_factory=dict)  #: path parameter to example and text
