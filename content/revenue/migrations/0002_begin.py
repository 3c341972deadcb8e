"""Begin to sum up: changes are noted from now on, and everything that was sold through stories before is noted once.

Blocks of pages of other kinds are known from now on too, by what is stored; what they are called is noted with their
next publication.
"""

from typing import Any

from django.db import migrations

from content.revenue.guards import changes_are_noted

# Page model, its field of blocks, and the kinds of them that lead to goods.
_SELLING = {"product", "product_set", "hotspots", "countdown", "lot", "film", "recipe", "look", "goods", "hall"}
_STREAMS = [
    ("stories", "StoryPage", ("body",)),
    ("stories", "HomePage", ("body", "front")),
    ("stories", "PersonPage", ("body",)),
    ("pages", "SeriesPage", ("body",)),
    ("pages", "LookbookPage", ("looks",)),
    ("pages", "VenuePage", ("halls", "body")),
    ("pages", "AboutPage", ("body",)),
    ("events", "EventPage", ("body", "look_back")),
    ("courses", "CoursePage", ("teaser",)),
]


def _leads_to_goods(item: Any) -> bool:
    return item["type"] in _SELLING or (item["type"] == "text" and "/p/" in str(item["value"]))


def note_blocks(apps: Any, schema_editor: Any) -> None:
    blocks = apps.get_model("social", "StoryBlock")
    for app, model, fields in _STREAMS:
        for page in apps.get_model(app, model).objects.filter(live=True):
            items = [item for field in fields for item in getattr(page, field).raw_data]
            blocks.objects.bulk_create(
                [
                    blocks(
                        page_id=page.pk, page_ref=page.pk, page_title=page.title, block_id=item["id"], kind=item["type"]
                    )
                    for item in items
                    if item.get("id") and _leads_to_goods(item)
                ],
                ignore_conflicts=True,
            )


def begin(apps: Any, schema_editor: Any) -> None:
    apps.get_model("revenue", "Progress").objects.get_or_create(pk=1)
    found = apps.get_model("social", "LineAttribution").objects.filter(line__order__paid_at__isnull=False)
    orders = found.order_by("line__order__paid_at", "line__order").values_list("line__order", flat=True)
    changed = apps.get_model("revenue", "Changed")
    changed.objects.bulk_create((changed(order_id=pk) for pk in dict.fromkeys(orders.iterator())), batch_size=5000)


class Migration(migrations.Migration):
    dependencies = [
        ("revenue", "0001_sums"),
        ("social", "0005_story_block_page_ref"),
        ("aftersales", "0004_replacement_parcels"),
        ("payments", "0005_refund_freight"),
        ("orders", "0008_story_blocks"),
        ("stories", "0008_people_and_front"),
        ("pages", "0001_initial"),
        ("events", "0002_promised_time"),
        ("courses", "0003_event_block"),
    ]

    operations = [
        migrations.RunPython(note_blocks, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(begin, migrations.RunPython.noop),
        changes_are_noted(),
    ]
