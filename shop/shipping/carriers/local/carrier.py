"""The pretended carrier: what happened to a parcel follows from its number and from when it was handed over.

Numbers that begin with ``LQ`` take a minute where others take hours. The last two digits choose what goes wrong, as
test cards do: 91 address, 92 refused, 93 comes back, 94 lost, 95 stands still; all others arrive.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from shop.shipping.carriers import News
from shop.shipping.enums import TrackingKind

K = TrackingKind
Leg = tuple[int, TrackingKind, str]
# Hours after it was handed over, what happened, where.
_WAY: tuple[Leg, ...] = (
    (1, K.COLLECTED, "栖霞"),
    (6, K.MOVING, "烟台转运中心"),
    (20, K.MOVING, "济南转运中心"),
    (26, K.DELIVERING, ""),
)
_ENDS: dict[str, tuple[Leg, ...]] = {
    "91": ((29, K.ADDRESS, ""),),
    "92": ((29, K.REFUSED, ""),),
    "93": ((29, K.REFUSED, ""), (36, K.RETURNING, "济南转运中心"), (60, K.RETURNED, "栖霞")),
    "94": ((96, K.LOST, "济南转运中心"),),
}


class Carrier:
    """See ``shop.shipping.carriers.Carrier``."""

    code = "local"
    label = _("Local courier (to try out)")
    words = "本地 同城"
    ask_minutes = 1

    def track(self, *, tracking_number: str, handed_over_at: datetime, at: datetime) -> Iterable[News]:
        step = timedelta(minutes=1) if tracking_number.startswith("LQ") else None
        for count, (hours, kind, place) in enumerate(_legs(tracking_number[-2:]), start=1):
            moment = handed_over_at + (step * count if step else timedelta(hours=hours))
            if moment <= at:
                yield News(key=str(count), kind=kind, at=moment, place=place)


def _legs(end: str) -> tuple[Leg, ...]:
    if end == "95":
        return _WAY[:2]
    # A lost one is never out for delivery.
    way = _WAY[:3] if end == "94" else _WAY
    return way + _ENDS.get(end, ((30, K.DELIVERED, ""),))
