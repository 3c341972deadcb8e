"""Change what is in an order that has not left: an order of its own adds to it, or takes the place of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput
from shop.customers.operations import lock_customer
from shop.customers.rules import AddressData, ContactData
from shop.inventory import operations as inventory
from shop.orders.amendments import Amendment, contact_of
from shop.orders.closing import ask_before_closing
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.lines import LineData
from shop.orders.models import Order, OrderLine, deposit_of
from shop.orders.operations.cancel import close_for
from shop.orders.operations.notes import write_entry
from shop.orders.operations.place import place_order
from shop.orders.wishes import Wishes


def waiting_amendment(order: Order, at: datetime) -> Order | None:
    """The order that changes this one and waits to be paid; there is one at most."""
    waiting = Order.objects.filter(amends=order, status=OrderStatus.PENDING, expires_at__gt=at)
    return waiting.order_by("pk").first()


@transaction.atomic
def add_to_order(
    *,
    by: Any,
    amendment: Amendment,
    lines: Sequence[LineData],
    client_token: str,
    expected_total_fen: int,
    text: str,
    at: datetime,
) -> Order:
    """Place an order that goes with a paid one to the same person, address and day; what that one gives up for it pays
    a part. Nothing of the original changes before it is paid (``take_effect``).

    Idempotent per ``client_token``. ``OrderNotInState`` unless the original is paid and nothing of it has left;
    ``InvalidInput`` for one with a deposit, and while another change of it waits to be paid; also what ``place_order``
    refuses.
    """
    # Customer, then order: as everybody who orders.
    customer = lock_customer(amendment.original.customer)
    original = Order.objects.select_for_update(no_key=True).get(pk=amendment.original.pk)
    if twin := Order.objects.filter(customer=customer, client_token=client_token).first():
        return twin
    if original.status != OrderStatus.PAID or original.shipped_at:
        raise OrderNotInState
    if deposit_of(original):
        raise InvalidInput(_("An order with a deposit is made to what was agreed. Order the rest separately."))
    if waiting := waiting_amendment(original, at):
        raise InvalidInput(
            _("Order %(number)s changes this one already and waits to be paid. Cancel it first.")
            % {"number": waiting.number}
        )
    return _placed(
        original,
        by=by,
        amendment=amendment,
        lines=lines,
        client_token=client_token,
        expected_total_fen=expected_total_fen,
        text=text,
        at=at,
    )


def replace_order(
    *,
    by: Any,
    original: Order,
    lines: Sequence[LineData],
    client_token: str,
    expected_total_fen: int,
    text: str,
    at: datetime,
) -> Order:
    """Close an unpaid order and place another one in its stead, all or nothing, at the prices of ``at``.

    Whoever collects its money stops first (``closing``); what is paid for it all the same goes back. Idempotent per
    ``client_token``. ``OrderNotInState`` unless it waits to be paid; ``InvalidInput`` for one with a deposit or with
    what is made to a customer's answers; also what ``place_order`` refuses.
    """
    if twin := Order.objects.filter(customer=original.customer_id, client_token=client_token).first():
        return twin
    if original.status_at(at) != OrderStatus.PENDING:
        raise OrderNotInState
    ask_before_closing(original, at)
    return _replace(
        by=by,
        original=original,
        lines=lines,
        client_token=client_token,
        expected_total_fen=expected_total_fen,
        text=text,
        at=at,
    )


@transaction.atomic
def _replace(
    *,
    by: Any,
    original: Order,
    lines: Sequence[LineData],
    client_token: str,
    expected_total_fen: int,
    text: str,
    at: datetime,
) -> Order:
    customer = lock_customer(original.customer)
    original = Order.objects.select_for_update(no_key=True).get(pk=original.pk)
    if twin := Order.objects.filter(customer=customer, client_token=client_token).first():
        return twin
    if original.status_at(at) != OrderStatus.PENDING:
        raise OrderNotInState
    if deposit_of(original) or OrderLine.objects.filter(order=original).exclude(specification=[]).exists():
        raise InvalidInput(_("What is made to the customer's wishes is ordered anew by them. Cancel this order."))
    if original.batch_id is not None:
        raise InvalidInput(_("It is paid together with other orders. Cancel them, and let the customer order anew."))
    if original.amends_id:
        raise InvalidInput(_("This order changes another one. Cancel it, and change that one anew."))
    # Of both, before the first of them changes.
    inventory.lock_stock(references=[original.number], sku_ids=[line.sku_id for line in lines])
    close_for(Order.objects.filter(pk=original.pk, status=OrderStatus.PENDING), original.pk, by=by, at=at)
    amendment = Amendment(original=original, freight_fen=None, replaces=True)
    return _placed(
        original,
        by=by,
        amendment=amendment,
        lines=lines,
        client_token=client_token,
        expected_total_fen=expected_total_fen,
        text=text,
        at=at,
    )


def _placed(original: Order, *, by: Any, amendment: Amendment, text: str, at: datetime, **what: Any) -> Order:
    contact = contact_of(original)
    is_sent = original.needs_shipping and original.pickup_place is None
    order = place_order(
        customer=original.customer,
        address=AddressData(**contact)
        if is_sent
        else ContactData(phone=contact["phone"], recipient=contact["recipient"]),
        wishes=Wishes(
            delivery_on=original.delivery_on,
            gift_text=original.gift_text if amendment.replaces else "",
            pickup_place=original.pickup_place,
        ),
        note=original.note if amendment.replaces else "",
        origin=original.origin if amendment.replaces else {},
        amendment=amendment,
        at=at,
        **what,
    )
    write_entry(order=original, kind=EntryKind.AMENDED, at=at, by=by, text=f"{order.number} · {text}")
    audit.record(by=by, action="orders.amend", subject=original, data={"order": order.number})
    return order
