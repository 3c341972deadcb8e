"""The page at the door, on a phone: scan or type, see who it is, let them in. And one person's sign-up."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from content.events import operations
from content.events.admin.forms import LookUpForm, MoveForm, PartyForm
from content.events.admin.views import person_row
from content.events.enums import SignUpState
from content.events.errors import TicketForged
from content.events.lists import find_people
from content.events.models import EventPage, SignUp
from content.events.queries import Heads, heads_of
from content.events.tickets import read_scan
from shop.core.errors import InvalidInput, ShopError
from shop.customers.desk import PersonalDeskView

# The event this browser stands at, so that the next ticket asks no more.
EVENT_KEY = "event_door"
MOST_FOUND = 20


class CheckInView(PersonalDeskView):
    """The door: ``?event=`` and what was scanned or typed, ``?code=``. A QR code brings its event along."""

    permission_required = "events.checkin_signup"
    header_icon = "check"
    template_name = "admin/events/check_in.html"
    page_title = gettext_lazy("Door")
    problem = ""

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("event_desk:list"), "label": _("Events")}]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if self.event is None:
            return []
        # A short word beside the title: the door is a phone.
        url = reverse("event_desk:people", args=[self.event.pk])
        return [HeaderButton(_("List"), url=url, icon_name="list-ul", attrs={"aria-label": _("People of the event")})]

    @cached_property
    def typed(self) -> str:
        return self.request.GET.get("code", "").strip()[:300]

    @cached_property
    def scanned(self) -> SignUp | None:
        """The ticket of a QR code."""
        if not self.typed:
            return None
        try:
            pk = read_scan(self.typed)
        except TicketForged as error:
            self.problem = str(error)
            return None
        return SignUp.objects.select_related("event", "checked_in_by").filter(pk=pk).first() if pk else None

    @cached_property
    def event(self) -> EventPage | None:
        """The one that was chosen, or scanned, or where this browser stood before, or the one that is next."""
        rows = EventPage.objects.select_related("admission")
        asked = self.request.GET.get("event", "")
        if asked.isdecimal() and len(asked) < 10 and (found := rows.filter(pk=int(asked)).first()):
            return found
        if self.scanned is not None:
            return rows.filter(pk=self.scanned.event_id).first()
        kept = rows.filter(pk=self.request.session.get(EVENT_KEY, 0), ends_at__gt=self.at).first()
        return kept or rows.filter(ends_at__gt=self.at, live=True).order_by("starts_at", "pk").first()

    @cached_property
    def found(self) -> list[SignUp]:
        """Who was scanned, or whom number or name fit; standing ones first."""
        if self.scanned is not None:
            return [self.scanned]
        if not self.typed or self.event is None or self.problem:
            return []
        rows = find_people(self.event, self.typed, personal=self.personal).select_related("event", "checked_in_by")
        people = list(rows.order_by("name", "pk")[:MOST_FOUND])
        return sorted(people, key=lambda row: not row.is_standing)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, event, at = self.found, self.event, self.at
        if self.typed and not found and not self.problem:
            self.problem = (
                _("Nobody here has this number or name. Is it the right event?")
                if self.personal
                else _("Nobody here has this number. Names can be searched by those who may see them.")
            )
        if event is not None:
            self.request.session[EVENT_KEY] = event.pk
        signup = found[0] if len(found) == 1 else None
        elsewhere = signup is not None and event is not None and signup.event_id != event.pk
        return super().get_context_data(
            form=LookUpForm(initial={"code": "" if self.scanned else self.typed}),
            typed=self.typed,
            event=event,
            heads=heads_of([event]).get(event.pk, Heads()) if event else None,
            others=EventPage.objects.filter(ends_at__gt=at, live=True).order_by("starts_at")[:10],
            problem=self.problem,
            row=person_row(signup, personal=self.personal, at=at) if signup else None,
            several=[person_row(row, personal=self.personal, at=at) for row in found] if len(found) > 1 else [],
            elsewhere=elsewhere,
            may_change=self.request.user.has_perm("events.change_signup"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let ``signup`` in, or take that back (``undo``)."""
        pk = request.POST.get("signup", "")
        rows = SignUp.objects.select_related("event")
        signup = get_object_or_404(rows, pk=int(pk) if pk.isdecimal() and len(pk) < 18 else 0)
        try:
            if "undo" in request.POST:
                operations.undo_check_in(by=request.user, signup=signup, at=timezone.now())
                messages.success(request, _("Taken back: they are not in."))
            else:
                operations.check_in(by=request.user, signup=signup, at=timezone.now())
                messages.success(request, _("They are in."))
        except ShopError as error:
            messages.error(request, str(error))
        return redirect(
            f"{reverse('event_desk:check_in')}?{urlencode({'event': signup.event_id, 'code': signup.number})}"
        )


