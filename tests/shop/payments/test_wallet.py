"""Put in, spend, take out: two parts kept apart, each fen once."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microbrand import audit
from shop.core.errors import InvalidInput, ShopError
from shop.customers.merging import merge_customers
from shop.ledger.models import Line
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.events import OrderCancelled
from shop.orders.models import Order, OrderDeposit
from shop.orders.operations import cancel_order, expire_order
from shop.payments.errors import (
    BalanceTooLow,
    GatewayUnavailable,
    NotPayable,
    UnknownGateway,
    WalletClosed,
    WalletLimit,
)
from shop.payments.handlers import refund_cancelled_order
from shop.payments.models import Payment, Refund, Wallet, Withdrawal
from shop.payments.operations import (
    execute_refund,
    fail_refund,
    pay_from_wallet,
    refund_order_part,
    start_payment,
    start_top_up,
    wallet_of,
    withdraw,
)
from shop.payments.queries import holding, statement, top_up_gateways, withdrawals
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.payments import hear, start
from tests.factories.wallets import filled, top_up

pytestmark = pytest.mark.django_db


def parts(wallet: Wallet) -> tuple[int, int]:
    wallet.refresh_from_db()
    return wallet.principal_fen, wallet.bonus_fen


def order_of(wallet: Wallet, price_fen: int = 6800) -> Order:
    return place({stocked_sku(price_fen=price_fen): 1}, customer=wallet.customer)


def take_out(wallet: Wallet, amount_fen: int, token: str = "one") -> Withdrawal:
    return withdraw(wallet=wallet, amount_fen=amount_fen, token=token, at=NOW)


def close(order: Order, reason: CancelReason = CancelReason.CUSTOMER) -> None:
    """Called off, and its event delivered."""
    was_paid = Order.objects.get(pk=order.pk).paid_at is not None
    cancel_order(by=None, order=order, reason=reason, at=NOW)
    refund_cancelled_order(OrderCancelled(order_id=order.pk, was_paid=was_paid))


def status(order: Order) -> str:
    return Order.objects.get(pk=order.pk).status


def money_is_right() -> bool:
    about = ("books", "wallets", "paid orders", "money", "promised")
    checks = [name for name in audit.names() if name.startswith(about)]
    return not any(result.breach_count for result in audit.run(at=NOW + timedelta(minutes=5), only=checks))


def test_a_top_up_counts_once_with_its_bonus_apart(settings: Any) -> None:
    settings.WALLET_OFFERS = {10_000: 500, 50_000: 4_000}
    wallet = wallet_of(CustomerFactory())
    payment, _start = start_top_up(wallet=wallet, amount_fen=20_000, gateway_code="sandbox", at=NOW)
    assert parts(wallet) == (0, 0)

    assert [hear(payment), hear(payment)] == ["applied", "already"]

    assert parts(wallet) == (20_000, 500)
    assert list(Line.objects.values_list("account", "amount_fen")) == [
        ("receivable", 20_000),
        ("bonus_cost", 500),
        ("principal", -20_000),
        ("bonus", -500),
    ]
    assert money_is_right()


def test_the_law_and_the_shop_set_limits(settings: Any) -> None:
    settings.WALLET_MAX_BALANCE_FEN = 9_999_999
    wallet = filled(400_000)

    with pytest.raises(WalletLimit, match=r"1,000\.00"):
        start_top_up(wallet=wallet, amount_fen=100_001, gateway_code="sandbox", at=NOW)
    with pytest.raises(InvalidInput):
        start_top_up(wallet=wallet, amount_fen=999, gateway_code="sandbox", at=NOW)
    # What is begun in another window counts, for as long as it can be paid.
    start_top_up(wallet=wallet, amount_fen=60_000, gateway_code="sandbox", at=NOW)
    with pytest.raises(WalletLimit):
        start_top_up(wallet=wallet, amount_fen=50_000, gateway_code="sandbox", at=NOW)
    start_top_up(wallet=wallet, amount_fen=50_000, gateway_code="sandbox", at=NOW + timedelta(minutes=31))
    settings.WALLET_OPEN = False
    with pytest.raises(WalletClosed):
        start_top_up(wallet=wallet, amount_fen=1_000, gateway_code="sandbox", at=NOW)


def test_an_order_is_paid_once_principal_first() -> None:
    wallet = filled(5_000, 3_000)
    order = order_of(wallet)

    payment = pay_from_wallet(order=order, at=NOW)

    assert pay_from_wallet(order=order, at=NOW) == payment
    assert (payment.amount_fen, payment.bonus_fen, status(order)) == (6_800, 1_800, OrderStatus.PAID)
    assert parts(wallet) == (0, 1_200)
    assert money_is_right()


def test_what_comes_into_the_wallet_later_pays_the_rest() -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    pay_from_wallet(order=order, at=NOW)
    top_up(wallet, 4_000)

    assert pay_from_wallet(order=order, at=NOW).amount_fen == 1_800

    assert (status(order), parts(wallet)) == (OrderStatus.PAID, (2_200, 0))
    assert money_is_right()


def test_a_deposit_and_its_balance_are_paid_from_the_wallet() -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    OrderDeposit.objects.create(order=order, kind="advance", amount_fen=2_000, goods_fen=order.goods_fen)
    assert pay_from_wallet(order=order, at=NOW).amount_fen == 2_000
    assert (status(order), parts(wallet)) == (OrderStatus.DEPOSIT, (3_000, 0))
    OrderDeposit.objects.update(balance_from=NOW)

    # Not in pieces: the balance is paid at once.
    with pytest.raises(BalanceTooLow):
        pay_from_wallet(order=order, at=NOW)
    top_up(wallet, 2_000)
    assert pay_from_wallet(order=order, at=NOW).amount_fen == 4_800

    assert (status(order), parts(wallet)) == (OrderStatus.PAID, (200, 0))
    assert money_is_right()


def test_a_deposit_past_the_time_of_its_balance_is_not_put_back() -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    OrderDeposit.objects.create(order=order, kind="advance", amount_fen=2_000, goods_fen=order.goods_fen)
    pay_from_wallet(order=order, at=NOW)
    OrderDeposit.objects.update(balance_from=NOW)
    Order.objects.update(expires_at=NOW + timedelta(days=1))

    take_out(wallet, 1_000)
    withdraw(wallet=wallet, amount_fen=1_000, token="late", at=NOW + timedelta(days=2))

    assert (status(order), parts(wallet)) == (OrderStatus.DEPOSIT, (1_000, 0))
    assert not Refund.objects.filter(payment__order=order).exists()


def test_an_order_that_its_gateway_does_not_let_go_keeps_what_the_wallet_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    pay_from_wallet(order=order, at=NOW)
    start(order)

    def away(*args: Any, **named: Any) -> None:
        raise GatewayUnavailable

    monkeypatch.setattr("shop.payments.gateways.sandbox.gateway.Gateway.close", away)

    with pytest.raises(BalanceTooLow):
        withdraw(wallet=wallet, amount_fen=5_000, token="late", at=order.expires_at)

    assert (status(order), parts(wallet)) == ("pending", (0, 0))


def test_a_gateway_takes_the_rest() -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    pay_from_wallet(order=order, at=NOW)
    assert (status(order), list(holding(wallet.customer))) == (OrderStatus.PENDING, [Payment.objects.get(order=order)])

    rest = start(order)
    hear(rest)

    assert (rest.amount_fen, status(order), parts(wallet)) == (1_800, OrderStatus.PAID, (0, 0))
    assert not Refund.objects.exists()
    assert money_is_right()


def test_what_was_begun_before_and_is_too_much_then_goes_back() -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    whole = start(order)
    pay_from_wallet(order=order, at=NOW)

    hear(whole)

    assert (status(order), Refund.objects.get().amount_fen, Refund.objects.get().cause) == ("paid", 5_000, "unused")
    assert money_is_right()


def test_an_order_called_off_puts_everything_back() -> None:
    wallet = filled(5_000, 3_000)
    unpaid, paid = order_of(wallet, 9_000), order_of(wallet)
    pay_from_wallet(order=unpaid, at=NOW)
    assert parts(wallet) == (0, 0)
    close(unpaid)
    assert parts(wallet) == (5_000, 3_000)
    pay_from_wallet(order=paid, at=NOW)

    close(paid, CancelReason.MERCHANT)

    assert parts(wallet) == (5_000, 3_000)
    assert money_is_right()


def test_a_part_given_back_is_bonus_first_and_there_at_once() -> None:
    wallet = filled(5_000, 3_000)
    order = order_of(wallet)
    pay_from_wallet(order=order, at=NOW)

    refund_order_part(order=order, amount_fen=1_000, reason="x", at=NOW, by=None, key="a")
    refund_order_part(order=order, amount_fen=1_000, reason="x", at=NOW, by=None, key="b")

    assert parts(wallet) == (200, 3_000)
    assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}
    assert money_is_right()


def test_money_that_comes_after_the_wallets_part_went_back_goes_back_too() -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    pay_from_wallet(order=order, at=NOW)
    rest = start(order)
    close(order)

    assert hear(rest) == "refunded"
    assert (status(order), parts(wallet)) == ("cancelled", (5_000, 0))


def test_an_order_that_late_money_revived_keeps_all_of_it() -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    pay_from_wallet(order=order, at=NOW)
    rest = start(order)
    expire_order(order_id=order.pk, at=order.expires_at)
    assert hear(rest, at=order.expires_at) == "applied"

    # Its event was not delivered before.
    refund_cancelled_order(OrderCancelled(order_id=order.pk, was_paid=False))

    assert (status(order), parts(wallet), Refund.objects.count()) == ("paid", (0, 0), 0)
    assert money_is_right()


def test_principal_goes_back_to_its_sources_newest_first() -> None:
    wallet = filled(10_000)
    second = top_up(wallet, 4_000)
    first = Payment.objects.earliest("pk")

    done = take_out(wallet, 6_000)

    assert take_out(wallet, 6_000) == done
    assert [(row.payment_id, row.amount_fen, row.cause) for row in Refund.objects.order_by("-payment_id")] == [
        (second.pk, 4_000, "withdrawn"),
        (first.pk, 2_000, "withdrawn"),
    ]
    assert (parts(wallet), withdrawals(wallet)[0].state) == ((8_000, 0), "requested")
    assert money_is_right()
    assert all(execute_refund(refund_id=row.pk, at=NOW) for row in Refund.objects.all())
    assert withdrawals(wallet)[0].state == "succeeded"
    assert money_is_right()


def test_the_bonus_ends_in_proportion_and_is_never_paid_out() -> None:
    wallet = filled(10_000, 1_000)

    assert take_out(wallet, 2_500).lapsed_fen == 250
    with pytest.raises(BalanceTooLow):
        take_out(wallet, 7_501, "two")
    assert take_out(wallet, 7_500, "three").lapsed_fen == 750

    assert parts(wallet) == (0, 0)
    assert money_is_right()


def test_what_the_gateway_refuses_is_in_the_wallet_again() -> None:
    wallet = filled(10_000)
    take_out(wallet, 4_000)

    fail_refund(refund=Refund.objects.get(), error="account closed", at=NOW)

    assert (parts(wallet), withdrawals(wallet)[0].state) == ((10_000, 0), "failed")
    assert [row.principal_fen for row in statement(wallet.customer)] == [4_000, -4_000, 10_000]
    assert take_out(wallet, 10_000, "again").amount_fen == 10_000
    assert money_is_right()


def test_what_is_refused_comes_back_with_its_share_of_the_bonus() -> None:
    wallet = filled(10_000, 1_000)
    take_out(wallet, 4_000)
    assert parts(wallet) == (6_000, 600)

    fail_refund(refund=Refund.objects.get(), error="account closed", at=NOW)

    assert parts(wallet) == (10_000, 1_000)
    assert money_is_right()


def test_nothing_is_put_in_by_bank_transfer(settings: Any) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox", "transfer"]
    wallet = wallet_of(CustomerFactory())

    with pytest.raises(UnknownGateway):
        start_top_up(wallet=wallet, amount_fen=10_000, gateway_code="transfer", at=NOW)

    assert [gateway.code for gateway in top_up_gateways()] == ["sandbox"]
    assert not Payment.objects.exists()


@pytest.mark.parametrize("has_own", [False, True])
def test_two_wallets_with_a_history_become_one(has_own: bool) -> None:
    wallet = filled(10_000, 500)
    guest, into = wallet.customer, CustomerFactory()
    pay_from_wallet(order=order_of(wallet), at=NOW)
    mine = take_out(wallet, 1_000)
    if has_own:
        theirs = filled(3_000, 200, customer=into)
        take_out(theirs, 1_500)

    merge_customers(guest=guest, into=into, at=NOW)

    joined = Wallet.objects.get()
    assert joined.customer == into
    # Of 500 bonus 1,000 of 3,200 took their share along; of 200 the half of what is taken out.
    assert parts(joined) == ((2_200 + 1_500, 344 + 100) if has_own else (2_200, 344))
    assert [row.principal_fen for row in statement(into)] == [
        *([-1_500, 3_000] if has_own else []),
        -1_000,
        -6_800,
        10_000,
    ]
    assert {row.withdrawal.pk for row in withdrawals(joined)} >= {mine.pk}
    assert money_is_right()
    # It goes on as one: all of it can be taken out, to where each part came from.
    take_out(joined, joined.principal_fen, "rest")
    assert parts(joined)[0] == 0
    assert money_is_right()


def test_two_wallets_that_hold_more_than_the_law_allows_stay_two(settings: Any) -> None:
    settings.WALLET_MAX_BALANCE_FEN = 500_000
    mine, theirs = filled(300_000), filled(200_001)

    with pytest.raises(WalletLimit):
        merge_customers(guest=mine.customer, into=theirs.customer, at=NOW)

    assert (parts(mine), parts(theirs)) == ((300_000, 0), (200_001, 0))


def test_a_refund_finds_the_wallet_where_it_went() -> None:
    wallet = filled(10_000)
    into, order = CustomerFactory(), order_of(wallet)
    pay_from_wallet(order=order, at=NOW)
    merge_customers(guest=wallet.customer, into=into, at=NOW)

    refund_order_part(order=order, amount_fen=800, reason="x", at=NOW, by=None, key="case:1")

    assert parts(Wallet.objects.get(customer=into)) == (4_000, 0)
    assert money_is_right()


@pytest.mark.parametrize("has_own", [False, True])
def test_a_wallet_into_which_nothing_came_goes_over(has_own: bool) -> None:
    guest, into = CustomerFactory(), CustomerFactory()
    payment, _start = start_top_up(wallet=wallet_of(guest), amount_fen=5_000, gateway_code="sandbox", at=NOW)
    if has_own:
        filled(10_000, customer=into)

    merge_customers(guest=guest, into=into, at=NOW)
    hear(payment)

    assert Wallet.objects.get().customer == into
    assert parts(Wallet.objects.get()) == (15_000 if has_own else 5_000, 0)
    assert money_is_right()


def test_an_order_past_its_time_holds_nothing_although_no_job_ran() -> None:
    wallet = filled(5_000)
    order = order_of(wallet)
    pay_from_wallet(order=order, at=NOW)
    with pytest.raises(BalanceTooLow):
        take_out(wallet, 5_000)

    withdraw(wallet=wallet, amount_fen=5_000, token="late", at=order.expires_at)

    assert (status(order), parts(wallet)) == ("cancelled", (0, 0))


def test_nothing_is_paid_from_an_empty_wallet_or_for_what_is_not_due() -> None:
    with pytest.raises(BalanceTooLow):
        pay_from_wallet(order=place(), at=NOW)
    wallet = filled()
    order = order_of(wallet)
    hear(start(order))
    with pytest.raises(NotPayable):
        pay_from_wallet(order=order, at=NOW)
    with pytest.raises(InvalidInput):
        take_out(wallet, 0)

    assert parts(wallet) == (10_000, 0)


KINDS = st.sampled_from(["top_up", "order", "call_off", "give_back", "withdraw", "refuse"])
STEPS = st.tuples(KINDS, st.integers(1, 90))


@pytest.mark.once
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=10))
def test_whatever_happens_principal_is_paid_in_less_spent_less_withdrawn(steps: list[tuple[str, int]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        wallet = filled(9_000, 500)
        for number, (step, size) in enumerate(steps):
            try:
                with transaction.atomic():
                    _take(step, size * 100, number, wallet)
            except (ShopError, Order.DoesNotExist, Refund.DoesNotExist):
                continue
        paid_in = sum(row.amount_fen for row in wallet.top_ups.filter(state="succeeded"))
        withdrawn = sum(row.refunded_fen for row in wallet.top_ups.all())
        spent = sum(row.amount_fen - row.bonus_fen for row in Payment.objects.filter(gateway="wallet"))
        returned = sum(row.amount_fen - row.bonus_fen for row in Refund.objects.filter(payment__gateway="wallet"))
        assert parts(wallet)[0] == paid_in - (spent - returned) - withdrawn >= 0
        assert wallet.bonus_fen >= 0
        assert money_is_right()
        transaction.set_rollback(True)


def _take(step: str, amount_fen: int, number: int, wallet: Wallet) -> None:
    if step == "top_up":
        top_up(wallet, max(amount_fen, 1_000), bonus_fen=amount_fen // 10)
    elif step == "order":
        order = order_of(wallet, amount_fen)
        pay_from_wallet(order=order, at=NOW)
        if status(order) == OrderStatus.PENDING and number % 2:
            payment, _start = start_payment(order=order, gateway_code="sandbox", at=NOW)
            hear(payment)
    elif step == "call_off":
        close(Order.objects.filter(status__in=["pending", "paid"]).latest("pk"), CancelReason.MERCHANT)
    elif step == "give_back":
        order = Order.objects.filter(status="paid").latest("pk")
        refund_order_part(order=order, amount_fen=amount_fen, reason="x", at=NOW, by=None, key=str(number))
    elif step == "withdraw":
        take_out(wallet, amount_fen, str(number))
    else:
        fail_refund(refund=Refund.objects.filter(cause="withdrawn", state="requested").latest("pk"), error="x", at=NOW)
