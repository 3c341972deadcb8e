"""The JSON API: what is sold."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from shop.catalog.models import Collection, CollectionItem, Product
from shop.enquiries.models import Enquiry
from shop.inventory.models import Place
from shop.promotions import operations as promotions
from tests.factories.bookings import TEN, hours, make_session, person
from tests.factories.catalog import ProductFactory
from tests.shop.storefront.api.conftest import make_sku

pytestmark = pytest.mark.django_db


def test_products_with_price_stock_and_search(anonymous: APIClient) -> None:
    make_sku()
    make_sku("陶苹果碟", code="B1", price_fen=12000, stock=0)
    body = anonymous.get("/api/v1/products/").json()
    assert [(row["title"], row["price_fen"], row["state"]) for row in body["results"]] == [
        ("陶苹果碟", 12000, "sold_out"),
        ("栖霞苹果礼盒", 6800, "available"),
    ]
    assert body["count"] == 2
    found = anonymous.get("/api/v1/products/", {"q": "霞苹"}).json()["results"]
    assert [row["title"] for row in found] == ["栖霞苹果礼盒"]


def test_products_of_a_collection(anonymous: APIClient) -> None:
    sku = make_sku()
    make_sku("别的", code="B1")
    collection = Collection.objects.create(title="霜降", slug="shuangjiang")
    CollectionItem.objects.create(collection=collection, product=sku.product)
    body = anonymous.get("/api/v1/products/", {"collection": "shuangjiang"}).json()
    assert [row["title"] for row in body["results"]] == ["栖霞苹果礼盒"]
    assert anonymous.get("/api/v1/products/", {"collection": "none"}).status_code == 404
    assert [row["slug"] for row in anonymous.get("/api/v1/collections/").json()["results"]] == ["shuangjiang"]


@pytest.mark.parametrize("path", ["/api/v1/products/", "/api/v1/collections/"])
def test_lists_ask_the_same_number_of_queries_for_one_and_three(
    anonymous: APIClient, path: str, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    def fill(number: int) -> None:
        make_sku(f"苹果 {number}", code=f"A{number}")
        Collection.objects.create(title=f"集 {number}", slug=f"ji-{number}")

    fill(1)
    # One of them asks whether the shop is open.
    with django_assert_max_num_queries(9) as one:
        anonymous.get(path)
    fill(2)
    fill(3)
    with django_assert_num_queries(len(one)):
        assert len(anonymous.get(path).json()["results"]) == 3


def test_a_promotion_shows_in_the_product(anonymous: APIClient) -> None:
    sku = make_sku()
    now = timezone.now()
    promotions.create_promotion(
        by=None,
        name="霜降",
        starts_at=now - timedelta(seconds=1),
        ends_at=now + timedelta(hours=1),
        items=[promotions.PromotionItemData(sku_id=sku.pk, price_fen=5800)],
        per_person_limit=2,
    )
    row = anonymous.get(f"/api/v1/products/{sku.product.slug}/").json()["skus"][0]
    assert (row["price_fen"], row["list_price_fen"], row["reference_price_fen"]) == (5800, 6800, None)
    assert (row["promotion"], row["per_person_limit"], row["available"]) == ("霜降", 2, 5)


def test_a_session_says_when_where_and_with_whom(anonymous: APIClient) -> None:
    place = Place.objects.default()
    Place.objects.filter(pk=place.pk).update(name="南坡果园", address="观里镇")
    session = make_session(person=person("赵婶"), seats=5, at=timezone.now(), span=hours(TEN + timedelta(days=3650)))

    [row] = anonymous.get(f"/api/v1/products/{session.sku.product.slug}/").json()["skus"]

    assert row["available"] == 5
    assert row["session"] == {
        "starts_at": "2036-10-08T10:00:00+08:00",
        "ends_at": "2036-10-08T12:00:00+08:00",
        "place": "南坡果园",
        "address": "观里镇",
        "person": "赵婶",
    }
    assert anonymous.get(f"/api/v1/products/{make_sku().product.slug}/").json()["skus"][0]["session"] is None


def test_draft_products_are_not_found(anonymous: APIClient) -> None:
    sku = make_sku()
    Product.objects.update(live=False)
    answer = anonymous.get(f"/api/v1/products/{sku.product.slug}/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_what_is_on_request_is_asked_about(anonymous: APIClient) -> None:
    product = ProductFactory(kind="enquiry")
    address = f"/api/v1/products/{product.slug}/enquiries/"
    body = {"name": "林晓", "phone": "138 0013 8000", "message": "要三十只", "consent": True}

    shown = anonymous.get(f"/api/v1/products/{product.slug}/").json()
    assert (shown["kind"], shown["state"], shown["skus"], shown["order_form"]) == ("enquiry", "on_request", [], None)
    assert anonymous.post(address, body, format="json").status_code == 204
    assert anonymous.post(address, {**body, "consent": False}, format="json").json()["code"] == "invalid"
    other = anonymous.post(f"/api/v1/products/{ProductFactory().slug}/enquiries/", body, format="json")
    assert (other.status_code, other.json()["code"]) == (409, "not_askable")
    assert Enquiry.objects.get().phone == "13800138000"
