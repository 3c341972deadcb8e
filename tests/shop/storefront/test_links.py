"""Short links: where a scan arrives, what is remembered, and what dead codes say."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from shop.social import touch
from shop.social.models import LinkVisit, ShortLink
from shop.social.operations import create_link
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.shop.storefront.conftest import Shopper, minutes, text_of

pytestmark = pytest.mark.django_db


def link_to(target: Any, **fields: Any) -> ShortLink:
    return create_link(by=None, target=target, medium=ShortLink.Medium.POSTER, at=NOW, **fields)


def address_of(code: str) -> str:
    return reverse("storefront:short_link", args=[code])


def test_a_scan_leads_to_the_product_and_is_credited_with_the_order(shopper: Shopper) -> None:
    sku = stocked_sku()
    link = link_to(sku.product)

    response = shopper.client.get(address_of(link.code or ""))
    assert response["Location"] == sku.product.get_absolute_url()
    assert touch.loads(response.cookies[touch.COOKIE].value).last_link == link.pk

    shopper.get(sku.product.get_absolute_url(), story="7")
    shopper.add(sku)
    shopper.check_out()
    assert shopper.order.origin["last_link"] == link.pk
    assert shopper.order.origin["story"] == 7
    assert LinkVisit.objects.get().link == link


def test_a_chat_that_looks_ahead_is_no_visit(shopper: Shopper) -> None:
    link = link_to(stocked_sku().product)

    response = shopper.client.head(address_of(link.code or ""))

    assert response.status_code == 302
    assert LinkVisit.objects.count() == 0


@pytest.mark.parametrize("code", ["NONE", "0" * 200, "苹果", "%00", "../etc"])
def test_an_unknown_code_gets_a_page_that_leads_on(shopper: Shopper, code: str) -> None:
    sku = stocked_sku()

    response = shopper.client.get(f"/s/{code}/")

    assert response.status_code == 404
    assert touch.COOKIE not in response.cookies
    if "/" not in code:
        assert sku.product.title in text_of(response)


def test_an_expired_link_and_one_whose_target_is_gone(shopper: Shopper, clock: Any) -> None:
    sku, hidden = stocked_sku(), stocked_sku()
    expired = link_to(sku.product, expires_at=minutes(2))
    gone = link_to(hidden.product)
    hidden.product.live = False
    hidden.product.save(update_fields=["live"])
    clock.move_to(NOW + timedelta(minutes=2))

    for link, words in ((expired, "This link has expired."), (gone, "no longer on show")):
        response = shopper.client.get(address_of(link.code or ""))
        assert response.status_code == 410
        assert words in text_of(response)
        assert sku.product.title in text_of(response)


def test_a_forged_touch_is_ignored(shopper: Shopper) -> None:
    shopper.client.cookies[touch.COOKIE] = "forged:by:hand"
    shopper.add(stocked_sku())
    shopper.check_out()

    assert shopper.order.origin == {}
