"""What is known of people goes, some time after the event."""

from datetime import datetime

from content.events.models import SignUp
from content.events.rules import KEEP


def forget_people(*, at: datetime) -> int:
    """Remove names, numbers, mail addresses, answers and customers of events that ended ``KEEP`` ago.

    Returns of how many sign-ups. How many came stays.
    """
    old = SignUp.objects.filter(forgotten_at=None, event__ends_at__lte=at - KEEP)
    pks = list(old.values_list("pk", flat=True))
    rows = SignUp.objects.filter(pk__in=pks, forgotten_at=None)
    return rows.update(name="", phone="", email="", answers=[], customer=None, forgotten_at=at)
