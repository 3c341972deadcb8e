"""What stories earned as a file: by story, and block by block."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.revenue.queries import earned_by_block
from content.revenue.rules import Earned
from content.revenue.summing import sum_up
from shop.core.errors import InvalidInput
from shop.core.money import as_decimal
from shop.exports.registry import Asked, Kind, Sheet, register
from shop.social.models import StoryBlock

_MONEY = "orders.view_order"


def register_exports() -> None:
    """Make it exportable; called once at start."""
    register(
        Kind(
            key="story_revenue",
            label=gettext_lazy("Revenue of stories"),
            permission="social.view_storyblock",
            matching=_matching,
            sheets=_sheets,
            sensitive=(_MONEY,),
            period=_period,
        )
    )


def _period(first: date, last: date) -> dict[str, str]:
    return {"since": first.isoformat(), "until": last.isoformat()}


def _asked(asked: Asked) -> Any:
    from content.revenue.admin.views import Period

    period = Period(asked.query, today=timezone.localdate(asked.at))
    if not period.form.is_valid():
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    return period


def _matching(asked: Asked) -> QuerySet[StoryBlock]:
    _asked(asked)
    return StoryBlock.objects.all()


def _sheets(asked: Asked, blocks: QuerySet[StoryBlock]) -> Sequence[Sheet]:
    period = _asked(asked)
    sum_up(at=asked.at)
    earned = earned_by_block(since=period.since, until=period.until, touched=period.touched)
    has_money = _MONEY in asked.sees

    def figures(row: Earned) -> list[Any]:
        money = [as_decimal(row.paid_fen), as_decimal(row.back_fen), as_decimal(row.kept_fen)] if has_money else []
        return [row.taps, row.orders, row.units, *money]

    def by_story() -> Iterator[list[Any]]:
        for row in period.stories()[0]:
            yield [row.title, *figures(row.earned)]

    def by_block() -> Iterator[list[Any]]:
        for block in blocks.filter(pk__in=earned).order_by("page_title", "pk"):
            yield [block.page_title, block.kind, block.label, *figures(earned[block.pk])]

    columns = [_("Clicks"), _("Orders"), _("Units kept")]
    columns += [_("Paid"), _("Went back"), _("Stayed")] if has_money else []
    return [
        Sheet(title=_("By story"), header=[_("Story"), *columns], rows=by_story()),
        Sheet(title=_("By block"), header=[_("Story"), _("Kind"), _("Block"), *columns], rows=by_block()),
    ]
