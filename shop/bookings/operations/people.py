"""Who leads sessions."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shop.bookings.models import Person, Session
from shop.bookings.rules import session_text
from shop.catalog.operations import rename_sku
from shop.core import audit
from shop.core.errors import InvalidInput


@transaction.atomic
def save_person(*, by: Any, name: str, at: datetime, person: Person | None = None, is_active: bool = True) -> Person:
    """Add somebody, or change name and whether sessions can be given to them; what is planned stays.

    Sessions to come are called by the new name, orders keep their words. ``InvalidInput`` for a name that is taken.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 20:
        raise InvalidInput(_("A name has 1 to 20 characters."), field="name")
    if person:
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    saved = Person(pk=person.pk if person else None, name=name, is_active=is_active)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise InvalidInput(
            _("Somebody else has this name. Add a letter, so that they can be told apart."), field="name"
        ) from error
    for session in Session.objects.standing().filter(person=saved, starts_at__gt=at).select_related("sku"):
        rename_sku(by=by, sku=session.sku, text=session_text(session.starts_at, name))
    audit.record(by=by, action="bookings.save_person", subject=saved, data={"name": name, "is_active": is_active})
    return saved
