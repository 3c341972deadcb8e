"""Ask, note, answer."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.enquiries.enums import EnquiryState
from shop.enquiries.errors import EnquiryNotInState, NotAskable
from shop.enquiries.models import Enquiry, EnquiryNote
from shop.enquiries.rules import CONSENT, KEEP, TRANSITIONS, EnquiryData

# So long the same note again is taken for a double click.
DOUBLE_CLICK = timedelta(minutes=1)


@transaction.atomic
def send_enquiry(*, product: Product, data: EnquiryData, has_agreed: bool, at: datetime) -> Enquiry:
    """A shopper asks. The same question on the same day finds the first one again, whatever its state.

    ``NotAskable`` unless the product is shown and on request; ``InvalidInput`` without the consent.
    """
    if not has_agreed:
        raise InvalidInput(_("We may only keep your question if you agree."), field="consent")
    if not Product.objects.visible(at).filter(pk=product.pk, kind=ProductKind.ENQUIRY).exists():
        raise NotAskable
    fingerprint = data.fingerprint(product_id=product.pk, day=timezone.localdate(at))
    enquiry, _created = Enquiry.objects.get_or_create(
        fingerprint=fingerprint,
        defaults={
            "product": product,
            "product_title": product.title,
            "name": data.name,
            "phone": data.phone,
            "email": data.email,
            "message": data.message,
            "consent": str(CONSENT),
            "created_at": at,
            "changed_at": at,
        },
    )
    return enquiry


@transaction.atomic
def set_state(*, by: Any, enquiry: Enquiry, state: str, at: datetime, text: str = "") -> Enquiry:
    """Answered, closed, or to be answered after all. ``EnquiryNotInState`` if that is no step from where it stands."""
    text = _checked(text)
    before = [old for old, steps in TRANSITIONS.items() if state in steps]
    if not Enquiry.objects.filter(pk=enquiry.pk, state__in=before).update(state=state, changed_at=at):
        raise EnquiryNotInState
    EnquiryNote.objects.create(enquiry=enquiry, state=state, text=text, at=at, by=by)
    audit.record(by=by, action="enquiries.set_state", subject=enquiry, data={"state": str(EnquiryState(state))})
    enquiry.refresh_from_db()
    return enquiry


@transaction.atomic
def add_note(*, by: Any, enquiry: Enquiry, text: str, at: datetime) -> EnquiryNote:
    """A note for colleagues, 1 to 500 characters. The same words within a minute are a double click."""
    text = _checked(text)
    if not text:
        raise InvalidInput(_("A note has 1 to 500 characters."), field="text")
    Enquiry.objects.select_for_update(no_key=True).only("pk").get(pk=enquiry.pk)
    last = enquiry.notes.order_by("-id").first()
    if last and (last.text, last.state, last.by) == (text, "", by) and at - last.at < DOUBLE_CLICK:
        return last
    Enquiry.objects.filter(pk=enquiry.pk).update(changed_at=at)
    audit.record(by=by, action="enquiries.note", subject=enquiry)
    return EnquiryNote.objects.create(enquiry=enquiry, text=text, at=at, by=by)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Delete enquiries, with everything noted about them, that nothing has happened to for ``KEEP``; returns how many.

    Also those that nobody ever answered: what was agreed to ends all the same.
    """
    rows = Enquiry.objects.select_for_update(no_key=True).filter(changed_at__lte=at - KEEP)
    old = list(rows.order_by("pk").values_list("pk", flat=True))
    EnquiryNote.objects.filter(enquiry__in=old).delete()
    Enquiry.objects.filter(pk__in=old).delete()
    return len(old)


def _checked(text: str) -> str:
    text = text.strip()
    if len(text) > 500 or "\0" in text:
        raise InvalidInput(_("A note has 1 to 500 characters."), field="text")
    return text
