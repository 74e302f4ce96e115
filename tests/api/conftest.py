"""The API of the small world."""

from __future__ import annotations

import pytest
from in_process import Api

from publisher.settings import Settings
from publisher.web import create_service


@pytest.fixture(scope="session")
def seldom(cases_edition: Settings) -> Api:
    """The API of the world made by hand for what happens seldom."""
    return Api(create_service(cases_edition, log=False))
