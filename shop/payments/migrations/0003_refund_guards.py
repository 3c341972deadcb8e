"""Constraints in a transaction of their own: PostgreSQL does not alter a table while row changes are pending."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_partial_refunds"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("refunded_fen__gte", 0), ("refunded_fen__lte", models.F("amount_fen"))),
                name="payments_refunded_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(fields=("payment", "key"), name="payments_refund_once"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "succeeded"), _negated=True), ("succeeded_at__isnull", False), _connector="OR"
                ),
                name="payments_refund_has_time",
            ),
        ),
    ]
