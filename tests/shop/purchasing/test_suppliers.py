"""Suppliers and their lists."""

import pytest

from shop.core.errors import InvalidInput, ShopError
from shop.inventory.errors import NoStockOfItsOwn
from shop.purchasing.models import Supplier, SupplierItem
from shop.purchasing.operations import ItemData, SupplierData, remove_item, save_item, save_supplier
from tests.factories.inventory import bundle, stocked_sku
from tests.factories.purchasing import make_supplier

pytestmark = pytest.mark.django_db


def test_a_supplier_is_added_and_changed() -> None:
    supplier = save_supplier(by=None, data=SupplierData(name=" 蓬莱果汁厂 ", phone="0535-1", lead_days=10))

    save_supplier(by=None, data=SupplierData(name="蓬莱果汁厂", min_order_fen=50000), supplier=supplier)

    row = Supplier.objects.get()
    assert (row.name, row.phone, row.lead_days, row.min_order_fen, row.is_active) == ("蓬莱果汁厂", "", 7, 50000, True)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "那家"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"lead_days": 366}, "lead_days"),
        ({"lead_days": -1}, "lead_days"),
        ({"min_order_fen": -1}, "min_order"),
        ({"note": "a\0b"}, "note"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict, field: str) -> None:
    make_supplier(name="那家")

    with pytest.raises(InvalidInput) as refusal:
        save_supplier(by=None, data=SupplierData(**{"name": "这家", **fields}))

    assert refusal.value.field == field
    assert Supplier.objects.count() == 1


def test_an_item_is_one_row_for_each_sku() -> None:
    sku, supplier = stocked_sku(), make_supplier()

    for cost_fen in (900, 950):
        save_item(by=None, supplier=supplier, sku=sku, data=ItemData(code="A1", cost_fen=cost_fen, pack_size=12))

    item = SupplierItem.objects.get()
    assert (item.code, item.cost_fen, item.pack_size, item.min_quantity) == ("A1", 950, 12, 1)
    assert remove_item(by=None, item=item) is True
    assert remove_item(by=None, item=item) is False


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (ItemData(code="x" * 61), "code"),
        (ItemData(cost_fen=-1), "cost"),
        (ItemData(pack_size=0), "pack_size"),
        (ItemData(min_quantity=0), "min_quantity"),
    ],
)
def test_terms_that_cannot_be_are_refused(data: ItemData, field: str) -> None:
    sku, supplier = stocked_sku(), make_supplier()

    with pytest.raises(ShopError) as refusal:
        save_item(by=None, supplier=supplier, sku=sku, data=data)

    assert refusal.value.field == field
    assert not SupplierItem.objects.exists()


def test_a_bundle_cannot_be_supplied() -> None:
    box, supplier = bundle({stocked_sku(): 2}), make_supplier()

    with pytest.raises(NoStockOfItsOwn):
        save_item(by=None, supplier=supplier, sku=box, data=ItemData())

    assert not SupplierItem.objects.exists()
