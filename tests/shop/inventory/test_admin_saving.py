"""Cells saved in a block: each for itself, errors at the cell, conflicts with both values, undo by swapping."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.catalog.models import PriceEntry, Sku
from shop.catalog.operations import change_price, set_cost
from shop.inventory.admin.saving import MAX_BLOCK_CELLS
from shop.inventory.models import StockMovement
from shop.inventory.operations import set_components
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.promotions import make_promotion
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def _skus(count: int) -> list[Sku]:
    product = ProductFactory()
    return [stocked_sku(product=product, options={"规格": str(number)}) for number in range(count)]


def _cell(sku: Sku, name: str, value: Any, seen: Any = "", **more: Any) -> dict[str, Any]:
    return {"sku": sku.pk, "cell": name, "value": value, "seen": seen, **more}


def _send(client: Client, *cells: dict[str, Any]) -> Any:
    response = client.post(reverse("goods_desk:block"), {"cells": cells}, content_type="application/json")
    assert response.status_code == 200
    return response.json()


def _prices(skus: list[Sku]) -> list[int]:
    return list(Sku.objects.filter(pk__in=[sku.pk for sku in skus]).order_by("pk").values_list("price_fen", flat=True))


def test_what_is_wrong_in_a_block_stays_behind_and_the_rest_is_saved(clerk: Client) -> None:
    skus = _skus(4)
    change_price(by=None, sku=skus[2], price_fen=7000, expected_fen=6800)
    typed = ["¥1,280.00", "abc", "69", "６９．５"]

    answer = _send(clerk, *[_cell(sku, "price", text, 6800) for sku, text in zip(skus, typed, strict=True)])

    assert answer["saved"] == [[skus[0].pk, "price"], [skus[3].pk, "price"]]
    assert [(error["sku"], error.get("theirs")) for error in answer["errors"]] == [
        (skus[1].pk, None),
        (skus[2].pk, "采用对方的：¥70.00"),
    ]
    assert _prices(skus) == [128000, 6800, 7000, 6950]
    assert {row["price_seen"] for row in answer["rows"].values()} == {128000, 6800, 7000, 6950}
    assert PriceEntry.objects.filter(reference="grid").count() == 2


def test_a_block_of_every_kind_of_cell(clerk: Client) -> None:
    [first, second] = _skus(2)

    answer = _send(
        clerk,
        _cell(first, "stock", "1,200", 10, reason="receive"),
        _cell(first, "cost", "30元"),
        _cell(first, "weight", "２５０"),
        _cell(first, "barcode", "690000000001"),
        _cell(second, "is_active", "0"),
        _cell(second, "stock", "12", 10),
    )

    assert answer["saved"] == [[first.pk, name] for name in ("cost", "stock", "weight", "barcode")] + [
        [second.pk, "is_active"]
    ]
    assert [(error["sku"], error["cell"]) for error in answer["errors"]] == [(second.pk, "stock")]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.cost_fen, first.weight_g, first.barcode, second.is_active) == (3000, 250, "690000000001", False)
    assert (stock_of(first), stock_of(second)) == ((1200, 0), (10, 0))


def test_codes_are_cells_and_stay_unique(clerk: Client) -> None:
    [first, second] = _skus(2)
    taken = second.code

    answer = _send(clerk, _cell(first, "code", taken, first.code), _cell(second, "code", " NEU-2 ", taken))

    assert answer["saved"] == [[second.pk, "code"]]
    assert [(error["sku"], error["cell"], error["text"]) for error in answer["errors"]] == [
        (first.pk, "code", "此 SKU 编码已被使用。")
    ]
    assert answer["rows"][str(second.pk)]["code_seen"] == "NEU-2"
    assert list(Sku.objects.order_by("pk").values_list("code", flat=True)) == [first.code, "NEU-2"]
    answer = _send(clerk, _cell(second, "code", "X", taken), _cell(first, "code", "  ", first.code))
    assert answer["saved"] == []
    assert [error.get("theirs") for error in answer["errors"]] == [None, "采用对方的：NEU-2"]


def test_undo_swaps_value_and_seen_and_spares_what_somebody_changed_since(clerk: Client) -> None:
    skus = _skus(3)
    done = _send(
        clerk,
        *[_cell(sku, "price", "70", 6800) for sku in skus],
        _cell(skus[0], "stock", "25", 10, reason="receive"),
    )
    assert len(done["saved"]) == 4
    change_price(by=None, sku=skus[1], price_fen=7500, expected_fen=7000)

    undone = _send(
        clerk,
        *[_cell(sku, "price", "68.00", 7000) for sku in skus],
        _cell(skus[0], "stock", "10", 25, reason="correct"),
    )

    assert [sku_id for sku_id, name in undone["saved"] if name == "price"] == [skus[0].pk, skus[2].pk]
    assert [(error["sku"], error["theirs"]) for error in undone["errors"]] == [(skus[1].pk, "采用对方的：¥75.00")]
    assert _prices(skus) == [6800, 7500, 6800]
    assert stock_of(skus[0]) == (10, 0)
    assert list(StockMovement.objects.filter(stock=skus[0].pk).order_by("pk").values_list("delta", "reason"))[1:] == [
        (15, "receive"),
        (-15, "correct"),
    ]


def test_the_same_value_written_by_both_is_no_conflict(clerk: Client) -> None:
    [sku] = _skus(1)
    change_price(by=None, sku=sku, price_fen=7000, expected_fen=6800)

    answer = _send(clerk, _cell(sku, "price", "70", 6800))

    assert (answer["saved"], answer["errors"]) == ([], [])
    assert answer["rows"][str(sku.pk)]["price_seen"] == 7000


def test_what_is_spoken_of_is_taken_off_sale_only_when_meant(clerk: Client) -> None:
    sku = stocked_sku()
    now = timezone.now()
    make_promotion(sku, name="霜降三日", starts_at=now, ends_at=now + timedelta(hours=1), at=now)

    asked = _send(clerk, _cell(sku, "is_active", "0"))
    sku.refresh_from_db()
    still_on_sale = sku.is_active
    _send(clerk, _cell(sku, "is_active", "0", sure=True))
    sku.refresh_from_db()

    [error] = asked["errors"]
    assert [line.partition(":")[0] for line in error["list"]] == [
        f"商品 “{sku.product.title}”",
        "活动 “霜降三日”",
    ]
    assert (error["mine"], error["theirs"]) == ("仍然停售", "继续销售")
    assert (still_on_sale, sku.is_active) == (True, False)


def test_one_of_several_skus_of_which_nothing_speaks_is_taken_off_at_once(clerk: Client) -> None:
    skus = _skus(2)

    answer = _send(clerk, _cell(skus[0], "is_active", "0"))

    assert answer["saved"] == [[skus[0].pk, "is_active"]]


def test_without_script_the_question_is_asked_on_the_page_of_the_sku(clerk: Client) -> None:
    sku = stocked_sku()
    row = {"price": "68", "price_seen": "6800", "is_active_sent": "1"}

    asked = clerk.post(reverse("goods_desk:sku", args=[sku.pk]), row)
    sku.refresh_from_db()
    assert (asked.status_code, sku.is_active) == (409, True)
    assert [line.title for line in asked.context["broken"]] == [sku.product.title]
    assert b'name="sure"' in asked.content

    clerk.post(reverse("goods_desk:sku", args=[sku.pk]), {**row, "sure": "1"})
    sku.refresh_from_db()
    assert not sku.is_active


def test_a_bundle_has_no_stock_to_write_and_a_stranger_no_cells(clerk: Client, client: Client) -> None:
    part, box = stocked_sku(), make_sku()
    set_components(by=None, sku=box, components={part.pk: 2})

    answer = _send(clerk, _cell(box, "stock", "5", 0, reason="receive"))
    assert [error["cell"] for error in answer["errors"]] == ["stock"]

    client.force_login(member("Warehouse"))
    answer = _send(client, _cell(part, "price", "1", 6800), _cell(part, "stock", "11", 10, reason="correct"))
    assert answer["saved"] == [[part.pk, "stock"]]
    assert [(error["cell"], error["text"]) for error in answer["errors"]] == [
        ("price", "这一格已不存在，或你无权修改。")
    ]
    part.refresh_from_db()
    assert part.price_fen == 6800


def test_a_cost_is_not_told_to_who_may_not_see_it(client: Client) -> None:
    sku = stocked_sku()
    set_cost(by=None, sku=sku, cost_fen=31337, expected_fen=None)
    user = member("Operations")
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="view_cost"))
    client.force_login(user)

    answer = _send(client, _cell(sku, "cost", "1"), _cell(sku, "price", "69", 6800))

    assert answer["saved"] == [[sku.pk, "price"]]
    assert "313" not in json.dumps(answer)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"cells": []}',
        '{"cells": [{}]}',
        '{"cells": [{"sku": "x", "cell": "price", "value": ""}]}',
        '{"cells": [{"sku": 1e999, "cell": "price", "value": ""}]}',
        '{"cells": [{"sku": 1, "cell": "pk", "value": ""}]}',
        '{"cells": [{"sku": 99999999999999999999, "cell": "price", "value": ""}]}',
        '{"cells": [{"sku": 1, "cell": "barcode", "value": "\\ud800"}]}',
        "[" * 100_000,
        json.dumps({"cells": [{"sku": 1, "cell": "price", "value": "1"}] * (MAX_BLOCK_CELLS + 1)}),
    ],
)
def test_what_is_no_block_is_refused(clerk: Client, body: str) -> None:
    response = clerk.post(reverse("goods_desk:block"), body, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["problem"]


def test_odd_values_are_errors_at_their_cell(clerk: Client) -> None:
    [sku] = _skus(1)

    answer = _send(
        clerk,
        _cell(sku, "barcode", "a\x00b"),
        _cell(sku, "price", "9" * 5000, "9" * 5000),
        _cell(sku, "weight", "1" * 12, "x"),
    )

    assert [error["cell"] for error in answer["errors"]] == ["price", "weight", "barcode"]
    sku.refresh_from_db()
    assert (sku.price_fen, sku.weight_g, sku.barcode) == (6800, None, "")


def test_a_block_costs_a_bounded_number_of_queries_a_cell(clerk: Client, django_assert_max_num_queries: Any) -> None:
    skus = _skus(3)
    with django_assert_max_num_queries(40) as one:
        _send(clerk, _cell(skus[0], "price", "70", 6800))
    with django_assert_max_num_queries(60) as three:
        _send(clerk, *[_cell(sku, "price", "71", sku.price_fen if sku is not skus[0] else 7000) for sku in skus])
    assert len(three) - len(one) == 2 * PER_PRICE


# Two savepoints and their releases, the guarded UPDATE, price log, audit, event.
PER_PRICE = 10
