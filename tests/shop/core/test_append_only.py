"""Ledgers and logs: the database itself refuses to change or delete a line."""

import pytest
from django.db import DatabaseError, models, transaction

from shop.catalog.models import PriceEntry
from shop.inventory.models import StockMovement
from shop.orders.models import OrderEntry
from tests.factories.orders import place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "change"),
    [(PriceEntry, {"price_fen": 1}), (StockMovement, {"delta": 1000}), (OrderEntry, {"text": "nothing happened"})],
)
def test_a_line_cannot_be_changed_or_deleted(model: type[models.Model], change: dict[str, object]) -> None:
    place()
    before = list(model.objects.values().order_by("pk"))
    assert before

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=before[0]["id"]).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=before[0]["id"]).delete()

    assert list(model.objects.values().order_by("pk")) == before


@pytest.mark.parametrize(("model", "pointer"), [(PriceEntry, "sku"), (StockMovement, "stock")])
def test_a_line_may_let_go_of_its_sku_once_and_then_names_it(model: type[models.Model], pointer: str) -> None:
    place()
    line = model.objects.order_by("pk").values().first()
    assert line
    lines = model.objects.filter(pk=line["id"])
    refused = [
        {pointer: None},
        {"sku_code": "X"},
        {pointer: None, "sku_code": "X", "reference": "else"},
    ]
    for change in refused:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            lines.update(**change)

    lines.update(**{pointer: None, "sku_code": "X"})

    assert lines.values().get() == {**line, f"{pointer}_id": None, "sku_code": "X"}
    for change in ({"sku_code": "Y"}, {pointer: line[f"{pointer}_id"], "sku_code": ""}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            lines.update(**change)
