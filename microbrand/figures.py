"""The figures of the dashboard: plain numbers, one aggregate query each, cached for a short while."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from shop.core.desk import capped_count, day_start

# What must be done changes with every click; sums may be a minute old.
SOON_SECONDS = 10
FIGURE_SECONDS = 60
CHART_DAYS = 14
# An event or refund that is younger than this is on its way, not stuck.
GRACE = timedelta(minutes=2)


def cached(name: str, compute: Callable[[], Any], seconds: int = FIGURE_SECONDS) -> Any:
    """A figure from the cache, computed at most once in ``seconds``."""
    return cache.get_or_set(f"figure:{name}", compute, seconds)


def to_ship() -> int:
    """Paid orders that nobody has shipped."""
    from shop.orders.models import Order

    return cached("to_ship", lambda: capped_count(Order.objects.filter(status="paid")), SOON_SECONDS)


def parcels_in_trouble() -> int:
    """Orders under way with a parcel that somebody has to look after."""
    from shop.orders.models import Order
    from shop.orders.queries import in_trouble

    troubled = Order.objects.filter(in_trouble(timezone.now()))
    return cached("parcels_in_trouble", lambda: capped_count(troubled), SOON_SECONDS)


def pieces_called_for() -> int:
    """Pieces that somebody has to put into their channel now."""
    from content.channels.models import Piece

    return cached("pieces_called_for", lambda: capped_count(Piece.objects.called_for(timezone.now())), SOON_SECONDS)


def places_offered() -> int:
    """Sign-ups of events for which a place is held: nobody writes to them by itself."""
    from content.events.models import SignUp

    held = SignUp.objects.filter(state="offered", offer_ends_at__gt=timezone.now())
    return cached("places_offered", lambda: capped_count(held), SOON_SECONDS)


def to_pay() -> int:
    """Orders that wait for payment now."""
    from shop.orders.models import Order

    pending = Order.objects.filter(status="pending", expires_at__gt=timezone.now())
    return cached("to_pay", lambda: capped_count(pending), SOON_SECONDS)


def cases_to_act_on() -> int:
    """Cases in which it is the shop's turn."""
    return cases_in("decide") + cases_in("receive") + cases_in("send")


def cases_in(tab: str) -> int:
    """Cases behind a tab of their desk."""
    from shop.aftersales.admin.listing import CaseListing
    from shop.aftersales.models import Case

    def compute() -> int:
        return capped_count(CaseListing.in_tab(Case.objects.all(), tab, at=timezone.now()))

    return cached(f"cases_{tab}", compute, SOON_SECONDS)


def custom_work_in(tab: str) -> int:
    """Custom work behind a tab of its desk."""
    from shop.bespoke.admin.listing import BespokeListing
    from shop.bespoke.models import BespokeWork

    def compute() -> int:
        return capped_count(BespokeListing.in_tab(BespokeWork.objects.all(), tab, at=timezone.now()))

    return cached(f"custom_work_{tab}", compute, SOON_SECONDS)


def custom_work_to_do() -> int:
    """Custom work in which it is the shop's turn."""
    from shop.bespoke.enums import BespokeState as State
    from shop.bespoke.models import BespokeWork
    from shop.bespoke.queries import in_state

    def compute() -> int:
        rows = in_state(BespokeWork.objects.all(), State.ASKED, State.DESIGNING, State.MAKING, at=timezone.now())
        return capped_count(rows)

    return cached("custom_work_to_do", compute, SOON_SECONDS)


def compensation_to_pay() -> int:
    """What is owed beyond what was paid, and not sent yet."""
    from shop.payments.models import Compensation

    return cached("compensation", lambda: capped_count(Compensation.objects.filter(paid_at=None)), SOON_SECONDS)


def enquiries_to_answer() -> int:
    """Enquiries nobody has answered."""
    from shop.enquiries.models import Enquiry

    return cached("enquiries_to_answer", lambda: capped_count(Enquiry.objects.filter(state="new")), SOON_SECONDS)


def talk_to_do() -> int:
    """Readers' words that nobody has read, questions nobody has answered, what was reported."""
    from content.talk.queries import to_do

    return cached("talk_to_do", lambda: capped_count(to_do()), SOON_SECONDS)


def low_stock() -> int:
    """SKUs on sale with few units left."""
    from shop.inventory.queries import low_stock

    return cached("low_stock", lambda: capped_count(low_stock(at=timezone.now())))


