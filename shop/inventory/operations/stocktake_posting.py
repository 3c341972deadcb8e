"""Post a stocktake: its differences become movements, once and for good."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput
from shop.inventory.enums import Condition, MovementReason, StocktakeState
from shop.inventory.errors import StocktakeBlocked, StocktakeClosed
from shop.inventory.models import Stocktake, StocktakeLine
from shop.inventory.operations.ledger import Entry, Spot, announce, lock_stock, post_all
from shop.inventory.operations.reservations import release_expired
from shop.inventory.operations.stock import change_on_hand
from shop.inventory.stocktakes import problems


@transaction.atomic
def post_stocktake(*, by: Any, stocktake: Stocktake, reason: str, at: datetime) -> Stocktake:
    """Apply the difference of every line, so that what was sold or moved since it was counted stays right.

    All or nothing. ``StocktakeBlocked`` if a line would take away what orders have reserved, or more than is there
    now: such a line is counted again, left out, or its orders are cancelled first. Posting the rest silently would
    leave the books knowingly wrong; going below what is reserved would promise units to two people.
    ``StocktakeClosed`` the second time, ``InvalidInput`` without a reason or a line.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say in a few words why."), field="reason")
    # The document first: counting waits for it, and two who post at once meet here.
    if not Stocktake.objects.filter(pk=stocktake.pk, state=StocktakeState.OPEN).update(
        state=StocktakeState.POSTED, reason=reason[:200], closed_at=at, closed_by=by
    ):
        raise StocktakeClosed
    stocktake.refresh_from_db()
    lines = list(StocktakeLine.objects.filter(stocktake=stocktake).order_by("sku", "pk"))
    if not lines:
        raise InvalidInput(_("Nothing has been counted yet."))
    differing = [line for line in lines if line.difference]
    stocks = lock_stock(line.sku_id for line in differing)
    if found := problems(differing, place_id=stocktake.place_id, at=at):
        first = next(line.sku for line in differing if line.sku_id in found)
        raise StocktakeBlocked(count=len(found), first=f"{first.code}: {found[first.pk]}")
    sellable: dict[int, int] = {}
    for line in differing:
        if line.condition == Condition.SELLABLE:
            sellable[line.sku_id] = sellable.get(line.sku_id, 0) + line.difference
    changed = {sku_id: delta for sku_id, delta in sorted(sellable.items()) if delta}
    for sku_id, delta in changed.items():
        if stocks[sku_id].on_hand + delta < stocks[sku_id].reserved:
            # Holds past their deadline give way, as they do for a sale.
            release_expired(at=at, sku_id=sku_id)
        change_on_hand(sku_id, delta)
    entry = Entry(by=by, reason=MovementReason.STOCKTAKE, reference=stocktake.number, note=reason, at=at)
    post_all(
        [
            (
                line.sku_id,
                Spot(place_id=stocktake.place_id, lot_id=line.lot_id, condition=line.condition),
                line.difference,
            )
            for line in differing
        ],
        entry,
    )
    data = {"reason": reason, "lines": len(lines), "differing": len(differing)}
    audit.record(by=by, action="inventory.post_stocktake", subject=stocktake, data=data)
    announce(changed)
    return stocktake
