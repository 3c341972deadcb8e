"""Reads of orders used by more than one caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shop.catalog.models import Sku
from shop.catalog.queries import visible_products
from shop.customers.models import Customer
from shop.inventory import queries as inventory
from shop.orders.models import CartLine
from shop.promotions.queries import SkuOffer, prices


@dataclass(frozen=True)
class QuoteLine:
    """A cart line as it stands now.

    ``problem`` is '', ``gone``, ``sold_out``, ``too_many``, ``person_limit`` or ``promotion_left`` (fewer units are
    left at the promotional price than the line asks for).
    """

    line: CartLine
    offer: SkuOffer
    problem: str

    @property
    def total_fen(self) -> int:
        return self.offer.price.price_fen * self.line.quantity


@dataclass(frozen=True)
class Quote:
    """What the cart costs at ``at``. Lines with a problem count for nothing and block the checkout."""

    at: datetime
    lines: tuple[QuoteLine, ...]

    @property
    def goods_fen(self) -> int:
        return sum(line.total_fen for line in self.lines if not line.problem)

    @property
    def freight_fen(self) -> int:
        """Prices include delivery."""
        return 0

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.freight_fen

    @property
    def quantity(self) -> int:
        return sum(line.line.quantity for line in self.lines)

    @property
    def goods_key(self) -> str:
        """What it is for, as text to compare: two carts may cost the same."""
        return "-".join(f"{row.line.sku_id}x{row.line.quantity}" for row in self.lines)

    @property
    def is_orderable(self) -> bool:
        return bool(self.lines) and not any(line.problem for line in self.lines)


def quote_cart(*, customer: Customer | None, at: datetime) -> Quote:
    """The customer's cart with prices, stock and problems at ``at``. Four queries for any number of lines."""
    if customer is None:
        return Quote(at=at, lines=())
    rows = CartLine.objects.filter(cart__customer=customer).select_related("sku__product__cover").order_by("id")
    return _quote(list(rows), at=at)


def quote_skus(quantities: Mapping[int, int], *, at: datetime) -> Quote:
    """The same for SKU id → quantity beside any cart ("buy now"); unknown SKUs are left out."""
    skus = Sku.objects.filter(pk__in=list(quantities)).select_related("product__cover").order_by("pk")
    return _quote([CartLine(sku=sku, quantity=quantities[sku.pk]) for sku in skus], at=at)


def _quote(rows: Sequence[CartLine], *, at: datetime) -> Quote:
    skus = [row.sku for row in rows]
    price_of = prices(skus, at=at)
    stock_of = inventory.available([sku.pk for sku in skus], at=at)
    visible = set(
        visible_products(at=at)
        .filter(pk__in=[sku.product_id for sku in skus])
        .prefetch_related(None)
        .values_list("pk", flat=True)
    )
    lines = []
    for row in rows:
        offer = SkuOffer(sku=row.sku, price=price_of[row.sku_id], available=max(0, stock_of.get(row.sku_id, 0)))
        limit = offer.price.per_person_limit
        if not row.sku.is_active or row.sku.product_id not in visible:
            problem = "gone"
        elif offer.is_sold_out:
            problem = "sold_out"
        elif row.quantity > offer.available:
            problem = "too_many"
        elif limit is not None and row.quantity > limit:
            problem = "person_limit"
        elif offer.price.remaining is not None and row.quantity > offer.price.remaining:
            problem = "promotion_left"
        else:
            problem = ""
        lines.append(QuoteLine(line=row, offer=offer, problem=problem))
    return Quote(at=at, lines=tuple(lines))


def cart_count(customer: Customer | None) -> int:
    """Units in the cart, for the badge."""
    if customer is None:
        return 0
    return sum(CartLine.objects.filter(cart__customer=customer).values_list("quantity", flat=True))
