"""Many goods at once: the same invariants as one by one, without a line of audit and an event for each row.

The caller writes the one audit line of its document; the price log names it (``source``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from modelsearch.backends import get_search_backends

from shop.catalog.enums import PriceKind, ProductKind
from shop.catalog.errors import DuplicateCode, DuplicateCombination, InvalidPrice, KindHasNoSkus, KindHasSessions
from shop.catalog.events import CollectionChanged, GoodsAdded, PriceChanged, ProductChanged
from shop.catalog.models import (
    Collection,
    CollectionItem,
    Option,
    OptionValue,
    PriceEntry,
    Product,
    Sku,
    SkuValue,
    told_options,
)
from shop.catalog.models.collection import MAX_ITEMS
from shop.catalog.models.slugs import slug_for, unique_slug
from shop.catalog.operations.skus import option_value
from shop.core import events
from shop.core.errors import InvalidInput, ShopError, StaleState
from shop.core.money import MAX_FEN


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A new SKU: of product ``product_id``, else of a new product.

    New goods with the same ``family`` become SKUs of one new product; without a family each gets its own.
    ``option`` is one pair of name and value.
    """

    code: str
    title: str
    price_fen: int
    barcode: str = ""
    subtitle: str = ""
    cost_fen: int | None = None
    weight_g: int | None = None
    option: tuple[str, str] | None = None
    product_id: int | None = None
    family: str = ""


@dataclass(frozen=True)
class Added:
    """A new SKU, and what else had to be made for it: the product, an option or a value of a product that was there."""

    sku: Sku
    product_id: int | None = None
    option_id: int | None = None
    value_id: int | None = None


@transaction.atomic
def add_goods(*, by: Any, goods: Sequence[Goods], live: bool, source: str, at: datetime) -> list[Added | ShopError]:
    """Create products and SKUs; for each of ``goods`` what was made or the reason why it was left out.

    ``live`` publishes new products at once, else they are drafts. The search index is kept. One ``PriceChanged`` for
    each known product that got a SKU; one ``GoodsAdded`` for all new ones that are live.
    Raises ``IntegrityError`` if somebody else takes a code at the same moment: try again.
    """
    codes = [row.code for row in goods]
    taken = set(Sku.objects.filter(code__in=codes).values_list("code", flat=True))
    results: list[Added | ShopError | None] = [_refusal(row, taken) for row in goods]
    wanted = [place for place, refusal in enumerate(results) if refusal is None]
    known = {
        product.pk: product
        for product in Product.objects.select_for_update(no_key=True)
        .filter(pk__in={goods[place].product_id for place in wanted if goods[place].product_id})
        .order_by("pk")
    }
    fresh = _create_products([goods[place] for place in wanted], live=live, at=at)
    skus: list[Sku] = []
    values: list[SkuValue] = []
    positions: dict[int, int] = {}
    # What a new product brings goes with it; only what a product that was there gains is worth noting.
    options_there = set(Option.objects.filter(product__in=known).values_list("pk", flat=True))
    values_there = set(OptionValue.objects.filter(option__product__in=known).values_list("pk", flat=True))
    new_products = {product.pk for product in fresh.values()}
    combinations = set(Sku.objects.filter(product__in=known).values_list("product_id", "combination"))
    for place in wanted:
        row = goods[place]
        product = known.get(row.product_id or 0) or fresh[_key(row)]
        if not ProductKind(product.kind).is_sold_here:
            results[place] = KindHasNoSkus()
            continue
        if product.kind == ProductKind.SERVICE:
            results[place] = KindHasSessions()
            continue
        pair = option_value(product, *row.option) if row.option else None
        combination = str(pair[1].pk) if pair else ""
        if (product.pk, combination) in combinations:
            results[place] = DuplicateCombination(field="options")
            continue
        combinations.add((product.pk, combination))
        if product.pk not in positions:
            positions[product.pk] = product.skus.count() if product.pk in known else 0
        sku = Sku(
            product=product,
            code=row.code,
            barcode=row.barcode,
            price_fen=row.price_fen,
            cost_fen=row.cost_fen,
            weight_g=row.weight_g,
            is_stocked=product.kind != ProductKind.PAID_CONTENT,
            combination=combination,
            option_text=pair[1].value if pair else "",
            translations=told_options(pair[1].value, [pair[1]]) if pair else {},
            position=positions[product.pk],
            created_at=at,
        )
        positions[product.pk] += 1
        skus.append(sku)
        results[place] = Added(
            sku,
            product_id=product.pk if product.pk in new_products else None,
            option_id=pair[0].pk if pair and product.pk in known and pair[0].pk not in options_there else None,
            value_id=pair[1].pk if pair and product.pk in known and pair[1].pk not in values_there else None,
        )
        new_products.discard(product.pk)
        if pair:
            options_there.add(pair[0].pk)
            values_there.add(pair[1].pk)
            values.append(SkuValue(sku=sku, option=pair[0], value=pair[1]))
    Sku.objects.bulk_create(skus)
    SkuValue.objects.bulk_create(values)
    PriceEntry.objects.bulk_create(
        PriceEntry(sku=sku, kind=PriceKind.ASKED, price_fen=sku.price_fen, at=at, reference=source, by=by)
        for sku in skus
    )
    for product_id in sorted({sku.product_id for sku in skus} & set(known)):
        events.publish(
            PriceChanged(sku_id=next(sku.pk for sku in skus if sku.product_id == product_id), product_id=product_id)
        )
    if live and fresh:
        events.publish(GoodsAdded(count=len(fresh)))
    return [result for result in results if result is not None]


