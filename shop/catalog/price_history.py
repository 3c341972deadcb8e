"""What a SKU cost at every moment, read from the price log alone: nobody can rewrite it afterwards."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry, Sku

SHOWN_DAYS = timedelta(days=180)
# A price that changes more often than this is shown from where the last so many changes begin.
MOST_LINES = 200


@dataclass(frozen=True)
class Step:
    """From ``at`` on a SKU cost ``price_fen``; ``promotion`` names what made it so, else it was the asked price."""

    at: datetime
    price_fen: int
    promotion: str = ""


@dataclass(frozen=True)
class History:
    """The prices of a SKU from ``since`` to ``until``, oldest first; no two neighbours are the same."""

    since: datetime
    until: datetime
    steps: tuple[Step, ...]

    def at(self, moment: datetime) -> Step | None:
        """What held at a moment; None before the first price."""
        place = bisect_right(self.steps, moment, key=lambda step: step.at)
        return self.steps[place - 1] if place else None

    @property
    def lowest_fen(self) -> int:
        return min(step.price_fen for step in self.steps)

    @property
    def highest_fen(self) -> int:
        return max(step.price_fen for step in self.steps)

    @property
    def has_changed(self) -> bool:
        return len(self.steps) > 1

    @property
    def newest_first(self) -> Sequence[Step]:
        return self.steps[::-1]


@dataclass(frozen=True)
class _Span:
    """A promotional price as it came to be: planned for a time, and over before it if the log says so."""

    start: datetime
    end: datetime
    price_fen: int
    name: str


def history(lines: Iterable[PriceEntry], *, since: datetime, until: datetime) -> History | None:
    """The history that a SKU's log lines tell; None without a price before ``until``. Sales do not matter.

    The lowest of the asked price and the promotional prices that hold is what it cost.
    """
    lines = sorted(lines, key=lambda line: (line.at, line.pk))
    asked = [line for line in lines if line.kind == PriceKind.ASKED and line.at <= until]
    if not asked:
        return None
    over = [line for line in lines if line.kind == PriceKind.OVER]
    spans = [_span(line, over) for line in lines if line.kind == PriceKind.PROMO]
    spans = [span for span in spans if span.end > max(span.start, since) and span.start <= until]
    since = max(since, asked[0].at)
    moments = {since}
    moments.update(line.at for line in asked)
    moments.update(edge for span in spans for edge in (span.start, span.end))
    steps: list[Step] = []
    for moment in sorted(moment for moment in moments if since <= moment <= until):
        plain = asked[bisect_right(asked, moment, key=lambda line: line.at) - 1].price_fen
        held = [span for span in spans if span.start <= moment < span.end and span.price_fen < plain]
        best = min(held, key=lambda span: span.price_fen, default=None)
        step = Step(moment, best.price_fen, best.name) if best else Step(moment, plain)
        if not steps or (step.price_fen, step.promotion) != (steps[-1].price_fen, steps[-1].promotion):
            steps.append(step)
    return History(since=since, until=until, steps=tuple(steps))


def _span(line: PriceEntry, over: Sequence[PriceEntry]) -> _Span:
    planned: datetime = line.until or line.at
    ends = [row.at for row in over if row.reference == line.reference and row.pk > line.pk]
    return _Span(line.at, min([planned, *ends]), line.price_fen, line.reason)


def histories(skus: Sequence[Sku], *, at: datetime, span: timedelta = SHOWN_DAYS) -> dict[int, History]:
    """The histories of SKUs for the time before ``at``, by SKU id; those without any price are absent.

    At most four queries for any number of SKUs. Where more changed than is shown, all begin later.
    """
    ids = [sku.pk for sku in skus]
    if not ids:
        return {}
    most = MOST_LINES * len(ids)
    since = at - span
    log = PriceEntry.objects.filter(sku__in=ids)
    asked = _newest(log.filter(kind=PriceKind.ASKED, at__gt=since, at__lte=at), most)
    promotional = _newest(log.filter(kind=PriceKind.PROMO, until__gt=since, at__lte=at), most)
    for read in (asked, promotional):
        if len(read) == most:
            since = max(since, read[-1].at)
    references = {line.reference for line in promotional}
    over = list(log.filter(kind=PriceKind.OVER, reference__in=references, at__lte=at)) if references else []
    before = PriceEntry.objects.filter(sku=OuterRef("pk"), kind=PriceKind.ASKED, at__lte=since)
    opening = Sku.objects.filter(pk__in=ids).values_list(Subquery(before.order_by("-at", "-pk").values("pk")[:1]))
    lines = [*asked, *promotional, *over, *PriceEntry.objects.filter(pk__in=opening)]
    found = {pk: history([line for line in lines if line.sku_id == pk], since=since, until=at) for pk in ids}
    return {pk: row for pk, row in found.items() if row}


def _newest(lines: QuerySet[PriceEntry], most: int) -> list[PriceEntry]:
    return list(lines.order_by("-at", "-pk")[:most])
