"""What this room holds about a person, for the copy that they may ask for (``customers.records``)."""

from content.courses.models import ChapterProgress
from shop.customers.models import Customer
from shop.customers.records import Records


def customer_records(customer: Customer) -> Records:
    """Chapters that the person has read."""
    read = ChapterProgress.objects.filter(customer=customer).order_by("done_at")
    return {"chapters_read": list(read.values("page__title", "chapter", "done_at"))}
