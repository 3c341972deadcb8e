"""The places where stock lies."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk_form import ButtonView, OperationView
from shop.inventory.enums import Condition, PlaceKind
from shop.inventory.models import Place
from shop.inventory.operations import close_place, make_default, remove_place, reopen_place, save_place


class PlaceForm(forms.Form):
    """Name and kind of a place."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PlaceKind.choices)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    offers_pickup = forms.BooleanField(
        label=gettext_lazy("Orders are picked up here"),
        required=False,
        help_text=gettext_lazy("Shoppers may choose it at the checkout instead of delivery, and pay no freight."),
    )


class PlacesView(OperationView):
    """All places with what lies there; the form adds one."""

    permission_required = "inventory.view_stockitem"
    template_name = "admin/inventory/places.html"
    page_title = gettext_lazy("Places")
    header_icon = "site"
    form_class = PlaceForm
    button = gettext_lazy("Add place")

    @property
    def may_change(self) -> bool:
        return bool(self.request.user.has_perm("inventory.change_place"))

    def url(self) -> str:
        return reverse("goods_desk:places")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sellable = Q(balances__condition=Condition.SELLABLE)
        places = Place.objects.annotate(
            sellable=Sum("balances__on_hand", filter=sellable, default=0),
            aside=Sum("balances__on_hand", filter=~sellable, default=0),
        ).order_by("is_closed", "position", "pk")
        return super().get_context_data(places=list(places), may_change=self.may_change, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.may_change:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def perform(self, values: dict[str, Any]) -> str:
        place = save_place(by=self.request.user, **values)
        return _("%(name)s is there.") % {"name": place.name}


class PlaceMixin:
    """One place, for those who may change it."""

    permission_required = "inventory.change_place"
    header_icon = "site"
    kwargs: dict[str, Any]

    @cached_property
    def place(self) -> Place:
        return get_object_or_404(Place, pk=self.kwargs["place"])

    def url(self) -> str:
        return reverse("goods_desk:places")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": _("Places")}]


class PlaceView(PlaceMixin, OperationView):
    """Change a place."""

    form_class = PlaceForm
    button = gettext_lazy("Save")

    def get_page_title(self) -> str:
        return self.place.name

    def make_form(self, data: Any = None) -> PlaceForm:
        place = self.place
        return PlaceForm(data, initial={name: getattr(place, name) for name in PlaceForm.base_fields})

    def perform(self, values: dict[str, Any]) -> str:
        save_place(by=self.request.user, place=self.place, **values)
        return _("%(name)s is saved.") % {"name": values["name"]}


class FirstPlaceView(PlaceMixin, ButtonView):
    """Make it the place of everything that names none."""

    def perform(self) -> str:
        make_default(by=self.request.user, place=self.place)
        return _("%(name)s comes first.") % {"name": self.place.name}


class ClosePlaceView(PlaceMixin, ButtonView):
    """Offer it no more, or again."""

    def perform(self) -> str:
        if self.place.is_closed:
            reopen_place(by=self.request.user, place=self.place)
            return _("%(name)s is open again.") % {"name": self.place.name}
        close_place(by=self.request.user, place=self.place)
        return _("%(name)s is closed.") % {"name": self.place.name}


class RemovePlaceView(PlaceMixin, ButtonView):
    """Remove a place in which nothing ever was."""

    def perform(self) -> str:
        name = self.place.name
        remove_place(by=self.request.user, place=self.place)
        return _("%(name)s is removed.") % {"name": name}
