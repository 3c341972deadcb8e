"""Who is told, when, and how often: by stock, by price, by time alone."""

import smtplib
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Sku
from shop.catalog.operations import change_price
from shop.inventory.models import StockItem
from shop.inventory.operations import LotData, move_stock, receive
from shop.notices.models import Notice, Subscription
from shop.notices.operations import announce, clean_up, deliver, due_notices
from shop.notices.queries import most_wanted, waiting
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.notices import asked, waits
from tests.factories.notices import waiting as in_line
from tests.factories.orders import place
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(hours=1)


def come_back(sku: Sku, units: int) -> None:
    move_stock(by=None, sku=sku, delta=units, reason="receive", at=NOW)


def told() -> list[int]:
    """Subscriptions with a notice, in the order of their line."""
    return list(Notice.objects.order_by("pk").values_list("subscription", flat=True))


def send_all(at: Any = SOON) -> list[bool]:
    return [deliver(notice_id=pk, at=at) for pk in due_notices(at=at)]


# --- Back in stock ----------------------------------------------------------------------------------------------
def test_nobody_is_told_while_nothing_is_there() -> None:
    waits(make_sku())

    assert announce(at=SOON) == 0
    assert not Notice.objects.exists()


def test_whoever_waits_is_told_once_and_forgotten(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    subscription = waits(sku, email="lin@example.com")
    asked(sku)  # has not said yes
    come_back(sku, 5)

    assert (announce(at=SOON), announce(at=SOON)) == (1, 0)
    [pk] = due_notices(at=SOON)
    assert (deliver(notice_id=pk, at=SOON), deliver(notice_id=pk, at=SOON)) == (True, False)

    [mail] = mailoutbox
    assert mail.to == ["lin@example.com"]
    assert f"?sku={sku.pk}" in mail.body
    assert "/leave/" in mail.extra_headers["List-Unsubscribe"]
    assert not Subscription.objects.filter(pk=subscription.pk).exists()
    notice = Notice.objects.get()
    assert (notice.sent_at, notice.subscription) == (SOON, None)


def test_one_is_told_for_each_unit_and_the_next_a_day_later() -> None:
    sku = make_sku()
    rows = [row.pk for row in in_line(sku, 6)]
    come_back(sku, 2)

    assert announce(at=SOON) == 2
    assert told() == rows[:2]
    assert announce(at=SOON + timedelta(hours=23)) == 0
    come_back(sku, 1)
    assert announce(at=SOON + timedelta(hours=23)) == 1
    assert announce(at=SOON + timedelta(hours=24)) == 2

    assert told() == rows[:5]


def test_what_was_bought_meanwhile_is_told_to_nobody() -> None:
    sku = make_sku()
    rows = [row.pk for row in in_line(sku, 3)]
    come_back(sku, 2)
    announce(at=SOON)
    place({sku: 2}, at=SOON)

    assert announce(at=SOON + timedelta(minutes=10)) == 0
    # The order was not paid in time: its units are free by time alone, no job has run.
    assert announce(at=SOON + timedelta(days=1, minutes=1)) == 1
    assert told() == rows


def test_a_reservation_that_runs_out_brings_it_back_by_time_alone() -> None:
    sku = stocked_sku(units=1)
    order = place({sku: 1})
    waits(sku)

    assert announce(at=order.expires_at - timedelta(seconds=1)) == 0
    assert announce(at=order.expires_at) == 1


def test_a_lot_that_expires_is_not_there_any_more(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    waits(sku)
    receive(by=None, sku=sku, units=1, lot=LotData(code="L", expires_on=date(2026, 10, 20)), at=NOW)
    announce(at=SOON)

    assert send_all(at=NOW + timedelta(days=60)) == [False]

    # Back in its place in the line.
    assert mailoutbox == []
    assert Subscription.objects.waiting().count() == 1
    assert not Notice.objects.exists()


def test_never_when_the_last_one_went_before_the_mail_left(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    first, second = in_line(sku, 2)
    come_back(sku, 1)
    announce(at=SOON)
    place({sku: 1}, at=SOON)

    assert send_all() == [False]
    StockItem.objects.filter(pk=sku.pk).update(reserved=0)
    announce(at=SOON)

    assert mailoutbox == []
    assert told() == [first.pk]
    assert not second.notified


def test_goods_taken_from_the_shop_are_told_of_to_nobody() -> None:
    sku = make_sku()
    waits(sku)
    come_back(sku, 1)
    Sku.objects.filter(pk=sku.pk).update(is_active=False)

    assert announce(at=SOON) == 0


# --- Price ------------------------------------------------------------------------------------------------------
def test_a_lower_price_is_told_and_a_higher_one_is_not(mailoutbox: list[Any]) -> None:
    sku = stocked_sku(price_fen=6800)
    waits(sku, "price")

    change_price(by=None, sku=sku, price_fen=6900, expected_fen=6800, at=NOW)
    assert announce(at=SOON) == 0
    change_price(by=None, sku=sku, price_fen=6799, expected_fen=6900, at=NOW)
    assert announce(at=SOON) == 1
    assert send_all() == [True]

    assert "67.99" in mailoutbox[0].body
    assert "68" in mailoutbox[0].body


def test_a_promotion_is_told_from_its_first_second_without_any_job() -> None:
    sku = stocked_sku(price_fen=6800)
    waits(sku, "price")
    make_promotion(sku, price_fen=4800, starts_at=SOON, ends_at=SOON + timedelta(hours=1))

    assert announce(at=SOON - timedelta(seconds=1)) == 0
    assert announce(at=SOON) == 1


def test_a_price_that_is_over_before_the_mail_left_is_not_told(mailoutbox: list[Any]) -> None:
    sku = stocked_sku(price_fen=6800)
    waits(sku, "price")
    make_promotion(sku, price_fen=4800, starts_at=SOON, ends_at=SOON + timedelta(hours=1))
    announce(at=SOON)

    assert send_all(at=SOON + timedelta(hours=1)) == [False]

    assert mailoutbox == []
    assert Subscription.objects.waiting().count() == 1


def test_no_more_are_told_than_units_are_left_at_that_price() -> None:
    sku = stocked_sku(price_fen=6800, units=50)
    in_line(sku, 4, "price")
    make_promotion(sku, price_fen=4800, starts_at=SOON, ends_at=SOON + timedelta(hours=1), quantity_limit=3)

    assert announce(at=SOON) == 3


def test_a_lower_price_of_what_is_sold_out_is_told_to_nobody() -> None:
    sku = make_sku(price_fen=6800)
    waits(sku, "price")
    change_price(by=None, sku=sku, price_fen=4800, expected_fen=6800, at=NOW)

    assert announce(at=SOON) == 0


# --- Mail servers and workers -----------------------------------------------------------------------------------
def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: Any) -> None:
        raise error

    monkeypatch.setattr("shop.notices.mails.send_notice", fail)


def test_a_mail_server_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]) -> None:
    sku = make_sku()
    waits(sku)
    come_back(sku, 1)
    announce(at=SOON)

    with monkeypatch.context() as patch:
        failing(patch, OSError())
        assert send_all() == [False]
    assert due_notices(at=SOON + timedelta(seconds=59)) == []
    assert send_all(at=SOON + timedelta(minutes=1)) == [True]

    assert len(mailoutbox) == 1


