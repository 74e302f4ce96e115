"""The API ``/api/v1``: every path on one page."""

from __future__ import annotations

from publisher.web.api.areas import area, areas, municipalities
from publisher.web.api.changes import changes, editions
from publisher.web.api.comparing import compare
from publisher.web.api.indicators import indicator, indicators
from publisher.web.api.observations import observations
from publisher.web.api.profiles import profile, similar
from publisher.web.api.rankings import ranking

ROUTES = [
    indicators,
    indicator,
    areas,
    area,
    municipalities,
    profile,
    similar,
    observations,
    compare,
    ranking,
    changes,
    editions,
]
