from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sandbox", "0002_partial_refunds"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="sandboxcharge",
            name="refunded_reference",
        ),
    ]
