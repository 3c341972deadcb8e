"""Custom work on the shopper's phone, without JavaScript: ask, accept, pay, approve, call off."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from shop.bespoke import operations
from shop.bespoke.models import BespokeWork
from shop.orders.enums import DepositFate, OrderStatus
from shop.orders.models import Order, OrderDeposit
from tests.factories.bespoke import asked, custom_sku, follow, offer, picture, proof
from tests.factories.payments import pay
from tests.factories.shipping import make_template
from tests.factories.staff import UserFactory
from tests.shop.storefront.conftest import ADDRESS, LATER, Shopper, hidden_fields, text_of

pytestmark = pytest.mark.django_db
WISH = {"words": "刻“山高水长”四字。", "quantity": "1", "name": "林小满", "phone": "13800138000"}


def ask(shopper: Shopper, sku: Any, **changes: Any) -> HttpResponse:
    address = reverse("storefront:custom_new", args=[sku.product.slug])
    page = shopper.get(address).content.decode()
    return shopper.client.post(address, {**hidden_fields(page), **WISH, **changes}, follow=True)


def step(shopper: Shopper, work: BespokeWork, name: str, **data: Any) -> HttpResponse:
    return shopper.client.post(reverse("storefront:custom_step", args=[work.number, name]), data, follow=True)


def the_quote(**fields: Any) -> BespokeWork:
    return operations.quote(by=UserFactory(), work=BespokeWork.objects.get(), offer=offer(**fields), at=LATER)


def accept(shopper: Shopper, work: BespokeWork, **changes: Any) -> HttpResponse:
    address = reverse("storefront:custom_accept", args=[work.number])
    page = shopper.get(address).content.decode()
    return shopper.client.post(address, {**hidden_fields(page), **ADDRESS, **changes}, follow=True)


def test_from_the_product_to_the_balance(shopper: Shopper) -> None:
    sku = custom_sku()
    product = text_of(shopper.get(sku.product.get_absolute_url()))
    assert "Have it made to your own wishes" in product

    page = ask(shopper, sku, pictures=picture())
    work = BespokeWork.objects.get()
    assert "We are looking at it" in text_of(page)
    assert work.pictures.get().picture.ordered_at == LATER
    assert work.number in shopper.get(reverse("storefront:orders")).content.decode()

    the_quote()
    told = text_of(shopper.get(reverse("storefront:custom", args=[work.number])))
    assert "¥ 1,000.00" in told
    assert "If you call it off, or do not pay the balance in time, it is not given back" in told

    page = accept(shopper, work)
    order = shopper.order
    assert "Pay the deposit of ¥200.00" in text_of(page)
    assert (
        shopper.client.post(reverse("storefront:pay", args=[order.number]), {"gateway": "sandbox"}).status_code == 302
    )
    assert order.payments.get().amount_fen == 20000
    pay(order, at=LATER)
    work = follow(work, at=LATER)
    assert "Deposit paid. We are working on it." in text_of(shopper.get(order.get_absolute_url()))

    work = proof(work, at=LATER)
    page = step(shopper, work, "changes", text="字大一点")
    assert "We are drawing it" in text_of(page)
    proof(work, at=LATER)
    page = step(shopper, work, "approve", round="2")
    assert "We are making it" in text_of(page)

    operations.finish(by=UserFactory(), work=work, at=LATER)
    assert "Please pay the rest of ¥800.00" in text_of(shopper.get(order.get_absolute_url()))
    pay(Order.objects.get(), at=LATER)
    assert "Paid. We are packing it for you." in text_of(shopper.get(order.get_absolute_url()))
    assert Order.objects.get().status == OrderStatus.PAID


def test_freight_by_region_is_agreed_to_before_it_is_ordered(shopper: Shopper) -> None:
    sku = custom_sku()
    make_template()
    ask(shopper, sku)
    work = the_quote()

    page = accept(shopper, work)

    assert Order.objects.count() == 0
    assert "With the freight to this address it is another total" in text_of(page)
    total = hidden_fields(page.content.decode())["expected_total_fen"]
    assert int(total) > 100000
    page = shopper.client.post(
        reverse("storefront:custom_accept", args=[work.number]), {**ADDRESS, "expected_total_fen": total}, follow=True
    )
    assert (Order.objects.get().total_fen, OrderDeposit.objects.get().amount_fen) == (int(total), 20000)


def test_calling_it_off_says_what_becomes_of_the_deposit_before_and_after(shopper: Shopper) -> None:
    ask(shopper, custom_sku())
    work = the_quote(needs_proof=False)
    accept(shopper, work)
    pay(shopper.order, at=LATER)
    follow(work, at=LATER)

    page = shopper.get(reverse("storefront:custom", args=[work.number]))
    assert "The earnest money of ¥200.00 is not given back then, as was agreed." in text_of(page)
    # As if the page said that the shop is late.
    step(shopper, work, "call-off", fault="shop")
    assert OrderDeposit.objects.get().fate == ""
    page = step(shopper, work, "call-off", fault="customer")

    assert OrderDeposit.objects.get().fate == DepositFate.KEPT
    assert "The earnest money of ¥200.00 is not given back, as was agreed." in text_of(page)


def test_what_is_missing_is_said_and_pictures_stay(shopper: Shopper) -> None:
    page = ask(shopper, custom_sku(), words="", phone="12", pictures=picture())

    assert (page.status_code, BespokeWork.objects.count()) == (422, 0)
    assert "kept" in hidden_fields(page.content.decode())


def test_it_is_withdrawn_and_asked_differently(shopper: Shopper) -> None:
    ask(shopper, custom_sku())
    work = the_quote()
    assert step(shopper, work, "different", text="").status_code == 422
    assert "We are looking at it" in text_of(step(shopper, work, "different", text="小一点"))
    assert "Nothing was ordered, and nothing was charged." in text_of(step(shopper, work, "withdraw"))


def test_nobody_else_sees_it(shopper: Shopper, stranger: Shopper) -> None:
    ask(shopper, custom_sku())
    work = BespokeWork.objects.get()

    for name, args in (("custom", []), ("custom_accept", []), ("custom_step", ["withdraw"])):
        address = reverse(f"storefront:{name}", args=[work.number, *args])
        answer = stranger.client.post(address) if args else stranger.client.get(address)
        assert answer.status_code == 404
    assert BespokeWork.objects.get().state == "asked"


def test_a_product_without_terms_is_not_asked_for(shopper: Shopper) -> None:
    sku = custom_sku(is_open=False)

    assert "Have it made" not in text_of(shopper.get(sku.product.get_absolute_url()))
    assert shopper.client.get(reverse("storefront:custom_new", args=[sku.product.slug])).status_code == 302


@pytest.mark.parametrize("value", ["\x00", "9" * 5_000, "-1"])
def test_nothing_that_is_sent_breaks_a_page(shopper: Shopper, value: str) -> None:
    sku = custom_sku()
    names = ("sku", "words", "quantity", "wished_on", "name", "phone", "kept", "client_token")
    asking = reverse("storefront:custom_new", args=[sku.product.slug])
    assert shopper.client.post(asking, dict.fromkeys(names, value)).status_code == 422
    ask(shopper, sku)
    work = the_quote()
    accepting = reverse("storefront:custom_accept", args=[work.number])
    fields = dict.fromkeys((*ADDRESS, "expected_total_fen"), value)
    assert shopper.client.post(accepting, fields).status_code == 422
    for pick in ("paste", "region", value):
        assert shopper.client.post(accepting, {**fields, "pasted": value, "pick": pick}).status_code == 200
    for name in ("different", "changes", "approve", "call-off", "nothing"):
        answer = step(shopper, work, name, text=value, round=value, fault=value)
        assert answer.status_code in {200, 404, 422}
    assert Order.objects.count() == 0


@pytest.mark.parametrize("count", [1, 23])
def test_all_custom_work_is_paged_and_the_latest_stand_above_the_orders(
    shopper: Shopper, count: int, django_assert_max_num_queries: Any
) -> None:
    ask(shopper, sku := custom_sku())
    customer = BespokeWork.objects.get().customer
    for _number in range(count - 1):
        asked(sku, customer=customer, at=timezone.now())
    numbers = list(BespokeWork.objects.order_by("-opened_at", "-pk").values_list("number", flat=True))
    pages = {}
    for name, address in (
        ("orders", reverse("storefront:orders")),
        ("first", reverse("storefront:custom_works")),
        ("last", reverse("storefront:custom_works") + "?page=99"),
    ):
        with django_assert_max_num_queries(16):
            page = shopper.get(address).content.decode()
        pages[name] = [number for number in numbers if reverse("storefront:custom", args=[number]) in page]
        if name == "orders":
            assert ("All custom work" in page) == (count > 3)

    assert pages["orders"] == numbers[:3]
    assert (pages["first"], pages["last"]) == (numbers[:20], numbers[20:] or numbers)
