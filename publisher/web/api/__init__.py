"""The API ``/api/v1`` and its description: every path is in one of these modules."""

from __future__ import annotations

from publisher.web.api import description, operations

ROUTES = [*operations.ROUTES, *description.ROUTES]
