"""The purchase path with plain forms: product, cart, checkout, payment page, order page."""

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from shop.orders.enums import OrderStatus
from shop.orders.models import CartLine, Order
from shop.payments.enums import PaymentState
from shop.payments.models import GatewayEvent, Payment
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.staff import member
from tests.shop.storefront.conftest import ADDRESS, Shopper, hidden_fields, text_of

pytestmark = pytest.mark.django_db

CHECKOUT = reverse("storefront:checkout")


def buy_now(sku: Any, quantity: int = 1) -> str:
    return f"{CHECKOUT}?sku={sku.pk}&quantity={quantity}"


def test_from_the_product_to_a_paid_order(shopper: Shopper) -> None:
    sku = stocked_sku()

    product = shopper.get(sku.product.get_absolute_url())
    assert "¥ 68" in text_of(product)
    assert 'id="buy"' in product.content.decode()

    shopper.add(sku, 2)
    assert "¥ 136.00" in text_of(shopper.get(reverse("storefront:cart")))

    response = shopper.check_out(note="放门口")
    payment = Payment.objects.get()
    gateway_page = reverse("sandbox:pay", args=[payment.reference])
    assert response["Location"] == gateway_page
    assert not CartLine.objects.exists()
    assert "Waiting for your payment" in text_of(shopper.get(shopper.order.get_absolute_url()))

    paid = shopper.client.post(gateway_page, {"decision": "pay"}, follow=True)
    assert paid.redirect_chain[-1][0] == shopper.order.get_absolute_url()
    assert "Paid. We are packing it for you." in text_of(paid)
    order = shopper.order
    assert (order.status, order.total_fen, order.note, order.phone) == (
        OrderStatus.PAID,
        13600,
        "放门口",
        "13800138000",
    )
    assert stock_of(sku) == (10, 2)


def test_buy_now_takes_three_steps_and_leaves_the_cart_alone(shopper: Shopper) -> None:
    other, sku = stocked_sku(), stocked_sku(price_fen=4900)
    shopper.add(other)

    there = shopper.add(sku, 3, then="checkout")
    assert there.redirect_chain == [(buy_now(sku, 3), 302)]
    assert shopper.check_out(buy_now(sku, 3)).status_code == 302

    assert shopper.order.total_fen == 14700
    assert [line.sku for line in CartLine.objects.all()] == [other]


def test_a_double_click_on_add_adds_once(shopper: Shopper, clock: Any) -> None:
    sku = stocked_sku()

    shopper.add(sku)
    shopper.add(sku)
    assert CartLine.objects.get().quantity == 1

    clock.shift(3)
    shopper.add(sku)
    assert CartLine.objects.get().quantity == 2


def test_a_double_click_on_order_and_pay_makes_one_order_and_one_payment(shopper: Shopper) -> None:
    sku = stocked_sku()
    shopper.add(sku)
    form = shopper.checkout_form()

    first = shopper.client.post(CHECKOUT, form)
    second = shopper.client.post(CHECKOUT, form)

    assert first["Location"] == second["Location"]
    assert Order.objects.count() == Payment.objects.count() == 1
    assert stock_of(sku) == (10, 1)


def test_the_address_is_remembered(shopper: Shopper) -> None:
    sku = stocked_sku()
    shopper.add(sku)
    shopper.check_out()
    shopper.add(sku, 2)

    page = shopper.get(CHECKOUT).content.decode()
    assert 'value="林晓"' in page
    assert '<option value="上海市" selected>' in page


def test_undo_brings_a_removed_line_back(shopper: Shopper) -> None:
    sku = stocked_sku()
    shopper.add(sku, 3)

    removed = shopper.set_quantity(sku, 0)
    assert not CartLine.objects.exists()
    assert "was removed" in text_of(removed)

    shopper.add(sku, 3, then="undo")
    assert CartLine.objects.get().quantity == 3


@pytest.mark.parametrize("quantity", ["-1", "0", "1000", "9" * 40, "1.5", "", "abc", "１", "1e3"])
def test_a_tampered_quantity_is_refused_in_words(shopper: Shopper, quantity: str) -> None:
    sku = stocked_sku(units=500)

    response = shopper.add(sku, quantity)

    if quantity != "１":  # A full-width digit is a digit to whoever types it.
        assert "between 1 and 999" in text_of(response)
        assert not CartLine.objects.exists()
    assert response.status_code == 200


@pytest.mark.parametrize("sku", ["0", "-5", "999999", "9" * 40, "x", "", "1;DROP"])
def test_an_unknown_sku_is_refused(shopper: Shopper, sku: str) -> None:
    response = shopper.client.post(reverse("storefront:cart_add"), {"sku": sku, "quantity": 1}, follow=True)

    assert response.status_code == 200
    assert not CartLine.objects.exists()


def test_more_than_there_is_is_refused_with_the_number_left(shopper: Shopper) -> None:
    sku = stocked_sku(units=2)

    assert "only 2 left" in text_of(shopper.add(sku, 3))
    assert not CartLine.objects.exists()


