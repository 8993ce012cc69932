"""The invented act, written once for all tests of the drafter's bench."""

import pytest
from tests.library_made import Library, put_into


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a folder with the invented act, as far as drift and coverage read it."""
    return put_into(tmp_path_factory.mktemp("acts"))
