"""Money that goes back, asked for twice at once. Each with a control that fails without the guard."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum

from shop.orders.enums import CancelReason
from shop.orders.models import Order
from shop.orders.operations import cancel_order
from shop.payments.errors import BalanceTooLow, NothingToRefund
from shop.payments.models import Payment, Refund, Wallet
from shop.payments.operations import pay_from_wallet, refund_order_part, withdraw
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.wallets import filled, top_up
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]


def give_back(order: Order, *, key: str, amount_fen: int = 6800) -> list[Refund]:
    """All of an order's money, for one cause."""
    return refund_order_part(order=order, amount_fen=amount_fen, reason="x", at=NOW, by=None, key=key)


def promised() -> tuple[int, int]:
    """The counter of the one payment, and the sum of what was asked for."""
    return Payment.objects.get().refunded_fen, Refund.objects.aggregate(sum_fen=Sum("amount_fen"))["sum_fen"]


def test_a_case_and_the_desk_give_back_at_once_and_one_is_told(breaches: Breaches) -> None:
    order = paid_order()

    met = meet(
        lambda: give_back(order, key="case:1"),
        lambda: give_back(order, key="desk:1"),
        after='UPDATE "payments_payment"',
    )

    assert (len(met.first), type(met.second), met.waited) == (1, NothingToRefund, True)
    assert promised() == (6800, 6800)
    assert breaches() == []


def test_the_same_cause_twice_at_once_gives_back_once(breaches: Breaches) -> None:
    order = paid_order()

    met = meet(
        lambda: give_back(order, key="case:1", amount_fen=1800),
        lambda: give_back(order, key="case:1", amount_fen=1800),
        after='INSERT INTO "payments_refund"',
    )
    more = crowd(*[lambda: give_back(order, key="case:1", amount_fen=1800)] * 4)

    assert (met.first == met.second, met.waited, more) == (True, True, [met.first] * 4)
    assert promised() == (1800, 1800)
    assert breaches() == []


def test_closing_the_order_gives_back_what_a_part_left(breaches: Breaches) -> None:
    order = paid_order()

    met = meet(
        lambda: give_back(order, key="desk:1", amount_fen=1800),
        # Its money is asked for by the event, in the same thread here.
        lambda: cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW),
        after='UPDATE "payments_payment"',
    )

    assert ([row.amount_fen for row in met.first], met.waited) == ([1800], True)
    assert list(Refund.objects.values_list("key", "amount_fen")) == [("desk:1", 1800), ("cancel", 5000)]
    assert promised() == (6800, 6800)
    assert breaches() == []


def test_the_control_looking_at_what_is_left_first_gives_back_twice() -> None:
    paid_order()
    connection.cursor().execute("ALTER TABLE payments_payment DROP CONSTRAINT payments_refunded_within")

    @transaction.atomic
    def careless(key: str) -> None:
        payment = Payment.objects.get()
        if payment.kept_fen < 6800:
            pytest.fail("unreachable: both look before either writes")
        Payment.objects.filter(pk=payment.pk).update(refunded_fen=F("refunded_fen") + 6800)
        payment.refunds.create(key=key, reference=key, amount_fen=6800)

    met = meet(lambda: careless("one"), lambda: careless("two"), after='FROM "payments_payment"')

    assert (met.first, met.second, promised()) == (None, None, (13600, 13600))


# --- Wallets ----------------------------------------------------------------------------------------------------
def order_of(wallet: Wallet) -> Order:
    return place({stocked_sku(price_fen=6800, units=5): 1}, customer=wallet.customer)


def test_a_balance_is_never_spent_twice(breaches: Breaches) -> None:
    wallet = filled(6800)
    one, other = order_of(wallet), order_of(wallet)

    met = meet(
        lambda: pay_from_wallet(order=one, at=NOW),
        lambda: pay_from_wallet(order=other, at=NOW),
        after='UPDATE "payments_wallet"',
    )

    wallet.refresh_from_db()
    assert (met.first.amount_fen, type(met.second), met.waited, wallet.balance_fen) == (6800, BalanceTooLow, True, 0)
    assert breaches() == []


def test_spending_and_withdrawing_at_once_do_one_of_the_two(breaches: Breaches) -> None:
    wallet = filled(6800)
    order = order_of(wallet)

    met = meet(
        lambda: pay_from_wallet(order=order, at=NOW),
        lambda: withdraw(wallet=wallet, amount_fen=6800, token="t", at=NOW),
        after='UPDATE "payments_wallet"',
    )

    assert (met.first.amount_fen, type(met.second), met.waited) == (6800, BalanceTooLow, True)
    assert breaches() == []


def test_two_clicks_withdraw_once_and_two_windows_no_more_than_there_is(breaches: Breaches) -> None:
    wallet = filled(6800)

    met = meet(
        lambda: withdraw(wallet=wallet, amount_fen=6800, token="t", at=NOW),
        lambda: withdraw(wallet=wallet, amount_fen=6800, token="t", at=NOW),
        after='UPDATE "payments_wallet"',
    )
    more = crowd(*[lambda: withdraw(wallet=wallet, amount_fen=1, token=str(id(object())), at=NOW)] * 3)

    assert (met.first == met.second, met.waited) == (True, True)
    assert [type(result) for result in more] == [BalanceTooLow] * 3
    assert promised() == (6800, 6800)
    assert breaches() == []


def test_a_refund_into_a_wallet_and_a_withdrawal_from_it_lose_nothing(breaches: Breaches) -> None:
    wallet = filled(6800)
    order = order_of(wallet)
    pay_from_wallet(order=order, at=NOW)
    top_up(wallet, 1000)

    met = meet(
        lambda: give_back(order, key="case:1"),
        lambda: withdraw(wallet=wallet, amount_fen=7000, token="t", at=NOW),
        after='UPDATE "payments_wallet"',
    )

    wallet.refresh_from_db()
    assert (len(met.first), met.second.amount_fen, met.waited, wallet.principal_fen) == (1, 7000, True, 800)
    assert breaches() == []


def test_the_control_looking_at_the_balance_first_spends_it_twice() -> None:
    wallet = filled(6800)

    @transaction.atomic
    def careless() -> None:
        row = Wallet.objects.get(pk=wallet.pk)
        if row.principal_fen < 6800:
            pytest.fail("unreachable: both look before either writes")
        Wallet.objects.filter(pk=row.pk).update(principal_fen=row.principal_fen - 6800)

    met = meet(careless, careless, after='FROM "payments_wallet"')

    assert (met.first, met.second, Wallet.objects.get().principal_fen) == (None, None, 0)


def test_the_control_writing_back_what_was_read_loses_the_refund() -> None:
    wallet = filled(6800)

    @transaction.atomic
    def careless(change_fen: int) -> None:
        row = Wallet.objects.get(pk=wallet.pk)
        row.principal_fen += change_fen
        row.save(update_fields=["principal_fen"])

    meet(lambda: careless(5000), lambda: careless(-1000), after='FROM "payments_wallet"')

    # Whoever writes last wins: 6800 + 5000 - 1000 is neither.
    assert Wallet.objects.get().principal_fen in {5800, 11800}
