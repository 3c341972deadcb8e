"""The parts of a price: every row and every column adds up to the fen."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.orders.breakdown import breakdown
from shop.orders.models import OrderLine
from shop.shipping.rules import FreightQuote, Item, Template, Zone, quote

PRICES = st.integers(1, 1_000_000)


@st.composite
def bought(draw: st.DrawFn) -> OrderLine:
    unit_fen, quantity = draw(PRICES), draw(st.integers(1, 999))
    surcharge_fen = draw(st.integers(0, 50_000))
    return OrderLine(
        quantity=quantity,
        unit_price_fen=unit_fen,
        list_price_fen=unit_fen + draw(st.integers(0, 1_000_000)),
        surcharge_fen=surcharge_fen,
        total_fen=(unit_fen + surcharge_fen) * quantity,
    )


@settings(max_examples=80, deadline=None)
@given(st.lists(bought(), min_size=1, max_size=12), st.integers(0, 100_000))
def test_the_parts_add_up(lines: list[OrderLine], fee: int) -> None:
    items = [Item(sku_id=1, quantity=line.quantity, value_fen=line.total_fen, template_id=1) for line in lines]
    freight = quote(items, {1: Template(pk=1, name="快递", zones=(Zone(first_fen=fee, more_fen=7),))}, "11")
    assert isinstance(freight, FreightQuote)
    for line, share in zip(lines, freight.shares, strict=True):
        line.freight_fen = share

    rows, total = breakdown(lines)

    assert [sums.goods_fen for _line, sums in rows] == [line.total_fen for line in lines]
    assert total.goods_fen == sum(line.total_fen for line in lines)
    assert total.freight_fen == freight.fen
    assert total.total_fen == total.goods_fen + freight.fen == sum(sums.total_fen for _line, sums in rows)
    assert total.list_fen - total.promotion_fen + total.surcharge_fen == total.goods_fen
