"""Many refunds for a charge."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def keep_refunds(apps, schema_editor):
    """Until now there was one, of everything."""
    charges = apps.get_model("sandbox", "SandboxCharge").objects.exclude(refunded_reference="")
    refund = apps.get_model("sandbox", "SandboxRefund")
    for charge in charges.iterator():
        refund.objects.create(charge=charge, reference=charge.refunded_reference, amount_fen=charge.amount_fen)


class Migration(migrations.Migration):
    dependencies = [
        ("sandbox", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SandboxRefund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=48, unique=True)),
                ("amount_fen", models.BigIntegerField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="sandbox.sandboxcharge",
                    ),
                ),
            ],
        ),
        migrations.RunPython(keep_refunds, migrations.RunPython.noop),
    ]
