"""Asking prices and the price log."""

import pytest

from shop.catalog.enums import PriceKind
from shop.catalog.errors import InvalidPrice
from shop.catalog.models import PriceEntry, Sku
from shop.catalog.operations import change_price, record_sales
from shop.catalog.operations.prices import Sale
from shop.core.errors import StaleState
from shop.core.models import OutboxEvent
from shop.core.money import MAX_FEN
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db


def log_of(sku: Sku) -> list[tuple[str, int]]:
    return list(PriceEntry.objects.filter(sku=sku).order_by("id").values_list("kind", "price_fen"))


def test_a_change_is_stored_logged_and_announced() -> None:
    sku, user = make_sku(price_fen=6800), UserFactory()
    OutboxEvent.objects.all().delete()

    assert change_price(by=user, sku=sku, price_fen=7200, expected_fen=6800, at=NOW) is True

    assert Sku.objects.get(pk=sku.pk).price_fen == 7200
    assert log_of(sku) == [("asked", 6800), ("asked", 7200)]
    assert PriceEntry.objects.latest("id").by == user
    assert OutboxEvent.objects.get().payload == {"sku_id": sku.pk, "product_id": sku.product_id}


def test_the_same_price_is_no_change() -> None:
    sku = make_sku(price_fen=6800)

    assert change_price(by=None, sku=sku, price_fen=6800, expected_fen=6800) is False
    assert log_of(sku) == [("asked", 6800)]


@pytest.mark.parametrize(
    ("price_fen", "expected_fen", "error"),
    [(7000, 6700, StaleState), (0, 6800, InvalidPrice), (-1, 6800, InvalidPrice), (MAX_FEN + 1, 6800, InvalidPrice)],
)
def test_a_refused_change_writes_nothing(price_fen: int, expected_fen: int, error: type[Exception]) -> None:
    sku = make_sku(price_fen=6800)
    OutboxEvent.objects.all().delete()

    with pytest.raises(error):
        change_price(by=None, sku=sku, price_fen=price_fen, expected_fen=expected_fen)

    assert Sku.objects.get(pk=sku.pk).price_fen == 6800
    assert log_of(sku) == [("asked", 6800)]
    assert not OutboxEvent.objects.exists()


def test_a_sale_is_remembered_once_for_each_document() -> None:
    sku = make_sku()

    for reference in ("A", "A", "B"):
        record_sales(sales={reference: [Sale(sku.pk, 5800, 2)]}, at=NOW)

    sold = PriceEntry.objects.filter(kind=PriceKind.SOLD).order_by("id")
    assert list(sold.values_list("reference", "price_fen", "quantity")) == [("A", 5800, 2), ("B", 5800, 2)]
