"""Be told: the form on the product's page, the pages behind the mail's links, the one click of mail programs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.catalog.models import Sku
from shop.notices.links import confirm_url, leave_url
from shop.notices.models import Subscription
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.notices import asked, waits

pytestmark = pytest.mark.django_db


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def ask(client: Client, goods: Sku, **fields: Any) -> Any:
    form = {"kind": "back", "sku": goods.pk, "email": "lin@example.com", **fields}
    return client.post(reverse("storefront:notice", args=[goods.product.slug]), form)


def test_sold_out_goods_offer_to_tell(client: Client) -> None:
    gone, there = make_sku(), stocked_sku()

    sold_out = client.get(gone.product.get_absolute_url()).content.decode()
    available = client.get(there.product.get_absolute_url()).content.decode()

    assert sold_out.count('name="kind"') == 2
    assert 'value="back"' in sold_out
    assert available.count('name="kind"') == 1
    assert 'value="back"' not in available


def test_without_a_mail_server_nothing_is_offered(client: Client, settings: Any) -> None:
    sku = make_sku()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    page = client.get(sku.product.get_absolute_url()).content.decode()
    ask(client, sku)

    assert 'name="kind"' not in page
    assert not Subscription.objects.exists()


def test_only_what_is_sold_out_can_be_chosen_to_come_back(client: Client) -> None:
    product = ProductFactory()
    gone, also_gone = (make_sku(product=product, options={"规格": name}) for name in ("5 斤", "9 斤"))
    there = stocked_sku(product=product, options={"规格": "3 斤"})

    page = client.get(product.get_absolute_url()).content.decode()

    back = page.split('value="back"')[1].split("</form>")[0]
    assert f'value="{gone.pk}"' in back
    assert f'value="{also_gone.pk}"' in back
    assert f'value="{there.pk}"' not in back


def test_a_shopper_leaves_an_address_and_says_yes(client: Client) -> None:
    sku = make_sku()

    answer = ask(client, sku)
    row = Subscription.objects.get()
    address = path(confirm_url(row.pk))
    question = client.get(address)
    row.refresh_from_db()
    untouched = row.confirmed_at
    yes = client.post(address)
    again = client.get(address)

    assert answer.url == sku.product.get_absolute_url()
    assert (row.email, row.kind, row.customer) == ("lin@example.com", "back", None)
    assert untouched is None
    assert "<form" in question.content.decode()
    row.refresh_from_db()
    assert row.confirmed_at is not None
    assert yes.status_code == again.status_code == 200
    assert question.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in question.headers["Cache-Control"]


def test_a_known_customer_is_remembered_with_it(client: Client) -> None:
    client.post(reverse("storefront:cart_add"), {"sku": stocked_sku().pk, "quantity": "1", "then": "cart"})

    ask(client, make_sku())

    assert Subscription.objects.get().customer is not None


def test_a_wrong_address_is_said_beside_the_field(client: Client) -> None:
    sku = make_sku()

    refused = ask(client, sku, email="nobody")
    empty = ask(client, sku, email="")

    assert refused.status_code == empty.status_code == 422
    assert 'value="nobody"' in refused.content.decode()
    assert 'id="notice-error-back"' in refused.content.decode()
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("fields", [{"sku": ""}, {"sku": "x"}, {"kind": "never"}, {"kind": ""}])
def test_an_old_page_leads_back(client: Client, fields: dict[str, str]) -> None:
    sku = make_sku()

    assert ask(client, sku, **fields).url == sku.product.get_absolute_url()
    assert not Subscription.objects.exists()


def test_a_sku_of_another_product_is_not_found_and_robots_get_nothing(client: Client) -> None:
    sku, other = make_sku(), make_sku()

    assert ask(client, sku, sku=other.pk).status_code == 404
    assert ask(client, sku, website="https://spam.example").status_code == 302
    assert not Subscription.objects.exists()


def test_what_is_back_already_says_so(client: Client) -> None:
    answer = ask(client, stocked_sku())

    assert answer.status_code == 302
    assert not Subscription.objects.exists()


def test_asking_is_limited(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.THROTTLE_RATES", {"notice": "1/hour"})
    sku = make_sku()

    assert [ask(client, sku).status_code for _ in range(2)] == [302, 429]


def test_one_click_of_a_mail_program_needs_no_page_of_ours() -> None:
    row = waits(make_sku())
    client = Client(enforce_csrf_checks=True)

    answer = client.post(path(leave_url(row.pk)), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not Subscription.objects.exists()


def test_leaving_by_the_link_asks_and_then_says_that_it_is_done(client: Client) -> None:
    row = waits(make_sku())
    address = path(leave_url(row.pk))

    asked_first = client.get(address)
    assert Subscription.objects.exists()
    client.post(address)
    done = client.get(address)

    assert "<form" in asked_first.content.decode()
    assert 'method="post"' not in done.content.decode().split("<main")[1].split("</main")[0]
    assert not Subscription.objects.exists()


def test_saying_yes_needs_a_page_of_ours() -> None:
    row = asked(make_sku())
    address = path(confirm_url(row.pk))
    client = Client(enforce_csrf_checks=True)

    stranger = client.post(address)
    token = client.get(address).content.decode().split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    shopper = client.post(address, {"csrfmiddlewaretoken": token}, headers={"origin": "http://testserver"})

    assert (stranger.status_code, shopper.status_code) == (403, 200)
    assert Subscription.objects.waiting().count() == 1


@pytest.mark.parametrize("name", ["notice_confirm", "notice_leave"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_links_that_are_not_ours_are_not_found(client: Client, name: str, method: str) -> None:
    row = asked(make_sku())
    other = confirm_url(row.pk) if name == "notice_leave" else leave_url(row.pk)
    token = next(part for part in path(other).split("/") if ":" in part)

    for wrong in ("x", token):
        assert getattr(client, method)(reverse(f"storefront:{name}", args=[wrong])).status_code == 404
    assert Subscription.objects.filter(confirmed_at=None).count() == 1


def test_a_kept_page_holds_nobodys_address(client: Client, settings: Any) -> None:
    settings.PAGE_CACHE = True
    sku = make_sku()
    url = sku.product.get_absolute_url()
    client.get(url)

    ask(client, sku)
    shown = client.get(url).content.decode()
    other = Client().get(url).content.decode()

    assert "lin@example.com" not in shown + other
    assert timezone.now() - Subscription.objects.get().created_at < timedelta(minutes=1)
