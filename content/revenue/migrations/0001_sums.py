import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0008_story_blocks'),
        ('social', '0005_story_block_page_ref'),
    ]

    operations = [
        migrations.CreateModel(
            name='Changed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_id', models.BigIntegerField()),
            ],
            options={
                'default_permissions': [],
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taps_through', models.DateField(null=True)),
            ],
            options={
                'default_permissions': [],
            },
        ),
        migrations.CreateModel(
            name='CountedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('units', models.IntegerField()),
                ('paid_fen', models.BigIntegerField()),
                ('kept_fen', models.BigIntegerField()),
                ('first_block', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='social.storyblock')),
                ('last_block', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='social.storyblock')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.orderline')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.order')),
            ],
            options={
                'default_permissions': [],
                'indexes': [models.Index(fields=['day'], name='revenue_counted_by_day')],
            },
        ),
        migrations.CreateModel(
            name='DaySum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('touched', models.CharField(choices=[('last', 'Last touch'), ('first', 'First touch')], max_length=5)),
                ('page_ref', models.BigIntegerField()),
                ('orders', models.IntegerField()),
                ('units', models.IntegerField()),
                ('paid_fen', models.BigIntegerField()),
                ('kept_fen', models.BigIntegerField()),
                ('block', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='social.storyblock')),
            ],
            options={
                'default_permissions': [],
                'indexes': [models.Index(fields=['page_ref', 'touched', 'day'], name='revenue_sum_by_page'), models.Index(condition=models.Q(('block', None)), fields=['touched', 'day'], name='revenue_sum_of_pages')],
                'constraints': [models.UniqueConstraint(fields=('day', 'touched', 'page_ref', 'block'), name='revenue_sum_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='DayTaps',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('page_ref', models.BigIntegerField()),
                ('taps', models.IntegerField()),
                ('block', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='social.storyblock')),
            ],
            options={
                'default_permissions': [],
                'indexes': [models.Index(fields=['page_ref', 'day'], name='revenue_taps_by_page')],
                'constraints': [models.UniqueConstraint(fields=('day', 'block'), name='revenue_taps_once')],
            },
        ),
    ]
