"""Take promotional units for a document, and give them back.

Parts of another operation's transaction, without a savepoint of their own (see inventory's reservations).
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from shop.promotions.errors import PersonLimitReached, PromotionUsedUp
from shop.promotions.models import PersonUse, Promotion, PromotionItem, PromotionUse


@transaction.atomic(savepoint=False)
def claim(*, quantities: Mapping[int, int], person_key: str, reference: str, at: datetime) -> None:
    """Take units (promotion item id → quantity) for ``reference``; all or nothing.

    Guarded counters in ascending item id: the item's own (``PromotionUsedUp``), then the person's
    (``PersonLimitReached``). The promotion must be running at ``at``.
    """
    for item_id, quantity in sorted(quantities.items()):
        # The promotion is named by a subquery of its own: with a join, the ORM puts the guard into a subquery over
        # the items, and PostgreSQL then judges a row that it had to wait for by its values from before the wait.
        taken = PromotionItem.objects.filter(
            Q(quantity_limit=None) | Q(quantity_limit__gte=F("used") + quantity),
            pk=item_id,
            promotion__in=Promotion.objects.active(at),
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


@transaction.atomic(savepoint=False)
def release(*, reference: str, at: datetime) -> int:
    """Give back what a document took (cancelled, expired). Returns how many lines; a second call returns 0."""
    released = 0
    for use in PromotionUse.objects.filter(reference=reference, released_at=None).order_by("item_id"):
        # The counter row is locked before the use is marked: the same order as in ``claim``.
        PromotionItem.objects.select_for_update(no_key=True).only("pk").get(pk=use.item_id)
        if not PromotionUse.objects.filter(pk=use.pk, released_at=None).update(released_at=at):
            continue
        PromotionItem.objects.filter(pk=use.item_id).update(used=F("used") - use.quantity)
        PersonUse.objects.filter(item_id=use.item_id, person_key=use.person_key).update(used=F("used") - use.quantity)
        released += 1
    return released