def products_in(state: str) -> int:
    """Products in a state of ``ProductState``."""
    from shop.catalog.admin.product_list import in_state
    from shop.catalog.models import Product

    return cached(f"products_{state}", lambda: capped_count(in_state(Product.objects.all(), state, at=timezone.now())))


@dataclass(frozen=True)
class Draft:
    """A page with changes that are not published."""

    page_id: int
    title: str
    changed_at: datetime | None


def page_drafts(*, limit: int = 6) -> list[Draft]:
    """Pages with changes that are not published, the latest first. Two queries."""
    from wagtail.models import Page

    from content.bin.queries import without_bin

    def compute() -> list[Draft]:
        pages = without_bin(Page.objects.filter(has_unpublished_changes=True)).order_by("-latest_revision_created_at")
        rows = pages.values_list("pk", "draft_title", "latest_revision_created_at")
        return [Draft(*row) for row in rows[:limit]]

    return cached("page_drafts", compute, SOON_SECONDS)


def posters_failed() -> int:
    """Posters that could not be rendered."""
    from content.posters.models import Poster

    return cached("posters_failed", lambda: capped_count(Poster.objects.filter(state="failed")), SOON_SECONDS)


@dataclass(frozen=True)
class Day:
    """What was paid on a local day: orders and their sum in fen (closed and refunded ones left out). Goods that were
    exchanged for others are not in it: those others are, on their own day.
    """

    day: date
    orders: int
    paid_fen: int


def _paid_orders(since: datetime) -> Any:
    from shop.orders.models import Order
    from shop.orders.queries import own_fen

    # Orders are paid within minutes of being placed: the index on placed_at narrows, paid_at decides.
    rows = Order.objects.filter(
        placed_at__gte=since - timedelta(days=3), paid_at__gte=since, status__in=["paid", "shipped", "completed"]
    )
    return rows.annotate(own_fen=own_fen()).order_by()


def paid_days() -> list[Day]:
    """The last ``CHART_DAYS`` local days, today last. One query."""

    def compute() -> list[Day]:
        today = timezone.localdate()
        days = [today - timedelta(days=ago) for ago in range(CHART_DAYS - 1, -1, -1)]
        rows = (
            _paid_orders(day_start(days[0]))
            .annotate(day=TruncDate("paid_at"))
            .values("day")
            .annotate(orders=Count("id"), paid_fen=Sum("own_fen"))
        )
        by_day = {row["day"]: row for row in rows}
        return [
            Day(day, by_day[day]["orders"], by_day[day]["paid_fen"]) if day in by_day else Day(day, 0, 0)
            for day in days
        ]

    return cached("paid_days", compute)


def same_time_last_week() -> Day:
    """What was paid on the same weekday last week up to this time of day: a fair comparison. One query."""

    def compute() -> Day:
        until = timezone.now() - timedelta(days=7)
        start = day_start(timezone.localdate(until))
        paid = _paid_orders(start).filter(paid_at__lte=until)
        row = paid.aggregate(orders=Count("id"), paid_fen=Sum("own_fen", default=0))
        return Day(timezone.localdate(until), row["orders"], row["paid_fen"])

    return cached("same_time_last_week", compute)


@dataclass(frozen=True)
class Change:
    """Something that starts or ends soon, where it is worked on, and by whom."""

    kind: str | Promise
    title: str
    url: str
    permission: str
    at: datetime
    starts: bool


def coming_changes(*, days: int = 7) -> list[Change]:
    """Starts and ends of promotions, sales and events in the next days, soonest first. Three queries."""
    from content.events.models import EventPage
    from content.pages.models import VenuePage
    from shop.promotions.models import Promotion

    def compute() -> list[Change]:
        now = timezone.now()
        until = now + timedelta(days=days)
        found: list[Change] = []

        def take(
            kind: str | Promise, rows: Any, first: str, last: str, url: Callable[[Any], str], permission: str
        ) -> None:
            soon = Q(**{f"{first}__gt": now, f"{first}__lte": until}) | Q(**{f"{last}__gt": now, f"{last}__lte": until})
            for row in rows.filter(soon).order_by(first)[:50]:
                for name, starts in ((first, True), (last, False)):
                    moment = getattr(row, name)
                    if now < moment <= until:
                        found.append(Change(kind, str(row), url(row), permission, moment, starts))

        take(
            pgettext_lazy("kind", "Promotion"),
            Promotion.objects.filter(cancelled_at=None),
            "starts_at",
            "ends_at",
            lambda row: reverse("promotion_desk:promotion", args=[row.pk]),
            "promotions.view_promotion",
        )
        take(
            VenuePage._meta.verbose_name,
            VenuePage.objects.live(),
            "opens_at",
            "closes_at",
            lambda row: reverse("wagtailadmin_pages:edit", args=[row.pk]),
            "brand.change_menus",
        )
        take(
            EventPage._meta.verbose_name,
            EventPage.objects.live(),
            "starts_at",
            "ends_at",
            lambda row: reverse("event_desk:people", args=[row.pk]),
            "events.view_signup",
        )
        return sorted(found, key=lambda change: change.at)

    return cached("coming_changes", compute, SOON_SECONDS)


