"""What was promised and is late, of every desk in one list: sending, answering, deciding, making, giving money back.

Deadlines of customers act by time and are late for nobody; these are the shop's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from microbrand import figures
from shop.core.desk import DeskView, capped_count, count_text

SHOWN = 50


@dataclass(frozen=True)
class LateRow:
    """Something late: what it is, where it is dealt with, by when it was due."""

    what: str
    more: str
    url: str
    due: datetime


@dataclass(frozen=True)
class Kind:
    """A promise: who may see what breaks it, those rows at a moment (the longest late first), and a row in words (None
    if time has moved it on meanwhile, which a job writes down within seconds).
    """

    label: str | Promise
    permission: str
    rows: Callable[[datetime], QuerySet[Any]]
    tell: Callable[[Any, datetime], LateRow | None]


def _orders(at: datetime) -> QuerySet[Any]:
    from shop.orders.admin.listing import tab_condition
    from shop.orders.models import Order

    return Order.objects.filter(tab_condition("late", at=at)).order_by("ship_by", "id")


def _order(row: Any, at: datetime) -> LateRow:
    return LateRow(row.number, "", reverse("order_desk:order", args=[row.number]), row.ship_by)


def _cases(at: datetime) -> QuerySet[Any]:
    from shop.aftersales.models import Case
    from shop.aftersales.rules import SHOP_STATES

    return Case.objects.in_state(*SHOP_STATES, at=at).filter(due_at__lte=at).order_by("due_at", "id")


def _case(row: Any, at: datetime) -> LateRow | None:
    from shop.aftersales.rules import due_after, walk

    due = row.due_at
    for state, moment in walk(row.kind, row.state, row.due_at, at):
        due = due_after(state, moment)
    if due is None or due > at:
        return None
    return LateRow(row.number, str(row.get_kind_display()), reverse("case_desk:case", args=[row.number]), due)


def _custom_work(at: datetime) -> QuerySet[Any]:
    from shop.bespoke.models import BespokeWork
    from shop.bespoke.queries import in_state
    from shop.bespoke.rules import SHOP_STATES

    return in_state(BespokeWork.objects.all(), *SHOP_STATES, at=at).filter(due_at__lte=at).order_by("due_at", "id")


def _work(row: Any, at: datetime) -> LateRow:
    return LateRow(
        row.number, str(row.get_state_display()), reverse("bespoke_desk:work", args=[row.number]), row.due_at
    )


def _enquiries(at: datetime) -> QuerySet[Any]:
    from shop.enquiries.models import Enquiry

    since = at - timedelta(hours=settings.ENQUIRY_ANSWER_HOURS)
    return Enquiry.objects.filter(state="new", created_at__lte=since).order_by("created_at", "id")


def _enquiry(row: Any, at: datetime) -> LateRow:
    due = row.created_at + timedelta(hours=settings.ENQUIRY_ANSWER_HOURS)
    return LateRow(row.product_title, row.message, reverse("enquiry_desk:enquiry", args=[row.pk]), due)


def _refunds(at: datetime) -> QuerySet[Any]:
    from shop.payments.models import Refund

    since = at - timedelta(hours=settings.REFUND_HOURS)
    late = Refund.objects.filter(~Q(state="succeeded"), created_at__lte=since)
    return late.select_related("payment__order", "payment__wallet").order_by("created_at", "id")


def _refund(row: Any, at: datetime) -> LateRow:
    from shop.core.money import yuan

    order, wallet = row.payment.order, row.payment.wallet
    due = row.created_at + timedelta(hours=settings.REFUND_HOURS)
    more = f"¥{yuan(row.amount_fen)} · {row.get_state_display()}"
    if order:
        return LateRow(order.number, more, reverse("order_desk:order", args=[order.number]), due)
    return LateRow(row.reference, more, reverse("customer_desk:customer", args=[wallet.customer_id]), due)


def _erasures(at: datetime) -> QuerySet[Any]:
    from shop.customers.models import Erasure

    return Erasure.objects.filter(closed_at=None, due_at__lte=at).select_related("customer").order_by("due_at", "id")


def _erasure(row: Any, at: datetime) -> LateRow:
    # No name: who is forgotten is seen on a page that masks it by role.
    number = f"#{row.customer_id}"
    return LateRow(number, "", reverse("customer_desk:customer", args=[row.customer_id]), row.due_at)


KINDS: dict[str, Kind] = {
    "ship": Kind(_("Orders to ship"), "orders.view_order", _orders, _order),
    "cases": Kind(_("Cases to decide"), "aftersales.view_case", _cases, _case),
    "custom": Kind(_("Custom work"), "bespoke.view_bespokework", _custom_work, _work),
    "answer": Kind(_("Enquiries to answer"), "enquiries.view_enquiry", _enquiries, _enquiry),
    "refund": Kind(_("Money to give back"), "payments.view_payment", _refunds, _refund),
    "erase": Kind(_("People to forget, of whom something is open"), "customers.view_customer", _erasures, _erasure),
}


def kinds_for(user: Any) -> dict[str, Kind]:
    """The promises whose breaches this person may see."""
    return {key: kind for key, kind in KINDS.items() if user.has_perm(kind.permission)}


def count_late(key: str) -> int:
    """How many of a kind are late, no further than the ceiling. From the cache for some seconds."""
    rows = KINDS[key].rows
    return int(figures.cached(f"late_{key}", lambda: capped_count(rows(timezone.now())), figures.SOON_SECONDS))


class OverdueView(DeskView):
    """Every breach in one list, the longest late first."""

    permission_required = "wagtailadmin.access_admin"
    template_name = "admin/home/overdue.html"
    page_title = _("What is late")
    header_icon = "time"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        groups, rows = [], []
        for kind in kinds_for(self.request.user).values():
            late = kind.rows(at)
            count = capped_count(late)
            if count:
                groups.append({"label": kind.label, "count": count_text(count)})
                told = [kind.tell(row, at) for row in late[:SHOWN]]
                rows += [(kind.label, row) for row in told if row]
        rows.sort(key=lambda pair: pair[1].due)
        return super().get_context_data(groups=groups, rows=rows, shown=SHOWN, at=at, **kwargs)
