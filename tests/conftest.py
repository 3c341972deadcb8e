"""Fixtures of every test: the worker's database, clean caches, throw-away files."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests.harness.database import clone_for

# Timing belongs to the benchmarks; a slow machine must not fail a property.
hypothesis_settings.register_profile("microbrand", deadline=None, max_examples=60)
hypothesis_settings.load_profile("microbrand")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look at it again and again (a tenth of the run)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give this worker its clone; tests that commit get a fresh one instead of a flush.

    A flush would also delete what migrations created (groups, the root page).
    """
    from django.db import connection, connections
    from django.test import TransactionTestCase

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    clone = clone_for(connection.settings_dict, worker)

    def start_afresh(_case: TransactionTestCase) -> None:
        connections.close_all()
        clone.reset()

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(TransactionTestCase, "_fixture_teardown", start_afresh)
        yield
        connections.close_all()
        clone.drop()


@pytest.fixture(scope="session", autouse=True)
def _throw_away_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    from django.core.cache import caches

    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def _no_language_is_left() -> Iterator[None]:
    # A request leaves its language behind in the thread; the next test has not asked for it.
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture
def postgres() -> None:
    """Skip where the database is not PostgreSQL: SQLite has one writer, there is nothing to race."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")


@pytest.fixture
def project_root() -> Path:
    """Return the checkout's root."""
    return Path(__file__).resolve().parent.parent
