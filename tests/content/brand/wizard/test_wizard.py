"""The wizard: each step saved at once, taken up where one stopped, and a door that opens only when all is there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from content.brand.errors import NotReady
from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.brand.wizard.operations import add_first_product, open_shop, take_step
from shop.catalog.models import PriceEntry, Product, Sku
from shop.core import door, freshness
from shop.core.door import ShopClosed
from shop.core.errors import InvalidInput
from shop.core.models import OutboxEvent
from shop.orders.models import Order
from tests.factories.catalog import ProductFactory
from tests.factories.content import make_story, picture_file
from tests.factories.inventory import stocked_sku
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
SELLER = {
    "seller_kind": "handicraft",
    "seller_name": "林晓",
    "registered_address": "景德镇市昌江区 1 号",
    "return_address": "景德镇市昌江区 1 号",
    "phone": "13800138000",
}


def step(name: str) -> str:
    return reverse("brand_desk:set_up_step", args=[name])


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(member("Owner"))
    return client


def prepared(**fields: Any) -> BrandKit:
    """Return the kit of a shop that has not opened."""
    return take_step(by=None, kit=BrandKit(**{"name": "晓瓷", **SELLER, **fields}), step="names")


def test_an_empty_site_becomes_a_shop_step_by_step(owner: Client) -> None:
    assert reverse("brand_desk:set_up") in owner.get(reverse("wagtailadmin_home")).text
    assert owner.get(reverse("brand_desk:set_up")).url == step("names")

    assert owner.post(step("names"), {"name": "晓瓷", "slogan": "一窑一器", "go": "stay"}).url == step("names")
    assert owner.get(reverse("brand_desk:set_up")).url == step("look")
    assert owner.post(step("look"), {"theme": "still", "palette": "indigo"}).url == step("logo")
    assert owner.post(step("logo"), {"logo": picture_file("logo.png")}).url == step("seller")
    assert owner.post(step("seller"), SELLER).url == step("goods")
    goods = {"title": "青花碗", "price": "128", "units": "6", "picture": picture_file("bowl.png", size=(600, 800))}
    assert owner.post(step("goods"), goods).url == step("payment")
    assert owner.post(step("payment"), {}).url == step("open")
    before = Client().get("/").text

    assert owner.post(step("open"), {}).url == step("open")

    kit = BrandKit.objects.get()
    assert (kit.name, kit.theme, kit.corners, kit.brand) == ("晓瓷", "still", "square", "#27477a")
    assert (kit.is_preparing, kit.logo.description) == (False, "晓瓷的标志")
    assert kit.opened_at is not None
    product = Product.objects.get()
    sku = product.skus.get()
    assert (product.live, sku.code, sku.price_fen, sku.stock.on_hand) == (True, "A1", 12800, 6)
    assert product.cover is not None
    assert PriceEntry.objects.get().price_fen == 12800
    freshness.advance()
    assert "青花碗" not in before
    assert "青花碗" in Client().get("/").text
    assert reverse("brand_desk:set_up") not in owner.get(reverse("wagtailadmin_home")).text


def test_visitors_read_that_it_opens_soon_and_cannot_order(client: Client) -> None:
    sku = stocked_sku(product=ProductFactory(slug="bowl"))
    prepared()

    home, product = client.get("/"), client.get("/p/bowl/")

    for page in (home, product):
        assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
        assert "晓瓷" in page.text
        assert sku.product.title not in page.text
    client.force_login(member("Editor"))
    assert sku.product.title in client.get("/p/bowl/").text


def test_nobody_orders_before_it_opens(client: Client) -> None:
    client.post(reverse("storefront:cart_add"), {"sku": stocked_sku().pk, "quantity": 1})
    prepared()

    for address in ("/checkout/", "/checkout/people/"):
        assert "晓瓷" in client.post(address, {}).text
    with pytest.raises(ShopClosed):
        door.require_open()
    assert not Order.objects.exists()


def test_it_does_not_open_before_all_is_there_and_says_what_is_missing(owner: Client) -> None:
    prepared(return_address="")

    with pytest.raises(NotReady) as refused:
        open_shop(by=None, at=timezone.now())
    page = owner.post(step("open"), {})

    assert page.status_code == 422
    assert str(refused.value) in page.text
    kit = BrandKit.objects.get()
    assert (kit.is_preparing, kit.opened_at) == (True, None)
    assert not ModelLogEntry.objects.filter(action="brand.open_shop").exists()


def test_what_is_behind_the_door_is_not_told_to_programs_either(owner: Client) -> None:
    sku = stocked_sku(product=ProductFactory(slug="bowl", title="青花碗"))
    make_story(title="开窑那天", slug="kiln")
    visitor = Client()
    prepared()
    freshness.advance()

    for address in (
        "/api/v1/products/",
        "/api/v1/products/bowl/",
        f"/api/v1/products/bowl/skus/{sku.pk}/prices/",
        "/api/v1/collections/",
        "/api/v1/stories/",
        "/api/v1/stories/kiln/",
    ):
        refused = visitor.get(address)
        assert (refused.status_code, refused.json()["code"]) == (409, "shop_closed"), address
    assert "开窑那天" not in visitor.get("/stories.atom").text
    assert owner.get("/api/v1/products/bowl/").json()["title"] == "青花碗"

    open_shop(by=None, at=timezone.now())
    freshness.advance()
    assert visitor.get("/api/v1/products/").json()["results"][0]["title"] == "青花碗"


def test_it_opens_once() -> None:
    stocked_sku(product=ProductFactory())
    prepared()
    at = timezone.now()

    assert open_shop(by=None, at=at)
    events = OutboxEvent.objects.filter(name="brand.changed").count()
    assert not open_shop(by=None, at=timezone.now())

    assert BrandKit.objects.get().opened_at == at
    assert OutboxEvent.objects.filter(name="brand.changed").count() == events


def test_without_a_way_to_pay_it_stays_closed(settings: Any) -> None:
    stocked_sku(product=ProductFactory())
    prepared()
    settings.PAYMENT_GATEWAYS = []

    with pytest.raises(NotReady):
        open_shop(by=None, at=timezone.now())


def test_a_shop_that_is_open_is_not_closed_by_the_wizard(owner: Client) -> None:
    kit = save_brand_kit(by=None, kit=BrandKit(name="华芳苑"))

    owner.post(step("look"), {"theme": "market", "palette": ""})

    kit.refresh_from_db()
    assert (kit.theme, kit.heading_face, kit.is_preparing) == ("market", "sans", False)


def test_what_can_wait_is_left_for_later(owner: Client) -> None:
    prepared()

    owner.post(step("look"), {"go": "later"})
    owner.post(step("logo"), {"go": "later"})

    assert BrandKit.objects.get().set_up == ["names", "look", "logo"]
    assert owner.get(reverse("brand_desk:set_up")).url == step("goods")
    # Only what a shop can do without.
    assert owner.post(step("seller"), {"go": "later", "seller_kind": "wrong"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("names", {"name": ""}),
        ("names", {"name": "华" * 31}),
        ("look", {"theme": "neon"}),
        ("look", {"theme": "still", "palette": "neon"}),
        ("logo", {}),
        ("logo", {"logo": picture_file("logo.txt", kind="PNG")}),
        ("seller", {**SELLER, "email": "nobody"}),
        ("goods", {"title": "碗", "price": "0", "units": "1"}),
        ("goods", {"title": "碗", "price": "1", "units": "-1"}),
        ("goods", {"title": "", "price": "1", "units": "1"}),
    ],
)
def test_what_cannot_be_is_said_beside_the_form_and_nothing_written(owner: Client, name: str, sent: Any) -> None:
    page = owner.post(step(name), sent)

    assert page.status_code == 422
    assert page.context["form"].errors
    assert not BrandKit.objects.exists()
    assert not Product.objects.exists()


def test_a_first_product_with_a_broken_picture_is_not_made(owner: Client) -> None:
    with pytest.raises(InvalidInput):
        add_first_product(
            by=None, title="碗", subtitle="", price_fen=100, units=1, at=timezone.now(), upload=("a.png", b"no")
        )
    assert not Product.objects.exists()


def test_codes_that_are_taken_are_passed_by() -> None:
    stocked_sku(code="A1")
    stocked_sku(code="A3")
    for _number in range(2):
        add_first_product(by=None, title="碗", subtitle="", price_fen=100, units=0, at=timezone.now())

    assert set(Sku.objects.values_list("code", flat=True)) == {"A1", "A2", "A3", "A4"}


@pytest.mark.parametrize("role", ["Operations", "Warehouse", "Editor"])
def test_only_the_owner_sets_up_the_shop(client: Client, role: str) -> None:
    client.force_login(member(role))

    assert client.post(step("names"), {"name": "别的"}).status_code in {302, 403}
    assert not BrandKit.objects.exists()
    assert reverse("brand_desk:set_up") not in client.get(reverse("wagtailadmin_home")).text


@pytest.mark.parametrize("name", ["names", "look", "logo", "seller", "goods", "payment", "open"])
def test_every_step_can_be_looked_at_before_and_after_anything_is_there(owner: Client, name: str) -> None:
    assert owner.get(step(name)).status_code == 200
    prepared()
    stocked_sku(product=ProductFactory())
    assert owner.get(step(name)).status_code == 200


def test_a_step_that_is_not_there(owner: Client) -> None:
    assert owner.get(step("dance")).status_code == 404
