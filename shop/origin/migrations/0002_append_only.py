"""Scans are append-only."""

from django.db import migrations

from shop.core.db import append_only


class Migration(migrations.Migration):
    dependencies = [("origin", "0001_initial")]

    operations = [
        append_only("origin_scan"),
    ]
