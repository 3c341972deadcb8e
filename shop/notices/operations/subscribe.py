"""A shopper leaves a mail address, and says yes or no in the mailbox."""

from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.core.tasks import enqueue
from shop.customers.models import Customer
from shop.notices import links, mails
from shop.notices.enums import NoticeKind
from shop.notices.errors import AskedOften, LinkExpired, NothingToWaitFor, TooManyNotices
from shop.notices.models import Question, Subscription
from shop.notices.queries import standings
from shop.notices.rules import CONFIRM_WITHIN, MAIL_AGAIN_AFTER, MOST_A_DAY, MOST_QUESTIONS, retry_after

log = structlog.get_logger(__name__)


@transaction.atomic
def subscribe(
    *, sku: Sku, kind: NoticeKind | str, email: str, language: str, at: datetime, customer: Customer | None = None
) -> Subscription:
    """Wait for one notice. Nothing is told before the address has said yes; a mail asks.

    The same address for the same SKU and kind is one subscription: asked again if it has not said yes, at most once an
    hour and three times in all. ``NothingToWaitFor``: it is there (``back``), or not for sale. ``InvalidInput``: no
    mail address. ``TooManyNotices``: enough for one mailbox in a day. ``AskedOften``: it never said yes.
    """
    email = _checked(email)
    if kind not in NoticeKind.values:
        raise InvalidInput(field="kind")
    standing = standings([sku.pk], at=at).get(sku.pk)
    if standing is None or (kind == NoticeKind.BACK and standing.left):
        raise NothingToWaitFor
    day_ago = at - timedelta(days=1)
    if Subscription.objects.filter(email=email, created_at__gt=day_ago).count() >= MOST_A_DAY:
        known = Subscription.objects.filter(email=email, sku=sku, kind=kind).first()
        if known is None:
            raise TooManyNotices
    subscription, created = Subscription.objects.get_or_create(
        email=email,
        sku=sku,
        kind=kind,
        defaults={
            "price_fen": standing.price.price_fen,
            "customer": customer,
            "language": language,
            "created_at": at,
        },
    )
    silent = Subscription.objects.filter(pk=subscription.pk, confirmed_at=None, asked_at__lte=at - MAIL_AGAIN_AFTER)
    if created or silent.update(asked_at=None, ask_attempts=0, created_at=at, price_fen=standing.price.price_fen):
        _count_question(_key(subscription), at)
    from shop.notices.tasks import ask as task

    transaction.on_commit(lambda: enqueue(task, subscription.pk))
    return subscription


def _key(subscription: Subscription) -> str:
    asked = f"{subscription.email} {subscription.sku_id} {subscription.kind}"
    return salted_hmac("notices.question", asked, algorithm="sha256").hexdigest()


def _count_question(key: str, at: datetime) -> None:
    Question.objects.get_or_create(key=key, defaults={"asked_at": at})
    if not Question.objects.filter(key=key, asked__lt=MOST_QUESTIONS).update(asked=F("asked") + 1, asked_at=at):
        raise AskedOften(field="email")


def _checked(email: str) -> str:
    email = email.strip().lower()
    message = _("Enter a mail address, such as name@example.com.")
    if len(email) > 254:
        raise InvalidInput(message, field="email")
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidInput(message, field="email") from error
    return email


def ask(*, subscription_id: int, at: datetime) -> bool:
    """Send the mail that asks, once. False if it has left already, or the mail server refuses (tried again later)."""
    waiting = Subscription.objects.filter(pk=subscription_id, confirmed_at=None)
    if not waiting.filter(asked_at=None).update(asked_at=at):
        return False
    subscription = waiting.select_related("sku__product").get()
    try:
        mails.send_question(subscription)
    except Exception as error:  # noqa: BLE001  a mail server that is away has many faces
        log.warning("notice_question_failed", subscription_id=subscription_id, error=str(error))
        waiting.update(asked_at=None, ask_attempts=subscription.ask_attempts + 1)
        return False
    return True


def to_ask(*, at: datetime, limit: int = 200) -> list[int]:
    """Subscriptions whose mail should have left by now."""
    rows = Subscription.objects.filter(confirmed_at=None, asked_at=None, created_at__gt=at - CONFIRM_WITHIN)
    return [
        pk
        for pk, created_at, attempts in rows.order_by("pk").values_list("pk", "created_at", "ask_attempts")[:limit]
        if created_at + retry_after(attempts) <= at
    ]


@transaction.atomic
def confirm(*, token: str, at: datetime) -> Subscription:
    """The address says yes, and stands in line from now on. Idempotent. ``LinkExpired``."""
    subscription_id = links.read_confirm(token)
    if subscription_id is None:
        raise LinkExpired
    Subscription.objects.filter(pk=subscription_id, confirmed_at=None).update(confirmed_at=at)
    subscription = Subscription.objects.select_related("sku__product").filter(pk=subscription_id).first()
    if subscription is None:
        raise LinkExpired
    Question.objects.filter(key=_key(subscription)).delete()
    from shop.notices.tasks import announce as task

    transaction.on_commit(lambda: enqueue(task, [subscription.sku_id]))
    return subscription


def leave(*, token: str) -> bool:
    """Wait no more; the address is deleted. False if it is gone already. ``LinkExpired`` if the link is not ours."""
    subscription_id = links.read_leave(token)
    if subscription_id is None:
        raise LinkExpired
    deleted, _rows = Subscription.objects.filter(pk=subscription_id).delete()
    return bool(deleted)
