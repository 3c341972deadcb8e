"""One parcel of an order: what happened to it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shop.orders.admin.actions import NEWS, SETTLE
from shop.orders.admin.detail import OrderActionView
from shop.orders.admin.forms import NewsForm
from shop.orders.models import Shipment
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


class SettleView(ParcelActionView):
    """What was wrong is taken care of."""

    action = SETTLE

    def perform(self, data: dict[str, Any]) -> str:
        shipping.settle_trouble(by=self.request.user, consignment=self.consignment, at=self.at)
        return _("The parcel is no longer among those in trouble.")

    def consequences(self) -> list[str]:
        return [_("The order leaves the list of parcels in trouble. News about the parcel can bring it back.")]
