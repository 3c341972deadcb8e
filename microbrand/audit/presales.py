"""Pre-sales: the SKU knows their window, their orders are as many as were taken, and are paid as was promised."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from microbrand.audit.registry import Found, check
from shop.catalog.models import Sku
from shop.inventory.enums import ReservationState
from shop.inventory.models import QuotaUse
from shop.orders.enums import OrderStatus
from shop.orders.models import OrderLine
from shop.presales.models import Presale, PresaleOrder


@check("pre-sales: a SKU is kept from normal sale in the window of its pre-sale, and in no other")
def windows(at: datetime) -> Found:
    standing = Presale.objects.filter(called_off_at=None, closes_at__gt=F("opens_at"))
    told = Q(sku__presale_from=F("opens_at"), sku__presale_until=F("closes_at"))
    same = standing.filter(sku=OuterRef("pk"), opens_at=OuterRef("presale_from"), closes_at=OuterRef("presale_until"))
    return Presale.objects.count(), [
        standing.filter(closes_at__gt=at).exclude(told),
        # One that was called off after its window leaves it where it was.
        Sku.objects.filter(presale_until__gt=at).filter(~Exists(same)),
    ]


@check("pre-sales: orders are for their SKU, with the deposit and dates that were promised, and hold what they took")
def orders(at: datetime) -> Found:
    rows = PresaleOrder.objects.all()
    lines = OrderLine.objects.filter(order=OuterRef("order"), sku=OuterRef("presale__sku")).order_by()
    units = Subquery(lines.values("order").annotate(units=Sum("quantity")).values("units"))
    others = OrderLine.objects.filter(order=OuterRef("order")).exclude(sku=OuterRef("presale__sku"))
    uses = QuotaUse.objects.exclude(state=ReservationState.RELEASED).filter(
        quota=OuterRef("presale__quota"), reference=OuterRef("order__number"), quantity=OuterRef("quantity")
    )
    promised = Q(
        order__deposit__kind=F("presale__deposit_kind"),
        order__deposit__balance_from=F("presale__balance_from"),
        order__deposit__balance_until=F("presale__balance_until"),
        order__deposit__ship_on=F("presale__ship_on"),
        order__deposit__protects_price=True,
        order__deposit__amount_fen__lte=F("presale__deposit_fen") * F("quantity"),
    )
    standing = rows.filter(order__status__in=[OrderStatus.DEPOSIT, OrderStatus.PAID, OrderStatus.SHIPPED])
    unfounded = QuotaUse.objects.exclude(state=ReservationState.RELEASED).filter(quota__is_apart=True)
    theirs = PresaleOrder.objects.filter(presale__quota=OuterRef("quota"), order__number=OuterRef("reference"))
    return rows.count(), [
        rows.annotate(units=Coalesce(units, 0)).exclude(units=F("quantity")),
        rows.filter(Exists(others)),
        rows.exclude(promised),
        standing.filter(~Exists(uses)),
        unfounded.filter(~Exists(theirs)),
    ]
