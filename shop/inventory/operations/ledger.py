"""The inner workings of every change of stock: balances and their movements.

Parts of other operations. Whoever calls ``post`` or ``take`` holds the lock of the stock row, by ``lock_stock`` or by
an UPDATE of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku, SkuComponent
from shop.core import events
from shop.core.errors import InvalidInput
from shop.inventory.enums import Condition, MovementReason
from shop.inventory.errors import NoStockOfItsOwn, NotThere
from shop.inventory.events import StockChanged
from shop.inventory.models import Balance, Lot, Place, QuotaItem, StockItem, StockMovement
from shop.inventory.rules import Pile, first_expired_first_out

MAX_UNITS = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the movements of one document have in common."""

    by: Any
    reason: MovementReason | str
    at: datetime
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Which units of a SKU: where, of which lot, in what condition."""

    place_id: int
    lot_id: int | None = None
    condition: Condition | str = Condition.SELLABLE


def check_open(place: Place, *, field: str) -> None:
    """``InvalidInput`` for a place that was closed: nothing is brought there any more."""
    if place.is_closed:
        message = _("%(place)s is closed. Open it first, or choose another place.")
        raise InvalidInput(message % {"place": place}, field=field)


def lock_stock(sku_ids: Iterable[int]) -> dict[int, StockItem]:
    """The stock rows of these SKUs, created empty where there are none, locked in ascending SKU id."""
    wanted = set(sku_ids)
    missing = wanted - set(StockItem.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing:
        special = _special(missing)
        StockItem.objects.bulk_create(
            [StockItem(sku_id=sku_id, is_plain=sku_id not in special) for sku_id in sorted(missing)],
            ignore_conflicts=True,
        )
    rows = StockItem.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return {row.pk: row for row in rows}


def lock_own_stock(sku_id: int) -> StockItem:
    """The locked stock row of a SKU that has stock; ``NoStockOfItsOwn`` for a bundle and for goods without stock."""
    row = lock_stock([sku_id])[sku_id]
    # A plain row says it all; what is not plain may still have stock (expiry dates, a quota).
    if not row.is_plain and not has_own_stock(sku_id):
        raise NoStockOfItsOwn(field="stock")
    return row


def has_own_stock(sku_id: int) -> bool:
    """Whether units of this very SKU can be on hand."""
    return (
        Sku.objects.filter(pk=sku_id, is_stocked=True).exists()
        and not SkuComponent.objects.filter(sku_id=sku_id).exists()
    )


def _special(sku_ids: set[int]) -> set[int]:
    """Those of these SKUs that cannot be sold by the guard on their stock row alone."""
    return {
        *Sku.objects.filter(pk__in=sku_ids, is_stocked=False).values_list("pk", flat=True),
        *SkuComponent.objects.filter(sku__in=sku_ids).values_list("sku_id", flat=True),
        *QuotaItem.objects.filter(sku__in=sku_ids).values_list("sku_id", flat=True),
        *Lot.objects.filter(sku__in=sku_ids, expires_on__isnull=False).values_list("sku_id", flat=True),
    }


def refresh_plain(sku_ids: Iterable[int]) -> None:
    """Write down whether the guard alone may sell these SKUs; their stock rows are locked."""
    wanted = set(sku_ids)
    special = _special(wanted)
    StockItem.objects.filter(pk__in=special).update(is_plain=False)
    StockItem.objects.filter(pk__in=wanted - special).update(is_plain=True)


def post(stock_id: int, spot: Spot, delta: int, entry: Entry) -> StockMovement:
    """Change one balance and write the movement; the sum on the stock row is the caller's. ``NotThere``."""
    where = {"stock_id": stock_id, "place_id": spot.place_id, "lot_id": spot.lot_id, "condition": spot.condition}
    balance = Balance.objects.filter(**where).first()
    there = balance.on_hand if balance else 0
    if there + delta < 0:
        raise NotThere(count=there)
    if balance:
        Balance.objects.filter(pk=balance.pk).update(on_hand=F("on_hand") + delta)
    else:
        Balance.objects.create(**where, on_hand=delta)
    return StockMovement.objects.create(
        **where,
        delta=delta,
        balance=there + delta,
        reason=entry.reason,
        reference=entry.reference[:40],
        note=entry.note[:200],
        at=entry.at,
        by=entry.by,
    )


