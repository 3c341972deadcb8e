"""Cost, weight and picture of a SKU: compared, set, written down; refusals change nothing."""

from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from shop.catalog.operations import set_cost, set_sku_image, set_weight
from shop.core.errors import InvalidInput, StaleState
from shop.core.models import OutboxEvent
from tests.factories.catalog import make_sku
from tests.factories.content import make_image

pytestmark = pytest.mark.django_db


def test_cost_and_weight_are_set_compared_and_written_down() -> None:
    sku = make_sku()

    assert set_cost(by=None, sku=sku, cost_fen=3100, expected_fen=None)
    assert set_weight(by=None, sku=sku, weight_g=2500, expected_g=None)
    assert not set_cost(by=None, sku=sku, cost_fen=3100, expected_fen=3100)
    assert set_cost(by=None, sku=sku, cost_fen=None, expected_fen=3100)

    sku.refresh_from_db()
    assert (sku.cost_fen, sku.weight_g) == (None, 2500)
    log = ModelLogEntry.objects.filter(object_id=str(sku.pk), action="catalog.set_cost").order_by("id")
    assert [entry.data for entry in log] == [{"from_fen": None, "to_fen": 3100}, {"from_fen": 3100, "to_fen": None}]


@pytest.mark.parametrize(
    ("operation", "arguments", "error", "field"),
    [
        (set_cost, {"cost_fen": -1, "expected_fen": None}, InvalidInput, "cost"),
        (set_cost, {"cost_fen": 10**12, "expected_fen": None}, InvalidInput, "cost"),
        (set_cost, {"cost_fen": 1, "expected_fen": 2}, StaleState, "cost"),
        (set_weight, {"weight_g": 0, "expected_g": None}, InvalidInput, "weight"),
        (set_weight, {"weight_g": 1_000_001, "expected_g": None}, InvalidInput, "weight"),
        (set_weight, {"weight_g": None, "expected_g": 9}, StaleState, "weight"),
        (set_sku_image, {"image_id": None, "expected_id": 9}, StaleState, "image"),
    ],
)
def test_refusals_write_nothing(operation: Any, arguments: dict[str, Any], error: Any, field: str) -> None:
    sku = make_sku()
    lines = ModelLogEntry.objects.count()

    with pytest.raises(error) as raised:
        operation(by=None, sku=sku, **arguments)

    assert raised.value.field == field
    sku.refresh_from_db()
    assert (sku.cost_fen, sku.weight_g, sku.image_id) == (None, None, None)
    assert ModelLogEntry.objects.count() == lines


def test_a_picture_tells_that_the_page_changed() -> None:
    sku = make_sku()
    image = make_image()
    OutboxEvent.objects.all().delete()

    assert set_sku_image(by=None, sku=sku, image_id=image.pk, expected_id=None)

    sku.refresh_from_db()
    assert sku.image_id == image.pk
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["catalog.product_changed"]
