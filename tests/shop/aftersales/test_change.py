"""The goods of an order that has not left are changed: what is due, what goes back, what happens when."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from microbrand import audit
from shop.aftersales.changing import Change, Wanted, change_of
from shop.aftersales.models import Case
from shop.aftersales.operations import change_goods
from shop.catalog.models import Sku
from shop.catalog.operations import change_price
from shop.core.errors import InvalidInput, ShopError
from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.customers.rules import ContactData
from shop.inventory.enums import PlaceKind
from shop.inventory.errors import OutOfStock
from shop.inventory.operations import save_place
from shop.ledger.models import Line
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import ExchangeWaiting, OrderNotInState, TotalChanged
from shop.orders.models import AmendedLine, Order, OrderEntry
from shop.orders.operations import (
    cancel_order,
    complete_order,
    expire_order,
    hand_over_order,
    ship_order,
    ship_together,
)
from shop.orders.wishes import Wishes
from shop.payments.errors import NotPayable
from shop.payments.gateways.sandbox.models import SandboxCharge
from shop.payments.models import Payment, Refund
from shop.payments.operations import due_of, pay_from_wallet, refund_due, refund_order_part, start_payment
from shop.payments.operations.books import book_sale
from tests.factories import NOW
from tests.factories.inventory import sold_out_sku, stock_of, stocked_sku
from tests.factories.orders import order_in, paid_order, place, ship
from tests.factories.payments import hear, pay, start
from tests.factories.shipping import make_template, rest
from tests.factories.staff import UserFactory, member
from tests.factories.wallets import filled

# Nothing here is asked of the database in a way of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
LATER = NOW + timedelta(hours=2)


def clean() -> list[str]:
    return [row.name for row in audit.run(at=LATER + timedelta(minutes=5)) if row.breach_count]


def wanted(order: Order, *counts: int, added: dict[Sku, int] | None = None) -> Wanted:
    lines = order.lines.order_by("pk").values_list("pk", flat=True)
    units = dict(zip(lines, counts, strict=True)) if counts else {}
    return Wanted(units=units, added={sku.pk: count for sku, count in (added or {}).items()})


def change(
    order: Order, *counts: int, added: dict[Sku, int] | None = None, token: str = "t", key: str | None = None
) -> Any:
    what = wanted(order, *counts, added=added)
    key = change_of(order, what, at=LATER).key if key is None else key
    return change_goods(
        by=UserFactory(), order=order, wanted=what, key=key, text="客人来电", client_token=token, at=LATER
    )


def deliver() -> None:
    for pk in OutboxEvent.objects.filter(delivered_at=None).order_by("pk").values_list("pk", flat=True):
        outbox.deliver(event_id=pk)


def back() -> list[int]:
    """What was sent back to customers, in the order of its coming."""
    return list(Refund.objects.exclude(cause="moved").order_by("pk").values_list("amount_fen", flat=True))


# --- Adding -----------------------------------------------------------------------------------------------------
def test_what_is_added_is_an_order_that_goes_with_it_at_the_prices_of_the_day() -> None:
    make_template(rest(1000, more_fen=200))
    apple, jam = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({apple: 1}, expected_total_fen=4000)
    change_price(by=None, sku=apple, price_fen=3500, expected_fen=3000, at=LATER)

    told = change_of(order, wanted(order, 2, added={jam: 1}), at=LATER)
    assert (told.goods_fen, told.freight_fen, told.due_fen, told.back_fen) == (8500, 400, 8900, 0)
    assert [(row.units_before, row.fen_before, row.units, row.fen, row.each_fen) for row in told.rows] == [
        (1, 3000, 2, 6500, 3500),
        (0, 0, 1, 5000, 5000),
    ]
    added = change(order, 2, added={jam: 1})
    assert change(order, 2, added={jam: 1}, key=told.key) == added

    assert (added.amends, added.status, added.total_fen, added.freight_fen) == (order, "pending", 8900, 400)
    assert added.expires_at == LATER + timedelta(hours=24)
    assert (added.recipient, added.street, added.customer) == (order.recipient, order.street, order.customer)
    assert (stock_of(apple), stock_of(jam)) == ((10, 2), (10, 1))
    assert OrderEntry.objects.get(order=order, kind="amended").text == f"{added.number} · 客人来电"
    pay(added, at=LATER)
    assert len(ship_together(by=None, order=order, others=[added.pk], carrier="sf", tracking_number="SF1234", at=LATER))
    assert clean() == []


def test_what_is_not_paid_in_time_closes_and_leaves_the_original_alone() -> None:
    apple, jam = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({apple: 1})
    added = change(order, 0, added={jam: 1})
    assert added.status_at(added.expires_at) == OrderStatus.CANCELLED

    with pytest.raises(NotPayable):
        start_payment(order=added, gateway_code="sandbox", at=added.expires_at)

    order.refresh_from_db()
    assert (order.status, order.lines.get().called_off, stock_of(apple)) == ("paid", 0, (10, 1))
    # A day later it may be changed anew, and leave.
    assert change_of(order, wanted(order, 2), at=added.expires_at).due_fen == 3000
    ship_order(by=None, order=order, carrier="sf", tracking_number="SF1234", at=added.expires_at)


def test_one_change_waits_at_a_time() -> None:
    apple = stocked_sku()
    order = paid_order({apple: 1})
    added = change(order, 2)
    with pytest.raises(InvalidInput, match=added.number):
        change(order, 3, token="again")
    cancel_order(by=None, order=added, reason=CancelReason.MERCHANT, at=LATER)

    assert change(order, 3, token="again").total_fen == 2 * apple.price_fen
    assert stock_of(apple) == (10, 3)


# --- Exchanging -------------------------------------------------------------------------------------------------
def test_of_something_dearer_only_the_difference_is_paid_and_nothing_happens_before() -> None:
    small, large, jam = stocked_sku(price_fen=3333), stocked_sku(price_fen=5000), stocked_sku(price_fen=1000)
    order = paid_order({small: 2, jam: 1})
    source = order.payments.get()

    added = change(order, 1, 1, added={large: 1})

    assert (added.total_fen, added.credit_fen, due_of(added)) == (5000, 3333, 1667)
    assert list(order.lines.order_by("pk").values_list("called_off", flat=True)) == [0, 0]
    with pytest.raises(ExchangeWaiting):
        ship(order, at=LATER)
    assert clean() == []
    payment = start(added, at=LATER)
    assert payment.amount_fen == 1667
    hear(payment, at=LATER)

    order.refresh_from_db()
    added.refresh_from_db()
    assert (order.status, added.status) == ("paid", "paid")
    assert list(order.lines.order_by("pk").values_list("called_off", "returned")) == [(1, 1), (0, 0)]
    moved = Payment.objects.get(order=added, part_of=source)
    assert (moved.amount_fen, moved.gateway, moved.state) == (3333, "sandbox", "succeeded")
    assert Refund.objects.get(cause="moved").payment == source
    assert (stock_of(small), stock_of(large)) == ((10, 1), (10, 1))
    assert back() == []
    assert clean() == []

    for row in ship_together(by=None, order=order, others=[added.pk], carrier="sf", tracking_number="SF12", at=LATER):
        complete_order(by=None, order=row.order, at=LATER)
        book_sale(order_id=row.order_id, at=LATER)
    revenue = sum(Line.objects.filter(account="revenue").values_list("amount_fen", flat=True))
    assert revenue == -(3333 + 1000 + 5000)
    assert clean() == []


def test_money_that_went_over_goes_back_by_the_payment_that_brought_it() -> None:
    small, large = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({small: 2})
    source = order.payments.get()
    added = change(order, 1, added={large: 1})
    pay(added, at=LATER)

    cancel_order(by=None, order=Order.objects.get(pk=added.pk), reason=CancelReason.MERCHANT, at=LATER)
    deliver()
    SandboxCharge.objects.update(result="paid")
    assert refund_due(at=timezone.now()) == 2

    assert sorted(back()) == [2000, 3000]
    assert Refund.objects.get(amount_fen=3000, payment__order=added).payment.part_of == source
    assert (stock_of(small), stock_of(large)) == ((10, 1), (10, 0))
    assert clean() == []


def test_of_something_cheaper_the_rest_goes_back_at_once_and_of_the_same_price_nothing_moves() -> None:
    small, large, other = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000), stocked_sku(price_fen=3000)
    order = paid_order({large: 2})

    cheaper = change(order, 1, added={small: 1})

    assert (cheaper.status, cheaper.credit_fen, back()) == ("paid", 3000, [2000])
    assert clean() == []
    order = Order.objects.get(pk=order.pk)
    assert change_of(cheaper, wanted(cheaper, 0, added={other: 1}), at=LATER).due_fen == 0
    same = change(cheaper, 0, added={other: 1}, token="same")
    deliver()

    cheaper.refresh_from_db()
    assert (same.status, cheaper.status, cheaper.cancel_reason) == ("paid", "cancelled", "changed")
    assert (back(), same.payments.get().part_of) == ([2000], order.payments.get())
    assert [stock_of(sku) for sku in (small, large, other)] == [(10, 0), (10, 1), (10, 1)]
    assert clean() == []


def test_all_of_it_is_exchanged_and_the_freight_goes_over_too() -> None:
    make_template(rest(1000))
    small, large = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({small: 1}, expected_total_fen=4000, origin={"link": "x"})

    told = change_of(order, wanted(order, 0, added={large: 1}), at=LATER)
    assert (told.replaces, told.freight_fen, told.credit_fen, told.due_fen) == (True, 1000, 4000, 2000)
    added = change(order, 0, added={large: 1})
    assert Order.objects.get(pk=order.pk).status == "paid"
    pay(added, at=LATER)
    deliver()

    order.refresh_from_db()
    assert (order.status, order.cancel_reason, back()) == ("cancelled", "changed", [])
    assert (Order.objects.get(pk=added.pk).origin, order.payments.get().kept_fen) == ({"link": "x"}, 0)
    assert (stock_of(small), stock_of(large)) == ((10, 0), (10, 1))
    assert clean() == []


def test_an_exchange_whose_original_has_changed_meanwhile_sends_the_payment_back() -> None:
    small, large = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    gone, poor = paid_order({small: 2}), paid_order({small: 2})
    for order, undo in (
        (gone, lambda row: cancel_order(by=None, order=row, reason=CancelReason.MERCHANT, at=LATER)),
        (poor, lambda row: refund_order_part(order=row, amount_fen=4000, reason="迟", at=LATER, by=None, key="late")),
    ):
        added = change(order, 1, added={large: 1})
        payment = start(added, at=LATER)
        undo(order)
        assert hear(payment, at=LATER) == "refunded"
        assert Order.objects.get(pk=added.pk).status == "pending"
        assert Refund.objects.get(payment=payment).amount_fen == 2000

    assert not Refund.objects.filter(cause="moved").exists()
    assert not AmendedLine.objects.filter(given_up__gt=0).exists()
    deliver()
    assert clean() == []


def test_late_money_makes_the_exchange_if_everything_is_still_there() -> None:
    small, large = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({small: 2})
    added = change(order, 1, added={large: 1})
    payment = start(added, at=LATER)
    expire_order(order_id=added.pk, at=added.expires_at)

    assert hear(payment, at=added.expires_at + timedelta(hours=1)) == "applied"

    assert [Order.objects.get(pk=row.pk).status for row in (order, added)] == ["paid", "paid"]
    assert (stock_of(small), stock_of(large), back()) == ((10, 1), (10, 1), [])
    assert clean() == []


def test_what_a_wallet_paid_goes_over_with_its_bonus() -> None:
    small, large = stocked_sku(price_fen=3000), stocked_sku(price_fen=4000)
    order = place({small: 2})
    wallet = filled(5000, 3000, customer=order.customer)
    pay_from_wallet(order=order, at=NOW)
    added = change(Order.objects.get(), 1, added={large: 1})
    pay_from_wallet(order=added, at=LATER)

    added.refresh_from_db()
    moved = added.payments.get(part_of__isnull=False)
    assert (added.status, moved.amount_fen, moved.bonus_fen) == ("paid", 3000, 1000)
    cancel_order(by=None, order=added, reason=CancelReason.MERCHANT, at=LATER)
    deliver()
    wallet.refresh_from_db()
    assert (wallet.principal_fen, wallet.bonus_fen) == (2000, 3000)
    assert clean() == []


# --- Freight and goods that are taken out -------------------------------------------------------------------------
def test_less_freight_for_what_is_left_goes_back_and_more_is_never_charged() -> None:
    make_template(rest(1000, more_fen=300, free_from_fen=20000))
    apple = stocked_sku(price_fen=3000)
    paid, free = paid_order({apple: 3}, expected_total_fen=10600), paid_order({apple: 7})

    told = change_of(paid, wanted(paid, 1), at=LATER)
    assert (told.freight_back_fen, told.back_fen, told.stays_free) == (600, 6600, False)
    case = change(paid, 1)
    assert isinstance(case, Case)
    assert (case.refunded_fen, case.freight_fen, case.lines.get().refunded_fen) == (6600, 600, 6000)
    assert change(paid, 1, key=told.key) == case

    told = change_of(free, wanted(free, 6), at=LATER)
    assert (told.freight_back_fen, told.back_fen, told.stays_free) == (0, 3000, True)
    assert change(free, 6).refunded_fen == 3000
    assert back() == [6600, 3000]
    assert clean() == []


def test_freight_goes_back_once_however_often_something_is_taken_out() -> None:
    make_template(rest(1000, more_fen=300))
    apple = stocked_sku(price_fen=3000)
    paid_order({apple: 4}, expected_total_fen=13900)
    make_dearer(3000)

    for left, token in ((3, "a"), (2, "b"), (1, "c")):
        change(Order.objects.get(), left, token=token)

    # Nine yuan were charged for the three that are gone; today's terms would give back ninety.
    assert sum(back()) == 3 * 3000 + 1900
    assert clean() == []


def make_dearer(more_fen: int) -> None:
    from shop.shipping.models import FreightZone

    FreightZone.objects.update(more_fen=more_fen)


def test_a_cheaper_exchange_gives_less_freight_back() -> None:
    make_template(rest(1000, more_fen=300))
    small, large = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({large: 4}, expected_total_fen=21900)

    added = change(order, 1, added={small: 1})

    assert (added.total_fen, added.credit_fen, added.freight_fen) == (3000, 3000, 0)
    assert sorted(back()) == [600, 12000]
    assert clean() == []


def test_an_order_that_is_fetched_costs_no_freight_and_is_handed_over_without_what_was_taken_out() -> None:
    make_template(rest(1000))
    store = save_place(by=None, name="镇上小店", kind=PlaceKind.SHOP, address="霞光路 1 号", offers_pickup=True)
    contact = ContactData(phone="13800138000", recipient="林晓")
    apple = stocked_sku(price_fen=3000)
    order = paid_order({apple: 3}, address=contact, wishes=Wishes(pickup_place=store))

    added = change(order, 4)
    assert (added.pickup_place, added.total_fen, added.recipient) == (store, 3000, "林晓")
    cancel_order(by=None, order=added, reason=CancelReason.MERCHANT, at=LATER)
    change(Order.objects.get(pk=order.pk), 2, token="less")
    hand_over_order(by=UserFactory(), order=order, at=LATER)

    assert (order.lines.get().shipped_quantity, stock_of(apple), back()) == (2, (8, 0), [3000])
    assert clean() == []


# --- Unpaid orders ------------------------------------------------------------------------------------------------
def test_an_unpaid_order_is_replaced_and_money_for_the_old_one_goes_back() -> None:
    apple, jam = stocked_sku(price_fen=3000, units=3), stocked_sku(price_fen=5000)
    order = place({apple: 2}, note="放门口")
    payment = start(order)

    told = change_of(order, wanted(order, 3, added={jam: 1}), at=NOW)
    assert (told.is_unpaid, told.total_fen, told.credit_fen) == (True, 14000, 0)
    new = change_goods(
        by=UserFactory(),
        order=order,
        wanted=wanted(order, 3, added={jam: 1}),
        key=told.key,
        text="客人来电",
        client_token="t",
        at=NOW,
    )

    order.refresh_from_db()
    assert (order.status, order.cancel_reason, new.amends, new.note) == ("cancelled", "changed", order, "放门口")
    assert (stock_of(apple), stock_of(jam)) == ((3, 3), (10, 1))
    assert Payment.objects.get(pk=payment.pk).state == "closed"
    assert hear(payment) == "refunded"
    assert (Order.objects.get(pk=new.pk).status, due_of(new)) == ("pending", 14000)
    pay(new)
    assert Order.objects.get(pk=new.pk).status == "paid"
    assert clean() == []


# --- What is refused ------------------------------------------------------------------------------------------------
def test_other_sums_than_were_shown_are_refused() -> None:
    apple = stocked_sku(price_fen=3000)
    for order in (paid_order({apple: 1}), place({apple: 1}, at=LATER)):
        key = change_of(order, wanted(order, 2), at=LATER).key
        change_price(by=None, sku=apple, price_fen=apple.price_fen + 1, expected_fen=apple.price_fen, at=LATER)
        apple.refresh_from_db()
        with pytest.raises(TotalChanged):
            change_goods(by=None, order=order, wanted=wanted(order, 2), key=key, text="x", client_token="t", at=LATER)
    assert not Order.objects.filter(amends__isnull=False).exists()


def test_what_cannot_be_is_refused_and_nothing_is_written() -> None:
    apple, gone = stocked_sku(units=3), sold_out_sku()
    order = paid_order({apple: 2})
    for counts, added in (((2,), {}), ((0,), {}), ((-1,), {}), ((4,), {}), ((2,), {gone: 1}), ((2,), {apple: 9})):
        with pytest.raises(InvalidInput):
            change(order, *counts, added=added)
    with pytest.raises(InvalidInput):
        change_of(order, Wanted(units={999_999: 1}), at=LATER)
    with pytest.raises(InvalidInput):
        change_of(order, Wanted(added={999_999: 1}), at=LATER)
    for status in (OrderStatus.DEPOSIT, OrderStatus.SHIPPED, OrderStatus.COMPLETED, OrderStatus.CANCELLED):
        other = order_in(status)
        with pytest.raises(OrderNotInState):
            change_of(other, wanted(other, 2), at=NOW)
    what = wanted(order, 3)
    key = change_of(order, what, at=LATER).key
    with pytest.raises(InvalidInput):
        change_goods(by=None, order=order, wanted=what, key=key, text=" ", client_token="t", at=LATER)
    place({apple: 1}, at=LATER)
    with pytest.raises((OutOfStock, ShopError)):
        change_goods(by=None, order=order, wanted=what, key=key, text="x", client_token="t", at=LATER)

    assert not Order.objects.filter(amends__isnull=False).exists()
    assert not OrderEntry.objects.filter(kind__in=["amended", "changed"]).exists()
    assert back() == []


def test_units_that_wait_to_be_exchanged_are_in_no_case() -> None:
    from shop.aftersales.queries import claimed_units

    small, large = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({small: 2})
    added = change(order, 1, added={large: 1})

    assert claimed_units(order, at=LATER) == {order.lines.get().pk: 1}
    assert claimed_units(order, at=added.expires_at) == {}
    told: Change = change_of(order, wanted(order, 1), at=LATER)
    assert told.takes_out_only
    with pytest.raises(InvalidInput):
        change_of(order, wanted(order, 0, added={large: 1}), at=LATER)


# --- The desk and the phone -------------------------------------------------------------------------------------------
@pytest.fixture
def desk(client: Client, time_machine: Any) -> Client:
    time_machine.move_to(LATER)
    client.force_login(member("Operations"))
    return client


def page_of(order: Order) -> str:
    return reverse("case_desk:change", args=[order.number])


def test_the_desk_shows_what_it_comes_to_and_does_that(desk: Client) -> None:
    small, large = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({small: 2})
    assert page_of(order) in desk.get(reverse("order_desk:order", args=[order.number])).content.decode()
    line = order.lines.get()
    form = {f"units-{line.pk}": "1", "code": ["", large.code, ""], "quantity": ["", "1", ""], "text": "客人来电"}
    form |= {"token": desk.get(page_of(order)).context["form"]["token"].value()}

    told = desk.post(page_of(order), form).context
    assert (told["change"].due_fen, len(told["told"])) == (2000, 3)
    assert not Order.objects.filter(amends=order).exists()
    form |= {"confirm": "1", "key": told["change"].key}
    for _twice in range(2):
        added = Order.objects.filter(amends=order).first()
        response = desk.post(page_of(order), form)
        added = added or Order.objects.get(amends=order)
        assert response["Location"] == reverse("order_desk:order", args=[added.number])

    assert Order.objects.get(amends=order).credit_fen == 3000
    assert added.number in desk.get(reverse("order_desk:order", args=[order.number])).content.decode()
    assert order.number in desk.get(reverse("order_desk:order", args=[added.number])).content.decode()


def test_the_desk_exchanges_for_another_option_of_the_same_product_and_takes_out(desk: Client) -> None:
    small = stocked_sku(price_fen=3000)
    large = stocked_sku(price_fen=2000, product=small.product, code="large", options={"尺寸": "大"})
    order = paid_order({small: 3})
    line = order.lines.get()
    base = {"text": "换", "token": "a" * 32, "confirm": "1"}
    wanted_now = {f"units-{line.pk}": "2", f"to-{line.pk}": large.pk}
    key = change_of(order, Wanted(units={line.pk: 2}, added={large.pk: 1}), at=LATER).key
    assert desk.post(page_of(order), base | wanted_now | {"key": key}).status_code == 302
    assert (Order.objects.get(amends=order).status, back()) == ("paid", [1000])

    order = Order.objects.get(pk=order.pk)
    key = change_of(order, Wanted(units={line.pk: 1}), at=LATER).key
    out = {f"units-{line.pk}": "1", "token": "b" * 32, "key": key}
    assert desk.post(page_of(order), base | out).status_code == 302
    assert Case.objects.get(order=order).refunded_fen == 3000
    assert clean() == []


def test_the_desk_says_what_is_wrong_and_keeps_what_was_typed(desk: Client) -> None:
    order, shipped = paid_order({stocked_sku(): 2}), ship(paid_order())
    line = order.lines.get()
    form = {f"units-{line.pk}": "1", "text": "x", "token": "a" * 32}
    for wrong in (
        {"text": " "},
        {f"units-{line.pk}": "-1"},
        {f"units-{line.pk}": "2"},
        {"code": "nothing", "quantity": "1"},
        {"code": line.sku.code, "quantity": "x"},
        {"code": "\0", "quantity": "1"},
        {"confirm": "1", "key": "0"},
        {f"units-{line.pk}": "0"},
    ):
        assert desk.post(page_of(order), form | wrong).status_code == 422, wrong
    assert desk.get(page_of(shipped)).status_code == 302
    desk.force_login(member("Warehouse"))
    assert desk.get(page_of(order)).status_code in {302, 403}

    assert not Case.objects.exists()
    assert not Order.objects.filter(amends__isnull=False).exists()
