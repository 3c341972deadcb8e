"""The register of rights: the name, a mark that ends soon, a font, certificates, and what is told with the potter."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from content.rights.enums import RightKind
from content.rights.operations import ProjectData, RightData, save_project, save_right
from content.stories.models import StoryPage
from shop.catalog.models import Product


def register(*, products: Mapping[str, Product], potters_story: StoryPage, by: Any, at: datetime) -> None:
    """Write them down. Each number is visibly invented."""
    today = timezone.localdate(at)
    for data in _rights(products, today):
        save_right(by=by, data=data)
    save_project(
        by=by,
        data=ProjectData(
            title="放得住苹果的碟子",
            partner="老邢陶坊（演示）",
            story=potters_story,
            part_basis_points=3_000,
            starts_on=today - timedelta(days=60),
            ends_on=today + timedelta(days=240),
            note="碟子卖出的钱，老邢三成；退了货的不算。",
        ),
    )


def _rights(products: Mapping[str, Product], today: date) -> list[RightData]:
    def after(days: int) -> date:
        return today + timedelta(days=days)

    return [
        RightData(
            kind=RightKind.NAME,
            title="华芳苑",
            party="栖霞市华芳苑果业农民专业合作社（演示）",
            wrong_forms="华芳园, 华方苑, 花芳苑",
            note="“苑”是苑家沟的苑，不是园子的园。",
        ),
        RightData(
            kind=RightKind.MARK,
            title="华芳苑（图形加文字）",
            party="栖霞市华芳苑果业农民专业合作社（演示）",
            number="00000000（演示）",
            classes="29, 31",
            starts_on=after(-3_410),
            ends_on=after(241),
            note="期满前十二个月内续展。",
        ),
        RightData(
            kind=RightKind.LICENCE_IN,
            title="标题字体",
            party="字库公司（演示）",
            number="FONT-DEMO-0001",
            scope="网页、海报、包装箱，一个品牌",
            starts_on=after(-320),
            ends_on=after(45),
        ),
        RightData(
            kind=RightKind.LICENCE_OUT,
            title="苹果图形",
            party="苑家沟村民宿（演示）",
            scope="只用在门口的木牌上，不用在商品上",
            starts_on=after(-200),
            ends_on=after(165),
        ),
        RightData(
            kind=RightKind.CERTIFICATE,
            title="绿色食品证书",
            party="发证机构（演示）",
            number="LB-DEMO-000000",
            product=products["crate"],
            starts_on=after(-700),
            ends_on=after(395),
        ),
        RightData(
            kind=RightKind.REPORT,
            title="农残检测 本季头一批",
            party="检测机构（演示）",
            number="JC-DEMO-2611",
            product=products["gift"],
            starts_on=after(-35),
            ends_on=after(330),
        ),
    ]
