"""What becomes of a deposit's money when its order is closed: kept, sent back, or sent back twofold."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.core import audit
from shop.core.errors import StaleState
from shop.core.money import yuan
from shop.ledger.enums import Account, EntryKind
from shop.ledger.operations import credit, debit, post
from shop.orders.enums import DepositFate
from shop.orders.enums import EntryKind as OrderEntryKind
from shop.orders.models import Order, OrderDeposit
from shop.orders.operations.notes import write_entry
from shop.payments.models import Compensation
from shop.payments.operations.refunds import refund_order
from shop.payments.operations.transfers import checked_reference


@transaction.atomic
def settle_deposit(*, deposit: OrderDeposit, at: datetime) -> None:
    """Do with the money of a closed order what its fate says, once: keep the deposit and send the rest back, or send
    all of it back and, if the shop has failed, owe as much again.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=deposit.order_id)
    is_kept = deposit.fate == DepositFate.KEPT
    keep_fen = deposit.amount_fen if is_kept else 0
    refund_order(order=order, reason=_("Order cancelled"), at=at, keep_fen=keep_fen)
    if is_kept:
        post(
            document=order.number,
            kind=EntryKind.FORFEIT,
            topic=order.number,
            lines=[debit(Account.ADVANCES, deposit.amount_fen), credit(Account.FORFEITED, deposit.amount_fen)],
            at=at,
        )
    if deposit.fate == DepositFate.DOUBLED:
        Compensation.objects.get_or_create(order=order, defaults={"amount_fen": deposit.amount_fen, "created_at": at})
        post(
            document=order.number,
            kind=EntryKind.COMPENSATION,
            topic=order.number,
            lines=[debit(Account.COMPENSATION, deposit.amount_fen), credit(Account.OWED, deposit.amount_fen)],
            at=at,
        )


@transaction.atomic
def confirm_compensation(*, by: Any, compensation: Compensation, bank_reference: str, at: datetime) -> Compensation:
    """Write down that it was sent at the bank. ``StaleState`` if it was before."""
    reference = checked_reference(bank_reference)
    owed = Compensation.objects.filter(pk=compensation.pk, paid_at=None)
    if not owed.update(paid_at=at, bank_reference=reference, by=by):
        raise StaleState
    compensation.refresh_from_db()
    order = compensation.order
    post(
        document=order.number,
        kind=EntryKind.COMPENSATED,
        topic=order.number,
        lines=[debit(Account.OWED, compensation.amount_fen), credit(Account.BANK, compensation.amount_fen)],
        at=at,
        by=by,
    )
    text = _("The same sum again was sent by bank transfer: ¥%(sum)s") % {"sum": yuan(compensation.amount_fen)}
    write_entry(order=order, kind=OrderEntryKind.REFUNDED, at=at, by=by, text=text)
    audit.record(by=by, action="payments.compensate", subject=order, data={"bank_reference": reference})
    return compensation
