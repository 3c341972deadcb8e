"""Whoever left no address is told in the shop: the head of every page says how much is new, until it was looked at."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from shop.aftersales import operations as cases
from shop.aftersales.models import Case
from shop.bespoke import operations as bespoke
from shop.bespoke.models import BespokeWork
from shop.customers.models import Customer
from shop.orders.enums import CancelReason
from shop.orders.operations import cancel_order
from shop.payments.operations import refund_order_part
from shop.storefront.news import news_count, news_of
from tests.factories.aftersales import ask, received_order
from tests.factories.bespoke import asked, quoted, work_in
from tests.factories.customers import CustomerFactory
from tests.factories.orders import paid_order
from tests.factories.staff import UserFactory
from tests.shop.storefront.conftest import LATER, Shopper, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def known(shopper: Shopper) -> Customer:
    """The browser's customer, as if it had ordered before."""
    customer: Customer = CustomerFactory()
    session = shopper.client.session
    session["customer"] = str(customer.public_id)
    session.save()
    return customer


def bells(shopper: Shopper) -> bool:
    """Whether the head of a page that everybody gets says that something is new."""
    return 'href="/orders/" aria-label' in shopper.get(reverse("storefront:collections")).content.decode()


def test_a_quote_is_told_until_it_was_looked_at(shopper: Shopper) -> None:
    work = asked(customer=known(shopper))
    assert not bells(shopper)
    quoted(work)
    assert bells(shopper)
    page = shopper.get(reverse("storefront:orders"))
    assert "New for you" in text_of(page)
    address = reverse("storefront:custom", args=[work.number])
    assert page.content.decode().count(address) == 2

    shopper.get(address)
    assert not bells(shopper)
    assert "New for you" not in text_of(shopper.get(reverse("storefront:orders")))


def test_what_came_while_the_page_was_drawn_stays_news() -> None:
    work = quoted()
    stale = BespokeWork.objects.get(pk=work.pk)
    bespoke.ask_again(work=work, text="小一点", at=LATER)
    quoted(work, at=LATER)
    bespoke.mark_seen(work=stale)
    assert news_count(work.customer) == 1
    bespoke.mark_seen(work=BespokeWork.objects.get(pk=work.pk))
    assert news_count(work.customer) == 0


@pytest.mark.parametrize(
    ("state", "count"), [("proof", 1), ("balance", 1), ("declined", 1), ("ready", 0), ("asked", 0)]
)
def test_steps_of_the_shop_are_news_and_those_of_the_customer_are_not(state: str, count: int) -> None:
    assert news_count(work_in(state).customer) == count


def test_a_decided_case_is_told_and_the_customers_own_step_is_not(shopper: Shopper) -> None:
    customer = known(shopper)
    case = ask(received_order(customer=customer), "refund", "damaged")
    assert news_count(customer) == 0
    cases.make_offer(by=UserFactory(), case=case, amount_fen=100, text="x", at=LATER)
    assert bells(shopper)
    shopper.get(reverse("storefront:case", args=[case.order.number, case.number]))
    assert not bells(shopper)
    cases.accept_offer(case=Case.objects.get(), at=LATER)
    assert news_count(customer) == 0


def test_money_that_the_shop_gives_back_and_an_order_it_closes_are_told(shopper: Shopper) -> None:
    customer = known(shopper)
    order, other = paid_order(customer=customer), paid_order(customer=customer)
    refund_order_part(order=order, amount_fen=100, reason="x", at=LATER, by=None, key="a")
    assert news_count(customer) == 0
    refund_order_part(order=order, amount_fen=100, reason="x", at=LATER, by=UserFactory(), key="b", is_news=True)
    cancel_order(by=UserFactory(), order=other, reason=CancelReason.MERCHANT, at=LATER + timedelta(seconds=1))
    assert [row.url for row in news_of(customer)] == [row.get_absolute_url() for row in (other, order)]

    for row in (order, other):
        shopper.get(row.get_absolute_url())
    assert news_count(customer) == 0


def test_nobody_is_told_of_others_and_the_count_is_one_query(django_assert_num_queries: Any) -> None:
    work = quoted()
    quoted(asked(customer=work.customer))
    quoted()
    with django_assert_num_queries(1):
        assert news_count(work.customer) == 2
    with django_assert_num_queries(0):
        assert (news_count(None), news_of(None)) == (0, [])
