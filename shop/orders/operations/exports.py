"""Take note of data that left the house."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from shop.core import audit


@transaction.atomic
def note_export(*, by: Any, count: int, query: str, personal: bool) -> None:
    """Write down who exported how many orders, by which filter, and whether people's data was in it."""
    data = {"count": count, "query": query[:500], "personal": personal}
    # The log looks at the row's own class, which the lazy user of a request hides.
    person = get_user_model()._default_manager.get(pk=by.pk)
    audit.record(by=by, action="orders.export", subject=person, data=data)
