"""Which products are made to wishes."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.bespoke.models import BespokeTerms
from shop.catalog.enums import ProductKind
from shop.catalog.events import ProductChanged
from shop.catalog.models import Product
from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.orders.enums import DepositKind
from shop.orders.rules import EARNEST_SHARE


@transaction.atomic
def set_terms(
    *, by: Any, product: Product, is_open: bool, deposit_kind: str, deposit_percent: int, hint: str
) -> BespokeTerms:
    """Take custom work for a product, or no more; quotes and orders that exist keep what they say.

    ``InvalidInput`` for what is not made to order, and for earnest money above a fifth (Civil Code 586).
    """
    if product.kind != ProductKind.MADE_TO_ORDER:
        raise InvalidInput(_("Only what is made to order is made to wishes."))
    if deposit_kind not in DepositKind.values:
        raise InvalidInput(_("Choose a kind of deposit."), field="deposit_kind")
    most = 100 // EARNEST_SHARE if deposit_kind == DepositKind.EARNEST else 99
    if not 1 <= deposit_percent <= most:
        raise InvalidInput(_("1 to %(most)s percent.") % {"most": most}, field="deposit_percent")
    hint = hint.strip()
    if len(hint) > 200:
        raise InvalidInput(_("At most %(count)s characters, on one line.") % {"count": 200}, field="hint")
    terms, _created = BespokeTerms.objects.update_or_create(
        product=product,
        defaults={
            "is_open": is_open,
            "deposit_kind": deposit_kind,
            "deposit_percent": deposit_percent,
            "hint": hint,
        },
    )
    audit.record(by=by, action="bespoke.set_terms", subject=product, data={"is_open": is_open})
    events.publish(ProductChanged(product_id=product.pk))
    return terms
