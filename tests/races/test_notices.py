"""Two workers and one notice, two workers and one wave; each with a control without the guard."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.core import mail
from django.db import transaction

from shop.inventory.operations import move_stock
from shop.notices import mails
from shop.notices.models import Notice, Subscription
from shop.notices.operations import announce, deliver
from shop.notices.queries import standings
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.notices import waiting
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]
SOON = NOW + timedelta(minutes=4)


@pytest.fixture(autouse=True)
def _nobody_works_but_the_actors(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("handlers", "operations.subscribe", "operations.tell"):
        monkeypatch.setattr(import_module(f"shop.notices.{module}"), "enqueue", lambda *args: None)


def test_two_workers_with_one_notice_send_one_mail(breaches: Breaches) -> None:
    sku = make_sku()
    waiting(sku, 1)
    move_stock(by=None, sku=sku, delta=5, reason="receive", at=NOW)
    announce(at=SOON)
    notice = Notice.objects.get()

    met = meet(
        lambda: deliver(notice_id=notice.pk, at=SOON),
        lambda: deliver(notice_id=notice.pk, at=SOON),
        after='UPDATE "notices_notice"',
    )

    assert (met.first, met.second) == (True, False)
    assert len(mail.outbox) == 1
    assert breaches() == []


def test_the_control_that_looks_first_sends_two() -> None:
    sku = make_sku()
    waiting(sku, 1)
    move_stock(by=None, sku=sku, delta=5, reason="receive", at=NOW)
    announce(at=SOON)
    notice = Notice.objects.get()

    def careless() -> None:
        row = Notice.objects.select_related("subscription__sku__product").get(pk=notice.pk)
        if row.taken_at is None and row.subscription:
            mails.send_notice(row.subscription, standings([sku.pk], at=SOON)[sku.pk])
            Notice.objects.filter(pk=row.pk).update(taken_at=SOON, sent_at=SOON)

    meet(careless, careless, after='FROM "notices_notice"')

    assert len(mail.outbox) == 2


def test_two_workers_of_one_wave_tell_no_more_than_there_are_units(breaches: Breaches) -> None:
    sku = make_sku()
    rows = waiting(sku, 4)
    move_stock(by=None, sku=sku, delta=2, reason="receive", at=NOW)

    met = meet(lambda: announce(at=SOON), lambda: announce(at=SOON), after='INSERT INTO "notices_notice"')

    assert (met.first, met.second, met.waited) == (2, 0, True)
    assert set(Notice.objects.values_list("subscription", flat=True)) == {rows[0].pk, rows[1].pk}
    assert breaches() == []


def test_the_control_without_the_lock_tells_four_of_two_units() -> None:
    sku = make_sku()
    waiting(sku, 4)

    @transaction.atomic
    def careless() -> None:
        told = Notice.objects.filter(sku=sku).count()
        line = list(Subscription.objects.waiting().order_by("confirmed_at").values_list("pk", flat=True))
        for pk in line[: 2 - told]:
            # Taken by the other meanwhile: the next in line.
            Subscription.objects.filter(pk=pk).update(notified=True)
        Notice.objects.bulk_create(
            Notice(sku=sku, kind="back", created_at=SOON, retry_at=SOON) for _ in range(2 - told)
        )

    meet(careless, careless, after='FROM "notices_notice"')

    assert Notice.objects.count() == 4


def test_many_workers_at_once(breaches: Breaches) -> None:
    sku = make_sku()
    waiting(sku, 8)
    move_stock(by=None, sku=sku, delta=3, reason="receive", at=NOW)

    told = crowd(*[lambda: announce(at=SOON)] * 6)

    assert sum(told) == 3
    ids = list(Notice.objects.values_list("pk", flat=True))
    crowd(*[lambda pk=pk: deliver(notice_id=pk, at=SOON) for pk in ids * 2])
    assert len(mail.outbox) == 3
    assert breaches() == []
