"""Packing lists and labels as PDF: who gets them, for which orders, and what stands on them."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from content.brand.models import BrandKit
from shop.core.drawing import paper
from shop.orders.admin import paper as desk_paper
from shop.orders.errors import LabelPrinted
from shop.orders.models import Order
from shop.orders.operations import change_address, ship_order
from shop.orders.wishes import Wishes
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


def test_a_label_names_the_sender(desk, pages) -> None:
    order = paid_order(at=timezone.now())
    kit = BrandKit.load()
    kit.name, kit.return_address, kit.phone = "华芳苑", "栖霞市南坡 1 号", "0535-0000000"
    kit.save()
    cache.clear()

    desk.get(f"/admin/orders/{order.number}/paper/label-a4.pdf")

    assert all(text in pages[0] for text in ("华芳苑", "栖霞市南坡 1 号", "0535-0000000"))


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


def test_slips_and_labels_hold_what_is_in_the_next_parcel(desk, pages) -> None:
    apple = stocked_sku()
    order = paid_order({apple: 3}, at=timezone.now(), wishes=Wishes(gift_text="生日快乐"))
    paper_of = f"/admin/orders/{order.number}/paper/"
    line = order.lines.get()
    ship_order(by=None, order=order, carrier="sf", tracking_number="SF1001", at=timezone.now(), units={line.pk: 1})
    for kind in ("packing", "label"):
        assert desk.get(f"{paper_of}{kind}-a4.pdf").status_code == 200
    ship_order(by=None, order=order, carrier="sf", tracking_number="SF1002", at=timezone.now())
    desk.get(f"{paper_of}packing-a4.pdf")

    rest, label, whole = pages
    assert '<td class="count">2</td>' in rest
    assert "×2" in label
    assert '<td class="count">3</td>' in whole
    assert "生日快乐" in rest


def test_once_a_label_is_printed_only_staff_change_the_address(desk, pages) -> None:
    order, at = paid_order(at=timezone.now()), timezone.now()
    elsewhere = address(street="新街 9 号")
    desk.get(f"/admin/orders/{order.number}/paper/packing-a4.pdf")
    assert Order.objects.get().labelled_at is None
    desk.get(f"/admin/orders/{order.number}/paper/label-a4.pdf")
    assert Order.objects.get().labelled_at >= at
    assert "面单已于" in desk.get(f"/admin/orders/{order.number}/").content.decode()

    with pytest.raises(LabelPrinted):
        change_address(by=None, order=order, address=elsewhere, at=timezone.now())
    assert Order.objects.get().street == order.street

    change_address(by=UserFactory(), order=order, address=elsewhere, at=timezone.now())

    changed = Order.objects.get()
    assert (changed.street, changed.labelled_at) == ("新街 9 号", None)
    desk.get(f"/admin/orders/{order.number}/paper/label-a4.pdf")
    assert "新街 9 号" in pages[-1]
