"""How many pieces a day each channel is to have."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from content.channels.models import DailyQuota
from content.channels.outlets import require_channel
from shop.core import audit


@transaction.atomic
def save_quotas(*, by: Any, pieces: Mapping[str, int]) -> None:
    """Set them by channel; 0 for none. ``UnknownChannel``."""
    for code, wanted in sorted(pieces.items()):
        require_channel(code)
        if not wanted:
            DailyQuota.objects.filter(channel=code).delete()
            continue
        quota, _created = DailyQuota.objects.update_or_create(channel=code, defaults={"pieces": wanted})
        audit.record(by=by, action="channels.quota", subject=quota, data={"pieces": wanted})
