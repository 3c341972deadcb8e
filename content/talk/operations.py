"""Write, change, take back; show, refuse, answer; hold something against it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.brand.queries import current_brand
from content.stories.models import StoryPage
from content.talk.enums import Refusal, RemarkState, ReportReason, Writers
from content.talk.errors import AlreadyAnswered, BuyersOnly, RemarkNotInState, TalkClosed, TooManyHeld
from content.talk.events import TalkChanged, TalkRulesChanged
from content.talk.models import ClosedPlace, Remark, Report, TalkRule
from content.talk.queries import Place, at_place, has_bought, is_trusted, rule_at
from content.talk.rules import KEEP_PHONE, MAX_ANSWER, MOST_HELD, RemarkData, checked_text, fingerprint
from shop.catalog.models import Product
from shop.core import audit, events
from shop.core.errors import InvalidInput, NotFound
from shop.customers.models import Customer
from shop.customers.operations import lock_customer


@transaction.atomic
def write(*, customer: Customer, place: Place, data: RemarkData, at: datetime) -> Remark:
    """A reader writes. It waits to be read, unless they are trusted. The same words again find the first ones.

    ``TalkClosed`` where that cannot be written, ``BuyersOnly`` for whoever has not bought and must have,
    ``InvalidInput`` without a number where one is needed, ``TooManyHeld`` beyond five unread ones.
    """
    _require_visible(place, at)
    found = rule_at(place)
    if found is None or data.kind not in found[0]:
        raise TalkClosed
    if (brand := current_brand().name) and brand in data.name:
        raise InvalidInput(_("This name would pass for ours. Please take another."), field="name")
    customer = lock_customer(customer)
    buys = has_bought(customer)
    if not buys and found[1] == Writers.BUYERS:
        raise BuyersOnly
    if not buys and not data.phone:
        raise InvalidInput(_("Leave a mobile number. Nobody but us sees it; the law asks for it."), field="phone")
    mark = fingerprint(customer_id=customer.pk, place=_name_of(place), text=data.text)
    known = Remark.objects.filter(fingerprint=mark).first()
    if known is not None:
        return known
    if Remark.objects.filter(customer=customer, state=RemarkState.HELD).count() >= MOST_HELD:
        raise TooManyHeld
    remark = Remark.objects.create(
        **at_place(place),
        kind=data.kind,
        customer=customer,
        name=data.name,
        phone="" if buys else data.phone,
        text=data.text,
        state=RemarkState.SHOWN if is_trusted(customer, at=at) else RemarkState.HELD,
        fingerprint=mark,
        created_at=at,
        changed_at=at,
    )
    if remark.state == RemarkState.SHOWN:
        events.publish(TalkChanged(remark_id=remark.pk))
    return remark


@transaction.atomic
def change_own(*, customer: Customer, remark: Remark, text: str, at: datetime) -> Remark:
    """Other words. They wait to be read again, unless the writer is trusted. ``AlreadyAnswered`` once it is."""
    text = checked_text(text)
    remark = _own(customer, remark)
    if remark.answer:
        raise AlreadyAnswered
    if remark.state == RemarkState.REFUSED:
        raise RemarkNotInState
    if remark.text == text:
        return remark
    mark = fingerprint(customer_id=customer.pk, place=_name_of(remark.place), text=text)
    if Remark.objects.filter(fingerprint=mark).exists():
        raise InvalidInput(_("You have written exactly this before."), field="text")
    was_shown = remark.state == RemarkState.SHOWN
    remark.text, remark.fingerprint, remark.changed_at = text, mark, at
    remark.state = RemarkState.SHOWN if is_trusted(customer, at=at) else RemarkState.HELD
    remark.save(update_fields=["text", "fingerprint", "changed_at", "state"])
    if was_shown or remark.state == RemarkState.SHOWN:
        events.publish(TalkChanged(remark_id=remark.pk))
    return remark


@transaction.atomic
def take_back(*, customer: Customer, remark: Remark) -> None:
    """Its writer wants it gone: it is deleted, with its answer and what was held against it."""
    remark = _own(customer, remark)
    audit.record(by=None, action="talk.take_back", subject=remark)
    events.publish(TalkChanged(remark_id=remark.pk))
    remark.delete()


@transaction.atomic
def show(*, by: Any, remark: Remark, at: datetime) -> Remark:
    """Everybody reads it from now on. What was held against it is settled. Idempotent."""
    remark = _locked(remark)
    _settle(remark, at)
    if remark.state != RemarkState.SHOWN:
        _bring(remark, RemarkState.SHOWN, "", at)
        audit.record(by=by, action="talk.show", subject=remark)
        events.publish(TalkChanged(remark_id=remark.pk))
    return remark


@transaction.atomic
def refuse(*, by: Any, remark: Remark, reason: str, at: datetime) -> Remark:
    """Nobody reads it, and its writer reads why. What was held against it is settled. Idempotent."""
    if reason not in Refusal.values:
        raise InvalidInput(_("Say why: the writer reads it."), field="reason")
    remark = _locked(remark)
    _settle(remark, at)
    if remark.state != RemarkState.REFUSED:
        _bring(remark, RemarkState.REFUSED, reason, at)
        audit.record(by=by, action="talk.refuse", subject=remark, data={"reason": str(Refusal(reason).label)})
        events.publish(TalkChanged(remark_id=remark.pk))
    return remark


@transaction.atomic
def answer(*, by: Any, remark: Remark, text: str, at: datetime) -> Remark:
    """The brand answers, or puts its answer in other words. What was not shown yet is shown with it."""
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > MAX_ANSWER or "\0" in text:
        raise InvalidInput(_("An answer has 1 to %(count)s characters.") % {"count": MAX_ANSWER}, field="answer")
    remark = _locked(remark)
    if remark.state == RemarkState.REFUSED:
        raise RemarkNotInState
    if remark.answer == text:
        return remark
    remark.answer, remark.answered_at, remark.answered_by = text, at, by
    remark.save(update_fields=["answer", "answered_at", "answered_by"])
    _settle(remark, at)
    _bring(remark, RemarkState.SHOWN, "", at)
    audit.record(by=by, action="talk.answer", subject=remark)
    events.publish(TalkChanged(remark_id=remark.pk))
    return remark


@transaction.atomic
def report(*, customer: Customer, remark: Remark, reason: str, at: datetime) -> Report:
    """A reader holds something against what is shown. It stays until somebody of the staff has looked. Once each."""
    if reason not in ReportReason.values:
        raise InvalidInput(_("Say what is wrong with it."), field="reason")
    if not Remark.objects.filter(pk=remark.pk, state=RemarkState.SHOWN).exclude(customer=customer).exists():
        raise NotFound
    found, _created = Report.objects.get_or_create(
        remark=remark, customer=customer, defaults={"reason": reason, "at": at}
    )
    return found


@transaction.atomic
def set_rule(*, by: Any, comments: bool, questions: bool, writers: str, trust_after: int) -> TalkRule:
    """Whether readers can write, and who. What is shown stays."""
    if writers not in Writers.values:
        raise InvalidInput(field="writers")
    if not 0 <= trust_after <= 100:
        raise InvalidInput(_("From 0 to 100."), field="trust_after")
    values = {"comments": comments, "questions": questions, "writers": writers, "trust_after": trust_after}
    rule, _created = TalkRule.objects.update_or_create(pk=1, defaults=values)
    audit.record(by=by, action="talk.set_rule", subject=rule, data={name: str(value) for name, value in values.items()})
    events.publish(TalkRulesChanged())
    return rule


@transaction.atomic
def close_place(*, by: Any, place: Place, closed: bool) -> None:
    """Nobody can write below this story or product any more, or they can again. What is shown stays. Idempotent."""
    rows = ClosedPlace.objects.filter(**at_place(place))
    if rows.exists() == closed:
        return
    if closed:
        ClosedPlace.objects.create(**at_place(place))
    else:
        rows.delete()
    audit.record(by=by, action="talk.close_place" if closed else "talk.open_place", subject=place)
    events.publish(TalkRulesChanged())


def look_at_news(*, customer: Customer) -> None:
    """The writer has seen what is new about their words."""
    Remark.objects.filter(customer=customer, news_at__isnull=False).update(news_at=None)


def forget_phones(*, at: datetime) -> int:
    """Numbers of people who have not bought, so long after the last change; returns how many."""
    rows = Remark.objects.exclude(phone="").exclude(state=RemarkState.HELD)
    return rows.filter(changed_at__lte=at - KEEP_PHONE).update(phone="")


def _require_visible(place: Place, at: datetime) -> None:
    rows: Any = StoryPage.objects.all() if isinstance(place, StoryPage) else Product.objects.all()
    if not rows.visible(at).filter(pk=place.pk).exists():
        raise NotFound


def _name_of(place: Place) -> str:
    return f"{place._meta.label_lower} {place.pk}"


def _own(customer: Customer, remark: Remark) -> Remark:
    found = Remark.objects.select_for_update(no_key=True, of=("self",)).filter(pk=remark.pk, customer=customer).first()
    if found is None:
        raise NotFound
    return found


def _locked(remark: Remark) -> Remark:
    found = Remark.objects.select_for_update(no_key=True, of=("self",)).filter(pk=remark.pk).first()
    if found is None:
        raise RemarkNotInState
    return found


def _bring(remark: Remark, state: RemarkState, refusal: str, at: datetime) -> None:
    remark.state, remark.refusal, remark.changed_at, remark.news_at = state, refusal, at, at
    remark.save(update_fields=["state", "refusal", "changed_at", "news_at"])


def _settle(remark: Remark, at: datetime) -> None:
    Report.objects.filter(remark=remark, seen_at=None).update(seen_at=at)
