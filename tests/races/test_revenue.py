"""Adding up what stories earn while money goes back, and two that add up at once, each with a control."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.utils import timezone

from content.revenue import summing
from content.revenue.models import Changed, Progress
from content.revenue.queries import stories_earned
from content.revenue.summing import sum_piece
from shop.payments.enums import RefundState
from shop.payments.models import Payment, Refund
from shop.social.models import StoryBlock
from shop.social.operations import attribute_order
from shop.social.touch import Touch
from tests.factories import NOW
from tests.factories.content import card, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order
from tests.races.stage import Encounter, meet

pytestmark = pytest.mark.django_db(transaction=True)


def an_order() -> Payment:
    """Paid, and found in a story."""
    # Taps are no matter here: nobody writes to the row but whoever locks it.
    Progress.objects.update_or_create(pk=1, defaults={"taps_through": timezone.localdate(NOW)})
    sku = stocked_sku(price_fen=6800)
    make_story(card(sku.product))
    touch = Touch().with_block(StoryBlock.objects.get().pk, sku.product_id, NOW)
    order = paid_order({sku: 1}, origin=touch.as_dict())
    attribute_order(order=order)
    return Payment.objects.get(order=order)


def kept() -> int:
    """What the sums say in the end."""
    while sum_piece(at=NOW, most=10):
        pass
    day = timezone.localdate(NOW)
    return stories_earned(since=day, until=day)[1].kept_fen


def go_back(payment: Payment) -> Callable[[], Refund]:
    return lambda: Refund.objects.create(
        payment=payment, reference="R", key="k", amount_fen=800, state=RefundState.ACCEPTED
    )


def summed_while_money_goes_back() -> Encounter:
    payment = an_order()
    return meet(lambda: sum_piece(at=NOW, most=10), go_back(payment), after='INSERT INTO "revenue_countedline"')


def test_what_goes_back_meanwhile_is_counted_next_time() -> None:
    assert not summed_while_money_goes_back().waited

    assert kept() == 6000


def test_the_control_without_care_for_its_note_it_is_never_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summing, "_remove", lambda noted: Changed.objects.all().delete())

    summed_while_money_goes_back()

    assert kept() == 6800


def two_at_once() -> Encounter:
    an_order()
    return meet(
        lambda: sum_piece(at=NOW, most=10),
        lambda: sum_piece(at=NOW, most=10),
        after='INSERT INTO "revenue_countedline"',
    )


def test_two_at_once_count_an_order_once() -> None:
    both = two_at_once()

    assert (both.waited, both.first, both.second) == (True, 1, 0)
    assert kept() == 6800


def test_the_control_without_the_lock_the_second_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summing, "_locked", Progress.objects.get)

    assert isinstance(two_at_once().second, IntegrityError)
