"""The vendor's API: its token, its errors, and every doubt said as such."""

import hashlib
import json
from typing import Any

import httpx
from django.core.cache import cache

from content.channels.errors import ChannelRefused, ChannelUnavailable
from shop.core.environment import read

HOST = "https://api.weixin.qq.com"
TIMEOUT = httpx.Timeout(20, connect=5)
# Its words for "not now": busy, a quota that is used up, too many at once.
_LATER = {-1, 45009, 45011}
_STALE_TOKEN = {40001, 40014, 42001}
# A new one is handed out five minutes before the old one ends.
_MARGIN_SECONDS = 300


def is_connected() -> bool:
    """Whether there are credentials."""
    return bool(read("WECHAT_MP_APPID") and read("WECHAT_MP_SECRET"))


def call(path: str, body: dict[str, Any], **query: str) -> dict[str, Any]:
    """The answer to a request.

    ``ChannelRefused`` in the vendor's own words; ``ChannelUnavailable`` where it is not known what became of it.
    """
    # Characters as they are: the vendor shows escapes to its readers.
    text = json.dumps(body, ensure_ascii=False).encode()
    return _with_token(path, query, content=text, headers={"Content-Type": "application/json"})


def upload(path: str, name: str, picture: bytes, **query: str) -> dict[str, Any]:
    """The same for a JPEG."""
    return _with_token(path, query, files={"media": (name, picture, "image/jpeg")})


def _with_token(path: str, query: dict[str, str], **request: Any) -> dict[str, Any]:
    for is_last in (False, True):
        answer = _ask(path, {"access_token": _token(), **query}, **request)
        code = int(answer.get("errcode") or 0)
        if code not in _STALE_TOKEN or is_last:
            break
        # Somebody else has asked for a new one; what carried the old one was not done.
        cache.delete(_cache_key())
    if code in _LATER:
        raise ChannelUnavailable
    if code:
        raise ChannelRefused(f"{code} {answer.get('errmsg', '')}"[:300])
    return answer


def _token() -> str:
    token: str | None = cache.get(_cache_key())
    if token is None:
        body = {
            "grant_type": "client_credential",
            "appid": read("WECHAT_MP_APPID"),
            "secret": read("WECHAT_MP_SECRET"),
        }
        answer = _ask("/cgi-bin/stable_token", {}, json=body)
        if "access_token" not in answer:
            code = int(answer.get("errcode") or -1)
            if code in _LATER:
                raise ChannelUnavailable
            raise ChannelRefused(f"{code} {answer.get('errmsg', '')}"[:300])
        token = str(answer["access_token"])
        cache.set(_cache_key(), token, max(1, int(answer["expires_in"]) - _MARGIN_SECONDS))
    return token


def _cache_key() -> str:
    account = f"{read('WECHAT_MP_APPID')} {read('WECHAT_MP_SECRET')}"
    return f"wechat-mp-token.{hashlib.sha256(account.encode()).hexdigest()[:24]}"


def _ask(path: str, query: dict[str, str], **request: Any) -> dict[str, Any]:
    base = read("WECHAT_MP_BASE_URL", HOST).rstrip("/")
    try:
        with httpx.Client(timeout=TIMEOUT) as http:
            response = http.post(f"{base}{path}", params=query, **request)
        response.raise_for_status()
        answer = response.json()
        return dict(answer)
    except (httpx.HTTPError, ValueError, TypeError) as error:
        # Without the address: the token is in it.
        raise ChannelUnavailable from RuntimeError(type(error).__name__)
