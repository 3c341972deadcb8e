"""The mails about a sign-up: plain text and simple HTML in the brand's look, in the language it was made in."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from content.events.calendars import event_calendar
from content.events.enums import MailKind
from content.events.models import SignUpMail
from content.events.tickets import quiet_token, ticket_path
from shop.core.mail import require_mail_server

# What is put into a calendar, or changes what was put there.
_WITH_CALENDAR = (MailKind.JOINED, MailKind.MOVED)


def send(mail: SignUpMail, *, at: datetime) -> None:
    """Send it; ``OSError`` or what the mail server says if that fails."""
    require_mail_server()
    signup, page = mail.signup, mail.signup.event
    with translation.override(signup.language):
        subject = _subject(mail)
        context: dict[str, Any] = {
            "mail": mail,
            "signup": signup,
            "page": page,
            "kind": mail.kind,
            "subject": subject,
            "reason": page.places.cancel_reason if page.places else "",
            "ticket_url": f"{settings.SITE_URL}{ticket_path(signup)}",
        }
        headers = {"Auto-Submitted": "auto-generated"}
        if mail.kind == MailKind.REMINDER:
            quiet = f"{settings.SITE_URL}{reverse('events:quiet', args=[quiet_token(signup)])}"
            context["quiet_url"] = quiet
            headers |= {"List-Unsubscribe": f"<{quiet}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("content/events/mail.txt", context),
            to=[signup.email],
            headers=headers,
        )
        message.attach_alternative(render_to_string("content/events/mail.html", context), "text/html")
        if mail.kind in _WITH_CALENDAR:
            host = settings.SITE_URL.partition("://")[2]
            content = event_calendar(page, host=host, url=page.full_url or settings.SITE_URL, at=at)
            message.attach(f"event-{page.pk}.ics", content.decode(), "text/calendar")
        message.send()


def _subject(mail: SignUpMail) -> str:
    subjects = {
        MailKind.JOINED: _("You are expected: %(title)s"),
        MailKind.WAITING: _("You are on the waiting list: %(title)s"),
        MailKind.OFFERED: _("A place is held for you: %(title)s"),
        MailKind.REMINDER: _("Do not forget: %(title)s"),
        MailKind.MOVED: _("Another time or place: %(title)s"),
        MailKind.CANCELLED: _("Called off: %(title)s"),
        MailKind.ON_AGAIN: _("It takes place after all: %(title)s"),
    }
    return subjects[MailKind(mail.kind)] % {"title": mail.signup.event.title}
