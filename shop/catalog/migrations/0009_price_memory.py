from django.db import migrations, models

from shop.core.db import append_only, keep_append_only


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0008_sku_details'),
    ]

    operations = [
        keep_append_only('catalog_priceentry', let_go=('sku_id', 'sku_code')),
        migrations.AlterField(
            model_name='priceentry',
            name='kind',
            field=models.CharField(choices=[('asked', 'Asked price'), ('sold', 'Sold at'), ('promo', 'Promotional price'), ('over', 'Promotional price over')], max_length=5, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='priceentry',
            name='until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='until'),
        ),
        migrations.AddField(
            model_name='priceentry',
            name='planned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='planned'),
        ),
        migrations.AddField(
            model_name='priceentry',
            name='reason',
            field=models.CharField(blank=True, max_length=120, verbose_name='reason'),
        ),
        migrations.AddConstraint(
            model_name='priceentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'promo'), ('planned_at__isnull', False), ('until__gt', models.F('at'))), models.Q(models.Q(('kind', 'promo'), _negated=True), ('planned_at', None), ('until', None)), _connector='OR'), name='catalog_price_time_of_promo'),
        ),
        append_only('catalog_priceentry', let_go=('sku_id', 'sku_code')),
    ]
