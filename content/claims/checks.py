"""What returns say against a draft."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from content.blocks.contents import products_in
from content.checks.findings import CheckFinding
from content.checks.texts import Words, content_of
from content.claims.models import Claim
from content.claims.queries import claims_about, phrases_in, standings
from shop.catalog.models import Product
from shop.core.wording import Weight


def contradicted(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """Claims that returns contradict, of the product itself or of those that a page shows."""
    products = _products(draft)
    claims = claims_about(products) if products else []
    if not claims:
        return
    texts = [words for words in content_of(draft) if isinstance(words, Words)]
    told = [claim for claim in claims if any(next(phrases_in(words.text, claim), None) for words in texts)]
    for row in standings(told) if told else ():
        if row.contradicted:
            yield from _findings(row.claim, texts, contradicted=row.contradicted, returns=row.returns)


def _products(draft: Any) -> set[int]:
    if isinstance(draft, Product):
        return {draft.pk} if draft.pk else set()
    body = getattr(draft, "body", None)
    return {product.pk for product in products_in(body)} if isinstance(body, StreamValue) else set()


def _findings(claim: Claim, texts: list[Words], *, contradicted: int, returns: int) -> Iterator[CheckFinding]:
    for words in texts:
        for start, end in phrases_in(words.text, claim):
            yield CheckFinding(
                weight=Weight.ASK,
                place=words.place.label,
                anchor=words.place.anchor,
                message=_("This claim was contradicted by %(count)s of %(returns)s returned units of “%(product)s”.")
                % {"count": contradicted, "returns": max(returns, contradicted), "product": claim.product.title},
                source=_("After-sales cases of orders since %(day)s, as staff tagged them")
                % {"day": date_format(claim.since, "DATE_FORMAT")},
                quote=words.text[start:end],
                before=words.text[max(0, start - 12) : start],
                after=words.text[end : end + 12],
                url=claim.get_absolute_url(),
            )
