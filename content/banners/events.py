"""Facts the banner room announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BannersChanged(Event):
    """A banner was planned, changed or taken down: what stands in its place may be another."""

    name = "banners.changed"
    banner_id: int