def test_an_address_that_does_not_exist_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    sku = make_sku()
    waits(sku)
    come_back(sku, 1)
    announce(at=SOON)
    failing(monkeypatch, smtplib.SMTPRecipientsRefused({}))

    assert send_all() == [False]

    assert not Subscription.objects.exists()
    assert due_notices(at=SOON + timedelta(days=1)) == []


def test_a_worker_that_died_with_it_counts_as_sent(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    waits(sku)
    come_back(sku, 1)
    announce(at=SOON)
    Notice.objects.update(taken_at=SOON)

    assert send_all(at=SOON + timedelta(minutes=9)) == [False]
    assert Subscription.objects.exists()
    assert send_all(at=SOON + timedelta(minutes=10)) == [False]

    assert not Subscription.objects.exists()
    assert mailoutbox == []


def test_whoever_leaves_before_the_mail_is_not_told(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    subscription = waits(sku)
    come_back(sku, 1)
    announce(at=SOON)
    subscription.delete()

    assert send_all() == [False]

    assert mailoutbox == []
    assert not Notice.objects.exists()


def test_notices_without_an_address_are_forgotten_after_a_month() -> None:
    sku = make_sku()
    waits(sku)
    come_back(sku, 1)
    announce(at=SOON)
    send_all()

    clean_up(at=SOON + timedelta(days=29))
    assert Notice.objects.count() == 1
    clean_up(at=SOON + timedelta(days=30))
    assert not Notice.objects.exists()


# --- Figures ----------------------------------------------------------------------------------------------------
def test_how_many_wait_is_counted_from_those_who_do() -> None:
    sku, other = make_sku(), make_sku()
    in_line(sku, 2)
    waits(sku, "price")
    asked(sku)
    waits(other, "price")

    assert waiting([sku.pk, other.pk]) == {sku.pk: 2}
    assert [(row["sku"], row["back_count"], row["price_count"]) for row in most_wanted()] == [
        (sku.pk, 2, 1),
        (other.pk, 0, 1),
    ]


def test_looking_costs_no_more_for_three_skus_that_are_still_gone_than_for_one() -> None:
    def queries_with(count: int) -> int:
        for _ in range(count):
            waits(make_sku())
        with CaptureQueriesContext(connection) as captured:
            announce(at=SOON)
        return len(captured)

    assert queries_with(1) == queries_with(2) == 4
