"""Who sells: what the law wants to be shown, for each kind of seller, on every page."""

from typing import Any

import pytest
from django.test import Client

from content.brand.enums import SellerKind
from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.brand.seller import missing_facts, seller_facts

FACTS = {
    "seller_name": "华芳苑合作社",
    "licence_number": "91370600MA3C4XY12A",
    "company_type": "有限责任公司",
    "representative": "苑建军",
    "registered_address": "栖霞市南坡 1 号",
    "capital": "五十万元",
    "return_address": "栖霞市南坡 2 号",
    "phone": "0535-0000000",
}


def without(*names: str, **changes: Any) -> BrandKit:
    """Return a kit with all facts but these."""
    return BrandKit(**{**{name: value for name, value in FACTS.items() if name not in names}, **changes})


@pytest.mark.parametrize(
    ("kind", "gaps"),
    [
        ("company", ["licence_number", "representative", "company_type", "capital"]),
        ("sole", ["licence_number", "representative", "company_type"]),
        ("cooperative", ["licence_number", "representative", "capital"]),
        *((kind, []) for kind in ("produce", "handicraft", "services", "small")),
    ],
)
def test_each_kind_of_seller_shows_what_article_12_lists(kind: str, gaps: list[str]) -> None:
    bare = without("licence_number", "representative", "company_type", "capital", seller_kind=kind)

    assert missing_facts(without(seller_kind=kind)) == []
    assert missing_facts(bare) == gaps
    assert bool(SellerKind(kind).declaration) != SellerKind(kind).is_registered


def test_nobody_opens_without_a_return_address_and_a_way_to_be_reached() -> None:
    assert missing_facts(without("return_address", "phone")) == ["return_address", "phone"]
    assert missing_facts(without("phone", email="a@example.com")) == []
    assert missing_facts(BrandKit(seller_kind="small")) == [
        "seller_name",
        "registered_address",
        "return_address",
        "phone",
    ]


def test_only_what_is_known_is_shown_under_its_name() -> None:
    facts = dict(seller_facts(without("capital")))

    assert "华芳苑合作社" in facts.values()
    assert "五十万元" not in facts.values()
    assert len(facts) == 7


@pytest.mark.django_db
def test_every_page_leads_to_the_page_about_the_seller(client: Client) -> None:
    save_brand_kit(by=None, kit=without(name="华芳苑"))

    page = client.get("/seller/")

    assert 'href="/seller/"' in client.get("/").text
    for text in FACTS.values():
        assert text in page.text


@pytest.mark.django_db
def test_a_seller_who_need_not_register_declares_it_in_the_words_of_the_law(client: Client) -> None:
    kit = without("licence_number", "company_type", "representative", "capital", name="手作", seller_kind="handicraft")
    save_brand_kit(by=None, kit=kit)

    for address in ("/", "/seller/"):
        page = client.get(address, headers={"Accept-Language": "zh-hans"})
        assert "个人销售家庭手工业产品，依法不需要办理市场主体登记" in page.text


@pytest.mark.django_db
def test_a_seller_nobody_named_is_not_invented(client: Client) -> None:
    assert "dd" not in client.get("/seller/").text.split("<article")[1].split("</article")[0]
