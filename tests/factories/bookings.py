"""Sessions of bookable services, planned and sold by the shop's own operations."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from shop.bookings.models import Person, Session
from shop.bookings.operations import SessionData, plan_session, save_person
from shop.bookings.rules import Span
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.inventory.models import Place
from shop.orders.models import Order
from shop.vouchers.operations import hand_out
from tests.factories import NOW
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order

# Ten in the morning in Shanghai, ten days after NOW.
TEN = datetime.fromisoformat("2026-10-11T10:00:00+08:00")
_names = itertools.count(1)


def service(**fields: Any) -> Product:
    """A published product that is booked."""
    return ProductFactory(kind=ProductKind.SERVICE, **fields)


def person(name: str = "") -> Person:
    """Somebody who leads sessions."""
    return save_person(by=None, name=name or f"老师{next(_names)}", at=NOW)


def hours(starts_at: datetime = TEN, length: float = 2) -> Span:
    """From then on, for two hours."""
    return Span(starts_at=starts_at, ends_at=starts_at + timedelta(hours=length))


def session_data(**fields: Any) -> SessionData:
    """A session of a new service with a new person, five seats at ¥68."""
    given = {"seats": 5, "price_fen": 6800, "span": hours(), **fields}
    given.setdefault("product", None)
    given["product"] = given["product"] or service()
    given.setdefault("person", None)
    given["person"] = given["person"] or person()
    given.setdefault("place", None)
    given["place"] = given["place"] or Place.objects.default()
    return SessionData(**given)


def make_session(*, at: datetime = NOW, **fields: Any) -> Session:
    """A planned session."""
    return plan_session(by=None, data=session_data(**fields), at=at)


def booked(session: Session, *, seats: int = 1, at: datetime = NOW, **fields: Any) -> Order:
    """A paid order of seats, with the tickets issued."""
    order = paid_order({session.sku: seats}, at=at, **fields)
    hand_out(order, at=at)
    return order
