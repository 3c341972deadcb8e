"""One session: seats, who comes, and what can be changed."""

from datetime import timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks

from shop.bookings import operations
from shop.bookings.admin.calendar import entries_of
from shop.bookings.admin.forms import MoveForm, SeatsForm
from shop.bookings.models import Session
from shop.bookings.queries import orders_with_seats, seats_of
from shop.core.desk import DeskView
from shop.core.desk_form import ButtonView, OperationView


class SessionMixin:
    """The session of the address."""

    kwargs: dict[str, Any]
    header_icon = "calendar-alt"

    @cached_property
    def session(self) -> Session:
        rows = Session.objects.select_related("sku__product", "place", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def url(self) -> str:
        """Its page."""
        return reverse("booking_desk:session", args=[self.session.pk])

    def calendar_url(self) -> str:
        """Its week."""
        day = timezone.localtime(self.session.starts_at).date()
        return f"{reverse('booking_desk:calendar')}?day={day:%Y-%m-%d}"

    def trail(self) -> list[dict[str, Any]]:
        """From the week."""
        return [{"url": self.calendar_url(), "label": _("Sessions")}]


class SessionView(SessionMixin, DeskView):
    """When, where, how full. Rooms above add who comes (hook ``session_panels``: request and session to component)."""

    permission_required = "bookings.view_session"
    template_name = "admin/bookings/session.html"

    def get_page_title(self) -> str:
        return self.session.sku.option_text

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        session = self.session
        [entry] = entries_of([session], at=at)
        return super().get_context_data(
            session=session,
            entry=entry,
            orders=len(orders_with_seats(session, at=at)),
            calendar_url=self.calendar_url(),
            can_change=session.can_change(at) and self.request.user.has_perm("bookings.change_session"),
            may_see_sku=self.request.user.has_perm("catalog.view_sku"),
            panels=[panel for make in hooks.get_hooks("session_panels") if (panel := make(self.request, session))],
            **kwargs,
        )


class ChangeView(SessionMixin, OperationView):
    """A form about one session."""

    permission_required = "bookings.change_session"

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.session.sku.option_text}]

    def facts(self) -> list[tuple[Any, Any]]:
        row, seats = self.session, seats_of([self.session], at=timezone.now())[self.session.pk]
        taken = _("%(taken)s of %(seats)s") % {"taken": seats.taken, "seats": seats.seats}
        return [(_("Session"), f"{row.sku.product.title} {row.sku.option_text}"), (_("Seats taken"), taken)]


class MoveView(ChangeView):
    """Another time, place or person."""

    form_class = MoveForm
    button = pgettext_lazy("session", "Move")
    page_title = gettext_lazy("Move the session")

    def make_form(self, data: Any = None) -> MoveForm:
        row = self.session
        form = MoveForm(
            data,
            keeps=row.person_id,
            initial={
                "starts_at": row.starts_at,
                "minutes": (row.ends_at - row.starts_at) // timedelta(minutes=1),
                "place": row.place,
                "person": row.person,
                "seen": row.starts_at.isoformat(),
            },
        )
        form.fields["starts_at"].help_text = _(
            "Seats that were sold stay sold: the tickets move along, and order and ticket show it. Nobody is written "
            "to by itself: the numbers to call are on the session's page."
        )
        self.form = form
        return form

    def perform(self, values: dict[str, Any]) -> str:
        operations.move_session(
            by=self.request.user,
            session=self.session,
            span=self.form.span(),
            place=values["place"],
            person=values["person"],
            seen=values["seen"],
            at=timezone.now(),
        )
        return _("Moved. Tickets and orders show it.")


class SeatsView(ChangeView):
    """More seats, or fewer, never below what is taken."""

    button = gettext_lazy("Save")
    page_title = gettext_lazy("Change seats")

    def make_form(self, data: Any = None) -> SeatsForm:
        seats = seats_of([self.session], at=timezone.now())[self.session.pk].seats
        return SeatsForm(data, initial={"seats": seats, "expected": seats})

    def perform(self, values: dict[str, Any]) -> str:
        operations.change_seats(by=self.request.user, session=self.session, at=timezone.now(), **values)
        return _("There are %(count)s seats now.") % {"count": values["seats"]}


class SellView(SessionMixin, ButtonView):
    """Stop the sale, or go on with it."""

    permission_required = "bookings.change_session"

    def perform(self) -> str:
        is_sold = not self.session.sku.is_active
        operations.sell_session(by=self.request.user, session=self.session, is_sold=is_sold, at=timezone.now())
        return _("It is on sale.") if is_sold else _("It is off sale. Seats that were sold stay sold.")


class CancelView(ChangeView):
    """Call it off, once nobody holds a seat."""

    button = gettext_lazy("Cancel the session")
    page_title = gettext_lazy("Cancel the session")
    is_dangerous = True

    def perform(self, values: dict[str, Any]) -> str:
        operations.cancel_session(by=self.request.user, session=self.session, at=timezone.now())
        return _("The session is cancelled.")
