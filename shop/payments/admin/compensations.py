"""What is owed beyond what was paid: seen, sent at the bank, written down."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.core.desk_form import OperationView
from shop.core.money import yuan
from shop.customers.rules import mask_name, mask_phone
from shop.payments.admin.transfers import CONFIRM, SentForm
from shop.payments.models import Compensation
from shop.payments.operations import confirm_compensation

TABS = [("", gettext_lazy("To pay")), ("sent", gettext_lazy("Sent"))]


class CompensationsView(DeskView):
    """Earnest money that goes back twofold: the second half. Who waits longest comes first."""

    permission_required = CONFIRM
    template_name = "admin/payments/compensations.html"
    page_title = gettext_lazy("Compensation")
    header_icon = "download"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Compensation.objects.select_related("order")
        behind = {"": rows.filter(paid_at=None), "sent": rows.exclude(paid_at=None)}
        current = self.request.GET.get("tab", "")
        current = current if current in behind else ""
        page = keyset_page(
            behind[current],
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            newest_first=current == "sent",
        )
        personal = self.request.user.has_perm("orders.view_personal_data")
        shown = [
            {
                "row": row,
                "who": row.order.recipient if personal else mask_name(row.order.recipient),
                "phone": row.order.phone if personal else mask_phone(row.order.phone),
            }
            for row in page.rows
        ]
        tabs = tabs_of(TABS, current=current, rows=lambda key: behind[key])
        return super().get_context_data(rows=shown, page=page, tab=current, tabs=tabs, **kwargs)


class CompensationSentView(OperationView):
    """Write down that it was sent at the bank."""

    permission_required = CONFIRM
    header_icon = "download"
    form_class = SentForm
    page_title = gettext_lazy("Compensation was sent")
    button = gettext_lazy("It was sent")

    @cached_property
    def compensation(self) -> Compensation:
        return get_object_or_404(Compensation.objects.select_related("order"), pk=self.kwargs["pk"], paid_at=None)

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": _("Compensation")}]

    def url(self) -> str:
        return reverse("payment_desk:compensations")

    def facts(self) -> list[tuple[Any, Any]]:
        return [
            (_("Order"), self.compensation.order.number),
            (_("Amount"), f"¥{yuan(self.compensation.amount_fen)}"),
            (_("Reason"), _("Earnest money goes back twofold, as the shop has failed (Civil Code 587).")),
        ]

    def perform(self, values: dict[str, Any]) -> str:
        confirm_compensation(
            by=self.request.user,
            compensation=self.compensation,
            bank_reference=values["bank_reference"],
            at=timezone.now(),
        )
        return _("Written down: the money is on its way.")
