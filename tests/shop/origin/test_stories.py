"""What is told of a lot, and which orders it went out with."""

from datetime import date, timedelta

import pytest

from shop.core.errors import InvalidInput
from shop.origin.models import LotDocument, LotStory
from shop.origin.operations import DocumentData, StoryData, save_story
from shop.origin.queries import lots_of_order, orders_of_lot, origin_of
from tests.factories import NOW
from tests.factories.content import make_document
from tests.factories.orders import paid_order, ship
from tests.factories.origin import code_of, make_lot, printed, told

pytestmark = pytest.mark.django_db


def test_a_story_is_written_and_rewritten() -> None:
    lot, report = make_lot(), make_document(title="农残检测")
    told(lot, documents=[DocumentData(document=report, issued_on=date(2026, 9, 25))])

    story = told(lot, title="霜降", documents=[DocumentData(document=report, title="检测报告")])

    assert LotStory.objects.get() == story
    assert list(LotDocument.objects.values_list("title", "issued_on")) == [("检测报告", None)]


@pytest.mark.parametrize(("title", "text"), [("", "x"), ("x" * 61, "x"), ("x", "x" * 4_001)])
def test_what_cannot_be_told(title: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        save_story(by=None, lot=make_lot(), data=StoryData(title=title, text=text), at=NOW)
    assert not LotStory.objects.exists()


def test_only_what_is_public_is_told_and_a_lot_speaks_of_itself() -> None:
    lot = make_lot(code="A")
    other = make_lot(code="B", sku=lot.sku)
    story = told(lot)
    told(other, title="还没写完", is_public=False)

    assert origin_of(code_of(printed(lot))).stories == [story]
    assert origin_of(code_of(printed(other))).stories == []
    assert origin_of(code_of(printed(lot, target="product"))).stories == [story]


def test_orders_know_their_lots_and_lots_their_orders() -> None:
    old = make_lot(code="OLD", units=1, expires_on=date(2099, 1, 1))
    new = make_lot(code="NEW", units=5, sku=old.sku, expires_on=date(2099, 2, 1))
    order = ship(paid_order({old.sku: 2}))
    paid_order({old.sku: 1}, at=NOW + timedelta(minutes=1))

    assert [(row.lot, row.delta) for row in lots_of_order(order)] == [(old, -1), (new, -1)]
    assert list(orders_of_lot(old)) == [order]
    assert list(orders_of_lot(new)) == [order]
