"""The words of a time line may be emptied for somebody who is forgotten; nothing else of it changes."""

from django.db import migrations

from shop.core.db import append_only


class Migration(migrations.Migration):
    dependencies = [("aftersales", "0004_replacement_parcels")]

    operations = [
        append_only("aftersales_caseentry", blank="text"),
    ]
