"""Movements say where and of which lot; those there are were all in the first place.

The place comes as a default of the new column: rows of the ledger cannot be updated.
"""

import django.db.models.deletion
from django.db import connection, migrations, models

from shop.core.db import keep_append_only


def first_place():
    """Id of the place that ``0004_places`` made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(id) FROM inventory_place")
        return cursor.fetchone()[0]


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_places")]

    operations = [
        keep_append_only("inventory_stockmovement"),
        migrations.AddField(
            model_name='stockitem',
            name='is_plain',
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddField(
            model_name='stockitem',
            name='low_at',
            field=models.PositiveIntegerField(blank=True, help_text='Tell me when this many units or fewer are left.', null=True, verbose_name='low at'),
        ),
        migrations.AddField(
            model_name='stockitem',
            name='safety',
            field=models.PositiveIntegerField(default=0, help_text='Units that are never sold online: for the shop, or for surprises.', verbose_name='safety stock'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='condition',
            field=models.CharField(choices=[('sellable', 'Sellable'), ('returned', 'Returned, to be looked at'), ('damaged', 'Damaged')], default='sellable', max_length=10, verbose_name='condition'),
        ),
        migrations.AlterField(
            model_name='stockmovement',
            name='balance',
            field=models.IntegerField(verbose_name='there afterwards'),
        ),
        migrations.AlterField(
            model_name='stockmovement',
            name='reason',
            field=models.CharField(choices=[('receive', 'Received'), ('ship', 'Shipped'), ('return', 'Returned'), ('correct', 'Count corrected'), ('damage', 'Damaged'), ('import', 'Import'), ('transfer', 'Moved to another place'), ('sort', 'Condition changed'), ('expired', 'Expired'), ('lost', 'Lost'), ('used', 'Own use, sample'), ('stocktake', 'Stocktake')], max_length=10, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='lot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='inventory.lot', verbose_name='lot'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='place',
            field=models.ForeignKey(default=first_place, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.place', verbose_name='place'),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='stockmovement',
            index=models.Index(condition=models.Q(('reference', ''), _negated=True), fields=['reference'], name='inventory_movement_by_doc'),
        ),
        migrations.AddField(
            model_name='reservation',
            name='sku',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.sku', verbose_name='SKU'),
        ),
        keep_append_only("inventory_stockmovement"),
    ]
