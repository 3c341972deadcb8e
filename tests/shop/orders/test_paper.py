"""Packing lists and labels as PDF: who gets them, for which orders, and what stands on them."""

import pytest
from django.test import Client
from django.utils import timezone

from shop.core.drawing import paper
from shop.orders.admin import paper as desk_paper
from tests.factories.customers import address
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Warehouse"))
    return client


@pytest.fixture
def pages(monkeypatch) -> list[str]:
    """What is set, before it becomes a PDF."""
    seen: list[str] = []
    monkeypatch.setattr(desk_paper, "pdf_of", lambda html: seen.append(html) or b"%PDF-")
    return seen


@pytest.mark.parametrize("kind", ["packing", "label"])
@pytest.mark.parametrize("size", ["a4", "thermal"])
def test_each_paper_says_what_goes_where(desk, pages, kind, size) -> None:
    sku = stocked_sku()
    order = paid_order({sku: 3}, at=timezone.now(), address=address(recipient="林晓<b>"), note="请放门口")

    response = desk.get(f"/admin/orders/{order.number}/paper/{kind}-{size}.pdf")

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    [page] = pages
    for text in (order.number, order.phone, order.street, "林晓&lt;b&gt;", order.lines.get().product_title, "<svg"):
        assert text in page
    assert ("100mm 150mm" in page) == (size == "thermal")
    assert ("请放门口" in page) == (kind == "packing")


def test_the_orders_to_ship_come_in_one_file(desk, pages) -> None:
    first, second = paid_order(at=timezone.now()), paid_order(at=timezone.now())
    unpaid = place(at=timezone.now())

    assert desk.get("/admin/orders/paper/packing-a4.pdf").status_code == 200

    [page] = pages
    assert page.index(first.number) < page.index(second.number)
    assert unpaid.number not in page
    assert desk.get("/admin/orders/paper/label-a4.pdf", {"tab": "late"}).status_code == 404


def test_without_the_permission_there_is_no_label_and_no_name_on_the_list(client, pages) -> None:
    from django.contrib.auth.models import Permission

    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["ship_order", "view_order", "access_admin"]))
    client.force_login(user)
    order = paid_order(at=timezone.now(), address=address(recipient="欧阳清"))

    refused = client.get(f"/admin/orders/{order.number}/paper/label-a4.pdf")
    assert (refused.status_code, pages) == (302, [])
    client.get(f"/admin/orders/{order.number}/paper/packing-a4.pdf")
    assert "欧阳清" not in pages[0]
    assert order.phone not in pages[0]
    assert order.street not in pages[0]


@pytest.mark.once
def test_chinese_becomes_a_pdf_and_nothing_else_is_fetched() -> None:
    html = f'<style>@font-face{{font-family:p;src:url("{paper.font_url()}")}}body{{font-family:p}}</style><p>林晓</p>'

    assert paper.pdf_of(html).startswith(b"%PDF-")
