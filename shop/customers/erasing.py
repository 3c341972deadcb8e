"""A customer asks to be forgotten (《个人信息保护法》第四十七条; 《电子商务法》第二十四条: how to, without unreasonable
conditions, and at once; what other laws have one keep is kept, and nothing is done with it but keeping it).

The rooms above hold most of what is known of a person, so they register here what they erase, what they keep and why,
and what must be settled first; ``microbrand/wiring.py`` names them, in the order of locks. A room erases what is due at
a moment, so that calling it again later erases what the law had it keep until then.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shop.core import audit
from shop.core.models import IdempotencyKey
from shop.customers.errors import CannotErase
from shop.customers.models import Address, Customer, Erasure
from shop.customers.operations import lock_customer
from shop.exports.models import Export
from shop.exports.registry import PERSONAL

# So long somebody may think it over; the law's fifteen working days for an answer are longer.
COOLING_OFF = timedelta(days=7)
# What was under way on a device while its customer was erased is erased by then.
SECOND_LOOK = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What is held of a kind: how much of it goes now, how much stays, why and until when (None: for good)."""

    name: str | Promise
    erased: int = 0
    kept: int = 0
    why: str | Promise = ""
    until: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.erased or self.kept)


@dataclass(frozen=True, kw_only=True)
class Eraser:
    """What a room does for somebody who is forgotten. ``erase`` is idempotent and part of a bigger transaction."""

    holdings: Callable[[Customer, datetime], Iterable[Holding]] = lambda customer, at: ()
    erase: Callable[[Customer, datetime], None] = lambda customer, at: None
    # What must be settled first, in words that say how.
    objections: Callable[[Customer, datetime], Iterable[str]] = lambda customer, at: ()
    # What somebody left under a mobile number without being a customer. Anybody can type a number, so it is erased only
    # where a member of staff has made sure whose it is.
    left_under: Callable[[str], Iterable[Holding]] = lambda number: ()
    erase_left: Callable[[str, datetime], None] = lambda number, at: None


_erasers: list[Eraser] = []


def connect(*erasers: Eraser) -> None:
    """Erase what a room holds about a customer."""
    _erasers.extend(eraser for eraser in erasers if eraser not in _erasers)


@dataclass(frozen=True)
class Preview:
    """What erasing somebody would do at a moment; nothing while there are ``objections``."""

    holdings: Sequence[Holding]
    objections: Sequence[str]

    @property
    def kept(self) -> list[Holding]:
        """Of what something stays."""
        return [holding for holding in self.holdings if holding.kept]


def preview(customer: Customer, *, at: datetime, by_staff: bool = False) -> Preview:
    """What would be erased and kept, and what must be settled first; for staff with what was left under the number."""
    found = [*_holdings(customer), *(row for eraser in _erasers for row in eraser.holdings(customer, at))]
    if by_staff and customer.phone:
        found += [row for eraser in _erasers for row in eraser.left_under(customer.phone)]
    return Preview([row for row in found if row], _objections(customer, at))


@transaction.atomic
def erase_customer(*, by: Any, customer: Customer, at: datetime) -> Customer:
    """Forget somebody: all that no law has us keep is erased now, the rest when its time ends (``erase_due``).

    ``by`` a member of staff, who has made sure that it is them: with what was left under their number. ``CannotErase``
    while something is open, with all of it in its words. Idempotent.
    """
    if customer.erased_at is not None:
        return customer
    # Whoever orders, writes or merges waits here, and finds nobody afterwards.
    customer = lock_customer(customer)
    if objections := _objections(customer, at):
        raise CannotErase(" ".join(objections))
    if by is not None and customer.phone:
        for eraser in _erasers:
            eraser.erase_left(customer.phone, at)
    _erase(customer, at)
    Customer.objects.filter(pk=customer.pk).update(erased_at=at)
    _set_next(customer, at, first=True)
    Erasure.objects.filter(customer=customer, closed_at=None).update(closed_at=at)
    customer.refresh_from_db()
    audit.record(by=by, action="customers.erase", subject=customer)
    return customer


