"""Models of the catalog."""

from shop.catalog.models.attribute import Attribute, ProductType
from shop.catalog.models.badge import Badge, ProductBadge
from shop.catalog.models.category import Category, ProductTag, TaggedProduct
from shop.catalog.models.collection import Collection, CollectionCondition, CollectionExclusion, CollectionItem
from shop.catalog.models.component import SkuComponent
from shop.catalog.models.price import PriceEntry
from shop.catalog.models.product import Product, ProductPicture, RelatedProduct, fact_key
from shop.catalog.models.sku import Option, OptionValue, Sku, SkuValue, on_sale, told_options
from shop.catalog.models.specification import ProductTerms, SpecChoice, SpecField
from shop.catalog.models.video import Video

__all__ = [
    "Attribute",
    "Badge",
    "Category",
    "Collection",
    "CollectionCondition",
    "CollectionExclusion",
    "CollectionItem",
    "Option",
    "OptionValue",
    "PriceEntry",
    "Product",
    "ProductBadge",
    "ProductPicture",
    "ProductTag",
    "ProductTerms",
    "ProductType",
    "RelatedProduct",
    "Sku",
    "SkuComponent",
    "SkuValue",
    "SpecChoice",
    "SpecField",
    "TaggedProduct",
    "Video",
    "fact_key",
    "on_sale",
    "told_options",
]
