"""Units come, move and go, spot by spot: place, lot and condition are named."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.core.numbering import new_number
from shop.inventory.enums import WRITE_OFF_REASONS, Condition, MovementReason
from shop.inventory.models import Lot, Place, StockMovement
from shop.inventory.operations.ledger import (
    MAX_UNITS,
    Entry,
    Spot,
    announce,
    check_open,
    lock_own_stock,
    post,
    refresh_plain,
)
from shop.inventory.operations.stock import change_on_hand


@dataclass(frozen=True, kw_only=True)
class LotData:
    """A lot by its code; the rest is written down when the lot is new and must agree when it is not."""

    code: str
    produced_on: date | None = None
    expires_on: date | None = None
    origin: str = ""


@transaction.atomic
def receive(
    *,
    by: Any,
    sku: Sku,
    units: int,
    at: datetime,
    place: Place | None = None,
    lot: LotData | None = None,
    condition: Condition | str = Condition.SELLABLE,
    reason: MovementReason | str = MovementReason.RECEIVE,
    reference: str = "",
    note: str = "",
) -> StockMovement:
    """Units arrive in ``place`` (the default one), of ``lot`` (of none), in that condition.

    Only sellable ones raise stock on hand. ``NoStockOfItsOwn``; ``InvalidInput`` if the lot is known with other dates.
    """
    _check(units)
    if reason not in {MovementReason.RECEIVE, MovementReason.RETURN}:
        raise InvalidInput(_("Choose why the stock changes."), field="reason")
    if place:
        check_open(place, field="place")
    lock_own_stock(sku.pk)
    lot_row = lot_of(sku, lot) if lot else None
    spot = Spot(
        place_id=(place or Place.objects.default()).pk, lot_id=lot_row.pk if lot_row else None, condition=condition
    )
    if condition == Condition.SELLABLE:
        change_on_hand(sku.pk, units)
    movement = post(sku.pk, spot, units, Entry(by=by, reason=reason, reference=reference, note=note, at=at))
    if lot_row:
        refresh_plain([sku.pk])
    _record(by, "inventory.receive", sku, spot, units, reason=str(reason))
    announce([sku.pk])
    return movement


def lot_of(sku: Sku, data: LotData) -> Lot:
    """The lot of that code, made if it is new; its SKU's stock row is locked."""
    code = data.code.strip()
    if not 1 <= len(code) <= 40:
        raise InvalidInput(_("A lot's code has 1 to 40 characters."), field="lot_code")
    if data.produced_on and data.expires_on and data.expires_on < data.produced_on:
        raise InvalidInput(_("Best before is earlier than produced on."), field="expires_on")
    lot = Lot.objects.filter(sku=sku, code=code).first()
    if lot is None:
        return Lot.objects.create(
            sku=sku,
            code=code,
            produced_on=data.produced_on,
            expires_on=data.expires_on,
            origin=data.origin.strip()[:120],
        )
    for field in ("produced_on", "expires_on"):
        said, known = getattr(data, field), getattr(lot, field)
        if said and said != known:
            raise InvalidInput(
                _("Lot %(code)s is known with another date (%(date)s). Leave it empty, or use another code.")
                % {"code": code, "date": known or "–"},
                field=field,
            )
    return lot


@transaction.atomic
def transfer(
    *, by: Any, sku: Sku, units: int, origin: Spot, to: Place, at: datetime, reference: str = "", note: str = ""
) -> list[StockMovement]:
    """Bring units to another place: two movements of one document. Stock on hand stays as it is. ``NotThere``."""
    _check(units)
    if to.pk == origin.place_id:
        raise InvalidInput(_("They are in this place already."), field="to")
    check_open(to, field="to")
    lock_own_stock(sku.pk)
    entry = Entry(by=by, reason=MovementReason.TRANSFER, reference=reference or f"T{new_number(at)}", note=note, at=at)
    target = Spot(place_id=to.pk, lot_id=origin.lot_id, condition=origin.condition)
    movements = [post(sku.pk, origin, -units, entry), post(sku.pk, target, units, entry)]
    _record(by, "inventory.transfer", sku, origin, units, to=to.name)
    return movements


