"""Spend what is in a wallet, and take it out again."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shop.core.compiled import insert
from shop.core.errors import InvalidInput, ShopError
from shop.core.money import allocate, yuan
from shop.ledger.enums import Account, EntryKind
from shop.ledger.operations import credit, debit, post
from shop.orders.closing import ask_before_closing
from shop.orders.enums import OrderStatus
from shop.orders.errors import AlreadyYours
from shop.orders.models import Order, OrderBatch, is_payable
from shop.orders.operations import expire_order, lock_for_payment, protect_price
from shop.orders.queries import is_owned_already
from shop.payments.enums import PaymentState, RefundCause
from shop.payments.errors import BalanceTooLow, NotPayable
from shop.payments.models import Payment, Wallet, Withdrawal
from shop.payments.operations.batches import owed_of_batch, settle_orders
from shop.payments.operations.books import book_payments
from shop.payments.operations.callbacks import settle_order
from shop.payments.operations.refunds import refund_order, request_refund
from shop.payments.operations.start import due_of
from shop.payments.operations.wallet_balance import change, lock_wallet
from shop.payments.rules import WALLET, WITHDRAWAL_KEY, lapsing_bonus, split_spending, spread_refund


def pay_from_wallet(*, order: Order, at: datetime) -> Payment:
    """Pay what is due of an order from its customer's wallet, or as much as is there; a gateway takes the rest.

    Idempotent: where nothing more is due, or nothing more is there, what the wallet has paid is found. ``NotPayable``
    unless money for the order is due, ``AlreadyYours`` if what is in it was paid for with another, ``BalanceTooLow`` if
    nothing is there, or less than the balance of an order whose deposit was paid: that is paid at once.
    An order of a batch is paid with the others of it (``pay_batch_from_wallet``).
    """
    if order.batch_id is not None:
        raise NotPayable
    release_overdue(customer_id=order.customer_id, at=at)
    with transaction.atomic():
        lock_for_payment(order.pk)
        order = protect_price(order_id=order.pk, at=at)
        already = order.payments.filter(gateway=WALLET, refunded_fen=0).first()
        wallet = _lock_wallet(order)
        if not is_payable(order, at) or not wallet or not wallet.balance_fen:
            if already:
                return already
            raise BalanceTooLow if is_payable(order, at) else NotPayable
        if is_owned_already(order):
            raise AlreadyYours
        due_fen = due_of(order)
        if order.status == OrderStatus.DEPOSIT and wallet.balance_fen < due_fen:
            raise BalanceTooLow
        principal_fen, bonus_fen = split_spending(
            due_fen, principal_fen=wallet.principal_fen, bonus_fen=wallet.bonus_fen
        )
        change(wallet, principal_fen=-principal_fen, bonus_fen=-bonus_fen)
        payment = _spent(order, principal_fen, bonus_fen, at)
        _write([payment], at)
        settle_order(payment, at=at)
    return payment


def pay_batch_from_wallet(*, batch: OrderBatch, at: datetime) -> list[Payment]:
    """The same for all orders of a batch: a payment of each. If the wallet is short, each gets its share of it."""
    release_overdue(customer_id=batch.customer_id, at=at)
    with transaction.atomic():
        orders = list(Order.objects.select_for_update(no_key=True).filter(batch=batch).order_by("pk"))
        already = list(Payment.objects.filter(order__in=orders, gateway=WALLET, refunded_fen=0).order_by("pk"))
        wallet = _lock_wallet(orders[0])
        is_due = all(is_payable(order, at) for order in orders)
        if not is_due or not wallet or not wallet.balance_fen:
            if already:
                return already
            raise BalanceTooLow if is_due else NotPayable
        owed = [owed_fen for _order, owed_fen in owed_of_batch(orders)]
        principal_fen, bonus_fen = split_spending(
            sum(owed), principal_fen=wallet.principal_fen, bonus_fen=wallet.bonus_fen
        )
        change(wallet, principal_fen=-principal_fen, bonus_fen=-bonus_fen)
        amounts = allocate(principal_fen + bonus_fen, owed)
        payments = [
            _spent(order, amount_fen - part_fen, part_fen, at)
            for order, amount_fen, part_fen in zip(orders, amounts, allocate(bonus_fen, amounts), strict=True)
            if amount_fen
        ]
        _write(payments, at)
        settle_orders(orders, payments, at=at)
    return payments


def _lock_wallet(order: Order) -> Wallet | None:
    return Wallet.objects.select_for_update(no_key=True).filter(customer=order.customer_id).first()


def _spent(order: Order, principal_fen: int, bonus_fen: int, at: datetime) -> Payment:
    """What the wallet pays of an order, which has left it already. Not saved."""
    return Payment(
        order=order,
        gateway=WALLET,
        reference=f"{order.number}{secrets.token_hex(3).upper()}",
        amount_fen=principal_fen + bonus_fen,
        bonus_fen=bonus_fen,
        state=PaymentState.SUCCEEDED,
        created_at=at,
        succeeded_at=at,
    )


def _write(payments: Sequence[Payment], at: datetime) -> None:
    insert(*payments)
    book_payments(*payments, at=at)


def withdraw(*, wallet: Wallet, amount_fen: int, token: str, at: datetime) -> Withdrawal:
    """Send principal back to where it came from: refunds of the top-ups, the newest first. Nobody has to agree.

    Idempotent per token. The bonus that came with it ends in proportion (``rules.lapsing_bonus``). ``BalanceTooLow``
    if there is not so much principal: what orders have spent, or hold until they are paid, cannot be withdrawn.
    """
    if amount_fen < 1:
        raise InvalidInput(_("The amount must be at least ¥0.01."), field="amount_fen")
    release_overdue(customer_id=wallet.customer_id, at=at)
    return _withdraw(wallet, amount_fen, token, at)


@transaction.atomic
def _withdraw(wallet: Wallet, amount_fen: int, token: str, at: datetime) -> Withdrawal:
    # The lock comes before the look: of two clicks the second sees the first's withdrawal.
    wallet = lock_wallet(wallet.pk)
    if already := wallet.withdrawals.filter(token=token).first():
        return already
    if amount_fen > wallet.principal_fen:
        raise BalanceTooLow(
            _("At most ¥%(amount)s can be taken out now.") % {"amount": yuan(wallet.principal_fen)}, field="amount_fen"
        )
    lapsed_fen = lapsing_bonus(amount_fen, principal_fen=wallet.principal_fen, bonus_fen=wallet.bonus_fen)
    change(wallet, principal_fen=-amount_fen, bonus_fen=-lapsed_fen)
    withdrawal = Withdrawal.objects.create(
        wallet=wallet, token=token, amount_fen=amount_fen, lapsed_fen=lapsed_fen, created_at=at
    )
    post(
        document=withdrawal.number,
        kind=EntryKind.WITHDRAWAL,
        lines=[
            debit(Account.PRINCIPAL, amount_fen, customer_id=wallet.customer_id),
            debit(Account.BONUS, lapsed_fen, customer_id=wallet.customer_id),
            credit(Account.WITHDRAWALS, amount_fen),
            credit(Account.BONUS_COST, lapsed_fen),
        ],
        at=at,
    )
    arrived = Payment.objects.select_for_update(no_key=True).filter(wallet=wallet, state=PaymentState.SUCCEEDED)
    sources = [payment for payment in list(arrived.order_by("pk"))[::-1] if payment.kept_fen]
    parts = spread_refund(amount_fen, [(payment.gateway, payment.kept_fen) for payment in sources])
    for payment, part in zip(sources, parts, strict=True):
        if part:
            request_refund(
                payment=payment,
                amount_fen=part,
                reason=_("Withdrawn by the customer"),
                at=at,
                cause=RefundCause.WITHDRAWN,
                key=f"{WITHDRAWAL_KEY}{withdrawal.pk}",
            )
    return withdrawal


def release_overdue(*, customer_id: int, at: datetime) -> None:
    """Close the customer's orders whose time ran out, so that what a wallet paid of them is there again.

    Time decides: the job that closes them may be late. One whose gateway does not answer stays as it is, and so does
    one whose deposit was paid: that has its own rules. Not in a transaction: gateways are asked first.
    """
    due = Order.objects.due(at).filter(status=OrderStatus.PENDING, customer=customer_id)
    for order in due.filter(payments__gateway=WALLET, payments__refunded_fen=0).distinct().order_by("pk"):
        together = [order] if order.batch is None else order.batch.orders.order_by("pk")
        try:
            ask_before_closing(order, at)
            with transaction.atomic():
                expire_order(order_id=order.pk, at=at)
                for row in together:
                    refund_order(order=row, reason=_("Order cancelled"), at=at, cause=RefundCause.UNUSED)
        except ShopError:
            continue
