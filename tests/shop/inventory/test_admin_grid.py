"""The SKU grid and its screens: cells that save at once, conflicts told, roles kept apart."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalog.models import PriceEntry, Sku
from shop.catalog.operations import change_price, set_cost
from shop.inventory.admin.saving import CELLS
from shop.inventory.models import StockMovement
from shop.inventory.operations import move_stock, reserve
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.content import make_image
from tests.factories.inventory import sold_out_sku, stock_of, stocked_sku
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def _row(sku: Sku) -> str:
    return reverse("goods_desk:sku", args=[sku.pk])


def _block(client: Client, *cells: dict[str, Any]) -> Any:
    return client.post(
        reverse("goods_desk:block"),
        {"cells": cells},
        content_type="application/json",
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def _send(client: Client, sku: Sku, **cells: Any) -> Any:
    """As the grid's script does: cells of one row, with what was seen."""
    return _block(
        client,
        *[
            {
                "sku": sku.pk,
                "cell": name,
                "value": cells[name],
                "seen": cells.get(f"{name}_seen", ""),
                "reason": cells.get("reason", ""),
                "sure": cells.get("sure", False),
            }
            for name in CELLS
            if name in cells
        ],
    )


def _wrong(answer: Any) -> list[str]:
    """The cells that were not saved."""
    return [error["cell"] for error in answer.json()["errors"]]


def _shown(answer: Any, sku: Sku) -> dict[str, Any]:
    """What the answer says the row holds now."""
    return answer.json()["rows"][str(sku.pk)]  # type: ignore[no-any-return]


def test_a_price_is_saved_at_once_and_logged(clerk: Client) -> None:
    sku = stocked_sku(price_fen=6800)

    answer = _send(clerk, sku, price="７0.5", price_seen=6800)

    assert answer.json()["saved"] == [[sku.pk, "price"]]
    assert _shown(answer, sku)["price"] == "70.50"
    sku.refresh_from_db()
    assert sku.price_fen == 7050
    assert PriceEntry.objects.filter(sku=sku).latest("id").reference == "grid"


@pytest.mark.parametrize("typed", ["", "0", "-3", "68.005", "abc", "99999999999999"])
def test_a_wrong_price_is_refused_at_its_cell(clerk: Client, typed: str) -> None:
    sku = stocked_sku(price_fen=6800)

    answer = _send(clerk, sku, price=typed, price_seen=6800)

    assert _wrong(answer) == ["price"]
    sku.refresh_from_db()
    assert sku.price_fen == 6800


def test_stock_asks_for_a_reason_and_becomes_a_movement(clerk: Client) -> None:
    sku = stocked_sku(units=10)

    refused = _send(clerk, sku, stock="25", stock_seen=10, reason="")
    assert refused.json()["errors"] == [{"sku": sku.pk, "cell": "stock", "text": "请选择库存变动的原因。"}]
    assert stock_of(sku) == (10, 0)

    saved = _send(clerk, sku, stock="25", stock_seen=10, reason="receive")
    assert _shown(saved, sku)["available"] == 25
    movement = StockMovement.objects.latest("id")
    assert (movement.delta, movement.balance, movement.reason) == (15, 25, "receive")
    assert movement.by is not None


@pytest.mark.parametrize(("reason", "typed"), [("receive", "8"), ("damage", "12"), ("ship", "8"), ("import", "12")])
def test_a_reason_that_does_not_fit_is_refused(clerk: Client, reason: str, typed: str) -> None:
    sku = stocked_sku(units=10)

    answer = _send(clerk, sku, stock=typed, stock_seen=10, reason=reason)

    assert _wrong(answer) == ["stock"]
    assert stock_of(sku) == (10, 0)


def test_stock_never_goes_below_what_is_reserved(clerk: Client) -> None:
    sku = stocked_sku(units=10)
    reserve(quantities={sku.pk: 4}, reference="N1", expires_at=NOW, at=NOW)

    answer = _send(clerk, sku, stock="3", stock_seen=10, reason="damage")

    assert _wrong(answer) == ["stock"]
    assert stock_of(sku) == (10, 4)


def test_a_conflict_tells_the_other_value_and_saving_again_decides(clerk: Client) -> None:
    sku = stocked_sku(price_fen=6800)
    change_price(by=None, sku=sku, price_fen=7000, expected_fen=6800)

    answer = _send(clerk, sku, price="69", price_seen=6800)

    [error] = answer.json()["errors"]
    assert (error["text"], error["mine"], error["theirs"]) == (
        "在此期间它被改成了 ¥70.00。",
        "保留我的：69",
        "采用对方的：¥70.00",
    )
    row = _shown(answer, sku)
    assert row["price_seen"] == 7000
    assert _send(clerk, sku, price="69", price_seen=row["price_seen"]).json()["errors"] == []
    sku.refresh_from_db()
    assert sku.price_fen == 6900