@dataclass(frozen=True)
class Trouble:
    """Something that looks wrong: stable ``key`` (the list it counts is on the page of troubles) and how many."""

    key: str
    count: int


def troubles() -> list[Trouble]:
    """What looks wrong; only checks with something to tell. One query each, by index."""
    counts = cached("troubles", lambda: {key: capped_count(rows()) for key, rows in TROUBLES.items()}, FIGURE_SECONDS)
    return [Trouble(key, count) for key, count in counts.items() if count]


def events_stuck() -> Any:
    """Events that should have been delivered by now."""
    from shop.core.models import OutboxEvent

    return OutboxEvent.objects.filter(delivered_at=None, created_at__lt=timezone.now() - GRACE).order_by("-id")


def jobs_failed() -> Any:
    """Jobs of the last week that failed."""
    from shop.core.models import Job

    return Job.objects.filter(state="failed", created_at__gte=timezone.now() - timedelta(days=7)).order_by("-id")


def amounts_differ() -> Any:
    """Messages of gateways that named another amount than the payment's."""
    from shop.payments.models import GatewayEvent

    return GatewayEvent.objects.filter(outcome="mismatch").order_by("-id")


def refunds_stuck() -> Any:
    """Refunds that the gateway did not take yet, took long ago, or refuses for good, or that is not in use any more."""
    from shop.payments.models import Refund
    from shop.payments.queries import stranded

    now = timezone.now()
    stuck = Refund.objects.exclude(state="succeeded").filter(
        Q(state="requested", created_at__lt=now - GRACE)
        | Q(state="accepted", created_at__lt=now - timedelta(days=3))
        | Q(state="failed")
        | Q(pk__in=stranded().values("pk"))
    )
    return stuck.select_related("payment__order", "payment__wallet").order_by("-id")


def differences_open() -> Any:
    """What vendors' bills and our books say differently, and nobody has settled."""
    from shop.payments.queries import open_entries

    return open_entries().select_related("statement").order_by("-id")


def announcements_late() -> Any:
    """Promotions whose start nobody announced: prices are right, but the workers seem to stand still."""
    from shop.promotions.models import Promotion

    return Promotion.objects.filter(
        began_announced_at=None, cancelled_at=None, starts_at__lt=timezone.now() - GRACE
    ).order_by("-id")


def reservations_differ() -> Any:
    """SKUs whose reserved units are not the sum of their live reservations."""
    from shop.inventory.models import Reservation, StockItem

    live = (
        Reservation.objects.filter(stock=OuterRef("pk"), state__in=["held", "confirmed"])
        .order_by()
        .values("stock")
        .annotate(units=Sum("quantity"))
        .values("units")
    )
    rows = StockItem.objects.annotate(live=Coalesce(Subquery(live), 0)).exclude(live=F("reserved"))
    return rows.select_related("sku__product").order_by("pk")


def licences_over() -> Any:
    """Pictures that something shows although their licence is over."""
    from content.media.queries import expired_images_in_use

    return expired_images_in_use(on=timezone.localdate())


TROUBLES: dict[str, Callable[[], Any]] = {
    "events": events_stuck,
    "jobs": jobs_failed,
    "amounts": amounts_differ,
    "refunds": refunds_stuck,
    "differences": differences_open,
    "announcements": announcements_late,
    "reservations": reservations_differ,
    "licences": licences_over,
}


def exposed_pages() -> int:
    """What is public and shows a picture or document that may not be used any more."""
    from content.rights.queries import exposed

    return int(cached("exposed_pages", lambda: len(exposed(on=timezone.localdate()))))


def rights_to_look_at() -> int:
    """Names, marks, licences and papers that are over or end soon."""
    from content.rights.queries import to_look_at

    return int(cached("rights_to_look_at", lambda: capped_count(to_look_at(on=timezone.localdate()))))
