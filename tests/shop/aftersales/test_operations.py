"""A case's way: asked, answered by people or by time, goods back, money back, all of it or nothing."""

from datetime import timedelta
from typing import Any

import pytest

from shop.aftersales import operations, rules
from shop.aftersales.enums import CaseKind, CaseReason, CaseState
from shop.aftersales.errors import CaseNotInState, NotClaimable, StatutoryRight
from shop.aftersales.models import Case, CaseEntry, CaseLine
from shop.aftersales.rules import DEADLINES, Finding, Terms
from shop.catalog.enums import ProductKind
from shop.catalog.models import Sku
from shop.core.errors import InvalidInput, ShopError
from shop.inventory.enums import Condition
from shop.inventory.errors import OutOfStock
from shop.inventory.models import Place, Reservation
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, OrderLine
from shop.orders.operations import complete_order
from shop.payments.models import Payment, Refund
from shop.vouchers.enums import VoucherState
from shop.vouchers.models import Voucher
from shop.vouchers.operations import redeem
from tests.factories import NOW
from tests.factories.aftersales import ask, received_order
from tests.factories.catalog import ProductFactory, content_sku, make_sku
from tests.factories.inventory import balances_of, bundle, dated_sku, stock_of, stocked_sku
from tests.factories.orders import order_in, paid_order, place, ship
from tests.factories.promotions import make_promotion
from tests.factories.staff import UserFactory
from tests.factories.vouchers import voucher_order, voucher_sku

pytestmark = pytest.mark.django_db
K, S, R = CaseKind, CaseState, CaseReason
LATER = NOW + timedelta(hours=1)


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def refunds() -> list[tuple[int, str]]:
    return list(Refund.objects.order_by("pk").values_list("amount_fen", "key"))


def given_back(order: Order) -> list[int]:
    return list(OrderLine.objects.filter(order=order).order_by("pk").values_list("returned", flat=True))


def inspect(case: Case, good: int = 1, damaged: int = 0, *, at: Any = LATER) -> Case:
    rows = {row.pk: Finding(good=good, damaged=damaged) for row in case.lines.all()}
    return operations.inspect(by=UserFactory(), case=case, findings=rows, at=at)


def posted(case: Case, *, at: Any = LATER) -> Case:
    return operations.send_back(case=case, carrier="sf", tracking_number="SF 900", at=at)


# --- The return without a reason ------------------------------------------------------------------------
def test_a_return_in_time_is_granted_at_once_and_everything_goes_back_together() -> None:
    sku = stocked_sku(price_fen=6800, units=10)
    order = received_order({sku: 2})
    case = ask(order, K.RETURN, R.NO_REASON, units={order.lines.get().pk: 1})
    assert (case.state, case.asked_fen, case.due_at) == (S.RETURNING, 6800, NOW + DEADLINES[S.RETURNING])

    posted(case)
    inspect(case)

    case = Case.objects.get()
    assert (case.state, case.refunded_fen, case.closed_at) == (S.SETTLED, 6800, LATER)
    assert refunds() == [(6800, f"case:{case.number}")]
    assert stock_of(sku) == (9, 0)
    assert given_back(order) == [1]
    assert [entry.state for entry in case.entries.all()] == [
        S.ASKED, S.RETURNING, S.SENT, S.RECEIVED, S.SETTLED,
    ]  # fmt: skip


def test_it_cannot_be_refused_before_the_goods_are_here_and_ends_if_nothing_is_sent() -> None:
    case = ask(received_order(), K.RETURN, R.NO_REASON)
    Case.objects.filter(pk=case.pk).update(state=S.ASKED)
    with pytest.raises(StatutoryRight):
        operations.refuse(by=UserFactory(), case=case, text="nein", at=LATER)
    Case.objects.filter(pk=case.pk).update(state=S.RETURNING)

    over = case.due_at
    assert case.state_at(over) == S.WITHDRAWN
    assert operations.act_due(at=over) == 1
    assert (state_of(case), refunds(), operations.act_due(at=over)) == (S.WITHDRAWN, [], 0)
    assert CaseEntry.objects.last().actor == "time"


