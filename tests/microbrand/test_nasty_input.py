"""Every address of the site against what nobody should send: an answer each time, never a server error.

Addresses come from the URL configuration, so a new view is swept from its first day.
"""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from content.events.tickets import ticket_path
from content.previews.operations import share_preview
from content.rights.operations import RightData, save_right
from microbrand.wsgi import Utf8Request
from shop.purchasing.operations import ItemData
from tests.factories.aftersales import ask as ask_for
from tests.factories.banners import make_banner
from tests.factories.bespoke import work_in
from tests.factories.bookings import hours, make_session
from tests.factories.catalog import make_sku
from tests.factories.channels import piece_in
from tests.factories.claims import make_claim
from tests.factories.content import make_image, make_story, pasted_text
from tests.factories.events import join, make_event
from tests.factories.inventory import counted, stocked_sku, stocktake_of
from tests.factories.orders import paid_order
from tests.factories.origin import printed
from tests.factories.presales import open_presale
from tests.factories.promotions import make_promotion
from tests.factories.purchasing import make_supplier, sent
from tests.factories.staff import UserFactory, member
from tests.factories.talk import make_remark
from tests.microbrand.test_roles import concrete

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

# Every name that some view reads from its address.
PARAMETERS = [
    "region",
    "parent",
    "template",
    "q",
    "p",
    "page",
    "ordering",
    "order",
    "tab",
    "since",
    "until",
    "origin",
    "after",
    "before",
    "sku",
    "quantity",
    "address",
    "b",
    "story",
    "touched",
    "moment",
    "format",
    "limit",
    "offset",
    "collection",
    "collection_id",
    "touch",
    "of",
    "event",
    "next",
    "removed",
    "seen",
    "locale",
    "user",
    "timestamp",
    "type",
    "action",
    "content_type",
    "object_id",
    "find_text",
    "state",
    "id",
    "ids",
    "title",
    "multiple",
    "url",
    "select_format",
    "tag",
    "uses",
    "page_type",
    "link_text",
    "kind",
    "answer",
    "line",
    "supplier",
    "days",
    "cover",
    "key",
    "product",
    "level",
    "one",
    "list",
    "reason",
    "day",
    "person",
    "session",
    "starts_at",
]
# A number that no column can hold is what databases take differently.
VALUES = [
    pytest.param("\x00", marks=pytest.mark.once),
    "9" * 5_000,
    pytest.param("//evil.example/", marks=pytest.mark.once),
]
IN_PATHS = ["9" * 23, pytest.param("x" * 300, marks=pytest.mark.once), pytest.param("%00", marks=pytest.mark.once)]


def routes() -> Iterator[tuple[str, str]]:
    """Every route of the site, flattened, with the namespace it is in."""

    def walk(patterns: Any, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route, pattern.namespace or namespace)
            else:
                yield route, namespace

    for route, namespace in walk(get_resolver().url_patterns, "", ""):
        if "logout" not in route:
            yield route, namespace


class Always(dict[str, str]):
    """The same value for every part of an address."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value

    def get(self, key: str, default: Any = None) -> str:
        return self.value


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody before whom no door is closed."""
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.allow_request", lambda *args: True)
    client = Client(raise_request_exception=False)
    client.force_login(member("Owner", is_superuser=True))
    return client


