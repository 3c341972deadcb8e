"""The JSON API: products, cart, checkout, own orders, problems, idempotency."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from shop.catalog import operations as catalog
from shop.catalog.models import Collection, CollectionItem, Product, Sku
from shop.enquiries.models import Enquiry
from shop.inventory import operations as inventory
from shop.orders.models import Order
from shop.promotions import operations as promotions
from shop.social import operations as social
from shop.social import touch as touches
from tests.factories.catalog import ProductFactory, ask, choice, made_to_order
from tests.factories.content import picture_file
from tests.factories.inventory import stocked_sku

pytestmark = pytest.mark.django_db

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
    with django_assert_max_num_queries(8) as one:
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


def test_draft_products_are_not_found(anonymous: APIClient) -> None:
    sku = make_sku()
    Product.objects.update(live=False)
    answer = anonymous.get(f"/api/v1/products/{sku.product.slug}/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_from_cart_to_paid_address(client: APIClient) -> None:
    sku = make_sku()
    cart = client.post("/api/v1/cart/lines/", {"sku": sku.pk, "quantity": 2}, format="json")
    assert cart.status_code == 201
    assert (cart.json()["total_fen"], cart.json()["is_orderable"]) == (13600, True)
    placed = order(client, 13600)
    assert placed.status_code == 201, placed.json()
    body = placed.json()
    assert (body["status"], body["total_fen"], body["address"]["phone"]) == ("pending", 13600, "13800138000")
    assert client.get("/api/v1/cart/").json()["lines"] == []
    started = client.post(f"/api/v1/orders/{body['number']}/payments/", {"gateway": "sandbox"}, format="json")
    assert started.status_code == 201
    assert started.json()["url"].startswith("http://testserver/pay/sandbox/")
    assert [row["number"] for row in client.get("/api/v1/orders/").json()["results"]] == [body["number"]]


def test_the_same_key_gives_the_same_order(client: APIClient) -> None:
    sku = make_sku()
    client.put(f"/api/v1/cart/lines/{sku.pk}/", {"quantity": 1}, format="json")
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    first, second = order(client, 6800), order(client, 6800)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["number"] == second.json()["number"]
    assert second["Idempotent-Replayed"] == "true"
    assert Order.objects.count() == 1
    other = order(client, 6800, note="another body")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refused_order_leaves_the_key_free_and_nothing_behind(client: APIClient) -> None:
    sku = make_sku()
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    refused = order(client, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "total_changed")
    assert Order.objects.count() == 0
    assert order(client, 6800).status_code == 201


def test_an_order_needs_its_key(client: APIClient) -> None:
    answer = client.post("/api/v1/orders/", {"address": ADDRESS, "expected_total_fen": 1}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]


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


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"recipient": ""}, "recipient"),
        ({"street": "x" * 1_000_000}, "street"),
        ({"province": "\x00"}, "province"),
    ],
)
def test_bad_address_names_the_field(client: APIClient, changes: dict[str, str], field: str) -> None:
    sku = make_sku()
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    answer = order(client, 6800, address={**ADDRESS, **changes})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]["address"]) == [field]


def test_sold_out_is_said_in_words(client: APIClient) -> None:
    sku = make_sku(stock=1)
    answer = client.post("/api/v1/cart/lines/", {"sku": sku.pk, "quantity": 2}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_stock")
    assert "栖霞苹果礼盒" in answer.json()["title"]


def test_orders_are_the_customers_own(client: APIClient, anonymous: APIClient) -> None:
    sku = make_sku()
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    number = order(client, 6800).json()["number"]
    token = anonymous.post("/api/v1/customers/").json()["token"]
    stranger = APIClient()
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    for path in (f"/api/v1/orders/{number}/", "/api/v1/orders/1234567/"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/api/v1/orders/{number}/cancel/").status_code == 404
    assert anonymous.get(f"/api/v1/orders/{number}/").status_code == 401
    assert Order.objects.get().status == "pending"


@pytest.mark.parametrize("header", ["Bearer x", "Bearer", "Bearer a b", "Bearer ÿÿ", "bearer eyJh.1.2"])
def test_a_forged_token_is_refused(anonymous: APIClient, header: str) -> None:
    answer = anonymous.get("/api/v1/cart/", headers={"Authorization": header.encode().decode("latin-1")})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_raising_the_token_version_revokes(client: APIClient) -> None:
    from shop.customers.models import Customer

    Customer.objects.update(token_version=2)
    assert client.get("/api/v1/cart/").status_code == 401


def test_cancel_once_and_then_not_again(client: APIClient) -> None:
    sku = make_sku(stock=1)
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    number = order(client, 6800).json()["number"]
    assert client.post(f"/api/v1/orders/{number}/cancel/").json()["status"] == "cancelled"
    assert client.post(f"/api/v1/orders/{number}/cancel/").json()["code"] == "order_state"
    assert client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json").status_code == 201
    assert client.post(f"/api/v1/orders/{number}/receipt/").json()["code"] == "order_state"
    assert client.post(f"/api/v1/orders/{number}/payments/", {"gateway": "x"}, format="json").status_code == 400


def test_a_link_gives_the_touch_that_credits_it(client: APIClient, anonymous: APIClient) -> None:
    sku = make_sku()
    link = social.create_link(by=None, target=sku.product, medium="link", at=timezone.now())
    opened = anonymous.post(f"/api/v1/links/{link.code}/").json()
    assert opened["url"].endswith(f"/p/{sku.product.slug}/")
    assert touches.loads(opened["touch"]).last_link == link.pk
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    order(client, 6800, touch=opened["touch"])
    assert Order.objects.get().origin["last_link"] == link.pk
    assert anonymous.post("/api/v1/links/ZZZZ/").json()["code"] == "link_unknown"


def test_a_forged_touch_credits_nobody(client: APIClient) -> None:
    sku = make_sku()
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    assert order(client, 6800, touch="eyJmaXJzdF9saW5rIjoxfQ:x:y").status_code == 201
    assert Order.objects.get().origin == {}


def test_problems_speak_the_callers_language(client: APIClient) -> None:
    body = client.post("/api/v1/cart/lines/", {}, format="json", headers={"Accept-Language": "en"}).json()
    assert body["title"] == "Please check your input."
    assert body["type"] == "about:blank"


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/openapi.json", "/api/docs/", "/api/v1/gateways/"])
def test_entry_points_answer_everybody(anonymous: APIClient, path: str) -> None:
    assert anonymous.get(path).status_code == 200


def test_malformed_json_is_a_problem(client: APIClient) -> None:
    answer = client.post("/api/v1/cart/lines/", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_two_keys_that_begin_alike_are_two_orders(client: APIClient) -> None:
    sku = make_sku()
    for end in "ab":
        client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
        assert order(client, 6800, key="x" * 79 + end).status_code == 201

    assert Order.objects.count() == 2


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b"{", b"\xff", b'{"sku": NaN}', b'{"sku": ' + b"9" * 5_000 + b"}"]
)
def test_what_is_no_json_of_ours_is_a_problem_not_an_error(client: APIClient, body: bytes) -> None:
    answer = client.generic("POST", "/api/v1/cart/lines/", body, content_type="application/json")

    assert (answer.status_code, answer["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_an_unknown_address_is_a_problem_too(client: APIClient, method: str) -> None:
    answer = getattr(client, method)("/api/v1/cart/lines/x/")

    assert (answer.status_code, answer["content-type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


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
