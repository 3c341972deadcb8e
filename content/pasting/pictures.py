"""Pictures of a text by their address: in the text itself, or at the server it came from.

A server of ours that fetches any address could be sent to the machines beside it, so it talks only to public addresses:
the name is looked up once, every answer must be public, and the connection goes to the address that was looked at.
"""

import base64
import binascii
import ipaddress
import socket
from time import monotonic
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import httpx

MAX_BYTES = 20 * 1024 * 1024
MAX_REDIRECTS = 3
MAX_SECONDS = 30
TIMEOUT = httpx.Timeout(10, connect=5)
# 公众号's picture server answers whoever does not say where he comes from.
_HEADERS = {"Accept": "image/avif,image/webp,image/*;q=0.8", "User-Agent": "Mozilla/5.0 (compatible; Microbrand)"}


class Unreachable(Exception):
    """The picture is not to be had."""


def picture_at(address: str, *, client: httpx.Client | None = None) -> bytes:
    """The bytes of a picture; whether they are one is for the caller to see. ``Unreachable``."""
    if address.startswith("data:"):
        return _embedded(address)
    if client is not None:
        return _fetched(client, address)
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as fresh:
        return _fetched(fresh, address)


def _embedded(address: str) -> bytes:
    head, comma, data = address.partition(",")
    if not comma:
        raise Unreachable
    try:
        content = base64.b64decode(data, validate=False) if ";base64" in head else unquote_to_bytes(data)
    except (binascii.Error, ValueError) as error:
        raise Unreachable from error
    if not content or len(content) > MAX_BYTES:
        raise Unreachable
    return content


def _fetched(client: httpx.Client, address: str) -> bytes:
    for _hop in range(MAX_REDIRECTS + 1):
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise Unreachable from error
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            raise Unreachable
        if port not in (None, 80, 443):
            raise Unreachable
        place = _public_address(host)
        netloc = f"[{place}]" if ":" in place else place
        target = parts._replace(netloc=netloc if port is None else f"{netloc}:{port}", fragment="").geturl()
        try:
            with client.stream(
                "GET", target, headers={**_HEADERS, "Host": host}, extensions={"sni_hostname": host}
            ) as response:
                if response.is_redirect:
                    address = urljoin(address, response.headers.get("Location", ""))
                    continue
                if response.status_code != 200:
                    raise Unreachable
                return _body(response)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise Unreachable from error
    raise Unreachable


def _body(response: httpx.Response) -> bytes:
    content, end = bytearray(), monotonic() + MAX_SECONDS
    for piece in response.iter_bytes():
        content += piece
        # The timeout is that of each piece: a server that sends one now and then would keep a worker for ever.
        if len(content) > MAX_BYTES or monotonic() > end:
            raise Unreachable
    return bytes(content)


def _public_address(host: str) -> str:
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unreachable from error
    if not found or not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found):
        raise Unreachable
    return min(found, key=lambda one: (":" in one, one))
