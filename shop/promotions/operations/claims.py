"""Take promotional units for a document, and give them back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from shop.promotions.errors import PersonLimitReached, PromotionUsedUp
from shop.promotions.models import PersonUse, PromotionItem, PromotionUse


@transaction.atomic
def claim(*, quantities: Mapping[int, int], person_key: str, reference: str, at: datetime) -> None:
    """Take units (promotion item id → quantity) for ``reference``; all or nothing.

    Guarded counters in ascending item id: the item's own (``PromotionUsedUp``), then the person's
    (``PersonLimitReached``). The promotion must be running at ``at``.
    """
    for item_id, quantity in sorted(quantities.items()):
        taken = PromotionItem.objects.filter(
            Q(quantity_limit=None) | Q(quantity_limit__gte=F("used") + quantity),
            pk=item_id,
            promotion__starts_at__lte=at,
            promotion__ends_at__gt=at,
            promotion__cancelled_at=None,
        ).update(used=F("used") + quantity)
        if not taken:
            raise PromotionUsedUp
        PersonUse.objects.bulk_create([PersonUse(item_id=item_id, person_key=person_key)], ignore_conflicts=True)
        limit = PromotionItem.objects.values_list("promotion__per_person_limit", flat=True).get(pk=item_id)
        person = PersonUse.objects.filter(item_id=item_id, person_key=person_key)
        if limit is not None:
            person = person.filter(used__lte=limit - quantity)
        if not person.update(used=F("used") + quantity):
            raise PersonLimitReached
    PromotionUse.objects.bulk_create(
        PromotionUse(item_id=item_id, reference=reference, person_key=person_key, quantity=quantity)
        for item_id, quantity in sorted(quantities.items())
    )


@transaction.atomic
def release(*, reference: str, at: datetime) -> int:
    """Give back what a document took (cancelled, expired). Returns how many lines; a second call returns 0."""
    released = 0
    for use in PromotionUse.objects.filter(reference=reference, released_at=None).order_by("item_id"):
        # The counter row is locked before the use is marked: the same order as in ``claim``.
        PromotionItem.objects.select_for_update().get(pk=use.item_id)
        if not PromotionUse.objects.filter(pk=use.pk, released_at=None).update(released_at=at):
            continue
        PromotionItem.objects.filter(pk=use.item_id).update(used=F("used") - use.quantity)
        PersonUse.objects.filter(item_id=use.item_id, person_key=use.person_key).update(used=F("used") - use.quantity)
        released += 1
    return released
