"""The three mails: the question, "it is back", "it costs less". Plain text and simple HTML, in the brand's look."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from shop.catalog.enums import ProductKind
from shop.catalog.models import Sku
from shop.core.mail import require_mail_server
from shop.notices.enums import NoticeKind
from shop.notices.links import confirm_url, leave_url
from shop.notices.models import Subscription
from shop.notices.queries import Standing
from shop.notices.rules import CONFIRM_WITHIN, HEAD_START


def send_question(subscription: Subscription) -> None:
    """Ask the address whether it wants to be told."""
    with translation.override(subscription.language):
        title = subscription.sku.full_title
        if subscription.kind == NoticeKind.PRICE:
            subject = _("Shall we tell you when the price of %(title)s falls?")
        elif _is_session(subscription.sku):
            subject = _("Shall we tell you when a seat is free: %(title)s?")
        else:
            subject = _("Shall we tell you when %(title)s is back?")
        hours = int(CONFIRM_WITHIN.total_seconds() // 3600)
        context = {"confirm_url": confirm_url(subscription.pk), "hours": hours}
        _send(subscription, "question", subject % {"title": title}, context)


def send_notice(subscription: Subscription, standing: Standing) -> None:
    """Tell the address; the last mail it gets."""
    with translation.override(subscription.language):
        title = standing.sku.full_title
        if subscription.kind == NoticeKind.PRICE:
            subject = _("%(title)s costs less")
        else:
            subject = _("A seat is free: %(title)s") if _is_session(standing.sku) else _("%(title)s is back")
        url = f"{settings.SITE_URL}{standing.sku.product.get_absolute_url()}?sku={standing.sku.pk}"
        hours = int(HEAD_START.total_seconds() // 3600)
        _send(subscription, "told", subject % {"title": title}, {"standing": standing, "url": url, "hours": hours})


def _is_session(sku: Sku) -> bool:
    return sku.product.kind == ProductKind.SERVICE


def _send(subscription: Subscription, name: str, subject: str, context: dict[str, Any]) -> None:
    require_mail_server()
    leave = leave_url(subscription.pk)
    context |= {"subscription": subscription, "sku": subscription.sku, "leave_url": leave, "subject": subject}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"notices/{name}.txt", context),
        to=[subscription.email],
        headers={
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string(f"notices/{name}.html", context), "text/html")
    message.send()