def test_after_seven_days_and_for_the_exceptions_it_is_refused_but_faults_are_not() -> None:
    sku = stocked_sku()
    operations.set_terms(
        by=None, product=sku.product, terms=Terms(exception="perishable"), at=NOW - timedelta(seconds=1)
    )
    fresh, plain = received_order({sku: 1}), received_order()
    for order, at in ((fresh, LATER), (plain, NOW + timedelta(days=8))):
        with pytest.raises(NotClaimable) as refusal:
            ask(order, K.RETURN, R.NO_REASON, at=at)
        assert refusal.value.field == "reason"
    assert not Case.objects.exists()
    assert ask(fresh, K.RETURN, R.DAMAGED, at=LATER).state == S.ASKED


def test_an_order_keeps_the_terms_it_was_promised() -> None:
    order = received_order()
    product = order.lines.get().sku.product
    operations.set_terms(by=None, product=product, terms=Terms(exception="perishable"), at=LATER)
    assert ask(order, K.RETURN, R.NO_REASON, at=LATER).state == S.RETURNING


@pytest.mark.parametrize(
    ("terms", "field"), [(Terms(days=6), "days"), (Terms(days=91), "days"), (Terms(exception="mood"), "exception")]
)
def test_terms_below_the_law_are_refused(terms: Terms, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        operations.set_terms(by=None, product=ProductFactory(), terms=terms, at=NOW)
    assert refusal.value.field == field


# --- Money ------------------------------------------------------------------------------------------------
def test_silence_of_the_shop_sends_the_money_back_once() -> None:
    order = received_order({stocked_sku(price_fen=3001): 3})
    line = order.lines.get()
    case = ask(order, K.REFUND, R.MISSING, units={line.pk: 2})
    over = NOW + DEADLINES[S.ASKED]

    assert operations.act_due(at=over - timedelta(seconds=1)) == 0
    assert operations.act_due(at=over + timedelta(days=9)) == 1
    assert operations.act_due(at=over + timedelta(days=9)) == 0

    assert refunds() == [(6002, f"case:{case.number}")]
    assert Case.objects.get().closed_at == over
    assert given_back(order) == [2]


def test_less_than_the_worth_leaves_the_goods_with_the_shopper() -> None:
    order = received_order({stocked_sku(price_fen=6800): 1})
    case = ask(order, K.REFUND, R.DAMAGED, amount_fen=1000)
    operations.agree(by=UserFactory(), case=case, at=LATER)
    assert (refunds(), given_back(order)) == ([(1000, f"case:{case.number}")], [0])
    # What is left of it can still be sent back for the rest.
    again = ask(order, K.RETURN, R.NO_REASON, at=LATER)
    assert again.asked_fen == 5800


def test_an_offer_is_accepted_by_word_or_by_silence_or_leads_back() -> None:
    sku = stocked_sku(price_fen=6800)
    case = ask(received_order({sku: 1}), K.REFUND, R.DAMAGED)
    staff = UserFactory()
    operations.make_offer(by=staff, case=case, amount_fen=2000, text="小磕碰", at=LATER)
    operations.object_to_offer(case=case, text="太少", at=LATER)
    assert (state_of(case), Case.objects.get().offered_fen) == (S.ASKED, None)

    operations.make_offer(by=staff, case=case, amount_fen=3000, text="再加一点", at=LATER)
    with pytest.raises(CaseNotInState):
        operations.agree(by=staff, case=case, at=LATER)
    assert operations.act_due(at=LATER + DEADLINES[S.OFFERED]) == 1
    assert refunds() == [(3000, f"case:{case.number}")]


@pytest.mark.parametrize("amount", [0, 6801])
def test_an_offer_is_never_more_than_the_goods(amount: int) -> None:
    case = ask(received_order({stocked_sku(price_fen=6800): 1}), K.REFUND, R.DAMAGED)
    with pytest.raises(NotClaimable):
        operations.make_offer(by=UserFactory(), case=case, amount_fen=amount, text="x", at=LATER)
    assert state_of(case) == S.ASKED


def test_freight_goes_back_with_the_last_of_the_goods_and_only_for_a_fault() -> None:
    order = received_order({stocked_sku(price_fen=5000): 2})
    Order.objects.filter(pk=order.pk).update(freight_fen=1200, total_fen=11200)
    Payment.objects.update(amount_fen=11200)
    order.refresh_from_db()
    line = order.lines.get()
    first = ask(order, K.REFUND, R.DAMAGED, units={line.pk: 1})
    assert (first.asked_fen, first.freight_fen) == (5000, 0)
    operations.agree(by=UserFactory(), case=first, at=LATER)
    last = ask(order, K.REFUND, R.DAMAGED, units={line.pk: 1}, at=LATER)
    assert (last.asked_fen, last.freight_fen) == (6200, 1200)
    operations.agree(by=UserFactory(), case=last, at=LATER)
    assert sum(fen for fen, _key in refunds()) == 11200
    assert list(CaseLine.objects.order_by("pk").values_list("refunded_fen", flat=True)) == [5000, 5000]


def test_units_in_a_case_are_not_in_another() -> None:
    order = received_order({stocked_sku(): 2})
    line = order.lines.get()
    ask(order, K.REFUND, R.DAMAGED, units={line.pk: 2})
    with pytest.raises(NotClaimable):
        ask(order, K.RETURN, R.NO_REASON, units={line.pk: 1})
    assert Case.objects.count() == 1


def test_a_twin_finds_the_first() -> None:
    order = received_order()
    assert ask(order, token="once") == ask(order, token="once")
    assert CaseLine.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "reason", "data"),
    [
        (K.REFUND, R.NO_REASON, {}),
        (K.REFUND, R.DAMAGED, {"amount_fen": 10**9}),
        (K.REFUND, R.DAMAGED, {"amount_fen": 0}),
        (K.REFUND, R.DAMAGED, {"units": {}}),
        (K.REFUND, R.DAMAGED, {"words": "字" * 501}),
        (K.REFUND, R.DAMAGED, {"pictures": ("x" * 36,) * 1}),
        (K.PRICE, R.PRICE, {}),
        (K.EXCHANGE, R.WRONG, {"to": 10**6}),
    ],
)
def test_what_cannot_be_asked_for_writes_nothing(kind: str, reason: str, data: dict) -> None:
    order = received_order()
    with pytest.raises((ShopError, ValueError)):
        ask(order, kind, reason, **data)
    assert not Case.objects.exists()


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.CANCELLED])
def test_there_is_nothing_to_ask_with_an_order_that_is_not_paid(status: OrderStatus) -> None:
    with pytest.raises(NotClaimable):
        ask(order_in(status))


