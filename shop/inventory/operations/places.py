"""Places and lots."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput
from shop.inventory.enums import PlaceKind
from shop.inventory.errors import StillInUse
from shop.inventory.models import Lot, Place
from shop.inventory.operations.ledger import announce, check_open, lock_stock, refresh_plain


def _places() -> list[Place]:
    """All of them, locked: there are few, and which one is the first concerns all."""
    return list(Place.objects.select_for_update(no_key=True).order_by("position", "pk"))


@transaction.atomic
def save_place(
    *, by: Any, name: str, kind: str, address: str = "", offers_pickup: bool = False, place: Place | None = None
) -> Place:
    """Add a place (at the end), or change one. ``InvalidInput`` for an empty or a taken name, and for a place to pick
    orders up at that nobody could find.
    """
    name = name.strip()
    if not 1 <= len(name) <= 40:
        raise InvalidInput(_("A place has a name of 1 to 40 characters."), field="name")
    if kind not in PlaceKind.values:
        raise InvalidInput(_("Choose what kind of place it is."), field="kind")
    known = _places()
    if any(other.name == name and other.pk != (place and place.pk) for other in known):
        raise InvalidInput(_("Another place has this name."), field="name")
    row = place or Place(position=max((other.position for other in known), default=-1) + 1)
    row.name, row.kind, row.address = name, kind, address.strip()[:200]
    row.offers_pickup = offers_pickup
    if offers_pickup and not row.address:
        raise InvalidInput(_("Write down the address: shoppers have to find the place."), field="address")
    row.save()
    audit.record(by=by, action="inventory.save_place", subject=row, data={"name": name, "kind": kind})
    return row


@transaction.atomic
def make_default(*, by: Any, place: Place) -> None:
    """Put a place first: where goods arrive, and are taken from, when nobody said otherwise."""
    check_open(place, field="place")
    order = sorted(_places(), key=lambda other: other.pk != place.pk)
    for position, other in enumerate(order):
        Place.objects.filter(pk=other.pk).update(position=position)
    audit.record(by=by, action="inventory.save_place", subject=place, data={"first": True})


@transaction.atomic
def close_place(*, by: Any, place: Place) -> bool:
    """Offer a place no more; what it did stays in the ledger. False if it is closed already.

    ``StillInUse`` while units lie there, and for the first place.
    """
    if _places()[0].pk == place.pk:
        raise StillInUse(_("This place comes first: goods arrive here. Put another one first."))
    if place.balances.filter(on_hand__gt=0).exists():
        raise StillInUse(_("Goods lie here. Move them, or write them off first."))
    return _set_closed(by, place, is_closed=True)


@transaction.atomic
def reopen_place(*, by: Any, place: Place) -> bool:
    """Offer a closed place again. False if it is open."""
    return _set_closed(by, place, is_closed=False)


def _set_closed(by: Any, place: Place, *, is_closed: bool) -> bool:
    if not Place.objects.filter(pk=place.pk, is_closed=not is_closed).update(is_closed=is_closed):
        return False
    place.is_closed = is_closed
    audit.record(by=by, action="inventory.save_place", subject=place, data={"closed": is_closed})
    return True


@transaction.atomic
def remove_place(*, by: Any, place: Place) -> None:
    """Remove a place in which nothing ever was. ``StillInUse`` otherwise, and for the only one."""
    if len(_places()) < 2:
        raise StillInUse(_("There must be a place for the stock."))
    audit.record(by=by, action="inventory.remove_place", subject=place, data={"name": place.name})
    try:
        with transaction.atomic():
            place.delete()
    except (ProtectedError, IntegrityError) as error:
        raise StillInUse(_("Goods have been here: the ledger needs this place.")) from error


@transaction.atomic
def revise_lot(
    *, by: Any, lot: Lot, produced_on: date | None, expires_on: date | None, origin: str = "", note: str = ""
) -> None:
    """Correct what is written about a lot; its code stays. Other dates count at once."""
    if produced_on and expires_on and expires_on < produced_on:
        raise InvalidInput(_("Best before is earlier than produced on."), field="expires_on")
    lock_stock([lot.sku_id])
    lot.produced_on, lot.expires_on = produced_on, expires_on
    lot.origin, lot.note = origin.strip()[:120], note.strip()[:200]
    lot.save(update_fields=["produced_on", "expires_on", "origin", "note"])
    refresh_plain([lot.sku_id])
    data = {"lot": lot.code, "expires_on": str(expires_on or "")}
    audit.record(by=by, action="inventory.revise_lot", subject=lot.sku, data=data)
    announce([lot.sku_id])
