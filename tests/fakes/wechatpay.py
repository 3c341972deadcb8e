"""微信支付, API v3: JSAPI, H5, Native, query, close, refunds, trade bill, certificates, notifications."""

import base64
import gzip
import hashlib
import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from tests.fakes.vendor import Answer, Charge, Message, Refund, Request, Vendor, now

KIND = "WECHATPAY2-SHA256-RSA2048"
COLUMNS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,"
    "订单金额,申请退款金额,费率备注"
)


class WechatPay(Vendor):
    """The vendor, for one merchant. With ``certificates`` it signs by certificate, else by its public key."""

    def __init__(self, *, certificates: bool = False) -> None:
        super().__init__()
        self.mchid, self.appid, self.app_secret = "1900000109", "wxd678efh567hg6787", secrets.token_hex(16)
        self.api_key = secrets.token_hex(16)
        self.merchant_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.merchant_serial = secrets.token_hex(20).upper()
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = _certificate(self.key) if certificates else None
        self.public_key_id = "PUB_KEY_ID_0119000001092026112700000000001"
        self.currency = "CNY"
        self._bills: dict[str, bytes] = {}

    @property
    def serial(self) -> str:
        return f"{self.certificate.serial_number:X}" if self.certificate else self.public_key_id

    def environment(self, base_url: str) -> dict[str, str]:
        """What the shop has to be told."""
        private = self.merchant_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        return {
            "WECHAT_PAY_MCHID": self.mchid,
            "WECHAT_PAY_APPID": self.appid,
            "WECHAT_PAY_APP_SECRET": self.app_secret,
            "WECHAT_PAY_API_V3_KEY": self.api_key,
            "WECHAT_PAY_CERT_SERIAL": self.merchant_serial,
            "WECHAT_PAY_PRIVATE_KEY": private,
            "WECHAT_PAY_BASE_URL": base_url,
            "WECHAT_OPEN_URL": base_url,
            "WECHAT_API_URL": base_url,
            **(
                {}
                if self.certificate
                else {"WECHAT_PAY_PUBLIC_KEY": public, "WECHAT_PAY_PUBLIC_KEY_ID": self.public_key_id}
            ),
        }

    # --- Signing ----------------------------------------------------------------------------------------
    def signed(self, body: str, *, at: float | None = None) -> dict[str, str]:
        """The headers that prove who wrote ``body``."""
        stamp, nonce = str(int(at if at is not None else time.time())), secrets.token_hex(16)
        signature = self.key.sign(f"{stamp}\n{nonce}\n{body}\n".encode(), PKCS1v15(), SHA256())
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Serial": self.serial,
            "Wechatpay-Signature-Type": KIND,
        }

    def _sealed(self, text: str, associated: str) -> dict[str, str]:
        nonce = secrets.token_hex(6)
        sealed = AESGCM(self.api_key.encode()).encrypt(nonce.encode(), text.encode(), associated.encode())
        return {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": associated,
            "nonce": nonce,
        }

    def _is_from_merchant(self, request: Request) -> bool:
        kind, _space, rest = request.headers.get("authorization", "").partition(" ")
        parts = dict(part.split("=", 1) for part in rest.replace('"', "").split(",") if "=" in part)
        if kind != KIND or parts.get("mchid") != self.mchid or parts.get("serial_no") != self.merchant_serial:
            return False
        text = f"{request.method}\n{request.target}\n{parts['timestamp']}\n{parts['nonce_str']}\n".encode()
        text += request.body + b"\n"
        try:
            signature = base64.b64decode(parts["signature"])
            self.merchant_key.public_key().verify(signature, text, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return abs(time.time() - int(parts["timestamp"])) <= 300

    # --- Messages ---------------------------------------------------------------------------------------
    def message(self, charge: Charge, *, at: float | None = None) -> Message:
        resource = {"original_type": "transaction", **self._sealed(json.dumps(self.trade(charge)), "transaction")}
        return self.notification("TRANSACTION.SUCCESS", resource, charge.notify_url, at=at)

    def refund_message(self, charge: Charge, refund: Refund) -> Message:
        """The notification that a refund has arrived."""
        content = {
            "mchid": self.mchid,
            "out_trade_no": charge.reference,
            "out_refund_no": refund.reference,
            "refund_id": refund.number,
            "refund_status": "SUCCESS",
        }
        resource = {"original_type": "refund", **self._sealed(json.dumps(content), "refund")}
        return self.notification("REFUND.SUCCESS", resource, charge.notify_url)

    def notification(self, kind: str, resource: dict[str, str], url: str, *, at: float | None = None) -> Message:
        """Any event, signed at any moment."""
        body = json.dumps(
            {
                "id": f"EV-{secrets.token_hex(16)}",
                "create_time": now().isoformat(),
                "resource_type": "encrypt-resource",
                "event_type": kind,
                "summary": "支付成功",
                "resource": resource,
            },
            ensure_ascii=False,
        )
        return Message(url, {**self.signed(body, at=at), "Content-Type": "application/json"}, body.encode())

    def trade(self, charge: Charge) -> dict[str, Any]:
        """The charge as queries and notifications tell it."""
        told: dict[str, Any] = {
            "mchid": self.mchid,
            "appid": self.appid,
            "out_trade_no": charge.reference,
            "trade_state": charge.state,
            "trade_state_desc": "",
        }
        if charge.paid_at:
            told |= {
                "transaction_id": charge.number,
                "trade_type": charge.scene.upper(),
                "bank_type": "OTHERS",
                "success_time": charge.paid_at.isoformat(),
                "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
                "amount": {
                    "total": charge.amount_fen,
                    "payer_total": charge.amount_fen,
                    "currency": self.currency,
                    "payer_currency": self.currency,
                },
            }
        return told

    # --- The API ----------------------------------------------------------------------------------------
    def handle(self, request: Request) -> Answer:
        """Answer a request to the API."""
        return self.answer(request, self._handle, self._refuse(500, "SYSTEM_ERROR", "系统错误"))

    def _handle(self, request: Request) -> Answer:
        if request.path == "/sns/oauth2/access_token":
            asked = parse_qs(request.query)
            known = asked.get("secret") == [self.app_secret] and asked.get("code")
            content = {"openid": f"o{asked['code'][0]}"} if known else {"errcode": 40029, "errmsg": "invalid code"}
            return Answer(200, json.dumps(content).encode(), {"Content-Type": "text/plain"})
        if not self._is_from_merchant(request):
            return self._refuse(401, "SIGN_ERROR", "签名错误")
        parts = request.path.strip("/").split("/")[1:]
        match request.method, parts:
            case "GET", ["certificates"]:
                return self._certificates()
            case "POST", ["pay", "transactions", ("jsapi" | "h5" | "native") as scene]:
                return self._begin(scene, json.loads(request.body), request.base_url)
            case "GET", ["pay", "transactions", "out-trade-no", reference]:
                charge = self.charges.get(reference)
                return self._say(200, self.trade(charge)) if charge else self._refuse(404, "ORDER_NOT_EXIST", "")
            case "POST", ["pay", "transactions", "out-trade-no", reference, "close"]:
                return self._close(reference)
            case "POST", ["refund", "domestic", "refunds"]:
                return self._refund(json.loads(request.body))
            case "GET", ["refund", "domestic", "refunds", reference]:
                return self._query_refund(reference)
            case "GET", ["bill", "tradebill"]:
                return self._bill(parse_qs(request.query), request.base_url)
            case "GET", ["billdownload", "file"]:
                packed = self._bills.pop(parse_qs(request.query)["token"][0])
                return Answer(200, packed, {"Content-Type": "application/x-gzip"})
        return self._refuse(404, "RESOURCE_NOT_EXISTS", request.path)

    def _say(self, status: int, content: dict[str, Any] | None) -> Answer:
        body = "" if content is None else json.dumps(content, ensure_ascii=False)
        return Answer(status, body.encode(), {**self.signed(body), "Content-Type": "application/json; charset=utf-8"})

    def _refuse(self, status: int, code: str, message: str) -> Answer:
        return self._say(status, {"code": code, "message": message})

    def _begin(self, scene: str, asked: dict[str, Any], base_url: str) -> Answer:
        reference = asked["out_trade_no"]
        assert (asked["mchid"], asked["appid"]) == (self.mchid, self.appid)
        assert 6 <= len(reference) <= 32
        assert asked["amount"]["currency"] == "CNY"
        assert datetime.fromisoformat(asked["time_expire"]).tzinfo
        charge = self.charges.get(reference)
        if charge is None:
            charge = Charge(reference, asked["amount"]["total"], asked["description"], asked["notify_url"], scene=scene)
            self.charges[reference] = charge
        if charge.state in {"SUCCESS", "REFUND"}:
            return self._refuse(400, "ORDERPAID", "该订单已支付")
        if charge.state == "CLOSED":
            return self._refuse(400, "ORDER_CLOSED", "该订单已关闭")
        if (charge.scene, charge.amount_fen) != (scene, asked["amount"]["total"]):
            return self._refuse(400, "INVALID_REQUEST", "201 商户订单号重复")
        if scene == "h5":
            assert asked["scene_info"]["payer_client_ip"]
            return self._say(200, {"h5_url": f"{base_url}/cashier?prepay_id={charge.handle}"})
        if scene == "jsapi":
            assert asked["payer"]["openid"]
            return self._say(200, {"prepay_id": charge.handle})
        return self._say(200, {"code_url": f"weixin://wxpay/bizpayurl?pr={charge.handle}"})

    def _close(self, reference: str) -> Answer:
        charge = self.charges.get(reference)
        if charge is None:
            return self._refuse(404, "ORDER_NOT_EXIST", "订单不存在")
        if charge.state in {"SUCCESS", "REFUND"}:
            return self._refuse(400, "ORDERPAID", "订单已支付")
        charge.state = "CLOSED"
        return self._say(204, None)

    def _refund(self, asked: dict[str, Any]) -> Answer:
        charge = self.charges.get(asked["out_trade_no"])
        if charge is None or charge.paid_at is None:
            return self._refuse(404, "RESOURCE_NOT_EXISTS", "订单号不存在")
        reference, amount_fen = asked["out_refund_no"], asked["amount"]["refund"]
        known = charge.refunds.get(reference)
        if asked["amount"]["total"] != charge.amount_fen or (known and known.amount_fen != amount_fen):
            return self._refuse(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致")
        if known is None:
            if charge.refunded_fen + amount_fen > charge.amount_fen:
                return self._refuse(400, "INVALID_REQUEST", "退款金额大于可退金额")
            number = f"50000{secrets.randbelow(10**20):020d}"
            known = charge.refunds[reference] = Refund(reference, amount_fen, number, now())
            charge.state = "REFUND"
        return self._say(200, self._told(charge, known))

    def _query_refund(self, reference: str) -> Answer:
        found = self.find(reference)
        if found is None:
            return self._refuse(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        if found[1].state == "PROCESSING" and not self.refunds_linger:
            found[1].state = "SUCCESS"
        return self._say(200, self._told(*found))

    def _told(self, charge: Charge, refund: Refund) -> dict[str, Any]:
        return {
            "refund_id": refund.number,
            "out_refund_no": refund.reference,
            "out_trade_no": charge.reference,
            "transaction_id": charge.number,
            "status": refund.state,
            "amount": {"refund": refund.amount_fen, "total": charge.amount_fen, "currency": "CNY"},
        }

    def _bill(self, asked: dict[str, list[str]], base_url: str) -> Answer:
        if not self.bill_is_ready:
            return self._refuse(400, "STATEMENT_CREATING", "账单生成中")
        if not (lines := self.billed(asked["bill_date"][0])):
            return self._refuse(400, "NO_STATEMENT_EXIST", "账单文件不存在")
        rows = [self._bill_line(*line) for line in lines]
        summary = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
        text = "\r\n".join(
            ["\ufeff" + COLUMNS, *rows, summary, f"`{len(rows)},`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00", ""]
        )
        token = quote(secrets.token_urlsafe(16))
        self._bills[unquote(token)] = gzip.compress(text.encode())
        return self._say(
            200,
            {
                "hash_type": "SHA1",
                "hash_value": hashlib.sha1(text.encode()).hexdigest(),
                "download_url": f"{base_url}/v3/billdownload/file?token={token}",
            },
        )

    def _bill_line(self, charge: Charge, refund: Refund | None, amount_fen: int) -> str:
        money = f"{amount_fen / 100:.2f}"
        at = refund.at if refund else charge.paid_at
        fields = [
            f"{at:%Y-%m-%d %H:%M:%S}", self.appid, self.mchid, "0", "", charge.number, charge.reference, "oUpF8u",
            charge.scene.upper(), "REFUND" if refund else "SUCCESS", "OTHERS", "CNY",
            "0.00" if refund else money, "0.00", refund.number if refund else "0",
            refund.reference if refund else "0", money if refund else "0.00", "0.00",
            "ORIGINAL" if refund else "", "SUCCESS" if refund else "", f"{charge.subject}, 礼盒", "",
            f"{-amount_fen * 0.00006 if refund else charge.fee_fen / 100:.5f}", "0.60%",
            "0.00" if refund else money, money if refund else "0.00", "",
        ]  # fmt: skip
        return ",".join(f"`{value}" for value in fields)

    def _certificates(self) -> Answer:
        assert self.certificate
        pem = self.certificate.public_bytes(Encoding.PEM).decode()
        row = {
            "serial_no": self.serial,
            "effective_time": self.certificate.not_valid_before_utc.isoformat(),
            "expire_time": self.certificate.not_valid_after_utc.isoformat(),
            "encrypt_certificate": self._sealed(pem, "certificate"),
        }
        return self._say(200, {"data": [row]})


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com Root CA")])
    begun = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=1825))
        .sign(key, SHA256())
    )
