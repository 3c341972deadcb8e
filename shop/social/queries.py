"""Reads used by more than one caller."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F

from shop.payments.enums import PaymentState
from shop.payments.models import Payment
from shop.social.models import LinkVisit, StoryBlock


def block_of(*, page_id: int, block_id: str) -> StoryBlock | None:
    """The block of a story that was published; None for one that never was."""
    return StoryBlock.objects.filter(page=page_id, block_id=block_id).first()


@dataclass
class LinkResult:
    """What a link brought: visits, orders with money that is still here, and that money."""

    clicks: int = 0
    orders: int = 0
    left_fen: int = 0


def results_of_links(links: Iterable[int], *, by: str) -> dict[int, LinkResult]:
    """By the link's id; ``by`` is the field of an attribution that names it. Two queries, however many links."""
    results = {link: LinkResult() for link in links}
    visits = LinkVisit.objects.filter(link__in=results).order_by().values_list("link").annotate(Count("pk"))
    for link, count in visits:
        results[link].clicks = count
    named = f"order__attribution__{by}"
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED, **{f"{named}__in": results})
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for link, order, left_fen in arrived.values_list(named, "order", F("amount_fen") - F("refunded_fen")):
        sums[link, order] += left_fen
    for (link, _order), left_fen in sums.items():
        results[link].orders += left_fen > 0
        results[link].left_fen += left_fen
    return results
