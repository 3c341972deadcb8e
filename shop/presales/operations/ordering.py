"""Order in advance."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from shop.customers.models import Customer
from shop.customers.rules import AddressData
from shop.orders.deposits import DepositPlan
from shop.orders.enums import DepositKind
from shop.orders.lines import LineData
from shop.orders.models import Order
from shop.orders.operations import place_order
from shop.presales.enums import PresaleState
from shop.presales.errors import PresaleNotOpen
from shop.presales.models import Presale, PresaleOrder
from shop.presales.rules import deposit_of_units


@transaction.atomic
def order_in_advance(
    *,
    customer: Customer,
    presale: Presale,
    quantity: int,
    address: AddressData,
    client_token: str,
    expected_total_fen: int,
    at: datetime,
    origin: dict[str, Any] | None = None,
) -> Order:
    """Order units of a pre-sale: the deposit is paid next, as any order is paid, and the balance in its window.

    Idempotent per (customer, ``client_token``). ``PresaleNotOpen`` outside of its window; ``OutOfStock`` beyond its
    quota, or beyond the stock of goods that have any; what ``place_order`` refuses.
    """
    # Whoever ends it, or calls it off, comes before or after: what was ordered is known by then.
    presale = Presale.objects.select_for_update(no_key=True).get(pk=presale.pk)
    # A word of its own, so that it never finds an order that was placed in another way.
    token = hashlib.sha256(f"presale {presale.pk} {client_token}".encode()).hexdigest()
    if twin := Order.objects.filter(customer=customer, client_token=token, presale__presale=presale).first():
        return twin
    if presale.state_at(at) != PresaleState.OPEN:
        raise PresaleNotOpen
    kind = DepositKind(presale.deposit_kind)
    deposit_fen = deposit_of_units(
        kind=kind, each_fen=presale.deposit_fen, price_fen=presale.sku.price_fen, quantity=quantity
    )
    order = place_order(
        customer=customer,
        lines=[LineData(presale.sku_id, quantity)],
        address=address,
        client_token=token,
        expected_total_fen=expected_total_fen,
        deposit=DepositPlan(
            kind=kind,
            amount_fen=deposit_fen,
            balance_from=presale.balance_from,
            balance_until=presale.balance_until,
            quota_id=presale.quota_id,
            ship_on=presale.ship_on,
        ),
        origin=origin,
        at=at,
    )
    PresaleOrder.objects.create(order=order, presale=presale, quantity=quantity)
    return order
