"""Two devices of one person become one customer.

The rooms above hold what a customer has, so they register here who moves it; ``microbrand/wiring.py`` names them, in
the order of locks (orders before carts before all else).
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import PROTECT

from shop.customers.errors import CannotMerge
from shop.customers.models import Address, Customer, Erasure

# From whom, to whom, when.
Mover = Callable[[Customer, Customer, datetime], None]
_movers: list[Mover] = []


def connect(*movers: Mover) -> None:
    """Move what a room holds about a customer."""
    _movers.extend(mover for mover in movers if mover not in _movers)


@transaction.atomic
def merge_customers(*, guest: Customer, into: Customer, at: datetime) -> Customer:
    """Give all that ``guest`` has to ``into``: cart, orders, addresses, and what rooms above hold. ``guest`` then leads
    there, and its tokens are worthless. Idempotent; nothing happens for one and the same.

    ``CannotMerge`` if something is left that must not change hands, such as money.
    """
    if guest.pk == into.pk:
        return into
    # Before all else, and ascending: two devices that scan each other meet here, and so does an order that is just
    # being placed (``lock_customer``). It is there to be moved, or it finds out where its customer has gone.
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=[guest.pk, into.pk]).order_by("pk"))
    guest.refresh_from_db()
    into.refresh_from_db()
    if into.merged_into_id is not None or guest.merged_into_id not in {None, into.pk}:
        raise CannotMerge
    if into.erased_at or guest.erased_at:
        raise CannotMerge
    # Whoever joins two devices stays.
    Erasure.objects.filter(customer=guest, closed_at=None).update(closed_at=at, is_withdrawn=True)
    for move in _movers:
        move(guest, into, at)
    _move_addresses(guest, into)
    for relation in Customer._meta.related_objects:
        # What nobody moves and nothing may orphan.
        if getattr(relation, "on_delete", None) is PROTECT and relation.related_model is not Customer:
            left = relation.related_model._default_manager.filter(**{relation.field.name: guest})
            if left.exists():
                raise CannotMerge
    if guest.merged_into_id is None:
        Customer.objects.filter(pk=guest.pk).update(merged_into=into, token_version=guest.token_version + 1)
    if guest.phone and not into.phone:
        Customer.objects.filter(pk=into.pk).update(name=guest.name, phone=guest.phone)
    Customer.objects.filter(merged_into=guest).update(merged_into=into)
    return into


def _move_addresses(guest: Customer, into: Customer) -> None:
    """Those that are not there already."""
    fields = ("recipient", "phone", "province", "city", "district", "street")
    known = set(Address.objects.filter(customer=into).values_list(*fields))
    for row in Address.objects.filter(customer=guest):
        if tuple(getattr(row, name) for name in fields) in known:
            row.delete()
        else:
            Address.objects.filter(pk=row.pk).update(customer=into, is_default=False)
