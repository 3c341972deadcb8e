"""Enquiries."""

import itertools
from datetime import datetime
from typing import Any

from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.enquiries.models import Enquiry
from shop.enquiries.operations import send_enquiry
from shop.enquiries.rules import EnquiryData
from tests.factories import NOW
from tests.factories.catalog import ProductFactory

_numbers = itertools.count(1)


def question(**changes: Any) -> EnquiryData:
    """Somebody with a mobile number who would like to know something."""
    fields = {"name": "林晓", "phone": "138 0013 8000", "message": f"婚礼要 {next(_numbers)} 箱，来得及吗？", **changes}
    return EnquiryData(**fields)


def make_enquiry(*, product: Product | None = None, at: datetime = NOW, **changes: Any) -> Enquiry:
    """An enquiry about a product that is on request."""
    product = product or ProductFactory(kind=ProductKind.ENQUIRY)
    return send_enquiry(product=product, data=question(**changes), has_agreed=True, at=at)
