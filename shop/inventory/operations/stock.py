"""Change stock on hand."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core import audit
from shop.core.errors import InvalidInput, StaleState
from shop.inventory.enums import MANUAL_REASONS, MovementReason
from shop.inventory.errors import StockBelowReserved
from shop.inventory.models import Lot, Place, StockItem, StockMovement
from shop.inventory.operations.ledger import MAX_UNITS, Entry, Spot, announce, lock_own_stock, post, take
from shop.inventory.rules import reason_fits


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
    place: Place | None = None,
    lot: Lot | None = None,
) -> list[StockMovement]:
    """Add ``delta`` sellable units (may be negative) to stock on hand and write the movements.

    What comes goes to ``place`` (the default one) and ``lot`` (none). What goes is taken first expired first out,
    from all places and lots or from the ones named. ``StockBelowReserved`` if less than what is reserved would be
    left, ``NotThere`` if the place or lot has fewer, ``NoStockOfItsOwn``; nothing is written then.
    """
    if not delta or abs(delta) > MAX_UNITS:
        raise InvalidInput(_("Enter how many units to add or take away."), field="stock")
    lock_own_stock(sku.pk)
    change_on_hand(sku.pk, delta)
    entry = Entry(by=by, reason=reason, reference=reference, note=note, at=at or timezone.now())
    if delta > 0:
        place_id = place.pk if place else Place.objects.default().pk
        movements = [post(sku.pk, Spot(place_id=place_id, lot_id=lot.pk if lot else None), delta, entry)]
    else:
        movements = take(sku.pk, -delta, entry, place=place, lot=lot)
    audit.record(by=by, action="inventory.move", subject=sku, data={"delta": delta, "reason": str(reason)})
    announce([sku.pk])
    return movements


def change_on_hand(sku_id: int, delta: int) -> None:
    """Change the sum on the stock row; ``StockBelowReserved`` if that would leave less than what is reserved."""
    changed = StockItem.objects.filter(
        pk=sku_id, on_hand__gte=F("reserved") - delta, on_hand__lte=MAX_UNITS - delta
    ).update(on_hand=F("on_hand") + delta)
    if not changed:
        raise StockBelowReserved(field="stock")


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
) -> list[StockMovement]:
    """Set stock on hand, in all places together, to ``counted``, by movements of the difference; none if there is none.

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
    # Under the row's lock the comparison holds until the movement is written.
    if lock_own_stock(sku.pk).on_hand != expected:
        raise StaleState(field="stock")
    if counted == expected:
        return []
    return move_stock(by=by, sku=sku, delta=counted - expected, reason=reason, reference=reference, note=note, at=at)
