"""Turn a cart into an order."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, CharField, DateTimeField
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import ProductKind, SpecKind
from shop.catalog.models import Sku
from shop.catalog.queries import order_forms
from shop.catalog.specification import OrderForm
from shop.core import events
from shop.core.compiled import Compiled, insert, insert_unless_known
from shop.core.errors import InvalidInput, ShopError
from shop.core.numbering import new_number
from shop.customers.models import Customer
from shop.customers.operations import lock_customer, remember_address
from shop.customers.rules import AddressData, ContactData
from shop.inventory import operations as inventory
from shop.inventory.errors import OutOfStock
from shop.orders.deposits import DepositPlan
from shop.orders.enums import EntryKind
from shop.orders.errors import AlreadyYours, CartEmpty, InvalidQuantity, NotForSale, TotalChanged
from shop.orders.events import OrderPlaced
from shop.orders.freight import freight_to, not_delivered
from shop.orders.lines import LineData, LineQuote, merged, units_by_sku
from shop.orders.models import Order, OrderDeposit, OrderLine
from shop.orders.operations.cart import take_out
from shop.orders.operations.notes import write_entry
from shop.orders.operations.pictures import claim_pictures
from shop.orders.queries import owned_products
from shop.orders.rules import MAX_CART_LINES, MAX_LINE_QUANTITY
from shop.orders.wishes import NO_WISHES, Wishes
from shop.promotions import operations as promotions
from shop.promotions.queries import prices, with_promoted
from shop.promotions.rules import Price
from shop.shipping.errors import RegionUnknown
from shop.shipping.queries import depends_on_region, freight_item, with_freight
from shop.shipping.rules import FreightQuote, NoDelivery


def place_order(
    *,
    customer: Customer,
    lines: Sequence[LineData],
    address: AddressData | ContactData,
    client_token: str,
    expected_total_fen: int,
    at: datetime,
    note: str = "",
    wishes: Wishes = NO_WISHES,
    origin: dict[str, Any] | None = None,
    deposit: DepositPlan | None = None,
) -> Order:
    """Make an order of these lines at the prices of ``at``, hold the goods and start the deadline to pay.

    Idempotent per (customer, ``client_token``): a twin, even a concurrent one, gets the same order.
    ``address`` may be a ``ContactData`` if nothing in it is shipped, and with a name if it is fetched from a place.
    ``expected_total_fen`` is what the shopper agreed to, freight included; another sum raises ``TotalChanged``.
    With a ``deposit`` that is paid first, and the rest later.
    ``NotDelivered`` and ``RegionUnknown`` if it cannot be sent there, or nobody knows what that costs.
    Also ``CartEmpty``, ``InvalidQuantity``, ``NotForSale``, ``AlreadyYours``, ``SpecificationInvalid``,
    ``OutOfStock``, ``PromotionUsedUp``, ``PersonLimitReached``; after any of them nothing is written.
    """
    if not (1 <= len(client_token) <= 64 and client_token.isprintable()):
        raise InvalidInput(_("The checkout's token has 1 to 64 printable characters."), field="client_token")
    try:
        return _place(
            customer=customer,
            lines=lines,
            address=address,
            client_token=client_token,
            expected_total_fen=expected_total_fen,
            at=at,
            note=note,
            wishes=wishes,
            origin=origin,
            deposit=deposit,
        )
    except ShopError:
        # Whatever speaks against it: the twin has emptied the cart, taken the last unit.
        with transaction.atomic():
            twin = _TWIN.first(customer=lock_customer(customer).pk, token=client_token)
        if twin:
            return twin
        raise


@transaction.atomic
def _place(
    *,
    customer: Customer,
    lines: Sequence[LineData],
    address: AddressData | ContactData,
    client_token: str,
    expected_total_fen: int,
    at: datetime,
    note: str,
    wishes: Wishes,
    origin: dict[str, Any] | None,
    deposit: DepositPlan | None,
) -> Order:
    if not lines:
        raise CartEmpty
    if any(line.quantity < 1 for line in lines):
        raise InvalidQuantity(field="quantity")
    # Before all else of it: who turns out to be another customer meanwhile orders as that one (``customers.merging``).
    customer = lock_customer(customer)
    lines = merged(lines)
    if len(lines) > MAX_CART_LINES or any(line.quantity > MAX_LINE_QUANTITY for line in lines):
        raise InvalidQuantity(field="quantity")
    units = units_by_sku((line.sku_id, line.quantity) for line in lines)
    skus = _sellable_skus(list(units), at)
    price_of = prices(list(skus.values()), at=at, references=False)
    _check_content(customer, skus, units)
    needs_shipping = any(ProductKind(sku.product.kind).is_shipped for sku in skus.values())
    is_sent = needs_shipping and wishes.pickup_place is None
    if (is_sent and not isinstance(address, AddressData)) or (needs_shipping and not address.as_dict()["recipient"]):
        raise InvalidInput(_("Please fill in this field."), field="recipient")
    written = _lines(lines, skus, price_of, at)
    wishes.check(at=at, days=max((line.production_days for line in written), default=0))
    goods_fen = sum(line.total_fen for line in written)
    freight = _freight(written, address if is_sent else None)
    if goods_fen + freight.fen != expected_total_fen:
        raise TotalChanged(field="total")
    if deposit is not None:
        deposit.check(goods_fen=goods_fen, needs_shipping=needs_shipping)
    for line, share in zip(written, freight.shares, strict=True):
        line.freight_fen = share
    order = Order(
        customer=customer,
        client_token=client_token,
        goods_fen=goods_fen,
        freight_fen=freight.fen,
        freight_parts=[parcel.as_dict() for parcel in freight.parcels],
        total_fen=goods_fen + freight.fen,
        needs_shipping=needs_shipping,
        note=note.strip()[:200],
        origin=origin or {},
        placed_at=at,
        expires_at=at + timedelta(minutes=settings.ORDER_PAYMENT_MINUTES),
        **wishes.as_dict(is_sent=needs_shipping),
        **_contact(address, needs_shipping=needs_shipping, is_sent=is_sent),
    )
    twin = _insert(order)
    if twin:
        return twin
    for line in written:
        line.order = order
    insert(*written)
    if deposit is not None:
        OrderDeposit.objects.create(order=order, goods_fen=goods_fen, **deposit.as_dict())
    write_entry(order=order, kind=EntryKind.PLACED, at=at)
    take_out(customer=customer, quantities={(line.sku_id, line.spec_key): line.quantity for line in written})
    claim_pictures(customer=customer, public_ids=_pictures(written), at=at)
    if isinstance(address, AddressData) and is_sent:
        remember_address(customer=customer, address=address, at=at)
    events.publish(OrderPlaced(order_id=order.pk))
    # Last, what many orders wait for each other at: its locks are held until the commit, which is next.
    try:
        inventory.reserve(quantities=units, reference=order.number, expires_at=order.expires_at, at=at)
    except OutOfStock as error:
        raise OutOfStock(sku_id=error.sku_id, available=error.available, title=skus[error.sku_id].full_title) from error
    claims = {line.promotion_item_id: units[line.sku_id] for line in written if line.promotion_item_id is not None}
    if claims:
        promotions.claim(quantities=claims, person_key=address.phone, reference=order.number, at=at)
    return order


_TWIN = Compiled(
    lambda given: Order.objects.filter(customer_id=given.customer, client_token=given.token),
    customer=BigIntegerField(),
    token=CharField(),
)
_SELLABLE = Compiled(
    lambda given: with_freight(
        with_promoted(Sku.objects.for_sale(given.at).filter(pk__in=given.skus), at=given.at)
        .select_related("product")
        .defer("product__body")
        .order_by()
    ),
    skus=BigIntegerField(),
    at=DateTimeField(),
)


def _lines(
    lines: Sequence[LineData], skus: Mapping[int, Sku], price_of: Mapping[int, Price], at: datetime
) -> list[OrderLine]:
    """The snapshot: words, prices and what the answers to the order form add, as they are at ``at``."""
    forms = order_forms(sku.product for sku in skus.values())
    written = []
    for line in lines:
        sku, price = skus[line.sku_id], price_of[line.sku_id]
        if line.quote is not None:
            written.append(_quoted(sku, line.quantity, line.quote))
            continue
        form = forms.get(sku.product_id, OrderForm())
        filled = form.fill(line.specification, at=at)
        written.append(
            OrderLine(
                sku=sku,
                product_title=sku.product.title,
                option_text=sku.option_text,
                sku_code=sku.code,
                cover_id=sku.product.cover_id,
                kind=sku.product.kind,
                quantity=line.quantity,
                unit_price_fen=price.price_fen,
                list_price_fen=price.list_fen,
                surcharge_fen=filled.surcharge_fen,
                specification=[answer.as_dict() for answer in filled.answers],
                spec_key=filled.key,
                production_days=form.production_days,
                promotion_item_id=price.item_id,
                promotion_name=price.promotion_name,
                total_fen=(price.price_fen + filled.surcharge_fen) * line.quantity,
            )
        )
    return written


def _quoted(sku: Sku, quantity: int, quote: LineQuote) -> OrderLine:
    """A line at the price that was agreed: what it is above the SKU's own price is what was asked for in words."""
    unit_fen = min(sku.price_fen, quote.each_fen)
    words = {"label": str(_("As agreed")), "kind": str(SpecKind.TEXT), "value": "", "text": quote.text}
    return OrderLine(
        sku=sku,
        product_title=sku.product.title,
        option_text=sku.option_text,
        sku_code=sku.code,
        cover_id=sku.product.cover_id,
        kind=sku.product.kind,
        quantity=quantity,
        unit_price_fen=unit_fen,
        list_price_fen=unit_fen,
        surcharge_fen=quote.each_fen - unit_fen,
        specification=[{**words, "surcharge_fen": quote.each_fen - unit_fen}],
        spec_key=quote.key,
        total_fen=quote.each_fen * quantity,
    )


