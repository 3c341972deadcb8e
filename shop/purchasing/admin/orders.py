"""Purchase orders: the list, one of them, and its steps."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.core.desk_form import ButtonView
from shop.core.money import yuan
from shop.inventory.admin.forms import SkuFilterForm
from shop.purchasing.enums import OPEN_STATES, PurchaseState
from shop.purchasing.models import PurchaseLine, PurchaseOrder, Receipt, SupplierItem
from shop.purchasing.operations import cancel_order, close_order, reopen_order, send_order
from shop.purchasing.queries import overdue, text_of
from shop.purchasing.rules import whole_packs

TABS: list[tuple[str, Any, Q]] = [
    ("", gettext_lazy("All"), Q()),
    ("draft", gettext_lazy("Drafts"), Q(state=PurchaseState.DRAFT)),
    ("open", gettext_lazy("On the way"), Q(state__in=OPEN_STATES)),
    ("closed", PurchaseState.CLOSED.label, Q(state=PurchaseState.CLOSED)),
    ("cancelled", PurchaseState.CANCELLED.label, Q(state=PurchaseState.CANCELLED)),
]


class OrderFilterForm(forms.Form):
    """The filter above the orders."""

    q = SkuFilterForm.base_fields["q"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = _("Order number, supplier or SKU code")


def orders_behind(*, at: datetime) -> dict[str, QuerySet[PurchaseOrder]]:
    """The orders behind each tab of the list."""
    return {key: PurchaseOrder.objects.filter(condition) for key, _label, condition in TABS} | {"late": overdue(at=at)}


def find_orders(tab: str, text: str, *, at: datetime) -> QuerySet[PurchaseOrder]:
    """The orders behind a tab (an unknown one: all) whose number, supplier or SKUs have ``text``."""
    behind = orders_behind(at=at)
    orders = behind.get(tab, behind[""])
    if not (text := text.strip()):
        return orders
    lines = PurchaseLine.objects.filter(order=OuterRef("pk"), sku__code__icontains=text)
    return orders.filter(Q(number__icontains=text) | Q(supplier__name__icontains=text) | Exists(lines))


class OrdersView(DeskView):
    """Purchase orders, newest first; what is on the way is a tab."""

    permission_required = "purchasing.view_purchaseorder"
    template_name = "admin/purchasing/orders.html"
    page_title = gettext_lazy("Purchase orders")
    listing = "purchase_orders"
    header_icon = "doc-full"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = OrderFilterForm(self.request.GET)
        behind = orders_behind(at=timezone.now())
        current = self.request.GET.get("tab", "")
        current = current if current in behind else ""
        orders = PurchaseOrder.objects.none()
        if form.is_valid():
            orders = find_orders(current, form.cleaned_data["q"], at=timezone.now())
        sums = PurchaseLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
        page = keyset_page(
            orders.select_related("supplier", "place").annotate(
                ordered=Coalesce(sums.annotate(units=Sum("quantity")).values("units"), 0),
                arrived=Coalesce(sums.annotate(units=Sum("received")).values("units"), 0),
            ),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        choices = [*((key, label) for key, label, _condition in TABS), ("late", _("Late"))]
        return super().get_context_data(
            form=form,
            page=page,
            tab=current,
            today=timezone.localdate(),
            tabs=tabs_of(choices, current=current, rows=lambda key: behind[key]),
            is_filtered=bool(self.request.GET.get("q")),
            may_order=self.request.user.has_perm("purchasing.change_purchaseorder"),
            may_receive=self.request.user.has_perm("purchasing.receive_purchaseorder"),
            **kwargs,
        )


class OrderMixin:
    """A screen about one purchase order."""

    permission_required = "purchasing.view_purchaseorder"
    header_icon = "doc-full"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def order(self) -> PurchaseOrder:
        rows = PurchaseOrder.objects.select_related("supplier", "place", "created_by")
        return get_object_or_404(rows, number=self.kwargs["number"])

    @cached_property
    def lines(self) -> list[PurchaseLine]:
        return list(self.order.lines.select_related("sku__product").defer("sku__product__body"))

    @property
    def may_cost(self) -> bool:
        return bool(self.request.user.has_perm("catalog.view_cost"))

    def url(self) -> str:
        return reverse("purchasing_desk:order", args=[self.order.number])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("purchasing_desk:orders"), "label": _("Purchase orders")}]

    def get_page_title(self) -> str:
        return _("Purchase order %(number)s") % {"number": self.order.number}


class OrderView(OrderMixin, DeskView):
    """One order: lines, what has arrived, its text for the supplier, the next step."""

    template_name = "admin/purchasing/order.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order, lines = self.order, self.lines
        may_order = self.request.user.has_perm("purchasing.change_purchaseorder")
        receipts = Receipt.objects.filter(order=order).select_related("by")
        items = "items__movement__lot", "items__line__sku"
        text = text_of(order, lines)
        subject = _("Purchase order %(number)s") % {"number": order.number}
        return super().get_context_data(
            order=order,
            lines=lines,
            sum_fen=sum(line.sum_fen or 0 for line in lines),
            has_unpriced=any(line.cost_fen is None for line in lines),
            remarks=self._remarks() if may_order else [],
            receipts=list(receipts.prefetch_related(*items)[:100]),
            text=text,
            mail=f"mailto:{quote(order.supplier.email, safe='@')}?subject={quote(subject)}&body={quote(text)}",
            is_open=order.state in OPEN_STATES,
            is_late=order.state in OPEN_STATES and bool(order.expected_on and order.expected_on < timezone.localdate()),
            may_order=may_order,
            may_receive=self.request.user.has_perm("purchasing.receive_purchaseorder"),
            may_cost=self.may_cost,
            **kwargs,
        )

    def _remarks(self) -> list[str]:
        """Where the draft is not what the supplier's terms ask for."""
        if self.order.state != PurchaseState.DRAFT:
            return []
        items = {item.sku_id: item for item in SupplierItem.objects.filter(supplier=self.order.supplier)}
        said = []
        for line in self.lines:
            item = items.get(line.sku_id)
            if item is None:
                said.append(_("%(code)s is not on this supplier's list.") % {"code": line.sku.code})
                continue
            right = whole_packs(line.quantity, pack_size=item.pack_size, min_quantity=item.min_quantity)
            if right != line.quantity:
                said.append(
                    _("%(code)s comes in packs of %(pack)s, at least %(least)s: %(right)s would fit.")
                    % {"code": line.sku.code, "pack": item.pack_size, "least": item.min_quantity, "right": right}
                )
        total_fen = sum(line.sum_fen or 0 for line in self.lines)
        least_fen = self.order.supplier.min_order_fen
        if self.may_cost and self.lines and total_fen < least_fen:
            said.append(
                _("The supplier delivers from ¥%(least)s on; this is ¥%(total)s.")
                % {"least": yuan(least_fen, trim=True), "total": yuan(total_fen)}
            )
        return said


