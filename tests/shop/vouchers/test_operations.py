"""A voucher's way: terms, issued with the payment, redeemed once, taken back, withdrawn with its order."""

from datetime import timedelta
from typing import Any

import pytest

from shop.core.errors import InvalidInput, ShopError
from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.inventory.models import Place
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import OrderNotClosable
from shop.orders.models import Order
from shop.orders.operations import cancel_order
from shop.vouchers import operations
from shop.vouchers.enums import VoucherState
from shop.vouchers.errors import VoucherNotRedeemable, VoucherUnknown
from shop.vouchers.models import Voucher, VoucherTerms
from shop.vouchers.operations import hand_out, issue_vouchers, redeem, set_terms, take_back, withdraw_vouchers
from shop.vouchers.rules import TermsData
from tests.factories import NOW
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import make_place, stock_of, stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.staff import UserFactory
from tests.factories.vouchers import voucher_order, voucher_sku

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def deliver() -> None:
    for event_id in OutboxEvent.objects.filter(delivered_at=None).values_list("pk", flat=True):
        outbox.deliver(event_id=event_id)


def only() -> Voucher:
    return Voucher.objects.get()


def use(voucher: Voucher, *, at: Any = LATER, where: Place | None = None) -> Voucher:
    return redeem(by=UserFactory(), code=voucher.code, place=where or Place.objects.default(), at=at)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"valid_days": 0}, "valid_days"),
        ({"valid_days": 3651}, "valid_days"),
        ({"valid_from": NOW, "valid_until": NOW}, "valid_until"),
        ({"conditions": "字" * 301}, "conditions"),
    ],
)
def test_terms_that_cannot_be_are_refused_by_field(data: dict, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        set_terms(by=None, product=ProductFactory(kind="voucher"), data=TermsData(**data), at=NOW)
    assert refusal.value.field == field
    assert not VoucherTerms.objects.exists()


def test_other_goods_have_no_terms() -> None:
    with pytest.raises(InvalidInput):
        set_terms(by=None, product=ProductFactory(), data=TermsData(valid_days=3), at=NOW)


def test_the_payment_issues_one_for_each_unit_and_completes_the_order() -> None:
    orchard = make_place("果园")
    sku = voucher_sku(valid_days=30, conditions="不用预约", places=(orchard,))
    order = paid_order({sku: 2})
    assert order.status == OrderStatus.COMPLETED
    assert not Voucher.objects.exists()

    deliver()
    deliver()

    vouchers = list(Voucher.objects.order_by("position"))
    assert [(row.position, row.valid_from, row.valid_until) for row in vouchers] == [
        (1, NOW, NOW + timedelta(days=30)),
        (2, NOW, NOW + timedelta(days=30)),
    ]
    assert len({row.code for row in vouchers}) == 2
    assert {row.conditions for row in vouchers} == {"不用预约"}
    assert [list(row.places.all()) for row in vouchers] == [[orchard], [orchard]]
    assert issue_vouchers(order_id=order.pk, at=LATER) == 0
    # Sold for good, and put back if the order is closed: the hold is firm and stays.
    assert stock_of(sku) == (10, 2)


def test_without_any_job_the_voucher_is_there_when_it_is_looked_at() -> None:
    order = paid_order({voucher_sku(): 1})

    assert [row.state_at(NOW) for row in hand_out(order, at=NOW)] == [VoucherState.OPEN]
    assert hand_out(order, at=LATER) == [only()]


def test_nothing_is_owed_before_the_payment_and_for_other_goods() -> None:
    assert hand_out(place({voucher_sku(): 1}), at=NOW) == []
    assert hand_out(paid_order({stocked_sku(): 1}), at=NOW) == []
    assert not Voucher.objects.exists()


def test_new_terms_leave_what_was_sold_alone() -> None:
    sku = voucher_sku(valid_days=30)
    voucher_order(sku)

    set_terms(by=None, product=sku.product, data=TermsData(valid_days=5), at=LATER)

    assert only().valid_until == NOW + timedelta(days=30)


def test_an_order_keeps_the_terms_it_was_promised_however_late_its_vouchers_come() -> None:
    sku = voucher_sku(valid_days=30)
    order = paid_order({sku: 1})
    set_terms(by=None, product=sku.product, data=TermsData(valid_days=5), at=NOW + timedelta(seconds=1))

    [voucher] = hand_out(order, at=LATER)

    assert voucher.valid_until == NOW + timedelta(days=30)


def test_it_is_redeemed_once_and_the_second_counter_is_told_when_and_where() -> None:
    voucher_order()
    shop = make_place("城里的店")

    redeemed = use(only(), where=shop)

    assert (redeemed.redeemed_at, redeemed.redeemed_place) == (LATER, shop)
    assert redeemed.state_at(LATER) == VoucherState.REDEEMED
    with pytest.raises(VoucherNotRedeemable, match="城里的店"):
        use(only(), at=LATER + timedelta(minutes=1))
    assert only().redeemed_at == LATER


@pytest.mark.parametrize(
    ("terms", "at", "state"),
    [
        ({"valid_days": 1}, NOW + timedelta(days=1), VoucherState.EXPIRED),
        ({"valid_from": NOW + timedelta(days=1)}, LATER, VoucherState.UPCOMING),
    ],
)
def test_outside_its_time_it_is_not_redeemed(terms: dict, at: Any, state: str) -> None:
    voucher_order(voucher_sku(**terms))

    with pytest.raises(VoucherNotRedeemable):
        use(only(), at=at)

    assert only().redeemed_at is None
    assert only().state_at(at) == state
    assert list(Voucher.objects.in_state(state, at)) == [only()]


def test_until_the_last_moment_it_is() -> None:
    voucher_order(voucher_sku(valid_days=1))
    assert use(only(), at=NOW + timedelta(days=1, microseconds=-1)).redeemed_at


def test_another_place_names_the_right_one() -> None:
    voucher_order(voucher_sku(places=(make_place("果园"),)))
    with pytest.raises(VoucherNotRedeemable, match="果园"):
        use(only())
    assert only().redeemed_at is None


def test_an_unknown_code() -> None:
    with pytest.raises(VoucherUnknown):
        redeem(by=UserFactory(), code="000000000000", place=Place.objects.default(), at=NOW)


def test_a_redemption_is_taken_back_once() -> None:
    voucher_order()
    use(only())

    take_back(by=UserFactory(), voucher=only(), at=LATER)

    assert only().state_at(LATER) == VoucherState.OPEN
    with pytest.raises(VoucherNotRedeemable):
        take_back(by=UserFactory(), voucher=only(), at=LATER)
    assert use(only()).redeemed_at


def test_a_closed_order_withdraws_its_vouchers_and_puts_the_units_back() -> None:
    sku = voucher_sku()
    order = voucher_order(sku, units=2)

    cancel_order(by=UserFactory(), order=order, reason=CancelReason.MERCHANT, at=LATER)
    # Before any job has run, its codes are worth nothing.
    for voucher in Voucher.objects.all():
        with pytest.raises(VoucherNotRedeemable):
            use(voucher)
    deliver()

    assert {row.state_at(LATER) for row in Voucher.objects.all()} == {VoucherState.VOID}
    assert issue_vouchers(order_id=order.pk, at=LATER) == 0
    assert withdraw_vouchers(order_id=order.pk, at=LATER) == 0
    assert stock_of(sku) == (10, 0)


def test_what_is_redeemed_keeps_its_order_open() -> None:
    order = voucher_order(units=2)
    use(Voucher.objects.order_by("pk")[0])

    with pytest.raises(OrderNotClosable) as refusal:
        cancel_order(by=UserFactory(), order=order, reason=CancelReason.MERCHANT, at=LATER)

    assert isinstance(refusal.value, ShopError)
    assert Order.objects.get().status == OrderStatus.COMPLETED
    assert Order.objects.get().cancelled_at is None


def test_every_voucher_is_in_exactly_one_state() -> None:
    voucher_order(voucher_sku(valid_days=1), units=2)
    voucher_order(voucher_sku(valid_from=NOW + timedelta(days=3)))
    use(Voucher.objects.order_by("pk")[0])
    closed = voucher_order()
    withdraw_vouchers(order_id=closed.pk, at=NOW)
    for at in (NOW, NOW + timedelta(days=1), NOW + timedelta(days=4)):
        listed = {state: set(Voucher.objects.in_state(state, at)) for state in VoucherState.values}
        assert sum(map(len, listed.values())) == 4
        for state, vouchers in listed.items():
            assert {voucher.state_at(at) for voucher in vouchers} <= {state}


def test_a_worker_that_was_first_is_no_reason_to_show_none(monkeypatch: pytest.MonkeyPatch) -> None:
    order = paid_order({voucher_sku(): 1})
    issue = operations.issue_vouchers

    def after_a_worker(**call: Any) -> int:
        issue(**call)
        return issue(**call)

    monkeypatch.setattr(operations, "issue_vouchers", after_a_worker)

    assert len(hand_out(order, at=NOW)) == 1
