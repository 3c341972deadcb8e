"""Paid content through cart, order and books: no stock, no parcel, bought once, taken back with the money."""

from datetime import timedelta
from typing import Any

import pytest

from microbrand import audit
from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry
from shop.core.errors import InvalidInput
from shop.customers.models import Address
from shop.customers.rules import ContactData
from shop.inventory.models import Reservation
from shop.orders.admin.actions import allowed_actions
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import AlreadyYours, InvalidQuantity, OrderNotInState
from shop.orders.models import CartLine, Order
from shop.orders.operations import (
    add_to_cart,
    cancel_order,
    complete_order,
    expire_order,
    mark_paid,
    set_quantity,
    ship_order,
)
from shop.orders.queries import owned_products, quote_cart
from shop.orders.rules import UNSHIPPED_TRANSITIONS
from tests.factories import NOW
from tests.factories.catalog import content_sku, made_to_order, make_sku
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.payments import hear, pay, start
from tests.factories.promotions import make_promotion
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
CONTACT = ContactData(phone="138 0013 8000")


def breaches() -> list[str]:
    later = NOW + timedelta(minutes=1)
    return [result.name for result in audit.run(at=later) if result.breach_count]


def test_content_has_no_stock_and_what_is_made_to_order_has_none_unless_told() -> None:
    assert [
        sku.is_stocked
        for sku in (
            content_sku(is_stocked=True),
            make_sku(product=made_to_order()),
            make_sku(product=made_to_order(), is_stocked=True),
            make_sku(),
        )
    ] == [False, False, True, True]


def test_an_order_of_content_alone_is_complete_with_the_payment() -> None:
    sku = content_sku()
    order = place({sku: 1}, address=CONTACT)
    assert (order.needs_shipping, order.phone, order.recipient, order.street) == (False, "13800138000", "", "")

    pay(order)

    order.refresh_from_db()
    assert (order.status, order.paid_at, order.completed_at, order.shipped_at) == ("completed", NOW, NOW, None)
    assert [entry.kind for entry in order.entries.all()] == ["placed", "paid", "completed"]
    entry = PriceEntry.objects.get(kind=PriceKind.SOLD)
    assert (entry.price_fen, entry.quantity) == (2900, 1)
    assert not Reservation.objects.exists()
    assert not Address.objects.exists()
    assert breaches() == []


def test_an_address_that_is_not_needed_is_not_kept() -> None:
    order = place({content_sku(): 1})

    assert (order.phone, order.recipient, order.street) == ("13800138000", "", "")
    assert not Address.objects.exists()


def test_with_a_parcel_in_it_the_order_takes_the_usual_way() -> None:
    content, apples = content_sku(), stocked_sku()
    with pytest.raises(InvalidInput):
        place({content: 1, apples: 1}, address=CONTACT)
    assert not Order.objects.exists()

    order = paid_order({content: 1, apples: 2})
    assert (order.needs_shipping, order.status, stock_of(apples)) == (True, "paid", (10, 2))
    assert owned_products(order.customer, [content.product_id]) == {content.product_id}
    ship(order)
    complete_order(by=None, order=order, at=NOW)
    assert stock_of(apples) == (8, 0)
    assert breaches() == []


def test_content_is_put_into_the_cart_and_bought_once() -> None:
    sku, customer = content_sku(), CustomerFactory()
    for _ in range(2):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=5, at=NOW)
    set_quantity(customer=customer, sku_id=sku.pk, quantity=3, at=NOW)
    assert CartLine.objects.get().quantity == 1
    with pytest.raises(InvalidQuantity):
        place({sku: 2}, customer=customer, address=CONTACT)

    paid_order({sku: 1}, customer=customer, address=CONTACT)
    with pytest.raises(AlreadyYours):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=NOW)
    with pytest.raises(AlreadyYours):
        place({sku: 1}, customer=customer, address=CONTACT)

    assert Order.objects.count() == 1
    assert owned_products(CustomerFactory(), [sku.product_id]) == set()


def test_a_cart_that_holds_what_one_has_bought_says_so() -> None:
    sku, customer = content_sku(), CustomerFactory()
    order = place({sku: 1}, customer=customer, address=CONTACT)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=NOW)
    quote = quote_cart(customer=customer, at=NOW)
    assert (quote.needs_shipping, quote.is_orderable) == (False, True)

    pay(order)

    assert [row.problem for row in quote_cart(customer=customer, at=NOW).lines] == ["owned"]


