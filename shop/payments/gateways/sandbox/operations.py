"""What the pretended vendor does: take a decision once, and report it as vendors report, signed and maybe twice."""

from datetime import datetime, timedelta

from django.db import transaction

from shop.core.errors import StaleState
from shop.payments.gateways.sandbox.gateway import Gateway, message
from shop.payments.gateways.sandbox.models import CLOSED, SandboxCharge
from shop.payments.operations import receive_callback

# How the shopper may decide → the result that is reported.
DECISIONS = {"pay": "paid", "fail": "failed", "late": "paid", "twice": "paid"}
LATE_BY = timedelta(seconds=5)


@transaction.atomic
def decide(*, charge: SandboxCharge, decision: str, at: datetime) -> SandboxCharge:
    """Note the shopper's decision, once: ``StaleState`` if there is one. ``late`` is reported after the deadline."""
    changed = SandboxCharge.objects.filter(pk=charge.pk, result="").update(
        result=DECISIONS[decision],
        decided_at=at,
        report_at=max(at, charge.expires_at) + LATE_BY if decision == "late" else at,
    )
    if not changed:
        raise StaleState
    charge.refresh_from_db()
    return charge


def report(*, charge: SandboxCharge, at: datetime, twice: bool = False) -> bool:
    """Send the result if it is due. With ``twice``: a second message of another number, then the first again.

    Safe to repeat: the shop counts a message, and a payment, once. False if there is nothing to report yet.
    """
    if charge.result in {"", CLOSED} or charge.report_at is None or charge.report_at > at:
        return False
    first = f"callback-{charge.reference}-{charge.result}"
    for event_id in [first, f"{first}-2", first] if twice else [first]:
        headers, body = message(charge, event_id=event_id, at=at)
        receive_callback(gateway_code=Gateway.code, headers=headers, body=body, at=at)
    SandboxCharge.objects.filter(pk=charge.pk, reported_at=None).update(reported_at=at)
    return True
