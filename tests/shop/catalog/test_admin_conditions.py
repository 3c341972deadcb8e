"""The rule of a collection in its editor: what is sent, what is forgotten, what it would match."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalog.models import Collection, CollectionCondition
from shop.catalog.operations import sort_product
from tests.factories.catalog import ProductFactory, make_category, make_sku, product_type
from tests.factories.forms import collection_form
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

PREVIEW = reverse("collection_preview")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def saved(desk: Client, *conditions: dict[str, Any], **fields: Any) -> CollectionCondition:
    response = desk.post(reverse("collections_of_goods:add"), collection_form(conditions=conditions, **fields))
    assert response.status_code == 302, response.context["form"].formsets["conditions"].errors
    return Collection.objects.get().conditions.get()


def refusals(desk: Client, condition: dict[str, Any]) -> dict[str, Any]:
    response = desk.post(reverse("collections_of_goods:add"), collection_form(conditions=[condition]))
    assert response.status_code == 200
    assert not Collection.objects.exists()
    [errors] = response.context["form"].formsets["conditions"].errors
    return dict(errors)


def test_a_condition_keeps_what_its_kind_needs_and_forgets_the_rest(desk: Client) -> None:
    fruit = make_category("鲜果")

    row = saved(desk, {"kind": "price", "low_fen": "50", "high_fen": "", "category": fruit.pk, "days": "3"})

    assert (row.kind, row.low_fen, row.high_fen, row.category, row.days) == ("price", 5000, None, None, None)


def test_an_answer_is_kept_with_its_attribute(desk: Client) -> None:
    _kind, place = product_type("水果", 产地="choice")
    place.choices = "栖霞\n烟台"
    place.save()

    row = saved(desk, {"kind": "choice", "answer": f"{place.pk}:栖霞"}, order="price_up", match="any")

    assert (row.attribute, row.value) == (place, "栖霞")
    assert (row.collection.order, row.collection.match) == ("price_up", "any")
    page = desk.get(reverse("collections_of_goods:edit", args=[row.collection_id]))
    assert f'value="{place.pk}:栖霞" selected' in page.content.decode()


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        ({"kind": "category"}, "category"),
        ({"kind": "tag"}, "tag"),
        ({"kind": "type"}, "product_type"),
        ({"kind": "choice"}, "answer"),
        ({"kind": "choice", "answer": "1:x"}, "answer"),
        ({"kind": "number", "low": "1"}, "attribute"),
        ({"kind": "new"}, "days"),
        ({"kind": "new", "days": "0"}, "days"),
        ({"kind": "price"}, "low_fen"),
        ({"kind": "price", "low_fen": "9", "high_fen": "8"}, "high_fen"),
        ({"kind": "price", "low_fen": "x"}, "low_fen"),
        ({"kind": "no such"}, "kind"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(desk: Client, condition: dict[str, Any], field: str) -> None:
    assert field in refusals(desk, condition)


def test_the_preview_shows_what_would_match_and_saves_nothing(desk: Client) -> None:
    fruit = make_category("鲜果")
    for title in ("苹果", "梨"):
        sort_product(by=None, product=ProductFactory(title=title), category_id=fruit.pk, tags=[])
    extra, left_out = ProductFactory(title="碟"), ProductFactory(title="冻梨")
    sort_product(by=None, product=left_out, category_id=fruit.pk, tags=[])
    form = collection_form(
        "",
        conditions=[{"kind": "category", "category": fruit.pk}],
        items=[{"product": extra.pk}],
        exclusions=[{"product": left_out.pk}],
    )

    text = desk.post(PREVIEW, form).content.decode()

    assert [title for title in ("苹果", "梨", "碟", "冻梨") if f">{title}<" in text] == ["苹果", "梨", "碟"]
    assert "<strong>3 " in text
    assert not Collection.objects.exists()


def test_the_preview_says_what_is_missing_or_empty(desk: Client) -> None:
    unfinished = desk.post(PREVIEW, collection_form(conditions=[{"kind": "category"}]))
    empty = desk.post(PREVIEW, collection_form(conditions=[{"kind": "in_stock"}]))

    assert "有一条条件还没写完。" in unfinished.content.decode()
    assert "此刻店里没有商品符合。" in empty.content.decode()


def test_who_may_not_change_collections_gets_no_preview(client: Client) -> None:
    client.force_login(member("Editor"))

    assert client.post(PREVIEW, collection_form()).status_code == 302
    assert client.get(PREVIEW).status_code == 405


def test_the_list_of_products_is_narrowed_by_a_rule(desk: Client) -> None:
    make_sku(price_fen=9900, product=ProductFactory(title="贵的"))
    make_sku(price_fen=900, product=ProductFactory(title="便宜的"))
    row = saved(desk, {"kind": "price", "high_fen": "10"})

    page = desk.get(reverse("wagtailsnippets_catalog_product:list"), {"collection": row.collection_id})

    assert "便宜的" in page.content.decode()
    assert "贵的" not in page.content.decode()


def test_types_and_attributes_that_a_rule_goes_by_stay(desk: Client) -> None:
    kind, place = product_type("水果", 产地="choice")
    place.choices = "栖霞"
    place.save()
    saved(desk, {"kind": "choice", "answer": f"{place.pk}:栖霞"})
    form = {
        "name": "水果",
        "attributes-TOTAL_FORMS": 1,
        "attributes-INITIAL_FORMS": 1,
        "attributes-MIN_NUM_FORMS": 0,
        "attributes-MAX_NUM_FORMS": 30,
        "attributes-0-id": place.pk,
        "attributes-0-name": "产地",
        "attributes-0-kind": "choice",
        "attributes-0-choices": "栖霞",
        "attributes-0-ORDER": 1,
        "attributes-0-DELETE": "on",
    }

    removed = desk.post(reverse("types_of_goods:edit", args=[kind.pk]), form)
    deleted = desk.post(reverse("types_of_goods:delete", args=[kind.pk]), follow=True)

    assert "规则" in removed.content.decode()
    assert "规则" in deleted.content.decode()
    kind.refresh_from_db()
    assert list(kind.attributes.values_list("pk", flat=True)) == [place.pk]
