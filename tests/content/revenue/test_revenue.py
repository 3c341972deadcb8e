"""From a block to a paid order and into the report: with plain forms, kept pages, and honest counts."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.revenue.queries import blocks_of, earned_by_block, stories_earned
from content.revenue.rules import Earned, spark, total
from content.stories.models import StoryPage
from shop.aftersales.rules import kept_of
from shop.orders.models import CartLine, Order
from shop.social import touch as touches
from shop.social.models import LineAttribution, StoryBlock, StoryTap
from shop.social.operations import attribute_order
from shop.social.rules import how_found
from shop.social.touch import MAX_GOODS, Touch
from tests.factories import NOW
from tests.factories.content import block, card, items, make_image, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile MicroMessenger/8.0"


def tap(story: StoryPage, place: int = 0) -> str:
    """What the address of a tap says."""
    return f"story={story.pk}&b={story.body[place].id}"


def touch_of(client: Client) -> Touch:
    return touches.loads(client.cookies[touches.COOKIE].value)


def bought(story: StoryPage, sku: Any, place: int = 0, **fields: Any) -> Order:
    """A paid order that a block led to."""
    noted = StoryBlock.objects.get(page=story, block_id=story.body[place].id)
    order = paid_order({sku: 1}, origin=Touch().with_block(noted.pk, sku.product_id, NOW).as_dict(), **fields)
    attribute_order(order=order)
    return order


def test_every_link_of_a_selling_block_says_where_it_stands(client: Client) -> None:
    sku, other = stocked_sku(), stocked_sku()
    story = make_story(
        block("text", "<p>夜里。</p>"),
        card(sku.product),
        block("product_set", {"title": "一起寄", "products": items(sku.product_id, other.product_id)}),
        block(
            "hotspots",
            {
                "image": make_image().pk,
                "spots": items({"product": sku.product_id, "x": 40, "y": 50}),
                "caption": "台子",
            },
        ),
    )

    page = BeautifulSoup(client.get(story.url).content, "html.parser")
    said = [
        link.get("href") or link.get("action")
        for link in page.select(".stream a[href*='/p/'], .stream form[action*='/cart/']")
    ]

    assert {address.partition("&b=")[2].partition("#")[0] for address in said} == {child.id for child in story.body[1:]}
    assert all(f"?story={story.pk}&b=" in address for address in said)
    assert [(row.kind, row.label) for row in StoryBlock.objects.order_by("pk")] == [
        ("product", sku.product.title),
        ("product_set", "一起寄"),
        ("hotspots", "台子"),
    ]


def test_a_tap_is_counted_once_a_day_and_by_people_only(client: Client) -> None:
    sku = stocked_sku()
    story = make_story(card(sku.product))
    address = f"{sku.product.get_absolute_url()}?{tap(story)}"

    for agent in (PHONE, PHONE, "Googlebot/2.1", ""):
        client.get(address, headers={"user-agent": agent})
    client.head(address, headers={"user-agent": PHONE + " 2"})
    client.get(f"{sku.product.get_absolute_url()}?story={story.pk}&b={uuid.uuid4()}", headers={"user-agent": PHONE})
    client.get(f"{sku.product.get_absolute_url()}?story=0&b=x", headers={"user-agent": PHONE})

    assert list(StoryTap.objects.values_list("block__block_id", "product")) == [(story.body[0].id, sku.product_id)]
    assert [row[0] for row in touch_of(client).goods.values()] == [StoryBlock.objects.get().pk]


def test_a_card_sells_without_javascript_and_the_line_knows_its_block(client: Client) -> None:
    sku = stocked_sku(units=10)
    story = make_story(card(sku.product), title="头一场霜")
    form = {"sku": sku.pk, "quantity": 1, "then": "cart"}

    client.post(f"{reverse('storefront:cart_add')}?{tap(story)}", form, headers={"user-agent": PHONE})

    noted = StoryBlock.objects.get()
    line = CartLine.objects.get()
    first, first_at, last, last_at = line.origin
    assert (first, last, first_at) == (noted.pk, noted.pk, last_at)
    # The cookie is lost, the cart is not.
    del client.cookies[touches.COOKIE]
    page = BeautifulSoup(client.get(reverse("storefront:checkout")).content, "html.parser")
    sent = {row["name"]: row.get("value", "") for row in page.select("form.checkout input[name], form input[name]")}
    sent |= {"recipient": "林", "phone": "13800000000", "province": "山东省", "city": "烟台市", "district": "栖霞市",
             "street": "观里镇 1 号", "gateway": "sandbox", "way": "send", "note": ""}  # fmt: skip
    sent.pop("pick", None)
    client.post(reverse("storefront:checkout"), sent)

    order = Order.objects.get()
    attribute_order(order=order)
    found = LineAttribution.objects.get(line__order=order)
    assert (found.first_block, found.last_block) == (noted, noted)


def test_first_and_last_touch_of_cart_and_cookie_together() -> None:
    assert how_found([1, 10, 2, 20], [3, 5, 4, 15]) == (3, 5, 2, 20)
    assert how_found([], ()) is None
    # A clock was behind: what is earlier is the first all the same.
    assert how_found([1, 20, 2, 10]) == (2, 10, 1, 20)
    touched = Touch()
    for number in range(MAX_GOODS + 5):
        touched = touched.with_block(7, number, NOW + timedelta(seconds=number))
    touched = touched.with_block(8, MAX_GOODS, NOW + timedelta(hours=1))
    assert len(touched.goods) == MAX_GOODS
    assert "4" not in touched.goods
    assert touched.goods[str(MAX_GOODS)][::2] == [7, 8]
    assert len(touches.dumps(touched)) < 3000


def test_what_else_the_buyer_looked_at_is_forgotten() -> None:
    sku, other = stocked_sku(), stocked_sku()
    story = make_story(card(sku.product), card(other.product))
    noted = StoryBlock.objects.filter(page=story).first()
    assert noted is not None
    touched = Touch().with_story(story.pk).with_block(noted.pk, other.product_id, NOW)
    both = touched.with_block(noted.pk, sku.product_id, NOW)

    order, plain = paid_order({sku: 1}, origin=both.as_dict()), paid_order({sku: 1}, origin=touched.as_dict())
    for row in (order, plain):
        attribute_order(order=row)
        row.refresh_from_db()

    assert list(order.origin["goods"]) == [str(sku.product_id)]
    assert plain.origin == {"story": story.pk}


def test_what_went_back_is_borne_by_the_lines() -> None:
    assert kept_of([(1000, 0), (2000, 0)], refunded_fen=0) == [1000, 2000]
    assert kept_of([(1000, 1000), (2000, 0)], refunded_fen=1000) == [0, 2000]
    assert kept_of([(1000, 0), (2000, 0)], refunded_fen=100) == [967, 1933]
    assert kept_of([(1000, 400), (2000, 0)], refunded_fen=9999) == [0, 0]


def test_the_report_by_story_and_block_and_what_is_gone() -> None:
    sku, other = stocked_sku(price_fen=6800), stocked_sku(price_fen=3000)
    story = make_story(card(sku.product), card(other.product), title="头一场霜")
    quiet = make_story(card(sku.product), title="没人点")
    bought(story, sku)
    bought(story, other, 1)
    day = timezone.localdate(NOW)

    [row] = stories_earned(since=day, until=day)
    blocks = blocks_of(story, since=day, until=day)

    assert (row.title, row.earned.kept_fen, len(row.earned.orders)) == ("头一场霜", 9800, 2)
    assert [(one.block.label, one.earned.kept_fen, one.is_there) for one in blocks] == [
        (sku.product.title, 6800, True),
        (other.product.title, 3000, True),
    ]
    assert [one.earned for one in blocks_of(quiet, since=day, until=day)] == [Earned()]
    assert earned_by_block(since=day + timedelta(days=1), until=day + timedelta(days=9)) == {}

    # The block leaves the story, then the story leaves: what it earned stays.
    story.body = story.body.stream_block.to_python([card(sku.product)])
    story.save_revision().publish()
    gone = [one for one in blocks_of(StoryPage.objects.get(pk=story.pk), since=day, until=day) if not one.is_there]
    assert [one.earned.kept_fen for one in gone] == [6800, 3000]
    StoryPage.objects.get(pk=story.pk).delete()
    [row] = stories_earned(since=day, until=day)
    assert (row.page, row.title, row.earned.kept_fen) == (None, "头一场霜", 9800)


def test_the_line_of_days() -> None:
    earned = total([Earned(days={date(2026, 11, 1): 5}), Earned(days={date(2026, 11, 1): 5, date(2026, 11, 3): 5})])
    assert earned.days == {date(2026, 11, 1): 10, date(2026, 11, 3): 5}
    assert spark(earned.days, since=date(2026, 11, 1), until=date(2026, 11, 3)) == [(0, 1), (60, 23), (120, 12)]
    assert spark({}, since=date(2026, 11, 1), until=date(2026, 11, 3)) == ()


def test_screens_show_money_to_those_who_see_orders(client: Client, django_assert_max_num_queries: Any) -> None:
    sku = stocked_sku(price_fen=6800)
    story = make_story(card(sku.product), title="头一场霜")
    bought(story, sku)
    day = timezone.localdate(NOW).isoformat()
    period = f"?since={day}&until={day}"
    pages = [reverse("revenue_desk:stories") + period, reverse("revenue_desk:story", args=[story.pk]) + period]

    client.force_login(member("Operations"))
    for page in pages:
        shown = client.get(page).content.decode()
        assert "¥68.00" in shown
        assert "mb-spark" in shown
    wrong = client.get(f"{pages[0].partition('?')[0]}?since=2026-12-01&until=2026-11-01").content.decode()
    assert "¥" not in wrong
    assert "revenue-title" in client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()

    client.force_login(member("Editor"))
    for page in pages:
        shown = client.get(page).content.decode()
        assert "¥68.00" not in shown
        assert "头一场霜" in shown
    client.force_login(member("Warehouse"))
    assert client.get(pages[0]).status_code != 200


def test_the_report_asks_as_little_for_many_as_for_one(django_assert_num_queries: Any) -> None:
    skus = [stocked_sku() for _number in range(3)]
    story = make_story(*(card(sku.product) for sku in skus))
    day = timezone.localdate(NOW)
    for place, sku in enumerate(skus):
        bought(story, sku, place)

    with django_assert_num_queries(6):
        earned_by_block(since=day, until=day)
