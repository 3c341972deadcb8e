"""Saved tabs of the order list: filters with a name, each beside the tabs by state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from shop.core.desk import DeskMixin, capped_count, count_text
from shop.core.errors import ShopError
from shop.orders import operations
from shop.orders.admin.listing import OrderFilterForm, OrderListing
from shop.orders.models import SavedTab


@dataclass(frozen=True)
class Saved:
    """A saved tab as it is drawn; without a count where counting is not cheap."""

    tab: SavedTab
    url: str
    count: str
    is_current: bool
    is_own: bool


def query_of(data: Mapping[str, Any]) -> str:
    """The filters in an address, in the order of the form's fields; '' without any."""
    return urlencode([(name, value) for name in OrderFilterForm.base_fields if (value := data.get(name, ""))])


def saved_tabs(data: QueryDict, *, user: Any, personal: bool, at: datetime) -> list[Saved]:
    """The tabs this person sees: one query, and one each for those that can be counted by an index."""
    current = query_of(data)
    return [
        Saved(
            tab=tab,
            url=f"{reverse('order_desk:list')}?{tab.query}",
            count=_count(tab, personal=personal, at=at),
            is_current=tab.query == current,
            is_own=tab.owner_id == user.pk,
        )
        for tab in SavedTab.objects.for_user(user)
    ]


def _count(tab: SavedTab, *, personal: bool, at: datetime) -> str:
    filters = QueryDict(tab.query)
    # A text may mean very many orders, and is looked up only when somebody asks.
    if filters.get("q"):
        return ""
    listing = OrderListing(filters, personal=personal, at=at)
    return count_text(capped_count(listing.shown)) if listing.is_valid else ""


class SaveForm(forms.Form):
    """A name for the filters that are chosen now."""

    name = forms.CharField(label=gettext_lazy("Name of the tab"), max_length=20)
    is_shared = forms.BooleanField(label=gettext_lazy("For all colleagues"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    def clean_query(self) -> str:
        """Nothing but filters of the list, and such that make sense."""
        filters = QueryDict(self.cleaned_data["query"])
        if not OrderFilterForm(filters).is_valid():
            raise forms.ValidationError(_("Choose filters first, then save them as a tab."))
        return query_of(filters)


class SaveTabView(DeskMixin, View):
    """Keep the filters as a tab."""

    permission_required = "orders.view_order"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SaveForm(request.POST)
        back = reverse("order_desk:list")
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, errors[0])
            return redirect(back)
        try:
            tab = operations.save_tab(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ShopError as error:
            messages.error(request, str(error))
            return redirect(f"{back}?{form.cleaned_data['query']}")
        messages.success(request, _("The tab “%(name)s” is saved.") % {"name": tab.name})
        return redirect(f"{back}?{tab.query}")


class RemoveTabView(DeskMixin, View):
    """Forget a tab of one's own."""

    permission_required = "orders.view_order"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            name = operations.remove_tab(by=request.user, tab_id=kwargs["tab"])
        except ShopError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The tab “%(name)s” is removed.") % {"name": name})
        return redirect("order_desk:list")
