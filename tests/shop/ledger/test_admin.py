"""The books on the screen."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.orders import paid_order
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def test_no_movement_no_figures(desk: Client) -> None:
    response = desk.get(reverse("books"))

    assert (response.status_code, response.context["balances"], response.context["page"].rows) == (200, [], [])


def test_the_trial_balance_and_its_entries(desk: Client) -> None:
    order = paid_order(at=timezone.now())
    paid_order(at=timezone.now() - timedelta(days=40))

    context = desk.get(reverse("books")).context

    assert [(row.account, row.before_fen, row.debit_fen, row.credit_fen) for row in context["balances"]] == [
        ("receivable", 6800, 6800, 0),
        ("advances", -6800, 0, 6800),
    ]
    assert [entry.topic for entry in context["page"].rows] == [order.number]


def test_found_by_document_and_account(desk: Client) -> None:
    first, _second = (paid_order(at=timezone.now()) for _ in range(2))

    def found(**query: str) -> list[str]:
        return [entry.topic for entry in desk.get(reverse("books"), query).context["page"].rows]

    assert found(q=first.number.lower()) == [first.number]
    assert len(found(account="advances")) == 2
    assert found(account="revenue") == found(q="nothing") == found(since="2020-01-01", until="2020-01-02") == []
    assert desk.get(reverse("books"), {"since": "x", "account": "y"}).status_code == 200


def test_as_many_queries_for_three_as_for_one(desk: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    # The first page of a process fills caches.
    desk.get(reverse("books"))
    for _ in range(2):
        paid_order(at=timezone.now())
        paid_order(at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("books"))
        counts.append(len(asked))

    assert counts[0] == counts[1]
