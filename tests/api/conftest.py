"""The API of the small world."""

from __future__ import annotations

import pytest
from in_process import Api

from publisher.settings import Settings
from publisher.web import create_service


@pytest.fixture(scope="session")
def api(built_edition: Settings) -> Api:
    return Api(create_service(built_edition, log=False))
