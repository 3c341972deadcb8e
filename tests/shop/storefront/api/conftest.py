"""What the tests of the API share."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from shop.catalog import operations as catalog
from shop.catalog.models import Product, Sku
from shop.inventory import operations as inventory

ADDRESS = {
    "recipient": "林芳",
    "phone": "138 0013 8000",
    "province": "山东省",
    "city": "烟台市",
    "district": "栖霞市",
    "street": "果园路 1 号",
}


def make_sku(title: str = "栖霞苹果礼盒", *, code: str = "A1", price_fen: int = 6800, stock: int = 5) -> Sku:
    """Return a SKU on sale with stock."""
    product = Product(title=title, live=True)
    product.full_clean()
    product.save()
    sku = catalog.create_sku(by=None, product=product, code=code, price_fen=price_fen)
    if stock:
        inventory.move_stock(by=None, sku=sku, delta=stock, reason="receive")
    return sku


@pytest.fixture
def anonymous() -> APIClient:
    return APIClient()


@pytest.fixture
def client() -> APIClient:
    """Return a client with a customer's token."""
    token = APIClient().post("/api/v1/customers/").json()["token"]
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def order(client: APIClient, total_fen: int, *, key: str = "k1", **changes: Any) -> Any:
    body = {"address": ADDRESS, "expected_total_fen": total_fen, **changes}
    return client.post("/api/v1/orders/", body, format="json", headers={"Idempotency-Key": key})
