"""Take promotional units for a document, and give them back.

Parts of another operation's transaction, without a savepoint of their own (see inventory's reservations).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.db.models import F, Q

from shop.catalog.operations import TimedPrice, record_timed_prices, record_timed_prices_over
from shop.core.compiled import insert
from shop.promotions.enums import PromotionState
from shop.promotions.errors import PersonLimitReached, PromotionUsedUp
from shop.promotions.models import PersonUse, Promotion, PromotionItem, PromotionUse


@dataclass(frozen=True)
class Claim:
    """Units (promotion item id → quantity) that a document of one person takes."""

    reference: str
    person_key: str
    quantities: Mapping[int, int]


@transaction.atomic(savepoint=False)
def claim(*claims: Claim, at: datetime) -> None:
    """Take promotional units for documents; all or nothing.

    Guarded counters in ascending item id: the item's own (``PromotionUsedUp``), then the persons'
    (``PersonLimitReached``). The promotion must be running at ``at``. With the last unit the price is over: the price
    log says so.
    """
    wanted: dict[int, Counter[str]] = defaultdict(Counter)
    for taken in claims:
        for item_id, quantity in taken.quantities.items():
            wanted[item_id][taken.person_key] += quantity
    for item_id, persons in sorted(wanted.items()):
        _take(item_id, persons, at)
    insert(
        *(
            PromotionUse(item_id=item_id, reference=taken.reference, person_key=taken.person_key, quantity=quantity)
            for taken in claims
            for item_id, quantity in sorted(taken.quantities.items())
        )
    )


def forget_person(*, person_key: str) -> None:
    """Put a word that tells nothing in the place of a person's key; what they took stays counted. Part of a bigger
    transaction.
    """
    nobody = f"forgotten-{token_hex(8)}"
    PersonUse.objects.filter(person_key=person_key).update(person_key=nobody)
    PromotionUse.objects.filter(person_key=person_key).update(person_key=nobody)


def _take(item_id: int, persons: Mapping[str, int], at: datetime) -> None:
    """Units of one item for some persons (key → quantity), in as many statements as there are quantities."""
    units = sum(persons.values())
    # The promotion is named by a subquery of its own: with a join, the ORM puts the guard into a subquery over
    # the items, and PostgreSQL then judges a row that it had to wait for by its values from before the wait.
    taken = PromotionItem.objects.filter(
        Q(quantity_limit=None) | Q(quantity_limit__gte=F("used") + units),
        pk=item_id,
        promotion__in=Promotion.objects.active(at),
    ).update(used=F("used") + units)
    if not taken:
        raise PromotionUsedUp
    counters = [PersonUse(item_id=item_id, person_key=key) for key in persons]
    PersonUse.objects.bulk_create(counters, ignore_conflicts=True)
    item = PromotionItem.objects.select_related("promotion").get(pk=item_id)
    limit = item.promotion.per_person_limit
    for quantity in set(persons.values()):
        alike = [key for key, units_of in persons.items() if units_of == quantity]
        rows = PersonUse.objects.filter(item_id=item_id, person_key__in=alike)
        if limit is not None:
            rows = rows.filter(used__lte=limit - quantity)
        if rows.update(used=F("used") + quantity) != len(alike):
            raise PersonLimitReached
    if item.remaining == 0:
        record_timed_prices_over(
            by=None, prices={item.sku_id: item.price_fen}, reference=item.promotion.reference, at=at
        )


@transaction.atomic(savepoint=False)
def lock_items(*, item_ids: Iterable[int] = (), references: Collection[str] = ()) -> None:
    """Lock items that several documents take or have taken, in ascending id, before the first of them changes."""
    taken = PromotionUse.objects.filter(reference__in=references, released_at=None).values_list("item_id", flat=True)
    if wanted := {*item_ids, *taken}:
        rows = PromotionItem.objects.select_for_update(no_key=True).filter(pk__in=wanted)
        list(rows.order_by("pk").values_list("pk"))


@transaction.atomic(savepoint=False)
def release(*references: str, at: datetime) -> int:
    """Give back what documents took (cancelled, expired). Returns how many lines; a second call returns 0."""
    released = 0
    for use in PromotionUse.objects.filter(reference__in=references, released_at=None).order_by("item_id"):
        # The counter row is locked before the use is marked: the same order as in ``claim``.
        item = PromotionItem.objects.select_for_update(no_key=True).get(pk=use.item_id)
        if not PromotionUse.objects.filter(pk=use.pk, released_at=None).update(released_at=at):
            continue
        PromotionItem.objects.filter(pk=use.item_id).update(used=F("used") - use.quantity)
        PersonUse.objects.filter(item_id=use.item_id, person_key=use.person_key).update(used=F("used") - use.quantity)
        if item.remaining == 0 and use.quantity:
            _log_again(item, at=at)
        released += 1
    return released


def _log_again(item: PromotionItem, *, at: datetime) -> None:
    """The price log remembers that there are units at this price again, if its time is not over."""
    # Whoever ends the promotion at this moment waits, or is seen.
    promotion = Promotion.objects.select_for_update(no_key=True).get(pk=item.promotion_id)
    if promotion.state_at(at) == PromotionState.ACTIVE:
        price = TimedPrice(
            sku_id=item.sku_id,
            price_fen=item.price_fen,
            starts_at=at,
            ends_at=promotion.ends_at,
            name=promotion.name,
        )
        record_timed_prices(by=None, prices=[price], reference=promotion.reference, at=at)
