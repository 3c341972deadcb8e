"""A shopper with a browser that has no JavaScript, at a fixed moment."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shop.catalog.models import Sku
from shop.customers.models import Customer
from shop.orders.models import Order
from tests.factories import NOW

ADDRESS = {
    "recipient": "林晓",
    "phone": "138 0013 8000",
    "province": "上海市",
    "city": "上海市",
    "district": "静安区",
    "street": "南京西路 1 号",
    "note": "",
}
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    """The shop's clock, standing a minute after ``NOW``."""
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


class Shopper:
    """Reads pages and sends the forms in them, hidden fields included, as a browser does."""

    def __init__(self) -> None:
        self.client = Client(headers={"accept-language": "en"})

    def get(self, address: str, **data: Any) -> HttpResponse:
        return self.client.get(address, data, follow=True)

    def add(self, sku: Sku, quantity: Any = 1, **data: Any) -> HttpResponse:
        return self.client.post(
            reverse("storefront:cart_add"), {"sku": sku.pk, "quantity": quantity, **data}, follow=True
        )

    def set_quantity(self, sku: Sku, quantity: Any) -> HttpResponse:
        data = {"sku": sku.pk, "quantity": quantity}
        return self.client.post(reverse("storefront:cart_set"), data, follow=True)

    def checkout_form(self, address: str = "") -> dict[str, str]:
        """The hidden fields of the checkout page, and an address."""
        page = self.client.get(address or reverse("storefront:checkout")).content.decode()
        return {**hidden_fields(page), "gateway": "sandbox", **ADDRESS}

    def check_out(self, address: str = "", **changes: Any) -> HttpResponse:
        """Order what is in the cart (or what ``address`` names), without following the way to the gateway."""
        form = {**self.checkout_form(address), **changes}
        return self.client.post(address or reverse("storefront:checkout"), form)

    @property
    def customer(self) -> Customer:
        return Customer.objects.get(public_id=self.client.session["customer"])

    @property
    def order(self) -> Order:
        return self.customer.orders.get()


def hidden_fields(page: str) -> dict[str, str]:
    """Names and values of a page's hidden inputs."""
    fields = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        attributes = dict(re.findall(r"(\w+)=\"([^\"]*)\"", tag))
        fields[attributes["name"]] = attributes.get("value", "")
    return fields


def text_of(response: HttpResponse) -> str:
    """The page without tags, with single spaces."""
    page = re.sub(r"<(script|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def shopper(clock: Any) -> Shopper:
    """Somebody with an empty cart."""
    return Shopper()


@pytest.fixture
def stranger(clock: Any) -> Shopper:
    """Somebody else's browser."""
    return Shopper()


def minutes(count: float) -> datetime:
    """So many minutes after ``NOW``."""
    return NOW + timedelta(minutes=count)
