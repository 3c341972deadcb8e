"""Stories published before their blocks were noted: what is tapped in them counts from now on."""

from typing import Any

from django.db import migrations

SELLING = {"product", "product_set", "hotspots", "countdown", "lot", "film", "recipe"}


def note_blocks(apps: Any, schema_editor: Any) -> None:
    """By what is stored: a block's words are noted with the next publication."""
    blocks = apps.get_model("social", "StoryBlock")
    for page in apps.get_model("stories", "StoryPage").objects.filter(live=True).only("pk", "title", "body"):
        blocks.objects.bulk_create(
            [
                blocks(page_id=page.pk, page_title=page.title, block_id=item["id"], kind=item["type"])
                for item in page.body.raw_data
                if item["type"] in SELLING and item.get("id")
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("stories", "0006_event_block"), ("social", "0003_story_blocks")]

    operations = [migrations.RunPython(note_blocks, migrations.RunPython.noop, elidable=True)]
