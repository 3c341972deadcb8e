"""What this room holds about a person, for the copy that they may ask for (``customers.records``)."""

from datetime import datetime

from content.courses.models import ChapterProgress
from shop.customers.models import Customer
from shop.customers.records import Records


def customer_records(customer: Customer) -> Records:
    """Chapters that the person has read."""
    read = ChapterProgress.objects.filter(customer=customer).order_by("done_at")
    return {"chapters_read": list(read.values("page__title", "chapter", "done_at"))}


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """Chapters read on a device are read by the customer it turns out to be (``customers.merging``)."""
    known = set(ChapterProgress.objects.filter(customer=into).values_list("page", "chapter"))
    for row in ChapterProgress.objects.filter(customer=guest):
        if (row.page_id, row.chapter) not in known:
            ChapterProgress.objects.filter(pk=row.pk).update(customer=into)
