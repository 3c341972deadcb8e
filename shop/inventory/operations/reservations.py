"""Promise units to a document, and keep or take back the promise.

These are parts of another operation's transaction: they make no savepoint of their own, so a caller that wants to go
on after a refusal sets one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Exists, F, IntegerField, OuterRef

from shop.core.compiled import CompiledUpdate, insert
from shop.core.errors import InvalidInput
from shop.inventory.enums import MovementReason, ReservationState
from shop.inventory.errors import NotFresh, NotThere, OutOfStock
from shop.inventory.models import Place, Reservation, StockItem
from shop.inventory.operations import quota_uses
from shop.inventory.operations.ledger import Entry, announce, take
from shop.inventory.queries import draws, expired_units

LIVE = [ReservationState.HELD, ReservationState.CONFIRMED]


@dataclass(frozen=True)
class Part:
    """Units of a SKU that leave now, of those that are promised."""

    units: int
    of: int


@transaction.atomic(savepoint=False)
def reserve(
    *,
    quantities: Mapping[int, int],
    reference: str,
    expires_at: datetime,
    at: datetime,
    against: Mapping[int, int] | None = None,
) -> None:
    """Hold units (SKU id → quantity) for ``reference`` until ``expires_at``. All or nothing.

    A bundle holds its components, what is sold without stock holds nothing. Guarded updates of the stock rows in
    ascending SKU id, then of the quotas. Holds that ran out before ``at`` give way, even if no job has released them
    yet; lots that have expired at ``at`` are not sold. ``OutOfStock`` names the first SKU that cannot be held.
    ``against`` (SKU id → quota id) names quotas that count instead of the SKUs' own: those of pre-sales.
    """
    if any(quantity < 1 for quantity in quantities.values()):
        raise InvalidInput(field="quantity")
    # One SKU, nothing special about it: most orders. Its guard decides, and nothing needs to be read before.
    if len(quantities) == 1 and not against:
        [(sku_id, quantity)] = quantities.items()
        if _hold_plain(sku_id, quantity):
            _promise([(reference, sku_id, sku_id, quantity)], expires_at, at)
            return
    reserve_each(promised={reference: quantities}, expires_at=expires_at, at=at, against=against)


@transaction.atomic(savepoint=False)
def reserve_each(
    *,
    promised: Mapping[str, Mapping[int, int]],
    expires_at: datetime,
    at: datetime,
    against: Mapping[int, int] | None = None,
) -> None:
    """The same for several documents (reference → SKU id → quantity), all or nothing: what all of them want of a stock
    row is held at once, so that the rows are taken in ascending SKU id over all of them.
    """
    totals = total_of(promised.values())
    drawn, quotas = draws(totals)
    quotas |= against or {}
    for stock_id in sorted(drawn):
        units = sum(drawn[stock_id].values())
        if not _hold_plain(stock_id, units):
            _hold_special(stock_id, units, at, drawn[stock_id], totals)
    quota_uses.claim(quotas=quotas, promised=promised, expires_at=expires_at, at=at)
    _promise(
        [
            (reference, stock_id, sku_id, units // totals[sku_id] * quantities[sku_id])
            for reference, quantities in promised.items()
            for stock_id in sorted(drawn)
            for sku_id, units in sorted(drawn[stock_id].items())
            if sku_id in quantities
        ],
        expires_at,
        at,
    )


def total_of(parts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Units of each SKU over all parts."""
    totals: dict[int, int] = {}
    for part in parts:
        for sku_id, units in part.items():
            totals[sku_id] = totals.get(sku_id, 0) + units
    return totals


def _hold_plain(stock_id: int, units: int) -> int:
    """The one guarded UPDATE; 0 if it says no or if there is more to ask."""
    return _HOLD_PLAIN.run(stock=stock_id, units=units)


_HOLD_PLAIN = CompiledUpdate(
    lambda given: StockItem.objects.filter(
        pk=given.stock, is_plain=True, on_hand__gte=F("reserved") + F("safety") + given.units
    ),
    lambda given: {"reserved": F("reserved") + given.units},
    stock=BigIntegerField(),
    units=IntegerField(),
)


