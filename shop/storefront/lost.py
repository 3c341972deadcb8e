"""What somebody may have looked for at an address that leads nowhere: the words in it, and goods that share them."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from urllib.parse import unquote

from django.db.models import Q

from shop.catalog.models import Product
from shop.catalog.queries import visible_products

# Words beyond these say nothing more; rows beyond these are not compared.
_WORDS = 8
_ROWS = 200


def words_of(address: str) -> list[str]:
    """The words of the last part of an address, each once: ``/p/hong-fu-shi_2.html`` → hong, fu, shi."""
    last = unquote(address).strip("/").rpartition("/")[2].lower()
    last = last.partition(".")[0].replace("_", "-").replace(" ", "-")
    return [word for word in dict.fromkeys(last.split("-")) if len(word) > 1 and not word.isdigit()][:_WORDS]


def shares_words(words: Iterable[str], field: str = "slug") -> Q:
    """Rows whose address has at least one of the words in it."""
    return reduce(or_, (Q(**{f"{field}__contains": word}) for word in words))


def likest(rows: Iterable[tuple[int, str]], words: list[str], *, limit: int) -> list[int]:
    """Ids of the rows (id, address) that share most words, at least half of them; the shortest address first."""
    ranked = []
    for pk, slug in rows:
        shared = len(set(words) & set(slug.split("-")))
        if shared and shared * 2 >= len(words):
            ranked.append((-shared, len(slug), pk))
    return [pk for _shared, _length, pk in sorted(ranked)[:limit]]


def products_like(address: str, *, at: datetime, limit: int = 4) -> list[Product]:
    """Goods on show whose address shares words with this one, the likest first. A query, and those of the cards."""
    words = words_of(address)
    if not words:
        return []
    near = Product.objects.visible(at).filter(shares_words(words)).values_list("pk", "slug")[:_ROWS]
    ids = likest(near, words, limit=limit)
    found = visible_products(at=at).in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def goods_instead(product: Product, *, at: datetime, limit: int = 4) -> list[Product]:
    """What is on show of the same category as a product that is not, else the newest goods."""
    rows = visible_products(at=at).exclude(pk=product.pk)
    beside = list(rows.filter(category=product.category_id)[:limit]) if product.category_id else []
    return beside or list(rows[:limit])
