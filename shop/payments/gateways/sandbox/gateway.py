"""The sandbox behind the common interface: HMAC-signed JSON messages, as vendors send them."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.payments.enums import RefundState
from shop.payments.errors import AlreadyPaid, BadSignature, GatewayUnavailable
from shop.payments.gateways import Callback, Charge, RefundAnswer, Start, StatementLine, Visitor
from shop.payments.gateways.sandbox.models import CLOSED, SandboxCharge

MAX_AGE = timedelta(minutes=5)


def sign(timestamp: str, body: bytes) -> str:
    """The signature a message carries: HMAC-SHA256 over time and body."""
    key = f"sandbox:{settings.SECRET_KEY}".encode()
    return hmac.new(key, timestamp.encode(errors="replace") + b"\n" + body, hashlib.sha256).hexdigest()


def message(charge: SandboxCharge, *, event_id: str, at: datetime) -> tuple[dict[str, str], bytes]:
    """Headers and body of a callback."""
    body = json.dumps(
        {
            "event_id": event_id,
            "reference": charge.reference,
            "result": charge.result,
            "amount_fen": charge.amount_fen,
            "paid_at": (charge.decided_at or at).isoformat(),
        }
    ).encode()
    timestamp = str(int(at.timestamp()))
    return {"X-Sandbox-Timestamp": timestamp, "X-Sandbox-Signature": sign(timestamp, body)}, body


class Gateway:
    """See ``shop.payments.gateways.Gateway``."""

    code = "sandbox"
    label = _("Payment sandbox (no money)")
    has_statements = False
    by_hand = False
    hold_hours = 0

    def scene(self, visitor: Visitor) -> str:
        return ""

    def start(self, charge: Charge) -> Start:
        SandboxCharge.objects.get_or_create(
            reference=charge.reference,
            defaults={
                "subject": charge.subject,
                "amount_fen": charge.amount_fen,
                "expires_at": charge.expires_at,
                "return_url": charge.return_url,
                "notify_url": charge.notify_url,
            },
        )
        return Start(redirect=reverse("sandbox:pay", args=[charge.reference]))

    def parse_callback(self, *, headers: Mapping[str, str], body: bytes) -> Callback:
        timestamp = headers.get("X-Sandbox-Timestamp", "")
        signature = headers.get("X-Sandbox-Signature", "")
        if not hmac.compare_digest(sign(timestamp, body).encode(), signature.encode(errors="replace")):
            raise BadSignature
        try:
            age = abs(timezone.now().timestamp() - int(timestamp))
            payload: dict[str, Any] = json.loads(body)
            callback = Callback(
                event_id=str(payload["event_id"]),
                payment_reference=str(payload["reference"]),
                provider_reference=f"SB{payload['reference']}",
                succeeded=payload["result"] == "paid",
                amount_fen=int(payload["amount_fen"]),
                paid_at=datetime.fromisoformat(payload["paid_at"]),
                payload=payload,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BadSignature from error
        if age > MAX_AGE.total_seconds():
            raise BadSignature
        return callback

    def acknowledgement(self, *, accepted: bool) -> tuple[str, str]:
        return ("taken" if accepted else "refused"), "text/plain; charset=utf-8"

    def query(self, *, reference: str) -> Callback | None:
        # A vendor knows a result from the moment the shopper decided; "pay late" hides it until then.
        charge = SandboxCharge.objects.filter(reference=reference, report_at__lte=timezone.now()).first()
        if charge is None or charge.result not in {"paid", "failed"}:
            return None
        headers, body = message(charge, event_id=f"query-{charge.reference}-{charge.result}", at=timezone.now())
        return self.parse_callback(headers=headers, body=body)

    def close(self, *, reference: str) -> None:
        now = timezone.now()
        SandboxCharge.objects.filter(reference=reference, result="").update(result=CLOSED, decided_at=now)
        # "Pay late" is a payment that crosses the closing: the vendor says that it has closed the charge.
        if SandboxCharge.objects.filter(reference=reference, result="paid", report_at=F("decided_at")).exists():
            raise AlreadyPaid

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
        with transaction.atomic():
            charge = SandboxCharge.objects.select_for_update(no_key=True).filter(reference=payment_reference).first()
            if charge is None:
                raise GatewayUnavailable
            if not charge.refunds.filter(reference=refund_reference, amount_fen=amount_fen).exists():
                sent_fen = charge.refunds.aggregate(sum_fen=Sum("amount_fen", default=0))["sum_fen"]
                if sent_fen + amount_fen > charge.amount_fen:
                    raise GatewayUnavailable
                charge.refunds.create(reference=refund_reference, amount_fen=amount_fen)
        return RefundAnswer(state=RefundState.SUCCEEDED)

    def query_refund(self, *, refund_reference: str, payment_reference: str) -> RefundAnswer:
        return RefundAnswer(state=RefundState.SUCCEEDED)

    def statement(self, *, day: date) -> Iterable[StatementLine]:
        return []
