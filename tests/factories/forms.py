"""What Wagtail's forms send."""

from typing import Any

from wagtail.test.utils.form_data import nested_form_data, streamfield


def formset(relation: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """An inline panel with these new rows."""
    counts = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    data: dict[str, Any] = {f"{relation}-{name}": count for name, count in counts.items()}
    for place, row in enumerate(rows):
        data |= {f"{relation}-{place}-{name}": value for name, value in row.items()}
        data.setdefault(f"{relation}-{place}-ORDER", place + 1)
    return data


def collection_form(
    title: str = "规则", *, items: Any = (), conditions: Any = (), exclusions: Any = (), **fields: Any
) -> dict[str, Any]:
    """The form of a collection, as the editor sends it."""
    return {
        "title": title,
        "intro": "",
        "slug": "",
        "cover": "",
        "is_visible": "on",
        "position": "0",
        "match": "all",
        "order": "hand",
        **formset("items", *items),
        **formset("conditions", *conditions),
        **formset("exclusions", *exclusions),
        **fields,
    }


def story_form(**fields: Any) -> dict[str, str]:
    """Return what the editor of a story posts."""
    data = {
        "title": "头一场霜",
        "kicker": "",
        "standfirst": "",
        "hero_image": "",
        "author": "",
        "published_on": "2026-10-01",
        "slug": "",
        "seo_title": "",
        "search_description": "",
        "body": streamfield([]),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **fields,
    }
    return {name: str(value) for name, value in nested_form_data(data).items()}
