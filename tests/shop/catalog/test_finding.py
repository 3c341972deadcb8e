"""Search in the lists of goods: few hits by id, many by walking the list, and the same goods either way."""

from typing import Any

import pytest

from shop.catalog import finding
from shop.catalog.models import Product, Sku
from tests.factories.catalog import ProductFactory, make_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods() -> dict[str, Sku]:
    """Four SKUs of three products."""
    frost, jam = ProductFactory(title="霜后红富士 木箱装"), ProductFactory(title="Apple Jam 100%")
    return {
        "five": make_sku(product=frost, code="HFY-MX-5", options={"净重": "5 斤"}),
        "nine": make_sku(product=frost, code="HFY-MX-9", options={"净重": "9 斤"}),
        "jam": make_sku(product=jam, code="JAM_1", barcode="6901234567892"),
        "other": make_sku(product=ProductFactory(title="果酱和苹果"), code="OTHER"),
    }


CASES = [
    ("红富士", {"five", "nine"}),
    ("霜", {"five", "nine"}),
    ("mx-", {"five", "nine"}),
    ("9 斤", {"nine"}),
    ("APPLE", {"jam"}),
    ("6901234567892", {"jam"}),
    ("690123456789", set()),
    # Its pairs of characters are in 果酱和苹果, itself is not.
    ("苹果酱", set()),
    ("100%", {"jam"}),
    ("m_1", {"jam"}),
    ("%", {"jam"}),
    ("x_5", set()),
    ("\\", set()),
]


@pytest.mark.parametrize("few", [finding.FEW, 0])
@pytest.mark.parametrize(("text", "expected"), CASES)
def test_skus_are_found(goods: dict[str, Sku], monkeypatch: Any, few: int, text: str, expected: set[str]) -> None:
    monkeypatch.setattr(finding, "FEW", few)

    found = set(finding.find_skus(Sku.objects.all(), text))

    assert found == {goods[name] for name in expected}


@pytest.mark.parametrize("few", [finding.FEW, 0])
@pytest.mark.parametrize(("text", "expected"), [case for case in CASES if case[0] != "9 斤"])
def test_products_are_found_by_title_and_code_once_each(
    goods: dict[str, Sku], monkeypatch: Any, few: int, text: str, expected: set[str]
) -> None:
    monkeypatch.setattr(finding, "FEW", few)

    found = list(finding.find_products(Product.objects.order_by("pk"), text))

    assert found == sorted({goods[name].product for name in expected}, key=lambda product: product.pk)


def test_many_hits_are_not_named(goods: dict[str, Sku], monkeypatch: Any) -> None:
    assert finding.sku_ids("HFY") == [goods["five"].pk, goods["nine"].pk]
    monkeypatch.setattr(finding, "FEW", 1)

    assert finding.sku_ids("HFY") is None
    assert finding.sku_ids("红富士") is None
    assert finding.sku_ids("JAM_1") == [goods["jam"].pk]
