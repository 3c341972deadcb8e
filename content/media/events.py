"""Facts the media library announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ImageChanged(Event):
    """A picture was replaced, cropped anew, renamed or deleted."""

    name = "media.image_changed"
    image_id: int
