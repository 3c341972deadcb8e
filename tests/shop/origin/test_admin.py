"""The desk of origin: stories, labels, scans."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.origin.models import LotStory, PrintRun
from shop.origin.operations import attribute_order, count_scan
from shop.social.touch import Touch
from tests.factories import NOW
from tests.factories.content import make_document
from tests.factories.orders import paid_order, place, ship
from tests.factories.origin import code_of, make_lot, printed, told, visitor
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def test_from_the_lot_to_its_labels(desk: Client) -> None:
    lot = make_lot()
    page = desk.get(reverse("origin_desk:lot", args=[lot.pk])).content.decode()
    new = f"{reverse('origin_desk:new')}?lot={lot.pk}"
    assert new in page
    assert desk.get(new).status_code == 200

    response = desk.post(new, {"target": "lot", "labels": 24, "preset": "a4-24", "line": "扫码看产地"})

    run = PrintRun.objects.get()
    assert response["Location"] == reverse("origin_desk:run", args=[run.pk])
    assert (run.lot, run.product, run.labels, run.line) == (lot, lot.sku.product, 24, "扫码看产地")
    labels = desk.get(reverse("origin_desk:labels", args=[run.pk]))
    assert b"".join(labels.streaming_content).startswith(b"%PDF-1.4")
    assert code_of(run).text in desk.get(reverse("origin_desk:run", args=[run.pk])).content.decode()


def test_of_a_product_and_what_is_wrong_is_said_at_its_field(desk: Client) -> None:
    product = make_lot().sku.product
    new = reverse("origin_desk:new")

    refused = desk.post(new, {"target": "lot", "labels": 0, "preset": "a4-24"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"product", "target", "labels"}
    assert desk.get(f"{new}?lot=999999").status_code == 404
    desk.post(new, {"product": product.pk, "target": "product", "labels": 5, "preset": "60x40"})

    assert PrintRun.objects.get().lot is None


def test_a_story_with_documents(desk: Client) -> None:
    lot, report = make_lot(), make_document(title="农残检测")
    address = reverse("origin_desk:story", args=[lot.pk])
    data = {"title": "霜降", "text": "上山", "is_public": "on", "document0": report.pk, "issued0": "2026-09-25"}

    assert desk.post(address, {**data, "title": ""}).status_code == 422
    assert not LotStory.objects.exists()
    assert desk.post(address, data).status_code == 302

    story = LotStory.objects.get()
    assert (story.title, story.is_public, story.documents.get().title) == ("霜降", True, "农残检测")
    assert "2026-09-25" in desk.get(address).content.decode()
    assert "霜降" in desk.get(reverse("origin_desk:lots"), {"q": lot.code}).content.decode()


def test_scans_stand_beside_their_run(desk: Client) -> None:
    run = printed()
    count_scan(code=code_of(run), visitor=visitor(), at=NOW)
    count_scan(code=code_of(run), visitor=visitor("2"), at=NOW)

    assert desk.get(reverse("origin_desk:runs")).context["rows"] == [{"run": run, "scans": 2}]
    assert desk.get(reverse("origin_desk:run", args=[run.pk])).context["scans"] == 2


def test_calling_labels_back(desk: Client) -> None:
    run = printed()
    address = reverse("origin_desk:withdraw", args=[run.pk])

    assert desk.post(address, {"reason": ""}).status_code == 422
    assert desk.post(address, {"reason": "印错了批次"}).status_code == 302

    run.refresh_from_db()
    assert run.withdrawn_reason == "印错了批次"
    assert desk.get(reverse("origin_desk:labels", args=[run.pk])).status_code == 404
    assert "印错了批次" in desk.get(reverse("origin_desk:run", args=[run.pk])).content.decode()


def test_an_order_names_the_lots_it_went_out_with(desk: Client) -> None:
    lot = make_lot()
    order = ship(paid_order({lot.sku: 1}))

    assert (
        reverse("origin_desk:lot", args=[lot.pk])
        in desk.get(reverse("order_desk:order", args=[order.number])).content.decode()
    )
    assert order.number in desk.get(reverse("origin_desk:lot", args=[lot.pk])).content.decode()


@pytest.mark.parametrize(
    ("role", "orders", "write", "labels"), [("Warehouse", True, False, True), ("Editor", False, True, False)]
)
def test_each_role_sees_its_part(client: Client, role: str, *, orders: bool, write: bool, labels: bool) -> None:
    lot = make_lot()
    client.force_login(member(role))

    context = client.get(reverse("origin_desk:lot", args=[lot.pk])).context

    assert (context["orders"] is not None, context["may_write"], context["may_print"]) == (orders, write, labels)


def test_the_run_shows_the_orders_that_its_scans_brought(desk: Client, client: Client) -> None:
    run = printed()
    touch = Touch().with_code(code_of(run).pk, NOW).as_dict()
    order, unpaid = paid_order(origin=touch), place(origin=touch)
    for row in (order, unpaid):
        attribute_order(order=row)
    address = reverse("origin_desk:run", args=[run.pk])

    page = desk.get(address)

    assert (page.context["sales"], list(page.context["orders"])) == ("1", [order])
    assert order.number in page.content.decode()
    shown = desk.get(reverse("order_desk:order", args=[order.number])).content.decode()
    assert address in shown
    assert "没有链接、海报或故事的记录" not in shown
    listed = desk.get(reverse("order_desk:list"), {"origin": "label"}).content.decode()
    assert order.number in listed
    assert order.number not in desk.get(reverse("order_desk:list"), {"origin": "direct"}).content.decode()
    client.force_login(member("Editor"))
    page = client.get(address)
    assert page.context["sales"] == "1"
    assert order.number not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["runs", "lots"])
def test_lists_ask_the_same_number_of_questions(
    desk: Client, name: str, count: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(count):
        lot = make_lot()
        told(lot)
        printed(lot)
    desk.get(reverse(f"origin_desk:{name}"))

    with django_assert_max_num_queries(QUERIES):
        desk.get(reverse(f"origin_desk:{name}"))


QUERIES = 14
