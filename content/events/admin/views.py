"""The events with their counts; one event: its people, its places, walk-ins, calling it off."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.widgets.button import HeaderButton

from content.events import operations
from content.events.admin.forms import EVENT_TABS, AdmissionForm, CancelForm, EventFilter, WalkInForm
from content.events.lists import TABS, filtered, find_people, in_tab
from content.events.models import EventPage, SignUp
from content.events.queries import Heads, heads_of
from content.events.rules import AdmissionData
from shop.core.desk import tabs_of
from shop.core.desk_form import ButtonView, OperationView
from shop.customers.desk import PersonalDeskView
from shop.customers.rules import mask_name, mask_phone

EVENTS_A_PAGE = 50
PEOPLE_A_PAGE = 100


def _masked(email: str) -> str:
    name, at, host = email.partition("@")
    return f"{name[:1]}***{at}{host}" if email else ""


def person_row(signup: SignUp, *, personal: bool, at: Any) -> dict[str, Any]:
    """What a list says of a sign-up: masked for those who need not call."""
    return {
        "signup": signup,
        "name": (signup.name if personal else mask_name(signup.name)) or "–",
        "phone": signup.phone if personal or not signup.phone else mask_phone(signup.phone),
        "email": signup.email if personal else _masked(signup.email),
        "answers": signup.answers if personal else [],
        "state": signup.state_at(at),
    }


class EventListView(PersonalDeskView):
    """Every event with how many come, wait and came."""

    permission_required = "events.view_signup"
    header_icon = "date"
    template_name = "admin/events/list.html"
    page_title = gettext_lazy("Events")

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("events.checkin_signup"):
            return []
        return [HeaderButton(_("Door"), url=reverse("event_desk:check_in"), icon_name="check")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = EventFilter(self.request.GET)
        values = form.cleaned_data if form.is_valid() else {}
        tab = values.get("tab") or EVENT_TABS[0][0]
        found = EventPage.objects.all()
        if text := values.get("q", "").strip():
            found = found.filter(Q(title__icontains=text) | Q(place__icontains=text))
        parts = {"coming": found.filter(ends_at__gt=self.at), "past": found.filter(ends_at__lte=self.at), "all": found}
        rows = parts[tab].with_places(self.at).defer_streamfields()
        rows = rows.order_by("starts_at", "pk") if tab == "coming" else rows.order_by("-starts_at", "-pk")
        page_obj = Paginator(rows, EVENTS_A_PAGE).get_page(self.request.GET.get("p"))
        heads = heads_of(page_obj)
        return super().get_context_data(
            form=form,
            tab=tab,
            tabs=tabs_of(EVENT_TABS, current=tab, rows=lambda key: parts[key]),
            rows=[
                {"page": page, "state": page.state_at(self.at), "heads": heads.get(page.pk, Heads())}
                for page in page_obj
            ],
            page_obj=page_obj,
            is_filtered=bool(values.get("q")),
            **kwargs,
        )


class EventMixin:
    """The event of the address."""

    kwargs: dict[str, Any]
    header_icon = "date"

    @cached_property
    def event(self) -> EventPage:
        return get_object_or_404(EventPage.objects.select_related("admission"), pk=self.kwargs["pk"])

    def url(self) -> str:
        """Its people."""
        return reverse("event_desk:people", args=[self.event.pk])

    def trail(self) -> list[dict[str, Any]]:
        """From the list."""
        return [{"url": reverse("event_desk:list"), "label": _("Events")}]


class PeopleView(EventMixin, PersonalDeskView):
    """Who comes, waits, came: by tabs, with a search."""

    permission_required = "events.view_signup"
    template_name = "admin/events/people.html"

    def get_page_title(self) -> str:
        return str(self.event.title)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("events.checkin_signup"):
            return []
        # One button: on a phone more would leave no room for the title.
        url = f"{reverse('event_desk:check_in')}?event={self.event.pk}"
        return [HeaderButton(_("Door"), url=url, icon_name="check")]

    def export_url(self) -> str:
        """The way to a file of what is shown."""
        query = self.request.GET.copy()
        query["event"] = str(self.event.pk)
        return f"{reverse('export_desk:new')}?list=event_people&{query.urlencode()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event, at, user = self.event, self.at, self.request.user
        form, tab, rows = filtered(event, self.request.GET, personal=self.personal, at=at)
        text = form.cleaned_data.get("q", "") if form.is_valid() else ""
        found = find_people(event, text, personal=self.personal)
        page_obj = Paginator(rows, PEOPLE_A_PAGE).get_page(self.request.GET.get("p"))
        counted = EventPage.objects.with_places(at).get(pk=event.pk)
        places = event.places
        moved = 0 if event.ends_at <= at else SignUp.objects.filter(event=event.pk).of_another_time().people()
        return super().get_context_data(
            event=event,
            places=places,
            export_url=self.export_url(),
            state=counted.state_at(at),
            heads=heads_of([event]).get(event.pk, Heads()),
            form=form,
            tab=tab,
            tabs=tabs_of(
                # Rare: the tab is there when there is somebody behind it.
                [choice for choice in TABS if choice[0] != "moved" or moved],
                current=tab,
                rows=lambda key: in_tab(found, key, at=at),
            ),
            moved=moved,
            rows=[person_row(row, personal=self.personal, at=at) for row in page_obj],
            page_obj=page_obj,
            is_filtered=bool(text),
            is_over=event.ends_at <= at,
            may_change=user.has_perm("events.change_signup"),
            may_set=(user.has_perm("events.change_admission") and event.product_id is None and event.ends_at > at),
            may_let_in=user.has_perm("events.checkin_signup"),
            **kwargs,
        )


class PrintView(EventMixin, PersonalDeskView):
    """The list on paper, to tick off who came; the browser's print dialogue makes a PDF of it."""

    permission_required = "events.view_signup"
    template_name = "admin/events/print.html"
    page_title = gettext_lazy("People of the event")

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.event.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = SignUp.objects.standing().filter(event=self.event.pk)
        sheets = []
        for tab, label in (("coming", _("Coming")), ("waiting", pgettext("people", "Waiting"))):
            _form, _tab, people = filtered(self.event, {"tab": tab}, personal=self.personal, at=self.at)
            sheets.append(
                {"label": label, "rows": [person_row(row, personal=self.personal, at=self.at) for row in people]}
            )
        return super().get_context_data(
            event=self.event, sheets=sheets, people=rows.holding().people(), url=self.url(), **kwargs
        )


