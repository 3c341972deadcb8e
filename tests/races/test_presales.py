"""Pre-sales: the last unit, an order that comes while it is called off, a balance against its deadline."""

from collections.abc import Callable
from typing import Any

import pytest

from shop.inventory.errors import OutOfStock
from shop.inventory.models import Quota
from shop.orders.enums import DepositFate, OrderStatus
from shop.orders.models import Order
from shop.orders.operations import expire_order
from shop.payments.enums import CallbackOutcome
from shop.presales.errors import PresaleNotOpen
from shop.presales.models import Presale
from shop.presales.operations import call_off_presale
from shop.presales.operations.ending import left_of
from tests.factories import NOW
from tests.factories.payments import hear, start
from tests.factories.presales import FROM, UNTIL, planned, reserved, with_deposit
from tests.factories.staff import UserFactory
from tests.races.stage import meet

Breaches = Callable[[], list[str]]
TAKEN = 'UPDATE "inventory_quota"'


def _without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the pre-sale's row."""
    rows = type(Presale.objects.all())
    monkeypatch.setattr(rows, "select_for_update", lambda self, **kwargs: self)


def test_the_last_unit_is_ordered_once(breaches: Breaches) -> None:
    presale = planned(limit=1)

    met = meet(lambda: reserved(presale), lambda: reserved(presale), after=TAKEN)

    assert (met.waited, type(met.second)) == (True, OutOfStock)
    assert Quota.objects.get().used == 1
    assert breaches() == []


def test_the_quota_decides_also_where_nobody_waits_for_the_pre_sale(
    monkeypatch: pytest.MonkeyPatch, breaches: Breaches
) -> None:
    presale = planned(limit=1)
    _without_locks(monkeypatch)

    met = meet(lambda: reserved(presale), lambda: reserved(presale), after=TAKEN)

    assert (met.waited, type(met.second)) == (True, OutOfStock)
    assert breaches() == []


def test_the_control_that_counts_first_sells_it_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    presale = planned(limit=1)
    _without_locks(monkeypatch)

    def careless(quota_id: int, units: int) -> int:
        quota = Quota.objects.get(pk=quota_id)
        return int(quota.used + units <= quota.limit)

    monkeypatch.setattr("shop.inventory.operations.quota_uses._take", careless)
    met = meet(lambda: reserved(presale), lambda: reserved(presale), after='INSERT INTO "inventory_quotause"')

    assert not met.waited
    assert Order.objects.count() == 2


def _order_meets_calling_off(presale: Presale) -> Any:
    return meet(
        lambda: reserved(presale),
        lambda: call_off_presale(by=UserFactory(), presale=presale, reason="x", at=NOW),
        after='INSERT INTO "orders_order" ',
    )


def test_an_order_that_is_just_placed_is_among_those_that_end(breaches: Breaches) -> None:
    presale = planned()

    met = _order_meets_calling_off(presale)

    assert met.waited
    assert met.second.job.total_count == 1
    assert breaches() == []


def test_the_control_without_the_lock_leaves_it_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    presale = planned()
    _without_locks(monkeypatch)

    met = _order_meets_calling_off(presale)

    assert not met.waited
    assert met.second.job is None
    assert left_of(presale).count() == 1


def test_who_orders_while_it_is_called_off_is_told(breaches: Breaches) -> None:
    presale = planned()

    met = meet(
        lambda: call_off_presale(by=UserFactory(), presale=presale, reason="x", at=NOW),
        lambda: reserved(presale),
        after='UPDATE "presales_presale"',
    )

    assert (met.waited, type(met.second)) == (True, PresaleNotOpen)
    assert not Order.objects.exists()
    assert breaches() == []


@pytest.mark.parametrize("is_first", [True, False])
def test_a_balance_at_its_deadline_is_paid_or_forfeited_never_both(is_first: bool, breaches: Breaches) -> None:
    order = with_deposit(planned())
    begun = start(order, at=FROM)
    acts = [
        lambda: hear(begun, at=UNTIL),
        lambda: expire_order(order_id=order.pk, at=UNTIL),
    ]
    first, second = acts if is_first else acts[::-1]

    met = meet(first, second, after='UPDATE "orders_order"')

    order.refresh_from_db()
    order.deposit.refresh_from_db()
    assert met.waited
    stands = (order.status, order.deposit.fate)
    if is_first:
        assert (met.first, stands) == (CallbackOutcome.APPLIED, (OrderStatus.PAID, DepositFate.APPLIED))
    else:
        assert (met.second, stands) == (CallbackOutcome.REFUNDED, (OrderStatus.CANCELLED, DepositFate.KEPT))
    assert breaches() == []
