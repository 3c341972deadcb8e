"""What stories earned, counted from taps, order lines and refunds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.blocks.contents import selling_in
from content.revenue.rules import Earned, total
from content.stories.models import StoryPage
from shop.aftersales.queries import kept_of_lines
from shop.core.desk import day_end, day_start
from shop.orders.models import Order
from shop.social.models import LineAttribution, StoryBlock, StoryTap


class Touched(TextChoices):
    """Which of the blocks that led to the goods has earned it."""

    LAST = "last", _("Last touch")
    FIRST = "first", _("First touch")


def earned_by_block(
    *, since: date, until: date, touched: str = Touched.LAST, page: Page | None = None
) -> dict[int, Earned]:
    """Block id → what was tapped, and what came of orders that were paid in those local days, less what has gone back
    of them since. Six queries, however many orders.
    """
    blocks = StoryBlock.objects.filter(page=page) if page else StoryBlock.objects.all()
    found: dict[int, Earned] = {}
    taps = StoryTap.objects.filter(day__gte=since, day__lte=until, block__in=blocks)
    for block_id, count in taps.order_by().values_list("block").annotate(Count("pk")):
        found.setdefault(block_id, Earned()).taps = count
    name = f"{Touched(touched).value}_block"
    lines = LineAttribution.objects.filter(
        line__order__paid_at__gte=day_start(since),
        line__order__paid_at__lt=day_end(until),
        **{f"{name}__in": blocks},
    )
    kept = kept_of_lines(Order.objects.filter(pk__in=lines.values("line__order")))
    rows = lines.values_list(
        name, "line", "line__order", "line__order__paid_at", "line__quantity", "line__returned", "line__total_fen"
    )
    for block_id, line_id, order_id, paid_at, quantity, returned, total_fen in rows:
        found.setdefault(block_id, Earned()).add_line(
            order_id=order_id,
            day=timezone.localdate(paid_at),
            units=quantity - returned,
            paid_fen=total_fen,
            kept_fen=kept[line_id],
        )
    return found


@dataclass(frozen=True)
class BlockRow:
    """A block of a story with what it earned; ``kind`` in words."""

    block: StoryBlock
    kind: str
    is_there: bool
    earned: Earned


@dataclass(frozen=True)
class StoryRow:
    """A story with what it earned; a page that was deleted has left its title."""

    page: StoryPage | None
    title: str
    earned: Earned


def blocks_of(story: StoryPage, *, since: date, until: date, touched: str = Touched.LAST) -> list[BlockRow]:
    """The blocks of a published story in its order; those that are not in it any more come last, if they earned."""
    earned = earned_by_block(since=since, until=until, touched=touched, page=story)
    places = {child.id: place for place, child in enumerate(selling_in(story.body))}
    known = story.body.stream_block.child_blocks
    rows = [
        BlockRow(
            block=block,
            kind=str(known[block.kind].label) if block.kind in known else block.kind,
            is_there=block.block_id in places,
            earned=earned.get(block.pk, Earned()),
        )
        for block in StoryBlock.objects.filter(page=story)
        if block.block_id in places or block.pk in earned
    ]
    return sorted(rows, key=lambda row: (places.get(row.block.block_id, len(places)), row.block.pk))


def stories_earned(*, since: date, until: date, touched: str = Touched.LAST) -> list[StoryRow]:
    """All stories that were tapped or sold something, what stayed most first."""
    earned = earned_by_block(since=since, until=until, touched=touched)
    parts: dict[tuple[int | None, str], list[Earned]] = {}
    for block in StoryBlock.objects.filter(pk__in=earned):
        key = (block.page_id, block.page_title if block.page_id is None else "")
        parts.setdefault(key, []).append(earned[block.pk])
    pages = _pages(parts)
    rows = [
        StoryRow(page=pages.get(page_id or 0), title=title or _title(pages, page_id), earned=total(some))
        for (page_id, title), some in parts.items()
    ]
    return sorted(rows, key=lambda row: (-row.earned.kept_fen, -row.earned.taps, row.title))


def _pages(keys: Mapping[tuple[int | None, str], object]) -> dict[int, StoryPage]:
    rows: QuerySet[StoryPage] = StoryPage.objects.filter(pk__in=[pk for pk, _title in keys if pk]).defer_streamfields()
    return {page.pk: page for page in rows}


def _title(pages: Mapping[int, StoryPage], page_id: int | None) -> str:
    page = pages.get(page_id or 0)
    return page.title if page else ""
