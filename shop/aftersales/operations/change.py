"""Change the goods of an order that has not left."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.aftersales.changing import Change, Wanted, change_of
from shop.aftersales.models import Case
from shop.aftersales.operations.rest import reason_of, take_out
from shop.aftersales.queries import FREIGHT_KEY
from shop.customers.operations import lock_customer
from shop.orders import operations as orders
from shop.orders.amendments import Amendment
from shop.orders.enums import OrderStatus
from shop.orders.errors import TotalChanged
from shop.orders.models import Order
from shop.payments import operations as payments


def change_goods(
    *, by: Any, order: Order, wanted: Wanted, key: str, text: str, client_token: str, at: datetime
) -> Order | Case:
    """Do to an order what ``change_of`` said it comes to (``key``): other sums raise ``TotalChanged``.

    Unpaid, it is replaced by the order that is returned. Paid, what is added is an order that goes with it and waits to
    be paid; of goods that are exchanged only the difference is due, and nothing happens to them before it is paid.
    Where nothing is due it happens at once, and what is too much goes back. Units that are only taken out are a case.
    Idempotent per (order, ``client_token``). Also what ``place_order`` and ``take_out`` refuse.
    """
    text = reason_of(text)
    token = f"desk-{client_token}"[:64]
    if order.status == OrderStatus.PENDING and not order.paid_at:
        if twin := Order.objects.filter(customer=order.customer_id, client_token=token).first():
            return twin
        change = _agreed(order, wanted, key, at)
        return orders.replace_order(
            by=by,
            original=order,
            lines=change.lines,
            client_token=token,
            expected_total_fen=change.total_fen,
            text=text,
            at=at,
        )
    return _change_paid(by=by, order=order, wanted=wanted, key=key, text=text, client_token=client_token, at=at)


def _agreed(order: Order, wanted: Wanted, key: str, at: datetime) -> Change:
    change = change_of(order, wanted, at=at)
    if change.key != key:
        raise TotalChanged
    return change


@transaction.atomic
def _change_paid(
    *, by: Any, order: Order, wanted: Wanted, key: str, text: str, client_token: str, at: datetime
) -> Order | Case:
    # Customer, then order: as everybody who orders.
    lock_customer(order.customer)
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    token = f"desk-{client_token}"[:64]
    if twin := Order.objects.filter(customer=order.customer_id, client_token=token).first():
        return twin
    if case := Case.objects.filter(order=order, client_token=f"out-{client_token}"[:64]).first():
        return case
    change = _agreed(order, wanted, key, at)
    if change.takes_out_only:
        gone = {row.line.pk: row.units for row in change.gives_up}
        return take_out(by=by, order=order, units=gone, text=text, client_token=client_token, at=at)
    amendment = Amendment(
        original=order,
        freight_fen=change.freight_fen,
        gives_up=tuple(change.gives_up),
        credit_fen=change.credit_fen,
        replaces=change.replaces,
    )
    added = orders.add_to_order(
        by=by,
        amendment=amendment,
        lines=change.lines,
        client_token=token,
        expected_total_fen=change.total_fen,
        text=text,
        at=at,
    )
    if not change.due_fen:
        payments.settle_without_money(order=added, at=at)
        if not change.replaces:
            _give_back(change, added, by, at)
        added.refresh_from_db()
    return added


def _give_back(change: Change, added: Order, by: Any, at: datetime) -> None:
    """What the units were worth beyond what is bought instead, and less freight; each under a key of its own."""
    freight_fen = min(change.freight_back_fen, change.back_fen)
    for fen, kind in ((change.back_fen - freight_fen, "change:"), (freight_fen, FREIGHT_KEY)):
        if fen:
            payments.refund_order_part(
                order=change.order,
                amount_fen=fen,
                freight_fen=fen if kind == FREIGHT_KEY else 0,
                reason=_("Exchanged by order %(number)s") % {"number": added.number},
                at=at,
                by=by,
                key=f"{kind}{added.number}",
            )
