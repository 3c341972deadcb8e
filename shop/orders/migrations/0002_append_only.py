"""The time line of an order is append-only."""

from django.db import migrations

from shop.core.db import append_only


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        append_only("orders_orderentry"),
    ]