def test_what_another_order_has_paid_for_is_not_paid_again() -> None:
    sku, customer = content_sku(), CustomerFactory()
    first, second, third = (place({sku: 1}, customer=customer, address=CONTACT) for _ in range(3))
    begun = start(third)
    pay(first)

    with pytest.raises(AlreadyYours):
        start(second)
    assert hear(begun) == "refunded"

    assert not second.payments.exists()
    assert [Order.objects.get(pk=order.pk).status for order in (first, second, third)] == [
        "completed", "pending", "pending",
    ]  # fmt: skip
    refund = begun.refunds.get()
    assert (refund.amount_fen, "另一个订单" in refund.reason) == (third.total_fen, True)
    assert breaches() == []
    pay(place({sku: 1}, address=CONTACT))
    cancel_order(by=None, order=first, reason=CancelReason.MERCHANT, at=NOW)
    pay(second)
    assert Order.objects.get(pk=second.pk).status == "completed"


@pytest.mark.parametrize(
    ("status", "owned"), [("pending", False), ("cancelled", False), ("completed", True), ("refunded", False)]
)
def test_only_what_is_paid_and_not_refunded_is_owned(status: str, owned: bool) -> None:
    sku = content_sku()
    order = place({sku: 1}, address=CONTACT)
    if status == "cancelled":
        cancel_order(by=None, order=order, reason=CancelReason.CUSTOMER, at=NOW)
    if status in {"completed", "refunded"}:
        pay(order)
    if status == "refunded":
        cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)

    assert owned_products(order.customer, [sku.product_id]) == ({sku.product_id} if owned else set())


def test_taking_it_back_sends_the_money_back(client: Any) -> None:
    order = paid_order({content_sku(): 1}, address=CONTACT)
    assert "cancel" in allowed_actions(order, user=member("Operations"), at=NOW)
    assert "ship" not in allowed_actions(order, user=member("Operations"), at=NOW)

    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)

    order.refresh_from_db()
    assert (order.status, order.payments.get().state) == ("cancelled", "succeeded")
    ordinary = complete_order(by=None, order=ship(paid_order()), at=NOW)
    with pytest.raises(OrderNotInState):
        cancel_order(by=None, order=ordinary, reason=CancelReason.MERCHANT, at=NOW)


@pytest.mark.parametrize("old", [OrderStatus.PENDING, OrderStatus.COMPLETED, OrderStatus.CANCELLED])
def test_only_the_steps_of_its_table_are_taken(old: OrderStatus) -> None:
    order = place({content_sku(): 1}, address=CONTACT)
    if old == OrderStatus.COMPLETED:
        pay(order)
    if old == OrderStatus.CANCELLED:
        expire_order(order_id=order.pk, at=order.expires_at)
    steps: dict[OrderStatus, Any] = {
        OrderStatus.COMPLETED: lambda: mark_paid(order_id=order.pk, at=NOW),
        OrderStatus.CANCELLED: lambda: cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW),
        OrderStatus.SHIPPED: lambda: ship_order(by=None, order=order, carrier="sf", tracking_number="SF1234", at=NOW),
        OrderStatus.PAID: lambda: complete_order(by=None, order=order, at=NOW),
    }

    for new, step in steps.items():
        if new in UNSHIPPED_TRANSITIONS[old]:
            continue
        with pytest.raises(OrderNotInState):
            step()
        assert Order.objects.get().status == old
    allowed = next(iter(sorted(UNSHIPPED_TRANSITIONS[old])))
    steps[OrderStatus(allowed)]()
    assert Order.objects.get().status == allowed


def test_late_money_opens_it_after_all() -> None:
    sku = content_sku()
    make_promotion(sku, price_fen=1900, quantity_limit=5)
    order = place({sku: 1}, address=CONTACT)
    payment = start(order)
    late = order.expires_at + timedelta(minutes=5)
    expire_order(order_id=order.pk, at=late)
    hear(payment, at=late)

    order.refresh_from_db()
    assert (order.status, order.total_fen) == ("completed", 1900)
    assert [entry.kind for entry in order.entries.all()][-2:] == ["revived", "completed"]
    assert breaches() == []
