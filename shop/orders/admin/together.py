"""Orders of one person in one parcel."""

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.orders import operations
from shop.orders.admin.actions import TOGETHER
from shop.orders.admin.detail import OrderActionView
from shop.orders.admin.listing import goods_text
from shop.orders.models import Order, OrderLine
from shop.orders.queries import goes_along
from shop.shipping.forms import ParcelForm

_MOST = 20


class TogetherForm(ParcelForm):
    """Carrier and number of the parcel, and the orders that lie in it beside this one."""

    others = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Orders in the same parcel"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["others", "carrier", "tracking_number"]

    def __init__(self, *args: Any, along: list[Order], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["others"]
        field.choices = [(order.pk, f"{order.number} · {goods_text(list(order.lines.all()))}") for order in along]
        field.initial = [order.pk for order in along]


class TogetherView(OrderActionView):
    """Everything that is left of these orders leaves under one number."""

    action = TOGETHER

    @cached_property
    def along(self) -> list[Order]:
        lines = Prefetch("lines", queryset=OrderLine.objects.order_by("id"))
        return list(goes_along(self.order).prefetch_related(lines)[:_MOST])

    def make_form(self, data: Any = None) -> TogetherForm:
        return TogetherForm(data, along=self.along)

    def perform(self, data: dict[str, Any]) -> str:
        parcels = operations.ship_together(by=self.request.user, order=self.order, at=self.at, **data)
        return _("%(count)s orders are shipped together: %(carrier)s %(tracking)s.") % {
            "count": len(parcels),
            "carrier": parcels[0].carrier_label,
            "tracking": parcels[0].tracking_number,
        }

    def consequences(self) -> list[str]:
        return [
            _("All that is left of these orders leaves in one parcel. Each stays its own, with its own money."),
            _("Freight that was paid twice can be given back on the order's page."),
        ]
