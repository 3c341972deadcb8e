from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_news")]

    operations = [
        migrations.AddField("shipment", "reference", models.CharField(blank=True, default="", max_length=20), preserve_default=False),
        migrations.AddConstraint(
            "shipment",
            models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="orders_shipment_reference",
            ),
        ),
    ]
