"""Reads of pre-sales used by more than one caller."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product, Sku
from shop.core.references import Reference
from shop.inventory.queries import available, quotas_left
from shop.orders.enums import DepositFate, OrderStatus
from shop.orders.freight import freight_to
from shop.orders.rules import PAID_STATUSES
from shop.presales.enums import PresaleState
from shop.presales.models import Presale, PresaleOrder
from shop.presales.rules import deposit_of_units
from shop.shipping.queries import depends_on_region, freight_item, with_freight
from shop.shipping.rules import FreightQuote, NoDelivery


@dataclass(frozen=True)
class Advance:
    """A pre-sale as a shopper meets it: what a unit costs now and later, and how many are left."""

    presale: Presale
    sku: Sku
    state: PresaleState
    left: int

    @property
    def is_open(self) -> bool:
        return self.state == PresaleState.OPEN and self.left > 0

    def deposit_fen(self, quantity: int = 1) -> int:
        """Of so many units, at the price they have now."""
        return deposit_of_units(
            kind=self.presale.deposit_kind,
            each_fen=self.presale.deposit_fen,
            price_fen=self.sku.price_fen,
            quantity=quantity,
        )

    @property
    def each_deposit_fen(self) -> int:
        return self.deposit_fen()

    @property
    def each_balance_fen(self) -> int:
        return self.sku.price_fen - self.deposit_fen()


def advances(products: Iterable[Product], *, at: datetime) -> dict[int, list[Advance]]:
    """Pre-sales of these products that are open at ``at`` or still to come, by product id. Three queries at most."""
    wanted = [product.pk for product in products if product.pk]
    rows = Presale.objects.filter(sku__product__in=wanted, called_off_at=None, closes_at__gt=at, sku__is_active=True)
    found = list(rows.select_related("sku__product", "quota").order_by("opens_at", "sku__position", "pk"))
    return _by_product(found, at)


def advance_of(presale: Presale, *, at: datetime) -> Advance:
    """One pre-sale as it stands."""
    return next(iter(_by_product([presale], at).values()))[0]


def _by_product(presales: Sequence[Presale], at: datetime) -> dict[int, list[Advance]]:
    result: dict[int, list[Advance]] = {}
    if not presales:
        return result
    of_quota = quotas_left([presale.quota_id for presale in presales], at=at)
    of_stock = available([presale.sku_id for presale in presales], at=at)
    for presale in presales:
        left = max(0, min(of_quota.get(presale.quota_id, 0), of_stock.get(presale.sku_id, 0)))
        sku = presale.sku
        result.setdefault(sku.product_id, []).append(Advance(presale, sku, presale.state_at(at), left))
    return result


def presales_of(skus: Sequence[Sku], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """Pre-sales of SKUs that are open or to come. One query."""
    rows = Presale.objects.filter(sku__in=skus, called_off_at=None, closes_at__gt=at).order_by("opens_at", "pk")
    return [
        (
            row.sku_id,
            Reference(
                kind=_("Pre-sale"),
                title=date_format(timezone.localtime(row.opens_at), "DATETIME_FORMAT"),
                url=reverse("presale_desk:presale", args=[row.pk]),
                permission="presales.view_presale",
                effect=_("Nobody can order it any more; what was ordered goes on."),
            ),
        )
        for row in rows
    ]


def freight_of(presale: Presale, quantity: int, region: str) -> FreightQuote | NoDelivery | None:
    """What it costs to send so many units to a region; None as long as the region matters and is not known."""
    sku = with_freight(Sku.objects.filter(pk=presale.sku_id).select_related("product")).get()
    items = [freight_item(sku, source=sku, quantity=quantity, value_fen=sku.price_fen * quantity)]
    if not depends_on_region(items):
        return FreightQuote((), (0,))
    return freight_to(items, region) if region else None


@dataclass(frozen=True)
class Figures:
    """What was ordered in a pre-sale, in orders, units and fen."""

    unpaid: int = 0
    # The deposit is here, the balance is not.
    waiting: int = 0
    waiting_units: int = 0
    outstanding_fen: int = 0
    # All of it is paid.
    paid: int = 0
    paid_units: int = 0
    to_send: int = 0
    closed: int = 0
    deposits_fen: int = 0
    balances_fen: int = 0
    kept_fen: int = 0
    returned_fen: int = 0
    doubled_fen: int = 0

    @property
    def deposits(self) -> int:
        """Orders whose deposit is here, or was counted towards the price."""
        return self.waiting + self.paid


def figures(presales: Iterable[Presale], *, at: datetime) -> dict[int, Figures]:
    """What was ordered in each, by its id. One query."""
    past = Q(order__expires_at__lte=at)
    standing = Q(order__status=OrderStatus.DEPOSIT) & ~past
    paid = Q(order__status__in=PAID_STATUSES)
    deposit, total = F("order__deposit__amount_fen"), F("order__total_fen")
    fate = {value: Q(order__deposit__fate=value) for value in DepositFate}
    lapsed = Q(order__status__in=[OrderStatus.PENDING, OrderStatus.DEPOSIT]) & past
    rows = PresaleOrder.objects.filter(presale__in=[presale.pk for presale in presales]).values("presale").order_by()
    sums: Any = rows.annotate(
        unpaid=Count("pk", filter=Q(order__status=OrderStatus.PENDING) & ~past),
        waiting=Count("pk", filter=standing),
        waiting_units=_sum(F("quantity"), standing),
        outstanding_fen=_sum(total - deposit, standing),
        paid=Count("pk", filter=paid),
        paid_units=_sum(F("quantity"), paid),
        to_send=Count("pk", filter=Q(order__status=OrderStatus.PAID)),
        closed=Count("pk", filter=Q(order__status=OrderStatus.CANCELLED) | lapsed),
        deposits_fen=_sum(deposit, Q(order__deposit__paid_at__isnull=False)),
        balances_fen=_sum(total - deposit, paid),
        kept_fen=_sum(deposit, fate[DepositFate.KEPT]),
        returned_fen=_sum(deposit, fate[DepositFate.RETURNED]),
        doubled_fen=_sum(deposit, fate[DepositFate.DOUBLED]),
    )
    names = [field.name for field in fields(Figures)]
    found = {row["presale"]: Figures(**{name: row[name] for name in names}) for row in sums}
    return {presale.pk: found.get(presale.pk, Figures()) for presale in presales}


def _sum(what: Any, which: Q) -> Coalesce:
    return Coalesce(Sum(what, filter=which), 0)
