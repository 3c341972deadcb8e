"""Facts the catalog announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PriceChanged(Event):
    """What a product costs or whether one of its SKUs is for sale changed."""

    name = "catalog.price_changed"
    sku_id: int
    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    """A product's published content changed, or it was taken down or deleted."""

    name = "catalog.product_changed"
    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductTypeChanged(Event):
    """What is told about products of a type changed: names, units, order, or an attribute less."""

    name = "catalog.product_type_changed"
    product_type_id: int


@dataclass(frozen=True, kw_only=True)
class CategoriesChanged(Event):
    """The category tree changed."""

    name = "catalog.categories_changed"


@dataclass(frozen=True, kw_only=True)
class BadgesChanged(Event):
    """A badge, or who has it, changed."""

    name = "catalog.badges_changed"


@dataclass(frozen=True, kw_only=True)
class VideosChanged(Event):
    """A video's name or captions changed."""

    name = "catalog.videos_changed"


@dataclass(frozen=True, kw_only=True)
class GoodsAdded(Event):
    """Products were put into the shop in bulk."""

    name = "catalog.goods_added"
    count: int


@dataclass(frozen=True, kw_only=True)
class CollectionChanged(Event):
    """A collection, or what it holds, changed."""

    name = "catalog.collection_changed"
    collection_id: int
