"""The list of people who are to get something: what is read, what is wrong with it, what it costs."""

import io
from datetime import timedelta
from typing import Any

import pytest

from shop.bulk.imports.reading import BadFile
from shop.core.errors import InvalidInput, NotFound
from shop.customers.merging import merge_customers
from shop.exports.enums import Format
from shop.exports.registry import Sheet
from shop.exports.writing import write
from shop.orders.batch_quote import BatchQuote, quote_batch
from shop.orders.errors import TooManyReceivers
from shop.orders.models import Receiver
from shop.orders.operations import (
    add_receivers,
    add_to_cart,
    change_receiver,
    forget_receivers,
    place_batch,
    remove_receivers,
)
from shop.orders.queries import Quote, quote_cart
from shop.orders.receiver_files import read_file, read_text, template
from shop.orders.receivers import day_of
from shop.shipping.operations import ZoneData
from tests.factories import NOW
from tests.factories.catalog import ask, made_to_order, make_sku
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.promotions import make_promotion
from tests.factories.shipping import make_template, rest

pytestmark = pytest.mark.django_db

LIN = {
    "recipient": "林晓",
    "phone": "13800138000",
    "province": "上海市",
    "city": "上海市",
    "district": "静安区",
    "street": "南京西路1号",
}


def cart_of(quantities: dict[Any, int], customer: Any = None) -> Quote:
    customer = customer or CustomerFactory()
    for sku, units in quantities.items():
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=units, at=NOW)
    return quote_cart(customer=customer, at=NOW)


def quoted(cart: Quote, *rows: dict[str, Any]) -> BatchQuote:
    return quote_batch(cart, [Receiver(**{**LIN, **row}) for row in rows])


NOTHING = Quote(at=NOW, lines=())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("2026-12-24", "2026-12-24"),
        ("２０２６年12月4日", "2026-12-04"),
        ("2026/1/2 00:00:00", "2026-01-02"),
    ],
)
def test_days_as_they_are_written(text: str, day: str | None) -> None:
    assert (str(day_of(text)) if day else day_of(text)) == day


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "24.12.", "2026-12-24 08:30"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(InvalidInput):
        day_of(text)


def test_pasted_lines_in_any_order() -> None:
    rows = read_text(
        "林晓 13800138000 上海市静安区南京西路1号\n\n"
        "收货人：王芳，电话：１３９００１３９０００，地址：浙江省杭州市西湖区文三路2号\n",
        NOTHING,
    )
    assert rows[0] == LIN
    assert (rows[1]["recipient"], rows[1]["phone"]) == ("王芳", "13900139000")
    assert (rows[1]["province"], rows[1]["district"], rows[1]["street"]) == ("浙江省", "西湖区", "文三路2号")


def test_a_table_with_a_header_a_card_a_day_and_quantities() -> None:
    tea = stocked_sku()
    cart = cart_of({tea: 1})
    header = f"姓名\t手机号\t地址\t贺卡（可不填）\t日期\t{tea.code} 红茶"
    rows = read_text(f"{header}\n林晓\t13800138000\t上海市静安区南京西路1号 阳光小区\t新年好\t2026-12-24\t3", cart)
    assert rows == [
        {
            **LIN,
            "street": "南京西路1号阳光小区",
            "gift_text": "新年好",
            "delivery_on": "2026-12-24",
            "quantities": {str(tea.pk): 3},
        }
    ]


