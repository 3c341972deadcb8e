"""The counter, the list, the terms."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.inventory.models import Place
from shop.payments.models import Refund
from shop.vouchers.errors import VoucherForged
from shop.vouchers.models import Voucher, VoucherTerms
from shop.vouchers.qr import signed, voucher_url
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import make_place
from tests.factories.staff import member
from tests.factories.vouchers import voucher_order, voucher_sku

pytestmark = pytest.mark.django_db
COUNTER, LIST = reverse("voucher_desk:redeem"), reverse("voucher_desk:list")


@pytest.fixture
def counter(client: Client) -> Client:
    client.force_login(member("Warehouse"))
    return client


def issue(**fields: Any) -> Voucher:
    voucher_order(voucher_sku(**fields), at=timezone.now())
    return Voucher.objects.order_by("-pk")[0]


def address(voucher: Voucher) -> str:
    return f"{COUNTER}?code={voucher.code}"


def test_a_scan_shows_it_and_one_button_redeems_it(counter: Client) -> None:
    orchard = make_place("果园")
    voucher = issue(places=(orchard,), conditions="不用预约")

    page = counter.get(address(voucher))
    assert voucher.readable_code in page.text
    assert "不用预约" in page.text
    answer = counter.post(address(voucher), {"place": orchard.pk}, follow=True)

    voucher.refresh_from_db()
    assert voucher.redeemed_place == orchard
    assert "果园" in answer.text
    again = counter.post(address(voucher), {"place": orchard.pk}, follow=True)
    assert [str(message) for message in again.context["messages"]] != []
    assert ModelLogEntry.objects.filter(action="vouchers.redeem").count() == 1


def test_the_counter_remembers_where_it_stands(counter: Client) -> None:
    shop = make_place("城里的店")
    first, second = issue(), issue()
    assert counter.get(address(first)).context["place_form"].initial["place"] is None

    counter.post(address(first), {"place": shop.pk})

    assert counter.get(address(second)).context["place_form"].initial["place"] == shop.pk


@pytest.mark.parametrize("code", ["12", "000000000000", "'; drop", "%00"])
def test_what_is_no_voucher_is_said(counter: Client, code: str) -> None:
    page = counter.get(COUNTER, {"code": code})
    assert page.status_code == 200
    assert page.context["problem"]
    assert counter.post(f"{COUNTER}?code={code}").status_code in {200, 404}


def test_a_forged_code_is_told_before_anything_is_looked_up(counter: Client) -> None:
    voucher = issue()
    for text in (f"{voucher.code}~forged", voucher_url(voucher.code)[:-1], voucher_url(voucher.code) + "x"):
        page = counter.get(COUNTER, {"code": text})
        assert (page.context["voucher"], page.context["problem"]) == (None, str(VoucherForged.message))
    assert counter.get(LIST, {"q": f"{voucher.code}~forged"}).context["rows"] == []
    assert counter.get(LIST, {"q": signed(voucher.code)}).context["rows"][0]["voucher"] == voucher
    # As the camera gives it: the address behind the QR code.
    assert counter.get(urlsplit(voucher_url(voucher.code))._replace(scheme="", netloc="").geturl()).context["voucher"]


def test_a_code_signed_with_a_former_key_is_good_until_the_key_is_gone(counter: Client, settings: Any) -> None:
    voucher = issue()
    scanned = {"code": signed(voucher.code)}
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    counter.force_login(member("Warehouse"))
    assert counter.get(COUNTER, scanned).context["voucher"] == voucher
    settings.SECRET_KEY_FALLBACKS = []
    counter.force_login(member("Warehouse"))
    assert counter.get(COUNTER, scanned).context["voucher"] is None


def test_a_mistyped_code_is_told_before_anything_is_looked_up_and_is_no_guess(counter: Client) -> None:
    voucher = issue()
    wrong = voucher.code[:-1] + str((int(voucher.code[-1]) + 1) % 10)
    with CaptureQueriesContext(connection) as captured:
        for _ in range(31):
            page = counter.get(COUNTER, {"code": wrong}, headers={"accept-language": "en"})

    assert not any("vouchers_voucher" in query["sql"] for query in captured)
    assert "changed places" in page.text
    assert counter.get(COUNTER, {"code": voucher.readable_code}).context["voucher"] == voucher
    # One that was issued before there were check digits.
    Voucher.objects.filter(pk=voucher.pk).update(code="123456789012")
    assert counter.get(COUNTER, {"code": "1234 5678 9012"}).context["voucher"] == voucher


def test_who_tries_many_wrong_codes_has_to_scan(counter: Client) -> None:
    voucher = issue()
    for number in range(30):
        counter.get(COUNTER, {"code": f"{number:012}"})
    assert counter.get(COUNTER, {"code": voucher.code}).context["voucher"] is None
    assert counter.get(COUNTER, {"code": signed(voucher.code)}).context["voucher"] == voucher
    # A colleague at the same counter types on.
    counter.force_login(member("Operations"))
    assert counter.get(COUNTER, {"code": voucher.code}).context["voucher"] == voucher


def test_a_place_that_is_none_is_refused(counter: Client) -> None:
    voucher = issue()
    answer = counter.post(address(voucher), {"place": 10**9})
    assert answer.status_code == 422
    voucher.refresh_from_db()
    assert voucher.redeemed_at is None


def test_only_who_may_takes_a_redemption_back(counter: Client) -> None:
    voucher = issue()
    counter.post(address(voucher), {"place": Place.objects.default().pk})

    assert counter.post(address(voucher), {"take_back": "1"}).status_code == 302
    voucher.refresh_from_db()
    assert voucher.redeemed_at
    counter.force_login(member("Operations"))
    counter.post(address(voucher), {"take_back": "1"})

    voucher.refresh_from_db()
    assert voucher.redeemed_at is None


def test_one_that_has_expired_is_found_and_its_money_goes_back(counter: Client) -> None:
    past = timezone.now() - timedelta(days=30)
    order = voucher_order(voucher_sku(valid_days=10), at=past)
    counter.force_login(member("Operations"))

    page = counter.get(LIST, {"tab": "expired"})
    desk = reverse("order_desk:order", args=[order.number])
    assert [row["voucher"].line.order for row in page.context["rows"]] == [order]
    assert desk in page.text
    assert "整单退款" in page.text
    counter.post(reverse("order_desk:cancel", args=[order.number]), {"text": "过期退款"})

    outbox.deliver(event_id=OutboxEvent.objects.get(name="orders.cancelled").pk)
    assert Voucher.objects.get().voided_at
    assert Refund.objects.get().amount_fen == order.total_fen


def test_the_list_by_state_and_by_search(counter: Client) -> None:
    open_one, redeemed = issue(), issue()
    counter.post(address(redeemed), {"place": Place.objects.default().pk})

    def listed(**query: str) -> list[Voucher]:
        return [row["voucher"] for row in counter.get(LIST, query).context["rows"]]

    assert listed() == [redeemed, open_one]
    assert listed(tab="open") == [open_one]
    assert listed(tab="redeemed") == [redeemed]
    assert listed(tab="expired") == []
    assert listed(q=open_one.readable_code) == [open_one]
    assert listed(q=redeemed.line.order.number) == [redeemed]
    assert listed(q="没有的") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_any_number(counter: Client, count: int, django_assert_num_queries: Any) -> None:
    voucher_order(voucher_sku(), units=count, at=timezone.now())
    counter.get(LIST)
    with django_assert_num_queries(QUERIES):
        counter.get(LIST)


def test_terms_are_set_on_the_products_own_page(client: Client) -> None:
    client.force_login(member("Operations"))
    orchard, product = make_place("果园"), ProductFactory(kind="voucher")
    until = timezone.localtime(timezone.now() + timedelta(days=90)).replace(second=0, microsecond=0)

    kind_page = client.get(reverse("product_desk:kind", args=[product.pk]))
    assert reverse("voucher_desk:terms", args=[product.pk]) in kind_page.text
    answer = client.post(
        reverse("voucher_desk:terms", args=[product.pk]),
        {
            "valid_days": "30",
            "valid_until": until.strftime("%Y-%m-%dT%H:%M"),
            "conditions": "不用预约",
            "places": [orchard.pk],
        },
    )

    assert answer.status_code == 302
    terms = VoucherTerms.objects.get(product=product)
    assert (terms.valid_days, terms.valid_until, terms.conditions) == (30, until, "不用预约")
    assert list(terms.places.all()) == [orchard]
    wrong = client.post(reverse("voucher_desk:terms", args=[product.pk]), {"valid_days": "0"})
    assert wrong.status_code == 422
    assert client.get(reverse("voucher_desk:terms", args=[ProductFactory().pk])).status_code == 404


QUERIES = 14
