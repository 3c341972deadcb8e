"""Who signed up and left a mail address is written to: once, while it is true, and nobody else."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from content.events import operations
from content.events.models import EventPage, SignUp, SignUpMail
from content.events.rules import KEEP, SignUpData
from content.events.tickets import quiet_token, ticket_path
from shop.core.errors import InvalidInput
from shop.notices.rules import SILENT_AFTER
from tests.factories import NOW
from tests.factories.content import block
from tests.factories.events import TEN, make_event, phone_number
from tests.factories.staff import UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MINUTE = timedelta(minutes=1)
SOON = NOW + timedelta(minutes=6)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def come(page: EventPage, email: str = "lin@example.com", **fields: Any) -> SignUp:
    waits = fields.pop("waits", False)
    data = SignUpData(name="林", phone=phone_number(), email=email, **fields)
    return operations.sign_up(page=page, data=data, waits=waits, at=NOW)


def told(at: Any = SOON) -> list[str]:
    """What leaves by then, kind by kind; twice, as two beats would."""
    before = len(mail.outbox)
    for _time in range(2):
        for page_id in operations.events_with_mail(at=at):
            operations.owe_mails(page_id=page_id, at=at)
        for mail_id in operations.due_mails(at=at):
            operations.deliver_mail(mail_id=mail_id, at=at)
    return [row.subject.split("：")[0] for row in mail.outbox[before:]]


def test_a_confirmation_with_the_ticket_and_a_file_for_the_calendar() -> None:
    page = make_event(title="霜降采摘日")
    row = come(page)
    come(page, email="")

    assert told() == ["等你来"]
    [sent] = mail.outbox
    assert sent.to == ["lin@example.com"]
    assert ticket_path(row) in sent.body
    html = sent.alternatives[0][0]
    assert ticket_path(row) in html
    assert row.readable_number in html
    assert [(name, "UID:event-" in content) for name, content, _type in sent.attachments] == [
        (f"event-{page.pk}.ics", True)
    ]
    assert "List-Unsubscribe" not in sent.extra_headers


def test_the_waiting_list_is_told_when_a_place_is_held() -> None:
    page = make_event(1)
    first, second = come(page), come(page, "wang@example.com", waits=True)
    assert sorted(told()) == ["候补登记好了", "等你来"]

    operations.withdraw(signup=first, at=SOON)
    assert told() == ["给你留了位置"]
    second.refresh_from_db()
    operations.accept_offer(signup=second, at=SOON)
    assert told() == ["等你来"]
    assert {row.to[0] for row in mail.outbox[2:]} == {"wang@example.com"}


def test_a_reminder_the_day_before_for_those_who_want_one(client: Client) -> None:
    page = make_event()
    come(page)
    quiet = come(page, "quiet@example.com")
    told()
    address = reverse("events:quiet", args=[quiet_token(quiet)])
    assert client.get(address).status_code == 200
    quiet.refresh_from_db()
    assert quiet.wants_reminder
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert told(TEN - timedelta(hours=25)) == []
    with time_machine.travel(TEN - timedelta(hours=23), tick=False):
        operations.sign_up(
            page=page, data=SignUpData(name="晚", phone=phone_number(), email="late@example.com"),
            at=TEN - timedelta(hours=23),
        )  # fmt: skip
    assert sorted(told(TEN - timedelta(hours=22))) == ["别忘了", "等你来"]
    [reminder] = [row for row in mail.outbox if row.subject.startswith("别忘了")]
    assert reminder.to == ["lin@example.com"]
    assert "/sign-up/quiet/" in reminder.extra_headers["List-Unsubscribe"]
    assert told(TEN - timedelta(hours=1)) == []


def test_another_place_is_told_once_after_second_thoughts_and_not_if_it_was_put_back() -> None:
    page = make_event(place="苑家沟南坡")
    come(page)
    told()

    def publish(place: str) -> None:
        page.place = place
        page.save_revision().publish()

    publish("老分拣棚")
    assert told(NOW + MINUTE) == []
    publish("苑家沟南坡")
    assert told() == []
    publish("老分拣棚")
    # Owed now, and leaves five minutes later.
    assert told() == []
    assert told(SOON + timedelta(minutes=6)) == ["时间或地点改了"]
    assert "老分拣棚" in mail.outbox[-1].body
    publish("苑家沟南坡")
    assert told(SOON + timedelta(minutes=7)) == []
    assert told(SOON + timedelta(minutes=13)) == ["时间或地点改了"]


def test_called_off_is_told_and_only_then_that_it_takes_place_after_all() -> None:
    page, by = make_event(), UserFactory()
    come(page)
    told()
    operations.cancel_event(by=by, page=page, reason="台风", at=NOW)
    operations.hold_after_all(by=by, page=page, at=NOW + MINUTE)
    assert told() == []

    operations.cancel_event(by=by, page=page, reason="台风还是来了", at=SOON)
    assert told(SOON) == []
    assert told(SOON + timedelta(minutes=5)) == ["取消了"]
    assert "台风还是来了" in mail.outbox[-1].body
    operations.hold_after_all(by=by, page=page, at=SOON + timedelta(minutes=9))
    assert told(SOON + timedelta(minutes=9)) == ["照常办"]


def test_a_refusing_server_is_asked_again_a_missing_mailbox_is_not_and_a_dead_worker_sends_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = make_event()
    come(page)
    operations.owe_mails(page_id=page.pk, at=NOW)
    owed = SignUpMail.objects.get()

    def refuse(error: Exception) -> None:
        def send(row: Any, *, at: Any) -> None:
            raise error

        monkeypatch.setattr("content.events.mails.send", send)

    refuse(OSError("away"))
    assert not operations.deliver_mail(mail_id=owed.pk, at=NOW)
    owed.refresh_from_db()
    assert (owed.attempts, owed.taken_at, owed.retry_at) == (1, None, NOW + MINUTE)
    refuse(smtplib.SMTPRecipientsRefused({}))
    assert not operations.deliver_mail(mail_id=owed.pk, at=NOW + MINUTE)
    owed.refresh_from_db()
    assert owed.refused_at == NOW + MINUTE
    monkeypatch.undo()
    assert operations.due_mails(at=NOW + timedelta(days=1)) == []

    SignUpMail.objects.update(refused_at=None, taken_at=NOW)
    assert not operations.deliver_mail(mail_id=owed.pk, at=NOW + MINUTE)
    assert not operations.deliver_mail(mail_id=owed.pk, at=NOW + SILENT_AFTER)
    owed.refresh_from_db()
    assert (owed.sent_at, mail.outbox) == (NOW + SILENT_AFTER, [])


def test_the_form_takes_an_address_and_the_ticket_lets_it_go(client: Client) -> None:
    page = make_event()
    address = reverse("events:sign_up", args=[page.pk])
    given = {"name": "林", "phone": "13800000001", "party": "1", "consent": "on"}
    wrong = client.post(address, {**given, "email": "no address"})
    assert wrong.status_code == 422
    assert not SignUp.objects.exists()
    client.post(address, {**given, "email": "Lin@Example.com"})

    row = SignUp.objects.get()
    assert (row.email, row.language, row.told) == ("lin@example.com", "zh-hans", page.whereabouts)
    assert "lin@example.com" in client.get(ticket_path(row)).content.decode()
    operations.owe_mails(page_id=page.pk, at=NOW)
    client.post(ticket_path(row), {"do": "no_mail"})
    row.refresh_from_db()
    assert (row.email, SignUpMail.objects.count()) == ("", 0)

    for _number in range(3):
        come(page, "many@example.com", party=1)
    with pytest.raises(InvalidInput, match="邮箱"):
        come(page, "many@example.com")


def test_without_a_mail_server_nobody_is_asked_for_an_address(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = make_event()

    assert 'name="email"' not in client.get(reverse("events:sign_up", args=[page.pk])).content.decode()


def test_addresses_go_with_everything_else_and_are_masked_for_those_who_need_not_call(client: Client) -> None:
    page = make_event()
    row = come(page)
    told()
    address = reverse("event_desk:sign_up", args=[row.pk])
    client.force_login(member("Owner"))
    shown = client.get(address).content.decode()
    assert "lin@example.com" in shown
    assert "确认" in shown

    operations.forget_people(at=page.ends_at + KEEP)
    row.refresh_from_db()
    assert row.email == ""


def test_a_copy_has_places_and_blocks_and_nobody_who_signed_up(client: Client) -> None:
    page = make_event(7, party_limit=2)
    page.body = page.body.stream_block.to_python([block("quote", {"text": "霜下过了，才摘。", "by": ""})])
    page.save_revision().publish()
    come(page)
    client.force_login(member("Owner"))

    parent = page.get_parent()
    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "明年霜降", "new_slug": "next-year", "new_parent_page": parent.pk, "publish_copies": ""},
    )

    copy = EventPage.objects.get(slug="next-year")
    assert (copy.admission.capacity, copy.admission.party_limit, copy.admission.taken) == (7, 2, 0)
    assert copy.body[0].value["text"] == "霜下过了，才摘。"
    assert not copy.sign_ups.exists()
