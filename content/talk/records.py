"""What this room holds about a person, for the copy that they may ask for (``customers.records``).

They delete it themselves, each with a button (``operations.take_back``).
"""

from datetime import datetime

from content.talk.models import Remark, Report
from shop.customers.models import Customer
from shop.customers.records import Records


def customer_records(customer: Customer) -> Records:
    """What the person has written here, and what they hold against others' words."""
    written = Remark.objects.filter(customer=customer).order_by("created_at")
    fields = ("kind", "name", "phone", "text", "state", "created_at", "answer", "answered_at")
    places = ("story__title", "product__title")
    reports = Report.objects.filter(customer=customer).order_by("at")
    return {"remarks": list(written.values(*fields, *places)), "reports": list(reports.values("reason", "at"))}


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """What was written on a device was written by the customer it turns out to be (``customers.merging``)."""
    Remark.objects.filter(customer=guest).update(customer=into)
    known = Report.objects.filter(customer=into).values("remark")
    Report.objects.filter(customer=guest, remark__in=known).delete()
    Report.objects.filter(customer=guest).update(customer=into)
