"""Promise units to a document, and keep or take back the promise.

These are parts of another operation's transaction: they make no savepoint of their own, so a caller that wants to go
on after a refusal sets one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from shop.core.errors import InvalidInput
from shop.inventory.enums import MovementReason, ReservationState
from shop.inventory.errors import OutOfStock
from shop.inventory.models import Reservation, StockItem
from shop.inventory.operations.stock import write_movement


@transaction.atomic(savepoint=False)
def reserve(*, quantities: Mapping[int, int], reference: str, expires_at: datetime, at: datetime) -> None:
    """Hold units (SKU id → quantity) for ``reference`` until ``expires_at``. All or nothing.

    Guarded updates in ascending SKU id. Holds that ran out before ``at`` give way, even if no job has
    released them yet. ``OutOfStock`` names the first SKU that cannot be held.
    """
    if any(quantity < 1 for quantity in quantities.values()):
        raise InvalidInput(field="quantity")
    for sku_id, quantity in sorted(quantities.items()):
        if not _hold(sku_id, quantity):
            release_expired(at=at, sku_id=sku_id)
            if not _hold(sku_id, quantity):
                row = StockItem.objects.filter(pk=sku_id).first()
                raise OutOfStock(sku_id=sku_id, available=row.available if row else 0)
    Reservation.objects.bulk_create(
        Reservation(stock_id=sku_id, reference=reference, quantity=quantity, expires_at=expires_at, created_at=at)
        for sku_id, quantity in sorted(quantities.items())
    )


def _hold(sku_id: int, quantity: int) -> int:
    return StockItem.objects.filter(pk=sku_id, on_hand__gte=F("reserved") + quantity).update(
        reserved=F("reserved") + quantity
    )


def _lock(reference: str, states: list[str]) -> list[Reservation]:
    """The document's reservations in these states, all stock rows it ever touched locked in ascending SKU id.

    All of them, because what is released may be reserved again in the same transaction: a later lock on a lower id
    would break the order.
    """
    touched = Reservation.objects.filter(reference=reference).values("stock_id")
    list(StockItem.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk").values_list("pk"))
    return list(Reservation.objects.filter(reference=reference, state__in=states).order_by("stock_id"))


@transaction.atomic(savepoint=False)
def confirm(*, reference: str, expected_count: int) -> bool:
    """Paid: the holds have no deadline any more. False, and nothing changed, if some line is lost. Idempotent.

    Either way the document's stock rows stay locked for the rest of the transaction.
    """
    if len(_lock(reference, [ReservationState.HELD, ReservationState.CONFIRMED])) != expected_count:
        return False
    Reservation.objects.filter(reference=reference, state=ReservationState.HELD).update(
        state=ReservationState.CONFIRMED
    )
    return True


@transaction.atomic(savepoint=False)
def fulfil(*, by: Any, reference: str, at: datetime) -> None:
    """Shipped: the units leave the building, a movement each. Only confirmed lines; a second call does nothing."""
    for row in _lock(reference, [ReservationState.CONFIRMED]):
        if not Reservation.objects.filter(pk=row.pk, state=ReservationState.CONFIRMED).update(
            state=ReservationState.FULFILLED
        ):
            continue
        StockItem.objects.filter(pk=row.stock_id).update(
            reserved=F("reserved") - row.quantity, on_hand=F("on_hand") - row.quantity
        )
        write_movement(
            by=by,
            sku_id=row.stock_id,
            delta=-row.quantity,
            reason=MovementReason.SHIP,
            reference=reference,
            at=at,
        )


@transaction.atomic(savepoint=False)
def release(*, reference: str) -> int:
    """Give the promised units back (cancelled, expired). Returns how many lines; a second call returns 0."""
    return sum(_release(row) for row in _lock(reference, [ReservationState.HELD, ReservationState.CONFIRMED]))


@transaction.atomic(savepoint=False)
def release_expired(*, at: datetime, sku_id: int) -> int:
    """Give back the holds on one SKU whose deadline has passed."""
    list(StockItem.objects.select_for_update(no_key=True).filter(pk=sku_id).values_list("pk"))
    rows = Reservation.objects.filter(stock_id=sku_id, state=ReservationState.HELD, expires_at__lte=at).order_by("id")
    return sum(_release(row) for row in rows)


def _release(row: Reservation) -> int:
    released = Reservation.objects.filter(
        pk=row.pk, state__in=[ReservationState.HELD, ReservationState.CONFIRMED]
    ).update(state=ReservationState.RELEASED)
    if released:
        StockItem.objects.filter(pk=row.stock_id).update(reserved=F("reserved") - row.quantity)
    return released
