"""Options after the SKUs are made: names, order, values more and less; the SKUs follow."""

from typing import Any

import pytest

from shop.catalog.models import Option, OptionValue, Product, Sku
from shop.catalog.operations import OptionEdits, Renamed, add_combinations, create_skus, revise_options
from shop.core.errors import InvalidInput, StaleState
from shop.core.models import OutboxEvent
from tests.factories.catalog import ProductFactory, make_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    product = ProductFactory()
    options = {"规格": ["5 斤", "10 斤"], "包装": ["简装", "礼盒"]}
    create_skus(by=None, product=product, code="QX", price_fen=6800, options=options)
    return product


def option(name: str) -> Option:
    return Option.objects.get(name=name)


def value(text: str) -> OptionValue:
    return OptionValue.objects.get(value=text)


def revise(product: Product, **edits: Any) -> bool:
    return revise_options(
        by=None, product=product, edits=OptionEdits(**{"options": {}, "values": {}, "added": {}, **edits})
    )


def rename(row: Option | OptionValue, name: str) -> dict[int, Renamed]:
    return {row.pk: Renamed(name=name, seen=str(row))}


def words(product: Product) -> dict[str, list[str]]:
    rows = Option.objects.filter(product=product).prefetch_related("values")
    return {row.name: [each.value for each in row.values.all()] for row in rows}


def skus(product: Product) -> list[tuple[str, str]]:
    return list(Sku.objects.filter(product=product).order_by("position").values_list("code", "option_text"))


def test_a_rename_is_read_on_every_sku(product: Product) -> None:
    combinations = set(Sku.objects.values_list("combination"))

    assert revise(product, options=rename(option("规格"), "重量"), values=rename(value("5 斤"), "五斤"))

    assert words(product) == {"重量": ["五斤", "10 斤"], "包装": ["简装", "礼盒"]}
    assert skus(product) == [
        ("QX-01", "五斤 / 简装"),
        ("QX-02", "五斤 / 礼盒"),
        ("QX-03", "10 斤 / 简装"),
        ("QX-04", "10 斤 / 礼盒"),
    ]
    assert set(Sku.objects.values_list("combination")) == combinations
    assert OutboxEvent.objects.filter(name="catalog.product_changed").count() == 1


def test_two_values_swap_their_names(product: Product) -> None:
    revise(product, values=rename(value("5 斤"), "10 斤") | rename(value("10 斤"), "5 斤"))

    assert words(product)["规格"] == ["10 斤", "5 斤"]
    assert skus(product)[0] == ("QX-01", "10 斤 / 简装")


def test_skus_follow_the_order_of_options_and_values(product: Product) -> None:
    revise(product, move=("value", value("10 斤").pk, -1))
    assert [code for code, _text in skus(product)] == ["QX-03", "QX-04", "QX-01", "QX-02"]

    revise(product, move=("option", option("包装").pk, -1))
    assert skus(product) == [
        ("QX-03", "简装 / 10 斤"),
        ("QX-01", "简装 / 5 斤"),
        ("QX-04", "礼盒 / 10 斤"),
        ("QX-02", "礼盒 / 5 斤"),
    ]
    assert revise(product, move=("option", option("包装").pk, -1)) is False


def test_values_are_added_and_only_chosen_combinations_become_skus(product: Product) -> None:
    revise(product, added={option("规格").pk: ["20 斤", "5 斤"]})
    large, gift = value("20 斤"), value("礼盒")
    assert words(product)["规格"] == ["5 斤", "10 斤", "20 斤"]

    matrix = add_combinations(
        by=None,
        product=product,
        code="QX",
        price_fen=12800,
        combinations=[[gift.pk, large.pk], [value("5 斤").pk, gift.pk]],
    )

    assert ([sku.code for sku in matrix.created], matrix.existing_count) == (["QX-05"], 1)
    assert skus(product)[-1] == ("QX-05", "20 斤 / 礼盒")
    assert Sku.objects.get(code="QX-05").price_fen == 12800


def test_new_skus_stand_where_their_values_stand(product: Product) -> None:
    revise(product, added={option("规格").pk: ["20 斤"]})
    revise(product, move=("value", value("20 斤").pk, -1))

    add_combinations(
        by=None, product=product, code="QX", price_fen=100, combinations=[[value("20 斤").pk, value("简装").pk]]
    )

    assert [text for _code, text in skus(product)] == [
        "5 斤 / 简装",
        "5 斤 / 礼盒",
        "20 斤 / 简装",
        "10 斤 / 简装",
        "10 斤 / 礼盒",
    ]


def test_a_value_without_skus_is_removed_and_the_option_with_its_last(product: Product) -> None:
    extra = Option.objects.create(product=product, name="颜色", position=2)
    red = OptionValue.objects.create(option=extra, value="红")

    assert revise(product, remove=red.pk)

    assert set(words(product)) == {"规格", "包装"}


def test_refusals_name_the_field_and_write_nothing(product: Product) -> None:
    before = (words(product), skus(product))
    small, size = value("5 斤"), option("规格")
    other = ProductFactory()
    make_sku(product=other, options={"颜色": "红"})
    cases: list[tuple[dict[str, Any], type[Exception], str | None]] = [
        ({"values": rename(small, " ")}, InvalidInput, f"value-{small.pk}"),
        ({"values": rename(small, "长" * 41)}, InvalidInput, f"value-{small.pk}"),
        ({"options": rename(size, "长" * 31)}, InvalidInput, f"option-{size.pk}"),
        ({"options": rename(size, "包装")}, InvalidInput, f"option-{option('包装').pk}"),
        ({"values": rename(small, "10 斤")}, InvalidInput, f"value-{value('10 斤').pk}"),
        ({"values": {small.pk: Renamed(name="6 斤", seen="4 斤")}}, StaleState, f"value-{small.pk}"),
        ({"values": {value("红").pk: Renamed(name="绿", seen="红")}}, StaleState, f"value-{value('红').pk}"),
        ({"added": {size.pk: ["长" * 41]}}, InvalidInput, f"new-{size.pk}"),
        ({"added": {size.pk: [str(number) for number in range(50)]}}, InvalidInput, f"new-{size.pk}"),
        ({"added": {option("颜色").pk: ["绿"]}}, StaleState, f"new-{option('颜色').pk}"),
        ({"remove": small.pk}, InvalidInput, f"value-{small.pk}"),
        ({"move": ("value", 0, 1)}, StaleState, None),
    ]

    for edits, error, field in cases:
        with pytest.raises(error) as refusal:
            revise(product, **edits)
        assert refusal.value.field == field, edits  # type: ignore[attr-defined]

    assert (words(product), skus(product)) == before


@pytest.mark.parametrize("chosen", [[], [["5 斤"]], [["5 斤", "10 斤"]], [["5 斤", "礼盒", "红"]]])
def test_a_combination_has_one_value_of_each_option(product: Product, chosen: list[list[str]]) -> None:
    make_sku(options={"颜色": "红"})
    count = Sku.objects.count()

    with pytest.raises((InvalidInput, StaleState)) as refusal:
        add_combinations(
            by=None,
            product=product,
            code="QX",
            price_fen=100,
            combinations=[[value(text).pk for text in texts] for texts in chosen],
        )

    assert refusal.value.field == "combinations"
    assert Sku.objects.count() == count


def test_nothing_changed_is_no_event(product: Product) -> None:
    assert revise(product, values=rename(value("5 斤"), "5 斤")) is False
    assert not OutboxEvent.objects.filter(name="catalog.product_changed").exists()
