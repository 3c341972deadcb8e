"""Two buyers, one unit: the last one is sold once, a double click makes one order, a promotion keeps its limits."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q, Sum

from shop.core.models import IdempotencyKey
from shop.core.operations.idempotency import Answer, answer_once
from shop.inventory.errors import OutOfStock
from shop.inventory.models import Reservation, StockItem
from shop.orders.models import CartLine, Order
from shop.orders.operations import add_to_cart
from shop.promotions.errors import OverlappingPromotion, PersonLimitReached, PromotionUsedUp
from shop.promotions.models import Promotion, PromotionItem, PromotionUse
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.customers import CustomerFactory, address, phone
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import place
from tests.factories.promotions import item_of, make_promotion
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


# --- The last unit ------------------------------------------------------------------------------------------
def test_the_last_unit_is_sold_once(breaches: Breaches) -> None:
    sku = stocked_sku(units=1)

    met = meet(lambda: place({sku: 1}), lambda: place({sku: 1}), after='UPDATE "inventory_stockitem"')

    assert isinstance(met.first, Order)
    assert isinstance(met.second, OutOfStock)
    assert met.waited
    assert (stock_of(sku), Order.objects.count()) == ((1, 1), 1)
    assert breaches() == []


def test_the_control_check_then_write_sells_the_last_unit_twice(breaches: Breaches) -> None:
    sku = stocked_sku(units=1)

    def careless(reference: str) -> Callable[[], None]:
        @transaction.atomic
        def sell() -> None:
            row = StockItem.objects.get(pk=sku.pk)
            if row.available < 1:
                raise OutOfStock(sku_id=sku.pk, available=0)
            row.reserved += 1
            row.save()
            Reservation.objects.create(stock=row, sku=sku, reference=reference, quantity=1, expires_at=NOW)

        return sell

    met = meet(careless("A"), careless("B"), after='FROM "inventory_stockitem"')

    assert (met.first, met.second, met.waited) == (None, None, False)
    assert Reservation.objects.count() == 2
    assert stock_of(sku) == (1, 1)
    assert "stock reserved = sum of held and confirmed reservations" in breaches()


def test_a_crowd_buys_exactly_what_there_is(breaches: Breaches) -> None:
    sku = stocked_sku(units=5)
    buyers = [CustomerFactory() for _ in range(12)]

    results = crowd(*[lambda who=who: place({sku: 1}, customer=who) for who in buyers])

    assert kinds(results) == ["Order"] * 5 + ["OutOfStock"] * 7
    assert stock_of(sku) == (5, 5)
    assert breaches() == []


# --- Two carts with the same goods ----------------------------------------------------------------------------
def test_two_carts_with_the_same_goods_do_not_block_each_other(breaches: Breaches) -> None:
    first, second = stocked_sku(units=50), stocked_sku(units=50)

    met = meet(
        lambda: place({first: 1, second: 1}), lambda: place({second: 1, first: 1}), after='UPDATE "inventory_stockitem"'
    )
    results = crowd(
        *[lambda turn=turn: place({first: 1, second: 1} if turn % 2 else {second: 1, first: 1}) for turn in range(12)]
    )

    assert (kinds([met.first, met.second]), met.waited) == (["Order"] * 2, True)
    assert kinds(results) == ["Order"] * 12
    assert stock_of(first) == stock_of(second) == (50, 14)
    assert breaches() == []


def test_the_control_without_an_order_of_locks_two_carts_deadlock() -> None:
    import threading

    first, second = stocked_sku(units=50), stocked_sku(units=50)
    both_hold_one = threading.Barrier(2)

    def careless(*sku_ids: int) -> Callable[[], None]:
        @transaction.atomic
        def reserve() -> None:
            for turn, sku_id in enumerate(sku_ids):
                if turn:
                    both_hold_one.wait(20)
                StockItem.objects.filter(pk=sku_id).update(reserved=F("reserved") + 1)

        return reserve

    results = crowd(careless(first.pk, second.pk), careless(second.pk, first.pk))

    assert kinds(results) == ["NoneType", "OperationalError"]
    assert any("deadlock" in str(result) for result in results if isinstance(result, OperationalError))


# --- One order for each token and key ---------------------------------------------------------------------------
def test_a_double_click_makes_one_order(breaches: Breaches) -> None:
    sku, buyer = stocked_sku(units=5), CustomerFactory()

    def click() -> Order:
        return place({sku: 1}, customer=buyer, client_token="click")

    met = meet(click, click, after='INSERT INTO "orders_order"')
    more = crowd(*[lambda: place({sku: 1}, customer=buyer, client_token="again")] * 6)

    assert met.first == met.second
    assert met.waited
    assert len({order.pk for order in more}) == 1
    assert (Order.objects.count(), stock_of(sku)) == (2, (5, 2))
    assert breaches() == []


def test_the_control_looking_for_a_twin_first_makes_two_orders() -> None:
    sku, buyer = stocked_sku(units=5), CustomerFactory()

    @transaction.atomic
    def careless() -> Order:
        return Order.objects.filter(customer=buyer, note="click").first() or place(
            {sku: 1}, customer=buyer, note="click"
        )

    met = meet(careless, careless, after='"orders_order"."note" =')

    assert met.first != met.second
    assert Order.objects.count() == 2


def answer(sku: Any, buyer: Any) -> Answer:
    return Answer(201, {"number": place({sku: 1}, customer=buyer).number})


def test_an_idempotency_key_makes_one_order(breaches: Breaches) -> None:
    sku, buyer = stocked_sku(units=5), CustomerFactory()

    def post() -> Answer:
        return answer_once(actor="a", key="k", fingerprint="f", produce=lambda: answer(sku, buyer))

    met = meet(post, post, after='INSERT INTO "core_idempotencykey"')

    assert (met.first.replayed, met.second.replayed, met.waited) == (False, True, True)
    assert met.first.body == met.second.body == {"number": Order.objects.get().number}
    assert breaches() == []


def test_an_idempotency_key_whose_first_request_failed_is_free_for_the_second() -> None:
    sku, buyer = stocked_sku(units=1), CustomerFactory()

    def refused() -> Answer:
        raise OutOfStock(sku_id=sku.pk, available=0)

    met = meet(
        lambda: answer_once(actor="a", key="k", fingerprint="f", produce=refused),
        lambda: answer_once(actor="a", key="k", fingerprint="f", produce=lambda: answer(sku, buyer)),
        after='INSERT INTO "core_idempotencykey"',
    )

    assert isinstance(met.first, OutOfStock)
    assert (met.second.status, met.second.replayed, met.waited) == (201, False, True)


def test_the_control_asking_whether_the_key_is_known_makes_two_orders() -> None:
    sku, buyer = stocked_sku(units=5), CustomerFactory()

    def careless() -> Answer:
        known = IdempotencyKey.objects.filter(actor="a", key="k").first()
        made = Answer(known.status, known.body, replayed=True) if known else answer(sku, buyer)
        IdempotencyKey.objects.update_or_create(actor="a", key="k", defaults={"fingerprint": "f", "body": made.body})
        return made

    met = meet(careless, careless, after='FROM "core_idempotencykey"')

    assert met.first.body != met.second.body
    assert Order.objects.count() == 2


# --- Promotional limits -----------------------------------------------------------------------------------------
def promoted(**limits: int) -> tuple[Any, Any]:
    sku = stocked_sku(units=50)
    return sku, make_promotion(sku, price_fen=4800, **limits)


def buy(sku: Any, who: int) -> Callable[[], Order]:
    return lambda: place({sku: 1}, address=address(phone=phone(who)), expected_total_fen=4800)


def test_the_last_promotional_unit_is_sold_once(breaches: Breaches) -> None:
    sku, promotion = promoted(quantity_limit=1)

    met = meet(buy(sku, 1), buy(sku, 2), after='UPDATE "promotions_promotionitem"')

    assert isinstance(met.first, Order)
    assert isinstance(met.second, OutOfStock | PromotionUsedUp)
    assert met.waited
    assert (item_of(promotion).used, stock_of(sku)) == (1, (50, 1))
    assert breaches() == []


def claimed(item: PromotionItem, *, joined: bool) -> Callable[[], int]:
    guard = Q(quantity_limit__gte=F("used") + 1)
    in_time = Q(promotion__ends_at__gt=NOW) if joined else Q(promotion__in=Promotion.objects.active(NOW))

    @transaction.atomic
    def claim() -> int:
        return PromotionItem.objects.filter(guard, in_time, pk=item.pk).update(used=F("used") + 1)

    return claim


def test_the_control_a_guard_with_a_join_is_judged_by_the_row_before_the_wait() -> None:
    """The database's own constraint is all that is left; a shopper would have seen an error 500."""
    _sku, promotion = promoted(quantity_limit=1)
    item = item_of(promotion)
    update = 'UPDATE "promotions_promotionitem"'

    careless = meet(claimed(item, joined=True), claimed(item, joined=True), after=update)
    PromotionItem.objects.update(used=0)
    right = meet(claimed(item, joined=False), claimed(item, joined=False), after=update)

    assert careless.first == 1
    assert isinstance(careless.second, IntegrityError)
    assert (right.first, right.second) == (1, 0)


