"""Change a price, remember a sale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shop.catalog.enums import PriceKind
from shop.catalog.errors import InvalidPrice
from shop.catalog.events import PriceChanged
from shop.catalog.models import PriceEntry, Sku
from shop.core import audit, events
from shop.core.errors import StaleState
from shop.core.money import MAX_FEN


@transaction.atomic
def change_price(
    *, by: Any, sku: Sku, price_fen: int, expected_fen: int, source: str = "admin", at: datetime | None = None
) -> bool:
    """Set the asking price, in fen, with immediate effect, and log it. False if it is the price already.

    ``expected_fen`` is the price the person saw: if the row has another one by now, ``StaleState`` and no change.
    """
    if not 1 <= price_fen <= MAX_FEN:
        raise InvalidPrice(field="price")
    if price_fen == expected_fen:
        return False
    at = at or timezone.now()
    if not Sku.objects.filter(pk=sku.pk, price_fen=expected_fen).update(price_fen=price_fen):
        raise StaleState(field="price")
    sku.price_fen = price_fen
    PriceEntry.objects.create(sku=sku, kind=PriceKind.ASKED, price_fen=price_fen, at=at, reference=source, by=by)
    audit.record(
        by=by, action="catalog.change_price", subject=sku, data={"from_fen": expected_fen, "to_fen": price_fen}
    )
    events.publish(PriceChanged(sku_id=sku.pk, product_id=sku.product_id))
    return True


@dataclass(frozen=True)
class Sale:
    """What was paid for one SKU: unit price in fen and quantity."""

    sku_id: int
    unit_price_fen: int
    quantity: int


@transaction.atomic(savepoint=False)
def record_sale(*, sales: Iterable[Sale], reference: str, at: datetime) -> None:
    """Remember what was really paid; the reference price of later promotions comes from here.

    Idempotent per (SKU, ``reference``): the database holds one line each.
    """
    PriceEntry.objects.bulk_create(
        [
            PriceEntry(
                sku_id=sale.sku_id,
                kind=PriceKind.SOLD,
                price_fen=sale.unit_price_fen,
                quantity=sale.quantity,
                at=at,
                reference=reference,
            )
            for sale in sales
        ],
        ignore_conflicts=True,
    )
