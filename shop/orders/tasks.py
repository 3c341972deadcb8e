"""Background doors of orders."""

from celery import shared_task
from django.utils import timezone

from shop.orders import operations


@shared_task(name="orders.expire_due")
def expire_due() -> None:
    """Close unpaid orders whose deadline has passed."""
    operations.expire_due(at=timezone.now())


@shared_task(name="orders.complete_due")
def complete_due() -> None:
    """Complete what counts as received by now."""
    operations.complete_due(at=timezone.now())


@shared_task(name="orders.forget_receivers")
def forget_receivers() -> None:
    """Throw away lists of people for whom nobody has ordered."""
    operations.forget_receivers(at=timezone.now())


@shared_task(name="orders.remove_unordered_pictures")
def remove_unordered_pictures() -> None:
    """Throw away pictures that nobody ordered with."""
    operations.remove_unordered_pictures(at=timezone.now())
