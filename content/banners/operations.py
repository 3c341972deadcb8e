"""Every write of the banner room."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from content.banners.enums import Slot
from content.banners.errors import LeadsNowhere, PictureBlocked, SponsorMissing, WrongPlace
from content.banners.events import BannersChanged
from content.banners.models import Banner
from content.media.models import BrandImage
from content.rights.queries import blocked_among
from shop.catalog.models import Collection, Product
from shop.core import audit, events
from shop.core.errors import StaleState
from shop.promotions.models import Promotion
from shop.social.models import ShortLink
from shop.social.operations import create_link


@dataclass(frozen=True, kw_only=True)
class BannerData:
    """What is planned."""

    slot: str
    starts_at: datetime
    ends_at: datetime | None = None
    priority: int = 1
    headline: str
    line: str = ""
    button: str = ""
    image: BrandImage | None = None
    page: Page | None = None
    product: Product | None = None
    collection: Collection | None = None
    promotion: Promotion | None = None
    only_collection: Collection | None = None
    only_page: Page | None = None
    is_paid: bool = False
    paid_by: str = ""

    def check(self) -> None:
        """``LeadsNowhere``, ``WrongPlace``, ``SponsorMissing``, ``PictureBlocked`` on its first day."""
        if sum(thing is not None for thing in (self.page, self.product, self.collection, self.promotion)) != 1:
            raise LeadsNowhere
        if (self.only_collection and self.slot != Slot.GOODS_LIST) or (self.only_page and self.slot != Slot.STORY_END):
            raise WrongPlace
        if self.is_paid and not self.paid_by.strip():
            raise SponsorMissing(field="paid_by")
        if self.image is not None and blocked_among([self.image], on=timezone.localdate(self.starts_at)):
            raise PictureBlocked(field="image")


@transaction.atomic
def save_banner(*, by: Any, data: BannerData, at: datetime, banner_id: int | None = None) -> Banner:
    """Plan a banner, or change one that was not taken down. Its short link stays, so that its clicks do.

    Raises what ``BannerData.check`` does, ``StaleState`` for one that was taken down, and ``ValidationError`` for
    malformed fields.
    """
    data.check()
    if banner_id is None:
        banner = Banner(created_by=by, created_at=at)
    else:
        banner = Banner.objects.select_for_update().get(pk=banner_id)
        if banner.withdrawn_at:
            raise StaleState
    for field in fields(data):
        setattr(banner, field.name, getattr(data, field.name))
    target = _target(banner)
    if banner_id is None:
        banner.link = create_link(by=by, target=target, medium=ShortLink.Medium.BANNER, at=at, is_own=True)
    else:
        kind = ContentType.objects.get_for_model(target)
        ShortLink.objects.filter(pk=banner.link_id).update(content_type=kind, object_id=target.pk)
    banner.full_clean()
    banner.save()
    told = {"slot": banner.slot, "headline": banner.headline, "starts_at": banner.starts_at.isoformat()}
    audit.record(by=by, action="banners.save", subject=banner, data=told)
    events.publish(BannersChanged(banner_id=banner.pk))
    return banner


@transaction.atomic
def withdraw_banner(*, by: Any, banner: Banner, at: datetime) -> bool:
    """Take it down, now and for good; what it brought stays. False if that was done already."""
    if not Banner.objects.filter(pk=banner.pk, withdrawn_at=None).update(withdrawn_at=at):
        return False
    audit.record(by=by, action="banners.withdraw", subject=banner)
    events.publish(BannersChanged(banner_id=banner.pk))
    return True


def _target(banner: Banner) -> Any:
    """What its short link leads to: of a promotion the first of its products."""
    if banner.promotion is None:
        return banner.target
    item = banner.promotion.items.select_related("sku__product").order_by("pk").first()
    if item is None:
        raise LeadsNowhere(field="promotion")
    return item.sku.product