class SignUpView(PersonalDeskView):
    """One sign-up: what is known, and every change of it."""

    permission_required = "events.view_signup"
    header_icon = "user"
    template_name = "admin/events/sign_up.html"

    @cached_property
    def signup(self) -> SignUp:
        rows = SignUp.objects.select_related("event__admission", "checked_in_by", "customer")
        return get_object_or_404(rows, pk=self.kwargs["person"])

    def get_page_title(self) -> str:
        return self.signup.readable_number

    def trail(self) -> list[dict[str, Any]]:
        event = self.signup.event
        return [
            {"url": reverse("event_desk:list"), "label": _("Events")},
            {"url": reverse("event_desk:people", args=[event.pk]), "label": event.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        signup, user, at = self.signup, self.request.user, self.at
        state = signup.state_at(at)
        is_over = signup.event.ends_at <= at
        may_change = user.has_perm("events.change_signup") and signup.is_standing and state != SignUpState.LAPSED
        return super().get_context_data(
            signup=signup,
            row={**person_row(signup, personal=self.personal, at=at), "mails": list(signup.mails.all())},
            event=signup.event,
            may_change=may_change and not signup.forgotten_at,
            may_leave=may_change and not is_over and not signup.checked_in_at,
            may_let_in=user.has_perm("events.checkin_signup"),
            party_form=kwargs.pop("party_form", None) or PartyForm(initial={"party": signup.party}),
            move_form=MoveForm(events=other_events(signup, at)),
            can_move=other_events(signup, at).exists(),
            may_see_customer=user.has_perm("customers.view_customer"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """``do``: ``accept``, ``withdraw``, ``party`` or ``move``."""
        if not request.user.has_perm("events.change_signup"):
            raise PermissionDenied
        try:
            messages.success(request, self._change(request))
        except ShopError as error:
            messages.error(request, str(error))
        return redirect("event_desk:sign_up", self.signup.pk)

    def _change(self, request: HttpRequest) -> str:
        signup, by, at = self.signup, request.user, timezone.now()
        asked = request.POST.get("do", "")
        if asked == "accept":
            operations.accept_offer(by=by, signup=signup, at=at)
            return _("The place is theirs.")
        if asked == "withdraw":
            operations.withdraw(by=by, signup=signup, at=at)
            return _("Signed off. What came free was offered to the line.")
        if asked == "move":
            form = MoveForm(request.POST, events=other_events(signup, at))
            if form.is_valid():
                moved = operations.move_sign_up(by=by, signup=signup, to=form.cleaned_data["to"], at=at)
                return _("Moved to %(event)s: %(state)s.") % {
                    "event": moved.event.title,
                    "state": moved.get_state_display(),
                }
        else:
            party_form = PartyForm(request.POST)
            if asked == "party" and party_form.is_valid():
                operations.change_party(by=by, signup=signup, party=party_form.cleaned_data["party"], at=at)
                return _("Changed.")
        raise InvalidInput


def other_events(signup: SignUp, at: Any) -> Any:
    """Where somebody could be moved: events to come that have places and take place."""
    rows = EventPage.objects.filter(live=True, ends_at__gt=at, admission__cancelled_at=None)
    return rows.filter(admission__isnull=False).exclude(pk=signup.event_id).order_by("starts_at", "pk")
