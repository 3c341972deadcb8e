"""Create, change, end and cancel promotions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.catalog.operations import TimedPrice, record_timed_prices, record_timed_prices_over
from shop.core import audit, events
from shop.promotions.errors import InvalidPromotion, OverlappingPromotion, PromotionStarted
from shop.promotions.events import PromotionOver, PromotionPlanned
from shop.promotions.models import Promotion, PromotionItem

MAX_LIMIT = 1_000_000


@dataclass(frozen=True, kw_only=True)
class PromotionItemData:
    """One SKU of a promotion: price in fen, and how many units at most (None: no limit)."""

    sku_id: int
    price_fen: int
    quantity_limit: int | None = None


@transaction.atomic
def create_promotion(
    *,
    by: Any,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    items: Sequence[PromotionItemData],
    per_person_limit: int | None = None,
    at: datetime | None = None,
) -> Promotion:
    """Schedule a time-limited price. It needs an end in the future, and prices below the asking prices.

    A start in the past means now: otherwise the days whose sales make the reference price could be chosen.
    ``InvalidPromotion`` or ``OverlappingPromotion`` name the SKU at fault. The reference price is not an
    input: it is computed from what was sold.
    """
    at = at or timezone.now()
    starts_at = max(starts_at, at)
    _check(name=name, starts_at=starts_at, ends_at=ends_at, items=items, limit=per_person_limit, at=at)
    promotion = Promotion.objects.create(
        name=name.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        per_person_limit=per_person_limit,
        created_by=by,
        created_at=at,
    )
    _write_items(promotion, items, by=by, at=at)
    audit.record(by=by, action="promotions.create", subject=promotion, data={"items": len(items)})
    events.publish(PromotionPlanned(promotion_id=promotion.pk))
    return promotion


@transaction.atomic
def change_promotion(
    *,
    by: Any,
    promotion: Promotion,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    items: Sequence[PromotionItemData],
    per_person_limit: int | None = None,
    at: datetime | None = None,
) -> Promotion:
    """Rewrite a promotion that has not started yet; ``PromotionStarted`` otherwise."""
    at = at or timezone.now()
    starts_at = max(starts_at, at)
    promotion = Promotion.objects.select_for_update(no_key=True).get(pk=promotion.pk)
    if promotion.cancelled_at or promotion.starts_at <= at:
        raise PromotionStarted
    _check(
        name=name,
        starts_at=starts_at,
        ends_at=ends_at,
        items=items,
        limit=per_person_limit,
        at=at,
        promotion=promotion,
    )
    promotion.name, promotion.starts_at, promotion.ends_at = name.strip(), starts_at, ends_at
    promotion.per_person_limit = per_person_limit
    promotion.save()
    _log_over(promotion, by=by, at=at)
    promotion.items.all().delete()
    _write_items(promotion, items, by=by, at=at)
    audit.record(by=by, action="promotions.change", subject=promotion, data={"items": len(items)})
    events.publish(PromotionPlanned(promotion_id=promotion.pk))
    return promotion


def _write_items(promotion: Promotion, items: Sequence[PromotionItemData], *, by: Any, at: datetime) -> None:
    PromotionItem.objects.bulk_create(
        PromotionItem(
            promotion=promotion, sku_id=item.sku_id, price_fen=item.price_fen, quantity_limit=item.quantity_limit
        )
        for item in items
    )
    record_timed_prices(
        by=by,
        prices=[
            TimedPrice(
                sku_id=item.sku_id,
                price_fen=item.price_fen,
                starts_at=promotion.starts_at,
                ends_at=promotion.ends_at,
                name=promotion.name,
            )
            for item in items
        ],
        reference=promotion.reference,
        at=at,
    )


def _log_over(promotion: Promotion, *, by: Any, at: datetime) -> None:
    """The price log remembers that these prices hold no longer, except where the units at them are all taken."""
    items = promotion.items.filter(Q(quantity_limit=None) | Q(used__lt=F("quantity_limit")))
    prices = dict(items.values_list("sku", "price_fen"))
    record_timed_prices_over(by=by, prices=prices, reference=promotion.reference, at=at)


def _check(
    *,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    items: Sequence[PromotionItemData],
    limit: int | None,
    at: datetime,
    promotion: Promotion | None = None,
) -> None:
    if not 1 <= len(name.strip()) <= 60:
        raise InvalidPromotion(_("Give the promotion a name of at most 60 characters."), field="name")
    if ends_at <= at:
        raise InvalidPromotion(_("The end is already past."), field="ends_at")
    if ends_at <= starts_at:
        raise InvalidPromotion(_("The end must be after the start."), field="ends_at")
    if limit is not None and not 1 <= limit <= MAX_LIMIT:
        raise InvalidPromotion(_("The limit per person must be between 1 and 1,000,000."), field="per_person_limit")
    if not items:
        raise InvalidPromotion(_("Choose at least one SKU."), field="items")
    # Locking the SKUs in order makes two promotions for one SKU wait for each other: check after lock.
    wanted = [item.sku_id for item in items]
    skus = {sku.pk: sku for sku in Sku.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")}
    for item in items:
        sku = skus.get(item.sku_id)
        if sku is None:
            raise InvalidPromotion(_("A SKU of this promotion does not exist any more."), field="items")
        if not 1 <= item.price_fen < sku.price_fen:
            raise InvalidPromotion(
                _("%(code)s: the promotional price must be below the asking price.") % {"code": sku.code}, field="items"
            )
        if sku.presale_from and sku.presale_until and sku.presale_from < ends_at and sku.presale_until > starts_at:
            raise InvalidPromotion(
                _("%(code)s is sold in a pre-sale in that time: its price stays as it is.") % {"code": sku.code},
                field="items",
            )
        if item.quantity_limit is not None and not 1 <= item.quantity_limit <= MAX_LIMIT:
            raise InvalidPromotion(
                _("%(code)s: the quantity must be between 1 and 1,000,000.") % {"code": sku.code}, field="items"
            )
    if len(skus) != len(items):
        raise InvalidPromotion(_("A SKU is listed twice."), field="items")
    clash = (
        PromotionItem.objects.filter(
            sku__in=list(skus),
            promotion__cancelled_at=None,
            promotion__starts_at__lt=ends_at,
            promotion__ends_at__gt=starts_at,
        )
        .exclude(promotion=promotion)
        .select_related("promotion", "sku")
        .first()
    )
    if clash:
        raise OverlappingPromotion(
            _("%(code)s already has a promotional price in that time: %(name)s.")
            % {"code": clash.sku.code, "name": clash.promotion.name},
            field="items",
        )


@transaction.atomic
def end_promotion(*, by: Any, promotion: Promotion, at: datetime | None = None) -> bool:
    """End a running promotion now. False if it is not running."""
    at = at or timezone.now()
    if (
        not Promotion.objects.active(at)
        .filter(pk=promotion.pk, starts_at__lt=at)
        .update(ends_at=at, over_announced_at=at)
    ):
        return False
    _log_over(promotion, by=by, at=at)
    audit.record(by=by, action="promotions.end", subject=promotion)
    events.publish(PromotionOver(promotion_id=promotion.pk))
    return True


@transaction.atomic
def cancel_promotion(*, by: Any, promotion: Promotion, at: datetime | None = None) -> bool:
    """Call off a promotion that has not started. False if it has, or was cancelled."""
    at = at or timezone.now()
    if not Promotion.objects.filter(pk=promotion.pk, starts_at__gt=at, cancelled_at=None).update(
        cancelled_at=at, began_announced_at=at, over_announced_at=at
    ):
        return False
    _log_over(promotion, by=by, at=at)
    audit.record(by=by, action="promotions.cancel", subject=promotion)
    events.publish(PromotionPlanned(promotion_id=promotion.pk))
    return True