def _contact(address: AddressData | ContactData, *, needs_shipping: bool, is_sent: bool) -> dict[str, str]:
    """As much of the address as the order needs."""
    if is_sent:
        return address.as_dict()
    return {"phone": address.phone, "recipient": address.recipient if needs_shipping else ""}


def _freight(lines: Sequence[OrderLine], address: AddressData | ContactData | None) -> FreightQuote:
    """What it costs to send them there; nothing where they are fetched, or go into no parcel."""
    items = [
        freight_item(line.sku, source=line.sku, quantity=line.quantity, value_fen=line.total_fen) for line in lines
    ]
    if not isinstance(address, AddressData) or not depends_on_region(items):
        return FreightQuote((), (0,) * len(items))
    if not address.region_code:
        raise RegionUnknown(field="province")
    found = freight_to(items, address.region_code)
    if isinstance(found, NoDelivery):
        raise not_delivered([str(lines[at].sku.full_title) for at in found.items], address.region_code)
    return found


def _check_content(customer: Customer, skus: Mapping[int, Sku], units: Mapping[int, int]) -> None:
    """Content is bought once."""
    content = {sku.product_id: sku for sku in skus.values() if sku.product.kind == ProductKind.PAID_CONTENT}
    if any(units[sku.pk] != 1 for sku in content.values()):
        raise InvalidQuantity(_("One is enough: it is the same each time."), field="quantity")
    if owned_products(customer, list(content)):
        raise AlreadyYours


def _pictures(lines: Sequence[OrderLine]) -> list[str]:
    return [answer["value"] for line in lines for answer in line.specification if answer["kind"] == SpecKind.PICTURE]


def _sellable_skus(sku_ids: list[int], at: datetime) -> dict[int, Sku]:
    skus = {sku.pk: sku for sku in _SELLABLE.rows(skus=sku_ids, at=at) if sku.product.is_visible(at)}
    if len(skus) != len(sku_ids):
        raise NotForSale(field="sku")
    return skus


def _insert(order: Order) -> Order | None:
    """Insert under a fresh number. The twin that was faster is returned, else None."""
    for _attempt in range(5):
        order.number = new_number(order.placed_at)
        if insert_unless_known(order):
            return None
        # A concurrent twin held the unique (customer, client_token) until it committed; else the number is taken.
        if twin := _TWIN.first(customer=order.customer_id, token=order.client_token):
            return twin
    msg = "no order number is free"
    raise RuntimeError(msg)
