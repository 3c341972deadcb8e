"""The OpenAPI document against the API itself: what it promises holds, for sensible and for senseless requests."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from microbrand.wsgi import application
from shop.customers.operations import create_customer
from shop.storefront.api.authentication import token_for
from tests.factories.inventory import stocked_sku

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EXAMPLES = 6
load_all_checks()
PROMISES = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
]


@pytest.fixture
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.allow_request", lambda *args: True)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: the test's transaction outlives a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_unlimited", "_one_connection")
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_operation_keeps_its_promises(mode: GenerationMode) -> None:
    stocked_sku()
    token = token_for(create_customer())
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    broken: list[str] = []
    asked: set[str] = set()

    for found in document.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
            asked.add(case.operation.label)
            try:
                case.validate_response(answer, checks=PROMISES)
            except FailureGroup as error:
                broken.append(f"{case.operation.label}: {answer.status_code} {error}")

        # Some operations take nothing that could be wrong.
        with suppress(Unsatisfiable):
            ask()

    assert not broken, "\n\n".join(broken[:5])
    assert len(asked) > 10
