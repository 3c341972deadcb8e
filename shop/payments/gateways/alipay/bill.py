"""The vendor's bill: a ZIP with two tables in GBK, of which the one without 汇总 in its name has the lines."""

import csv
import io
import zipfile
from collections.abc import Iterator

from shop.core.money import parse_yuan
from shop.payments.enums import StatementKind
from shop.payments.gateways import StatementLine
from shop.payments.gateways.environment import beijing

MAX_BYTES = 200_000_000


def read_bill(packed: bytes) -> Iterator[StatementLine]:
    """Payments and refunds of the archive. ``ValueError`` if it is not one."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed), metadata_encoding="gbk") as archive:
            for entry in archive.infolist():
                if "汇总" not in entry.filename:
                    if entry.file_size > MAX_BYTES:
                        msg = "the bill is too large"
                        raise ValueError(msg)
                    yield from _lines(archive.read(entry).decode("gb18030"))
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error


def _lines(text: str) -> Iterator[StatementLine]:
    rows = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    for row in csv.DictReader(rows):
        yield _line({name.strip(): (value or "").strip() for name, value in row.items() if name})


def _line(values: dict[str, str]) -> StatementLine:
    try:
        is_refund = values["业务类型"] == "退款"
        fee_fen = abs(parse_yuan(values["服务费（元）"] or "0"))
        return StatementLine(
            kind=StatementKind.REFUND if is_refund else StatementKind.PAYMENT,
            reference=values["退款批次号/请求号" if is_refund else "商户订单号"],
            provider_reference=values["支付宝交易号"],
            amount_fen=abs(parse_yuan(values["订单金额（元）"])),
            fee_fen=-fee_fen if is_refund else fee_fen,
            at=beijing(values["完成时间"]),
        )
    except KeyError as error:
        msg = f"the bill has no column {error}"
        raise ValueError(msg) from error
