"""Registrations with Wagtail."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from content.events import operations
from content.events.models import EventPage, SignUp
from content.events.rules import AdmissionData
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy

register_permission_policy(SignUp, ViewOnlyPolicy(SignUp))


class SignUpUrlFinder:
    """Where the site history links a sign-up to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, signup: SignUp) -> str | None:
        if self.user and not self.user.has_perm("events.view_signup"):
            return None
        return reverse("event_desk:sign_up", args=[signup.pk])


register_admin_url_finder(SignUp, SignUpUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("events/", include("content.events.admin.urls"))]


@hooks.register("register_page_header_buttons")
def people_of_event(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From the page in the editor to who comes."""
    if isinstance(page.specific_deferred, EventPage) and user.has_perm("events.view_signup"):
        yield Button(
            _("Places and people"), reverse("event_desk:people", args=[page.pk]), icon_name="group", priority=5
        )


def _with_people(pages: Iterable[Page]) -> EventPage | None:
    """An event among these, or below them, of whose people something is still known."""
    for page in pages:
        found = EventPage.objects.descendant_of(page, inclusive=True).filter(sign_ups__forgotten_at=None)
        if event := found.filter(sign_ups__isnull=False).first():
            return event
    return None


def _refuse(request: HttpRequest, event: EventPage) -> HttpResponse:
    messages.error(
        request,
        _now(
            "“%(title)s” stays: people have signed up for it, and their tickets lead here. Call it off at the desk "
            "instead; it can be deleted 30 days after its end."
        )
        % {"title": event.title},
    )
    return redirect("event_desk:people", event.pk)


@hooks.register("after_copy_page")
def copy_places(request: HttpRequest, page: Page, new_page: Page) -> None:
    """A copy of an event has as many places; who signed up, and when one could, belongs to the one that was copied."""
    places = getattr(page.specific, "admission", None)
    copied = new_page.specific
    if places is None or not isinstance(copied, EventPage) or not request.user.has_perm("events.change_admission"):
        return
    data = AdmissionData(
        capacity=places.capacity, party_limit=places.party_limit, has_waiting_list=places.has_waiting_list
    )
    operations.set_admission(by=request.user, page=copied, data=data, at=timezone.now())
    messages.info(
        request,
        _now("The copy has %(count)s places too. Nobody has signed up for it; set its time before you publish it.")
        % {"count": places.capacity},
    )


@hooks.register("before_delete_page")
def keep_what_people_signed_up_for(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Deleting it would take their tickets away."""
    event = _with_people([page])
    return _refuse(request, event) if event else None


@hooks.register("before_bulk_action")
def keep_what_people_signed_up_for_in_bulk(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    """The same for many pages at once."""
    if action_type != "delete":
        return None
    event = _with_people(row for row in objects if isinstance(row, Page))
    return _refuse(request, event) if event else None


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "events.set_admission": _("Set places and sign-up"),
            "events.cancel_event": _("Call event off"),
            "events.hold_after_all": _("Hold event after all"),
            "events.accept_offer": _("Take offered place"),
            "events.change_party": _("Change how many come"),
            "events.withdraw": _("Sign off"),
            "events.move_sign_up": _("Move to another event"),
            "events.check_in": _("Check in"),
            "events.undo_check_in": _("Take check-in back"),
            "events.add_walk_in": _("Let walk-in in"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="events", content_type__model__in=["signup", "admission"])
