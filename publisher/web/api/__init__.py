"""The API ``/api/v1`` and its description: every path is in one of these modules."""

from __future__ import annotations

from publisher import rooms
from publisher.web.api import (
    areas,
    changes,
    comparing,
    description,
    indicators,
    observations,
    profiles,
    quality,
    rankings,
    reported,
)

ROUTES = [
    route
    for module in (
        *(indicators, areas, observations, comparing, profiles, rankings, changes, quality, reported, description),
        *rooms.parts("api"),
    )
    for route in module.ROUTES
]
