"""From a block to a paid order and into the report: with plain forms, kept pages, and honest counts."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.revenue.models import Changed, DayTaps
from content.revenue.queries import blocks_of, bring_up_to_date, stories_earned
from content.revenue.rules import Earned, spark
from content.revenue.summing import sum_piece
from content.stories.models import HomePage, StoryPage
from shop.aftersales.rules import kept_of
from shop.orders.models import CartLine, Order, OrderLine
from shop.payments.enums import RefundState
from shop.payments.models import Payment, Refund
from shop.social import touch as touches
from shop.social.models import LineAttribution, StoryBlock, StoryTap
from shop.social.operations import Visitor, attribute_order, count_tap
from shop.social.rules import how_found
from shop.social.touch import MAX_GOODS, Touch
from tests.factories import NOW
from tests.factories.catalog import content_sku
from tests.factories.content import block, card, items, make_course, make_image, make_story
from tests.factories.events import make_event
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

    assert bring_up_to_date(at=NOW)
    [row], whole = stories_earned(since=day, until=day)
    blocks, of_page = blocks_of(story, since=day, until=day)

    assert (row.title, row.earned.kept_fen, row.earned.orders) == ("头一场霜", 9800, 2)
    assert whole == row.earned
    assert (of_page.kept_fen, of_page.orders, of_page.days) == (9800, 2, {day: 9800})
    assert [(one.label, one.earned.kept_fen, one.is_there) for one in blocks] == [
        (sku.product.title, 6800, True),
        (other.product.title, 3000, True),
    ]
    assert [one.earned for one in blocks_of(quiet, since=day, until=day)[0]] == [Earned()]
    assert stories_earned(since=day + timedelta(days=1), until=day + timedelta(days=9)) == ([], Earned())

    # The block leaves the story, then the story leaves: what it earned stays.
    story.body = story.body.stream_block.to_python([card(sku.product)])
    story.save_revision().publish()
    rows, _whole = blocks_of(StoryPage.objects.get(pk=story.pk), since=day, until=day)
    gone = [one for one in rows if not one.is_there]
    assert [one.earned.kept_fen for one in gone] == [6800, 3000]
    StoryPage.objects.get(pk=story.pk).delete()
    [row], _whole = stories_earned(since=day, until=day)
    assert (row.page, row.title, row.earned.kept_fen) == (None, "头一场霜", 9800)


def test_the_line_of_days() -> None:
    earned = Earned(days={date(2026, 11, 1): 10, date(2026, 11, 3): 5})
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
    bring_up_to_date(at=NOW)

    with django_assert_num_queries(6):
        stories_earned(since=day, until=day)


def test_a_link_in_running_text_is_a_block_like_others(client: Client) -> None:
    sku, other = stocked_sku(), stocked_sku()
    here, there = sku.product.get_absolute_url(), other.product.get_absolute_url()
    story = make_story(
        block(
            "text", f'<p>先尝<a href="{here}">这一种</a>，再尝<a href="{settings.SITE_URL}{there}#buy">那一种</a>。</p>'
        ),
        block("text", f'<p><a href="https://else.example{here}">别家</a><a href="/journal/">园子里的事</a></p>'),
    )

    html = client.get(story.url).content.decode()
    assert f'href="{here}?story={story.pk}&amp;b={story.body[0].id}"' in html
    assert f'href="{settings.SITE_URL}{there}?story={story.pk}&amp;b={story.body[0].id}#buy"' in html
    assert f'href="https://else.example{here}"' in html
    [noted] = StoryBlock.objects.filter(page=story)
    assert (noted.kind, noted.label) == ("text", f"{sku.product.title}、{other.product.title}")

    client.get(f"{here}?{tap(story)}", headers={"user-agent": PHONE})
    assert list(StoryTap.objects.values_list("block", "product")) == [(noted.pk, sku.product_id)]


def test_pages_of_other_kinds_are_traced_and_reported(client: Client) -> None:
    sku = stocked_sku(price_fen=6800)
    home = HomePage.objects.get()
    home.front = home.front.stream_block.to_python(
        [block("goods", {"title": "从这里来", "products": []}), card(sku.product)]
    )
    home.save_revision().publish()
    event = make_event()
    event.body = event.body.stream_block.to_python([card(sku.product)])
    event.save_revision().publish()
    course = make_course(content_sku().product, publish=False)
    course.teaser = course.teaser.stream_block.to_python([card(sku.product)])
    course.save_revision().publish()

    for page, block_id in (
        (home, home.front[0].id),
        (home, home.front[1].id),
        (event, event.body[0].id),
        (course, course.teaser[0].id),
    ):
        said = f"{sku.product.get_absolute_url()}?story={page.pk}&amp;b={block_id}"
        assert said in client.get(page.url).content.decode()
    assert {row.page_id for row in StoryBlock.objects.all()} == {home.pk, event.pk, course.pk}

    noted = StoryBlock.objects.get(page=event)
    attribute_order(order=paid_order({sku: 1}, origin=Touch().with_block(noted.pk, sku.product_id, NOW).as_dict()))
    client.force_login(member("Owner"))
    day = timezone.localdate(NOW).isoformat()
    listed = client.get(f"{reverse('revenue_desk:stories')}?since={day}&until={day}").content.decode()
    assert str(event.title) in listed
    assert "¥68.00" in client.get(f"{reverse('revenue_desk:story', args=[event.pk])}?since={day}").content.decode()
    assert "revenue-title" in client.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).content.decode()


def test_a_block_noted_without_a_name_is_called_by_what_it_says() -> None:
    sku = stocked_sku()
    story = make_story(card(sku.product))
    StoryBlock.objects.update(label="")

    [row], _whole = blocks_of(story, since=date(2026, 1, 1), until=date(2026, 1, 2))
    assert row.label == sku.product.title


@pytest.mark.parametrize("piece", [1, 100])
def test_sums_follow_whatever_happens_to_an_order(piece: int) -> None:
    sku = stocked_sku(price_fen=6800, units=20)
    story = make_story(card(sku.product))
    order, other = bought(story, sku), bought(story, sku)
    day = timezone.localdate(NOW)

    def kept() -> tuple[int, int, int]:
        while sum_piece(at=NOW, most=piece):
            pass
        whole = stories_earned(since=day, until=day)[1]
        return whole.orders, whole.paid_fen, whole.kept_fen

    assert kept() == (2, 13600, 13600)
    assert sum_piece(at=NOW, most=piece) == 0
    payment = Payment.objects.get(order=order)
    refund = Refund.objects.create(
        payment=payment, reference="R1", key="k", amount_fen=3000, state=RefundState.ACCEPTED
    )
    assert kept() == (2, 13600, 10600)
    # A refund that failed has not gone back; the whole row in one statement, past every operation.
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.FAILED)
    assert kept() == (2, 13600, 13600)
    Order.objects.filter(pk=other.pk).update(paid_at=NOW + timedelta(days=3))
    assert kept() == (1, 6800, 6800)
    plain = paid_order({sku: 1})
    OrderLine.objects.filter(order=plain).update(returned=1)
    assert not Changed.objects.exists()


def test_taps_of_days_that_are_over_are_kept_and_none_counts_twice() -> None:
    sku = stocked_sku()
    story = make_story(card(sku.product))
    noted = StoryBlock.objects.get()
    day = timezone.localdate(NOW)
    for number, at in enumerate((NOW - timedelta(days=2), NOW - timedelta(days=1), NOW, NOW)):
        count_tap(block=noted, product_id=sku.product_id, visitor=Visitor(key=str(number), user_agent=PHONE), at=at)

    counts = []
    for at in (NOW - timedelta(days=1), NOW, NOW + timedelta(days=2)):
        sum_piece(at=at, most=9)
        counts.append((stories_earned(since=day - timedelta(days=9), until=day)[1].taps, DayTaps.objects.count()))
    assert counts == [(4, 1), (4, 2), (4, 3)]
    [row], whole = blocks_of(story, since=day, until=day)
    assert (row.earned.taps, whole.taps) == (2, 2)
