"""What is late, of every desk in one list."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from microbrand import overdue
from shop.payments.models import Refund
from tests.factories.aftersales import ask, received_order
from tests.factories.bespoke import asked
from tests.factories.enquiries import make_enquiry
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.payments import start
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def late_refund(ago: timedelta) -> Refund:
    payment = start(place(at=timezone.now()), at=timezone.now())
    return Refund.objects.create(
        payment=payment, key="test", reference=f"R{payment.reference}", amount_fen=100, created_at=timezone.now() - ago
    )


def test_every_broken_promise_is_listed_the_longest_late_first(client: Client) -> None:
    now = timezone.now()
    order = paid_order({stocked_sku(): 1}, at=now - HOUR * (settings.ORDER_SHIP_HOURS + 50))
    work = asked(at=now - HOUR * (72 + 40))
    enquiry = make_enquiry(at=now - HOUR * (settings.ENQUIRY_ANSWER_HOURS + 30))
    refund = late_refund(HOUR * (settings.REFUND_HOURS + 20))
    # Asked for, agreed to by time after 48 hours, to be sent within 72 more.
    case = ask(received_order(at=now - HOUR * 140), "reship", "lost", at=now - HOUR * 130)
    client.force_login(member("Owner"))

    page = client.get(reverse("overdue")).content.decode()

    places = [page.index(text) for text in (order.number, work.number, enquiry.product_title, case.number)]
    assert places == sorted(places)
    assert refund.payment.order.number in page


def test_what_is_in_time_is_not_listed(client: Client) -> None:
    now = timezone.now()
    paid_order({stocked_sku(): 1}, at=now)
    asked(at=now)
    make_enquiry(at=now - HOUR * (settings.ENQUIRY_ANSWER_HOURS - 1))
    late_refund(HOUR * (settings.REFUND_HOURS - 1))
    # Agreed to by time a moment ago: there are three days to send it.
    ask(received_order(at=now - HOUR * 60), "reship", "lost", at=now - HOUR * 49)
    client.force_login(member("Owner"))

    page = client.get(reverse("overdue")).content.decode()

    assert "mb-cell--title" not in page
    assert [key for key in overdue.KINDS if key != "cases" and overdue.count_late(key)] == []


def test_each_sees_what_their_role_may(client: Client) -> None:
    now = timezone.now()
    order = paid_order({stocked_sku(): 1}, at=now - HOUR * (settings.ORDER_SHIP_HOURS + 1))
    enquiry = make_enquiry(at=now - HOUR * (settings.ENQUIRY_ANSWER_HOURS + 1))
    client.force_login(member("Editor"))

    page = client.get(reverse("overdue")).content.decode()

    assert enquiry.product_title in page
    assert order.number not in page


def test_the_home_of_the_admin_counts_it(client: Client) -> None:
    client.force_login(member("Owner"))
    assert reverse("overdue") not in client.get(reverse("wagtailadmin_home")).content.decode()

    paid_order({stocked_sku(): 1}, at=timezone.now() - HOUR * (settings.ORDER_SHIP_HOURS + 1))

    cache.clear()

    assert (
        f'href="{reverse("overdue")}"><strong>1</strong>' in client.get(reverse("wagtailadmin_home")).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(client: Client, django_assert_max_num_queries, count: int) -> None:
    for _number in range(count):
        paid_order({stocked_sku(): 1}, at=timezone.now() - HOUR * (settings.ORDER_SHIP_HOURS + 1))
    client.force_login(member("Owner"))
    client.get(reverse("overdue"))

    with django_assert_max_num_queries(26):
        client.get(reverse("overdue"))
