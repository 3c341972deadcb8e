"""Search in the lists of goods, as fast with 100,000 SKUs as with ten.

Few hits are found by an index and named by id. Where there are many, the list is walked in its own order instead: it
comes upon a page of them soon.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from shop.catalog.models import Product, Sku
from shop.core.search import containing

# So many hits are named by id.
FEW = 2_000


def few_ids(rows: QuerySet[Any], column: str = "pk") -> list[int] | None:
    """The ids, or None if they are more than ``FEW``. One query."""
    ids = list(rows.order_by().values_list(column, flat=True)[: FEW + 1])
    return None if len(ids) > FEW else ids


def _by_code(text: str) -> Q:
    return containing("code", text) | Q(barcode=text)


def find_products(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Those with ``text`` in their title, or in the code of a SKU."""
    named = coded = None
    if len(text) > 1:
        named = few_ids(Product.objects.filter(containing("title", text)))
        coded = few_ids(Sku.objects.filter(_by_code(text)), "product_id")
    theirs = Sku.objects.filter(Q(code__holds=text) | Q(barcode=text), product=OuterRef("pk"))
    by_title = Q(title__holds=text) if named is None else Q(pk__among=named)
    return products.filter(by_title | (Q(Exists(theirs)) if coded is None else Q(pk__among=coded)))


def sku_ids(text: str) -> list[int] | None:
    """Ids of the SKUs with ``text`` in code, options or product title, or as barcode; None if there are many."""
    if len(text) < 2:
        return None
    named = few_ids(Product.objects.filter(containing("title", text)))
    own = few_ids(Sku.objects.filter(_by_code(text) | containing("option_text", text)))
    if named is None or own is None:
        return None
    of_products = few_ids(Sku.objects.filter(product__in=named)) if named else []
    return None if of_products is None else sorted({*own, *of_products})


def matching(text: str, prefix: str = "") -> Q:
    """The same as a condition, for a list that is walked; ``prefix`` leads to the SKU."""
    return (
        Q(**{f"{prefix}code__holds": text})
        | Q(**{f"{prefix}barcode": text})
        | Q(**{f"{prefix}option_text__holds": text})
        | Q(**{f"{prefix}product__title__holds": text})
    )


def find_skus(skus: QuerySet[Sku], text: str) -> QuerySet[Sku]:
    """Those with ``text`` in code, options or their product's title, or as barcode."""
    ids = sku_ids(text)
    return skus.filter(matching(text)) if ids is None else skus.filter(pk__among=ids)
