"""Refunds of a part: many for a payment, counted on the payment."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def count_refunded(apps, schema_editor):
    """Every refund until now was one of a whole payment."""
    Payment = apps.get_model("payments", "Payment")
    Refund = apps.get_model("payments", "Refund")
    amount = Refund.objects.filter(payment=OuterRef("pk")).values("amount_fen")[:1]
    Payment.objects.filter(refunds__isnull=False).update(refunded_fen=Subquery(amount))
    closed = Q(payment__order__status="cancelled", payment__order__paid_at__isnull=False)
    Refund.objects.filter(closed).update(cause="closed")
    Refund.objects.exclude(closed).update(cause="unused", key="unused")


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
        ("orders", "0004_orders_without_parcel"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="refund",
            options={
                "default_permissions": ["view"],
                "ordering": ["id"],
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
            },
        ),
        migrations.AddField(
            model_name="payment",
            name="refunded_fen",
            field=models.BigIntegerField(default=0, verbose_name="refunded"),
        ),
        migrations.AlterField(
            model_name="refund",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="payments.payment"
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="reference",
            field=models.CharField(max_length=48, unique=True, verbose_name="reference"),
        ),
        migrations.AddField(
            model_name="refund",
            name="key",
            field=models.CharField(default="cancel", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="refund",
            name="cause",
            field=models.CharField(
                choices=[("unused", "Not needed"), ("closed", "Order closed"), ("returned", "Given back")],
                default="returned",
                max_length=10,
                verbose_name="cause",
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="state",
            field=models.CharField(
                choices=[("requested", "Under way"), ("succeeded", "Refunded"), ("failed", "Refused by the gateway")],
                default="requested",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.RunPython(count_refunded, migrations.RunPython.noop),
    ]
