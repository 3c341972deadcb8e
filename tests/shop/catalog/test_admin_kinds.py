"""The kind in the admin: asked first, shown in the list, and the order form edited with immediate effect."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalog.enums import ProductKind
from shop.catalog.models import Product, SpecField
from shop.catalog.queries import order_forms
from tests.factories.catalog import ProductFactory, ask, choice, made_to_order, make_sku
from tests.factories.staff import UserFactory, member
from tests.shop.catalog.test_admin_products import _form

pytestmark = pytest.mark.django_db
ADD = reverse("wagtailsnippets_catalog_product:add")
LIST = reverse("wagtailsnippets_catalog_product:list")


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    return client


def kind_url(product: Product) -> str:
    return reverse("product_desk:kind", args=[product.pk])


def test_the_kind_is_asked_first_and_kept(boss: Client) -> None:
    asked = boss.get(ADD)
    assert "?kind=made_to_order" in asked.content.decode()
    assert "?kind=service" in asked.content.decode()

    form = boss.get(ADD, {"kind": "made_to_order"}).content.decode()
    assert "?kind=made_to_order" in form
    boss.post(f"{ADD}?kind=made_to_order", _form(Product(title="刻字木箱")))

    assert Product.objects.get().kind == ProductKind.MADE_TO_ORDER


@pytest.mark.parametrize("kind", ["gold", ""])
def test_an_unknown_kind_is_asked_again(boss: Client, kind: str) -> None:
    response = boss.get(ADD, {"kind": kind})

    assert "mb-kinds" in response.content.decode()


def test_the_list_shows_and_filters_kinds(boss: Client) -> None:
    made_to_order(title="刻字木箱")
    ProductFactory(title="苹果干")

    text = boss.get(LIST, {"kind": "made_to_order"}).content.decode()

    assert "刻字木箱" in text
    assert "苹果干" not in text


def test_editing_the_content_leaves_kind_and_form_alone(boss: Client) -> None:
    product = made_to_order(days=5)
    ask(product)

    url = reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])
    boss.post(url, {**_form(product, title="新名字"), "action-publish": "1", "kind": "physical"})

    stored = Product.objects.get()
    assert (stored.title, stored.kind) == ("新名字", ProductKind.MADE_TO_ORDER)
    assert [question.label for question in order_forms([stored])[stored.pk].questions] == ["刻字"]


def test_a_choice_with_prices_is_asked_changed_moved_and_dropped(boss: Client) -> None:
    product = made_to_order()
    first = ask(product, label="刻字")
    add = reverse("product_desk:question_add", args=[product.pk]) + "?answer=choice"
    assert "choice-3-label" in boss.get(add).content.decode()

    data: dict[str, Any] = {
        "label": "木料", "is_required": "on", "choice-0-label": "杉木", "choice-1-label": "胡桃木",
        "choice-1-surcharge": "20", "choice-2-label": "",
    }  # fmt: skip
    boss.post(add, data)
    wood = SpecField.objects.get(kind="choice")
    assert list(wood.choices.values_list("label", "surcharge_fen")) == [("杉木", 0), ("胡桃木", 2000)]

    url = reverse("product_desk:question", args=[product.pk, wood.pk])
    page = boss.get(url).content.decode()
    assert f'value="{choice(wood, "胡桃木")}"' in page
    boss.post(url, {**data, "choice-0-id": choice(wood, "杉木"), "choice-1-id": "", "choice-1-surcharge": "25.5"})
    assert list(wood.choices.values_list("label", "surcharge_fen")) == [("杉木", 0), ("胡桃木", 2550)]
    boss.post(url, {"move": "up"})
    assert [row.label for row in product.spec_fields.all()] == ["木料", "刻字"]
    boss.post(reverse("product_desk:question", args=[product.pk, first.pk]), {"remove": "1"})
    assert [row.label for row in product.spec_fields.all()] == ["木料"]
    assert "胡桃木" in boss.get(kind_url(product)).content.decode()


def test_two_who_change_one_question_do_not_overwrite_each_other(boss: Client) -> None:
    product = made_to_order()
    wood = ask(product, "choice", "木料", choices={"杉木": 0})
    url = reverse("product_desk:question", args=[product.pk, wood.pk])
    mine = {"label": "木头", "choice-0-label": "杉木", "choice-0-id": choice(wood, "杉木"), "seen": wood.version}
    boss.post(url, {**mine, "label": "木料", "choice-1-label": "胡桃木", "choice-1-surcharge": "20"})

    refused = boss.post(url, mine)

    wood = SpecField.objects.get()
    assert (wood.label, wood.choices.count()) == ("木料", 2)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "胡桃木 + ¥20.00" in page
    assert 'value="木头"' in page
    assert f'name="seen" value="{wood.version}"' in page
    boss.post(url, {**mine, "seen": wood.version})
    wood = SpecField.objects.get()
    assert (wood.label, wood.choices.count()) == ("木头", 1)


@pytest.mark.parametrize(
    ("answer", "data"),
    [
        ("text", {"label": ""}),
        ("text", {"label": "字", "max_length": "0"}),
        ("date", {"label": "日", "lead_days": "-1"}),
        ("choice", {"label": "木"}),
        ("choice", {"label": "木", "choice-0-label": "杉", "choice-0-surcharge": "两块"}),
        ("choice", {"label": "木", "choice-0-label": "杉", "choice-1-label": "杉"}),
    ],
)
def test_a_question_that_makes_no_sense_is_said_in_the_form(boss: Client, answer: str, data: dict[str, str]) -> None:
    product = made_to_order()

    response = boss.post(f"{reverse('product_desk:question_add', args=[product.pk])}?answer={answer}", data)

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not SpecField.objects.exists()


def test_days_and_kind_are_saved_and_refused_in_words(boss: Client) -> None:
    product = made_to_order()

    boss.post(kind_url(product), {"save": "production", "production_days": "7"})
    assert order_forms([product])[product.pk].production_days == 7
    assert boss.post(kind_url(product), {"save": "production", "production_days": "400"}).status_code == 422
    boss.post(kind_url(product), {"save": "kind", "kind": "physical"})
    assert Product.objects.get().kind == ProductKind.PHYSICAL
    make_sku(product=product)
    assert boss.post(kind_url(product), {"save": "kind", "kind": "made_to_order"}).status_code == 422
    assert boss.post(kind_url(product), {"save": "nothing"}).status_code == 302
    assert Product.objects.get().kind == ProductKind.PHYSICAL


@pytest.mark.parametrize("role", ["Warehouse", "Editor"])
def test_whoever_sets_no_prices_changes_no_order_form(client: Client, role: str) -> None:
    product = made_to_order()
    question = ask(product)
    client.force_login(member(role))

    client.post(kind_url(product), {"save": "production", "production_days": "7"})
    client.post(reverse("product_desk:question", args=[product.pk, question.pk]), {"remove": "1"})

    assert order_forms([product])[product.pk].production_days == 0
    assert SpecField.objects.count() == 1