# --- Before it is shipped --------------------------------------------------------------------------------
def test_an_order_that_has_not_left_is_called_off_as_a_whole() -> None:
    sku = stocked_sku(price_fen=6800, units=5)
    order = paid_order({sku: 2})
    with pytest.raises(NotClaimable):
        ask(order, K.REFUND, R.UNWANTED, units={order.lines.get().pk: 1})
    case = ask(order, K.REFUND, R.UNWANTED)
    assert (case.calls_off, case.asked_fen) == (True, 13600)

    operations.agree(by=UserFactory(), case=case, at=LATER)

    order.refresh_from_db()
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, "requested")
    assert refunds() == [(13600, "cancel")]
    assert stock_of(sku) == (5, 0)
    assert (Case.objects.get().refunded_fen, given_back(order)) == (13600, [2])


def test_a_parcel_that_left_first_ends_the_case_with_that_reason() -> None:
    order = paid_order()
    case = ask(order, K.REFUND, R.UNWANTED)
    ship(order)
    assert operations.act_due(at=NOW + DEADLINES[S.ASKED]) == 1
    assert (state_of(case), refunds()) == (S.REFUSED, [])
    other = paid_order()
    overtaken = ask(other, K.REFUND, R.UNWANTED)
    ship(other)
    assert operations.close_overtaken(order_id=other.pk, at=LATER) == 1
    assert state_of(overtaken) == S.WITHDRAWN