def test_each_bad_field_of_the_address_is_named_and_nothing_is_written(shopper: Shopper) -> None:
    sku = stocked_sku()
    shopper.add(sku)

    response = shopper.check_out(recipient="", phone="12", province="火星", note="长" * 1000)

    assert response.status_code == 400
    page = response.content.decode()
    assert all(f'id="error-{name}"' in page for name in ("recipient", "province", "note"))
    assert 'value="南京西路 1 号"' in page
    assert not Order.objects.exists()

    response = shopper.check_out(phone="12")
    assert "Enter a mobile number" in text_of(response)
    assert not Order.objects.exists()


def test_a_million_characters_get_an_answer(shopper: Shopper) -> None:
    sku = stocked_sku()
    shopper.add(sku)

    assert shopper.check_out(note="x" * 1_000_000).status_code == 400
    too_much = shopper.check_out(note="长" * 2_000_000)

    assert too_much.status_code == 400
    assert "We could not read that" in text_of(too_much)
    assert not Order.objects.exists()


@pytest.mark.parametrize("total", ["1", "-1", "abc", "", "9" * 30])
def test_a_tampered_total_orders_nothing(shopper: Shopper, total: str) -> None:
    sku = stocked_sku()
    shopper.add(sku)

    response = shopper.check_out(expected_total_fen=total)

    assert response.status_code in (400, 409)
    assert not Order.objects.exists()
    fields = hidden_fields(response.content.decode())
    assert fields["expected_total_fen"] == "6800"
    assert shopper.client.post(CHECKOUT, {**fields, **ADDRESS, "gateway": "sandbox"}).status_code == 302


@pytest.mark.parametrize("token", ["", "x" * 65, "a\x00b"])
def test_a_forged_token_is_made_anew(shopper: Shopper, token: str) -> None:
    sku = stocked_sku()
    shopper.add(sku)

    response = shopper.check_out(client_token=token)

    assert response.status_code == 400
    assert not Order.objects.exists()


def test_an_unknown_gateway_leaves_an_order_that_can_be_paid(shopper: Shopper) -> None:
    sku = stocked_sku()
    shopper.add(sku)

    response = shopper.client.post(CHECKOUT, {**shopper.checkout_form(), "gateway": "bank-of-moon"}, follow=True)

    assert response.status_code == 200
    assert "not available" in text_of(response)
    assert shopper.order.status == OrderStatus.PENDING
    assert not Payment.objects.exists()


def test_the_last_unit_sold_to_somebody_else_is_said_in_the_cart(shopper: Shopper, stranger: Shopper) -> None:
    sku = stocked_sku(units=1)
    shopper.add(sku)
    form = shopper.checkout_form()
    stranger.add(sku)
    stranger.check_out()

    response = shopper.client.post(CHECKOUT, form, follow=True)

    assert "This has just sold out." in text_of(response)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "query", ["sku=x&quantity=1", "sku=1&quantity=-1", "sku=999999&quantity=1", "sku=", "address=x"]
)
def test_a_tampered_checkout_address_leads_back(shopper: Shopper, query: str) -> None:
    sku = stocked_sku()
    shopper.add(sku)

    assert shopper.client.get(f"{CHECKOUT}?{query}", follow=True).status_code == 200


def test_checkout_without_a_cart_leads_to_the_cart(shopper: Shopper) -> None:
    assert shopper.get(CHECKOUT).redirect_chain[-1][0] == reverse("storefront:cart")
    assert shopper.client.post(CHECKOUT, {}).status_code == 302


def test_a_closed_browser_between_pay_and_return_loses_nothing(shopper: Shopper) -> None:
    sku = stocked_sku()
    shopper.add(sku)
    gateway_page = shopper.check_out()["Location"]

    shopper.client.post(gateway_page, {"decision": "pay"})  # The answer never arrives.

    assert "Paid. We are packing it for you." in text_of(shopper.get(shopper.order.get_absolute_url()))
    assert GatewayEvent.objects.count() == 1
    assert Payment.objects.get().state == PaymentState.SUCCEEDED


def test_other_goods_of_the_same_price_put_in_by_another_tab_are_not_ordered_unseen(shopper: Shopper) -> None:
    seen, other = stocked_sku(), stocked_sku()
    shopper.add(seen)
    form = shopper.checkout_form()
    shopper.set_quantity(seen, 0)
    shopper.add(other)

    response = shopper.client.post(CHECKOUT, form)

    assert response.status_code == 409
    assert not Order.objects.exists()
    assert other.product.title in text_of(response)
    again = {**hidden_fields(response.content.decode()), **ADDRESS, "gateway": "sandbox"}
    assert shopper.client.post(CHECKOUT, again).status_code == 302
    assert shopper.order.lines.get().sku == other


def test_a_second_click_gets_its_order_although_the_cart_has_other_things_by_now(shopper: Shopper) -> None:
    shopper.add(stocked_sku())
    form = shopper.checkout_form()
    first = shopper.client.post(CHECKOUT, form)
    shopper.add(stocked_sku())

    second = shopper.client.post(CHECKOUT, form)

    assert (second.status_code, second.url) == (302, first.url)
    assert Order.objects.count() == 1


def test_staff_who_look_at_the_shop_are_not_signed_in_for_a_year(shopper: Shopper) -> None:
    name = member("Owner", password=make_password("x")).username
    shopper.client.post("/admin/login/", {"username": name, "password": "x"})
    assert shopper.client.session.get_expire_at_browser_close()

    shopper.add(stocked_sku())

    assert shopper.client.session.get_expire_at_browser_close()
