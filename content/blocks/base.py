"""What all blocks of a story share."""

from typing import Any

from bs4 import BeautifulSoup
from wagtail import blocks

from shop.catalog.models import Product

_PARAGRAPHS = ["p", "h2", "h3", "h4", "li", "hr", "br", "blockquote"]


class StoryBlock(blocks.StructBlock):  # type: ignore[misc]
    """A block with fields.

    Migrations name its class instead of copying its fields: what they hold is JSON, so nothing has to follow a field.
    """

    # Whether it shows goods that nobody chose in it: the newest, those of a collection.
    finds_goods = False

    def to_text(self, value: Any) -> str:
        """What it says where there is only plain text: a message, a mail. Lines; "" if it says nothing there."""
        return joined(*(text_of(child, value.get(name)) for name, child in self.child_blocks.items()))

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from content.blocks.contents import contents_of_value
        from shop.core import clock

        context: dict[str, Any] = super().get_preview_context(value, parent_context)
        now = clock.now()
        return {**context, **contents_of_value(value, at=now), "at": now}

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (f"{type(self).__module__}.{type(self).__qualname__}", [], self._constructor_kwargs)

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup: Any, *args: Any, **kwargs: Any) -> "StoryBlock":
        return cls(**kwargs)


def text_of(block: Any, value: Any) -> str:
    """Any block's value as plain text. Pictures say nothing: what is to be seen on them is not part of the story."""
    if value is None or value == "":
        return ""
    if hasattr(block, "to_text"):
        return str(block.to_text(value))
    if isinstance(block, blocks.ListBlock):
        return joined(*(text_of(block.child_block, item) for item in value))
    if isinstance(block, blocks.StreamBlock):
        return joined(*(text_of(child.block, child.value) for child in value), apart="\n\n")
    if isinstance(value, Product):
        return value.title
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return str(value).strip()
    return ""


def stream_text(stream: Any) -> str:
    """A whole story as plain text, a blank line between blocks."""
    return text_of(stream.stream_block, stream)


def joined(*parts: str, apart: str = "\n") -> str:
    """The parts that say something."""
    return apart.join(part for part in parts if part)


def plain(html: str) -> str:
    """Rich text as readers read it, a line for each paragraph."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(_PARAGRAPHS):
        tag.append("\n")
    return "\n".join(line.strip() for line in soup.get_text().splitlines() if line.strip())
