"""The pre-sale of 华芳苑: next year's honey, open since some days, with three deposits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from microbrand.demo.clock import Clock
from microbrand.demo.goods import NEW_HONEY
from microbrand.demo.people import Person, address_of
from shop.catalog.models import Product
from shop.catalog.operations import create_sku
from shop.customers.operations import create_customer
from shop.orders.enums import DepositKind
from shop.orders.models import Order
from shop.presales.models import Presale
from shop.presales.operations import order_in_advance, plan_presale
from shop.presales.rules import PresaleTerms

PRICE_FEN = 5800
BUYERS = (
    (Person("陆知夏", "浙江省", "杭州市", "西湖区", "北山街 84 号"), 2, timedelta(days=4, hours=5)),
    (Person("江临", "湖北省", "武汉市", "武昌区", "昙华林 32 号"), 1, timedelta(days=3, hours=2)),
    (Person("温书言", "陕西省", "西安市", "碑林区", "书院门 17 号"), 3, timedelta(hours=20)),
)


class Advance:
    """It opens five days ago; what is planned is on the clock."""

    def __init__(self, clock: Clock, *, by: Any, pay: Callable[[Order, datetime], None]) -> None:
        self.clock, self.by, self.pay = clock, by, pay

    def plan_all(self) -> None:
        """Put it on the clock."""
        self.clock.plan(self.clock.now - timedelta(days=5), self._open)
        for number, (person, quantity, ago) in enumerate(BUYERS, start=970):
            self.clock.plan(self.clock.now - ago, self._order(person, quantity, number))

    def _open(self, at: datetime) -> None:
        sku = create_sku(
            by=self.by,
            product=Product.objects.get(slug=NEW_HONEY.slug),
            code="HFY-FM-27",
            price_fen=PRICE_FEN,
            options={},
            is_stocked=False,
            at=at,
        )
        day = self.clock.now.replace(hour=12, minute=0, second=0, microsecond=0)
        terms = PresaleTerms(
            deposit_kind=DepositKind.EARNEST,
            deposit_fen=1000,
            limit=60,
            opens_at=at,
            closes_at=day + timedelta(days=10),
            balance_from=day + timedelta(days=20),
            balance_until=day + timedelta(days=25),
            ship_on=(day + timedelta(days=180)).date(),
        )
        plan_presale(by=self.by, sku=sku, terms=terms, at=at)

    def _order(self, person: Person, quantity: int, number: int) -> Callable[[datetime], None]:
        def step(at: datetime) -> None:
            customer = create_customer()
            address = address_of(person, number)
            customer.name, customer.phone, customer.created_at = person.name, address.phone, at
            customer.save(update_fields=["name", "phone", "created_at"])
            order = order_in_advance(
                customer=customer,
                presale=Presale.objects.get(),
                quantity=quantity,
                address=address,
                client_token=f"demo-{person.name}",
                expected_total_fen=PRICE_FEN * quantity,
                at=at,
            )
            self.pay(order, at + timedelta(minutes=2))

        return step
