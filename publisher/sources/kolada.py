"""The kolada source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.sources.context import Fetched, SourceContext


def fetch(declaration: Mapping[str, Any], context: SourceContext) -> Fetched:
    """Read what a declaration of this kind names."""
    raise NotImplementedError
