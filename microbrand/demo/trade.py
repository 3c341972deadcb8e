"""Sixty days of trade, done by the shop's own operations, each at its time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.apps import apps
from django.db.models import Model

from content.posters.operations import request_poster
from microbrand.demo import origin, plan
from microbrand.demo.clock import Clock
from microbrand.demo.people import CUSTOMERS, RECIPIENTS, address_of
from microbrand.demo.plan import Fate, PlannedLink, PlannedOrder, PlannedPromotion
from microbrand.demo.stores import Stores
from microbrand.demo.taps import count_readers, found_in, selling_blocks
from shop.catalog.models import Sku
from shop.catalog.operations import change_price
from shop.customers.models import Customer
from shop.customers.operations import create_customer
from shop.inventory.operations import move_stock, receive
from shop.orders.enums import CancelReason
from shop.orders.lines import LineData
from shop.orders.models import Order
from shop.orders.operations import (
    add_note,
    add_to_cart,
    cancel_order,
    catch_up_receipt,
    complete_order,
    expire_order,
    place_order,
    ship_order,
)
from shop.payments.gateways import get_gateway
from shop.payments.models import Payment
from shop.payments.operations import execute_refund, start_payment
from shop.payments.operations.callbacks import apply_callback
from shop.payments.operations.refunds import refund_order
from shop.promotions.operations import PromotionItemData, announce_due, create_promotion
from shop.promotions.queries import prices
from shop.shipping.operations import ask
from shop.social.models import Campaign, ShortLink
from shop.social.operations import create_link, name_campaign, open_link
from shop.social.touch import Touch

GATEWAY = "sandbox"
LOCAL = "local"
# Numbers of the local courier: one parcel stands still, one is refused, all others arrive.
ARRIVES = "10"
# Older ones have been received by time.
_LOST_SIGHT = timedelta(days=9)
_TROUBLES = {"95": timedelta(days=5, hours=12), "92": timedelta(hours=30)}
_PREFIXES = {"sf": "SF", "jd": "JDV", "zto": "7851", "local": "LC"}
_REFUND_REASONS = (
    "镇上的快递点停了，商量后退款",
    "果径 85 毫米的当天不够，客人不换，退款",
    "客人下重了一单，退一单",
)


class Trade:
    """What happens in the shop. ``goods`` and ``stories`` map keys to products and pages, ``staff`` roles to users."""

    def __init__(
        self,
        clock: Clock,
        *,
        goods: Mapping[str, Model],
        stories: Mapping[str, Model],
        staff: dict[str, Any],
        lead: timedelta,
    ) -> None:
        self.clock = clock
        self.promotions = plan.promotions(clock.now, lead)
        self.goods = goods
        self.stories = stories
        self.owner, self.desk, self.warehouse = staff["Owner"], staff["Operations"], staff["Warehouse"]
        self.skus = {sku.code: sku for sku in Sku.objects.select_related("product")}
        self.stores = Stores(clock, skus=self.skus, by=self.desk, warehouse=self.warehouse)
        self.rng = Random(plan.SEED + 1)
        self.people: dict[int, Customer] = {}
        self.selling = selling_blocks(stories)
        self.links: dict[str, ShortLink] = {}
        self.campaigns: dict[str, Campaign] = {}
        self.refunded = 0
        self._used: set[str] = set()

    def plan_all(self) -> None:
        """Put sixty days on the clock."""
        now = self.clock.now
        orders = plan.orders(now)
        self._plan_stock(plan.received(orders))
        for code, (_former, days_ago) in plan.FORMER_PRICES.items():
            self.clock.plan(_days(now, days_ago), self._price_change(code))
        for promotion in self.promotions:
            self._plan_promotion(promotion)
        for name, days_ago in plan.CAMPAIGNS.items():
            self.clock.plan(_days(now, days_ago + 1), self._campaign(name))
        for link in plan.LINKS:
            self.clock.plan(_days(now, link.days_old), self._link(link))
        for order in orders:
            self.clock.plan(order.at, self._order(order))
        self._plan_carts()
        self.clock.plan(now, lambda at: count_readers(self.selling, self.stories, now=at, rng=Random(plan.SEED + 2)))

    # --- Stock and prices ---------------------------------------------------------------------------------
    def _plan_stock(self, received: dict[str, int]) -> None:
        """Most of it at the opening; of what is plentiful, the rest comes out of the cellar later."""
        self.stores.plan_all(min(sku.created_at for sku in self.skus.values()))
        for code, units in received.items():
            opened = self.skus[code].created_at
            rest = units * 2 // 5 if units >= 40 else 0
            self.clock.plan(opened, self._receive(code, units - rest, "开园入库", is_first=True))
            if rest:
                half_way = opened + (self.clock.now - opened) / 2
                is_told = code == origin.SKU
                again = self._lot(rest) if is_told else self._receive(code, rest, "下窖", is_first=False)
                self.clock.plan(half_way, again)
        for code, units, reason, note, days_ago in plan.ADJUSTMENTS:
            self.clock.plan(_days(self.clock.now, days_ago), self._adjust(code, units, reason, note))
        note, differences, days_ago = plan.STOCKTAKE
        self.clock.plan(_days(self.clock.now, days_ago), lambda at: self.stores.stocktake(note, differences, at))

    def _receive(self, code: str, units: int, note: str, *, is_first: bool) -> Any:
        return lambda at: self.stores.receive(code, units, note, at=at, is_first=is_first)

    def _lot(self, units: int) -> Any:
        def step(at: datetime) -> None:
            sku, lot = self.skus[origin.SKU], origin.lot_at(at)
            receive(by=self.warehouse, sku=sku, units=units, lot=lot, note="出窖补货", at=at)

        return step

    def _adjust(self, code: str, units: int, reason: str, note: str) -> Any:
        def step(at: datetime) -> None:
            move_stock(by=self.warehouse, sku=self.skus[code], delta=units, reason=reason, note=note, at=at)

        return step

    def _price_change(self, code: str) -> Any:
        def step(at: datetime) -> None:
            sku = self.skus[code]
            price_fen = plan.price_of(code)
            change_price(by=self.desk, sku=sku, price_fen=price_fen, expected_fen=sku.price_fen, at=at)

        return step

    def _plan_promotion(self, planned: PlannedPromotion) -> None:
        def create(at: datetime) -> None:
            create_promotion(
                by=self.desk,
                name=planned.name,
                starts_at=planned.starts_at,
                ends_at=planned.ends_at,
                items=[
                    PromotionItemData(sku_id=self.skus[code].pk, price_fen=price_fen, quantity_limit=quantity)
                    for code, (price_fen, quantity) in planned.items.items()
                ],
                per_person_limit=planned.per_person,
                at=at,
            )

        def announce(at: datetime) -> None:
            announce_due(at=at)

        self.clock.plan(planned.created_at, create)
        self.clock.plan(planned.starts_at, announce)
        self.clock.plan(planned.ends_at, announce)

    # --- People and what they share -----------------------------------------------------------------------
    def _customer(self, number: int, at: datetime) -> Customer:
        if number not in self.people:
            customer = create_customer()
            customer.created_at = at - timedelta(minutes=self.rng.randint(2, 40))
            customer.save(update_fields=["created_at"])
            self.people[number] = customer
        return self.people[number]

    def _campaign(self, name: str) -> Any:
        def step(at: datetime) -> None:
            self.campaigns[name] = name_campaign(by=self.desk, name=name, at=at)

        return step

    def _link(self, planned: PlannedLink) -> Any:
        def step(at: datetime) -> None:
            details: dict[str, Any] = {
                "by": None if planned.sharer is not None else self.desk,
                "target": self.goods[planned.goods] if planned.goods else self.stories[planned.story],
                "at": at,
                "sharer": self._customer(planned.sharer, at) if planned.sharer is not None else None,
                "campaign": self.campaigns[planned.campaign] if planned.campaign else None,
            }
            if planned.poster:
                self.links[planned.key] = request_poster(**details).link
            else:
                self.links[planned.key] = create_link(**details, medium=ShortLink.Medium.LINK)
            # Visits touch nothing else, so they need no steps of their own.
            for _ in range(self.rng.randint(9, 46)):
                visited_at = at + (self.clock.now - at) * self.rng.random() ** 1.6
                open_link(code=self.links[planned.key].code or "", at=visited_at)

        return step

    def _plan_carts(self) -> None:
        """Two who are still thinking it over."""
        for minutes, codes in ((38, ["HFY-GJ-2", "HFY-WL-5"]), (212, ["HFY-LH-12"])):
            for code in codes:
                self.clock.plan(self.clock.now - timedelta(minutes=minutes), self._cart(1000 + minutes, code))

    def _cart(self, number: int, code: str) -> Any:
        def step(at: datetime) -> None:
            add_to_cart(customer=self._customer(number, at), sku_id=self.skus[code].pk, quantity=1, at=at)

        return step

    # --- Orders -------------------------------------------------------------------------------------------
    def _order(self, planned: PlannedOrder) -> Any:
        def place(at: datetime) -> None:
            customer = self._customer(planned.person, at)
            skus = [self.skus[code] for code in planned.lines]
            price_of = prices(skus, at=at)
            total_fen = sum(price_of[sku.pk].price_fen * planned.lines[sku.code] for sku in skus)
            address = address_of(CUSTOMERS[planned.person], planned.person + 1)
            if planned.recipient is not None:
                address = address_of(RECIPIENTS[planned.recipient], 100 + planned.recipient)
            order = place_order(
                customer=customer,
                lines=[LineData(sku.pk, planned.lines[sku.code]) for sku in skus],
                address=address,
                client_token=f"demo-{planned.number}",
                expected_total_fen=total_fen,
                at=at,
                note=planned.note,
                origin=self._origin(planned, customer, at),
            )
            if not customer.phone:
                # The address book took the recipient for the buyer, which a present is not.
                customer.name, customer.phone = CUSTOMERS[planned.person].name, f"13800138{planned.person + 1:03d}"
                customer.save(update_fields=["name", "phone"])
            self._plan_life(planned, order)

        return place

    def _origin(self, planned: PlannedOrder, customer: Customer, at: datetime) -> dict[str, Any]:
        touch = Touch()
        if planned.link:
            link, opened = self.links[planned.link], at - timedelta(minutes=self.rng.randint(3, 55))
            open_link(code=link.code or "", at=opened, customer=customer)
            touch = touch.with_link(link.pk, opened)
        if planned.story:
            bought = list(dict.fromkeys(self.skus[code].product_id for code in planned.lines))
            touch = touch.with_story(self.stories[planned.story].pk)
            touch = found_in(touch, self.selling, planned.story, bought, rng=Random(planned.number), at=at)
        return touch.as_dict()

    def _plan_life(self, planned: PlannedOrder, order: Order) -> None:
        clock, fate = self.clock, planned.fate
        if fate == Fate.CANCELLED:
            clock.plan(
                planned.paid_at,
                lambda at: _ignore(cancel_order(by=None, order=order, reason=CancelReason.CUSTOMER, at=at)),
            )
            return
        if fate in {Fate.EXPIRED, Fate.LATE}:
            clock.plan(order.placed_at + timedelta(seconds=50), lambda at: _ignore(self._start(order, at)))
            clock.plan(order.expires_at, lambda at: _ignore(expire_order(order_id=order.pk, at=at)))
        if fate in {Fate.EXPIRED, Fate.OPEN}:
            return
        if fate == Fate.SECOND_TRY:
            clock.plan(planned.paid_at - timedelta(seconds=30), lambda at: self.pay(order, at, result="failed"))
        clock.plan(planned.paid_at, lambda at: self.pay(order, at))
        if planned.staff_note:
            clock.plan(
                planned.paid_at + timedelta(hours=1),
                lambda at: _ignore(add_note(by=self.warehouse, order=order, text=planned.staff_note, at=at)),
            )
        if fate == Fate.REFUNDED:
            clock.plan(planned.shipped_at - timedelta(hours=4), lambda at: self._give_back(order, at))
            return
        clock.plan(planned.shipped_at, lambda at: self._ship(planned, order, at))
        if planned.completed_at:
            clock.plan(planned.completed_at, lambda at: _ignore(complete_order(by=None, order=order, at=at)))

    def _start(self, order: Order, at: datetime) -> Payment:
        pending = order.payments.filter(state="pending").first()
        return pending or start_payment(order=order, gateway_code=GATEWAY, at=at)[0]

    def pay(self, order: Order, at: datetime, *, result: str = "paid") -> None:
        """The shopper decides on the sandbox's page, and the sandbox reports it with its signature."""
        self.arrive(self._start(order, at), at, result=result)

    def arrive(self, payment: Payment, at: datetime, *, result: str = "paid") -> None:
        """What the sandbox says about a payment."""
        # By name: a gateway is a folder that can be removed, so nothing outside imports from it.
        apps.get_model("sandbox", "SandboxCharge").objects.filter(reference=payment.reference).update(
            result=result, decided_at=at, report_at=at, reported_at=at, created_at=at
        )
        callback = get_gateway(GATEWAY).query(reference=payment.reference)
        assert callback is not None  # noqa: S101
        apply_callback(gateway_code=GATEWAY, callback=callback, at=at)

    def _ship(self, planned: PlannedOrder, order: Order, at: datetime) -> None:
        is_open = planned.completed_at is None or planned.completed_at > self.clock.now
        fate = self._fate(self.clock.now - at) if is_open else ARRIVES
        carrier = planned.carrier if fate == ARRIVES else LOCAL
        number = f"{_PREFIXES[carrier]}{self.rng.randrange(10**10, 10**11)}"
        if carrier == LOCAL:
            number = number[:-2] + fate
        parcel = ship_order(by=self.warehouse, order=order, carrier=carrier, tracking_number=number, at=at)
        order.refresh_from_db()
        if order.receive_by:
            self.clock.plan(order.receive_by, lambda at: _ignore(catch_up_receipt(order_id=order.pk, at=at)))
        if carrier == LOCAL and (followed := parcel.consignment_id):
            asked_at = min(planned.completed_at or self.clock.now, self.clock.now) - timedelta(minutes=1)
            self.clock.plan(max(at, asked_at), lambda at: _ignore(ask(consignment_id=followed, at=at)))

    def _fate(self, age: timedelta) -> str:
        """What becomes of a parcel that is still under way, by how long it has been (see the local courier)."""
        fits = (fate for fate, least in _TROUBLES.items() if least < age < _LOST_SIGHT and fate not in self._used)
        found = next(fits, ARRIVES)
        self._used.add(found)
        return found

    def _give_back(self, order: Order, at: datetime) -> None:
        reason = _REFUND_REASONS[self.refunded % len(_REFUND_REASONS)]
        self.refunded += 1
        cancel_order(by=self.desk, order=order, reason=CancelReason.MERCHANT, at=at, text=reason)
        (refund,) = refund_order(order=order, reason=reason, at=at)
        self.clock.plan(at + timedelta(minutes=6), lambda at: _ignore(execute_refund(refund_id=refund.pk, at=at)))


def _ignore(_result: Any) -> None:
    """For steps whose result nobody needs."""


def _days(now: datetime, days_ago: int) -> datetime:
    return now - timedelta(days=days_ago)
