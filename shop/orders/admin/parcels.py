"""One parcel of an order: what happened to it."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.orders import operations
from shop.orders.admin.actions import CORRECT, NEWS, SETTLE
from shop.orders.admin.detail import OrderActionView
from shop.orders.admin.forms import NewsForm
from shop.orders.models import Shipment
from shop.shipping import operations as shipping
from shop.shipping.forms import ParcelForm
from shop.shipping.models import Consignment

MOST_SHARING = 20


class ParcelActionView(OrderActionView):
    """A step with one parcel that is followed."""

    @cached_property
    def parcel(self) -> Shipment:
        rows = self.order.shipments.exclude(consignment=None).select_related("consignment")
        return get_object_or_404(rows, pk=self.kwargs["parcel"])

    @cached_property
    def consignment(self) -> Consignment:
        return Consignment.objects.get(shipments=self.parcel)

    def is_allowed(self) -> bool:
        return self.parcel.is_waited_for and self.request.user.has_perm(self.action.permission)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parcel=self.parcel, **kwargs)


class NewsView(ParcelActionView):
    """Somebody was told what became of it."""

    action = NEWS
    form_class = NewsForm

    def perform(self, data: dict[str, Any]) -> str:
        shipping.note_news(by=self.request.user, consignment=self.consignment, at=self.at, **data)
        return _("It is noted at the parcel.")

    def consequences(self) -> list[str]:
        return [_("For what the carrier or the customer told you. A parcel with bad news goes among those in trouble.")]


class CorrectForm(ParcelForm):
    """The right number, and the orders that share the wrong one: ticked where they are the same customer's."""

    others = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Correct it also for"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("These orders have the same number. Untick what does not lie in this parcel."),
    )

    def __init__(self, *args: Any, sharing: list[Shipment], customer_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["others"]
        field.choices = [(row.pk, row.order.number) for row in sharing]
        field.initial = [row.pk for row in sharing if row.order.customer_id == customer_id]
        if not sharing:
            del self.fields["others"]


class CorrectView(ParcelActionView):
    """Its number was typed wrongly."""

    action = CORRECT
    form_class = ParcelForm

    @cached_property
    def sharing(self) -> list[Shipment]:
        """Parcels of other orders under the same number that are not received yet."""
        rows = self.consignment.shipments.exclude(order=self.order).select_related("order", "consignment")
        return [row for row in rows.order_by("pk")[:MOST_SHARING] if row.is_waited_for]

    def make_form(self, data: Any = None) -> ParcelForm:
        parcel = self.parcel
        initial = {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
        return CorrectForm(data, initial=initial, sharing=self.sharing, customer_id=self.order.customer_id)

    def perform(self, data: dict[str, Any]) -> str:
        before = self.parcel.tracking_number
        rows = operations.correct_waybill(by=self.request.user, shipment=self.parcel, at=self.at, **data)
        sums = {"new": rows[0].tracking_number, "old": before, "orders": "、".join(row.order.number for row in rows)}
        if len(rows) > 1:
            return _("The parcel of orders %(orders)s has number %(new)s instead of %(old)s.") % sums
        return _("The parcel has number %(new)s instead of %(old)s.") % sums

    def consequences(self) -> list[str]:
        return [_("The customer sees the right number from now on. Goods and stock stay as they are.")]


class SettleView(ParcelActionView):
    """What was wrong is taken care of."""

    action = SETTLE

    def perform(self, data: dict[str, Any]) -> str:
        shipping.settle_trouble(by=self.request.user, consignment=self.consignment, at=self.at)
        return _("The parcel is no longer among those in trouble.")

    def consequences(self) -> list[str]:
        return [_("The order leaves the list of parcels in trouble. News about the parcel can bring it back.")]
