"""What search engines are told about recipes and answers (schema.org)."""

from typing import Any

from django.conf import settings
from wagtail.blocks import StreamValue

# As large as search engines ask for.
RECIPE_PICTURE = "fill-1200x900|format-jpeg"


def recipe_of(value: Any) -> dict[str, Any]:
    """A ``Recipe``. What is not known is left out."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Recipe",
        "name": value["title"],
        "recipeIngredient": list(value["ingredients"]),
        "recipeInstructions": [{"@type": "HowToStep", "text": step} for step in value["steps"]],
    }
    minutes = {"prepTime": value["prepare_minutes"], "cookTime": value["cook_minutes"]}
    known = [count for count in minutes.values() if count]
    minutes["totalTime"] = sum(known) if known else None
    data |= {name: f"PT{count}M" for name, count in minutes.items() if count}
    if value["summary"]:
        data["description"] = value["summary"]
    if value["serves"]:
        data["recipeYield"] = value["serves"]
    if value["image"]:
        address = value["image"].get_rendition(RECIPE_PICTURE).url
        data["image"] = address if address.startswith(("http://", "https://")) else settings.SITE_URL + address
    return data


def faq_of(value: Any) -> list[dict[str, Any]]:
    """``Question``s with their answers."""
    return [
        {
            "@type": "Question",
            "name": row["question"],
            "acceptedAnswer": {"@type": "Answer", "text": row["answer"]},
        }
        for row in value["questions"]
    ]


def structured_of(stream: StreamValue) -> list[dict[str, Any]]:
    """Everything in a page's blocks that search engines understand: its recipes, and one FAQPage of all questions."""
    found = [recipe_of(child.value) for child in stream if child.block_type == "recipe"]
    questions = [row for child in stream if child.block_type == "questions" for row in faq_of(child.value)]
    if questions:
        found.append({"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions})
    return found
