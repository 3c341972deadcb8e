"""D5: a thousand scripted journeys from blocks of stories to orders, and every fen is found where it was earned."""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from content.revenue.models import CountedLine
from content.revenue.queries import earned_by_block, stories_earned
from content.revenue.summing import sum_piece, sum_up
from content.stories.models import StoryPage
from shop.aftersales.enums import CaseKind, CaseReason, CaseState
from shop.aftersales.models import Case, CaseLine
from shop.catalog.models import Sku
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, OrderLine
from shop.payments.enums import PaymentState, RefundCause
from shop.payments.models import Payment, Refund
from shop.social import touch as touches
from shop.social.models import LineAttribution, StoryBlock
from shop.social.operations import attribute_order
from shop.social.touch import Touch
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.content import card, make_story
from tests.factories.customers import CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JOURNEYS = 1000
PLACES = 16
LATER = NOW + timedelta(days=9)


class Script:
    """What happens, and beside it, in plain sums, what has to be found in the end."""

    def __init__(self) -> None:
        self.rng = random.Random(2026)
        self.skus = [make_sku(price_fen=200 * number) for number in range(1, PLACES + 1)]
        self.stories: list[StoryPage] = [
            make_story(*(card(sku.product) for sku in self.skus[start : start + 8]), title=f"故事{start}")
            for start in (0, 4, 8)
        ]
        self.blocks = list(StoryBlock.objects.order_by("pk"))
        self.product_of = {
            child.id: child.value["product"].pk
            for story in self.stories
            for child in StoryPage.objects.get(pk=story.pk).body
        }
        self.customer = CustomerFactory()
        self.orders: list[Order] = []
        self.lines: list[OrderLine] = []
        self.payments: list[Payment] = []
        self.refunds: list[Refund] = []
        self.cases: list[Case] = []
        self.case_lines: list[CaseLine] = []
        # (line, first block, last block) and what is to stay, by block.
        self.traced: list[tuple[OrderLine, int, int]] = []
        self.by_last: Counter[int] = Counter()
        self.by_first: Counter[int] = Counter()

    def run(self) -> None:
        for number in range(JOURNEYS):
            self.journey(number)
        Order.objects.bulk_create(self.orders)
        OrderLine.objects.bulk_create(self.lines)
        Payment.objects.bulk_create(self.payments)
        Refund.objects.bulk_create(self.refunds)
        Case.objects.bulk_create(self.cases)
        CaseLine.objects.bulk_create(self.case_lines)
        for order in self.orders:
            attribute_order(order=order)

    def journey(self, number: int) -> None:
        """Read, tap, put some of it into the cart on the way, order, pay or not, send back or not."""
        rng, at, touched = self.rng, NOW + timedelta(minutes=number), Touch()
        tapped: dict[int, list[int]] = {}
        in_cart: dict[int, list[int]] = {}
        for step in range(rng.randint(0, 5)):
            block = rng.choice(self.blocks)
            product = self.product_of[block.block_id]
            touched = touched.with_story(block.page_id or 0).with_block(block.pk, product, at + timedelta(seconds=step))
            tapped.setdefault(product, []).append(block.pk)
            if rng.random() < 0.3:
                in_cart[product] = touched.goods[str(product)]
        forgets = rng.random() < 0.1  # another device, or cookies cleared: the cart is still there
        origin = {} if forgets else touches.loads(touches.dumps(touched)).as_dict()
        wanted = rng.sample(self.skus, rng.randint(1, 3))
        wanted += [sku for sku in self.skus if sku.product_id in in_cart and sku not in wanted]
        self.order(number, wanted, origin, in_cart, {} if forgets else tapped, at)

    def order(
        self,
        number: int,
        wanted: list[Sku],
        origin: dict[str, object],
        in_cart: dict[int, list[int]],
        tapped: dict[int, list[int]],
        at: datetime,
    ) -> None:
        fate = self.rng.choices(["paid", "unpaid", "closed", "returned", "half"], [60, 10, 10, 12, 8])[0]
        units = [self.rng.randint(1, 3) for _sku in wanted]
        goods_fen = sum(sku.price_fen * count for sku, count in zip(wanted, units, strict=True))
        freight_fen = 800
        order = Order(
            number=f"J{number:05}", customer=self.customer, client_token=f"j{number}", origin=origin,
            status={"unpaid": OrderStatus.PENDING, "closed": OrderStatus.CANCELLED}.get(fate, OrderStatus.COMPLETED),
            goods_fen=goods_fen, freight_fen=freight_fen, total_fen=goods_fen + freight_fen, phone="13800000000",
            placed_at=at, expires_at=at + timedelta(hours=1), paid_at=None if fate == "unpaid" else at,
        )  # fmt: skip
        self.orders.append(order)
        lines = [
            OrderLine(
                order=order, sku=sku, product_title="果", sku_code=sku.code, quantity=count, returned=0,
                unit_price_fen=sku.price_fen, list_price_fen=sku.price_fen, total_fen=sku.price_fen * count,
                origin=in_cart.get(sku.product_id, []),
            )
            for sku, count in zip(wanted, units, strict=True)
        ]  # fmt: skip
        self.lines += lines
        kept = {id(line): line.total_fen for line in lines}
        if fate != "unpaid":
            self.pay(order, lines, fate, kept, at)
        for line in lines:
            product = line.sku.product_id
            found = tapped.get(product) or in_cart.get(product, [])[::2]
            if found:
                self.traced.append((line, found[0], found[-1]))
                if fate != "unpaid":
                    self.by_first[found[0]] += kept[id(line)]
                    self.by_last[found[-1]] += kept[id(line)]

    def pay(self, order: Order, lines: list[OrderLine], fate: str, kept: dict[int, int], at: datetime) -> None:
        """The money, and what of it goes back: all, one line's by a case, or half of the goods without a case."""
        back_fen, freight_fen = 0, 0
        if fate == "closed":
            back_fen = order.total_fen
            kept.update(dict.fromkeys(kept, 0))
        elif fate == "half":
            back_fen = order.goods_fen // 2
            kept.update({key: fen // 2 for key, fen in kept.items()})
        elif fate == "returned":
            line = self.rng.choice(lines)
            freight_fen = 300
            back_fen = line.total_fen + freight_fen
            kept[id(line)] = 0
            case = Case(
                number=f"C{order.number}", order=order, client_token="x", kind=CaseKind.RETURN, state=CaseState.SETTLED,
                reason=CaseReason.QUALITY, asked_fen=back_fen, freight_fen=freight_fen, refunded_fen=back_fen,
                opened_at=at, closed_at=at,
            )  # fmt: skip
            self.cases.append(case)
            self.case_lines.append(
                CaseLine(
                    case=case, line=line, units=line.quantity, asked_fen=line.total_fen, refunded_fen=line.total_fen
                )
            )
        payment = Payment(
            order=order, gateway="sandbox", reference=f"P{order.number}", amount_fen=order.total_fen,
            refunded_fen=back_fen, state=PaymentState.SUCCEEDED, succeeded_at=at, created_at=at,
        )  # fmt: skip
        self.payments.append(payment)
        if back_fen:
            cause = RefundCause.CLOSED if fate == "closed" else RefundCause.RETURNED
            self.refunds.append(
                Refund(
                    payment=payment,
                    key="x",
                    reference=f"R{order.number}",
                    amount_fen=back_fen,
                    freight_fen=freight_fen,
                    cause=cause,
                    created_at=at,
                )
            )


def test_a_thousand_journeys_are_found_again_to_the_fen() -> None:
    script = Script()
    script.run()

    found = {row.line_id: (row.first_block_id, row.last_block_id) for row in LineAttribution.objects.all()}
    # All of it is counted, in pieces, one of them twice.
    assert sum_piece(at=LATER, most=200) <= 200
    sum_up(at=LATER)
    since, until = timezone.localdate(NOW), timezone.localdate(NOW + timedelta(minutes=JOURNEYS))
    last = earned_by_block(since=since, until=until)
    first = earned_by_block(since=since, until=until, touched="first")

    assert len(script.orders) == JOURNEYS
    assert found == {line.pk: (first_block, last_block) for line, first_block, last_block in script.traced}
    assert len(found) > 300
    assert {pk: row.kept_fen for pk, row in last.items() if row.kept_fen} == +script.by_last
    assert {pk: row.kept_fen for pk, row in first.items() if row.kept_fen} == +script.by_first
    assert script.by_first != script.by_last
    # The stories, and all of them together: what went to their blocks, no order twice.
    rows, whole = stories_earned(since=since, until=until)
    assert sum(row.earned.kept_fen for row in rows) == whole.kept_fen == script.by_last.total()
    traced = {line.order_id for line, _first, _last in script.traced}
    earning = {row.order_id for row in CountedLine.objects.filter(kept_fen__gt=0)}
    assert whole.orders == len(earning)
    assert earning <= traced
