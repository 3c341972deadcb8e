"""What a product promises about returns."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.aftersales import rules
from shop.aftersales.enums import ReturnException
from shop.aftersales.models import ReturnTerms
from shop.aftersales.rules import Terms
from shop.catalog.enums import ProductKind
from shop.catalog.events import ProductChanged
from shop.catalog.models import Product
from shop.core import audit, events
from shop.core.errors import InvalidInput


@transaction.atomic
def set_terms(*, by: Any, product: Product, terms: Terms, at: datetime) -> ReturnTerms:
    """What is promised with orders from ``at`` on; those before keep what they had. ``InvalidInput`` names the field.

    Without an exception it can be returned for at least the seven days of the law.
    """
    if not ProductKind(product.kind).is_shipped:
        raise InvalidInput(_("Only what is shipped can be returned."))
    if terms.exception and terms.exception not in ReturnException.values:
        raise InvalidInput(_("Choose one of the exceptions of the law, or none."), field="exception")
    if not rules.NO_REASON_DAYS <= terms.days <= 90:
        raise InvalidInput(_("The law gives seven days; promise 7 to 90."), field="days")
    row = ReturnTerms.objects.create(product=product, since=at, exception=terms.exception, days=terms.days)
    data = {"exception": terms.exception, "days": terms.days}
    audit.record(by=by, action="aftersales.set_terms", subject=product, data=data)
    events.publish(ProductChanged(product_id=product.pk))
    return row
