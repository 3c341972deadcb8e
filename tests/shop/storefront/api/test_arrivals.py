"""The JSON API: entry points, tokens, links, and requests that are none."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from shop.orders.models import Order
from shop.social import operations as social
from shop.social import touch as touches
from tests.shop.storefront.api.conftest import make_sku, order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("header", ["Bearer x", "Bearer", "Bearer a b", "Bearer ÿÿ", "bearer eyJh.1.2"])
def test_a_forged_token_is_refused(anonymous: APIClient, header: str) -> None:
    answer = anonymous.get("/api/v1/cart/", headers={"Authorization": header.encode().decode("latin-1")})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_raising_the_token_version_revokes(client: APIClient) -> None:
    from shop.customers.models import Customer

    Customer.objects.update(token_version=2)
    assert client.get("/api/v1/cart/").status_code == 401


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
