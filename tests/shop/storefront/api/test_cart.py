"""The JSON API: the cart."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.factories.catalog import ask, choice, made_to_order
from tests.factories.content import picture_file
from tests.factories.inventory import stocked_sku
from tests.shop.storefront.api.conftest import make_sku, order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"sku": 1, "quantity": -1}, "quantity"),
        ({"sku": 1, "quantity": 0}, "quantity"),
        ({"sku": 1, "quantity": 10**30}, "quantity"),
        ({"sku": 10**30}, "sku"),
        ({"sku": "x"}, "sku"),
        ({"sku": {"a": 1}}, "sku"),
        ({}, "sku"),
        ([], "non_field_errors"),
    ],
)
def test_bad_cart_input_names_the_field(client: APIClient, body: Any, field: str) -> None:
    answer = client.post("/api/v1/cart/lines/", body, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert client.get("/api/v1/cart/").json()["lines"] == []


def test_sold_out_is_said_in_words(client: APIClient) -> None:
    sku = make_sku(stock=1)
    answer = client.post("/api/v1/cart/lines/", {"sku": sku.pk, "quantity": 2}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_stock")
    assert "栖霞苹果礼盒" in answer.json()["title"]


def test_what_is_made_to_order_is_asked_answered_and_ordered(client: APIClient, anonymous: APIClient) -> None:
    product = made_to_order(days=5)
    sku = stocked_sku(product=product, price_fen=6800)
    wood = ask(product, "choice", "木料", choices={"杉木": 0, "胡桃木": 2000})
    photo = ask(product, "picture", "照片", is_required=False)

    shown = anonymous.get(f"/api/v1/products/{product.slug}/").json()
    assert (shown["kind"], shown["state"], shown["order_form"]["production_days"]) == ("made_to_order", "available", 5)
    assert shown["order_form"]["questions"][0]["choices"][1] == {
        "id": int(choice(wood, "胡桃木")),
        "label": "胡桃木",
        "surcharge_fen": 2000,
    }

    refused = client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_specification")
    assert list(refused.json()["errors"]["specification"]) == [str(wood.pk)]

    file = SimpleUploadedFile("a.png", picture_file().read())
    sent = client.post("/api/v1/cart/pictures/", {"file": file}, format="multipart")
    assert sent.status_code == 201
    answers = {str(wood.pk): choice(wood, "胡桃木"), str(photo.pk): sent.json()["id"]}
    cart = client.post("/api/v1/cart/lines/", {"sku": sku.pk, "specification": answers}, format="json").json()
    (line,) = cart["lines"]
    assert (line["price_fen"], line["surcharge_fen"], line["total_fen"]) == (6800, 2000, 8800)

    address = f"/api/v1/cart/lines/{sku.pk}/{line['key']}/"
    assert client.put(address, {"quantity": 2}, format="json").json()["total_fen"] == 17600
    made = order(client, 17600).json()
    assert made["lines"][0]["specification"][0]["text"] == "胡桃木"
    assert (made["lines"][0]["kind"], made["ready_on"]) == ("made_to_order", None)
    assert client.delete(address).json()["lines"] == []


@pytest.mark.parametrize("specification", ["x", {"1": {}}, {"1": "x" * 2001}, [1]])
def test_answers_of_another_shape_are_refused(client: APIClient, specification: Any) -> None:
    sku = make_sku()

    response = client.post("/api/v1/cart/lines/", {"sku": sku.pk, "specification": specification}, format="json")

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
