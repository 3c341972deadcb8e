"""Banners, made by the room's own operations."""

from datetime import datetime
from typing import Any

from content.banners.enums import Slot
from content.banners.models import Banner
from content.banners.operations import BannerData, save_banner
from tests.factories import NOW
from tests.factories.inventory import stocked_sku


def make_banner(
    slot: str = Slot.HOME_TOP, *, banner_id: int | None = None, at: datetime = NOW, **fields: Any
) -> Banner:
    """A banner to a product, from ``at`` on, unless told otherwise."""
    if not {"page", "product", "collection", "promotion"} & fields.keys():
        fields["product"] = stocked_sku().product
    fields = {"slot": slot, "starts_at": at, "headline": "头一场霜", **fields}
    return save_banner(by=None, data=BannerData(**fields), at=at, banner_id=banner_id)
