"""Vouchers, paid by the shop's own operations."""

from typing import Any

from shop.catalog.enums import ProductKind
from shop.catalog.models import Sku
from shop.inventory.models import Place
from shop.orders.models import Order
from shop.vouchers.operations import hand_out, set_terms
from shop.vouchers.rules import TermsData
from tests.factories import NOW
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order


def voucher_sku(*, places: tuple[Place, ...] = (), **terms: Any) -> Sku:
    """A SKU of a voucher product with ten in stock; its terms say nothing unless told otherwise."""
    product = ProductFactory(kind=ProductKind.VOUCHER)
    if terms or places:
        set_terms(by=None, product=product, data=TermsData(**terms), places=places, at=NOW)
    return stocked_sku(product=product)


def voucher_order(sku: Sku | None = None, *, units: int = 1, **fields: Any) -> Order:
    """A paid order of vouchers, with the vouchers issued."""
    order = paid_order({sku or voucher_sku(): units}, **fields)
    hand_out(order, at=fields.get("at", NOW))
    return order
