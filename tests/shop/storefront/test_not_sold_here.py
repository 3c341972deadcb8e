"""What is shown and not sold here: asking, leaving, and cards that say so."""

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from content.posters.subjects import subject_of
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.catalog.operations import set_link
from shop.enquiries.models import Enquiry
from shop.promotions.queries import offers
from shop.social.models import OutboundClick, ShortLink
from shop.social.operations import create_link
from tests.factories import NOW
from tests.factories.catalog import ProductFactory
from tests.factories.staff import member
from tests.shop.storefront.conftest import LATER, Shopper, text_of

pytestmark = pytest.mark.django_db
PHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"}


@pytest.fixture
def bespoke(db: Any) -> Product:
    return ProductFactory(kind=ProductKind.ENQUIRY, title="整窑定烧")


@pytest.fixture
def elsewhere(db: Any) -> Product:
    product = ProductFactory(kind=ProductKind.LINK, title="果木烤架")
    set_link(by=None, product=product, url="https://item.example.com/i?id=1")
    return product


def ask(shopper: Shopper, product: Product, **changes: Any) -> Any:
    data = {"name": "林晓", "phone": "138 0013 8000", "email": "", "message": "要三十只", "consent": "on", **changes}
    address = reverse("storefront:enquire", args=[product.slug])
    return shopper.client.post(address, {name: value for name, value in data.items() if value}, follow=True)


def leave(shopper: Shopper, product: Product, **headers: str) -> Any:
    address = reverse("storefront:leave", args=[product.slug])
    return shopper.client.get(address, headers={**PHONE, **headers})


# --- On request -----------------------------------------------------------------------------------------------
def test_a_question_reaches_the_shop_once(shopper: Shopper, bespoke: Product) -> None:
    page = shopper.get(bespoke.get_absolute_url())
    assert "Send the question" in text_of(page)
    assert "Add to cart" not in text_of(page)

    told = ask(shopper, bespoke)
    ask(shopper, bespoke)

    assert "Your question is with us." in text_of(told)
    enquiry = Enquiry.objects.get()
    assert (enquiry.product, enquiry.phone, enquiry.created_at) == (bespoke, "13800138000", LATER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"email": "x"}, "email"),
        ({"message": ""}, "message"),
        ({"message": "长" * 1001}, "message"),
        ({"consent": ""}, "consent"),
    ],
)
def test_each_fault_is_said_beside_its_field(
    shopper: Shopper, bespoke: Product, changes: dict[str, str], field: str
) -> None:
    response = ask(shopper, bespoke, **changes)

    assert response.status_code == 422
    assert f'id="error-{field}"' in response.content.decode()
    assert not Enquiry.objects.exists()


def test_robots_are_thanked_and_forgotten(shopper: Shopper, bespoke: Product) -> None:
    assert "Your question is with us." in text_of(ask(shopper, bespoke, website="https://spam.example.com"))

    assert not Enquiry.objects.exists()


def test_ten_an_hour_are_enough(shopper: Shopper, bespoke: Product) -> None:
    statuses = [ask(shopper, bespoke, message=f"要 {number} 只").status_code for number in range(11)]

    assert statuses == [200] * 10 + [429]
    assert Enquiry.objects.count() == 10


def test_other_goods_cannot_be_asked_about(shopper: Shopper, elsewhere: Product) -> None:
    assert ask(shopper, elsewhere).status_code == 404
    assert not Enquiry.objects.exists()


# --- Sold elsewhere -------------------------------------------------------------------------------------------
def test_the_host_is_named_before_leaving(shopper: Shopper, elsewhere: Product) -> None:
    page = shopper.get(elsewhere.get_absolute_url())

    assert "You leave this shop and go to item.example.com ." in text_of(page)
    assert "https://item.example.com" not in page.content.decode()
    gone = leave(shopper, elsewhere)
    assert (gone.status_code, gone["Location"]) == (302, "https://item.example.com/i?id=1")


