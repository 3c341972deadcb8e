"""Change stock on hand."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core import audit, events
from shop.core.errors import InvalidInput, StaleState
from shop.inventory.enums import MANUAL_REASONS, MovementReason
from shop.inventory.errors import StockBelowReserved
from shop.inventory.events import StockChanged
from shop.inventory.models import StockItem, StockMovement
from shop.inventory.rules import reason_fits

MAX_UNITS = 10_000_000


def open_stock(*, sku: Sku) -> StockItem:
    """The stock row of a SKU, created empty if there is none yet. Idempotent."""
    StockItem.objects.bulk_create([StockItem(sku=sku)], ignore_conflicts=True)
    return StockItem.objects.get(pk=sku.pk)


@transaction.atomic
def move_stock(
    *,
    by: Any,
    sku: Sku,
    delta: int,
    reason: MovementReason | str,
    reference: str = "",
    note: str = "",
    at: datetime | None = None,
) -> StockMovement:
    """Add ``delta`` units (may be negative) to stock on hand and write the movement.

    ``StockBelowReserved`` if that would leave less than what is reserved; nothing is written then.
    """
    if not delta or abs(delta) > MAX_UNITS:
        raise InvalidInput(_("Enter how many units to add or take away."), field="stock")
    open_stock(sku=sku)
    changed = StockItem.objects.filter(
        pk=sku.pk, on_hand__gte=F("reserved") - delta, on_hand__lte=MAX_UNITS - delta
    ).update(on_hand=F("on_hand") + delta)
    if not changed:
        raise StockBelowReserved(field="stock")
    movement = write_movement(by=by, sku_id=sku.pk, delta=delta, reason=reason, reference=reference, note=note, at=at)
    audit.record(by=by, action="inventory.move", subject=sku, data={"delta": delta, "reason": str(reason)})
    events.publish(StockChanged(sku_id=sku.pk, product_id=sku.product_id))
    return movement


@transaction.atomic
def count_stock(
    *,
    by: Any,
    sku: Sku,
    counted: int,
    expected: int,
    reason: MovementReason | str = MovementReason.CORRECT,
    reference: str = "",
    note: str = "",
    at: datetime | None = None,
) -> StockMovement | None:
    """Set stock on hand to ``counted``, as a movement of the difference; None if there is none.

    ``expected`` is what the person saw on the screen: if stock moved since, ``StaleState`` and no change.
    ``InvalidInput`` for a reason that staff may not give by hand, or that goes the other way (received, but less).
    """
    if reason not in {*MANUAL_REASONS, MovementReason.IMPORT}:
        raise InvalidInput(_("Choose why the stock changes."), field="reason")
    if counted != expected and not reason_fits(reason, counted - expected):
        raise InvalidInput(
            _("Damaged goods lower the stock: enter a smaller number, or choose another reason.")
            if counted > expected
            else _("Received or returned goods raise the stock: enter a larger number, or choose another reason."),
            field="stock",
        )
    if not 0 <= counted <= MAX_UNITS:
        raise InvalidInput(_("Stock is a whole number, zero or more."), field="stock")
    open_stock(sku=sku)
    # Taking the row's lock first makes the comparison hold until the movement is written.
    if not StockItem.objects.filter(pk=sku.pk, on_hand=expected).update(on_hand=F("on_hand")):
        raise StaleState(field="stock")
    if counted == expected:
        return None
    return move_stock(by=by, sku=sku, delta=counted - expected, reason=reason, reference=reference, note=note, at=at)


def write_movement(
    *,
    by: Any,
    sku_id: int,
    delta: int,
    reason: MovementReason | str,
    reference: str = "",
    note: str = "",
    at: datetime | None = None,
) -> StockMovement:
    """Append the ledger line for a change just made; the caller holds the stock row's lock."""
    balance = StockItem.objects.values_list("on_hand", flat=True).get(pk=sku_id)
    return StockMovement.objects.create(
        stock_id=sku_id,
        delta=delta,
        balance=balance,
        reason=reason,
        reference=reference[:40],
        note=note[:200],
        at=at or timezone.now(),
        by=by,
    )
