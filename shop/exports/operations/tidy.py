"""Forget exports that have expired."""

from datetime import datetime

from shop.exports.models import Export


def forget_expired(*, at: datetime) -> int:
    """Delete files and rows past their time; returns how many. Who exported what stays in the history."""
    count = 0
    for export in Export.objects.filter(expires_at__lte=at).order_by("pk")[:500]:
        if export.file:
            export.file.delete(save=False)
        export.delete()
        count += 1
    return count
