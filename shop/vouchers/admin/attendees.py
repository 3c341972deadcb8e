"""Who comes to a session: on its page and on paper."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component

from shop.bookings.models import Session
from shop.exports.registry import PERSONAL
from shop.vouchers.admin.views import VoucherDeskView
from shop.vouchers.queries import phone_of, tickets_of


def rows_of(session: Session, *, personal: bool) -> list[dict[str, Any]]:
    """A row for each ticket: enough to call somebody and to tick them off, not enough to use the ticket. One query."""
    at = timezone.now()
    return [
        {
            "voucher": voucher,
            "end": voucher.code[-4:],
            "state": voucher.state_at(at),
            "order": voucher.line.order,
            "phone": phone_of(voucher, personal=personal),
        }
        for voucher in tickets_of(session)
    ]


class AttendeesPanel(Component):
    """The list, on the session's page."""

    template_name = "admin/vouchers/attendees_panel.html"

    def __init__(self, request: HttpRequest, session: Session) -> None:
        self.session = session
        self.rows = rows_of(session, personal=request.user.has_perm(PERSONAL))
        self.may_see_order = request.user.has_perm("orders.view_order")

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"session": self.session, "rows": self.rows, "may_see_order": self.may_see_order}


class AttendeesView(VoucherDeskView):
    """The list on paper; the browser's print dialogue makes a PDF of it."""

    template_name = "admin/vouchers/attendees.html"
    page_title = gettext_lazy("Attendees")

    @cached_property
    def session(self) -> Session:
        rows = Session.objects.select_related("sku__product", "place", "person")
        return get_object_or_404(rows, pk=self.kwargs["session"])

    def url(self) -> str:
        """Where one comes from."""
        return reverse("booking_desk:session", args=[self.session.pk])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": self.session.sku.option_text}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The session's number is in the address; the page wants the row.
        kwargs["session"] = self.session
        return super().get_context_data(rows=rows_of(self.session, personal=self.personal), url=self.url(), **kwargs)
