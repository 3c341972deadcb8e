"""The category tree, where products stand in it, and that no draft moves one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalog.errors import CategoryInUse
from shop.catalog.models import Category, Product, RelatedProduct
from shop.catalog.operations import move_category, remove_category, save_category, sort_product
from shop.catalog.queries import category_products, category_rows, category_trail, related_products
from shop.core.errors import InvalidInput, NotFound
from shop.core.models import OutboxEvent
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku, product_type
from tests.factories.content import make_image
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    return client


def category(title: str, parent: Category | None = None) -> Category:
    return save_category(by=None, title=title, parent_id=parent.pk if parent else None)


def tree() -> str:
    return " ".join("-" * (row.depth - 1) + row.title for row in category_rows())


def test_a_tree_is_grown_moved_and_pruned() -> None:
    fruit, jars = category("鲜果"), category("罐子")
    red = category("红富士", fruit)
    category("王林", fruit)
    assert tree() == "鲜果 -红富士 -王林 罐子"

    assert move_category(by=None, category_id=red.pk, step=1)
    assert not move_category(by=None, category_id=red.pk, step=1)
    assert move_category(by=None, category_id=jars.pk, step=-1)
    assert tree() == "罐子 鲜果 -王林 -红富士"

    save_category(by=None, title="红", parent_id=jars.pk, category_id=red.pk)
    assert tree() == "罐子 -红 鲜果 -王林"
    save_category(by=None, title="红", category_id=red.pk)
    assert tree() == "罐子 鲜果 -王林 红"
    remove_category(by=None, category_id=red.pk)
    assert tree() == "罐子 鲜果 -王林"
    assert OutboxEvent.objects.filter(name="catalog.categories_changed").count() == 9


def test_what_a_tree_refuses_changes_nothing() -> None:
    top = category("一")
    second = category("二", top)
    third = category("三", second)
    other = category("另一")
    before, events = tree(), OutboxEvent.objects.count()

    refused: list[dict[str, Any]] = [
        {"title": " "},
        {"title": "长" * 41},
        {"title": "一"},
        {"title": "四", "parent_id": third.pk},
        {"title": "一", "category_id": top.pk, "parent_id": other.pk},
        {"title": "一", "category_id": top.pk, "parent_id": second.pk},
        {"title": "一", "category_id": top.pk, "parent_id": top.pk},
    ]
    for fields in refused:
        with pytest.raises(InvalidInput):
            save_category(by=None, **fields)
    with pytest.raises(NotFound):
        save_category(by=None, title="x", parent_id=999_999)
    with pytest.raises(CategoryInUse):
        remove_category(by=None, category_id=top.pk)
    sort_product(by=None, product=ProductFactory(), category_id=third.pk, tags=[])
    with pytest.raises(CategoryInUse):
        remove_category(by=None, category_id=third.pk)

    assert tree() == before
    assert OutboxEvent.objects.count() == events + 1


def test_a_product_is_sorted_at_once_and_once() -> None:
    product, fruit = ProductFactory(), category("鲜果")

    assert sort_product(by=None, product=product, category_id=fruit.pk, tags=["霜后", " 霜后 ", "送人"])
    assert not sort_product(by=None, product=product, category_id=fruit.pk, tags=["送人", "霜后"])

    assert list(product.tags.order_by("name").values_list("name", "slug")) == [
        ("送人", "song-ren"),
        ("霜后", "shuang-hou"),
    ]
    for fields in ({"category_id": 999_999, "tags": []}, {"category_id": None, "tags": ["长" * 31]}):
        with pytest.raises(InvalidInput):
            sort_product(by=None, product=product, **fields)
    product.refresh_from_db()
    assert product.category_id == fruit.pk


def test_no_draft_revision_or_stale_copy_moves_a_product_back() -> None:
    product, fruit, jars = ProductFactory(), category("鲜果"), category("罐子")
    sort_product(by=None, product=product, category_id=fruit.pk, tags=["霜后"])
    product.refresh_from_db()
    draft = product.save_revision()
    sort_product(by=None, product=product, category_id=jars.pk, tags=["送人"])

    draft.publish()
    row = Product.objects.get(pk=product.pk)
    assert (row.category_id, list(row.tags.names())) == (jars.pk, ["送人"])
    product.save()
    assert Product.objects.get(pk=product.pk).category_id == jars.pk


def test_a_category_shows_what_is_below_it_too(django_assert_num_queries: Any) -> None:
    fruit = category("鲜果")
    red, jars = category("红富士", fruit), category("罐子")
    crate, jam = ProductFactory(category=red), ProductFactory(category=jars)
    ProductFactory(category=red, live=False)

    assert list(category_products(Category.objects.get(pk=fruit.pk), at=NOW)) == [crate]
    assert list(category_products(jars, at=NOW)) == [jam]
    with django_assert_num_queries(1):
        assert category_trail(red) == [fruit, red]
    assert category_trail(None) == []


def test_what_is_beside_is_chosen_or_of_the_same_category(django_assert_max_num_queries: Any) -> None:
    fruit = category("鲜果")
    product, second, third = (ProductFactory(category=fruit) for _number in range(3))
    other, gone = ProductFactory(), ProductFactory(live=False)

    with django_assert_max_num_queries(5):
        assert related_products(product, at=NOW) == [third, second]
    for place, target in enumerate([other, gone, product, second]):
        RelatedProduct.objects.create(product=product, target=target, sort_order=place)
    product = Product.objects.get(pk=product.pk)
    assert related_products(product, at=NOW) == [other, second]
    assert related_products(other, at=NOW) == []


def test_shoppers_find_their_way(client: Client) -> None:
    fruit = category("鲜果")
    red = category("红富士", fruit)
    product, beside = (ProductFactory(title=title) for title in ("木箱装", "礼盒"))
    make_sku(product=product)
    for row in (product, beside):
        sort_product(by=None, product=row, category_id=red.pk, tags=["霜后"])

    page = client.get(product.get_absolute_url()).text
    assert page.index('href="/g/xian-guo/"') < page.index('href="/g/hong-fu-shi/"')
    assert '"@type":"BreadcrumbList"' in page
    assert 'href="/t/shuang-hou/"' in page
    assert "礼盒" in page
    for address in ("/g/xian-guo/", "/g/hong-fu-shi/", "/t/shuang-hou/"):
        assert "木箱装" in client.get(address).text
    assert 'href="/g/xian-guo/"' in client.get("/c/").text
    assert "/g/hong-fu-shi/" in client.get("/sitemap.xml").text
    assert client.get("/g/nothing/").status_code == 404
    assert client.get("/t/nothing/").status_code == 404

    body = client.get(f"/api/v1/products/{product.slug}/").json()
    assert [row["title"] for row in body["categories"]] == ["鲜果", "红富士"]
    assert body["tags"] == [{"slug": "shuang-hou", "title": "霜后", "url": "/t/shuang-hou/"}]
    assert client.get("/api/v1/products/?category=xian-guo").json()["count"] == 2
    assert client.get("/api/v1/products/?tag=shuang-hou").json()["count"] == 2
    assert client.get("/api/v1/products/?category=nothing").status_code == 404


def test_the_category_page_needs_the_same_queries_for_one_and_three(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    fruit = category("鲜果")
    ProductFactory(category=fruit)
    client.get("/g/xian-guo/")
    with django_assert_max_num_queries(25) as one:
        client.get("/g/xian-guo/")
    ProductFactory.create_batch(2, category=fruit)
    with django_assert_max_num_queries(len(one)):
        assert client.get("/g/xian-guo/").status_code == 200


def test_search_and_share_words_of_its_own(client: Client) -> None:
    product = ProductFactory(title="木箱装", seo_title="栖霞红富士，霜后采摘")

    page = client.get(product.get_absolute_url()).text

    assert "<title>栖霞红富士，霜后采摘 ·" in page
    assert '<meta property="og:title" content="栖霞红富士，霜后采摘">' in page


def test_the_tree_in_the_admin(boss: Client) -> None:
    address = reverse("category_desk:list")
    assert "mb-empty" in boss.get(address).text
    boss.post(address, {"title": "鲜果", "intro": "", "parent": ""})
    fruit = Category.objects.get()
    boss.post(address, {"title": "红富士", "intro": "等过三场霜", "parent": fruit.pk})
    boss.post(address, {"title": "罐子", "parent": ""})
    assert tree() == "鲜果 -红富士 罐子"

    boss.post(address, {"down": fruit.pk})
    assert tree() == "罐子 鲜果 -红富士"
    assert boss.post(address, {"title": "鲜果", "parent": ""}).status_code == 422
    for nonsense in ({"up": "x"}, {"remove": "9" * 50}, {"remove": fruit.pk}):
        assert boss.post(address, nonsense).status_code == 302
    assert tree() == "罐子 鲜果 -红富士"

    red = Category.objects.get(title="红富士")
    edit = reverse("category_desk:category", args=[red.pk])
    assert "等过三场霜" in boss.get(edit).text
    boss.post(edit, {"title": "红富士", "intro": "", "parent": ""})
    assert tree() == "罐子 鲜果 红富士"
    boss.post(address, {"remove": red.pk})
    assert tree() == "罐子 鲜果"


def test_a_product_is_sorted_in_the_admin(boss: Client) -> None:
    fruit, product = category("鲜果"), ProductFactory()
    address = reverse("product_desk:sorting", args=[product.pk])

    assert boss.post(address, {"category": fruit.pk, "tags": "霜后, 送人"}).status_code == 302
    product.refresh_from_db()
    assert (product.category, set(product.tags.names())) == (fruit, {"霜后", "送人"})
    assert "霜后" in boss.get(address).text
    assert boss.post(address, {"category": "999999", "tags": ""}).status_code == 422
    assert product.tags.count() == 2


def test_the_list_is_narrowed_by_place_type_and_missing_pictures(boss: Client) -> None:
    fruit = category("鲜果")
    red = category("红富士", fruit)
    (kind,) = product_type("苹果")
    crate = ProductFactory(title="木箱装", product_type=kind, cover=make_image())
    sort_product(by=None, product=crate, category_id=red.pk, tags=["霜后", "送人"])
    ProductFactory(title="空的")
    tag = crate.tags.get(name="霜后")

    def found(**filters: Any) -> list[str]:
        rows = boss.get(reverse("wagtailsnippets_catalog_product:list"), filters).context["table"].data
        return [row.title for row in rows]

    assert found(category=fruit.pk) == ["木箱装"]
    assert found(tag=tag.pk) == ["木箱装"]
    assert found(product_type=kind.pk) == ["木箱装"]
    assert found(picture="none") == ["空的"]
    assert found(category=fruit.pk, picture="none") == []
