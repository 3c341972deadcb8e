"""One interface for every way to pay. A gateway is one folder here that can be removed without a trace.

``PAYMENT_GATEWAYS`` names the folders in use; each has ``gateway.py`` with a ``Gateway`` class.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings
from django.utils.functional import Promise

from shop.payments.enums import PaymentState, RefundState, StatementKind
from shop.payments.errors import UnknownGateway

CURRENCY = "CNY"


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """How the shopper looks at the shop, which decides how a vendor can be shown to them."""

    ip: str = ""
    is_phone: bool = False
    in_wechat: bool = False
    # Who they are at the vendor, where that is known (WeChat's openid).
    payer: str = ""


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What a gateway is asked to collect. Amount in fen, positive."""

    reference: str
    amount_fen: int
    subject: str
    expires_at: datetime
    return_url: str
    notify_url: str
    visitor: Visitor = field(default_factory=Visitor)


@dataclass(frozen=True, kw_only=True)
class Start:
    """How the shopper pays now: exactly one of an address to go to, a text to scan as a QR code, the parameters for
    the payment sheet of the vendor's app, or particulars to be read (bank transfer).
    """

    redirect: str = ""
    qr: str = ""
    jsapi: dict[str, str] = field(default_factory=dict)
    particulars: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """To be kept with the payment."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, kw_only=True)
class Callback:
    """What a gateway says about a charge, after its signature and age were checked."""

    event_id: str
    payment_reference: str
    provider_reference: str
    succeeded: bool
    amount_fen: int
    paid_at: datetime
    payload: dict[str, Any]
    currency: str = CURRENCY
    # Not paid, and never to be: closed at the vendor.
    closed: bool = False

    @property
    def state(self) -> PaymentState:
        if self.succeeded:
            return PaymentState.SUCCEEDED
        return PaymentState.CLOSED if self.closed else PaymentState.FAILED


@dataclass(frozen=True, kw_only=True)
class RefundAnswer:
    """What a gateway says about a refund: ``accepted`` (under way), ``succeeded`` or ``failed`` for good."""

    state: RefundState
    provider_reference: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundNews:
    """A message about a refund. It is not believed for itself: the refund is asked about."""

    event_id: str
    refund_reference: str
    payload: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """A line of a vendor's bill. Amounts in fen and positive, for refunds too; the fee is what the vendor keeps, and
    negative where it gives some back.
    """

    kind: StatementKind
    # Ours: of the payment or of the refund.
    reference: str
    provider_reference: str
    amount_fen: int
    fee_fen: int
    at: datetime


class Gateway(Protocol):
    """A way to pay."""

    code: str
    label: str | Promise
    # Whether the vendor has a bill for each day (see ``statement``).
    has_statements: bool
    # Whether staff write down what arrives and what is sent back, because nobody can be asked.
    by_hand: bool
    # How long an order waits for money that comes this way, in hours; 0: as long as any order.
    hold_hours: int

    def scene(self, visitor: Visitor) -> str:
        """The vendor's product for this visitor: a charge registered for one cannot be paid with another."""

    def start(self, charge: Charge) -> Start:
        """Register the charge (idempotent per reference) and say how the shopper pays.

        ``GatewayUnavailable`` if it cannot be reached, ``AlreadyPaid`` if it was paid before.
        """

    def parse_callback(self, *, headers: Mapping[str, str], body: bytes) -> Callback | RefundNews:
        """Check signature and age of a message and read it. ``BadSignature`` on anything doubtful."""

    def acknowledgement(self, *, accepted: bool) -> tuple[str, str]:
        """Body and content type that tell the vendor whether its message was taken."""

    def query(self, *, reference: str) -> Callback | None:
        """Ask for the result of a charge: None while nothing final is known."""

    def close(self, *, reference: str) -> None:
        """Let nobody pay the charge any more; idempotent, and fine with a charge it never heard of.

        ``AlreadyPaid`` if it is paid, or may be: the caller asks for the result.
        """

    def refund(
        self,
        *,
        refund_reference: str,
        payment_reference: str,
        provider_reference: str,
        amount_fen: int,
        paid_fen: int,
        reason: str,
    ) -> RefundAnswer:
        """Send money back; idempotent per refund reference. ``GatewayUnavailable`` if nothing is known."""

    def query_refund(self, *, refund_reference: str, payment_reference: str) -> RefundAnswer:
        """What became of a refund that was accepted."""

    def statement(self, *, day: date) -> Iterable[StatementLine]:
        """The vendor's bill of a day. ``StatementNotReady`` while there is none yet; empty if nothing happened."""


def available_gateways() -> list[Gateway]:
    """The gateways offered at checkout, in the order of ``PAYMENT_GATEWAYS``."""
    return [get_gateway(code) for code in settings.PAYMENT_GATEWAYS]


def get_gateway(code: str) -> Gateway:
    """The gateway of that folder; ``UnknownGateway`` unless it is switched on."""
    if code not in settings.PAYMENT_GATEWAYS:
        raise UnknownGateway(field="gateway")
    gateway: Gateway = import_module(f"shop.payments.gateways.{code}.gateway").Gateway()
    return gateway
