"""支付宝 behind the common interface."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import httpx
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core.money import parse_yuan
from shop.payments.enums import RefundState
from shop.payments.errors import AlreadyPaid, BadSignature, GatewayUnavailable, StatementNotReady
from shop.payments.gateways import Callback, Charge, RefundAnswer, RefundNews, Start, StatementLine, Visitor
from shop.payments.gateways.alipay.bill import read_bill
from shop.payments.gateways.alipay.client import VendorRefused, ask, client, is_signed
from shop.payments.gateways.environment import beijing, read

PAID = {"TRADE_SUCCESS", "TRADE_FINISHED"}
_FINAL = {*PAID, "TRADE_CLOSED"}
_NOT_THERE = "ACQ.TRADE_NOT_EXIST"
# A bill that does not exist is late in the morning after, and empty from noon.
_NOON = 12


class Gateway:
    """See ``shop.payments.gateways.Gateway``."""

    code = "alipay"
    label = _("Alipay")
    has_statements = True
    by_hand = False
    hold_hours = 0

    def scene(self, visitor: Visitor) -> str:
        return "wap" if visitor.is_phone else "page"

    def start(self, charge: Charge) -> Start:
        # Nothing is asked here: the signed address is the whole registration.
        pay = client()
        begin = pay.api_alipay_trade_wap_pay if charge.visitor.is_phone else pay.api_alipay_trade_page_pay
        signed = begin(
            subject=charge.subject[:128],
            out_trade_no=charge.reference,
            total_amount=_yuan(charge.amount_fen),
            return_url=charge.return_url,
            notify_url=charge.notify_url,
            time_expire=timezone.localtime(charge.expires_at).strftime("%Y-%m-%d %H:%M:%S"),
        )
        return Start(redirect=f"{pay._gateway}?{signed}")

    def parse_callback(self, *, headers: Mapping[str, str], body: bytes) -> Callback | RefundNews:
        # A notification has no time limit: the vendor repeats the same one, signed once, for a day.
        try:
            fields = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=100))
        except ValueError as error:
            raise BadSignature from error
        if not is_signed(fields):
            raise BadSignature
        try:
            if fields["app_id"] != read("ALIPAY_APP_ID") or fields["seller_id"] != read("ALIPAY_SELLER_ID"):
                raise BadSignature
            if "gmt_refund" in fields and fields.get("out_biz_no"):
                return RefundNews(event_id=fields["notify_id"], refund_reference=fields["out_biz_no"], payload=fields)
            return _callback(fields, event_id=fields["notify_id"], paid_at=fields.get("gmt_payment", ""))
        except (KeyError, ValueError) as error:
            raise BadSignature from error

    def acknowledgement(self, *, accepted: bool) -> tuple[str, str]:
        return ("success" if accepted else "fail"), "text/plain; charset=utf-8"

    def query(self, *, reference: str) -> Callback | None:
        pay = client()
        try:
            answer = ask(lambda: pay.api_alipay_trade_query(out_trade_no=reference))
        except VendorRefused as refusal:
            if refusal.code == _NOT_THERE:
                return None
            raise GatewayUnavailable from refusal
        try:
            state = str(answer["trade_status"])
            if state not in _FINAL:
                return None
            event_id = f"query-{answer['trade_no']}-{state}"
            return _callback(answer, event_id=event_id, paid_at=str(answer.get("send_pay_date") or ""))
        except (KeyError, ValueError, TypeError) as error:
            raise GatewayUnavailable from error

    def close(self, *, reference: str) -> None:
        pay = client()
        try:
            ask(lambda: pay.api_alipay_trade_close(out_trade_no=reference))
        except VendorRefused as refusal:
            if refusal.code == _NOT_THERE:
                # Nobody has opened the page yet; its address dies at the order's deadline by itself.
                return
            if refusal.code in {"ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID"}:
                if (found := self.query(reference=reference)) and found.closed:
                    return
                raise AlreadyPaid from refusal
            raise GatewayUnavailable from refusal

    def refund(
        self,
        *,
        refund_reference: str,
        payment_reference: str,
        provider_reference: str,
        amount_fen: int,
        paid_fen: int,
        reason: str,
    ) -> RefundAnswer:
        pay = client()
        try:
            answer = ask(
                lambda: pay.api_alipay_trade_refund(
                    refund_amount=_yuan(amount_fen),
                    out_trade_no=payment_reference,
                    out_request_no=refund_reference,
                    refund_reason=reason[:85] or "-",
                )
            )
        except VendorRefused as refusal:
            # Mends itself with the next sale.
            if refusal.code == "ACQ.SELLER_BALANCE_NOT_ENOUGH":
                raise GatewayUnavailable(str(refusal)) from refusal
            return RefundAnswer(state=RefundState.FAILED, reason=str(refusal)[:200])
        # "N" is a repetition of what was done before, or something that is not done yet: only asking tells.
        state = RefundState.SUCCEEDED if answer.get("fund_change") == "Y" else RefundState.ACCEPTED
        return RefundAnswer(state=state, provider_reference=str(answer.get("trade_no") or ""))

    def query_refund(self, *, refund_reference: str, payment_reference: str) -> RefundAnswer:
        pay = client()
        try:
            answer = ask(
                lambda: pay.api_alipay_trade_fastpay_refund_query(
                    out_request_no=refund_reference, out_trade_no=payment_reference
                )
            )
        except VendorRefused as refusal:
            raise GatewayUnavailable(str(refusal)) from refusal
        done = answer.get("refund_status") == "REFUND_SUCCESS"
        return RefundAnswer(state=RefundState.SUCCEEDED if done else RefundState.ACCEPTED)

    def statement(self, *, day: date) -> Iterable[StatementLine]:
        pay = client()
        try:
            where = ask(
                lambda: pay.server_api(
                    "alipay.data.dataservice.bill.downloadurl.query",
                    biz_content={"bill_type": "trade", "bill_date": day.isoformat()},
                )
            )
        except VendorRefused as refusal:
            if "bill_not_exist" not in refusal.code.lower():
                raise GatewayUnavailable from refusal
            now = timezone.localtime()
            if (now.date() - day).days > 1 or ((now.date() - day).days == 1 and now.hour >= _NOON):
                return []
            raise StatementNotReady from refusal
        try:
            packed = httpx.get(str(where["bill_download_url"]), timeout=60).raise_for_status().content
            return list(read_bill(packed))
        except Exception as error:
            raise GatewayUnavailable from error


def _callback(trade: dict[str, Any], *, event_id: str, paid_at: str) -> Callback:
    state = str(trade["trade_status"])
    succeeded = state in PAID
    return Callback(
        event_id=event_id[:80],
        payment_reference=str(trade["out_trade_no"]),
        provider_reference=str(trade["trade_no"]),
        succeeded=succeeded,
        closed=state == "TRADE_CLOSED",
        amount_fen=parse_yuan(str(trade["total_amount"])),
        # Only trades in another currency name one.
        currency=str(trade.get("trans_currency") or "CNY"),
        paid_at=beijing(paid_at) if paid_at else timezone.now(),
        payload=trade,
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
