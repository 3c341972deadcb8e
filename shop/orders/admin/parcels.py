"""One parcel of an order: what happened to it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shop.orders import operations
from shop.orders.admin.actions import CORRECT, NEWS, SETTLE
from shop.orders.admin.detail import OrderActionView
from shop.orders.admin.forms import CorrectForm, NewsForm
from shop.orders.models import Order, Shipment
from shop.shipping import operations as shipping
from shop.shipping.models import Consignment


class ParcelActionView(OrderActionView):
    """A step with one parcel that is followed."""

    @cached_property
    def parcel(self) -> Shipment:
        return get_object_or_404(self.order.shipments.exclude(consignment=None), pk=self.kwargs["parcel"])

    @cached_property
    def consignment(self) -> Consignment:
        return Consignment.objects.get(shipments=self.parcel)

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


class CorrectView(ParcelActionView):
    """Its number was typed wrongly."""

    action = CORRECT
    form_class = CorrectForm

    def make_form(self, data: Any = None) -> CorrectForm:
        parcel = self.parcel
        return CorrectForm(data, initial={"carrier": parcel.carrier, "tracking_number": parcel.tracking_number})

    def perform(self, data: dict[str, Any]) -> str:
        before = self.parcel.tracking_number
        row = operations.correct_waybill(by=self.request.user, shipment=self.parcel, at=self.at, **data)
        return _("The parcel has number %(new)s instead of %(old)s.") % {"new": row.tracking_number, "old": before}

    def consequences(self) -> list[str]:
        said = [_("The customer sees the right number from now on. Goods and stock stay as they are.")]
        others = Order.objects.filter(shipments__consignment=self.consignment).exclude(pk=self.order.pk)
        if numbers := "、".join(others.order_by("pk").values_list("number", flat=True)[:20]):
            said.append(_("Order %(numbers)s lies in the same parcel: correct it there too.") % {"numbers": numbers})
        return said


class SettleView(ParcelActionView):
    """What was wrong is taken care of."""

    action = SETTLE

    def perform(self, data: dict[str, Any]) -> str:
        shipping.settle_trouble(by=self.request.user, consignment=self.consignment, at=self.at)
        return _("The parcel is no longer among those in trouble.")

    def consequences(self) -> list[str]:
        return [_("The order leaves the list of parcels in trouble. News about the parcel can bring it back.")]
