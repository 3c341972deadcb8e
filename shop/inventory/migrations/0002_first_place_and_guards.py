"""One place is there from the beginning; the movement ledger is append-only; closed stocktakes stay as they are."""

from typing import Any

from django.db import migrations

from shop.core.db import append_only
from shop.inventory.guards import stocktakes_stay


def make_first_place(apps: Any, schema_editor: Any) -> None:
    """There always is a default place."""
    apps.get_model("inventory", "Place").objects.create(name="总仓")


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.RunPython(make_first_place, migrations.RunPython.noop),
        append_only("inventory_stockmovement", let_go=("stock_id", "sku_code")),
        stocktakes_stay(),
    ]
