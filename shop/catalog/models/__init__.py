"""Models of the catalog."""

from shop.catalog.models.attribute import Attribute, ProductType
from shop.catalog.models.category import Category, ProductTag, TaggedProduct
from shop.catalog.models.collection import Collection, CollectionItem
from shop.catalog.models.component import SkuComponent
from shop.catalog.models.price import PriceEntry
from shop.catalog.models.product import Product, ProductPicture, RelatedProduct
from shop.catalog.models.sku import Option, OptionValue, Sku, SkuValue
from shop.catalog.models.specification import ProductTerms, SpecChoice, SpecField

__all__ = [
    "Attribute",
    "Category",
    "Collection",
    "CollectionItem",
    "Option",
    "OptionValue",
    "PriceEntry",
    "Product",
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
]
