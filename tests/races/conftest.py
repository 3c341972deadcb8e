"""Races: on PostgreSQL, in committed transactions, and the books are audited afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from microbrand import audit
from tests.factories import NOW


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder commits and needs PostgreSQL."""
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.django_db(transaction=True))
            item.add_marker(pytest.mark.usefixtures("postgres"))


@pytest.fixture
def breaches() -> Callable[[], list[str]]:
    """Return the names of the audit's checks that find something wrong."""

    def run() -> list[str]:
        return [result.name for result in audit.run(at=NOW + timedelta(minutes=5)) if result.breach_count]

    return run
