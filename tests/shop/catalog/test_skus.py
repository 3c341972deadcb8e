"""SKUs: created once, options shared, put on and off sale."""

import pytest
from wagtail.models import ModelLogEntry

from shop.catalog.errors import DuplicateCode, DuplicateCombination, InvalidPrice
from shop.catalog.models import Option, OptionValue, PriceEntry, Sku, SkuValue
from shop.catalog.operations import create_sku, set_code, set_sku_active
from shop.core.errors import InvalidInput, ShopError, StaleState
from shop.core.models import OutboxEvent
from tests.factories.catalog import ProductFactory, make_sku

pytestmark = pytest.mark.django_db


def test_skus_of_one_product_share_options() -> None:
    product = ProductFactory()

    small = make_sku(product=product, code="S", options={"规格": "5 斤", "包装": "礼盒"})
    large = make_sku(product=product, code="L", options={"规格": "10 斤", "包装": "礼盒"})

    assert (small.option_text, large.option_text) == ("5 斤 / 礼盒", "10 斤 / 礼盒")
    assert (small.position, large.position) == (0, 1)
    assert (Option.objects.count(), OptionValue.objects.count(), SkuValue.objects.count()) == (2, 3, 4)
    assert large.full_title == f"{product.title} 10 斤 / 礼盒"


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"code": " "}, InvalidInput, "code"),
        ({"code": "x" * 41}, InvalidInput, "code"),
        ({"code": "TAKEN"}, DuplicateCode, "code"),
        ({"barcode": "9" * 41}, InvalidInput, "barcode"),
        ({"price_fen": 0}, InvalidPrice, "price"),
        ({"options": {"规格": "5 斤"}}, DuplicateCombination, "options"),
        ({"options": {"规格": " "}}, InvalidInput, "options"),
        ({"options": {"规格": "5 斤", "规格 ": "6 斤"}}, InvalidInput, "options"),
        ({"options": {str(n): "x" for n in range(6)}}, InvalidInput, "options"),
    ],
)
def test_refusals_write_nothing(changes: dict[str, object], error: type[InvalidInput], field: str) -> None:
    product = ProductFactory()
    make_sku(product=product, code="TAKEN", options={"规格": "5 斤"})
    before = (Sku.objects.count(), Option.objects.count(), OptionValue.objects.count(), PriceEntry.objects.count())
    fields = {"code": "NEW", "price_fen": 100, "options": {"规格": "10 斤"}, **changes}

    with pytest.raises(error) as refusal:
        create_sku(by=None, product=product, **fields)  # type: ignore[arg-type]

    assert refusal.value.field == field
    after = (Sku.objects.count(), Option.objects.count(), OptionValue.objects.count(), PriceEntry.objects.count())
    assert after == before


def test_off_sale_and_on_again() -> None:
    sku = make_sku()

    assert set_sku_active(by=None, sku=sku, is_active=False) is True
    assert set_sku_active(by=None, sku=sku, is_active=False) is False
    assert Sku.objects.get(pk=sku.pk).is_active is False


def test_a_code_changes_at_once_and_is_told() -> None:
    sku = make_sku(code="OLD")

    assert set_code(by=None, sku=sku, code=" NEW ", expected="OLD")
    assert not set_code(by=None, sku=sku, code="NEW", expected="NEW")

    assert Sku.objects.get().code == "NEW"
    entry = ModelLogEntry.objects.get(action="catalog.set_code")
    assert entry.data == {"from": "OLD", "to": "NEW"}
    assert OutboxEvent.objects.filter(name="catalog.product_changed", payload__product_id=sku.product_id).count() == 1


@pytest.mark.parametrize(
    ("code", "expected", "error"),
    [
        ("", "OLD", InvalidInput),
        ("x" * 41, "OLD", InvalidInput),
        ("TAKEN", "OLD", DuplicateCode),
        ("NEW", "ELSE", StaleState),
    ],
)
def test_a_code_that_cannot_be_is_refused(code: str, expected: str, error: type[ShopError]) -> None:
    sku = make_sku(code="OLD")
    make_sku(code="TAKEN")

    with pytest.raises(error) as refusal:
        set_code(by=None, sku=sku, code=code, expected=expected)

    assert refusal.value.field == "code"
    assert Sku.objects.get(pk=sku.pk).code == "OLD"
    assert not ModelLogEntry.objects.filter(action="catalog.set_code").exists()
