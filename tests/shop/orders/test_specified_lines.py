"""What is made to order, through cart, order, payment and books: lines of one SKU with different answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from microbrand import audit
from shop.catalog.enums import PriceKind
from shop.catalog.errors import SpecificationInvalid
from shop.catalog.models import PriceEntry, Sku, SpecField
from shop.catalog.operations import ChoiceData, QuestionData, remove_question, save_question
from shop.inventory.errors import OutOfStock
from shop.orders.enums import CancelReason
from shop.orders.errors import InvalidQuantity, TotalChanged
from shop.orders.lines import LineData, merged
from shop.orders.models import CartLine, Order
from shop.orders.operations import add_to_cart, cancel_order, expire_order, set_quantity
from shop.orders.queries import quote_cart
from tests.factories import NOW
from tests.factories.catalog import ask, choice, made_to_order
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.payments import pay
from tests.factories.promotions import item_of, make_promotion

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku() -> Sku:
    """A crate at ¥68, ten in stock, ready five days after the payment."""
    return stocked_sku(product=made_to_order(days=5), price_fen=6800)


@pytest.fixture
def wood(sku: Sku) -> SpecField:
    return ask(sku.product, "choice", "木料", choices={"杉木": 0, "胡桃木": 2000})


@pytest.fixture
def words(sku: Sku) -> SpecField:
    return ask(sku.product, "text", "刻字", is_required=False)


def lines() -> list[tuple[dict[str, str], int]]:
    return list(CartLine.objects.values_list("specification", "quantity"))


def breaches() -> list[str]:
    return [result.name for result in audit.run(at=NOW) if result.breach_count]


# --- The cart -------------------------------------------------------------------------------------------------
def test_different_answers_are_different_lines_and_the_same_ones_add_up(
    sku: Sku, wood: SpecField, words: SpecField
) -> None:
    customer = CustomerFactory()
    plain = {str(wood.pk): choice(wood, "杉木")}
    carved = {str(wood.pk): choice(wood, "胡桃木"), str(words.pk): "霜降"}

    for specification in (plain, carved, {**plain, str(words.pk): " "}):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, specification=specification, at=NOW)

    assert lines() == [(plain, 4), (carved, 2)]
    quote = quote_cart(customer=customer, at=NOW)
    assert [(row.each_fen, row.total_fen) for row in quote.lines] == [(6800, 27200), (8800, 17600)]
    assert (quote.total_fen, quote.is_orderable, quote.production_days) == (44800, True, 5)


def test_answers_that_cannot_be_taken_leave_the_cart_alone(sku: Sku, wood: SpecField) -> None:
    customer = CustomerFactory()

    for specification in ({}, {str(wood.pk): "0"}, {str(wood.pk): choice(wood, "杉木"), "999999": "x"}):
        with pytest.raises(SpecificationInvalid):
            add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, specification=specification, at=NOW)
    with pytest.raises(SpecificationInvalid):
        add_to_cart(customer=customer, sku_id=stocked_sku().pk, quantity=1, specification={"1": "x"}, at=NOW)

    assert lines() == []


def test_lines_of_one_sku_share_its_stock(sku: Sku, words: SpecField) -> None:
    customer = CustomerFactory()
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=6, at=NOW)

    with pytest.raises(OutOfStock) as refusal:
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=5, specification={str(words.pk): "霜"}, at=NOW)
    line = add_to_cart(customer=customer, sku_id=sku.pk, quantity=4, specification={str(words.pk): "霜"}, at=NOW)
    with pytest.raises(OutOfStock):
        set_quantity(customer=customer, sku_id=sku.pk, spec_key=line.spec_key, quantity=5, at=NOW)

    assert refusal.value.available == 4
    assert set_quantity(customer=customer, sku_id=sku.pk, spec_key=line.spec_key, quantity=0, at=NOW) is None
    assert lines() == [({}, 6)]
    place({sku: 5})
    assert [row.problem for row in quote_cart(customer=customer, at=NOW).lines] == ["too_many"]


def test_a_form_that_changed_says_so_in_the_cart_and_another_price_counts(sku: Sku, wood: SpecField) -> None:
    customer = CustomerFactory()
    walnut = choice(wood, "胡桃木")
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, specification={str(wood.pk): walnut}, at=NOW)

    dearer = [ChoiceData(id=int(walnut), label="黑胡桃", surcharge_fen=3000)]
    save_question(
        by=None, product=sku.product, question_id=wood.pk, data=QuestionData(kind="choice", label="木", choices=dearer)
    )
    (row,) = quote_cart(customer=customer, at=NOW).lines
    assert (row.problem, row.each_fen, row.specification.answers[0].text) == ("", 9800, "黑胡桃")

    ask(sku.product, "text", "非填不可")
    assert [row.problem for row in quote_cart(customer=customer, at=NOW).lines] == ["specification"]
    assert quote_cart(customer=customer, at=NOW).total_fen == 0


def test_a_day_that_has_come_too_near_says_so(sku: Sku) -> None:
    customer = CustomerFactory()
    day = ask(sku.product, "date", "哪天要", lead_days=7)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, specification={str(day.pk): "2026-10-08"}, at=NOW)

    problems = [quote_cart(customer=customer, at=at).lines[0].problem for at in (NOW, NOW + timedelta(days=1))]

    assert problems == ["", "specification"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_quote_with_forms_takes_as_many_statements_for_one_as_for_three(count: int) -> None:
    customer = CustomerFactory()
    for _ in range(count):
        crate = stocked_sku(product=made_to_order())
        question = ask(crate.product, "choice", "木料", choices={"杉木": 0})
        values = {str(question.pk): choice(question, "杉木")}
        add_to_cart(customer=customer, sku_id=crate.pk, quantity=1, specification=values, at=NOW)

    with CaptureQueriesContext(connection) as statements:
        quote_cart(customer=customer, at=NOW)

    assert len(statements) == 7


# --- The order ------------------------------------------------------------------------------------------------
def two_lines(sku: Sku, wood: SpecField, words: SpecField) -> list[LineData]:
    return [
        LineData(sku.pk, 2, {str(wood.pk): choice(wood, "杉木")}),
        LineData(sku.pk, 1, {str(wood.pk): choice(wood, "胡桃木"), str(words.pk): "霜降"}),
    ]


def test_the_order_keeps_words_and_surcharges_whatever_becomes_of_the_form(
    sku: Sku, wood: SpecField, words: SpecField
) -> None:
    order = place(lines=two_lines(sku, wood, words), expected_total_fen=6800 * 3 + 2000)
    remove_question(by=None, product=sku.product, question_id=wood.pk)

    plain, carved = order.lines.all()
    assert (plain.unit_price_fen, plain.surcharge_fen, plain.total_fen) == (6800, 0, 13600)
    assert (carved.unit_price_fen, carved.surcharge_fen, carved.total_fen) == (6800, 2000, 8800)
    assert [(answer["label"], answer["text"], answer["surcharge_fen"]) for answer in carved.specification] == [
        ("木料", "胡桃木", 2000),
        ("刻字", "霜降", 0),
    ]
    assert carved.specification_text == "木料：胡桃木；刻字：霜降"
    assert (carved.kind, carved.production_days, plain.spec_key != carved.spec_key) == ("made_to_order", 5, True)
    assert stock_of(sku) == (10, 3)
    assert breaches() == []


def test_it_is_ready_so_many_local_days_after_the_payment(sku: Sku) -> None:
    midnight = NOW.replace(hour=16)
    order = place({sku: 1, stocked_sku(): 1}, at=midnight - timedelta(minutes=10))
    assert (order.ready_on, order.production_days) == (None, 5)

    pay(order, at=midnight)
    order = Order.objects.get()

    assert str(order.ready_on) == "2026-10-07"
    assert paid_order().ready_on is None


def test_the_server_sums_up_and_refuses_another_total(sku: Sku, wood: SpecField, words: SpecField) -> None:
    for total_fen in (6800 * 3, 6800 * 3 + 1999, 0):
        with pytest.raises(TotalChanged):
            place(lines=two_lines(sku, wood, words), expected_total_fen=total_fen)

    assert not Order.objects.exists()
    assert stock_of(sku) == (10, 0)


def test_what_is_paid_for_the_sku_itself_enters_the_price_log_once(sku: Sku, wood: SpecField, words: SpecField) -> None:
    order = place(lines=two_lines(sku, wood, words), expected_total_fen=22400)
    pay(order)

    entry = PriceEntry.objects.get(kind=PriceKind.SOLD)
    assert (entry.price_fen, entry.quantity, entry.reference) == (6800, 3, order.number)
    order.refresh_from_db()
    ship(order)
    assert stock_of(sku) == (7, 0)
    assert breaches() == []


def test_promotional_units_are_counted_over_all_lines(sku: Sku, wood: SpecField, words: SpecField) -> None:
    promotion = make_promotion(sku, price_fen=4800, quantity_limit=3)

    order = place(lines=two_lines(sku, wood, words), expected_total_fen=4800 * 3 + 2000)

    assert item_of(promotion).used == 3
    pay(order)
    assert breaches() == []
    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)
    assert (item_of(promotion).used, stock_of(sku)) == (0, (10, 0))


def test_late_money_takes_all_lines_up_again(sku: Sku, wood: SpecField, words: SpecField) -> None:
    order = place(lines=two_lines(sku, wood, words), expected_total_fen=22400)
    from tests.factories.payments import hear, start

    payment = start(order)
    late = order.expires_at + timedelta(minutes=5)
    expire_order(order_id=order.pk, at=late)
    hear(payment, at=late)

    order.refresh_from_db()
    assert (order.status, stock_of(sku)) == ("paid", (10, 3))
    assert breaches() == []


def test_an_order_takes_its_own_lines_out_of_the_cart(sku: Sku, words: SpecField) -> None:
    customer = CustomerFactory()
    for text, quantity in (("霜", 2), ("雪", 3)):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=quantity, specification={str(words.pk): text}, at=NOW)
    line = CartLine.objects.get(quantity=2)

    quote = quote_cart(customer=customer, at=NOW, line_id=line.pk)
    place(lines=quote.order_lines, expected_total_fen=quote.total_fen, customer=customer)

    assert lines() == [({str(words.pk): "雪"}, 3)]
    assert quote_cart(customer=CustomerFactory(), at=NOW, line_id=CartLine.objects.get().pk).lines == ()


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ([(500, {}), (500, {})], InvalidQuantity),
        ([(1, {}), (-1, {})], InvalidQuantity),
        ([(1, {"1": "x"})], SpecificationInvalid),
    ],
)
def test_lines_that_make_no_sense_are_refused(asked: list[tuple[int, dict[str, str]]], error: Any) -> None:
    plain = stocked_sku(price_fen=100)

    with pytest.raises(error):
        place(lines=[LineData(plain.pk, units, values) for units, values in asked], expected_total_fen=0)

    assert not Order.objects.exists()


def test_lines_that_ask_for_the_same_become_one() -> None:
    asked = [LineData(1, 1, {"7": "a"}), LineData(1, 2, {"7": " a", "8": ""}), LineData(1, 1), LineData(2, 1)]

    assert merged(asked) == [LineData(1, 3, {"7": "a"}), LineData(1, 1), LineData(2, 1)]
