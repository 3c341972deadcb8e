"""What stories earned: the sums follow from order lines and what went back, but for orders still to be counted."""

from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from content.revenue.models import Changed, CountedLine
from microbrand.audit.registry import Found, check, differing
from shop.aftersales.queries import kept_of_lines
from shop.orders.models import Order
from shop.social.models import LineAttribution

# Orders whose parts are compared at once.
_PIECE = 5_000


@check("stories: what is kept of their revenue = what stayed of the lines they led to")
def story_sums(at: datetime) -> Found:
    noted = Changed.objects.values("order_id")
    counted = CountedLine.objects.exclude(order__in=noted)
    paid = LineAttribution.objects.filter(line__order__paid_at__isnull=False).exclude(line__order__in=noted)
    right = Q(
        paid_fen=F("line__total_fen"),
        units=F("line__quantity") - F("line__returned"),
        first_block=F("line__attribution__first_block"),
        last_block=F("line__attribution__last_block"),
    )
    return counted.count(), [
        counted.exclude(right),
        counted.filter(order__paid_at=None),
        paid.exclude(line__in=CountedLine.objects.values("line")),
        _kept_otherwise(),
        [f"{day} {sum_of}" for sum_of in ("paid_fen", "kept_fen", "units") for (day,) in _differing(sum_of)],
    ]


def _differing(name: str) -> list[tuple[object, ...]]:
    """Days on which the sum of all pages is not that of the lines."""
    return differing(
        "day",
        ("revenue_countedline", name, "1 = 1"),
        ("revenue_daysum", f"-{name}", "page_ref = 0 AND touched = 'last'"),
    )


def _kept_otherwise() -> list[str]:
    """Lines of which another sum stayed, or that were paid on another day."""
    wrong = []
    orders = list(CountedLine.objects.order_by("order").values_list("order", flat=True).distinct())
    for start in range(0, len(orders), _PIECE):
        some = orders[start : start + _PIECE]
        noted = set(Changed.objects.filter(order_id__in=some).values_list("order_id", flat=True))
        kept = kept_of_lines(Order.objects.filter(pk__in=some))
        rows = CountedLine.objects.filter(order__in=set(some) - noted)
        for line_id, order_paid_at, day, kept_fen in rows.values_list("line", "order__paid_at", "day", "kept_fen"):
            if kept.get(line_id) != kept_fen or (order_paid_at and timezone.localdate(order_paid_at) != day):
                wrong.append(f"orders.orderline {line_id}")
    return wrong