@pytest.fixture
def samples() -> dict[str, str]:
    now = timezone.now()
    sku = stocked_sku()
    order = paid_order({sku: 1}, at=now)
    promotion = make_promotion(make_sku(), starts_at=now, ends_at=now + timedelta(hours=1), at=now)
    story = make_story()
    session = make_session(at=now, span=hours(now + timedelta(days=1)))
    supplier = make_supplier({sku: ItemData()})
    bought = sent({sku: 5}, supplier=supplier)
    return {
        "brand_desk:step": "goods",
        "rights_desk:pk": str(save_right(by=None, data=RightData(kind="in", title="x")).pk),
        "pasting_desk:pk": str(pasted_text(at=now).pk),
        "previews:token": share_preview(by=UserFactory(), target=story, days=7, at=now).token,
        "channel_desk:pk": str(piece_in("drafted", story=story, at=now).pk),
        "revenue_desk:pk": str(story.pk),
        "language_desk:label": "catalog.product",
        "language_desk:pk": str(sku.product_id),
        "banner_desk:pk": str(make_banner(page=story, at=now).pk),
        "claims_desk:pk": str((claim := make_claim()).pk),
        "claims_desk:product": str(claim.product_id),
        "booking_desk:pk": str(session.pk),
        "event_desk:pk": str((signup := join(make_event(at=now, starts_at=now + timedelta(days=1)), at=now)).event_id),
        "event_desk:person": str(signup.pk),
        "events:pk": str(signup.event_id),
        "events:token": ticket_path(signup).split("/")[-2],
        "booking_desk:person": str(session.person_id),
        "voucher_desk:session": str(session.pk),
        "case_desk:number": ask_for(order, "refund", "unwanted", at=now).number,
        "case_desk:pk": str(sku.product_id),
        "bespoke_desk:number": (work := work_in("asked", at=now)).number,
        "bespoke_desk:pk": str(work.sku.product_id),
        "purchasing_desk:number": bought.number,
        "purchasing_desk:line": str(bought.lines.get().pk),
        "purchasing_desk:supplier": str(supplier.pk),
        "purchasing_desk:item": str(supplier.items.get().pk),
        "number": order.number,
        "customer_desk:pk": str(order.customer_id),
        "talk_desk:pk": str((remark := make_remark(place=story, customer=order.customer)).pk),
        "talk:pk": str(remark.pk),
        "promotion_desk:pk": str(promotion.pk),
        "presale_desk:pk": str(open_presale(now).pk),
        "goods_desk:pk": str(sku.pk),
        "origin_desk:pk": str((run := printed(target="unit")).pk),
        "origin_desk:lot": str(run.lot_id),
        "goods_desk:number": (stocktake := stocktake_of()).number,
        "goods_desk:line": str(counted(stocktake, sku, 9).pk),
        "wagtailsnippets_catalog_product:pk": str(sku.product_id),
        "slug": sku.product.slug,
        "page_id": str(story.pk),
        "image_id": str(make_image().pk),
        "parent_page_id": str(story.pk),
        "app_label": "catalog",
        "model_name": "product",
        "sku": str(sku.pk),
        "code": "NONE",
    }


def answer(client: Client, method: str, address: str, *args: Any) -> str:
    """What is wrong with the answer; empty when nothing is."""
    with transaction.atomic():
        response = getattr(client, method)(address, *args)
        transaction.set_rollback(True)
    if response.status_code >= 500:
        return f"{method} {address[:80]} {response.status_code} {getattr(response, 'exc_info', [0, ''])[1]!r:.200}"
    if response.status_code in {301, 302} and "evil.example" in response.url.partition("?")[0]:
        return f"{method} {address[:80]} leads to {response.url}"
    return ""


@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value[:10]))
def test_no_query_breaks_an_address(owner: Client, samples: dict[str, str], value: str) -> None:
    query = dict.fromkeys(PARAMETERS, value)

    problems = [answer(owner, "get", concrete(route, namespace, samples), query) for route, namespace in routes()]

    assert not [problem for problem in problems if problem], "\n".join(filter(None, problems))


# Names that forms read, beside those of addresses, and values that mean nothing to them.
FIELDS = [
    "theme",
    "palette",
    "party",
    "phone",
    "answer_0",
    "signup",
    "do",
    "capacity",
    "starts_on",
    "ends_on",
    "share",
    "story",
    "image",
    "deposit_kind",
    "deposit_fen",
    "limit",
    "opens_at",
    "closes_at",
    "balance_from",
    "balance_until",
    "ship_on",
    "fate",
    "quantity",
    "pick",
    "way",
    "pasted",
    "city",
    "district",
    "delivery_on",
    "zone-0-regions",
    "zone-0-first_units",
    "rest-first_fen",
    "to",
    "product",
    "token",
    "scope",
    "skus",
    "units-0-sellable",
    "seen-0-sellable",
    "mode-0-sellable",
    "lot_code",
    "expires_on",
    "condition",
    "units",
    "order_by",
    "sort",
    "search",
    "export",
    "child_of",
    "descendant_of",
    "ancestor_of",
    "translation_of",
    "has_children",
    "create_model",
    "position",
    "parent_page_id",
    "timestamp_from",
    "timestamp_to",
    "target_pages",
    "term",
    "layout",
    "width",
    "height",
    "link_url",
    "allow_external_link",
    "can_choose_root",
    "reason",
    "look",
    "query",
    "user_perms",
    "html_path",
    "slug",
    "cover",
    "body",
    "new_parent_page",
    "new_title",
    "new_slug",
    "email_address",
    "price",
    "value",
    "on_hand",
    "units",
    "damaged",
    "item",
    "place",
    "token",
    "seen",
    "cost",
    "expected",
    "kind",
    "target",
    "campaign",
    "carrier",
    "tracking_number",
    "note",
    "add",
    "remove",
    "starts_at",
    "ends_at",
    "name",
    "username",
    "email",
    "current_password",
    "new_password1",
    "file",
    "files",
    "revision",
    "preview_mode",
    "form-TOTAL_FORMS",
    "form-INITIAL_FORMS",
    "items-TOTAL_FORMS",
    "items-INITIAL_FORMS",
    "pictures-TOTAL_FORMS",
    "pictures-INITIAL_FORMS",
    "comments-TOTAL_FORMS",
    "comments-INITIAL_FORMS",
    "body-count",
    "chooser-title",
    "client_token",
    "kept",
    "amount",
    "words",
]


