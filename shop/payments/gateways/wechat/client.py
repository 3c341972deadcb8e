"""The vendor's API through its client library, with every doubt turned into a refusal."""

import json
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.utils import load_private_key

from shop.payments.errors import GatewayUnavailable
from shop.payments.gateways.environment import read

# Seconds to connect and to answer.
TIMEOUT = (5, 15)
# Whoever forges messages under unknown certificates must not make us fetch certificates each time.
REFRESH_SECONDS = 600
_refresh = threading.Lock()
_refreshed: dict[str, float] = {}


class VendorRefused(Exception):
    """The vendor answered with an error; ``code`` is its own word for it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code = status, code
        super().__init__(f"{code}: {message}")


def client() -> WeChatPay:
    """The client for the settings of this moment. ``GatewayUnavailable`` if the vendor's certificates do not come."""
    names = ("MCHID", "APPID", "API_V3_KEY", "CERT_SERIAL", "PRIVATE_KEY", "PUBLIC_KEY", "PUBLIC_KEY_ID", "BASE_URL")
    return _client(*(read(f"WECHAT_PAY_{name}") for name in names))


@lru_cache(maxsize=4)
def _client(
    mchid: str, appid: str, key: str, serial: str, private_key: str, public_key: str, public_key_id: str, base_url: str
) -> WeChatPay:
    try:
        # The library fetches certificates while it is built, from the one address it knows. It is built as if there
        # was nothing to fetch, then shown where to ask.
        made = WeChatPay(
            WeChatPayType.NATIVE,
            mchid=mchid,
            private_key=private_key,
            cert_serial_no=serial,
            appid=appid,
            apiv3_key=key,
            public_key=public_key or _own_public_key(private_key),
            public_key_id=public_key_id or "-",
            timeout=TIMEOUT,
        )
        core = made._core
        core._gate_way = base_url.rstrip("/") or core._gate_way
        if not public_key:
            core._public_key = core._public_key_id = None
            core._init_certificates()
    except Exception as error:
        raise GatewayUnavailable from error
    return made


def _own_public_key(private_key: str) -> str:
    key = load_private_key(private_key).public_key()
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def ask(call: Callable[[], tuple[int, Any]]) -> dict[str, Any]:
    """What the vendor answers. ``VendorRefused`` for its errors; ``GatewayUnavailable`` where nothing is known: no
    answer, an answer that nobody signed, a fault on the vendor's side.
    """
    try:
        status, text = call()
        answer = json.loads(text) if text else {}
    except Exception as error:
        raise GatewayUnavailable from error
    if 200 <= status < 300:
        return dict(answer)
    code, message = str(answer.get("code", status)), str(answer.get("message", ""))
    if status >= 500 or status == 429 or code in {"SYSTEM_ERROR", "FREQUENCY_LIMITED", "SIGN_ERROR"}:
        raise GatewayUnavailable from VendorRefused(status, code, message)
    raise VendorRefused(status, code, message)


def knows_serial(pay: WeChatPay, serial: str) -> bool:
    """Whether a message may be checked at all: by a key or certificate we have, or can fetch now."""
    core = pay._core
    if serial and serial == core._public_key_id:
        return True
    if core._public_key_id:
        return False
    if _is_among(core._certificates, serial):
        return True
    with _refresh:
        now = time.monotonic()
        if now - _refreshed.get(core._mchid, -REFRESH_SECONDS) < REFRESH_SECONDS:
            return False
        _refreshed[core._mchid] = now
    core._update_certificates()
    return _is_among(core._certificates, serial)


def _is_among(certificates: list[Any], serial: str) -> bool:
    return any(f"{certificate.serial_number:X}" == serial.upper().lstrip("0") for certificate in certificates)
