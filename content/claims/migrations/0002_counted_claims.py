"""The list of claims is sorted by what was counted; until then by nothing."""

from datetime import UTC, datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def begin(apps: Any, schema_editor: Any) -> None:
    """Every claim stands in the list at once; whoever looks at it has them counted."""
    counted = apps.get_model("claims", "CountedClaim")
    counted.objects.bulk_create(
        counted(claim_id=pk, sold=0, returns=0, contradicted=0, share=0, at=datetime(2000, 1, 1, tzinfo=UTC))
        for pk in apps.get_model("claims", "Claim").objects.values_list("pk", flat=True)
    )


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CountedClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sold', models.IntegerField()),
                ('returns', models.IntegerField()),
                ('contradicted', models.IntegerField()),
                ('share', models.FloatField()),
                ('alarms', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='counted', to='claims.claim')),
            ],
            options={
                'default_permissions': [],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=True),
    ]
