"""The words of a time line may be emptied for somebody who is forgotten; nothing else of it changes."""

from django.db import migrations

from shop.core.db import append_only


class Migration(migrations.Migration):
    dependencies = [("bespoke", "0004_quotes")]

    operations = [
        append_only("bespoke_bespokeentry", blank="text"),
    ]
