"""Collections by rule: what meets their conditions at the moment they are read."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shop.catalog.errors import CategoryInUse
from shop.catalog.models import (
    Category,
    Collection,
    CollectionCondition,
    CollectionExclusion,
    CollectionItem,
    Product,
)
from shop.catalog.operations import remove_category, sort_product
from shop.catalog.queries import collection_products
from shop.inventory.enums import MovementReason
from shop.inventory.models import StockItem
from shop.inventory.operations import move_stock, reserve
from shop.inventory.queries import available, in_stock
from shop.promotions.operations import Claim, claim
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_category, make_sku, product_type
from tests.factories.inventory import bundle, dated_sku, stocked_sku
from tests.factories.promotions import item_of, make_promotion

pytestmark = pytest.mark.django_db


def rule(*conditions: dict[str, Any], **fields: Any) -> Collection:
    """A collection with these conditions."""
    shelf = Collection.objects.create(title="规则", slug=f"rule-{Collection.objects.count()}", **fields)
    for place, condition in enumerate(conditions):
        CollectionCondition.objects.create(collection=shelf, position=place, **condition)
    return shelf


def titles(shelf: Collection, at: datetime = NOW) -> list[str]:
    return [product.title for product in collection_products(shelf, at=at)]


def test_by_category_with_all_below_it() -> None:
    fruit = make_category("鲜果")
    ProductFactory(title="苹果", category=make_category("苹果类", under=fruit))
    ProductFactory(title="鲜", category=fruit)
    ProductFactory(title="碟", category=make_category("器物"))

    assert set(titles(rule({"kind": "category", "category": fruit}))) == {"苹果", "鲜"}


def test_by_tag_and_type_all_or_any() -> None:
    kind, *_rest = product_type("水果")
    tagged, typed, both = (ProductFactory(title=name) for name in ("标签", "类型", "都有"))
    for product in (tagged, both):
        sort_product(by=None, product=product, category_id=None, tags=["送人"])
    Product.objects.filter(pk__in=[typed.pk, both.pk]).update(product_type=kind)
    tag = tagged.tags.get()
    conditions = ({"kind": "tag", "tag": tag}, {"kind": "type", "product_type": kind})

    assert titles(rule(*conditions, match="all")) == ["都有"]
    assert set(titles(rule(*conditions, match="any"))) == {"标签", "类型", "都有"}


def test_by_facts_of_every_kind_also_of_other_types_that_tell_the_same() -> None:
    fruit, place, weight, picked, organic = product_type(
        "水果", 产地="choice", 果径="number", 采摘="date", 有机="yes_no"
    )
    jars, same_place = product_type("罐装", 产地="choice")
    values = {str(place.pk): "栖霞", str(weight.pk): 85, str(picked.pk): "2026-11-02", str(organic.pk): True}
    ProductFactory(title="好", product_type=fruit, attributes=values)
    small = {str(place.pk): "烟台", str(weight.pk): 80.5, str(picked.pk): "2026-10-20", str(organic.pk): False}
    ProductFactory(title="小", product_type=fruit, attributes=small)
    ProductFactory(title="酱", product_type=jars, attributes={str(same_place.pk): "栖霞"})
    # A value of a type the product is not of any more is not told, so it does not count.
    ProductFactory(title="改了类型", product_type=jars, attributes=values)

    def found(**condition: Any) -> set[str]:
        return set(titles(rule(condition)))

    assert found(kind="choice", attribute=place, value="栖霞") == {"好", "酱"}
    assert found(kind="choice", attribute=same_place, value="栖霞") == {"好", "酱"}
    assert found(kind="number", attribute=weight, low=Decimal("80.5")) == {"好", "小"}
    assert found(kind="number", attribute=weight, low=Decimal("80.6"), high=Decimal(85)) == {"好"}
    assert found(kind="number", attribute=weight, high=Decimal(84)) == {"小"}
    assert found(kind="date", attribute=picked, first_day=date(2026, 11, 1)) == {"好"}
    assert found(kind="date", attribute=picked, last_day=date(2026, 10, 31)) == {"小"}
    assert found(kind="yes_no", attribute=organic, boolean=True) == {"好"}
    assert found(kind="yes_no", attribute=organic, boolean=False) == {"小"}


def test_a_condition_that_lost_what_it_named_is_met_by_nothing() -> None:
    fruit, place = product_type("水果", 产地="choice")
    ProductFactory(product_type=fruit, attributes={str(place.pk): "栖霞"})
    by_fact, by_type = (
        rule({"kind": "choice", "attribute": place, "value": "栖霞"}),
        rule({"kind": "type", "product_type": fruit}),
    )
    Product.objects.update(product_type=None)
    fruit.delete()  # Past the screens, which refuse it.

    assert titles(by_fact) == titles(by_type) == []


def test_new_ends_on_the_second() -> None:
    shelf = rule({"kind": "new", "days": 7})
    ProductFactory(title="新", first_published_at=NOW)
    ProductFactory(title="没发布过")

    assert titles(shelf, at=NOW + timedelta(days=7, microseconds=-1)) == ["新"]
    assert titles(shelf, at=NOW + timedelta(days=7)) == []


def test_by_the_price_of_the_moment() -> None:
    sku = make_sku(price_fen=6800, product=ProductFactory(title="礼盒"))
    off = make_sku(price_fen=3000, product=ProductFactory(title="停售"))
    type(off).objects.filter(pk=off.pk).update(is_active=False)
    begin, end = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    make_promotion(sku, starts_at=begin, ends_at=end, price_fen=4900, at=NOW)
    cheap = rule({"kind": "price", "high_fen": 5000})
    dear = rule({"kind": "price", "low_fen": 6800, "high_fen": 6800})

    assert [titles(cheap, at=at) for at in (NOW, begin, end)] == [[], ["礼盒"], []]
    assert [titles(dear, at=at) for at in (NOW, begin, end)] == [["礼盒"], [], ["礼盒"]]


def test_in_stock() -> None:
    shelf = rule({"kind": "in_stock"})
    stocked_sku(units=3, product=ProductFactory(title="有货"))
    make_sku(product=ProductFactory(title="从没进货"))
    ProductFactory(title="没有规格")

    assert titles(shelf) == ["有货"]


def test_pins_stand_first_exclusions_are_left_out_and_the_rest_follows_newest_first() -> None:
    kind, *_rest = product_type("水果")
    products = {
        name: ProductFactory(title=name, product_type=kind, created_at=NOW + timedelta(hours=number))
        for number, name in enumerate(["一", "二", "三", "四"])
    }
    outsider = ProductFactory(title="外来")
    shelf = rule({"kind": "type", "product_type": kind})
    assert titles(shelf) == ["四", "三", "二", "一"]

    for place, product in enumerate([outsider, products["一"]]):
        CollectionItem.objects.create(collection=shelf, product=product, position=place)
    CollectionExclusion.objects.create(collection=shelf, product=products["三"])

    assert titles(shelf) == ["外来", "一", "四", "二"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("hand", ["二", "三", "一"]),
        ("newest", ["三", "二", "一"]),
        ("price_up", ["一", "三", "二"]),
        ("price_down", ["二", "三", "一"]),
    ],
)
def test_orders_of_a_collection_by_hand(order: str, expected: list[str]) -> None:
    shelf = Collection.objects.create(title="手选", slug="hand", order=order)
    places = {"一": 2, "二": 0, "三": 1}
    for number, (name, price) in enumerate([("一", 100), ("二", 900), ("三", 500)]):
        product = ProductFactory(title=name, created_at=NOW + timedelta(hours=number))
        make_sku(product=product, price_fen=price)
        CollectionItem.objects.create(collection=shelf, product=product, position=places[name])

    assert titles(shelf) == expected


def test_a_rule_needs_as_many_queries_for_three_as_for_one(django_assert_num_queries: Any) -> None:
    kind, *_rest = product_type("水果")
    shelf = rule({"kind": "type", "product_type": kind}, {"kind": "in_stock"}, match="any")

    for _count in range(2):
        stocked_sku(product=ProductFactory(product_type=kind))
        with django_assert_num_queries(3):
            list(collection_products(shelf, at=NOW))


def test_hidden_goods_meet_no_rule() -> None:
    fruit = make_category("鲜果")
    ProductFactory(live=False, category=fruit)
    ProductFactory(category=fruit, expire_at=NOW)

    assert titles(rule({"kind": "category", "category": fruit})) == []


def test_what_the_rule_asks_of_stock_is_what_can_be_bought() -> None:
    plain, empty, held, kept = (stocked_sku(units=units) for units in (3, 1, 1, 2))
    move_stock(by=None, sku=empty, delta=-1, reason=MovementReason.DAMAGE, at=NOW)
    reserve(quantities={held.pk: 1}, reference="A", at=NOW, expires_at=NOW + timedelta(minutes=15))
    StockItem.objects.filter(pk=kept.pk).update(safety=2)
    fresh, gone = dated_sku(expires_on=date(2027, 12, 31)), dated_sku(expires_on=date(2026, 1, 1))
    boxes = [bundle({plain: 3}), bundle({plain: 4}), bundle({empty: 1}), bundle({fresh: 1})]
    endless = make_sku(is_stocked=False)
    skus = [plain, empty, held, kept, fresh, gone, *boxes, endless, make_sku()]

    for at in (NOW, NOW + timedelta(minutes=14), NOW + timedelta(minutes=15)):
        units = available([sku.pk for sku in skus], at=at)
        expected = {sku.product_id for sku in skus if units[sku.pk] > 0}
        assert set(Product.objects.filter(in_stock(at)).values_list("pk", flat=True)) == expected
    assert len(expected) == 6


def test_a_promotion_that_is_used_up_counts_no_more() -> None:
    sku = make_sku(price_fen=6800, product=ProductFactory(title="礼盒"))
    item = item_of(make_promotion(sku, price_fen=4900, quantity_limit=1))
    cheap = rule({"kind": "price", "high_fen": 5000}, order="price_up")
    assert titles(cheap) == ["礼盒"]

    claim(Claim("A", "p", {item.pk: 1}), at=NOW)

    assert titles(cheap) == []


def test_goods_are_sorted_by_the_price_of_the_moment() -> None:
    cheap, dear = (make_sku(price_fen=fen, product=ProductFactory(title=str(fen))) for fen in (3000, 6800))
    ProductFactory(title="没有价格")
    make_promotion(dear, price_fen=2900)
    shelf = Collection.objects.create(title="手选", slug="hand", order="price_up")
    for product in Product.objects.all():
        CollectionItem.objects.create(collection=shelf, product=product)

    assert titles(shelf) == ["6800", "3000", "没有价格"]
    assert titles(shelf, at=NOW + timedelta(hours=1)) == ["3000", "6800", "没有价格"]
    assert cheap.product.title == "3000"


def test_what_a_rule_goes_by_is_not_removed() -> None:
    fruit = make_category("鲜果")
    rule({"kind": "category", "category": fruit})

    with pytest.raises(CategoryInUse, match="规则"):
        remove_category(by=None, category_id=fruit.pk)

    assert list(Category.objects.values_list("pk", flat=True)) == [fruit.pk]
