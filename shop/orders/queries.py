"""Reads of orders used by more than one caller."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.catalog.enums import ProductKind
from shop.catalog.errors import SpecificationInvalid
from shop.catalog.models import Product, Sku
from shop.catalog.queries import order_forms, visible_products
from shop.catalog.specification import NOTHING, OrderForm, Specification
from shop.core.references import Reference
from shop.customers.models import Customer
from shop.inventory import queries as inventory
from shop.orders.enums import OrderStatus
from shop.orders.freight import freight_to, no_delivery_text
from shop.orders.lines import LineData, units_by_sku
from shop.orders.models import CartLine, Order, OrderLine, OrderPicture, Shipment, ShipmentLine
from shop.orders.rules import PAID_STATUSES
from shop.promotions.queries import SkuOffer, prices
from shop.shipping.models import Consignment, TrackingEvent
from shop.shipping.queries import depends_on_region, freight_item, with_freight
from shop.shipping.rules import FreightQuote, Item, NoDelivery, Parcel


@dataclass(frozen=True)
class QuoteLine:
    """A cart line as it stands now.

    ``problem`` is '', ``gone``, ``in_advance`` (only to be ordered in a pre-sale now), ``owned`` (content that is the
    customer's already), ``specification`` (its answers do
    not fit the order form any more), ``sold_out``, ``too_many``, ``person_limit`` or ``promotion_left`` (fewer units
    are left at the promotional price than the cart asks for).
    """

    line: CartLine
    offer: SkuOffer
    problem: str
    specification: Specification = NOTHING
    production_days: int = 0

    @property
    def each_fen(self) -> int:
        """What one unit costs: the SKU's price and what the answers add to it."""
        return self.offer.price.price_fen + self.specification.surcharge_fen

    @property
    def total_fen(self) -> int:
        return self.each_fen * self.line.quantity

    @property
    def change_fen(self) -> int:
        """By how much one unit costs more (or less) than when it was put into the cart."""
        return 0 if self.line.added_fen is None else self.each_fen - self.line.added_fen


@dataclass(frozen=True)
class Quote:
    """What the cart costs at ``at``. Lines with a problem count for nothing and block the checkout.

    The freight is known once somebody says where to (``to``); ``items`` is what it is reckoned of, a line each.
    """

    at: datetime
    lines: tuple[QuoteLine, ...]
    items: tuple[Item, ...] = ()
    region: str = ""
    freight: FreightQuote | NoDelivery | None = None

    def to(self, region: str) -> "Quote":
        """The same sent to a region, by its code. No query where the region does not matter."""
        if not self.needs_region:
            return self
        known = freight_to([self.items[at] for at in self._sent], region) if region else None
        return replace(self, region=region, freight=known)

    def fetched(self) -> "Quote":
        """The same without a parcel."""
        return replace(self, items=(), region="", freight=None)

    @property
    def _sent(self) -> list[int]:
        return [at for at, row in enumerate(self.lines) if not row.problem]

    @property
    def needs_region(self) -> bool:
        """Whether the freight depends on where it goes."""
        return self.needs_shipping and depends_on_region(self.items)

    @property
    def is_freight_known(self) -> bool:
        """Whether ``freight_fen`` is what will be charged."""
        return not self.needs_region or isinstance(self.freight, FreightQuote)

    @property
    def undelivered(self) -> list[QuoteLine]:
        """What is not sent to the region."""
        if not isinstance(self.freight, NoDelivery):
            return []
        sent = self._sent
        return [self.lines[sent[at]] for at in self.freight.items]

    @property
    def no_delivery(self) -> str:
        """Why it cannot be sent there, in words; '' if it can."""
        titles = [row.line.sku.told_title for row in self.undelivered]
        return no_delivery_text(titles, self.region) if titles else ""

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        """What the freight is made of."""
        return self.freight.parcels if isinstance(self.freight, FreightQuote) else ()

    @property
    def free_in_fen(self) -> int:
        """So much more, and the freight (of one parcel at least) is free; 0 if that is not to be had."""
        return min((parcel.free_in_fen for parcel in self.parcels if parcel.free_in_fen), default=0)

    @property
    def goods_fen(self) -> int:
        return sum(line.total_fen for line in self.lines if not line.problem)

    @property
    def freight_fen(self) -> int:
        """What it costs to send it, as far as that is known."""
        return self.freight.fen if isinstance(self.freight, FreightQuote) else 0

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.freight_fen

    @property
    def quantity(self) -> int:
        return sum(line.line.quantity for line in self.lines)

    @property
    def goods_key(self) -> str:
        """What it is for, as text to compare: two carts may cost the same."""
        return "-".join(f"{row.line.sku_id}{row.line.spec_key[:8]}x{row.line.quantity}" for row in self.lines)

    @property
    def order_lines(self) -> list[LineData]:
        """What ``place_order`` takes."""
        return [
            LineData(row.line.sku_id, row.line.quantity, row.line.specification, origin=row.line.origin)
            for row in self.lines
        ]

    @property
    def needs_shipping(self) -> bool:
        """Whether something in it goes into a parcel, so that an address is needed."""
        return any(ProductKind(row.line.sku.product.kind).is_shipped for row in self.lines)

    @property
    def production_days(self) -> int:
        """How long the longest in the making takes."""
        return max((row.production_days for row in self.lines), default=0)

    @property
    def is_orderable(self) -> bool:
        return bool(self.lines) and not any(line.problem for line in self.lines)


