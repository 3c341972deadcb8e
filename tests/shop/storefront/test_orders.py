"""Own orders: who may see them, what they say, what can be done."""

from typing import Any

import pytest
from django.urls import reverse

from shop.aftersales.changing import Wanted, change_of
from shop.aftersales.operations import change_goods
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.models import Order
from shop.orders.operations import add_note, cancel_order
from shop.payments.gateways.sandbox.models import SandboxCharge
from shop.payments.operations import execute_refund, request_refund
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, ship
from tests.factories.payments import hear, pay
from tests.factories.staff import UserFactory
from tests.shop.storefront.conftest import LATER, Shopper, text_of

pytestmark = pytest.mark.django_db


def placed(shopper: Shopper) -> Order:
    shopper.add(stocked_sku())
    shopper.check_out()
    return shopper.order


def test_somebody_elses_order_and_no_order_answer_alike(shopper: Shopper, stranger: Shopper) -> None:
    order = placed(shopper)

    theirs = stranger.get(order.get_absolute_url())
    nobodys = stranger.get(reverse("storefront:order", args=["9" * len(order.number)]))

    assert theirs.status_code == nobodys.status_code == 404
    assert text_of(theirs) == text_of(nobodys)
    assert "林晓" not in theirs.content.decode()


@pytest.mark.parametrize("action", ["pay", "cancel", "received"])
def test_a_stranger_can_do_nothing(shopper: Shopper, stranger: Shopper, action: str) -> None:
    order = placed(shopper)

    response = stranger.client.post(
        reverse(f"storefront:{action}", args=[order.number]), {"gateway": "sandbox"}, follow=True
    )

    assert response.status_code == 404
    assert Order.objects.get().status == OrderStatus.PENDING


def test_number_and_phone_open_an_order_for_looking(shopper: Shopper, stranger: Shopper) -> None:
    order = placed(shopper)
    find = reverse("storefront:find_order")

    wrong = stranger.client.post(find, {"number": order.number, "phone": "13900139000"})
    unknown = stranger.client.post(find, {"number": "2601010000000", "phone": "13800138000"})
    assert wrong.status_code == unknown.status_code == 400
    assert "No order has this number together with this mobile number" in text_of(wrong)
    assert "No order has this number together with this mobile number" in text_of(unknown)

    right = stranger.client.post(find, {"number": order.number, "phone": "+86 138-0013-8000"}, follow=True)
    page = text_of(right)
    assert right.status_code == 200
    assert "林* 138****8000" in page
    assert "南京西路" not in page
    assert "Cancel the order" not in page

    stranger.client.post(reverse("storefront:cancel", args=[order.number]))
    assert Order.objects.get().status == OrderStatus.PENDING


def test_looking_up_is_throttled(stranger: Shopper) -> None:
    find = reverse("storefront:find_order")

    answers = [stranger.client.post(find, {"number": "1", "phone": "13800138000"}) for _ in range(21)]

    assert [answer.status_code for answer in answers] == [400] * 20 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_cancel_and_a_double_click_on_it(shopper: Shopper) -> None:
    order = placed(shopper)
    address = reverse("storefront:cancel", args=[order.number])

    first = shopper.client.post(address, follow=True)
    second = shopper.client.post(address, follow=True)

    assert "Cancelled, as you asked" in text_of(first)
    assert text_of(first) == text_of(second)


def test_an_expired_order_reads_as_closed_even_if_no_job_ran(shopper: Shopper, clock: Any) -> None:
    order = placed(shopper)
    clock.move_to(order.expires_at)

    page = shopper.get(order.get_absolute_url())

    assert Order.objects.get().status == OrderStatus.PENDING
    assert "Closed: not paid in time" in text_of(page)
    paying = shopper.client.post(reverse("storefront:pay", args=[order.number]), {"gateway": "sandbox"})
    assert paying["Location"] == order.get_absolute_url()


def test_from_shipped_to_received(shopper: Shopper) -> None:
    order = placed(shopper)
    pay(order, at=LATER)
    ship(order, at=LATER)

    page = text_of(shopper.get(order.get_absolute_url()))
    assert f"SF{order.number}" in page
    address = reverse("storefront:received", args=[order.number])
    assert "Arrived. Enjoy it." in text_of(shopper.client.post(address, follow=True))
    assert text_of(shopper.client.post(address, follow=True)) == text_of(shopper.get(order.get_absolute_url()))
    assert Order.objects.get().status == OrderStatus.COMPLETED