def _refusal(row: Goods, taken: set[str]) -> ShopError | None:
    if row.code in taken:
        return DuplicateCode(field="code")
    # The code is taken by the first row that has it.
    taken.add(row.code)
    if not 1 <= row.price_fen <= MAX_FEN:
        return InvalidPrice(field="price")
    if not (1 <= len(row.code) <= 40 and 1 <= len(row.title) <= 120 and len(row.barcode) <= 40):
        return InvalidInput(field="code")
    return None


def _key(row: Goods) -> tuple[str, str]:
    return ("family", row.family) if row.family else ("code", row.code)


def _create_products(goods: Sequence[Goods], *, live: bool, at: datetime) -> dict[tuple[str, str], Product]:
    """A product for each family, or for each code without one; by that key."""
    first = {_key(row): row for row in reversed(goods) if not row.product_id}
    bases = {key: slug_for(row.title) for key, row in first.items()}
    taken = set(Product.objects.filter(slug__in=bases.values()).values_list("slug", flat=True))
    products: dict[tuple[str, str], Product] = {}
    for key, row in first.items():
        slug = bases[key]
        if slug in taken:
            slug = f"{slug}-{slugify(row.code)}"[:80].rstrip("-")
            if slug in taken or Product.objects.filter(slug=slug).exists():
                slug = unique_slug(Product, f"{row.title} {row.code}")
                while slug in taken:
                    slug = f"{slug}-{len(taken)}"
        taken.add(slug)
        products[key] = Product(
            title=row.title,
            subtitle=row.subtitle,
            slug=slug,
            live=live,
            has_unpublished_changes=not live,
            first_published_at=at if live else None,
            last_published_at=at if live else None,
            created_at=at,
        )
    Product.objects.bulk_create(products.values())
    # Rows made in bulk send no signals, which is how the index usually hears of them. The shop finds what is in it; a
    # draft comes into the index when it is published.
    for backend in get_search_backends(with_auto_update=True) if live else ():
        backend.add_bulk(Product, list(products.values()))
    return products