def quote_cart(*, customer: Customer | None, at: datetime, line_id: int | None = None) -> Quote:
    """The customer's cart (or one line of it) with prices, stock and problems at ``at``.

    Four queries for any number of lines; four more if something in it is made to order.
    """
    if customer is None:
        return Quote(at=at, lines=())
    rows = CartLine.objects.filter(cart__customer=customer).select_related("sku__product__cover").order_by("id")
    if line_id is not None:
        rows = rows.filter(pk=line_id)
    found = list(with_freight(rows, sku="sku"))
    return _quote(found, found, customer=customer, at=at)


def quote_skus(quantities: Mapping[int, int], *, at: datetime, customer: Customer | None = None) -> Quote:
    """The same for SKU id → quantity beside any cart ("buy now"); unknown SKUs are left out."""
    found = Sku.objects.filter(pk__in=list(quantities)).select_related("product__cover").order_by("pk")
    skus = list(with_freight(found))
    return _quote([CartLine(sku=sku, quantity=quantities[sku.pk]) for sku in skus], skus, customer=customer, at=at)


def _quote(
    rows: Sequence[CartLine], sources: Sequence[CartLine | Sku], *, customer: Customer | None, at: datetime
) -> Quote:
    skus = [row.sku for row in rows]
    price_of = prices(skus, at=at)
    stock_of = inventory.available([sku.pk for sku in skus], at=at)
    visible = set(
        visible_products(at=at)
        .filter(pk__in=[sku.product_id for sku in skus])
        .prefetch_related(None)
        .values_list("pk", flat=True)
    )
    forms = order_forms(sku.product for sku in skus)
    filled_of = [_filled(row, forms, at) for row in rows]
    pictures = [picture for filled in filled_of if filled for picture in filled.pictures]
    missing = missing_pictures(customer=customer, public_ids=pictures)
    content = {sku.product_id for sku in skus if sku.product.kind == ProductKind.PAID_CONTENT}
    owned = owned_products(customer, content)
    units = units_by_sku((row.sku_id, row.quantity) for row in rows)
    lines = []
    for row, filled in zip(rows, filled_of, strict=True):
        offer = SkuOffer(sku=row.sku, price=price_of[row.sku_id], available=max(0, stock_of.get(row.sku_id, 0)))
        limit = offer.price.per_person_limit
        if not row.sku.is_offered(at) or row.sku.product_id not in visible:
            problem = "gone"
        elif row.sku.is_in_presale(at):
            problem = "in_advance"
        elif row.sku.product_id in owned:
            problem = "owned"
        elif filled is None or missing.intersection(filled.pictures):
            problem = "specification"
        elif offer.is_sold_out:
            problem = "sold_out"
        elif units[row.sku_id] > offer.available:
            problem = "too_many"
        elif limit is not None and units[row.sku_id] > limit:
            problem = "person_limit"
        elif offer.price.remaining is not None and units[row.sku_id] > offer.price.remaining:
            problem = "promotion_left"
        else:
            problem = ""
        days = forms[row.sku.product_id].production_days if row.sku.product_id in forms else 0
        lines.append(QuoteLine(row, offer, problem, filled or NOTHING, days))
    items = tuple(
        freight_item(line.line.sku, source=source, quantity=line.line.quantity, value_fen=line.total_fen)
        for line, source in zip(lines, sources, strict=True)
    )
    return Quote(at=at, lines=tuple(lines), items=items)


def _filled(row: CartLine, forms: Mapping[int, OrderForm], at: datetime) -> Specification | None:
    """The line's answers as the form has them now; None if they do not fit any more."""
    try:
        return forms.get(row.sku.product_id, OrderForm()).fill(row.specification, at=at)
    except SpecificationInvalid:
        return None


