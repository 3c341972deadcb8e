"""Claims, made by the room's own operations."""

from typing import Any

from django.utils import timezone

from content.claims.models import Claim
from content.claims.operations import ClaimData, save_claim
from shop.catalog.models import Product
from tests.factories import NOW
from tests.factories.inventory import stocked_sku


def make_claim(product: Product | None = None, title: str = "脆 14 天", **fields: Any) -> Claim:
    """A claim about a product, said since the day of ``NOW`` unless told otherwise."""
    data = ClaimData(title=title, **{"since": timezone.localdate(NOW), **fields})
    return save_claim(by=None, product=product or stocked_sku().product, data=data)
