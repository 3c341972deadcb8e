"""Moving, resizing and calling off what people may have paid for."""

from datetime import timedelta

import pytest

from shop.bookings.errors import PersonBusy, SeatsBelowSold, SeatsSold, SessionOver
from shop.bookings.models import Session
from shop.bookings.operations import cancel_session, change_seats, move_session, save_person, sell_session
from shop.bookings.queries import orders_with_seats, seats_of
from shop.core.errors import InvalidInput, StaleState
from shop.inventory.errors import OutOfStock
from shop.orders.enums import CancelReason, EntryKind
from shop.orders.errors import NotForSale
from shop.orders.operations import cancel_order
from shop.vouchers.enums import VoucherState
from shop.vouchers.errors import VoucherNotRedeemable
from shop.vouchers.models import Voucher
from shop.vouchers.operations import issue_vouchers, redeem
from tests.factories import NOW
from tests.factories.bookings import TEN, booked, hours, make_session, person
from tests.factories.inventory import make_place
from tests.factories.orders import place
from tests.factories.payments import pay
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


def moved(session: Session, **fields: object) -> Session:
    row = Session.objects.get(pk=session.pk)
    given = {"span": row.span, "place": row.place, "person": row.person, "seen": row.starts_at, "at": NOW, **fields}
    return move_session(by=None, session=row, **given)


def test_who_left_keeps_their_sessions_and_takes_over_none() -> None:
    session, gone = make_session(), person()
    theirs = make_session(person=gone)
    save_person(by=None, person=gone, name=gone.name, is_active=False, at=NOW)

    with pytest.raises(InvalidInput) as refused:
        moved(session, person=gone, span=hours(TEN + timedelta(days=1)))

    assert refused.value.field == "person"
    assert Session.objects.get(pk=session.pk).person_id == session.person_id
    later = TEN + timedelta(days=2)
    assert moved(theirs, span=hours(later)).starts_at == later


def test_no_seat_is_sold_twice() -> None:
    session = make_session(seats=2)
    booked(session, seats=2)
    with pytest.raises(OutOfStock):
        place({session.sku: 1})
    seats = seats_of([session], at=NOW)[session.pk]
    assert (seats.seats, seats.taken, seats.free) == (2, 2, 0)


def test_the_ticket_is_good_at_the_place_on_the_day() -> None:
    barn, staff = make_place("果园工坊"), member("Owner")
    session = make_session(place=barn)
    order = booked(session, seats=2)

    ticket, other = Voucher.objects.order_by("position")
    assert order.status == "completed"
    assert list(ticket.places.all()) == [barn]
    midnight = TEN - timedelta(hours=10)
    assert (ticket.valid_from, ticket.valid_until) == (midnight, midnight + timedelta(days=1))
    assert ticket.state_at(midnight - timedelta(seconds=1)) == VoucherState.UPCOMING
    with pytest.raises(VoucherNotRedeemable):
        redeem(by=staff, code=ticket.code, place=barn, at=NOW)
    assert redeem(by=staff, code=ticket.code, place=barn, at=TEN).redeemed_at == TEN
    assert other.state_at(midnight + timedelta(days=1)) == VoucherState.EXPIRED


def test_sold_tickets_move_along_with_every_worker_stopped() -> None:
    session = make_session(closes_before=timedelta(hours=1))
    order = booked(session, seats=2)
    staff, barn, who = member("Owner"), make_place("果园工坊"), person("李老师")
    first, second = Voucher.objects.order_by("position")
    Voucher.objects.filter(pk=first.pk).update(redeemed_at=NOW, redeemed_place=session.place, redeemed_by=staff)
    later = TEN + timedelta(days=7)

    row = moved(session, span=hours(later), place=barn, person=who)

    assert (row.starts_at, row.moved_at, row.sku.option_text) == (later, NOW, "2026-10-18 10:00 李老师")
    assert row.sku.sale_ends_at == later - timedelta(hours=1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.valid_from == TEN - timedelta(hours=10)
    assert second.valid_from == later - timedelta(hours=10)
    assert list(second.places.all()) == [barn]
    note = order.entries.get(kind=EntryKind.NOTE)
    assert "2026-10-11 10:00" in note.text
    assert "2026-10-18 10:00 李老师 · 果园工坊" in note.text
    # The order keeps the words it was bought with.
    assert order.lines.get().option_text.startswith("2026-10-11 10:00")


def test_who_pays_after_a_move_gets_a_ticket_for_the_new_time() -> None:
    session = make_session()
    order = place({session.sku: 1})
    moved(session, span=hours(TEN + timedelta(days=1)))
    pay(order, at=NOW)
    issue_vouchers(order_id=order.pk, at=NOW)
    assert Voucher.objects.get().valid_from == TEN + timedelta(hours=14)


def test_a_move_that_cannot_be_changes_nothing() -> None:
    session = make_session()
    busy = make_session(span=hours(TEN + timedelta(days=1))).person
    with pytest.raises(PersonBusy):
        moved(session, span=hours(TEN + timedelta(days=1)), person=busy)
    with pytest.raises(StaleState):
        moved(session, span=hours(TEN + timedelta(days=2)), seen=NOW)
    assert Session.objects.get(pk=session.pk).span == session.span
    # Nobody had bought: there is nobody to be told.
    assert moved(session, span=hours(TEN + timedelta(days=2))).moved_at is None


def test_there_are_never_fewer_seats_than_were_sold() -> None:
    session = make_session(seats=5)
    booked(session, seats=3)
    with pytest.raises(SeatsBelowSold, match="3"):
        change_seats(by=None, session=session, seats=2, expected=5, at=NOW)
    with pytest.raises(StaleState):
        change_seats(by=None, session=session, seats=4, expected=6, at=NOW)
    assert seats_of([session], at=NOW)[session.pk].seats == 5
    change_seats(by=None, session=session, seats=3, expected=5, at=NOW)
    assert seats_of([session], at=NOW)[session.pk].free == 0


def test_a_session_is_called_off_only_once_everybody_has_their_money_back() -> None:
    session = make_session()
    order = booked(session)
    held = place({session.sku: 1})
    assert orders_with_seats(session, at=NOW) == [order.number, held.number]
    with pytest.raises(SeatsSold) as refused:
        cancel_session(by=None, session=session, at=NOW)
    assert order.number in str(refused.value)
    assert Session.objects.get().cancelled_at is None

    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)
    after = held.expires_at
    row = cancel_session(by=None, session=session, at=after)

    assert row.cancelled_at == after
    assert seats_of([row], at=after)[row.pk].seats == 0
    with pytest.raises(NotForSale):
        place({session.sku: 1}, at=after)
    for change in (
        lambda: cancel_session(by=None, session=session, at=after),
        lambda: change_seats(by=None, session=session, seats=3, expected=0, at=after),
        lambda: sell_session(by=None, session=session, is_sold=True, at=after),
    ):
        with pytest.raises(SessionOver):
            change()


def test_its_sale_is_stopped_and_goes_on() -> None:
    session = make_session()
    sell_session(by=None, session=session, is_sold=False, at=NOW)
    with pytest.raises(NotForSale):
        place({session.sku: 1})
    sell_session(by=None, session=session, is_sold=True, at=NOW)
    place({session.sku: 1})


def test_what_has_begun_is_left_as_it_is() -> None:
    session = make_session()
    with pytest.raises(SessionOver):
        cancel_session(by=None, session=session, at=TEN)
    with pytest.raises(NotForSale):
        place({session.sku: 1}, at=TEN)
