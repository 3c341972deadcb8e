"""Turn a cart into an order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, CharField
from django.utils.translation import gettext_lazy as _

from shop.core import events
from shop.core.compiled import Compiled, insert, insert_unless_known
from shop.core.errors import InvalidInput, ShopError
from shop.core.numbering import new_number
from shop.customers.models import Customer
from shop.customers.operations import lock_customer, remember_address
from shop.customers.rules import AddressData, ContactData
from shop.inventory import operations as inventory
from shop.inventory.errors import OutOfStock
from shop.orders.amendments import Amendment
from shop.orders.deposits import DepositPlan
from shop.orders.enums import EntryKind
from shop.orders.errors import CartEmpty, InvalidQuantity, TotalChanged
from shop.orders.events import OrderPlaced
from shop.orders.lines import LineData, merged, units_by_sku
from shop.orders.models import AmendedLine, Order, OrderDeposit
from shop.orders.operations.cart import take_out
from shop.orders.operations.notes import write_entry
from shop.orders.operations.pictures import claim_pictures
from shop.orders.operations.snapshot import check_content, claim_of, compose, goods_of, pictures_in
from shop.orders.rules import MAX_CART_LINES, MAX_LINE_QUANTITY
from shop.orders.wishes import NO_WISHES, Wishes
from shop.promotions import operations as promotions


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
    amendment: Amendment | None = None,
) -> Order:
    """Make an order of these lines at the prices of ``at``, hold the goods and start the deadline to pay.

    Idempotent per (customer, ``client_token``): a twin, even a concurrent one, gets the same order.
    ``address`` may be a ``ContactData`` if nothing in it is shipped, and with a name if it is fetched from a place.
    ``expected_total_fen`` is what the shopper agreed to, freight included; another sum raises ``TotalChanged``.
    With a ``deposit`` that is paid first, and the rest later; in a pre-sale what is sold in no other way now. With an
    ``amendment`` it changes another order: the cart and the address book stay as they are, its wishes were promised
    before, and there is more time to pay.
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
            amendment=amendment,
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
    amendment: Amendment | None,
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
    goods = goods_of(list(units), at, in_presale=deposit is not None and deposit.quota_id is not None)
    check_content(customer, goods, units)
    order, written = compose(
        goods,
        customer=customer,
        lines=lines,
        address=address,
        wishes=wishes,
        note=note,
        origin=origin,
        at=at,
        amendment=amendment,
    )
    if order.total_fen != expected_total_fen:
        raise TotalChanged(field="total")
    if deposit is not None:
        deposit.check(goods_fen=order.goods_fen, needs_shipping=order.needs_shipping)
    order.client_token = client_token
    twin = insert_order(order)
    if twin:
        return twin
    for line in written:
        line.order = order
    insert(*written)
    if deposit is not None:
        OrderDeposit.objects.create(order=order, goods_fen=order.goods_fen, **deposit.as_dict())
    write_entry(order=order, kind=EntryKind.PLACED, at=at)
    if amendment is None:
        take_out(customer=customer, quantities={(line.sku_id, line.spec_key): line.quantity for line in written})
        claim_pictures(customer=customer, public_ids=pictures_in(written), at=at)
        if isinstance(address, AddressData) and order.street:
            remember_address(customer=customer, address=address, at=at)
    else:
        insert(
            *(
                AmendedLine(order=order, line=row.line, units=row.units, worth_fen=row.worth_fen)
                for row in amendment.gives_up
            )
        )
    events.publish(OrderPlaced(order_id=order.pk))
    # Last, what many orders wait for each other at: its locks are held until the commit, which is next.
    try:
        inventory.reserve(
            quantities=units,
            reference=order.number,
            expires_at=order.expires_at,
            at=at,
            against=dict.fromkeys(units, deposit.quota_id) if deposit and deposit.quota_id else None,
        )
    except OutOfStock as error:
        raise OutOfStock(sku_id=error.sku_id, available=error.available, title=goods.title(error.sku_id)) from error
    promotions.claim(claim_of(order, written), at=at)
    return order


_TWIN = Compiled(
    lambda given: Order.objects.filter(customer_id=given.customer, client_token=given.token),
    customer=BigIntegerField(),
    token=CharField(),
)


def insert_order(order: Order) -> Order | None:
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
