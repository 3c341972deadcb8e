"""The vendor's trade bill: lines whose fields each begin with a backtick, then a summary of one line."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from shop.core.money import parse_yuan
from shop.payments.enums import StatementKind
from shop.payments.gateways import StatementLine
from shop.payments.gateways.environment import beijing


def read_bill(text: str) -> Iterator[StatementLine]:
    """Payments and refunds of a bill of type ``ALL``. ``ValueError`` if it is not one."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines:
        return
    names = [name.strip().lstrip("`") for name in lines[0].split(",")]
    for line in lines[1:]:
        if not line.startswith("`"):
            # The head of the summary.
            return
        # Names of goods may hold commas, but never a comma with a backtick after it.
        values = dict(zip(names, line[1:].split(",`"), strict=False))
        yield _line(values)


def _line(values: dict[str, str]) -> StatementLine:
    try:
        is_refund = values["交易状态"] == "REFUND"
        return StatementLine(
            kind=StatementKind.REFUND if is_refund else StatementKind.PAYMENT,
            reference=values["商户退款单号" if is_refund else "商户订单号"],
            provider_reference=values["微信退款单号" if is_refund else "微信订单号"],
            amount_fen=parse_yuan(values["申请退款金额" if is_refund else "订单金额"]),
            fee_fen=_fee(values["手续费"]),
            at=beijing(values["交易时间"]),
        )
    except KeyError as error:
        msg = f"the bill has no column {error}"
        raise ValueError(msg) from error


def _fee(text: str) -> int:
    # Fees have five decimals; what is below a fen is settled by the vendor in the sum, not by line.
    return int((Decimal(text or "0") * 100).to_integral_value(ROUND_HALF_UP))