def test_a_crowd_gets_exactly_the_promotional_units(breaches: Breaches) -> None:
    sku, promotion = promoted(quantity_limit=4)

    results = crowd(*[buy(sku, who) for who in range(10)])

    # Who comes when all are gone is shown the regular price, which is not what was agreed to.
    assert kinds(results)[:4] == ["Order"] * 4
    assert set(kinds(results)[4:]) <= {"PromotionUsedUp", "TotalChanged"}
    assert (item_of(promotion).used, stock_of(sku)) == (4, (50, 4))
    assert breaches() == []


def test_a_person_does_not_get_more_from_two_phones_at_once(breaches: Breaches) -> None:
    sku, promotion = promoted(per_person_limit=1)

    met = meet(buy(sku, 7), buy(sku, 7), after='UPDATE "promotions_personuse"')

    assert isinstance(met.first, Order)
    assert isinstance(met.second, PersonLimitReached)
    assert met.waited
    assert (item_of(promotion).used, stock_of(sku)) == (1, (50, 1))
    assert breaches() == []


def test_the_control_counting_what_a_person_has_lets_both_through(breaches: Breaches) -> None:
    _sku, promotion = promoted(per_person_limit=1)
    item = item_of(promotion)

    def careless(reference: str) -> Callable[[], None]:
        @transaction.atomic
        def claim() -> None:
            if PromotionUse.objects.filter(item=item, person_key="p").aggregate(Sum("quantity"))["quantity__sum"]:
                raise PersonLimitReached
            PromotionUse.objects.create(item=item, reference=reference, person_key="p", quantity=1)

        return claim

    met = meet(careless("A"), careless("B"), after='FROM "promotions_promotionuse"')

    assert (met.first, met.second, met.waited) == (None, None, False)
    assert PromotionUse.objects.count() == 2


