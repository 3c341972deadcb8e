"""Background doors of payments."""

from celery import shared_task
from django.utils import timezone

from shop.payments import operations


@shared_task(name="payments.execute_refund")
def execute_refund(refund_id: int) -> None:
    """Send one refund."""
    operations.execute_refund(refund_id=refund_id, at=timezone.now())


@shared_task(name="payments.close_needless")
def close_needless(order_id: int) -> None:
    """Close at the gateways what an order does not need any more."""
    operations.close_needless(order_id=order_id, at=timezone.now())


@shared_task(name="payments.reconcile")
def reconcile() -> None:
    """Compare the vendors' bills that are to be had."""
    operations.reconcile_due(at=timezone.now())


@shared_task(name="payments.sweep")
def sweep() -> None:
    """Ask about payments nobody reported, and send refunds that are due."""
    now = timezone.now()
    operations.query_pending(at=now)
    operations.refund_due(at=now)
