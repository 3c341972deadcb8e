"""Events: written with the change, delivered once, retried after a fault."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

from shop.core import events
from shop.core.models import IdempotencyKey, OutboxEvent
from shop.core.operations import outbox
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Happened(events.Event):
    name = "tests.happened"
    number: int


class Refused(Exception):
    pass


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """Connect a handler that leaves a row and notes what it heard; ``-1`` makes it fail after the row."""
    numbers: list[int] = []

    def hear(event: Happened) -> None:
        IdempotencyKey.objects.create(actor="handler", key=str(event.number), fingerprint="")
        if event.number < 0 and not numbers:
            numbers.append(event.number)
            raise Refused("not yet")
        numbers.append(event.number)

    events.connect(Happened, hear)
    yield numbers
    events._handlers.pop(Happened.name)


def published(number: int) -> OutboxEvent:
    events.publish(Happened(number=number))
    OutboxEvent.objects.update(retry_at=NOW)
    return OutboxEvent.objects.get()


def test_an_event_is_delivered_once(heard: list[int]) -> None:
    event = published(7)

    assert outbox.deliver(event_id=event.pk, at=NOW) is True
    assert outbox.deliver(event_id=event.pk, at=NOW) is False
    assert heard == [7]
    assert outbox.due_events(at=NOW) == []


def test_delivery_starts_with_the_commit(heard: list[int], django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        events.publish(Happened(number=3))
        assert heard == []

    assert heard == [3]


def test_a_rolled_back_change_has_no_event(heard: list[int]) -> None:
    @transaction.atomic
    def change_of_mind() -> None:
        events.publish(Happened(number=3))
        raise Refused

    with pytest.raises(Refused):
        change_of_mind()

    assert not OutboxEvent.objects.exists()


def test_a_failing_handler_leaves_nothing_and_is_tried_again_later(heard: list[int]) -> None:
    event = published(-1)

    assert outbox.deliver(event_id=event.pk, at=NOW) is False

    event.refresh_from_db()
    assert (event.delivered_at, event.attempts, event.error) == (None, 1, "Refused: not yet")
    assert not IdempotencyKey.objects.exists()
    assert outbox.due_events(at=NOW + timedelta(seconds=1)) == []
    assert outbox.due_events(at=NOW + timedelta(seconds=2)) == [event.pk]
    assert outbox.deliver(event_id=event.pk, at=NOW + timedelta(seconds=2)) is True
    assert IdempotencyKey.objects.count() == 1


def test_the_distance_between_attempts_grows_to_an_hour(heard: list[int]) -> None:
    event = published(-1)
    OutboxEvent.objects.update(attempts=300)

    outbox.deliver(event_id=event.pk, at=NOW)

    event.refresh_from_db()
    assert event.retry_at == NOW + timedelta(hours=1)


def test_an_event_nobody_knows_any_more_stays_for_a_later_release() -> None:
    event = OutboxEvent.objects.create(name="tests.removed", payload={})

    assert outbox.deliver(event_id=event.pk, at=NOW) is False

    event.refresh_from_db()
    assert event.delivered_at is None
    assert event.error.startswith("KeyError")


def test_two_events_cannot_share_a_name() -> None:
    with pytest.raises(TypeError, match="two events"):
        type("Other", (events.Event,), {"name": Happened.name})
