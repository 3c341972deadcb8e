"""Banners: what stands where and when, what may, where it leads, and what it brought."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.banners.admin.plan import plan_of
from content.banners.enums import Slot
from content.banners.errors import LeadsNowhere, PictureBlocked, SponsorMissing, WrongPlace
from content.banners.models import Banner
from content.banners.operations import withdraw_banner
from content.banners.queries import banner_in, next_change
from content.banners.rules import spans
from content.rights.enums import RightKind
from content.rights.operations import RightData, cover, save_right
from shop.catalog.models import Collection, Product
from shop.core.errors import StaleState
from shop.payments.models import Payment
from shop.social import touch as touches
from shop.social.models import Attribution, LinkVisit, ShortLink
from shop.social.operations import attribute_order, create_link
from shop.social.queries import results_of_links
from shop.social.touch import Touch
from tests.factories import NOW
from tests.factories.banners import make_banner as planned
from tests.factories.catalog import ProductFactory
from tests.factories.content import card, make_image, make_story
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order
from tests.factories.promotions import make_promotion
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOUR = timedelta(hours=1)


def test_time_importance_and_the_narrower_place_decide() -> None:
    shelf = Collection.objects.create(title="苹果", slug="apples")
    always = planned(Slot.GOODS_LIST, priority=0)
    soon = planned(Slot.GOODS_LIST, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    narrow = planned(Slot.GOODS_LIST, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR, only_collection=shelf)

    def there(at: Any, **where: Any) -> Banner | None:
        return banner_in(Slot.GOODS_LIST, at=at, **where)

    assert there(NOW - timedelta(microseconds=1)) is None
    assert there(NOW) == there(NOW + 2 * HOUR) == always
    assert there(NOW + HOUR) == soon
    assert there(NOW + HOUR, collection=shelf) == narrow
    assert banner_in(Slot.HOME_TOP, at=NOW) is None
    assert (next_change(at=NOW), next_change(at=NOW + HOUR)) == (NOW + HOUR, NOW + 2 * HOUR)
    assert withdraw_banner(by=None, banner=always, at=NOW)
    assert not withdraw_banner(by=None, banner=always, at=NOW)
    assert there(NOW) is None
    with pytest.raises(StaleState):
        planned(Slot.GOODS_LIST, banner_id=always.pk)


def test_what_leads_nowhere_or_may_not_be_shown_is_not_shown() -> None:
    sku, image = stocked_sku(), make_image()
    promoted = planned(Slot.HOME_MIDDLE, promotion=make_promotion(sku, starts_at=NOW, ends_at=NOW + HOUR))
    pictured = planned(image=image)
    story = make_story(card(sku.product))
    to_page = planned(Slot.STORY_END, page=story)

    assert promoted.link.target == sku.product
    assert banner_in(Slot.HOME_MIDDLE, at=NOW) == promoted
    assert banner_in(Slot.HOME_MIDDLE, at=NOW + HOUR) is None
    assert banner_in(Slot.HOME_TOP, at=NOW) == pictured
    assert banner_in(Slot.STORY_END, at=NOW, page=story) == to_page
    story.unpublish()
    assert banner_in(Slot.STORY_END, at=NOW) is None
    licence = save_right(by=None, data=RightData(kind=RightKind.LICENCE_IN, title="图", ends_on=date(2020, 1, 1)))
    cover(by=None, right=licence, asset=image)
    assert banner_in(Slot.HOME_TOP, at=NOW) is None
    with pytest.raises(PictureBlocked):
        planned(image=image)
    Product.objects.update(live=False)
    assert banner_in(Slot.HOME_MIDDLE, at=NOW) is None


def test_what_cannot_be_planned_writes_nothing() -> None:
    product = ProductFactory()
    shelf = Collection.objects.create(title="苹果", slug="apples")
    for refused, fields in (
        (LeadsNowhere, {"product": product, "collection": shelf}),
        (LeadsNowhere, {"product": None}),
        (WrongPlace, {"only_collection": shelf}),
        (SponsorMissing, {"is_paid": True, "paid_by": " "}),
        (ValidationError, {"ends_at": NOW}),
        (ValidationError, {"priority": 10}),
        (ValidationError, {"headline": "霜" * 25}),
    ):
        with pytest.raises(refused):
            planned(**fields)
    assert not Banner.objects.exists()
    banner = planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        Banner.objects.filter(pk=banner.pk).update(is_paid=True)


def test_shoppers_see_it_say_ad_and_are_counted_without_taking_credit(client: Client) -> None:
    now = timezone.now()
    sku = stocked_sku(price_fen=6800)
    banner = planned(starts_at=now, product=sku.product, is_paid=True, paid_by="山里客栈", headline="住一晚再摘果")
    sharer = create_link(by=None, target=sku.product, medium=ShortLink.Medium.LINK, at=now, sharer=CustomerFactory())

    page = client.get("/").content.decode()
    assert "住一晚再摘果" in page
    assert "广告" in page
    assert "山里客栈" in page
    client.get(reverse("storefront:short_link", args=[sharer.code]))
    went = client.get(banner.address)
    assert went["Location"] == sku.product.get_absolute_url()
    held = touches.loads(client.cookies[touches.COOKIE].value)
    assert (held.last_link, held.banner) == (sharer.pk, banner.link_id)

    order = paid_order({sku: 1}, origin=held.as_dict())
    attribute_order(order=order)
    row = Attribution.objects.get(order=order)
    assert (row.last_link, row.banner_link) == (sharer, banner.link)
    result = results_of_links([banner.link_id], by="banner_link")[banner.link_id]
    assert (result.clicks, result.orders, result.left_fen) == (1, 1, 6800)
    Payment.objects.filter(order=order).update(refunded_fen=6800)
    result = results_of_links([banner.link_id], by="banner_link")[banner.link_id]
    assert (result.orders, result.left_fen) == (0, 0)
    alone = attribute_order(order=paid_order({sku: 1}, origin=Touch().with_banner(banner.link_id).as_dict()))
    assert alone is not None
    # Another target: the same link, the same clicks.
    other = stocked_sku().product
    changed = planned(starts_at=now, product=other, banner_id=banner.pk)
    assert (changed.link_id, changed.link.target) == (banner.link_id, other)
    assert LinkVisit.objects.filter(link=banner.link).count() == 1


def test_every_place_is_on_its_page(client: Client) -> None:
    now = timezone.now()
    shelf = Collection.objects.create(title="苹果", slug="apples", is_visible=True)
    sku = stocked_sku()
    story = make_story(card(sku.product))
    for slot in Slot:
        planned(slot, starts_at=now, product=sku.product, headline=f"在{slot.value}")

    assert "在home_top" in (home := client.get("/").content.decode())
    assert "在home_middle" in home
    for address in (reverse("storefront:collections"), shelf.get_absolute_url()):
        assert "在goods_list" in client.get(address).content.decode()
    assert "在story_end" in client.get(story.url).content.decode()
    assert "在cart_empty" in client.get(reverse("storefront:cart")).content.decode()


def test_the_plan_shows_gaps_and_who_waits_behind_whom() -> None:
    base = planned(starts_at=NOW, ends_at=NOW + 10 * HOUR, headline="一")
    top = planned(starts_at=NOW + 2 * HOUR, ends_at=NOW + 4 * HOUR, priority=5, headline="二")

    found = spans([base, top], since=NOW - HOUR, until=NOW + 12 * HOUR)
    assert [(span.winner, span.behind) for span in found] == [
        (None, ()),
        (base, ()),
        (top, (base,)),
        (base, ()),
        (None, ()),
    ]
    plan = plan_of([base, top], first=timezone.localdate(NOW), at=NOW)
    row = next(row for row in plan.rows if row.slot == Slot.HOME_TOP)
    assert len(row.overlaps) == 1
    assert sum(bar.is_behind for bar in row.bars) == 1
    assert [len(row.gaps) for row in plan.rows if row.slot != Slot.HOME_TOP] == [1, 1, 1, 1]


def test_the_desk(client: Client) -> None:
    sku = stocked_sku()
    banner = planned(Slot.CART_EMPTY, product=sku.product, headline="空着也好")
    paid_order({sku: 1})
    client.force_login(member("Operations"))

    assert "空着也好" in client.get(reverse("banner_desk:list")).content.decode()
    assert "空着也好" in client.get(reverse("banner_desk:banner", args=[banner.pk])).content.decode()
    at = reverse("banner_desk:at")
    assert "空着也好" in client.get(at, {"moment": "2099-01-01T10:00:00"}).content.decode()
    form = {
        "slot": "home_top", "starts_at": "2026-12-01T10:00:00", "priority": "2", "headline": "腊月", "line": "",
        "button": "看看", "product": sku.product_id, "is_paid": "", "paid_by": "",
    }  # fmt: skip
    refused = client.post(reverse("banner_desk:add"), {**form, "product": ""})
    assert (refused.status_code, Banner.objects.count()) == (422, 1)
    assert client.post(reverse("banner_desk:add"), form).status_code == 302
    added = Banner.objects.get(headline="腊月")
    assert client.get(reverse("banner_desk:change", args=[added.pk])).status_code == 200
    too_late = {**form, "ends_at": "2026-11-30T10:00:00"}
    assert client.post(reverse("banner_desk:change", args=[added.pk]), too_late).status_code == 422
    client.post(reverse("banner_desk:withdraw", args=[added.pk]))
    added.refresh_from_db()
    assert added.withdrawn_at
    client.force_login(member("Editor"))
    assert client.get(reverse("banner_desk:list")).status_code == 200
    assert client.get(reverse("banner_desk:add")).status_code != 200
