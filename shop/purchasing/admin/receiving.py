"""Goods at the door, on a phone: scan or type a code, say how many are good and how many are damaged."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.core.desk import DayField, DeskView
from shop.core.desk_form import ButtonView, OperationView
from shop.core.money import YuanField, yuan
from shop.inventory.admin.forms import UnitsField
from shop.inventory.operations import LotData
from shop.purchasing.admin.orders import OrderMixin
from shop.purchasing.admin.tokens import new_token, read_token
from shop.purchasing.enums import OPEN_STATES
from shop.purchasing.errors import ReceivedMeanwhile
from shop.purchasing.models import PurchaseLine, Receipt
from shop.purchasing.operations import Arrival, receive_goods, undo_receipt
from shop.purchasing.queries import find_line


def seen_text(line: PurchaseLine) -> str:
    """What of the line was booked when the page was opened, to be sent back with the form."""
    return f"{line.received}-{line.damaged}"


def read_seen(text: str) -> tuple[int, int]:
    """The other way; what cannot be read was never shown by us, and fits no line."""
    received, _dash, damaged = text.partition("-")
    if received.isdecimal() and damaged.isdecimal() and len(text) <= 20:
        return int(received), int(damaged)
    return -1, -1


class ArrivalForm(forms.Form):
    """What has come of one line."""

    units = UnitsField(label=gettext_lazy("Good units"))
    damaged = UnitsField(
        label=gettext_lazy("Damaged units"),
        required=False,
        help_text=gettext_lazy("They are kept apart, are not sold, and still count as missing."),
    )
    lot_code = forms.CharField(label=gettext_lazy("Lot"), max_length=40, required=False)
    produced_on = DayField(label=gettext_lazy("Produced on"))
    expires_on = DayField(label=gettext_lazy("Best before"))
    cost = YuanField(label=gettext_lazy("Cost of a unit"), required=False)
    take_cost = forms.BooleanField(required=False)
    keep_more = forms.BooleanField(label=gettext_lazy("Keep what is too much"), required=False)
    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, line: PurchaseLine, may_cost: bool) -> None:
        initial = {"units": line.missing or "", "cost": line.cost_fen, "token": new_token(), "seen": seen_text(line)}
        super().__init__(data, initial=initial)
        if not may_cost:
            del self.fields["cost"], self.fields["take_cost"]
        else:
            now = line.sku.cost_fen
            self.fields["take_cost"].label = _("Make this the SKU's cost (now %(cost)s)") % {
                "cost": _("unknown") if now is None else f"¥{yuan(now)}"
            }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("lot_code", "").strip() and any(data.get(name) for name in ("produced_on", "expires_on")):
            self.add_error("lot_code", _("Dates belong to a lot: give it a code."))
        return data


class ReceiveMixin(OrderMixin):
    """A screen on which goods of an order are received."""

    permission_required = "purchasing.receive_purchaseorder"
    header_icon = "download"

    def trail(self) -> list[dict[str, Any]]:
        url = reverse("purchasing_desk:order", args=[self.order.number])
        return [*super().trail(), {"url": url, "label": self.order.number}]

    def url(self) -> str:
        # With nothing left to receive there is nothing left to do there.
        name = "receive" if self.order.state in OPEN_STATES else "order"
        return reverse(f"purchasing_desk:{name}", args=[self.order.number])


class ReceivingView(ReceiveMixin, DeskView):
    """What is still to come, and the field for the next code; a code that is found leads to its line."""

    template_name = "admin/purchasing/receiving.html"

    def get_page_title(self) -> str:
        return _("Receive %(code)s") % {"code": self.order.number}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = request.GET.get("code", "").strip()[:60]
        line = find_line(self.order, code) if code else None
        if line:
            return redirect("purchasing_desk:receive_line", self.order.number, line.pk)
        return self.render_to_response(self.get_context_data(code=code))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rest = [line for line in self.lines if line.missing]
        return super().get_context_data(
            order=self.order,
            rest=[{"line": line, "seen": seen_text(line)} for line in rest],
            done=[line for line in self.lines if not line.missing],
            is_open=self.order.state in OPEN_STATES,
            token=new_token(),
            missing=sum(line.missing for line in rest),
            **kwargs,
        )


class ReceiveLineView(ReceiveMixin, OperationView):
    """One line: how many, of which lot."""

    template_name = "admin/purchasing/receive_line.html"
    button = gettext_lazy("Receive")
    was_overtaken = False

    @cached_property
    def line(self) -> PurchaseLine:
        rows = PurchaseLine.objects.filter(order=self.order).select_related("sku__product", "order")
        return get_object_or_404(rows, pk=self.kwargs["line"])

    def get_page_title(self) -> str:
        return self.line.sku.code

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": _("Receive")}]

    def make_form(self, data: Any = None) -> ArrivalForm:
        return ArrivalForm(data, line=self.line, may_cost=self.may_cost)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The line's number is in the address; the page wants the row.
        kwargs["line"] = self.line
        is_open = self.order.state in OPEN_STATES
        return super().get_context_data(order=self.order, sku=self.line.sku, is_open=is_open, **kwargs)

    def facts(self) -> list[tuple[Any, Any]]:
        line = self.line
        facts = [(_("Ordered"), line.quantity), (_("Received"), line.received), (_("Missing"), line.missing)]
        return [*facts, (_("Damaged units"), line.damaged)] if line.damaged else facts

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: Any = super().post(request, *args, **kwargs)
        if self.was_overtaken:
            # Having been told what is booked now, sending again is a decision.
            del self.line
            form = response.context_data["form"]
            form.data = form.data.copy()
            form.data["seen"] = seen_text(self.line)
            response.context_data |= {"line": self.line, "facts": self.facts()}
        return response

    def perform(self, values: dict[str, Any]) -> str:
        lot = None
        if values["lot_code"].strip():
            lot = LotData(code=values["lot_code"], produced_on=values["produced_on"], expires_on=values["expires_on"])
        arrival = Arrival(
            line_id=self.line.pk,
            units=values["units"] or 0,
            damaged=values["damaged"] or 0,
            seen=read_seen(values["seen"]),
            lot=lot,
            keep_more=values["keep_more"],
            cost_fen=values.get("cost"),
            take_cost=values.get("take_cost", False),
        )
        try:
            receive_goods(
                by=self.request.user, order=self.order, arrivals=[arrival], token=values["token"], at=timezone.now()
            )
        except ReceivedMeanwhile:
            self.was_overtaken = True
            raise
        self.order.refresh_from_db()
        self.line.refresh_from_db()
        return outcome(self.line)


def outcome(line: PurchaseLine) -> str:
    """What of a line has come by now, and plainly whether that is too little or too much."""
    said = _("%(code)s: %(received)s of %(quantity)s received.") % {
        "code": line.sku.code,
        "received": line.received,
        "quantity": line.quantity,
    }
    if line.damaged:
        said += " " + ngettext("%(count)s came damaged.", "%(count)s came damaged.", line.damaged) % {
            "count": line.damaged
        }
    if line.missing:
        said += " " + ngettext("%(count)s is missing.", "%(count)s are missing.", line.missing) % {
            "count": line.missing
        }
    elif line.too_many:
        said += " " + ngettext(
            "That is %(count)s more than ordered.", "That is %(count)s more than ordered.", line.too_many
        ) % {"count": line.too_many}
    return said


class ReceiveRestView(ReceiveMixin, ButtonView):
    """Everything that is missing has come, in good order and as ordered."""

    def url(self) -> str:
        return reverse("purchasing_desk:order", args=[self.order.number])

    def perform(self) -> str:
        data = self.request.POST
        arrivals = [
            Arrival(line_id=line.pk, units=line.missing, seen=read_seen(data[f"seen-{line.pk}"]))
            for line in self.lines
            if f"seen-{line.pk}" in data
        ]
        receive_goods(
            by=self.request.user,
            order=self.order,
            arrivals=[arrival for arrival in arrivals if arrival.units],
            token=read_token(data.get("token", "")),
            at=timezone.now(),
        )
        return _("All of %(number)s is here.") % {"number": self.order.number}


class UndoView(ReceiveMixin, ButtonView):
    """A receipt was booked by mistake."""

    def url(self) -> str:
        return reverse("purchasing_desk:order", args=[self.order.number])

    def perform(self) -> str:
        receipt = get_object_or_404(Receipt.objects.filter(order=self.order), pk=self.kwargs["receipt"])
        undo_receipt(by=self.request.user, receipt=receipt, at=timezone.now())
        return _("The receipt is taken back.")
