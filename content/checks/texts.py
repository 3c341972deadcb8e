"""All words and pictures of a draft, with the places where an editor finds them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bs4 import BeautifulSoup
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

# Of Wagtail's own page: the rest is the tree's book-keeping.
_OF_EVERY_PAGE = ("title", "seo_title", "search_description")
_PARAGRAPHS = ["p", "h2", "h3", "h4", "li", "hr", "br", "blockquote"]


@dataclass(frozen=True)
class Place:
    """A field or a block: its names from the outside in, and its id in the editor."""

    label: str
    anchor: str


@dataclass(frozen=True)
class Words:
    """Plain text at a place."""

    place: Place
    text: str


@dataclass(frozen=True)
class Picture:
    """A picture of the media library at a place."""

    place: Place
    image: Any


def content_of(draft: Any) -> Iterator[Words | Picture]:
    """Everything readers may read or see of a page or product, in the order of its fields."""
    for field in _fields(draft):
        place = Place(str(field.verbose_name).capitalize(), f"id_{field.name}")
        value = getattr(draft, field.name)
        if isinstance(field, StreamField):
            yield from _stream(value)
        elif isinstance(field, models.ForeignKey):
            if value is not None:
                yield Picture(place, value)
        elif value:
            yield Words(place, plain(value) if isinstance(field, RichTextField) else str(value))


def _fields(draft: Any) -> Iterator[Any]:
    inherited = {field.name for field in Page._meta.get_fields()} if isinstance(draft, Page) else set()
    for field in draft._meta.concrete_fields:
        if field.name in inherited and field.name not in _OF_EVERY_PAGE:
            continue
        if not field.editable or field.choices:
            continue
        is_text = isinstance(field, models.CharField | models.TextField | StreamField) and not isinstance(
            field, models.SlugField | models.URLField | models.EmailField
        )
        is_picture = isinstance(field, models.ForeignKey) and field.related_model is get_image_model()
        if is_text or is_picture:
            yield field


def plain(html: str) -> str:
    """Rich text as readers read it, a line for each paragraph."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(_PARAGRAPHS):
        tag.append("\n")
    return soup.get_text().strip()


def _stream(value: Any) -> Iterator[Words | Picture]:
    for child in value or ():
        place = Place(str(child.block.label), f"block-{child.id}-section")
        yield from _block(child.block, child.value, place)


def _block(block: Any, value: Any, place: Place) -> Iterator[Words | Picture]:
    if value is None:
        return
    if isinstance(block, blocks.StreamBlock):
        for child in value:
            yield from _block(child.block, child.value, replace(place, label=f"{place.label} · {child.block.label}"))
    elif isinstance(block, blocks.StructBlock):
        for name, child_block in block.child_blocks.items():
            inner = replace(place, label=f"{place.label} · {child_block.label}")
            yield from _block(child_block, value.get(name), inner)
    elif isinstance(block, blocks.ListBlock):
        for number, item in enumerate(value, start=1):
            yield from _block(block.child_block, item, replace(place, label=f"{place.label} {number}"))
    elif isinstance(block, blocks.RichTextBlock):
        yield Words(place, plain(value.source))
    elif isinstance(block, blocks.ChoiceBlock | blocks.URLBlock | blocks.EmailBlock):
        return
    elif isinstance(block, ImageChooserBlock):
        yield Picture(place, value)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock) and value:
        yield Words(place, str(value))
