"""Products in the admin: list, editor, what must never happen to stock, what is never deleted."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Revision

from content.media.models import BrandImage
from shop.catalog.admin.product_list import in_state, state_of, with_state
from shop.catalog.enums import ProductState
from shop.catalog.models import Collection, CollectionItem, Product
from shop.core.models import OutboxEvent
from shop.inventory.operations import move_stock
from tests.factories import NOW
from tests.factories.bookings import TEN, booked, hours, make_session, service
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.forms import collection_form
from tests.factories.inventory import sold_out_sku, stock_of, stocked_sku
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_catalog_product:list"


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    return client


def _form(product: Product, **changes: Any) -> dict[str, Any]:
    return {
        "title": product.title,
        "subtitle": product.subtitle,
        "slug": product.slug,
        "body": json.dumps({"blocks": [], "entityMap": {}}),
        "seo_description": "",
        "related-TOTAL_FORMS": 0,
        "related-INITIAL_FORMS": 0,
        "related-MIN_NUM_FORMS": 0,
        "related-MAX_NUM_FORMS": 8,
        "pictures-TOTAL_FORMS": 0,
        "pictures-INITIAL_FORMS": 0,
        "pictures-MIN_NUM_FORMS": 0,
        "pictures-MAX_NUM_FORMS": 1000,
        **changes,
    }


def test_list_shows_price_range_stock_and_state(boss: Client) -> None:
    product = ProductFactory(title="栖霞苹果礼盒")
    stocked_sku(product=product, units=40, price_fen=6800, options={"规格": "5 斤"})
    stocked_sku(product=product, units=2, price_fen=12800, options={"规格": "10 斤"})

    text = boss.get(reverse(LIST)).content.decode()

    assert "¥68.00–¥128.00" in text
    assert "42" in text
    assert "mb-state--low" in text
    assert "mb-state--live" in text


@pytest.mark.parametrize(
    ("units", "level"), [((40, 40), "ok"), ((40, 2), "low"), ((40, 0), "part"), ((2, 0), "low"), ((0, 0), "out")]
)
def test_the_level_of_a_product(boss: Client, units: tuple[int, int], level: str) -> None:
    product = ProductFactory()
    for number, count in enumerate(units):
        fields: dict[str, Any] = {"product": product, "options": {"规格": f"{number} 斤"}}
        if count:
            stocked_sku(units=count, **fields)
        else:
            sold_out_sku(**fields)

    [row] = boss.get(reverse(LIST)).context["table"].data

    assert row.level == level
    # The filter has it the same way.
    found = {key for key in ("low", "out") if boss.get(reverse(LIST), {"stock": key}).context["table"].data}
    assert found == {level} & {"low", "out"}


@time_machine.travel(NOW, tick=False)
def test_full_sessions_are_no_fault_of_a_service(boss: Client) -> None:
    product = service()
    booked(make_session(product=product, seats=1))
    make_session(product=product, seats=9, span=hours(TEN + timedelta(days=1)))

    [row] = boss.get(reverse(LIST)).context["table"].data

    assert row.level == "ok"
    for level in ("low", "out"):
        assert not boss.get(reverse(LIST), {"stock": level}).context["table"].data
        assert not boss.get(reverse("goods_desk:stock"), {"level": level}).context["rows"]


def test_list_needs_the_same_queries_for_one_row_and_three(boss: Client, django_assert_max_num_queries: Any) -> None:
    stocked_sku()
    boss.get(reverse(LIST))
    with django_assert_max_num_queries(14) as few:
        boss.get(reverse(LIST))
    collection = Collection.objects.create(title="秋", slug="autumn")
    for _number in range(2):
        sku = stocked_sku()
        CollectionItem.objects.create(collection=collection, product=sku.product)
    with django_assert_max_num_queries(14) as many:
        boss.get(reverse(LIST))
    assert len(many) == len(few)


@pytest.mark.parametrize(("text", "found"), [("苹果", True), ("礼盒", True), ("QX-0", True), ("梨", False)])
def test_search_finds_inside_chinese_and_by_code(boss: Client, text: str, found: bool) -> None:
    product = ProductFactory(title="栖霞苹果礼盒")
    make_sku(product=product, code="QX-01", options={"规格": "5 斤"})
    make_sku(product=product, code="QX-02", options={"规格": "10 斤"})

    rows = boss.get(reverse(LIST), {"q": text}).context["table"].data

    assert [row.pk for row in rows] == ([product.pk] if found else [])


@pytest.mark.parametrize(
    ("level", "expected"),
    [("low", {"low"}), ("out", {"out"}), ("none", {"bare"}), ("", {"low", "out", "bare", "full"})],
)
def test_stock_filter(boss: Client, level: str, expected: set[str]) -> None:
    stocked_sku(units=50, product=ProductFactory(title="full"))
    stocked_sku(units=2, product=ProductFactory(title="low"))
    sold_out_sku(product=ProductFactory(title="out"))
    ProductFactory(title="bare")

    rows = boss.get(reverse(LIST), {"stock": level}).context["table"].data

    assert {row.title for row in rows} == expected


def test_state_filter_agrees_with_the_rule() -> None:
    now = timezone.now()
    for live in (True, False):
        for changes in (
            {},
            {"has_unpublished_changes": True},
            {"expire_at": now - timedelta(1)},
            {"first_published_at": now},
        ):
            product = ProductFactory(live=live, **changes)
            twin = ProductFactory(live=live, **changes)
            Revision.objects.filter(pk=twin.save_revision().pk).update(approved_go_live_at=now + timedelta(1))
            assert product.pk != twin.pk
    states = {product.pk: state_of(product, at=now) for product in with_state(Product.objects.all())}

    for state in ProductState:
        found = {product.pk for product in in_state(Product.objects.all(), state, at=now)}
        assert found == {pk for pk, its_state in states.items() if its_state == state}, state
    assert set(states.values()) == set(ProductState)


def test_filters_by_state_and_collection(boss: Client) -> None:
    draft = ProductFactory(live=False)
    shelved = ProductFactory()
    collection = Collection.objects.create(title="秋", slug="autumn")
    CollectionItem.objects.create(collection=collection, product=shelved)

    drafts = boss.get(reverse(LIST), {"state": "draft"}).context["table"].data
    on_shelf = boss.get(reverse(LIST), {"collection": collection.pk}).context["table"].data

    assert [row.pk for row in drafts] == [draft.pk]
    assert [row.pk for row in on_shelf] == [shelved.pk]


def test_publishing_an_old_draft_never_touches_price_or_stock(
    boss: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """Stock 100, a draft is saved, 7 are sold, the draft is published: 93 it stays."""
    sku = stocked_sku(units=100, price_fen=6800)
    product = sku.product
    edit = reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])
    assert boss.post(edit, _form(product, title="新名字")).status_code == 302
    move_stock(by=None, sku=sku, delta=-7, reason="ship", reference="N1")
    type(sku).objects.filter(pk=sku.pk).update(price_fen=7000)

    response = boss.post(edit, _form(product, title="新名字", **{"action-publish": "1"}))

    assert response.status_code == 302
    product.refresh_from_db()
    sku.refresh_from_db()
    assert product.title == "新名字"
    assert stock_of(sku) == (93, 0)
    assert sku.price_fen == 7000


def test_revisions_hold_content_only() -> None:
    sku = stocked_sku()

    content = sku.product.save_revision().content

    assert "skus" not in content
    assert "options" not in content
    assert "pictures" in content


def test_publishing_and_unpublishing_are_announced(boss: Client) -> None:
    product = ProductFactory(live=False)
    edit = reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])

    boss.post(edit, _form(product))
    assert not OutboxEvent.objects.filter(name="catalog.product_changed").exists()
    boss.post(edit, _form(product, **{"action-publish": "1"}))
    boss.post(reverse("wagtailsnippets_catalog_product:unpublish", args=[product.pk]))

    events = OutboxEvent.objects.filter(name="catalog.product_changed")
    assert [event.payload for event in events] == [{"product_id": product.pk}] * 2


def test_publish_is_the_first_button_and_the_grid_is_linked(boss: Client) -> None:
    product = ProductFactory(live=False)

    response = boss.get(reverse("wagtailsnippets_catalog_product:edit", args=[product.pk]))

    assert response.context["action_menu"].default_item.name == "action-publish"
    assert reverse("goods_desk:product", args=[product.pk]) in response.content.decode()


def test_editor_may_not_publish(client: Client) -> None:
    client.force_login(member("Editor"))
    product = ProductFactory(live=False)
    edit = reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])

    assert 'name="action-publish"' not in client.get(edit).content.decode()
    client.post(edit, _form(product, **{"action-publish": "1"}))

    product.refresh_from_db()
    assert product.live is False


def test_a_title_of_a_million_characters_is_refused_in_words(boss: Client) -> None:
    product = ProductFactory(title="好")

    response = boss.post(
        reverse("wagtailsnippets_catalog_product:edit", args=[product.pk]), _form(product, title="长" * 1_000_000)
    )

    assert response.status_code == 200
    assert "title" in response.context["form"].errors
    product.refresh_from_db()
    assert product.title == "好"


@pytest.mark.parametrize("name", ["delete", "bulk"])
def test_a_product_with_skus_is_not_deleted(boss: Client, name: str) -> None:
    product = make_sku().product
    url = (
        reverse("wagtailsnippets_catalog_product:delete", args=[product.pk])
        if name == "delete"
        else reverse("wagtail_bulk_action", args=["catalog", "product", "delete"]) + f"?id={product.pk}"
    )

    for response in (boss.get(url, follow=True), boss.post(url, follow=True)):
        assert response.status_code == 200
        assert product.title in str(next(iter(response.context["messages"])))
    assert Product.objects.filter(pk=product.pk).exists()


def test_a_product_without_skus_can_be_deleted(boss: Client) -> None:
    product = ProductFactory()

    boss.post(reverse("wagtailsnippets_catalog_product:delete", args=[product.pk]))

    assert not Product.objects.filter(pk=product.pk).exists()


@pytest.mark.parametrize("model", ["catalog/product", "media/brandimage"])
def test_nothing_is_deleted_by_all(boss: Client, model: str) -> None:
    """Wagtail's "all" ignores the filter on the screen."""
    ProductFactory.create_batch(3)
    app, name = model.split("/")
    url = reverse("wagtail_bulk_action", args=[app, name, "delete"]) + "?id=all"
    if name == "brandimage":
        BrandImage.objects.create(title="a", file=get_test_image_file())

    response = boss.post(url)

    assert response.status_code == 302
    assert Product.objects.count() == 3
    if name == "brandimage":
        assert BrandImage.objects.count() == 1


