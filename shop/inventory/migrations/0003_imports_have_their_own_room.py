from django.db import migrations


class Migration(migrations.Migration):
    """The tables of imports went to ``shop.bulk`` (bulk 0001 renamed them)."""

    dependencies = [
        ('inventory', '0002_movements_append_only'),
        ('bulk', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name='ImportRow'),
                migrations.DeleteModel(name='ImportRun'),
            ],
        ),
    ]
