"""The vendor of 公众号 articles, in the hands of the tests."""

from collections.abc import Iterator
from functools import partial

import httpx
import pytest
from django.core.cache import cache

from content.channels.outlets.wechat_mp import client
from tests.fakes.official_account import OfficialAccount
from tests.fakes.vendor import Request


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficialAccount]:
    """Connected to the shop; requests go over httpx's own wire format, and no network."""
    fake = OfficialAccount()
    for name, value in fake.environment("http://mp.test").items():
        monkeypatch.setenv(name, value)

    def answer(request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Request(request.method, request.url.raw_path.decode(), headers, request.read(), "http://mp.test")
        said = fake.handle(asked)
        return httpx.Response(said.status, content=said.body, headers=said.headers)

    monkeypatch.setattr(client.httpx, "Client", partial(httpx.Client, transport=httpx.MockTransport(answer)))
    cache.clear()
    yield fake
    cache.clear()
