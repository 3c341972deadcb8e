"""What the demo brand promises about its goods, and what came back in spite of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from content.claims.models import Claim
from content.claims.operations import ClaimData, save_claim, tag_case
from shop.aftersales.models import CaseLine

# Product → claims, each with the ways in which its page and the stories say it.
CLAIMS = {
    "crate": (
        ("80 毫米的脆", "收到是脆的"),
        ("冷藏六个星期不走样", "六个星期里口感变化不大\n冷藏六个星期"),
        ("能放到来年开花", "霜后的果子，能放到来年开花"),
    ),
    "slices": (("不泡糖水不熏硫", "不泡糖水，不熏硫"),),
    "scarred": (("疤只在皮上", "印子，只在皮上\n疤不用削"),),
}
CRISP = "收到是脆的"


def write_down(goods: Mapping[str, Any], *, by: Any, warehouse: Any, now: datetime) -> None:
    """The claims as the editor wrote them down when the garden opened, and the tags of the cases about soft apples."""
    since = timezone.localdate(now - timedelta(days=60))
    for key, claims in CLAIMS.items():
        for title, wordings in claims:
            data = ClaimData(title=title, wordings=wordings, since=since)
            save_claim(by=by, product=goods[key], data=data)
    for line in CaseLine.objects.filter(case__words__contains="有点面").select_related("case", "line__sku__product"):
        product = line.line.sku.product
        claim = Claim.objects.filter(product=product).order_by("pk").first() or save_claim(
            by=by, product=product, data=ClaimData(title=CRISP, since=since)
        )
        tag_case(by=warehouse, case=line.case, claims={line.pk: {claim.pk}}, at=now)
