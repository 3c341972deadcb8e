"""News about parcels is append-only."""

from django.db import migrations

from shop.core.db import append_only


class Migration(migrations.Migration):
    dependencies = [("shipping", "0001_initial")]

    operations = [
        append_only("shipping_trackingevent"),
    ]