# --- Goods ------------------------------------------------------------------------------------------------
def test_damaged_goods_wait_for_a_decision_and_are_set_aside() -> None:
    sku = stocked_sku(price_fen=6800, units=10)
    case = ask(received_order({sku: 2}), K.RETURN, R.NO_REASON)
    posted(case)
    inspect(case, good=1, damaged=1)
    assert state_of(case) == S.RECEIVED
    assert stock_of(sku) == (9, 0)
    assert balances_of(sku)[("总仓", "", Condition.DAMAGED)] == 1
    operations.make_offer(by=UserFactory(), case=case, amount_fen=10000, text="一罐破了", at=LATER)
    operations.accept_offer(case=case, at=LATER)
    assert refunds() == [(10000, f"case:{case.number}")]
    assert given_back(case.order) == [2]


def test_what_did_not_come_back_stays_with_the_shopper() -> None:
    case = ask(received_order({stocked_sku(price_fen=6800): 2}), K.RETURN, R.NO_REASON)
    posted(case)
    inspect(case, good=1)
    operations.make_offer(by=UserFactory(), case=case, amount_fen=6800, text="只到了一件", at=LATER)
    operations.accept_offer(case=case, at=LATER)
    assert given_back(case.order) == [1]


def test_nobody_looks_at_it_in_ten_days_and_the_money_goes_back_the_goods_are_booked_in_later() -> None:
    sku = stocked_sku(units=10)
    case = ask(received_order({sku: 1}), K.RETURN, R.NO_REASON)
    posted(case)
    assert operations.act_due(at=LATER + DEADLINES[S.SENT]) == 1
    assert (state_of(case), len(refunds()), stock_of(sku)) == (S.SETTLED, 1, (9, 0))
    inspect(case, at=LATER + timedelta(days=11))
    assert (state_of(case), len(refunds()), stock_of(sku)) == (S.SETTLED, 1, (10, 0))
    with pytest.raises(CaseNotInState):
        inspect(case, at=LATER + timedelta(days=12))


@pytest.mark.parametrize(("good", "damaged"), [(3, 0), (2, 1), (-1, 0)])
def test_no_more_comes_back_than_was_sent(good: int, damaged: int) -> None:
    case = ask(received_order({stocked_sku(units=10): 2}), K.RETURN, R.NO_REASON)
    posted(case)
    with pytest.raises(NotClaimable):
        inspect(case, good=good, damaged=damaged)
    assert state_of(case) == S.SENT


def test_a_bundle_comes_back_as_what_it_was_made_of_and_a_lot_into_its_lot() -> None:
    apple, honey = dated_sku(units=20), stocked_sku(units=20)
    box = bundle({apple: 3, honey: 1})
    case = ask(received_order({box: 2}), K.RETURN, R.NO_REASON)
    posted(case)
    assert (stock_of(apple), stock_of(honey)) == ((14, 0), (18, 0))
    inspect(case, good=2)
    assert (stock_of(apple), stock_of(honey)) == ((20, 0), (20, 0))
    assert balances_of(apple) == {("总仓", "L1", Condition.SELLABLE): 20}


def test_a_return_to_a_place_that_was_named() -> None:
    case = ask(received_order(), K.RETURN, R.DAMAGED)
    shop = Place.objects.create(name="城里的店", address="人民路 1 号")
    operations.agree(by=UserFactory(), case=case, place=shop, at=LATER)
    assert Case.objects.get().place == shop


