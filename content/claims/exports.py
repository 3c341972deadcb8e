"""Claims against returns as a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.claims.models import Claim
from content.claims.queries import compared, standings
from shop.exports.registry import Asked, Kind, Sheet, register


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="claims",
            label=gettext_lazy("Claims against returns"),
            permission="claims.view_claim",
            matching=_matching,
            sheets=_sheets,
        )
    )


def _matching(asked: Asked) -> QuerySet[Claim]:
    return Claim.objects.standing()


def _sheets(asked: Asked, claims: QuerySet[Claim]) -> Sequence[Sheet]:
    rows = list(claims.select_related("product"))

    def by_claim() -> Iterator[list[Any]]:
        for row in standings(rows):
            low, high = row.rate.interval()
            shares = [row.rate.value, low, high] if row.rate.is_enough else [None, None, None]
            claim = row.claim
            yield [claim.product.title, claim.title, claim.since, row.sold, row.returns, row.contradicted, *shares]

    def by_lot() -> Iterator[list[Any]]:
        for claim in rows:
            for row in compared(claim, at=asked.at):
                now, before = row.now, row.before
                yield [
                    claim.product.title, claim.title, row.title, now.count, now.of, before.count, before.of,
                    _("yes") if row.has_drifted else "",
                ]  # fmt: skip

    return [
        Sheet(
            title=_("Claims"),
            header=[
                _("Product"), _("Claim"), _("Said since"), _("Sold"), _("Returned"), _("For this claim"), _("Share"),
                _("at least"), _("at most"),
            ],
            rows=by_claim(),
        ),
        Sheet(
            title=_("By SKU and lot"),
            header=[
                _("Product"), _("Claim"), _("SKU, lot"), _("For this claim"), _("Sold"), _("For this claim, before"),
                _("Sold, before"), _("More than usual"),
            ],
            rows=by_lot(),
        ),
    ]  # fmt: skip
