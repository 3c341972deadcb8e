"""Ship many orders at once by waybill numbers: paste or upload, look, ship."""

import io
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from shop.core.desk import DeskMixin, DeskView, Tab, keyset_page
from shop.core.errors import InvalidInput, StaleState
from shop.customers.rules import mask_name
from shop.exports.enums import Format
from shop.exports.registry import Sheet
from shop.exports.writing import CONTENT_TYPES, write
from shop.orders import operations
from shop.orders.admin.forms import WaybillsForm
from shop.orders.admin.listing import goods_text
from shop.orders.enums import OrderStatus, WaybillState
from shop.orders.models import Dispatch, Order, OrderLine, Waybill
from shop.orders.sending import waiting as sendings
from shop.orders.waybills.reading import MAX_ROWS, read_file, read_text
from shop.shipping.carriers import carrier_label

PAGE_ROWS = 100


class WaybillsView(DeskView):
    """Paste or upload; earlier lists below."""

    permission_required = "orders.ship_order"
    template_name = "admin/orders/waybills.html"
    page_title = gettext_lazy("Waybill numbers")
    header_icon = "mb-truck"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("order_desk:list"), "label": _("Orders")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", WaybillsForm())
        page = keyset_page(
            Dispatch.objects.select_related("created_by", "job"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            size=20,
        )
        counts = _counts(*(row.pk for row in page.rows))
        rows = [{"dispatch": row, "counts": counts.get(row.pk, {})} for row in page.rows]
        return super().get_context_data(page=page, rows=rows, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WaybillsForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            upload = data["file"]
            try:
                dispatch = operations.check_waybills(
                    by=request.user,
                    rows=read_file(upload.file, upload.name) if upload else read_text(data["text"]),
                    carrier=data["carrier"],
                    source=upload.name if upload else "",
                    personal=request.user.has_perm("orders.view_personal_data"),
                    at=timezone.now(),
                )
            except InvalidInput as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return redirect("order_desk:dispatch", pk=dispatch.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _goods_of(row: Waybill) -> str:
    """What is in its parcel; of what is sent again its case tells more."""
    if row.order is None:
        return ""
    return goods_text(list(row.order.lines.all())) if row.written_order == row.order.number else _("Sent again")


def _counts(*pks: int) -> dict[int, dict[str, int]]:
    """Rows by state, for each list. One query."""
    counts: dict[int, dict[str, int]] = {}
    rows = Waybill.objects.filter(dispatch__in=pks).order_by().values("dispatch", "state")
    for row in rows.annotate(count=Count("id")):
        counts.setdefault(row["dispatch"], {})[row["state"]] = row["count"]
    return counts


class DispatchView(DeskView):
    """One list: what would happen, how far it is, what became of it."""

    permission_required = "orders.ship_order"
    header_icon = "mb-truck"

    @cached_property
    def dispatch_(self) -> Dispatch:
        return get_object_or_404(Dispatch.objects.select_related("job", "created_by"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.dispatch_)

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("order_desk:list"), "label": _("Orders")},
            {"url": reverse("order_desk:waybills"), "label": _("Waybill numbers")},
        ]

    @property
    def is_running(self) -> bool:
        job = self.dispatch_.job
        return job is not None and not job.is_over

    def get_template_names(self) -> list[str]:
        return ["admin/orders/dispatch_progress.html" if self.is_running else "admin/orders/dispatch.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(dispatch=self.dispatch_, job=self.dispatch_.job, **kwargs)
        return context if self.is_running else {**context, **self._rows()}

    def _rows(self) -> dict[str, Any]:
        counts = _counts(self.dispatch_.pk).get(self.dispatch_.pk, {})
        # What somebody has to look at comes first.
        keys = [key for key in ("refused", "ready", "shipped", "same") if counts.get(key)]
        tab = self.request.GET.get("tab", "")
        tab = tab if tab in keys else keys[0] if keys else ""
        after = self.request.GET.get("after", "")
        lines = Prefetch("order__lines", queryset=OrderLine.objects.order_by("id"))
        rows = self.dispatch_.rows.filter(state=tab).select_related("order").prefetch_related(lines)
        if after.isdecimal() and len(after) < 10:
            rows = rows.filter(position__gt=int(after))
        found = list(rows.order_by("position")[: PAGE_ROWS + 1])
        personal = self.request.user.has_perm("orders.view_personal_data")
        return {
            "tab": tab,
            "tabs": [Tab(key, WaybillState(key).label, str(counts[key]), key == tab) for key in keys],
            "counts": counts,
            "rows": [
                {
                    "row": row,
                    "carrier": carrier_label(row.carrier) if row.carrier else row.written_carrier,
                    "recipient": (row.order.recipient if personal else mask_name(row.order.recipient))
                    if row.order
                    else "",
                    "goods": _goods_of(row),
                }
                for row in found[:PAGE_ROWS]
            ],
            "next_after": found[PAGE_ROWS - 1].position if len(found) > PAGE_ROWS else "",
        }


class ShipWaybillsView(DispatchView):
    """Ship what is ready; only by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            operations.ship_waybills(by=request.user, dispatch=self.dispatch_)
        except StaleState:
            messages.warning(request, _("These rows are being shipped, or nothing is left to ship."))
        return redirect("order_desk:dispatch", pk=self.dispatch_.pk)


class DiscardView(DispatchView):
    """Throw a list away; only by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            operations.discard_waybills(by=request.user, dispatch=self.dispatch_)
        except StaleState as error:
            messages.error(request, str(error))
            return redirect("order_desk:dispatch", pk=self.dispatch_.pk)
        messages.success(request, _("The list was thrown away. Nothing was shipped."))
        return redirect("order_desk:waybills")


def _xlsx(sheet: Sheet, name: str) -> FileResponse:
    target = io.BytesIO()
    write([sheet], Format.XLSX, target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=CONTENT_TYPES[Format.XLSX])


class RefusedView(DispatchView):
    """The refused rows as a workbook: corrected, it can be uploaded again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        refused = self.dispatch_.rows.filter(state=WaybillState.REFUSED).order_by("position")
        header = [_("Order number"), _("Carrier"), _("Tracking number"), _("Row in the file"), _("Reason")]
        rows = [
            [row.written_order, row.written_carrier, row.tracking_number, row.position, row.reason] for row in refused
        ]
        sheet = Sheet(title=_("Refused rows"), header=header, rows=rows)
        return _xlsx(sheet, f"{_('Refused rows')}-{self.dispatch_.pk}.xlsx")


class TemplateView(DeskMixin, View):
    """The orders to ship as a workbook with room for the numbers; what is due first comes first."""

    permission_required = "orders.ship_order"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        header = [_("Order number"), _("Carrier"), _("Tracking number"), _("Goods"), _("Region")]
        sheet = Sheet(title=_("To ship"), header=header, rows=self._rows())
        return _xlsx(sheet, f"{_('To ship')}.xlsx")

    def _rows(self) -> Iterator[list[Any]]:
        lines = Prefetch("lines", queryset=OrderLine.objects.order_by("id"))
        waiting = Order.objects.filter(status=OrderStatus.PAID, held_at=None, pickup_place=None).prefetch_related(lines)
        waiting = waiting.order_by("ship_by", "id")
        for order in waiting[:MAX_ROWS].iterator(chunk_size=500):
            yield [order.number, "", "", goods_text(list(order.lines.all())), order.region]
        for row in sendings(order__pickup_place=None):
            goods = "、".join(f"{good.title} ×{good.quantity}" for good in row.goods)
            yield [row.number, "", "", goods, row.order.region]
