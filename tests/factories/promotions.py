"""Promotions."""

from datetime import timedelta
from typing import Any

from shop.catalog.models import Sku
from shop.promotions.models import Promotion, PromotionItem
from shop.promotions.operations import PromotionItemData, create_promotion
from tests.factories import NOW


def make_promotion(*skus: Sku, price_fen: int = 4800, quantity_limit: int | None = None, **fields: Any) -> Promotion:
    """One price for the SKUs, running from ``NOW`` for an hour, unless told otherwise."""
    fields = {
        "by": None,
        "name": "秋收",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=1),
        "at": NOW - timedelta(days=1),
        **fields,
    }
    items = [PromotionItemData(sku_id=sku.pk, price_fen=price_fen, quantity_limit=quantity_limit) for sku in skus]
    return create_promotion(items=items, **fields)


def item_of(promotion: Promotion) -> PromotionItem:
    """The promotion's only item, as stored."""
    return PromotionItem.objects.get(promotion=promotion)
