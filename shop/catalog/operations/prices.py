"""Change a price, remember promotional prices and sales."""

from collections.abc import Iterable, Mapping
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

MAX_REASON = 120


@transaction.atomic
def change_price(
    *,
    by: Any,
    sku: Sku,
    price_fen: int,
    expected_fen: int,
    source: str = "admin",
    reason: str = "",
    at: datetime | None = None,
) -> bool:
    """Set the asking price, in fen, with immediate effect, and log it. False if it is the price already.

    ``reason`` says why, in the person's words. ``expected_fen`` is the price the person saw: if the row has another
    one by now, ``StaleState`` and no change.
    """
    if not 1 <= price_fen <= MAX_FEN:
        raise InvalidPrice(field="price")
    if price_fen == expected_fen:
        return False
    at = at or timezone.now()
    if not Sku.objects.filter(pk=sku.pk, price_fen=expected_fen).update(price_fen=price_fen):
        raise StaleState(field="price")
    sku.price_fen = price_fen
    PriceEntry.objects.create(
        sku=sku,
        kind=PriceKind.ASKED,
        price_fen=price_fen,
        at=at,
        reference=source,
        reason=" ".join(reason.split())[:MAX_REASON],
        by=by,
    )
    audit.record(
        by=by, action="catalog.change_price", subject=sku, data={"from_fen": expected_fen, "to_fen": price_fen}
    )
    events.publish(PriceChanged(sku_id=sku.pk, product_id=sku.product_id))
    return True


@dataclass(frozen=True, kw_only=True)
class TimedPrice:
    """A SKU's price in fen from ``starts_at`` to ``ends_at``; ``name`` is the promotion's, as shoppers see it."""

    sku_id: int
    price_fen: int
    starts_at: datetime
    ends_at: datetime
    name: str


@transaction.atomic(savepoint=False)
def record_timed_prices(*, by: Any, prices: Iterable[TimedPrice], reference: str, at: datetime) -> None:
    """Remember promotional prices when they are planned: then the log is right even if nothing runs when they start."""
    PriceEntry.objects.bulk_create(
        PriceEntry(
            sku_id=price.sku_id,
            kind=PriceKind.PROMO,
            price_fen=price.price_fen,
            at=price.starts_at,
            until=price.ends_at,
            planned_at=at,
            reference=reference,
            reason=price.name[:MAX_REASON],
            by=by,
        )
        for price in prices
    )


@transaction.atomic(savepoint=False)
def record_timed_prices_over(*, by: Any, prices: Mapping[int, int], reference: str, at: datetime) -> None:
    """Remember that the promotional prices (SKU id → fen) of ``reference`` hold no longer, from ``at`` on."""
    PriceEntry.objects.bulk_create(
        PriceEntry(sku_id=sku_id, kind=PriceKind.OVER, price_fen=price_fen, at=at, reference=reference, by=by)
        for sku_id, price_fen in sorted(prices.items())
    )


@dataclass(frozen=True)
class Sale:
    """What was paid for one SKU: unit price in fen and quantity."""

    sku_id: int
    unit_price_fen: int
    quantity: int


@transaction.atomic(savepoint=False)
def record_sales(*, sales: Mapping[str, Iterable[Sale]], at: datetime) -> None:
    """Remember what was really paid, by reference; the reference price of later promotions comes from here.

    Idempotent per (SKU, reference): the database holds one line each.
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
            for reference, sold in sales.items()
            for sale in sold
        ],
        ignore_conflicts=True,
    )
