"""Leave an address, say yes in the mailbox, leave."""

from datetime import timedelta
from typing import Any

import pytest

from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.customers.operations import create_customer
from shop.customers.records import records_of
from shop.notices.errors import AskedOften, LinkExpired, NothingToWaitFor, TooManyNotices
from shop.notices.links import leave_url
from shop.notices.models import Question, Subscription
from shop.notices.operations import ask, clean_up, confirm, leave, subscribe, to_ask
from shop.notices.queries import before
from tests.factories import NOW
from tests.factories.bookings import booked, make_session
from tests.factories.catalog import content_sku, make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.notices import asked, token_of, waiting, waits

pytestmark = pytest.mark.django_db


def leave_token(subscription: Subscription) -> str:
    return leave_url(subscription.pk).split("/")[-3]


def test_a_mail_asks_before_anybody_waits(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    subscription = asked(sku, email=" Lin@Example.COM ")

    assert ask(subscription_id=subscription.pk, at=NOW) is True
    assert ask(subscription_id=subscription.pk, at=NOW) is False

    [mail] = mailoutbox
    assert mail.to == ["lin@example.com"]
    assert sku.full_title in mail.subject
    # The rest of the token is the second in which it was made.
    assert "/notice/" + token_of(subscription).partition(":")[0] + ":" in mail.body
    assert "/leave/" in mail.extra_headers["List-Unsubscribe"]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.alternatives[0][1] == "text/html"
    assert not Subscription.objects.waiting().exists()


def test_the_mail_speaks_the_shoppers_language(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    for language in ("zh-hans", "en"):
        row = subscribe(sku=sku, kind="back", email=f"{language}@example.com", language=language, at=NOW)
        ask(subscription_id=row.pk, at=NOW)

    assert mailoutbox[1].subject == f"Shall we tell you when {sku.full_title} is back?"
    assert mailoutbox[0].subject != mailoutbox[1].subject


def test_of_a_full_session_it_asks_about_a_seat(mailoutbox: list[Any]) -> None:
    session = make_session(seats=1)
    booked(session)
    row = subscribe(sku=session.sku, kind="back", email="lin@example.com", language="en", at=NOW)

    ask(subscription_id=row.pk, at=NOW)

    assert mailoutbox[0].subject == f"Shall we tell you when a seat is free: {session.sku.full_title}?"


def test_whoever_says_yes_stands_in_line_once() -> None:
    subscription = asked(make_sku())

    for minutes in (1, 2):
        confirm(token=token_of(subscription), at=NOW + timedelta(minutes=minutes))

    [row] = Subscription.objects.waiting()
    assert row.confirmed_at == NOW + timedelta(minutes=1)


def test_a_link_of_somebody_else_or_of_last_week_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    subscription = asked(make_sku())
    token = token_of(subscription)

    with pytest.raises(LinkExpired):
        confirm(token="x" + token, at=NOW)
    with pytest.raises(LinkExpired):
        confirm(token=leave_token(subscription), at=NOW)
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4e9)
    with pytest.raises(LinkExpired):
        confirm(token=token, at=NOW)
    with pytest.raises(LinkExpired):
        leave(token=token)

    assert not Subscription.objects.waiting().exists()


def test_leaving_deletes_the_address() -> None:
    subscription = waits(make_sku())
    token = leave_token(subscription)

    assert leave(token=token) is True
    assert leave(token=token) is False

    assert not Subscription.objects.exists()


def test_the_same_address_is_one_subscription_and_is_asked_again_after_a_while() -> None:
    sku = make_sku()
    first = asked(sku, email="lin@example.com")
    ask(subscription_id=first.pk, at=NOW)

    for minutes, again in ((59, False), (60, True)):
        same = asked(sku, email="LIN@example.com", at=NOW + timedelta(minutes=minutes))
        same.refresh_from_db()
        assert same.pk == first.pk
        assert (same.asked_at is None) is again


def ask_in_vain(sku: Sku, *hours: int) -> None:
    """Somebody leaves an address at each of these hours, and it says nothing."""
    for hour in hours:
        at = NOW + timedelta(hours=hour)
        ask(subscription_id=asked(sku, email="lin@example.com", at=at).pk, at=at)


def test_nobody_is_asked_a_fourth_time(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    ask_in_vain(sku, 0, 1, 2)
    [before_it] = Subscription.objects.values()

    with pytest.raises(AskedOften):
        asked(sku, email="lin@example.com", at=NOW + timedelta(hours=3))

    assert Subscription.objects.values().get() == before_it
    assert len(mailoutbox) == 3
    ask_in_vain(make_sku(), 3)
    assert len(mailoutbox) == 4


def test_to_be_forgotten_is_not_to_be_asked_anew(mailoutbox: list[Any]) -> None:
    sku = make_sku()
    ask_in_vain(sku, 0, 1, 2)
    for days in (3, 179):
        clean_up(at=NOW + timedelta(days=days))

    with pytest.raises(AskedOften):
        asked(sku, email="lin@example.com", at=NOW + timedelta(days=179))

    assert not Subscription.objects.exists()
    assert [question.asked for question in Question.objects.all()] == [3]
    assert "lin@example.com" not in str(Question.objects.values().get())
    clean_up(at=NOW + timedelta(days=181))
    assert not Question.objects.exists()
    ask_in_vain(sku, 181 * 24)
    assert len(mailoutbox) == 4


def test_whoever_says_yes_may_be_asked_again_another_time() -> None:
    sku = make_sku()
    ask_in_vain(sku, 0, 1, 2)
    row = Subscription.objects.get()

    confirm(token=token_of(row), at=NOW + timedelta(hours=2))

    assert not Question.objects.exists()
    leave(token=leave_token(row))
    assert asked(sku, email="lin@example.com", at=NOW + timedelta(hours=3)).pk != row.pk


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a b@example.com", "x" * 250 + "@example.com", "a\0@example.com"]
)
def test_what_is_no_mail_address_is_refused(email: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        subscribe(sku=make_sku(), kind="back", email=email, language="en", at=NOW)

    assert refusal.value.field == "email"
    assert not Subscription.objects.exists()


def test_nobody_waits_for_what_is_there_or_not_for_sale() -> None:
    hidden, off = make_sku(), make_sku()
    hidden.product.__class__.objects.filter(pk=hidden.product_id).update(live=False)
    off.__class__.objects.filter(pk=off.pk).update(is_active=False)

    for sku, kind in ((stocked_sku(), "back"), (content_sku(), "back"), (hidden, "back"), (off, "price")):
        with pytest.raises(NothingToWaitFor):
            asked(sku, kind)

    assert not Subscription.objects.exists()


def test_the_price_that_was_seen_is_the_price_there_was() -> None:
    assert asked(stocked_sku(price_fen=6800), "price").price_fen == 6800


def test_a_mailbox_is_not_filled_by_somebody_else() -> None:
    for _ in range(5):
        asked(make_sku(), email="lin@example.com")

    with pytest.raises(TooManyNotices):
        asked(make_sku(), email="lin@example.com")

    assert Subscription.objects.count() == 5
    asked(make_sku(), email="lin@example.com", at=NOW + timedelta(days=1, seconds=1))
    assert Subscription.objects.count() == 6


def test_a_mail_server_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    subscription = asked(make_sku())

    def away(*args: Any) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("shop.notices.mails.send_question", away)
        for _ in range(2):
            assert ask(subscription_id=subscription.pk, at=NOW) is False

    assert to_ask(at=NOW + timedelta(minutes=1)) == []
    assert to_ask(at=NOW + timedelta(minutes=2)) == [subscription.pk]
    assert ask(subscription_id=subscription.pk, at=NOW + timedelta(minutes=2)) is True
    assert to_ask(at=NOW + timedelta(minutes=9)) == []


def test_without_a_mail_server_nothing_counts_as_asked(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    subscription = asked(make_sku())

    assert ask(subscription_id=subscription.pk, at=NOW) is False

    assert Subscription.objects.get().asked_at is None


def test_how_many_were_there_first() -> None:
    sku = make_sku()
    rows = waiting(sku, 3)
    waits(make_sku())
    waits(sku, "price", at=NOW)

    assert [before(row) for row in rows] == [0, 1, 2]


def test_addresses_are_forgotten_in_time() -> None:
    sku = make_sku()
    silent, patient = asked(sku), waits(sku)

    assert clean_up(at=NOW + timedelta(hours=47)) == 0
    assert clean_up(at=NOW + timedelta(hours=48)) == 1
    assert not Subscription.objects.filter(pk=silent.pk).exists()
    assert clean_up(at=NOW + timedelta(days=179)) == 0
    assert clean_up(at=NOW + timedelta(days=180)) == 1
    assert not Subscription.objects.filter(pk=patient.pk).exists()


def test_the_copy_of_what_is_held_about_a_customer_has_it() -> None:
    customer = create_customer()
    sku = make_sku()
    asked(sku, email="lin@example.com", customer=customer)
    asked(sku)

    [row] = records_of(customer)["notices"]

    assert (row["email"], row["sku__code"], row["kind"]) == ("lin@example.com", sku.code, "back")
