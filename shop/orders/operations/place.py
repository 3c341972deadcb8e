"""Turn a cart into an order."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core import events
from shop.core.errors import InvalidInput
from shop.core.numbering import new_number
from shop.customers.models import Customer
from shop.customers.operations import remember_address
from shop.customers.rules import AddressData
from shop.inventory import operations as inventory
from shop.inventory.errors import OutOfStock
from shop.orders.enums import EntryKind
from shop.orders.errors import CartEmpty, InvalidQuantity, NotForSale, TotalChanged
from shop.orders.events import OrderPlaced
from shop.orders.models import Order, OrderLine
from shop.orders.operations.cart import take_out
from shop.orders.operations.notes import write_entry
from shop.orders.rules import MAX_CART_LINES, MAX_LINE_QUANTITY
from shop.promotions import operations as promotions
from shop.promotions.queries import prices


@transaction.atomic
def place_order(
    *,
    customer: Customer,
    quantities: Mapping[int, int],
    address: AddressData,
    client_token: str,
    expected_total_fen: int,
    at: datetime,
    note: str = "",
    origin: dict[str, Any] | None = None,
) -> Order:
    """Make an order of SKU id → quantity at the prices of ``at``, hold the goods and start the deadline to pay.

    Idempotent per (customer, ``client_token``): a twin, even a concurrent one, gets the same order.
    ``expected_total_fen`` is what the shopper agreed to; another sum raises ``TotalChanged``.
    Also ``CartEmpty``, ``InvalidQuantity``, ``NotForSale``, ``OutOfStock``, ``PromotionUsedUp``,
    ``PersonLimitReached``; after any of them nothing is written.
    """
    if not (1 <= len(client_token) <= 64 and client_token.isprintable()):
        raise InvalidInput(_("The checkout's token has 1 to 64 printable characters."), field="client_token")
    # Before all else: the twin has emptied the cart.
    existing = Order.objects.filter(customer=customer, client_token=client_token).first()
    if existing:
        return existing
    if not quantities:
        raise CartEmpty
    if len(quantities) > MAX_CART_LINES or any(not 1 <= units <= MAX_LINE_QUANTITY for units in quantities.values()):
        raise InvalidQuantity(field="quantity")
    skus = _sellable_skus(list(quantities), at)
    price_of = prices(list(skus.values()), at=at, references=False)
    goods_fen = sum(price_of[sku_id].price_fen * quantity for sku_id, quantity in quantities.items())
    if goods_fen != expected_total_fen:
        raise TotalChanged(field="total")
    order = Order(
        customer=customer,
        client_token=client_token,
        goods_fen=goods_fen,
        freight_fen=0,
        total_fen=goods_fen,
        note=note.strip()[:200],
        origin=origin or {},
        placed_at=at,
        expires_at=at + timedelta(minutes=settings.ORDER_PAYMENT_MINUTES),
        **address.as_dict(),
    )
    twin = _insert(order)
    if twin:
        return twin
    try:
        inventory.reserve(quantities=quantities, reference=order.number, expires_at=order.expires_at, at=at)
    except OutOfStock as error:
        raise OutOfStock(sku_id=error.sku_id, available=error.available, title=skus[error.sku_id].full_title) from error
    claims = {
        item_id: quantities[sku_id] for sku_id, price in price_of.items() if (item_id := price.item_id) is not None
    }
    if claims:
        promotions.claim(quantities=claims, person_key=address.phone, reference=order.number, at=at)
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            sku_id=sku_id,
            product_title=skus[sku_id].product.title,
            option_text=skus[sku_id].option_text,
            sku_code=skus[sku_id].code,
            cover_id=skus[sku_id].product.cover_id,
            quantity=quantity,
            unit_price_fen=price_of[sku_id].price_fen,
            list_price_fen=price_of[sku_id].list_fen,
            promotion_item_id=price_of[sku_id].item_id,
            promotion_name=price_of[sku_id].promotion_name,
            total_fen=price_of[sku_id].price_fen * quantity,
        )
        for sku_id, quantity in quantities.items()
    )
    write_entry(order=order, kind=EntryKind.PLACED, at=at)
    take_out(customer=customer, quantities=quantities)
    remember_address(customer=customer, address=address, at=at)
    events.publish(OrderPlaced(order_id=order.pk))
    return order


def _sellable_skus(sku_ids: list[int], at: datetime) -> dict[int, Sku]:
    skus = {
        sku.pk: sku
        for sku in Sku.objects.filter(pk__in=sku_ids, is_active=True).select_related("product")
        if sku.product.is_visible(at)
    }
    if len(skus) != len(sku_ids):
        raise NotForSale(field="sku")
    return skus


def _insert(order: Order) -> Order | None:
    """Insert under a fresh number. The twin that was faster is returned, else None."""
    for attempt in range(5):
        order.number = new_number(order.placed_at)
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError:
            order.pk = None
            # A concurrent twin held the unique (customer, client_token) until it committed.
            twin = Order.objects.filter(customer=order.customer, client_token=order.client_token).first()
            if twin:
                return twin
            if attempt == 4:
                raise
        else:
            return None
    return None
