"""Orders as a workbook: written row by row into a temporary file, whatever their number."""

from collections.abc import Iterable
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from shop.customers.rules import mask_name, mask_phone
from shop.orders.admin.listing import goods_text
from shop.orders.models import Order

# More than this in one go would keep a web worker busy for seconds; the dates split it.
MAX_ROWS = 5_000


def write_workbook(orders: QuerySet[Order], *, personal: bool, at: datetime) -> tuple[IO[bytes], int]:
    """An xlsx of at most ``MAX_ROWS`` orders: a sheet of orders and one of their lines, in local time.

    Amounts are numbers in yuan. Without ``personal`` people are masked. Returns the open file and the row count.
    """
    book = Workbook(write_only=True)
    head = book.create_sheet(_("Orders"))
    body = book.create_sheet(_("Order lines"))
    head.append(
        [
            _("Order number"), _("Status"), _("Placed"), _("Paid"), _("Shipped"), _("Closed"), _("Recipient"),
            _("Mobile number"), _("Region"), _("Street and number"), _("Goods"), _("Goods total (yuan)"),
            _("Freight (yuan)"), _("Total (yuan)"), _("Carrier"), _("Tracking number"), _("Customer's note"),
        ]
    )  # fmt: skip
    body.append(
        [
            _("Order number"),
            _("SKU code"),
            _("Product"),
            _("Options"),
            _("Quantity"),
            _("Unit price (yuan)"),
            _("Sum (yuan)"),
            _("Specification"),
            _("Surcharge (yuan)"),
        ]
    )
    count = 0
    for order in orders[:MAX_ROWS].iterator(chunk_size=500):
        count += 1
        lines = list(order.lines.all())
        shipment = getattr(order, "shipment", None)
        head.append(
            _cells(
                head,
                [
                    order.number,
                    str(order.status_at(at).label),
                    _local(order.placed_at),
                    _local(order.paid_at),
                    _local(order.shipped_at),
                    _local(order.cancelled_at),
                    order.recipient if personal else mask_name(order.recipient),
                    order.phone if personal else mask_phone(order.phone),
                    order.region,
                    order.street if personal else "",
                    goods_text(lines),
                    order.goods_fen / 100,
                    order.freight_fen / 100,
                    order.total_fen / 100,
                    str(shipment.get_carrier_display()) if shipment else "",
                    shipment.tracking_number if shipment else "",
                    order.note if personal else "",
                ],
            )
        )
        for line in lines:
            body.append(
                _cells(
                    body,
                    [
                        order.number,
                        line.sku_code,
                        line.product_title,
                        line.option_text,
                        line.quantity,
                        line.unit_price_fen / 100,
                        line.total_fen / 100,
                        line.specification_text if personal else "",
                        line.surcharge_fen / 100,
                    ],
                )
            )
    stream: Any = SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 the response closes it
    book.save(stream)
    stream.seek(0)
    return stream, count


def _cells(sheet: Any, values: Iterable[Any]) -> list[Any]:
    """Text stays text: what a shopper typed is never a formula, and characters a workbook cannot hold go."""
    row = []
    for value in values:
        if isinstance(value, str):
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
            cell.data_type = "s"
        else:
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, float):
                cell.number_format = "0.00"
            elif isinstance(value, datetime):
                cell.number_format = "yyyy-mm-dd hh:mm:ss"
        row.append(cell)
    return row


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0) if moment else None
