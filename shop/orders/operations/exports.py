"""Take note of data that left the house."""

from typing import Any

from django.db import transaction

from shop.core import audit


@transaction.atomic
def note_export(*, by: Any, count: int, query: str, personal: bool) -> None:
    """Write down who exported how many orders, by which filter, and whether people's data was in it."""
    data = {"count": count, "query": query[:500], "personal": personal}
    audit.record(by=by, action="orders.export", subject=by, data=data)