@pytest.mark.once
@pytest.mark.parametrize("value", [None, "abc", "-1", "\x00"], ids=ascii)
def test_no_form_breaks_an_address(owner: Client, samples: dict[str, str], value: str | None) -> None:
    form = {} if value is None else dict.fromkeys([*PARAMETERS, *FIELDS], value)

    problems = [answer(owner, "post", concrete(route, namespace, samples), form) for route, namespace in routes()]

    assert not [problem for problem in problems if problem], "\n".join(filter(None, problems))


@pytest.mark.parametrize("value", IN_PATHS, ids=lambda value: value[:10])
def test_no_part_of_an_address_breaks_it(owner: Client, value: str) -> None:
    problems = []
    for route, namespace in routes():
        address = concrete(route, namespace, Always(value))
        if value in address:
            problems += [answer(owner, "get", address), answer(owner, "post", address)]

    assert len(problems) > 100
    assert not [problem for problem in problems if problem], "\n".join(filter(None, problems))


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": 'sessionid="abcdefgh\\000ij"; csrftoken="\\000"; mb_touch="\\000"; messages="\\000"'},
        {"cookie": "sessionid=forged; mb_touch=a:b:c; messages=:::; django_language=../x"},
        {"cookie": "sessionid=" + "x" * 5_000},
        {"accept-language": "x" * 5_000},
        {"host": "evil.example:99999999"},
        {"referer": "http://[", "origin": "http://["},
        {"hx-request": "true", "hx-current-url": "http://[", "hx-target": "\xff"},
        {"range": "bytes=9-1,a", "if-modified-since": "Sun, 99 Foo 99999", "if-none-match": 'W/"\xff'},
        {"x-request-id": "x" * 5_000, "x-http-method-override": "DELETE", "x-forwarded-for": "\xff,,"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_breaks_a_page(headers: dict[str, str]) -> None:
    sku = stocked_sku()
    client = Client(raise_request_exception=False)

    for address in ("/", "/cart/", "/checkout/", sku.product.get_absolute_url(), "/admin/login/", "/api/v1/products/"):
        response = client.get(address, headers=headers)
        assert response.status_code < 500, address
        assert "evil.example" not in str(response.headers)


def test_a_body_in_another_charset_is_refused_and_an_address_is_not() -> None:
    client = Client(raise_request_exception=False)
    gbk = "application/x-www-form-urlencoded; charset=gbk"

    refused = client.generic("POST", "/orders/find/", "number=1&phone=张".encode("gbk"), content_type=gbk)
    api = client.generic("POST", "/api/v1/cart/lines/", b"{}", content_type="application/json; charset=utf-16")

    assert refused.status_code == 400
    assert (api.status_code, api["content-type"]) == (400, "application/problem+json")
    assert client.get("/search/", headers={"content-type": gbk}).status_code == 200


@pytest.mark.parametrize("charset", ["rot13", "zip", "undefined", "nonsense"])
def test_a_codec_that_is_no_charset_does_not_reach_django(charset: str) -> None:
    environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": "q=%ff", "CONTENT_TYPE": f"text/plain; charset={charset}"}
    request = Utf8Request({**environ, "wsgi.input": BytesIO()})

    assert request.GET["q"] == "\ufffd"
    assert request.content_params == {"charset": charset}


def test_a_form_without_its_fields_is_a_bad_request_in_words(owner: Client) -> None:
    response = owner.get(reverse("wagtailimages_chooser:chosen_multiple"), {"id": "x"})

    assert response.status_code == 400
    assert "admin/error.html" in [template.name for template in response.templates]


def test_a_defect_of_our_own_is_not_hidden(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise ValueError

    monkeypatch.setattr("shop.orders.admin.listing.OrderListing.orders", broken)

    assert owner.get(reverse("order_desk:list")).status_code == 500


@pytest.mark.parametrize("next_address", ["1", "//evil.example/", "/\\evil.example", "https:evil", "javascript:x"])
def test_signing_in_leads_only_into_the_house(next_address: str) -> None:
    client = Client()
    client.force_login(member("Editor"))

    response = client.get("/admin/login/", {"next": next_address})

    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
