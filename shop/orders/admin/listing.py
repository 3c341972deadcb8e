"""Which orders a screen shows: tab, search, dates and origin, all told by the address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.core.desk import DayField, Tab, count_text, day_end, day_start, tabs_of
from shop.orders.admin.search import Matching, orders_matching
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, OrderLine, Shipment, Tag
from shop.orders.models.order import received_by_time
from shop.orders.queries import in_trouble
from shop.orders.rules import UNPAID_STATUSES
from shop.orders.sending import Sending, orders_waiting, waiting, with_deadline

RECENT = 5_000


@dataclass(frozen=True)
class OriginChoice:
    """A way orders come, contributed by the room that knows (hook ``order_origins``)."""

    key: str
    label: str | Promise
    condition: Q


def origin_choices() -> list[OriginChoice]:
    """Every registered origin."""
    return [choice for register in hooks.get_hooks("order_origins") for choice in register()]


TABS: list[tuple[str, str | Promise]] = [
    ("", _("All")),
    ("pending", _("To pay")),
    ("paid", _("To ship")),
    ("late", _("Late")),
    ("again", _("To send again")),
    ("trouble", _("Parcels in trouble")),
    ("held", _("On hold")),
    ("shipped", _("Shipped")),
    ("completed", _("Completed")),
    ("cancelled", _("Closed")),
]


# What is to leave first stands on top, and what is late before all.
DEADLINES = {"paid": "ship_by", "late": "ship_by", "again": "send_by"}
OVER = ["shipped", "completed", "cancelled"]


def tab_condition(tab: str, *, at: datetime) -> Q:
    """Orders in a state as time has it: unpaid past the deadline is closed, whether a job has said so or not."""
    if tab == "pending":
        return Q(status__in=UNPAID_STATUSES, expires_at__gt=at)
    if tab in {"paid", "late"}:
        to_ship = Q(status="paid", held_at=None)
        return to_ship & Q(ship_by__lt=at) if tab == "late" else to_ship
    if tab == "again":
        return orders_waiting()
    if tab == "trouble":
        return in_trouble(at)
    if tab == "held":
        return Q(held_at__isnull=False) & ~Q(status__in=OVER)
    if tab == "shipped":
        return Q(status="shipped") & ~received_by_time(at)
    if tab == "completed":
        return Q(status="completed") | received_by_time(at)
    if tab == "cancelled":
        return Q(status="cancelled") | Q(status__in=UNPAID_STATUSES, expires_at__lte=at)
    return Q(status=tab) if tab else Q()


class OrderFilterForm(forms.Form):
    """The filters above the list, read from the address."""

    tab = forms.ChoiceField(choices=TABS, required=False)
    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    since = DayField(label=_("Placed from"))
    until = DayField(label=_("Placed until"))
    origin = forms.ChoiceField(label=_("Came through"), required=False)
    tag = forms.ModelChoiceField(label=_("Tag"), queryset=Tag.objects.all(), required=False, empty_label=_("Any tag"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.origins = {choice.key: choice for choice in origin_choices()}
        choices = [("", _("Any origin")), *((choice.key, choice.label) for choice in self.origins.values())]
        self.fields["origin"].choices = choices  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["placeholder"] = _("Number, name, phone, parcel, product")


class OrderListing:
    """The orders of a filter. Values that make no sense are shown as errors and leave the list empty.

    Of a search that means very many orders only the ``RECENT`` latest are looked through (``recent`` says how many),
    unless they are asked for as a ``whole``.
    """

    def __init__(self, data: Any, *, personal: bool, at: datetime, whole: bool = False) -> None:
        self.at = at
        self.recent = 0
        self._whole = whole
        self.form = OrderFilterForm(data)
        self.is_valid = self.form.is_valid()
        self.values = self.form.cleaned_data if self.is_valid else {}
        self.tab: str = self.values.get("tab", "")
        self._personal = personal

    @property
    def is_filtered(self) -> bool:
        return any(self.values.get(name) for name in ("q", "since", "until", "origin", "tag"))

    @property
    def has_tags(self) -> bool:
        """Whether there is any tag to choose."""
        return Tag.objects.exists()

    @cached_property
    def _matching(self) -> Matching | None:
        return orders_matching(self.values.get("q", ""), personal=self._personal)

    @cached_property
    def filtered(self) -> QuerySet[Order]:
        """The orders of every tab that match search, dates and origin."""
        return self._searched if self._matching is None else self._searched.filter(self._matching.condition)

    @cached_property
    def _searched(self) -> QuerySet[Order]:
        """The orders among which the search looks."""
        if not self.is_valid:
            return Order.objects.none()
        orders = Order.objects.all()
        if self.values["since"]:
            orders = orders.filter(placed_at__gte=day_start(self.values["since"]))
        if self.values["until"]:
            orders = orders.filter(placed_at__lt=day_end(self.values["until"]))
        if self.values["origin"]:
            orders = orders.filter(self.form.origins[self.values["origin"]].condition)
        if self.values["tag"]:
            tagged = Order.tags.through.objects.filter(tag=self.values["tag"])
            orders = orders.filter(pk__in=tagged.values("order"))
        if self._matching and self._matching.is_wide and not self._whole:
            since = orders.order_by("-placed_at", "-pk").values_list("placed_at", flat=True)[RECENT : RECENT + 1]
            if moment := since.first():
                self.recent = RECENT
                orders = orders.filter(placed_at__gt=moment)
        return orders

    @property
    def shown(self) -> QuerySet[Order]:
        """The orders of the tab that match the filters."""
        return self._in_tab(self.tab)

    def orders(self) -> QuerySet[Order]:
        """The orders to show, with what a row needs; without an order of their own."""
        return with_rows(with_deadline(self.shown) if self.tab == "again" else self.shown)

    def sendings(self) -> list[Sending]:
        """What is sent beside the orders of the filter, for those who pack: in the tab for it, beside what is to ship,
        and beside what is late only what is late too.
        """
        if self.tab not in DEADLINES:
            return []
        late = {"due_at__lte": self.at} if self.tab == "late" else {}
        mine = {"order__in": self.filtered.order_by().values("pk")} if self.is_filtered else {}
        return waiting(**late, **mine)

    def _in_tab(self, tab: str) -> QuerySet[Order]:
        return self.filtered.filter(tab_condition(tab, at=self.at))

    def tabs(self) -> list[Tab]:
        """Every tab with its count under the present filter."""
        if self._matching is None:
            return tabs_of(TABS, current=self.tab, rows=self._in_tab)
        # What a search finds is not many, and costs something to find: it is counted in one go.
        counts = self._searched.filter(self._matching.counted).aggregate(
            **{f"tab_{key}": Count("pk", filter=tab_condition(key, at=self.at)) for key, _label in TABS}
        )
        return [Tab(key, label, count_text(counts[f"tab_{key}"]), key == self.tab) for key, label in TABS]


def to_pack(query: QueryDict, *, personal: bool, at: datetime) -> OrderListing:
    """What is to be packed: the tab of the address if it is one of those, else what is to ship."""
    data = query.copy()
    tab = query.get("tab", "")
    data["tab"] = tab if tab in DEADLINES else "paid"
    return OrderListing(data, personal=personal, at=at)


def with_rows(orders: QuerySet[Order]) -> QuerySet[Order]:
    """What a row of the list or the export needs: three queries more for any number of rows."""
    lines = OrderLine.objects.order_by("id")
    parcels = Prefetch("shipments", queryset=Shipment.objects.select_related("consignment"))
    return orders.prefetch_related(Prefetch("lines", queryset=lines), parcels, "tags")


def deadline_of(order: Order, status: OrderStatus) -> datetime | None:
    """The moment by which somebody has to act now: the shopper pays, staff ship, the shopper receives."""
    if status in UNPAID_STATUSES:
        return order.expires_at
    if status == OrderStatus.SHIPPED:
        return None if order.receipt_held else order.receive_by
    return order.ship_by if status == OrderStatus.PAID and not order.held_at else None


def state_text(order: Order, status: OrderStatus) -> str:
    """The state in words: an order on hold, or of which a part has left, says so."""
    if order.held_at and status in {OrderStatus.PENDING, OrderStatus.PAID}:
        return gettext("On hold")
    return gettext("Partly shipped") if order.is_partly_shipped else str(status.label)


def trouble_text(parcels: Iterable[Shipment], *, at: datetime) -> str:
    """What is wrong with the first parcel that somebody has to look after; "" if none is."""
    for parcel in parcels:
        known = parcel.consignment
        if known and parcel.is_in_trouble(at):
            if known.is_wrong:
                return str(known.get_kind_display())
            return gettext("No news for %(days)s days") % {"days": (at - known.moved_at).days}
    return ""


def goods_text(lines: Sequence[OrderLine]) -> str:
    """What is in the order, in one line."""
    return "、".join(f"{line.title} ×{line.quantity}" for line in lines)
