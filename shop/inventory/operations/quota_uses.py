"""Take units of quotas for a document, and give them back.

Parts of another operation's transaction; quotas are locked after all stock rows, in ascending id.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from shop.core.compiled import insert
from shop.inventory.enums import ReservationState
from shop.inventory.errors import OutOfStock
from shop.inventory.models import Quota, QuotaUse

LIVE = [ReservationState.HELD, ReservationState.CONFIRMED]


def lock(quota_ids: Iterable[int]) -> None:
    """Lock quotas in ascending id, before the first of them changes."""
    if wanted := set(quota_ids):
        rows = Quota.objects.select_for_update(no_key=True).filter(pk__in=wanted)
        list(rows.order_by("pk").values_list("pk"))


def used_by(references: Collection[str]) -> set[int]:
    """Ids of the quotas that documents count against."""
    return set(QuotaUse.objects.filter(reference__in=references).values_list("quota_id", flat=True))


def claim(
    *,
    quotas: Mapping[int, int],
    promised: Mapping[str, Mapping[int, int]],
    expires_at: datetime,
    at: datetime,
) -> None:
    """Take units (reference → SKU id → quantity sold) of the quotas (SKU id → quota id) that these SKUs count against.

    Uses past their deadline give way. ``OutOfStock`` names the first SKU whose quota has fewer units left.
    """
    for quota_id, sku_id in sorted((quota_id, sku_id) for sku_id, quota_id in quotas.items()):
        units = sum(quantities.get(sku_id, 0) for quantities in promised.values())
        if not _take(quota_id, units):
            release_expired(at=at, quota_id=quota_id)
            if not _take(quota_id, units):
                raise OutOfStock(sku_id=sku_id, available=Quota.objects.get(pk=quota_id).left)
    insert(
        *(
            QuotaUse(
                quota_id=quotas[sku_id],
                sku_id=sku_id,
                reference=reference,
                quantity=units,
                expires_at=expires_at,
            )
            for reference, quantities in promised.items()
            for sku_id, units in sorted(quantities.items())
            if sku_id in quotas
        )
    )


def _take(quota_id: int, units: int) -> int:
    return Quota.objects.filter(pk=quota_id, limit__gte=F("used") + units).update(used=F("used") + units)


def lost_by(references: Collection[str]) -> set[str]:
    """Documents of which another one has taken what they held past their deadline."""
    again = QuotaUse.objects.exclude(state=ReservationState.RELEASED).filter(
        reference=OuterRef("reference"), sku=OuterRef("sku")
    )
    lost = QuotaUse.objects.filter(~Exists(again), reference__in=references, state=ReservationState.RELEASED)
    return set(lost.values_list("reference", flat=True))


def prolong(*, reference: str, until: datetime) -> None:
    """Another deadline for what is held."""
    QuotaUse.objects.filter(reference=reference, state=ReservationState.HELD).update(expires_at=until)


def confirm(*, references: Collection[str]) -> None:
    """Paid: no deadline any more."""
    held = QuotaUse.objects.filter(reference__in=references, state=ReservationState.HELD)
    held.update(state=ReservationState.CONFIRMED)


def fulfil(*, reference: str, sku_ids: Collection[int] | None = None) -> None:
    """Shipped: taken for good; of these SKUs only, if any are named."""
    uses = QuotaUse.objects.filter(reference=reference, state=ReservationState.CONFIRMED)
    if sku_ids is not None:
        uses = uses.filter(sku__in=sku_ids)
    uses.update(state=ReservationState.FULFILLED)


def release(*, references: Collection[str]) -> None:
    """Give back what documents took and have not shipped."""
    _give_back(list(QuotaUse.objects.filter(reference__in=references, state__in=LIVE).order_by("quota_id", "sku_id")))


def release_expired(*, at: datetime, quota_id: int) -> None:
    """Give back the uses of one quota whose deadline has passed."""
    list(Quota.objects.select_for_update(no_key=True).filter(pk=quota_id).values_list("pk"))
    due = QuotaUse.objects.filter(quota=quota_id, state=ReservationState.HELD, expires_at__lte=at)
    _give_back(list(due.order_by("id")))


def _give_back(uses: list[QuotaUse]) -> None:
    for use in uses:
        # The counter's row is locked before the use is marked: the same order as in ``claim``.
        list(Quota.objects.select_for_update(no_key=True).filter(pk=use.quota_id).values_list("pk"))
        if QuotaUse.objects.filter(pk=use.pk, state__in=LIVE).update(state=ReservationState.RELEASED):
            Quota.objects.filter(pk=use.quota_id).update(used=F("used") - use.quantity)
