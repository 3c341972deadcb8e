"""Mails to those who left an address: derived from how things stand, written down before they are sent, sent once.

Nothing that changes a sign-up sends anything itself. ``owe_mails`` compares an event with what its people were told and
writes down what is missing; a constraint lets each mail exist once. ``deliver_mail`` sends it if it is still true.
"""

import smtplib
from collections.abc import Iterator
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef

from content.events import mails
from content.events.enums import MailKind, SignUpState
from content.events.models import EventPage, SignUp, SignUpMail, SignUpQuerySet
from content.events.rules import REMIND_BEFORE, SECOND_THOUGHTS
from shop.notices.rules import SILENT_AFTER, retry_after

log = structlog.get_logger(__name__)

_BY_STATE = {SignUpState.JOINED: MailKind.JOINED, SignUpState.WAITING: MailKind.WAITING}
_CHANGES = (MailKind.MOVED, MailKind.CANCELLED)
Owed = tuple[SignUp, MailKind, str]


@transaction.atomic
def owe_mails(*, page_id: int, at: datetime) -> int:
    """Write down which mails the people of an event have to get; how many are new. Idempotent."""
    page = EventPage.objects.select_related("admission").filter(pk=page_id, ends_at__gt=at).first()
    if page is None or page.places is None:
        return 0
    people = SignUp.objects.standing().filter(event=page, forgotten_at=None).exclude(email="")
    called_off = page.places.cancelled_at
    if called_off:
        owed = _missing(people, MailKind.CANCELLED, called_off.isoformat())
    else:
        owed = _while_it_takes_place(page, people, at)
    rows = [
        SignUpMail(
            signup=signup,
            kind=kind,
            about=about,
            created_at=at,
            retry_at=at + SECOND_THOUGHTS if kind in _CHANGES else at,
        )
        for signup, kind, about in owed
    ]
    SignUpMail.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _while_it_takes_place(page: EventPage, people: SignUpQuerySet, at: datetime) -> Iterator[Owed]:
    for state, kind in _BY_STATE.items():
        yield from _missing(people.filter(state=state), kind, str(page.pk))
    for signup in people.filter(state=SignUpState.OFFERED):
        if signup.offer_ends_at:
            yield signup, MailKind.OFFERED, signup.offer_ends_at.isoformat()
    for told_off in SignUpMail.objects.filter(signup__in=people, kind=MailKind.CANCELLED, sent_at__isnull=False):
        yield told_off.signup, MailKind.ON_AGAIN, told_off.about
    for signup in people.exclude(told=page.whereabouts):
        # Of two that look at once one writes it down.
        if people.filter(pk=signup.pk, told=signup.told).update(told=page.whereabouts):
            yield signup, MailKind.MOVED, f"{signup.told}>{page.whereabouts}>{at.isoformat()}"
    remind_from = page.starts_at - REMIND_BEFORE
    if remind_from <= at < page.starts_at:
        # Who signed up on the last day has just been told.
        joined = people.filter(state=SignUpState.JOINED, wants_reminder=True, created_at__lt=remind_from)
        yield from _missing(joined, MailKind.REMINDER, page.starts_at.isoformat())


def _missing(people: SignUpQuerySet, kind: MailKind, about: str) -> Iterator[Owed]:
    known = SignUpMail.objects.filter(signup=OuterRef("pk"), kind=kind, about=about)
    for signup in people.filter(~Exists(known)):
        yield signup, kind, about


def events_with_mail(*, at: datetime) -> list[int]:
    """Events to come with people who left an address."""
    rows = SignUp.objects.standing().filter(event__ends_at__gt=at, forgotten_at=None).exclude(email="")
    return sorted(set(rows.values_list("event", flat=True)))


def due_mails(*, at: datetime, limit: int = 200) -> list[int]:
    """Mails that should have left by now, the oldest first."""
    rows = SignUpMail.objects.filter(sent_at=None, refused_at=None, retry_at__lte=at).order_by("retry_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def deliver_mail(*, mail_id: int, at: datetime) -> bool:
    """Send it, if nobody else does and it is still true. True if it was sent here.

    One worker takes it; one that dies with it may have sent it, so after a while it counts as sent: rather no mail than
    two. What is not true any more is forgotten, and owed again if it becomes true again.
    """
    mail = SignUpMail.objects.filter(pk=mail_id, sent_at=None, refused_at=None)
    if mail.filter(taken_at__lte=at - SILENT_AFTER).update(sent_at=at):
        return False
    if not mail.filter(taken_at=None, retry_at__lte=at).update(taken_at=at):
        return False
    row = SignUpMail.objects.select_related("signup__event__admission").get(pk=mail_id)
    if not is_true(row, at):
        _take_back(row)
        return False
    try:
        mails.send(row, at=at)
    except smtplib.SMTPRecipientsRefused:
        # There is no such mailbox, and there will be none: the desk says so.
        mail.update(refused_at=at)
        return False
    except Exception as error:  # noqa: BLE001  a mail server that is away has many faces
        log.warning("event_mail_failed", mail_id=mail_id, error=str(error))
        attempts = row.attempts + 1
        mail.update(taken_at=None, attempts=attempts, retry_at=at + retry_after(attempts))
        return False
    mail.update(sent_at=at)
    return True


def is_true(mail: SignUpMail, at: datetime) -> bool:
    """Whether what the mail says still holds, for somebody who may be written to."""
    signup, page = mail.signup, mail.signup.event
    if not signup.email or signup.forgotten_at or not signup.is_standing or page.ends_at <= at:
        return False
    called_off = page.places.cancelled_at if page.places else None
    if mail.kind == MailKind.CANCELLED:
        return called_off is not None and mail.about == called_off.isoformat()
    if called_off:
        return False
    if mail.kind == MailKind.OFFERED:
        return (
            signup.offer_ends_at is not None
            and mail.about == signup.offer_ends_at.isoformat()
            and (signup.offer_ends_at > at)
        )
    if mail.kind == MailKind.MOVED:
        return mail.about.split(">")[1] == page.whereabouts
    if mail.kind == MailKind.REMINDER:
        return (
            signup.state == SignUpState.JOINED
            and signup.wants_reminder
            and (at < page.starts_at and mail.about == page.starts_at.isoformat())
        )
    if mail.kind == MailKind.ON_AGAIN:
        return True
    return _BY_STATE.get(SignUpState(signup.state)) == mail.kind and mail.about == str(page.pk)


@transaction.atomic
def _take_back(mail: SignUpMail) -> None:
    if mail.kind == MailKind.MOVED:
        before, now, _at = mail.about.split(">")
        SignUp.objects.filter(pk=mail.signup_id, told=now).update(told=before)
    mail.delete()


@transaction.atomic
def stop_reminder(*, signup: SignUp) -> bool:
    """No reminder of it, please; what has to be known (moved, called off) is still told. False if that was said."""
    return bool(SignUp.objects.filter(pk=signup.pk, wants_reminder=True).update(wants_reminder=False))


@transaction.atomic
def remove_address(*, signup: SignUp) -> bool:
    """Write no more at all: the address is removed. The ticket stays. False if there is none."""
    SignUpMail.objects.filter(signup=signup, sent_at=None).delete()
    return bool(SignUp.objects.filter(pk=signup.pk).exclude(email="").update(email=""))
