"""Who may open what: every address of the admin and the API, for each role and for nobody.

``ACCESS`` says who may open anything at all below an address; the longest entry that fits decides, and everybody else
is refused there, whatever the method. What those who may enter can do in detail is told by ``OPEN`` and by the tests
of each room. An address nobody has classified fails the first test with its name: decide, and write it down here.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone
from wagtail.models import Page

from content.previews.operations import share_preview
from microbrand.roles import ROLES
from shop.catalog.models import Video
from shop.catalog.operations import BadgeData, save_badge
from shop.inventory.models import Lot, Place
from shop.inventory.operations import save_quota
from shop.purchasing.operations import ItemData
from tests.factories.aftersales import ask as ask_for
from tests.factories.banners import make_banner
from tests.factories.bespoke import work_in
from tests.factories.bookings import booked, hours, make_session
from tests.factories.catalog import ask, made_to_order
from tests.factories.channels import piece_in
from tests.factories.claims import make_claim
from tests.factories.content import pasted_text
from tests.factories.enquiries import make_enquiry
from tests.factories.events import join, make_event
from tests.factories.inventory import counted, stocked_sku, stocktake_of
from tests.factories.orders import checked, paid_order, ship
from tests.factories.origin import make_lot, printed
from tests.factories.presales import open_presale
from tests.factories.promotions import make_promotion
from tests.factories.purchasing import arrive, make_supplier, sent
from tests.factories.shipping import make_template
from tests.factories.staff import UserFactory, member
from tests.factories.talk import make_remark

pytestmark = [pytest.mark.django_db, pytest.mark.once]

O, OP, W, E = "Owner", "Operations", "Warehouse", "Editor"  # noqa: E741
STAFF = {O, OP, W, E}
PAGES = {O, OP, E}
PUBLIC = {*STAFF, "nobody"}

ACCESS: dict[str, set[str]] = {
    # Doors that are open to all.
    "admin/login/": PUBLIC,
    "admin/password_reset/": PUBLIC,
    "admin/jsi18n/": PUBLIC,
    "admin/sprite/": PUBLIC,
    "admin/failwhale/": PUBLIC,
    "api/": PUBLIC,
    # Every member of staff.
    "admin/": STAFF,
    "admin/account/": STAFF,
    "admin/logout/": STAFF,
    "admin/dismissibles/": STAFF,
    "admin/editing-sessions/": STAFF,
    "admin/test404/": STAFF,
    "admin/block-preview/": STAFF,
    "admin/embeds/": STAFF,
    "admin/tag-autocomplete/": STAFF,
    "admin/snippets/": STAFF,
    "admin/bulk/": STAFF,
    "admin/api/": STAFF,
    # Content.
    "admin/pages/": PAGES,
    "admin/choose-": STAFF,
    "admin/images/": PAGES,
    "admin/images/chooser/": STAFF,
    "admin/documents/": PAGES,
    "admin/documents/chooser/": STAFF,
    "admin/checks/": STAFF,
    "admin/previews/": STAFF,
    "admin/pasting/": {O, OP, E},
    "admin/approval/": {O, OP, E},
    "admin/approval/require/": {O},
    "admin/approval/stop/": {O},
    "admin/languages/": {O, OP, E},
    "admin/bin/": {O, OP, E},
    "admin/bin/*/remove/": {O},
    "admin/posters/": {O, OP, E},
    "admin/brand/": {O, OP, E},
    "admin/brand/set-up/": {O},
    "admin/channels/": {O, OP, E},
    "admin/channels/*/approve/": {O, OP},
    "admin/channels/*/schedule/": {O, OP},
    "admin/channels/*/unschedule/": {O, OP},
    "admin/channels/quota/": {O, OP},
    "admin/channels/*/give-up/": {O, OP},
    "admin/rights/": {O, OP, E},
    "admin/rights/new/": {O, OP},
    "admin/rights/projects/": {O, OP},
    "admin/rights/*/change/": {O, OP},
    "admin/rights/*/remove/": {O, OP},
    "admin/rights/*/cover/": {O, OP},
    "admin/rights/*/uncover/": {O, OP},
    "admin/reports/": PAGES,
    "admin/settings/": {O, OP, E},
    "admin/forms/": PAGES,
    # The shop.
    "admin/orders/": {O, OP, W},
    # Each list asks for its own permission; see tests/shop/exports.
    "admin/exports/": STAFF,
    "admin/orders/*/cancel/": {O, OP},
    "admin/orders/*/call-off/": {O, OP},
    "admin/cases/": {O, OP, W},
    "admin/cases/terms/": {O, OP},
    "admin/cases/new/": {O, OP},
    "admin/cases/change/": {O, OP},
    "admin/cases/*/agree/": {O, OP},
    "admin/cases/*/offer/": {O, OP},
    "admin/cases/*/refuse/": {O, OP},
    "admin/cases/*/accept/": {O, OP},
    "admin/cases/*/money/": {O, OP},
    "admin/cases/*/withdraw/": {O, OP},
    "admin/custom-work/": {O, OP, W},
    "admin/custom-work/terms/": {O, OP},
    "admin/custom-work/*/call_off/": {O, OP},
    "admin/custom-work/*/quote/": {O, OP},
    "admin/custom-work/*/decline/": {O, OP},
    "admin/custom-work/*/different/": {O, OP},
    "admin/custom-work/*/withdraw/": {O, OP},
    "admin/vouchers/": {O, OP, W},
    "admin/vouchers/terms/": {O, OP},
    "admin/events/": STAFF,
    "admin/events/door/": {O, OP, W},
    "admin/events/*/places/": {O, OP, E},
    "admin/events/*/walk-in/": {O, OP, W},
    "admin/events/*/cancel/": {O, OP},
    "admin/events/*/hold/": {O, OP},
    "admin/sessions/": {O, OP, W},
    "admin/sessions/plan/": {O, OP},
    "admin/sessions/people/": {O, OP},
    "admin/sessions/*/move/": {O, OP},
    "admin/sessions/*/seats/": {O, OP},
    "admin/sessions/*/sell/": {O, OP},
    "admin/sessions/*/cancel/": {O, OP},
    "admin/payments/": {O, OP},
    "admin/invoices/": {O, OP},
    "admin/customers/": {O, OP},
    "admin/customers/*/erase/": {O},
    "admin/promotions/": {O, OP},
    "admin/pre-sales/": {O, OP},
    "admin/troubles/": {O, OP},
    "admin/late/": STAFF,
    "admin/enquiries/": {O, OP, E},
    "admin/talk/": {O, OP, E},
    "admin/talk/rule/": {O, OP},
    "admin/talk/*/place/": {O, OP},
    "admin/clicks/": {O, OP},
    "admin/claims/": {O, OP, E},
    "admin/claims/new/": {O, OP, E},
    "admin/claims/*/change/": {O, OP, E},
    "admin/claims/*/retire/": {O, OP, E},
    "admin/claims/cases/": {O, OP, W},
    "admin/banners/": {O, OP, E},
    "admin/banners/new/": {O, OP},
    "admin/banners/*/change/": {O, OP},
    "admin/banners/*/withdraw/": {O, OP},
    "admin/story-revenue/": {O, OP, E},
    "admin/story-revenue/*/": {O, OP, E},
    "admin/books/": {O, OP},
    "admin/origin/": STAFF,
    "admin/origin/new/": {O, OP, W},
    "admin/origin/*/stop/": {O, OP, W},
    "admin/origin/*/again/": {O, OP, W},
    "admin/origin/*/withdraw/": {O, OP},
    "admin/origin/lots/*/story/": {O, OP, E},
    "admin/goods/": {O, OP, W},
    "admin/goods/skus/*/components/": {O, OP},
    "admin/goods/skus/*/stocked/": {O, OP},
    "admin/goods/skus/*/sale-end/": {O, OP},
    "admin/goods/places/*/": {O, OP},
    "admin/goods/quotas/": {O, OP},
    "admin/freight/": {O, OP},
    "admin/goods/stocktakes/*/post/": {O, OP},
    "admin/goods/stocktakes/*/rest/": {O, OP},
    "admin/waiting/": {O, OP},
    "admin/purchasing/": {O, OP, W},
    "admin/purchasing/suggestions/": {O, OP},
    "admin/purchasing/suppliers/": {O, OP},
    "admin/purchasing/orders/add/": {O, OP},
    "admin/purchasing/orders/*/edit/": {O, OP},
    "admin/purchasing/orders/*/send/": {O, OP},
    "admin/purchasing/orders/*/cancel/": {O, OP},
    "admin/purchasing/orders/*/close/": {O, OP},
    "admin/purchasing/orders/*/reopen/": {O, OP},
    "admin/goods/collections/": {O, OP, E},
    "admin/goods/types/": {O, OP},
    "admin/goods/categories/": {O, OP},
    "admin/snippets/catalog/product/*/badges/": {O, OP},
    "admin/goods/badges/": {O, OP},
    "admin/goods/collections/preview/": {O, OP},
    "admin/goods/videos/": PAGES,
    # Whoever may write content uploads here, too; the others look.
    "admin/goods/videos/chooser/": STAFF,
    "admin/snippets/catalog/product/": STAFF,
    "admin/snippets/catalog/product/*/skus/": {O, OP, W},
    "admin/snippets/catalog/product/*/kind/": {O, OP, W},
    "admin/snippets/catalog/product/*/questions/": {O, OP, W},
    "admin/snippets/catalog/product/*/options/": {O, OP},
    "admin/snippets/catalog/product/*/sorting/": {O, OP},
    "admin/snippets/catalog/product/*/references/": STAFF,
    "admin/snippets/choose/": STAFF,
    # The house itself.
    "admin/users/": {O},
    "admin/groups/": set(),
    "admin/sites/": set(),
    "admin/collections/": set(),
    "admin/redirects/": {O, OP, E},
    "admin/page-desk/": {O, OP, E},
    "admin/workflows/": set(),
    # Wagtail's own doors: they answer every member of staff with what that person may see, a question, or a way
    # on to a page that refuses.
    "admin/pages/*/revisions/": STAFF,
    "admin/pages/workflow/confirm_cancellation/": STAFF,
    "admin/reports/site-history/": STAFF,
    "admin/workflows/task_chooser/": STAFF,
}
# Here Wagtail shows the question to everybody and refuses the answer.
QUESTIONS_ONLY = re.compile(r"get /admin/pages/\d+/move/\d+/confirm/ 200")


def addresses() -> Iterator[tuple[str, str]]:
    """Every route of the admin and the API, flattened, with the namespace it is in."""

    def walk(patterns, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route, pattern.namespace or namespace)
            else:
                yield route, namespace

    for route, namespace in walk(get_resolver().url_patterns, "", ""):
        # The last pattern of the admin answers what is left over: a page not found.
        if route.startswith(("admin/", "api/")) and route != "admin/^.*/$":
            yield route, namespace


def concrete(route: str, namespace: str, samples: dict[str, str]) -> str:
    """An address of the route, with rows that exist where the samples know them."""

    def value(match: re.Match[str]) -> str:
        name = match.group("name") or match.group("group")
        return samples.get(f"{namespace}:{name}", samples.get(name, "1"))

    text = re.sub(r"\(\?P<(?P<group>\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(?P<name>\w+)>", value, route)
    return "/" + re.sub(r"[\^$]", "", text).replace("\\", "")


def matching(address: str) -> set[str] | None:
    """Who may enter, by the longest entry that fits; None where nothing is decided."""
    path = address.lstrip("/")
    best = max((entry for entry in ACCESS if _fits(entry, path)), key=len, default=None)
    if best is None or (best == "admin/" and path != "admin/"):
        return None
    return ACCESS[best]


def _fits(entry: str, path: str) -> bool:
    return re.match(re.escape(entry).replace(r"\*", "[^/]+"), path) is not None


@pytest.fixture
def samples() -> dict[str, str]:
    """Rows to open: an order, a promotion, a product, a page."""
    now = timezone.now()
    sku = stocked_sku()
    made = made_to_order()
    order = ship(paid_order({sku: 1}, at=now))
    promotion = make_promotion(stocked_sku(), starts_at=now, ends_at=now + timedelta(hours=1), at=now)
    supplier = make_supplier({sku: ItemData()})
    session = make_session(at=now, span=hours(now + timedelta(days=1)))
    booked(session, at=now)
    receipt = arrive(sent({sku: 5}, supplier=supplier), 2)
    page = Page.objects.filter(depth=2).get()
    return {
        "page_desk:pk": str(page.pk),
        "pasting_desk:pk": str(pasted_text(at=now).pk),
        "previews:token": share_preview(by=UserFactory(), target=page.specific, days=7, at=now).token,
        "channel_desk:pk": str((piece := piece_in("drafted", at=now)).pk),
        "revenue_desk:pk": str(piece.story_id),
        "language_desk:label": "catalog.product",
        "language_desk:pk": str(sku.product_id),
        "banner_desk:pk": str(make_banner(product=sku.product, at=now).pk),
        "claims_desk:pk": str(make_claim(sku.product).pk),
        "claims_desk:product": str(sku.product_id),
        "number": order.number,
        "order_desk:number": order.number,
        "case_desk:number": ask_for(order, "return", "quality", at=now).number,
        "case_desk:pk": str(sku.product_id),
        "bespoke_desk:number": (work := work_in("asked", at=now)).number,
        "bespoke_desk:pk": str(work.sku.product_id),
        "order_desk:pk": str(checked(order).pk),
        "order_desk:tab": "1",
        "order_desk:parcel": str(order.shipments.get().pk),
        "order_desk:kind": "packing",
        "order_desk:size": "thermal",
        "customer_desk:pk": str(order.customer_id),
        "promotion_desk:pk": str(promotion.pk),
        "presale_desk:pk": str(open_presale(now).pk),
        "booking_desk:pk": str(session.pk),
        "event_desk:pk": str((signup := join(make_event(at=now, starts_at=now + timedelta(days=1)), at=now)).event_id),
        "event_desk:person": str(signup.pk),
        "booking_desk:person": str(session.person_id),
        "voucher_desk:session": str(session.pk),
        "goods_desk:pk": str(sku.pk),
        "goods_desk:balance": str(sku.stock.balances.get().pk),
        "goods_desk:place": str(Place.objects.default().pk),
        "goods_desk:lot": str(Lot.objects.create(sku=sku, code="L").pk),
        "goods_desk:number": (stocktake := stocktake_of()).number,
        "goods_desk:line": str(counted(stocktake, sku, 9).pk),
        "freight_desk:pk": str(make_template().pk),
        "freight_desk:product": str(sku.product_id),
        "goods_desk:quota": str(save_quota(by=None, name="Q", limit=5, sku_ids=[sku.pk]).pk),
        "purchasing_desk:number": receipt.order.number,
        "purchasing_desk:line": str(receipt.order.lines.get().pk),
        "purchasing_desk:receipt": str(receipt.pk),
        "purchasing_desk:supplier": str(supplier.pk),
        "purchasing_desk:item": str(supplier.items.get().pk),
        "origin_desk:pk": str((run := printed(make_lot(code="R"), target="unit")).pk),
        "origin_desk:lot": str(run.lot_id),
        "product_desk:pk": str(made.pk),
        "product_desk:question": str(ask(made).pk),
        "badge_desk:pk": str(save_badge(by=None, data=BadgeData(name="有机")).pk),
        "video_desk:pk": str(Video.objects.create(title="霜", file="videos/frost.mp4", media_type="video/mp4").pk),
        "wagtailsnippets_catalog_product:pk": str(sku.product_id),
        "enquiry_desk:pk": str(make_enquiry().pk),
        "talk_desk:pk": str(make_remark(customer=order.customer).pk),
        "slug": sku.product.slug,
        "page_id": str(page.pk),
        "wagtailadmin_pages:pk": str(page.pk),
        "parent_page_id": str(page.pk),
        "page_to_move_id": str(page.pk),
        "app_label": "catalog",
        "model_name": "product",
        "app_name": "catalog",
        "content_type_app_name": "stories",
        "content_type_model_name": "storypage",
        "action": "delete",
        "filter_spec": "width-100",
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "code": "NONE",
        "sku": str(sku.pk),
    }


def enter(client: Client, who: str) -> None:
    client.raise_request_exception = False
    if who == "without a role":
        client.force_login(UserFactory())
    elif who != "nobody":
        client.force_login(member(who))


def is_refusal(response) -> bool:
    """To the sign-in page, back home, forbidden, or not there at all."""
    if response.status_code in {301, 302}:
        home, login = reverse("wagtailadmin_home"), reverse("wagtailadmin_login")
        return response.url == home or response.url.startswith(login)
    return response.status_code in {401, 403, 404, 405}


def test_every_address_is_classified():
    unknown = [route for route, namespace in addresses() if matching(concrete(route, namespace, {})) is None]

    assert not unknown, "Decide in ACCESS (tests/microbrand/test_roles.py) who may open: " + ", ".join(unknown)


def test_every_entry_of_the_table_still_fits_an_address():
    paths = [concrete(route, namespace, {}).lstrip("/") for route, namespace in addresses()]

    assert not [entry for entry in ACCESS if not any(_fits(entry, path) for path in paths)]


@pytest.mark.parametrize("who", [*ROLES, "nobody", "without a role"])
def test_nobody_enters_where_the_table_says_no_and_nothing_breaks(client, samples, who, monkeypatch):
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.allow_request", lambda *args: True)
    enter(client, who)
    entered, broken = [], []

    for route, namespace in addresses():
        address = concrete(route, namespace, samples)
        allowed = matching(address) or set()
        name = "nobody" if who == "without a role" else who
        # Empty forms on pages that are theirs are among the nasty input (test_nasty_input.py).
        for method in ("get",) if name in allowed else ("get", "post"):
            if address == reverse("wagtailadmin_logout") and who in allowed:
                continue
            response = getattr(client, method)(address)
            told = f"{method} {address} {response.status_code}"
            if response.status_code >= 500:
                broken.append(told)
            if name not in allowed and not is_refusal(response) and not QUESTIONS_ONLY.fullmatch(told):
                entered.append(told)

    assert not entered, "\n".join(entered)
    assert not broken, "\n".join(broken)


# Pages that must open for exactly these roles.
OPEN: dict[str, set[str]] = {
    "wagtailadmin_home": STAFF,
    "order_desk:list": {O, OP, W},
    "case_desk:list": {O, OP, W},
    "bespoke_desk:list": {O, OP, W},
    "customer_desk:list": {O, OP},
    "promotion_desk:list": {O, OP},
    "promotion_desk:add": {O, OP},
    "presale_desk:list": {O, OP},
    "presale_desk:add": {O, OP},
    "troubles": {O, OP},
    "enquiry_desk:list": {O, OP, E},
    "talk_desk:list": {O, OP, E},
    "talk_desk:rule": {O, OP},
    "outbound_clicks": {O, OP},
    "revenue_desk:stories": {O, OP, E},
    "banner_desk:list": {O, OP, E},
    "claims_desk:list": {O, OP, E},
    "claims_desk:add": {O, OP, E},
    "banner_desk:add": {O, OP},
    "books": {O, OP},
    "booking_desk:calendar": {O, OP, W},
    "event_desk:list": STAFF,
    "event_desk:check_in": {O, OP, W},
    "booking_desk:plan": {O, OP},
    "booking_desk:people": {O, OP},
    "goods_desk:stock": {O, OP, W},
    "goods_desk:grid": {O, OP, W},
    "goods_desk:movements": {O, OP, W},
    "goods_desk:lots": {O, OP, W},
    "goods_desk:places": {O, OP, W},
    "goods_desk:stocktakes": {O, OP, W},
    "goods_desk:stocktake_add": {O, OP, W},
    "goods_desk:quotas": {O, OP},
    "goods_desk:quota_add": {O, OP},
    "notice_desk:waiting": {O, OP},
    "purchasing_desk:orders": {O, OP, W},
    "purchasing_desk:order_add": {O, OP},
    "purchasing_desk:suggestions": {O, OP},
    "purchasing_desk:suppliers": {O, OP},
    "purchasing_desk:supplier_add": {O, OP},
    "wagtailsnippets_catalog_product:list": STAFF,
    "wagtailsnippets_catalog_product:add": {O, OP},
    "collections_of_goods:index": {O, OP, E},
    "collections_of_goods:add": {O, OP},
    "category_desk:list": {O, OP},
    "badge_desk:list": {O, OP},
    "video_desk:list": PAGES,
    "video_desk:add": PAGES,
    "types_of_goods:index": {O, OP},
    "types_of_goods:add": {O, OP},
    "poster_desk:list": {O, OP, E},
    "channel_desk:list": {O, OP, E},
    "channel_desk:plan": {O, OP, E},
    "channel_desk:calendar": {O, OP, E},
    "channel_desk:quota": {O, OP},
    "wagtailredirects:index": PAGES,
    "wagtailimages:index": PAGES,
    "wagtailimages:add_multiple": PAGES,
    "wagtaildocs:index": PAGES,
    "wagtailusers_users:index": {O},
    "wagtailusers_users:add": {O},
    "wagtailusers_groups:index": set(),
    "wagtailsites:index": set(),
}


@pytest.mark.parametrize("who", list(ROLES))
def test_each_role_opens_what_it_works_with_and_nothing_else(client, samples, who):
    enter(client, who)

    opened = {name for name in OPEN if client.get(reverse(name)).status_code == 200}

    assert opened == {name for name, roles in OPEN.items() if who in roles}


@pytest.mark.parametrize("who", [*ROLES, "nobody"])
def test_steps_of_the_desk_are_refused_to_those_without_their_permission(client, who):
    order = paid_order(at=timezone.now())
    enter(client, who)

    client.post(reverse("order_desk:ship", args=[order.number]), {"carrier": "sf", "tracking_number": "SF12345678"})

    order.refresh_from_db()
    assert order.status == ("shipped" if who in {O, OP, W} else "paid")
