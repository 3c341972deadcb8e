"""The people of an event as a file: for the door, and for what follows. Masked for those who need not call."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from content.events.lists import filtered
from content.events.models import EventPage, SignUp
from shop.core.errors import InvalidInput
from shop.customers.rules import mask_name, mask_phone
from shop.exports.registry import PERSONAL, Asked, Kind, Sheet, register


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="event_people",
            label=gettext_lazy("People of an event"),
            permission="events.view_signup",
            matching=_people,
            sheets=_sheets,
            sensitive=(PERSONAL,),
        )
    )


def _people(asked: Asked) -> QuerySet[SignUp]:
    """The sign-ups of ``?event=`` behind the list's tab and search."""
    text = asked.query.get("event", "")
    page = EventPage.objects.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 10 else None
    if page is None:
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    form, _tab, rows = filtered(page, asked.query, personal=asked.personal, at=asked.at)
    if form.errors:
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    return rows


def _sheets(asked: Asked, people: QuerySet[SignUp]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        for row in people.select_related("event").iterator(chunk_size=1_000):
            answers = "；".join(f"{question} {answer}" for question, answer in row.answers)
            yield [
                row.event.title,
                row.event.starts_at,
                row.readable_number,
                row.name if asked.personal else mask_name(row.name),
                row.phone if asked.personal or not row.phone else mask_phone(row.phone),
                row.email if asked.personal else "",
                row.party,
                str(row.state_at(asked.at).label),
                row.created_at,
                row.checked_in_at,
                _("yes") if row.is_walk_in else "",
                answers if asked.personal else "",
            ]

    header = [
        _("Event"),
        _("Begins"),
        pgettext("of a ticket", "Number"),
        pgettext("of a person", "Name"),
        _("Mobile number"),
        _("Mail address"),
        pgettext("how many", "People"),
        _("State"),
        pgettext("when", "Signed up"),
        pgettext("people to an event", "Came"),
        _("Walk-in"),
        _("Answers"),
    ]
    return [Sheet(title=_("People of an event"), header=header, rows=rows())]
