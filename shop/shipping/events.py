"""Facts shipping announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FreightChanged(Event):
    """What it costs to send goods, or where they are sent, is another one."""

    name = "shipping.freight_changed"


@dataclass(frozen=True, kw_only=True)
class ParcelMoved(Event):
    """There is news about a parcel, or there has been none for too long."""

    name = "shipping.parcel_moved"
    consignment_id: int
