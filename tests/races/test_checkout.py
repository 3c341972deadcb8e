"""The cart changes while it is being ordered: what is charged is what is in the order, and the rest stays."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from shop.catalog.models import Sku
from shop.customers.models import Customer
from shop.orders.errors import OrderNotInState
from shop.orders.models import CartLine, Order, OrderLine
from shop.orders.operations import add_to_cart, change_address, place_order
from shop.orders.queries import Quote, quote_cart
from tests.factories import NOW
from tests.factories.customers import CustomerFactory, address
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, ship
from tests.races.stage import meet

Breaches = Callable[[], list[str]]
READ = 'FROM "orders_cartline"'


def cart_with_one() -> tuple[Customer, Sku]:
    customer, sku = CustomerFactory(), stocked_sku(price_fen=6800)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=NOW)
    return customer, sku


def order_of(customer: Customer, quote: Quote) -> Order:
    return place_order(
        customer=customer,
        lines=quote.order_lines,
        address=address(),
        client_token="t",
        expected_total_fen=quote.total_fen,
        at=NOW,
    )


def check(order: Order) -> tuple[int, int]:
    """What is charged, and what the goods in the order cost."""
    return Order.objects.get(pk=order.pk).total_fen, sum(line.total_fen for line in order.lines.all())


def test_what_comes_into_the_cart_after_it_was_read_is_not_charged_and_stays(breaches: Breaches) -> None:
    customer, sku = cart_with_one()

    met = meet(
        lambda: order_of(customer, quote_cart(customer=customer, at=NOW)),
        lambda: add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=NOW),
        after=READ,
    )

    assert check(met.first) == (6800, 6800)
    assert CartLine.objects.get().quantity == 2
    assert breaches() == []


def test_what_comes_while_the_order_is_written_is_not_lost(breaches: Breaches) -> None:
    customer, sku = cart_with_one()
    quote = quote_cart(customer=customer, at=NOW)

    met = meet(
        lambda: order_of(customer, quote),
        lambda: add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=NOW),
        after='DELETE FROM "orders_cartline"',
    )

    assert met.waited
    assert check(met.first) == (6800, 6800)
    # It waited for the cart, found it empty, and began a new line.
    assert CartLine.objects.get().quantity == 2
    assert breaches() == []


def test_the_control_reading_the_cart_twice_charges_one_and_sends_three(breaches: Breaches) -> None:
    customer, sku = cart_with_one()

    @transaction.atomic
    def careless() -> Order:
        agreed = quote_cart(customer=customer, at=NOW)
        order = order_of(customer, agreed)
        # The goods are taken from the cart as it is by now, the sum from what was shown.
        now = CartLine.objects.filter(cart__customer=customer).first()
        if now:
            added = F("quantity") + now.quantity
            OrderLine.objects.filter(order=order).update(quantity=added, total_fen=F("unit_price_fen") * added)
        return order

    met = meet(careless, lambda: add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=NOW), after=READ)

    assert check(met.first) == (6800, 20400)
    assert any("order goods" in breach for breach in breaches())


# --- Another address against the parcel -----------------------------------------------------------------
def test_the_address_changes_before_the_parcel_or_not_at_all(breaches: Breaches) -> None:
    order = paid_order()

    met = meet(
        lambda: change_address(by=None, order=order, address=address(street="新街 2 号"), at=NOW),
        lambda: ship(Order.objects.get(pk=order.pk)),
        after="FOR NO KEY UPDATE",
    )
    assert (met.first, met.waited) == (0, True)
    assert met.second.street == "新街 2 号"

    other = paid_order()
    met = meet(
        lambda: ship(other),
        lambda: change_address(by=None, order=other, address=address(street="新街 2 号"), at=NOW),
        after='UPDATE "orders_order"',
    )
    assert met.waited
    assert isinstance(met.second, OrderNotInState)
    assert Order.objects.get(pk=other.pk).street == "南京西路 1 号"
    assert breaches() == []


def test_the_control_looking_first_writes_on_a_parcel_that_has_left() -> None:
    order = paid_order()

    @transaction.atomic
    def careless() -> None:
        row = Order.objects.get(pk=order.pk)
        if row.shipped_at is None:
            Order.objects.filter(pk=order.pk).update(street="新街 2 号")

    met = meet(careless, lambda: ship(Order.objects.get(pk=order.pk)), after='FROM "orders_order"')

    assert (met.first, met.waited) == (None, False)
    row = Order.objects.get(pk=order.pk)
    assert (row.shipped_at, row.street) == (NOW, "新街 2 号")
