"""Notes for colleagues."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.aftersales.enums import Actor
from shop.aftersales.models import Case, CaseEntry
from shop.aftersales.operations.steps import Step, write
from shop.core import audit
from shop.core.errors import InvalidInput

# So long the same note again is taken for a double click.
DOUBLE_CLICK = timedelta(minutes=1)


@transaction.atomic
def add_note(*, by: Any, case: Case, text: str, at: datetime) -> CaseEntry:
    """A note of the staff, 1 to 300 characters; shoppers do not see it."""
    text = text.strip()
    if not 1 <= len(text) <= 300 or "\0" in text:
        raise InvalidInput(_("A note has 1 to 300 characters."), field="text")
    Case.objects.select_for_update(no_key=True).only("pk").get(pk=case.pk)
    last = case.entries.order_by("-id").first()
    if last and (last.state, last.text, last.by) == ("", text, by) and at - last.at < DOUBLE_CLICK:
        return last
    audit.record(by=by, action="aftersales.note", subject=case)
    return write(case, "", Step(actor=Actor.STAFF, at=at, by=by), text=text)


def mark_seen(*, case: Case) -> None:
    """The customer has looked at the case as it is in ``case``; what came since stays news."""
    if case.news_at is not None:
        Case.objects.filter(pk=case.pk, news_at=case.news_at).update(news_at=None)
