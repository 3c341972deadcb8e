"""Give a part of an order's money back, with a reason, beside any case."""

import secrets
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk_form import ButtonView
from shop.core.money import YuanField, yuan
from shop.orders.admin.actions import Action
from shop.orders.admin.detail import OrderActionView
from shop.orders.enums import OrderStatus
from shop.payments.enums import PaymentState
from shop.payments.models import Refund
from shop.payments.operations import refund_order_part, retry_refund

GIVE_BACK = Action(
    "refund",
    gettext_lazy("Give money back"),
    "payments.refund_payment",
    "undo",
    frozenset({OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED}),
)


class GiveBackForm(forms.Form):
    """How much and why. The token makes a double click one refund."""

    amount_fen = YuanField(label=gettext_lazy("Amount in yuan"), min_fen=1)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=100,
        help_text=gettext_lazy("Kept on the time line of the order and at the gateway."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    token = forms.RegexField(regex=r"^[0-9a-f]{16}$", widget=forms.HiddenInput)


class GiveBackView(OrderActionView):
    """The order stays as it is: for goods that come back there are cases, for an order that is off, cancelling."""

    action = GIVE_BACK
    template_name = "admin/payments/refund.html"

    def make_form(self, data: Any = None) -> GiveBackForm:
        return GiveBackForm(data, initial={"token": secrets.token_hex(8)})

    def perform(self, data: dict[str, Any]) -> str:
        refunds = refund_order_part(
            order=self.order,
            amount_fen=data["amount_fen"],
            reason=data["reason"],
            at=self.at,
            by=self.request.user,
            key=f"desk:{data['token']}",
            is_news=True,
        )
        return _("¥%(amount)s of order %(number)s goes back to the customer the way it was paid.") % {
            "amount": yuan(sum(refund.amount_fen for refund in refunds)),
            "number": self.order.number,
        }

    def consequences(self) -> list[str]:
        return [
            _("At most ¥%(amount)s can be given back.") % {"amount": yuan(kept_of(self.order))},
            _("It goes back the way it was paid, and the customer sees it on the page of the order."),
            _("The order stays as it is: nothing goes back on sale."),
        ]


class RetryView(ButtonView):
    """Send a refund once more that the gateway refused for good."""

    permission_required = GIVE_BACK.permission

    @cached_property
    def refund(self) -> Refund:
        rows = Refund.objects.filter(payment__order__isnull=False).select_related("payment__order")
        return get_object_or_404(rows, reference=self.kwargs["reference"])

    def url(self) -> str:
        order = self.refund.payment.order
        assert order is not None  # noqa: S101 see above
        return reverse("order_desk:order", args=[order.number])

    def perform(self) -> str:
        retry_refund(refund=self.refund, by=self.request.user, at=timezone.now())
        return _("¥%(amount)s is sent once more.") % {"amount": yuan(self.refund.amount_fen)}


def kept_of(order: Any) -> int:
    """What is left of the order's money, in fen."""
    return sum(payment.kept_fen for payment in order.payments.filter(state=PaymentState.SUCCEEDED))
