"""The root of the pages is called what the menu calls it; Wagtail left "Root" there."""

from typing import Any

from django.db import migrations

THEIRS, OURS = "Root", "故事与页面"


def _rename(apps: Any, old: str, new: str) -> None:
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title=old)
    root.update(title=new, draft_title=new)


def name_it(apps: Any, schema_editor: Any) -> None:
    _rename(apps, THEIRS, OURS)


def put_back(apps: Any, schema_editor: Any) -> None:
    _rename(apps, OURS, THEIRS)


class Migration(migrations.Migration):
    dependencies = [("stories", "0002_first_pages")]

    operations = [migrations.RunPython(name_it, put_back)]
