"""Print runs: what was printed, how often it was looked at, and new ones."""

from datetime import timedelta
from typing import Any

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from shop.core.desk import DeskView, capped_count, count_text, keyset_page
from shop.core.errors import ShopError
from shop.inventory.models import Lot
from shop.origin.admin.forms import RunForm, WithdrawForm
from shop.origin.enums import Target
from shop.origin.models import PrintedCode, PrintRun
from shop.origin.operations import start_run
from shop.origin.operations.sheets import address_of
from shop.origin.queries import sales_of, scans_by_day, scans_of

_DAYS = 30
_CODES = 50
_ORDERS = 50


class RunsView(DeskView):
    """Print runs, newest first, each with its scans."""

    permission_required = "origin.view_printrun"
    template_name = "admin/origin/runs.html"
    page_title = gettext_lazy("Origin and codes")
    header_icon = "site"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("origin.add_printrun"):
            return []
        return [HeaderButton(_("Print codes"), url=reverse("origin_desk:new"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = keyset_page(
            PrintRun.objects.select_related("product", "lot", "job", "created_by").defer("product__body"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        scans = scans_of(page.rows)
        rows = [{"run": run, "scans": scans.get(run.pk, 0)} for run in page.rows]
        return super().get_context_data(page=page, rows=rows, **kwargs)


class NewRunView(DeskView):
    """Labels to print, of a product or of a lot (``?lot=``)."""

    permission_required = "origin.add_printrun"
    template_name = "admin/origin/new.html"
    page_title = gettext_lazy("Print codes")
    header_icon = "site"

    @cached_property
    def lot(self) -> Lot | None:
        text = self.request.GET.get("lot", "")
        if not text:
            return None
        pk = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
        return get_object_or_404(Lot.objects.select_related("sku__product"), pk=pk)

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("origin_desk:runs"), "label": _("Origin and codes")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", RunForm(self.lot))
        return super().get_context_data(lot=self.lot, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RunForm(self.lot, request.POST)
        if form.is_valid():
            data = dict(form.cleaned_data)
            product = self.lot.sku.product if self.lot else data.pop("product")
            try:
                run = start_run(by=request.user, product=product, lot=self.lot, at=timezone.now(), **data)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return redirect("origin_desk:run", pk=run.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OneRunView(DeskView):
    """A screen about one print run."""

    permission_required = "origin.view_printrun"
    header_icon = "site"

    @cached_property
    def run(self) -> PrintRun:
        known = PrintRun.objects.select_related("product", "lot__sku", "job", "created_by")
        return get_object_or_404(known, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.run.product.title

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("origin_desk:runs"), "label": _("Origin and codes")}]

    def run_url(self) -> str:
        return reverse("origin_desk:run", args=[self.run.pk])


class RunView(OneRunView):
    """The labels to download, the scans, the codes, and the way to call them back."""

    template_name = "admin/origin/run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, user = self.run, self.request.user
        today = timezone.localdate()
        after = self.request.GET.get("after", "")
        codes = PrintedCode.objects.filter(run=run)
        if after.isascii() and after.isdecimal() and len(after) < 9:
            codes = codes.filter(number__gt=int(after))
        found = list(codes.annotate(first_at=Min("scans__at")).order_by("number")[: _CODES + 1])
        shown = found[:_CODES]
        kwargs.setdefault("withdraw_form", WithdrawForm())
        return super().get_context_data(
            run=run,
            pages=run.layout.pages(run.labels),
            scans=scans_of([run]).get(run.pk, 0),
            sales=count_text(capped_count(sales_of(run))),
            orders=sales_of(run)[:_ORDERS] if user.has_perm("orders.view_order") else [],
            days=scans_by_day(run, since=today - timedelta(days=_DAYS - 1)),
            is_unit=run.target == Target.UNIT,
            codes=[
                {"code": code, "url": address_of(code.text), "first_at": code.first_at}  # type: ignore[attr-defined]
                for code in shown
            ],
            next_after=shown[-1].number if len(found) > _CODES else "",
            may_print=user.has_perm("origin.add_printrun"),
            may_withdraw=user.has_perm("origin.withdraw_printrun"),
            **kwargs,
        )
