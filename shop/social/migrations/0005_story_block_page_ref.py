"""Figures of a story are kept by the id that its page had."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Min


def fill(apps: Any, schema_editor: Any) -> None:
    """Of a page that is gone only its title is left: all blocks of one title belong together."""
    blocks = apps.get_model("social", "StoryBlock").objects
    blocks.filter(page__isnull=False).update(page_ref=F("page_id"))
    for row in blocks.filter(page=None).values("page_title").annotate(first=Min("pk")):
        blocks.filter(page=None, page_title=row["page_title"]).update(page_ref=-row["first"])


class Migration(migrations.Migration):

    dependencies = [
        ('social', '0004_banners'),
    ]

    operations = [
        migrations.AddField(
            model_name='storyblock',
            name='page_ref',
            field=models.BigIntegerField(db_index=True, default=0),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
