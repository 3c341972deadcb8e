"""Badges: true words on pictures, from when until when."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalog.errors import BadgeInUse
from shop.catalog.models import Badge, Collection, CollectionCondition, Product, ProductBadge
from shop.catalog.operations import BadgeData, give_badge, remove_badge, save_badge, take_badge
from shop.catalog.shown import ShownBadge, badges_of, next_turn
from shop.core.errors import InvalidInput, NotFound
from shop.core.models import OutboxEvent
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def badge(name: str = "有机", **fields: Any) -> Badge:
    return save_badge(by=None, data=BadgeData(name=name, **fields))


def give(product: Product, row: Badge, evidence: str = "证书 123", **fields: Any) -> ProductBadge:
    return give_badge(by=None, product=product, badge_id=row.pk, evidence=evidence, **{"at": NOW, **fields})


def names(product: Product, at: Any = NOW) -> list[str]:
    return [mark.name for mark in badges_of([product], at=at)[product.pk]]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (BadgeData(name=" "), "name"),
        (BadgeData(name="十三个字的名字太长了啊哈哈"), "name"),
        (BadgeData(name="热销"), "name"),
        (BadgeData(name="销量第一"), "name"),
        (BadgeData(name="最好吃"), "name"),
        (BadgeData(name="Best seller"), "name"),
        (BadgeData(name="新品"), "rule"),
        (BadgeData(name="x", role="#f00"), "role"),
        (BadgeData(name="x", rule="sold"), "rule"),
        (BadgeData(name="x", rule="new"), "days"),
        (BadgeData(name="x", rule="new", days=0), "days"),
        (BadgeData(name="有机"), "name"),
    ],
)
def test_a_badge_that_makes_no_sense_or_claims_is_refused(data: BadgeData, field: str) -> None:
    badge("有机")
    OutboxEvent.objects.all().delete()

    with pytest.raises(InvalidInput) as refusal:
        save_badge(by=None, data=data)

    assert refusal.value.field == field
    assert Badge.objects.count() == 1
    assert not OutboxEvent.objects.exists()


def test_a_badge_is_shown_from_its_start_to_its_end() -> None:
    product = ProductFactory()
    give(product, badge(), starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)

    moments = [NOW, NOW + HOUR, NOW + 2 * HOUR - timedelta(microseconds=1), NOW + 2 * HOUR]
    assert [names(product, at=at) for at in moments] == [[], ["有机"], ["有机"], []]
    assert [next_turn(at=at) for at in moments] == [NOW + HOUR, NOW + 2 * HOUR, NOW + 2 * HOUR, None]


def test_what_is_new_is_new_by_time_alone() -> None:
    badge("新品", rule="new", days=7)
    fresh, never = ProductFactory(first_published_at=NOW), ProductFactory()

    assert badges_of([fresh, never], at=NOW) == {
        fresh.pk: [ShownBadge("新品", "brand", days=7)],
        never.pk: [],
    }
    assert next_turn(at=NOW) == NOW + 7 * DAY
    assert names(fresh, at=NOW + 7 * DAY) == []
    assert next_turn(at=NOW + 7 * DAY) is None
    with pytest.raises(InvalidInput):
        give(never, Badge.objects.get())


def test_a_rule_for_what_is_new_turns_too() -> None:
    shelf = Collection.objects.create(title="新到", slug="new")
    CollectionCondition.objects.create(collection=shelf, kind="new", days=3)
    ProductFactory(first_published_at=NOW - DAY)
    ProductFactory(first_published_at=NOW)

    assert next_turn(at=NOW) == NOW + 2 * DAY


@pytest.mark.parametrize(
    "fields",
    [{"evidence": " "}, {"evidence": "x" * 201}, {"ends_at": NOW}, {"starts_at": NOW + HOUR, "ends_at": NOW + HOUR}],
)
def test_a_badge_without_evidence_or_time_is_not_given(fields: dict[str, Any]) -> None:
    product, row = ProductFactory(), badge()

    with pytest.raises(InvalidInput):
        give(product, row, **fields)

    assert not ProductBadge.objects.exists()


def test_giving_again_changes_what_was_given_and_it_is_taken_off_once() -> None:
    product, row = ProductFactory(), badge()
    give(product, row)
    give(product, row, evidence="证书 456")

    assert ProductBadge.objects.get().evidence == "证书 456"
    assert [take_badge(by=None, product=product, badge_id=row.pk) for _time in range(2)] == [True, False]
    with pytest.raises(NotFound):
        give_badge(by=None, product=product, badge_id=row.pk + 1, evidence="x", at=NOW)


def test_a_badge_that_products_have_is_removed_only_if_told_so() -> None:
    row = badge()
    give(ProductFactory(), row)

    for refused in (
        lambda: remove_badge(by=None, badge_id=row.pk),
        lambda: save_badge(by=None, badge_id=row.pk, data=BadgeData(name="新品", rule="new", days=3)),
    ):
        with pytest.raises(BadgeInUse):
            refused()
    assert ProductBadge.objects.count() == Badge.objects.count() == 1

    remove_badge(by=None, badge_id=row.pk, lose=True)
    assert not Badge.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_for_any_number(count: int, django_assert_num_queries: Any) -> None:
    row = badge()
    badge("新品", rule="new", days=7)
    products = [ProductFactory(first_published_at=NOW) for _number in range(count)]
    for product in products:
        give(product, row)

    with django_assert_num_queries(1):
        found = badges_of(products, at=NOW)

    assert [mark.name for marks in found.values() for mark in marks] == ["有机", "新品"] * count


def test_the_shop_shows_a_badge_on_the_card_and_why_on_the_page(client: Client) -> None:
    product = make_sku().product
    give(product, badge(), evidence="有机产品认证 <001>")

    card = client.get(reverse("storefront:collections")).content.decode()
    page = client.get(product.get_absolute_url()).content.decode()
    listed = client.get("/api/v1/products/").json()["results"][0]
    single = client.get(f"/api/v1/products/{product.slug}/").json()

    assert '<span class="mark mark-brand">有机</span>' in card
    assert "有机产品认证 &lt;001&gt;" in page
    assert listed["badges"] == single["badges"] == [{"name": "有机", "evidence": "有机产品认证 <001>", "days": None}]


def test_the_desk_makes_gives_and_takes(client: Client) -> None:
    client.force_login(member("Operations"))
    product = ProductFactory()
    here = reverse("product_desk:badges", args=[product.pk])

    client.post(reverse("badge_desk:list"), {"name": "手作", "role": "accent", "rule": "hand", "days": ""})
    row = Badge.objects.get()
    refused = client.post(here, {"badge": row.pk, "evidence": ""})
    client.post(here, {"badge": row.pk, "evidence": "每只手工拉坯", "ends_at": "2099-01-01T00:00:00"})

    assert refused.status_code == 422
    assert (row.name, row.role) == ("手作", "accent")
    assert ProductBadge.objects.get().evidence == "每只手工拉坯"
    assert "每只手工拉坯" in client.get(here, {"badge": row.pk}).content.decode()
    kept = client.post(reverse("badge_desk:badge", args=[row.pk]), {"remove": "1"})
    assert (kept.status_code, Badge.objects.count()) == (409, 1)
    client.post(here, {"take": row.pk})
    assert not ProductBadge.objects.exists()
    client.post(reverse("badge_desk:badge", args=[row.pk]), {"remove": "1"})
    assert not Badge.objects.exists()