@transaction.atomic
def revise_goods(
    *, by: Any, sku: Sku, changes: Mapping[str, tuple[Any, Any]], source: str, at: datetime
) -> set[type[events.Event]]:
    """Change price, cost, weight, barcode, title or subtitle of a SKU and its product, or whether it is for sale:
    field → (expected, new).

    All or nothing; ``StaleState`` names the field that is not as expected any more. Returns the kinds of events the
    caller owes for the product (``PriceChanged``, ``ProductChanged``), so that a batch sends each once.
    """
    owed: set[type[events.Event]] = set()
    if "price" in changes:
        expected, price_fen = changes["price"]
        if not 1 <= price_fen <= MAX_FEN:
            raise InvalidPrice(field="price")
        if not Sku.objects.filter(pk=sku.pk, price_fen=expected).update(price_fen=price_fen):
            raise StaleState(field="price")
        PriceEntry.objects.create(sku=sku, kind=PriceKind.ASKED, price_fen=price_fen, at=at, reference=source, by=by)
        owed.add(PriceChanged)
    for field, column in (("barcode", "barcode"), ("cost", "cost_fen"), ("weight", "weight_g")):
        if field in changes:
            expected, value = changes[field]
            if not Sku.objects.filter(pk=sku.pk, **{column: expected}).update(**{column: value}):
                raise StaleState(field=field)
    if "is_active" in changes:
        was_active, is_active = changes["is_active"]
        if not Sku.objects.filter(pk=sku.pk, is_active=was_active).update(is_active=is_active):
            raise StaleState(field="is_active")
        owed.add(PriceChanged)
    content = {field: changes[field] for field in ("title", "subtitle") if field in changes}
    if content:
        _revise_content(by, sku.product_id, content)
        owed.add(ProductChanged)
    return owed


def _revise_content(by: Any, product_id: int, content: Mapping[str, tuple[str, str]]) -> None:
    """Change what shoppers read, and the waiting draft with it: else publishing that draft would take it back."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    for field, (expected, value) in content.items():
        if getattr(product, field) not in {expected, value}:
            raise StaleState(field=field)
        setattr(product, field, value)
    product.save(update_fields=list(content))
    if product.latest_revision_id:
        draft = product.get_latest_revision_as_object()
        for field, (_expected, value) in content.items():
            setattr(draft, field, value)
        had_changes = product.has_unpublished_changes
        revision = draft.save_revision(user=by, log_action=False)
        for scheduled in product.revisions.filter(approved_go_live_at__isnull=False):
            scheduled.content.update({field: value for field, (_expected, value) in content.items()})
            scheduled.save(update_fields=["content"])
        if product.live and not had_changes:
            Product.objects.filter(pk=product_id).update(live_revision=revision, has_unpublished_changes=False)


@dataclass(frozen=True)
class Shelved:
    """What ``put_on_shelves`` made for one collection: item ids by product, and the collection itself if it is new."""

    item_ids: dict[int, int]
    collection_id: int | None = None


@transaction.atomic
def put_on_shelves(*, shelves: Mapping[str, Iterable[int]]) -> dict[str, Shelved]:
    """Put products at the end of collections, by collection title; a missing collection is created, hidden.

    Idempotent. ``InvalidInput`` if a collection would hold more than ``MAX_ITEMS``. Returns what was made, by title.
    """
    made: dict[str, Shelved] = {}
    for title, product_ids in shelves.items():
        collection = Collection.objects.select_for_update(no_key=True).filter(title=title).order_by("pk").first()
        is_new = collection is None
        if collection is None:
            collection = Collection.objects.create(
                title=title, slug=unique_slug(Collection, title), is_visible=False, position=Collection.objects.count()
            )
        there = set(CollectionItem.objects.filter(collection=collection).values_list("product_id", flat=True))
        new = [pk for pk in dict.fromkeys(product_ids) if pk not in there]
        if len(there) + len(new) > MAX_ITEMS:
            raise InvalidInput(field="collection")
        items = CollectionItem.objects.bulk_create(
            CollectionItem(collection=collection, product_id=pk, position=len(there) + place)
            for place, pk in enumerate(new)
        )
        made[title] = Shelved({item.product_id: item.pk for item in items}, collection.pk if is_new else None)
        if new:
            events.publish(CollectionChanged(collection_id=collection.pk))
    return made
