"""Promotions as a file: a table of promotions and one of their prices."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.money import as_decimal
from shop.exports.registry import Asked, Kind, Sheet, register
from shop.promotions.models import Promotion, PromotionItem

CHUNK = 500


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="promotions",
            label=gettext_lazy("Promotions"),
            permission="promotions.view_promotion",
            matching=_promotions,
            sheets=_sheets,
        )
    )


def _promotions(asked: Asked) -> QuerySet[Promotion]:
    from shop.promotions.admin.views import in_state

    return in_state(Promotion.objects.all(), asked.query.get("tab", ""), at=asked.at).order_by("-starts_at", "-pk")


def _sheets(asked: Asked, promotions: QuerySet[Promotion]) -> Sequence[Sheet]:
    def heads() -> Iterator[list[Any]]:
        for row in promotions.prefetch_related("items").iterator(chunk_size=CHUNK):
            items = list(row.items.all())
            yield [
                row.name,
                str(row.state_at(asked.at).label),
                row.starts_at,
                row.ends_at,
                row.per_person_limit,
                len(items),
                sum(item.used for item in items),
            ]

    def prices() -> Iterator[list[Any]]:
        items = PromotionItem.objects.filter(promotion__in=promotions.order_by().values("pk"))
        known = items.select_related("promotion", "sku__product").defer("sku__product__body")
        for item in known.order_by("-promotion__starts_at", "-promotion_id", "pk").iterator(chunk_size=CHUNK):
            yield [
                item.promotion.name,
                item.sku.code,
                item.sku.full_title,
                as_decimal(item.sku.price_fen),
                as_decimal(item.price_fen),
                item.quantity_limit,
                item.used,
            ]

    head = [
        _("Promotion"), _("State"), _("Starts"), _("Ends"), _("Limit per person"), _("SKUs"), _("Taken"),
    ]  # fmt: skip
    body = [
        _("Promotion"), _("SKU code"), _("Product"), _("Price (yuan)"), _("Promotional price (yuan)"), _("Quantity"),
        _("Taken"),
    ]  # fmt: skip
    return [
        Sheet(title=_("Promotions"), header=head, rows=heads()),
        Sheet(title=_("Promotional prices"), header=body, rows=prices()),
    ]
