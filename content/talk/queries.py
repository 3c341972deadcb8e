"""Reads of readers' words used by more than one caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from content.stories.models import StoryPage
from content.talk.enums import RemarkKind, RemarkState, Writers
from content.talk.models import ClosedPlace, Remark, Report, TalkRule
from content.talk.rules import REMEMBER_REFUSAL
from shop.catalog.models import Product
from shop.customers.models import Customer
from shop.orders.models import Order, OrderLine

Place = StoryPage | Product

SHOWN_BELOW = 8


@dataclass(frozen=True)
class Talk:
    """What stands below a page, and what can be written there."""

    place: Place
    kinds: tuple[RemarkKind, ...]
    writers: Writers
    remarks: Sequence[Remark]
    # There are more than those.
    has_more: bool

    @property
    def is_open(self) -> bool:
        """Whether anything can be written."""
        return bool(self.kinds)


def at_place(place: Place) -> dict[str, Any]:
    """The place as fields of a row."""
    return {"story": place} if isinstance(place, StoryPage) else {"product": place}


# What can be written at a place, and by whom.
Rule = tuple[tuple[RemarkKind, ...], Writers]


def rule_at(place: Place) -> Rule | None:
    """What can be written at a place, and by whom; None where nobody ever could. One query."""
    rule = TalkRule.objects.annotate(is_closed=Exists(ClosedPlace.objects.filter(**at_place(place)))).first()
    if rule is None:
        return None
    named = ((RemarkKind.COMMENT, rule.comments), (RemarkKind.QUESTION, rule.questions))
    closed: bool = rule.is_closed  # annotated
    return tuple(kind for kind, is_on in named if is_on and not closed), Writers(rule.writers)


def shown_at(place: Place) -> QuerySet[Remark]:
    """What everybody reads below a place, the newest first."""
    rows = Remark.objects.filter(**at_place(place), state=RemarkState.SHOWN)
    return rows.select_related("story", "product").order_by("-created_at", "-id")


def talk_at(place: Place, found: Rule | None) -> Talk | None:
    """The talk below a page of which ``rule_at`` said that; None where nothing can be read or written. One query."""
    if found is None:
        return None
    kinds, writers = found
    rows = list(shown_at(place)[: SHOWN_BELOW + 1])
    if not kinds and not rows:
        return None
    return Talk(place, kinds, writers, with_buyers(rows[:SHOWN_BELOW], place), len(rows) > SHOWN_BELOW)


def has_bought(customer: Customer) -> bool:
    """Whether an order of this customer was ever paid: their number is then behind it (《互联网跟帖评论服务管理规定》
    第四条 asks for it; a shop knows no better one).
    """
    return Order.objects.filter(customer=customer, paid_at__isnull=False).exists()


def is_trusted(customer: Customer, *, at: datetime) -> bool:
    """Whether the next words of a buyer are shown at once: enough were shown, none refused or held against them."""
    rule = TalkRule.objects.first()
    if rule is None or not rule.trust_after or not has_bought(customer):
        return False
    mine = Remark.objects.filter(customer=customer)
    against = Q(state=RemarkState.REFUSED, changed_at__gt=at - REMEMBER_REFUSAL) | Q(
        Exists(Report.objects.filter(remark=OuterRef("pk"), seen_at=None))
    )
    return not mine.filter(against).exists() and mine.filter(state=RemarkState.SHOWN).count() >= rule.trust_after


def reported() -> Q:
    """Remarks that somebody holds something against and nobody has looked at."""
    return Q(Exists(Report.objects.filter(remark=OuterRef("pk"), seen_at=None)))


UNANSWERED = Q(kind=RemarkKind.QUESTION, state=RemarkState.SHOWN, answer="")


def to_do() -> QuerySet[Remark]:
    """What waits for the staff: to be read, to be looked at again, to be answered."""
    return Remark.objects.filter(Q(state=RemarkState.HELD) | UNANSWERED | reported())


def remarks_of(customer: Customer) -> QuerySet[Remark]:
    """Somebody's own, the newest first."""
    rows = Remark.objects.filter(customer=customer).select_related("story", "product")
    return rows.order_by("-created_at", "-id")


def news_of(customer: Customer) -> QuerySet[Remark]:
    """Own remarks about which there is something new."""
    return remarks_of(customer).filter(news_at__isnull=False)


def with_buyers(remarks: list[Remark], place: Place) -> list[Remark]:
    """Mark (``buys_it``) those below a product whose writer has paid for it. One query, none below a story."""
    buyers: set[int] = set()
    if isinstance(place, Product) and remarks:
        lines = OrderLine.objects.filter(sku__product=place, order__paid_at__isnull=False)
        lines = lines.filter(order__customer__in={row.customer_id for row in remarks})
        buyers = set(lines.values_list("order__customer", flat=True))
    for row in remarks:
        row.buys_it = row.customer_id in buyers  # type: ignore[attr-defined]
    return remarks
