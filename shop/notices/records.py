"""What this room holds about a person, for the copy that they may ask for (``customers.records``)."""

from datetime import datetime

from shop.customers.models import Customer
from shop.customers.records import Records
from shop.notices.models import Subscription


def customer_records(customer: Customer) -> Records:
    """Notices the person waits for."""
    rows = Subscription.objects.filter(customer=customer).order_by("created_at")
    return {"notices": list(rows.values("kind", "sku__code", "email", "price_fen", "created_at", "confirmed_at"))}


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """What a device left here is another customer's from now on (``customers.merging``)."""
    Subscription.objects.filter(customer=guest).update(customer=into)
