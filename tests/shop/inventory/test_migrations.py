"""Stock from before there were places is in the first place; the ledger is append-only on the way and back."""

import pytest
from django.apps.registry import Apps
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from microbrand import audit
from shop.catalog.models import Sku
from shop.inventory.models import Reservation
from tests.factories import NOW
from tests.factories.inventory import balances_of, stock_of

# Back to the beginning and all the way again: longer than a test usually takes.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400), pytest.mark.once]

BEFORE = [("inventory", "0003_imports_have_their_own_room"), ("catalog", "0003_kinds")]


def migrate(*targets: tuple[str, str]) -> Apps:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    executor.loader.build_graph()
    return executor.loader.project_state(list(targets)).apps


def assert_append_only() -> None:
    for statement in ("UPDATE inventory_stockmovement SET delta = 99", "DELETE FROM inventory_stockmovement"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_stock_is_found_in_the_first_place() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    old = migrate(*BEFORE)
    product = old.get_model("catalog", "Product").objects.create(title="苹果", slug="apple", live=True)
    skus, stocks = old.get_model("catalog", "Sku").objects, old.get_model("inventory", "StockItem").objects
    full = skus.create(product=product, code="A", combination="a", price_fen=1)
    stock = stocks.create(sku=full, on_hand=7, reserved=2)
    stocks.create(sku=skus.create(product=product, code="B", combination="b", price_fen=1))
    movements = old.get_model("inventory", "StockMovement").objects
    movements.create(stock=stock, delta=9, balance=9, reason="receive", at=NOW)
    movements.create(stock=stock, delta=-2, balance=7, reason="damage", at=NOW)
    reservations = old.get_model("inventory", "Reservation").objects
    reservations.create(stock=stock, reference="A", quantity=2, expires_at=NOW)
    assert_append_only()

    migrate(*latest)

    sku = Sku.objects.get(code="A")
    assert balances_of(sku) == {("总仓", "", "sellable"): 7}
    assert balances_of(Sku.objects.get(code="B")) == {}
    assert (stock_of(sku), Reservation.objects.get().sku) == ((7, 2), sku)
    stock_checks = [name for name in audit.names() if "stock" in name or "movement" in name]
    assert [row for row in audit.run(at=NOW, only=stock_checks) if row.breach_count] == []
    assert_append_only()