def with_parcels() -> "Prefetch[str, Any, str]":
    """For ``prefetch_related``: parcels and what is in them, two queries."""
    return Prefetch("shipments__lines", queryset=ShipmentLine.objects.select_related("line"))


def with_tracking() -> "Prefetch[str, Any, str]":
    """For ``prefetch_related``, after ``with_parcels``: what carriers say about them, two queries."""
    return Prefetch("shipments__consignment__events", queryset=TrackingEvent.objects.select_related("by"))


def goes_along(order: Order) -> QuerySet[Order]:
    """Other orders to ship that could lie in the same parcel: the same customer, person and address; none for one that
    is not to be shipped itself.
    """
    to_ship = Order.objects.filter(status=OrderStatus.PAID, held_at=None, pickup_place=None, customer=order.customer_id)
    if order.status != OrderStatus.PAID or order.held_at or order.pickup_place_id:
        return to_ship.none()
    where = {name: getattr(order, name) for name in ("recipient", "phone", "province", "city", "district", "street")}
    return to_ship.filter(**where).exclude(pk=order.pk).order_by("placed_at", "pk")


def in_trouble(at: datetime) -> Q:
    """Orders with a parcel under way that somebody has to look after."""
    parcels = Shipment.objects.filter(consignment__in=Consignment.objects.in_trouble(at).values("pk"))
    is_waited_for = ~Q(reference="") | Q(order__status__in=[OrderStatus.PAID, OrderStatus.SHIPPED])
    return Q(pk__in=parcels.filter(is_waited_for).values("order"))


def cart_count(customer: Customer | None) -> int:
    """Units in the cart, for the badge."""
    if customer is None:
        return 0
    return sum(CartLine.objects.filter(cart__customer=customer).values_list("quantity", flat=True))


def owned_products(customer: Customer | None, product_ids: Collection[int]) -> set[int]:
    """Those of the products that are paid content this customer has paid for and was not given the money back."""
    if customer is None or not product_ids:
        return set()
    rows = OrderLine.objects.filter(
        order__customer=customer,
        order__status__in=PAID_STATUSES,
        kind=ProductKind.PAID_CONTENT,
        returned=0,
        sku__product__in=product_ids,
    )
    return set(rows.values_list("sku__product_id", flat=True))


def own_fen() -> Any:
    """As an expression: an order's total less what paid orders that change it took over, so that goods which were
    exchanged are in no sum twice.
    """
    taken = Order.objects.filter(amends=OuterRef("pk"), paid_at__isnull=False).order_by().values("amends")
    return F("total_fen") - Coalesce(Subquery(taken.annotate(fen=Sum("credit_fen")).values("fen")), 0)


def is_owned_already(order: Order) -> bool:
    """Whether content in an unpaid order was paid for with another one: there is nothing left to pay it for."""
    lines = OrderLine.objects.filter(order=order, kind=ProductKind.PAID_CONTENT)
    products = set(lines.values_list("sku__product_id", flat=True))
    return bool(owned_products(order.customer, products)) if products else False


def is_bought(product_id: int) -> bool:
    """Whether somebody has paid for this content."""
    rows = OrderLine.objects.filter(kind=ProductKind.PAID_CONTENT, sku__product=product_id, returned=0)
    return rows.filter(order__status__in=PAID_STATUSES).exists()


def missing_pictures(*, customer: Customer | None, public_ids: Collection[str]) -> set[str]:
    """Those ids that are not pictures of this customer (any more). No query without ids."""
    if not public_ids:
        return set()
    rows = OrderPicture.objects.filter(customer=customer, public_id__in=public_ids)
    return set(public_ids) - {str(public_id) for public_id in rows.values_list("public_id", flat=True)}


def carts_with(things: Sequence[Product] | Sequence[Sku], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """How many carts hold a product or SKU, never whose. One query."""
    key = "sku" if isinstance(things[0], Sku) else "sku__product"
    held = CartLine.objects.filter(**{f"{key}__in": things}).order_by().values(key)
    return [
        (
            row[key],
            Reference(
                kind=_("Cart"),
                title=ngettext("%(count)s shopper has it in the cart", "%(count)s shoppers have it in the cart", count)
                % {"count": f"{count:,}"},
                effect=_("It can no longer be ordered from there."),
            ),
        )
        for row in held.annotate(count=Count("cart", distinct=True))
        for count in [row["count"]]
    ]
