"""Pre-sales, made by the shop's own operations."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from shop.catalog.models import Sku
from shop.core.operations.jobs import run
from shop.orders.enums import DepositKind
from shop.orders.models import Order
from shop.presales.models import Presale
from shop.presales.operations import call_off_presale, order_in_advance, plan_presale
from shop.presales.rules import PresaleTerms
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.customers import CustomerFactory, address
from tests.factories.payments import pay
from tests.factories.staff import UserFactory

_tokens = itertools.count(1)
OPENS = NOW
CLOSES = NOW + timedelta(days=7)
FROM = NOW + timedelta(days=14)
UNTIL = NOW + timedelta(days=17)


def terms(**changes: Any) -> PresaleTerms:
    """¥10 of earnest money, ten units, a week to order, three days to pay from the second week on."""
    values = {
        "deposit_kind": DepositKind.EARNEST,
        "deposit_fen": 1000,
        "limit": 10,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "balance_from": FROM,
        "balance_until": UNTIL,
        "ship_on": (UNTIL + timedelta(days=10)).date(),
        **changes,
    }
    return PresaleTerms(**values)


def planned(sku: Sku | None = None, *, at: datetime = NOW - timedelta(days=1), **changes: Any) -> Presale:
    """A pre-sale that opens at ``NOW``, of goods that are not there yet unless told otherwise."""
    sku = sku or make_sku(is_stocked=False)
    return plan_presale(by=UserFactory(), sku=sku, terms=terms(**changes), at=at)


def open_presale(at: datetime, sku: Sku | None = None, **changes: Any) -> Presale:
    """One that opens at that moment, whichever it is."""
    windows = {
        "opens_at": at,
        "closes_at": at + timedelta(days=1),
        "balance_from": at + timedelta(days=2),
        "balance_until": at + timedelta(days=4),
        "ship_on": (at + timedelta(days=20)).date(),
    }
    return planned(sku, at=at, **{**windows, **changes})


def reserved(presale: Presale, *, quantity: int = 1, at: datetime = NOW, **fields: Any) -> Order:
    """An order in it whose deposit is not paid."""
    values = {
        "customer": fields.get("customer") or CustomerFactory(),
        "address": address(),
        "client_token": f"advance-{next(_tokens)}",
        "expected_total_fen": presale.sku.price_fen * quantity,
        **fields,
    }
    return order_in_advance(presale=presale, quantity=quantity, at=at, **values)


def with_deposit(presale: Presale, *, at: datetime = NOW, **fields: Any) -> Order:
    """An order in it whose deposit is paid."""
    order = reserved(presale, at=at, **fields)
    pay(order, at=at)
    order.refresh_from_db()
    return order


def bought(presale: Presale, **fields: Any) -> Order:
    """An order in it whose balance is paid, too."""
    order = with_deposit(presale, **fields)
    pay(order, at=FROM)
    order.refresh_from_db()
    return order


def called_off(presale: Presale, *, at: datetime = NOW) -> Presale:
    """It is called off, and its job has run."""
    presale = call_off_presale(by=UserFactory(), presale=presale, reason="霜冻", at=at)
    if presale.job:
        run(job_id=presale.job.pk)
    return presale