def file_of(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def test_files_of_any_encoding_and_a_workbook_with_its_template() -> None:
    tea = stocked_sku()
    cart = cart_of({tea: 2})
    text = "收货人,联系电话,省,市,区,街道\n林晓,13800138000,上海市,上海市,静安区,南京西路1号\n"
    for encoding in ("utf-8", "gb18030"):
        [row] = read_file(file_of(text, encoding), "名单.csv", size=100, cart=cart)
        assert {**row, "quantities": {}} == {**LIN, "quantities": {}}
    sheet = template(cart)
    filled = Sheet(
        title=sheet.title, header=sheet.header, rows=[["林晓", "13800138000", "上海市静安区南京西路1号", "", "", 5]]
    )
    target = io.BytesIO()
    write([filled], Format.XLSX, target)
    [row] = read_file(target, "名单.xlsx", size=100, cart=cart)
    assert (row["recipient"], row["street"], row["quantities"]) == ("林晓", "南京西路1号", {str(tea.pk): 5})


def test_files_that_are_none() -> None:
    for content, size in ((b"", 0), (b"\0\1\2", 3), ("姓名,电话\n".encode(), 10), (b"x", 2**21)):
        with pytest.raises(BadFile):
            read_file(io.BytesIO(content), "x.csv", size=size, cart=NOTHING)


def test_people_are_put_on_the_list_once_changed_taken_off_and_put_back() -> None:
    customer = CustomerFactory()
    [added] = add_receivers(customer=customer, rows=[LIN, dict(LIN)], at=NOW)
    assert add_receivers(customer=customer, rows=[LIN], at=NOW) == []

    change_receiver(customer=customer, receiver_id=added.pk, row={"street": "x" * 600, "quantities": {7: "2000"}})

    added.refresh_from_db()
    assert (added.recipient, len(added.street), added.quantities) == ("林晓", 500, {"7": 1000})
    with pytest.raises(NotFound):
        change_receiver(customer=CustomerFactory(), receiver_id=added.pk, row=LIN)
    removed = remove_receivers(customer=customer, receiver_ids=[added.pk])
    add_receivers(customer=customer, rows=removed, at=NOW)
    assert Receiver.objects.get().quantities == {"7": 1000}
    assert remove_receivers(customer=CustomerFactory()) == []


def test_not_more_than_fit_and_nobody_of_those_who_do_not() -> None:
    customer = CustomerFactory()
    add_receivers(customer=customer, rows=[{**LIN, "street": str(n)} for n in range(99)], at=NOW)
    with pytest.raises(TooManyReceivers, match="1 "):
        add_receivers(customer=customer, rows=[LIN, {**LIN, "street": "x"}], at=NOW)
    assert Receiver.objects.count() == 99


def test_a_list_goes_over_with_its_device_and_is_forgotten_in_the_end() -> None:
    guest, account = CustomerFactory(), CustomerFactory()
    add_receivers(customer=guest, rows=[LIN], at=NOW)
    merge_customers(guest=guest, into=account, at=NOW)
    assert Receiver.objects.get().customer == account
    assert (forget_receivers(at=NOW + timedelta(days=29)), forget_receivers(at=NOW + timedelta(days=31))) == (0, 1)


def test_each_gets_what_is_in_the_cart_or_what_is_written() -> None:
    tea, cup = stocked_sku(price_fen=6800), stocked_sku(price_fen=2500)
    make_template(rest(800), ZoneData(regions=("65",), first_fen=2500))
    customer = CustomerFactory()
    cart = cart_of({tea: 1, cup: 2}, customer)
    far = {"province": "新疆维吾尔自治区", "city": "乌鲁木齐市", "district": "天山区", "delivery_on": "2026-10-08"}

    quote = quoted(cart, {"gift_text": "新年好"}, {**far, "quantities": {str(cup.pk): 0}})

    first, second = quote.rows
    assert (first.total_fen, first.freight_fen, first.differs, first.told) == (11800 + 800, 800, False, [])
    assert (second.total_fen, second.freight_fen, second.differs, second.is_double) == (6800 + 2500, 2500, True, True)
    assert (quote.total_fen, quote.is_orderable) == (first.total_fen + second.total_fen, True)
    batch = place_batch(
        customer=customer, receivers=quote.receivers, client_token="t", expected_total_fen=quote.total_fen, at=NOW
    )
    assert [order.total_fen for order in batch.orders.order_by("pk")] == [first.total_fen, second.total_fen]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        (
            {"recipient": "", "phone": "", "province": "", "city": "", "street": ""},
            "recipient phone province city street",
        ),
        ({"phone": "12345"}, "phone"),
        ({"street": "x" * 201}, "street"),
        ({"province": "Atlantis"}, "province"),
        ({"province": "西藏自治区", "city": "拉萨市", "district": ""}, "province"),
        ({"gift_text": "x" * 201}, "gift_text"),
        ({"delivery_on": "soon"}, "delivery_on"),
        ({"delivery_on": "2020-01-01"}, "delivery_on"),
        ({"quantities": {"tea": 0}}, "quantities"),
        ({"quantities": {"tea": 1000}}, "quantities"),
    ],
)
def test_what_is_wrong_is_said_row_by_row(row: dict[str, Any], fields: str) -> None:
    tea = stocked_sku(units=5000)
    make_template(rest(800), ZoneData(regions=("54",), delivers=False))
    if "quantities" in row:
        row = {"quantities": {str(tea.pk): row["quantities"]["tea"]}}

    quote = quoted(cart_of({tea: 1}), row)

    assert set(quote.rows[0].problems) == set(fields.split())
    assert all(words and label for label, words in quote.rows[0].told)
    assert (quote.is_orderable, quote.wrong_count, quote.receivers) == (False, 1, [])


def test_what_is_wrong_with_all_of_it() -> None:
    tea, form = stocked_sku(units=3), made_to_order()
    ask(form, is_required=False)
    cart = cart_of({tea: 2, make_sku(product=form): 1})

    quote = quoted(cart, {}, {"phone": "13900139000"})

    short, for_one = quote.problems
    assert "4" in short
    assert "3" in short
    assert str(form.title) in for_one
    assert not quote.is_orderable
    assert not quoted(cart_of({stocked_sku(): 1})).is_orderable


def test_a_promotion_counts_over_all_people_and_each_person_over_all_parcels() -> None:
    tea = stocked_sku(units=50, price_fen=6800)
    make_promotion(tea, price_fen=4800, quantity_limit=5, per_person_limit=2)
    cart = cart_of({tea: 2})

    assert quoted(cart, {}).is_orderable
    twice = quoted(cart, {}, {"street": "南京西路2号"})
    assert [set(row.problems) for row in twice.rows] == [{"quantities"}] * 2
    others = quoted(cart, {}, {"phone": "13900139000"}, {"phone": "13700137000"})
    assert ([bool(row.problems) for row in others.rows], len(others.problems)) == ([False] * 3, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_questions_does_not_depend_on_the_number_of_people(count, django_assert_num_queries) -> None:
    make_template()
    cart = cart_of({stocked_sku(): 1})
    with django_assert_num_queries(1):
        quoted(cart, *[{"street": str(number)} for number in range(count)])
