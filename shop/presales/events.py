"""Facts pre-sales announce."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PresaleChanged(Event):
    """A pre-sale was planned, changed, ended early or called off: what shoppers see of its product is another."""

    name = "presales.changed"
    presale_id: int
