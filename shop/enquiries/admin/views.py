"""The inbox and one enquiry. Who may not see personal data sees names and contacts masked."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.core.desk_form import TabFilter
from shop.core.errors import ShopError
from shop.customers.rules import mask_name, mask_phone
from shop.enquiries import operations
from shop.enquiries.enums import EnquiryState
from shop.enquiries.models import Enquiry, EnquiryNote
from shop.enquiries.rules import KEEP, TRANSITIONS, mask_email

TABS: list[tuple[str, str | Promise]] = [("", gettext_lazy("All")), *EnquiryState.choices]
STEPS: dict[str, str | Promise] = {
    EnquiryState.ANSWERED: gettext_lazy("Mark as answered"),
    EnquiryState.CLOSED: gettext_lazy("Close"),
    EnquiryState.NEW: gettext_lazy("Answer it after all"),
}


@dataclass(frozen=True)
class Person:
    """Who asked, as this member of staff may see them."""

    name: str
    phone: str
    email: str


def person_of(enquiry: Enquiry, *, personal: bool) -> Person:
    """Name and contact, masked without the permission for personal data."""
    if personal:
        return Person(enquiry.name, enquiry.phone, enquiry.email)
    phone = mask_phone(enquiry.phone) if enquiry.phone else ""
    return Person(mask_name(enquiry.name), phone, mask_email(enquiry.email))


class EnquiryDeskView(DeskView):
    """A screen of the inbox."""

    permission_required = "enquiries.view_enquiry"
    header_icon = "mail"

    @cached_property
    def personal(self) -> bool:
        return bool(self.request.user.has_perm("orders.view_personal_data"))

    @cached_property
    def may_change(self) -> bool:
        return bool(self.request.user.has_perm("enquiries.change_enquiry"))


class InboxView(EnquiryDeskView):
    """Everything that was asked, newest first."""

    template_name = "admin/enquiries/list.html"
    listing = "enquiries"

    def get_page_title(self) -> str:
        return _("Enquiries")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = TabFilter(self.request.GET, tabs=TABS)
        values = form.cleaned_data if form.is_valid() else {}
        text = values.get("q", "")
        found = find_enquiries(text, personal=self.personal) if form.is_valid() else Enquiry.objects.none()
        tab = values.get("tab", "")
        page = keyset_page(
            found.filter(state=tab) if tab else found,
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        tabs = tabs_of(TABS, current=tab, rows=lambda key: found.filter(state=key) if key else found)
        rows = [
            {
                "enquiry": row,
                "person": person_of(row, personal=self.personal),
                "state": EnquiryState(row.state),
            }
            for row in page.rows
        ]
        return super().get_context_data(
            form=form, tab=tab, tabs=tabs, rows=rows, page=page, is_filtered=bool(values.get("q")), **kwargs
        )


def find_enquiries(text: str, *, personal: bool) -> QuerySet[Enquiry]:
    """By product and words; by name and contact only for those who may see them."""
    rows = Enquiry.objects.all()
    for word in text.split():
        hit = Q(product_title__icontains=word) | Q(message__icontains=word)
        if personal:
            hit |= Q(name__icontains=word) | Q(phone__contains=word) | Q(email__icontains=word)
        rows = rows.filter(hit)
    return rows


class StepForm(forms.Form):
    """A note, alone or with a step."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Seen by staff only"),
    )


class EnquiryView(EnquiryDeskView):
    """One enquiry: who asks what, the notes, and the next step."""

    template_name = "admin/enquiries/enquiry.html"

    @cached_property
    def enquiry(self) -> Enquiry:
        return get_object_or_404(Enquiry.objects.select_related("product"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.enquiry.product_title

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("enquiry_desk:list"), "label": _("Enquiries")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enquiry = self.enquiry
        notes = EnquiryNote.objects.filter(enquiry=enquiry).select_related("by")
        steps = [(state, STEPS[state]) for state in STEPS if state in TRANSITIONS[EnquiryState(enquiry.state)]]
        kwargs.setdefault("form", StepForm())
        return super().get_context_data(
            enquiry=enquiry,
            state=EnquiryState(enquiry.state),
            person=person_of(enquiry, personal=self.personal),
            personal=self.personal,
            may_change=self.may_change,
            notes=[{"note": note, "by": str(note.by)} for note in notes],
            steps=steps,
            deleted_on=enquiry.changed_at + KEEP,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A step (``state``) with an optional note, or a note alone."""
        if not self.may_change:
            raise PermissionDenied
        form = StepForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        state, text = request.POST.get("state", ""), form.cleaned_data["text"]
        at = timezone.now()
        try:
            if state in EnquiryState.values:
                operations.set_state(by=request.user, enquiry=self.enquiry, state=state, text=text, at=at)
                messages.success(request, _("The enquiry is now: %(state)s.") % {"state": EnquiryState(state).label})
            else:
                operations.add_note(by=request.user, enquiry=self.enquiry, text=text, at=at)
        except ShopError as error:
            if error.field in form.fields:
                form.add_error(error.field, str(error))
                return self.render_to_response(self.get_context_data(form=form), status=422)
            messages.error(request, str(error))
        return redirect(reverse("enquiry_desk:enquiry", args=[self.enquiry.pk]))
