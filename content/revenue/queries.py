"""What stories earned, from what is kept (``summing``) and the taps of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, F, QuerySet, Sum
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks.contents import name_of, selling_in, streams_of
from content.revenue import summing
from content.revenue.models import Changed, DaySum, DayTaps, Progress, Touched
from content.revenue.rules import Earned
from content.stories.models import BrandPage
from shop.social.models import StoryBlock, StoryTap

__all__ = ["BlockRow", "StoryRow", "Touched", "blocks_of", "bring_up_to_date", "earned_by_block", "stories_earned"]

# So many orders are counted while somebody waits for a screen.
WHILE_WAITING = 300
# The sum of all stories, among those of each.
ALL = 0


def bring_up_to_date(*, at: datetime) -> bool:
    """Count what has changed up to now; False if that is so much that the background has to go on with it."""
    summing.sum_piece(at=at, most=WHILE_WAITING)
    return not Changed.objects.exists()


@dataclass(frozen=True)
class BlockRow:
    """A block of a story with what it earned; ``kind`` and ``label`` in words."""

    block: StoryBlock
    kind: str
    label: str
    is_there: bool
    earned: Earned


@dataclass(frozen=True)
class StoryRow:
    """A page with what it earned; one that was deleted has left its title."""

    page_ref: int
    page: Page | None
    title: str
    earned: Earned


def earned_by_block(*, since: date, until: date, touched: str = Touched.LAST) -> dict[int, Earned]:
    """Block id → what was tapped, and what came of orders that were paid in those local days, less what has gone back
    of them since. Three queries.
    """
    sums = _sums(since, until, touched).filter(block__isnull=False).order_by()
    rows: Any = sums.values("block").annotate(*_FIGURES)
    found: dict[int, Earned] = {row["block"]: _earned(row) for row in rows}
    for block_id, count in _taps(since, until, "block"):
        found.setdefault(block_id, Earned()).taps += count
    return found


def stories_earned(*, since: date, until: date, touched: str = Touched.LAST) -> tuple[list[StoryRow], Earned]:
    """All pages that were tapped or sold something, what stayed most first; and all of them together. Without days
    (``add_days``). Five queries, however many orders.
    """
    found: dict[int, Earned] = {}
    sums = _sums(since, until, touched).filter(block=None).order_by()
    for row in sums.values("page_ref").annotate(*_FIGURES):
        found[row["page_ref"]] = _earned(row)
    whole = found.pop(ALL, Earned())
    for page_ref, count in _taps(since, until, "page_ref"):
        found.setdefault(page_ref, Earned()).taps += count
        whole.taps += count
    # What is known of it by its blocks; the page itself may be gone.
    known = dict(StoryBlock.objects.filter(page_ref__in=found).order_by("pk").values_list("page_ref", "page_title"))
    pages = Page.objects.in_bulk([pk for pk in found if pk > 0])
    rows = [
        StoryRow(
            page_ref=ref,
            page=pages.get(ref),
            title=pages[ref].title if ref in pages else known.get(ref, ""),
            earned=earned,
        )
        for ref, earned in found.items()
    ]
    rows.sort(key=lambda row: (-row.earned.kept_fen, -row.earned.taps, row.title, row.page_ref))
    return rows, whole


def add_days(rows: Iterable[StoryRow], whole: Earned, *, since: date, until: date, touched: str) -> None:
    """What of it came in on each day, for the lines beside these rows."""
    parts = {ALL: whole, **{row.page_ref: row.earned for row in rows}}
    sums = _sums(since, until, touched).filter(block=None, page_ref__in=parts, kept_fen__gt=0)
    for ref, day, fen in sums.values_list("page_ref", "day", "kept_fen"):
        parts[ref].days[day] = fen


def blocks_of(page: Page, *, since: date, until: date, touched: str = Touched.LAST) -> tuple[list[BlockRow], Earned]:
    """The blocks of a published page in its order, and the page as a whole; blocks that are not in it any more come
    last, if they earned.
    """
    earned: dict[int | None, Earned] = {}
    for row in _sums(since, until, touched).filter(page_ref=page.pk).values("block", "day", *_NAMES):
        part = earned.setdefault(row["block"], Earned())
        part.add(_earned(row))
        if row["kept_fen"]:
            part.days[row["day"]] = row["kept_fen"]
    whole = earned.pop(None, Earned())
    for block_id, count in _taps(since, until, "block", page_ref=page.pk):
        earned.setdefault(block_id, Earned()).taps += count
        whole.taps += count
    children = [child for stream in streams_of(page) for child in selling_in(stream)]
    there = {child.id: (place, child) for place, child in enumerate(children)}
    rows = [
        _block_row(block, there.get(block.block_id), earned.get(block.pk, Earned()))
        for block in StoryBlock.objects.filter(page_ref=page.pk)
        if block.block_id in there or block.pk in earned
    ]
    last = (len(there), None)
    rows.sort(key=lambda row: (there.get(row.block.block_id, last)[0], row.block.pk))
    return rows, whole


def _block_row(block: StoryBlock, found: tuple[int, object] | None, earned: Earned) -> BlockRow:
    if found is None:
        return BlockRow(block=block, kind=_kind(block.kind), label=block.label, is_there=False, earned=earned)
    child = found[1]
    # As it is called now: blocks that were noted by what was stored have no name of their own.
    kind = str(child.block.label)  # type: ignore[attr-defined]
    return BlockRow(block=block, kind=kind, label=block.label or name_of(child), is_there=True, earned=earned)


def _kind(name: str) -> str:
    pages = [model for model in apps.get_models() if issubclass(model, BrandPage)]
    fields = (field for model in pages for field in model._meta.get_fields() if isinstance(field, StreamField))
    return next((str(found.label) for field in fields if (found := field.stream_block.child_blocks.get(name))), name)


_NAMES = ("orders", "units", "paid_fen", "kept_fen")
_FIGURES = tuple(Sum(name) for name in _NAMES)


def _sums(since: date, until: date, touched: str) -> QuerySet[DaySum]:
    return DaySum.objects.filter(touched=Touched(touched), day__gte=since, day__lte=until)


def _earned(row: Any) -> Earned:
    figures: dict[str, Any] = {name: row.get(f"{name}__sum", row.get(name, 0)) for name in _NAMES}
    return Earned(**figures)


def _taps(since: date, until: date, by: str, **of: int) -> Sequence[tuple[int, int]]:
    """How often each block or page was tapped: days that are kept, and those after."""
    through = Progress.objects.values_list("taps_through", flat=True).first()
    kept = DayTaps.objects.filter(day__gte=since, day__lte=until, **of)
    live = StoryTap.objects.filter(day__gte=since, day__lte=until, **{f"block__{name}": pk for name, pk in of.items()})
    if through:
        kept, live = kept.filter(day__lte=through), live.filter(day__gt=through)
    else:
        kept = kept.none()
    name = F("block") if by == "block" else F("block__page_ref")
    return [
        *kept.order_by().values_list(by).annotate(count=Sum("taps")),
        *live.order_by().values_list(name).annotate(count=Count("pk")),
    ]