class EventChangeView(EventMixin, OperationView):
    """A form about one event."""

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.event.title}]

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def facts(self) -> list[tuple[Any, Any]]:
        places = self.event.places
        taken = _("%(taken)s of %(seats)s") % {"taken": places.taken, "seats": places.capacity} if places else "–"
        return [(_("Event"), self.event.title), (_("Places taken"), taken)]


class AdmissionView(EventChangeView):
    """Places and times of the sign-up; holds at once."""

    permission_required = "events.change_admission"
    button = gettext_lazy("Save")
    page_title = gettext_lazy("Places and sign-up")

    def make_form(self, data: Any = None) -> AdmissionForm:
        places = self.event.places
        names = ("capacity", "party_limit", "opens_at", "closes_at", "has_waiting_list")
        initial = (
            {name: getattr(places, name) for name in names}
            if places
            else {"party_limit": 4, "has_waiting_list": True, "capacity": 20}
        )
        return AdmissionForm(data, initial=initial)

    def perform(self, values: dict[str, Any]) -> str:
        operations.set_admission(by=self.request.user, page=self.event, data=AdmissionData(**values), at=self.at)
        return _("Saved. It holds from now on.")


class WalkInView(EventChangeView):
    """Somebody comes who did not sign up."""

    permission_required = "events.checkin_signup"
    form_class = WalkInForm
    button = gettext_lazy("Let in")
    page_title = gettext_lazy("Walk-in")

    def perform(self, values: dict[str, Any]) -> str:
        row = operations.add_walk_in(by=self.request.user, page=self.event, at=self.at, **values)
        return _("Let in: number %(number)s.") % {"number": row.readable_number}


class CancelView(EventChangeView):
    """Call the event off."""

    permission_required = "events.change_signup"
    form_class = CancelForm
    button = gettext_lazy("Call the event off")
    page_title = gettext_lazy("Call the event off")
    is_dangerous = True

    def perform(self, values: dict[str, Any]) -> str:
        operations.cancel_event(by=self.request.user, page=self.event, reason=values["reason"], at=self.at)
        return _(
            "Called off. Page and tickets say so. Who left a mail address is written to in five minutes; "
            "call the others."
        )


class HoldView(EventMixin, ButtonView):
    """It takes place after all."""

    permission_required = "events.change_signup"

    def perform(self) -> str:
        operations.hold_after_all(by=self.request.user, page=self.event, at=timezone.now())
        return _("It takes place after all. Every sign-up is as it was.")
