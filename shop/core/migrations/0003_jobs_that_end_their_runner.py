from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0002_jobs_can_be_stopped"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="takeovers",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