@transaction.atomic
def change_condition(
    *, by: Any, sku: Sku, units: int, origin: Spot, condition: Condition | str, at: datetime, note: str
) -> list[StockMovement]:
    """Set units aside as damaged or returned, or make them sellable again: two movements of one document.

    ``NotThere``; ``StockBelowReserved`` if orders have reserved what would not be sellable any more.
    """
    _check(units)
    if condition not in Condition.values or condition == origin.condition:
        raise InvalidInput(_("Choose another condition."), field="condition")
    note = _reason(note)
    lock_own_stock(sku.pk)
    entry = Entry(by=by, reason=MovementReason.SORT, reference=f"S{new_number(at)}", note=note, at=at)
    if origin.condition == Condition.SELLABLE:
        change_on_hand(sku.pk, -units)
    elif condition == Condition.SELLABLE:
        change_on_hand(sku.pk, units)
    target = Spot(place_id=origin.place_id, lot_id=origin.lot_id, condition=condition)
    movements = [post(sku.pk, origin, -units, entry), post(sku.pk, target, units, entry)]
    _record(by, "inventory.sort", sku, origin, units, to=str(condition))
    announce([sku.pk])
    return movements


@transaction.atomic
def write_off(
    *, by: Any, sku: Sku, units: int, origin: Spot, reason: MovementReason | str, at: datetime, note: str
) -> StockMovement:
    """Units are gone for good: spoilt, lost, eaten. ``NotThere``, ``StockBelowReserved``."""
    _check(units)
    if reason not in WRITE_OFF_REASONS:
        raise InvalidInput(_("Choose why the stock changes."), field="reason")
    note = _reason(note)
    lock_own_stock(sku.pk)
    if origin.condition == Condition.SELLABLE:
        change_on_hand(sku.pk, -units)
    movement = post(sku.pk, origin, -units, Entry(by=by, reason=reason, note=note, at=at))
    _record(by, "inventory.write_off", sku, origin, units, reason=str(reason), note=note)
    announce([sku.pk])
    return movement


@transaction.atomic
def take_back(*, by: Any, sku: Sku, movement: StockMovement, at: datetime, note: str) -> StockMovement:
    """The exact reverse of a receipt of ``sku`` that was booked by mistake, out of the spot it went into.

    ``NotThere`` if the units lie there no more; ``StockBelowReserved`` if orders have reserved them.
    """
    if movement.reason != MovementReason.RECEIVE or movement.stock_id != sku.pk:
        raise InvalidInput(_("Choose why the stock changes."), field="reason")
    lock_own_stock(sku.pk)
    spot = Spot(place_id=movement.place_id, lot_id=movement.lot_id, condition=movement.condition)
    if movement.condition == Condition.SELLABLE:
        change_on_hand(sku.pk, -movement.delta)
    entry = Entry(by=by, reason=MovementReason.CORRECT, reference=movement.reference, note=note, at=at)
    reverse = post(sku.pk, spot, -movement.delta, entry)
    _record(by, "inventory.take_back", sku, spot, movement.delta, note=note)
    announce([sku.pk])
    return reverse


def _check(units: int) -> None:
    if not 1 <= units <= MAX_UNITS:
        raise InvalidInput(_("Enter a whole number of units, one or more."), field="units")


def _reason(note: str) -> str:
    note = note.strip()
    if not note:
        raise InvalidInput(_("Say in a few words why."), field="note")
    return note


def _record(by: Any, action: str, sku: Sku, spot: Spot, units: int, **more: str) -> None:
    data = {"units": units, "place": spot.place_id, "lot": spot.lot_id, "condition": str(spot.condition), **more}
    audit.record(by=by, action=action, subject=sku, data=data)
