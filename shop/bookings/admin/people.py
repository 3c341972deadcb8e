"""Who leads sessions."""

from typing import Any

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.bookings.admin.forms import PersonForm
from shop.bookings.models import Person
from shop.bookings.operations import save_person
from shop.core.desk_form import OperationView


class PeopleView(OperationView):
    """Everybody, with what they have before them; and a form for one more."""

    permission_required = "bookings.change_session"
    header_icon = "group"
    template_name = "admin/bookings/people.html"
    form_class = PersonForm
    button = gettext_lazy("Add")
    page_title = gettext_lazy("People")

    def url(self) -> str:
        return reverse("booking_desk:people")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("booking_desk:calendar"), "label": _("Sessions")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ahead = Q(sessions__cancelled_at=None, sessions__starts_at__gt=timezone.now())
        return super().get_context_data(rows=Person.objects.annotate(ahead=Count("sessions", filter=ahead)), **kwargs)

    def perform(self, values: dict[str, Any]) -> str:
        saved = save_person(by=self.request.user, at=timezone.now(), **values)
        return _("%(person)s can lead sessions.") % {"person": saved}


class PersonView(OperationView):
    """Somebody's name, and whether they lead sessions."""

    permission_required = "bookings.change_session"
    header_icon = "group"
    form_class = PersonForm
    button = gettext_lazy("Save")

    @cached_property
    def person(self) -> Person:
        return get_object_or_404(Person, pk=self.kwargs["person"])

    def get_page_title(self) -> str:
        return self.person.name

    def url(self) -> str:
        return reverse("booking_desk:people")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": _("People")}]

    def make_form(self, data: Any = None) -> PersonForm:
        return PersonForm(data, initial={"name": self.person.name, "is_active": self.person.is_active})

    def perform(self, values: dict[str, Any]) -> str:
        save_person(by=self.request.user, person=self.person, at=timezone.now(), **values)
        return _("Saved.")
