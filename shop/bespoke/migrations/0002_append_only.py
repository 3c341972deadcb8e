"""The history of custom work is append-only."""

from django.db import migrations

from shop.core.db import append_only


class Migration(migrations.Migration):
    dependencies = [("bespoke", "0001_initial")]

    operations = [
        append_only("bespoke_bespokeentry"),
    ]
