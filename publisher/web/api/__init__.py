"""The API ``/api/v1``: every path on one page."""

from __future__ import annotations

from publisher.web.api.areas import area, areas, municipalities
from publisher.web.api.changes import changes, editions
from publisher.web.api.grants import grant, grants
from publisher.web.api.indicators import indicator, indicators
from publisher.web.api.observations import observations

ROUTES = [indicators, indicator, areas, area, municipalities, observations, changes, editions, grants, grant]