def test_collections_list_and_order(boss: Client, django_assert_max_num_queries: Any) -> None:
    first, second = ProductFactory(), ProductFactory()
    Collection.objects.create(title="空", slug="empty")
    items = [{"product": first.pk, "ORDER": 2}, {"product": second.pk, "ORDER": 1}]
    form = collection_form("秋天", items=items)

    response = boss.post(reverse("collections_of_goods:add"), form)

    assert response.status_code == 302, response.context["form"].errors
    collection = Collection.objects.get(title="秋天")
    assert collection.slug == "qiu-tian"
    items = collection.items.order_by("position")
    assert [item.product_id for item in items] == [second.pk, first.pk]
    with django_assert_max_num_queries(23):
        assert "秋天" in boss.get(reverse("collections_of_goods:index")).content.decode()
    assert boss.get(reverse("collections_of_goods:edit", args=[collection.pk])).status_code == 200


def test_the_chooser_shows_what_shoppers_see(boss: Client) -> None:
    live, draft = ProductFactory(title="在售"), ProductFactory(title="草稿中", live=False)

    text = boss.get(reverse("wagtailsnippetchoosers_catalog_product:choose_results")).content.decode()

    assert live.title in text
    assert draft.title not in text


def test_the_chooser_of_stories_finds_a_product_by_a_part_of_its_name(client):
    found = make_sku().product
    ProductFactory(title="陶苹果碟")
    client.force_login(member("Editor"))

    page = client.get("/admin/snippets/choose/catalog/product/results/", {"q": found.title[1:]})

    assert page.status_code == 200
    assert [product.pk for product in page.context["results"]] == [found.pk]
