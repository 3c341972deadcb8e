"""An order is changed, paid for, shipped and refunded at the same moment: goods and money go one way."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from shop.aftersales.changing import Wanted, change_of
from shop.aftersales.models import Case
from shop.aftersales.operations import change_goods
from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.orders.models import AmendedLine, Order, Shipment
from shop.orders.operations import ship_order
from shop.payments.models import Payment, Refund
from shop.payments.operations import refund_order_part
from shop.payments.queries import left_fen
from tests.factories import NOW
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order
from tests.factories.payments import hear, start
from tests.factories.staff import UserFactory
from tests.races.stage import meet

Breaches = Callable[[], list[str]]


def exchange(order: Order, large: Sku, *, token: str = "t") -> Order | Case:
    wanted = Wanted(units={order.lines.get().pk: 1}, added={large.pk: 1})
    key = change_of(order, wanted, at=NOW).key
    return change_goods(
        by=UserFactory(), order=order, wanted=wanted, key=key, text="换大的", client_token=token, at=NOW
    )


def waiting() -> tuple[Order, Order, Payment]:
    """An order of two at ¥30, one of which is exchanged for one at ¥50, and the payment of the difference."""
    order = paid_order({stocked_sku(price_fen=3000): 2})
    added = exchange(order, stocked_sku(price_fen=5000))
    assert isinstance(added, Order)
    return order, added, start(added)


def test_two_people_who_change_one_order_at_once_change_it_once(breaches: Breaches) -> None:
    order, large = paid_order({stocked_sku(price_fen=3000): 2}), stocked_sku(price_fen=5000)

    met = meet(
        lambda: exchange(order, large, token="one"),
        lambda: exchange(order, large, token="two"),
        after='INSERT INTO "orders_order"',
    )

    assert (type(met.first), type(met.second), met.waited) == (Order, InvalidInput, True)
    assert (Order.objects.filter(amends=order).count(), stock_of(large)) == (1, (10, 1))
    assert breaches() == []


def test_a_parcel_that_was_first_sends_late_money_for_the_exchange_back(breaches: Breaches) -> None:
    order, added, payment = waiting()
    late = added.expires_at + timedelta(minutes=1)

    met = meet(
        lambda: ship_order(by=None, order=order, carrier="sf", tracking_number="SF1234", at=late),
        lambda: hear(payment, at=late),
        after='UPDATE "orders_order"',
    )

    assert (type(met.first), met.second, met.waited) == (Shipment, "refunded", True)
    assert (order.lines.get().shipped_quantity, AmendedLine.objects.get().given_up) == (2, 0)
    assert Refund.objects.get().payment == payment


def test_an_exchange_that_was_first_keeps_its_units_from_leaving(breaches: Breaches) -> None:
    order, _added, payment = waiting()

    met = meet(
        lambda: hear(payment),
        lambda: ship_order(by=None, order=order, carrier="sf", tracking_number="SF1234", at=NOW),
        after='UPDATE "orders_orderline"',
    )

    assert (met.first, type(met.second), met.waited) == ("applied", Shipment, True)
    line = order.lines.get()
    assert (line.called_off, line.shipped_quantity) == (1, 1)
    assert breaches() == []


def give_back(order: Order, amount_fen: int) -> list[Refund]:
    return refund_order_part(order=order, amount_fen=amount_fen, reason="迟了", at=NOW, by=None, key="late")


def test_money_that_goes_back_does_not_go_over_too(breaches: Breaches) -> None:
    order, _added, payment = waiting()

    met = meet(lambda: give_back(order, 4000), lambda: hear(payment), after='UPDATE "payments_payment"')

    assert (len(met.first), met.second, met.waited) == (1, "refunded", True)
    assert (left_fen(order), AmendedLine.objects.get().given_up) == (2000, 0)
    assert breaches() == []


def test_the_control_looking_at_what_is_left_first_spends_it_twice(breaches: Breaches) -> None:
    order, added, _payment = waiting()

    @transaction.atomic
    def careless() -> bool:
        source = Payment.objects.get(order=order)
        if source.kept_fen < added.credit_fen:
            return False
        Payment.objects.create(
            order=added,
            part_of=source,
            gateway=source.gateway,
            reference="X",
            amount_fen=added.credit_fen,
            state="succeeded",
            succeeded_at=NOW,
        )
        return True

    met = meet(careless, lambda: give_back(order, 4000), after='FROM "payments_payment"')

    assert (met.first, len(met.second), met.waited) == (True, 1, False)
    assert left_fen(order) + left_fen(added) == 5000, "of 6,000 that were paid 4,000 went back"
    assert breaches() != []
