from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bespoke", "0003_news")]

    operations = [
        migrations.AlterModelOptions(
            name="bespokework",
            options={
                "default_permissions": ["view"],
                "permissions": [
                    ("quote_bespokework", "Can quote custom work, and decline it"),
                    ("do_bespokework", "Can show proofs of custom work and call for the balance"),
                ],
                "verbose_name": "piece of custom work",
                "verbose_name_plural": "custom work",
            },
        ),
    ]
