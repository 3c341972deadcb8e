"""The order list of the admin at 200,000 and at a million orders, beside the same list at 1,000, on PostgreSQL."""

from collections.abc import Mapping
from typing import Any

from tests.bench.asking import Ask, Measured, measured, owner_client
from tests.bench.harness import (
    Result,
    migrated,
    multiply,
    next_page,
    report,
    settle,
    wanted,
    without_indexes,
)

FEW, MANY, MOST = 1_000, 200_000, 1_000_000
ROUNDS = 10


def main() -> None:
    """Ask for the list, its tabs and searches as an owner; the slower one of 20 is what staff feel."""
    migrated()
    client = owner_client()
    prepare()
    figures = {
        "admin.orders_200k": (MANY, _list_and_searches),
        "admin.orders_1m": (MOST, _list),
        "admin.orders_search_1m": (MOST, _searches),
    }
    figures = {name: what for name, what in figures.items() if wanted(name)}
    few: dict[str, Measured] = {}
    for total in (FEW, *sorted({total for total, _paths in figures.values()})):
        orders_up_to(total)
        settle()
        for name, (at_total, paths) in figures.items():
            if total == FEW:
                few[name] = measured(paths(client, total), rounds=ROUNDS)
            elif total == at_total:
                many = measured(paths(client, total), rounds=ROUNDS)
                report(
                    Result(
                        name=name,
                        value=round(many.p95, 1),
                        unit="ms p95",
                        baseline=f"the same list at {FEW:,} orders, ms p95",
                        baseline_value=round(few[name].p95, 1),
                        detail={"queries": many.queries, "slowest_ms": many.slowest},
                    )
                )


def prepare(quantities: dict[Any, int] | None = None) -> None:
    """One order, placed as a shopper would, which the others are copies of."""
    from django.utils import timezone

    from shop.customers.models import Customer
    from tests.factories.orders import place

    place(quantities, at=timezone.now())
    Customer.objects.bulk_create(Customer(name=f"客 {i}", phone=f"138{i:08d}") for i in range(1000))


def orders_up_to(total: int, *, lines: str = "", columns: Mapping[str, str] | None = None) -> None:
    """Fill orders: a year back, one in 500 unshipped, one in 20 to somebody named after apples.

    A line each, the template's; with ``lines`` and ``columns`` whatever these join to the orders (``o``).
    """
    from shop.orders.models import Order, OrderLine

    first = Order.objects.order_by("pk")[0]
    have = Order.objects.count()
    ago = "now() - (i || ' minutes')::interval"
    with without_indexes(Order, OrderLine):
        multiply(
            first,
            f"""generate_series({have}, {total - 1}) AS i, LATERAL (SELECT CASE WHEN i % 500 = 0 THEN 'paid'
                WHEN i % 10 = 0 THEN 'cancelled' WHEN i % 7 = 0 THEN 'shipped' ELSE 'completed' END AS status) AS s""",
            number=f"to_char({ago}, 'YYMMDD') || lpad(i::text, 7, '0')",
            customer_id="(SELECT min(id) FROM customers_customer) + i % 1000",
            client_token="'bench-' || i",
            status="s.status",
            ship_by="CASE s.status WHEN 'paid' THEN now() - make_interval(secs => i) END",
            cancel_reason="CASE s.status WHEN 'cancelled' THEN 'expired' ELSE '' END",
            placed_at=ago,
            expires_at=f"{ago} + interval '30 minutes'",
            paid_at="CASE WHEN s.status = 'cancelled' THEN NULL ELSE now() END",
            recipient="CASE WHEN i % 20 = 3 THEN '苹果园 ' ELSE '客 ' END || i % 1000",
            phone="'138' || lpad((i % 100000000)::text, 8, '0')",
        )
        bare = (
            "SELECT id FROM orders_order o WHERE NOT EXISTS (SELECT 1 FROM orders_orderline l WHERE l.order_id = o.id)"
        )
        template = OrderLine.objects.filter(order=first).earliest("pk")
        multiply(template, f"({bare}) o {lines}", **{"order_id": "o.id", **(columns or {})})


def _list(client: Any, total: int) -> list[Ask]:
    """The list, its tabs, its next page, and by day and origin."""
    from django.urls import reverse

    index = reverse("order_desk:list")
    tabs = [f"{index}?tab={tab}" for tab in ("paid", "shipped", "completed")]
    filters = [f"{index}?since=2026-01-01&until=2026-01-31", f"{index}?origin=direct"]
    return [(address, None) for address in (index, *tabs, next_page(client, index), *filters)]


def _searches(client: Any, total: int) -> list[Ask]:
    """By whatever somebody can tell of an order in the middle."""
    from django.urls import reverse

    from shop.orders.models import Order, OrderLine

    index = reverse("order_desk:list")
    middle = Order.objects.order_by("pk")[total // 2]
    code = OrderLine.objects.earliest("pk").sku_code
    words = (middle.number, middle.number[:9], middle.phone, middle.phone[-4:], middle.recipient, "没有的人", code)
    return [(f"{index}?q={word}", None) for word in words]


def _list_and_searches(client: Any, total: int) -> list[Ask]:
    return _list(client, total) + _searches(client, total)


if __name__ == "__main__":
    main()
