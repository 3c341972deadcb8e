"""What this room holds about a person, for the copy that they may ask for (``customers.records``)."""

from shop.customers.models import Customer
from shop.customers.records import Records
from shop.origin.models import LabelOrder


def customer_records(customer: Customer) -> Records:
    """Orders that a scanned label brought. The scans themselves tell nobody apart."""
    rows = LabelOrder.objects.filter(order__customer=customer).order_by("scanned_at")
    return {"labels": list(rows.values("order__number", "run__product__title", "scanned_at"))}
