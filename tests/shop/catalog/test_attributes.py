"""Facts about products: what a value may be, how it reads, and that none is lost in silence."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from shop.catalog.attributes import clean, raw, text_of
from shop.catalog.models import Attribute, Product, ProductType
from shop.catalog.queries import facts_of
from shop.core.models import OutboxEvent
from tests.factories.catalog import ProductFactory, make_sku, product_type
from tests.factories.staff import UserFactory

EDIT = "wagtailsnippets_catalog_product:edit"


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "shown"),
    [
        ("text", "  栖霞  南坡 ", "栖霞 南坡", "栖霞 南坡"),
        ("text", "", None, ""),
        ("number", "８０", 80, "80 mm"),
        ("number", "1,200.50", 1200.5, "1200.5 mm"),
        ("number", "-0.125", -0.125, "-0.125 mm"),
        ("number", "1000000000", 1_000_000_000, "1000000000 mm"),
        ("date", "2026-10-23", "2026-10-23", "Oct. 23, 2026"),
        ("choice", "霜白", "霜白", "霜白"),
        ("yes_no", "yes", True, "Yes"),
        ("yes_no", "no", False, "No"),
    ],
)
def test_a_value_is_kept_by_its_kind(kind: str, typed: str, kept: Any, shown: str) -> None:
    attribute = Attribute(kind=kind, unit="mm" if kind == "number" else "", choices="霜白\n叶青")

    with translation.override("en"):
        value = clean(attribute, typed)
        assert value == kept
        assert type(value) is type(kept)
        assert text_of(attribute, value) == shown
    assert clean(attribute, raw(attribute, value)) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "长" * 121),
        ("number", "about 80"),
        ("number", "NaN"),
        ("number", "1e400"),
        ("number", "0.0001"),
        ("number", "1000000001"),
        ("date", "2026-02-30"),
        ("date", "23 October"),
        ("date", "0001-01-01"),
        ("choice", "金"),
        ("yes_no", "maybe"),
    ],
)
def test_what_is_not_of_its_kind_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(ValidationError):
        clean(Attribute(kind=kind, choices="霜白"), typed)


def test_a_choice_that_is_offered_no_more_may_stay() -> None:
    attribute = Attribute(kind="choice", choices="霜白")

    assert clean(attribute, "叶青", current="叶青") == "叶青"


@pytest.mark.parametrize("value", [None, "", True, 7, [1], {"a": 1}, "2026-13-01"])
@pytest.mark.parametrize("kind", ["number", "date", "yes_no", "choice", "text"])
def test_a_value_of_another_kind_shows_nothing_and_breaks_nothing(kind: str, value: Any) -> None:
    attribute = Attribute(kind=kind)

    shown = text_of(attribute, value)

    assert bool(shown) == bool(raw(attribute, value))
    if isinstance(value, list | dict) or value in (None, ""):
        assert shown == ""


@pytest.mark.django_db
def test_facts_follow_the_type_and_its_order(django_assert_num_queries: Any) -> None:
    kind, origin, size = _apples()
    other = product_type("器物", material="text")[0]
    product = ProductFactory(product_type=kind, attributes={str(size.pk): 80, str(origin.pk): "南坡", "999999": "x"})

    with django_assert_num_queries(1):
        assert [(fact.name, fact.text) for fact in facts_of(product)] == [("产地", "南坡"), ("果径", "80 mm")]
    product.product_type = other
    assert facts_of(product) == []
    with django_assert_num_queries(0):
        assert facts_of(ProductFactory.build()) == []


def _apples() -> tuple[ProductType, Attribute, Attribute]:
    kind, origin, size = product_type("苹果", 产地="text", 果径="number")
    size.unit = "mm"
    size.save()
    return kind, origin, size


def _form(product: Product, **changes: Any) -> dict[str, Any]:
    return {
        "title": product.title,
        "subtitle": product.subtitle,
        "slug": product.slug,
        "body": json.dumps({"blocks": [], "entityMap": {}}),
        "seo_description": "",
        "product_type": product.product_type_id or "",
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


@pytest.mark.django_db
def test_facts_are_content_they_wait_in_the_draft(boss: Client) -> None:
    kind, origin, size = _apples()
    product = ProductFactory(product_type=kind, attributes={str(origin.pk): "南坡"})
    address = reverse(EDIT, args=[product.pk])
    typed = {f"attributes-{origin.pk}": "东坡", f"attributes-{size.pk}": "80"}

    assert boss.post(address, _form(product, **typed)).status_code == 302
    product.refresh_from_db()
    assert product.attributes == {str(origin.pk): "南坡"}
    assert product.get_latest_revision_as_object().attributes == {str(origin.pk): "东坡", str(size.pk): 80}
    assert 'value="东坡"' in boss.get(address).text

    assert boss.post(address, _form(product, **typed, **{"action-publish": "1"})).status_code == 302
    product.refresh_from_db()
    assert product.attributes == {str(origin.pk): "东坡", str(size.pk): 80}

    earlier, later = product.revisions.order_by("pk")
    earlier.content["attributes"] = {str(origin.pk): "南坡"}
    earlier.save()
    compared = boss.get(
        reverse("wagtailsnippets_catalog_product:revisions_compare", args=[product.pk, earlier.pk, later.pk])
    ).text
    assert "产地" in compared
    assert "80 mm" in compared


@pytest.mark.django_db
def test_a_wrong_fact_is_named_and_nothing_is_saved(boss: Client) -> None:
    kind, origin, size = _apples()
    product = ProductFactory(product_type=kind)

    response = boss.post(
        reverse(EDIT, args=[product.pk]),
        _form(product, **{f"attributes-{origin.pk}": "东坡", f"attributes-{size.pk}": "大"}),
    )

    assert response.status_code == 200
    assert "果径: 请填写数字。" in response.text
    assert 'value="大"' in response.text
    assert product.revisions.count() == 0


@pytest.mark.django_db
def test_what_the_form_did_not_ask_for_stays(boss: Client) -> None:
    kind, origin, size = _apples()
    product = ProductFactory(product_type=kind, attributes={str(origin.pk): "南坡", str(size.pk): 80})

    boss.post(reverse(EDIT, args=[product.pk]), _form(product, **{f"attributes-{origin.pk}": ""}))

    product.refresh_from_db()
    assert product.get_latest_revision_as_object().attributes == {str(size.pk): 80}


def _type_form(kind: ProductType, *rows: dict[str, Any], **extra: Any) -> dict[str, Any]:
    data = {
        "name": kind.name,
        "attributes-TOTAL_FORMS": len(rows),
        "attributes-INITIAL_FORMS": kind.attributes.count(),
        "attributes-MIN_NUM_FORMS": 0,
        "attributes-MAX_NUM_FORMS": 30,
        **extra,
    }
    for number, row in enumerate(rows):
        row = {"kind": "text", "unit": "", "choices": "", "ORDER": number + 1, "DELETE": "", **row}
        data |= {f"attributes-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.mark.django_db
def test_a_type_is_made_with_its_attributes(boss: Client) -> None:
    response = boss.post(
        reverse("types_of_goods:add"),
        _type_form(
            ProductType(name="碗"),
            {"id": "", "name": "釉色", "kind": "choice", "choices": "霜白\n\n霜白\n叶青"},
            {"id": "", "name": "直径", "kind": "number", "unit": "cm"},
        ),
    )

    assert response.status_code == 302
    kind = ProductType.objects.get(name="碗")
    assert [(row.name, row.choice_list, row.unit) for row in kind.attributes.all()] == [
        ("釉色", ["霜白", "叶青"], ""),
        ("直径", [], "cm"),
    ]


@pytest.mark.django_db
def test_renaming_loses_nothing_and_shoppers_see_it(boss: Client) -> None:
    kind, origin, size = _apples()
    product = ProductFactory(product_type=kind, attributes={str(origin.pk): "南坡"})
    OutboxEvent.objects.all().delete()

    boss.post(
        reverse("types_of_goods:edit", args=[kind.pk]),
        _type_form(
            kind, {"id": origin.pk, "name": "哪里来"}, {"id": size.pk, "name": "果径", "kind": "number", "unit": "mm"}
        ),
    )

    assert [fact.name for fact in facts_of(product)] == ["哪里来"]
    assert OutboxEvent.objects.filter(name="catalog.product_type_changed").count() == 1


@pytest.mark.django_db
def test_removing_an_attribute_says_first_what_would_be_lost(boss: Client) -> None:
    kind, origin, size = _apples()
    ProductFactory(title="木箱装", product_type=kind, attributes={str(origin.pk): "南坡"})
    draft = ProductFactory(title="只在草稿", product_type=kind)
    draft.attributes = {str(origin.pk): "东坡"}
    draft.save_revision()
    form = _type_form(
        kind, {"id": origin.pk, "name": "产地", "DELETE": "1"}, {"id": size.pk, "name": "果径", "kind": "number"}
    )

    response = boss.post(reverse("types_of_goods:edit", args=[kind.pk]), form)

    assert response.status_code == 200
    assert "删掉“产地”，2 件商品会失去这一项：" in response.text
    assert "木箱装" in response.text
    assert "只在草稿" in response.text
    assert Attribute.objects.filter(pk=origin.pk).exists()

    assert boss.post(reverse("types_of_goods:edit", args=[kind.pk]), {**form, "confirm_loss": "on"}).status_code == 302
    assert not Attribute.objects.filter(pk=origin.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kind": "number"}, "请另加一个属性"),
        ({"kind": "choice", "choices": " \n"}, "请至少填一个选项"),
        ({"name": "果径"}, "name"),
    ],
)
def test_a_type_refuses_what_would_not_be_safe(boss: Client, change: dict[str, str], error: str) -> None:
    kind, origin, size = _apples()
    ProductFactory(product_type=kind, attributes={str(origin.pk): "南坡"})

    response = boss.post(
        reverse("types_of_goods:edit", args=[kind.pk]),
        _type_form(
            kind, {"id": origin.pk, "name": "产地", **change}, {"id": size.pk, "name": "果径", "kind": "number"}
        ),
    )

    assert response.status_code == 200
    assert error in response.text
    origin.refresh_from_db()
    assert (origin.name, origin.kind) == ("产地", "text")


@pytest.mark.django_db
def test_a_type_in_use_is_not_deleted(boss: Client) -> None:
    kind, *_rest = _apples()
    ProductFactory(title="木箱装", product_type=kind)

    response = boss.post(reverse("types_of_goods:delete", args=[kind.pk]), follow=True)

    assert "木箱装" in response.text
    assert ProductType.objects.filter(pk=kind.pk).exists()

    Product.objects.update(product_type=None)
    boss.post(reverse("types_of_goods:delete", args=[kind.pk]))
    assert not ProductType.objects.filter(pk=kind.pk).exists()


@pytest.mark.django_db
def test_shoppers_and_programs_read_the_facts(client: Client) -> None:
    kind, origin, size = _apples()
    product = ProductFactory(product_type=kind, attributes={str(origin.pk): "南坡<b>", str(size.pk): 80})
    make_sku(product=product)

    page = client.get(product.get_absolute_url()).text
    body = client.get(f"/api/v1/products/{product.slug}/").json()

    assert "<dt>果径</dt><dd>80 mm</dd>" in page
    assert "<dd>南坡&lt;b&gt;</dd>" in page
    assert '{"@type":"PropertyValue","name":"果径","value":80,"unitText":"mm"}' in page
    assert body["facts"] == [
        {"name": "产地", "text": "南坡<b>", "kind": "text", "value": "南坡<b>", "unit": ""},
        {"name": "果径", "text": "80 mm", "kind": "number", "value": 80, "unit": "mm"},
    ]


@pytest.mark.django_db
def test_a_choice_renamed_keeps_what_products_say(boss: Client) -> None:
    kind, glaze = product_type("碟", 釉色="choice")
    glaze.choices = "白"
    glaze.save()
    product = ProductFactory(product_type=kind, attributes={str(glaze.pk): "叶青"})

    assert "<option selected>叶青</option>" in boss.get(reverse(EDIT, args=[product.pk])).text
    assert [fact.text for fact in facts_of(product)] == ["叶青"]