def test_two_promotions_for_one_sku_do_not_overlap() -> None:
    sku = make_sku()

    met = meet(
        lambda: make_promotion(sku, name="one"),
        lambda: make_promotion(sku, name="two"),
        after='INSERT INTO "promotions_promotion"',
    )

    assert isinstance(met.first, Promotion)
    assert isinstance(met.second, OverlappingPromotion)
    assert met.waited


def test_scheduling_a_promotion_does_not_stop_the_sale() -> None:
    """The promotion's lock on the SKU is the kind that foreign keys of new order lines do not wait for."""
    sku = stocked_sku()

    met = meet(lambda: make_promotion(sku), lambda: place({sku: 1}), after='INSERT INTO "promotions_promotion"')

    assert isinstance(met.second, Order)
    assert not met.waited


# --- The cart ---------------------------------------------------------------------------------------------------
def test_what_is_added_while_the_order_is_placed_stays_in_the_cart() -> None:
    sku, buyer = stocked_sku(), CustomerFactory()
    add_to_cart(customer=buyer, sku_id=sku.pk, quantity=2, at=NOW)

    met = meet(
        lambda: add_to_cart(customer=buyer, sku_id=sku.pk, quantity=1, at=NOW),
        lambda: place({sku: 2}, customer=buyer),
        after="FOR NO KEY UPDATE",
    )

    assert isinstance(met.second, Order)
    assert met.waited
    assert CartLine.objects.get().quantity == 1
