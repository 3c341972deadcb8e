"""Reads of the inventory used by more than one caller."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from shop.inventory.enums import ReservationState
from shop.inventory.models import Reservation, StockItem


def available(sku_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Units a shopper can buy at ``at``, by SKU id; holds past their deadline count as free. One query.

    SKUs without a stock row are absent (read them as 0).
    """
    run_out = (
        Reservation.objects.filter(stock=OuterRef("pk"), state=ReservationState.HELD, expires_at__lte=at)
        .order_by()
        .values("stock")
        .annotate(units=Sum("quantity"))
        .values("units")
    )
    rows = StockItem.objects.filter(pk__in=list(sku_ids)).annotate(run_out=Coalesce(Subquery(run_out), 0))
    return {row.pk: row.on_hand - row.reserved + row.run_out for row in rows}


def next_release(*, at: datetime) -> datetime | None:
    """The next moment at which a hold runs out, and its units count as free by themselves."""
    held = Reservation.objects.filter(state=ReservationState.HELD, expires_at__gt=at)
    moment: datetime | None = held.aggregate(first=Min("expires_at"))["first"]
    return moment
