"""One lot of 华芳苑 of which there is more to tell: where it grew, and the labels that say so."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from microbrand.demo.report import TITLE as REPORT
from microbrand.demo.report import make_report
from microbrand.demo.special import PHONE
from shop.inventory.models import Lot
from shop.inventory.operations import LotData
from shop.origin.operations import DocumentData, StoryData, count_scan, open_code, save_story, start_run
from shop.social.operations import Visitor

# The second delivery of this SKU comes as a lot.
SKU = "HFY-MX-9-80"
LOT = "NP-07"
STORY = StoryData(
    title="南坡第七行，头一场霜之后",
    text=(
        "这一批是南坡第七行的十一棵树。树是爷爷四十年前栽的，朝东南，早上的太阳最先照到这里。\n\n"
        "头一场霜落下来的第二天开始摘，连摘三个早晨。糖度在地头量过，十五度八到十六度四。"
        "摘下来当天进窖，不打蜡，不用药。\n\n"
        "箱子上的这张标签只跟着这一批走。您手里的苹果如果比这里写的酸，告诉我们。"
    ),
    is_public=True,
)
# Visitors of each of the last days, today first.
_SCANS = (2, 5, 3, 7, 4, 6, 9)


def lot_at(at: datetime) -> LotData:
    """The lot as it comes out of the cellar at ``at``."""
    day = timezone.localdate(at)
    return LotData(
        code=LOT,
        produced_on=day - timedelta(days=6),
        # Before the lot that was there already: first expired, first out.
        expires_on=day + timedelta(days=54),
        origin="栖霞市官道镇南坡果园，第七行",
    )


def tell(image: Any, page: Any, *, by: Any, at: datetime) -> None:
    """Its story, a sheet of labels, and people who scanned them."""
    lot = Lot.objects.select_related("sku__product").get(code=LOT)
    printed_at = at - timedelta(days=len(_SCANS))
    fields = {name: getattr(STORY, name) for name in ("title", "text", "is_public")}
    # As ``lot_at`` says; the column may be empty for other lots.
    day = lot.produced_on or timezone.localdate(printed_at)
    document = make_report(lot=LOT, origin=lot.origin, day=day)
    report = DocumentData(document=document, title=REPORT, issued_on=day)
    data = StoryData(**fields, image=image, page=page, documents=[report])
    save_story(by=by, lot=lot, data=data, at=printed_at)
    run = start_run(
        by=by,
        target="lot",
        product=lot.sku.product,
        lot=lot,
        preset="a4-24",
        labels=96,
        line="扫一扫，看它从哪棵树来",
        note="贴在箱盖内侧",
        at=printed_at,
    )
    code = open_code(text=run.codes.get().text)
    for days_ago, visitors in enumerate(_SCANS):
        for number in range(visitors):
            visitor = Visitor(key=f"demo {number}", user_agent=PHONE)
            count_scan(code=code, visitor=visitor, at=at - timedelta(days=days_ago, minutes=7 * number + 3))
