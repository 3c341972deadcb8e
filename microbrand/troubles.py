"""The page of what looks wrong: the rows behind each count of the dashboard."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from microbrand import figures
from microbrand.dashboard import TROUBLE_LABELS
from shop.core.desk import DeskView

_SHOWN = 50


def _event(row: Any) -> dict[str, Any]:
    return {"what": row.name, "more": row.error, "at": row.created_at, "url": ""}


def _job(row: Any) -> dict[str, Any]:
    return {"what": f"{row.kind} {row.pk}", "more": row.error, "at": row.created_at, "url": ""}


def _amount(row: Any) -> dict[str, Any]:
    return {"what": row.payment_reference, "more": row.gateway, "at": row.received_at, "url": ""}


def _refund(row: Any) -> dict[str, Any]:
    order, wallet = row.payment.order, row.payment.wallet
    url = reverse("order_desk:order", args=[order.number]) if order else ""
    if wallet:
        url = reverse("customer_desk:customer", args=[wallet.customer_id])
    return {"what": order.number if order else row.reference, "more": row.error, "at": row.created_at, "url": url}


def _difference(row: Any) -> dict[str, Any]:
    url = reverse("payment_desk:statement", args=[row.statement_id])
    return {"what": row.reference, "more": row.get_outcome_display(), "at": row.at, "url": url}


def _promotion(row: Any) -> dict[str, Any]:
    return {
        "what": row.name,
        "more": "",
        "at": row.starts_at,
        "url": reverse("promotion_desk:promotion", args=[row.pk]),
    }


def _stock(row: Any) -> dict[str, Any]:
    return {
        "what": row.sku.full_title,
        "more": _("%(reserved)s reserved, %(live)s by live reservations")
        % {"reserved": row.reserved, "live": row.live},
        "at": None,
        "url": "",
    }


def _picture(row: Any) -> dict[str, Any]:
    return {
        "what": row.title,
        "more": _("May be used until %(day)s") % {"day": row.expires_on},
        "at": None,
        "url": reverse("wagtailimages:edit", args=[row.pk]),
    }


ROWS = {
    "events": _event,
    "jobs": _job,
    "amounts": _amount,
    "refunds": _refund,
    "differences": _difference,
    "announcements": _promotion,
    "reservations": _stock,
    "licences": _picture,
}


class TroublesView(DeskView):
    """Every check with its rows, newest first; checks with nothing to tell say so."""

    permission_required = "payments.view_payment"
    template_name = "admin/home/troubles_page.html"
    page_title = _("What looks wrong")
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        checks = [
            {"key": key, "label": TROUBLE_LABELS[key], "rows": [ROWS[key](row) for row in rows()[:_SHOWN]]}
            for key, rows in figures.TROUBLES.items()
        ]
        return super().get_context_data(checks=checks, shown=_SHOWN, **kwargs)
