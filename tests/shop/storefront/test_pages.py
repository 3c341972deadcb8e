"""Product, shelves, search, errors: states, bad addresses, headers, query counts."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.catalog.models import Collection, CollectionItem, Product, ProductPicture
from shop.catalog.operations.prices import Sale, record_sales
from shop.promotions.queries import offers
from shop.storefront.templatetags.shop_tags import product_json_ld
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.content import make_image
from tests.factories.inventory import stocked_sku
from tests.factories.promotions import make_promotion
from tests.shop.storefront.conftest import Shopper, minutes, text_of

pytestmark = pytest.mark.django_db

COLLECTIONS, SEARCH, CART = reverse("storefront:collections"), reverse("storefront:search"), reverse("storefront:cart")


def shelf(*products: Product) -> Collection:
    collection = Collection.objects.create(title="霜后的果", slug="frost", intro="等过三场霜。")
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, product=product, position=number)
        for number, product in enumerate(products)
    )
    return collection


def test_a_product_says_what_it_costs_and_why(shopper: Shopper) -> None:
    sku = stocked_sku()
    record_sales(sales={"earlier": [Sale(sku.pk, 6800, 1)]}, at=minutes(-60))
    make_promotion(sku, price_fen=4800, quantity_limit=5, per_person_limit=2)

    text = text_of(shopper.get(sku.product.get_absolute_url()))

    assert "¥ 48" in text
    assert "¥68" in text
    assert "秋收, until" in text
    assert "One person may buy 2 at this price." in text
    assert "5 are left at this price." in text
    assert "really sold" in text


def test_the_price_flips_on_the_second(shopper: Shopper, clock: Any) -> None:
    sku = stocked_sku()
    make_promotion(sku, price_fen=4800, starts_at=minutes(5), ends_at=minutes(10))
    address = sku.product.get_absolute_url()

    clock.move_to(minutes(5) - timedelta(seconds=1))
    before = text_of(shopper.get(address))
    clock.move_to(minutes(5))
    during = text_of(shopper.get(address))
    clock.move_to(minutes(10))
    after = text_of(shopper.get(address))

    assert "¥ 68" in before
    assert "from ¥48" in before
    assert "¥ 48" in during
    assert "¥ 68" in after


def test_sold_out_and_coming_soon_offer_something_to_do(shopper: Shopper) -> None:
    sold_out, coming = make_sku().product, ProductFactory()

    for product, words in ((sold_out, "Sold out"), (coming, "Coming soon")):
        page = shopper.get(product.get_absolute_url())
        assert words in text_of(page)
        assert 'id="buy"' not in page.content.decode()
        assert COLLECTIONS in page.content.decode()


def test_structured_data_cannot_break_out_of_its_block() -> None:
    sku = stocked_sku(product=ProductFactory(title="</script><b>苹果"))
    block = product_json_ld({}, offers([sku.product], at=NOW)[sku.product_id], brand_name="华芳苑")
    body = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', block)

    assert body
    assert "<" not in body[1]
    data = json.loads(body[1])
    assert data["name"] == "</script><b>苹果"
    assert data["offers"][0]["price"] == "68.00"


def test_a_product_template_needs_only_product_and_time() -> None:
    sku = stocked_sku()

    page = render_to_string("shop/storefront/product.html", {"product": sku.product, "at": NOW})

    assert "68" in page


@pytest.mark.parametrize("story", ["7", "x", "-1", "9" * 50, "٣", ""])
def test_a_story_is_remembered_if_it_is_a_number(shopper: Shopper, story: str) -> None:
    sku = stocked_sku()

    response = shopper.client.get(sku.product.get_absolute_url(), {"story": story})

    assert response.status_code == 200
    assert ("mb_touch" in response.cookies) == (story == "7")


def test_hidden_products_and_shelves_are_not_found(shopper: Shopper) -> None:
    draft = ProductFactory(live=False)
    ended = ProductFactory(expire_at=minutes(0))
    collection = shelf()
    Collection.objects.update(is_visible=False)

    for address in (draft.get_absolute_url(), ended.get_absolute_url(), collection.get_absolute_url(), "/nowhere/"):
        response = shopper.get(address)
        assert response.status_code == 404
        assert "This page is not here" in text_of(response)


def test_search_finds_leads_on_and_survives_anything(shopper: Shopper) -> None:
    sku = stocked_sku()

    assert sku.product.title in text_of(shopper.get(SEARCH, q="霞苹"))
    nothing = text_of(shopper.get(SEARCH, q="香蕉"))
    assert "Nothing was found" in nothing
    assert sku.product.title in nothing
    for text in ("", "\0", "%", "'\"<b>", "苹" * 5000, "🍎", "a" * 100_000):
        assert shopper.get(SEARCH, q=text).status_code == 200
    for page in ("0", "-1", "x", "9" * 30):
        assert shopper.get(SEARCH, q="苹果", page=page).status_code == 200
        assert shopper.get(COLLECTIONS, page=page).status_code == 200


def test_a_cart_says_what_is_wrong_with_each_line(shopper: Shopper) -> None:
    gone, limited = stocked_sku(), stocked_sku()
    shopper.add(gone)
    shopper.add(limited, 3)
    Product.objects.filter(pk=gone.product_id).update(live=False)
    make_promotion(limited, per_person_limit=2)

    text = text_of(shopper.get(CART))

    assert "This is not for sale at the moment." in text
    assert "One person may buy 2 at this price." in text
    assert f'"{reverse("storefront:checkout")}"' not in shopper.get(CART).content.decode()


@pytest.mark.parametrize("quantity", ["-1", "1000", "x", "9" * 40])
def test_a_tampered_cart_quantity_changes_nothing(shopper: Shopper, quantity: str) -> None:
    sku = stocked_sku()
    shopper.add(sku, 2)

    response = shopper.set_quantity(sku, quantity)

    assert "between 1 and 999" in text_of(response)
    assert shopper.customer.cart.lines.get().quantity == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_language_can_be_chosen_without_a_token(language: str) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("set_language"), {"language": language, "next": CART}, follow=True)

    assert response.redirect_chain == [(CART, 302)]
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}">' in response.content.decode()


def test_a_forged_form_gets_a_page_that_says_so() -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    response = client.post(reverse("storefront:cart_add"), {"sku": 1, "quantity": 1, "csrfmiddlewaretoken": "forged"})

    assert response.status_code == 403
    assert "Nothing was changed" in text_of(response)


def test_pages_allow_no_inline_code_and_have_none(shopper: Shopper) -> None:
    sku = stocked_sku()
    make_promotion(sku)
    shopper.add(sku)
    checkout = reverse("storefront:checkout")
    shelf(sku.product)

    for address in (
        sku.product.get_absolute_url(),
        COLLECTIONS,
        "/c/frost/",
        SEARCH,
        CART,
        checkout,
        "/orders/",
        "/nope/",
    ):
        response = shopper.client.get(address)
        policy = response["Content-Security-Policy"]
        page = response.content.decode()
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), address
        assert all("src=" in tag or "ld+json" in tag for tag in re.findall(r"<script[^>]*>", page)), address
        assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!testserver)', page), address


def test_personal_pages_are_not_kept_by_caches(shopper: Shopper) -> None:
    shopper.add(stocked_sku())

    for name in ("cart", "checkout", "orders", "find_order"):
        assert "no-store" in shopper.client.get(reverse(f"storefront:{name}"))["Cache-Control"]


@pytest.mark.parametrize("path", ["shelf", "goods", "search", "cart", "product", "orders"])
def test_queries_do_not_grow_with_what_is_shown(shopper: Shopper, path: str) -> None:
    skus = [stocked_sku()]
    collection = shelf(skus[0].product)
    address = {
        "shelf": collection.get_absolute_url(),
        "goods": COLLECTIONS,
        "search": f"{SEARCH}?q=苹果",
        "cart": CART,
        "product": skus[0].product.get_absolute_url(),
        "orders": reverse("storefront:orders"),
    }[path]
    shopper.add(skus[0])
    if path == "orders":
        shopper.check_out()
    shopper.client.get(address)

    with CaptureQueriesContext(connection) as with_one:
        shopper.client.get(address)
    for number in (1, 2):
        sku = stocked_sku()
        skus.append(sku)
        CollectionItem.objects.create(collection=collection, product=sku.product, position=number)
        shopper.add(sku)
        if path == "orders":
            shopper.check_out()
    with CaptureQueriesContext(connection) as with_three:
        shopper.client.get(address)

    assert len(with_three) <= len(with_one)
    assert len(with_one) <= 23


def test_queries_do_not_grow_with_pictures_of_a_product(shopper: Shopper) -> None:
    product = stocked_sku(product=ProductFactory(cover=make_image())).product
    counts = []
    for number in (1, 2, 3):
        ProductPicture.objects.create(product=product, image=make_image(), sort_order=number)
        shopper.get(product.get_absolute_url())  # draws the sizes
        with CaptureQueriesContext(connection) as queries:
            shopper.get(product.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_nobody_new_leaves_a_row_or_a_cookie_behind(shopper: Shopper) -> None:
    sku = stocked_sku()

    for address in (COLLECTIONS, SEARCH, CART):
        response = shopper.client.get(address)
        assert not response.cookies
    assert "customer" not in shopper.client.session
    assert sku.product.get_absolute_url()


def test_a_chosen_sku_shows_its_own_picture_and_price(shopper: Shopper) -> None:
    """Without a script: ``?sku=`` ticks it, puts its picture first and its price on top; nonsense is left alone."""
    product = ProductFactory(cover=make_image(title="cover"))
    small = stocked_sku(product=product, price_fen=6800, options={"规格": "5 斤"})
    large = stocked_sku(product=product, price_fen=12800, options={"规格": "10 斤"})
    large.image = make_image(title="large")
    large.save()
    address = product.get_absolute_url()

    def first_picture(query: str) -> str:
        page = shopper.get(address + query).content.decode()
        return str(re.findall(r'alt="(cover|large)"', page)[0])

    assert [first_picture(query) for query in ("", f"?sku={small.pk}", f"?sku={large.pk}", "?sku=x", "?sku=")] == [
        *("cover", "cover", "large", "cover", "cover")
    ]
    chosen = shopper.get(f"{address}?sku={large.pk}").content.decode()
    assert re.search(rf'value="{large.pk}"[^>]* checked', chosen)
    assert "128" in text_of(shopper.get(f"{address}?sku={large.pk}")).split("规格")[0]
    assert f'href="?sku={large.pk}"' in shopper.get(address).content.decode()
