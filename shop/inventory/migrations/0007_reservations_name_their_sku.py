"""A reservation names what was sold beside what it draws on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0006_fill_balances")]

    operations = [
        migrations.AlterField(
            model_name="reservation",
            name="sku",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.sku", verbose_name="SKU"
            ),
        ),
        migrations.RemoveConstraint(
            model_name='reservation',
            name='inventory_reservation_once',
        ),
        migrations.AddConstraint(
            model_name='reservation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'released'), _negated=True), fields=('reference', 'sku', 'stock'), name='inventory_reservation_once'),
        ),
    ]
