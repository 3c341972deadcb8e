"""A repeated write gets the stored answer."""

import pytest

from shop.core.errors import InvalidInput, ShopError
from shop.core.models import IdempotencyKey, OutboxEvent
from shop.core.operations.idempotency import Answer, KeyReused, answer_once

pytestmark = pytest.mark.django_db


def ask(made: list[int], *, key: str = "key-1", actor: str = "customer-1", fingerprint: str = "f") -> Answer:
    def produce() -> Answer:
        made.append(1)
        return Answer(201, {"number": len(made)})

    return answer_once(actor=actor, key=key, fingerprint=fingerprint, produce=produce)


def test_the_second_request_gets_the_first_answer() -> None:
    made: list[int] = []

    first, second = ask(made), ask(made)

    assert (first.status, first.body, first.replayed) == (201, {"number": 1}, False)
    assert (second.status, second.body, second.replayed) == (201, {"number": 1}, True)
    assert made == [1]


def test_keys_belong_to_their_actor() -> None:
    made: list[int] = []

    ask(made)
    other = ask(made, actor="customer-2")

    assert other.body == {"number": 2}


def test_another_request_under_the_same_key_is_refused() -> None:
    made: list[int] = []
    ask(made)

    with pytest.raises(KeyReused):
        ask(made, fingerprint="other")

    assert made == [1]


def test_a_refusal_is_not_stored_and_leaves_nothing() -> None:
    def refuse() -> Answer:
        OutboxEvent.objects.create(name="half.done", payload={})
        raise ShopError

    with pytest.raises(ShopError):
        answer_once(actor="a", key="k", fingerprint="f", produce=refuse)

    assert not IdempotencyKey.objects.exists()
    assert not OutboxEvent.objects.exists()
    assert answer_once(actor="a", key="k", fingerprint="f", produce=lambda: Answer(200, {})).replayed is False


@pytest.mark.parametrize("key", ["", "x" * 81, "a\x00b", "a\nb"])
def test_keys_that_cannot_be_stored_are_refused(key: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask([], key=key)

    assert refusal.value.field == "Idempotency-Key"
