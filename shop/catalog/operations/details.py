"""What a SKU costs, weighs and looks like: immediate like its price, never in a draft."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.events import ProductChanged
from shop.catalog.models import Sku
from shop.core import audit, events
from shop.core.errors import InvalidInput, StaleState
from shop.core.money import MAX_FEN

MAX_WEIGHT_G = 1_000_000


def _replace(sku: Sku, column: str, value: Any, expected: Any, *, field: str) -> bool:
    """Compare and set: False if it is so already, ``StaleState`` if the row does not hold ``expected`` any more."""
    if value == expected:
        return False
    if not Sku.objects.filter(pk=sku.pk, **{column: expected}).update(**{column: value}):
        raise StaleState(field=field)
    setattr(sku, column, value)
    return True


@transaction.atomic
def set_cost(*, by: Any, sku: Sku, cost_fen: int | None, expected_fen: int | None) -> bool:
    """Say what one unit costs the shop, None for unknown. False if it is so already; ``StaleState`` otherwise seen.

    Who calls asks for ``catalog.view_cost`` first.
    """
    if cost_fen is not None and not 0 <= cost_fen <= MAX_FEN:
        raise InvalidInput(_("A cost must be between ¥0 and ¥10,000,000."), field="cost")
    if not _replace(sku, "cost_fen", cost_fen, expected_fen, field="cost"):
        return False
    audit.record(by=by, action="catalog.set_cost", subject=sku, data={"from_fen": expected_fen, "to_fen": cost_fen})
    return True


@transaction.atomic
def set_weight(*, by: Any, sku: Sku, weight_g: int | None, expected_g: int | None) -> bool:
    """Say what one unit weighs in grams, None for unknown. False if it is so already; ``StaleState`` otherwise seen."""
    if weight_g is not None and not 1 <= weight_g <= MAX_WEIGHT_G:
        raise InvalidInput(_("A weight is a whole number of grams, up to 1,000,000."), field="weight")
    if not _replace(sku, "weight_g", weight_g, expected_g, field="weight"):
        return False
    audit.record(by=by, action="catalog.set_weight", subject=sku, data={"from_g": expected_g, "to_g": weight_g})
    return True


@transaction.atomic
def set_sku_image(*, by: Any, sku: Sku, image_id: int | None, expected_id: int | None) -> bool:
    """Give a SKU a picture of its own, None for the product's cover. False if it is so already; ``StaleState``."""
    if not _replace(sku, "image_id", image_id, expected_id, field="image"):
        return False
    audit.record(by=by, action="catalog.set_sku_image", subject=sku, data={"from": expected_id, "to": image_id})
    events.publish(ProductChanged(product_id=sku.product_id))
    return True