def post_all(changes: Sequence[tuple[int, Spot, int]], entry: Entry) -> None:
    """``post`` for many (stock id, spot, delta), each spot once and each as far as it goes; a few queries for all."""
    spots = [(stock_id, spot.place_id, spot.lot_id, str(spot.condition)) for stock_id, spot, _delta in changes]
    rows = Balance.objects.filter(stock__in={spot[0] for spot in spots}, place__in={spot[1] for spot in spots})
    known = {(row.stock_id, row.place_id, row.lot_id, row.condition): row for row in rows}
    for spot in spots:
        stock_id, place_id, lot_id, condition = spot
        if spot not in known:
            known[spot] = Balance(stock_id=stock_id, place_id=place_id, lot_id=lot_id, condition=condition)
    for spot, (_stock_id, _spot, delta) in zip(spots, changes, strict=True):
        if known[spot].on_hand + delta < 0:
            raise NotThere(count=known[spot].on_hand)
        known[spot].on_hand += delta
    touched = [known[spot] for spot in spots]
    Balance.objects.bulk_create(row for row in touched if row.pk is None)
    Balance.objects.bulk_update([row for row in touched if row.pk is not None], ["on_hand"], batch_size=200)
    StockMovement.objects.bulk_create(
        (
            StockMovement(
                stock_id=stock_id,
                place_id=spot.place_id,
                lot_id=spot.lot_id,
                condition=spot.condition,
                delta=delta,
                balance=known[key].on_hand,
                reason=entry.reason,
                reference=entry.reference[:40],
                note=entry.note[:200],
                at=entry.at,
                by=entry.by,
            )
            for key, (stock_id, spot, delta) in zip(spots, changes, strict=True)
        ),
        batch_size=1000,
    )


def piles_of(stock_id: int, *, place: Place | None = None, lot: Lot | None = None) -> list[Pile]:
    """The sellable units of a SKU by place and lot; all, or those of one place or lot."""
    rows = Balance.objects.filter(stock=stock_id, condition=Condition.SELLABLE, on_hand__gt=0)
    if place:
        rows = rows.filter(place=place)
    if lot:
        rows = rows.filter(lot=lot)
    return [
        Pile(place_id=place_id, lot_id=lot_id, units=units, expires_on=expires_on, place_position=position)
        for place_id, lot_id, units, expires_on, position in rows.values_list(
            "place_id", "lot_id", "on_hand", "lot__expires_on", "place__position"
        )
    ]


def take(
    stock_id: int,
    units: int,
    entry: Entry,
    *,
    fresh_only: bool = False,
    place: Place | None = None,
    lot: Lot | None = None,
) -> list[StockMovement]:
    """Take sellable units, first expired first out. ``NotThere`` says how many could be had."""
    on = timezone.localdate(entry.at) if fresh_only else None
    taken = first_expired_first_out(piles_of(stock_id, place=place, lot=lot), units, on=on)
    there = sum(share for _pile, share in taken)
    if there < units:
        raise NotThere(count=there)
    return [post(stock_id, Spot(place_id=pile.place_id, lot_id=pile.lot_id), -share, entry) for pile, share in taken]


def announce(sku_ids: Iterable[int]) -> None:
    """Publish that the stock of these SKUs changed, and with it that of the bundles made of them."""
    ids = set(sku_ids)
    ids |= set(SkuComponent.objects.filter(component__in=ids).values_list("sku_id", flat=True))
    for sku_id, product_id in Sku.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "product_id"):
        events.publish(StockChanged(sku_id=sku_id, product_id=product_id))
