"""This shop's side of the checkout benchmark: ``CODE FIRST COUNT``, in a process of its own.

Prints ``READY``, waits for a line, places an order each for COUNT customers from the FIRST on. Prints how many it
placed, how many SQL statements one takes, and when it was done.
"""

import importlib
import sys
from time import monotonic_ns

import django

# Of the transaction itself, not statements of an order.
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def main(code: str, first: int, count: int) -> None:
    """Place the orders, in a process that has loaded the site as a server does."""
    django.setup()
    importlib.import_module("microbrand.wsgi")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from shop.catalog.models import Sku
    from shop.customers.models import Customer
    from shop.customers.rules import AddressData
    from shop.inventory.errors import OutOfStock
    from shop.orders.lines import LineData
    from shop.orders.operations import place_order

    customers = list(Customer.objects.order_by("pk")[first : first + count + 2])
    address = AddressData(
        recipient="林芳", phone="13800138000", province="山东省", city="烟台市", district="栖霞市", street="果园路 1 号"
    )

    def place(sku: Sku, customer: Customer) -> bool:
        try:
            place_order(
                customer=customer,
                lines=[LineData(sku.pk, 1)],
                address=address,
                client_token=f"bench-{sku.pk}",
                expected_total_fen=6800,
                at=timezone.now(),
            )
        except OutOfStock:
            return False
        return True

    warm, sku = Sku.objects.get(code="WARM"), Sku.objects.get(code=code)
    place(warm, customers[-1])
    with CaptureQueriesContext(connection) as queries:
        place(warm, customers[-2])
    statements = sum(not query["sql"].startswith(CONTROL) for query in queries)
    print("READY", flush=True)
    sys.stdin.readline()
    placed = sum(place(sku, customer) for customer in customers[:count])
    print(placed, statements, monotonic_ns(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
