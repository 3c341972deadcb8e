"""The history of a case is append-only."""

from django.db import migrations

from shop.core.db import append_only


class Migration(migrations.Migration):
    dependencies = [("aftersales", "0001_initial")]

    operations = [
        append_only("aftersales_caseentry"),
    ]
