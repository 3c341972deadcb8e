"""What stands in the demo's places: evergreens, one for the promotion to come, one that a neighbour paid for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from content.banners.enums import Slot
from content.banners.operations import BannerData, save_banner
from shop.catalog.models import Collection
from shop.promotions.models import Promotion
from shop.social.operations import open_link


def plan_banners(goods: Mapping[str, Any], stories: Mapping[str, Any], *, by: Any, now: datetime) -> None:
    """Plan them as the desk would, some of them days ago."""
    day = timedelta(days=1)
    shelf = Collection.objects.filter(is_visible=True).first()
    coming = Promotion.objects.filter(cancelled_at=None, starts_at__gt=now).order_by("starts_at").first()
    frost = stories["frost"]
    rows = [
        BannerData(
            slot=Slot.HOME_TOP, starts_at=now - 9 * day, ends_at=now + 12 * day, headline="霜后的这一批，糖在心里",
            line="夜里零下两度，果子自己把糖攒下来。", button="看看", image=frost.hero_image, product=goods["crate"],
        ),
        BannerData(
            slot=Slot.HOME_MIDDLE, starts_at=now - 20 * day, priority=0, headline="一只箱子，怎么走到你家",
            line="从窖里到门口，三天里它都经过谁的手。", button="读一读", page=stories["box"],
        ),
        BannerData(
            slot=Slot.GOODS_LIST, starts_at=now - 3 * day, ends_at=now + 18 * day, headline="带疤的，也是好果子",
            line="雹子留下的印子，只在皮上。", button="去看", product=goods["scarred"],
        ),
        BannerData(
            slot=Slot.STORY_END, starts_at=now - 5 * day, ends_at=now + 25 * day, headline="山脚有六间房",
            line="雾起的时候，窗外就是园子。", button="住一晚", image=stories["hail"].hero_image,
            page=stories["ladder"], is_paid=True, paid_by="雾灵里客栈",
        ),
        BannerData(
            slot=Slot.CART_EMPTY, starts_at=now - 30 * day, priority=0, headline="空着也好",
            line="先尝一小箱，再决定寄给谁。", button="小箱装", product=goods["crate"],
        ),
    ]  # fmt: skip
    if coming:
        rows.append(
            BannerData(
                slot=Slot.HOME_TOP,
                starts_at=coming.starts_at,
                ends_at=coming.ends_at,
                priority=5,
                headline=coming.name[:24],
                line="到点就开，卖完为止。",
                button="看看",
                promotion=coming,
            )
        )
    if shelf:
        rows.append(
            BannerData(
                slot=Slot.GOODS_LIST,
                starts_at=now + 4 * day,
                ends_at=now + 11 * day,
                headline="腊月的礼盒开始收单",
                line="写一张卡片，我们替你放进去。",
                button="挑一盒",
                product=goods["gift"],
                only_collection=shelf,
            )
        )
    rng = Random(len(rows))
    for data in rows:
        banner = save_banner(by=by, data=data, at=min(data.starts_at, now))
        for _tap in range(rng.randint(6, 40) if data.starts_at < now else 0):
            open_link(code=banner.link.code or "", at=data.starts_at + (now - data.starts_at) * rng.random())
