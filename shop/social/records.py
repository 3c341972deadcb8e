"""What this room holds about a person, for the copy that they may ask for (``customers.records``)."""

from datetime import datetime

from shop.customers.models import Customer
from shop.customers.records import Records
from shop.social.models import LinkVisit, ShortLink


def customer_records(customer: Customer) -> Records:
    """Links that the person shares, and those they came by."""
    links = ShortLink.objects.filter(sharer=customer).order_by("created_at")
    visits = LinkVisit.objects.filter(customer=customer).order_by("at")
    return {
        "links": list(links.values("code", "medium", "campaign__name", "created_at")),
        "visits": list(visits.values("link__code", "at")),
    }


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """What a device left here is another customer's from now on (``customers.merging``)."""
    LinkVisit.objects.filter(customer=guest).update(customer=into)
