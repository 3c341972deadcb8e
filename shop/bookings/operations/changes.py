"""Change what was planned: time, place and person, seats, whether it is sold, and call it off."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.bookings import following
from shop.bookings.errors import SeatsBelowSold, SeatsSold, SessionOver
from shop.bookings.events import SessionChanged
from shop.bookings.models import Person, Session
from shop.bookings.operations.plan import check_span, free_person, save_at_its_time
from shop.bookings.queries import orders_with_seats
from shop.bookings.rules import MAX_SEATS, Span, session_text
from shop.catalog.operations import rename_sku, set_sale_end, set_sku_active
from shop.core import audit, events
from shop.core.errors import InvalidInput, StaleState
from shop.inventory.enums import MovementReason
from shop.inventory.errors import StockBelowReserved
from shop.inventory.models import Place, StockItem
from shop.inventory.operations import count_stock, move_stock, release_expired

NAMED_ORDERS = 5


@transaction.atomic
def move_session(
    *, by: Any, session: Session, span: Span, place: Place, person: Person, seen: datetime, at: datetime
) -> Session:
    """To another time, place or person. Seats that were sold stay sold: their tickets move along (``following``), and
    order and ticket show it. The sale ends as long before the beginning as it did.

    ``seen`` is the beginning the person saw: if it is another one by now, ``StaleState``. ``SessionOver``,
    ``PersonBusy``, ``InvalidInput``.
    """
    check_span(span, at=at)
    led = free_person(person, place, span, besides=session)
    row = _lock(session, at)
    if row.starts_at != seen:
        raise StaleState(field="starts_at")
    if (row.span, row.place_id, row.person_id) == (span, place.pk, led.pk):
        return row
    sku = row.sku
    before = f"{sku.option_text} · {row.place}"
    end = sku.sale_ends_at
    if end is not None:
        set_sale_end(by=by, sku=sku, sale_ends_at=span.starts_at - (row.starts_at - end), expected=end)
    rename_sku(by=by, sku=sku, text=session_text(span.starts_at, led.name))
    row.starts_at, row.ends_at, row.place, row.person = span.starts_at, span.ends_at, place, led
    if orders_with_seats(row, at=at):
        row.moved_at = at
    save_at_its_time(row)
    following.follow(row, before=before, by=by, at=at)
    audit.record(by=by, action="bookings.move_session", subject=row, data={"from": before, "to": sku.option_text})
    events.publish(SessionChanged(session_id=row.pk, product_id=sku.product_id))
    return row


@transaction.atomic
def change_seats(*, by: Any, session: Session, seats: int, expected: int, at: datetime) -> Session:
    """How many seats there are. ``SeatsBelowSold``, ``StaleState`` if they are not ``expected`` any more."""
    if not 1 <= seats <= MAX_SEATS:
        raise InvalidInput(_("A session has 1 to %(count)s seats.") % {"count": MAX_SEATS}, field="seats")
    row = _lock(session, at)
    release_expired(at=at, sku_id=row.sku_id)
    try:
        count_stock(by=by, sku=row.sku, counted=seats, expected=expected, at=at)
    except StockBelowReserved as error:
        raise SeatsBelowSold(taken=StockItem.objects.get(pk=row.sku_id).reserved) from error
    return row


@transaction.atomic
def sell_session(*, by: Any, session: Session, is_sold: bool, at: datetime) -> Session:
    """Stop its sale, or go on with it. ``SessionOver``."""
    row = _lock(session, at)
    set_sku_active(by=by, sku=row.sku, is_active=is_sold)
    return row


@transaction.atomic
def cancel_session(*, by: Any, session: Session, at: datetime) -> Session:
    """Call it off, once nobody holds a seat: ``SeatsSold`` names the orders that are to be cancelled and refunded
    first. ``SessionOver``.
    """
    row = _lock(session, at)
    # From here on nobody gets a seat: whoever orders one needs the same lock.
    release_expired(at=at, sku_id=row.sku_id)
    if numbers := orders_with_seats(row, at=at):
        raise SeatsSold(_named(numbers))
    stock = StockItem.objects.get(pk=row.sku_id)
    if stock.on_hand:
        move_stock(by=by, sku=row.sku, delta=-stock.on_hand, reason=MovementReason.CORRECT, note=_("Seats"), at=at)
    set_sku_active(by=by, sku=row.sku, is_active=False)
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    audit.record(by=by, action="bookings.cancel_session", subject=row, data={"session": row.sku.option_text})
    events.publish(SessionChanged(session_id=row.pk, product_id=row.sku.product_id))
    return row


def _lock(session: Session, at: datetime) -> Session:
    Session.objects.select_for_update(no_key=True).only("pk").get(pk=session.pk)
    row = Session.objects.select_related("sku__product", "place", "person").get(pk=session.pk)
    if not row.can_change(at):
        raise SessionOver
    return row


def _named(numbers: list[str]) -> str:
    named = _(", ").join(numbers[:NAMED_ORDERS])
    if len(numbers) > NAMED_ORDERS:
        named = _("%(orders)s and %(count)s more") % {"orders": named, "count": len(numbers) - NAMED_ORDERS}
    return _(
        "Seats are sold: %(orders)s. Cancel these orders first, which sends the money back; unpaid ones close by "
        "themselves. Stop the sale meanwhile."
    ) % {"orders": named}
