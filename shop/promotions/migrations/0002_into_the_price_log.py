"""Promotions that were planned before the price log knew of them are written down as they are."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def write_down(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("catalog", "PriceEntry").objects
    items = apps.get_model("promotions", "PromotionItem").objects.select_related("promotion").order_by("id")
    line = entries.model
    now = timezone.now()
    planned, over = [], []
    for item in items.iterator():
        promotion = item.promotion
        common = {"sku_id": item.sku_id, "price_fen": item.price_fen, "reference": f"promotion:{promotion.pk}"}
        planned.append(
            line(
                **common,
                kind="promo",
                at=promotion.starts_at,
                until=promotion.ends_at,
                planned_at=min(promotion.created_at, promotion.starts_at),
                reason=promotion.name,
                by_id=promotion.created_by_id,
            )
        )
        if promotion.cancelled_at:
            over.append(line(**common, kind="over", at=promotion.cancelled_at))
        elif promotion.starts_at <= now < promotion.ends_at and item.quantity_limit == item.used:
            # When the last unit was taken is not known any more; from now on it is.
            over.append(line(**common, kind="over", at=now))
    entries.bulk_create(planned, batch_size=500)
    entries.bulk_create(over, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_initial"), ("catalog", "0009_price_memory")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