def test_a_conflict_without_script_keeps_what_was_typed(clerk: Client) -> None:
    sku = stocked_sku(price_fen=6800, units=10)
    move_stock(by=None, sku=sku, delta=-2, reason="ship")

    page = clerk.post(
        _row(sku),
        {"price": "68", "price_seen": "6800", "stock": "50", "stock_seen": "10", "reason": "receive", "back": "grid"},
    )

    assert page.status_code == 409
    form = page.context["form"]
    assert form["stock"].value() == "50"
    assert int(form["stock_seen"].value()) == 8
    assert "8" in str(form.errors["stock"])
    assert stock_of(sku) == (8, 0)


def test_the_row_form_works_without_script_all_or_nothing(clerk: Client) -> None:
    sku = stocked_sku(price_fen=6800, units=10)
    cells = {
        "price": "70",
        "price_seen": "6800",
        "stock": "9",
        "stock_seen": "10",
        "is_active_sent": "1",
        "back": "grid",
    }

    assert clerk.post(_row(sku), {**cells, "reason": "receive", "sure": "1"}).status_code == 400
    sku.refresh_from_db()
    assert (sku.price_fen, sku.is_active) == (6800, True)

    saved = clerk.post(_row(sku), {**cells, "reason": "damage", "sure": "1"})
    assert saved.url == reverse("goods_desk:grid")
    sku.refresh_from_db()
    assert (sku.price_fen, sku.is_active) == (7000, False)
    assert stock_of(sku) == (9, 0)


def test_warehouse_changes_stock_and_nothing_else(client: Client) -> None:
    client.force_login(member("Warehouse"))
    sku = stocked_sku(price_fen=6800, units=10)

    text = client.get(reverse("goods_desk:product", args=[sku.product_id])).content.decode()
    assert 'name="stock"' in text
    assert 'name="price"' not in text
    _send(client, sku, price="1", price_seen=6800, is_active_sent="1", barcode="x", barcode_seen="")
    _send(client, sku, stock="11", stock_seen=10, reason="correct")

    sku.refresh_from_db()
    assert (sku.price_fen, sku.is_active, sku.barcode) == (6800, True, "")
    assert stock_of(sku) == (11, 0)
    assert client.get(reverse("goods_desk:price_log", args=[sku.pk])).status_code == 302


def test_editor_sees_no_goods_figures(client: Client) -> None:
    client.force_login(member("Editor"))
    sku = stocked_sku()

    for name, arguments in PAGES:
        response = client.get(reverse(f"goods_desk:{name}", args=[getattr(sku, field) for field in arguments]))
        assert response.status_code == 302, name
    assert _send(client, sku, stock="1", stock_seen=10, reason="correct").status_code == 403
    assert stock_of(sku) == (10, 0)


PAGES: list[tuple[str, list[str]]] = [
    ("grid", []),
    ("stock", []),
    ("movements", []),
    ("product", ["product_id"]),
    ("sku", ["pk"]),
    ("price_log", ["pk"]),
    ("ledger", ["pk"]),
]


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_pages_need_the_same_queries_for_more_rows(
    clerk: Client, name: str, arguments: list[str], django_assert_max_num_queries: Any
) -> None:
    product = ProductFactory()
    first = stocked_sku(product=product, options={"规格": "0"})
    address = reverse(f"goods_desk:{name}", args=[getattr(first, field) for field in arguments])
    clerk.get(address)
    with django_assert_max_num_queries(17) as few:
        assert clerk.get(address).status_code == 200
    for number in range(1, 4):
        stocked_sku(product=product, options={"规格": str(number)})
        change_price(by=None, sku=first, price_fen=6800 + number, expected_fen=6799 + number)
        move_stock(by=None, sku=first, delta=number, reason="receive")
    with django_assert_max_num_queries(17) as many:
        assert clerk.get(address).status_code == 200
    assert len(many) == len(few)


@pytest.mark.parametrize("name", ["grid", "stock", "movements"])
@pytest.mark.parametrize(
    "query", ["?q=" + "长" * 100, "?level=nonsense", "?after=junk", "?after=9-9&before=x", "?q=苹果"]
)
def test_odd_addresses_are_pages(clerk: Client, name: str, query: str) -> None:
    stocked_sku()

    assert clerk.get(reverse(f"goods_desk:{name}") + query).status_code == 200


def test_all_skus_come_in_pages(clerk: Client) -> None:
    product = ProductFactory()
    for number in range(52):
        make_sku(product=product, options={"规格": str(number)})

    page = clerk.get(reverse("goods_desk:grid"))
    rest = clerk.get(reverse("goods_desk:grid"), {"after": page.context["page"].next_cursor})

    codes = [row.sku.code for part in (page, rest) for row in part.context["rows"]]
    assert len(codes) == len(set(codes)) == 52


def test_levels_leave_out_what_nobody_can_buy(clerk: Client) -> None:
    stocked_sku(units=50)
    low, out = stocked_sku(units=3), sold_out_sku()
    sold_out_sku(product=ProductFactory(live=False))

    found = {
        level: clerk.get(reverse("goods_desk:stock"), {"level": level}).context["rows"] for level in ("low", "out")
    }

    assert {row.sku.pk for row in found["low"]} == {low.pk, out.pk}
    assert [row.sku.pk for row in found["out"]] == [out.pk]


