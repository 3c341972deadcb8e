"""支付宝: wap and page payments, query, close, refunds, bill download, notifications; RSA2."""

import base64
import csv
import io
import json
import secrets
import zipfile
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.fakes.vendor import Answer, Charge, Message, Refund, Request, Vendor, now

COLUMNS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
STATES = {"NOTPAY": "WAIT_BUYER_PAY", "SUCCESS": "TRADE_SUCCESS", "CLOSED": "TRADE_CLOSED"}
MOMENT = "%Y-%m-%d %H:%M:%S"


class Alipay(Vendor):
    """The vendor, for one merchant."""

    def __init__(self) -> None:
        super().__init__()
        self.app_id, self.seller_id = "2021000000000001", "2088000000000001"
        self.merchant_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._bills: dict[str, bytes] = {}

    def environment(self, base_url: str) -> dict[str, str]:
        """What the shop has to be told."""
        private = self.merchant_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        return {
            "ALIPAY_APP_ID": self.app_id,
            "ALIPAY_SELLER_ID": self.seller_id,
            "ALIPAY_PRIVATE_KEY": private,
            # As the vendor's tool hands it out: one line, no frame.
            "ALIPAY_PUBLIC_KEY": "".join(public.splitlines()[1:-1]),
            "ALIPAY_GATEWAY_URL": f"{base_url}/gateway.do",
        }

    # --- Signing ----------------------------------------------------------------------------------------
    def _sign(self, text: str) -> str:
        return base64.b64encode(self.key.sign(text.encode(), PKCS1v15(), SHA256())).decode()

    def _is_from_merchant(self, asked: dict[str, str]) -> bool:
        text = "&".join(f"{name}={value}" for name, value in sorted(asked.items()) if name != "sign")
        try:
            signature = base64.b64decode(asked.get("sign", ""))
            self.merchant_key.public_key().verify(signature, text.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return asked.get("app_id") == self.app_id and asked.get("sign_type") == "RSA2"

    # --- Messages ---------------------------------------------------------------------------------------
    def message(self, charge: Charge, **changes: str) -> Message:
        fields = {
            "notify_time": f"{now():{MOMENT}}",
            "notify_type": "trade_status_sync",
            "notify_id": secrets.token_hex(17),
            "charset": "utf-8",
            "version": "1.0",
            "sign_type": "RSA2",
            "app_id": self.app_id,
            "seller_id": self.seller_id,
            "buyer_id": "2088102169481075",
            "out_trade_no": charge.reference,
            "trade_no": charge.number,
            "trade_status": _state(charge),
            "subject": charge.subject,
            "total_amount": _yuan(charge.amount_fen),
            "receipt_amount": _yuan(charge.amount_fen),
            **({"gmt_payment": f"{charge.paid_at:{MOMENT}}"} if charge.paid_at else {}),
            **changes,
        }
        text = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name != "sign_type")
        body = urlencode({**fields, "sign": self._sign(text)}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        return Message(charge.notify_url, headers, body)

    def refund_message(self, charge: Charge, refund: Refund) -> Message:
        """The notification about a charge of which money went back."""
        return self.message(
            charge,
            gmt_refund=f"{refund.at:{MOMENT}}.000",
            refund_fee=_yuan(refund.amount_fen),
            out_biz_no=refund.reference,
        )

    # --- The API ----------------------------------------------------------------------------------------
    def handle(self, request: Request) -> Answer:
        """Answer a request to the gateway."""
        return self.answer(request, self._handle, Answer(200, b'{"error_response": {"code": "20000"}}'))

    def _handle(self, request: Request) -> Answer:
        if request.path == "/bill":
            return Answer(200, self._bills.pop(request.query), {"Content-Type": "application/octet-stream"})
        asked = dict(parse_qsl(request.query or request.body.decode(), keep_blank_values=True))
        method = asked.get("method", "")
        if not self._is_from_merchant(asked):
            return self._say(method, {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"})
        content = json.loads(asked["biz_content"])
        match method:
            case "alipay.trade.wap.pay" | "alipay.trade.page.pay":
                return self._begin(content, asked, request.base_url)
            case "alipay.trade.query":
                return self._say(method, self._query(content))
            case "alipay.trade.close":
                return self._say(method, self._close(content))
            case "alipay.trade.refund":
                return self._say(method, self._refund(content))
            case "alipay.trade.fastpay.refund.query":
                return self._say(method, self._query_refund(content))
            case "alipay.data.dataservice.bill.downloadurl.query":
                return self._say(method, self._bill(content, request.base_url))
        return self._say(method, _no("isv.invalid-method"))

    def _say(self, method: str, content: dict[str, Any]) -> Answer:
        inner = json.dumps({"msg": "Success", **content}, ensure_ascii=False)
        body = f'{{"{method.replace(".", "_")}_response":{inner},"sign":"{self._sign(inner)}"}}'
        return Answer(200, body.encode(), {"Content-Type": "text/html;charset=utf-8"})

    def _begin(self, content: dict[str, Any], asked: dict[str, str], base_url: str) -> Answer:
        assert asked["notify_url"]
        assert content["time_expire"]
        wap = asked["method"] == "alipay.trade.wap.pay"
        assert content["product_code"] == ("QUICK_WAP_PAY" if wap else "FAST_INSTANT_TRADE_PAY")
        charge = self.charges.get(content["out_trade_no"])
        if charge is None:
            charge = Charge(
                content["out_trade_no"],
                round(float(content["total_amount"]) * 100),
                content["subject"],
                asked["notify_url"],
                asked.get("return_url", ""),
                scene="wap" if wap else "page",
            )
            self.charges[charge.reference] = charge
        return Answer(302, b"", {"Location": f"{base_url}/cashier?prepay_id={charge.handle}"})

    def _query(self, content: dict[str, Any]) -> dict[str, Any]:
        charge = self.charges.get(content["out_trade_no"])
        if charge is None:
            return _no("ACQ.TRADE_NOT_EXIST")
        return {
            "code": "10000",
            "out_trade_no": charge.reference,
            "trade_no": charge.number,
            "trade_status": _state(charge),
            "total_amount": _yuan(charge.amount_fen),
            **({"send_pay_date": f"{charge.paid_at:{MOMENT}}"} if charge.paid_at else {}),
        }

    def _close(self, content: dict[str, Any]) -> dict[str, Any]:
        charge = self.charges.get(content["out_trade_no"])
        if charge is None:
            return _no("ACQ.TRADE_NOT_EXIST")
        if charge.state != "NOTPAY":
            return _no("ACQ.TRADE_STATUS_ERROR")
        charge.state = "CLOSED"
        return {"code": "10000", "out_trade_no": charge.reference, "trade_no": charge.number}

    def _refund(self, content: dict[str, Any]) -> dict[str, Any]:
        charge = self.charges.get(content["out_trade_no"])
        if charge is None or charge.paid_at is None:
            return _no("ACQ.TRADE_STATUS_ERROR")
        reference, amount_fen = content["out_request_no"], round(float(content["refund_amount"]) * 100)
        known = charge.refunds.get(reference)
        if known is None:
            if charge.refunded_fen + amount_fen > charge.amount_fen:
                return _no("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
            charge.refunds[reference] = Refund(reference, amount_fen, charge.number, now(), "SUCCESS")
            charge.state = "REFUND"
        return {
            "code": "10000",
            "trade_no": charge.number,
            "out_trade_no": charge.reference,
            "fund_change": "N" if known or self.refunds_linger else "Y",
            "refund_fee": _yuan(charge.refunded_fen),
        }

    def _query_refund(self, content: dict[str, Any]) -> dict[str, Any]:
        found = self.find(content["out_request_no"])
        if found is None or self.refunds_linger:
            return {"code": "10000"}
        return {"code": "10000", "refund_status": "REFUND_SUCCESS", "refund_amount": _yuan(found[1].amount_fen)}

    def _bill(self, content: dict[str, Any], base_url: str) -> dict[str, Any]:
        lines = self.billed(content["bill_date"])
        if not self.bill_is_ready or not lines:
            return _no("isp.bill_not_exist")
        table = io.StringIO()
        table.write(
            "#支付宝业务明细查询\r\n#账号：[20880000000000010156]\r\n#----业务明细列表----\r\n" + COLUMNS + "\r\n"
        )
        writer = csv.writer(table, lineterminator="\r\n")
        for charge, refund, amount_fen in lines:
            writer.writerow(self._bill_line(charge, refund, amount_fen))
        table.write("#----业务明细列表结束----\r\n")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("details.csv", table.getvalue().encode("gb18030"))
            archive.writestr("summary_汇总.csv", "#汇总\r\n".encode("gb18030"))
        token = secrets.token_hex(8)
        self._bills[token] = packed.getvalue()
        return {"code": "10000", "bill_download_url": f"{base_url}/bill?{token}"}

    def _bill_line(self, charge: Charge, refund: Refund | None, amount_fen: int) -> list[str]:
        at = refund.at if refund else charge.paid_at
        money = _yuan(-amount_fen) if refund else _yuan(amount_fen)
        return [
            charge.number + "\t", charge.reference + "\t", "退款" if refund else "交易", f"{charge.subject}, 礼盒",
            f"{at:{MOMENT}}", f"{at:{MOMENT}}", "", "", "", "", "买家(138****8000)", money, money,
            "0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00",
            refund.reference if refund else "", _yuan(0 if refund else -charge.fee_fen), "0.00", "",
        ]  # fmt: skip


def _state(charge: Charge) -> str:
    """A trade of which all money went back is closed; of which some went back, still successful."""
    if charge.state == "REFUND":
        return "TRADE_CLOSED" if charge.refunded_fen == charge.amount_fen else "TRADE_SUCCESS"
    return STATES[charge.state]


def _no(code: str) -> dict[str, str]:
    return {"code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": code}


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
