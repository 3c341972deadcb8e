"""Vouchers: as many as were paid, and none redeemed that is not."""

from datetime import datetime

from django.db.models import Count, F, Q

from microbrand.audit.registry import GRACE, Found, check
from microbrand.audit.sales import SOLD
from shop.catalog.enums import REDEEMED_KINDS
from shop.orders.models import OrderLine
from shop.vouchers.models import Voucher


@check("vouchers = units that were paid; redeemed ones belong to paid orders, withdrawn ones went back")
def vouchers_of_orders(at: datetime) -> Found:
    paid = Q(line__order__status__in=SOLD)
    lines = OrderLine.objects.filter(kind__in=REDEEMED_KINDS, order__status__in=SOLD, order__paid_at__lt=at - GRACE)
    issued = lines.annotate(issued=Count("vouchers"))
    withdrawn = OrderLine.objects.filter(kind__in=REDEEMED_KINDS, order__status__in=SOLD).annotate(
        withdrawn=Count("vouchers", filter=Q(vouchers__voided_at__isnull=False))
    )
    return lines.count() + Voucher.objects.count(), [
        issued.exclude(issued=F("quantity")),
        Voucher.objects.exclude(line__kind__in=REDEEMED_KINDS),
        Voucher.objects.filter(~paid, redeemed_at__isnull=False),
        withdrawn.exclude(withdrawn=F("returned")),
    ]