# --- Exchange and sending again -----------------------------------------------------------------------------
def exchanged(stock: int = 3) -> tuple[Case, Sku, Sku]:
    old = stocked_sku(units=1, price_fen=6800)
    new = stocked_sku(units=stock, price_fen=6800, product=old.product, options={"颜色": "蓝"})
    case = ask(received_order({old: 1}), K.EXCHANGE, R.WRONG, to=new.pk)
    return case, old, new


def test_an_exchange_holds_the_new_and_takes_the_old_back() -> None:
    case, old, new = exchanged()
    operations.agree(by=UserFactory(), case=case, at=LATER)
    assert stock_of(new) == (3, 1)
    posted(case)
    inspect(case)
    assert (state_of(case), stock_of(old)) == (S.REPLACING, (1, 0))
    operations.send_replacement(by=UserFactory(), case=case, carrier="sf", tracking_number="SF901", at=LATER)
    assert stock_of(new) == (2, 0)
    operations.confirm_replacement(case=case, at=LATER)
    assert (state_of(case), refunds(), given_back(case.order)) == (S.SETTLED, [], [0])
    # What was exchanged may be wrong again.
    assert ask(case.order, K.RETURN, R.QUALITY, at=LATER).state == S.ASKED


def test_what_is_sold_out_is_not_promised_and_time_sends_the_money_back_instead() -> None:
    case, _old, new = exchanged(stock=1)
    place({new: 1})
    with pytest.raises(OutOfStock):
        operations.agree(by=UserFactory(), case=case, at=NOW)
    assert state_of(case) == S.ASKED
    again = ask(received_order({stocked_sku(units=1, price_fen=5000): 1}), K.RESHIP, R.LOST)
    operations.act_due(at=NOW + DEADLINES[S.ASKED])
    # The hold of the unpaid order has run out by then: the exchange is to be had.
    assert state_of(case) == S.RETURNING
    again.refresh_from_db()
    assert (again.kind, again.state, again.refunded_fen) == (K.REFUND, S.SETTLED, 5000)


def test_a_late_replacement_can_be_turned_into_money_by_the_shopper_and_not_before() -> None:
    case, _old, new = exchanged()
    operations.agree(by=UserFactory(), case=case, at=NOW)
    posted(case)
    inspect(case)
    with pytest.raises(CaseNotInState):
        operations.take_money(case=case, at=LATER)
    late = LATER + DEADLINES[S.REPLACING]
    assert operations.act_due(at=late) == 0
    operations.take_money(case=case, at=late)
    assert (state_of(case), stock_of(new)) == (S.SETTLED, (3, 0))
    assert refunds() == [(6800, f"case:{case.number}")]
    assert given_back(case.order) == [1]


@pytest.mark.parametrize("end", ["withdraw", "time"])
def test_what_was_held_is_let_go_when_it_ends(end: str) -> None:
    case, _old, new = exchanged()
    operations.agree(by=UserFactory(), case=case, at=NOW)
    if end == "withdraw":
        operations.withdraw(case=case, at=LATER)
    else:
        operations.act_due(at=NOW + DEADLINES[S.RETURNING])
    assert (state_of(case), stock_of(new)) == (S.WITHDRAWN, (3, 0))


def test_a_lost_parcel_is_sent_again() -> None:
    sku = stocked_sku(units=3)
    case = ask(ship(paid_order({sku: 1})), K.RESHIP, R.LOST)
    operations.agree(by=UserFactory(), case=case, at=LATER)
    operations.send_replacement(by=UserFactory(), case=case, carrier="sf", tracking_number="SF902", at=LATER)
    with pytest.raises(CaseNotInState):
        operations.send_replacement(by=UserFactory(), case=case, carrier="sf", tracking_number="SF902", at=LATER)
    assert stock_of(sku) == (1, 0)
    assert operations.act_due(at=LATER + DEADLINES[S.RESENT]) == 1
    assert (state_of(case), refunds()) == (S.SETTLED, [])


