"""What does this cost, and is it to be had, at that moment? The one answer for shop, stories, posters and API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import PriceKind, ProductKind
from shop.catalog.models import PriceEntry, Product, Sku, on_sale
from shop.catalog.shown import ShownBadge, badges_of
from shop.core.compiled import Compiled, padded
from shop.core.references import Reference
from shop.inventory import queries as inventory
from shop.promotions.models import Promotion, PromotionItem
from shop.promotions.rules import REFERENCE_WINDOW, Price


def with_reference(items: QuerySet[PromotionItem]) -> QuerySet[PromotionItem]:
    """Annotate ``reference_fen``: ``rules.reference_price`` as SQL (a test holds the two together)."""
    sold = PriceEntry.objects.filter(sku=OuterRef("sku"), kind=PriceKind.SOLD, at__lt=OuterRef("promotion__starts_at"))
    lowest = (
        sold.annotate(counts_until=F("at") + REFERENCE_WINDOW)
        .filter(counts_until__gte=OuterRef("promotion__starts_at"))
        .order_by("price_fen")
        .values("price_fen")[:1]
    )
    last = sold.order_by("-at", "price_fen").values("price_fen")[:1]
    return items.annotate(reference_fen=Coalesce(Subquery(lowest), Subquery(last)))


def reference_prices(sku_ids: Sequence[int], *, starts_at: datetime) -> dict[int, int | None]:
    """The reference price each SKU would have in a promotion starting then, as sales stand now. One query."""
    sold = PriceEntry.objects.filter(sku=OuterRef("pk"), kind=PriceKind.SOLD, at__lt=starts_at)
    lowest = sold.filter(at__gte=starts_at - REFERENCE_WINDOW).order_by("price_fen").values("price_fen")[:1]
    last = sold.order_by("-at", "-id").values("price_fen")[:1]
    rows = Sku.objects.filter(pk__in=sku_ids).annotate(reference_fen=Coalesce(Subquery(lowest), Subquery(last)))
    return dict(rows.values_list("pk", "reference_fen"))


def _running(items: QuerySet[PromotionItem], at: Any) -> QuerySet[PromotionItem]:
    """With units left, of promotions that run."""
    return items.filter(
        Q(quantity_limit=None) | Q(used__lt=F("quantity_limit")),
        promotion__starts_at__lte=at,
        promotion__ends_at__gt=at,
        promotion__cancelled_at=None,
    ).select_related("promotion")


def _to_come(items: QuerySet[PromotionItem], at: Any) -> QuerySet[PromotionItem]:
    """Of promotions that are yet to begin."""
    return items.filter(promotion__starts_at__gt=at, promotion__cancelled_at=None)


_RUNNING = Compiled(
    lambda given: _running(PromotionItem.objects.filter(sku__pk__in=given.skus), given.at).order_by(
        "-price_fen", "-id"
    ),
    skus=BigIntegerField(),
    at=DateTimeField(),
)


_RUNNING_WITH_REFERENCE = Compiled(
    lambda given: with_reference(_running(PromotionItem.objects.filter(sku__pk__in=given.skus), given.at)).order_by(
        "-price_fen", "-id"
    ),
    skus=BigIntegerField(),
    at=DateTimeField(),
)


def with_promoted(skus: QuerySet[Sku], *, at: Any) -> QuerySet[Sku]:
    """Annotate ``is_promoted``: whether ``prices`` has anything to look for."""
    return skus.annotate(is_promoted=Exists(_running(PromotionItem.objects.filter(sku=OuterRef("pk")), at)))


def prices(skus: Sequence[Sku], *, at: datetime, references: bool = True) -> dict[int, Price]:
    """The price of each SKU at ``at``, by SKU id. One query beyond the SKUs themselves; none if these came through
    ``with_promoted`` and none of them is.

    A running promotion with units left sets the price unless the asking price is lower; the reference price
    is given only when it is higher than what is asked now, and not without ``references`` (who only sells saves it).
    """
    result = {sku.pk: Price(sku_id=sku.pk, list_fen=sku.price_fen, price_fen=sku.price_fen) for sku in skus}
    asked = [sku.pk for sku in skus if getattr(sku, "is_promoted", True)]
    if not asked:
        return result
    running = _RUNNING_WITH_REFERENCE if references else _RUNNING
    for item in running.rows(skus=padded(asked), at=at):
        plain = result[item.sku_id]
        if item.price_fen >= plain.list_fen:
            continue
        reference: int | None = getattr(item, "reference_fen", None)  # annotated
        result[item.sku_id] = Price(
            sku_id=item.sku_id,
            list_fen=plain.list_fen,
            price_fen=item.price_fen,
            reference_fen=reference if reference is not None and reference > item.price_fen else None,
            promotion_id=item.promotion_id,
            promotion_name=item.promotion.name,
            promotion_told=item.promotion.told.name,
            item_id=item.pk,
            starts_at=item.promotion.starts_at,
            ends_at=item.promotion.ends_at,
            remaining=item.remaining,
            per_person_limit=item.promotion.per_person_limit,
        )
    return result


def _promoted(at: datetime) -> QuerySet[PromotionItem]:
    """Promotional prices that hold at ``at``: ``prices`` as a condition (a test holds the two together)."""
    return PromotionItem.objects.filter(
        Q(quantity_limit=None) | Q(used__lt=F("quantity_limit")),
        on_sale(at, prefix="sku__"),
        promotion__in=Promotion.objects.active(at).order_by(),
        price_fen__lt=F("sku__price_fen"),
    ).order_by()


def price_between(low_fen: int | None, high_fen: int | None, at: datetime) -> Q:
    """Products with a SKU for sale whose price at ``at`` is in the range; both ends belong to it."""
    limits = {"price_fen__gte": low_fen, "price_fen__lte": high_fen}
    limits = {name: fen for name, fen in limits.items() if fen is not None}
    promoted = _promoted(at)
    asked = Sku.objects.for_sale(at).filter(~Exists(promoted.filter(sku=OuterRef("pk"))), **limits).order_by()
    return Q(pk__in=asked.values("product")) | Q(pk__in=promoted.filter(**limits).values("sku__product"))


def lowest_price(at: datetime) -> Combinable:
    """The lowest price of a product at ``at``, to sort products by; null without any."""
    asked = Sku.objects.for_sale(at).filter(product=OuterRef("pk")).order_by("price_fen").values("price_fen")[:1]
    promoted = _promoted(at).filter(sku__product=OuterRef("pk")).order_by("price_fen").values("price_fen")[:1]
    # SQLite's least of something and nothing is nothing; PostgreSQL never comes to the second ``asked``.
    return Coalesce(Least(Subquery(promoted), Subquery(asked)), Subquery(asked))


@dataclass(frozen=True)
class SkuOffer:
    """A SKU with its price and the units that can be bought."""

    sku: Sku
    price: Price
    available: int

    @property
    def is_sold_out(self) -> bool:
        return self.available < 1


@dataclass(frozen=True)
class Upcoming:
    """The next promotion on a product: when, and the lowest price it brings."""

    name: str
    starts_at: datetime
    price_fen: int


_NOT_SOLD_HERE: dict[str, str] = {ProductKind.LINK: "elsewhere", ProductKind.ENQUIRY: "on_request"}


@dataclass(frozen=True)
class Offer:
    """A product as it is offered at ``at``: its SKUs with prices and stock, and the badges on its picture."""

    product: Product
    at: datetime
    skus: tuple[SkuOffer, ...]
    upcoming: Upcoming | None
    badges: tuple[ShownBadge, ...] = ()
    # What can be ordered in a pre-sale alone: not in the cart, and at the asking price.
    in_advance: tuple[Sku, ...] = ()

    @property
    def state(self) -> str:
        """``coming`` (nothing to buy yet), ``presale`` (only ordered in advance), ``sold_out`` or ``available``;
        ``elsewhere`` and ``on_request`` are not sold here.
        """
        if self.product.kind in _NOT_SOLD_HERE:
            return _NOT_SOLD_HERE[self.product.kind]
        if not self.skus:
            return "presale" if self.in_advance else "coming"
        return "sold_out" if all(row.is_sold_out for row in self.skus) else "available"

    @property
    def lead(self) -> SkuOffer | None:
        """The SKU whose price stands for the product: the cheapest that can be bought, else the cheapest."""
        return min(self.skus, key=lambda row: (row.is_sold_out, row.price.price_fen, row.sku.pk), default=None)

    @property
    def advance_fen(self) -> int | None:
        """The lowest price of what is ordered in advance; None where nothing is."""
        return min((sku.price_fen for sku in self.in_advance), default=None)

    @property
    def has_range(self) -> bool:
        """Whether SKUs differ in price, so that the lead price reads "from"."""
        return len({row.price.price_fen for row in self.skus}) > 1


_OFFERED = Compiled(
    lambda given: with_promoted(
        Sku.objects.offered(given.at).filter(product__pk__in=given.products), at=given.at
    ).annotate(is_to_be_promoted=Exists(_to_come(PromotionItem.objects.filter(sku=OuterRef("pk")), given.at))),
    products=BigIntegerField(),
    at=DateTimeField(),
)


def offers(products: Iterable[Product], *, at: datetime) -> dict[int, Offer]:
    """Offers by product id: five queries for any number of products, three where none has or will have a promotion
    (with ``active_skus`` prefetched: four).
    """
    products = list(products)
    missing = [product.pk for product in products if not hasattr(product, "active_skus")]
    fetched: dict[int, list[Sku]] = {pk: [] for pk in missing}
    if missing:
        for sku in _OFFERED.rows(products=padded(missing), at=at):
            fetched[sku.product_id].append(sku)
    offered = {
        product.pk: list(getattr(product, "active_skus", None) or fetched.get(product.pk, [])) for product in products
    }
    skus_of = {pk: [sku for sku in skus if not sku.is_in_presale(at)] for pk, skus in offered.items()}
    all_skus = [sku for skus in skus_of.values() for sku in skus]
    price_of = prices(all_skus, at=at)
    stock_of = inventory.available([sku.pk for sku in all_skus], at=at)
    next_of = _upcoming([sku.pk for sku in all_skus if getattr(sku, "is_to_be_promoted", True)], at=at)
    badges = badges_of(products, at=at)
    return {
        product.pk: Offer(
            product=product,
            at=at,
            skus=tuple(
                SkuOffer(sku=sku, price=price_of[sku.pk], available=max(0, stock_of.get(sku.pk, 0)))
                for sku in skus_of[product.pk]
            ),
            upcoming=min(
                (next_of[sku.pk] for sku in skus_of[product.pk] if sku.pk in next_of),
                key=lambda row: (row.starts_at, row.price_fen),
                default=None,
            ),
            badges=tuple(badges[product.pk]),
            in_advance=tuple(sku for sku in offered[product.pk] if sku.is_in_presale(at)),
        )
        for product in products
    }


_TO_COME = Compiled(
    lambda given: (
        _to_come(PromotionItem.objects.filter(sku__pk__in=given.skus), given.at)
        .select_related("promotion")
        .order_by("-promotion__starts_at", "-price_fen")
    ),
    skus=BigIntegerField(),
    at=DateTimeField(),
)


def _upcoming(sku_ids: list[int], *, at: datetime) -> dict[int, Upcoming]:
    items = _TO_COME.rows(skus=padded(sku_ids), at=at) if sku_ids else []
    return {
        item.sku_id: Upcoming(
            name=item.promotion.told.name, starts_at=item.promotion.starts_at, price_fen=item.price_fen
        )
        for item in items
    }


def promotions_of(
    things: Sequence[Product] | Sequence[Sku], *, at: datetime, **_gone: Any
) -> list[tuple[int, Reference]]:
    """Promotions of products or SKUs that run or are to come. One query."""
    key = "sku" if isinstance(things[0], Sku) else "sku__product"
    items = PromotionItem.objects.filter(
        **{f"{key}__in": things}, promotion__ends_at__gt=at, promotion__cancelled_at=None
    ).values_list(key, "promotion", "promotion__name")
    return [
        (
            pk,
            Reference(
                kind=_("Promotion"),
                title=name,
                url=reverse("promotion_desk:promotion", args=[promotion_id]),
                permission="promotions.view_promotion",
                effect=_("Its price can no longer be had."),
            ),
        )
        for pk, promotion_id, name in items.order_by("promotion__starts_at", "promotion", key).distinct()
    ]


def next_change(*, at: datetime) -> datetime | None:
    """The next moment at which any price may flip by itself: no cached price may live longer."""
    moments = [
        Promotion.objects.filter(cancelled_at=None, **{f"{name}__gt": at}).aggregate(first=Min(name))["first"]
        for name in ("starts_at", "ends_at")
    ]
    return min((moment for moment in moments if moment), default=None)
