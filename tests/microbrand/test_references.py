"""What speaks of a product, as the wiring composes it: shown in the admin, and before anything would break."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.brand.models import Menus
from content.posters.operations import request_poster
from content.stories.models import FeaturedProduct, HomePage
from shop.catalog.models import Collection, CollectionItem, Product, Sku
from shop.catalog.operations import sort_product
from shop.core.references import references_to, references_to_each
from shop.orders.operations import add_to_cart
from shop.origin.models import PrintRun
from shop.origin.operations import start_run, withdraw_run
from shop.purchasing.models import PurchaseOrder
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_category, make_sku
from tests.factories.content import block, card, make_story
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.notices import asked, waits
from tests.factories.origin import make_lot, printed
from tests.factories.promotions import make_promotion
from tests.factories.purchasing import arrive, draft, sent
from tests.factories.staff import UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DELETE, UNPUBLISH = (f"wagtailsnippets_catalog_product:{name}" for name in ("delete", "unpublish"))


def spoken_of(*, sku: bool = True) -> Product:
    """A product in a story, on the front, in a collection, a promotion and on a poster."""
    product = ProductFactory(title="木箱装")
    make_story(card(product), title="等霜")
    home = HomePage.objects.get()
    home.featured.add(FeaturedProduct(product=product))
    home.save_revision().publish()
    CollectionItem.objects.create(collection=Collection.objects.create(title="霜后的果", slug="a"), product=product)
    hidden = Collection.objects.create(title="还没开张", slug="b", is_visible=False)
    CollectionItem.objects.create(collection=hidden, product=product)
    if sku:
        now = timezone.now()
        times = {"starts_at": now + timedelta(1), "ends_at": now + timedelta(2)}
        make_promotion(make_sku(product=product), price_fen=4800, **times)
    request_poster(by=UserFactory(), target=product, at=timezone.now())
    return product


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    return client


def test_every_room_above_answers(django_assert_max_num_queries: Any) -> None:
    product = spoken_of()

    with django_assert_max_num_queries(8) as one:
        rows = references_to(product, at=timezone.now())
    titles = [row.title for row in rows]
    assert {"等霜", "霜后的果", "还没开张", "秋收"} <= set(titles)
    assert len(rows) == 6
    assert rows[-1].title == "还没开张"
    assert [bool(row.effect) for row in rows] == [True] * 5 + [False]

    for number in range(2):
        make_story(card(product), title=f"第 {number} 场霜")
        shelf = Collection.objects.create(title="又一架", slug=f"more-{number}")
        CollectionItem.objects.create(collection=shelf, product=product)
    with django_assert_max_num_queries(len(one)):
        assert len(references_to(product, at=timezone.now())) == 10


def test_carts_are_counted_and_nobody_is_named() -> None:
    product = ProductFactory()
    sku = stocked_sku(product=product, units=5)
    for _number in range(2):
        add_to_cart(customer=CustomerFactory(), sku_id=sku.pk, quantity=1, at=timezone.now())

    for thing in (product, sku):
        rows = [row for row in references_to(thing, at=timezone.now()) if not row.permission]
        assert [(str(row.title), row.url) for row in rows] == [("2 位顾客的购物车里有它", "")]


def test_several_are_answered_with_as_many_queries_as_one(django_assert_max_num_queries: Any) -> None:
    products = [spoken_of(), ProductFactory(), ProductFactory()]
    shelf = Collection.objects.get(slug="a")
    CollectionItem.objects.create(collection=shelf, product=products[2])
    with django_assert_max_num_queries(8) as one:
        references_to(products[0], at=timezone.now())

    with django_assert_max_num_queries(len(one)):
        found = references_to_each(products, at=timezone.now())

    assert [len(found[product.pk]) for product in products] == [6, 0, 1]
    assert found[products[2].pk][0].title == "霜后的果"


def test_what_is_over_or_speaks_of_others_is_not_listed() -> None:
    product = spoken_of()
    other = ProductFactory()

    assert references_to(other, at=timezone.now()) == []
    later = references_to(product, at=timezone.now() + timedelta(3))
    assert "秋收" not in [row.title for row in later]


def test_the_screen_links_only_where_one_may_go(client: Client) -> None:
    product = spoken_of()
    address = reverse("product_desk:references", args=[product.pk])

    client.force_login(member("Operations"))
    assert "/admin/promotions/" in client.get(address).text
    client.force_login(member("Warehouse"))
    main = client.get(address).text.split("<main")[1]
    assert "等霜" in main
    assert "/admin/promotions/" not in main


def test_nothing_speaks_of_it(boss: Client) -> None:
    text = boss.get(reverse("product_desk:references", args=[ProductFactory().pk])).text

    assert "mb-empty" in text


def test_unpublishing_first_shows_what_would_break(boss: Client) -> None:
    product = spoken_of()

    text = boss.get(reverse(UNPUBLISH, args=[product.pk])).text

    assert "霜后的果" in text
    assert "等霜" in text
    assert "还没开张" not in text.split("<main")[1]
    boss.post(reverse(UNPUBLISH, args=[product.pk]))
    product.refresh_from_db()
    assert not product.live


def test_what_is_spoken_of_is_not_deleted(boss: Client) -> None:
    product = spoken_of(sku=False)

    response = boss.post(reverse(DELETE, args=[product.pk]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("product_desk:references", args=[product.pk])
    assert "等霜" in response.text
    assert Product.objects.filter(pk=product.pk).exists()

    alone = ProductFactory()
    boss.post(reverse(DELETE, args=[alone.pk]))
    assert not Product.objects.filter(pk=alone.pk).exists()


def test_deleting_many_stops_at_one_that_is_spoken_of(boss: Client) -> None:
    product, alone = spoken_of(sku=False), ProductFactory()
    address = reverse("wagtail_bulk_action", args=["catalog", "product", "delete"])

    boss.post(f"{address}?id={alone.pk}&id={product.pk}")

    assert Product.objects.filter(pk__in=[product.pk, alone.pk]).count() == 2


def test_deleting_a_collection_says_first_what_would_break(client: Client) -> None:
    client.force_login(member("Operations"))
    shelf = Collection.objects.create(title="霜后的果", slug="shuang", position=1)
    lonely, also, sorted_in = (ProductFactory(title=title) for title in ("木箱装", "礼盒", "青苹果"))
    for product in (lonely, also, sorted_in):
        CollectionItem.objects.create(collection=shelf, product=product)
    CollectionItem.objects.create(collection=Collection.objects.create(title="送人", slug="gift"), product=also)
    sort_product(by=None, product=sorted_in, category_id=make_category("苹果").pk, tags=[])
    make_story(block("text", '<p><a href="/c/shuang/">都在这里</a></p>'), title="等霜")
    address = reverse("collections_of_goods:delete", args=[shelf.pk])

    page = client.get(address).content.decode()

    assert "有 3 件商品在里面" in page
    assert "<li>木箱装</li>" in page
    assert "<li>礼盒</li>" not in page
    assert "<li>青苹果</li>" not in page
    assert "等霜" in page
    assert "/c/shuang/" in page
    assert Collection.objects.filter(pk=shelf.pk).exists()
    assert client.post(address).status_code == 302
    assert not Collection.objects.filter(pk=shelf.pk).exists()


def test_the_menu_of_the_shop_is_named_too() -> None:
    shelf = Collection.objects.create(title="霜后的果", slug="shuang")
    Menus.objects.create(header=[("goods", {"label": "苹果", "goods": f"collection:{shelf.pk}"})])

    rows = references_to(shelf, at=timezone.now())

    assert [row.title for row in rows if row.permission == "brand.change_menus"] == ["店铺菜单"]


def beside(sku: Sku) -> Sku:
    """Another SKU of its product."""
    return make_sku(product=sku.product, options={"规格": "大"})


def held(sku: Sku) -> None:
    """A cart, a shopper who waits, a purchase order, and labels of a lot, all of this SKU."""
    add_to_cart(customer=CustomerFactory(), sku_id=sku.pk, quantity=2, at=NOW)
    waits(sku, "price")
    arrive(sent({sku: 5}), 2)
    printed(make_lot(sku=sku, code=f"第 {PrintRun.objects.count() + 1} 批"))


def test_what_taking_a_sku_off_sale_breaks_in_the_rooms_above(django_assert_max_num_queries: Any) -> None:
    sku = stocked_sku(units=90)
    beside(sku)
    held(sku)

    with django_assert_max_num_queries(8) as one:
        rows = references_to(sku, at=NOW)

    number = PurchaseOrder.objects.get().number
    assert [(row.kind, row.title, row.effect) for row in rows] == [
        ("购物车", "1 位顾客的购物车里有它", "那里无法再下单。"),
        ("等货的客人", "1 条提醒", "停售期间，他们什么通知也收不到。"),
        ("采购单", number, "还有 3 件没到，到了也卖不了。"),
        ("打印过的码", "第 1 批 × 3", "扫码的人还能读到它的来历，但不能再买一次。"),
    ]
    assert [bool(row.url) for row in rows] == [False, True, True, True]
    for _again in range(2):
        held(sku)
    draft({sku: 4})
    with django_assert_max_num_queries(len(one)):
        rows = references_to(sku, at=NOW)
    assert [row.title for row in rows[:2]] == ["3 位顾客的购物车里有它", "3 条提醒"]
    assert len(rows) == 2 + 4 + 3


def test_what_is_over_keeps_no_sku_for_sale() -> None:
    sku, other = stocked_sku(), stocked_sku()
    beside(sku)
    held(other)
    asked(sku, "price")
    arrive(sent({sku: 5}), 5)
    withdraw_run(by=None, run=printed(make_lot(sku=sku)), reason="标签印错了", at=NOW)
    printed(make_lot(sku=other, code="别人的"))

    assert references_to(sku, at=NOW) == []


def test_labels_of_the_whole_product_break_with_its_last_sku() -> None:
    first = stocked_sku()
    second = beside(first)
    start_run(by=None, target="product", product=first.product, preset="a4-24", labels=3, at=NOW)

    assert references_to(first, at=NOW) == []
    Sku.objects.filter(pk=second.pk).update(is_active=False)

    assert [row.kind for row in references_to(first, at=NOW)] == ["商品", "打印过的码"]
