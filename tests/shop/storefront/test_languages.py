"""Goods in two languages: each address in one, what is not translated in the shop's own, and no statement more."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.catalog.models import Collection, CollectionItem, Option, OptionValue, Product
from shop.core.languages import address_in, speaking
from shop.core.translating import translate
from shop.orders.models import OrderLine
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import stocked_sku
from tests.factories.staff import member
from tests.shop.storefront.conftest import Shopper

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def told(row: Any, **texts: str) -> None:
    translate(by=None, row=row, language="en", texts=texts)


def apples() -> Any:
    """A product with two sizes, told in English but for its line."""
    product = ProductFactory(title="栖霞苹果", slug="apples", subtitle="霜后才摘", body="<p>红富士。</p>")
    for code, size in (("A5", "5 斤"), ("A10", "10 斤")):
        stocked_sku(product=product, code=code, options={"规格": size})
    told(product, title="Qixia apples", body="<p>Red Fuji.</p>")
    told(Option.objects.get(), name="Size")
    told(OptionValue.objects.get(value="5 斤"), value="2.5 kg")
    return Product.objects.get()


def test_an_address_is_in_one_language(shopper: Shopper) -> None:
    apples()

    ours = Client(headers={"accept-language": "zh-CN"}).get("/p/apples/").text
    theirs = shopper.get("/en/p/apples/").content.decode()

    links = [
        '<link rel="alternate" hreflang="zh-Hans" href="http://testserver/p/apples/">',
        '<link rel="alternate" hreflang="en" href="http://testserver/en/p/apples/">',
        '<link rel="alternate" hreflang="x-default" href="http://testserver/p/apples/">',
    ]
    assert all(link in page for link in links for page in (ours, theirs))
    assert '<link rel="canonical" href="http://testserver/p/apples/">' in ours
    assert '<link rel="canonical" href="http://testserver/en/p/apples/">' in theirs
    assert ("<h1>栖霞苹果</h1>" in ours, "<h1>Qixia apples</h1>" in theirs) == (True, True)
    # What is not told in English stands there in Chinese, and says so.
    assert '<p class="product-line">霜后才摘</p>' in ours
    assert '<p class="product-line" lang="zh-Hans">霜后才摘</p>' in theirs
    assert "Red Fuji." in theirs
    assert ("2.5 kg" in theirs, ">5 斤<" in theirs, "10 斤" in theirs) == (True, False, True)
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', theirs)[-1])
    assert (data["name"], data["url"]) == ("Qixia apples", "http://testserver/en/p/apples/")
    # A visitor with an English browser at the Chinese address reads the same texts.
    mixed = shopper.get("/p/apples/").content.decode()
    assert '<h1 lang="zh-Hans">栖霞苹果</h1>' in mixed
    assert 'name="next" value="/en/p/apples/"' in mixed


def test_a_page_that_is_not_told_is_no_version(shopper: Shopper) -> None:
    ProductFactory(title="陶碗", slug="bowl")

    page = shopper.get("/en/p/bowl/").content.decode()

    assert '<h1 lang="zh-Hans">陶碗</h1>' in page
    assert '<link rel="canonical" href="http://testserver/p/bowl/">' in page
    assert "hreflang" not in page
    listed = shopper.get("/sitemap.xml").content.decode()
    assert ("/p/bowl/</loc>" in listed, "/en/p/bowl/" in listed) == (True, False)


def test_a_shopper_stays_in_english_from_the_product_to_the_order(shopper: Shopper) -> None:
    sku = apples().skus.get(code="A5")
    added = shopper.client.post("/en/cart/add/", {"sku": sku.pk, "quantity": 1})
    cart = shopper.get("/en/cart/").content.decode()
    paid = shopper.check_out("/en/checkout/")
    order = shopper.get("/en/orders/").content.decode()

    assert 'href="/en/p/apples/">Qixia apples</a>' in cart
    assert added.url == "/en/p/apples/"
    assert paid.url.startswith("/pay/sandbox/")
    assert "Qixia apples" in order
    line = OrderLine.objects.get()
    # Documents and the desk go on in the shop's own language.
    assert (line.product_title, line.option_text, line.title) == ("栖霞苹果", "5 斤", "栖霞苹果 5 斤")
    told(sku.product, title="Apples from Qixia")
    with speaking("en"):
        assert line.told_title == "Qixia apples 2.5 kg"


def test_lists_cost_the_same_in_every_language(shopper: Shopper) -> None:
    shelf = Collection.objects.create(title="当季", slug="season", intro="霜降到立春")
    for number in range(6):
        product = ProductFactory(subtitle="霜后才摘")
        stocked_sku(product=product)
        told(product, title=f"Apples {number}")
        CollectionItem.objects.create(collection=shelf, product=product, position=number)
    told(shelf, title="In season")

    for path in ("/c/", "/c/season/", f"/p/{product.slug}/"):
        counts = []
        for address in (path, address_in("en", path)):
            shopper.get(address)
            with CaptureQueriesContext(connection) as asked:
                page = shopper.get(address).content.decode()
            counts.append(len(asked))
        assert "Apples 5" in page
        # The brand's words: its version of the front is looked for.
        assert counts[1] <= counts[0] + 1, path


def test_search_and_api_speak_english(shopper: Shopper) -> None:
    apples()

    assert "Qixia apples" in shopper.get("/en/search/", q="apples").content.decode()
    plain = Client()
    for language, title, size, address in (
        ("en", "Qixia apples", "2.5 kg", "/en/p/apples/"),
        ("zh-CN", "栖霞苹果", "5 斤", "/p/apples/"),
    ):
        answer = plain.get("/api/v1/products/apples/", headers={"Accept-Language": language})
        body = answer.json()
        assert (body["title"], body["skus"][0]["options"], body["url"]) == (title, size, address)
        assert "Accept-Language" in answer["Vary"]
        assert plain.get("/api/v1/products/", {"q": "apples"}, headers={"Accept-Language": language}).json()["count"]


def test_the_admin_names_the_shops_own_addresses(client: Client) -> None:
    product = apples()
    client.force_login(member("Owner"))

    page = client.get(
        reverse("wagtailsnippets_catalog_product:edit", args=[product.pk]), headers={"accept-language": "en"}
    )

    assert page.status_code == 200
    assert "/en/p/apples/" not in page.text


def test_a_kept_page_is_forgotten_when_its_translation_changes(
    shopper: Shopper, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.PAGE_CACHE = settings.KEEP_PIECES = True
    product = apples()

    def pages() -> list[str]:
        return [shopper.get(address).content.decode() for address in ("/en/p/apples/", "/p/apples/", "/en/c/", "/c/")]

    # Drawn, and then kept: each in its language, its pieces too.
    for _time in range(2):
        theirs, ours, their_list, our_list = pages()
        assert ("Qixia apples" in theirs, "Qixia apples" in their_list) == (True, True)
        assert ("Qixia apples" in ours, "Qixia apples" in our_list) == (False, False)

    with django_capture_on_commit_callbacks(execute=True):
        told(product, title="Apples from Qixia")

    theirs, ours, their_list, our_list = pages()
    assert ("Apples from Qixia" in theirs, "Apples from Qixia" in their_list) == (True, True)
    assert "栖霞苹果" in ours
