"""Orders that a scanned label brought."""

from datetime import timedelta
from typing import Any

import pytest

from shop.customers.operations import create_customer
from shop.customers.records import records_of
from shop.orders.enums import CancelReason
from shop.orders.events import OrderPlaced
from shop.orders.models import Order
from shop.orders.operations import cancel_order
from shop.origin.handlers import attribute_placed_order
from shop.origin.models import LabelOrder, PrintRun
from shop.origin.operations import attribute_order, withdraw_run
from shop.origin.queries import sales_of
from shop.social.models import Attribution, ShortLink
from shop.social.operations import create_link
from shop.social.touch import Touch
from tests.factories import NOW
from tests.factories.orders import paid_order, place
from tests.factories.origin import code_of, printed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def scanned(run: PrintRun, touch: Touch | None = None) -> Touch:
    """Somebody looked at the code an hour after noon."""
    return (touch or Touch()).with_code(code_of(run).pk, NOW + HOUR)


def come_by(touch: Touch, **fields: Any) -> Order:
    """Their order, paid, and what the event of it does."""
    order = paid_order(origin=touch.as_dict(), **fields)
    attribute_placed_order(OrderPlaced(order_id=order.pk))
    return order


def test_an_order_is_written_to_the_run_whose_label_was_scanned() -> None:
    run, other = printed(), printed()
    order = come_by(scanned(run))
    come_by(Touch())

    row = LabelOrder.objects.get()

    assert (row.order, row.run, row.code, row.scanned_at) == (order, run, code_of(run), NOW + HOUR)
    assert attribute_order(order=order) == row
    assert [list(sales_of(one)) for one in (run, other)] == [[order], []]
    assert not Attribution.objects.exists()


def test_what_was_not_paid_or_was_refunded_is_no_sale() -> None:
    run = printed()
    attribute_order(order=place(origin=scanned(run).as_dict()))
    refunded, kept = come_by(scanned(run)), come_by(scanned(run))

    cancel_order(by=None, order=refunded, reason=CancelReason.MERCHANT, at=NOW)

    assert LabelOrder.objects.count() == 3
    assert list(sales_of(run)) == [kept]


def test_a_link_that_was_opened_later_brought_the_order() -> None:
    run = printed()
    link = create_link(by=None, target=run.product, medium=ShortLink.Medium.LINK, at=NOW)

    come_by(scanned(run).with_link(link.pk, NOW + 2 * HOUR))
    assert not LabelOrder.objects.exists()
    order = come_by(scanned(run, Touch().with_link(link.pk, NOW)))

    assert [row.order for row in LabelOrder.objects.all()] == [order]


def test_withdrawn_labels_and_codes_that_are_none_bring_nothing() -> None:
    run = printed()
    withdraw_run(by=None, run=run, reason="印错了", at=NOW)

    come_by(scanned(run))
    come_by(Touch().with_code(10**9, NOW))

    assert not LabelOrder.objects.exists()


def test_the_copy_of_what_is_held_about_a_customer_has_it() -> None:
    run, customer = printed(), create_customer()
    order = come_by(scanned(run), customer=customer)

    [row] = records_of(customer)["labels"]

    assert (row["order__number"], row["run__product__title"]) == (order.number, run.product.title)
