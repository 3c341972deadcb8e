"""Keep the sums of what stories earned.

A change of an order is noted in its own transaction (``guards``). Whoever sums up takes such notes, counts these orders
anew from what is in the database now, adds up the days that are concerned, and removes the notes that it took. A change
that comes meanwhile has a note of its own, so nothing is missed, and a note too many changes nothing.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from content.revenue.models import Changed, CountedLine, DaySum, DayTaps, Progress, Touched
from shop.aftersales.queries import kept_of_lines
from shop.orders.models import Order
from shop.social.models import LineAttribution, StoryTap

# Orders of one transaction, at most.
PIECE = 2_000
# Taps are counted with the moment they are made at: by then the last one of a day is written.
_DAY_IS_OVER = timedelta(hours=1)


def sum_up(*, at: datetime) -> int:
    """Bring all sums up to date, piece by piece; returns how many orders were counted. Two at once do it once."""
    count = 0
    while found := sum_piece(at=at, most=PIECE):
        count += found
    return count


@transaction.atomic
def sum_piece(*, at: datetime, most: int) -> int:
    """Count some of the orders that changed, the oldest notes first, and the taps of days that are over; how many
    orders they were.
    """
    progress = _locked()
    _sum_taps(progress, at)
    noted = dict(Changed.objects.order_by("pk").values_list("pk", "order_id")[:most])
    if not noted:
        return 0
    orders = set(noted.values())
    counted = CountedLine.objects.filter(order__in=orders)
    days = set(counted.order_by().values_list("day", flat=True).distinct())
    counted.delete()
    lines = list(_lines(orders))
    CountedLine.objects.bulk_create(lines)
    _sum_days(days | {line.day for line in lines})
    _remove(noted)
    return len(orders)


def _locked() -> Progress:
    return Progress.objects.select_for_update().get()


def _remove(noted: Iterable[int]) -> None:
    """Those notes that were taken, and none that has come since."""
    Changed.objects.filter(pk__in=noted).delete()


def _lines(orders: Iterable[int]) -> Iterable[CountedLine]:
    found = LineAttribution.objects.filter(line__order__in=orders, line__order__paid_at__isnull=False)
    kept = kept_of_lines(Order.objects.filter(pk__in=orders, paid_at__isnull=False))
    rows = found.values_list(
        "line", "line__order", "line__order__paid_at", "first_block", "last_block", "line__quantity", "line__returned",
        "line__total_fen",
    )  # fmt: skip
    for line_id, order_id, paid_at, first, last, quantity, returned, total_fen in rows:
        yield CountedLine(
            line_id=line_id,
            order_id=order_id,
            day=timezone.localdate(paid_at),
            first_block_id=first,
            last_block_id=last,
            units=quantity - returned,
            paid_fen=total_fen,
            kept_fen=kept[line_id],
        )


def _sum_days(days: set[date]) -> None:
    DaySum.objects.filter(day__in=days).delete()
    lines = CountedLine.objects.filter(day__in=days)
    DaySum.objects.bulk_create(
        DaySum(touched=touched, day=row.pop("day"), page_ref=row.pop("page", 0), block_id=row.pop("block", None), **row)
        for touched in Touched.values
        for row in (
            *_sums(lines),
            *_sums(lines, page=F(f"{touched}_block__page_ref")),
            *_sums(lines, page=F(f"{touched}_block__page_ref"), block=F(f"{touched}_block")),
        )
    )


def _sums(lines: QuerySet[CountedLine], **by: F) -> Any:
    rows = lines.order_by().values("day", **by)
    return rows.annotate(
        # Orders of which something stayed.
        orders=Count("order", distinct=True, filter=Q(kept_fen__gt=0)),
        units=Sum("units"),
        paid_fen=Sum("paid_fen"),
        kept_fen=Sum("kept_fen"),
    )


def _sum_taps(progress: Progress, at: datetime) -> None:
    through = timezone.localdate(at - _DAY_IS_OVER) - timedelta(days=1)
    if progress.taps_through and progress.taps_through >= through:
        return
    taps = StoryTap.objects.filter(day__lte=through)
    if progress.taps_through:
        taps = taps.filter(day__gt=progress.taps_through)
    rows = taps.order_by().values("day", "block", page_ref=F("block__page_ref")).annotate(taps=Count("pk"))
    DayTaps.objects.bulk_create(
        DayTaps(day=row["day"], block_id=row["block"], page_ref=row["page_ref"], taps=row["taps"]) for row in rows
    )
    progress.taps_through = through
    progress.save(update_fields=["taps_through"])
