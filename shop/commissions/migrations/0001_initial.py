import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from shop.core.db import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0012_sale_end'),
        ('customers', '0003_merged'),
        ('orders', '0014_deposits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Commission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('client_token', models.CharField(max_length=64)),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('phone', models.CharField(db_index=True, max_length=20, verbose_name='mobile number')),
                ('words', models.CharField(max_length=1000, verbose_name='in their words')),
                ('wished_on', models.DateField(blank=True, null=True, verbose_name='wished day')),
                ('state', models.CharField(choices=[('asked', 'To quote'), ('quoted', 'Quote made'), ('ordered', 'Deposit to be paid'), ('designing', 'Proof to make'), ('proof', 'Proof to be approved'), ('making', 'Being made'), ('balance', 'Balance to be paid'), ('ready', 'To be sent'), ('done', 'Done'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed'), ('called_off', 'Called off')], default='asked', max_length=10, verbose_name='state')),
                ('opened_at', models.DateTimeField(verbose_name='asked')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('each_fen', models.BigIntegerField(blank=True, null=True, verbose_name='price of each')),
                ('deposit_fen', models.BigIntegerField(blank=True, null=True, verbose_name='deposit')),
                ('deposit_kind', models.CharField(blank=True, choices=[('earnest', 'Earnest money (定金)'), ('advance', 'Part payment in advance (订金)')], max_length=10, verbose_name='kind of deposit')),
                ('make_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days to make it')),
                ('needs_proof', models.BooleanField(default=True, verbose_name='with a proof')),
                ('offer', models.CharField(blank=True, max_length=1000, verbose_name='what is offered')),
                ('rounds', models.PositiveSmallIntegerField(default=0, verbose_name='proofs')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commissions', to='customers.customer')),
                ('order', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commission', to='orders.order', verbose_name='order')),
                ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.sku')),
            ],
            options={
                'verbose_name': 'piece of custom work',
                'verbose_name_plural': 'custom work',
                'permissions': [('do_commission', 'Can quote custom work, show proofs and call for the balance')],
                'default_permissions': ['view'],
            },
        ),
        migrations.CreateModel(
            name='CommissionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'To quote'), ('quoted', 'Quote made'), ('ordered', 'Deposit to be paid'), ('designing', 'Proof to make'), ('proof', 'Proof to be approved'), ('making', 'Being made'), ('balance', 'Balance to be paid'), ('ready', 'To be sent'), ('done', 'Done'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed'), ('called_off', 'Called off')], max_length=10)),
                ('actor', models.CharField(choices=[('customer', 'Customer'), ('staff', 'Shop'), ('time', 'By time'), ('payment', 'By the order')], max_length=10)),
                ('text', models.CharField(blank=True, max_length=1000)),
                ('amount_fen', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='commissions.commission')),
            ],
            options={
                'ordering': ['at', 'id'],
                'default_permissions': [],
            },
        ),
        migrations.CreateModel(
            name='CommissionPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('commission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='commissions.commission')),
                ('picture', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderpicture')),
            ],
            options={
                'ordering': ['id'],
                'default_permissions': [],
            },
        ),
        migrations.CreateModel(
            name='CommissionTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(default=False, verbose_name='made to wishes')),
                ('deposit_kind', models.CharField(choices=[('earnest', 'Earnest money (定金)'), ('advance', 'Part payment in advance (订金)')], default='earnest', max_length=10, verbose_name='kind of deposit')),
                ('deposit_percent', models.PositiveSmallIntegerField(default=20, verbose_name='deposit in percent')),
                ('hint', models.CharField(blank=True, max_length=200, verbose_name='what the customer should tell')),
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='commission_terms', to='catalog.product')),
            ],
            options={
                'default_permissions': ['change'],
            },
        ),
        migrations.AddIndex(
            model_name='commission',
            index=models.Index(fields=['-opened_at', '-id'], name='commissions_newest'),
        ),
        migrations.AddIndex(
            model_name='commission',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at', 'id'], name='commissions_due'),
        ),
        migrations.AddConstraint(
            model_name='commission',
            constraint=models.UniqueConstraint(fields=('customer', 'client_token'), name='commissions_once'),
        ),
        migrations.AddConstraint(
            model_name='commission',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='commissions_positive'),
        ),
        migrations.AddConstraint(
            model_name='commission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('due_at__isnull', False), ('state__in', ('asked', 'quoted', 'ordered', 'designing', 'proof', 'making', 'balance', 'ready'))), models.Q(models.Q(('state__in', ('asked', 'quoted', 'ordered', 'designing', 'proof', 'making', 'balance', 'ready')), _negated=True), ('closed_at__isnull', False), ('due_at', None)), _connector='OR'), name='commissions_open_has_deadline'),
        ),
        migrations.AddConstraint(
            model_name='commission',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'quoted', 'declined', 'withdrawn', 'lapsed']), ('order__isnull', False), _connector='OR'), name='commissions_bound_has_order'),
        ),
        migrations.AddConstraint(
            model_name='commissionterms',
            constraint=models.CheckConstraint(condition=models.Q(('deposit_percent__gte', 1), ('deposit_percent__lte', 99)), name='commissions_terms_percent'),
        ),
        migrations.AddConstraint(
            model_name='commissionterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deposit_kind', 'earnest'), _negated=True), ('deposit_percent__lte', 20), _connector='OR'), name='commissions_terms_a_fifth'),
        ),
        append_only("commissions_commissionentry"),
    ]
