"""Pre-sales from the plan to the parcel: windows to the second, money to the fen, and what becomes of deposits."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from microbrand import audit
from shop.catalog.models import Sku
from shop.catalog.operations import change_price
from shop.catalog.queries import next_expiry
from shop.core.errors import InvalidInput
from shop.inventory.errors import OutOfStock
from shop.inventory.models import Quota
from shop.orders.enums import CancelReason, DepositFate, DepositKind, EntryKind, OrderStatus
from shop.orders.errors import NotForSale, OrderNotInState, TotalChanged
from shop.orders.models import Order, OrderDeposit
from shop.orders.operations import add_to_cart, cancel_order, expire_due, saved_fen
from shop.orders.queries import quote_skus
from shop.payments.errors import NotPayable
from shop.payments.models import Compensation, Refund
from shop.payments.operations import pay_from_wallet, settle_deposit
from shop.presales.enums import PresaleState
from shop.presales.errors import InvalidPresale, PresaleNotInState, PresaleNotOpen
from shop.presales.models import Presale, PresaleOrder
from shop.presales.operations import call_off_presale, change_presale, end_presale, finish_calling_off, give_up
from shop.presales.queries import advance_of, advances, figures
from shop.promotions.errors import InvalidPromotion
from shop.promotions.queries import offers
from tests.factories import NOW
from tests.factories.catalog import made_to_order, make_sku
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place, ship
from tests.factories.payments import hear, pay, start
from tests.factories.presales import (
    CLOSES,
    FROM,
    UNTIL,
    bought,
    called_off,
    planned,
    reserved,
    terms,
    with_deposit,
)
from tests.factories.promotions import make_promotion
from tests.factories.staff import UserFactory
from tests.factories.wallets import filled

pytestmark = pytest.mark.django_db
S = PresaleState
SECOND = timedelta(seconds=1)


def is_true(at: Any = UNTIL + timedelta(days=1)) -> bool:
    # As the outbox does.
    for deposit in OrderDeposit.objects.filter(order__status=OrderStatus.CANCELLED, paid_at__isnull=False):
        settle_deposit(deposit=deposit, at=NOW)
    about = (
        "books",
        "deposits",
        "money for",
        "order",
        "paid",
        "pre-sales",
        "promised",
        "reservations",
        "sold prices",
        "units of a quota",
        "wallets",
    )
    checks = [name for name in audit.names() if name.startswith(about)]
    return not any(result.breach_count for result in audit.run(at=at, only=checks))


def left(presale: Presale, at: Any = NOW) -> int:
    return advance_of(presale, at=at).left


# --- The plan ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deposit_fen": 1361}, "deposit_fen"),
        ({"deposit_fen": 6800, "deposit_kind": DepositKind.ADVANCE}, "deposit_fen"),
        ({"deposit_fen": 0}, "deposit_fen"),
        ({"deposit_kind": "other"}, "deposit_kind"),
        ({"limit": 0}, "limit"),
        ({"balance_until": FROM}, "balance_until"),
    ],
)
def test_what_cannot_be_promised_is_refused_with_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        planned(**changes)

    assert refused.value.field == field
    assert not Presale.objects.exists()


def test_a_sku_has_one_at_a_time_and_no_other_price_in_it() -> None:
    sku = make_sku(is_stocked=False)
    presale = planned(sku)
    with pytest.raises(InvalidPresale) as twice:
        planned(sku, opens_at=CLOSES + timedelta(days=1), closes_at=CLOSES + timedelta(days=2))
    with pytest.raises(InvalidPromotion):
        make_promotion(sku, starts_at=CLOSES - SECOND, ends_at=FROM)
    make_promotion(sku, starts_at=CLOSES, ends_at=FROM)
    other = make_sku(is_stocked=False)
    make_promotion(other, starts_at=NOW - timedelta(hours=1), ends_at=NOW + SECOND, at=NOW - timedelta(days=2))
    with pytest.raises(InvalidPresale) as promoted:
        planned(other)

    assert (twice.value.field, promoted.value.field) == ("sku", "opens_at")
    assert Presale.objects.get() == presale


def test_only_goods_that_are_sent_as_they_are() -> None:
    gone = make_sku(is_stocked=False)
    Sku.objects.filter(pk=gone.pk).update(is_active=False)
    for sku in (gone, make_sku(is_stocked=False, product=made_to_order())):
        with pytest.raises(InvalidPresale):
            planned(sku)


def test_it_can_be_changed_until_it_opens() -> None:
    presale = planned()

    change_presale(by=UserFactory(), presale=presale, terms=terms(limit=3, deposit_fen=500), at=NOW - SECOND)
    with pytest.raises(PresaleNotInState):
        change_presale(by=UserFactory(), presale=presale, terms=terms(limit=4), at=NOW)

    presale.refresh_from_db()
    assert (presale.quota.limit, presale.deposit_fen, Quota.objects.count()) == (3, 500, 1)


# --- The window ----------------------------------------------------------------------------------------------
def test_in_its_window_it_is_sold_in_no_other_way_to_the_second() -> None:
    sku = stocked_sku(units=5)
    presale = planned(sku)
    customer = CustomerFactory()

    def ways(at: Any) -> tuple[str, bool, str]:
        offer = offers([sku.product], at=at)[sku.product_id]
        problem = quote_skus({sku.pk: 1}, at=at, customer=customer).lines[0].problem
        return offer.state, sku_now().is_for_sale(at), problem

    def sku_now() -> Sku:
        return Sku.objects.get(pk=sku.pk)

    assert ways(NOW - SECOND) == ("available", True, "")
    assert ways(NOW) == ("presale", False, "in_advance")
    assert ways(CLOSES - SECOND) == ("presale", False, "in_advance")
    assert ways(CLOSES) == ("available", True, "")
    with pytest.raises(NotForSale):
        place({sku: 1}, at=NOW)
    with pytest.raises(NotForSale):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=NOW)
    for at in (NOW - SECOND, CLOSES):
        with pytest.raises(PresaleNotOpen):
            reserved(presale, at=at)
    assert (Order.objects.count(), left(presale)) == (0, 5)
    assert [row.presale for row in advances([sku.product], at=NOW)[sku.product_id]] == [presale]
    assert advances([sku.product], at=CLOSES) == {}


def test_an_order_in_two_payments_and_a_promised_day() -> None:
    presale = planned(stocked_sku(units=12))
    order = reserved(presale, quantity=2)
    assert (order.deposit.amount_fen, left(presale)) == (2000, 8)

    pay(order)
    order.refresh_from_db()
    assert (order.status, order.expires_at) == (OrderStatus.DEPOSIT, UNTIL)
    with pytest.raises(NotPayable):
        start(order, at=FROM - SECOND)
    balance = pay(order, at=FROM)

    order.refresh_from_db()
    assert (balance.amount_fen, order.status) == (11_600, OrderStatus.PAID)
    # Until the end of that day in Shanghai.
    assert order.ship_by
    assert (order.ship_by + SECOND).isoformat() == "2026-10-28T16:00:00.999999+00:00"
    assert presale.state_at(FROM) == S.BALANCE
    counted = figures([presale], at=FROM)[presale.pk]
    assert (counted.deposits, counted.paid_units, counted.deposits_fen, counted.balances_fen) == (1, 2, 2000, 11_600)
    assert (counted.outstanding_fen, counted.to_send) == (0, 1)
    assert Presale.objects.in_state(S.SENDING, UNTIL).get() == presale
    ship(order, at=UNTIL)
    assert Presale.objects.in_state(S.OVER, UNTIL).get() == presale
    assert is_true()


def test_a_twin_of_an_order_takes_nothing_twice() -> None:
    presale, customer = planned(limit=1), CustomerFactory()
    first = reserved(presale, customer=customer, client_token="one")

    # Even when the last unit is gone, and after the window.
    assert reserved(presale, customer=customer, client_token="one", at=CLOSES) == first
    assert (left(presale), PresaleOrder.objects.count()) == (0, 1)


def test_nothing_beyond_the_quota_and_what_was_not_paid_gives_way_although_no_job_ran() -> None:
    presale = planned(limit=2)
    first = reserved(presale, quantity=2)
    with pytest.raises(OutOfStock):
        reserved(presale)
    later = first.expires_at

    assert left(presale, later) == 2
    second = reserved(presale, quantity=2, at=later)
    late = start(first)
    assert (hear(late, at=later), left(presale, later)) == ("refunded", 0)
    assert Refund.objects.get().amount_fen == 2000
    pay(second, at=later)
    second.refresh_from_db()
    assert second.status == OrderStatus.DEPOSIT
    assert is_true()


def test_of_goods_with_stock_no_more_than_are_there() -> None:
    presale = planned(stocked_sku(units=1), limit=5)
    reserved(presale)

    with pytest.raises(OutOfStock):
        reserved(presale)
    assert left(presale) == 0


def test_another_total_than_was_agreed_to_is_refused() -> None:
    presale = planned()

    with pytest.raises(TotalChanged):
        reserved(presale, expected_total_fen=6700)
    assert (Order.objects.exists(), left(presale)) == (False, 10)


# --- The price -----------------------------------------------------------------------------------------------
def cheaper(presale: Presale, price_fen: int, at: Any) -> None:
    sku = Sku.objects.get(pk=presale.sku_id)
    change_price(by=UserFactory(), sku=sku, price_fen=price_fen, expected_fen=sku.price_fen, at=at)


def test_the_price_is_locked_and_falls_with_the_price_in_the_shop() -> None:
    presale = planned()
    dear, cheap = with_deposit(presale, quantity=2), with_deposit(presale)
    cheaper(presale, 7500, CLOSES)
    assert pay(dear, at=FROM).amount_fen == 11_600
    cheaper(presale, 6000, FROM + SECOND)
    cheaper(presale, 7500, FROM + 2 * SECOND)

    assert saved_fen(cheap, FROM) == 0
    assert saved_fen(cheap, FROM + timedelta(hours=1)) == 800
    assert pay(cheap, at=FROM + timedelta(hours=1)).amount_fen == 5000

    cheap.refresh_from_db()
    assert (cheap.total_fen, cheap.goods_fen, cheap.status) == (6000, 6000, OrderStatus.PAID)
    assert cheap.entries.filter(kind=EntryKind.PRICE).count() == 1
    assert is_true()


def test_who_began_to_pay_before_it_fell_gets_the_difference_back() -> None:
    presale = planned()
    order = with_deposit(presale)
    begun = start(order, at=FROM)
    cheaper(presale, 6000, FROM + SECOND)

    hear(begun, at=FROM + timedelta(minutes=1))

    order.refresh_from_db()
    assert (order.status, order.total_fen, Refund.objects.get().amount_fen) == (OrderStatus.PAID, 6000, 800)
    assert is_true()


def test_a_promotion_after_the_window_lowers_it_too() -> None:
    presale = planned()
    order = with_deposit(presale)
    make_promotion(presale.sku, price_fen=5800, starts_at=FROM, ends_at=FROM + timedelta(hours=1))

    assert pay(order, at=FROM + timedelta(minutes=1)).amount_fen == 4800
    assert is_true()


def test_deposit_and_balance_are_paid_from_a_wallet() -> None:
    wallet = filled(10_000)
    order = reserved(planned(), customer=wallet.customer)

    assert pay_from_wallet(order=order, at=NOW).amount_fen == 1000
    cheaper(order.presale.presale, 6000, FROM)
    assert pay_from_wallet(order=order, at=FROM + SECOND).amount_fen == 5000

    order.refresh_from_db()
    wallet.refresh_from_db()
    assert (order.status, wallet.principal_fen) == (OrderStatus.PAID, 4000)
    assert is_true()


# --- What becomes of the deposit ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "fate"), [(DepositKind.EARNEST, DepositFate.KEPT), (DepositKind.ADVANCE, DepositFate.RETURNED)]
)
def test_who_does_not_pay_the_balance_loses_earnest_money_and_no_part_payment(
    kind: DepositKind, fate: DepositFate
) -> None:
    presale = planned(deposit_kind=kind)
    order = with_deposit(presale)

    assert expire_due(at=UNTIL - SECOND) == 0
    with pytest.raises(NotPayable):
        start(order, at=UNTIL)
    assert expire_due(at=UNTIL) == 1

    order.deposit.refresh_from_db()
    assert (order.deposit.fate, left(presale)) == (fate, 10)
    assert is_true()


@pytest.mark.parametrize(
    ("kind", "fate"), [(DepositKind.EARNEST, DepositFate.KEPT), (DepositKind.ADVANCE, DepositFate.RETURNED)]
)
def test_a_customer_gives_up_as_they_were_told(kind: DepositKind, fate: DepositFate) -> None:
    order = with_deposit(planned(deposit_kind=kind))
    with pytest.raises(OrderNotInState):
        give_up(order=order, expected=DepositFate.DOUBLED, at=NOW)

    done = give_up(order=order, expected=fate, at=NOW)

    order.deposit.refresh_from_db()
    assert (done.cancel_reason, order.deposit.fate) == (CancelReason.CUSTOMER, fate)
    assert is_true()
    for other in (place(), reserved(planned())):
        with pytest.raises(OrderNotInState):
            give_up(order=other, expected=fate, at=NOW)


def test_called_off_by_the_shop_everybody_gets_their_money_and_earnest_money_twofold() -> None:
    presale = planned()
    unpaid, waiting, whole, gone = reserved(presale), with_deposit(presale), bought(presale), bought(presale)
    ship(gone, at=FROM)

    done = called_off(presale, at=FROM)

    assert (done.state_at(FROM), done.job and done.job.total_count) == (S.CALLED_OFF, 3)
    fates = dict(OrderDeposit.objects.values_list("order", "fate"))
    assert (fates[unpaid.pk], fates[waiting.pk], fates[whole.pk]) == ("", DepositFate.DOUBLED, DepositFate.DOUBLED)
    assert fates[gone.pk] == DepositFate.APPLIED
    assert is_true()
    assert sorted(Compensation.objects.values_list("order", "amount_fen")) == [(waiting.pk, 1000), (whole.pk, 1000)]
    counted = figures([presale], at=FROM)[presale.pk]
    assert (counted.closed, counted.paid, counted.doubled_fen) == (3, 1, 2000)
    with pytest.raises(PresaleNotInState):
        call_off_presale(by=UserFactory(), presale=presale, reason="again", at=FROM)
    with pytest.raises(PresaleNotInState):
        finish_calling_off(by=UserFactory(), presale=presale)


def test_a_part_payment_comes_back_once_when_the_shop_calls_it_off() -> None:
    order = with_deposit(planned(deposit_kind=DepositKind.ADVANCE))

    called_off(order.presale.presale)

    order.deposit.refresh_from_db()
    assert (order.deposit.fate, Compensation.objects.count()) == (DepositFate.RETURNED, 0)
    assert is_true()


def test_what_could_not_be_ended_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    presale = planned()
    order = with_deposit(presale)
    with monkeypatch.context() as away:
        away.setattr("shop.presales.operations.ending.call_off", _refuse)
        called_off(presale)
    order.refresh_from_db()
    assert order.status == OrderStatus.DEPOSIT

    again = finish_calling_off(by=UserFactory(), presale=presale)

    assert again.job
    assert again.job.total_count == 1


def _refuse(**fields: Any) -> None:
    raise OrderNotInState


def test_ended_early_it_is_sold_the_normal_way_again_and_its_orders_go_on() -> None:
    sku = stocked_sku()
    presale = planned(sku)
    order = with_deposit(presale)

    end_presale(by=UserFactory(), presale=presale, at=NOW + timedelta(hours=1))

    with pytest.raises(PresaleNotOpen):
        reserved(presale, at=NOW + timedelta(hours=1))
    place({sku: 1}, at=NOW + timedelta(hours=1))
    pay(order, at=FROM)
    assert is_true()
    with pytest.raises(PresaleNotInState):
        end_presale(by=UserFactory(), presale=presale, at=NOW + timedelta(hours=2))


def test_a_planned_one_that_is_called_off_never_opens() -> None:
    sku = stocked_sku()
    presale = planned(sku)

    called_off(presale, at=NOW - SECOND)

    place({sku: 1}, at=NOW)
    assert (Presale.objects.get().job, is_true()) == (None, True)
    with pytest.raises(InvalidInput):
        call_off_presale(by=UserFactory(), presale=planned(make_sku(is_stocked=False)), reason=" ", at=NOW)


def test_an_unpaid_order_is_cancelled_as_any() -> None:
    presale = planned(limit=1)
    order = reserved(presale)

    cancel_order(by=None, order=order, reason=CancelReason.CUSTOMER, at=NOW)

    assert (left(presale), is_true()) == (1, True)


# --- Every step from every state ------------------------------------------------------------------------------
def test_every_step_is_taken_from_its_states_and_refused_from_all_others() -> None:
    presale, staff = planned(), UserFactory()
    bought(presale)
    moments = {
        S.PLANNED: NOW - SECOND,
        S.OPEN: NOW,
        S.WAITING: CLOSES,
        S.BALANCE: FROM,
        S.SENDING: UNTIL,
        S.OVER: UNTIL,
        S.CALLED_OFF: NOW,
    }
    steps: dict[str, tuple[set[PresaleState], Any]] = {
        "change": ({S.PLANNED}, lambda at: change_presale(by=staff, presale=presale, terms=terms(), at=at)),
        "order": ({S.OPEN}, lambda at: reserved(presale, at=at)),
        "end": ({S.OPEN}, lambda at: end_presale(by=staff, presale=presale, at=at)),
        "call off": (
            {S.PLANNED, S.OPEN, S.WAITING, S.BALANCE, S.SENDING},
            lambda at: call_off_presale(by=staff, presale=presale, reason="x", at=at),
        ),
    }
    taken: dict[str, set[PresaleState]] = {name: set() for name in steps}
    for state, moment in moments.items():
        for name, (_allowed, step) in steps.items():
            with transaction.atomic():
                if state == S.OVER:
                    Order.objects.update(status=OrderStatus.SHIPPED)
                if state == S.CALLED_OFF:
                    Presale.objects.update(called_off_at=NOW)
                assert Presale.objects.to_send().get().state_at(moment) == state
                try:
                    step(moment)
                    taken[name].add(state)
                except (PresaleNotInState, PresaleNotOpen):
                    pass
                transaction.set_rollback(True)

    assert taken == {name: allowed for name, (allowed, _step) in steps.items()}


def test_no_kept_page_lives_past_its_opening_or_its_close() -> None:
    presale = planned()

    assert [next_expiry(at=moment) for moment in (NOW - SECOND, NOW, CLOSES - SECOND, CLOSES)] == [
        NOW,
        CLOSES,
        CLOSES,
        None,
    ]
    end_presale(by=UserFactory(), presale=presale, at=NOW + SECOND)
    assert next_expiry(at=NOW + SECOND) is None