# --- Price protection ---------------------------------------------------------------------------------------
def test_a_fallen_price_is_made_up_for_once_and_at_once() -> None:
    sku = stocked_sku(price_fen=6800)
    order = received_order({sku: 2})
    make_promotion(sku, price_fen=6000, starts_at=LATER, ends_at=LATER + timedelta(days=2))
    at = LATER + timedelta(minutes=1)

    case = ask(order, K.PRICE, R.PRICE, at=at)

    assert (case.state, refunds()) == (S.SETTLED, [(1600, f"case:{case.number}")])
    assert given_back(order) == [0]
    with pytest.raises(NotClaimable):
        ask(order, K.PRICE, R.PRICE, at=at)
    # What goes back for a return is what is left of the price.
    assert ask(order, K.RETURN, R.NO_REASON, at=at).asked_fen == 12000


def test_after_its_time_the_price_is_what_it_was() -> None:
    sku = stocked_sku(price_fen=6800)
    order = received_order({sku: 1})
    make_promotion(sku, price_fen=6000, starts_at=LATER, ends_at=LATER + timedelta(days=20))
    with pytest.raises(NotClaimable):
        ask(order, K.PRICE, R.PRICE, at=NOW + timedelta(days=rules.PRICE_DAYS))


# --- Vouchers and content -----------------------------------------------------------------------------------
def test_vouchers_that_were_not_redeemed_go_back_one_by_one() -> None:
    sku = voucher_sku()
    order = voucher_order(sku, units=3)
    used = Voucher.objects.order_by("pk")[0]
    redeem(by=UserFactory(), code=used.code, place=Place.objects.default(), at=NOW)
    line = order.lines.get()
    with pytest.raises(NotClaimable):
        ask(order, K.REFUND, R.UNWANTED, units={line.pk: 3})

    case = ask(order, K.REFUND, R.UNWANTED, units={line.pk: 1})
    operations.agree(by=UserFactory(), case=case, at=LATER)

    assert refunds() == [(line.unit_price_fen, f"case:{case.number}")]
    states = sorted(voucher.state_at(LATER) for voucher in Voucher.objects.all())
    assert states == sorted([VoucherState.REDEEMED, VoucherState.OPEN, VoucherState.VOID])
    assert stock_of(sku) == (10, 2)
    assert given_back(order) == [1]


def test_a_voucher_redeemed_in_the_meantime_ends_the_case_and_no_money_goes_back() -> None:
    order = voucher_order()
    case = ask(order, K.REFUND, R.UNWANTED)
    redeem(by=UserFactory(), code=Voucher.objects.get().code, place=Place.objects.default(), at=NOW)
    with pytest.raises(ShopError):
        operations.agree(by=UserFactory(), case=case, at=LATER)
    assert (state_of(case), refunds(), given_back(order)) == (S.ASKED, [], [0])
    operations.act_due(at=NOW + DEADLINES[S.ASKED])
    assert (state_of(case), refunds()) == (S.REFUSED, [])


def test_refunded_content_closes() -> None:
    from shop.customers.rules import ContactData
    from shop.orders.queries import owned_products

    sku = content_sku()
    order = paid_order({sku: 1}, address=ContactData(phone="13800138000"))
    case = ask(order, K.REFUND, R.UNLIKE)
    assert owned_products(order.customer, [sku.product_id]) == {sku.product_id}
    operations.agree(by=UserFactory(), case=case, at=LATER)
    assert owned_products(order.customer, [sku.product_id]) == set()
    assert len(refunds()) == 1


def test_made_to_order_is_not_returned_without_a_reason_nor_exchanged() -> None:
    sku = make_sku(product=ProductFactory(kind=ProductKind.MADE_TO_ORDER), is_stocked=False)
    order = received_order({sku: 1})
    for kind, reason in ((K.RETURN, R.NO_REASON), (K.EXCHANGE, R.WRONG)):
        with pytest.raises(NotClaimable):
            ask(order, kind, reason)
    case = ask(order, K.RETURN, R.QUALITY)
    operations.agree(by=UserFactory(), case=case, at=LATER)
    posted(case)
    inspect(case)
    assert (state_of(case), Reservation.objects.count()) == (S.SETTLED, 0)


