"""A workshop of 华芳苑: sessions around now, two people who lead them, and who has booked."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from microbrand.demo.clock import Clock
from microbrand.demo.people import CUSTOMERS, address_of
from microbrand.demo.shapes import Drawing, Goods
from shop.bookings.models import Person, Session
from shop.bookings.operations import SessionData, move_session, plan_session, save_person
from shop.bookings.rules import Span
from shop.catalog.models import Product
from shop.customers.models import Customer
from shop.customers.operations import create_customer
from shop.customers.rules import ContactData
from shop.inventory.models import Place
from shop.orders.lines import LineData
from shop.orders.operations import place_order
from shop.vouchers.operations import hand_out, redeem
from shop.vouchers.queries import tickets_of

JAM_DAY = Goods(
    key="jam-day",
    slug="ao-yi-guo-jiang",
    title="熬一锅苹果酱",
    line="两个钟头，一口铜锅，六个人围着。熬好的装两瓶带走。",
    body=(
        "<p>果子是当天从窖里取的国光，酸一点，熬出来才有味。赵婶教削皮和看火，老邢那一场还讲锅：铜锅为什么厚，"
        "柄为什么长。</p>"
        "<p>大人孩子都能来，六岁以下要有大人陪着。围裙和瓶子我们备好，袖子您自己挽。</p>"
        "<h3>怎么来</h3>"
        "<p>选一场，付款就有票。那天提前十分钟到园口的柿子树下，把票给赵婶看。</p>"
    ),
    cover=Drawing("apple-jam", 6),
    pictures=(Drawing("packing-shed", 4),),
    days_old=14,
    seo="到栖霞南坡果园里熬一锅苹果酱：两小时，六人一场，熬好的带走两瓶，选好场次付款得票。",
    kind="service",
)
AUNT, POTTER = "赵婶", "老邢"
PRICE_FEN = 16800


@dataclass(frozen=True)
class Planned:
    """A session: days from today, hour, who, seats, and how many seats each of its orders took."""

    days: int
    hour: int
    who: str
    seats: int = 6
    orders: tuple[int, ...] = ()


SESSIONS = (
    Planned(-3, 10, AUNT, orders=(2, 1, 2)),
    Planned(1, 10, AUNT, orders=(2, 2)),
    Planned(1, 14, POTTER, seats=4, orders=(2, 2)),
    Planned(3, 10, AUNT, orders=(1,)),
    Planned(3, 10, POTTER),
    Planned(5, 14, POTTER, orders=(2,)),
    Planned(8, 10, AUNT),
    Planned(8, 14, POTTER),
    Planned(10, 10, AUNT),
    Planned(15, 10, AUNT),
)
# The last but one was sold twice and then put off by a day.
MOVED = Planned(12, 10, AUNT, orders=(2,))


class Workshop:
    """Plans the sessions twelve days ago and sells seats since."""

    def __init__(self, clock: Clock, *, by: Any, pay: Any) -> None:
        self.clock = clock
        self.by = by
        self.pay = pay
        self.buyers = iter(range(20, 40))

    def plan_all(self) -> None:
        """Put it on the clock."""
        self.clock.plan(self.clock.now - timedelta(days=12), self._plan)
        self.clock.plan(self.clock.now - timedelta(days=2), self._put_off)
        self.clock.plan(self._span(SESSIONS[0].days, SESSIONS[0].hour).starts_at, self._come)

    def _plan(self, at: datetime) -> None:
        product = Product.objects.get(slug=JAM_DAY.slug)
        people = {name: save_person(by=self.by, name=name, at=at) for name in (AUNT, POTTER)}
        orders = 0
        for row in (*SESSIONS, MOVED):
            data = SessionData(
                product=product,
                span=self._span(row.days, row.hour),
                place=Place.objects.get(name="南坡果园"),
                person=people[row.who],
                seats=row.seats,
                price_fen=PRICE_FEN,
                closes_before=timedelta(hours=2),
            )
            session = plan_session(by=self.by, data=data, at=at)
            for seats in row.orders:
                orders += 1
                self.clock.plan(at + timedelta(hours=7 * orders), self._book(session, seats))

    def _put_off(self, at: datetime) -> None:
        session = Session.objects.get(starts_at=self._span(MOVED.days, MOVED.hour).starts_at)
        move_session(
            by=self.by,
            session=session,
            span=self._span(MOVED.days + 1, MOVED.hour),
            place=session.place,
            person=Person.objects.get(name=AUNT),
            seen=session.starts_at,
            at=at,
        )

    def _come(self, at: datetime) -> None:
        """All but the last who booked came."""
        session = Session.objects.get(starts_at=at)
        *came, _stayed = tickets_of(session)
        for ticket in came:
            redeem(by=self.by, code=ticket.code, place=session.place, at=at)

    def _span(self, days: int, hour: int) -> Span:
        day = timezone.localdate(self.clock.now) + timedelta(days=days)
        begin = timezone.make_aware(datetime.combine(day, time(hour)))
        return Span(starts_at=begin, ends_at=begin + timedelta(hours=2))

    def _book(self, session: Session, seats: int) -> Any:
        def step(at: datetime) -> None:
            number = next(self.buyers)
            customer: Customer = create_customer()
            Customer.objects.filter(pk=customer.pk).update(created_at=at)
            order = place_order(
                customer=customer,
                lines=[LineData(session.sku_id, seats)],
                address=ContactData(phone=address_of(CUSTOMERS[number], number + 1).phone),
                client_token=f"demo-jam-{session.pk}",
                expected_total_fen=PRICE_FEN * seats,
                at=at,
                note="带一个八岁的孩子" if seats == 2 and number % 2 else "",
            )
            self.pay(order, at + timedelta(minutes=2))
            order.refresh_from_db()
            hand_out(order, at=at + timedelta(minutes=2))

        return step