@transaction.atomic
def ask_erasure(*, customer: Customer, at: datetime) -> Erasure:
    """They ask to be forgotten; it happens by itself after ``COOLING_OFF``. Asking again finds the first request.

    ``CannotErase`` while something is open.
    """
    customer = lock_customer(customer)
    known = Erasure.objects.filter(customer=customer, closed_at=None).first()
    if known is not None:
        return known
    if objections := _objections(customer, at):
        raise CannotErase(" ".join(objections))
    erasure = Erasure.objects.create(customer=customer, asked_at=at, due_at=at + COOLING_OFF)
    audit.record(by=None, action="customers.ask_erasure", subject=customer)
    return erasure


@transaction.atomic
def withdraw_erasure(*, customer: Customer, at: datetime) -> None:
    """They have thought better of it. Idempotent."""
    customer = lock_customer(customer)
    rows = Erasure.objects.filter(customer=customer, closed_at=None)
    if rows.update(closed_at=at, is_withdrawn=True):
        audit.record(by=None, action="customers.withdraw_erasure", subject=customer)


def open_erasure(customer: Customer | None) -> Erasure | None:
    """The request that waits for its day."""
    return Erasure.objects.filter(customer=customer, closed_at=None).first() if customer else None


def erase_due(*, at: datetime) -> int:
    """Carry out requests whose day has come, and erase what the law had us keep until now; returns how many people.

    Somebody of whom something is open waits: the desk shows what it is, and it is tried again.
    """
    count = 0
    for erasure in Erasure.objects.filter(closed_at=None, due_at__lte=at).select_related("customer"):
        try:
            erase_customer(by=None, customer=erasure.customer, at=at)
        except CannotErase:
            continue
        count += 1
    for customer in Customer.objects.filter(erase_next_at__lte=at).order_by("erase_next_at")[:200]:
        with transaction.atomic():
            locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
            _erase(locked, at)
            _set_next(locked, at)
        count += 1
    return count


def _objections(customer: Customer, at: datetime) -> list[str]:
    found = [str(words) for eraser in _erasers for words in eraser.objections(customer, at)]
    if any(export.is_at_work for export in _exports()):
        found.append(_("A file with personal data is being made. Wait until it is there."))
    return found


def _erase(customer: Customer, at: datetime) -> None:
    for eraser in _erasers:
        eraser.erase(customer, at)
    people = Customer.objects.filter(_same(customer))
    ids = list(people.values_list("pk", flat=True))
    Address.objects.filter(customer__in=ids).delete()
    IdempotencyKey.objects.filter(actor__in=[f"customer:{pk}" for pk in ids]).delete()
    for person in people:
        Customer.objects.filter(pk=person.pk).update(name="", phone="", token_version=person.token_version + 1)
    audit.forget(Customer, ids)
    # They may be in any of them; whoever needs one makes it anew.
    for export in _exports():
        if export.is_at_work:
            continue
        if export.file.name:
            transaction.on_commit(partial(export.file.storage.delete, export.file.name), robust=True)
        export.delete()


def _set_next(customer: Customer, at: datetime, *, first: bool = False) -> None:
    """When something of them is due again."""
    ends = [row.until for eraser in _erasers for row in eraser.holdings(customer, at) if row.kept and row.until]
    moments = [*ends, at + SECOND_LOOK] if first else ends
    Customer.objects.filter(pk=customer.pk).update(erase_next_at=min(moments, default=None))


def _holdings(customer: Customer) -> Iterable[Holding]:
    people = Customer.objects.filter(_same(customer))
    yield Holding(name=_("Name, mobile number"), erased=people.exclude(name="", phone="").count())
    yield Holding(name=_("Addresses"), erased=Address.objects.filter(customer__in=people).count())
    yield Holding(
        name=_("Files of the staff with data of customers"),
        erased=len(_exports()),
        why=_("They may name this person. Whoever of the staff needs one makes it anew."),
    )


def _same(customer: Customer) -> Q:
    """The customer, and the devices that turned out to be theirs."""
    return Q(pk=customer.pk) | Q(merged_into=customer)


def _exports() -> list[Export]:
    # They expire after days, so there are few.
    return [export for export in Export.objects.select_related("job") if PERSONAL in export.sees]
