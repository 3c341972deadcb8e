"""What both vendors have in common: charges, refunds, and the messages about them."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from urllib.error import HTTPError, URLError
from urllib.request import Request as Post
from urllib.request import urlopen

BEIJING = timezone(timedelta(hours=8))
# How the vendor reports: what a person chooses on its page, and how many seconds it then waits.
HABITS = {"prompt": 0, "late": 20, "twice": 0, "never": 0, "forged": 0}


def now() -> datetime:
    """The vendor's clock."""
    return datetime.now(BEIJING).replace(microsecond=0)


@dataclass
class Refund:
    """Money sent back of a charge."""

    reference: str
    amount_fen: int
    number: str
    at: datetime
    state: str = "PROCESSING"


@dataclass
class Charge:
    """What a shop wants to collect."""

    reference: str
    amount_fen: int
    subject: str
    notify_url: str
    return_url: str = ""
    number: str = field(default_factory=lambda: f"42000{secrets.randbelow(10**20):020d}")
    handle: str = field(default_factory=lambda: secrets.token_hex(8))
    scene: str = ""
    # NOTPAY, SUCCESS, CLOSED, REFUND
    state: str = "NOTPAY"
    paid_at: datetime | None = None
    refunds: dict[str, Refund] = field(default_factory=dict)

    @property
    def refunded_fen(self) -> int:
        return sum(refund.amount_fen for refund in self.refunds.values())

    @property
    def fee_fen(self) -> int:
        """0.6 %, as both vendors take."""
        return (self.amount_fen * 6 + 500) // 1000


@dataclass(frozen=True)
class Message:
    """A notification as it goes over the wire."""

    url: str
    headers: dict[str, str]
    body: bytes

    def forged(self) -> "Message":
        """The same with another content under the old signature."""
        return replace(self, body=self.body.replace(b"0", b"1"))

    def send(self) -> tuple[int, bytes]:
        """Deliver it; status and body of the answer."""
        request = Post(self.url, data=self.body, headers=self.headers, method="POST")
        try:
            with urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()


@dataclass(frozen=True)
class Request:
    """What came in. ``target`` is the path with its query, as it was signed."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    base_url: str

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


@dataclass(frozen=True)
class Answer:
    """What goes out."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Vendor:
    """The books of one vendor, and the faults it can have."""

    def __init__(self) -> None:
        self.charges: dict[str, Charge] = {}
        # Its machines do not answer at all; or they do what they are asked and then fail to say so, so many times.
        self.away = False
        self.lost_answers = 0
        # What its bill leaves out, and what it says instead of the true amount.
        self.left_out: set[str] = set()
        self.misprinted: dict[str, int] = {}
        self.bill_is_ready = True
        # Refunds succeed when they are asked about, unless they are to stay under way.
        self.refunds_linger = False
        self.lock = threading.RLock()

    def message(self, charge: Charge) -> Message:
        """The signed notification about the charge as it is now."""
        raise NotImplementedError

    def pay(self, reference: str) -> Message:
        """The shopper pays; the notification is returned and not sent."""
        with self.lock:
            charge = self.charges[reference]
            assert charge.state == "NOTPAY", charge.state
            charge.state, charge.paid_at = "SUCCESS", now()
            return self.message(charge)

    def pay_and_tell(self, handle: str, habit: str) -> Charge:
        """The shopper pays on the vendor's page, and the vendor reports as ``habit`` says."""
        charge = next(row for row in self.charges.values() if row.handle == handle)
        if charge.state == "NOTPAY":
            message = self.pay(charge.reference)
            again = self.message(charge)
            deliveries = {"never": [], "forged": [message.forged()], "twice": [message, again, message]}
            threading.Thread(
                target=_deliver, args=(deliveries.get(habit, [message]), HABITS[habit]), daemon=True
            ).start()
        return charge

    def find(self, refund_reference: str) -> tuple[Charge, Refund] | None:
        """A refund and its charge."""
        for charge in self.charges.values():
            if refund := charge.refunds.get(refund_reference):
                return charge, refund
        return None

    def answer(self, request: Request, handle: Callable[[Request], Answer], broken: Answer) -> Answer:
        """Handle a request with the faults of this moment."""
        if self.away:
            return Answer(502, b"<html>Bad Gateway</html>")
        with self.lock:
            answer = handle(request)
            if self.lost_answers > 0:
                self.lost_answers -= 1
                return broken
            return answer

    def billed(self, day: str) -> list[tuple[Charge, Refund | None, int]]:
        """Lines of the bill of a day (ISO): charge, refund or None, amount."""
        lines: list[tuple[Charge, Refund | None, int]] = []
        for charge in self.charges.values():
            if charge.paid_at and charge.paid_at.date().isoformat() == day and charge.reference not in self.left_out:
                lines.append((charge, None, self.misprinted.get(charge.reference, charge.amount_fen)))
            lines += [
                (charge, refund, self.misprinted.get(refund.reference, refund.amount_fen))
                for refund in charge.refunds.values()
                if refund.at.date().isoformat() == day and refund.reference not in self.left_out
            ]
        return lines


def _deliver(messages: list[Message], seconds: int) -> None:
    threading.Event().wait(seconds)
    for message in messages:
        try:
            message.send()
        except URLError:
            return
