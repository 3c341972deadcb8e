"""Browsers of somebody who is forgotten (``customers.erasing``): their sessions go, with who they are at WeChat."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.module_loading import import_string

from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.storefront.customer import SESSION_KEY


def _sessions(customer: Customer, at: datetime) -> Iterable[Session]:
    """Read one after the other: what is in a session can be asked of nothing but itself."""
    people = Customer.objects.filter(merged_into=customer).values_list("public_id", flat=True)
    names = {str(public_id) for public_id in [customer.public_id, *people]}
    for session in Session.objects.filter(expire_date__gt=at).iterator(chunk_size=2_000):
        if session.get_decoded().get(SESSION_KEY) in names:
            yield session


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    # Counting them means reading every session there is: too dear for a page that anybody may open.
    return ()


def _erase(customer: Customer, at: datetime) -> None:
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    for session in list(_sessions(customer, at)):
        store(session.session_key).delete()


ERASER = Eraser(holdings=_holdings, erase=_erase)
