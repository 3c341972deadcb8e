"""Facts the brand room announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BrandChanged(Event):
    """The brand kit was saved: name, marks, colours or seller facts may be others now."""

    name = "brand.changed"
    kit_id: int