def test_money_on_its_way_back_and_back_is_told(shopper: Shopper) -> None:
    order = placed(shopper)
    payment = pay(order, at=LATER)
    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=LATER)
    refund = request_refund(payment=payment, amount_fen=payment.amount_fen, reason="cancelled", at=LATER, key="cancel")

    page = text_of(shopper.get(order.get_absolute_url()))
    assert "Cancelled by the shop" in page
    assert "¥68.00 is on its way back to you" in page

    SandboxCharge.objects.update(result="paid")
    assert execute_refund(refund_id=refund.pk, at=LATER)
    assert "¥68.00 was sent back the way you paid" in text_of(shopper.get(order.get_absolute_url()))


def test_a_closed_order_says_what_is_left_to_go_back(shopper: Shopper) -> None:
    order = placed(shopper)
    payment = pay(order, at=LATER)
    request_refund(payment=payment, amount_fen=1800, reason="迟了", at=LATER, key="late")
    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=LATER)

    page = text_of(shopper.get(order.get_absolute_url()))
    assert "We are sorry. ¥50.00 goes back to you, the way it came; ¥18.00 had gone back before." in page

    request_refund(payment=payment, amount_fen=5000, reason="退", at=LATER, key="rest")
    page = text_of(shopper.get(order.get_absolute_url()))
    assert "What you paid had gone back to you before: ¥68.00." in page


def test_an_exchange_is_told_on_both_pages_and_its_difference_is_paid_there(shopper: Shopper) -> None:
    order = placed(shopper)
    pay(order, at=LATER)
    order.refresh_from_db()
    wanted = Wanted(units={order.lines.get().pk: 0}, added={stocked_sku(price_fen=8800).pk: 1})
    key = change_of(order, wanted, at=LATER).key
    added = change_goods(by=UserFactory(), order=order, wanted=wanted, key=key, text="换", client_token="t", at=LATER)
    assert isinstance(added, Order)

    page = text_of(shopper.get(order.get_absolute_url()))
    assert "¥20.00 to pay by" in page
    page = shopper.get(added.get_absolute_url())
    assert "It belongs to this order and is sent with it" in text_of(page)
    assert "Exchanged for it once it is paid:" in text_of(page)
    assert "−¥68.00" in text_of(page)
    assert '<span class="price-sum">20.00</span>' in page.content.decode()
    shopper.client.post(reverse("storefront:pay", args=[added.number]), {"gateway": "sandbox"})
    assert added.payments.get().amount_fen == 2000
    hear(added.payments.get(), at=LATER)

    page = text_of(shopper.get(order.get_absolute_url()))
    assert "Changed: another order takes its place" in page
    assert f"¥68.00 of what you paid pays a part of order {added.number}" in page
    assert "It takes the place of this order:" in text_of(shopper.get(added.get_absolute_url()))


def test_the_waiting_page_asks_only_for_news(shopper: Shopper) -> None:
    order = placed(shopper)
    address = order.get_absolute_url()
    asked = {"headers": {"hx-request": "true"}}

    assert b"http-equiv" in shopper.client.get(address).content
    assert shopper.client.get(f"{address}?seen=pending", **asked).status_code == 204
    pay(order, at=LATER)
    assert shopper.client.get(f"{address}?seen=pending", **asked)["HX-Refresh"] == "true"


def test_the_list_shows_own_orders_only(shopper: Shopper, stranger: Shopper) -> None:
    order = placed(shopper)
    paid_order()

    assert order.get_absolute_url() in shopper.get(reverse("storefront:orders")).content.decode()
    assert order.get_absolute_url() not in stranger.get(reverse("storefront:orders")).content.decode()


@pytest.mark.parametrize("number", ["x" * 300, "0", "a-b"])
def test_any_number_gets_an_answer(shopper: Shopper, number: str) -> None:
    assert shopper.get(f"/orders/{number}/").status_code == 404


def test_what_is_held_about_somebody_is_theirs_to_take(shopper: Shopper, stranger: Shopper) -> None:
    order = placed(shopper)
    add_note(by=UserFactory(), order=order, text="又是他", at=LATER)
    address = reverse("storefront:my_data")

    assert shopper.client.get(address)["Location"] == reverse("storefront:orders")
    answer = shopper.client.post(address)
    held = answer.json()

    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    assert [(row["recipient"], row["phone"]) for row in held["addresses"]] == [(order.recipient, order.phone)]
    assert [row["number"] for row in held["orders"]] == [order.number]
    assert [line["quantity"] for line in held["orders"][0]["lines"]] == [1]
    # What the staff note for each other is not in it.
    assert [entry["kind"] for entry in held["orders"][0]["time_line"]] == ["placed"]
    assert address in shopper.get(reverse("storefront:orders")).content.decode()
    assert stranger.client.post(address)["Location"] == reverse("storefront:orders")
