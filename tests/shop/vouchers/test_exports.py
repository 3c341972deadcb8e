"""Vouchers as a file."""

import csv
import io

import pytest
from django.utils import timezone

from shop.exports.operations.produce import start_export
from shop.inventory.models import Place
from shop.vouchers.models import Voucher
from shop.vouchers.operations import redeem
from tests.factories.staff import member
from tests.factories.vouchers import voucher_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("query", "count"), [("", 2), ("tab=open", 1), ("tab=redeemed", 1), ("q=000000000000", 0)])
def test_codes_that_are_good_are_not_in_the_file(query: str, count: int) -> None:
    staff, now = member("Operations"), timezone.now()
    voucher_order(units=2, at=now)
    used, good = Voucher.objects.order_by("pk")
    redeem(by=staff, code=used.code, place=Place.objects.default(), at=now)

    export = start_export(by=staff, key="vouchers", query=query, format_="csv", language="en", at=timezone.now())

    with export.file.open("rb") as file:
        rows = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))[1:]
    assert len(rows) == count == export.row_count
    codes = {row[0] for row in rows}
    assert codes <= {used.readable_code, f"…{good.code[-4:]}"}
    assert not any(good.code in cell for row in rows for cell in row)
