"""Writes of the catalog."""

from shop.catalog.operations.badges import BadgeData, give_badge, remove_badge, save_badge, take_badge
from shop.catalog.operations.bulk import Added, Goods, Shelved, add_goods, put_on_shelves, revise_goods
from shop.catalog.operations.categories import move_category, remove_category, save_category, sort_product
from shop.catalog.operations.details import set_cost, set_sku_image, set_weight
from shop.catalog.operations.matrix import add_combinations, create_skus
from shop.catalog.operations.options import OptionEdits, Renamed, revise_options
from shop.catalog.operations.prices import (
    TimedPrice,
    change_price,
    record_sales,
    record_timed_prices,
    record_timed_prices_over,
)
from shop.catalog.operations.skus import create_sku, rename_sku, set_barcode, set_code, set_sale_end, set_sku_active
from shop.catalog.operations.specification import (
    ChoiceData,
    QuestionData,
    change_kind,
    clean_link,
    move_question,
    remove_question,
    save_question,
    set_link,
    set_production_days,
)
from shop.catalog.operations.videos import add_video, change_video, convert_again, remove_video
from shop.catalog.operations.withdraw import drop_collections, take_off_shelves, withdraw_products, withdraw_skus

__all__ = [
    "Added",
    "BadgeData",
    "ChoiceData",
    "Goods",
    "OptionEdits",
    "QuestionData",
    "Renamed",
    "Shelved",
    "TimedPrice",
    "add_combinations",
    "add_goods",
    "add_video",
    "change_kind",
    "change_price",
    "change_video",
    "clean_link",
    "convert_again",
    "create_sku",
    "create_skus",
    "drop_collections",
    "give_badge",
    "move_category",
    "move_question",
    "put_on_shelves",
    "record_sales",
    "record_timed_prices",
    "record_timed_prices_over",
    "remove_badge",
    "remove_category",
    "remove_question",
    "remove_video",
    "rename_sku",
    "revise_goods",
    "revise_options",
    "save_badge",
    "save_category",
    "save_question",
    "set_barcode",
    "set_code",
    "set_cost",
    "set_link",
    "set_production_days",
    "set_sale_end",
    "set_sku_active",
    "set_sku_image",
    "set_weight",
    "sort_product",
    "take_badge",
    "take_off_shelves",
    "withdraw_products",
    "withdraw_skus",
]
