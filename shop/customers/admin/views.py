"""Customers: found by name or phone, masked for those who need not call."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from shop.core import audit
from shop.core.desk import keyset_page
from shop.core.desk_form import OperationView
from shop.customers import erasing, records
from shop.customers.desk import PersonalDeskView
from shop.customers.models import Customer, Erasure
from shop.customers.rules import mask_name, mask_phone


class SearchForm(forms.Form):
    """Name or phone."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class CustomerView(PersonalDeskView):
    """A screen about people."""

    permission_required = "customers.view_customer"
    header_icon = "group"

    def told(self, customer: Customer) -> dict[str, Any]:
        """A customer as this person may see them."""
        name = str(customer)
        return {
            "customer": customer,
            "name": name if self.personal or not customer.name else mask_name(name),
            "phone": customer.phone if self.personal else mask_phone(customer.phone) if customer.phone else "",
        }


class CustomerListView(CustomerView):
    """Everybody who has ordered, newest first."""

    template_name = "admin/customers/list.html"
    page_title = gettext_lazy("Customers")
    listing = "customers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SearchForm(self.request.GET)
        customers = (
            find_customers(form.cleaned_data["q"], personal=self.personal)
            if form.is_valid()
            else Customer.objects.none()
        )
        waiting = Erasure.objects.filter(closed_at=None).count()
        page = keyset_page(
            customers,
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return super().get_context_data(
            form=form, page=page, waiting=waiting, rows=[self.told(customer) for customer in page.rows], **kwargs
        )


def find_customers(text: str, *, personal: bool) -> QuerySet[Customer]:
    """Everybody who gave a number; narrowed by name or number for those who may see them."""
    customers = Customer.objects.filter(merged_into=None).exclude(phone="")
    # A list that reacts to a guessed number would tell the number.
    if not text or not personal:
        return customers
    compact = "".join(text.split())
    found = Q(name__startswith=text) | Q(phone__startswith=compact)
    if len(compact) == 4 and compact.isdecimal():
        found |= Q(phone__endswith=compact)
    return customers.filter(found)


class CustomerDetailView(CustomerView):
    """One person: addresses and what other rooms know (hook ``customer_panels``)."""

    template_name = "admin/customers/customer.html"

    @cached_property
    def customer(self) -> Customer:
        return get_object_or_404(Customer, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.told(self.customer)["name"])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("customer_desk:list"), "label": _("Customers")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = [make(self.request, self.customer) for make in hooks.get_hooks("customer_panels")]
        return super().get_context_data(
            **self.told(self.customer),
            addresses=list(self.customer.addresses.order_by("-used_at")[:20]) if self.personal else [],
            personal=self.personal,
            erasure=erasing.open_erasure(self.customer),
            may_erase=self.personal and self.request.user.has_perm("customers.erase_customer"),
            panels=sorted((panel for panel in made if panel is not None), key=lambda panel: panel.order),
            **kwargs,
        )


class CustomerRecordsView(CustomerView):
    """The copy of everything that is held about a person, to be handed to them. Who took it is on record."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> JsonResponse:
        if not self.personal:
            raise PermissionDenied
        customer = get_object_or_404(Customer, pk=pk)
        audit.record(by=request.user, action="customers.records", subject=customer)
        return records.download(customer)


class ErasureListView(CustomerView):
    """Who has asked to be forgotten: when it happens, and what stands in its way."""

    template_name = "admin/customers/erasures.html"
    page_title = gettext_lazy("Requests to be forgotten")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("customer_desk:list"), "label": _("Customers")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        # One by one: what stands in the way is asked of every room. They are few, and never open for long.
        waiting = Erasure.objects.filter(closed_at=None).select_related("customer")[:50]
        rows = [
            {
                **self.told(erasure.customer),
                "erasure": erasure,
                "objections": erasing.preview(erasure.customer, at=at).objections,
            }
            for erasure in waiting
        ]
        return super().get_context_data(rows=rows, days=erasing.COOLING_OFF.days, **kwargs)


class EraseForm(forms.Form):
    """Said twice: that the person asked, and the end of their number."""

    asked = forms.BooleanField(label=gettext_lazy("This person asked for it, and I have made sure that it is them."))
    ending = forms.CharField(label=gettext_lazy("The last four digits of the mobile number"), max_length=8)

    def __init__(self, data: Any, *, customer: Customer) -> None:
        super().__init__(data)
        self.customer = customer
        if not customer.phone:
            del self.fields["ending"]

    def clean_ending(self) -> str:
        """What stands on the customer's page, typed once more."""
        ending: str = self.cleaned_data["ending"].strip()
        if ending != self.customer.phone[-4:]:
            raise forms.ValidationError(gettext_lazy("The number ends in other digits. Is it the right person?"))
        return ending


class EraseView(CustomerView, OperationView):
    """What would go and what stays, and why; then, said twice, it is done."""

    permission_required = "customers.erase_customer"
    template_name = "admin/customers/erase.html"
    page_title = gettext_lazy("Erase a customer")
    header_icon = "bin"
    button = gettext_lazy("Erase for good")
    is_dangerous = True

    @cached_property
    def customer(self) -> Customer:
        if not self.personal:
            raise PermissionDenied
        return get_object_or_404(Customer, pk=self.kwargs["pk"], merged_into=None, erased_at=None)

    def url(self) -> str:
        return reverse("customer_desk:customer", args=[self.kwargs["pk"]])

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("customer_desk:list"), "label": _("Customers")},
            {"url": self.url(), "label": self.told(self.customer)["name"]},
        ]

    def make_form(self, data: Any = None) -> Any:
        return EraseForm(data, customer=self.customer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview = erasing.preview(self.customer, at=timezone.now(), by_staff=True)
        return super().get_context_data(
            preview=preview, erasure=erasing.open_erasure(self.customer), **self.told(self.customer), **kwargs
        )

    def perform(self, values: dict[str, Any]) -> str:
        erasing.erase_customer(by=self.request.user, customer=self.customer, at=timezone.now())
        return _("Erased. What the law has us keep goes when its time ends.")
