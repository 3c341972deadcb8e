"""Accept a quote: it becomes an order with a deposit."""

import hashlib
from datetime import datetime

from django.db import transaction

from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeWork
from shop.bespoke.operations.steps import lock, move, step_of
from shop.customers.operations import lock_customer
from shop.customers.rules import AddressData
from shop.orders.deposits import DepositPlan
from shop.orders.enums import DepositKind
from shop.orders.lines import LineData, LineQuote
from shop.orders.models import Order
from shop.orders.operations import place_order

S = BespokeState


@transaction.atomic
def accept(*, work: BespokeWork, address: AddressData, expected_total_fen: int, at: datetime) -> Order:
    """Order what was quoted, sent to ``address``. Idempotent: what is ordered already is returned.

    ``TotalChanged`` if the freight makes it another sum than was agreed to; what ``place_order`` refuses.
    ``BespokeNotInState`` once the quote has lapsed.
    """
    # Before the work, as whoever moves it to the customer that a device turns out to be.
    lock_customer(work.customer)
    row = lock(work, at, S.QUOTED, S.ORDERED)
    if row.order is not None:
        return row.order
    assert row.each_fen  # noqa: S101 a quote has a price
    assert row.deposit_fen  # noqa: S101 and a deposit
    key = hashlib.md5(row.number.encode(), usedforsecurity=False).hexdigest()
    order = place_order(
        customer=row.customer,
        lines=[LineData(row.sku_id, row.quantity, quote=LineQuote(row.each_fen, row.offer, key))],
        address=address,
        client_token=f"bespoke-{row.number}",
        expected_total_fen=expected_total_fen,
        deposit=DepositPlan(kind=DepositKind(row.deposit_kind), amount_fen=row.deposit_fen),
        at=at,
    )
    row.order = order
    move(row, S.ORDERED, step_of(None, at), fen=order.total_fen, order=order, due_at=order.expires_at)
    return order