def _hold_special(
    stock_id: int, units: int, at: datetime, sold: Mapping[int, int], quantities: Mapping[int, int]
) -> None:
    """Hold what the plain guard did not: without holds that ran out, without lots that have expired."""
    list(StockItem.objects.select_for_update(no_key=True).filter(pk=stock_id).values_list("pk"))
    # Under the row's lock: lots come and go only under it.
    expired = expired_units(stock_id, at=at)

    def hold() -> int:
        return StockItem.objects.filter(pk=stock_id, on_hand__gte=F("reserved") + F("safety") + expired + units).update(
            reserved=F("reserved") + units
        )

    if hold():
        return
    release_expired(at=at, sku_id=stock_id)
    if hold():
        return
    row = StockItem.objects.filter(pk=stock_id).first()
    free = row.available - expired if row else 0
    # Who is told: the SKU itself if it was asked for, else the bundle; in units of what was asked for.
    sku_id = stock_id if stock_id in sold else min(sold)
    others = units - sold[sku_id]
    raise OutOfStock(sku_id=sku_id, available=max(0, free - others) * quantities[sku_id] // sold[sku_id])


def _promise(rows: Iterable[tuple[str, int, int, int]], expires_at: datetime, at: datetime) -> None:
    insert(
        *(
            Reservation(
                stock_id=stock_id,
                sku_id=sku_id,
                reference=reference,
                quantity=units,
                expires_at=expires_at,
                created_at=at,
            )
            for reference, stock_id, sku_id, units in rows
        )
    )


def _lock(references: Collection[str], states: list[str], also: Iterable[int] = ()) -> list[Reservation]:
    """The documents' reservations in these states, all stock rows they ever touched locked in ascending SKU id.

    All of them, because what is released may be reserved again in the same transaction: a later lock on a lower id
    would break the order. ``also`` names stock rows that will be touched for the first time.
    """
    touched = Reservation.objects.filter(reference__in=references).values_list("stock_id", flat=True)
    rows = StockItem.objects.select_for_update(no_key=True).filter(pk__in={*touched, *also})
    list(rows.order_by("pk").values_list("pk"))
    promised = Reservation.objects.filter(reference__in=references, state__in=states)
    return list(promised.order_by("stock_id", "sku_id"))


@transaction.atomic(savepoint=False)
def lock_stock(*, references: Collection[str], sku_ids: Iterable[int] = ()) -> None:
    """Lock the stock rows and quotas of several documents that change in one transaction, before the first of them
    does. ``sku_ids`` are SKUs that may be held anew, of what they are made of now.
    """
    also, quotas = draws(dict.fromkeys(sku_ids, 1))
    _lock(references, [], also)
    quota_uses.lock([*quotas.values(), *quota_uses.used_by(references)])


@transaction.atomic(savepoint=False)
def confirm(*, reference: str) -> bool:
    """Paid: the holds have no deadline any more. False, and nothing changed, if some of them is lost. Idempotent.

    Lost is what was released and not held again. What was sold without stock has nothing to lose.
    Either way the document's stock rows stay locked for the rest of the transaction.
    """
    return not confirm_each(references=[reference])


@transaction.atomic(savepoint=False)
def confirm_each(*, references: Collection[str]) -> set[str]:
    """The same for several documents, in as many statements: those of which something is lost are named, and stay as
    they are.
    """
    _lock(references, [])
    again = Reservation.objects.exclude(state=ReservationState.RELEASED).filter(
        reference=OuterRef("reference"), sku=OuterRef("sku"), stock=OuterRef("stock")
    )
    gone = Reservation.objects.filter(~Exists(again), reference__in=references, state=ReservationState.RELEASED)
    lost = {*gone.values_list("reference", flat=True), *quota_uses.lost_by(references)}
    _confirm([reference for reference in references if reference not in lost])
    return lost


def _confirm(references: Collection[str]) -> None:
    held = Reservation.objects.filter(reference__in=references, state=ReservationState.HELD)
    held.update(state=ReservationState.CONFIRMED)
    quota_uses.confirm(references=references)


@transaction.atomic(savepoint=False)
def reclaim(*, promised: Mapping[str, Mapping[int, int]], expires_at: datetime, at: datetime) -> None:
    """Hold anew, firmly, what documents (reference → SKU id → quantity) have lost in part or whole, all or nothing; a
    bundle by what it is made of now.

    ``OutOfStock`` as in ``reserve``.
    """
    for row in _lock(list(promised), [*LIVE], also=draws(total_of(promised.values())).stock):
        _release(row)
    quota_uses.release(references=list(promised))
    reserve_each(promised=promised, expires_at=expires_at, at=at)
    _confirm(list(promised))


@transaction.atomic(savepoint=False)
def fulfil(
    *, by: Any, reference: str, at: datetime, place: Place | None = None, parts: Mapping[int, Part] | None = None
) -> None:
    """Shipped: the units leave the building, a movement for each place and lot they come from.

    First expired first out, what has expired at ``at`` stays; from ``place`` if one is given. ``NotFresh`` if too few
    good units are there, and nothing is written. Only confirmed lines; a second call does nothing. With ``parts``
    (SKU id → part) only these leave, and the rest stays promised.
    """
    entry = Entry(by=by, reason=MovementReason.SHIP, reference=reference, at=at)
    for row in _lock([reference], [ReservationState.CONFIRMED]):
        units = row.quantity if parts is None else _share(row, parts)
        if not units:
            continue
        _move_on(row, units)
        StockItem.objects.filter(pk=row.stock_id).update(reserved=F("reserved") - units, on_hand=F("on_hand") - units)
        try:
            take(row.stock_id, units, entry, fresh_only=True, place=place)
        except NotThere as error:
            raise NotFresh(title=row.stock.sku.full_title, count=error.count) from error
    done = None if parts is None else [sku_id for sku_id, part in parts.items() if part.units == part.of]
    quota_uses.fulfil(reference=reference, sku_ids=done)


def _share(row: Reservation, parts: Mapping[int, Part]) -> int:
    """What a part of the SKU draws on this stock: of a bundle the same multiple as when it was sold."""
    part = parts.get(row.sku_id)
    return row.quantity * part.units // part.of if part else 0


def _move_on(row: Reservation, units: int) -> None:
    """Mark units of a confirmed reservation as gone; its stock row is locked."""
    gone = Reservation.objects.filter(
        reference=row.reference, sku=row.sku_id, stock=row.stock_id, state=ReservationState.FULFILLED
    )
    promised = Reservation.objects.filter(pk=row.pk)
    if units < row.quantity:
        promised.update(quantity=row.quantity - units)
    elif not gone.exists():
        promised.update(state=ReservationState.FULFILLED)
        return
    else:
        promised.delete()
    if gone.update(quantity=F("quantity") + units):
        return
    row.pk, row.quantity, row.state = None, units, ReservationState.FULFILLED
    row.save(force_insert=True)


@transaction.atomic(savepoint=False)
def prolong(*, reference: str, until: datetime) -> None:
    """Hold what is held for ``reference`` until a later moment. What has given way stays lost."""
    Reservation.objects.filter(reference=reference, state=ReservationState.HELD).update(expires_at=until)
    quota_uses.prolong(reference=reference, until=until)


@transaction.atomic(savepoint=False)
def release(*, reference: str) -> int:
    """Give the promised units back (cancelled, expired). Returns how many lines; a second call returns 0."""
    released = sum(_release(row) for row in _lock([reference], [*LIVE]))
    quota_uses.release(references=[reference])
    return released


@transaction.atomic(savepoint=False)
def release_expired(*, at: datetime, sku_id: int) -> int:
    """Give back the holds on the stock of one SKU whose deadline has passed."""
    list(StockItem.objects.select_for_update(no_key=True).filter(pk=sku_id).values_list("pk"))
    rows = Reservation.objects.filter(stock_id=sku_id, state=ReservationState.HELD, expires_at__lte=at).order_by("id")
    return sum(_release(row) for row in rows)


def _release(row: Reservation) -> int:
    released = Reservation.objects.filter(pk=row.pk, state__in=LIVE).update(state=ReservationState.RELEASED)
    if released:
        StockItem.objects.filter(pk=row.stock_id).update(reserved=F("reserved") - row.quantity)
    return released


@transaction.atomic(savepoint=False)
def release_part(*, reference: str, sku_id: int, units: int, of: int) -> None:
    """Give back the stock of ``units`` of a SKU, of those ``of`` that a document still holds firmly.

    Nothing for what was sold without stock. Quotas keep the use: they count what was sold, and it was.
    """
    for row in _lock([reference], [ReservationState.CONFIRMED]):
        if row.sku_id != sku_id:
            continue
        announce([row.stock_id])
        part = row.quantity * units // of
        if part >= row.quantity:
            _release(row)
            continue
        Reservation.objects.filter(pk=row.pk, state=ReservationState.CONFIRMED).update(quantity=F("quantity") - part)
        StockItem.objects.filter(pk=row.stock_id).update(reserved=F("reserved") - part)
