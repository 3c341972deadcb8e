"""微信支付 behind the common interface."""

import gzip
import hashlib
import json
import secrets
import time
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wechatpayv3 import WeChatPayType

from shop.payments.enums import RefundState
from shop.payments.errors import AlreadyPaid, BadSignature, GatewayUnavailable, StatementNotReady
from shop.payments.gateways import Callback, Charge, RefundAnswer, RefundNews, Start, StatementLine, Visitor
from shop.payments.gateways.environment import read
from shop.payments.gateways.wechat.bill import read_bill
from shop.payments.gateways.wechat.client import VendorRefused, ask, client, knows_serial

MAX_AGE_SECONDS = 300
STATE_SALT = "wechat.openid"
_HEADERS = ("Signature", "Timestamp", "Nonce", "Serial", "Signature-Type")
# Final states of a charge that never brought money.
_UNPAID = {"PAYERROR": False, "CLOSED": True, "REVOKED": True}
_REFUNDS = {
    "SUCCESS": RefundState.SUCCEEDED,
    "PROCESSING": RefundState.ACCEPTED,
    "CLOSED": RefundState.FAILED,
    # The card is gone: the money waits at the vendor until somebody decides there.
    "ABNORMAL": RefundState.FAILED,
}


class Gateway:
    """See ``shop.payments.gateways.Gateway``."""

    code = "wechat"
    label = _("WeChat Pay")
    has_statements = True
    by_hand = False
    hold_hours = 0

    def scene(self, visitor: Visitor) -> str:
        if visitor.in_wechat:
            return "jsapi"
        return "h5" if visitor.is_phone else "native"

    def start(self, charge: Charge) -> Start:
        scene = self.scene(charge.visitor)
        if scene == "jsapi" and not charge.visitor.payer:
            return Start(redirect=_who_is_it(charge))
        pay = client()
        extra: dict[str, Any] = {}
        if scene == "jsapi":
            extra = {"pay_type": WeChatPayType.JSAPI, "payer": {"openid": charge.visitor.payer}}
        elif scene == "h5":
            extra = {
                "pay_type": WeChatPayType.H5,
                "scene_info": {"payer_client_ip": charge.visitor.ip or "127.0.0.1", "h5_info": {"type": "Wap"}},
            }
        try:
            answer = ask(
                lambda: pay.pay(
                    description=charge.subject[:127],
                    out_trade_no=charge.reference,
                    amount={"total": charge.amount_fen, "currency": "CNY"},
                    notify_url=charge.notify_url,
                    time_expire=_rfc3339(charge.expires_at),
                    **extra,
                )
            )
        except VendorRefused as refusal:
            if refusal.code == "ORDERPAID":
                raise AlreadyPaid from refusal
            raise GatewayUnavailable from refusal
        if scene == "jsapi":
            return Start(jsapi=_sheet(pay, str(answer["prepay_id"])))
        if scene == "h5":
            return Start(redirect=f"{answer['h5_url']}&redirect_url={quote(charge.return_url, safe='')}")
        return Start(qr=str(answer["code_url"]))

    def parse_callback(self, *, headers: Mapping[str, str], body: bytes) -> Callback | RefundNews:
        # The library reads headers under several spellings; it gets those that were looked at here and no other.
        given = {f"Wechatpay-{name}": headers.get(f"Wechatpay-{name}", "") for name in _HEADERS}
        try:
            age = abs(time.time() - int(given["Wechatpay-Timestamp"]))
            if age > MAX_AGE_SECONDS:
                raise BadSignature
            pay = client()
            if not knows_serial(pay, given["Wechatpay-Serial"]):
                raise BadSignature
            message = pay.callback(headers=given, body=body)
            if not message:
                raise BadSignature
            if str(message["event_type"]).startswith("REFUND."):
                return RefundNews(
                    event_id=str(message["id"]),
                    refund_reference=str(message["resource"]["out_refund_no"]),
                    payload=message["resource"],
                )
            return _callback(message["resource"], event_id=str(message["id"]))
        except (BadSignature, GatewayUnavailable):
            raise
        except Exception as error:
            # Unknown algorithms, certificates and shapes: the library raises many kinds.
            raise BadSignature from error

    def acknowledgement(self, *, accepted: bool) -> tuple[str, str]:
        answer = {"code": "SUCCESS", "message": ""} if accepted else {"code": "FAIL", "message": "refused"}
        return json.dumps(answer), "application/json"

    def query(self, *, reference: str) -> Callback | None:
        pay = client()
        try:
            answer = ask(lambda: pay.query(out_trade_no=reference))
        except VendorRefused as refusal:
            if refusal.code in {"ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"}:
                return None
            raise GatewayUnavailable from refusal
        try:
            state = str(answer["trade_state"])
            # REFUND is not told apart here: what the shop itself sent back it knows to be paid, and what somebody sent
            # back on the vendor's site before the shop heard of it is for a person (reconciliation shows it).
            if state not in {"SUCCESS", *_UNPAID}:
                return None
            return _callback(answer, event_id=f"query-{answer.get('transaction_id') or reference}-{state}")
        except (BadSignature, KeyError, ValueError, TypeError) as error:
            raise GatewayUnavailable from error

    def close(self, *, reference: str) -> None:
        pay = client()
        try:
            ask(lambda: pay.close(out_trade_no=reference))
        except VendorRefused as refusal:
            if refusal.code in {"ORDERPAID", "ORDER_PAID", "USERPAYING"}:
                raise AlreadyPaid from refusal
            if refusal.code not in {"ORDER_CLOSED", "ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"}:
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
        return _refund_answer(
            lambda: pay.refund(
                out_refund_no=refund_reference,
                out_trade_no=payment_reference,
                amount={"refund": amount_fen, "total": paid_fen, "currency": "CNY"},
                reason=reason[:26] or None,
            )
        )

    def query_refund(self, *, refund_reference: str, payment_reference: str) -> RefundAnswer:
        pay = client()
        return _refund_answer(lambda: pay.query_refund(out_refund_no=refund_reference))

    def statement(self, *, day: date) -> Iterable[StatementLine]:
        pay = client()
        try:
            where = ask(lambda: pay.trade_bill(bill_date=day.isoformat(), bill_type="ALL", tar_type="GZIP"))
        except VendorRefused as refusal:
            if refusal.code == "NO_STATEMENT_EXIST":
                return []
            if refusal.code == "STATEMENT_CREATING":
                raise StatementNotReady from refusal
            raise GatewayUnavailable from refusal
        try:
            status, packed = pay.download_bill(str(where["download_url"]))
            packed = packed.encode() if isinstance(packed, str) else packed
            unpacked = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
            # The download is not signed; its hash is, with the answer that named it.
            digest = hashlib.sha1(unpacked, usedforsecurity=False).hexdigest()
            if status != 200 or digest != str(where["hash_value"]).lower():
                raise GatewayUnavailable
            return list(read_bill(unpacked.decode("utf-8")))
        except GatewayUnavailable:
            raise
        except Exception as error:
            raise GatewayUnavailable from error


