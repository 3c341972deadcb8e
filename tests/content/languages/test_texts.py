"""The desk of texts: what is to be done, one row beside its translation, who may, and what is refused."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.banners.models import Banner
from content.brand.models import Menus
from content.languages.queries import kinds_for, rows_told
from shop.catalog.models import Collection, Option, OptionValue, Product
from shop.core.translated import Standing
from shop.core.translating import translate
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEXTS = reverse("language_desk:texts")


def apples() -> Product:
    product = ProductFactory(title="栖霞苹果", subtitle="霜后才摘", body="<p>红富士。</p>")
    make_sku(product=product, options={"规格": "5 斤"})
    return product


def screen(product: Product) -> str:
    return reverse("language_desk:text", args=["catalog.product", product.pk])


def form(product: Product, **texts: str) -> dict[str, str]:
    """What the screen sends: the texts by their short names."""
    option, value = Option.objects.get(), OptionValue.objects.get()
    names = {
        "title": f"product-{product.pk}-title",
        "subtitle": f"product-{product.pk}-subtitle",
        "name": f"option-{option.pk}-name",
        "value": f"optionvalue-{value.pk}-value",
    }
    return {**{names[name]: text for name, text in texts.items()}, f"product-{product.pk}-body": "null"}


def test_a_product_is_translated_with_its_options_on_one_screen(client: Client) -> None:
    product = apples()
    client.force_login(member("Editor"))
    page = client.get(screen(product)).text
    assert all(text in page for text in ("栖霞苹果", "霜后才摘", "红富士。", "规格", "5 斤"))

    sent = client.post(screen(product), form(product, title="Qixia apples", name="Size", value="2.5 kg"))

    assert sent.status_code == 302
    product = Product.objects.get()
    assert {key: row["text"] for key, row in product.translations["en"].items()} == {"title": "Qixia apples"}
    assert OptionValue.objects.get().translations["en"]["value"]["text"] == "2.5 kg"
    listed = client.get(TEXTS, headers={"accept-language": "en"}).text
    assert ("栖霞苹果" in listed, "3 of 5" in listed) == (True, True)


def test_all_or_nothing_and_what_another_wrote_stays(client: Client) -> None:
    product = apples()
    client.force_login(member("Editor"))
    translate(by=None, row=product, language="en", texts={"title": "Apples"})

    typed = form(product, title="Qixia apples", name="Size")
    stale = client.post(screen(product), {**typed, f"seen-product-{product.pk}-title": ""})
    long = client.post(
        screen(product),
        {**form(product, title="Apples", name="x" * 61), f"seen-product-{product.pk}-title": "Apples"},
    )

    assert (stale.status_code, long.status_code) == (422, 422)
    # What was typed is still in the fields.
    assert 'value="Qixia apples"' in stale.text
    assert Product.objects.get().translations["en"]["title"]["text"] == "Apples"
    assert Option.objects.get().translations == {}


def test_what_changed_since_is_listed_until_it_is_right_again(client: Client) -> None:
    owner = member("Owner")
    shelf = Collection.objects.create(title="当季", slug="season")
    translate(by=None, row=shelf, language="en", texts={"title": "In season"})
    client.force_login(owner)
    assert "当季" not in client.get(TEXTS, {"kind": "catalog.collection"}).text
    Collection.objects.update(title="正当季")

    assert "正当季" in client.get(TEXTS, {"tab": "outdated"}).text
    address = reverse("language_desk:text", args=["catalog.collection", shelf.pk])
    name = f"collection-{shelf.pk}-title"
    client.post(address, {name: "In season", f"seen-{name}": "In season", f"right-{name}": "on", "next": "1"})

    assert Collection.objects.get().standing_in("en") == Standing.CURRENT


def test_menus_and_banners_are_texts_too_for_those_who_may(client: Client) -> None:
    assert {Banner, Menus, Product} <= set(kinds_for(member("Owner")).values())
    editor = member("Editor")
    assert set(kinds_for(editor)) == {"catalog.product", "brand.menus"}
    client.force_login(editor)
    shelf = Collection.objects.create(title="当季", slug="season")
    assert client.get(reverse("language_desk:text", args=["catalog.collection", shelf.pk])).status_code in {302, 403}
    assert client.get(reverse("language_desk:text", args=["catalog.nothing", 1])).status_code == 404
    client.force_login(member("Warehouse"))
    assert client.get(TEXTS).status_code in {302, 403}


def test_the_list_asks_no_more_for_more_goods() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            rows_told([Product], "en")
        return len(statements)

    make_sku(product=ProductFactory(), options={"规格": "5 斤"})
    first = asked()
    for _number in range(4):
        make_sku(product=ProductFactory(), options={"规格": "5 斤"})
    assert asked() == first
