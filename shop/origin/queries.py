"""Reads of origin: what a code tells, and how often it was looked at."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product, Sku
from shop.catalog.queries import emptied_by
from shop.core.references import Reference
from shop.inventory.enums import MovementReason
from shop.inventory.models import Lot, StockMovement
from shop.orders.models import Order
from shop.orders.rules import PAID_STATUSES
from shop.origin.enums import Target
from shop.origin.models import LotStory, PrintedCode, PrintRun, Scan

# Stories on the page of a product's code: the newest lots.
_STORIES = 3


@dataclass(frozen=True)
class Origin:
    """What whoever scans a code is told. ``first_at`` is of single units only: the first look at this very code."""

    code: PrintedCode
    product: Product
    lot: Lot | None
    stories: list[LotStory]
    first_at: datetime | None

    @property
    def is_unit(self) -> bool:
        return self.code.run.target == Target.UNIT


def origin_of(code: PrintedCode) -> Origin:
    """Everything about a code, before this look at it is counted. At most five queries."""
    run = code.run
    known = LotStory.objects.filter(is_public=True).select_related("lot__sku", "image", "page")
    known = known.prefetch_related("documents__document", "image__renditions")
    if run.lot_id:
        stories = list(known.filter(lot=run.lot_id))
    else:
        stories = list(known.filter(lot__sku__product=run.product_id).order_by("-lot__created_at", "-pk")[:_STORIES])
    first = Scan.objects.filter(code=code).aggregate(at=Min("at"))["at"] if run.target == Target.UNIT else None
    return Origin(code=code, product=run.product, lot=run.lot, stories=stories, first_at=first)


def scans_of(runs: Iterable[PrintRun]) -> dict[int, int]:
    """Scans by run id; runs that nobody looked at are absent. One query."""
    rows = Scan.objects.filter(run__in=[run.pk for run in runs]).order_by().values("run").annotate(count=Count("pk"))
    return {row["run"]: row["count"] for row in rows}


def scans_by_day(run: PrintRun, *, since: date) -> list[tuple[date, int]]:
    """Scans of a run by day, newest first, from ``since`` on; days without any are absent."""
    rows = Scan.objects.filter(run=run, day__gte=since).order_by("-day").values("day").annotate(count=Count("pk"))
    return [(row["day"], row["count"]) for row in rows]


def labels_of(skus: Sequence[Sku], *, at: datetime, gone: Container[int] = ()) -> list[tuple[int, Reference]]:
    """Labels whose code would lead to nothing that can be ordered again: of these SKUs' lots, and of whole products of
    which nothing could be bought. At most three queries.
    """
    runs = PrintRun.objects.filter(withdrawn_at=None).select_related("product", "lot").order_by("-created_at", "-pk")
    emptied = {pk for pk, _product in emptied_by(skus, at=at, gone=gone)}
    last_of = {sku.product_id: sku.pk for sku in skus if sku.pk in emptied}
    shown = {sku.pk for sku in skus if sku.is_for_sale(at) and sku.product.is_visible(at)}
    return [
        (
            run.lot.sku_id if run.lot else last_of[run.product_id],
            Reference(
                kind=_("Printed codes"),
                title=f"{run.lot.code if run.lot else run.product.title} × {run.labels}",
                url=reverse("origin_desk:run", args=[run.pk]),
                permission="origin.view_printrun",
                effect=_("Whoever scans a label still reads its story, but cannot order it again."),
            ),
        )
        for run in runs.filter(Q(lot__sku__in=shown) | Q(lot=None, product__in=last_of)).defer("product__body")
    ]


def sales_of(run: PrintRun) -> QuerySet[Order]:
    """Paid orders whose customer came by scanning a label of the run, newest first. What was refunded is no sale."""
    return Order.objects.filter(label__run=run, status__in=PAID_STATUSES).order_by("-placed_at", "-pk")


def lots_of_order(order: Order) -> QuerySet[StockMovement]:
    """What an order took out of lots, as the ledger has it."""
    return (
        StockMovement.objects.filter(reference=order.number, lot__isnull=False, reason=MovementReason.SHIP)
        .select_related("lot__sku__product", "lot__story", "place")
        .defer("lot__sku__product__body")
        .order_by("pk")
    )


def orders_of_lot(lot: Lot) -> QuerySet[Order]:
    """Orders that units of this lot were shipped with, newest first: whom to call when something is wrong with it."""
    shipped = StockMovement.objects.filter(lot=lot, reason=MovementReason.SHIP)
    return Order.objects.filter(number__in=shipped.values("reference")).order_by("-placed_at", "-id")