def _who_is_it(charge: Charge) -> str:
    """WeChat's page that sends the shopper back with a code for their openid, without asking them anything."""
    query = urlencode(
        {
            "appid": read("WECHAT_PAY_APPID"),
            "redirect_uri": settings.SITE_URL + reverse("wechat:openid"),
            "response_type": "code",
            "scope": "snsapi_base",
            "state": signing.dumps(charge.reference, salt=STATE_SALT),
        }
    )
    host = read("WECHAT_OPEN_URL", "https://open.weixin.qq.com")
    return f"{host}/connect/oauth2/authorize?{query}#wechat_redirect"


def _sheet(pay: Any, prepay_id: str) -> dict[str, str]:
    """The parameters with which WeChat's browser opens its payment sheet."""
    appid, stamp, nonce = read("WECHAT_PAY_APPID"), str(int(time.time())), secrets.token_hex(16)
    package = f"prepay_id={prepay_id}"
    return {
        "appId": appid,
        "timeStamp": stamp,
        "nonceStr": nonce,
        "package": package,
        "signType": "RSA",
        "paySign": str(pay.sign([appid, stamp, nonce, package])),
    }


def _callback(trade: dict[str, Any], *, event_id: str) -> Callback:
    """``BadSignature`` for the charge of another merchant."""
    if trade["mchid"] != read("WECHAT_PAY_MCHID") or trade["appid"] != read("WECHAT_PAY_APPID"):
        raise BadSignature
    succeeded = trade["trade_state"] == "SUCCESS"
    amount = trade.get("amount") or {}
    return Callback(
        event_id=event_id[:80],
        payment_reference=str(trade["out_trade_no"]),
        provider_reference=str(trade.get("transaction_id") or ""),
        succeeded=succeeded,
        closed=_UNPAID.get(str(trade["trade_state"]), False),
        amount_fen=int(amount["total"]) if succeeded else 0,
        currency=str(amount.get("currency") or "CNY"),
        paid_at=datetime.fromisoformat(str(trade["success_time"])) if succeeded else timezone.now(),
        payload=trade,
    )


def _refund_answer(call: Any) -> RefundAnswer:
    try:
        answer = ask(call)
    except VendorRefused as refusal:
        # Not enough money in the merchant's account mends itself with the next sale; the vendor's own trouble, too.
        if refusal.code in {"NOT_ENOUGH", "RULE_LIMIT", "RESOURCE_NOT_EXISTS"}:
            raise GatewayUnavailable(str(refusal)) from refusal
        return RefundAnswer(state=RefundState.FAILED, reason=str(refusal)[:200])
    state = _REFUNDS.get(str(answer.get("status")), RefundState.ACCEPTED)
    return RefundAnswer(
        state=state,
        provider_reference=str(answer.get("refund_id") or ""),
        reason=str(answer.get("status")) if state == RefundState.FAILED else "",
    )


def _rfc3339(moment: datetime) -> str:
    return timezone.localtime(moment).replace(microsecond=0).isoformat()
