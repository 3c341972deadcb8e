"""Files that no address serves: they leave through a view that asks who wants them."""

from typing import Any

from django.core.files.storage import storages


def private_storage() -> Any:
    """The storage for them; a callable, so that migrations do not name a folder."""
    return storages["private"]
