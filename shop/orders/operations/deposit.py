"""An order that is paid in two parts: the deposit arrives, the balance is called for, or it ends before."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.core.money import yuan
from shop.inventory import operations as inventory
from shop.orders.closing import ask_before_closing
from shop.orders.enums import CancelReason, DepositFate, EntryKind, Fault, OrderStatus
from shop.orders.errors import OrderNotInState, PaymentTooLate
from shop.orders.events import BalanceCalledFor, DepositPaid, OrderCancelled
from shop.orders.models import Order, OrderDeposit, deposit_of
from shop.orders.operations.notes import write_entry
from shop.orders.rules import LONGEST_WORK, fate_of
from shop.promotions import operations as promotions

REASONS = {
    Fault.CUSTOMER: CancelReason.CUSTOMER,
    Fault.SHOP: CancelReason.MERCHANT,
    Fault.NOBODY: CancelReason.REQUESTED,
}


@transaction.atomic
def mark_deposit_paid(*, order_id: int, at: datetime) -> Order:
    """The deposit has arrived: what is held for the order is firm, and the balance has its own time.

    ``OrderNotInState`` if the order has no deposit, or does not wait for it; ``PaymentTooLate`` if it is closed, or
    its goods are gone: the caller refunds.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    deposit = deposit_of(order)
    if deposit is None or order.status not in {OrderStatus.PENDING, OrderStatus.CANCELLED}:
        raise OrderNotInState
    is_over = deposit.balance_until is not None and deposit.balance_until <= at
    if order.status == OrderStatus.CANCELLED or is_over or not inventory.confirm(reference=order.number):
        raise PaymentTooLate
    until = deposit.balance_until or at + LONGEST_WORK
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.DEPOSIT, expires_at=until)
    OrderDeposit.objects.filter(pk=deposit.pk).update(paid_at=at)
    write_entry(order=order, kind=EntryKind.DEPOSIT, at=at, text=f"¥{yuan(deposit.amount_fen)}")
    events.publish(DepositPaid(order_id=order.pk))
    order.refresh_from_db()
    return order


@transaction.atomic
def call_for_balance(*, by: Any, order: Order, until: datetime, at: datetime) -> Order:
    """From now on the balance can be paid, until then; who does not pay it by then has failed.

    ``OrderNotInState`` unless the deposit is paid and the balance was not called for; ``InvalidInput`` for a moment
    that is not ahead.
    """
    if until <= at:
        raise InvalidInput(_("The balance needs some time to be paid."), field="until")
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if order.status_at(at) != OrderStatus.DEPOSIT:
        raise OrderNotInState
    if not OrderDeposit.objects.filter(order=order, balance_from=None).update(balance_from=at, balance_until=until):
        raise OrderNotInState
    Order.objects.filter(pk=order.pk).update(expires_at=until)
    text = _("To be paid by %(time)s") % {"time": date_format(timezone.localtime(until), "DATETIME_FORMAT")}
    write_entry(order=order, kind=EntryKind.BALANCE, at=at, by=by, text=text)
    if by is not None:
        audit.record(by=by, action="orders.balance", subject=order)
    events.publish(BalanceCalledFor(order_id=order.pk))
    order.refresh_from_db()
    return order


def call_off(*, by: Any, order: Order, fault: Fault, at: datetime, text: str = "") -> Order:
    """End an order whose deposit is paid and whose balance is not: what it holds goes back on sale, and the deposit
    goes where the law has it (``rules.fate_of``).

    ``OrderNotInState`` unless it stands there; the refusal of whoever has to agree before an order is closed.
    """
    ask_before_closing(order, at)
    return end_with_deposit(order_id=order.pk, by=by, fault=fault, reason=REASONS[fault], at=at, text=text)


@transaction.atomic
def end_with_deposit(
    *, order_id: int, by: Any, fault: Fault, reason: CancelReason, at: datetime, text: str = ""
) -> Order:
    """Close the row. A part of ``call_off`` and of what time does."""
    standing = Order.objects.filter(pk=order_id, status=OrderStatus.DEPOSIT)
    if reason == CancelReason.EXPIRED:
        standing = standing.filter(expires_at__lte=at)
    if not standing.update(status=OrderStatus.CANCELLED, cancel_reason=reason, cancelled_at=at):
        raise OrderNotInState
    order = Order.objects.select_related("deposit").get(pk=order_id)
    fate = fate_of(order.deposit.kind, fault)
    settle_deposit(order, fate, at)
    order.deposit.refresh_from_db()
    inventory.release(reference=order.number)
    promotions.release(order.number, at=at)
    said = f"{_('Deposit')}: {DepositFate(fate).label}"
    write_entry(order=order, kind=EntryKind.CANCELLED, at=at, by=by, text=f"{text} · {said}" if text else said)
    if by is not None:
        audit.record(by=by, action="orders.call_off", subject=order, data={"fault": str(fault), "fate": str(fate)})
    events.publish(OrderCancelled(order_id=order.pk, was_paid=False))
    return order


def fault_by_time(deposit: OrderDeposit) -> Fault:
    """Who has failed when an order's time is over: the customer, once the balance could be paid; the shop before."""
    begun = OrderDeposit.objects.filter(pk=deposit.pk, balance_from__lt=F("order__expires_at"))
    return Fault.CUSTOMER if begun.exists() else Fault.SHOP


def settle_deposit(order: Order, fate: DepositFate, at: datetime) -> None:
    """What becomes of the deposit; the caller holds the order's lock."""
    OrderDeposit.objects.filter(order=order, paid_at__isnull=False).update(fate=fate, settled_at=at)
