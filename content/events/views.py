"""Sign up, look at the ticket and change it, find it again. No account, no JavaScript needed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from content.events import operations
from content.events.calendars import event_calendar
from content.events.enums import EventState, SignUpState
from content.events.errors import EventFull, SignedUpAlready
from content.events.forms import PartyForm, SignUpForm, TicketForm
from content.events.models import EventPage, SignUp
from content.events.queries import OPEN_STATES, ahead_of, event_now, sign_ups_of, state_text
from content.events.tickets import read_number, read_quiet, read_ticket, ticket_path
from shop.core.errors import InvalidInput, ShopError
from shop.core.ical import MEDIA_TYPE
from shop.core.throttling import seconds_left, seconds_to_wait, throttled
from shop.customers.rules import clean_phone
from shop.storefront.customer import current_customer

_KEY = "sign_ups"
_KEEP = 20
_LOOKUP = "ticket-lookup"


def _event(pk: int) -> EventPage:
    page = event_now(pk, at=timezone.now())
    if page is None:
        raise Http404
    return page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("sign-up")
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by itself: where the form of the event's page is sent to, and comes back to with what is wrong."""
    page, at = _event(pk), timezone.now()
    if request.method != "POST":
        return _form_page(request, page, SignUpForm(page=page))
    form = SignUpForm(request.POST, page=page)
    full = False
    if form.is_valid() and not form.is_robot:
        try:
            row = operations.sign_up(
                page=page,
                data=form.data_given(),
                customer=current_customer(request),
                waits="wait" in request.POST,
                at=at,
            )
        except SignedUpAlready as error:
            mine = _of_this_browser(request, page, form.cleaned_data["phone"])
            if mine is not None:
                messages.info(request, _("You had signed up already: here is your ticket."))
                return redirect(ticket_path(mine))
            form.add_error("phone", str(error))
        except EventFull as error:
            full = True
            form.add_error(None, str(error))
        except ShopError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            kept = [pk for pk in request.session.get(_KEY, []) if pk != row.pk]
            request.session[_KEY] = [*kept, row.pk][-_KEEP:]
            return redirect(ticket_path(row))
    return _form_page(request, _event(pk), form, full=full, status=422)


def _form_page(
    request: HttpRequest, page: EventPage, form: SignUpForm, *, full: bool = False, status: int = 200
) -> HttpResponse:
    state = page.state_at(timezone.now())
    has_line = page.places is not None and page.places.has_waiting_list
    context = {
        "page": page,
        "form": form,
        "state": state,
        "say": state_text(page, state),
        "can_sign_up": state in OPEN_STATES or (state == EventState.FULL and has_line),
        "waits": has_line and (full or state == EventState.FULL),
    }
    return render(request, "content/events/sign_up.html", context, status=status)


def _of_this_browser(request: HttpRequest, page: EventPage, phone: str) -> SignUp | None:
    """The sign-up of that number, if it is this browser's own."""
    rows = sign_ups_of(ids=request.session.get(_KEY, []), customer=current_customer(request)).standing()
    return rows.filter(event=page.pk, phone=clean_phone(phone)).first()


