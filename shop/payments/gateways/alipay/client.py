"""The vendor's API through its client library, with every doubt turned into a refusal."""

import base64
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from alipay import AliPay
from alipay.utils import AliPayConfig

from shop.payments.errors import GatewayUnavailable
from shop.payments.gateways.environment import read

TIMEOUT_SECONDS = 15


class VendorRefused(Exception):
    """The vendor answered with an error; ``code`` is its own word for it."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(f"{code}: {message}")


def client() -> AliPay:
    """The client for the settings of this moment."""
    return _client(*(read(f"ALIPAY_{name}") for name in ("APP_ID", "PRIVATE_KEY", "PUBLIC_KEY", "GATEWAY_URL")))


@lru_cache(maxsize=4)
def _client(app_id: str, private_key: str, public_key: str, gateway_url: str) -> AliPay:
    try:
        made = AliPay(
            appid=app_id,
            app_private_key_string=_pem(private_key, "PRIVATE KEY"),
            alipay_public_key_string=_pem(public_key, "PUBLIC KEY"),
            config=AliPayConfig(timeout=TIMEOUT_SECONDS),
        )
    except Exception as error:
        raise GatewayUnavailable from error
    made._gateway = gateway_url or made._gateway
    return made


def _pem(key: str, kind: str) -> str:
    """The vendor's tool hands out keys as one line without a frame."""
    if key.startswith("-----"):
        return key
    return f"-----BEGIN {kind}-----\n{''.join(key.split())}\n-----END {kind}-----"


def ask(call: Callable[[], Any]) -> dict[str, Any]:
    """What the vendor answers. ``VendorRefused`` for its errors; ``GatewayUnavailable`` where nothing is known: no
    answer, an answer that nobody signed, a fault on the vendor's side.
    """
    try:
        answer = dict(call())
    except Exception as error:
        raise GatewayUnavailable from error
    if answer.get("code") == "10000":
        return answer
    code, message = str(answer.get("sub_code") or answer.get("code")), str(answer.get("sub_msg") or answer.get("msg"))
    # 20000: the service is not available; SYSTEM_ERROR: perhaps done, perhaps not.
    if answer.get("code") == "20000" or code.upper().endswith(("SYSTEM_ERROR", "UNKNOW-ERROR")):
        raise GatewayUnavailable from VendorRefused(code, message)
    raise VendorRefused(code, message)


def is_signed(fields: dict[str, str]) -> bool:
    """Whether the vendor signed these fields of a notification. Never raises."""
    fields = dict(fields)
    signature = fields.pop("sign", "")
    if fields.get("sign_type") != "RSA2":
        return False
    try:
        base64.b64decode(signature, validate=True)
        return bool(client().verify(fields, signature))
    except Exception:  # noqa: BLE001  whatever it is: nobody has signed this
        return False
