"""Somebody who sends the harvest to her people: one payment, a parcel for each, with a card."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from microbrand.demo.clock import Clock
from microbrand.demo.people import RECIPIENTS, Person, address_of
from shop.catalog.models import Sku
from shop.customers.models import Customer
from shop.customers.operations import create_customer
from shop.orders.lines import LineData
from shop.orders.models import Order, OrderBatch
from shop.orders.operations import place_batch, ship_order
from shop.orders.receivers import ReceiverData
from shop.orders.wishes import Wishes
from shop.promotions.queries import prices

GIVER = Person("梁秋水", "广东省", "佛山市", "禅城区", "祖庙路 33 号 5 座 802")
GIFT = "HFY-LH-9"
CARD = "今年的苹果下来了，先寄给你尝尝。秋水"
# The first of them have left.
SHIPPED = 2


class Gifts:
    """A batch of orders over two days."""

    def __init__(self, clock: Clock, *, by: Any, pay: Callable[[Order, datetime], None]) -> None:
        self.clock = clock
        self.by = by
        self.pay = pay

    def plan_all(self) -> None:
        """Put it on the clock."""
        self.clock.plan(self.clock.now - timedelta(days=2, hours=4), self._order)

    def _order(self, at: datetime) -> None:
        customer: Customer = create_customer()
        customer.name, customer.phone, customer.created_at = GIVER.name, address_of(GIVER, 191).phone, at
        customer.save(update_fields=["name", "phone", "created_at"])
        sku = Sku.objects.get(code=GIFT)
        # The last of them has a large family.
        units = [1] * (len(RECIPIENTS) - 1) + [2]
        price_fen = prices([sku], at=at)[sku.pk].price_fen
        batch = place_batch(
            customer=customer,
            receivers=[
                ReceiverData(
                    address=address_of(person, 100 + number),
                    lines=[LineData(sku.pk, count)],
                    wishes=Wishes(gift_text=CARD),
                )
                for number, (person, count) in enumerate(zip(RECIPIENTS, units, strict=True))
            ],
            client_token="demo-gifts",  # noqa: S106 a form's token, no secret
            expected_total_fen=price_fen * sum(units),
            at=at,
        )
        self.clock.plan(at + timedelta(minutes=3), lambda at: self.pay(self._orders(batch)[0], at))
        self.clock.plan(at + timedelta(days=1), lambda at: self._ship(batch, at))

    def _orders(self, batch: OrderBatch) -> list[Order]:
        return list(batch.orders.order_by("pk"))

    def _ship(self, batch: OrderBatch, at: datetime) -> None:
        for number, order in enumerate(self._orders(batch)[:SHIPPED]):
            ship_order(by=self.by, order=order, carrier="sf", tracking_number=f"SF150688{number:04d}72", at=at)
