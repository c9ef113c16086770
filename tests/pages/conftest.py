"""What the tests of the pages share: the snapshot in the repository."""

import pytest

from etl import store
from etl.store import Store


@pytest.fixture(scope="session")
def held() -> Store:
    """The store of the snapshot that the repository carries."""
    return store.open()
