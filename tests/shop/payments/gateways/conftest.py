"""Both vendors on this machine, and a shop that is told of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.server import FakeServer, running


# Made once: a pair of RSA keys takes a while.
@pytest.fixture(scope="session")
def _vendors() -> Iterator[FakeServer]:
    with running() as server:
        yield server


@pytest.fixture
def vendors(_vendors: FakeServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    """Both vendors with empty books, and the shop's settings for them."""
    for vendor in _vendors.vendors.values():
        vendor.charges.clear()
        vendor.left_out.clear()
        vendor.misprinted.clear()
        vendor.away, vendor.lost_answers, vendor.bill_is_ready, vendor.refunds_linger = False, 0, True, False
    _vendors.wechat.currency = "CNY"
    for name, value in _vendors.environment().items():
        monkeypatch.setenv(name, value)
    settings.PAYMENT_GATEWAYS = ["wechat", "alipay", "sandbox"]
    return _vendors