# --- Every step from every state ------------------------------------------------------------------------------
STEPS = {
    "agree": lambda case: operations.agree(by=UserFactory(), case=case, at=LATER),
    "offer": lambda case: operations.make_offer(by=UserFactory(), case=case, amount_fen=1, text="x", at=LATER),
    "refuse": lambda case: operations.refuse(by=UserFactory(), case=case, text="x", at=LATER),
    "accept": lambda case: operations.accept_offer(case=case, at=LATER),
    "object": lambda case: operations.object_to_offer(case=case, text="x", at=LATER),
    "withdraw": lambda case: operations.withdraw(case=case, at=LATER),
    "sent": posted,
    "inspect": inspect,
    "replacement": lambda case: operations.send_replacement(
        by=UserFactory(), case=case, carrier="sf", tracking_number="SF903", at=LATER
    ),
    "arrived": lambda case: operations.confirm_replacement(case=case, at=LATER),
    "money": lambda case: operations.take_money(by=UserFactory(), case=case, at=LATER),
}
# From which states each step may be taken at all.
FROM = {
    "agree": {S.ASKED, S.RECEIVED},
    "offer": {S.ASKED, S.RECEIVED},
    "refuse": {S.ASKED, S.RECEIVED},
    "accept": {S.OFFERED},
    "object": {S.OFFERED},
    "withdraw": {S.ASKED, S.OFFERED, S.RETURNING},
    "sent": {S.RETURNING},
    "inspect": {S.RETURNING, S.SENT},
    "replacement": {S.REPLACING},
    "arrived": {S.RESENT},
    "money": {S.REPLACING},
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_from_any_other_state_is_refused_and_writes_nothing(step: str) -> None:
    case = ask(received_order(), K.RETURN, R.QUALITY)
    for state in set(S) - FROM[step]:
        is_over = state in {S.SETTLED, S.REFUSED, S.WITHDRAWN}
        Case.objects.filter(pk=case.pk).update(
            state=state, due_at=None if is_over else NOW + timedelta(days=1), closed_at=NOW if is_over else None
        )
        with pytest.raises(CaseNotInState):
            STEPS[step](case)
        assert (state_of(case), CaseEntry.objects.count(), refunds()) == (state, 1, [])


def test_the_time_line_cannot_be_rewritten() -> None:
    from django.db import DatabaseError, transaction

    ask(received_order())
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEntry.objects.update(text="anders")


def test_lists_know_each_state_as_time_has_it() -> None:
    asked, later = ask(received_order()), NOW + DEADLINES[S.ASKED]
    gone = ask(ship(paid_order()), K.RETURN, R.NO_REASON)
    for at in (NOW, later, NOW + timedelta(days=30)):
        for state in S:
            listed = set(Case.objects.in_state(state, at=at))
            assert listed == {case for case in (asked, gone) if case.state_at(at) == state}
    assert set(Case.objects.open(NOW)) == {asked, gone}
    assert complete_order(by=None, order=gone.order, at=NOW).status == OrderStatus.COMPLETED


def test_staff_open_cases_when_the_shoppers_time_is_over() -> None:
    order = received_order()
    at = NOW + timedelta(days=200)
    with pytest.raises(NotClaimable):
        ask(order, K.RETURN, R.QUALITY, at=at)
    assert ask(order, K.RETURN, R.QUALITY, at=at, by=UserFactory()).state == S.ASKED


def test_a_note_is_for_colleagues_and_counts_once() -> None:
    case, staff = ask(received_order()), UserFactory()
    for _click in range(2):
        operations.add_note(by=staff, case=case, text="打过电话", at=LATER)
    assert CaseEntry.objects.filter(state="").count() == 1
    with pytest.raises(InvalidInput):
        operations.add_note(by=staff, case=case, text=" ", at=LATER)
