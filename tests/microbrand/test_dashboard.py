"""Home of the admin: figures that are right, and only those a role may see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from microbrand import figures
from microbrand.dashboard import _comparison
from shop.aftersales.changing import Wanted, change_of
from shop.aftersales.operations import change_goods
from shop.core.models import Job, OutboxEvent
from shop.core.operations import outbox
from shop.inventory.models import StockItem
from shop.orders.admin.panels import CustomerOrdersPanel
from tests.factories.events import make_event
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.pages import make_venue
from tests.factories.payments import hear, pay, start
from tests.factories.promotions import make_promotion
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
HOME = reverse("wagtailadmin_home")


def test_today_and_a_week_ago_are_compared_at_the_same_hour():
    now = timezone.now()
    paid_order({stocked_sku(price_fen=6800): 1}, at=now)
    paid_order({stocked_sku(price_fen=5000): 1}, at=now - timedelta(days=7, seconds=1))
    # Later that day last week does not count yet.
    paid_order({stocked_sku(price_fen=900): 1}, at=now - timedelta(days=7) + timedelta(seconds=5))
    place(at=now)

    days = figures.paid_days()

    assert (len(days), days[-1].day, days[-1].orders, days[-1].paid_fen) == (14, timezone.localdate(), 1, 6800)
    then = figures.same_time_last_week()
    # One second before and after midnight belong to other days.
    if (
        timezone.localtime(now).time()
        > (timezone.localtime(now) + timedelta(seconds=2)).replace(hour=0, minute=0, second=1).time()
    ):
        assert (then.orders, then.paid_fen) == (1, 5000)


def test_goods_that_were_exchanged_are_in_no_sum_twice() -> None:
    now = timezone.now()
    tea, cup, jam = (stocked_sku(price_fen=fen) for fen in (3000, 1000, 5000))
    order = paid_order({tea: 2, cup: 1}, at=now)
    line = order.lines.get(sku=tea)
    wanted = Wanted(units={line.pk: 1}, added={jam.pk: 1})
    key = change_of(order, wanted, at=now).key
    pay(change_goods(by=None, order=order, wanted=wanted, key=key, text="x", client_token="t", at=now), at=now)

    today = figures.paid_days()[-1]

    # One tea and the cup, and the jam: 70.00 and the difference of 20.00 were paid.
    assert (today.orders, today.paid_fen) == (2, 4000 + 5000)
    assert CustomerOrdersPanel(order.customer).get_context_data()["paid"] == {"count": 2, "sum_fen": 9000}


@pytest.mark.parametrize(
    ("now_fen", "then_fen", "words"),
    [(100, 100, "as much as"), (15000, 10000, "¥50 (50%) more"), (5000, 10000, "¥50 (50%) less"), (100, 0, "¥1 more")],
)
def test_the_comparison_is_told_in_words(now_fen, then_fen, words):
    from django.utils.translation import override

    with override("en"):
        assert _comparison(now_fen, then_fen).startswith(words)


def test_each_count_leads_to_the_list_it_counts(client):
    client.force_login(member("Operations"))
    now = timezone.now()
    order = paid_order({stocked_sku(units=4): 1}, at=now)
    place(at=now)

    html = client.get(HOME).content.decode()

    listed = reverse("order_desk:list")
    assert f"{listed}?tab=paid" in html
    assert f"{listed}?tab=pending" in html
    assert order.number in client.get(f"{listed}?tab=paid").content.decode()
    assert figures.to_ship() == 1
    assert figures.to_pay() == 1
    assert figures.low_stock() == 1


def test_promotions_to_come_are_told_to_the_second(client):
    client.force_login(member("Operations"))
    now = timezone.now()
    promotion = make_promotion(
        stocked_sku(), name="霜降开园", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(days=30), at=now
    )

    html = client.get(HOME).content.decode()

    assert f"{timezone.localtime(promotion.starts_at):%Y-%m-%d %H:%M:%S}" in html
    assert [change.starts for change in figures.coming_changes()] == [True]


def test_sales_and_events_to_come_are_told_to_whoever_works_on_them(client):
    now = timezone.now()
    make_venue(title="年货市集", opens_in=2, lasts=24 * 30)
    make_event(title="霜降采摘日", at=now, starts_at=now + timedelta(days=1))
    make_event(title="明年的事", at=now, starts_at=now + timedelta(days=90))

    client.force_login(member("Operations"))
    html = client.get(HOME).content.decode()
    assert "年货市集" in html
    assert "霜降采摘日" in html
    assert "明年的事" not in html
    assert [change.title for change in figures.coming_changes()] == ["年货市集", "霜降采摘日", "霜降采摘日"]

    # Whoever is at the door sees the event; the sale is somebody else's.
    client.force_login(member("Warehouse"))
    html = client.get(HOME).content.decode()
    assert "霜降采摘日" in html
    assert "年货市集" not in html


def test_what_looks_wrong_is_counted_and_listed(client):
    client.force_login(member("Operations"))
    earlier = timezone.now() - timedelta(minutes=10)
    for event in OutboxEvent.objects.all():
        outbox.deliver(event_id=event.pk)
    OutboxEvent.objects.create(name="orders.lost", payload={}, created_at=earlier, error="boom")
    Job.objects.create(kind="import", state="failed", error="bad row")
    order = place(at=timezone.now())
    hear(start(order, at=timezone.now()), amount_fen=1)
    now = timezone.now()
    make_promotion(stocked_sku(), name="没人通报", starts_at=earlier, ends_at=now + timedelta(hours=1), at=earlier)
    sku = stocked_sku()
    StockItem.objects.filter(pk=sku.pk).update(reserved=3)

    assert {trouble.key for trouble in figures.troubles()} == {
        "events",
        "jobs",
        "amounts",
        "announcements",
        "reservations",
    }
    html = client.get(reverse("troubles")).content.decode()
    for text in ("orders.lost", "boom", "bad row", "没人通报", sku.full_title):
        assert text in html, text
    assert "#reservations" in client.get(HOME).content.decode()


@pytest.mark.parametrize(
    ("role", "sees_money"), [("Owner", True), ("Operations", True), ("Warehouse", False), ("Editor", False)]
)
def test_sums_are_for_those_who_see_payments(client, role, sees_money):
    paid_order({stocked_sku(price_fen=12345): 1}, at=timezone.now())
    client.force_login(member(role))

    html = client.get(HOME).content.decode()

    assert ("¥123.45" in html) is sees_money
    assert ("?tab=paid" in html) is (role != "Editor")


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_number_of_questions_and_few_once_cached(client, count, django_assert_max_num_queries):
    client.force_login(member("Owner"))
    for _number in range(count):
        paid_order(at=timezone.now())
    client.get(HOME)

    with django_assert_max_num_queries(12):
        client.get(HOME)
