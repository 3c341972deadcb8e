from django.db import migrations, models

import shop.bulk.models
import shop.core.files


class Migration(migrations.Migration):

    dependencies = [
        ('bulk', '0003_rows_are_thrown_away'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='shape',
            field=models.CharField(blank=True, db_index=True, max_length=64, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='run',
            name='pictures',
            field=models.FileField(blank=True, storage=shop.core.files.private_storage, upload_to=shop.bulk.models.upload_path, default=''),
            preserve_default=False,
        ),
    ]
