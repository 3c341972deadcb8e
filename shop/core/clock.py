"""What time it is for whoever looks at a page: now, or the moment of a preview.

Pages that shoppers see ask ``now()`` and hand the moment on as ``at``; writes ask Django. A preview draws a page within
``showing(at)``, and all of it is as it will be then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_shown: ContextVar[datetime | None] = ContextVar("shown", default=None)


def now() -> datetime:
    """The moment that is shown."""
    return _shown.get() or timezone.now()


def is_set() -> bool:
    """Whether another moment than now is shown."""
    return _shown.get() is not None


@contextmanager
def showing(at: datetime) -> Iterator[None]:
    """Show the moment ``at`` to what is drawn inside."""
    token = _shown.set(at)
    try:
        yield
    finally:
        _shown.reset(token)
