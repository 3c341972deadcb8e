"""Two grids, one cell: the second is told, and both values are kept until somebody chooses."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from shop.catalog.models import PriceEntry, Sku
from shop.inventory.admin.forms import Rights
from shop.inventory.admin.saving import BlockCell, save_block
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]
ALL = Rights(may_price=True, may_cost=True, may_stock=True)


def block(*cells: BlockCell) -> Callable[[], dict[str, Any]]:
    return lambda: save_block(by=None, cells=cells, rights=ALL)


def price(sku: Sku, yuan: str) -> BlockCell:
    return BlockCell(sku_id=sku.pk, name="price", value=yuan, seen="6800")


def test_two_grids_saving_the_same_cell(breaches: Breaches) -> None:
    sku = stocked_sku(price_fen=6800)

    met = meet(block(price(sku, "70")), block(price(sku, "72")), after='UPDATE "catalog_sku"')

    assert met.waited
    assert met.first["saved"] == [(sku.pk, "price")]
    assert met.second["saved"] == []
    [error] = met.second["errors"]
    assert (error["mine"], error["theirs"]) == ("保留我的：72", "采用对方的：¥70.00")
    assert met.second["rows"][sku.pk]["price_seen"] == 7000
    assert Sku.objects.get(pk=sku.pk).price_fen == 7000
    assert PriceEntry.objects.filter(sku=sku, reference="grid").count() == 1
    assert breaches() == []


def test_the_control_a_form_that_writes_what_it_holds_loses_the_first() -> None:
    sku = stocked_sku(price_fen=6800)

    def careless(fen: int) -> Callable[[], None]:
        @transaction.atomic
        def save() -> None:
            row = Sku.objects.get(pk=sku.pk)
            row.price_fen = fen
            row.save()

        return save

    met = meet(careless(7000), careless(7200), after='UPDATE "catalog_sku"')

    assert (met.first, met.second) == (None, None)
    assert Sku.objects.get(pk=sku.pk).price_fen == 7200


def test_two_counts_of_the_same_stock(breaches: Breaches) -> None:
    sku = stocked_sku(units=10)

    def count(units: str) -> Callable[[], dict[str, Any]]:
        return block(BlockCell(sku_id=sku.pk, name="stock", value=units, seen="10", reason="correct"))

    met = meet(count("8"), count("9"), after='UPDATE "inventory_stockitem"')

    assert (met.first["saved"], met.second["saved"], met.waited) == ([(sku.pk, "stock")], [], True)
    assert met.second["errors"][0]["theirs"] == "采用对方的：8"
    assert stock_of(sku) == (8, 0)
    assert breaches() == []


def test_blocks_over_the_same_rows_in_any_order_end(breaches: Breaches) -> None:
    product = ProductFactory()
    skus = [stocked_sku(product=product, options={"规格": str(number)}) for number in range(6)]
    blocks = [
        block(*[price(sku, str(70 + turn)) for sku in (skus if turn % 2 else reversed(skus))]) for turn in range(6)
    ]

    answers = crowd(*blocks)

    # Each cell is saved by exactly one of them, and all others are told.
    assert sorted(cell for answer in answers for cell in answer["saved"]) == [(sku.pk, "price") for sku in skus]
    assert sum(len(answer["errors"]) for answer in answers) == 5 * len(skus)
    assert breaches() == []
