"""Home of the admin: what must be done now, how today goes, what is coming, what looks wrong.

Everybody sees only what their role may see, and each figure leads to the list it counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from content.approval.queries import to_approve_count
from content.brand.models import BrandKit
from content.brand.queries import current_kit
from content.brand.wizard.steps import is_new
from microbrand import figures, overdue
from shop.core.desk import count_text
from shop.core.money import yuan

TROUBLE_LABELS = {
    "events": gettext_lazy("Events not delivered"),
    "jobs": gettext_lazy("Jobs that failed"),
    "amounts": gettext_lazy("Payments with a different amount"),
    "refunds": gettext_lazy("Refunds not accepted yet"),
    "differences": gettext_lazy("Differences with the bills of payment services"),
    "announcements": gettext_lazy("Promotions not announced: are the workers running?"),
    "reservations": gettext_lazy("Reserved stock that does not add up"),
    "licences": gettext_lazy("Pictures in use whose licence is over"),
}


@dataclass(frozen=True)
class Card:
    """A count with its word, leading to the list it counts."""

    label: Any
    count: int
    url: str
    tone: str = ""

    @property
    def text(self) -> str:
        return count_text(self.count)


@dataclass(frozen=True)
class Task:
    """A kind of work: who may see it, how it is counted and where it is done."""

    label: Any
    permission: str
    count: Callable[[], int]
    address: str
    query: str = ""
    tone: str = ""


_PRODUCTS = "wagtailsnippets_catalog_product:list"
TASKS = [
    Task(gettext_lazy("Orders to ship"), "orders.view_order", figures.to_ship, "order_desk:list", "?tab=paid", "act"),
    Task(
        gettext_lazy("Parcels in trouble"),
        "orders.view_order",
        figures.parcels_in_trouble,
        "order_desk:list",
        "?tab=trouble",
        "bad",
    ),
    Task(
        gettext_lazy("Cases to decide"),
        "aftersales.decide_case",
        partial(figures.cases_in, "decide"),
        "case_desk:list",
        "?tab=decide",
        "act",
    ),
    Task(
        gettext_lazy("Replacements to send"),
        "aftersales.inspect_case",
        partial(figures.cases_in, "send"),
        "case_desk:list",
        "?tab=send",
        "act",
    ),
    Task(
        gettext_lazy("Returned goods to receive"),
        "aftersales.inspect_case",
        partial(figures.cases_in, "receive"),
        "case_desk:list",
        "?tab=receive",
    ),
    Task(
        gettext_lazy("Custom work to quote"),
        "bespoke.quote_bespokework",
        partial(figures.custom_work_in, "quote"),
        "bespoke_desk:list",
        "?tab=quote",
        "act",
    ),
    Task(
        gettext_lazy("Proofs to make"),
        "bespoke.do_bespokework",
        partial(figures.custom_work_in, "design"),
        "bespoke_desk:list",
        "?tab=design",
        "act",
    ),
    Task(
        gettext_lazy("Enquiries to answer"),
        "enquiries.view_enquiry",
        figures.enquiries_to_answer,
        "enquiry_desk:list",
        "?tab=new",
        "act",
    ),
    Task(
        gettext_lazy("Readers' words to look at"),
        "talk.view_remark",
        figures.talk_to_do,
        "talk_desk:list",
        "",
        "act",
    ),
    Task(
        gettext_lazy("Compensation to pay"),
        "payments.confirm_transfer",
        figures.compensation_to_pay,
        "payment_desk:compensations",
        "",
        "bad",
    ),
    Task(
        gettext_lazy("Stories to approve"),
        "approval.approve_page",
        to_approve_count,
        "approval_desk:list",
        "",
        "act",
    ),
    Task(gettext_lazy("Waiting for payment"), "orders.view_order", figures.to_pay, "order_desk:list", "?tab=pending"),
    Task(gettext_lazy("Low stock"), "inventory.view_stockitem", figures.low_stock, "goods_desk:stock", "?level=low"),
    Task(
        gettext_lazy("Product drafts"),
        "catalog.change_product",
        partial(figures.products_in, "draft"),
        _PRODUCTS,
        "?state=draft",
    ),
    Task(
        gettext_lazy("Products with unpublished changes"),
        "catalog.change_product",
        partial(figures.products_in, "changed"),
        _PRODUCTS,
        "?state=changed",
    ),
    Task(
        gettext_lazy("Pieces to put out now"),
        "channels.view_piece",
        figures.pieces_called_for,
        "channel_desk:list",
        "?tab=now",
        "act",
    ),
    Task(
        gettext_lazy("Public with something that is over"),
        "rights.view_right",
        figures.exposed_pages,
        "rights_desk:exposed",
        "",
        "bad",
    ),
    Task(
        gettext_lazy("Rights that end or are over"),
        "rights.change_right",
        figures.rights_to_look_at,
        "rights_desk:list",
        "?tab=look",
        "act",
    ),
    Task(
        gettext_lazy("Failed posters"),
        "posters.view_poster",
        figures.posters_failed,
        "poster_desk:list",
        "?tab=failed",
        "bad",
    ),
]


class Panel(Component):
    """A section of the dashboard."""

    order = 0


class SetUpPanel(Panel):
    """The way into the wizard while there is no shop yet."""

    template_name = "admin/home/set_up.html"
    order = -10

    def __init__(self, kit: BrandKit) -> None:
        self.kit = kit

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"has_begun": self.kit.is_preparing}


class TasksPanel(Panel):
    """What must be done now; kinds of work with nothing to do are left out."""

    template_name = "admin/home/tasks.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        tasks = [task for task in TASKS if self.user.has_perm(task.permission)]
        late = sum(overdue.count_late(key) for key in overdue.kinds_for(self.user))
        cards = [Card(_("Late"), late, reverse("overdue"), "bad")]
        cards += [Card(task.label, task.count(), reverse(task.address) + task.query, task.tone) for task in tasks]
        return {"cards": [card for card in cards if card.count]}


class SalesPanel(Panel):
    """Today against the same weekday last week at this hour, and two weeks as a chart."""

    template_name = "admin/home/sales.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        days = figures.paid_days()
        today, before = days[-1], figures.same_time_last_week()
        return {
            "today": today,
            "before": before,
            "comparison": _comparison(today.paid_fen, before.paid_fen),
            "bars": _bars(days),
            "highest": max(day.paid_fen for day in days),
            "days": days,
            "url": reverse("order_desk:list") + f"?since={today.day:%Y-%m-%d}",
        }


def _comparison(now_fen: int, then_fen: int) -> str:
    """In words: more or less than last week, in yuan and percent."""
    if now_fen == then_fen:
        return _("as much as by this time a week ago")
    sum_yuan = yuan(abs(now_fen - then_fen), trim=True)
    if not then_fen:
        return _("¥%(sum)s more than by this time a week ago") % {"sum": sum_yuan}
    values = {"sum": sum_yuan, "percent": round(abs(now_fen - then_fen) * 100 / then_fen)}
    if now_fen > then_fen:
        return _("¥%(sum)s (%(percent)s%%) more than by this time a week ago") % values
    return _("¥%(sum)s (%(percent)s%%) less than by this time a week ago") % values


@dataclass(frozen=True)
class Bar:
    """A bar of the chart, in its 700 × 120 units."""

    x: int
    y: int
    height: int
    day: figures.Day
    is_today: bool
    has_label: bool


def _bars(days: list[figures.Day]) -> list[Bar]:
    highest = max((day.paid_fen for day in days), default=0) or 1
    step = 700 // len(days)
    bars = []
    for place, day in enumerate(days):
        height = round(day.paid_fen * 100 / highest)
        is_today = place == len(days) - 1
        bars.append(Bar(place * step + 6, 104 - height, height, day, is_today, (len(days) - 1 - place) % 3 == 0))
    return bars


# What may be coming, for whoever may see any of it.
_COMING = ("promotions.view_promotion", "brand.change_menus", "events.view_signup")


class ComingPanel(Panel):
    """Promotions, sales and events that start or end in the next days, to the second."""

    template_name = "admin/home/coming.html"
    order = 20
    shown = 8

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        now = timezone.now()
        changes = [
            change for change in figures.coming_changes() if change.at > now and self.user.has_perm(change.permission)
        ]
        return {"changes": changes[: self.shown], "may_add": self.user.has_perm("promotions.add_promotion")}


class DraftsPanel(Panel):
    """Pages that wait to be published."""

    template_name = "admin/home/drafts.html"
    order = 25

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"drafts": figures.page_drafts()}


class TroublePanel(Panel):
    """What looks wrong, each with its list."""

    template_name = "admin/home/troubles.html"
    order = 30

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        page = reverse("troubles")
        return {
            "cards": [
                Card(TROUBLE_LABELS[trouble.key], trouble.count, f"{page}#{trouble.key}", "bad")
                for trouble in figures.troubles()
            ]
        }


def panels_for(request: HttpRequest) -> list[Panel]:
    """The sections this person's role may see. Sums of money are for those who see payments."""
    user = request.user
    panels: list[Panel] = [TasksPanel(user)]
    if user.has_perm("brand.change_brandkit") and is_new(kit := current_kit()):
        panels.append(SetUpPanel(kit))
    if user.has_perm("payments.view_payment"):
        panels += [SalesPanel()]
    if any(user.has_perm(permission) for permission in _COMING):
        panels += [ComingPanel(user)]
    if user_has_any_page_permission(user):
        panels += [DraftsPanel()]
    if user.has_perm("core.view_job") and user.has_perm("payments.view_payment"):
        panels += [TroublePanel()]
    return panels
