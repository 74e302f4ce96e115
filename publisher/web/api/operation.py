"""An operation of the API: one path, what it takes and what it answers, said once, at the function that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from publisher import formats
from publisher.model import Text
from publisher.web.api.query import Parameter

EVERY = tuple(formats.FORMATS)
#: Formats of a list: every one that is not made for observations or areas alone.
FORMATS = tuple(form.key for form in formats.FORMATS.values() if not form.observations_only and not form.layer)
#: Formats of a list of areas.
AREAS = FORMATS + tuple(form.key for form in formats.FORMATS.values() if form.layer)
#: What an answer about a single thing can be had in.
SINGLE = ("json",)


@dataclass(frozen=True)
class Operation:
    """One path and what it answers."""

    name: str  #: operationId
    path: str
    tag: str
    summary: Text
    thing: type  #: what stands under ``data``, or each of it
    parameters: Sequence[Parameter]
    formats: Sequence[str] = FORMATS
    many: bool = True
    #: table of an edition without which there is no such path; "": always there
    needs: str = ""
    within: Mapping[str, tuple[str, Text]] = field(default_factory=dict)  #: path parameter to example and text
