"""The menu: in order, without noise, with counts, for the role."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from microbrand import menu
from tests.factories.orders import paid_order
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
HOME = reverse("wagtailadmin_home")


def items_of(client) -> list[dict]:
    """The items of the menu as the page hands them to the sidebar."""
    html = client.get(HOME).content.decode()
    props = re.search(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', html, re.DOTALL)
    packed = json.loads(props.group(1))
    modules = packed["modules"] if isinstance(packed, dict) else packed
    main = next(module for module in modules if module["_type"] == "wagtail.sidebar.MainMenuModule")
    return main["_args"][0]


def menu_of(client) -> list[dict]:
    """The items without their submenus."""
    return [item["_args"][0] for item in items_of(client)]


def current_item(client, address: str) -> str:
    """Which item the sidebar shows as the current one: the longest address that the page's begins with."""

    def walk(items):
        for item in items:
            given = item["_args"][0]
            if "url" in given:
                yield given["url"], given["name"]
            if item["_type"] == "wagtail.sidebar.SubMenuItem":
                yield from walk(item["_args"][1])

    found = [(len(url), name) for url, name in walk(items_of(client)) if address.startswith(url)]
    return max(found)[1]


def names(client) -> list[str]:
    return [item["name"] for item in menu_of(client)]


def test_the_desk_comes_first_and_wagtail_speaks_of_itself_nowhere(client):
    client.force_login(member("Owner"))

    found = names(client)

    wanted = ["home", "orders", "promotions", "explorer", "media", "customers"]
    assert [name for name in found if name in wanted] == wanted
    assert found[0] == "home"
    assert "help" not in found
    media = next(item for item in items_of(client) if item["_args"][0]["name"] == "media")
    assert [item["_args"][0]["name"] for item in media["_args"][1]] == ["images", "documents", "videos"]


def test_a_role_sees_only_what_it_may_open(client):
    client.force_login(member("Editor"))
    editor = names(client)
    client.force_login(member("Warehouse"))
    warehouse = names(client)

    assert not {"orders", "customers", "promotions"} & set(editor)
    assert "explorer" in editor
    assert "orders" in warehouse
    assert not {"customers", "promotions", "explorer"} & set(warehouse)


def test_orders_to_ship_are_counted_beside_the_item(client):
    client.force_login(member("Warehouse"))
    assert "data-mb-badge" not in _orders(client)["attrs"]
    from django.core.cache import cache

    cache.clear()
    paid_order(at=timezone.now())

    attributes = _orders(client)["attrs"]

    assert attributes["data-mb-badge"] == "1"
    assert "1" in attributes["aria-label"]
    assert attributes["data-mb-key"] == "o"


def _orders(client) -> dict:
    return next(item for item in menu_of(client) if item["name"] == "orders")


def test_the_question_mark_shows_every_key_of_the_desk(client):
    client.force_login(member("Owner"))
    html = client.get(HOME).content.decode()

    # It listens to the key itself.
    last = menu_of(client)[-1]
    assert (last["name"], last["attrs"]["data-w-kbd-key-value"]) == ("keyboard-shortcuts-trigger", "?")
    told = set(re.findall(r"<kbd>g (\w)</kbd>", html))
    assert told == set(menu.KEYS.values())


def test_pages_below_a_list_show_its_item_as_the_current_one(client):
    client.force_login(member("Owner"))
    product = ["product_desk:kind", "product_desk:options", "product_desk:sorting", "product_desk:references"]
    wanted = {
        **{reverse(name, args=[1]): "products" for name in ["goods_desk:product", *product]},
        reverse("goods_desk:sku", args=[1]): "sku-grid",
        reverse("goods_desk:receive", args=[1]): "sku-grid",
        reverse("goods_desk:lot", args=[1]): "stock-lots",
        reverse("enquiry_desk:list"): "enquiries",
        reverse("order_desk:order", args=["N1"]): "orders",
        reverse("wagtailadmin_pages:edit", args=[3]): "explorer",
        HOME: "home",
    }

    assert {address: current_item(client, address) for address in wanted} == wanted


def test_the_root_of_the_pages_has_a_name(client):
    client.force_login(member("Owner"))

    page = client.get(reverse("wagtailadmin_explore_root")).content.decode()

    assert "故事与页面" in page
    assert ">Root<" not in page
