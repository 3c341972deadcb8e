"""Where stock is: places, lots, balances; quotas. One place is there from the beginning."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def make_first_place(apps, schema_editor):
    """There always is a default place."""
    apps.get_model("inventory", "Place").objects.create(name="总仓")


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_stock_and_components"),
        ("inventory", "0003_imports_have_their_own_room"),
    ]

    operations = [
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('condition', models.CharField(choices=[('sellable', 'Sellable'), ('returned', 'Returned, to be looked at'), ('damaged', 'Damaged')], default='sellable', max_length=10, verbose_name='condition')),
                ('on_hand', models.PositiveIntegerField(default=0, verbose_name='on hand')),
            ],
            options={
                'verbose_name': 'balance',
                'verbose_name_plural': 'balances',
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='lot')),
                ('produced_on', models.DateField(blank=True, null=True, verbose_name='produced on')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='best before')),
                ('origin', models.CharField(blank=True, max_length=120, verbose_name='origin')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'lot',
                'verbose_name_plural': 'lots',
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('warehouse', 'Warehouse'), ('shop', 'Shop'), ('orchard', 'Orchard')], default='warehouse', max_length=10, verbose_name='kind')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('limit', models.PositiveIntegerField(verbose_name='units')),
                ('used', models.PositiveIntegerField(default=0, editable=False, verbose_name='taken')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'quota',
                'verbose_name_plural': 'quotas',
            },
        ),
        migrations.CreateModel(
            name='QuotaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='QuotaUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_index=True, max_length=40, verbose_name='reference')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('state', models.CharField(choices=[('held', 'Held'), ('confirmed', 'Confirmed'), ('fulfilled', 'Fulfilled'), ('released', 'Released')], default='held', max_length=10, verbose_name='state')),
                ('expires_at', models.DateTimeField(verbose_name='held until')),
            ],
        ),
        migrations.AddField(
            model_name='balance',
            name='stock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='inventory.stockitem'),
        ),
        migrations.AddField(
            model_name='lot',
            name='sku',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='catalog.sku', verbose_name='SKU'),
        ),
        migrations.AddField(
            model_name='balance',
            name='lot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='inventory.lot', verbose_name='lot'),
        ),
        migrations.AddField(
            model_name='balance',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='inventory.place', verbose_name='place'),
        ),
        migrations.AddConstraint(
            model_name='quota',
            constraint=models.CheckConstraint(condition=models.Q(('used__lte', models.F('limit'))), name='inventory_quota_never_overused'),
        ),
        migrations.AddField(
            model_name='quotaitem',
            name='quota',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='inventory.quota'),
        ),
        migrations.AddField(
            model_name='quotaitem',
            name='sku',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quota_item', to='catalog.sku'),
        ),
        migrations.AddField(
            model_name='quotause',
            name='quota',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='inventory.quota'),
        ),
        migrations.AddField(
            model_name='quotause',
            name='sku',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.sku'),
        ),
        migrations.AddIndex(
            model_name='lot',
            index=models.Index(fields=['-created_at', '-id'], name='inventory_lot_newest'),
        ),
        migrations.AddIndex(
            model_name='lot',
            index=models.Index(fields=['expires_on'], name='inventory_lot_expiry'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(fields=('sku', 'code'), name='inventory_lot_once'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on__gte', models.F('produced_on'))), name='inventory_lot_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='balance',
            constraint=models.UniqueConstraint(condition=models.Q(('lot__isnull', False)), fields=('stock', 'place', 'lot', 'condition'), name='inventory_balance_of_lot_once'),
        ),
        migrations.AddConstraint(
            model_name='balance',
            constraint=models.UniqueConstraint(condition=models.Q(('lot__isnull', True)), fields=('stock', 'place', 'condition'), name='inventory_balance_once'),
        ),
        migrations.AddIndex(
            model_name='quotause',
            index=models.Index(condition=models.Q(('state', 'held')), fields=['quota', 'expires_at'], name='inventory_quotause_due'),
        ),
        migrations.AddConstraint(
            model_name='quotause',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='inventory_quotause_positive'),
        ),
        migrations.AddConstraint(
            model_name='quotause',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'released'), _negated=True), fields=('reference', 'sku'), name='inventory_quotause_once'),
        ),
        migrations.RunPython(make_first_place, migrations.RunPython.noop),
    ]
