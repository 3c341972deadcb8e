"""django-oscar's side of the checkout benchmark; runs in its own environment, knows nothing of this project.

``prepare`` makes the goods. ``place CODE COUNT`` fills so many baskets, prints ``READY``, waits for a line, and turns
them into orders as oscar's checkout does: ask whether it may be bought, then ``OrderCreator.place_order``. Prints how
many orders it placed, and how many SQL statements one takes.
"""

import gc
import os
import sys
from decimal import Decimal
from time import monotonic_ns
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from oscar.apps.basket.models import Basket  # noqa: E402
from oscar.apps.catalogue.models import Product, ProductClass  # noqa: E402
from oscar.apps.checkout.calculators import OrderTotalCalculator  # noqa: E402
from oscar.apps.order.utils import OrderCreator  # noqa: E402
from oscar.apps.partner.models import Partner, StockRecord  # noqa: E402
from oscar.apps.partner.strategy import Selector  # noqa: E402
from oscar.apps.shipping.methods import Free  # noqa: E402

# Of the transaction itself, not statements of an order.
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def prepare(stock: dict[str, int]) -> None:
    """Migrate, and put goods on sale: code → units."""
    call_command("migrate", verbosity=0)
    kind = ProductClass.objects.create(name="Fruit", track_stock=True, requires_shipping=True)
    partner = Partner.objects.create(name="Orchard")
    for code, units in stock.items():
        product = Product.objects.create(title=code, product_class=kind, upc=code)
        StockRecord.objects.create(
            product=product, partner=partner, partner_sku=code, price=Decimal("68.00"), num_in_stock=units
        )


def basket_of(product: Product) -> Any:
    """An open basket with one unit."""
    basket = Basket.objects.create()
    basket.strategy = Selector().strategy()
    basket.add_product(product, quantity=1)
    return basket


def place(basket: Any) -> bool:
    """One order, if the goods are to be had."""
    line = basket.all_lines()[0]
    allowed, _reason = line.purchase_info.availability.is_purchase_permitted(1)
    if not allowed:
        return False
    method = Free()
    charge = method.calculate(basket)
    OrderCreator().place_order(
        basket=basket,
        total=OrderTotalCalculator().calculate(basket, charge),
        shipping_method=method,
        shipping_charge=charge,
    )
    return True


def main(command: str, *arguments: str) -> None:
    """Do what the benchmark asks."""
    if command == "prepare":
        prepare({code: int(units) for code, units in zip(arguments[::2], arguments[1::2], strict=True)})
        return
    code, count = arguments
    product = Product.objects.get(upc=code)
    warm = Product.objects.get(upc="WARM")
    # Spared what our own workers are spared: walking all that was imported at each full collection.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    place(basket_of(warm))
    basket = basket_of(warm)
    with CaptureQueriesContext(connection) as queries:
        place(basket)
    statements = sum(not query["sql"].startswith(CONTROL) for query in queries)
    baskets = [basket_of(product) for _ in range(int(count))]
    print("READY", flush=True)
    sys.stdin.readline()
    placed = sum(place(basket) for basket in baskets)
    print(placed, statements, monotonic_ns(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
