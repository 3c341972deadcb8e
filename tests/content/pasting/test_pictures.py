"""Pictures by their address, and the addresses that are not asked."""

import base64
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from content.pasting import pictures
from content.pasting.pictures import Unreachable, picture_at

pytestmark = pytest.mark.once
PUBLIC = "93.184.216.34"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What the name server answers."""
    known = {"a.example": [PUBLIC], "b.example": ["2606:2800:220:1::1", PUBLIC]}

    def look_up(host: str, *_args: Any, **_kwargs: Any) -> list[Any]:
        if host.replace(".", "").isdecimal():
            return [(0, 0, 0, "", (host, 0))]
        if host not in known:
            raise socket.gaierror
        return [(0, 0, 0, "", (one, 0)) for one in known[host]]

    monkeypatch.setattr(pictures.socket, "getaddrinfo", look_up)
    return known


def client(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answer))


def test_the_connection_goes_to_the_address_that_was_looked_at(names: dict[str, list[str]]) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=b"picture")

    assert picture_at("https://a.example/1.jpg?x=1#y", client=client(answer)) == b"picture"
    [request] = asked
    assert str(request.url) == f"https://{PUBLIC}/1.jpg?x=1"
    assert request.headers["Host"] == "a.example"
    assert request.extensions["sni_hostname"] == "a.example"
    assert "Referer" not in request.headers


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
        "http://inside.example/",
        "http://mixed.example/",
        "http://unknown.example/",
        "http://a.example:22/",
        "http://user@a.example/",
        "ftp://a.example/",
        "file:///etc/passwd",
        "http:///nowhere",
        "http://[broken",
        "",
    ],
)
def test_nothing_inside_is_asked(names: dict[str, list[str]], address: str) -> None:
    names |= {"inside.example": ["::1"], "mixed.example": [PUBLIC, "10.0.0.1"]}

    def answer(request: httpx.Request) -> httpx.Response:
        pytest.fail(f"asked {request.url}")

    with pytest.raises(Unreachable):
        picture_at(address, client=client(answer))


def test_a_redirect_is_looked_at_like_the_first_address(names: dict[str, list[str]]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["Host"] == "a.example":
            return httpx.Response(302, headers={"Location": request.url.params.get("to", "")})
        return httpx.Response(200, content=b"there")

    assert picture_at("https://a.example/?to=https://b.example/x", client=client(answer)) == b"there"
    for bad in ("http://127.0.0.1/", "/?to=/", "gopher://b.example"):
        with pytest.raises(Unreachable):
            picture_at(f"https://a.example/?to={bad}", client=client(answer))


def test_what_fails_or_never_ends_is_not_to_be_had(
    names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 10)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/slow":
            raise httpx.ReadTimeout("slow", request=request)
        return httpx.Response(404 if request.url.path == "/gone" else 200, content=b"x" * 11)

    for path in ("slow", "gone", "large"):
        with pytest.raises(Unreachable):
            picture_at(f"https://a.example/{path}", client=client(answer))


def test_a_server_that_drips_is_not_waited_for(names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(0, 1000, 20))
    monkeypatch.setattr(pictures, "monotonic", lambda: next(seconds))

    def drip() -> Iterator[bytes]:
        for _piece in range(5):
            yield b"x"

    with pytest.raises(Unreachable):
        picture_at("https://a.example/1", client=client(lambda request: httpx.Response(200, content=drip())))


def test_pictures_in_the_text_itself() -> None:
    assert picture_at("data:image/png;base64," + base64.b64encode(b"abc").decode()) == b"abc"
    assert picture_at("data:image/svg+xml,%3Csvg/%3E") == b"<svg/>"
    for bad in ("data:image/png;base64,", "data:image/png", "data:image/png;base64,a"):
        with pytest.raises(Unreachable):
            picture_at(bad)
