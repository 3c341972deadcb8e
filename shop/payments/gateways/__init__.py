"""One interface for every way to pay. A gateway is one folder here that can be removed without a trace.

``PAYMENT_GATEWAYS`` names the folders in use; each has ``gateway.py`` with a ``Gateway`` class.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings
from django.utils.functional import Promise

from shop.payments.errors import UnknownGateway


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What a gateway is asked to collect. Amount in fen, positive."""

    reference: str
    amount_fen: int
    subject: str
    expires_at: datetime
    return_url: str
    notify_url: str


@dataclass(frozen=True, kw_only=True)
class Callback:
    """What a gateway says happened, after its signature and age were checked."""

    event_id: str
    payment_reference: str
    provider_reference: str
    succeeded: bool
    amount_fen: int
    paid_at: datetime
    payload: dict[str, Any]


class Gateway(Protocol):
    """A way to pay."""

    code: str
    label: str | Promise

    def start(self, charge: Charge) -> str:
        """Register the charge (idempotent per reference) and return the address where the shopper pays.

        ``GatewayUnavailable`` if it cannot be reached.
        """

    def parse_callback(self, *, headers: Mapping[str, str], body: bytes) -> Callback:
        """Check signature and age of a message and read it. ``BadSignature`` on anything doubtful."""

    def query(self, *, reference: str) -> Callback | None:
        """Ask for the result of a charge: None while nothing final is known."""

    def refund(self, *, refund_reference: str, payment_reference: str, amount_fen: int) -> None:
        """Send money back; idempotent per refund reference. Returns when accepted, else ``GatewayUnavailable``."""


def available_gateways() -> list[Gateway]:
    """The gateways offered at checkout, in the order of ``PAYMENT_GATEWAYS``."""
    return [get_gateway(code) for code in settings.PAYMENT_GATEWAYS]


def get_gateway(code: str) -> Gateway:
    """The gateway of that folder; ``UnknownGateway`` unless it is switched on."""
    if code not in settings.PAYMENT_GATEWAYS:
        raise UnknownGateway(field="gateway")
    gateway: Gateway = import_module(f"shop.payments.gateways.{code}.gateway").Gateway()
    return gateway
