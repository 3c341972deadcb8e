"""Change a cart."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import ProductKind
from shop.catalog.errors import SpecificationInvalid
from shop.catalog.models import Product, Sku
from shop.catalog.queries import order_forms
from shop.catalog.specification import OrderForm, Specification
from shop.core.compiled import Compiled
from shop.customers.models import Customer
from shop.inventory import queries as inventory
from shop.inventory.errors import OutOfStock
from shop.orders.errors import AlreadyYours, InvalidQuantity, NotForSale
from shop.orders.models import Cart, CartLine
from shop.orders.queries import missing_pictures, owned_products
from shop.orders.rules import MAX_CART_LINES, MAX_LINE_QUANTITY
from shop.promotions.queries import prices


@transaction.atomic
def add_to_cart(
    *,
    customer: Customer,
    sku_id: int,
    quantity: int,
    at: datetime,
    specification: Mapping[str, str] | None = None,
    origin: Sequence[int] = (),
) -> CartLine:
    """Put units of a SKU into the cart, on top of what is there with the same answers to its order form.

    ``origin`` says how it was found (``CartLine.origin``); nothing leaves what is known of the line as it is.

    ``NotForSale``, ``AlreadyYours``, ``InvalidQuantity``, ``SpecificationInvalid``, or ``OutOfStock`` if the cart would
    hold more than is available (nothing is reserved before the order).
    """
    if not 1 <= quantity <= MAX_LINE_QUANTITY:
        raise InvalidQuantity(field="quantity")
    sku = _sellable(sku_id, at)
    is_content = sku.product.kind == ProductKind.PAID_CONTENT
    if is_content and owned_products(customer, [sku.product_id]):
        raise AlreadyYours
    filled = specify(customer=customer, product=sku.product, values=specification or {}, at=at)
    Cart.objects.get_or_create(customer=customer)
    cart = Cart.objects.select_for_update(no_key=True).get(customer=customer)
    same = Q(sku=sku, spec_key=filled.key)
    if cart.lines.exclude(same).count() >= MAX_CART_LINES:
        raise InvalidQuantity(_("The cart is full: at most %(count)s different items.") % {"count": MAX_CART_LINES})
    line = CartLine.objects.filter(same, cart=cart).first()
    # Content is the same the second time.
    wanted = 1 if is_content else quantity + (line.quantity if line else 0)
    _check_available(cart, sku, filled.key, wanted, at)
    each_fen = prices([sku], at=at, references=False)[sku.pk].price_fen + filled.surcharge_fen
    values: dict[str, Any] = {"quantity": wanted, "specification": filled.values, "added_fen": each_fen}
    if origin:
        values["origin"] = list(origin)
    line, _created = CartLine.objects.update_or_create(
        cart=cart, sku=sku, spec_key=filled.key, defaults=values, create_defaults={**values, "added_at": at}
    )
    _touch(cart, at)
    return line


@transaction.atomic
def set_quantity(
    *, customer: Customer, sku_id: int, quantity: int, at: datetime, spec_key: str = ""
) -> CartLine | None:
    """Set a line's quantity; 0 removes it (None is returned, also if it is not there any more)."""
    if not 0 <= quantity <= MAX_LINE_QUANTITY:
        raise InvalidQuantity(field="quantity")
    cart = Cart.objects.select_for_update(no_key=True).filter(customer=customer).first()
    rows = CartLine.objects.filter(cart=cart, sku_id=sku_id, spec_key=spec_key).select_related("sku__product")
    line = rows.first() if cart else None
    if cart is None or line is None:
        return None
    if quantity == 0:
        line.delete()
        _touch(cart, at)
        return None
    if line.sku.product.kind == ProductKind.PAID_CONTENT:
        quantity = 1
    _check_available(cart, line.sku, spec_key, quantity, at)
    line.quantity = quantity
    line.save(update_fields=["quantity"])
    _touch(cart, at)
    return line


@transaction.atomic
def clear_cart(*, customer: Customer) -> None:
    """Empty the cart."""
    cart = Cart.objects.select_for_update(no_key=True).filter(customer=customer).first()
    if cart:
        cart.lines.all().delete()


def _sellable(sku_id: int, at: datetime) -> Sku:
    sku = Sku.objects.for_sale(at).filter(pk=sku_id).select_related("product").first()
    if sku is None or not Product.objects.visible(at).filter(pk=sku.product_id).exists():
        raise NotForSale(field="sku")
    return sku


def specify(*, customer: Customer, product: Product, values: Mapping[str, str], at: datetime) -> Specification:
    """The specification these answers make at ``at``; ``SpecificationInvalid``, also for somebody else's picture."""
    form = order_forms([product]).get(product.pk, OrderForm())
    filled = form.fill(values, at=at)
    missing = missing_pictures(customer=customer, public_ids=filled.pictures)
    if missing:
        gone = str(_("A picture is not there any more. Please send it again."))
        raise SpecificationInvalid({answer.field_id: gone for answer in filled.answers if answer.value in missing})
    return filled


def _check_available(cart: Cart, sku: Sku, spec_key: str, quantity: int, at: datetime) -> None:
    """All lines of the SKU draw on the same stock."""
    if quantity > MAX_LINE_QUANTITY:
        raise InvalidQuantity(field="quantity")
    others = CartLine.objects.filter(cart=cart, sku=sku).exclude(spec_key=spec_key) if spec_key else None
    elsewhere = others.aggregate(units=Sum("quantity", default=0))["units"] if others is not None else 0
    free = inventory.available([sku.pk], at=at).get(sku.pk, 0) - elsewhere
    if quantity > free:
        raise OutOfStock(sku_id=sku.pk, available=max(0, free), title=sku.full_title)


def _touch(cart: Cart, at: datetime) -> None:
    Cart.objects.filter(pk=cart.pk).update(updated_at=at)


_LOCKED_CART = Compiled(
    lambda given: Cart.objects.select_for_update(no_key=True).filter(customer_id=given.customer),
    customer=BigIntegerField(),
)


def take_out(*, customer: Customer, quantities: Mapping[tuple[int, str], int]) -> None:
    """Remove what was just ordered ((SKU id, key of the specification) → quantity); what was added meanwhile stays."""
    # The cart's lock comes first, as in every other change of a line.
    cart = _LOCKED_CART.first(customer=customer.pk)
    if cart is None:
        return
    spent = Q()
    for (sku_id, key), quantity in quantities.items():
        spent |= Q(sku=sku_id, spec_key=key, quantity__lte=quantity)
    deleted, _by_model = cart.lines.filter(spent).delete()
    if deleted < len(quantities):
        for (sku_id, key), quantity in quantities.items():
            cart.lines.filter(sku=sku_id, spec_key=key, quantity__gt=quantity).update(quantity=F("quantity") - quantity)