def _ticket(token: str) -> SignUp:
    rows = SignUp.objects.select_related("event__admission", "event__hero_image")
    return get_object_or_404(rows, pk=read_ticket(token) or 0)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("sign-up")
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket. A POST says what to ``do``: ``accept`` an offer, ``withdraw``, want ``quiet``
    (no reminder) or ``no_mail``, or come with another ``party``."""
    row, at = _ticket(token), timezone.now()
    if row.forgotten_at is not None:
        return _private(render(request, "content/events/forgotten.html", {"page": row.event}, status=410))
    form = PartyForm(initial={"party": row.party}, limit=_limit(row))
    if request.method == "POST":
        try:
            said = _change(request, row, at)
        except ShopError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return redirect(ticket_path(row))
    return _private(render(request, "content/events/ticket.html", _ticket_context(row, form, at)))


def _limit(row: SignUp) -> int:
    limit = row.event.places.party_limit if row.event.places else 1
    return max(limit, row.party) if row.state != SignUpState.OFFERED else row.party


def _change(request: HttpRequest, row: SignUp, at: Any) -> str:
    asked = request.POST.get("do", "")
    if asked == "accept":
        operations.accept_offer(signup=row, at=at)
        return _("The place is yours.")
    if asked == "withdraw":
        operations.withdraw(signup=row, at=at)
        return _("You have signed off. Thank you for saying so: somebody else can come.")
    if asked == "quiet":
        operations.stop_reminder(signup=row)
        return _("We send no reminder.")
    if asked == "no_mail":
        operations.remove_address(signup=row)
        return _("Your mail address is removed. The ticket stays.")
    form = PartyForm(request.POST, limit=_limit(row))
    if asked != "party" or not form.is_valid():
        raise InvalidInput
    operations.change_party(signup=row, party=form.cleaned_data["party"], at=at)
    return _("Changed. We expect you like this.")


def _ticket_context(row: SignUp, form: PartyForm, at: Any) -> dict[str, Any]:
    page = row.event
    admission = page.places
    is_over = page.ends_at <= at
    is_cancelled = bool(admission and admission.cancelled_at)
    state = row.state_at(at)
    changes = row.is_standing and state != SignUpState.LAPSED and not (is_over or is_cancelled or row.checked_in_at)
    return {
        "page": page,
        "signup": row,
        "state": state,
        "form": form,
        "is_over": is_over,
        "is_cancelled": is_cancelled,
        "reason": admission.cancel_reason if admission else "",
        "ahead": ahead_of(row) if state == SignUpState.WAITING else 0,
        "can_change": changes,
        "shows_code": state == SignUpState.JOINED and not (is_over or is_cancelled),
    }


def _private(response: HttpResponse) -> HttpResponse:
    # The address is the key to somebody's sign-up: no other site is told. (Not "no-referrer", with which browsers hide
    # from us, too, that the form is ours.)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What this browser has signed up for; and a way to a ticket that another device has: number and mobile number."""
    form = TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = seconds_left(_LOOKUP, request)
        found = None if wait else _found(form)
        if found is not None:
            return redirect(ticket_path(found))
        if not wait:
            seconds_to_wait(_LOOKUP, request)
            form.add_error(None, _("There is no such ticket. Please compare number and mobile number."))
        else:
            form.add_error(None, _("Too many tries. Try again in %(minutes)s minutes.") % {"minutes": -(-wait // 60)})
    at = timezone.now()
    rows = sign_ups_of(ids=request.session.get(_KEY, []), customer=current_customer(request))
    tickets = [{"signup": row, "state": row.state_at(at), "path": ticket_path(row)} for row in rows]
    context = {"form": form, "tickets": tickets, "at": at}
    return render(request, "content/events/mine.html", context, status=422 if form.errors else 200)


def _found(form: TicketForm) -> SignUp | None:
    """The newest ticket of that number and mobile number: ticket numbers are given anew at each event."""
    number = read_number(form.cleaned_data["number"])
    try:
        phone = clean_phone(form.cleaned_data["phone"])
    except InvalidInput:
        return None
    return SignUp.objects.filter(number=number, phone=phone).order_by("-pk").first() if number else None


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The event for somebody's calendar."""
    page = _event(pk)
    content = event_calendar(page, host=request.get_host(), url=request.build_absolute_uri(page.url), at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="event-{page.pk}.ics"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


# Mail programs post here without a page of ours before (RFC 8058); the signed link is what lets them.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """No reminder: a page with a button, and the one click of a mail program."""
    row = get_object_or_404(SignUp.objects.select_related("event"), pk=read_quiet(token) or 0)
    if request.method == "POST":
        operations.stop_reminder(signup=row)
        row.wants_reminder = False
    return _private(render(request, "content/events/quiet.html", {"page": row.event, "signup": row}))
