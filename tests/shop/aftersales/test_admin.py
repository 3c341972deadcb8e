"""The desk of cases: who sees what, the steps, the terms of a product."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from microbrand import figures
from shop.aftersales.admin.listing import CaseListing
from shop.aftersales.admin.steps import BY_NAME
from shop.aftersales.models import Case, ReturnTerms
from shop.aftersales.operations import agree, make_offer
from shop.inventory.models import Place
from shop.orders.operations import store_picture
from shop.payments.operations import refund_order_part
from tests.factories.aftersales import ask, received_order
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LIST = reverse("case_desk:list")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def address(case: Case, step: str = "case") -> str:
    return reverse(f"case_desk:{step}", args=[case.number])


def asked(kind: str = "return", reason: str = "quality", **fields: Any) -> Case:
    at = timezone.now()
    return ask(received_order({stocked_sku(price_fen=6800): 2}, at=at), kind, reason, at=at, **fields)


def test_what_is_late_is_on_top_and_says_so(desk: Client) -> None:
    first, late = asked(), asked("reship", "lost")
    agree(by=UserFactory(), case=late, at=timezone.now())
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))

    page = desk.get(LIST).text
    assert first.number in page
    assert late.number not in page
    page = desk.get(LIST, {"tab": "send"}).text
    assert late.number in page
    assert "已逾期" in page
    assert figures.cases_to_act_on() == 2


@pytest.mark.parametrize("tab", [key for key, _label in CaseListing.tab_choices()])
def test_every_tab_opens_empty_and_full(desk: Client, tab: str) -> None:
    assert desk.get(LIST, {"tab": tab}).status_code == 200
    asked()
    assert desk.get(LIST, {"tab": tab, "q": "没有这个"}).status_code == 200


@pytest.mark.parametrize("field", ["number", "order", "phone", "title"])
def test_a_case_is_found(desk: Client, field: str) -> None:
    case, other = asked(), asked()
    line = case.lines.get().line
    text = {
        "number": case.number, "order": case.order.number, "phone": case.order.phone, "title": line.product_title,
    }[field]  # fmt: skip
    page = desk.get(LIST, {"q": text}).text
    assert case.number in page
    # Both have the same number to call.
    assert (other.number in page) == (field == "phone")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_three(desk: Client, count: int, django_assert_max_num_queries: Any) -> None:
    for _number in range(count):
        asked()
    desk.get(LIST)
    with django_assert_max_num_queries(QUERIES):
        desk.get(LIST)


QUERIES = 22


def test_from_a_question_to_the_shelf(desk: Client) -> None:
    case = asked()
    answer = desk.post(address(case, "agree"), {"text": "好的"}, follow=True)
    assert "已同意" in answer.text
    desk.post(address(case, "sent"), {"carrier": "sf", "tracking_number": "sf 1234 5"})
    row = case.lines.get()
    wrong = desk.post(address(case, "inspect"), {f"good-{row.pk}": 3, f"damaged-{row.pk}": 0})
    assert wrong.status_code == 422
    desk.post(address(case, "inspect"), {f"good-{row.pk}": 1, f"damaged-{row.pk}": 1, "text": "一件破了"})
    case.refresh_from_db()
    assert (case.state, case.tracking_number) == ("received", "SF12345")
    refused = desk.post(address(case, "offer"), {"amount": "9999", "text": "x"})
    assert refused.status_code == 422
    desk.post(address(case, "offer"), {"amount": "100", "text": "一件破了"})
    desk.post(address(case, "accept"))
    case.refresh_from_db()
    assert (case.state, case.refunded_fen) == ("settled", 10000)
    assert stock_of(row.line.sku) == (9, 0)
    page = desk.get(address(case)).text
    assert "一件破了" in page
    assert "100.00" in page


def test_the_warehouse_receives_and_does_not_decide(client: Client) -> None:
    case = asked()
    client.force_login(member("Warehouse"))
    assert client.post(address(case, "agree")).status_code == 302
    assert Case.objects.get().state == "asked"
    agree(by=UserFactory(), case=case, at=timezone.now())
    page = client.get(address(case)).text
    assert address(case, "inspect") in page
    assert address(case, "agree") not in page


@pytest.mark.parametrize("role", ["Editor", "nobody"])
def test_others_see_nothing(client: Client, role: str) -> None:
    case = asked()
    if role != "nobody":
        client.force_login(member(role))
    for step in ("case", *BY_NAME):
        answer = client.post(address(case, step)) if step != "case" else client.get(address(case))
        assert answer.status_code == 302
        assert case.number not in answer.get("Location", "").replace(address(case, step), "")
    assert Case.objects.get().state == "asked"


def test_the_desk_is_told_what_a_yes_sends_back(desk: Client) -> None:
    case = asked("refund", "damaged")
    page = desk.get(address(case)).text
    assert "同意后立即退回 ¥136.00" in page
    assert "没有可退的款了" not in page

    def give_back(fen: int) -> str:
        refund_order_part(order=case.order, amount_fen=fen, reason="x", at=timezone.now(), by=None, key=str(fen))
        return desk.get(address(case)).text

    page = give_back(13_000)
    assert "只剩 ¥6.00" in page
    assert "到期自动退 ¥6.00" in page
    page = give_back(600)
    assert "没有可退的款了" in page
    assert "同意后售后结束，不再退款" in page
    desk.post(address(case, "agree"), {"text": ""})
    case.refresh_from_db()
    assert (case.state, case.refunded_fen) == ("settled", 0)


def test_other_cases_of_the_customer_are_a_click_away(desk: Client) -> None:
    case = asked()
    other = ask(received_order(customer=case.order.customer, at=timezone.now()), at=timezone.now())
    assert address(other) in desk.get(address(case)).text


def test_a_step_that_somebody_was_faster_with_is_said(desk: Client) -> None:
    case = asked()
    make_offer(by=UserFactory(), case=case, amount_fen=100, text="x", at=timezone.now())
    answer = desk.post(address(case, "agree"), follow=True)
    assert "售后单已有变化" in answer.text
    # Looking at a step's address leads back to the case.
    assert desk.get(address(case, "agree"))["Location"] == address(case)


def test_a_note_is_written(desk: Client) -> None:
    case = asked()
    desk.post(address(case, "note"), {"text": "打过电话"})
    assert "打过电话" in desk.get(address(case)).text
    assert desk.post(address(case, "note"), {"text": ""}).status_code == 422


def test_pictures_are_for_those_who_may_see_personal_data(desk: Client, client: Client) -> None:
    order = received_order(at=timezone.now())
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    upload = SimpleUploadedFile("a.jpg", content.getvalue())
    picture = store_picture(customer=order.customer, upload=upload, at=timezone.now())
    case = ask(order, at=timezone.now(), pictures=(str(picture.public_id),))
    shown = reverse("case_desk:picture", args=[case.number, picture.public_id])
    assert shown in desk.get(address(case)).text
    assert desk.get(shown)["Content-Type"] == "image/jpeg"
    other = reverse("case_desk:picture", args=[case.number, "0" * 8 + "-0000-0000-0000-" + "0" * 12])
    assert desk.get(other).status_code == 404
    limited = UserFactory()
    limited.user_permissions.add(
        Permission.objects.get(codename="access_admin"), Permission.objects.get(codename="view_case")
    )
    client.force_login(limited)
    page = client.get(address(case)).text
    assert shown not in page
    assert order.phone not in page
    assert client.get(shown).status_code == 302


def test_staff_open_a_case_for_somebody_who_called(desk: Client) -> None:
    at = timezone.now() - timedelta(days=100)
    order = received_order({stocked_sku(price_fen=6800): 2}, at=at)
    new, line = reverse("case_desk:open", args=[order.number]), order.lines.get()
    page = desk.get(new)
    data = {"kind": "refund", "reason": "damaged", f"units-{line.pk}": 1, "amount": "10", "words": "电话里说的",
            "client_token": page.context["token"]}  # fmt: skip
    assert desk.post(new, {**data, f"units-{line.pk}": 9}).status_code == 422
    desk.post(new, data)
    desk.post(new, data)
    case = Case.objects.get()
    assert (case.kind, case.asked_fen, case.words) == ("refund", 1000, "电话里说的")
    assert case.number in desk.get(reverse("order_desk:order", args=[order.number])).text


def test_an_order_with_nothing_to_ask_for_says_so(desk: Client) -> None:
    case = asked()
    assert desk.get(reverse("case_desk:open", args=[case.order.number])).status_code == 200


def test_the_packer_is_told_that_the_customer_wants_to_call_it_off(desk: Client) -> None:
    at = timezone.now()
    order = paid_order(at=at)
    ask(order, "refund", "unwanted", at=at)
    assert "发货前请先处理售后单" in desk.get(reverse("order_desk:order", args=[order.number])).text


def test_terms_are_changed_on_the_page_of_the_kind(desk: Client) -> None:
    product = ProductFactory()
    terms, kind = reverse("case_desk:terms", args=[product.pk]), reverse("product_desk:kind", args=[product.pk])
    assert terms in desk.get(kind).text
    assert desk.post(terms, {"exception": "", "days": 6}).status_code == 422
    desk.post(terms, {"exception": "perishable", "days": 7})
    row = ReturnTerms.objects.get()
    assert (row.exception, row.days) == ("perishable", 7)
    assert "鲜活易腐" in desk.get(kind).text
    assert "鲜活易腐" in Client().get(product.get_absolute_url()).text


def test_a_place_without_an_address_is_named_and_the_file_has_the_cases(desk: Client) -> None:
    case = asked()
    assert "没有地址" in desk.get(address(case)).text
    Place.objects.update(address="果园路 1 号")
    assert "没有地址" not in desk.get(address(case)).text
    answer = desk.post(f"{reverse('export_desk:new')}?list=cases&tab=all", {"format": "csv"}, follow=True)
    assert case.number in b"".join(answer.streaming_content).decode("utf-8-sig")
