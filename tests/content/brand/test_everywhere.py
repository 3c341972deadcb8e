"""One token of the brand kit restyles everything that carries the brand: shop, stories, posters, mails and labels."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.posters.models import Poster
from content.posters.operations import render_poster, request_poster
from shop.core import freshness
from shop.notices.mails import send_question
from shop.orders.admin import paper as desk_paper
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.content import make_story
from tests.factories.inventory import stocked_sku
from tests.factories.notices import asked
from tests.factories.orders import paid_order
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RED, BLUE = "#9f2f28", "#1f4b8f"


def _dress(**fields: Any) -> None:
    kit = BrandKit.load()
    for name, value in {"name": "华芳苑", **fields}.items():
        setattr(kit, name, value)
    save_brand_kit(by=None, kit=kit)
    cache.clear()
    freshness.advance()


def _styles(client: Client, address: str) -> str:
    page = client.get(address).text
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
    # What a theme says comes after what shop and stories say.
    assert styles[-1].startswith("/theme-")
    return client.get(styles[-1]).text


@pytest.fixture
def surfaces(client: Client, monkeypatch: Any, mailoutbox: list[Any]) -> dict[str, Callable[[], str]]:
    """What each surface is drawn with, now."""
    story = make_story(title="头一场霜")
    product = stocked_sku(product=ProductFactory(slug="apple")).product
    order = paid_order(at=timezone.now())
    waits = asked(make_sku())
    sheets: list[str] = []
    monkeypatch.setattr(desk_paper, "pdf_of", lambda html: sheets.append(html) or b"%PDF-")

    def poster() -> str:
        made = request_poster(by=None, target=product, at=timezone.now())
        Poster.objects.filter(pk=made.pk).update(state="queued")
        assert render_poster(poster_id=made.pk, at=timezone.now())
        made.refresh_from_db()
        return made.content_hash

    def mail() -> str:
        mailoutbox.clear()
        # The addresses in it are signed with the second.
        with time_machine.travel(NOW, tick=False):
            send_question(waits)
        return str(mailoutbox[0].alternatives[0][0])

    def label() -> str:
        desk = Client()
        desk.force_login(member("Warehouse"))
        assert desk.get(f"/admin/orders/{order.number}/paper/label-a4.pdf").status_code == 200
        return sheets.pop()

    return {
        "shop": lambda: _styles(client, product.get_absolute_url()),
        "stories": lambda: _styles(client, story.url),
        "poster": poster,
        "mail": mail,
        "label": label,
    }


@pytest.mark.parametrize("surface", ["shop", "stories", "poster", "mail", "label"])
def test_one_colour_restyles_it(surfaces: dict[str, Callable[[], str]], surface: str) -> None:
    _dress(brand=RED)
    before = surfaces[surface]()
    again = surfaces[surface]()

    _dress(brand=BLUE)
    after = surfaces[surface]()

    assert before == again != after
    if surface != "poster":  # a fingerprint of what was drawn
        assert RED in before
        assert BLUE not in before
        assert BLUE in after


@pytest.mark.parametrize("surface", ["shop", "stories", "poster", "mail", "label"])
def test_the_face_of_titles_restyles_it(surfaces: dict[str, Callable[[], str]], surface: str) -> None:
    _dress(heading_face="serif")
    before = surfaces[surface]()

    _dress(heading_face="sans")

    assert surfaces[surface]() != before