class PrintView(OrderMixin, DeskView):
    """The order on paper; the browser's print dialogue makes a PDF of it."""

    template_name = "admin/purchasing/print.html"

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.order.number}]

    def get_page_title(self) -> str:
        return _("Print")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            order=self.order,
            lines=self.lines,
            sum_fen=sum(line.sum_fen or 0 for line in self.lines),
            may_cost=self.may_cost and all(line.cost_fen is not None for line in self.lines),
            url=self.url(),
            **kwargs,
        )


class StepView(OrderMixin, ButtonView):
    """A step of the order."""

    permission_required = "purchasing.change_purchaseorder"


class SendView(StepView):
    """The supplier has it."""

    def perform(self) -> str:
        send_order(by=self.request.user, order=self.order, at=timezone.now())
        return _("%(number)s counts as sent. Goods may arrive.") % {"number": self.order.number}


class CancelView(StepView):
    """Call it off."""

    def perform(self) -> str:
        cancel_order(by=self.request.user, order=self.order, at=timezone.now())
        return _("%(number)s is cancelled.") % {"number": self.order.number}


class CloseView(StepView):
    """The rest will not come."""

    def perform(self) -> str:
        missing = sum(line.missing for line in self.lines)
        close_order(by=self.request.user, order=self.order, at=timezone.now())
        return ngettext(
            "%(number)s is closed; %(count)s unit is not expected any more.",
            "%(number)s is closed; %(count)s units are not expected any more.",
            missing,
        ) % {"number": self.order.number, "count": missing}


class ReopenView(StepView):
    """The rest comes after all."""

    def perform(self) -> str:
        reopen_order(by=self.request.user, order=self.order, at=timezone.now())
        return _("%(number)s is open again.") % {"number": self.order.number}
