"""Exports by mail: at their time, once, to those who may see them, with a link and no rows."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shop.core.errors import InvalidInput, NotFound, StaleState
from shop.core.models import Job
from shop.exports.enums import MailState
from shop.exports.models import Export, Schedule
from shop.exports.operations import mailing
from shop.exports.operations.produce import try_again
from shop.exports.operations.schedules import end_schedule, leave_schedule, save_schedule, send_due
from shop.exports.rules import days_before, next_time
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

# A Thursday, 15:00 in Shanghai.
NOW = datetime(2026, 10, 1, 7, 0, tzinfo=UTC)
EIGHT = time(8)


def schedule(by: Any, *people: Any, key: str = "stock", query: str = "", **fields: Any) -> Schedule:
    fields = {
        "frequency": "daily",
        "weekday": 0,
        "month_day": 1,
        "clock": EIGHT,
        "only_new": False,
        "format_": "csv",
        **fields,
    }
    return save_schedule(by=by, key=key, query=query, language="en", recipients=people, at=NOW, **fields)


@pytest.fixture
def sent(django_capture_on_commit_callbacks: Any) -> Any:
    """The clock and a worker: how many exports were begun at that moment, and sent."""

    def at(moment: datetime) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return send_due(at=moment)

    return at


@pytest.mark.parametrize(
    ("frequency", "weekday", "month_day", "clock", "expected"),
    [
        ("daily", 0, 1, EIGHT, datetime(2026, 10, 2, 0, 0, tzinfo=UTC)),
        ("daily", 0, 1, time(15, 30), datetime(2026, 10, 1, 7, 30, tzinfo=UTC)),
        ("daily", 0, 1, time(15), datetime(2026, 10, 2, 7, 0, tzinfo=UTC)),
        ("weekly", 3, 1, time(16), datetime(2026, 10, 1, 8, 0, tzinfo=UTC)),
        ("weekly", 3, 1, EIGHT, datetime(2026, 10, 8, 0, 0, tzinfo=UTC)),
        ("weekly", 0, 1, time(0), datetime(2026, 10, 4, 16, 0, tzinfo=UTC)),
        ("monthly", 0, 1, EIGHT, datetime(2026, 11, 1, 0, 0, tzinfo=UTC)),
        ("monthly", 0, 31, EIGHT, datetime(2026, 10, 31, 0, 0, tzinfo=UTC)),
    ],
)
def test_the_next_time(frequency: str, weekday: int, month_day: int, clock: time, expected: datetime) -> None:
    rule = {"frequency": frequency, "weekday": weekday, "month_day": month_day, "clock": clock}
    assert next_time(**rule, after=NOW) == expected


def test_a_day_that_a_month_does_not_have_is_its_last() -> None:
    rule = {"frequency": "monthly", "weekday": 0, "month_day": 31, "clock": EIGHT}
    after = datetime(2027, 2, 1, tzinfo=UTC)
    assert next_time(**rule, after=after) == datetime(2027, 2, 28, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "first", "last", "expected"),
    [
        ("daily", date(2026, 10, 2), date(2026, 10, 2), (date(2026, 10, 1), date(2026, 10, 1))),
        ("daily", date(2026, 10, 2), date(2026, 10, 5), (date(2026, 10, 1), date(2026, 10, 4))),
        ("weekly", date(2026, 10, 5), date(2026, 10, 5), (date(2026, 9, 28), date(2026, 10, 4))),
        ("monthly", date(2027, 1, 31), date(2027, 1, 31), (date(2026, 12, 31), date(2027, 1, 30))),
        ("monthly", date(2027, 3, 31), date(2027, 3, 31), (date(2027, 2, 28), date(2027, 3, 30))),
    ],
)
def test_what_it_tells_of_leaves_no_day_out_and_none_in_twice(
    frequency: str, first: date, last: date, expected: tuple[date, date]
) -> None:
    moments = {
        name: datetime(day.year, day.month, day.day, 4, tzinfo=UTC) for name, day in (("first", first), ("last", last))
    }
    assert days_before(frequency=frequency, month_day=31, **moments) == expected


def test_it_goes_out_at_its_time_once_to_each(sent: Any) -> None:
    stocked_sku(code="APPLE-1")
    manager, keeper = member("Operations", email="lin@example.cn"), member("Warehouse", email="zhou@example.cn")
    row = schedule(manager, manager, keeper)

    assert sent(row.next_at - timedelta(seconds=1)) == 0
    assert sent(row.next_at) == 2
    assert sent(row.next_at) == 0

    assert [message.to for message in mail.outbox] == [["lin@example.cn"], ["zhou@example.cn"]]
    assert [message.attachments for message in mail.outbox] == [[], []]
    row.refresh_from_db()
    assert row.next_at == datetime(2026, 10, 3, 0, 0, tzinfo=UTC)
    assert set(Export.objects.values_list("mail_state", "due_at")) == {
        ("sent", datetime(2026, 10, 2, 0, 0, tzinfo=UTC))
    }


def test_missed_beats_are_made_up_for_by_one(sent: Any) -> None:
    manager = member("Operations", email="lin@example.cn")
    row = schedule(manager, manager)

    assert sent(row.next_at + timedelta(days=5, hours=3)) == 1

    row.refresh_from_db()
    assert len(mail.outbox) == 1
    assert Export.objects.get().due_at == datetime(2026, 10, 7, 0, 0, tzinfo=UTC)
    assert row.next_at == datetime(2026, 10, 8, 0, 0, tzinfo=UTC)


def test_each_gets_what_they_may_see_behind_the_login(sent: Any, client: Client) -> None:
    place()
    manager, clerk = member("Operations", email="lin@example.cn"), member("Operations", email="wu@example.cn")
    row = schedule(manager, clerk, key="orders")

    sent(row.next_at)

    (message,) = mail.outbox
    assert "13800138000" not in message.body
    assert "138****8000" not in message.body
    # Sent in the past, as the calendar of this test has it.
    Export.objects.update(expires_at=timezone.now() + timedelta(days=1))
    path = re.search(r"/admin/exports/\d+/file/", message.body)[0]
    assert client.get(path).status_code == 302
    client.force_login(manager)
    assert client.get(path).status_code == 404
    client.force_login(clerk)
    text = b"".join(client.get(path).streaming_content).decode("utf-8-sig")
    assert "13800138000" in text


def test_only_the_days_since_the_one_before(sent: Any) -> None:
    manager = member("Operations", email="lin@example.cn")
    row = schedule(manager, manager, key="orders", query="tab=paid", only_new=True, frequency="weekly")

    sent(row.next_at)

    assert QueryDict(Export.objects.get().query).dict() == {
        "tab": "paid",
        "since": "2026-09-28",
        "until": "2026-10-04",
    }


def test_who_may_not_see_it_any_more_gets_nothing_and_it_is_said(sent: Any, client: Client) -> None:
    manager, keeper = member("Operations", email="lin@example.cn"), member("Warehouse", email="zhou@example.cn")
    row = schedule(manager, manager, keeper)
    keeper.groups.clear()

    sent(row.next_at)

    assert [message.to for message in mail.outbox] == [["lin@example.cn"]]
    row.refresh_from_db()
    assert keeper.username in row.problem
    client.force_login(manager)
    assert row.problem in client.get(reverse("export_desk:list")).content.decode()


def test_only_people_who_may_see_the_list_can_be_chosen() -> None:
    manager, editor = member("Operations", email="lin@example.cn"), member("Editor", email="wu@example.cn")

    for people in ([editor], [manager, editor], []):
        with pytest.raises(InvalidInput):
            schedule(manager, *people)
    with pytest.raises(NotFound):
        schedule(editor, manager)
    assert not Schedule.objects.exists()


def test_a_mail_that_fails_is_seen_and_sent_again_once(
    sent: Any, client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    manager = member("Operations", email="lin@example.cn")
    row = schedule(manager, manager)
    with monkeypatch.context() as patch:
        patch.setattr(mailing.EmailMessage, "send", _away)
        sent(row.next_at)
    export = Export.objects.get()
    assert (export.mail_state, export.mail_error, export.job.state) == ("failed", "mail server away", "done")
    client.force_login(manager)
    assert "mail server away" in client.get(reverse("export_desk:list")).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("export_desk:again", args=[export.pk]))

    export.refresh_from_db()
    assert (export.mail_state, len(mail.outbox)) == ("sent", 1)
    with pytest.raises(StaleState):
        try_again(by=manager, export=export)


def _away(*args: Any, **kwargs: Any) -> None:
    raise ConnectionRefusedError("mail server away")


def test_a_worker_that_died_in_the_middle_of_a_mail_sends_no_second_one(sent: Any) -> None:
    manager = member("Operations", email="lin@example.cn")
    sent(schedule(manager, manager).next_at)
    Export.objects.update(mail_state=MailState.SENDING)

    assert mailing.mail(export=Export.objects.get()) is False

    assert len(mail.outbox) == 1
    assert Export.objects.get().has_failed


def test_without_a_mail_server_the_file_is_there_and_it_is_said(sent: Any, settings: Any, client: Client) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    manager = member("Operations", email="lin@example.cn")
    sent(schedule(manager, manager).next_at)

    export = Export.objects.get()
    assert (export.mail_state, export.job.state) == ("failed", Job.State.DONE)
    assert export.ready_at
    client.force_login(manager)
    assert client.get(reverse("export_desk:list")).context["sends_mail"] is False


def test_whoever_gets_it_can_leave_and_whoever_set_it_up_can_end_it(client: Client) -> None:
    manager, keeper = member("Operations", email="lin@example.cn"), member("Warehouse", email="zhou@example.cn")
    row = schedule(manager, manager, keeper)
    client.force_login(keeper)
    assert client.post(reverse("export_desk:end_schedule", args=[row.pk])).status_code == 404
    address = reverse("export_desk:leave", args=[row.pk])
    assert client.get(address).status_code == 200
    assert Schedule.objects.get().recipients.count() == 2

    client.post(address)

    assert list(row.recipients.all()) == [manager]
    assert client.get(address).status_code == 404
    with pytest.raises(NotFound):
        leave_schedule(by=keeper, schedule=row)
    end_schedule(by=manager, schedule=row)
    assert not Schedule.objects.exists()
    assert ModelLogEntry.objects.filter(action="exports.leave_schedule").count() == 1


def test_with_the_last_one_who_leaves_it_ends() -> None:
    manager = member("Operations", email="lin@example.cn")
    row = schedule(manager, manager)

    leave_schedule(by=manager, schedule=row)

    assert not Schedule.objects.exists()


def test_on_screen(client: Client) -> None:
    manager = member("Operations", email="lin@example.cn")
    client.force_login(manager)
    address = f"{reverse('export_desk:new')}?list=orders"
    data = {
        "mail": 1,
        "mail-frequency": "monthly",
        "mail-weekday": 2,
        "mail-month_day": 15,
        "mail-clock": "09:30",
        "mail-format": "xlsx",
        "mail-only_new": "on",
    }

    assert client.post(address, data).status_code == 422
    assert client.post(address, {**data, "mail-recipients": [manager.pk]}).status_code == 302

    row = Schedule.objects.get()
    assert (row.frequency, row.month_day, row.clock, row.kind) == ("monthly", 15, time(9, 30), "orders")
    assert row.only_new
    page = client.get(reverse("export_desk:list")).content.decode()
    assert "lin@example.cn" in page
    assert "09:30" in page
    client.post(reverse("export_desk:end_schedule", args=[row.pk]))
    assert not Schedule.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, sent: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    manager = member("Operations", email="lin@example.cn")
    for _number in range(count):
        sent(schedule(manager, manager).next_at)
    client.force_login(manager)
    client.get(reverse("export_desk:list"))

    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("export_desk:list"))


QUERIES = 16
