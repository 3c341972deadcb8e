"""Have posters drawn before they had a small picture drawn again."""

from django.db import migrations


def queue(apps, schema_editor):
    apps.get_model("posters", "Poster").objects.filter(state="ready", thumbnail="").update(state="queued")


class Migration(migrations.Migration):

    dependencies = [
        ("posters", "0002_thumbnail"),
    ]

    operations = [
        migrations.RunPython(queue, migrations.RunPython.noop, elidable=True),
    ]
