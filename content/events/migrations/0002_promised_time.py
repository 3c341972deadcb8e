from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Whoever signed up before was promised the time that the event has."""
    pages = apps.get_model("events", "EventPage").objects.filter(pk=models.OuterRef("event"))
    apps.get_model("events", "SignUp").objects.update(promised_at=models.Subquery(pages.values("starts_at")))


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.AddField(model_name="signup", name="promised_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(model_name="signup", name="promised_at", field=models.DateTimeField()),
    ]