def test_price_log_tells_from_and_to(clerk: Client) -> None:
    sku = make_sku(price_fen=6800)
    change_price(by=None, sku=sku, price_fen=7000, expected_fen=6800)

    lines = clerk.get(reverse("goods_desk:price_log", args=[sku.pk])).context["lines"]

    assert [(line["entry"].price_fen, line["before"] and line["before"].price_fen) for line in lines] == [
        (7000, 6800),
        (6800, None),
    ]


def _matrix(**fields: Any) -> dict[str, Any]:
    return {"code": "QX", "price": "68", **fields}


def test_options_make_every_missing_combination(clerk: Client) -> None:
    product = ProductFactory()
    address = reverse("goods_desk:product", args=[product.pk])

    clerk.post(address, _matrix(option1="规格", values1="5 斤、10 斤", option2="包装", values2="简装，礼盒"))
    clerk.post(address, _matrix(option1="规格", values1="5 斤, 20 斤", option2="包装", values2="简装"))

    skus = {sku.code: sku.option_text for sku in product.skus.all()}
    assert skus == {
        "QX-01": "5 斤 / 简装",
        "QX-02": "5 斤 / 礼盒",
        "QX-03": "10 斤 / 简装",
        "QX-04": "10 斤 / 礼盒",
        "QX-05": "20 斤 / 简装",
    }


def test_without_options_one_sku_is_added(clerk: Client) -> None:
    product = ProductFactory()

    clerk.post(reverse("goods_desk:product", args=[product.pk]), _matrix())

    assert [(sku.code, sku.price_fen) for sku in product.skus.all()] == [("QX", 6800)]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"price": "x"}, "price"),
        ({"code": ""}, "code"),
        ({"code": "taken"}, "code"),
        ({"option1": "规格"}, "values1"),
        ({"values1": "5"}, "option1"),
        ({"option1": "a", "values1": "1", "option2": "a", "values2": "2"}, "option2"),
        ({"option1": "a", "values1": ",".join(map(str, range(61)))}, "option1"),
        ({"option1": "a", "values1": "长" * 41}, "values1"),
    ],
)
def test_wrong_options_are_refused_in_their_field(clerk: Client, fields: dict[str, Any], wrong: str) -> None:
    make_sku(code="taken")
    product = ProductFactory()

    response = clerk.post(reverse("goods_desk:product", args=[product.pk]), _matrix(**fields))

    assert response.status_code == 422
    assert set(response.context["matrix_form"].errors) == {wrong}
    assert not product.skus.exists()


def test_warehouse_adds_no_skus(client: Client) -> None:
    client.force_login(member("Warehouse"))
    product = ProductFactory()

    client.post(reverse("goods_desk:product", args=[product.pk]), _matrix())

    assert not product.skus.exists()


def test_cost_weight_and_barcode_are_cells(clerk: Client) -> None:
    sku = stocked_sku()

    answer = _send(
        clerk, sku, cost="３１.5", cost_seen="", weight="2,500", weight_seen="", barcode="69", barcode_seen=""
    )

    assert {name: _shown(answer, sku)[name] for name in ("cost", "cost_seen", "weight", "barcode_seen")} == {
        "cost": "31.50",
        "cost_seen": 3150,
        "weight": "2500",
        "barcode_seen": "69",
    }
    late = _send(clerk, sku, cost="40", cost_seen="")
    assert "31.50" in late.json()["errors"][0]["theirs"]
    sku.refresh_from_db()
    assert (sku.cost_fen, sku.weight_g, sku.barcode) == (3150, 2500, "69")


def test_costs_are_for_those_who_may_see_them(client: Client) -> None:
    """Somebody with prices but without ``view_cost``, and the warehouse: neither sees nor changes one."""
    sku = stocked_sku()
    set_cost(by=None, sku=sku, cost_fen=31337, expected_fen=None)
    for user in (member("Warehouse"), member("Operations")):
        group = user.groups.get()
        group.permissions.remove(*group.permissions.filter(codename="view_cost"))
        client.force_login(user)

        pages = [client.get(reverse(name)) for name in ("goods_desk:grid",)] + [client.get(_row(sku))]
        answer = _send(client, sku, cost="1", cost_seen="31337")

        assert not [page for page in (*pages, answer) if b"313.37" in page.content or b"31337" in page.content]
        sku.refresh_from_db()
        assert sku.cost_fen == 31337


def test_a_picture_is_chosen_on_the_page_of_the_sku(clerk: Client) -> None:
    sku = stocked_sku()
    image = make_image()

    assert clerk.post(_row(sku), {"image": image.pk, "image_seen": ""}).status_code == 302
    late = clerk.post(_row(sku), {"image": "", "image_seen": ""})

    sku.refresh_from_db()
    assert sku.image_id == image.pk
    assert late.status_code == 302, "nothing was changed: it was seen empty and sent empty"
    assert clerk.get(_row(sku)).status_code == 200
