"""Vouchers under pressure: two counters, and a refund beside a redemption."""

from collections.abc import Callable

import pytest
from django.db import transaction

from shop.inventory.models import Place
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import OrderNotClosable
from shop.orders.models import Order
from shop.orders.operations import cancel_order
from shop.vouchers import operations
from shop.vouchers.errors import VoucherNotRedeemable
from shop.vouchers.models import Voucher
from tests.factories import NOW
from tests.factories.staff import UserFactory
from tests.factories.vouchers import voucher_order
from tests.races.stage import meet

Breaches = Callable[[], list[str]]


def redeeming() -> Callable[[], Voucher]:
    voucher, staff, here = Voucher.objects.get(), UserFactory(), Place.objects.default()
    return lambda: operations.redeem(by=staff, code=voucher.code, place=here, at=NOW)


def test_two_counters_redeem_one_voucher_once(breaches: Breaches) -> None:
    voucher_order()
    one = redeeming()

    met = meet(one, redeeming(), after='FROM "orders_order"')

    assert isinstance(met.first, Voucher)
    assert isinstance(met.second, VoucherNotRedeemable)
    assert met.waited
    assert breaches() == []


def test_the_control_two_counters_that_look_first_redeem_it_twice() -> None:
    voucher_order()
    voucher, here = Voucher.objects.get(), Place.objects.default()

    @transaction.atomic
    def careless() -> bool:
        row = Voucher.objects.get(pk=voucher.pk)
        if row.redeemed_at:
            return False
        Voucher.objects.filter(pk=row.pk).update(redeemed_at=NOW, redeemed_place=here, redeemed_by=UserFactory())
        return True

    met = meet(careless, careless, after='FROM "vouchers_voucher"')

    assert (met.first, met.second) == (True, True)


def test_a_refund_waits_for_the_counter_and_is_refused(breaches: Breaches) -> None:
    order = voucher_order()
    staff = UserFactory()

    met = meet(
        redeeming(),
        lambda: cancel_order(by=staff, order=order, reason=CancelReason.MERCHANT, at=NOW),
        after='UPDATE "vouchers_voucher"',
    )

    assert isinstance(met.first, Voucher)
    assert isinstance(met.second, OrderNotClosable)
    assert met.waited
    assert Order.objects.get().status == OrderStatus.COMPLETED
    assert breaches() == []


def test_without_the_orders_lock_a_refunded_voucher_is_redeemed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what happens if the counter reads the order without its lock."""
    order = voucher_order()
    staff = UserFactory()
    monkeypatch.setattr(
        operations.Order.objects, "select_for_update", lambda **options: operations.Order.objects.all(), raising=True
    )

    met = meet(
        redeeming(),
        lambda: cancel_order(by=staff, order=order, reason=CancelReason.MERCHANT, at=NOW),
        after='UPDATE "vouchers_voucher"',
    )

    assert isinstance(met.first, Voucher)
    assert isinstance(met.second, Order)
    assert Order.objects.get().status == OrderStatus.CANCELLED
    assert Voucher.objects.get().redeemed_at