def test_a_visitor_counts_once_a_day_for_each_product(
    shopper: Shopper, stranger: Shopper, elsewhere: Product, clock: Any
) -> None:
    other = ProductFactory(kind=ProductKind.LINK)
    set_link(by=None, product=other, url="https://other.example.com/")
    leave(shopper, elsewhere)
    leave(shopper, elsewhere)
    leave(shopper, other)
    leave(stranger, elsewhere, **{"user-agent": "Mozilla/5.0 (Windows NT 10.0)"})
    clock.shift(24 * 3600)
    leave(shopper, elsewhere)

    days = OutboundClick.objects.filter(product=elsewhere).values_list("day", flat=True)
    assert sorted(map(str, days)) == ["2026-10-01", "2026-10-01", "2026-10-02"]
    assert OutboundClick.objects.filter(product=other).count() == 1
    assert len(set(OutboundClick.objects.values_list("visitor", flat=True))) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"},
        {"user-agent": "Googlebot/2.1"},
        {"user-agent": "curl/8.5.0"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
    ],
)
def test_robots_and_prefetching_do_not_count(shopper: Shopper, elsewhere: Product, headers: dict[str, str]) -> None:
    assert leave(shopper, elsewhere, **headers).status_code == 302
    assert shopper.client.head(reverse("storefront:leave", args=[elsewhere.slug]), headers=PHONE).status_code == 302

    assert not OutboundClick.objects.exists()


def test_staff_do_not_count(shopper: Shopper, elsewhere: Product) -> None:
    shopper.client.force_login(member("Owner"))
    leave(shopper, elsewhere)

    assert not OutboundClick.objects.exists()


def test_the_report_tells_products_days_and_sources(shopper: Shopper, elsewhere: Product, client: Any) -> None:
    link = create_link(by=None, target=elsewhere, medium=ShortLink.Medium.POSTER, at=NOW)
    shopper.get(reverse("storefront:short_link", args=[link.code]))
    leave(shopper, elsewhere)
    client.force_login(member("Operations"))

    text = text_of(client.get(reverse("outbound_clicks"), headers={"accept-language": "en"}))
    early = text_of(client.get(reverse("outbound_clicks"), {"until": "2026-09-30"}))

    click = OutboundClick.objects.get()
    assert (click.source, click.link, click.host) == ("link", link, "item.example.com")
    assert "果木烤架 item.example.com 1" in text
    assert "2026-10-01 果木烤架" in text
    assert "果木烤架" not in early
    assert client.get(reverse("outbound_clicks"), {"since": "x", "product": "y"}).status_code == 200


def test_before_an_address_is_known_nobody_is_sent_away(shopper: Shopper) -> None:
    product = ProductFactory(kind=ProductKind.LINK)

    assert "Coming soon" in text_of(shopper.get(product.get_absolute_url()))
    assert leave(shopper, product)["Location"] == product.get_absolute_url()
    assert leave(shopper, ProductFactory()).status_code == 404
    assert not OutboundClick.objects.exists()


# --- Cards ----------------------------------------------------------------------------------------------------
def test_cards_and_posters_say_what_one_can_do(shopper: Shopper, bespoke: Product, elsewhere: Product) -> None:
    cache.clear()
    text = text_of(shopper.get(reverse("storefront:collections")))
    assert "On request" in text
    assert "Sold elsewhere" in text

    assert [offer.state for offer in _offers(bespoke, elsewhere)] == ["on_request", "elsewhere"]
    for product in (bespoke, elsewhere):
        link = create_link(by=None, target=product, medium=ShortLink.Medium.POSTER, at=NOW)
        content = subject_of(link, at=NOW).content
        assert (content.price, content.call != subject_of(_plain_link(), at=NOW).content.call) == ("", True)


def _offers(*products: Product) -> list[Any]:
    found = offers(products, at=NOW)
    return [found[product.pk] for product in products]


def _plain_link() -> ShortLink:
    return create_link(by=None, target=ProductFactory(), medium=ShortLink.Medium.POSTER, at=NOW)
